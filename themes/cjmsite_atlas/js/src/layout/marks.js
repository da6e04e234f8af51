import { round } from './path.js';

/*
 * A person's marker: five shapes in turn (disc, square, triangle, diamond, wedge); odd persons have it filled, even
 * ones hollow (the style sheet does that), so ten persons have ten markers.
 */
const SHAPES = [
  (x, y, r) => `M${round(x - r)},${y}a${r},${r},0,1,0,${2 * r},0a${r},${r},0,1,0,${-2 * r},0Z`,
  (x, y, r) => `M${round(x - r * 0.9)},${round(y - r * 0.9)}h${round(r * 1.8)}v${round(r * 1.8)}h${round(-r * 1.8)}Z`,
  (x, y, r) => `M${x},${round(y - r * 1.2)}L${round(x + r * 1.15)},${round(y + r * 0.85)}H${round(x - r * 1.15)}Z`,
  (x, y, r) => `M${x},${round(y - r * 1.3)}L${round(x + r * 1.3)},${y}L${x},${round(y + r * 1.3)}L${round(x - r * 1.3)},${y}Z`,
  (x, y, r) => `M${x},${round(y + r * 1.2)}L${round(x + r * 1.15)},${round(y - r * 0.85)}H${round(x - r * 1.15)}Z`,
];

/** The outline of the marker of class `p1`, `p2` ... round a point. */
export function marker(cls, x, y, r = 5.5) {
  const person = Number(cls.slice(1)) || 1;
  return SHAPES[(person - 1) % SHAPES.length](round(x), round(y), r);
}

/** The markers of one side of a comparison, at the points that have a value: a person's own; a journey's square before, disc after. */
export const sideMarks = (compared, side, points, r = 4.5) => points.filter(p => p && p.y !== null).map(({ x, y }) => marker(compared.classes?.[side] ?? (side ? 'p1' : 'p2'), x, y, r));

const WIDEST = 4;

/**
 * Markers of several persons at one x: those on one value nest, the first one inside, so that all stay visible.
 * More than five on one value share the outermost ring. `flat` ones lie on each other: of a crowd nobody is looked for.
 */
export function nest(people, x, y, r = 5.5, flat = false) {
  const seen = new Map();
  const crowd = new Map();
  for (const { value } of people) crowd.set(value, (crowd.get(value) || 0) + 1);
  return people.map(({ cls, value }) => {
    const rank = seen.get(value) || 0;
    seen.set(value, rank + 1);
    const alone = flat || crowd.get(value) === 1;
    const size = alone ? r : r - 1.5 + Math.min(rank, WIDEST) * 3.5;
    return { cls, d: marker(cls, x, y(value), size), x, y: y(value), r: size, ring: rank > 0 && !flat, rank };
  });
}
