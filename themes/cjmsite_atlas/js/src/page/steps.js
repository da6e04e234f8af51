/** The step that the address names: its column is tinted. Gives the head of the column. */
export function tintStep() {
  for (const old of document.querySelectorAll('.is-open')) old.classList.remove('is-open');
  let id = '';
  try {
    id = decodeURIComponent(location.hash.slice(1));
  } catch {
    /* not an address of ours */
  }
  const head = document.getElementById(id);
  if (!head?.matches('.step')) return null;
  head.classList.add('is-open');
  for (const cell of document.querySelectorAll(`.map td[data-step="${CSS.escape(id)}"]`)) cell.classList.add('is-open');
  return head;
}

/** The step that the address names comes into view; on a phone, where the table is hidden, its card does. */
export function showStep() {
  const head = tintStep();
  if (!head) return;
  const column = [...head.parentElement.querySelectorAll('.step')].indexOf(head);
  const { id } = head;
  if (!head.offsetParent) document.getElementById(`cjm-card-${id}`)?.scrollIntoView();
  else scrollTo(head, column);
}

function scrollTo(head, column) {
  const box = head.closest('.map-box');
  const lane = box.querySelector('.corner')?.offsetWidth ?? 0;
  const middle = column * head.offsetWidth - (box.clientWidth - lane - head.offsetWidth) / 2;
  box.scrollLeft = document.dir === 'rtl' ? -middle : middle;
}
