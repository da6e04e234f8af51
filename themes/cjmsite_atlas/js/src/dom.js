/** An element with attributes and children; text is always text. An attribute that is null or false is left out. */
export function h(tag, attributes = {}, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) el.setAttribute(name, value === true ? '' : value);
  }
  el.append(...children.filter(child => child !== null && child !== undefined && child !== false));
  return el;
}

const SVG = 'http://www.w3.org/2000/svg';

/** An icon of the page's sprite. */
export function icon(name, cls = '') {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', cls ? `i ${cls}` : 'i');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#cjm-i-${name}`);
  svg.append(use);
  return svg;
}

/** A copy of an element that may stand beside it: without ids. */
export function copy(node) {
  const twin = node.cloneNode(true);
  if (twin.nodeType !== Node.ELEMENT_NODE) return twin;
  for (const el of [twin, ...twin.querySelectorAll('[id]')]) el.removeAttribute('id');
  return twin;
}

/** A modal dialog with a heading and a button that closes it; it is taken away when it closes. */
export function dialog(title, cls, ...children) {
  const close = h('button', { type: 'button', class: 'btn quiet icon', 'aria-label': 'Close' }, icon('close'));
  const el = h('dialog', { class: `sheet ${cls}`, 'aria-label': title }, h('header', {}, h('h2', {}, title), close), ...children);
  close.addEventListener('click', () => el.close());
  el.addEventListener('click', event => {
    if (event.target === el) el.close();
  });
  el.addEventListener('close', () => el.remove());
  document.body.append(el);
  el.showModal();
  return el;
}

/** Whether the reader is typing, so that a letter is not a command. */
export const typing = target => Boolean(target.closest?.('input, textarea, select, [contenteditable]'));
