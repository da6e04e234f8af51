/** Tints the column of a step and gives its head; with null nothing is tinted. */
export function tintStep(id) {
  for (const old of document.querySelectorAll('.is-open')) old.classList.remove('is-open');
  const head = id ? document.getElementById(id) : null;
  if (!head?.matches('.step')) return null;
  head.classList.add('is-open');
  for (const cell of document.querySelectorAll(`.map td[data-step="${CSS.escape(id)}"]`)) cell.classList.add('is-open');
  return head;
}

/** Goes to a place among the cards: twice, because the cards on the way get their true heights only when they come near. */
export function arriveAt(place) {
  place.scrollIntoView();
  requestAnimationFrame(() => requestAnimationFrame(() => place.scrollIntoView()));
}

/**
 * The step comes into view; on a phone, where the table is hidden, its card does. `gently` moves the map itself and, only
 * where the map is out of sight, the page.
 */
export function showStep(id, { gently = false } = {}) {
  const head = tintStep(id);
  if (!head) return;
  if (document.documentElement.dataset.view && document.documentElement.dataset.view !== 'map') return;
  if (!head.offsetParent) {
    const card = document.getElementById(`cjm-card-${id}`);
    if (card) arriveAt(card);
    return;
  }
  bringColumn(head);
  const box = head.closest('.map-box').getBoundingClientRect();
  if (!gently || box.bottom < 160 || box.top > innerHeight - 160) head.closest('.map-box').scrollIntoView({ block: 'nearest' });
}

function bringColumn(head) {
  const box = head.closest('.map-box');
  const column = [...head.parentElement.querySelectorAll('.step:not([hidden])')].indexOf(head);
  const lane = box.querySelector('.corner')?.offsetWidth ?? 0;
  const width = head.offsetWidth;
  const start = column * width;
  const at = Math.abs(box.scrollLeft);
  if (start >= at && start + width <= at + box.clientWidth - lane) return;
  // near the middle, with whole columns beside the names of the lanes
  const middle = start - Math.floor((box.clientWidth - lane - width) / 2 / width) * width;
  box.scrollLeft = document.dir === 'rtl' ? -middle : middle;
}
