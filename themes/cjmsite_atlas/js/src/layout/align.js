/*
 * Another journey laid over this one. Steps are the same step by their id, else by their title; what has no partner lies
 * between those that have one, or along the stage that both have.
 */
const same = text => text.normalize('NFKC').trim().toLowerCase();

/** For each of these things the number of its partner among the others, or null. */
export function partners(these, others) {
  const left = new Map(others.map((other, j) => [j, other]));
  const found = these.map(() => null);
  const pick = fits => these.forEach((one, k) => {
    if (found[k] !== null || one.empty) return;
    for (const [j, other] of left) {
      if (!fits(one, other)) continue;
      found[k] = j;
      left.delete(j);
      return;
    }
  });
  pick((one, other) => one.id === other.id);
  pick((one, other) => same(one.title) === same(other.title));
  return found;
}

const inside = (steps, stage) => steps.map((step, k) => (step.stage === stage && !step.empty ? k : -1)).filter(k => k >= 0);

/** Steps closer to each other than this, in columns, draw no curve that could be read. */
const CLOSE = 0.45;

/**
 * Where each step of the other journey lies over the columns of this one; `k` is the middle of column k. Steps without a
 * partner that would stand too close between two others are left out: null.
 */
export function placed(own, other, match = partners(own.steps, other.steps)) {
  const at = other.steps.map(() => null);
  match.forEach((j, k) => {
    if (j !== null) at[j] = k;
  });
  const stages = partners(own.stages, other.stages);
  stages.forEach((j, stage) => {
    const theirs = j === null ? [] : inside(other.steps, j);
    const ours = inside(own.steps, stage);
    if (!ours.length || theirs.some(one => at[one] !== null)) return;
    theirs.forEach((one, n) => {
      at[one] = ours[0] - 0.5 + ((n + 0.5) / theirs.length) * ours.length;
    });
  });
  const known = [[-1, -0.5], ...at.map((x, j) => [j, x]).filter(([, x]) => x !== null), [at.length, own.steps.length - 0.5]];
  const some = known.length > 2;
  return at.map((x, j) => {
    if (x !== null) return x;
    const [j0, x0] = known.findLast(([n]) => n < j);
    const [j1, x1] = known.find(([n]) => n > j);
    const by = (x1 - x0) / (j1 - j0);
    return some && by < CLOSE ? null : x0 + by * (j - j0);
  });
}

/** The steps of both, one a row: `{own, other, stage}` by numbers, in the order of this journey. A stage that only the other has is null. */
export function together(own, other, match = partners(own.steps, other.steps)) {
  const rows = own.steps.map((step, k) => ({ own: k, other: match[k], stage: step.stage })).filter(row => !own.steps[row.own].empty);
  const stages = partners(other.stages, own.stages);
  const matched = new Set(match);
  other.steps.forEach((step, j) => {
    if (matched.has(j)) return;
    const stage = stages[step.stage];
    rows.splice(roomFor(rows, j, stage), 0, { own: null, other: j, stage });
  });
  return rows;
}

/** Where a step that only the other journey has goes: behind the one before it, else into the stage that both have. */
function roomFor(rows, j, stage) {
  const before = rows.findIndex(row => row.other === j - 1);
  const here = rows.map((row, k) => (stage !== null && row.stage === stage ? k : -1)).filter(k => k >= 0);
  if (here.includes(before)) return before + 1;
  if (!here.length) {
    const around = rows[before]?.stage ?? null;
    return around === null ? before + 1 : rows.findLastIndex(row => row.stage === around) + 1;
  }
  return here.some(k => rows[k].own !== null && rows[k].other !== null) ? here[0] : here.at(-1) + 1;
}
