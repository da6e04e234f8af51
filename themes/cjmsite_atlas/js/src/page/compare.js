import { copy, h } from '../dom.js';
import { drawCompared, sideKey } from '../draw/small.js';
import { comparison, differing } from '../layout/compare.js';
import { signed } from '../words.js';
import { late } from './late.js';
import { go, now } from './state.js';

/*
 * What a map is compared with: two of its people, the journey that its author named, or any other journey of the site. The
 * last one is a script that is asked for when a reader wants it, so it comes a moment later.
 */
const $ = selector => document.querySelector(selector);
const $$ = selector => document.querySelectorAll(selector);

const DECLARED = '1';
const ANY = '*';

let asked = { id: null, data: null, found: null };

const otherOf = ({ compare }) => (compare?.length === 1 && compare[0] !== DECLARED ? compare[0] : null);

/** What is compared now; null where nothing is, or while the other journey is still to come. */
export function compared(data) {
  if (data.pair) return differing(data.pair);
  const state = now();
  const id = otherOf(state);
  if (!id) return comparison(data, state.compare);
  return asked.id === id && asked.data === data ? asked.found : null;
}

function words(found) {
  const bits = found.sentence.map(part => {
    const text = part.strong ? h('b', {}, part.text) : part.text;
    return part.step ? h('a', { href: `#${part.step}` }, text) : text;
  });
  const legend = h('span', { class: 'legend' }, ...found.names.flatMap((name, side) => [h('span', {}, sideKey(found, side), name), ' ']));
  const way = found.url ? h('a', { href: found.url }, 'Side by side') : h('a', { href: '#view=pair', 'data-view-tab': 'pair' }, 'Side by side');
  return h('div', { class: 'cmp-line' }, h('p', { role: 'status' }, ...bits, ' ', way), legend);
}

/** The menu says what is compared, also a journey that is none of its own entries. */
function showInMenu(found) {
  const menu = $('[data-act="compare"]');
  if (!menu) return;
  menu.querySelector('[data-other]')?.remove();
  const id = otherOf(now());
  if (id && found) menu.append(h('option', { value: id, 'data-other': '' }, `with ${found.other.title}`));
  menu.value = found ? now().compare.join(',') : '';
}

const chip = (cls, name, text) => h('span', { class: cls }, h('span', { class: 'vh' }, name), text);

/** A chip in each cell and on each card where the two differ; where most steps have a partner also at those that have none. */
function showChips(data, found) {
  const put = (k, ...nodes) => {
    const id = CSS.escape(data.steps[k].id);
    $(`#cjm-card-${id} > h3`)?.after(...nodes.map(copy));
    $(`.map .emotion td[data-step="${id}"]`)?.append(...nodes);
  };
  for (const { k, by } of found.changes) put(k, chip(by < 0 ? 'delta down' : 'delta', 'Change: ', signed(by)));
  if (!found.match || found.match.filter(j => j !== null).length * 3 < data.steps.length) return;
  const here = found.names[found.back ? 1 : 0];
  found.match.forEach((j, k) => {
    if (j === null && !data.steps[k].empty) put(k, chip('delta only', '', found.back ? 'New' : 'Gone'), h('span', { class: 'vh' }, ` only in ${here}`));
  });
}

/** Lays what is compared over the map, or takes it away again. */
function show(data, found) {
  $('.cmp-line')?.remove();
  for (const old of $$(':is(.map, .card) :is(.delta, .delta + .vh)')) old.remove();
  document.documentElement.classList.toggle('compares', Boolean(found));
  for (const tab of $$('.views [data-view-tab="pair"]')) {
    tab.hidden = !found;
    // it came after the others were marked, at the end of their row
    if (found && tab.hasAttribute('aria-current')) tab.parentElement.scrollLeft = document.dir === 'rtl' ? -9999 : 9999;
  }
  showInMenu(found);
  drawCompared($('[data-lines]'), found);
  if (!found) return;
  $('.viewbar')?.after(words(found));
  showChips(data, found);
}

/** Brings the map to what the address asks to compare; `then` draws what else shows it, now or when it has come. */
export function showComparison(data, then) {
  const found = compared(data);
  const id = otherOf(now());
  show(data, found);
  then();
  if (id && !found) {
    ask(data, id, then).catch(problem => {
      if (otherOf(now()) !== id) return;
      $('.cmp-line')?.remove();
      $('.viewbar')?.after(h('div', { class: 'cmp-line' }, h('p', { role: 'alert' }, problem.message)));
    });
  }
}

async function ask(data, id, then) {
  const { against } = await late();
  const found = await against(data, id);
  asked = { id, data, found };
  if (otherOf(now()) !== id) return;
  show(data, found);
  then();
}

/** The other journey may have changed. One that is not to be had, perhaps for a mistake in it, stays as it is shown. */
export function compareAgain(data, then) {
  const id = otherOf(now());
  if (id) ask(data, id, then).catch(() => {});
}

/** A file that holds one page knows no other journeys. */
export function startCompare() {
  if (!$('.viewbar')?.dataset.script) $(`[data-act="compare"] option[value="${ANY}"]`)?.remove();
}

/** What the menu asks for; its last entry leads to all journeys of the site. */
export function onCompare(event, data) {
  const menu = event.target;
  if (menu.dataset?.act !== 'compare') return;
  if (menu.value !== ANY) {
    go({ compare: menu.value ? menu.value.split(',') : null });
    return;
  }
  showInMenu(compared(data));
  late().then(({ choose }) => choose(data, id => {
    go({ compare: [id] });
    menu.focus();
  }));
}
