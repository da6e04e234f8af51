import { curve, ground, round, sideOf } from './path.js';

/* The emotion lane is drawn in unit columns and stretched by its viewBox: +2 at 24, 0 at 84, −2 at 144. */
export const laneY = value => 84 - Math.max(-2, Math.min(2, value)) * 30;

/** The two curves of a comparison in the emotion lane, and the ground between them. */
export function laneComparison(compared) {
  const { from, to } = compared;
  const points = side => sideOf(compared, side).map(({ x, value }) => ({ x: x + 0.5, y: value === null ? null : laneY(value) }));
  const [a, b] = [0, 1].map(side => curve(points(side)));
  return { from: a.d, to: b.d, between: ground(a, b, from.map((value, k) => ({ x: k + 0.5, both: value !== null && to[k] !== null }))) };
}

/** The mean of what is said about a step, or null. */
export function meanOf(step) {
  if (typeof step.mean === 'number') return step.mean;
  const values = Object.values(step.emotion ?? {}).filter(v => typeof v === 'number');
  return values.length ? values.reduce((sum, v) => sum + v, 0) / values.length : null;
}

/** A small curve of one person in a box of 240 x 40, with its lowest point. */
export function miniCurve(values, width = 240, height = 40) {
  const step = values.length > 1 ? (width - 8) / (values.length - 1) : 0;
  const y = value => round(height / 2 - Math.max(-2, Math.min(2, value)) * (height / 2 - 4) / 2);
  const points = values.map((value, k) => ({ x: values.length > 1 ? 4 + k * step : width / 2, y: value === null ? null : y(value), value }));
  const present = points.filter(p => p.y !== null);
  const low = present.length ? present.reduce((a, b) => (b.value < a.value ? b : a)) : null;
  const { d, single } = curve(points);
  return { width, height, zero: height / 2, d, low: low && { x: round(low.x), y: low.y }, single: single.map(p => ({ x: round(p.x), y: p.y })) };
}
