import { h, icon } from '../dom.js';
import { go, now } from './state.js';

/** So many columns share the width of the page; the style sheet knows `n1` to `n12`. */
export const FEW = 12;

/** Where a stage begins and how many columns it has. */
export function span(stages, index) {
  const first = stages.slice(0, index).reduce((sum, stage) => sum + stage.steps, 0);
  return { first, count: stages[index].steps };
}

const columnsOf = stages => stages.reduce((sum, stage) => sum + stage.steps, 0);

/** Cells of a row that spans the whole map, like a line of the blueprint. */
function stretch(row, count) {
  row.cells[1].colSpan = count;
}

function showCells(row, stages, { first, count, index }) {
  const cells = [...row.cells].slice(row.cells[0].matches('.corner, tbody th') ? 1 : 0);
  const perStage = row.matches('.of-stage') || cells[0]?.matches('.stage');
  cells.forEach((cell, k) => {
    cell.hidden = perStage ? index !== null && k !== index : k < first || k >= first + count;
  });
}

/** The drawings of a row are in columns; their window is moved to the columns that are left. */
function moveDrawings(table, { first, count }, whole) {
  const lines = table.querySelector('.lines');
  if (lines) {
    const cell = [...lines.closest('tr').cells].slice(1)[first];
    if (lines.parentElement !== cell) cell.prepend(lines);
    lines.setAttribute('viewBox', `${first} 0 ${count} 168`);
    lines.setAttribute('width', `${count * 100}%`);
    lines.classList.toggle('cut', count < whole);
  }
  const ways = table.querySelector('.ways');
  ways?.setAttribute('viewBox', `${first} 0 ${count} ${ways.getAttribute('height')}`);
  for (const mark of table.querySelectorAll('.at')) {
    const at = (Number(mark.dataset.at) - first) / count;
    mark.setAttribute('x', `${at * 100}%`);
    mark.toggleAttribute('hidden', at < 0 || at > 1);
  }
}

/** Shows the columns of one stage, or with `index` null of all. */
export function showStage(table, stages, index) {
  const whole = columnsOf(stages);
  const part = index === null ? { first: 0, count: whole } : span(stages, index);
  const groups = [...table.querySelectorAll('colgroup')].slice(1);
  groups.forEach((group, k) => {
    group.hidden = index !== null && k !== index;
  });
  for (const row of table.rows) {
    if (row.matches('.vis, .paths')) stretch(row, part.count);
    else showCells(row, stages, { ...part, index });
  }
  table.className = part.count <= FEW ? `map n${part.count}` : 'map';
  moveDrawings(table, part, whole);
  for (const button of table.querySelectorAll('[data-stage]')) {
    button.setAttribute('aria-pressed', String(index !== null && button.dataset.stage === stages[index].id));
  }
}

/** Shows all stages again; the focus goes to the one that was shown. */
export function leaveStage() {
  const { stage } = now();
  go({ stage: null });
  document.querySelector(`.map [data-stage="${CSS.escape(stage)}"]`)?.focus({ preventScroll: true });
}

/** The line over the map that says which stage is shown and leads to its neighbours and back to all. */
export function stageBar(stages, index) {
  const to = (k, name, sign) => {
    const button = h('button', { type: 'button', class: 'btn quiet icon', 'aria-label': name, disabled: !stages[k] }, icon(sign));
    button.addEventListener('click', () => go({ stage: stages[k].id }, { quietly: true }));
    return button;
  };
  const all = h('button', { type: 'button', class: 'btn' }, 'Show all stages ', h('kbd', {}, 'Esc'));
  all.addEventListener('click', leaveStage);
  return h('div', { class: 'stage-bar' },
    to(index - 1, 'Stage before', 'left'),
    to(index + 1, 'Next stage', 'right'),
    h('p', { role: 'status' }, `Stage ${index + 1} of ${stages.length}: `, h('b', {}, stages[index].title), stages[index].goal ? h('span', {}, ` ${stages[index].goal}`) : ''),
    all);
}
