import { meanOf } from './emotion.js';
import { nest } from './marks.js';
import { curve, round } from './path.js';
import { linear } from './scale.js';

const WIDTH = 1200;
const HEIGHT = 340;

const clamp = value => Math.max(-2, Math.min(2, value));

const pick = (personas, step) => personas.map(({ id }) => step.emotion?.[id]).filter(value => typeof value === 'number');

/** The curve of one stage, with half a step of what comes before and after, so that one sees where it comes from. */
export function slide({ personas, stages, steps }, index) {
  const inside = steps.map((_, k) => k).filter(k => steps[k].stage === index);
  const n = Math.max(1, inside.length);
  const dx = WIDTH / n;
  const y = linear([-2, 2], [HEIGHT - 40, 40]);
  const at = k => (k - inside[0] + 0.5) * dx;
  const near = inside.length ? [inside[0] - 1, ...inside, inside.at(-1) + 1].filter(k => k >= 0 && k < steps.length) : [];
  return {
    width: WIDTH,
    height: HEIGHT,
    zero: y(0),
    ends: [y(2), y(-2)],
    curves: personas.map(({ id, cls }) => ({ cls, d: curve(near.map(k => ({ x: at(k), y: typeof steps[k].emotion?.[id] === 'number' ? y(clamp(steps[k].emotion[id])) : null }))).d })),
    marks: inside.flatMap(k => nest(personas.filter(({ id }) => typeof steps[k].emotion?.[id] === 'number').map(({ id, cls }) => ({ cls, value: clamp(steps[k].emotion[id]) })), 0, () => 0, 9)
      .map((mark, j) => ({ mark, rank: mark.rank, x: round((at(k) / WIDTH) * 100), y: round((y(clamp(pick(personas, steps[k])[j])) / HEIGHT) * 100) }))
      .sort((a, b) => b.rank - a.rank)),
    steps: inside.map(k => ({ ...steps[k], k, mean: meanOf(steps[k]) })),
    stage: stages[index],
  };
}

/** The key of a clicker or a keyboard as what it asks for; arrows follow the direction of reading. */
export function turnOf(key, rtl = false) {
  if (['PageDown', ' ', 'Spacebar', 'Enter', 'ArrowDown', rtl ? 'ArrowLeft' : 'ArrowRight'].includes(key)) return 1;
  if (['PageUp', 'ArrowUp', 'Backspace', rtl ? 'ArrowRight' : 'ArrowLeft'].includes(key)) return -1;
  return 0;
}
