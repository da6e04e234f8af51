import { signed, tone } from '../words.js';
import { meanOf } from './emotion.js';
import { clip, fit } from './labels.js';
import { heading } from './overview.js';
import { round } from './path.js';

export const BOX = { w: 136, h: 64 };
const GAP = { x: 44, y: 34 };
const TOP = 24;
const MARGIN = 24;
const WIDEST = 196;
/** How much higher a box stands for each point of feeling. */
const LIFT = 26;
/** How far apart arcs lie that would meet; the words of each stand in its own line. */
const LEVEL = 17;
const WORDS = 11;

/**
 * All ways between steps: those that the author drew, and where `next` leads nowhere else, to the next step. A step that is optional can
 * be passed by.
 */
export function edgesOf(steps, ways) {
  const edges = ways.map(way => ({ ...way }));
  const real = steps.map((step, k) => k).filter(k => !steps[k].empty);
  const leads = (from, to) => edges.some(edge => edge.from === from && edge.to === to);
  real.forEach((k, place) => {
    const forward = edges.some(edge => edge.from === k && edge.to !== null && edge.to > k && edge.type === 'next');
    if (!forward && real[place + 1] !== undefined) edges.push({ from: k, to: real[place + 1], type: 'next', note: '', share: null });
  });
  real.forEach((k, place) => {
    const [next, beyond] = [real[place + 1], real[place + 2]];
    if (beyond === undefined || !steps[next].optional || leads(k, beyond)) return;
    if (leads(k, next) && leads(next, beyond)) edges.push({ from: k, to: beyond, type: 'skip', note: '', share: null });
  });
  return edges;
}

/** How far along each step is: one more than the furthest step that leads to it. */
export function ranksOf(count, edges) {
  const ranks = Array.from({ length: count }, () => 0);
  for (let k = 0; k < count; k += 1) {
    const into = edges.filter(edge => edge.to === k && edge.from < k);
    ranks[k] = into.length ? Math.max(...into.map(edge => ranks[edge.from])) + 1 : k ? ranks[k - 1] + 1 : 0;
  }
  return ranks;
}

/** The share of customers that reaches each step, where shares are given; what is not given is parted evenly. */
export function reachOf(count, edges) {
  if (!edges.some(edge => typeof edge.share === 'number')) return null;
  const reach = Array.from({ length: count }, (_, k) => (k === 0 ? 1 : 0));
  for (let k = 0; k < count; k += 1) {
    const out = edges.filter(edge => edge.from === k && !(edge.to !== null && edge.to <= k));
    const given = out.filter(edge => typeof edge.share === 'number');
    const rest = Math.max(0, 1 - given.reduce((sum, edge) => sum + edge.share, 0));
    const open = out.filter(edge => typeof edge.share !== 'number');
    for (const edge of out) {
      const share = typeof edge.share === 'number' ? edge.share : rest / open.length;
      edge.part = reach[k] * share;
      if (edge.to !== null) reach[edge.to] += edge.part;
    }
  }
  return reach;
}

export function rowsOf(steps, ranks) {
  const taken = new Map();
  return steps.map((step, k) => {
    const here = taken.get(ranks[k]) ?? new Set();
    taken.set(ranks[k], here);
    let row = 0;
    while (here.has(row)) row += 1;
    here.add(row);
    return step.empty ? -1 : row;
  });
}

/** A title in at most three rows, none wider than the box. */
function titleRows(title, room, measure) {
  const rows = fit(clip(title, 60), 12, room, measure);
  return rows.length > 3 ? [...rows.slice(0, 2), clip(`${rows[2]}……`, rows[2].length)] : rows;
}

/** How far apart rows stand: where two boxes are below each other, the upper one may hang low and the lower one may be lifted. */
function lineOf(ranks, rows, raised) {
  const least = BOX.h + GAP.y;
  const needed = rows.flatMap((row, k) => rows.map((other, j) => (ranks[j] === ranks[k] && other > row && row >= 0 ? (least * (other - row) + raised[k] - raised[j]) / (other - row) : 0)));
  return Math.max(least, ...needed);
}

/** `between` are the boxes from one end to the other: what passes by runs clear of them. */
function edgePath(a, b, edge, over, between, gap) {
  const [x1, y1] = [a.x + a.w, a.y + BOX.h / 2];
  const [x2, y2] = [b.x, b.y + BOX.h / 2];
  if (edge.to <= edge.from) {
    const low = Math.max(...between.map(node => node.y)) + BOX.h + 20 + over * LEVEL;
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
function exitsOf(ways, nodes, top, measure) {
  const rows = [];
  const seen = new Map();
  return ways.map((edge, key) => {
    const a = nodes[edge.from];
    const turn = seen.get(edge.from) ?? 0;
    seen.set(edge.from, turn + 1);
    const x = a.x + a.w - 14 - turn * 12;
    const text = clip(edge.text, 40);
    const right = x + 8 + measure(exitWords({ text, note: edge.note }), WORDS);
    let row = 0;
    while (rows[row]?.some(one => x - 14 < one.right && one.x - 14 < right)) row += 1;
    (rows[row] ??= []).push({ x, right });
    const y = top + row * LEVEL;
    return { from: edge.from, d: `M${x},${a.y + BOX.h}V${y - 7}`, x: x + 8, y, right, text, note: edge.note, tip: { x, y: y - 2, way: 'down' }, upright: { x, from: a.y + BOX.h, to: y }, key };
  });
}

/** Moves the words of arcs along their lines to where no other line runs through them and no other words stand. */
function spread(edges, exits, measure) {
  const uprights = [...edges.flatMap(edge => (edge.uprights ?? []).map(line => ({ ...line, edge }))), ...exits.map(exit => ({ ...exit.upright }))];
  const words = [];
  for (const edge of edges.filter(one => one.text && one.along)) {
    const half = measure(edge.text, WORDS) / 2 + 3;
    const free = x => uprights.every(line => line.edge === edge || Math.abs(line.x - x) > half || edge.y < line.from - 4 || edge.y - 10 > line.to) && words.every(one => Math.abs(one.y - edge.y) > 12 || Math.abs(one.x - x) > half + one.half);
    const [from, to] = edge.along;
    const middle = edge.x;
    for (let by = 0; by <= Math.max(0, to - from) / 2; by += 12) {
      const x = [middle + by, middle - by].find(free);
      if (x === undefined) continue;
      edge.x = round(x);
      break;
    }
    words.push({ x: edge.x, y: edge.y, half });
  }
}

/** What a way out says: where to, and who goes there. */
export const exitWords = ({ text, note }) => [text, note].filter(Boolean).join(', ');

/** The boxes of all steps, each at its `place`. */
export function boxes(steps, { rows, reach, compared, measure, place }) {
  return steps.map((step, k) => {
    const mean = meanOf(step);
    const { w } = place(k);
    const lines = titleRows(step.title, w - 20, measure);
    const value = compared ? [compared.from[k], compared.to[k]].map(one => (one === null ? '–' : signed(one))).join(' → ') : mean === null ? '' : signed(mean);
    // what stands at the foot of a box: the share, and the channel where the feeling leaves room for it
    const share = reach && reach[k] < 0.9995 ? `${Math.round(reach[k] * 100)}\u00a0%` : '';
    const whole = [share, compared || lines.length > 2 ? '' : step.channelName].filter(Boolean).join(', ');
    return {
      k,
      id: step.id,
      row: rows[k],
      ...place(k),
      h: BOX.h,
      rows: lines,
      tone: mean === null ? '' : tone(mean),
      value,
      foot: measure(whole, WORDS) + measure(value, WORDS) + 30 <= w ? whole : share,
      optional: Boolean(step.optional),
      mot: Boolean(step.mot),
      empty: Boolean(step.empty),
      name: `${k + 1}. ${step.title}${mean === null ? '' : `: ${signed(mean)}`}`,
    };
  });
}

/**
 * The journey as a graph from left to right: a box for each step, branches below each other, loops under, ways past over. The better a
 * step feels, the higher its box stands. A short journey is stretched to
 * `width` and about as high as `tall`, a long one is as wide as it needs to be.
 */
export function flow(data, { measure, width: room = 0, tall = 0, compared = null, push = 0 }) {
  const { stages, steps, ways = [] } = data;
  const edges = edgesOf(steps, ways);
  const ranks = ranksOf(steps.length, edges);
  const rows = rowsOf(steps, ranks);
  const reach = reachOf(steps.length, edges);
  const columns = Math.max(0, ...ranks.filter((_, k) => !steps[k].empty)) + 1;
  const w = Math.max(BOX.w, Math.min(WIDEST, Math.floor((room - 2 * MARGIN + GAP.x) / columns - GAP.x)));
  const gap = Math.max(GAP.x, Math.min(5 * GAP.x, columns > 1 ? (room - 2 * MARGIN - columns * w) / (columns - 1) : 0));
  const margin = Math.max(MARGIN, (room - columns * (w + gap) + gap) / 2);
  const lift = steps.some(step => meanOf(step) !== null) ? Math.max(LIFT, Math.min(3 * LIFT, (tall - 200) / 4)) : 0;
  const raised = steps.map(step => -lift * Math.max(-2, Math.min(2, meanOf(step) ?? 0)));
  const line = lineOf(ranks, rows, raised);
  const bent = edge => edge.to !== null && (edge.to <= edge.from || (ranks[edge.to] - ranks[edge.from] > 1 && rows[edge.from] === rows[edge.to]));
  const levels = levelsOf(edges.filter(bent));
  const above = Math.max(0, ...[...levels].filter(([edge]) => edge.to > edge.from && rows[edge.from] === 0).map(([, level]) => level - 1));
  const first = push + TOP + 40 + above * LEVEL - Math.min(0, ...steps.map((step, k) => (step.empty ? 0 : rows[k] * line + raised[k])));
  const nodes = boxes(steps, { rows, reach, compared, measure, place: k => ({ w, x: round(margin + ranks[k] * (w + gap)), y: round(first + rows[k] * line + raised[k]) }) });
  const ground = Math.max(first, ...nodes.filter(node => !node.empty).map(node => node.y)) + BOX.h;
  const drawn = edges.filter(edge => edge.to !== null && !steps[edge.from].empty).map(edge => {
    const [a, b] = [nodes[edge.from], nodes[edge.to]];
    const between = nodes.filter(node => !node.empty && ranks[node.k] >= Math.min(ranks[edge.from], ranks[edge.to]) && ranks[node.k] <= Math.max(ranks[edge.from], ranks[edge.to]));
    const path = edgePath(a, b, edge, levels.get(edge) ?? 0, [a, b, ...between], gap);
    return { from: edge.from, to: edge.to, type: edge.to <= edge.from ? 'loop' : edge.type, ...path, x: round(path.x), y: round(path.y), end: Boolean(path.end), text: edge.note || '', thick: edge.part ? round(1.5 + edge.part * 7) : 1.5 };
  });
  const back = Math.max(-1, ...[...levels].filter(([edge]) => edge.to <= edge.from).map(([, level]) => level));
  const exits = exitsOf(edges.filter(edge => edge.to === null), nodes, ground + (back + 1) * LEVEL + 26, measure);
  spread(drawn, exits, measure);
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
  if (tall > height + 8) return flow(data, { measure, width: room, tall, compared, push: round((tall - height) / 2) });
  const zero = lift ? { y: first + BOX.h / 2, x1: 0, x2: width } : null;
  return { width, height, zero, nodes: nodes.filter(node => !node.empty), edges: drawn, exits, bands, branches: drawn.filter(edge => edge.type === 'alt').length, loops: drawn.filter(edge => edge.type === 'loop').length };
}
