import { curveLinear, curveMonotoneX } from 'd3-shape';

/** At most three decimals: short, and the same on every machine. */
export const round = value => Math.round(value * 1000) / 1000;

const SAMPLE = 5;

const cubic = (a, b, c, d, t) => a * (1 - t) ** 3 + 3 * b * t * (1 - t) ** 2 + 3 * c * t * t * (1 - t) + d * t ** 3;

/** A drawing context that writes its strokes down as path data. */
class Strokes {
  parts = [];
  strokes = [];
  at = [0, 0];

  moveTo(x, y) {
    this.parts.push(`M${round(x)},${round(y)}`);
    this.at = [x, y];
  }

  lineTo(x, y) {
    const [x0, y0] = this.at;
    this.parts.push(`L${round(x)},${round(y)}`);
    this.strokes.push([x0, y0, x0, y0, x, y, x, y]);
    this.at = [x, y];
  }

  bezierCurveTo(x1, y1, x2, y2, x, y) {
    this.parts.push(`C${round(x1)},${round(y1)},${round(x2)},${round(y2)},${round(x)},${round(y)}`);
    this.strokes.push([...this.at, x1, y1, x2, y2, x, y]);
    this.at = [x, y];
  }

  /** Points on the strokes, some 5 units apart. */
  samples() {
    return this.strokes.flatMap(([x0, y0, x1, y1, x2, y2, x, y]) => {
      const steps = Math.max(2, Math.ceil((Math.abs(x - x0) + Math.abs(y - y0)) / SAMPLE));
      return Array.from({ length: steps + 1 }, (_, k) => ({ x: cubic(x0, x1, x2, x, k / steps), y: cubic(y0, y1, y2, y, k / steps) }));
    });
  }
}

/** Neighbours that have a value, as lists: a missing value ends one run and the next starts another. */
export function runs(points, present = p => p.y !== null && p.y !== undefined) {
  const out = [];
  let run = [];
  for (const point of points) {
    if (present(point)) run.push(point);
    else if (run.length) {
      out.push(run);
      run = [];
    }
  }
  if (run.length) out.push(run);
  return out;
}

/**
 * The curve through `points` ({x, y}; y may be null): monotone between neighbours, so it never overshoots a value,
 * and broken where a value is missing. `single` are the points that have no neighbour to be joined to; `samples()` gives
 * points along the curve.
 */
export function curve(points, { straight = false } = {}) {
  const strokes = new Strokes();
  const pen = (straight ? curveLinear : curveMonotoneX)(strokes);
  const single = [];
  for (const run of runs(points)) {
    if (run.length === 1) single.push(run[0]);
    else {
      pen.lineStart();
      for (const { x, y } of run) pen.point(x, y);
      pen.lineEnd();
    }
  }
  return { d: strokes.parts.join(''), samples: () => strokes.samples(), single };
}

/** One side of a comparison as `{x, value}` in columns: the other journey has points of its own, which need not lie in the middle of a column. */
export const sideOf = (compared, side) => compared.points?.[side] ?? (side ? compared.to : compared.from).map((value, x) => ({ x, value }));

/** The class of one side: `from` or `to`, and of two people the class of each. */
export const classOf = (compared, side) => [side ? 'to' : 'from', compared.classes?.[side]].filter(Boolean).join(' ');

/** The ground between two drawn curves, from the first to the last of each row of neighbouring columns in which both have a value. */
export function ground(first, second, columns) {
  const outline = runs(columns, column => column.both).filter(run => run.length > 1).map(run => {
    const [low, high] = [run[0].x, run.at(-1).x].sort((a, b) => a - b);
    const [there, back] = [first, second].map(({ samples }) => samples().filter(({ x }) => x >= low - 0.001 && x <= high + 0.001));
    return there.length && back.length ? `M${[...there, ...back.reverse()].map(({ x, y }) => `${round(x)},${round(y)}`).join('L')}Z` : '';
  });
  return outline.join('');
}

/** The band between `low` and `high` of the points that have both. */
export function band(points) {
  const all = runs(points, p => p.low !== null && p.high !== null);
  const outline = all.filter(run => run.length > 1).map(run => {
    const [there, back] = [run.map(({ x, high: y }) => ({ x, y })), run.map(({ x, low: y }) => ({ x, y })).reverse()].map(side => curve(side).d);
    return `${there}L${back.slice(1)}Z`;
  });
  return { d: outline.join(''), single: all.filter(run => run.length === 1).flat() };
}
