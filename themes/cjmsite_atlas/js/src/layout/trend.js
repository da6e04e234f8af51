import { capital, numberFormat, withUnit } from '../words.js';
import { eventMarks } from './events.js';
import { spread } from './labels.js';
import { limitLegend, limitLines, rings } from './limits.js';
import { band, curve, round } from './path.js';
import { linear, roundDomain, ticks } from './scale.js';

const YEAR = /^(.*\S)\s+(\d{4})$/u;
const ROW = 16;
const KEY = 24;
const number = value => (typeof value === 'number' ? value : null);

const tickOf = p => p.tick || p.label;

/** Labels for the time axis: as many as have room, the latest always; a year is not said twice in a row. */
function timeLabels(points, measure) {
  const widest = Math.max(...points.map(p => measure(tickOf(p), 11)));
  const room = points.length > 1 ? Math.min(...points.slice(1).map((p, k) => p.x - points[k].x)) : Infinity;
  const every = Math.max(1, Math.ceil((widest + 14) / Math.max(room, 1)));
  const shown = points.filter((_, k) => (points.length - 1 - k) % every === 0);
  let year = null;
  return shown.map(p => {
    const tick = tickOf(p);
    const parts = YEAR.exec(tick);
    const text = parts && parts[2] === year ? parts[1] : tick;
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
  const rest = `${typeof p.n === 'number' ? `, n = ${p.n}` : ''}${p.signal ? ', beyond routine' : ''}`;
  return `${capital(p.label)}: ${withUnit(format(p.value), unit)}${interval}${rest}`;
}

/** What the marks mean; on a narrow chart, which has no room beside it, the lines too. */
function legendOf(data, { wide, notes }) {
  const { points, confidence = '' } = data;
  const shown = points.filter(p => number(p.value) !== null);
  const items = [];
  if (shown.some(p => number(p.low) !== null && number(p.high) !== null)) items.push({ kind: 'band', text: confidence ? `Shaded: ${confidence} interval` : 'Shaded: interval' });
  if (shown.length < points.length) items.push({ kind: 'hidden', text: 'Not shown: no value, or too few answers' });
  items.push(...limitLegend(data));
  if (!wide) items.push(...notes.filter(note => note.kind !== 'last').map(({ kind, text }) => ({ kind, text })));
  return items;
}

/** The legend in rows, filled as far as they go. */
function legend(items, { width, left, measure }) {
  let x = left;
  let row = 0;
  return items.map(item => {
    const w = KEY + measure(item.text, 12);
    if (x > left && x + w > width) [x, row] = [left, row + 1];
    const placed = { ...item, x, row, y: 14 + row * ROW };
    x += w + 28;
    return placed;
  });
}

/**
 * The trend of a metric: line with gaps where a value is missing or hidden, interval, target and watch lines, axes, what happened.
 * `measure(text, size)` gives a width in pixels, `lang` the language of the numbers.
 */
export function trend(data, { width, measure, lang = 'en' }) {
  const { points, events = [], unit = '', digits = 0, direction = 'up', domain: bounds } = data;
  const format = numberFormat(lang, digits);
  const plain = numberFormat(lang, digits, 0);
  const target = number(data.target);
  const warn = number(data.warn);
  const wide = width >= 600;
  const summary = sentence(data, format);
  const numbers = points.flatMap(p => [p.value, p.low, p.high]).map(number).filter(v => v !== null);
  if (!numbers.length) return { width, height: 0, summary, empty: true };
  const all = [...numbers, ...[target, warn].filter(v => v !== null)];
  const domain = roundDomain(all, bounds ?? (Math.min(...all) >= 0 ? [0, Infinity] : undefined), 4);
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
  const rows = legend(legendOf(data, { wide, notes }), { width, left, measure });
  const first = 28 + (rows.at(-1)?.row ?? 0) * ROW;
  const happened = eventMarks(on ? events : [], { on, range: [left, right], box: [left, width], rows: wide ? 3 : 2, top: first + 14, measure });
  const top = first + ROW + happened.height;
  const height = (wide ? 356 : 276) + top;
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
  const hidden = placed.filter(p => p.y === null).map(p => ({ x: round(p.x), y: bottom - 8, name: `${capital(p.label)}: not shown` }));
  const ends = { x1: left, x2: right + (wide ? 8 : 0) };
  const lines = [
    ...limitLines(data, { domain, y, ...ends }),
    ...notes.filter(t => t.kind !== 'last').map(t => ({ kind: t.kind, y: round(t.y), ...ends })),
  ];
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
    rings: rings(placed),
    hidden,
    legend: rows,
    beside: wide ? spread(notes, [top - 12, bottom + 8]).map(t => ({ ...t, x: round(right + 16), y: round(t.y) })) : [],
  };
}
