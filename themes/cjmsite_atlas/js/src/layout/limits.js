/*
 * Process behaviour on a trend: the natural limits as lines, and a ring around each point that goes beyond routine.
 * Without such a point the limits are not drawn: they would be two lines more that say nothing.
 */
import { round } from './path.js';

/** Limits that fit the scale: what lies outside of it has no line. */
export function limitLines({ limits = null, points }, { domain, y, x1, x2 }) {
  if (!limits || !points.some(p => p.signal)) return [];
  return limits.filter(v => v >= domain[0] && v <= domain[1]).map(v => ({ kind: 'limit', y: round(y(v)), x1, x2 }));
}

/** Rings around the points that are signals. */
export const rings = placed => placed.filter(p => p.signal && p.y !== null).map(p => ({ x: round(p.x), y: round(p.y) }));

/** What rings and limits mean. */
export function limitLegend({ limits = null, points }) {
  if (!points.some(p => p.signal)) return [];
  const items = [{ kind: 'ring', text: 'Ringed: beyond routine' }];
  if (limits) items.push({ kind: 'limit', text: 'Natural limits' });
  return items;
}
