import { CROWD, crowdOf } from './crowd.js';
import { meanOf } from './emotion.js';
import { clip } from './labels.js';
import { nest, sideMarks } from './marks.js';
import { heading, stepName } from './overview.js';
import { classOf, curve, round, sideOf } from './path.js';
import { linear } from './scale.js';

const clamp = value => Math.max(-2, Math.min(2, value));
const UNITS = [[86400, 'day', 'days'], [3600, 'h', 'h'], [60, 'min', 'min'], [1, 's', 's']];

/** A stretch of time in its largest unit, or the two largest: `2 days 3 h`. */
export function lasting(seconds) {
  const out = [];
  let rest = Math.round(seconds);
  for (const [size, one, many] of UNITS) {
    const count = Math.floor(rest / size);
    if (count && out.length < 2) out.push(`${count}\u00a0${count === 1 ? one : many}`);
    rest -= count * size;
  }
  return out.join(' ') || `0\u00a0s`;
}

const STEPS = [60, 300, 900, 1800, 3600, 2 * 3600, 6 * 3600, 12 * 3600, 86400, 2 * 86400, 7 * 86400, 14 * 86400, 30 * 86400, 90 * 86400, 365 * 86400];

/** Round marks along an axis of `total` seconds, at most `count` of them. */
export function timeTicks(total, count = 8) {
  const size = STEPS.find(step => total / step <= count) ?? Math.ceil(total / count);
  return Array.from({ length: Math.floor(total / size) + 1 }, (_, k) => k * size);
}

/** When each step begins and ends, counted from the start: first its wait, then itself. Steps that say nothing take none. */
export function clockOf(steps) {
  let now = 0;
  return steps.map(step => {
    const wait = step.wait ?? 0;
    const start = now + wait;
    const end = start + (step.time ?? 0);
    const was = now;
    now = end;
    return { waitFrom: was, start, end, wait, time: step.time ?? 0, told: step.wait !== undefined || step.time !== undefined };
  });
}

/** Where steps stand on the axis, at least some pixels apart. */
function spread(clock, scale, [left, right], apart) {
  const xs = [];
  clock.forEach(({ start, end }, k) => xs.push(Math.max(scale((start + end) / 2), k ? xs[k - 1] + apart : left)));
  for (let k = xs.length - 1, edge = right; k >= 0 && xs[k] > edge; k -= 1, edge -= apart) xs[k] = edge;
  return xs;
}

/**
 * Where each moment stands: waits and steps are as wide as they last, but no step is narrower than its mark. `at` gives the place of a
 * moment; `spots` are those of each step: its wait from `wait` to `start`, itself from there to `end`. `least` and `before` give the
 * least that a step and its wait need.
 */
export function stretch(clock, total, [left, right], least, before = () => 0) {
  const parts = clock.flatMap((t, k) => [{ from: t.waitFrom, size: t.wait, least: before(k) }, { from: t.start, size: t.time, least: least(k) }]);
  const end = clock.at(-1).end;
  if (total > end) parts.push({ from: end, size: total - end, least: 0 });
  // what would be too narrow gets its least width, and the others part what is left; that may make more of them too narrow
  let pace = 0;
  for (let fixed = new Set(), more = true; more;) {
    const room = right - left - [...fixed].reduce((sum, part) => sum + part.least, 0);
    const time = parts.reduce((sum, part) => sum + (fixed.has(part) ? 0 : part.size), 0);
    pace = time ? room / time : 0;
    const tight = parts.filter(part => !fixed.has(part) && part.size * pace < part.least);
    for (const part of tight) fixed.add(part);
    more = tight.length > 0;
  }
  let x = left;
  for (const part of parts) {
    part.x = x;
    part.width = Math.max(part.least, part.size * pace);
    x += part.width;
  }
  const at = moment => {
    if (moment <= 0) return left;
    const part = parts.findLast(one => one.from <= moment && one.size) ?? parts[0];
    return part.x + (part.size ? Math.min(1, (moment - part.from) / part.size) * part.width : 0);
  };
  return { at, spots: clock.map((_, k) => ({ wait: parts[2 * k].x, start: parts[2 * k + 1].x, end: parts[2 * k + 1].x + parts[2 * k + 1].width })) };
}

/** Names below the axis, the weightiest first; neither a name nor the line that leads to it runs through another name. */
function naming(wanted, { left, right, top, measure }) {
  const rows = [[], [], []];
  const leads = [];
  const names = [];
  for (const { k, title, mark } of wanted) {
    for (const text of [clip(title, 60), clip(title, 24)]) {
      const w = measure(text, 12);
      const x = Math.max(left, Math.min(mark - w / 2, right - w));
      const row = rows.findIndex((there, r) => there.every(([a, b]) => x + w + 12 < a || x > b + 12)
        && rows.slice(0, r).every(above => above.every(([a, b]) => mark < a - 4 || mark > b + 4))
        && leads.every(lead => lead.row <= r || lead.x < x - 4 || lead.x > x + w + 4));
      if (w > right - left || row < 0) continue;
      rows[row].push([x, x + w]);
      leads.push({ x: mark, row });
      names.push({ k, x: round(x), mark: round(mark), y: top + row * 18, text });
      break;
    }
  }
  return names;
}

/** The journey on an axis of real time: what takes long is long. The names of the weightiest steps stand below. */
export function timeline({ personas, stages, steps }, { width, measure, tall = 262, compared = null }) {
  const clock = clockOf(steps);
  const own = clock.at(-1)?.end ?? 0;
  const others = compared?.other ? clockOf(compared.other.steps) : null;
  const othersTotal = others?.at(-1)?.end ?? 0;
  const total = own && Math.max(own, othersTotal);
  const untold = steps.filter((step, k) => !clock[k].told && !step.empty).length;
  if (!total) return { empty: true, untold };
  const [left, right, top] = [96, 24, 60];
  const apart = Math.min(16, (0.6 * (width - left - right)) / Math.max(1, steps.length));
  const { at, spots } = stretch(clock, total, [left, width - right], () => apart);
  const xs = spots.map(spot => (spot.start + spot.end) / 2);
  const y = linear([-2, 2], [top + tall - 36, top + 36]);
  const bottom = top + tall;
  const waits = clock.map((t, k) => ({ ...t, k })).filter(t => t.wait > 0).map(t => {
    const [x1, x2] = [spots[t.k].wait, spots[t.k].start];
    const text = `${lasting(t.wait)} of waiting`;
    return { k: t.k, x: round(x1), width: round(Math.max(1, x2 - x1)), text: x2 - x1 > measure(text, 12) + 12 ? text : x2 - x1 > measure(lasting(t.wait), 12) + 8 ? lasting(t.wait) : '', share: t.wait / total };
  });
  const weight = k => Math.abs(meanOf(steps[k]) ?? 0) + (clock[k].wait / total) * 4;
  const wanted = steps.map((step, k) => ({ k, title: step.title, mark: xs[k] })).sort((a, b) => weight(b.k) - weight(a.k));
  const names = naming(wanted, { left, right: width - right, top: bottom + 50, measure });
  const there = others && spread(others, at, [left, width - right], Math.min(apart, (width - left - right) / others.length));
  const theirs = others && compared.other.steps.map((step, j) => ({ x: there[j], value: step.mean ?? null }));
  const sidePoints = side => {
    const points = theirs && side !== (compared.back ? 1 : 0) ? theirs : sideOf({ ...compared, points: null }, side).map(({ x, value }) => ({ x: xs[x], value }));
    return points.filter(({ x }, k) => !k || x > points[k - 1].x).map(({ x, value }) => ({ x, y: value === null ? null : y(clamp(value)) }));
  };
  const waited = clock.reduce((sum, t) => sum + t.wait, 0);
  return {
    empty: false,
    width,
    height: bottom + 102,
    top,
    bottom,
    total: own,
    othersTotal,
    othersWaited: others?.reduce((sum, t) => sum + t.wait, 0) ?? 0,
    waited,
    untold,
    waits,
    names,
    axis: [2, 0, -2].map(value => ({ value, y: y(value), x1: left, x2: width - right })),
    ticks: timeTicks(total, Math.max(2, Math.floor(width / 130))).map(value => ({ x: round(at(value)), text: value ? lasting(value) : 'Start' })),
    crowd: compared ? null : crowdOf(personas, steps, k => xs[k], y),
    compared: compared && [0, 1].map(side => ({ cls: classOf(compared, side), d: curve(sidePoints(side)).d, marks: sideMarks(compared, side, sidePoints(side), Math.max(3, Math.min(4.5, apart / 2.6))) })),
    curves: (compared ? [] : personas).map(({ id, cls }) => ({ cls, ...curve(steps.map((step, k) => ({ x: xs[k], y: typeof step.emotion?.[id] === 'number' ? y(clamp(step.emotion[id])) : null }))) })).map(({ cls, d }) => ({ cls, d })),
    stops: steps.map((step, k) => ({
      id: step.id,
      name: `${stepName(step, personas)}, ${lasting(clock[k].start)} after the start`,
      x: round(xs[k] - apart / 2),
      width: round(apart),
      marks: compared ? [] : nest(personas.filter(({ id }) => typeof step.emotion?.[id] === 'number').map(({ id, cls }) => ({ cls, value: clamp(step.emotion[id]) })), xs[k], y, personas.length > CROWD ? 3 : Math.max(3, Math.min(5.5, apart / 2.6)), personas.length > CROWD).sort((a, b) => b.rank - a.rank),
    })),
    stages: stages.map((stage, index) => {
      const ks = steps.map((step, k) => (step.stage === index ? k : -1)).filter(k => k >= 0);
      if (!ks.length) return null;
      const [a, b] = [spots[ks[0]].wait, spots[ks.at(-1)].end];
      return { x: round(a), width: round(Math.max(2, b - a)), alt: index % 2 === 1, text: heading(index + 1, stage.title, b - a - 12, measure) };
    }).filter(Boolean),
    clock,
  };
}
