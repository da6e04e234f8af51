import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventMarks } from '../src/layout/events.js';
import { overlap } from '../src/layout/labels.js';
import { trend } from '../src/layout/trend.js';
import { measure, random } from './geometry.mjs';

const DAY = 86400000;
const START = Date.parse('2025-01-01');
const isoDay = k => new Date(START + k * DAY).toISOString().slice(0, 10);
const onYear = time => 50 + ((time - START) / DAY) * 2;
const options = (extra = {}) => ({ on: onYear, range: [50, 780], box: [50, 820], rows: 3, top: 42, measure, ...extra });
const places = plan => plan.labels.map(({ x, y, anchor, text }) => {
  const w = measure(text, 11);
  return { x: anchor === 'start' ? x : anchor === 'end' ? x - w : x - w / 2, y: y - 9, w, h: 11 };
});

const year = events => ({
  label: 'Letter CSAT',
  unit: '%',
  digits: 0,
  points: Array.from({ length: 12 }, (_, k) => ({ label: `M${k + 1} 2025`, start: `2025-${String(k + 1).padStart(2, '0')}-01`, value: 60 + k, low: null, high: null })),
  target: 70,
  events,
});

test('an event stands between the starts of two periods, as far along as its date', () => {
  const plan = trend(year([{ date: '2025-03-17', label: 'New letter' }]), { width: 900, measure });
  const [march, april] = [plan.dots[2].x, plan.dots[3].x];
  assert.ok(Math.abs(plan.events.lines[0].x - (march + ((april - march) * 16) / 31)) < 0.01);
  assert.equal(plan.events.labels[0].text, 'New letter');
});

test('events before the first period and after the last one are left to the list', () => {
  const plan = trend(year([{ date: '2024-06-01', label: 'Long ago' }, { date: '2027-01-01', label: 'To come' }]), { width: 900, measure });
  assert.deepEqual(plan.events.lines, []);
  assert.equal(plan.height, 400);
});

test('points without dates and a trend of one point have no place for events', () => {
  const data = year([{ date: '2025-03-17', label: 'New letter' }]);
  assert.deepEqual(trend({ ...data, points: data.points.map(p => ({ ...p, start: '' })) }, { width: 900, measure }).events.lines, []);
  assert.deepEqual(trend({ ...data, points: data.points.slice(0, 1) }, { width: 900, measure }).events.lines, []);
});

test('words that do not fit to the right of their line stand to its left', () => {
  const { labels } = eventMarks([{ date: isoDay(364), label: 'A new tariff for everybody' }], options());
  assert.equal(labels[0].anchor, 'end');
});

test('words that would meet stand in rows of their own, and the plot begins below them', () => {
  const one = trend(year([{ date: '2025-05-01', label: 'New letter' }]), { width: 900, measure });
  const two = trend(year([{ date: '2025-05-01', label: 'New letter' }, { date: '2025-05-03', label: 'Old letter back' }, { date: '2025-05-09', label: 'A third one' }]), { width: 900, measure });
  assert.equal(two.events.numbered, false);
  assert.ok(two.height > one.height);
});

test('more events than have room show their numbers in the order of the list, close ones together', () => {
  const events = [...Array.from({ length: 9 }, (_, k) => ({ date: isoDay(100 + k), label: 'A rather long story about a release' })), { date: isoDay(300), label: 'Another' }];
  const plan = eventMarks(events, options());
  assert.equal(plan.numbered, true);
  assert.deepEqual(plan.labels.map(l => l.text), ['1–9', '10']);
  assert.equal(plan.lines.length, 10);
});

test('numbers count every event of the list, drawn or not', () => {
  const events = [{ date: '2020-01-01', label: 'Before' }, ...[10, 12, 14, 16].map(k => ({ date: isoDay(k * 10), label: 'Words that go on and on, '.repeat(5) }))];
  assert.deepEqual(eventMarks(events, options()).labels.map(l => l.text), ['2', '3', '4', '5']);
});

test('words and numbers of events never meet each other, nor the line of another event', () => {
  const next = random(5);
  let worded = 0;
  for (let round = 0; round < 300; round += 1) {
    const events = Array.from({ length: 1 + Math.floor(next() * 8) }, () => ({ date: isoDay(Math.floor(next() * 365)), label: 'Event '.repeat(1 + Math.floor(next() * 4)) }));
    const plan = eventMarks(events, options());
    const rects = places(plan);
    if (!plan.numbered) worded += 1;
    rects.forEach((a, k) => {
      assert.ok(a.x >= 50 && a.x + a.w <= 820);
      rects.slice(k + 1).forEach(b => assert.ok(!overlap(a, b), `${round}`));
      plan.lines.forEach(line => assert.ok(line.x <= a.x || line.x >= a.x + a.w || line.y > a.y + a.h, `${round}`));
    });
  }
  assert.ok(worded > 100, `${worded}`);
});
