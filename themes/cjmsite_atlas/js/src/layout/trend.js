import { numberFormat, withUnit } from '../words.js';
import { eventMarks } from './events.js';
import { overlap, spread } from './labels.js';
import { band, curve, round } from './path.js';
import { linear, roundDomain, ticks } from './scale.js';

const YEAR = /^(.*\S)\s+(\d{4})$/u;
const TOP = 44;
const number = value => (typeof value === 'number' ? value : null);

/** Labels for the time axis: as many as have room, the latest always; a year is not said twice in a row. */
function timeLabels(points, measure) {
  const widest = Math.max(...points.map(p => measure(p.label, 11)));
  const room = points.length > 1 ? Math.min(...points.slice(1).map((p, k) => p.x - points[k].x)) : Infinity;
  const every = Math.max(1, Math.ceil((widest + 14) / Math.max(room, 1)));
  const shown = points.filter((_, k) => (points.length - 1 - k) % every === 0);
  let year = null;
  return shown.map(p => {
    const parts = YEAR.exec(p.label);
    const text = parts && parts[2] === year ? parts[1] : p.label;
    year = parts ? parts[2] : null;
    return { x: round(p.x), text };
  });
}

/** Where points stand, and where a moment between them does; `on` is null where the points have no dates. */
function xScale(points, range) {
  const times = points.map(p => Date.parse(p.start));
  const dated = points.length > 1 && times.every((t, k) => Number.isFinite(t) && (k === 0 || t > times[k - 1]));
  const scale = dated ? linear([times[0], times.at(-1)], range) : linear([0, Math.max(points.length - 1, 0)], range);
  return { at: k => scale(dated ? times[k] : k), on: dated ? scale : null };
}

/** The sentence that stands for the chart. */
export function sentence({ label, unit, target, points }, format) {
  const shown = points.filter(p => number(p.value) !== null);
  const say = value => withUnit(format(value), unit);
  if (!shown.length) return `${label}: no values to show.`;
  const last = shown.at(-1);
  const parts = [`${label}, ${shown.length === 1 ? last.label : `${shown[0].label} to ${last.label}`}: latest ${say(last.value)}`];
  if (shown.length > 1) {
    const low = shown.reduce((a, b) => (b.value < a.value ? b : a));
    const high = shown.reduce((a, b) => (b.value > a.value ? b : a));
    parts.push(`highest ${say(high.value)} in ${high.label}`, `lowest ${say(low.value)} in ${low.label}`);
  }
  if (number(target) !== null) parts.push(`target ${say(target)}`);
  return `${parts.join(', ')}.`;
}

/** What a point says: period, value, interval, number of answers. */
function pointName(p, unit, format) {
  const interval = number(p.low) !== null && number(p.high) !== null ? ` [${format(p.low)}, ${format(p.high)}]` : '';
  return `${p.label}: ${withUnit(format(p.value), unit)}${interval}${typeof p.n === 'number' ? `, n = ${p.n}` : ''}`;
}

/** A line label on a narrow chart: on the right, the left or in the middle, above or below, where the curve is not. */
function inlineLabel(text, lineY, [x1, x2], samples, measure) {
  const w = measure(text, 11);
  const spots = [x2 - w, x1 + 4, (x1 + x2 - w) / 2].flatMap(x => [lineY - 17, lineY + 3].map(y => ({ x, y, w, h: 14 })));
  const free = spots.find(r => !samples.some(p => overlap({ x: r.x - 4, y: r.y - 4, w: r.w + 8, h: r.h + 8 }, { ...p, w: 0.1, h: 0.1 })));
  const spot = free ?? spots[0];
  return { x: round(spot.x), y: round(spot.y + 11), text };
}

/**
 * The trend of a metric: line with gaps where a value is missing or hidden, interval, target and watch lines, axes, what happened.
 * `measure(text, size)` gives a width in pixels, `lang` the language of the numbers.
 */
export function trend(data, { width, measure, lang = 'en' }) {
  const { points, events = [], unit = '', digits = 0, direction = 'up' } = data;
  const format = numberFormat(lang, digits);
  const plain = numberFormat(lang, digits, 0);
  const target = number(data.target);
  const warn = number(data.warn);
  const wide = width >= 600;
  const summary = sentence(data, format);
  const numbers = points.flatMap(p => [p.value, p.low, p.high]).map(number).filter(v => v !== null);
  if (!numbers.length) return { width, height: 0, summary, empty: true };
  const all = [...numbers, ...[target, warn].filter(v => v !== null)];
  const domain = roundDomain(all, unit === '%' ? [0, 100] : Math.min(...all) >= 0 ? [0, Infinity] : undefined, 4);
  const values = ticks(...domain, 4);
  const tickDigits = values.every(v => Number.isInteger(v)) ? 0 : Math.max(digits, 1);
  const tickFormat = numberFormat(lang, tickDigits);
  const tickText = values.map((v, k) => (k === values.length - 1 && unit === '%' ? withUnit(tickFormat(v), unit) : tickFormat(v)));
  const left = Math.ceil(Math.max(...tickText.map(t => measure(t, 11)))) + 14;

  const last = points.findLast(p => number(p.value) !== null);
  const notes = [];
  if (target !== null) notes.push({ kind: 'target', text: `Target ${plain(target)}`, value: target, h: 20, size: 13 });
  if (warn !== null) notes.push({ kind: 'warn', text: `Watch ${direction === 'down' ? 'above' : 'below'} ${plain(warn)}`, value: warn, h: 18, size: 12 });
  if (last) {
    const sub = number(last.low) !== null && number(last.high) !== null ? `[${format(last.low)}, ${format(last.high)}]` : '';
    notes.push({ kind: 'last', text: withUnit(format(last.value), unit), sub, value: last.value, h: sub ? 40 : 26, size: 18 });
  }
  const beside = wide ? Math.ceil(Math.max(...notes.map(t => Math.max(measure(t.text, t.size), measure(t.sub ?? '', 11))), 0)) + 34 : 14;
  const right = width - beside;
  const range = points.length > 1 ? [left + 12, right - (wide ? 0 : 4)] : [left + 12, left + 12];
  const { at, on } = xScale(points, range);
  const happened = eventMarks(on ? events : [], { on, range: [left, right], box: [left, width], rows: wide ? 3 : 2, top: TOP - 2, measure });
  const top = TOP + happened.height;
  const height = (wide ? 400 : 320) + happened.height;
  const bottom = height - 36;
  const y = linear(domain, [bottom, top]);
  for (const note of notes) note.y = y(note.value);
  const placed = points.map((p, k) => ({
    ...p,
    x: points.length > 1 ? at(k) : (left + right) / 2,
    y: number(p.value) === null ? null : y(p.value),
    low: number(p.low) === null || number(p.value) === null ? null : y(p.low),
    high: number(p.high) === null || number(p.value) === null ? null : y(p.high),
    source: p,
  }));
  const main = curve(placed);
  const area = band(placed);
  const crowded = points.length > 1 && (right - left) / points.length < 12;
  const limit = warn ?? target;
  const misses = value => limit !== null && (direction === 'down' ? value > limit : value < limit);
  const dots = placed
    .filter((p, k) => p.y !== null && (!crowded || p.source === last || main.single.includes(placed[k])))
    .map(p => ({ x: round(p.x), y: round(p.y), miss: misses(p.value), name: pointName(p.source, unit, format), last: p.source === last }));
  const hidden = placed.filter(p => p.y === null).map(p => ({ x: round(p.x), y: bottom - 8, name: `${p.label}: not shown` }));
  const legend = [];
  if (area.d || area.single.length) legend.push({ kind: 'band', text: 'Shaded: 95 % interval' });
  if (hidden.length) legend.push({ kind: 'hidden', text: 'Not shown: no value, or too few answers' });
  const upright = happened.lines.flatMap(({ x }) => Array.from({ length: Math.ceil((bottom - top) / 5) }, (_, k) => ({ x, y: top + k * 5 })));
  const samples = [...main.samples, ...dots, ...upright];
  const lines = notes.filter(t => t.kind !== 'last').map(t => ({ kind: t.kind, y: round(t.y), x1: left, x2: right + (wide ? 8 : 0) }));
  return {
    width,
    height,
    summary,
    empty: false,
    ticks: values.map((v, k) => ({ y: round(y(v)), text: tickText[k], x1: left, x2: right + (wide ? 8 : 0), textX: left - 8 })),
    times: timeLabels(placed, measure).map(t => ({ ...t, y: height - 12 })),
    area: { d: area.d, bars: area.single.map(p => ({ x: round(p.x), y1: round(p.low), y2: round(p.high) })) },
    line: main.d,
    lines,
    events: { ...happened, bottom },
    dots,
    hidden,
    legend: legend.map((item, k) => ({ ...item, y: 14 + (wide ? 0 : k * 16), x: left + (wide && k ? measure(legend[0].text, 12) + 52 : 0) })),
    beside: wide ? spread(notes, [top - 12, bottom + 8]).map(t => ({ ...t, x: round(right + 16), y: round(t.y) })) : [],
    inline: wide ? [] : notes.filter(t => t.kind === 'target').map(t => inlineLabel(t.text, t.y, [left, right], samples, measure)),
  };
}
