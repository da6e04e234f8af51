import { dialog, h } from '../dom.js';
import { against as laidOver } from '../layout/against.js';
import { loadRecords } from '../search/load.js';

/*
 * Other journeys of the site. Which there are, the search's records say; what is in one is a small script beside its page,
 * asked for once, because a page opened from disk may not fetch.
 */
const root = document.documentElement.dataset.root ?? '';
const waiting = new Map();
const known = new Map();

globalThis.cjmDocument = (address, data) => {
  waiting.get(data.id)?.({ ...data, address });
  waiting.delete(data.id);
};

document.addEventListener('cjm:lent', () => known.clear());

/** Whether a word of the address can be the id of a journey, and leads nowhere else. */
const plain = id => id.length < 300 && id.split('/').every(part => /^[\p{L}\p{M}\p{N}_-][\p{L}\p{M}\p{N}._ -]*$/u.test(part));

/** The folder of journeys, as the address of this one says it. */
const folderOf = data => data.url.slice(0, data.url.lastIndexOf(`${data.id}.html`));

function load(data, id) {
  if (!known.has(id)) {
    const found = new Promise((resolve, reject) => {
      const script = document.createElement('script');
      const fail = () => {
        known.delete(id);
        waiting.delete(id);
        script.remove();
        reject(new Error(`There is no journey “${id}” on this site to compare with.`));
      };
      if (!plain(id)) {
        fail();
        return;
      }
      waiting.set(id, resolve);
      script.onerror = fail;
      script.onload = () => waiting.has(id) && fail();
      script.src = root + (folderOf(data) + id).split('/').map(encodeURIComponent).join('/') + '.js';
      document.head.append(script);
    });
    known.set(id, found);
  }
  return known.get(id);
}

/** This journey and another one, laid over each other; `self` is this one as other pages get it. */
export async function against(data, id) {
  const [other, self] = await Promise.all([load(data, id), load(data, data.id)]);
  return { ...laidOver(data, other), self };
}

/** All other journeys, as the search knows them. */
async function others(data) {
  const folder = folderOf(data);
  const records = await loadRecords(root);
  const found = records.map(record => ({ ...record, address: decodeURIComponent(record.u) }));
  return found
    .filter(({ k, u, address }) => k === 'journey' && !u.includes('#') && address !== data.url && address.startsWith(folder))
    .map(({ address, t, c }) => ({ id: address.slice(folder.length).replace(/\.html$/u, ''), title: t, about: c }));
}

/** Lets the reader choose one of the other journeys; `then` gets its id. */
export async function choose(data, then) {
  const list = h('ul', { class: 'choices', id: 'cjm-choices' });
  const said = h('p', { class: 'cap', role: 'status' }, 'Looking for the journeys of this site …');
  const input = h('input', { type: 'search', 'aria-label': 'Filter the journeys', autocomplete: 'off', spellcheck: 'false' });
  const box = dialog('Compare with another journey', 'choose', h('div', { class: 'filter' }, h('label', {}, 'Filter ', input)), said, list);
  input.focus();
  let found = [];
  const fill = () => {
    const at = document.activeElement?.dataset.journey;
    const words = input.value.toLowerCase().split(/\s+/u).filter(Boolean);
    const fit = found.filter(({ title, about }) => words.every(word => `${title} ${about}`.toLowerCase().includes(word)));
    said.textContent = found.length ? `${fit.length} of ${found.length} journeys` : 'This site has no other journey.';
    list.replaceChildren(...fit.slice(0, 100).map(({ id, title, about }) => h('li', {}, h('button', { type: 'button', 'data-journey': id }, h('b', {}, title), about ? h('small', {}, about) : ''))));
    if (at) (list.querySelector(`[data-journey="${CSS.escape(at)}"]`) ?? input).focus();
  };
  const look = async () => {
    try {
      found = await others(data);
      fill();
    } catch (problem) {
      said.textContent = problem.message;
    }
  };
  document.addEventListener('cjm:lent', look);
  box.addEventListener('close', () => document.removeEventListener('cjm:lent', look));
  input.addEventListener('input', fill);
  input.addEventListener('keydown', event => {
    if (event.key === 'Enter') list.querySelector('button')?.click();
  });
  list.addEventListener('click', event => {
    const { journey } = event.target.closest('button')?.dataset ?? {};
    if (!journey) return;
    box.close();
    then(journey);
  });
  await look();
}
