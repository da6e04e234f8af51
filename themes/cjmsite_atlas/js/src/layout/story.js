import { feeling, signed, tone } from '../words.js';
import { crowdOf } from './crowd.js';
import { meanOf } from './emotion.js';
import { clip, fit, place, titled } from './labels.js';
import { nest } from './marks.js';
import { comparedPlan, stepName } from './overview.js';
import { curve, round } from './path.js';
import { linear } from './scale.js';

const HEAD = 64;
const PLOT = 380;
/** How wide a picture is at most, how high beside that, and the air between two. */
const SHOT = { width: 140, shape: 5 / 8, air: 8 };
const FOOT = 64;
const LEFT = 96;

const clamp = value => Math.max(-2, Math.min(2, value));
/** As narrow as columns may be so that all are seen; where they are not, each holds most words of its title in one piece. */
const NARROWEST = 72;
const COLUMN = 78;
/** In a narrower window columns may be so narrow, and the axis says numbers alone. */
const TABLET = { room: 1100, column: 64, left: 36 };

const edgeOf = room => (room < TABLET.room ? TABLET.left : LEFT);

/** Whether so many steps can stand side by side in this room; where not, a narrow window has them below each other. */
export const storyFits = (count, room) => room >= TABLET.room || edgeOf(room) + TABLET.column * count <= room;

/** Points along the rim of a mark, which no label may touch. */
const rim = ({ x, y, r }) => [{ x, y }, ...[[-r, -r], [r, -r], [-r, r], [r, r]].map(([dx, dy]) => ({ x: x + dx, y: y + dy }))];

/** The lowest and the highest step first, then the strongest feelings; each says its quote, or the thought, or no more than its title, and names its step. */
function sayings(steps, limit) {
  const felt = steps.map((step, k) => ({ step, k, mean: meanOf(step) })).filter(({ mean }) => mean !== null);
  felt.sort((a, b) => Math.abs(b.mean) - Math.abs(a.mean) || Boolean(b.step.quote) - Boolean(a.step.quote) || a.k - b.k);
  const most = sign => felt.reduce((a, b) => (a && sign * a.mean >= sign * b.mean ? a : b), null);
  const [low, high] = [most(-1), most(1)];
  const ends = low && low.mean < high.mean ? [low, high] : [];
  const rest = felt.filter(one => !ends.includes(one) && Math.abs(one.mean) >= 0.25 && (one.step.quote || one.step.thought));
  const quoted = (text, length) => `“${clip(text, length)}”`;
  return [...ends, ...rest].slice(0, limit).map(({ step, k, mean }) => {
    const sub = `${clip(step.title, 36)}, ${signed(mean)}`;
    if (!step.quote && !step.thought) return { k, mean, text: clip(step.title, 60), sub: signed(mean) };
    return { k, mean, text: step.quote ? quoted(step.quote, 90) : clip(step.thought, 80), sub, or: step.quote ? [{ text: quoted(step.quote, 44) }] : [] };
  });
}

/** Pictures beside each other inside their stage, each over its step, as wide as that allows: their common width and their middles. */
function framed(middles, [start, end], most) {
  const { air } = SHOT;
  for (let side = Math.min(most, (end - start - air) / middles.length - air); ; side -= 4) {
    const step = side + air;
    const [first, last] = [start + air / 2 + side / 2, end - air / 2 - side / 2];
    const high = middles.map((x, k) => Math.min(...middles.slice(k).map((later, j) => Math.min(later + side / 2, last) - j * step)));
    const low = middles.map((x, k) => Math.max(...middles.slice(0, k + 1).map((earlier, j) => Math.max(earlier - side / 2, first) + (k - j) * step)));
    if (side > 40 && low.some((x, k) => x > high[k])) continue;
    let edge = -Infinity;
    return { side, at: middles.map((x, k) => (edge = Math.min(Math.max(x, low[k], edge + step), high[k]))) };
  }
}

/** All pictures, of one size where that is not a small one. */
function pictures(shots, stageOf, at, edges) {
  const groups = [...new Set(shots.map(stageOf))].map(stage => ({ stage, ks: shots.filter(k => stageOf(k) === stage).sort((a, b) => at(a) - at(b)) }));
  const lay = most => groups.flatMap(({ stage, ks }) => {
    const { side, at: places } = framed(ks.map(at), edges(stage), most);
    return ks.map((k, j) => ({ k, side, frame: places[j] - side / 2 }));
  });
  const free = lay(SHOT.width);
  const least = Math.min(...free.map(shot => shot.side));
  return least > SHOT.width * 0.6 ? lay(least) : free;
}

/**
 * The emotion story: one curve per person over the full width, pictures above it, quotes round it, titles below it. It is
 * as wide as it needs to be: with many steps it is wider than its place and scrolls. `shots` are the columns with pictures.
 */
export function story(data, { width: room, measure, shots = [], compared = null, rtl = false }) {
  const { personas, stages, steps } = data;
  const n = Math.max(1, steps.length);
  const left = edgeOf(room);
  const share = (room - left) / n;
  const dx = room < TABLET.room ? Math.max(TABLET.column, share) : share < NARROWEST ? COLUMN : share;
  const width = round(left + dx * n);
  const flip = x => (rtl ? width - x : x);
  const at = k => left + (k + 0.5) * dx;
  const starts = stages.map((_, k) => left + dx * stages.slice(0, k).reduce((sum, stage) => sum + stage.steps, 0));
  const edges = k => [starts[k], starts[k] + stages[k].steps * dx].map(flip).sort((a, b) => a - b);
  const framedShots = pictures(shots, k => steps[k].stage, k => flip(at(k)), edges);
  const tall = Math.max(0, ...framedShots.map(shot => shot.side * SHOT.shape));
  const top = HEAD + (shots.length ? round(tall) + 12 : 0);
  const height = top + PLOT + FOOT;
  const y = linear([-2, 2], [top + PLOT - 92, top + 78]);
  const drawn = (compared ? [] : personas).map(({ id, cls }) => ({
    cls,
    ...curve(steps.map((step, k) => ({ x: flip(at(k)), y: typeof step.emotion?.[id] === 'number' ? y(clamp(step.emotion[id])) : null }))),
  }));
  const crowd = compared ? null : crowdOf(personas, steps, k => flip(at(k)), y);
  const stops = steps.map((step, k) => ({
    id: step.id,
    name: stepName(step, personas),
    x: round(flip(at(k)) - dx / 2),
    width: round(dx),
    title: titled(step.title, 4, 11, dx - 8, measure).map((text, j) => ({ text, x: round(flip(at(k))), y: top + PLOT + 16 + j * 14 })),
    marks: compared ? [] : nest(personas.filter(({ id }) => typeof step.emotion?.[id] === 'number').map(({ id, cls }) => ({ cls, value: clamp(step.emotion[id]) })), flip(at(k)), y, crowd ? 3 : 5.5, Boolean(crowd)).sort((a, b) => b.rank - a.rank),
  }));
  const wanted = compared ? [] : sayings(steps, Math.max(3, Math.round(width / 130))).map(({ k, mean, ...words }) => {
    const values = Object.values(steps[k].emotion ?? {});
    return { x: flip(at(k)), y: y(clamp(values.length ? (mean > 0 ? Math.max(...values) : Math.min(...values)) : mean)), v: mean, ...words, tone: tone(mean) };
  });
  const shown = framedShots.map(({ k, side, frame }) => ({ k, side, frame, x: round(flip(at(k))), y1: round(HEAD + tall), y2: round(Math.min(...(stops[k]?.marks.map(m => m.y - m.r) ?? []), y(2))) }));
  const threads = shown.flatMap(({ x, y1, y2 }) => Array.from({ length: Math.ceil((y2 - y1) / 8) }, (_, j) => ({ x, y: y1 + j * 8 })));
  const labels = place(wanted, {
    obstacles: [...threads, ...drawn.flatMap(c => c.samples()), ...stops.flatMap(s => s.marks.flatMap(rim))],
    rules: Array.from({ length: Math.ceil(width / 8) }, (_, k) => ({ x: k * 8, y: y(0) })),
    box: { x: rtl ? 4 : left + 4, y: top + 4, w: width - left - 8, h: PLOT - 8 },
    size: 14,
    maxWidth: 168,
    measure,
  });
  const bands = stages.map((stage, k) => {
    const x = starts[k];
    const w = stage.steps * dx;
    const rows = stage.goal && w >= 90 ? fit(stage.goal, 12, w - 20, measure) : [];
    if (rows.length > 2) rows[1] = `${clip(rows[1], rows[1].length - 1).replace(/…$/u, '')}…`;
    return {
      x: round(rtl ? width - x - w + 1 : x + 1),
      width: round(w - 2),
      alt: k % 2 === 1,
      textX: round(flip(x + 10)),
      title: clip(`${k + 1}  ${stage.title}`, Math.max(3, Math.floor((w - 16) / 8))),
      goal: rows.slice(0, 2).map((text, j) => ({ text, y: 40 + j * 16 })),
    };
  });
  return {
    width,
    height,
    left,
    dx,
    bands,
    ground: height - FOOT,
    axis: [2, 0, -2].map(value => ({ value, y: y(value), x1: rtl ? 0 : left, x2: rtl ? width - left : width, textX: flip(left - 8), text: left > 60 ? `${signed(value)} ${feeling(value)}` : signed(value) })),
    curves: drawn.map(({ cls, d }) => ({ cls, d })),
    crowd,
    stops,
    labels,
    shots: shown.map(({ k, x, side, frame, y1, y2 }) => ({ k, x: round(frame), y: round(HEAD + tall - side * SHOT.shape), width: round(side), height: round(side * SHOT.shape), lineX: x, y1, y2 })),
    compared: compared && comparedPlan(compared, k => flip(at(k)), value => y(clamp(value)), dx, top + 20),
  };
}
