import { copy, h } from '../dom.js';
import { cutDrawing, fitMap, fitPage, PAGE, putBack, SHEET, SMALL } from './paper.js';
import { span } from './stages.js';
import { now } from './state.js';

/** More columns than this on a sheet of A3 are too narrow to be read. */
const COLUMNS = 12;

/**
 * The stages on each sheet, as `{first, count}` in columns: whole stages as far as they fit, parts of a stage that alone is
 * too wide. Sheets of one map get about the same number of columns.
 */
export function sheets(stages, most = COLUMNS) {
  const pieces = [];
  stages.forEach((_, index) => {
    const { first, count } = span(stages, index);
    const parts = Math.ceil(count / most);
    for (let k = 0; k < parts; k += 1) {
      const from = Math.round((count * k) / parts);
      pieces.push({ index, first: first + from, count: Math.round((count * (k + 1)) / parts) - from });
    }
  });
  const total = pieces.reduce((sum, piece) => sum + piece.count, 0);
  const fair = Math.ceil(total / Math.ceil(total / most));
  const out = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    const wide = last ? last.reduce((sum, p) => sum + p.count, 0) + piece.count : Infinity;
    if (wide <= most && (wide <= fair || Math.abs(wide - fair) < Math.abs(wide - piece.count - fair))) last.push(piece);
    else out.push([piece]);
  }
  return out;
}

/** A row of the map with the columns of one sheet. */
function rowOf(row, pieces, stages) {
  const twin = row.cloneNode(false);
  twin.hidden = false;
  const cells = [...row.cells];
  const lead = cells[0].matches('.corner, tbody th') ? [copy(cells.shift())] : [];
  const count = pieces.reduce((sum, piece) => sum + piece.count, 0);
  if (row.matches('.vis')) {
    const wide = copy(cells[0]);
    wide.colSpan = count;
    twin.append(...lead, wide);
  } else if (row.matches('.of-stage') || cells[0]?.matches('.stage')) {
    twin.append(...lead, ...pieces.map(piece => {
      const cell = copy(cells[piece.index]);
      cell.colSpan = piece.count;
      cell.querySelector('.stage-btn')?.replaceWith(cell.querySelector('b'));
      const { first } = span(stages, piece.index);
      if (piece.first > first) cell.querySelector('b')?.append(' (continued)');
      return cell;
    }));
  } else twin.append(...lead, ...pieces.flatMap(piece => cells.slice(piece.first, piece.first + piece.count).map(copy)));
  const lines = row.querySelector('.lines');
  if (lines) {
    twin.querySelector('.lines')?.remove();
    const { first } = pieces[0];
    const drawing = copy(lines);
    drawing.setAttribute('viewBox', `${first} 0 ${count} 168`);
    drawing.setAttribute('width', `${count * 100}%`);
    drawing.classList.add('cut');
    twin.cells[1].prepend(drawing);
  }
  return twin;
}

function sheetOf(table, pieces, stages, title, number, total) {
  const count = pieces.reduce((sum, piece) => sum + piece.count, 0);
  const part = body => {
    const twin = body.cloneNode(false);
    for (const row of body.rows) if (!row.hidden && !row.matches('.paths')) twin.append(rowOf(row, pieces, stages));
    return twin;
  };
  const columns = h('colgroup', {}, h('col', { class: 'c-lane' }), ...Array.from({ length: count }, () => h('col', { class: 'c-step' })));
  const twin = h('table', { class: `map n${count}` }, columns, part(table.tHead), ...[...table.tBodies].map(part));
  return h('div', { class: 'sheet-of' }, h('p', { class: 'sheet-name' }, h('b', {}, title), ` Sheet ${number} of ${total}`), twin);
}

/** Before printing, a map with too many columns for one sheet is laid out again on several; afterwards they go. Of one stage alone only that one. */
export function layOut(data) {
  const table = document.querySelector('.map-box .map');
  if (!table || !data.stages || document.querySelector('.sheets')) return;
  const whole = sheets(data.stages);
  if (whole.length < 2) return;
  const only = data.stages.findIndex(stage => stage.id === now().stage);
  const plan = whole.map(pieces => pieces.filter(piece => only < 0 || piece.index === only)).filter(pieces => pieces.length);
  const all = plan.map((pieces, k) => sheetOf(table, pieces, data.stages, document.querySelector('h1')?.textContent ?? '', k + 1, plan.length));
  document.querySelector('.map-box').after(h('div', { class: 'sheets', 'aria-hidden': 'true' }, ...all));
  document.documentElement.classList.add('in-sheets');
}

export function takeIn() {
  document.querySelector('.sheets')?.remove();
  document.documentElement.classList.remove('in-sheets');
  putBack();
  globalThis.cjmViews?.fit();
}

let current = {};
let listening = false;

export function startSheets(data) {
  current = data;
  if (listening) return;
  listening = true;
  addEventListener('beforeprint', () => {
    if (current.kind !== 'journey') {
      fitPage(document.querySelector('.tabs, .pair') ? SMALL : PAGE);
      return;
    }
    layOut(current);
    if ((document.documentElement.dataset.view ?? 'map') === 'map') fitMap();
    else {
      globalThis.cjmViews?.fit(SHEET.width);
      cutDrawing();
      fitPage(SHEET, 1);
    }
  });
  addEventListener('afterprint', takeIn);
}
