/* Shared by the tests: a text measure that needs no browser, numbers that are random but the same each time. */
export const measure = (text, size) => [...text].length * size * 0.56;

export function random(seed) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

export const PERSONAS = [
  { id: 'nora', name: 'Nora Lind', short: 'Nora', cls: 'p1' },
  { id: 'tom', name: 'Tom Becker', short: 'Tom', cls: 'p2' },
];

/** A journey of `count` steps in stages of one to six, with feelings that are sometimes not said. */
export function journey(count, seed, people = 2) {
  const next = random(seed);
  const personas = Array.from({ length: people }, (_, k) => ({ id: `p${k}`, short: `P${k}`, cls: `p${k + 1}` }));
  const stages = [];
  for (let left = count; left > 0;) {
    const steps = Math.min(left, 1 + Math.floor(next() * 6));
    stages.push({ id: `st${stages.length}`, title: `A stage with a name ${stages.length}`, goal: null, steps });
    left -= steps;
  }
  const steps = Array.from({ length: count }, (_, k) => {
    const emotion = {};
    for (const { id } of personas) if (next() > 0.1) emotion[id] = Math.round(next() * 8) / 2 - 2;
    return {
      id: `s${k}`,
      title: `Does the thing with the long name ${k}`,
      emotion,
      mean: null,
      quote: next() > 0.4 ? 'I read it three times, and still did not know what it would cost me in the end.' : null,
      thought: next() > 0.5 ? 'Again?' : null,
    };
  });
  return { personas, stages, steps };
}
