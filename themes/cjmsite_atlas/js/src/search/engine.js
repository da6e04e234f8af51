import MiniSearch from 'minisearch';
import { tokenize } from './fold.js';

const LIMIT = 40;
const OPTIONS = {
  fields: ['t', 'c', 'x'],
  storeFields: ['u', 't', 'k', 'c', 'x'],
  tokenize,
  processTerm: term => term,
  searchOptions: {
    boost: { t: 4, c: 1.5 },
    prefix: (term, k, all) => k === all.length - 1 || term.length > 2,
    fuzzy: term => (term.length > 3 ? 0.25 : false),
    weights: { prefix: 0.5, fuzzy: 0.2 },
  },
};

/** An index over the records that the site wrote: u address, t title, k kind, c context, x text. */
export function engine(records) {
  const mini = new MiniSearch(OPTIONS);
  mini.addAll(records.map((record, id) => ({ id, ...record })));
  /** Results best first, each with the set of terms that were found in it; every word where possible, else any. */
  return query => {
    if (!tokenize(query).length) return [];
    const strict = mini.search(query, { combineWith: 'AND' });
    const found = strict.length ? strict : mini.search(query, { combineWith: 'OR' });
    return found.slice(0, LIMIT).map(({ u, t, k, c, x, terms }) => ({ u, t, k, c: c ?? '', x: x ?? '', found: new Set(terms) }));
  };
}

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
