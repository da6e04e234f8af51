import { laneComparison, miniCurve } from '../layout/emotion.js';
import { marker, sideMarks } from '../layout/marks.js';
import { classOf } from '../layout/path.js';
import { spark } from '../layout/spark.js';
import { blank, mark, set } from './svg.js';

/** The two curves that are compared, over those of the emotion lane that the page already has; with null they go. */
export function drawCompared(el, compared) {
  if (!el) return; // the author left the lane out, or nobody feels anything
  const svg = mark(el);
  for (const old of el.querySelectorAll('.drawn')) old.remove();
  if (!compared) return;
  const plan = laneComparison(compared);
  const layer = svg.append('g').attr('class', 'drawn');
  for (const [cls, d] of [[compared.people ? 'gapfill people' : 'gapfill', plan.between], ...[plan.from, plan.to].map((d, side) => [`side ${classOf(compared, side)}`, d])]) if (d) layer.append('path').attr('class', cls).attr('d', d);
}

/** A sparkline in the place that the page keeps for it. */
export function drawSpark(el, series) {
  const plan = spark(series);
  el.replaceChildren();
  const svg = set(mark(el), { viewBox: `0 0 ${plan.width} ${plan.height}`, preserveAspectRatio: 'none' });
  if (plan.target !== null) set(svg.append('path'), { class: 'tgt', d: `M0,${plan.target}H${plan.width}` });
  if (plan.d) svg.append('path').attr('d', plan.d);
  if (plan.end) set(svg.append('path'), { class: 'end', d: `M${plan.end.x},${plan.end.y}h0` });
}

/** One person's curve through a journey, small. */
export function drawMini(el, values, cls) {
  const plan = miniCurve(values);
  el.replaceChildren();
  el.classList.add(cls);
  const svg = set(mark(el), { viewBox: `0 0 ${plan.width} ${plan.height}` });
  set(svg.append('line'), { class: 'grid zero', x1: 0, x2: plan.width, y1: plan.zero, y2: plan.zero });
  if (plan.d) set(svg.append('path'), { class: 'ln', d: plan.d });
  for (const p of plan.single) set(svg.append('path'), { class: 'dot', d: marker(cls, p.x, p.y, 3) });
  if (plan.low) set(svg.append('path'), { class: 'dot', d: marker(cls, plan.low.x, plan.low.y, 4.5) });
}

/** The key of one side of a comparison: its line and its marker. */
export function sideKey(compared, side) {
  const cls = classOf(compared, side);
  const svg = set(blank(), { class: 'side-key', viewBox: '0 0 44 14', 'aria-hidden': 'true' });
  set(svg.append('path'), { class: `side ${cls}`, d: 'M0,7H44' });
  for (const d of sideMarks(compared, side, [{ x: 22, y: 7 }])) set(svg.append('path'), { class: `side-dot ${cls}`, d });
  return svg.node();
}
