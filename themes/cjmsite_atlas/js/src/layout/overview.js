import { apart, feeling, signed, tone } from '../words.js';
import { crowdOf } from './crowd.js';
import { meanOf } from './emotion.js';
import { clip, place, wrap } from './labels.js';
import { nest, sideMarks } from './marks.js';
import { classOf, curve, ground, round, sideOf } from './path.js';
import { linear } from './scale.js';

const HEIGHT = 276;
const TOP = 84;
const BOTTOM = 74;
const SIZE = 12;

/** A sign stays before its number in a page that is read from right to left. */
const isolate = text => `\u2066${text}\u2069`;

const clamp = value => Math.max(-2, Math.min(2, value));

/** The name of a stage as far as its band has room: whole, cut, or its number alone. */
export function heading(number, title, room, measure) {
  const whole = `${number}  ${title}`;
  if (measure(whole, 15) <= room) return whole;
  for (let length = title.length - 1; length >= 4; length -= 1) {
    const cut = `${number}  ${clip(title, length)}`;
    if (measure(cut, 15) <= room) return cut;
  }
  return measure(String(number), 15) <= room ? String(number) : '';
}

/** The same in at most two rows, before anything is cut. */
function inRows(number, title, room, measure) {
  const rows = wrap(`${number}  ${title}`, 15, room, measure);
  return rows.length === 2 && rows.every(row => measure(row, 15) <= room) ? rows : [heading(number, title, room, measure)];
}

function bandsOf(stages, x0, dx, measure, rows) {
  let first = 0;
  return stages.map((stage, k) => {
    const x = x0 + first * dx;
    first += stage.steps;
    const width = Math.max(0, stage.steps * dx - 2);
    const [title, more = ''] = (rows > 1 ? inRows : (...told) => [heading(...told)])(k + 1, stage.title, width - 18, measure);
    return { x: round(x + 1), width: round(width), alt: k % 2 === 1, title, more, textX: round(x + 10) };
  });
}

/** What is worth saying on the strip: the lowest and the highest step, then the strongest feelings that have words. */
function sayings(steps, limit) {
  const felt = steps.map((step, k) => ({ step, k, mean: meanOf(step) })).filter(s => s.mean !== null);
  if (!felt.length) return [];
  const low = felt.reduce((a, b) => (b.mean < a.mean ? b : a));
  const high = felt.reduce((a, b) => (b.mean > a.mean ? b : a));
  const rest = felt
    .filter(s => s !== low && s !== high && Math.abs(s.mean) >= 0.5 && (s.step.quote || s.step.thought))
    .sort((a, b) => Math.abs(b.mean) - Math.abs(a.mean) || a.k - b.k);
  const first = low.mean < high.mean ? [low, high] : [];
  return [...first, ...rest].slice(0, limit).map(({ step, k, mean }) => {
    const words = step.quote ? `“${clip(step.quote, 64)}”` : step.thought ? clip(step.thought, 64) : clip(step.title, 64);
    const named = words === clip(step.title, 64);
    const least = `${clip(step.title, 40)} ${signed(mean)}`;
    // the extremes are what the strip is for: with fewer words rather than with none
    const or = step === low.step || step === high.step ? [{ sub: '' }, { text: least, sub: '' }, { text: signed(mean), sub: '' }] : [];
    return { k, mean, or, text: words, sub: step === low.step || named ? (named ? signed(mean) : `${clip(step.title, 40)}, ${signed(mean)}`) : '' };
  });
}

/** The sentence that stands for the strip where it cannot be seen. */
export function sentence(steps) {
  const felt = steps.map(step => ({ step, mean: meanOf(step) })).filter(s => s.mean !== null);
  const count = `Emotion over ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}.`;
  if (!felt.length) return `${count} Nothing is said about emotion.`;
  const low = felt.reduce((a, b) => (b.mean < a.mean ? b : a));
  const high = felt.reduce((a, b) => (b.mean > a.mean ? b : a));
  const parted = felt.some(({ step }) => Math.max(...Object.values(step.emotion ?? {})) - Math.min(...Object.values(step.emotion ?? {})) >= 1);
  if (low.mean === high.mean) return `${count} ${parted ? `People feel differently; the mean is ${signed(low.mean)}` : `It is ${signed(low.mean)}`}${felt.length > 1 ? ' throughout' : ''}.`;
  return `${count} Highest: ${apart(high.step.title)}, ${apart(signed(high.mean))}. Lowest: ${apart(low.step.title)}, ${apart(signed(low.mean))}.`;
}

/** The same for two curves: how many steps differ, and where they differ most. */
export function comparedSentence(steps, { names, from, to, changes }) {
  const over = `Emotion over ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}, ${names[0]} and ${names[1]}.`;
  if (!changes.length) return `${over} No step differs.`;
  const { k } = changes.reduce((a, b) => (Math.abs(b.by) > Math.abs(a.by) ? b : a));
  return `${over} ${changes.length === 1 ? '1 step differs' : `${changes.length} steps differ`}, most ${apart(steps[k].title)}: ${signed(from[k])} and ${signed(to[k])}.`;
}

/** The middle and the four corners of a mark. */
const rim = ({ x, y, r }) => [{ x, y }, ...[[-r, -r], [r, -r], [-r, r], [r, r]].map(([dx, dy]) => ({ x: x + dx, y: y + dy }))];

/** The axis through 0, as points that no text may stand on. */
const zeroLine = (width, y) => Array.from({ length: Math.ceil(width / 8) }, (_, k) => ({ x: k * 8, y }));

/** What a step's mark says when it is reached by keyboard or read aloud: what each person feels, or each of two that are compared. */
export function stepName(step, personas, sides = []) {
  const people = personas.filter(p => typeof step.emotion?.[p.id] === 'number').map(p => `${p.short} ${signed(step.emotion[p.id])}`);
  const said = sides.length ? sides.filter(side => side.value !== null).map(side => `${side.name} ${signed(side.value)}`) : people;
  return said.length ? `${step.title}: ${said.join(', ')}` : step.title;
}

/** What both of two that are compared say of a step, for its name. */
export const sidesAt = (compared, k) => (compared ? compared.names.map((name, side) => ({ name, value: (side ? compared.to : compared.from)[k] ?? null })) : []);

/** The name of each curve at its end: the upper one above, the lower one below. */
function endsOf(compared, points) {
  const last = points.map(side => side.findLast(point => point.y !== null));
  if (last.includes(undefined)) return [];
  const upper = last[0].y <= last[1].y ? 0 : 1;
  return last.map((point, side) => ({ cls: classOf(compared, side), x: round(point.x), y: round(point.y + (side === upper ? -11 : 19)), text: clip(compared.names[side], 18) }));
}

/** Two curves over the same columns, with the changes as chips that stand in one row and so can meet no curve. */
export function comparedPlan(compared, x, y, dx, row) {
  const { from, to, changes } = compared;
  const points = [0, 1].map(side => sideOf(compared, side).map(point => ({ x: x(point.x), y: point.value === null ? null : y(point.value) })));
  const [a, b] = points.map(curve);
  const w = Math.min(34, dx - 3);
  return {
    between: ground(a, b, from.map((value, k) => ({ x: x(k), both: value !== null && to[k] !== null }))),
    people: Boolean(compared.people),
    sides: [a, b].map(({ d }, side) => ({ cls: classOf(compared, side), d, points: points[side], marks: sideMarks(compared, side, points[side], Math.min(4.5, dx / 4)) })),
    ends: compared.people && dx >= 44 ? endsOf(compared, points) : [],
    chips: (w < 27 ? [] : changes).map(({ k, by }) => ({ x: round(x(k)), y: row, w: round(w), y1: y(from[k]), y2: y(to[k]), down: by < 0, text: isolate(signed(by)) })),
  };
}

/**
 * The overview strip: stage bands, axis, one curve per person, a mark per step and person, and the words at the extremes.
 * `head` is the width of the lane names, so that the strip starts where the map's columns start; `rtl` mirrors it.
 */
export function overview({ personas, stages, steps }, { width, measure, head = 120, rtl = false, compared = null }) {
  const n = steps.length;
  const left = width < 480 ? 36 : Math.min(head, width / 3);
  const dx = n ? (width - left) / n : 0;
  const flip = x => (rtl ? width - x : x);
  const at = k => left + (k + 0.5) * dx;
  const y = linear([-2, 2], [HEIGHT - BOTTOM, TOP]);
  const drawn = (compared ? [] : personas).map(({ id, cls }) => {
    const points = steps.map((step, k) => ({ x: flip(at(k)), y: typeof step.emotion?.[id] === 'number' ? y(clamp(step.emotion[id])) : null }));
    return { cls, ...curve(points) };
  });
  const crowd = compared ? null : crowdOf(personas, steps, k => flip(at(k)), y);
  const radius = crowd ? 3 : Math.max(3, Math.min(5.5, dx / 5));
  const stops = steps.map((step, k) => {
    const people = personas
      .filter(({ id }) => typeof step.emotion?.[id] === 'number')
      .map(({ id, cls }) => ({ cls, value: clamp(step.emotion[id]) }));
    return {
      id: step.id,
      name: stepName(step, personas, sidesAt(compared, k)),
      x: round(flip(at(k)) - dx / 2),
      width: round(dx),
      marks: compared ? [] : nest(people, flip(at(k)), y, radius, Boolean(crowd)).sort((a, b) => b.rank - a.rank),
    };
  });
  const wanted = (compared ? [] : sayings(steps, Math.max(2, Math.min(6, Math.floor((width - left) / 170))))).map(({ k, mean, text, sub, or }) => {
    const values = Object.values(steps[k].emotion ?? {}).filter(v => typeof v === 'number');
    const edge = values.length ? (mean > 0 ? Math.max(...values) : Math.min(...values)) : mean;
    return { x: flip(at(k)), y: y(clamp(edge)), v: mean, text, sub, or, tone: tone(mean) };
  });
  // chips of a comparison stand where a second row would be
  const bands = bandsOf(stages, left, dx, measure, compared ? 1 : 2);
  const top = bands.some(band => band.more) ? 44 : 27;
  const box = { x: rtl ? 4 : left + 4, y: top, w: width - left - 8, h: HEIGHT - top - 10 };
  const labels = place(wanted, {
    obstacles: [...drawn.flatMap(c => c.samples()), ...stops.flatMap(s => s.marks.flatMap(rim))],
    rules: zeroLine(width, y(0)),
    box,
    size: SIZE,
    maxWidth: 150,
    measure,
  });
  return {
    width,
    // compared curves have no words below them
    height: compared ? HEIGHT - 40 : HEIGHT,
    left,
    dx,
    rtl,
    summary: compared ? comparedSentence(steps, compared) : sentence(steps),
    bands: bands.map(b => ({ ...b, x: rtl ? round(width - b.x - b.width) : b.x, textX: round(flip(b.textX)) })),
    axis: [2, 0, -2].map(value => ({
      value,
      y: y(value),
      x1: rtl ? 0 : left,
      x2: rtl ? width - left : width,
      textX: flip(left - 10),
      text: isolate(left >= 100 ? `${signed(value)} ${feeling(value)}` : signed(value)),
    })),
    curves: drawn.map(({ cls, d }) => ({ cls, d })),
    crowd,
    compared: compared && comparedPlan(compared, k => flip(at(k)), value => y(clamp(value)), dx, TOP - 44),
    stops,
    labels,
  };
}

/** Which part of the strip the map's window shows; `null` when the whole map is in view. */
export function windowOf({ width, height, left, rtl }, { scroll, view, head, column, first, steps }) {
  const whole = column * steps;
  if (!whole || view - head >= whole - 1) return null;
  const scale = (width - left) / whole;
  const start = (Math.abs(scroll) + first * column) * scale;
  const span = Math.min((view - head) * scale, width - left - start);
  return { x: round(rtl ? width - left - start - span : left + start), y: height - 3, width: round(Math.max(0, span)), height: 3 };
}
