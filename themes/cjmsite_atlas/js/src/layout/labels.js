/*
 * Labels round a curve. The most important comes first; each tries about 30 places round its mark and takes the first
 * that touches no label, no curve, no mark and no edge. Where none fits the label is left out: the table still says it.
 */
const GAPS = [14, 18, 24, 38, 56, 78];
const SHIFTS = [0, -0.25, 0.25, -0.5, 0.5];
const AIR = 7;
const BESIDE = 14;
const LINE = 1.3;
const NEAR = 14;
const SUB = 15;

/** Chinese, Japanese and Korean have no spaces: a row may end after any letter, but not before what closes a sentence. */
const DENSE = '[\\u2e80-\\u9fff\\uf900-\\ufaff\\uff00-\\uffef]';
const BREAKS = new RegExp(`( )|(?<=${DENSE})(?![、。，．！？」』）ー…”])`, 'u');
const dense = new RegExp(DENSE, 'u');

const fill = (text, size, max, measure) => {
  const rows = [];
  const words = text.split(BREAKS);
  for (let k = 0; k < words.length; k += 2) {
    const last = rows.length - 1;
    const longer = `${rows[last]}${words[k - 1] ?? ''}${words[k]}`;
    if (last >= 0 && measure(longer, size) <= max) rows[last] = longer;
    else rows.push(words[k]);
  }
  return rows;
};

/** The first letters of a text; an emoji at the end is left out rather than halved. */
const upTo = (text, count) => text.slice(0, count).replace(/[\ud800-\udbff]$/u, '');

/** Text in rows of about equal length, none wider than `max` unless a single word is. */
export function wrap(text, size, max, measure) {
  const count = fill(text, size, max, measure).length;
  let width = max;
  while (count > 1 && width > 50 && fill(text, size, width - 6, measure).length === count) width -= 6;
  return fill(text, size, width, measure);
}

const pieces = (word, size, room, measure) => {
  const out = [];
  let rest = word;
  while (measure(rest, size) > room && rest.length > 1) {
    // no letter or two are left alone on the last row
    let n = Math.max(1, rest.length - 3);
    while (n > 1 && measure(`${rest.slice(0, n)}-`, size) > room) n -= 1;
    const piece = upTo(rest, n) || rest.slice(0, 2);
    out.push(piece.length > 1 ? `${piece}-` : piece);
    rest = rest.slice(piece.length);
  }
  return [...out, rest];
};

/** Text in rows that all fit, also where a single word does not. */
export const fit = (text, size, room, measure) => wrap(text, size, room, measure).flatMap(row => pieces(row, size, room, measure));

/** Text cut at a word so that it has at most `length` characters, the ellipsis included. */
export function clip(text, most) {
  // a dense letter is as wide as two others
  const length = dense.test(text) ? Math.ceil(most * 0.6) : most;
  if (text.length <= length) return text;
  const cut = upTo(text, length - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > length / 2 ? cut.slice(0, space) : cut).replace(/[\s,;:.–-]+$/u, '')}…`;
}

/** A title in at most so many rows, which all fit. */
export function titled(title, most, size, room, measure) {
  const rows = fit(clip(title, 90), size, room, measure);
  return rows.length > most ? [...rows.slice(0, most - 1), clip(`${rows[most - 1]}……`, rows[most - 1].length)] : rows;
}

export const overlap = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

const within = (p, r) => p.x > r.x && p.x < r.x + r.w && p.y > r.y && p.y < r.y + r.h;

function* places(label, w, h) {
  const above = [];
  const below = [];
  for (const gap of GAPS) {
    for (const shift of SHIFTS) {
      const x = label.x - w / 2 + shift * w;
      above.push({ x, y: label.y - gap - h, w, h, gap, anchor: 'middle' });
      below.push({ x, y: label.y + gap, w, h, gap, anchor: 'middle' });
    }
  }
  yield* label.v > 0 ? above : below;
  yield* label.v > 0 ? below : above;
  for (const drop of [0, -24, 24]) {
    yield { x: label.x - w - BESIDE, y: label.y - h / 2 + drop, w, h, gap: 0, anchor: 'right' };
    yield { x: label.x + BESIDE, y: label.y - h / 2 + drop, w, h, gap: 0, anchor: 'left' };
  }
}

/** The ground under the line from a far label to its mark. */
function leaderOf(label, { y, h, gap }) {
  if (gap <= 16) return null;
  const [top, bottom] = y < label.y ? [y + h, label.y] : [label.y, y];
  return { x: label.x - 3, y: top, w: 6, h: bottom - top };
}

/**
 * Places for `labels` ({x, y, v, text, sub, or}) inside `box` ({x, y, w, h}). `obstacles` are the points of curves and marks, which
 * neither text nor leader may touch; `rules` are points of axes, which a leader may cross. `or` are shorter words that are
 * tried in turn where those before them find no place.
 * Returns those that found a place, with their rows of text and their rectangle.
 */
export function place(labels, { obstacles, rules = [], box, size, maxWidth, measure }) {
  const taken = [];
  const out = [];
  const settle = label => {
    const rows = wrap(label.text, size, maxWidth, measure);
    const w = Math.max(...rows.map(row => measure(row, size)), label.sub ? measure(label.sub, 11) : 0);
    const h = rows.length * size * LINE + (label.sub ? SUB : 0);
    // No place of a label reaches farther than this: what stands elsewhere is not asked again and again.
    const near = points => points.filter(p => Math.abs(p.x - label.x) <= w + BESIDE + AIR);
    const marks = near(obstacles);
    const grounds = [...marks, ...near(rules)];
    const inBox = r => r.x >= box.x && r.x + r.w <= box.x + box.w && r.y >= box.y && r.y + r.h <= box.y + box.h;
    const grown = (r, x, y) => ({ x: r.x - x, y: r.y - y, w: r.w + 2 * x, h: r.h + 2 * y });
    const free = r => {
      if (!inBox(r)) return false;
      const [apart, ground] = [grown(r, 14, 4), grown(r, AIR, AIR)];
      return !taken.some(t => overlap(apart, t)) && !grounds.some(p => within(p, ground));
    };
    const clear = leader => !taken.some(t => overlap(leader, t)) && !marks.some(p => within(p, leader) && Math.abs(p.y - label.y) > NEAR);
    for (const rect of places(label, w, h)) {
      const leader = leaderOf(label, rect);
      if (!free(rect) || (leader && !clear(leader))) continue;
      taken.push(rect, ...(leader ? [leader] : []));
      out.push({ ...label, ...rect, at: { x: label.x, y: label.y }, rows, lines: rows.map((_, k) => rect.y + size * (1 + k * LINE)) });
      return true;
    }
    return false;
  };
  for (const label of labels) [label, ...(label.or ?? [])].some(words => settle({ ...label, ...words }));
  return out;
}

/** Rows at their wanted heights, pushed apart so that none overlaps; each has {y, h}, y being its middle. */
export function spread(items, [top, bottom]) {
  const rows = items.map(item => ({ ...item })).sort((a, b) => a.y - b.y);
  let edge = top;
  for (const row of rows) {
    row.y = Math.max(row.y, edge + row.h / 2);
    edge = row.y + row.h / 2;
  }
  edge = bottom;
  for (const row of rows.reverse()) {
    row.y = Math.min(row.y, edge - row.h / 2);
    edge = row.y - row.h / 2;
  }
  return rows.reverse();
}
