/*
 * What happened, as upright lines through a trend. The words stand above the plot in rows, beside the top of their line; where
 * they do not all find a place, every event gets its number in the list below the chart instead.
 */
import { round } from './path.js';

const SIZE = 11;
const ROW = 16;
const AIR = 6;

/** Words beside the top of a line: to its right, else to its left. */
const sides = (x, w) => [
  { from: x + 4, to: x + 4 + w, textX: x + 4, anchor: 'start' },
  { from: x - 4 - w, to: x - 4, textX: x - 4, anchor: 'end' },
];

const apart = (a, b) => a.to + AIR <= b.from || b.to + AIR <= a.from;
const crosses = (x, label) => x > label.from - AIR && x < label.to + AIR;

/** Whether words in a row keep clear of these: no two overlap, and no line runs down through words below its own row. */
const keepsClear = (label, others) => others.every(other => {
  if (other.row === label.row) return apart(label, other) && !crosses(other.x, label) && !crosses(label.x, other);
  return other.row < label.row ? !crosses(other.x, label) : !crosses(label.x, other);
});

function named(marks, [left, right], rows, measure) {
  const placed = [];
  for (const mark of marks) {
    const spots = Array.from({ length: rows }, (_, row) => sides(mark.x, measure(mark.label, SIZE)).map(side => ({ ...mark, ...side, row, text: mark.label }))).flat();
    const spot = spots.find(s => s.from >= left && s.to <= right && keepsClear(s, placed));
    if (!spot) return null;
    placed.push(spot);
  }
  return placed;
}

/** `4`, `4, 6`, `4–6`. */
function span(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const whole = sorted.length > 2 && sorted.at(-1) - sorted[0] === sorted.length - 1;
  return whole ? `${sorted[0]}–${sorted.at(-1)}` : sorted.join(', ');
}

/** Numbers above the lines; those too close to stand alone share one place. */
function numbered(marks, [left, right], measure) {
  let groups = marks.map(mark => ({ lines: [mark] }));
  const settle = group => {
    const xs = group.lines.map(mark => mark.x);
    const text = span(group.lines.map(mark => mark.number));
    const w = measure(text, SIZE);
    const middle = Math.max(left + w / 2, Math.min(right - w / 2, (Math.min(...xs) + Math.max(...xs)) / 2));
    return { ...group, text, middle, from: middle - w / 2, to: middle + w / 2 };
  };
  groups = groups.map(settle);
  for (let k = 1; k < groups.length;) {
    const [a, b] = [groups[k - 1], groups[k]];
    if (apart(a, b)) k += 1;
    else {
      groups.splice(k - 1, 2, settle({ lines: [...a.lines, ...b.lines] }));
      k = Math.max(1, k - 1);
    }
  }
  return groups;
}

/**
 * Lines and words for `events` ({date, label}), of which `on(time)` gives the x; events outside `[left, right]` are left to the
 * list. `rows` of words have room above the plot, the first one with its base at `top`. `height` is what they take.
 */
export function eventMarks(events, { on, range: [left, right], box, rows, top, measure }) {
  const marks = events
    .map((event, k) => ({ label: event.label, number: k + 1, x: on(Date.parse(event.date)) }))
    .filter(mark => mark.x >= left && mark.x <= right)
    .sort((a, b) => a.x - b.x || a.number - b.number);
  if (!marks.length) return { height: 0, numbered: false, lines: [], labels: [] };
  const words = named(marks, box, rows, measure);
  const base = row => top + row * ROW;
  if (words) {
    return {
      height: (Math.max(...words.map(w => w.row)) + 1) * ROW,
      numbered: false,
      lines: words.map(w => ({ x: round(w.x), y: base(w.row) - 9 })),
      labels: words.map(w => ({ x: round(w.textX), y: base(w.row), anchor: w.anchor, text: w.text })),
    };
  }
  const groups = numbered(marks, box, measure);
  return {
    height: ROW,
    numbered: true,
    lines: marks.map(mark => ({ x: round(mark.x), y: base(0) + 4 })),
    labels: groups.map(g => ({ x: round(g.middle), y: base(0), anchor: 'middle', text: g.text })),
  };
}
