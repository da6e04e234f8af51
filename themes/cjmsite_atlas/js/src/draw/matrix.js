import { copy, h, icon } from '../dom.js';
import { startFilter } from '../page/filter.js';
import { lanesOf } from '../page/drawer.js';
import { signed, tone } from '../words.js';

const number = text => {
  const found = /[−-]?\d+(?:[.,]\d+)?/u.exec(text);
  return found ? Number(found[0].replace('−', '-').replace(',', '.')) : null;
};

/** Two cells in order: numbers by size, words by language, empty ones last whatever the direction. */
export function inOrder(a, b, direction, collator) {
  if (a === b) return 0;
  if (a === null || a === '') return 1;
  if (b === null || b === '') return -1;
  const way = typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
  return way * direction;
}

function sortBy(table, column, button) {
  const head = button.closest('th');
  const direction = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
  for (const other of table.querySelectorAll('[aria-sort]')) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending');
  const collator = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true });
  const body = table.tBodies[0];
  const value = row => {
    const { sort } = row.cells[column].dataset;
    return sort === undefined ? row.cells[column].textContent.trim() : sort === '' ? null : Number(sort);
  };
  body.append(...[...body.rows].sort((a, b) => inOrder(value(a), value(b), direction, collator)));
}

/** The whole map as a table of texts: a row for each step, a column for each lane; sortable, filterable. */
export function drawMatrix(host, data, { compare } = {}) {
  const map = document.querySelector('.map');
  const found = data.steps.map(step => new Map(lanesOf(map, step.id, step.stage).map(lane => [lane.name, lane])));
  const names = new Map();
  for (const row of map.querySelectorAll('tbody tr')) {
    const button = row.querySelector('.lane-btn');
    if (button && button.dataset.lane !== 'storyboard' && button.dataset.lane !== 'emotion' && found.some(lanes => lanes.has(button.dataset.lane))) names.set(button.dataset.lane, button.textContent.trim());
  }
  const people = compare ? [] : data.personas.filter(p => data.steps.some(step => typeof step.emotion?.[p.id] === 'number'));
  const heads = [['No.', 'num'], ['Step', ''], ['Stage', ''], ...people.map(p => [p.short, 'num']), ...(compare ? [[compare.names[0], 'num'], [compare.names[1], 'num'], ['Change', 'num']] : []), ...[...names.values()].map(name => [name, name.length > 12 ? 'wide' : ''])];
  const body = data.steps.map((step, k) => {
    const said = compare ? [compare.from[k], compare.to[k]] : people.map(p => step.emotion?.[p.id] ?? null);
    const feelings = said.map(value => h('td', { class: 'num', 'data-sort': value ?? '' }, value === null ? '' : h('span', { class: `emo ${tone(value) || 'neu'}` }, signed(value))));
    if (compare) {
      const by = compare.changes.find(change => change.k === k)?.by ?? null;
      feelings.push(h('td', { class: 'num', 'data-sort': by ?? (said.includes(null) ? '' : 0) }, by === null ? '' : h('span', { class: by < 0 ? 'delta down' : 'delta' }, signed(by))));
    }
    const cells = [...names.keys()].map(name => {
      const lane = found[k].get(name);
      const sort = name === 'kpi' && lane ? number(lane.nodes.find(node => node.querySelector)?.querySelector?.('.val')?.textContent ?? '') : null;
      return h('td', sort === null ? {} : { 'data-sort': sort }, ...(lane?.nodes ?? []).map(copy));
    });
    const row = h('tr', { 'data-stage': String(step.stage) }, h('td', { class: 'num', 'data-sort': k + 1 }, String(k + 1)), h('th', { scope: 'row' }, h('a', { href: `#${step.id}` }, step.title)), h('td', { 'data-sort': step.stage }, data.stages[step.stage].title), ...feelings, ...cells);
    // on a phone each cell stands below the last one, with its name
    for (const cell of row.querySelectorAll('td')) cell.dataset.of = heads[cell.cellIndex][0];
    return row;
  });
  const table = h('table', { class: 'data matrix stack' },
    h('thead', {}, h('tr', {}, ...heads.map(([text, cls], k) => {
      const button = h('button', { type: 'button', class: 'sort' }, text, icon('caret'));
      button.addEventListener('click', () => sortBy(table, k, button));
      return h('th', { scope: 'col', class: cls || null }, button);
    }))),
    h('tbody', { id: 'cjm-matrix' }, ...body));
  const filter = h('div', { class: 'filter' },
    h('label', {}, 'Filter ', h('input', { type: 'search', 'data-filter': '#cjm-matrix', autocomplete: 'off', spellcheck: 'false' })),
    h('label', {}, 'Stage ', h('select', { 'data-filter-by': 'stage' }, h('option', { value: '' }, 'All'), ...data.stages.map((stage, k) => h('option', { value: String(k) }, stage.title)))),
    h('span', { class: 'cap' }, h('output', { 'data-filter-count': '' }), ' steps'));
  host.replaceChildren(h('header', { class: 'view-head' }, h('h2', {}, 'The matrix'), h('p', { class: 'lead' }, 'Every lane with its whole text. A column’s name sorts by it.')), filter, h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'The matrix, scrolls both ways' }, table));
  startFilter();
}
