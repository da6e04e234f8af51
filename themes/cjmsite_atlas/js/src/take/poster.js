import { feeling, signed, tone } from '../words.js';
import { fit } from '../layout/labels.js';
import { nest } from '../layout/marks.js';
import { curve, round } from '../layout/path.js';

const LANE = 118;
const COLUMN = 150;
const PAD = 8;
const SIZE = 12;
const LINE = 16;
const CURVE = 150;

/**
 * The map as one picture: title, stages, steps, the curve, and a row of texts for each lane. `lanes` are
 * `{label, cells}` with a text or null per column, or `spans` with one text per stage.
 */
export function poster(data, lanes, measure) {
  const { title, personas, stages, steps } = data;
  const width = LANE + steps.length * COLUMN + 2 * PAD;
  const out = { width, height: 0, texts: [], bands: [], rules: [], curves: [], marks: [] };
  const text = (x, y, value, cls = '', anchor = 'start') => out.texts.push({ x: round(x), y: round(y), text: value, cls, anchor });
  const at = k => PAD + LANE + k * COLUMN;
  const block = (x, y, value, size, room, cls) => {
    const rows = fit(value, size, room, measure);
    rows.forEach((row, k) => text(x, y + size + k * LINE, row, cls));
    return rows.length * LINE;
  };
  let y = PAD + 30;
  text(PAD, y, title, 't-poster');
  const names = personas.map(p => ({ cls: p.cls, name: p.name }));
  let x = PAD;
  y += 26;
  for (const { cls, name } of names) {
    out.curves.push({ cls, d: `M${x},${y - 4}h28` });
    text(x + 34, y, name, 't-b');
    x += 34 + measure(name, SIZE) + 26;
  }
  y += 18;
  let first = 0;
  stages.forEach((stage, k) => {
    out.bands.push({ x: at(first), y, width: stage.steps * COLUMN - 3, height: 30, alt: k % 2 === 1 });
    text(at(first) + PAD, y + 20, `${k + 1}  ${stage.title}`, 't-title');
    first += stage.steps;
  });
  y += 36;
  y += 12 + Math.max(LINE, ...steps.map((step, k) => block(at(k) + PAD, y, step.title, SIZE, COLUMN - 2 * PAD, 't-b')));
  const rule = () => out.rules.push({ x1: PAD, x2: width - PAD, y: round(y) });
  for (const lane of lanes) {
    rule();
    y += 6;
    if (lane.curve) {
      const top = y;
      const height = value => round(top + 20 + ((2 - value) / 4) * (CURVE - 40));
      fit(lane.label, SIZE, LANE - 40, measure).forEach((row, k) => text(PAD, y + SIZE + k * LINE, row, 't-lane'));
      for (const value of [2, 0, -2]) {
        out.rules.push({ x1: PAD + LANE, x2: width - PAD, y: height(value), soft: true });
        text(PAD + LANE - 6, height(value) + 4, signed(value), 't-s', 'end');
      }
      for (const { id, cls } of personas) out.curves.push({ cls, d: curve(steps.map((step, k) => ({ x: at(k) + COLUMN / 2, y: typeof step.emotion?.[id] === 'number' ? height(step.emotion[id]) : null }))).d });
      steps.forEach((step, k) => {
        const people = personas.filter(({ id }) => typeof step.emotion?.[id] === 'number').map(({ id, cls }) => ({ cls, value: step.emotion[id] }));
        out.marks.push(...nest(people, at(k) + COLUMN / 2, height, 5.5).sort((a, b) => b.rank - a.rank));
        if (typeof step.mean === 'number') text(at(k) + COLUMN / 2, top + CURVE + 10, `${signed(step.mean)} ${feeling(step.mean)}`, `t-s ${tone(step.mean)}`, 'middle');
      });
      y += CURVE + 20;
      continue;
    }
    const heights = [fit(lane.label, SIZE, LANE - PAD, measure).length * LINE];
    block(PAD, y, lane.label, SIZE, LANE - PAD, 't-lane');
    if (lane.spans) {
      let k = 0;
      stages.forEach((stage, index) => {
        if (lane.spans[index]) heights.push(block(at(k) + PAD, y, lane.spans[index], SIZE, Math.min(360, stage.steps * COLUMN - 2 * PAD), ''));
        k += stage.steps;
      });
    } else lane.cells.forEach((cell, k) => cell && heights.push(block(at(k) + PAD, y, cell, SIZE, COLUMN - 2 * PAD, '')));
    y += Math.max(...heights) + 10;
  }
  rule();
  out.height = round(y + PAD + 4);
  return out;
}
