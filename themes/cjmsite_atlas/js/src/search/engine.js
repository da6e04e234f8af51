/*
 * Search by reading: every text is folded once, and a query looks through all of them. That is faster to begin with
 * than an index of words, and finds what stands inside a word, as compounds and languages without spaces need it.
 */
import { fold, pairsOf, wordsOf } from './fold.js';
import { likeness } from './near.js';

/** What a hit is worth in title, context and text; as a whole word, at the beginning of one, inside of one. */
const FIELDS = [8, 2, 1];
const FITS = [0, 0.35, 0.8, 1];
const TRIES = 8;
const SHORT = 3;
const LIKE = 0.4;
const SLICE = 12;
const REST = 200;
const LETTER = /[\p{L}\p{N}]/u;
const IS_LETTER = Array.from({ length: 128 }, (_, code) => LETTER.test(String.fromCharCode(code)));

/** Whether no letter stands at a place of a text. */
function bounded(text, at) {
  if (at < 0 || at >= text.length) return true;
  const code = text.charCodeAt(at);
  return code < 128 ? !IS_LETTER[code] : !LETTER.test(text[at]);
}

/** How a word stands in each field of a record: 3 as a word, 2 at the beginning of one, 1 inside of one, 0 not at all. */
export function fits({ all, ends }, word, inside = true) {
  const best = [0, 0, 0];
  let field = 0;
  let tries = 0;
  let at = all.indexOf(word);
  while (at >= 0) {
    while (at >= ends[field]) {
      field += 1;
      tries = 0;
    }
    if (bounded(all, at - 1)) best[field] = Math.max(best[field], bounded(all, at + word.length) ? 3 : 2);
    else if (inside) best[field] = Math.max(best[field], 1);
    tries += 1;
    if (best[field] < 3 && tries < TRIES) at = all.indexOf(word, at + 1);
    else if (field === 2) break;
    else at = all.indexOf(word, ends[field]);
  }
  return best;
}

/** What a record is worth for a word. A title that says little else is the best. */
function worth(record, word) {
  if (!record.all.includes(word)) return 0;
  const found = fits(record, word, word.length >= SHORT || word.charCodeAt(0) > 127);
  const title = (4 * FITS[found[0]] * word.length) / record.ends[0];
  return found.reduce((sum, how, field) => sum + FIELDS[field] * FITS[how], title);
}

/** One word of a query: other words may stand in for it, each with what it counts. */
const need = word => [{ word, counts: 1 }];
const worthOf = (record, one) => one.reduce((best, { word, counts }) => Math.max(best, counts * worth(record, word)), 0);

/** What a record is worth for all words, or (with `some`) for those that it has; 0 where it does not fit. */
function sumOf(record, needs, some) {
  let sum = 0;
  let missing = 0;
  for (const one of needs) {
    const value = worthOf(record, one);
    if (!value && !some) return 0;
    sum += value;
    missing += value ? 0 : 1;
  }
  return sum / (1 + missing);
}

/** Leaves the page to the reader between slices of work. */
const pause = () => new Promise(resolve => setTimeout(resolve));

/** Does the work for each item, as long as somebody wants it. */
async function sliced(items, work, unwanted = () => false) {
  let until = performance.now() + SLICE;
  for (const item of items) {
    work(item);
    if (performance.now() > until) {
      await pause();
      if (unwanted()) return;
      until = performance.now() + SLICE;
    }
  }
}

/** The records that fit every word (or, with `some`, any word), with what they are worth. */
async function look(records, needs, unwanted, some = false) {
  const found = [];
  await sliced(records, record => {
    const sum = sumOf(record, needs, some);
    if (sum) found.push({ record, sum });
  }, unwanted);
  return found;
}

/** All words of the site. */
async function wordsIn(records) {
  const seen = new Set();
  await sliced(records, ({ all }) => {
    for (const word of all.match(/[\p{L}\p{N}]+/gu) ?? []) seen.add(word);
  });
  return [...seen];
}

/** The search over the records that the site wrote: u address, t title, k kind, c context, x text. */
export async function engine(written) {
  const records = [];
  await sliced(written, ({ u, t, k, c = '', x = '' }) => {
    const title = fold(t);
    const context = fold(c);
    const all = `${title}\n${context}\n${fold(x)}`;
    const second = all.indexOf('\n', title.length + 1); // which also makes one string of the three, before the first query
    records.push({ u, t, k, c, x, all, ends: [title.length + 1, second + 1, all.length + 1] });
  });
  let vocabulary = null; // gathered while the reader types
  const words = () => (vocabulary ??= wordsIn(records));
  setTimeout(words, REST);

  /** What stands in for a word that is nowhere: its pairs of letters, or words that are like it. */
  async function instead(word) {
    const pairs = pairsOf(word);
    if (pairs.length > 1) return pairs.map(need);
    const { look: compare, best } = likeness(word);
    await sliced(await words(), compare);
    const like = best();
    return [like.length ? like.map(({ word: other, distance }) => ({ word: other, counts: LIKE / distance })) : need(word)];
  }

  const known = async word => (await look(records, [need(word)])).length > 0;

  /** Results best first, each with what was found in it; every word where possible, else any. Nobody waits for what is `unwanted` by now. */
  return async (query, unwanted = () => false) => {
    const asked = [...new Set(wordsOf(query))].sort((a, b) => b.length - a.length);
    if (!asked.length) return [];
    let needs = asked.map(need);
    let found = await look(records, needs, unwanted);
    if (!found.length && !unwanted()) {
      needs = [];
      for (const word of asked) needs.push(...((await known(word)) ? [need(word)] : await instead(word)));
      found = await look(records, needs, unwanted);
      if (!found.length && needs.length > 1) found = await look(records, needs, unwanted, true);
    }
    const hits = hitsOf(needs.flat().map(({ word }) => word));
    found.sort((a, b) => b.sum - a.sum);
    return found.map(({ record: { u, t, k, c, x } }) => ({ u, t, k, c, x, found: hits }));
  };
}

/** Which words of a text are to be marked: those that hold what was looked for. */
function hitsOf(looked) {
  const pairs = new Set(looked.flatMap(pairsOf));
  const inside = looked.filter(word => word.length >= SHORT);
  return { has: term => pairs.has(term) || looked.some(word => term.startsWith(word)) || inside.some(word => term.includes(word)) };
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
