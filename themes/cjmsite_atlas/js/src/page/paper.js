import { copy, h } from '../dom.js';

/*
 * How large a map is printed, and how a drawing that is wider than a sheet is cut. Nothing of paper can be measured before it
 * is printed, so the style of print is put on for a moment, on a page as wide as a sheet.
 */
/** A3 landscape less its margins, in px of CSS; `@page map` of print.css says the same. */
export const SHEET = { width: 1511, height: 1052 };

/** The same for a view of the whole site, on A4 landscape. */
export const SMALL = { width: 1032, height: 718 };

/** The same for every other page, on A4. */
export const PAGE = { width: 680, height: 1016 };

/** In percent, the largest first; the classes of print.css. */
export const SIZES = [170, 160, 150, 140, 130, 125, 120, 115, 110, 105, 100, 95, 90, 85, 80, 75, 70];

/** What is not a map is made no smaller than the last of these. */
const SMALLER = [95, 90, 85];

/** A map is made no smaller than this, in percent. */
const READABLE = 75;

/** A last sheet that is filled less than this is worth saving. */
const FEW = 0.4;

/** A drawing that need shrink no more than this stays in one piece. */
const SHRINK = 1.35;

/** The largest size that fits, by halves; the smallest when none does. */
export function largest(sizes, fits) {
  let [low, high] = [0, sizes.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(sizes[middle])) high = middle;
    else low = middle + 1;
  }
  return sizes[low];
}

/** Where to cut a drawing: at the ends of its stages as far as these fit, `[from, to]` for each strip. */
export function cuts(width, ends, most) {
  const out = [];
  let from = 0;
  const fair = width / Math.ceil(width / most);
  while (width - from > most) {
    const open = ends.filter(end => end > from + fair * 0.5 && end <= from + most);
    const to = open.length ? open.reduce((a, b) => (Math.abs(b - from - fair) < Math.abs(a - from - fair) ? b : a)) : from + Math.min(most, fair);
    out.push([from, to]);
    from = to;
  }
  out.push([from, width]);
  return out;
}

/** Does the work while the page looks as on paper. */
function asPrinted(work) {
  const style = document.querySelector(':is(link, style)[media="print"]');
  if (!style?.sheet) return;
  style.media = 'all';
  document.documentElement.classList.add('on-paper');
  try {
    work();
  } finally {
    document.documentElement.classList.remove('on-paper');
    style.media = 'print';
  }
}

const resize = size => {
  unsize();
  document.documentElement.classList.add(`fit-${size}`);
};

function unsize() {
  for (const size of SIZES) document.documentElement.classList.remove(`fit-${size}`);
}

/** Made smaller than this a map no longer saves paper. */
const SAVING = 90;

/**
 * All sheets of a map in one size, as large as they fit. A map of one sheet leaves room on it for all that stands below it, where it
 * need not shrink much for that, or at least for what it says, where it need not shrink at all; one of several sheets is made a
 * little smaller where that saves a further one.
 */
export function fitMap() {
  asPrinted(() => {
    const [top, end] = ['top', 'bottom'].map(side => document.querySelector('main').getBoundingClientRect()[side]);
    const [first, ...others] = [...document.querySelectorAll('.sheet-of')];
    const part = first ?? document.querySelector('.map-box');
    const last = others.at(-1) ?? part;
    const all = end - last.getBoundingClientRect().bottom;
    const says = document.querySelector('[aria-labelledby="cjm-says"]')?.getBoundingClientRect().height ?? 0;
    const line = 22;
    const fits = more => size => {
      resize(size);
      return part.getBoundingClientRect().bottom - top + line + more <= SHEET.height && others.every(other => other.getBoundingClientRect().height + line <= SHEET.height);
    };
    const further = size => {
      resize(size);
      return Math.ceil((all + last.getBoundingClientRect().height + line - SHEET.height) / (SHEET.height * 0.95));
    };
    const [more, least] = [[all + 20, SAVING], [says && says + 70, 100]].find(([room, size]) => !others.length && room && fits(room)(size)) ?? [0, 0];
    const size = largest(SIZES.filter(one => one >= least), fits(more));
    const smaller = others.length ? SIZES.filter(one => one < size && one >= SAVING) : [];
    const best = smaller.reduce((a, b) => (further(b) < further(a) ? b : a), size);
    // what would be read by nobody goes on to a further sheet instead, below the same head
    resize(best < READABLE ? 100 : best);
  });
}

/** What is not a map is made a little smaller where that saves a last sheet with little on it. */
export function fitPage({ height }, most = Infinity) {
  // in a narrow window it is laid out in another way, which says nothing about paper
  if (innerWidth < SMALL.width) return;
  asPrinted(() => {
    document.querySelector('main').classList.add('whole');
    const used = () => document.body.getBoundingClientRect().height / height;
    const all = used();
    const sheets = Math.floor(all);
    const fits = size => {
      resize(size);
      return used() <= sheets * (sheets > 1 ? 0.95 : 0.99);
    };
    if (sheets && sheets <= most && all - sheets < FEW && !fits(largest(SMALLER, fits))) unsize();
  });
}

/** How wide a column is to be whose longest cell has so many letters. */
const WIDTHS = [[5, 44], [14, 84], [28, 124], [90, 184], [260, 264], [Infinity, 360]];
const LEAD = [36, 168];

/** The columns of each part of a table that is too wide for a sheet; `widths` are those of the columns, the room is for all of them. */
export function parts(widths, room, count = 1) {
  const fair = widths.reduce((a, b) => a + b, 0) / count;
  const out = [];
  let [used, all] = [Infinity, 0];
  widths.forEach((width, k) => {
    if (used + width > room || all + width / 2 > fair * out.length) {
      out.push([]);
      used = 0;
    }
    out.at(-1).push(k);
    used += width;
    all += width;
  });
  return out.length > count ? parts(widths, room, count + 1) : out;
}

/** The matrix on paper: its columns in parts that can be read, each with the number and the name of every step. */
function cutMatrix(table) {
  const rows = [...table.rows].filter(row => !row.hidden);
  const widths = [...rows[0].cells].slice(LEAD.length).map((head, k) => {
    const letters = Math.max(...rows.slice(1).map(row => row.cells[k + LEAD.length].textContent.trim().length), 0);
    return Math.max(8 * head.textContent.trim().length, WIDTHS.find(([most]) => letters <= most)[1]);
  });
  const all = parts(widths, SHEET.width - LEAD[0] - LEAD[1]);
  const pieces = all.map((columns, number) => {
    const twin = copy(table);
    const kept = [0, 1, ...columns.map(k => k + LEAD.length)];
    for (const row of [...twin.rows]) {
      if (row.hidden) row.remove();
      else row.replaceChildren(...kept.map(k => row.cells[k]));
    }
    twin.prepend(h('colgroup', {}, ...[...LEAD, ...columns.map(k => widths[k])].map(width => h('col', { width }))));
    return h('div', { class: 'part' }, all.length > 1 && h('p', { class: 'sheet-name' }, `The matrix, part ${number + 1} of ${all.length}`), twin);
  });
  table.parentElement.after(h('div', { class: 'strips', 'aria-hidden': 'true' }, ...pieces));
}

/** A drawing much wider than a sheet is printed in strips, one below the other; the matrix in parts. */
export function cutDrawing() {
  const table = document.querySelector('#cjm-view .matrix');
  if (table) cutMatrix(table);
  const svg = document.querySelector('#cjm-view .scroll > svg');
  const [width, height] = svg ? ['width', 'height'].map(name => Number(svg.getAttribute(name))) : [0, 0];
  if (width <= SHEET.width * SHRINK) return;
  const ends = [...svg.querySelectorAll('rect.band')].map(band => Number(band.getAttribute('x')) + Number(band.getAttribute('width')));
  const strips = cuts(width, ends, SHEET.width * SHRINK);
  const widest = Math.max(...strips.map(([from, to]) => to - from));
  const pieces = strips.map(([from, to]) => {
    const piece = copy(svg);
    piece.setAttribute('viewBox', `${document.dir === 'rtl' ? width - to : from} 0 ${to - from} ${height}`);
    piece.setAttribute('width', `${((to - from) / widest) * 100}%`);
    piece.removeAttribute('height');
    piece.setAttribute('class', 'strip');
    return piece;
  });
  svg.parentElement.after(h('div', { class: 'strips', 'aria-hidden': 'true' }, ...pieces));
}

export function putBack() {
  unsize();
  document.querySelector('main').classList.remove('whole');
  document.querySelector('.strips')?.remove();
}
