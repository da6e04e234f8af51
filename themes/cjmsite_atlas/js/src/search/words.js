/*
 * The words of the site: which there are, and roughly where. The records lie in 256 parts, so that a rare word is not looked for
 * in all of them, and one that is nowhere in none.
 */
import { sliced } from './slices.js';

const PARTS = 256;
/** The parts where a word stands are so many numbers, a bit for each part. */
const NUMBERS = PARTS / 32;

export const NOWHERE = new Int32Array(NUMBERS);

const SIGN = /[\p{L}\p{N}\p{M}]/u;
const NO = 1;
const YES = 2;
const kinds = new Uint8Array(0x10000);

function kindOf(code) {
  const half = (code & 0xf800) === 0xd800; // of a rare letter
  return (kinds[code] = half || SIGN.test(String.fromCharCode(code)) ? YES : NO);
}

/** Whether a unit of UTF-16 belongs to a word. */
export const isLetter = code => (kinds[code] || kindOf(code)) === YES;

/** In which part one of `count` records is. */
export const partOf = (at, count) => Math.floor((at * PARTS) / count);

/** Whether a word stands in a part; of one that is looked for everywhere this is not known. */
export const isIn = (where, part) => !where || (where[part >> 5] & (1 << part)) !== 0;

/** What is left of a number is a small integer in every browser. */
const SMALL = 0x3fffffff;

/**
 * All words of the site and where they are. A word is known by two numbers made of its letters, which is quicker than to cut it out
 * each time; that two words have both in common does not happen.
 */
export async function wordsIn(records) {
  const known = new Map();
  const words = [];
  const seconds = [];
  let parts = new Int32Array(0x2000);

  function placeOf(first, second, all, from, to) {
    let key = first & SMALL;
    let word = known.get(key);
    while (word !== undefined && seconds[word] !== second) {
      key = (key + 1) & SMALL;
      word = known.get(key);
    }
    if (word !== undefined) return word;
    known.set(key, words.length);
    words.push(all.slice(from, to));
    seconds.push(second);
    if (words.length * NUMBERS > parts.length) {
      const more = new Int32Array(parts.length * 2);
      more.set(parts);
      parts = more;
    }
    return words.length - 1;
  }

  await sliced(records, ({ all, part }) => {
    const slot = part >> 5;
    const bit = 1 << part;
    let from = -1;
    let first = 0;
    let second = 0;
    for (let at = 0; at <= all.length; at += 1) {
      const code = at < all.length ? all.charCodeAt(at) : 0;
      if (isLetter(code)) {
        if (from < 0) from = at;
        first = (Math.imul(first, 31) + code) | 0;
        second = Math.imul(second ^ code, 0x1000193);
      } else if (from >= 0) {
        parts[placeOf(first, second & SMALL, all, from, at) * NUMBERS + slot] |= bit;
        from = -1;
        first = 0;
        second = 0;
      }
    }
  });
  return { words, parts };
}

/** Where each of some words stands, alone or inside of another one. */
export async function whereAre(asked, { words, parts }) {
  const found = asked.map(() => NOWHERE);
  await sliced(words, (word, at) => {
    for (let k = 0; k < asked.length; k += 1) {
      if (!word.includes(asked[k])) continue;
      if (found[k] === NOWHERE) found[k] = new Int32Array(NUMBERS);
      for (let slot = 0; slot < NUMBERS; slot += 1) found[k][slot] |= parts[at * NUMBERS + slot];
    }
  });
  return found;
}
