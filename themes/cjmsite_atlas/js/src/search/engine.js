/*
 * Search by reading: every text is folded once, and a query looks through all of them. That is faster to begin with
 * than an index of words, and finds what stands inside a word, as compounds and languages without spaces need it.
 */
import { fold, pairsOf, wordsOf } from './fold.js';
import { likeness } from './near.js';
import { sliced } from './slices.js';
import { isIn, isLetter, NOWHERE, partOf, whereAre, wordsIn } from './words.js';

/** What a hit is worth in title, context and text; as a whole word, at the beginning of one, inside of one. */
const FIELDS = [8, 2, 1];
const FITS = [0, 0.35, 0.8, 1];
const TRIES = 8;
const SHORT = 3;
const LIKE = 0.4;
const REST = 200;

/** Whether no letter stands at a place of a text. */
const bounded = (text, at) => at < 0 || at >= text.length || !isLetter(text.charCodeAt(at));

/** How a word, whose first place is known, stands in each field of a record: 3 as a word, 2 at the beginning of one, 1 inside of one, 0 not at all. */
function fits({ all, ends }, word, first, inside) {
  const best = [0, 0, 0];
  let field = 0;
  let tries = 0;
  let at = first;
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
  const first = record.all.indexOf(word);
  if (first < 0) return 0;
  const found = fits(record, word, first, word.length >= SHORT || word.charCodeAt(0) > 127);
  const title = (4 * FITS[found[0]] * word.length) / record.ends[0];
  return found.reduce((sum, how, field) => sum + FIELDS[field] * FITS[how], title);
}

/** One word of a query: other words may stand in for it, each with what it counts and, where this is known, where it is. */
const need = (word, where = null) => [{ word, counts: 1, where }];
const worthOf = (record, one) => one.reduce((best, { word, counts, where }) => (isIn(where, record.part) ? Math.max(best, counts * worth(record, word)) : best), 0);

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

/** The records that fit every word (or, with `some`, any word), with what they are worth. */
async function look(records, needs, unwanted, some = false) {
  const found = [];
  await sliced(records, record => {
    const sum = sumOf(record, needs, some);
    if (sum) found.push({ record, sum });
  }, unwanted);
  return found;
}

/** The search over the records that the site wrote: u address, t title, k kind, c context, x text. */
export async function engine(written) {
  const records = [];
  await sliced(written, ({ u, t, k, c = '', x = '' }, at) => {
    const title = fold(t);
    const context = fold(c);
    const all = `${title}\n${context}\n${fold(x)}`;
    const second = all.indexOf('\n', title.length + 1); // which also makes one string of the three, before the first query
    records.push({ u, t, k, c, x, all, ends: [title.length + 1, second + 1, all.length + 1], part: partOf(at, written.length) });
  });
  let known = null;
  let gathering = null; // while the reader types
  const words = () => (gathering ??= wordsIn(records).then(all => (known = all)));
  setTimeout(words, REST);

  /** What stands in for a word that is nowhere: its pairs of letters, or words that are like it. */
  async function instead(word) {
    const pairs = pairsOf(word);
    if (pairs.length > 1) {
      const where = await whereAre(pairs, known);
      return pairs.map((pair, k) => need(pair, where[k]));
    }
    const { look: compare, best } = likeness(word);
    await sliced(known.words, compare);
    const like = best();
    if (!like.length) return [need(word, NOWHERE)];
    const where = await whereAre(like.map(({ word: other }) => other), known);
    return [like.map(({ word: other, distance }, k) => ({ word: other, counts: LIKE / distance, where: where[k] }))];
  }

  /** Results best first, each with what was found in it; every word where possible, else any. Nobody waits for what is `unwanted` by now. */
  return async (query, unwanted = () => false) => {
    const asked = [...new Set(wordsOf(query))].sort((a, b) => b.length - a.length);
    if (!asked.length) return [];
    let needs = asked.map(word => need(word));
    let found = known ? [] : await look(records, needs, unwanted); // until the words are gathered, without them
    if (!found.length && !unwanted()) {
      const where = await whereAre(asked, await words());
      needs = [];
      for (const [k, word] of asked.entries()) needs.push(...(where[k] === NOWHERE ? await instead(word) : [need(word, where[k])]));
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
