import assert from 'node:assert/strict';
import { test } from 'node:test';
import { down } from '../src/layout/down.js';
import { fall } from '../src/layout/fall.js';
import { flow, flowFits } from '../src/layout/flow.js';
import { overlap } from '../src/layout/labels.js';
import { story, storyFits } from '../src/layout/story.js';
import { measure, random } from './geometry.mjs';

/* What a flow does where it nearly fits, comes back to itself or is one step alone, and both views on a tablet. */
const plain = n => Array.from({ length: n }, (_, k) => ({ id: `s${k}`, title: `Does the thing ${k}`, stage: 0, emotion: { nora: 0 }, mean: 0 }));
const stages = n => [{ title: 'S', steps: n }];
const words = ({ text, x, y }) => ({ x: x - measure(text, 11) / 2, y: y - 9, w: measure(text, 11), h: 10 });

test('a step that is taken again has a loop of its own below it, whose words stand on nothing', () => {
  const ways = [{ from: 1, to: 1, type: 'loop', note: 'back, 27 %', share: 0.27 }, { from: 1, to: null, type: 'exit', text: 'Gives up', note: '19 %', share: 0.19 }, { from: 2, to: 0, type: 'loop', note: 'back', share: null }];
  const { nodes, edges, exits, height } = flow({ stages: stages(3), steps: plain(3), ways }, { measure, width: 900 });
  const [eye, long] = [edges.find(edge => edge.from === edge.to), edges.find(edge => edge.from === 2 && edge.to === 0)];
  const box = nodes[1];
  assert.equal(eye.d, `M${eye.x + 12},${box.y + 64}v8a12,12,0,0,1,-24,0v-4`);
  assert.deepEqual(eye.tip, { x: eye.x - 12, y: box.y + 67, way: 'up' });
  assert.ok(eye.x - 12 > box.x && eye.x + 12 < box.x + box.w && eye.y < long.y - 12 && exits[0].y > long.y && exits[0].y < height);
  for (const other of [...nodes, words(long)]) assert.ok(!overlap(words(eye), other));
});

test('the words of short ways stand beside, above or below their boxes and never on one, however high these stand', () => {
  for (let seed = 1; seed < 60; seed += 1) {
    const next = random(seed);
    const n = 4 + seed % 7;
    const steps = plain(n).map(step => ({ ...step, emotion: { nora: Math.round(next() * 8) / 2 - 2 }, optional: next() > 0.7 }));
    const ways = steps.slice(1).map((_, k) => ({ from: k, to: k + 1, type: 'alt', note: 'alternative, 22 %', share: 0.22 })).filter(() => next() > 0.5);
    const plan = flow({ stages: stages(n), steps, ways }, { measure, width: [0, 700, 1376][seed % 3] });
    const told = plan.edges.filter(edge => edge.text).map(words);
    told.forEach((word, k) => {
      for (const node of plan.nodes) assert.ok(!overlap(word, node), `seed ${seed}`);
      told.slice(k + 1).forEach(other => assert.ok(!overlap(word, other), `seed ${seed}`));
    });
  }
});

test('a flow that nearly fits is drawn tighter; words of a way out at the edge stand on its other side', () => {
  const ways = [{ from: 9, to: null, type: 'exit', text: 'Keeps the old bank', note: 'leaves, 11 %', share: 0.11 }];
  assert.deepEqual([10, 11].map(n => flowFits(n, 1376)), [true, false]);
  const plan = flow({ stages: stages(10), steps: plain(10), ways }, { measure, width: 1376 });
  assert.equal(plan.width, 1376);
  assert.ok(plan.nodes.every(({ x, w }) => w >= 100 && x >= 24 && x + w <= 1352));
  assert.ok(plan.exits[0].end && plan.exits[0].x < plan.nodes[9].x + plan.nodes[9].w);
  assert.equal(flow({ stages: stages(11), steps: plain(11) }, { measure, width: 1376 }).nodes[0].w, 136);
});

test('a single step is a box and no empty band', () => {
  const plan = flow({ stages: stages(1), steps: plain(1) }, { measure, width: 1376, tall: 560 });
  assert.deepEqual([plan.width, plan.height, plan.zero], [244, 162, null]);
  assert.deepEqual(plan.nodes.map(({ x, y, w, h }) => [x, y, w, h]), [[24, 64, 196, 64]]);
});

test('on a tablet the story stands side by side as long as it fits, and a falling flow in the middle of the page', () => {
  assert.deepEqual([[11, 774], [12, 774], [40, 1100]].map(([n, room]) => storyFits(n, room)), [true, false, true]);
  assert.equal(story({ personas: [], stages: stages(11), steps: plain(11) }, { width: 774, measure }).width, 774);
  const low = down({ personas: [{ id: 'nora', cls: 'p1', short: 'Nora' }], stages: stages(12), steps: plain(12) }, { width: 774, measure });
  assert.deepEqual([low.axis.map(tick => tick.x), low.textX], [[18, 141.84, 265.68], 285.68]);
  const ways = [{ from: 0, to: 2, type: 'alt', note: '', share: null }, { from: 4, to: 1, type: 'loop', note: '', share: null }];
  const { nodes, width, bands } = fall({ stages: stages(5), steps: plain(5), ways }, { measure, width: 774 });
  assert.equal(width, 774);
  assert.ok(nodes.every(({ w }) => w <= 300) && bands.every(band => band.width === 774));
  const [left, right] = [Math.min(...nodes.map(node => node.x)), Math.max(...nodes.map(node => node.x + node.w))];
  assert.ok(Math.abs(left + right - 774) < 1);
});
