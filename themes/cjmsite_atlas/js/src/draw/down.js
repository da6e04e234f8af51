import { drawSides } from './overview.js';
import { curves, marks } from './parts.js';
import { set } from './svg.js';

/** The story or the axis of time from top to bottom: `plan` of layout/down.js in `svg`; `pictures` by their step's number. */
export function drawDown(svg, plan, { step, pictures = new Map() }) {
  const end = plan.rtl ? 'start' : 'end';
  for (const band of plan.bands) {
    set(svg.append('rect'), { class: band.alt ? 'band alt' : 'band', x: band.x, y: band.y, width: band.width, height: band.height });
    set(svg.append('text'), { class: 't-title', x: band.textX, y: band.y2 }).text(band.title);
  }
  for (const { value, x, text } of plan.axis) {
    for (const { y, height } of plan.bands) set(svg.append('line'), { class: value ? 'grid' : 'grid zero', x1: x, x2: x, y1: y + 34, y2: y + height });
    set(svg.append('text'), { class: 't-s', x, y: 14, 'text-anchor': 'middle', direction: 'ltr' }).text(text);
  }
  for (const { y1, y2, text } of plan.waits) {
    const [{ x: low }, , { x: high }] = plan.axis;
    set(svg.append('rect'), { class: 'wait', x: Math.min(low, high), y: y1, width: Math.abs(high - low), height: y2 - y1 });
    set(svg.append('text'), { class: 't-s', x: plan.textX, y: (y1 + y2) / 2 + 4 }).text(text);
  }
  for (const { x, y, text } of plan.ticks) set(svg.append('text'), { class: 't-s', x, y: y + 4, 'text-anchor': end, direction: 'ltr' }).text(text);
  // what runs along the way is told with x down the page
  const turned = svg.append('g').attr('transform', 'matrix(0 1 1 0 0 0)');
  if (plan.compared) turned.append('path').attr('class', plan.compared.people ? 'gapfill people' : 'gapfill').attr('d', plan.compared.between);
  curves(turned, plan.curves);
  if (plan.crowd) {
    svg.node().classList.add('crowd');
    turned.append('path').attr('class', 'spread').attr('d', plan.crowd.spread);
    turned.append('path').attr('class', 'mean-l').attr('d', plan.crowd.mean);
  }
  drawSides(turned, (plan.compared?.sides ?? []).map(side => ({ ...side, marks: [] })));
  for (const stop of plan.stops) {
    const link = set(svg.append('a'), { href: `#${stop.id}`, 'aria-label': stop.name });
    set(link.append('rect'), { class: stop.id === step ? 'hit-area sel' : 'hit-area', x: 0, y: stop.y, width: plan.width, height: stop.height });
    marks(link, stop.marks);
    let y = stop.textY;
    const write = (cls, text) => {
      set(link.append('text'), { class: cls, x: plan.textX, y }).text(text);
      y += 17;
    };
    for (const row of stop.title) write('t-name', row);
    for (const row of stop.quote) write(`t-q ${stop.tone}`, row);
    for (const row of stop.notes) write('t-s', row);
    if (stop.shot) set(link.append('image'), { href: pictures.get(stop.k), ...stop.shot, preserveAspectRatio: 'xMinYMid meet' });
  }
  drawSides(svg.append('g').attr('aria-hidden', 'true'), (plan.compared?.sides ?? []).map(side => ({ ...side, d: '' })));
}
