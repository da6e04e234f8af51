import { signed, tone } from '../words.js';
import { meanOf } from './emotion.js';
import { clip, fit } from './labels.js';
import { heading } from './overview.js';
import { round } from './path.js';

const BOX = { w: 136, h: 64 };
const GAP = { x: 44, y: 34 };
const TOP = 24;
const MARGIN = 24;
const WIDEST = 196;
/** How much higher a box stands for each point of feeling. */
const LIFT = 26;

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

function rowsOf(steps, edges, ranks) {
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

/** `between` are the boxes that stand between the two ends: what passes by runs clear of them. */
function edgePath(a, b, edge, over, between, gap) {
  const [x1, y1] = [a.x + a.w, a.y + BOX.h / 2];
  const [x2, y2] = [b.x, b.y + BOX.h / 2];
  if (edge.to <= edge.from) {
    const low = Math.max(...between.map(node => node.y)) + BOX.h + 20 + over * 14;
    const [from, to] = [a.x + a.w / 2 + 10, b.x + b.w / 2 - 10];
    return { d: `M${from},${a.y + BOX.h}C${from},${low + 8},${from - 6},${low},${from - 24},${low}H${to + 24}C${to + 6},${low},${to},${low - 8},${to},${b.y + BOX.h + 4}`, x: (from + to) / 2, y: low - 4, tip: { x: to, y: b.y + BOX.h + 3, way: 'up' } };
  }
  if (x2 - x1 > gap + 1 && a.row === b.row) {
    const high = Math.min(...between.map(node => node.y)) - 12 - over * 12;
    const [from, to] = [a.x + a.w / 2 + 10, b.x + b.w / 2 - 10];
    return { d: `M${from},${a.y}C${from},${high},${from + 4},${high},${from + 24},${high}H${to - 24}C${to - 4},${high},${to},${high},${to},${b.y - 4}`, x: (from + to) / 2, y: high - 4, tip: { x: to, y: b.y - 3, way: 'down' } };
  }
  const middle = x2 - gap / 2;
  const straight = y1 === y2 ? `M${x1},${y1}H${x2 - 5}` : `M${x1},${y1}${x2 - x1 > gap + 1 ? `H${round(x2 - gap)}` : ''}C${middle},${y1},${middle},${y2},${x2 - 5},${y2}`;
  return { d: straight, x: x2 - 8, y: y2 - 6, end: true, tip: { x: x2 - 4, y: y2, way: 'right' } };
}

/** How far apart rows stand: where two boxes are below each other, the upper one may hang low and the lower one may be lifted. */
function lineOf(ranks, rows, raised) {
  const least = BOX.h + GAP.y;
  const needed = rows.flatMap((row, k) => rows.map((other, j) => (ranks[j] === ranks[k] && other > row && row >= 0 ? (least * (other - row) + raised[k] - raised[j]) / (other - row) : 0)));
  return Math.max(least, ...needed);
}

/** How many ways at most pass over the boxes of the first row at one place. */
const crossings = (edges, ranks, rows) => {
  const over = edges.filter(edge => edge.to !== null && edge.to > edge.from && ranks[edge.to] - ranks[edge.from] > 1 && rows[edge.from] === 0 && rows[edge.to] === 0);
  return Math.max(0, ...over.map(one => over.filter(other => other.from < one.to && one.from < other.to).length - 1));
};

/**
 * The journey as a graph from left to right: a box for each step, branches below each other, loops under, ways past over. The better a
 * step feels, the higher its box stands. A short journey is stretched to `width`, a long one is as wide as it needs to be.
 */
export function flow({ stages, steps, ways = [] }, { measure, width: room = 0, compared = null }) {
  const edges = edgesOf(steps, ways);
  const ranks = ranksOf(steps.length, edges);
  const rows = rowsOf(steps, edges, ranks);
  const reach = reachOf(steps.length, edges);
  const columns = Math.max(0, ...ranks.filter((_, k) => !steps[k].empty)) + 1;
  const w = Math.max(BOX.w, Math.min(WIDEST, Math.floor((room - 2 * MARGIN + GAP.x) / columns - GAP.x)));
  const gap = Math.max(GAP.x, Math.min(3 * GAP.x, columns > 1 ? (room - 2 * MARGIN - columns * w) / (columns - 1) : 0));
  const lift = steps.some(step => meanOf(step) !== null) ? LIFT : 0;
  const raised = steps.map(step => -lift * Math.max(-2, Math.min(2, meanOf(step) ?? 0)));
  const line = lineOf(ranks, rows, raised);
  const first = TOP + 40 - Math.min(0, ...steps.map((step, k) => (step.empty ? 0 : rows[k] * line + raised[k]))) + crossings(edges, ranks, rows) * 12;
  const nodes = steps.map((step, k) => ({
    k,
    id: step.id,
    row: rows[k],
    x: round(MARGIN + ranks[k] * (w + gap)),
    y: round(first + rows[k] * line + raised[k]),
    w,
    h: BOX.h,
    rows: titleRows(step.title, w - 20, measure),
    mean: meanOf(step),
    tone: meanOf(step) === null ? '' : tone(meanOf(step)),
    value: compared ? [compared.from[k], compared.to[k]].map(value => (value === null ? '–' : signed(value))).join(' → ') : meanOf(step) === null ? '' : signed(meanOf(step)),
    by: compared?.changes.find(change => change.k === k)?.by ?? null,
    only: Boolean(compared?.match && compared.match[k] === null),
    optional: Boolean(step.optional),
    mot: Boolean(step.mot),
    small: compared ? '' : step.channelName ?? '',
    reach: reach && reach[k] < 0.9995 ? reach[k] : null,
    empty: Boolean(step.empty),
    name: `${k + 1}. ${step.title}${meanOf(step) === null ? '' : `: ${signed(meanOf(step))}`}`,
  }));
  for (const node of nodes) {
    // what stands at the foot of a box: the share, and the channel where the feeling leaves room for it
    const share = node.reach === null ? '' : `${Math.round(node.reach * 100)}\u00a0%`;
    const whole = [share, node.rows.length < 3 ? node.small : ''].filter(Boolean).join(', ');
    node.foot = measure(whole, 11) + measure(node.value, 11) + 30 <= w ? whole : share;
  }
  const spans = [];
  const drawn = edges.filter(edge => edge.to !== null && !steps[edge.from].empty).map(edge => {
    const [a, b] = [nodes[edge.from], nodes[edge.to]];
    const bent = edge.to <= edge.from || (ranks[edge.to] - ranks[edge.from] > 1 && a.row === b.row);
    let over = 0;
    if (bent) {
      const [low, high] = [Math.min(edge.from, edge.to), Math.max(edge.from, edge.to)];
      while (spans.some(s => s.over === over && s.back === edge.to <= edge.from && low < s.high && s.low < high)) over += 1;
      spans.push({ low, high, over, back: edge.to <= edge.from });
    }
    const [near, far] = [Math.min(ranks[edge.from], ranks[edge.to]), Math.max(ranks[edge.from], ranks[edge.to])];
    const between = nodes.filter(node => !node.empty && node.row === a.row && ranks[node.k] >= near && ranks[node.k] <= far);
    const { d, x, y, end, tip } = edgePath(a, b, edge, over, [a, b, ...between], gap);
    return { from: edge.from, to: edge.to, type: edge.to <= edge.from ? 'loop' : edge.type, d, x: round(x), y: round(y), end: Boolean(end), tip, text: edge.note || '', thick: edge.part ? round(1.5 + edge.part * 7) : 1.5 };
  });
  const lowest = Math.max(...nodes.filter(node => !node.empty).map(node => node.y), first) + BOX.h;
  const loops = spans.filter(s => s.back).reduce((most, s) => Math.max(most, s.over + 1), 0);
  const exits = edges.filter(edge => edge.to === null).map((edge, j) => {
    const a = nodes[edge.from];
    const x = a.x + a.w - 14;
    const y = lowest + 40 + loops * 14;
    return { from: edge.from, d: `M${x},${a.y + BOX.h}V${y - 5}`, x, y: y + 14, text: clip(edge.text, 30), note: edge.note, tip: { x, y: y - 3, way: 'down' }, key: j };
  });
  const width = Math.max(room, round(MARGIN * 2 + columns * (w + gap) - gap));
  const bands = stages.map((stage, index) => {
    const inside = nodes.filter(node => steps[node.k].stage === index && !node.empty);
    if (!inside.length) return null;
    const x = Math.min(...inside.map(node => node.x)) - gap / 2 + 2;
    const end = Math.max(...inside.map(node => node.x)) + w + gap / 2 - 2;
    const [start, right] = [Math.max(0, x), Math.min(end, width)];
    return { x: round(start), width: round(right - start), alt: index % 2 === 1, text: heading(index + 1, stage.title, right - start - 20, measure) };
  }).filter(Boolean);
  const height = lowest + 34 + loops * 14 + (exits.length ? 44 : 0);
  const zero = lift ? { y: first + BOX.h / 2, x1: 0, x2: width } : null;
  return { width, height, zero, nodes: nodes.filter(node => !node.empty), edges: drawn, exits, bands, branches: drawn.filter(edge => edge.type === 'alt').length, loops: drawn.filter(edge => edge.type === 'loop').length };
}
