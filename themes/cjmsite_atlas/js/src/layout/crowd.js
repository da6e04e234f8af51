import { meanOf } from './emotion.js';
import { band, curve } from './path.js';

/** More curves than this are a tangle: they stand back, and the mean of all and the ground that they cover come forward. */
export const CROWD = 5;

const clamp = value => Math.max(-2, Math.min(2, value));

/** The mean of many people as a curve, and the ground from the lowest to the highest of them; null for a few. */
export function crowdOf(personas, steps, x, y) {
  if (personas.length <= CROWD) return null;
  const points = steps.map((step, k) => {
    const values = personas.map(({ id }) => step.emotion?.[id]).filter(value => typeof value === 'number').map(clamp);
    const mean = meanOf(step);
    return { x: x(k), y: mean === null ? null : y(clamp(mean)), low: values.length ? y(Math.min(...values)) : null, high: values.length ? y(Math.max(...values)) : null };
  });
  const last = points.findLast(point => point.y !== null);
  return { spread: band(points).d, mean: curve(points).d, name: `Mean of ${personas.length}`, at: last ? { x: last.x, y: last.y } : null };
}
