/*
 * Text as the search compares it: lower case, without diacritics, and letters that have no decomposition spelled out.
 * Words are runs of letters and digits; scripts that put no spaces between words are cut into overlapping pairs.
 */
const SPELLED = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ı: 'i' };
const MARKS = /[\u0300-\u036f]/gu;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー]+/gu;

const PLAIN = /^[\x00-\x7f]*$/u;

/** Runs with and without spaces, apart. */
const RUNS = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー]+|[^\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー]+/gu;

export function fold(text) {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(MARKS, '')
    .normalize('NFC')
    .replace(/[ßæœøđðþłı]/gu, letter => SPELLED[letter]);
}

function* pairs(run, start) {
  const letters = [...run];
  let at = start;
  for (let k = 0; k < Math.max(1, letters.length - 1); k += 1) {
    const pair = letters[k] + (letters[k + 1] ?? '');
    yield { term: fold(pair), start: at, end: at + pair.length };
    at += letters[k].length;
  }
}

/** The terms of a text with the places they come from. */
export function* terms(text) {
  for (const { 0: word, index } of text.normalize('NFC').matchAll(WORD)) {
    let from = 0;
    for (const { 0: run, index: at } of word.matchAll(UNSPACED)) {
      if (at > from) yield { term: fold(word.slice(from, at)), start: index + from, end: index + at };
      yield* pairs(run, index + at);
      from = at + run.length;
    }
    if (from < word.length) yield { term: fold(word.slice(from)), start: index + from, end: index + word.length };
  }
}

/** The folded words of a query. A run without spaces stays whole: it is looked for as it stands, before its pairs are. */
export const wordsOf = text => (fold(text.normalize('NFC')).match(WORD) ?? []).flatMap(word => word.match(RUNS));

/** The pairs of letters of a run without spaces; none of other words. */
export const pairsOf = word => ([...word.matchAll(UNSPACED)].length ? [...terms(word)].map(t => t.term) : []);
