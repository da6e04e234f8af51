import MiniSearch from 'minisearch';
import { tokenize } from './fold.js';

const LOOSE = 0.25;
const prefix = (term, k, all) => k === all.length - 1 || term.length > 2;
const OPTIONS = {
  fields: ['t', 'c', 'x'],
  storeFields: ['u', 't', 'k', 'c', 'x'],
  tokenize,
  processTerm: term => term,
  searchOptions: {
    boost: { t: 4, c: 1.5 },
    prefix,
    weights: { prefix: 0.5, fuzzy: 0.2 },
  },
};

/** An index over the records that the site wrote: u address, t title, k kind, c context, x text. */
export function engine(records) {
  const mini = new MiniSearch(OPTIONS);
  mini.addAll(records.map((record, id) => ({ id, ...record })));
  /**
   * Results best first, each with the set of terms that were found in it; every word where possible, else any.
   * Words that are like a word of the query are found only where that one, or what begins with it, is nowhere.
   */
  return query => {
    const words = tokenize(query);
    if (!words.length) return [];
    const unknown = new Set(words.filter((word, k) => word.length > 3 && !mini.search(word, { prefix: prefix(word, k, words) }).length));
    const fuzzy = word => (unknown.has(word) ? LOOSE : false);
    const strict = mini.search(query, { combineWith: 'AND', fuzzy });
    const found = strict.length ? strict : mini.search(query, { combineWith: 'OR', fuzzy });
    return found.map(({ u, t, k, c, x, terms }) => ({ u, t, k, c: c ?? '', x: story(x ?? '', c ?? ''), found: new Set(terms) }));
  };
}

/** A text without the summary that it begins with, which is shown anyway. */
const story = (text, summary) => (summary && text.startsWith(summary) ? text.slice(summary.length).trimStart() : text);

/** A journey's record with an anchor is one of its steps. */
const kindOf = ({ k, u }) => (k === 'journey' && u.includes('#') ? 'step' : k);

/** Results by kind, the kind of the best result first. */
export function grouped(results) {
  const groups = new Map();
  for (const result of results) {
    const kind = kindOf(result);
    if (!groups.has(kind)) groups.set(kind, []);
    groups.get(kind).push(result);
  }
  return [...groups].map(([kind, items]) => ({ kind, items }));
}
