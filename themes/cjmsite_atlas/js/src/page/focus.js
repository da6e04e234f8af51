/*
 * In a box that scrolls, a browser takes it for enough when an edge of what has the focus is in view. Whoever goes there by
 * keyboard gets to see all of it. The head of a row stays where it is anyway.
 */
export function onBoxFocus({ target }) {
  const box = target.closest('.scroll');
  if (!box || box === target || target.closest('tbody th') || !target.matches(':focus-visible')) return;
  target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}
