import { signed } from '../words.js';
import { CROWD } from './crowd.js';
import { meanOf } from './emotion.js';
import { clip } from './labels.js';
import { marker, sideMarks } from './marks.js';
import { stepName } from './overview.js';
import { classOf, round, sideOf } from './path.js';

export const RADIUS = 350;
const INNER = 76;
const OUTER = 300;
const [LOW, HIGH] = [96, 270];

const clamp = value => Math.max(-2, Math.min(2, value));
const radius = value => LOW + ((clamp(value) + 2) / 4) * (HIGH - LOW);
const at = (angle, r) => [round(Math.sin(angle) * r), round(-Math.cos(angle) * r)];

/** A ring's piece from one angle to another. */
function sector(from, to, inner, outer) {
  const large = to - from > Math.PI ? 1 : 0;
  const [a, b, c, d] = [at(from, outer), at(to, outer), at(to, inner), at(from, inner)];
  return `M${a}A${outer},${outer},0,${large},1,${b}L${c}A${inner},${inner},0,${large},0,${d}Z`;
}

/** A smooth closed line through points round a centre; where one is missing the line is open there. */
export function ring(points) {
  const n = points.length;
  const known = points.filter(Boolean).length;
  if (known < 2) return '';
  const whole = known === n && n > 2;
  const start = whole ? 0 : (points.findIndex((p, k) => p && !points[(k - 1 + n) % n]) + n) % n;
  const get = k => points[((k % n) + n) % n];
  let d = '';
  let pen = false;
  for (let s = 0; s < (whole ? n + 1 : n); s += 1) {
    const k = start + s;
    const here = get(k);
    if (!here) {
      pen = false;
      continue;
    }
    if (!pen) d += `M${here}`;
    else {
      const [before, from, to, after] = [get(k - 2), get(k - 1), here, get(k + 1)];
      const p = before ?? from;
      const q = after ?? to;
      const one = [round(from[0] + (to[0] - p[0]) / 6), round(from[1] + (to[1] - p[1]) / 6)];
      const two = [round(to[0] - (q[0] - from[0]) / 6), round(to[1] - (q[1] - from[1]) / 6)];
      d += `C${one},${two},${to}`;
    }
    pen = true;
  }
  return whole ? `${d}Z` : d;
}

const average = values => {
  const known = values.filter(value => value !== null);
  return known.length ? known.reduce((a, b) => a + b, 0) / known.length : null;
};

/** How wide a letter of a stage's name is: large, smaller where a large one would be cut, and in a wheel that is as small as a phone. */
const [LARGE, SMALL, ON_PHONE] = [10, 8.4, 13.4];

/**
 * The journey as a loop: stages are arcs, the distance from the centre is the feeling, the last step meets the first. Each
 * stage's arc is as long as it has steps. In a `narrow` place all is drawn smaller, and names in larger letters.
 */
export function wheel({ personas, stages, steps }, compared = null, narrow = false) {
  const n = Math.max(1, steps.length);
  const name = (stage, k) => `${k + 1}  ${stage.title}`;
  const whole = stages.every((stage, k) => name(stage, k).length * LARGE <= (stage.steps / n) * 2 * Math.PI * (OUTER + 16));
  const letter = narrow ? ON_PHONE : whole ? LARGE : SMALL;
  const turn = k => (k / n) * 2 * Math.PI;
  const angle = k => turn(k + 0.5);
  let first = 0;
  const arcs = stages.map((stage, k) => {
    const [from, to] = [turn(first) + 0.006, turn(first + stage.steps) - 0.006];
    first += stage.steps;
    const middle = (from + to) / 2;
    const flip = middle > Math.PI / 2 && middle < Math.PI * 1.5;
    const r = flip ? OUTER + 26 : OUTER + 16;
    const [a, b] = flip ? [at(to, r), at(from, r)] : [at(from, r), at(to, r)];
    const room = (to - from) * r;
    return {
      d: stages.length === 1 ? `M0,${-OUTER}A${OUTER},${OUTER},0,1,1,0,${OUTER}A${OUTER},${OUTER},0,1,1,0,${-OUTER}Z` : sector(from, to, INNER, OUTER),
      alt: k % 2 === 1,
      text: clip(name(stage, k), Math.max(2, Math.floor(room / letter))),
      path: `M${a}A${r},${r},0,${to - from > Math.PI ? 1 : 0},${flip ? 0 : 1},${b}`,
    };
  });
  const points = id => steps.map((step, k) => (typeof step.emotion?.[id] === 'number' ? at(angle(k), radius(step.emotion[id])) : null));
  const small = n > 24;
  const many = personas.length > CROWD;
  const stops = steps.map((step, k) => {
    const [x, y] = at(angle(k), OUTER - 14);
    const felt = compared ? [] : personas.filter(p => typeof step.emotion?.[p.id] === 'number');
    return {
      id: step.id,
      name: `${k + 1}. ${stepName(step, personas)}`,
      number: String(k + 1),
      x,
      y: round(y + 4),
      hit: sector(turn(k), turn(k + 1), INNER, OUTER),
      marks: felt.map((p, rank) => {
        const [mx, my] = at(angle(k), radius(step.emotion[p.id]));
        const twins = felt.slice(0, rank).filter(q => step.emotion[q.id] === step.emotion[p.id]).length;
        return { cls: p.cls, d: marker(p.cls, mx, my, many ? 3 : (small ? 4 : 6) + twins * 3), ring: twins > 0 && !many, rank: twins };
      }).sort((a, b) => b.rank - a.rank),
    };
  });
  const means = steps.map(meanOf);
  return {
    arcs,
    names: letter === SMALL ? 't-title' : 't-big',
    rings: [-2, 0, 2].map(value => ({ value, r: radius(value), text: signed(value) })),
    below: `M0,${-radius(0)}A${radius(0)},${radius(0)},0,1,1,0,${radius(0)}A${radius(0)},${radius(0)},0,1,1,0,${-radius(0)}ZM0,${-INNER}A${INNER},${INNER},0,1,0,0,${INNER}A${INNER},${INNER},0,1,0,0,${-INNER}Z`,
    crowd: compared || !many ? null : { mean: ring(means.map((mean, k) => (mean === null ? null : at(angle(k), radius(mean))))), name: `Mean of ${personas.length}`, at: null },
    curves: compared ? [] : personas.map(({ id, cls }) => ({ cls, d: ring(points(id)) })),
    compared: compared && [0, 1].map(side => {
      const points = sideOf(compared, side).map(({ x, value }) => (value === null ? null : at(angle(x), radius(value))));
      return { cls: classOf(compared, side), d: ring(points), marks: sideMarks(compared, side, points.map(p => p && { x: p[0], y: p[1] }), small ? 4 : 6) };
    }),
    stops,
    mean: average(means),
    means: compared && ['from', 'to'].map(side => average(compared[side])),
    stages: stages.map((stage, k) => {
      const inside = steps.map((step, j) => ({ step, j })).filter(({ step }) => step.stage === k);
      const of = id => average(inside.map(({ step }) => step.emotion?.[id] ?? null));
      const low = inside.filter(({ j }) => means[j] !== null).reduce((a, b) => (a && means[a.j] <= means[b.j] ? a : b), null);
      const sides = compared && ['from', 'to'].map(side => average(inside.map(({ j }) => compared[side][j])));
      return { title: stage.title, id: stage.id, sides, values: personas.map(p => of(p.id)), mean: average(inside.map(({ j }) => means[j])), low: low && { step: low.step, mean: means[low.j] } };
    }),
  };
}
