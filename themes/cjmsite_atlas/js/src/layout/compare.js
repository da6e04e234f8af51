import { capital, signed } from '../words.js';
import { meanOf } from './emotion.js';

export const word = amount => ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'][amount] ?? String(amount);
export const mean = values => (values.length ? values.reduce((a, b) => a + b, 0) / values.length : null);

/** A change smaller than this is none: feelings are noted in halves and shown with one decimal. */
const SAME = 0.05;

function sides(data, chosen) {
  const { personas, steps, compare } = data;
  if (chosen.length === 2) {
    const [a, b] = chosen.map(id => personas.find(p => p.id === id));
    if (!a || !b) return null;
    const of = p => steps.map(step => step.emotion?.[p.id] ?? null);
    return { people: true, classes: [a.cls, b.cls], names: [a.short, b.short], from: of(a), to: of(b), url: null };
  }
  if (!compare) return null;
  const own = steps.map(meanOf);
  const other = steps.map(step => compare.means[step.id] ?? null);
  const back = compare.state !== 'future' && data.state === 'future';
  return {
    people: false,
    names: back ? [compare.title, data.title] : [data.title, compare.title],
    from: back ? other : own,
    to: back ? own : other,
    url: compare.page ?? compare.url,
  };
}

/** A pair of curves with the columns at which they differ; the page of a pair of journeys has its pair ready. */
export function differing(found) {
  const changes = [];
  found.from.forEach((from, k) => {
    const to = found.to[k];
    if (from !== null && to !== null && Math.abs(to - from) >= SAME) changes.push({ k, by: to - from });
  });
  return { ...found, changes };
}

/** Two curves side by side: what both say of each column, the changes, and the sentence. Null where there is nothing to compare. */
export function comparison(data, chosen) {
  const pair = chosen ? sides(data, chosen) : null;
  if (!pair) return null;
  const found = differing(pair);
  const { changes } = found;
  const both = found.from.map((from, k) => [from, found.to[k]]).filter(([a, b]) => a !== null && b !== null);
  const single = found.from.filter((from, k) => (from === null) !== (found.to[k] === null)).length;
  return { ...found, sentence: said(found, changes, both, single, data.steps) };
}

/** What a comparison says, in parts. */
export function said({ people, names }, changes, both, single, steps) {
  const [a, b] = names;
  if (!both.length) return [{ text: `${a} and ${b} have no step in common that says how it feels.` }];
  const largest = changes.reduce((x, y) => (x && Math.abs(x.by) >= Math.abs(y.by) ? x : y), null);
  const means = [0, 1].map(side => mean(both.map(pair => pair[side])));
  const parts = [
    { text: people ? `${a} feels ` : `${b}: mean ` },
    { text: signed(means[0]), strong: true },
    { text: people ? `, ${b} ` : ' becomes ' },
    { text: signed(means[1]), strong: true },
    { text: people ? ' in the mean. ' : ` in ${word(both.length)} ${both.length === 1 ? 'step' : 'steps'} that both have. ` },
  ];
  if (largest) {
    parts.push({ text: people ? 'Widest apart: ' : 'Largest change: ' }, { text: steps[largest.k].title, step: steps[largest.k].id, strong: true }, { text: ` (${signed(largest.by)}). ` });
    const rise = changes.filter(change => change.by > 0).length;
    parts.push({ text: people ? `${b} feels better at ${word(rise)}, worse at ${word(changes.length - rise)}.` : `${capital(word(rise))} rise, ${word(changes.length - rise)} fall.` });
  } else parts.push({ text: 'No step differs.' });
  if (single && !people) parts.push({ text: ` ${capital(word(single))} ${single === 1 ? 'step is' : 'steps are'} only in one of them.` });
  return parts;
}
