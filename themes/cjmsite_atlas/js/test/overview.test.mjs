import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meanOf } from '../src/layout/emotion.js';
import { clip, fit, overlap, spread, wrap } from '../src/layout/labels.js';
import { overview, windowOf } from '../src/layout/overview.js';
import { journey, measure, PERSONAS, random } from './geometry.mjs';

const small = {
  personas: PERSONAS,
  stages: [{ id: 'a', title: 'Awareness', steps: 2 }, { id: 'd', title: 'Decision', steps: 1 }],
  steps: [
    { id: 'opens', title: 'Opens the letter', emotion: { nora: -1, tom: -2 }, mean: -1.5, quote: 'I read it three times.' },
    { id: 'asks', title: 'Asks a friend', emotion: { nora: 1 }, mean: 1, thought: 'Is it worth it?' },
    { id: 'signs', title: 'Signs', emotion: { nora: 1, tom: 1 }, mean: 1 },
  ],
};

test('the strip of a small journey has this geometry', () => {
  const plan = overview(small, { width: 720, measure, head: 120 });
  assert.equal(plan.dx, 200);
  assert.deepEqual(plan.bands.map(b => [b.x, b.width, b.title, b.alt]), [[121, 398, '1  Awareness', false], [521, 198, '2  Decision', true]]);
  assert.deepEqual(plan.axis.map(a => [a.value, a.y]), [[2, 84], [0, 143], [-2, 202]]);
  assert.equal(plan.curves[0].d, 'M220,172.5C286.667,143,353.333,113.5,420,113.5C486.667,113.5,553.333,113.5,620,113.5');
  assert.equal(plan.curves[1].d, '', 'a gap on the only step between two values leaves no line');
  assert.deepEqual(plan.stops.map(s => s.name), ['Opens the letter: Nora −1, Tom −2', 'Asks a friend: Nora +1', 'Signs: Nora +1, Tom +1']);
  assert.equal(plan.summary, 'Emotion over 3 steps. Highest: Asks a friend, +1. Lowest: Opens the letter, −1.5.');
  assert.deepEqual(plan.labels.map(l => l.text), ['“I read it three times.”', 'Is it worth it?']);
});

test('the lowest step is named beside its quotation', () => {
  assert.equal(overview(small, { width: 720, measure }).labels[0].sub, 'Opens the letter, −1.5');
});

test('a page read from the right gets the mirrored strip', () => {
  const ltr = overview(small, { width: 720, measure });
  const rtl = overview(small, { width: 720, measure, rtl: true });
  ltr.bands.forEach((b, k) => assert.equal(rtl.bands[k].x + b.x + b.width, 720));
  ltr.stops.forEach((s, k) => assert.equal(rtl.stops[k].x + s.x + s.width, 720));
});

test('no steps, one step and steps without feelings make a strip without labels that does not fail', () => {
  const empty = overview({ personas: PERSONAS, stages: [], steps: [] }, { width: 800, measure });
  assert.deepEqual([empty.labels, empty.stops, empty.bands], [[], [], []]);
  const one = overview({ personas: PERSONAS, stages: [{ title: 'A', steps: 1 }], steps: [{ id: 'a', title: 'A', emotion: { nora: 1 } }] }, { width: 800, measure });
  assert.equal(one.stops.length, 1);
  assert.equal(one.summary, 'Emotion over 1 step. It is +1.');
  const silent = overview({ personas: PERSONAS, stages: [{ title: 'A', steps: 2 }], steps: [{ id: 'a', title: 'A' }, { id: 'b', title: 'B', emotion: {} }] }, { width: 800, measure });
  assert.equal(silent.labels.length, 0);
  assert.match(silent.summary, /Nothing is said/u);
});

test('two that are compared are told as two, in the sentence and at each step', () => {
  const steps = [{ id: 'a', title: 'A' }, { id: 'b', title: 'B' }];
  const found = { names: ['Now', 'Then'], from: [-1, 1], to: [2, null], changes: [{ k: 0, by: 3 }] };
  const plan = overview({ personas: [], stages: [{ title: 'S', steps: 2 }], steps }, { width: 800, measure, compared: found });
  assert.equal(plan.summary, 'Emotion over 2 steps, Now and Then. 1 step differs, most A: −1 and +2.');
  assert.deepEqual(plan.stops.map(stop => stop.name), ['A: Now −1, Then +2', 'B: Now +1']);
  const same = overview({ personas: [], stages: [{ title: 'S', steps: 2 }], steps }, { width: 800, measure, compared: { ...found, changes: [] } });
  assert.match(same.summary, /No step differs/u);
});

test('labels never overlap one another, a mark, or the edges, whatever the journey', () => {
  let drawn = 0;
  for (let seed = 1; seed <= 300; seed += 1) {
    const count = 1 + (seed * 7) % 40;
    const width = 500 + (seed * 37) % 1100;
    const plan = overview(journey(count, seed, 1 + seed % 4), { width, measure, rtl: seed % 5 === 0 });
    const marks = plan.stops.flatMap(s => s.marks.map(m => ({ x: m.x - m.r, y: m.y - m.r, w: 2 * m.r, h: 2 * m.r })));
    plan.labels.forEach((a, k) => {
      drawn += 1;
      assert.ok(a.x >= 0 && a.x + a.w <= width && a.y >= 26 && a.y + a.h <= plan.height, `seed ${seed}: inside`);
      for (const b of plan.labels.slice(k + 1)) assert.ok(!overlap(a, b), `seed ${seed}: “${a.text}” meets “${b.text}”`);
      for (const mark of marks) assert.ok(!overlap(a, mark), `seed ${seed}: a mark in “${a.text}”`);
    });
  }
  assert.ok(drawn > 400, `only ${drawn} labels found a place`);
});

test('stage names never run out of their bands', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const plan = overview(journey(40, seed), { width: 900, measure });
    for (const band of plan.bands) assert.ok(band.title === '' || measure(band.title, 15) <= band.width - 18 + 0.01, band.title);
  }
});

test('rows of wrapped text are balanced and lose no word', () => {
  const text = 'She let the kids jump on it and it was sold in a minute';
  const rows = wrap(text, 12, 150, measure);
  assert.equal(rows.join(' '), text);
  assert.ok(rows.every(row => measure(row, 12) <= 150));
});

test('text is cut at a word', () => {
  assert.equal(clip('I read it three times, and then again', 24), 'I read it three times…');
  assert.equal(clip('short', 24), 'short');
  assert.ok(clip('x'.repeat(80), 24).length <= 24);
});

test('an emoji is never halved, however narrow its place', () => {
  const text = '😶🛫'.repeat(30);
  for (let most = 3; most < 20; most += 1) assert.ok(clip(text, most).isWellFormed(), `${most} letters`);
  for (let room = 8; room < 120; room += 7) {
    const rows = fit(text, 12, room, measure);
    assert.ok(rows.every(row => row.isWellFormed()), `${room} px`);
    assert.equal(rows.join('').replaceAll('-', ''), text, 'and none is lost');
  }
});

test('rows that are spread keep their order, do not overlap and stay near', () => {
  const next = random(5);
  for (let round = 0; round < 100; round += 1) {
    const rows = spread(Array.from({ length: 3 }, () => ({ y: next() * 300, h: 20 })), [0, 320]);
    for (const [k, row] of rows.entries()) {
      if (k) assert.ok(row.y - rows[k - 1].y >= 20 - 1e-9);
      assert.ok(row.y >= 10 - 1e-9 && row.y <= 310 + 1e-9);
    }
  }
});

test('the window bar shows the columns in view and is absent when all are', () => {
  const plan = { width: 1120, height: 276, left: 120, rtl: false };
  const map = { view: 620, head: 120, column: 100, first: 0, steps: 10 };
  assert.deepEqual(windowOf(plan, { ...map, scroll: 0 }), { x: 120, y: 273, width: 500, height: 3 });
  assert.deepEqual(windowOf(plan, { ...map, scroll: 500 }), { x: 620, y: 273, width: 500, height: 3 });
  assert.deepEqual(windowOf({ ...plan, rtl: true }, { ...map, scroll: -500 }), { x: 0, y: 273, width: 500, height: 3 });
  assert.equal(windowOf(plan, { ...map, view: 1120, scroll: 0 }), null);
  const third = { scroll: 0, view: 1120, head: 120, column: 500, first: 4, steps: 10 };
  assert.deepEqual(windowOf(plan, third), { x: 520, y: 273, width: 200, height: 3 }, 'of a stage alone its own columns');
});

test('the lowest and the highest step are named on a strip of any journey, with fewer words where there is little room', () => {
  let short = 0;
  for (let seed = 1; seed <= 40; seed += 1) {
    const data = journey(12 + (seed % 30), seed);
    const means = data.steps.map(meanOf);
    const said = means.filter(mean => mean !== null);
    if (Math.min(...said) === Math.max(...said)) continue;
    const plan = overview(data, { width: 1360, measure });
    for (const extreme of [Math.min(...said), Math.max(...said)]) {
      const at = plan.left + (means.indexOf(extreme) + 0.5) * plan.dx;
      const label = plan.labels.find(one => Math.abs(one.at.x - at) < 0.01);
      assert.ok(label, `seed ${seed}: ${extreme} is said`);
      short += label.sub ? 0 : 1;
    }
  }
  assert.ok(short > 0, 'some had to do with fewer words');
});

test('the name of a stage takes a second row before it is cut, and no words stand on it', () => {
  const stages = ['Noticing', 'Getting an appointment', 'Going home'].map((title, k) => ({ id: `s${k}`, title, steps: 2 }));
  const steps = Array.from({ length: 6 }, (_, k) => ({ id: `x${k}`, title: `Step ${k}`, stage: Math.floor(k / 2), emotion: { nora: k === 3 ? 2 : -1 }, mean: k === 3 ? 2 : -1, quote: 'Somebody rang, and asked how it went.' }));
  const plan = overview({ personas: PERSONAS, stages, steps }, { width: 600, measure });
  assert.deepEqual(plan.bands.map(band => [band.title, band.more]), [['1  Noticing', ''], ['2  Getting an', 'appointment'], ['3  Going home', '']]);
  assert.ok(plan.labels.length && plan.labels.every(label => label.y >= 44));
  const compared = overview({ personas: PERSONAS, stages, steps }, { width: 600, measure, compared: { names: ['A', 'B'], from: steps.map(() => 0), to: steps.map(() => 1), changes: [] } });
  assert.ok(compared.bands.every(band => !band.more), 'chips stand there');
});
