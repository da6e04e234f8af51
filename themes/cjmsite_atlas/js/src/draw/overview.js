import { overview } from '../layout/overview.js';
import { oneStop } from '../page/drawings.js';
import { axis, curves, named, stops } from './parts.js';
import { fresh, measure, set } from './svg.js';

const ANCHOR = { left: ['start', 'end'], middle: ['middle', 'middle'], right: ['end', 'start'] };
const edge = ({ anchor, x, w }) => (anchor === 'middle' ? x + w / 2 : anchor === 'left' ? x : x + w);

export function drawLabel(layer, label, rtl) {
  const anchor = ANCHOR[label.anchor][rtl ? 1 : 0];
  const x = edge(label);
  if (label.gap > 16) {
    const above = label.y < label.at.y;
    set(layer.append('line'), {
      class: 'lead-line',
      x1: label.at.x,
      x2: label.at.x,
      y1: label.at.y + (above ? -9 : 9),
      y2: above ? label.y + label.h + 4 : label.y - 3,
    });
  }
  label.rows.forEach((row, k) => set(layer.append('text'), { class: `t-q ${label.tone}`, 'text-anchor': anchor, x, y: label.lines[k] }).text(row));
  if (label.sub) set(layer.append('text'), { class: 't-s', 'text-anchor': anchor, x, y: label.y + label.h - 2 }).text(label.sub);
}

/** The two curves that are compared, the ground between them, and the changes in one row above the plot. */
export function drawCompared(layer, { between, people, sides, ends, chips }) {
  layer.append('path').attr('class', people ? 'gapfill people' : 'gapfill').attr('d', between);
  drawSides(layer, sides);
  for (const chip of chips) {
    set(layer.append('line'), { class: 'lead-line', x1: chip.x, x2: chip.x, y1: chip.y1, y2: chip.y2 });
    set(layer.append('rect'), { class: chip.down ? 'd-chip down' : 'd-chip', x: chip.x - chip.w / 2, y: chip.y, width: chip.w, height: 18, rx: 4 });
    set(layer.append('text'), { class: chip.down ? 'd-txt down' : 'd-txt', x: chip.x, y: chip.y + 13, 'text-anchor': 'middle' }).text(chip.text);
  }
  for (const { cls, x, y, text } of ends) set(layer.append('text'), { class: `side-t ${cls}`, x, y, 'text-anchor': 'middle' }).text(text);
}

/** Of many people: the ground that their curves cover, and over these the mean. */
export function drawCrowd(svg, crowd) {
  if (!crowd) return;
  svg.node().classList.add('crowd');
  if (crowd.spread) svg.insert('path', '.who-mark').attr('class', 'spread').attr('d', crowd.spread);
  svg.insert('path', 'a').attr('class', 'mean-l').attr('d', crowd.mean);
  if (crowd.at) set(svg.append('text'), { class: 'mean-t', x: crowd.at.x, y: crowd.at.y - 10, 'text-anchor': 'end', 'aria-hidden': 'true' }).text(crowd.name);
}

/** Two curves with their markers: told apart by dash, weight and shape, not by colour alone. */
export function drawSides(layer, sides) {
  for (const { cls, d } of sides) layer.append('path').attr('class', `side ${cls}`).attr('d', d);
  for (const { cls, marks } of sides) for (const d of marks) layer.append('path').attr('class', `side-dot ${cls}`).attr('d', d);
}

/** The overview strip in `host`: a group of links to the steps, and its geometry for the window bar. */
export function drawOverview(host, data, { head, rtl, compared = null, width = host.clientWidth }) {
  const plan = overview(data, { width, measure, head, rtl, compared });
  const svg = named(fresh(host, plan.width, plan.height), 'over-name', plan.summary);
  for (const band of plan.bands) {
    set(svg.append('rect'), { class: band.alt ? 'band alt' : 'band', x: band.x, y: 0, width: band.width, height: plan.height });
    set(svg.append('text'), { class: 't-title', x: band.textX, y: 21 }).text(band.title);
    if (band.more) set(svg.append('text'), { class: 't-title', x: band.textX, y: 38 }).text(band.more);
  }
  axis(svg, plan.axis);
  curves(svg, plan.curves);
  stops(svg, plan.stops, { height: plan.height });
  drawCrowd(svg, plan.crowd);
  const layer = svg.append('g').attr('aria-hidden', 'true');
  if (plan.compared) drawCompared(layer, plan.compared);
  for (const label of plan.labels) drawLabel(layer, label, rtl);
  oneStop(host);
  return plan;
}
