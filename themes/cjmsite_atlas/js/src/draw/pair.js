import { h } from '../dom.js';
import { partners, together } from '../layout/align.js';
import { meanOf } from '../layout/emotion.js';
import { signed, tone } from '../words.js';

/* Two journeys side by side, as a table: every step of both, what changes in those that they share, their figures and targets. */

/** The way to the site's root. */
const root = () => document.documentElement.dataset.root ?? '';
const feel = value => (value === null || value === undefined ? '' : h('span', { class: `emo ${tone(value) || 'neu'}` }, signed(value)));
const delta = by => (Math.abs(by) < 0.05 ? '' : h('span', { class: by < 0 ? 'delta down' : 'delta' }, signed(by)));
const head = (...names) => h('thead', {}, h('tr', {}, ...names.map((name, k) => h('th', { scope: 'col', class: k === 1 && name === 'Stage' ? 'aside' : null }, name))));
const scroller = (name, table) => h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': name }, table);
const part = (id, title, about, table) => h('section', { class: 'section', 'aria-labelledby': id }, h('header', {}, h('h2', { id }, title), h('p', { class: 'cap' }, about)), scroller(`${title}, scrolls sideways`, table));

/** What a step of one journey has that its partner has not: `Touchpoint: app → shop`. */
export function changed(before, after) {
  const out = before.title === after.title ? [] : [`Called “${before.title}” and “${after.title}”`];
  for (const word of new Set([...Object.keys(before.facts ?? {}), ...Object.keys(after.facts ?? {})])) {
    const [a, b] = [before, after].map(step => step.facts?.[word] ?? []);
    const [lost, won] = [a.filter(text => !b.includes(text)), b.filter(text => !a.includes(text))];
    if (lost.length || won.length) out.push(`${word}: ${lost.join(', ') || 'none'} → ${won.join(', ') || 'none'}`);
  }
  return out;
}

function stepCell(step, address) {
  if (!step) return h('td', {});
  return h('td', {}, h('a', { href: address + step.id }, step.title), ' ', feel(step.mean ?? null), step.said ? h('br') : '', step.said ? h('small', { class: 'cap' }, step.said) : '');
}

function stageRow(title, [from, to]) {
  const by = from !== null && to !== null ? to - from : 0;
  return h('tr', { class: 'of-stage' }, h('th', { scope: 'row', colspan: '2' }, title, ' ', feel(from)), h('td', { class: 'num' }, delta(by)), h('td', {}, feel(to)), h('td', {}));
}

const average = values => (values.length ? values.reduce((a, b) => a + b, 0) / values.length : null);
const meanIn = (journey, stage) => (stage === null ? null : average(journey.steps.filter(step => step.stage === stage).map(meanOf).filter(value => value !== null)));

function stepsTable({ self, other, names, back }) {
  const turn = (a, b) => (back ? [b, a] : [a, b]);
  const address = turn('#', `${root()}${other.address}#`);
  const theirs = partners(self.stages, other.stages);
  const rows = [];
  let last = null;
  for (const row of together(self, other)) {
    const stage = row.stage === null ? `${other.id} ${other.steps[row.other].stage}` : row.stage;
    if (stage !== last) {
      const [title, here, there] = row.stage === null
        ? [other.stages[other.steps[row.other].stage].title, null, meanIn(other, other.steps[row.other].stage)]
        : [self.stages[row.stage].title, meanIn(self, row.stage), meanIn(other, theirs[row.stage])];
      rows.push(stageRow(title, turn(here, there)));
      last = stage;
    }
    const [before, after] = turn(row.own === null ? null : self.steps[row.own], row.other === null ? null : other.steps[row.other]);
    const known = typeof before?.mean === 'number' && typeof after?.mean === 'number';
    const status = before && after ? 'both' : before ? 'gone' : 'new';
    const middle = known ? delta(after.mean - before.mean) : status === 'both' ? '' : h('span', { class: 'chip' }, status === 'gone' ? `Only in the first` : 'Only in the second');
    const list = before && after ? changed(before, after) : [];
    rows.push(h('tr', { class: status }, h('td', {}), stepCell(before, address[0]), h('td', { class: 'num' }, middle), stepCell(after, address[1]), h('td', {}, list.length ? h('ul', { class: 'changes' }, ...list.map(text => h('li', {}, text))) : '')));
  }
  return h('table', { class: 'data pair' }, head('Stage', names[0], 'Change', names[1], 'What differs'), h('tbody', {}, ...rows));
}

const withSign = (by, digits = 2) => `${by > 0 ? '+' : '−'}${Number(Math.abs(by).toFixed(digits))}`;

/** The figures of both, those with changed targets first. */
export function figuresOf(first, second) {
  const all = new Map([...first.figures, ...second.figures].map(one => [one.id, one]));
  const rows = [...all.values()].map(one => {
    const [a, b] = [first, second].map(journey => journey.figures.find(({ id }) => id === one.id) ?? null);
    const by = typeof a?.target === 'number' && typeof b?.target === 'number' ? b.target - a.target : 0;
    return { one, a, b, by };
  });
  return rows.sort((x, y) => Boolean(y.by) - Boolean(x.by) || (Boolean(y.a) && Boolean(y.b)) - (Boolean(x.a) && Boolean(x.b)));
}

function figuresTable(first, second, names) {
  const rows = figuresOf(first, second).map(({ one, a, b, by }) => h('tr', {},
    h('th', { scope: 'row' }, one.url ? h('a', { href: root() + one.url }, one.title) : one.title),
    h('td', { class: 'num' }, one.value ?? ''), h('td', {}, one.word ?? ''),
    h('td', { class: 'num' }, a ? a.aim || 'no target' : ''), h('td', { class: 'num' }, by ? h('span', { class: 'chip' }, withSign(by)) : ''), h('td', { class: 'num' }, b ? b.aim || 'no target' : ''),
    h('td', {}, a && b ? 'both' : a ? names[0] : names[1])));
  return h('table', { class: 'data' }, head('Metric', 'Now', 'State', `Target, ${names[0]}`, 'Change', `Target, ${names[1]}`, 'Measures'), h('tbody', {}, ...rows));
}

/** Two people, or two journeys of which only the feelings are at hand: what both feel at each step. */
function feelingsTable({ from, to, names }, data) {
  const rows = data.steps.map((step, k) => h('tr', {}, h('th', { scope: 'row' }, h('a', { href: `#${step.id}` }, step.title)), h('td', { class: 'aside' }, data.stages[step.stage].title), h('td', { class: 'num' }, feel(from[k])), h('td', { class: 'num' }, from[k] !== null && to[k] !== null ? delta(to[k] - from[k]) : ''), h('td', { class: 'num' }, feel(to[k])), h('td', {}, step.quote ? `“${step.quote}”` : step.thought ?? '')));
  return h('table', { class: 'data pair' }, head('Step', 'Stage', names[0], 'Change', names[1], 'Says or thinks'), h('tbody', {}, ...rows));
}

export function drawPair(host, data, { compare }) {
  const title = h('h2', {}, compare ? `${compare.names[0]} and ${compare.names[1]}` : 'Side by side');
  const lead = compare ? '' : h('p', { class: 'lead' }, 'Choose in the menu Compare what this journey is to be compared with.');
  const header = h('header', { class: 'view-head' }, title, lead);
  if (!compare) {
    host.replaceChildren(header);
    return;
  }
  if (!compare.self) {
    const more = compare.url ? h('p', {}, h('a', { href: compare.url }, 'All that changes, with the figures')) : '';
    host.replaceChildren(header, more, part('cjm-pair-steps', 'Step by step', 'What both feel', feelingsTable(compare, data)));
    return;
  }
  const [first, second] = compare.back ? [compare.other, compare.self] : [compare.self, compare.other];
  host.replaceChildren(header, h('p', {}, h('a', { href: root() + compare.other.address }, `Open ${compare.other.title}`)),
    part('cjm-pair-steps', 'Step by step', 'Steps are the same by their id or their title; the others stand in the stage that both have', stepsTable(compare)),
    first.figures.length + second.figures.length ? part('cjm-pair-figures', 'Figures and targets', 'Changed targets first', figuresTable(first, second, compare.names)) : '');
}
