import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overlap } from '../src/layout/labels.js';
import { spark } from '../src/layout/spark.js';
import { trend } from '../src/layout/trend.js';
import { feeling, numberFormat, signed, tone } from '../src/words.js';
import { measure, random } from './geometry.mjs';

const months = (values, extra = {}) => ({
  label: 'Letter CSAT',
  unit: '%',
  domain: [0, 100],
  digits: 1,
  direction: 'up',
  target: 80,
  warn: 70,
  points: values.map((value, k) => ({
    label: `${['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][k % 12]} ${2025 + Math.floor(k / 12)}`,
    start: `${2025 + Math.floor(k / 12)}-${String((k % 12) + 1).padStart(2, '0')}-01`,
    value,
    low: value === null ? null : value - 4,
    high: value === null ? null : value + 4,
    n: 120,
  })),
  ...extra,
});

test('a sparkline has this geometry, its target inside the range', () => {
  assert.deepEqual(spark({ values: [10, 20, 15], target: 30 }), {
    width: 100, height: 32, d: 'M0,28L50,16L100,22', target: 4, end: { x: 100, y: 22 },
  });
});

test('an axis ends where the scale does, whatever numbers are round', () => {
  for (const [values, domain] of [[[1.2, 4.9], [1, 5]], [[1.3, 6.8], [1, 7]], [[-100, 98], [-100, 100]]]) {
    const data = months(values, { unit: '', target: null, warn: null, domain });
    const plan = trend({ ...data, points: data.points.map(p => ({ ...p, low: null, high: null })) }, { width: 900, measure });
    const ticks = plan.ticks.map(t => Number(t.text.replace('−', '-')));
    assert.ok(Math.min(...ticks) >= domain[0] && Math.max(...ticks) <= domain[1], `${ticks} in ${domain}`);
    assert.ok(plan.ticks.every(t => t.y <= plan.height - 36), 'above the time axis');
  }
});

test('the word and the tone of a feeling go by the number that stands beside it', () => {
  assert.deepEqual([-0.25, -0.3, -0.2, 0.25, 0, -1.46].map(v => [signed(v), feeling(v), tone(v)]), [
    ['−0.3', 'low', 'neg'], ['−0.3', 'low', 'neg'], ['−0.2', 'neutral', ''], ['+0.3', 'good', 'pos'], ['0', 'neutral', ''], ['−1.5', 'very low', 'neg'],
  ]);
});

test('a missing value breaks the sparkline; the end is the last value there is', () => {
  const plan = spark({ values: [1, 2, null, 3, null] });
  assert.equal(plan.d, 'M0,28L25,16M75,4h0');
  assert.deepEqual(plan.end, { x: 75, y: 4 });
});

test('sparklines of no value, one value and equal values do not fail', () => {
  assert.equal(spark({ values: [] }).end, null);
  assert.equal(spark({ values: [null, null], target: null }).d, '');
  assert.deepEqual(spark({ values: [7] }).end, { x: 100, y: 16 });
  assert.equal(spark({ values: [5, 5, 5] }).d, 'M0,16L50,16L100,16');
});

test('the trend breaks where a value is missing and says so', () => {
  const plan = trend(months([71, 72, null, 74, 75]), { width: 900, measure });
  assert.equal(plan.line.match(/M/gu).length, 2);
  assert.equal(plan.hidden.length, 1);
  assert.match(plan.hidden[0].name, /Mar 2025: not shown/u);
  assert.ok(plan.legend.some(item => /too few/u.test(item.text)));
});

test('a point between two gaps keeps its dot and gets its interval as a bar', () => {
  const plan = trend(months([null, 72, null]), { width: 900, measure });
  assert.equal(plan.line, '');
  assert.equal(plan.dots.length, 1);
  assert.equal(plan.area.bars.length, 1);
});

test('a trend without values is empty and says so', () => {
  for (const values of [[], [null, null]]) {
    const plan = trend(months(values), { width: 900, measure });
    assert.equal(plan.empty, true);
    assert.match(plan.summary, /no values/u);
  }
});

test('one point stands in the middle of the chart', () => {
  const plan = trend(months([71]), { width: 900, measure });
  assert.ok(plan.dots[0].x > 300 && plan.dots[0].x < 600);
});

test('equal values, zero and no target do not fail', () => {
  const plan = trend(months([0, 0, 0], { target: null, warn: null }), { width: 900, measure });
  assert.ok(plan.dots.every(d => Number.isFinite(d.y)));
  assert.equal(plan.dots[0].miss, false);
});

test('percentages never get an axis below 0 or above 100', () => {
  const plan = trend(months([3, 98], { points: months([3, 98]).points.map(p => ({ ...p, low: Math.max(0, p.low), high: Math.min(100, p.high) })) }), { width: 900, measure });
  const values = plan.ticks.map(t => parseFloat(t.text));
  assert.ok(Math.min(...values) >= 0 && Math.max(...values) <= 100, String(values));
});

test('a point misses when it is on the wrong side of the watch line, whichever side that is', () => {
  assert.deepEqual(trend(months([69, 75]), { width: 900, measure }).dots.map(d => d.miss), [true, false]);
  assert.deepEqual(trend(months([69, 75], { direction: 'down', target: 60, warn: 70 }), { width: 900, measure }).dots.map(d => d.miss), [false, true]);
});

test('the sentence names the span, the extremes and the target', () => {
  assert.equal(
    trend(months([71.2, 68, 80]), { width: 900, measure }).summary,
    'Letter CSAT, Jan 2025 to Mar 2025: latest 80.0\u00a0%, highest 80.0\u00a0% in Mar 2025, lowest 68.0\u00a0% in Feb 2025, target 80.0\u00a0%.',
  );
});

test('the legend says how sure the interval is, and names the lines where no words stand beside the chart', () => {
  const data = months([71, null, 74], { confidence: '90\u00a0%' });
  assert.deepEqual(trend(data, { width: 900, measure }).legend.map(item => item.text), ['Shaded: 90\u00a0% interval', 'Not shown: no value, or too few answers']);
  for (const width of [240, 320, 500]) {
    const { legend, events, ticks } = trend({ ...data, events: [{ date: '2025-02-02', label: 'New letter' }] }, { width, measure });
    assert.deepEqual(legend.slice(2).map(item => item.text), ['Target 80', 'Watch below 70']);
    const places = legend.map(item => ({ x: item.x, y: item.y - 12, w: 24 + measure(item.text, 12), h: 14 }));
    places.forEach((a, k) => places.slice(k + 1).forEach(b => assert.ok(!overlap(a, b))));
    assert.ok(events.lines[0].y > legend.at(-1).y && events.labels[0].y < Math.min(...ticks.map(t => t.y)));
  }
});

test('a week is its first day on the axis, and has a small letter within the sentence and a large one before its value', () => {
  const weeks = [['week of 2 Jun 2025', '2 Jun 2025', '2025-06-02'], ['week of 9 Jun 2025', '9 Jun 2025', '2025-06-09']];
  const plan = trend(months([], { points: weeks.map(([label, tick, start], k) => ({ label, tick, start, value: 70 + k })) }), { width: 900, measure });
  assert.deepEqual(plan.times.map(t => t.text), ['2 Jun 2025', '9 Jun']);
  assert.match(plan.summary, /lowest 70.0\u00a0% in week of 2 Jun 2025/u);
  assert.match(plan.dots[0].name, /^Week of 2 Jun 2025: 70/u);
});

test('numbers follow the language of the page and minus is a minus', () => {
  assert.match(trend(months([71.5, 72]), { width: 900, measure, lang: 'de' }).summary, /72,0/u);
  assert.equal(signed(-1.55), '−1.6');
  assert.equal(signed(0.04), '0');
});

test('labels beside the chart and below it never overlap, whatever the values', () => {
  const next = random(3);
  for (let round = 0; round < 200; round += 1) {
    const count = 2 + Math.floor(next() * 60);
    const data = months(Array.from({ length: count }, () => (next() > 0.15 ? Math.round(next() * 900) / 10 + 5 : null)), { target: next() * 100, warn: next() * 100 });
    for (const width of [320, 640, 1300]) {
      const plan = trend(data, { width, measure });
      if (plan.empty) continue;
      plan.beside.forEach((a, k) => plan.beside.slice(k + 1).forEach(b => assert.ok(Math.abs(a.y - b.y) >= (a.h + b.h) / 2 - 0.1)));
      const times = plan.times.map(t => ({ x: t.x - measure(t.text, 11) / 2, y: t.y, w: measure(t.text, 11), h: 11 }));
      times.forEach((a, k) => times.slice(k + 1).forEach(b => assert.ok(!overlap(a, b), `${width} px, ${count} points`)));
    }
  }
});

test('small numbers are written as the page says, the same as by the language itself', async () => {
  globalThis.document = { documentElement: { lang: 'de', dataset: { decimal: ',' } } };
  const inPage = await import('../src/words.js?in-a-page');
  delete globalThis.document;
  for (const [digits, least] of [[0, 0], [1, 1], [1, 0], [2, 2], [2, 0]]) {
    const [here, there] = [inPage, { numberFormat }].map(words => words.numberFormat('de', digits, least));
    for (const value of [0, 2, -2, 1.5, -1.25, 0.25, 99.95, 71.249, 998.4, 999.9, 1204.5, -12345.6]) assert.equal(here(value), there(value));
  }
  assert.equal(inPage.numberFormat('de', 1)(-0.04), '0,0');
  assert.equal(inPage.signed(-1.5), '−1,5');
});
