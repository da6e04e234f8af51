/** What a row is sorted by: a number where it has one, else its words. */
function keyOf(row, name, places) {
  if (!name) return places.get(row);
  const text = row.dataset[name] ?? '';
  const number = Number(text);
  return text !== '' && Number.isFinite(number) ? number : text;
}

/** Orders of two keys: numbers before words, what says nothing last. */
export function compare(a, b) {
  if (a === b) return 0;
  if (a === '') return 1;
  if (b === '') return -1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return typeof a === typeof b ? String(a).localeCompare(String(b), document.documentElement.lang || undefined) : typeof a === 'number' ? -1 : 1;
}

const first = new WeakMap();

/** Puts the rows of a list in the order that its menu says; the first choice is the order of the page. */
function apply(menu) {
  const list = document.querySelector(menu.dataset.sort);
  if (!list || (!menu.value && !first.has(list))) return;
  const rows = [...list.children];
  if (!first.has(list) || rows.some(row => !first.get(list).has(row))) first.set(list, new Map(rows.map((row, at) => [row, at])));
  const places = first.get(list);
  const by = (row, other) => compare(keyOf(row, menu.value, places), keyOf(other, menu.value, places)) || places.get(row) - places.get(other);
  list.append(...rows.sort(by));
}

/** Puts the rows back as the page has them, before a preview compares it with its next version. */
export function unsort() {
  for (const menu of document.querySelectorAll('select[data-sort]')) {
    const list = document.querySelector(menu.dataset.sort);
    const places = first.get(list);
    if (!places) continue;
    list.append(...[...list.children].sort((row, other) => places.get(row) - places.get(other)));
    first.delete(list);
  }
}

const onChange = event => apply(event.currentTarget);

/** Run again after the page was brought up to date in place. */
export function startSort() {
  for (const menu of document.querySelectorAll('select[data-sort]')) {
    apply(menu);
    menu.addEventListener('change', onChange);
  }
}
