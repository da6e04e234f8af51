import { h } from '../dom.js';
import { lanesOf } from '../page/drawer.js';
import { measure } from '../draw/svg.js';
import { alone, drawPoster, png } from './picture.js';
import { poster } from './poster.js';
import { csv, mermaid } from './texts.js';

const words = nodes => nodes.map(node => spoken(node)).join(' ').replace(/\s+/gu, ' ').trim();
const APART = 'div, li, small, p, b, br, span.name, .val, .st';

function spoken(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches('svg, .vh, script')) return '';
  if (node.matches('img')) return node.alt;
  const inside = [...node.childNodes].map(spoken).join('');
  const text = node.matches('.say') ? `“${inside.trim()}”` : node.matches('.pg > li') ? `${node.matches('.gain') ? '+' : '−'} ${inside.trim()}` : inside;
  return node.matches(APART) ? ` ${text} ` : text;
}

/** The lanes that are shown, with the text of each cell. */
export function lanesOfMap(data) {
  const map = document.querySelector('.map');
  const found = data.steps.map(step => new Map(lanesOf(map, step.id, step.stage).map(lane => [lane.name, lane])));
  return [...map.querySelectorAll('tbody tr:not([hidden])')].map(row => ({ row, button: row.querySelector('.lane-btn') })).filter(({ button }) => button).map(({ row, button }) => {
    const name = button.dataset.lane;
    const cells = data.steps.map((_, k) => words(found[k].get(name)?.nodes ?? []) || null);
    const lane = { name, label: button.textContent.trim(), cells, curve: name === 'emotion' };
    if (row.matches('.of-stage')) lane.spans = data.stages.map((_, index) => cells[data.steps.findIndex(step => step.stage === index)] ?? null);
    return lane;
  });
}

const nameOf = data => (data.title ?? 'journey').normalize('NFKD').replace(/[^\p{Letter}\p{Number}]+/gu, '-').replace(/^-|-$/gu, '').toLowerCase().slice(0, 60) || 'journey';

function save(name, blob) {
  const link = h('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const ground = () => getComputedStyle(document.body).backgroundColor;

function picture(data, view) {
  const shown = view === 'map' ? null : document.querySelector('#cjm-view svg[role="group"]');
  if (shown) return alone(shown, ground());
  const host = h('div', { class: 'off-stage', 'aria-hidden': 'true' });
  document.body.append(host);
  const found = alone(drawPoster(poster(data, lanesOfMap(data).filter(lane => lane.name !== 'storyboard' && lane.name !== 'more'), measure), host), ground());
  host.remove();
  return found;
}

function table(data) {
  const lanes = lanesOfMap(data).filter(lane => !lane.curve);
  const people = data.personas;
  const head = ['Stage', 'Step', ...people.map(p => `Emotion ${p.name}`), ...lanes.map(lane => lane.label)];
  return [head, ...data.steps.map((step, k) => [data.stages[step.stage].title, step.title, ...people.map(p => step.emotion?.[p.id] ?? ''), ...lanes.map(lane => lane.cells[k] ?? '')])];
}

/** Gives the reader a file: what is shown as a picture, the map as a table, the journey for Mermaid. */
export async function take(form, data, { view }) {
  const name = nameOf(data) + (view === 'map' || form === 'csv' || form === 'mermaid' ? '' : `-${view}`);
  if (form === 'print') window.print();
  else if (form === 'svg') save(`${name}.svg`, new Blob([new XMLSerializer().serializeToString(picture(data, view).node)], { type: 'image/svg+xml' }));
  else if (form === 'png') save(`${name}.png`, await png(picture(data, view)));
  else if (form === 'csv') save(`${name}.csv`, new Blob(['\ufeff', csv(table(data))], { type: 'text/csv;charset=utf-8' }));
  else if (form === 'mermaid') save(`${name}.mmd`, new Blob([mermaid(data)], { type: 'text/plain;charset=utf-8' }));
}
