import { go } from './state.js';

/*
 * Arrow keys in the map. One cell at a time can be reached by Tab; arrows move it, Home and End go to the ends of a lane,
 * Ctrl with them to the ends of the map, Enter opens the step of the cell, Esc goes from a link back to its cell.
 */
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const ACTIVE = 'a[href], button';

/** The map as rows of cells that are shown; rows that do not have a cell per step (stages, blueprint lines) are no stops. */
function rowsOf(table) {
  const steps = [...table.querySelectorAll('thead .step:not([hidden])')];
  const lanes = [...table.tBodies].flatMap(body => [...body.rows])
    .map(row => [...row.cells].filter(cell => !cell.hidden))
    .filter(cells => cells.length === steps.length + 1 && cells[1].dataset.step && cells[0].offsetParent);
  return [[table.querySelector('.corner'), ...steps], ...lanes];
}

function find(rows, cell) {
  const row = rows.findIndex(cells => cells.includes(cell));
  return row < 0 ? null : { row, column: rows[row].indexOf(cell) };
}

/** Heads of columns and lanes are their own link or button; other cells take the focus themselves. */
const stopOf = cell => (cell.tagName === 'TH' ? cell.querySelector(ACTIVE) : null) ?? cell;

function focus(table, cell) {
  const stop = stopOf(cell);
  if (stop === cell) {
    for (const old of table.querySelectorAll('td[tabindex]')) old.tabIndex = -1;
    cell.tabIndex = 0;
  }
  stop.focus();
}

function target(event, rows, { row, column }, rtl) {
  if (event.key === 'Home') return event.ctrlKey ? rows[1]?.[1] ?? rows[0][1] : rows[row][1];
  if (event.key === 'End') return event.ctrlKey ? rows.at(-1).at(-1) : rows[row].at(-1);
  if (event.ctrlKey) return null;
  const [down, across] = MOVES[event.key];
  return rows[row + down]?.[column + (rtl ? -across : across)];
}

export function onMapKey(event) {
  const table = event.target.closest?.('.map');
  const cell = event.target.closest?.('td, th');
  if (!table || !cell || event.altKey || event.metaKey) return;
  const stop = stopOf(cell);
  if (event.key === 'Escape') {
    if (event.target === stop) return;
    event.stopImmediatePropagation();
    stop.focus();
  } else if (event.key === 'Enter' && event.target === cell && cell.dataset.step) {
    event.preventDefault();
    go({ step: cell.dataset.step });
  } else if (MOVES[event.key] || event.key === 'Home' || event.key === 'End') {
    const rows = rowsOf(table);
    const place = find(rows, cell);
    const next = place && target(event, rows, place, document.dir === 'rtl');
    if (!next || next.matches('.corner')) return;
    event.preventDefault();
    focus(table, next);
  }
}

const SHOWN = '.map tbody tr:not([hidden]) > td[data-step]:not([hidden])';

/** Tab reaches one cell: the last that had the focus, or the first where that one is hidden with its stage or lane. */
export function keepStop() {
  const stop = document.querySelector('.map td[tabindex="0"]');
  if (stop?.matches(SHOWN)) return;
  if (stop) stop.tabIndex = -1;
  const first = document.querySelector(SHOWN);
  if (first) first.tabIndex = 0;
}
