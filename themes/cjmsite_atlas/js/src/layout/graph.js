/* The journey as a graph: which ways there are, how far along each step is, and how many customers reach it. */

/**
 * All ways between steps: those that the author drew, and where `next` leads nowhere else, to the next step. A step that is optional can
 * be passed by.
 */
export function edgesOf(steps, ways) {
  const edges = ways.map(way => ({ ...way }));
  const real = steps.map((step, k) => k).filter(k => !steps[k].empty);
  const leads = (from, to) => edges.some(edge => edge.from === from && edge.to === to);
  real.forEach((k, place) => {
    const forward = edges.some(edge => edge.from === k && edge.to !== null && edge.to > k && edge.type === 'next');
    if (!forward && real[place + 1] !== undefined) edges.push({ from: k, to: real[place + 1], type: 'next', note: '', share: null });
  });
  real.forEach((k, place) => {
    const [next, beyond] = [real[place + 1], real[place + 2]];
    if (beyond === undefined || !steps[next].optional || leads(k, beyond)) return;
    if (leads(k, next) && leads(next, beyond)) edges.push({ from: k, to: beyond, type: 'skip', note: '', share: null });
  });
  return edges;
}

/** How far along each step is: one more than the furthest step that leads to it. */
export function ranksOf(count, edges) {
  const ranks = Array.from({ length: count }, () => 0);
  for (let k = 0; k < count; k += 1) {
    const into = edges.filter(edge => edge.to === k && edge.from < k);
    ranks[k] = into.length ? Math.max(...into.map(edge => ranks[edge.from])) + 1 : k ? ranks[k - 1] + 1 : 0;
  }
  return ranks;
}

/** The share of customers that reaches each step, where shares are given; what is not given is parted evenly. */
export function reachOf(count, edges) {
  if (!edges.some(edge => typeof edge.share === 'number')) return null;
  const reach = Array.from({ length: count }, (_, k) => (k === 0 ? 1 : 0));
  for (let k = 0; k < count; k += 1) {
    const out = edges.filter(edge => edge.from === k && !(edge.to !== null && edge.to <= k));
    const given = out.filter(edge => typeof edge.share === 'number');
    const rest = Math.max(0, 1 - given.reduce((sum, edge) => sum + edge.share, 0));
    const open = out.filter(edge => typeof edge.share !== 'number');
    for (const edge of out) {
      const share = typeof edge.share === 'number' ? edge.share : rest / open.length;
      edge.part = reach[k] * share;
      if (edge.to !== null) reach[edge.to] += edge.part;
    }
  }
  return reach;
}

export function rowsOf(steps, ranks) {
  const taken = new Map();
  return steps.map((step, k) => {
    const here = taken.get(ranks[k]) ?? new Set();
    taken.set(ranks[k], here);
    let row = 0;
    while (here.has(row)) row += 1;
    here.add(row);
    return step.empty ? -1 : row;
  });
}
