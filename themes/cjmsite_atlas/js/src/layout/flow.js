import { signed, tone } from '../words.js';
import { meanOf } from './emotion.js';
import { edgesOf, ranksOf, reachOf, rowsOf } from './graph.js';
import { clip, titled } from './labels.js';
import { heading } from './overview.js';
import { round } from './path.js';

export const BOX = { w: 136, h: 64 };
const GAP = { x: 44, y: 34 };
/** A journey that nearly fits is drawn so much tighter rather than scrolled. */
const TIGHT = { w: 100, x: 26 };
const TOP = 24;
const MARGIN = 24;
const WIDEST = 196;
/** How much higher a box stands for each point of feeling. */
const LIFT = 26;
/** How far apart arcs lie that would meet; the words of each stand in its own line. */
const LEVEL = 17;
const WORDS = 11;
/** Half the width of the loop of a step that leads to itself. */
const EYE = 12;

/** How far apart rows stand: where two boxes are below each other, the upper one may hang low and the lower one may be lifted. */
function lineOf(ranks, rows, raised) {
  const least = BOX.h + GAP.y;
  const needed = rows.flatMap((row, k) => rows.map((other, j) => (ranks[j] === ranks[k] && other > row && row >= 0 ? (least * (other - row) + raised[k] - raised[j]) / (other - row) : 0)));
  return Math.max(least, ...needed);
}

/** Where a box ends, or the loop below it, less its height. */
const lowest = ({ y, under = 0 }) => y + under;

/** Whether a journey of so many columns can be drawn in this room without scrolling. */
export const flowFits = (columns, room) => columns * (TIGHT.w + TIGHT.x) - TIGHT.x <= room - 2 * MARGIN;

/** A step that is taken again: a loop below its box, its words under it. */
function eyePath({ x: left, y, w }) {
  const [x, top] = [Math.round(left + w * 0.36), y + BOX.h];
  const uprights = [-EYE, EYE].map(by => ({ x: x + by, from: top, to: top + EYE + 10 }));
  return { d: `M${x + EYE},${top}v8a${EYE},${EYE},0,0,1,${-2 * EYE},0v-4`, x, y: top + EYE + 22, uprights, tip: { x: x - EYE, y: top + 3, way: 'up' } };
}

/** `between` are the boxes from one end to the other: what passes by runs clear of them. */
function edgePath(a, b, edge, over, between, gap) {
  const [x1, y1] = [a.x + a.w, a.y + BOX.h / 2];
  const [x2, y2] = [b.x, b.y + BOX.h / 2];
  if (edge.to === edge.from) return eyePath(a);
  if (edge.to <= edge.from) {
    const low = Math.max(...between.map(lowest)) + BOX.h + 20 + over * LEVEL;
    const [from, to] = [a.x + a.w / 2 + 10, b.x + b.w / 2 - 10];
    return { d: `M${from},${a.y + BOX.h}C${from},${low + 8},${from - 6},${low},${from - 24},${low}H${to + 24}C${to + 6},${low},${to},${low - 8},${to},${b.y + BOX.h + 4}`, x: (from + to) / 2, y: low + 4, along: [to + 28, from - 28], uprights: [{ x: from, from: a.y, to: low }, { x: to, from: b.y, to: low }], tip: { x: to, y: b.y + BOX.h + 3, way: 'up' } };
  }
  if (x2 - x1 > gap + 1 && a.row === b.row) {
    const high = Math.min(...between.filter(node => node.row === a.row).map(node => node.y)) - 12 - over * LEVEL;
    const [from, to] = [a.x + a.w / 2 + 10, b.x + b.w / 2 - 10];
    return { d: `M${from},${a.y}C${from},${high},${from + 4},${high},${from + 24},${high}H${to - 24}C${to - 4},${high},${to},${high},${to},${b.y - 4}`, x: (from + to) / 2, y: high + 4, along: [from + 28, to - 28], uprights: [{ x: from, from: high, to: a.y }, { x: to, from: high, to: b.y }], tip: { x: to, y: b.y - 3, way: 'down' } };
  }
  const middle = x2 - gap / 2;
  const straight = y1 === y2 ? `M${x1},${y1}H${x2 - 5}` : `M${x1},${y1}${x2 - x1 > gap + 1 ? `H${round(x2 - gap)}` : ''}C${middle},${y1},${middle},${y2},${x2 - 5},${y2}`;
  return { d: straight, x: x2 - 8, y: y2 - 6, end: true, tip: { x: x2 - 4, y: y2, way: 'right' } };
}

/** On which level each arc lies: short ones near the boxes, those that would meet further out; over and under are apart. */
export function levelsOf(arcs) {
  const placed = [];
  const found = new Map();
  for (const edge of [...arcs].sort((a, b) => Math.abs(a.to - a.from) - Math.abs(b.to - b.from) || a.from - b.from)) {
    const [low, high, back] = [Math.min(edge.from, edge.to), Math.max(edge.from, edge.to), edge.to <= edge.from];
    let level = 0;
    while (placed.some(one => one.level === level && one.back === back && low < one.high + 1 && one.low < high + 1)) level += 1;
    placed.push({ low, high, back, level });
    found.set(edge, level);
  }
  return found;
}

/** The ways out: down below everything, each with its words to the right of its arrow, in rows where they would meet. */
function exitsOf(ways, nodes, top, room, measure) {
  const rows = [];
  const seen = new Map();
  return ways.map((edge, key) => {
    const a = nodes[edge.from];
    const turn = seen.get(edge.from) ?? 0;
    seen.set(edge.from, turn + 1);
    const x = a.x + a.w - 14 - turn * 12;
    const text = clip(edge.text, 40);
    const wide = 8 + measure(exitWords({ text, note: edge.note }), WORDS);
    // at the right edge they stand to the left of it
    const end = x + wide > room - MARGIN && x + MARGIN < room && x - wide > 0;
    const [left, right] = end ? [x - wide, x + 8] : [x, x + wide];
    let row = 0;
    while (rows[row]?.some(one => left - 14 < one.right && one.left - 14 < right)) row += 1;
    (rows[row] ??= []).push({ left, right });
    const y = top + row * LEVEL;
    return { from: edge.from, d: `M${x},${a.y + BOX.h}V${y - 7}`, x: end ? x - 8 : x + 8, y, right, end, text, note: edge.note, tip: { x, y: y - 2, way: 'down' }, upright: { x, from: a.y + BOX.h, to: y }, key };
  });
}

/** Moves the words of arcs along their lines, and those of short ways round their boxes, to where no line runs through them and no box and no other words stand. */
function spread(edges, exits, measure, nodes) {
  const uprights = [...edges.flatMap(edge => (edge.uprights ?? []).map(line => ({ ...line, edge }))), ...exits.map(exit => ({ ...exit.upright }))];
  const words = [];
  const half = edge => measure(edge.text, WORDS) / 2 + 3;
  const free = (edge, x, y) => uprights.every(line => line.edge === edge || Math.abs(line.x - x) > half(edge) || y < line.from - 4 || y - 10 > line.to) && words.every(one => Math.abs(one.y - y) > 12 || Math.abs(one.x - x) > half(edge) + half(one));
  const told = edges.filter(edge => edge.text);
  words.push(...told.filter(edge => !edge.along && !edge.end));
  for (const edge of told.filter(one => one.end)) {
    const [a, b] = [nodes[edge.from], nodes[edge.to]];
    const by = half(edge);
    const beside = [edge.y, edge.y + 20].map(y => [edge.x - by + 3, y]);
    const spots = [...(a.y < b.y ? beside.reverse() : beside), ...[b, a].flatMap(node => [[node.x + by, node.y - 6], [node.x + by, node.y + BOX.h + 14]])];
    const clear = ([x, y]) => free(edge, x, y) && nodes.every(node => node.empty || x + by - 3 <= node.x || x - by + 3 >= node.x + node.w || y <= node.y - 2 || y - 10 >= node.y + node.h) && edges.every(({ along, y: line }) => !along || Math.abs(line - y) > 12 || x + by < along[0] - 28 || x - by > along[1] + 28);
    const [x, y] = spots.find(clear) ?? spots[0];
    Object.assign(edge, { x: round(x), y: round(y), end: false });
    words.push(edge);
  }
  for (const edge of told.filter(one => one.along)) {
    const [from, to] = edge.along;
    const middle = edge.x;
    for (let by = 0; by <= Math.max(0, to - from) / 2; by += 12) {
      const x = [middle + by, middle - by].find(place => free(edge, place, edge.y));
      if (x === undefined) continue;
      edge.x = round(x);
      break;
    }
    words.push(edge);
  }
}

/** What a way out says: where to, and who goes there. */
export const exitWords = ({ text, note }) => [text, note].filter(Boolean).join(', ');

/** The boxes of all steps, each at its `place`. */
export function boxes(steps, { rows, reach, compared, measure, place }) {
  return steps.map((step, k) => {
    const mean = meanOf(step);
    const { w, scale } = place(k);
    // beside the mark of a moment of truth there is less room
    const lines = titled(step.title, 3, 12, w - (step.mot ? 34 : 20), measure);
    const value = compared ? [compared.from[k], compared.to[k]].map(one => (one === null ? '–' : signed(one))).join(' → ') : mean === null ? '' : signed(mean);
    // what stands at the foot of a box: the share, and the channel where the feeling leaves room for it
    const share = reach && reach[k] < 0.9995 ? `${Math.round(reach[k] * 100)}\u00a0%` : '';
    const whole = [share, compared || lines.length > 2 ? '' : step.channelName].filter(Boolean).join(', ');
    const fits = text => measure(text, WORDS) + measure(value, WORDS) + 30 <= (scale ? w - 70 : w);
    return {
      k,
      id: step.id,
      row: rows[k],
      ...place(k),
      h: BOX.h,
      at: scale && mean !== null ? round(scale.x1 + ((Math.max(-2, Math.min(2, mean)) + 2) / 4) * (scale.x2 - scale.x1)) : null,
      rows: lines,
      tone: mean === null ? '' : tone(mean),
      value,
      foot: [whole, share].find(fits) ?? '',
      share,
      optional: Boolean(step.optional),
      mot: Boolean(step.mot),
      empty: Boolean(step.empty),
      name: `${k + 1}. ${step.title}${mean === null ? '' : `: ${signed(mean)}`}`,
    };
  });
}

/**
 * The journey as a graph from left to right: a box for each step, branches below each other, loops under, ways past over. The better a
 * step feels, the higher its box stands. A short journey is stretched to `width` and about as high as `tall`, one that nearly
 * fits is drawn tighter, a long one is as wide as it needs to be, and a single step is a box and no more.
 */
export function flow(data, { measure, width: place = 0, tall: high = 0, compared = null, push = 0 }) {
  const { stages, steps, ways = [] } = data;
  const edges = edgesOf(steps, ways);
  const ranks = ranksOf(steps.length, edges);
  const rows = rowsOf(steps, ranks);
  const reach = reachOf(steps.length, edges);
  const columns = Math.max(0, ...ranks.filter((_, k) => !steps[k].empty)) + 1;
  const alone = steps.filter(step => !step.empty).length === 1;
  const [room, tall] = alone ? [WIDEST + 2 * MARGIN, 0] : [place, high];
  const tight = columns * (BOX.w + GAP.x) - GAP.x > room - 2 * MARGIN && flowFits(columns, room);
  const near = tight ? TIGHT.x : GAP.x;
  const w = Math.max(tight ? TIGHT.w : BOX.w, Math.min(WIDEST, Math.floor((room - 2 * MARGIN + near) / columns - near)));
  const gap = Math.max(near, Math.min(5 * GAP.x, columns > 1 ? (room - 2 * MARGIN - columns * w) / (columns - 1) : 0));
  const margin = Math.max(MARGIN, (room - columns * (w + gap) + gap) / 2);
  const lift = !alone && steps.some(step => meanOf(step) !== null) ? Math.max(LIFT, Math.min(3 * LIFT, (tall - 200) / 4)) : 0;
  const raised = steps.map(step => -lift * Math.max(-2, Math.min(2, meanOf(step) ?? 0)));
  const line = lineOf(ranks, rows, raised);
  const bent = edge => edge.to !== null && edge.to !== edge.from && (edge.to < edge.from || (ranks[edge.to] - ranks[edge.from] > 1 && rows[edge.from] === rows[edge.to]));
  const levels = levelsOf(edges.filter(bent));
  const above = Math.max(0, ...[...levels].filter(([edge]) => edge.to > edge.from && rows[edge.from] === 0).map(([, level]) => level - 1));
  const first = push + TOP + 40 + above * LEVEL - Math.min(0, ...steps.map((step, k) => (step.empty ? 0 : rows[k] * line + raised[k])));
  const nodes = boxes(steps, { rows, reach, compared, measure, place: k => ({ w, x: round(margin + ranks[k] * (w + gap)), y: round(first + rows[k] * line + raised[k]) }) });
  for (const edge of edges) if (edge.from === edge.to) nodes[edge.from].under = EYE + 14;
  const ground = Math.max(first, ...nodes.filter(node => !node.empty).map(lowest)) + BOX.h;
  const drawn = edges.filter(edge => edge.to !== null && !steps[edge.from].empty).map(edge => {
    const [a, b] = [nodes[edge.from], nodes[edge.to]];
    const between = nodes.filter(node => !node.empty && ranks[node.k] >= Math.min(ranks[edge.from], ranks[edge.to]) && ranks[node.k] <= Math.max(ranks[edge.from], ranks[edge.to]));
    const path = edgePath(a, b, edge, levels.get(edge) ?? 0, [a, b, ...between], gap);
    return { from: edge.from, to: edge.to, type: edge.to <= edge.from ? 'loop' : edge.type, ...path, x: round(path.x), y: round(path.y), end: Boolean(path.end), text: edge.note || '', thick: edge.part ? round(1.5 + edge.part * 7) : 1.5 };
  });
  const back = Math.max(-1, ...[...levels].filter(([edge]) => edge.to <= edge.from).map(([, level]) => level));
  const exits = exitsOf(edges.filter(edge => edge.to === null), nodes, ground + (back + 1) * LEVEL + 26, Math.max(room, 2 * margin + columns * (w + gap) - gap), measure);
  spread(drawn, exits, measure, nodes);
  const width = Math.max(room, round(margin * 2 + columns * (w + gap) - gap), ...exits.map(exit => round(exit.right + MARGIN)));
  const bands = stages.map((stage, index) => {
    const inside = nodes.filter(node => steps[node.k].stage === index && !node.empty);
    if (!inside.length) return null;
    const [a, b] = [Math.min(...inside.map(node => node.x)), Math.max(...inside.map(node => node.x)) + w];
    // the first and the last stage reach to the edges, also where a short journey stands in the middle
    const start = a <= margin ? 0 : Math.max(0, a - gap / 2 + 2);
    const end = b >= width - margin - 1 ? width : Math.min(width, b + gap / 2 - 2);
    return { x: round(start), width: round(end - start), alt: index % 2 === 1, text: heading(index + 1, stage.title, end - start - 20, measure) };
  }).filter(Boolean);
  const height = Math.max(ground + (back + 1) * LEVEL + 34, ...exits.map(exit => exit.y + 14)) + push;
  if (tall > height + 8) return flow(data, { measure, width: place, tall, compared, push: round((tall - height) / 2) });
  const zero = lift ? { y: first + BOX.h / 2, x1: 0, x2: width } : null;
  return { width, height, zero, nodes: nodes.filter(node => !node.empty), edges: drawn, exits, bands, branches: drawn.filter(edge => edge.type === 'alt').length, loops: drawn.filter(edge => edge.type === 'loop').length };
}
