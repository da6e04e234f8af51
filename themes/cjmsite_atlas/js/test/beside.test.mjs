import assert from 'node:assert/strict';
import { test } from 'node:test';
import { against } from '../src/layout/against.js';
import { partners, placed, together } from '../src/layout/align.js';
import { laneComparison } from '../src/layout/emotion.js';
import { flow } from '../src/layout/flow.js';
import { timeline } from '../src/layout/time.js';
import { wheel } from '../src/layout/wheel.js';
import { changed, figuresOf } from '../src/draw/pair.js';
import { measure } from './geometry.mjs';

const steps = (...list) => list.map(([id, title, stage, mean, more = {}]) => ({ id, title, stage, mean, emotion: mean === null ? {} : { all: mean }, ...more }));
const APP = {
  id: 'app', title: 'App', state: 'current', personas: [{ id: 'all', short: 'All', cls: 'p1' }],
  stages: [{ id: 'find', title: 'Find', steps: 2 }, { id: 'pay', title: 'Pay', steps: 2 }],
  steps: steps(['opens', 'Opens the app', 0, 1, { time: 60 }], ['searches', 'Searches', 0, -1], ['pays', 'Pays', 1, 2], ['waits', 'Waits', 1, -2, { wait: 3600 }]),
  ways: [],
};
const SHOP = {
  id: 'shop', title: 'Shop', state: 'current',
  stages: [{ id: 'enter', title: 'Find ' }, { id: 'pay', title: 'Till' }, { id: 'home', title: 'Go home' }],
  steps: steps(['enters', 'Enters', 0, 0, { time: 600 }], ['looks', 'SEARCHES', 0, 1], ['queues', 'Queues', 1, -1, { wait: 7200 }], ['pays', 'Pays in cash', 1, 1], ['carries', 'Carries it home', 2, -1]),
};

test('steps are partners by their id, else by their title, and nobody has two', () => {
  assert.deepEqual(partners(APP.steps, SHOP.steps), [null, 1, 3, null]);
  assert.deepEqual(partners(SHOP.stages, APP.stages), [0, 1, null]);
  assert.deepEqual(partners([{ id: 'a', title: 'X' }, { id: 'b', title: 'X' }], [{ id: 'c', title: 'x' }]), [0, null]);
});

test('what has no partner lies between those that have one, and the order is kept', () => {
  const xs = placed(APP, SHOP);
  assert.equal(xs[1], 1);
  assert.equal(xs[3], 2);
  const known = xs.filter(x => x !== null);
  assert.ok(known.every((x, k) => !k || x > known[k - 1]) && known.every(x => x > -0.5 && x < 3.5));
});

test('steps that would be crammed behind the last partner draw no curve', () => {
  const tail = { ...SHOP, steps: [...SHOP.steps.slice(0, 4), ...Array.from({ length: 9 }, (_, k) => ({ id: `t${k}`, title: `T${k}`, stage: 2, mean: -1 }))] };
  assert.deepEqual(placed(APP, tail).slice(5), Array(8).fill(null));
});

test('journeys without any step in common are laid along the stages of one name, else from end to end', () => {
  const strange = { stages: [{ id: 'x', title: 'Pay' }], steps: steps(['a', 'A', 0, 1], ['b', 'B', 0, 1]) };
  assert.deepEqual(placed(APP, strange), [2, 3]);
  const xs = placed(APP, { stages: [{ id: 'x', title: 'X' }], steps: steps(['a', 'A', 0, 1], ['b', 'B', 0, 1], ['c', 'C', 0, 1]) });
  assert.deepEqual(xs, [0.5, 1.5, 2.5]);
});

test('the rows of both hold every step once, stages together', () => {
  const rows = together(APP, SHOP);
  assert.deepEqual(rows.map(({ own }) => own).filter(k => k !== null), [0, 1, 2, 3]);
  assert.deepEqual(rows.map(({ other }) => other).filter(k => k !== null).sort(), [0, 1, 2, 3, 4]);
  const runs = rows.map(row => row.stage).filter((stage, k, all) => stage !== all[k - 1]);
  assert.equal(new Set(runs).size, runs.length, `a stage is torn apart: ${rows.map(row => row.stage)}`);
});

test('a comparison says what is alike, what is only in one, and draws the other at its own places', () => {
  const found = against(APP, SHOP);
  assert.deepEqual(found.changes, [{ k: 1, by: 2 }, { k: 2, by: -1 }]);
  const said = found.sentence.map(part => part.text).join('');
  assert.match(said, /in two steps that both have/u);
  assert.match(said, /Two steps are only in App, three steps are only in Shop/u);
  assert.deepEqual(found.stages.map(({ title, from, to }) => [title, from, to]), [['Find', 0, 0.5], ['Pay', 0, 0]]);
  assert.ok(laneComparison(found).to.startsWith('M'));
});

test('a future journey comes last, whichever page asks', () => {
  const found = against({ ...APP, state: 'future' }, SHOP);
  assert.deepEqual(found.names, ['Shop', 'App']);
  assert.deepEqual(found.changes, [{ k: 1, by: -2 }, { k: 2, by: 1 }]);
});

test('journeys with nothing in common are compared as wholes and by stages', () => {
  const other = { ...SHOP, stages: [{ id: 'x', title: 'Pay' }], steps: steps(['a', 'A', 0, -2]) };
  const said = against(APP, other).sentence.map(part => part.text).join('');
  assert.match(said, /have no step in common. In the mean 0 and −2. .*Pay: 0 and −2/u);
});

test('the second curve is in the wheel, on the axis of time and in the flow', () => {
  const compared = against(APP, SHOP);
  const round = wheel(APP, compared);
  assert.ok(round.compared.every(({ d }) => d.length > 10) && !round.curves.length);
  assert.deepEqual(round.means, [0, 1]);
  const time = timeline(APP, { width: 1000, measure, compared });
  assert.equal(time.total, 3660);
  assert.equal(time.othersTotal, 7800);
  assert.equal(time.othersWaited, 7200);
  assert.ok(time.compared.every(({ d }) => d.length > 10));
  assert.deepEqual(flow(APP, { measure, compared }).nodes.map(node => node.value), ['+1 → –', '−1 → +1', '+2 → +1', '−2 → –']);
});

test('what differs between partners is said fact by fact', () => {
  const before = { title: 'Pays', facts: { Touchpoint: ['App'], Pain: ['Slow', 'Dear'] } };
  const after = { title: 'Pays', facts: { Pain: ['Dear'], Gain: ['Quick'] } };
  assert.deepEqual(changed(before, after), ['Touchpoint: App → none', 'Pain: Slow → none', 'Gain: none → Quick']);
});

test('figures with changed targets come first', () => {
  const first = { figures: [{ id: 'a', title: 'A', target: 5 }, { id: 'b', title: 'B', target: 1 }] };
  const second = { figures: [{ id: 'b', title: 'B', target: 3 }, { id: 'c', title: 'C' }] };
  assert.deepEqual(figuresOf(first, second).map(({ one, by }) => [one.id, by]), [['b', 2], ['a', 0], ['c', 0]]);
});
