import { signed, tone } from '../words.js';
import { meanOf } from './emotion.js';
import { clip, wrap } from './labels.js';
import { round } from './path.js';

const BOX = { w: 136, h: 64 };
const GAP = { x: 44, y: 34 };
const TOP = 24;
const MARGIN = 24;

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

function edgePath(a, b, edge, over) {
  const [x1, y1] = [a.x + BOX.w, a.y + BOX.h / 2];
  const [x2, y2] = [b.x, b.y + BOX.h / 2];
  if (edge.to <= edge.from) {
    const low = Math.max(a.y, b.y) + BOX.h + 20 + over * 14;
    const [from, to] = [a.x + BOX.w / 2 + 10, b.x + BOX.w / 2 - 10];
    return { d: `M${from},${a.y + BOX.h}C${from},${low + 8},${from - 6},${low},${from - 24},${low}H${to + 24}C${to + 6},${low},${to},${low - 8},${to},${b.y + BOX.h + 4}`, x: (from + to) / 2, y: low - 4, tip: { x: to, y: b.y + BOX.h + 3, way: 'up' } };
  }
  if (x2 - x1 > GAP.x + 1 && a.row === b.row) {
    const high = Math.min(a.y, b.y) - 12 - over * 12;
    const [from, to] = [a.x + BOX.w / 2 + 10, b.x + BOX.w / 2 - 10];
    return { d: `M${from},${a.y}C${from},${high},${from + 4},${high},${from + 24},${high}H${to - 24}C${to - 4},${high},${to},${high},${to},${b.y - 4}`, x: (from + to) / 2, y: high - 4, tip: { x: to, y: b.y - 3, way: 'down' } };
  }
  const middle = x2 - GAP.x / 2;
  const straight = y1 === y2 ? `M${x1},${y1}H${x2 - 5}` : `M${x1},${y1}${x2 - x1 > GAP.x + 1 ? `H${x2 - GAP.x}` : ''}C${middle},${y1},${middle},${y2},${x2 - 5},${y2}`;
  return { d: straight, x: x2 - 8, y: y2 - 6, end: true, tip: { x: x2 - 4, y: y2, way: 'right' } };
}

/** The journey as a graph from left to right: a box for each step, branches below each other, loops under, ways past over. */
export function flow({ stages, steps, ways = [] }, { measure, compared = null }) {
  const edges = edgesOf(steps, ways);
  const ranks = ranksOf(steps.length, edges);
  const rows = rowsOf(steps, edges, ranks);
  const reach = reachOf(steps.length, edges);
  const depth = Math.max(0, ...rows) + 1;
  const nodes = steps.map((step, k) => ({
    k,
    id: step.id,
    row: rows[k],
    x: MARGIN + ranks[k] * (BOX.w + GAP.x),
    y: TOP + 40 + rows[k] * (BOX.h + GAP.y),
    w: BOX.w,
    h: BOX.h,
    rows: wrap(clip(step.title, 44), 12, BOX.w - 18, measure).slice(0, 3).map(text => clip(text, 22)),
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
    const { d, x, y, end, tip } = edgePath(a, b, edge, over);
    return { from: edge.from, to: edge.to, type: edge.to <= edge.from ? 'loop' : edge.type, d, x: round(x), y: round(y), end: Boolean(end), tip, text: edge.note || '', thick: edge.part ? round(1.5 + edge.part * 7) : 1.5 };
  });
  const exits = edges.filter(edge => edge.to === null).map((edge, j) => {
    const a = nodes[edge.from];
    const x = a.x + BOX.w - 14;
    const y = TOP + 40 + depth * (BOX.h + GAP.y) + 6;
    return { from: edge.from, d: `M${x},${a.y + BOX.h}V${y - 5}`, x, y: y + 14, text: clip(edge.text, 30), note: edge.note, tip: { x, y: y - 3, way: 'down' }, key: j };
  });
  const bands = stages.map((stage, index) => {
    const inside = nodes.filter(node => steps[node.k].stage === index && !node.empty);
    if (!inside.length) return null;
    const x = Math.min(...inside.map(node => node.x)) - GAP.x / 2 + 2;
    const right = Math.max(...inside.map(node => node.x)) + BOX.w + GAP.x / 2 - 2;
    return { x: round(x), width: round(right - x), alt: index % 2 === 1, text: clip(`${index + 1}  ${stage.title}`, Math.max(3, Math.floor((right - x - 20) / 8))) };
  }).filter(Boolean);
  const loops = spans.filter(s => s.back).reduce((most, s) => Math.max(most, s.over + 1), 0);
  const width = MARGIN * 2 + (Math.max(0, ...ranks) + 1) * (BOX.w + GAP.x) - GAP.x;
  const height = TOP + 40 + depth * (BOX.h + GAP.y) + loops * 14 + (exits.length ? 44 : 12);
  return { width, height, nodes: nodes.filter(node => !node.empty), edges: drawn, exits, bands, branches: drawn.filter(edge => edge.type === 'alt').length, loops: drawn.filter(edge => edge.type === 'loop').length };
}
