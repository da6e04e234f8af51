const SVG = 'http://www.w3.org/2000/svg';

/** An element of a drawing, its attributes and its words, and the elements that are put into it. */
class Mark {
  constructor(el) {
    this.el = el;
  }

  node() {
    return this.el;
  }

  append(name) {
    return this.insert(name, null);
  }

  /** Before the first of its elements that the selector finds. */
  insert(name, selector) {
    const before = selector && this.el.querySelector(selector);
    return new Mark(this.el.insertBefore(document.createElementNS(SVG, name), before));
  }

  /** `null` takes the attribute away. */
  attr(name, value) {
    if (value === null || value === undefined) this.el.removeAttribute(name);
    else this.el.setAttribute(name, value);
    return this;
  }

  text(words) {
    this.el.textContent = words;
    return this;
  }
}

export const mark = el => new Mark(el);

/** An <svg> that stands nowhere yet. */
export const blank = () => mark(document.createElementNS(SVG, 'svg'));

/** An empty <svg> of this size in `host`; what was drawn there before is gone. */
export function fresh(host, width, height) {
  host.replaceChildren();
  return mark(host).append('svg').attr('viewBox', `0 0 ${width} ${height}`).attr('height', height);
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
