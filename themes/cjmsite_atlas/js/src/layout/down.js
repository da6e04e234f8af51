import { signed, tone } from '../words.js';
import { crowdOf } from './crowd.js';
import { meanOf } from './emotion.js';
import { clip, fit } from './labels.js';
import { marker, nest } from './marks.js';
import { comparedPlan, heading, sidesAt, stepName } from './overview.js';
import { curve, round } from './path.js';
import { linear } from './scale.js';
import { clockOf, lasting, stretch, timeTicks } from './time.js';

/*
 * The story and the axis of time for a narrow window: the journey runs from top to bottom, its curves on one side, its words
 * on the other. What is drawn along the way is told in `along` (down the page) and `across` (from −2 to +2).
 */
const TOP = 26;
const SHOT = 96;
const LINE = 17;
const HEAD = 34;
const WAIT = 26;
/** So much of the height belongs to what lasts, over what the words need. */
const LASTS = 560;
/** Wider than a phone: the curve gets more room, and words are no wider than can be read. */
const WIDE = 640;
const WORDS = 480;

const clamp = value => Math.max(-2, Math.min(2, value));

/** What stands beside a mark: the title, then its quote or thought, or what the clock says. */
function wordsOf(step, k, { clock, compared, room, measure }) {
  const mean = meanOf(step);
  const title = fit(clip(step.title, 90), 12, room, measure).slice(0, 4);
  const said = clock ? '' : step.quote ? `“${clip(step.quote, 120)}”` : clip(step.thought ?? '', 120);
  const notes = [];
  if (clock?.[k].time) notes.push(`takes ${lasting(clock[k].time)}`);
  if (clock && !clock[k].told && !step.empty) notes.push('says nothing about time');
  if (compared) notes.push([compared.from[k], compared.to[k]].map(value => (value === null ? '–' : signed(value))).join(' → '));
  return { title, quote: said ? fit(said, 12, room, measure) : [], notes: notes.flatMap(text => fit(text, 11, room, measure)), tone: mean === null ? '' : tone(mean) };
}

export function down({ personas, stages, steps }, { width, measure, timed = false, shots = [], compared = null, rtl = false }) {
  const clock = timed ? clockOf(steps) : null;
  const total = clock?.at(-1)?.end ?? 0;
  if (timed && !total) return { empty: true };
  const gutter = timed ? 68 : 18;
  const plot = width < WIDE ? Math.min(120, width * 0.3) : Math.min(280, width * 0.32);
  const room = Math.min(WORDS, width - gutter - plot - 30);
  const flip = x => (rtl ? width - x : x);
  const across = linear([-2, 2], rtl ? [width - gutter - plot, width - gutter] : [gutter, gutter + plot]);
  const textX = round(flip(gutter + plot + 20));
  const words = steps.map((step, k) => wordsOf(step, k, { clock, compared, room, measure }));
  const pictured = new Set(shots);
  const tall = words.map(({ title, quote, notes }, k) => 26 + LINE * (title.length + quote.length + notes.length) + (pictured.has(k) ? SHOT + 8 : 0));
  const begins = steps.map((step, k) => !k || step.stage !== steps[k - 1].stage);
  const before = steps.map((_, k) => (begins[k] ? HEAD : 0) + (clock?.[k].wait ? WAIT : 0));
  const needed = [...tall, ...before].reduce((a, b) => a + b, 0);
  const { at, spots } = stretch(clock ?? steps.map(() => ({ waitFrom: 0, start: 0, end: 0, wait: 0, time: 0 })), total, [TOP, TOP + needed + (timed ? LASTS : 0)], k => tall[k], k => before[k]);
  const height = round(spots.at(-1).end + 6);
  const tops = spots.map(spot => spot.start + 18);
  const along = k => {
    const near = Math.max(0, Math.min(tops.length - 1, k));
    const first = Math.floor(near);
    return tops[first] + (near - first) * (tops[Math.ceil(near)] - tops[first]);
  };
  const crowd = compared ? null : crowdOf(personas, steps, along, across);
  const plan = compared && comparedPlan(compared, along, value => across(clamp(value)), 40, 0);
  const turned = ({ cls, value }, k, r, ring) => ({ cls, ring, d: marker(cls, across(value), tops[k], r) });
  return {
    width,
    height,
    rtl,
    textX,
    total,
    clock,
    axis: [-2, 0, 2].map(value => ({ value, x: round(across(value)), text: signed(value) })),
    bands: stages.map((stage, index) => {
      const ks = steps.map((step, k) => (step.stage === index ? k : -1)).filter(k => k >= 0);
      const y = round(spots[ks[0]].wait);
      return { x: 0, width, y, height: round(spots[ks.at(-1)].end - y), alt: index % 2 === 1, textX, y2: y + 22, title: heading(index + 1, stage.title, room, measure) };
    }),
    waits: (clock ?? []).map((t, k) => ({ ...t, y1: round(spots[k].wait + (begins[k] ? HEAD : 0)), y2: round(spots[k].start) })).filter(t => t.wait).map(({ wait, y1, y2 }) => ({ y1, y2, text: `${lasting(wait)} of waiting` })),
    ticks: timed ? timeTicks(total, 9).map(value => ({ value, y: at(value), text: value ? lasting(value) : 'Start' })).filter(({ y }, k, all) => !k || y - all[k - 1].y > 14 || k === all.length - 1).map(tick => ({ ...tick, y: round(tick.y), x: flip(gutter - 12) })) : [],
    curves: (compared ? [] : personas).map(({ id, cls }) => ({ cls, d: curve(steps.map((step, k) => ({ x: tops[k], y: typeof step.emotion?.[id] === 'number' ? across(clamp(step.emotion[id])) : null }))).d })),
    crowd,
    compared: plan && { ...plan, sides: plan.sides.map(({ cls, d, points }, side) => ({ cls, d, marks: points.filter(p => p.y !== null).map(({ x, y }) => marker(compared.classes?.[side] ?? (side ? 'p1' : 'p2'), y, x, 4.5)) })) },
    stops: steps.map((step, k) => ({
      k,
      id: step.id,
      name: `${stepName(step, personas, sidesAt(compared, k))}${timed ? `, ${lasting(clock[k].start)} after the start` : ''}`,
      y: round(spots[k].start),
      height: round(spots[k].end - spots[k].start),
      marks: compared ? [] : nest(personas.filter(({ id }) => typeof step.emotion?.[id] === 'number').map(({ id, cls }) => ({ cls, value: clamp(step.emotion[id]) })), 0, value => value, crowd ? 3 : 5.5, Boolean(crowd)).sort((a, b) => b.rank - a.rank).map(({ cls, y, r, ring }) => turned({ cls, value: y }, k, r, ring)),
      ...words[k],
      textY: round(spots[k].start + 22),
      shot: pictured.has(k) ? { x: rtl ? round(textX - Math.min(room, 180)) : textX, y: round(spots[k].start + 30 + LINE * (words[k].title.length + words[k].quote.length + words[k].notes.length - 1)), width: round(Math.min(room, 180)), height: SHOT } : null,
    })),
  };
}
