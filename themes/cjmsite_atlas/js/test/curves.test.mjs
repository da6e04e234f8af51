import assert from 'node:assert/strict';
import { test } from 'node:test';
import { laneY, meanOf, miniCurve } from '../src/layout/emotion.js';
import { marker, nest } from '../src/layout/marks.js';
import { band, curve } from '../src/layout/path.js';
import { random } from './geometry.mjs';

test('the emotion lane puts +2 at 24, 0 at 84 and −2 at 144, and keeps what is beyond inside', () => {
  assert.deepEqual([2, 0, -2, 3, -9].map(laneY), [24, 84, 144, 24, 144]);
});

test('a curve has level peaks and lows; a gap breaks it, and a value alone between two gaps draws no line', () => {
  const through = ys => curve(ys.map((y, x) => ({ x, y })));
  assert.equal(through([54, 114, 84]).d, 'M0,54C0.333,84,0.667,114,1,114C1.333,114,1.667,99,2,84');
  const { d, single } = through([54, 24, null, 84, null, 114, 144]);
  assert.equal(d, 'M0,54L1,24M5,114L6,144');
  assert.deepEqual(single, [{ x: 3, y: 84 }]);
  assert.equal(through([]).d, '');
});

test('a curve never leaves the range of the two values it joins', () => {
  const next = random(11);
  for (let round = 0; round < 200; round += 1) {
    const points = Array.from({ length: 40 }, (_, k) => ({ x: k * 30, y: Math.round(next() * 100) }));
    for (const { x, y } of curve(points).samples()) {
      const k = Math.min(38, Math.floor(x / 30 - 1e-9) < 0 ? 0 : Math.floor(x / 30 - 1e-9));
      const [a, b] = [points[k].y, points[k + 1].y];
      assert.ok(y >= Math.min(a, b) - 0.01 && y <= Math.max(a, b) + 0.01, `${y} between ${a} and ${b}`);
    }
  }
});

test('an interval that is known for one point only comes back as a bar', () => {
  const plan = band([{ x: 0, low: 5, high: 1 }, { x: 1, low: null, high: null }]);
  assert.equal(plan.d, '');
  assert.equal(plan.single.length, 1);
});

test('the mean of a step is the given one, else computed from what is said, else nothing', () => {
  assert.equal(meanOf({ mean: 0.5, emotion: { a: 2 } }), 0.5);
  assert.equal(meanOf({ mean: null, emotion: { a: 2, b: -1 } }), 0.5);
  assert.equal(meanOf({ mean: null, emotion: {} }), null);
});

test('a small curve marks its lowest point and survives gaps, one value and none', () => {
  assert.deepEqual(miniCurve([0, -1.5, null, 2]).low, { x: 81.333, y: 32 });
  assert.deepEqual(miniCurve([1]).low, { x: 120, y: 12 });
  assert.equal(miniCurve([]).low, null);
  assert.equal(miniCurve([null, null]).d, '');
});

test('ten persons have five shapes in turn', () => {
  const shapes = Array.from({ length: 10 }, (_, k) => marker(`p${k + 1}`, 0, 0));
  assert.equal(new Set(shapes.slice(0, 5)).size, 5);
  assert.deepEqual(shapes.slice(5), shapes.slice(0, 5));
});

test('persons on one value nest: the first is inside, the others ring it', () => {
  const marks = nest([{ cls: 'p1', value: 1 }, { cls: 'p2', value: 1 }, { cls: 'p3', value: 0 }], 10, v => v * 10);
  assert.deepEqual(marks.map(m => m.ring), [false, true, false]);
});

test('from the sixth person on one value on, rings grow no more', () => {
  const marks = nest(Array.from({ length: 10 }, (_, k) => ({ cls: `p${k + 1}`, value: 1 })), 10, v => v * 10);
  assert.deepEqual(marks.slice(4).map(m => m.r), Array(6).fill(marks[4].r));
  assert.ok(marks[4].r > marks[3].r);
});
