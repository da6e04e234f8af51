import { fold } from '../search/fold.js';

let text = new WeakMap();

function textOf(row) {
  if (!text.has(row)) text.set(row, fold(row.textContent));
  return text.get(row);
}

/** The controls of one list: the search field, its menus, its count. They stand together in a `.filter`, or on the page. */
function controls(input) {
  const scope = input.closest('.filter') ?? document;
  return { menus: [...scope.querySelectorAll('[data-filter-by]')], count: scope.querySelector('[data-filter-count]') };
}

/** Shows the rows that hold every word typed and match every menu chosen, and says how many they are. */
function apply(input) {
  const list = document.querySelector(input.dataset.filter);
  if (!list) return;
  const { menus, count } = controls(input);
  const words = fold(input.value).split(/\s+/u).filter(Boolean);
  const rows = [...list.children];
  let shown = 0;
  for (const row of rows) {
    const fits = words.every(word => textOf(row).includes(word))
      && menus.every(menu => !menu.value || (row.dataset[menu.dataset.filterBy] ?? '').split(' ').includes(menu.value) || row.dataset[menu.dataset.filterBy] === menu.value);
    row.hidden = !fits;
    if (fits) shown += 1;
  }
  if (count) count.textContent = shown === rows.length ? `${rows.length}` : `${shown} of ${rows.length}`;
}

const heard = new WeakSet();
const inputs = () => document.querySelectorAll('input[data-filter]');

const onInput = event => apply(event.currentTarget);

/** Run again after the page was brought up to date in place: rows may say other words, controls may be new. */
export function startFilter() {
  text = new WeakMap();
  for (const input of inputs()) {
    apply(input);
    input.addEventListener('input', onInput);
    for (const menu of controls(input).menus) {
      if (heard.has(menu)) continue;
      heard.add(menu);
      menu.addEventListener('change', () => apply(input));
    }
  }
}
