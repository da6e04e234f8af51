import { curve, round } from './path.js';
import { linear } from './scale.js';

/** A sparkline in a box of 100 x 32 that is stretched to its place: the line, its target, its last point. */
export function spark({ values, target = null }, width = 100, height = 32) {
  const present = values.filter(v => v !== null);
  const all = target === null ? present : [...present, target];
  if (!all.length) return { width, height, d: '', target: null, end: null };
  const y = linear([Math.min(...all), Math.max(...all)], [height - 4, 4]);
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const points = values.map((value, k) => ({ x: values.length > 1 ? k * step : width, y: value === null ? null : y(value) }));
  const { d, single } = curve(points, { straight: true });
  const last = points.findLast(p => p.y !== null);
  return {
    width,
    height,
    d: d + single.map(p => `M${round(p.x)},${round(p.y)}h0`).join(''),
    target: target === null ? null : round(y(target)),
    end: last ? { x: round(last.x), y: round(last.y) } : null,
  };
}
