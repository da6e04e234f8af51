/* Words that are like another one: a letter too much, too few, wrong, or two of them swapped. */

/** How many slips a word of some length may have. */
export const slips = length => (length < 4 ? 0 : length < 8 ? 1 : 2);

const LONGEST = 64;
const rows = [0, 1, 2].map(() => new Uint8Array(LONGEST + 1));

/**
 * How many slips part two words, or more than `most`. A word that is not yet typed to its end is compared with the
 * beginning of the other.
 */
export function distance(word, other, most) {
  const columns = word.length;
  let [before, last, now] = rows;
  for (let k = 0; k <= columns; k += 1) last[k] = k;
  let best = columns;
  for (let row = 1; row <= Math.min(other.length, columns + most); row += 1) {
    now[0] = row;
    let least = row;
    for (let column = 1; column <= columns; column += 1) {
      const same = word[column - 1] === other[row - 1];
      let cost = Math.min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (same ? 0 : 1));
      if (row > 1 && column > 1 && word[column - 1] === other[row - 2] && word[column - 2] === other[row - 1]) {
        cost = Math.min(cost, before[column - 2] + 1);
      }
      now[column] = cost;
      least = Math.min(least, cost);
    }
    if (row >= columns - most) best = Math.min(best, now[columns]);
    if (least > most) break;
    [before, last, now] = [last, now, before];
  }
  return best;
}

/** Looks at one word of a vocabulary after the other, and knows which of them are most like a given one, with how far they are from it. */
export function likeness(word, count = 6) {
  const most = word.length > LONGEST ? 0 : slips(word.length);
  const [first, second] = word;
  const found = [];
  return {
    look(other) {
      if (!most || other.length < word.length - most) return;
      if (other[0] !== first && other[0] !== second && other[1] !== first) return; // nobody slips at once
      const far = distance(word, other, most);
      if (far <= most) found.push({ word: other, distance: Math.max(1, far), rest: Math.abs(other.length - word.length) });
    },
    best: () => found.sort((a, b) => a.distance - b.distance || a.rest - b.rest).slice(0, count),
  };
}

/** The words of a vocabulary that are most like one. */
export function near(word, vocabulary, count = 6) {
  const { look, best } = likeness(word, count);
  vocabulary.forEach(look);
  return best();
}
