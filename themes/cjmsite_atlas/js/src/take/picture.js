import { mirror } from '../draw/parts.js';
import { mark, set } from '../draw/svg.js';

const KEPT = ['fill', 'fill-opacity', 'stroke', 'stroke-opacity', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'paint-order', 'opacity', 'font-family', 'font-size', 'font-weight', 'letter-spacing', 'visibility', 'direction', 'unicode-bidi'];

/** A drawing of the page that stands alone: what the style sheet says about it is written into it. */
export function alone(svg, ground) {
  const twin = svg.cloneNode(true);
  const from = [svg, ...svg.querySelectorAll('*')];
  const to = [twin, ...twin.querySelectorAll('*')];
  from.forEach((el, k) => {
    const look = getComputedStyle(el);
    for (const name of KEPT) {
      const value = look.getPropertyValue(name);
      if (value) to[k].setAttribute(name, value);
    }
    for (const name of ['class', 'aria-hidden', 'tabindex']) to[k].removeAttribute(name);
  });
  const [x, y, width, height] = svg.getAttribute('viewBox').split(' ').map(Number);
  set(mark(twin), { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `${x} ${y} ${width} ${height}` });
  for (const link of twin.querySelectorAll('a')) {
    link.replaceWith(...link.childNodes);
  }
  set(mark(twin).insert('rect', '*'), { x, y, width, height, fill: ground });
  return { node: twin, width, height };
}

/** The poster drawn, out of sight, so that the style sheet reaches it. */
export function drawPoster(plan, host) {
  const svg = set(mark(host).append('svg'), { viewBox: `0 0 ${plan.width} ${plan.height}`, width: plan.width, height: plan.height });
  for (const b of plan.bands) set(svg.append('rect'), { class: b.alt ? 'band alt' : 'band', x: b.x, y: b.y, width: b.width, height: b.height });
  for (const r of plan.rules) set(svg.append('line'), { class: r.soft ? 'grid' : 'grid zero', x1: r.x1, x2: r.x2, y1: r.y, y2: r.y });
  for (const c of plan.curves) if (c.d) svg.append('g').attr('class', c.cls).append('path').attr('class', 'ln').attr('d', c.d);
  for (const m of plan.marks) svg.append('g').attr('class', m.cls).append('path').attr('class', m.ring ? 'dot ring' : 'dot').attr('d', m.d);
  for (const t of plan.texts) set(svg.append('text'), { class: t.cls, x: t.x, y: t.y, 'text-anchor': t.anchor }).text(t.text);
  if (document.dir === 'rtl') mirror(svg, plan.width);
  return svg.node();
}

/** The most pixels on a side that every browser's canvas takes. */
const MOST = 8192;

/** A standing drawing as a PNG, twice as fine as the screen where that fits. */
export async function png({ node, width, height }) {
  const image = new Image();
  const text = new XMLSerializer().serializeToString(node);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const scale = Math.min(2, MOST / width, MOST / height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('The picture is too large for this browser.'))), 'image/png'));
}

