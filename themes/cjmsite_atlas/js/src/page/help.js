import { dialog, h } from '../dom.js';
import { searchable } from '../search/dialog.js';

const KEYS = [
  ['In the map', [
    [['←', '→', '↑', '↓'], 'move from cell to cell'],
    [['Home', 'End'], 'to the first or last step of the lane; with Ctrl, of the map'],
    [['Enter'], 'open the step'],
    [['Esc'], 'close what is open: the step, then the stage'],
  ]],
  ['In a drawing', [
    [['←', '→'], 'from step to step'],
    [['Home', 'End'], 'to the first or last step'],
  ]],
  ['On every page', [
    [['/'], 'search'],
    [['?'], 'this help'],
  ]],
  ['While presenting', [
    [['→', 'Space', 'Page ↓'], 'next stage; a clicker does the same'],
    [['←', 'Page ↑'], 'stage before'],
    [['↑', '↓'], 'first to the end of what goes on beyond the screen'],
    [['n'], 'speaker’s notes'],
    [['f'], 'full screen'],
    [['Esc'], 'end'],
  ]],
];

/** The keys, in a dialog. */
export function showHelp() {
  if (document.querySelector('dialog[open]')) return;
  const parts = KEYS.map(([title, rows]) => h('section', {}, h('h3', {}, title), h('dl', {}, ...rows.filter(([[key]]) => key !== '/' || searchable()).map(([keys, text]) =>
    h('div', {}, h('dt', {}, ...keys.flatMap((k, n) => [n ? ' ' : '', h('kbd', {}, k)])), h('dd', {}, text))))));
  dialog('Keys', 'help', ...parts);
}
