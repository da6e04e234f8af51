import { set } from './svg.js';

/* Pieces that several drawings of a journey share. */

/** A group of links, named by its sentence. */
export function named(svg, id, text) {
  svg.attr('role', 'group').attr('aria-labelledby', id);
  svg.append('title').attr('id', id).text(text);
  return svg;
}

/** The curves of persons. */
export function curves(svg, list) {
  for (const { cls, d } of list) if (d) svg.append('g').attr('class', `${cls} who-mark`).append('path').attr('class', 'ln').attr('d', d);
}

/** The marks of a step. */
export function marks(link, list) {
  for (const { cls, d, ring } of list) link.append('g').attr('class', `${cls} who-mark`).append('path').attr('class', ring ? 'dot ring' : 'dot').attr('d', d);
}

/** Links to steps, over the whole height of the drawing, with their marks. */
export function stops(svg, list, { height, chosen = null }) {
  for (const stop of list) {
    const link = set(svg.append('a'), { href: `#${stop.id}`, 'aria-label': stop.name });
    set(link.append('rect'), { class: stop.id === chosen ? 'hit-area sel' : 'hit-area', x: stop.x, y: 0, width: stop.width, height });
    marks(link, stop.marks);
  }
}

/** The lines at +2, 0 and −2. */
export function axis(svg, ticks) {
  for (const tick of ticks) {
    set(svg.append('line'), { class: tick.value ? 'grid' : 'grid zero', x1: tick.x1, x2: tick.x2, y1: tick.y, y2: tick.y });
    if (tick.text) set(svg.append('text'), { class: 't-s', x: tick.textX, y: tick.y + 4, 'text-anchor': 'end' }).text(tick.text);
  }
}

const TIPS = { right: 'l-7,-4v8z', left: 'l7,-4v8z', down: 'l-4,-7h8z', up: 'l-4,7h8z' };

/** The head of an arrow. */
export const tip = (svg, { x, y, way }, cls) => set(svg.append('path'), { class: `tip ${cls}`, d: `M${x},${y}${TIPS[way]}` });

/** Turns a drawing round for those who read from right to left: everything but the words, which go on from the other side. */
export function mirror(svg, width) {
  const root = svg.node();
  const group = svg.append('g').attr('transform', `matrix(-1 0 0 1 ${width} 0)`).node();
  group.append(...[...root.children].filter(child => child !== group && child.tagName !== 'title'));
  for (const text of group.querySelectorAll('text')) text.setAttribute('transform', `matrix(-1 0 0 1 ${2 * Number(text.getAttribute('x'))} 0)`);
  svg.attr('direction', 'rtl');
}
