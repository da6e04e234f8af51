import { copy, h, icon } from '../dom.js';
import { blank, set } from '../draw/svg.js';
import { feeling, signed, tone } from '../words.js';
import { marker } from '../layout/marks.js';
import { go } from './state.js';

const OWN = new Set(['emotion', 'said', 'storyboard', 'moment_of_truth', 'touchpoint']);

/** A person's feeling on a line from very low to very good. */
function scale({ short, cls }, value) {
  const svg = set(blank(), { viewBox: '0 0 120 20', 'aria-hidden': 'true' });
  set(svg.append('line'), { x1: 6, x2: 114, y1: 10, y2: 10 });
  set(svg.append('line'), { x1: 60, x2: 60, y1: 5, y2: 15 });
  set(svg.append('path'), { class: 'dot', d: marker(cls, 60 + Math.max(-2, Math.min(2, value)) * 27, 10, 5.5) });
  return h('div', { class: `scale ${cls}` }, h('span', {}, short), svg.node(), h('span', { class: `emo ${tone(value) || 'neu'}` }, `${signed(value)} ${feeling(value)}`));
}

/** What the map says about a step, lane by lane: the lane's name and copies of what stands in its cell. */
export function lanesOf(table, id, stage) {
  const found = [];
  for (const row of table.querySelectorAll('tbody tr')) {
    const button = row.querySelector('.lane-btn');
    if (!button) continue;
    const cell = row.matches('.of-stage') ? row.cells[stage + 1] : row.querySelector(`td[data-step="${CSS.escape(id)}"]`);
    if (!cell || cell.querySelector(':scope > .none')) continue;
    const nodes = [...cell.childNodes].filter(node => !(node.matches?.('.pts, .lines, .delta')));
    found.push({ name: button.dataset.lane, label: button.textContent.trim(), of: row.matches('.of-stage') ? 'stage' : 'step', nodes });
  }
  return found;
}

/** The story of a step: what stands under its heading below the map. */
export function storyOf(id) {
  const heading = document.getElementById(`story-${id}`);
  const found = [];
  for (let node = heading?.nextElementSibling; node && !node.matches('h1, h2, h3'); node = node.nextElementSibling) if (!node.matches('.in-map')) found.push(copy(node));
  return found;
}

function section(label, nodes, cls = '') {
  return h('section', { class: cls }, h('h3', {}, label), h('div', {}, ...nodes));
}

function bar(data, k) {
  const { steps, stages } = data;
  const way = (to, name, sign) => (steps[to] ? h('a', { class: 'btn quiet icon', href: `#${steps[to].id}`, 'aria-label': name, 'data-go': sign }, icon(sign)) : '');
  const link = h('button', { type: 'button', class: 'btn quiet icon', 'aria-label': 'Copy the link to this step', 'data-act': 'copy-link' }, icon('link'));
  const close = h('button', { type: 'button', class: 'btn quiet icon', 'aria-label': 'Close', 'data-act': 'close-drawer' }, icon('close'));
  return h('div', { class: 'top' },
    h('span', { class: 'cap' }, `${stages[steps[k].stage].title}, step ${k + 1} of ${steps.length}`),
    way(k - 1, 'Step before', 'left'), way(k + 1, 'Next step', 'right'), link, close);
}

/** What the journey that this one is compared with says of the step. */
function elsewhere({ compare }, step) {
  const there = compare?.means[step.id];
  if (there === undefined || typeof step.mean !== 'number') return '';
  const by = there - step.mean;
  return h('p', { class: 'cap' }, h('a', { href: compare.url }, compare.title), `: ${signed(there)}${Math.abs(by) < 0.05 ? ', the same' : ` (${signed(by)})`}`);
}

function contents(data, k, table) {
  const step = data.steps[k];
  const lanes = new Map(lanesOf(table, step.id, step.stage).map(lane => [lane.name, lane]));
  const nodes = name => (lanes.get(name)?.nodes ?? []).map(copy);
  const out = [h('header', {}, bar(data, k), h('h2', { id: 'cjm-drawer-name', tabindex: '-1' }, step.title), h('div', { class: 'where' }, ...nodes('touchpoint'), ...nodes('moment_of_truth')))];
  if (lanes.has('storyboard')) out.push(h('div', { class: 'd-shot' }, ...nodes('storyboard')));
  if (lanes.has('said')) out.push(h('div', { class: 'd-said' }, ...nodes('said')));
  const felt = data.personas.filter(p => typeof step.emotion?.[p.id] === 'number');
  if (felt.length) out.push(section('Emotion', [...felt.map(p => scale(p, step.emotion[p.id])), ...nodes('emotion').filter(node => node.matches?.('.note')), elsewhere(data, step)], 'd-emotion'));
  for (const lane of lanes.values()) {
    if (!OWN.has(lane.name)) out.push(section(lane.of === 'stage' ? `${lane.label} (whole stage)` : lane.label, lane.nodes.map(copy)));
  }
  const story = storyOf(step.id);
  if (story.length) out.push(section('Story', story, 'prose'));
  return out;
}

const controls = drawer => [...drawer.querySelectorAll('a, button')];

let shown = null;
let origin = null;

/** The drawer with a step's detail beside the page; null shuts it and gives the focus back. */
export function showDrawer(data, id, { focus }) {
  const table = document.querySelector('.map');
  const k = id === null ? -1 : (data.steps ?? []).findIndex(step => step.id === id);
  let drawer = document.getElementById('cjm-drawer');
  if (k < 0 || !table) {
    if (drawer) {
      const inside = drawer.contains(document.activeElement);
      drawer.remove();
      document.documentElement.classList.remove('has-drawer');
      // a view is drawn again when a step is chosen, and the link that was there is gone
      const drawn = [...document.querySelectorAll('#cjm-view svg a'), ...document.querySelectorAll('#cjm-view a')].find(a => a.getAttribute('href') === `#${shown}`);
      const back = origin?.isConnected ? origin : drawn ?? document.getElementById(shown)?.querySelector('a');
      if (inside) back?.focus({ preventScroll: true });
    }
    shown = null;
    return;
  }
  if (!drawer) {
    origin = document.activeElement?.matches('body, main') ? null : document.activeElement;
    drawer = h('aside', { id: 'cjm-drawer', class: 'drawer', 'aria-labelledby': 'cjm-drawer-name' });
    document.querySelector('main').append(drawer);
    document.documentElement.classList.add('has-drawer');
  }
  const go = document.activeElement?.closest('#cjm-drawer [data-go]')?.dataset.go;
  const next = drawer.cloneNode();
  next.append(...contents(data, k, table));
  if (shown === id && drawer.isEqualNode(next)) return;
  const [top, at] = shown === id ? [drawer.scrollTop, controls(drawer).indexOf(document.activeElement)] : [0, -1];
  drawer.replaceChildren(...next.childNodes);
  drawer.scrollTop = top;
  controls(drawer)[at]?.focus({ preventScroll: true });
  if (focus && shown !== id) (go && drawer.querySelector(`[data-go="${go}"]`) || drawer.querySelector('h2')).focus({ preventScroll: true });
  shown = id;
}

/** What the drawer's own buttons do. */
export function onDrawerClick(button) {
  if (button.dataset.act === 'close-drawer') go({ step: null });
  else if (button.dataset.act === 'copy-link') {
    navigator.clipboard?.writeText(location.href).then(() => button.setAttribute('aria-label', 'The link is copied'), () => {});
  }
}
