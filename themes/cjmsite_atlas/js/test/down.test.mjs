import assert from 'node:assert/strict';
import { test } from 'node:test';
import { down } from '../src/layout/down.js';
import { fall } from '../src/layout/fall.js';
import { flow } from '../src/layout/flow.js';
import { overlap } from '../src/layout/labels.js';
import { parts } from '../src/page/paper.js';
import { journey, measure, PERSONAS, random } from './geometry.mjs';

/* The journey from top to bottom, for a window as narrow as a phone. */
const staged = data => {
  let [stage, left] = [0, data.stages[0].steps];
  for (const step of data.steps) {
    if (!left) left = data.stages[stage += 1].steps;
    left -= 1;
    step.stage = stage;
  }
  return data;
};

const small = {
  personas: PERSONAS,
  stages: [{ title: 'Waits', steps: 2 }, { title: 'Goes', steps: 1 }],
  steps: [
    { id: 'opens', title: 'Opens it', stage: 0, emotion: { nora: -2, tom: 2 }, quote: 'So much?', wait: 7200, time: 600 },
    { id: 'asks', title: 'Asks', stage: 0, emotion: { nora: 0 }, time: 3000 },
    { id: 'goes', title: 'Goes', stage: 1, emotion: { nora: 2 } },
  ],
};

test('on a phone the story runs down the page, −2 left and +2 right, its words beside the curve', () => {
  const plan = down(small, { width: 358, measure });
  assert.deepEqual([plan.axis.map(tick => tick.x), plan.textX], [[18, 71.7, 125.4], 145.4]);
  assert.deepEqual(plan.stops.map(stop => [stop.y, stop.height]), [[60, 60], [120, 43], [197, 43]]);
  assert.deepEqual(plan.bands.map(band => [band.y, band.height]), [[26, 137], [163, 77]]);
  assert.equal(plan.height, 246);
  assert.deepEqual(plan.stops[0].quote, ['“So much?”']);
  assert.match(plan.curves[0].d, /^M78,18C/u, 'x runs along the way, y from −2 to +2');
});

test('what takes long is long down the page too, and all words have their room', () => {
  const plan = down(small, { width: 358, measure, timed: true });
  assert.deepEqual(plan.waits.map(wait => wait.text), ['2\u00a0h of waiting']);
  const [wait] = plan.waits;
  assert.ok(wait.y2 - wait.y1 > 2 * plan.stops[1].height);
  assert.equal(plan.ticks[0].text, 'Start');
  assert.deepEqual(down({ ...small, steps: small.steps.map(({ wait: _, time: __, ...step }) => step) }, { width: 358, measure, timed: true }), { empty: true });
});

test('down the page no words leave the drawing or stand on each other, from either side, at any width', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const data = staged(journey(1 + (seed * 7) % 40, seed, 1 + seed % 7));
    const next = random(seed);
    for (const step of data.steps) Object.assign(step, next() > 0.5 ? { wait: Math.round(next() * 500000) } : {}, { time: 60 });
    const [width, rtl, timed] = [[288, 358, 600][seed % 3], seed % 2 === 1, seed % 4 > 1];
    const plan = down(data, { width, measure, rtl, timed, shots: [0, 3] });
    plan.stops.forEach((stop, k) => {
      const rows = stop.title.length + stop.quote.length + stop.notes.length;
      assert.ok(stop.textY + (rows - 1) * 17 <= stop.y + stop.height, `seed ${seed}: words of step ${k} end in it`);
      assert.ok(!k || stop.y >= plan.stops[k - 1].y + plan.stops[k - 1].height - 0.01, `seed ${seed}: steps follow each other`);
      if (stop.shot) assert.ok(stop.shot.y + stop.shot.height <= stop.y + stop.height && stop.shot.x >= 0 && stop.shot.x + stop.shot.width <= width, `seed ${seed}: the picture too`);
      for (const text of [...stop.title, ...stop.quote]) assert.ok((rtl ? plan.textX - measure(text, 12) : width - plan.textX - measure(text, 12)) >= 0, `seed ${seed}: ${text}`);
    });
    assert.ok(plan.height >= plan.stops.at(-1).y + plan.stops.at(-1).height);
    assert.equal(plan.axis[0].x < plan.axis[2].x, true, '−2 is left in every language');
  }
});

test('the flow falls from stage to stage, branches beside each other, what passes by right and loops left', () => {
  const ways = [{ from: 0, to: 1, type: 'next', note: '', share: null }, { from: 0, to: 2, type: 'alt', note: '12 %', share: 0.12 }, { from: 1, to: 3, type: 'next', note: '', share: null }, { from: 3, to: 0, type: 'loop', note: 'again', share: null }, { from: 3, to: null, type: 'exit', text: 'Leaves', note: '5 %', share: 0.05 }];
  const steps = Array.from({ length: 5 }, (_, k) => ({ id: `s${k}`, title: `Step ${k}`, stage: k > 2 ? 1 : 0, mean: 0 }));
  const plan = fall({ stages: [{ title: 'A', steps: 3 }, { title: 'B', steps: 2 }], steps, ways }, { measure, width: 358 });
  assert.deepEqual(plan.nodes.map(node => [node.x, node.y, node.w]), [[32, 34, 316], [32, 136, 152], [196, 136, 152], [32, 272, 316], [32, 408, 316]]);
  assert.deepEqual(plan.bands.map(band => [band.y, band.height]), [[0, 238], [238, 272]]);
  assert.ok(plan.edges.find(edge => edge.type === 'loop').x < 100 && plan.edges.find(edge => edge.text === '12 %').start);
  assert.deepEqual(plan.exits.map(exit => [exit.text, exit.note]), [['Leaves', '5 %']]);
});

test('down the page the feeling stands on a line in each wide box, all at one place, and below no words', () => {
  const steps = [-2, 0, 2, null].map((mean, k) => ({ id: `s${k}`, title: `Step ${k}`, stage: 0, mean, channelName: 'A channel with a very long name indeed' }));
  const { nodes } = fall({ stages: [{ title: 'A', steps: 4 }], steps }, { measure, width: 774 });
  assert.equal(new Set(nodes.map(node => `${node.scale.x1} ${node.scale.x2}`)).size, 1);
  const [{ scale: { x1, x2 } }] = nodes;
  assert.deepEqual(nodes.map(node => node.at), [x1, (x1 + x2) / 2, x2, null]);
  for (const node of nodes) assert.ok(node.x + 10 + measure(node.foot, 11) < x1 - 6 && x2 + 6 < node.x + node.w - 8 - measure(node.value, 11), node.foot);
  const compared = { from: [-2, 0, 2, null], to: [0, 0, 0, 0] };
  assert.ok(fall({ stages: [{ title: 'A', steps: 4 }], steps }, { measure, width: 774, compared }).nodes.every(node => node.at === null), 'two feelings are told in numbers');
});

test('down the page no box meets another or leaves the drawing, and no words stand on a box', () => {
  for (let seed = 1; seed < 40; seed += 1) {
    const data = staged(journey(2 + (seed * 7) % 40, seed));
    const n = data.steps.length;
    const next = random(seed);
    const some = limit => Math.floor(next() * limit);
    const ways = Array.from({ length: 6 }, () => ({ from: some(n), to: some(4) ? some(n) : null, type: 'alt', text: 'Goes to somebody else', note: `${some(40)} %`, share: null })).filter(way => way.from !== way.to);
    for (const way of ways) way.type = way.to === null ? 'exit' : way.to < way.from ? 'loop' : 'alt';
    const plan = fall({ ...data, ways }, { measure, width: 358 });
    plan.nodes.forEach((a, k) => {
      assert.ok(a.x >= 0 && a.x + a.w <= plan.width && a.y + a.h <= plan.height, `seed ${seed}`);
      plan.nodes.slice(k + 1).forEach(b => assert.ok(!overlap(a, b), `seed ${seed}: boxes`));
    });
    const words = [...plan.edges.filter(edge => edge.text).map(edge => ({ ...edge, w: measure(edge.text, 11) })), ...plan.exits.map(exit => ({ ...exit, w: measure(`${exit.text}, ${exit.note}`, 11) }))];
    for (const { x, y, w, end } of words) {
      const box = { x: end ? x - w : x, y: y - 9, w, h: 9 };
      for (const node of plan.nodes) assert.ok(!overlap(box, node), `seed ${seed}: words on a box`);
    }
  }
});

test('a short flow stands in the middle of its place and its stages reach the edges', () => {
  const steps = [0, 1].map(k => ({ id: `s${k}`, title: `Step ${k}`, stage: k, mean: 0 }));
  const plan = flow({ stages: [{ title: 'A', steps: 1 }, { title: 'B', steps: 1 }], steps }, { measure, width: 1200, tall: 500 });
  assert.equal(Math.round(plan.height), 500);
  assert.deepEqual([plan.bands[0].x, plan.bands[1].x + plan.bands[1].width], [0, 1200]);
  const [left, right] = [plan.nodes[0].x, 1200 - plan.nodes[1].x - plan.nodes[1].w];
  assert.ok(Math.abs(left - right) < 1);
});

/* ---- paper ---- */
test('the columns of a matrix are parted so that each part fits its sheet and none is nearly empty', () => {
  for (let seed = 1; seed < 60; seed += 1) {
    const next = random(seed);
    const widths = Array.from({ length: 1 + seed % 22 }, () => [44, 84, 124, 184, 264, 360][Math.floor(next() * 6)]);
    const all = parts(widths, 1307);
    assert.deepEqual(all.flat(), widths.map((_, k) => k));
    const used = all.map(part => part.reduce((sum, k) => sum + widths[k], 0));
    assert.ok(used.every(sum => sum <= 1307), `seed ${seed}: ${used}`);
    assert.ok(all.length < 3 || Math.min(...used) > 300, `seed ${seed}: ${used}`);
  }
});
