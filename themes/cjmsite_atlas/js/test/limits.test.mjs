import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitLegend, limitLines, rings } from '../src/layout/limits.js';
import { trend } from '../src/layout/trend.js';
import { measure } from './geometry.mjs';

const series = (values, signals, extra = {}) => ({
  label: 'NPS', unit: '', digits: 0, direction: 'up', target: null, warn: null, domain: [-100, 100], limits: [20, 40],
  points: values.map((value, k) => ({
    label: `Month ${k}`, start: `2025-${String(k + 1).padStart(2, '0')}-01`, value, low: null, high: null, n: 50, signal: signals.includes(k),
  })),
  ...extra,
});

test('a point beyond routine is ringed, with the limits that it breaks', () => {
  const plan = trend(series([30, 31, 29, 70], [3]), { width: 900, measure });
  assert.equal(plan.rings.length, 1);
  assert.deepEqual(plan.rings[0], { x: plan.dots[3].x, y: plan.dots[3].y });
  assert.deepEqual(plan.lines.map(line => line.kind), ['limit', 'limit']);
  assert.match(plan.dots[3].name, /, beyond routine$/u);
  assert.deepEqual(plan.legend.map(item => item.kind), ['ring', 'limit']);
});

test('without such a point neither rings nor limits are drawn', () => {
  const plan = trend(series([30, 31, 29, 33], []), { width: 900, measure });
  assert.deepEqual([plan.rings, plan.lines, plan.legend], [[], [], []]);
});

test('a limit outside the scale has no line, and a missing point no ring', () => {
  const data = { limits: [-20, 80], points: [{ signal: true }] };
  const lines = limitLines(data, { domain: [0, 100], y: v => v, x1: 0, x2: 9 });
  assert.deepEqual(lines, [{ kind: 'limit', y: 80, x1: 0, x2: 9 }]);
  assert.deepEqual(rings([{ x: 1, y: null, signal: true }, { x: 2, y: 3, signal: false }, { x: 4, y: 5, signal: true }]), [{ x: 4, y: 5 }]);
  assert.deepEqual(limitLegend({ limits: null, points: data.points }).map(item => item.kind), ['ring']);
});
