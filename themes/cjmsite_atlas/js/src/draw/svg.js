import { select } from 'd3-selection';

/** An empty <svg> of this size in `host`; what was drawn there before is gone. */
export function fresh(host, width, height) {
  host.replaceChildren();
  return select(host).append('svg').attr('viewBox', `0 0 ${width} ${height}`).attr('height', height);
}

/** Several attributes at once. */
export function set(selection, attributes) {
  for (const [name, value] of Object.entries(attributes)) selection.attr(name, value);
  return selection;
}

let pen = null;
let typeface = '';
let size = 0;
const known = new Map();

function width(text, wanted) {
  pen ??= document.createElement('canvas').getContext('2d') ?? { measureText: ({ length }) => ({ width: length * size * 0.58 }) };
  if (wanted !== size) {
    typeface ||= getComputedStyle(document.body).fontFamily;
    size = wanted;
    pen.font = `600 ${size}px ${typeface}`;
  }
  return pen.measureText(text).width;
}

/** The width of `text` in pixels at this size, in the typeface of the page, which stays what it is. Labels ask for the same words often. */
export function measure(text, wanted) {
  const key = `${wanted} ${text}`;
  if (!known.has(key)) known.set(key, width(text, wanted));
  return known.get(key);
}
