import { h } from '../dom.js';
import { KINDS } from '../words.js';
import { grouped } from './engine.js';
import { excerpt, pieces } from './highlight.js';
import { loadEngine } from './load.js';

/** How many results are shown at once. */
const SHOWN = 20;

const root = document.documentElement.dataset.root ?? '';

const marked = (text, found) => pieces(text, found).map(p => (p.hit ? h('mark', {}, p.text) : p.text));

/** A result's address, or null when it would lead out of the site's own scheme. */
function address(u) {
  try {
    const url = new URL(root + u, document.baseURI);
    return url.protocol === location.protocol && url.host === location.host ? url.href : null;
  } catch {
    return null;
  }
}

export class SearchDialog {
  constructor() {
    this.input = h('input', {
      type: 'text', inputmode: 'search', role: 'combobox', 'aria-label': 'Search the site', 'aria-expanded': 'false', 'aria-controls': 'search-found',
      'aria-autocomplete': 'list', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', enterkeyhint: 'go', placeholder: 'Search steps, people, touchpoints, numbers',
    });
    this.state = h('p', { class: 'state', role: 'status' });
    this.list = h('div', { id: 'search-found', role: 'listbox', 'aria-label': 'Results' });
    this.more = h('button', { type: 'button', class: 'btn quiet more', hidden: '' });
    const close = h('button', { type: 'button', class: 'btn quiet' }, 'Close');
    const form = h('form', { method: 'dialog' }, this.input, close);
    const keys = h('p', { class: 'keys', 'aria-hidden': 'true' }, h('span', {}, '↑ ↓ to choose'), h('span', {}, 'Enter to open'), h('span', {}, 'Esc to close'));
    this.el = h('dialog', { class: 'search', 'aria-label': 'Search' }, form, h('div', { class: 'found' }, this.state, this.list, this.more), keys);
    this.chosen = -1;
    this.turn = 0;
    this.results = [];
    this.shown = SHOWN;
    this.more.addEventListener('click', () => this.showMore());
    close.addEventListener('click', () => this.el.close());
    form.addEventListener('submit', event => event.preventDefault());
    this.input.addEventListener('input', () => this.search());
    this.input.addEventListener('keydown', event => this.onKey(event));
    this.el.addEventListener('click', event => {
      if (event.target === this.el || event.target.closest('[role="option"]')) this.el.close();
    });
    document.body.append(this.el);
  }

  open(query = '') {
    if (this.el.open) return;
    if (query) this.input.value = query;
    this.el.showModal();
    this.input.focus();
    this.input.select();
    this.search();
  }

  get options() {
    return [...this.list.querySelectorAll('[role="option"]')];
  }

  async search() {
    const turn = ++this.turn;
    const query = this.input.value.trim();
    let find;
    if (query && !this.results.length) this.state.textContent = 'Searching …';
    try {
      find = await loadEngine(root);
    } catch (error) {
      this.show([], error.message);
      return;
    }
    if (turn !== this.turn) return;
    if (!query) {
      this.show([], '');
      return;
    }
    const results = await find(query, () => turn !== this.turn);
    if (turn !== this.turn) return; // the reader has typed on
    const count = results.length === 1 ? '1 result' : `${results.length} results`;
    this.show(results, results.length ? count : `Nothing found for “${query}”`);
  }

  show(results, message) {
    this.state.textContent = message;
    this.results = results;
    this.fill(SHOWN);
    this.choose(results.length ? 0 : -1);
  }

  /** The next results below the ones that are shown; the first of them is chosen. */
  showMore() {
    const before = new Set(this.options.map(option => option.href));
    this.fill(this.shown + SHOWN);
    this.input.focus();
    this.choose(this.options.findIndex(option => !before.has(option.href)));
  }

  /** The best `count` results, by kind. */
  fill(count) {
    this.shown = count;
    const shown = this.results.slice(0, count).map(r => ({ ...r, href: address(r.u) })).filter(r => r.href);
    const groups = grouped(shown).map(({ kind, items }, g) => {
      const name = h('div', { class: 'group', id: `search-g${g}`, role: 'presentation' }, KINDS[kind] ?? kind);
      return h('div', { role: 'group', 'aria-labelledby': `search-g${g}` }, name, ...items.map((item, k) => this.option(item, `search-o${g}-${k}`)));
    });
    this.list.replaceChildren(...groups);
    this.input.setAttribute('aria-expanded', String(this.results.length > 0));
    const left = Math.max(0, this.results.length - count);
    this.more.textContent = `${left} more`;
    this.more.hidden = left === 0;
  }

  option({ href, t, c, x, found }, id) {
    const row = h('a', { id, role: 'option', href, tabindex: '-1', 'aria-selected': 'false' }, h('b', {}, ...marked(t, found)));
    if (c) row.append(h('small', {}, ...marked(c, found)));
    if (x) row.append(h('span', { class: 'text' }, ...marked(excerpt(x, found), found)));
    return row;
  }

  choose(k) {
    const options = this.options;
    options[this.chosen]?.setAttribute('aria-selected', 'false');
    for (const option of options) option.setAttribute('aria-selected', 'false');
    this.chosen = options.length ? (k + options.length) % options.length : -1;
    const option = options[this.chosen];
    if (!option) {
      this.input.removeAttribute('aria-activedescendant');
      return;
    }
    option.setAttribute('aria-selected', 'true');
    this.input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  }

  onKey(event) {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown') this.choose(this.chosen + 1);
    else if (event.key === 'ArrowUp') this.choose(this.chosen - 1);
    else if (event.key === 'Enter') this.options[this.chosen]?.click();
    else return;
    event.preventDefault();
  }
}

let dialog = null;

/** Looks once more in a site that changed; what is chosen stays chosen. */
export async function searchAgain() {
  if (!dialog?.el.open) return;
  const { shown } = dialog;
  const { href } = dialog.options[dialog.chosen] ?? {};
  await dialog.search();
  dialog.fill(shown);
  dialog.choose(Math.max(0, dialog.options.findIndex(option => option.href === href)));
}

/** A page that left its site as one file has no search, nor the button for it. */
export const searchable = () => Boolean(document.querySelector('[data-act="search"]'));

/** The search, built when it is first asked for. */
export function openSearch(query) {
  dialog ??= new SearchDialog();
  dialog.open(query);
}

/** `/` opens the search unless the reader is typing somewhere. */
export function onSearchKey(event) {
  const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey || !searchable()) return;
  event.preventDefault();
  openSearch();
}

/** An address that ends in ?q=words opens the page with the search filled in. */
export function startSearch() {
  const query = new URLSearchParams(location.search).get('q');
  if (query && searchable()) openSearch(query.slice(0, 200));
}
