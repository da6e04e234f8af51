/*
 * On a phone the cards below the window are not laid out before the page answers. They are afterwards, a few at a time and
 * only while nobody waits: then the bar at the side no longer moves, and a picture of the whole page is whole.
 */
const FEW = 5;

export function startCards() {
  let waiting = null;
  const some = () => {
    waiting ??= matchMedia('(max-width: 44rem)').matches ? [...document.querySelectorAll('.card')] : [];
    for (const card of waiting.splice(0, FEW)) card.classList.add('laid');
    if (waiting.length) requestIdleCallback(some);
  };
  globalThis.requestIdleCallback?.(some);
}
