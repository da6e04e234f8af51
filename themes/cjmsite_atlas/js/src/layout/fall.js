import { boxes, BOX, exitWords, levelsOf } from './flow.js';
import { edgesOf, ranksOf, reachOf, rowsOf } from './graph.js';
import { clip } from './labels.js';
import { heading } from './overview.js';
import { round } from './path.js';

const GAP = 38;
const HEAD = 34;
const SIDE = 12;
const LINE = 17;
const BESIDE = 12;
const NARROWEST = 112;
/** On a tablet boxes are no wider than they need to be, and stand in the middle. */
const WIDEST = 300;
/** Where the way leaves a box and comes to the next one; beside it is room for words. */
const SPINE = 24;
/** In a box that is wide enough a line from very low to very good, left of the value; in all boxes below each other at one place. */
const SCALE = { least: 180, from: 112, to: 48 };

const back = edge => edge.to <= edge.from;

/** A line out at the side of one box and in at the side of another, with round corners. */
const around = (x1, y1, x, y2, x2) => {
  const [side, way] = [Math.sign(x1 - x) * 6, Math.sign(y2 - y1) * 6];
  return `M${x1},${y1}H${x + side}Q${x},${y1},${x},${y1 + way}V${y2 - way}Q${x},${y2},${x + side},${y2}H${x2}`;
};

/**
 * The flow from top to bottom, for a narrow window: branches beside each other, what passes by on one side, loops on the other. It has
 * the parts of `flow`, so that both are drawn alike.
 */
export function fall({ stages, steps, ways = [] }, { measure, width: room, compared = null }) {
  const edges = edgesOf(steps, ways).filter(edge => !steps[edge.from].empty);
  const ranks = ranksOf(steps.length, edges);
  const rows = rowsOf(steps, ranks);
  const reach = reachOf(steps.length, edges);
  const real = steps.map((_, k) => k).filter(k => !steps[k].empty);
  const inner = edges.filter(edge => edge.to !== null);
  const leaving = k => edges.filter(edge => edge.from === k && edge.to === null);
  const returning = k => inner.filter(edge => edge.from === k && back(edge) && edge.note);
  const levels = levelsOf(inner.filter(edge => back(edge) || ranks[edge.to] - ranks[edge.from] > 1));
  const [before, right] = [true, false].map(way => {
    const lanes = [...levels].filter(([edge]) => back(edge) === way).map(([, level]) => level + 1);
    return lanes.length ? 20 + Math.max(...lanes) * SIDE : 10;
  });
  const last = Math.max(0, ...ranks);
  const at = Array.from({ length: last + 1 }, (_, rank) => real.filter(k => ranks[k] === rank));
  const columns = Math.max(1, ...at.map(here => here.length));
  const inside = Math.max(Math.min(room - before - right, columns * (WIDEST + BESIDE) - BESIDE), columns * (NARROWEST + BESIDE) - BESIDE);
  const width = Math.max(room, before + inside + right);
  const left = Math.max(before, (width - inside) / 2);
  const firstOf = stages.map((_, index) => Math.min(...real.filter(k => steps[k].stage === index).map(k => ranks[k])));
  const tops = [];
  let height = 0;
  at.forEach((here, rank) => {
    if (firstOf.includes(rank)) height += HEAD;
    tops.push(height);
    if (here.length) height += BOX.h + GAP + LINE * Math.max(...here.map(k => leaving(k).length + returning(k).length));
  });
  const place = k => {
    const w = (inside + BESIDE) / Math.max(1, at[ranks[k]].length) - BESIDE;
    const x = left + Math.max(0, rows[k]) * (w + BESIDE);
    const scale = compared || w < SCALE.least ? null : { x1: round(x + w - SCALE.from), x2: round(x + w - SCALE.to) };
    return { w: round(w), x: round(x), y: tops[ranks[k]], scale };
  };
  const nodes = boxes(steps, { rows, reach, compared, measure, place });
  const drawn = inner.map(edge => {
    const [a, b] = [nodes[edge.from], nodes[edge.to]];
    const shape = { from: edge.from, to: edge.to, type: back(edge) ? 'loop' : edge.type, text: edge.note || '', thick: edge.part ? round(1.5 + edge.part * 7) : 1.5 };
    const level = levels.get(edge);
    if (level === undefined) {
      const [x1, y1, x2, y2] = [a.x + SPINE, a.y + BOX.h, b.x + SPINE, b.y];
      const middle = (y1 + y2) / 2;
      const d = x1 === x2 ? `M${x1},${y1}V${y2 - 5}` : `M${x1},${y1}C${x1},${middle},${x2},${middle},${x2},${y2 - 5}`;
      return { ...shape, d, x: x2 + 9, y: y2 - 8, start: true, tip: { x: x2, y: y2 - 3, way: 'down' } };
    }
    const [y1, y2] = [a.y + BOX.h / 2 + 12, b.y + BOX.h / 2 - 12];
    if (back(edge)) {
      const d = around(a.x, y1, left - 10 - level * SIDE, y2, b.x - 5);
      return { ...shape, d, x: a.x + SPINE + 9, y: a.y + BOX.h + 14 + LINE * returning(edge.from).indexOf(edge), start: true, tip: { x: b.x - 3, y: y2, way: 'right' } };
    }
    const d = around(a.x + a.w, y1, left + inside + 10 + level * SIDE, y2, b.x + b.w + 5);
    return { ...shape, d, x: b.x + b.w, y: b.y - 7, end: true, tip: { x: b.x + b.w + 3, y: y2, way: 'left' } };
  });
  const exits = real.flatMap(k => leaving(k).map((edge, turn) => {
    const node = nodes[k];
    const x = node.x + node.w - 12 - turn * 12;
    const y = node.y + BOX.h + 14 + LINE * (turn + returning(k).length);
    let { text } = edge;
    for (let length = 40; length > 4 && measure(exitWords({ text, note: edge.note }), 11) > x - node.x - SPINE - 18; length -= 2) text = clip(edge.text, length);
    return { from: k, d: `M${x},${node.y + BOX.h}V${y - 5}`, x: x - 8, y, end: true, text, note: edge.note, tip: { x, y, way: 'down' } };
  }));
  const bands = stages.map((stage, index) => {
    const first = firstOf[index];
    if (first === Infinity) return null;
    const next = Math.min(...firstOf.filter(rank => rank > first));
    const [y, end] = [tops[first] - HEAD, next === Infinity ? height : tops[next] - HEAD];
    return { x: 0, width, y, height: end - y, textX: left + SPINE + 12, alt: index % 2 === 1, text: heading(index + 1, stage.title, inside - SPINE - 24, measure) };
  }).filter(Boolean);
  const known = nodes.filter(node => !node.empty);
  return { width, height, zero: null, nodes: known, edges: drawn, exits, bands, loops: drawn.filter(edge => edge.type === 'loop').length };
}
