import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparison } from '../src/layout/compare.js';
import { laneComparison, laneY } from '../src/layout/emotion.js';
import { curve } from '../src/layout/path.js';
import { flow } from '../src/layout/flow.js';
import { edgesOf, ranksOf, reachOf } from '../src/layout/graph.js';
import { fit, overlap } from '../src/layout/labels.js';
import { slide, turnOf } from '../src/layout/slide.js';
import { story } from '../src/layout/story.js';
import { clockOf, lasting, stretch, timeline, timeTicks } from '../src/layout/time.js';
import { ring, wheel } from '../src/layout/wheel.js';
import { ordered } from '../src/page/lanes.js';
import { cuts, largest } from '../src/page/paper.js';
import { sheets } from '../src/page/sheets.js';
import { format, parse } from '../src/page/state.js';
import { span } from '../src/page/stages.js';
import { inOrder } from '../src/draw/matrix.js';
import { poster } from '../src/take/poster.js';
import { csv, field, mermaid, score } from '../src/take/texts.js';
import { journey, measure, PERSONAS, random } from './geometry.mjs';

const plain = count => Array.from({ length: count }, (_, k) => ({ id: `s${k}`, title: `S${k}`, stage: 0, emotion: {} }));
const small = {
  title: 'Small',
  state: 'current',
  personas: PERSONAS,
  stages: [{ id: 'a', title: 'Awareness', goal: 'Know', steps: 2 }, { id: 'd', title: 'Decision', goal: null, steps: 1 }],
  steps: [
    { id: 'opens', title: 'Opens the letter', stage: 0, emotion: { nora: -1, tom: -2 }, mean: -1.5, quote: 'I read it three times.', wait: 7200, time: 600 },
    { id: 'asks', title: 'Asks a friend', stage: 0, emotion: { nora: 1 }, mean: 1, thought: 'Is it worth it?', time: 3000 },
    { id: 'signs', title: 'Signs', stage: 1, emotion: { nora: 1, tom: 1 }, mean: 1, quote: null, thought: null },
  ],
  ways: [],
};

/* ---- the address ---- */
test('a word in the address is a step, and a step alone is a word', () => {
  assert.equal(parse('#opens-the-letter').step, 'opens-the-letter');
  assert.equal(format(parse('#opens-the-letter')), '#opens-the-letter');
  assert.equal(parse('').step, null);
  assert.equal(format(parse('')), '#');
});

test('what is asked for survives being written and read', () => {
  const asked = { view: 'flow', step: 'größe & co', stage: 'a', lanes: ['emotion', 'kpi'], compare: ['nora', 'tom'], without: ['tom'], present: null };
  assert.deepEqual(parse(format(asked)), asked);
  assert.equal(format({ ...asked, step: null, compare: null, without: null }), '#view=flow&stage=a&lanes=emotion,kpi');
});

test('nonsense in the address asks for the map', () => {
  for (const hash of ['#view=evil', '#%E0%A4%A', '#=', '#view=']) assert.equal(parse(hash).view, 'map');
  assert.equal(parse('#%E0%A4%A').step, null);
});

/* ---- lanes, stages, sheets ---- */
test('chosen lanes come first, in their order, and the others are hidden behind them', () => {
  assert.deepEqual(ordered(['a', 'b', 'c'], ['c', 'x', 'a']), [{ name: 'c', shown: true }, { name: 'a', shown: true }, { name: 'b', shown: false }]);
  assert.ok(ordered(['a', 'b'], null).every(lane => lane.shown));
});

test('a stage begins where the ones before it end', () => assert.deepEqual(span([{ steps: 3 }, { steps: 1 }, { steps: 4 }], 2), { first: 4, count: 4 }));

test('sheets hold whole stages and about the same number of columns, and none is too wide', () => {
  assert.deepEqual(sheets([{ steps: 3 }, { steps: 4 }, { steps: 2 }, { steps: 3 }, { steps: 2 }, { steps: 3 }]).map(s => s.map(p => p.index)), [[0, 1, 2], [3, 4, 5]]);
  assert.equal(sheets([{ steps: 4 }, { steps: 6 }]).length, 1);
  const long = sheets([{ steps: 25 }]);
  assert.deepEqual(long.map(s => s.map(p => [p.first, p.count])), [[[0, 8]], [[8, 9]], [[17, 8]]]);
  for (let seed = 1; seed <= 200; seed += 1) {
    const { stages, steps } = journey(1 + (seed * 13) % 60, seed);
    const laid = sheets(stages);
    assert.equal(laid.flat().reduce((sum, p) => sum + p.count, 0), steps.length);
    assert.ok(laid.every(sheet => sheet.reduce((sum, p) => sum + p.count, 0) <= 12), `seed ${seed}`);
  }
});

/* ---- flow ---- */
test('steps lead to the next one unless their author says otherwise', () => {
  const edges = edgesOf(plain(4), [{ from: 1, to: 3, type: 'next', note: '', share: null }]);
  assert.deepEqual(edges.map(e => [e.from, e.to]).sort(), [[0, 1], [1, 3], [2, 3]]);
});

test('a loop and an exit do not keep a step from going on', () => {
  const edges = edgesOf(plain(3), [{ from: 1, to: 0, type: 'loop', note: '', share: null }, { from: 1, to: null, type: 'exit', note: '', share: 0.1 }]);
  assert.ok(edges.some(e => e.from === 1 && e.to === 2));
});

test('an optional step can be passed by', () => {
  const steps = plain(3);
  steps[1].optional = true;
  assert.deepEqual(edgesOf(steps, []).filter(e => e.type === 'skip').map(e => [e.from, e.to]), [[0, 2]]);
});

test('branches stand below each other and meet again', () => {
  const data = { stages: [{ title: 'S', steps: 4 }], steps: plain(4), ways: [{ from: 0, to: 1, type: 'next', note: '', share: null }, { from: 0, to: 2, type: 'alt', note: '12 %', share: 0.12 }, { from: 1, to: 3, type: 'next', note: '', share: null }] };
  assert.deepEqual(ranksOf(4, edgesOf(data.steps, data.ways)), [0, 1, 1, 2]);
  const plan = flow(data, { measure });
  assert.deepEqual(plan.nodes.map(n => [n.x, n.y]), [[24, 64], [204, 64], [204, 162], [384, 64]]);
  assert.equal(plan.edges.find(e => e.from === 0 && e.to === 1).d, 'M160,96H199');
  assert.equal(plan.edges.find(e => e.text).text, '12 %');
});

test('shares are carried on, and what is not given is parted evenly', () => {
  const edges = edgesOf(plain(4), [{ from: 0, to: 1, type: 'next', share: null }, { from: 0, to: 2, type: 'alt', share: 0.25 }, { from: 1, to: null, type: 'exit', share: 0.2 }]);
  assert.deepEqual(reachOf(4, edges).map(v => Math.round(v * 100)), [100, 75, 85, 85]);
  assert.equal(reachOf(3, edgesOf(plain(3), [])), null);
});

test('boxes of the flow never overlap, whatever the journey', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const data = journey(2 + (seed * 7) % 40, seed);
    const n = data.steps.length;
    data.steps.forEach((step, k) => Object.assign(step, { stage: 0, optional: k % 5 === 4 }));
    const ways = [{ from: seed % n, to: (seed * 3) % n, type: 'alt', note: '', share: null }, { from: (seed * 5) % n, to: Math.min(n - 1, (seed * 5) % n + 3), type: 'alt', note: '', share: 0.3 }];
    const { nodes } = flow({ ...data, stages: [{ title: 'S', steps: n }], ways }, { measure });
    nodes.forEach((a, k) => nodes.slice(k + 1).forEach(b => assert.ok(!overlap({ ...a, h: a.h, w: a.w }, b), `seed ${seed}`)));
  }
});

test('the better a step feels, the higher its box; a short journey fills the width, and what passes by crosses no box', () => {
  const steps = plain(5).map((step, k) => ({ ...step, emotion: { nora: [0, 1, 2, -2, -1][k] }, mean: [0, 1, 2, -2, -1][k] }));
  const ways = [{ from: 0, to: 4, type: 'alt', note: '', share: null }, { from: 4, to: 0, type: 'loop', note: '', share: null }];
  const plan = flow({ stages: [{ title: 'S', steps: 5 }], steps, ways }, { measure, width: 1200 });
  assert.deepEqual(plan.nodes.map(n => plan.zero.y - n.y - n.h / 2), [0, 26, 52, -52, -26]);
  assert.equal(plan.width, 1200);
  assert.ok(plan.nodes[4].x + plan.nodes[4].w > 1100);
  const heights = d => [...d.matchAll(/,(-?[\d.]+)H/gu)].map(found => Number(found[1]));
  assert.ok(heights(plan.edges.find(e => e.type === 'alt').d).every(y => y < plan.nodes[2].y));
  assert.ok(heights(plan.edges.find(e => e.type === 'loop').d).every(y => y > plan.nodes[3].y + plan.nodes[3].h));
});

test('words without a space break inside their box, and the foot of a box never meets its value', () => {
  const long = ['Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamter', '日本語のとても長いタイトルで折り返しが必要になるものをここに書いておく'];
  const steps = plain(2).map((step, k) => ({ ...step, title: long[k], mean: -1.5, emotion: { nora: -1.5 }, channelName: 'A channel with a very long name' }));
  const { nodes } = flow({ stages: [{ title: 'S', steps: 2 }], steps }, { measure });
  for (const node of nodes) {
    assert.ok(node.rows.length <= 3 && node.rows.every(row => measure(row, 12) <= node.w - 10), node.rows.join('|'));
    assert.ok(measure(node.foot, 11) + measure(node.value, 11) < node.w - 20);
  }
});

test('in a tight box the title keeps clear of the mark of a moment of truth, and a share gives way to a comparison', () => {
  const steps = plain(10).map((step, k) => ({ ...step, title: 'Gets worse again', mot: k === 4, mean: -0.5, emotion: { nora: -0.5 } }));
  const data = { stages: [{ title: 'S', steps: 10 }], steps, ways: [{ from: 1, to: null, type: 'exit', text: 'Leaves', note: '8 %', share: 0.08 }] };
  const { nodes } = flow(data, { measure, width: 1100 });
  assert.ok(nodes[4].rows.every(row => 10 + measure(row, 12) < nodes[4].w - 17), nodes[4].rows.join('|'));
  assert.equal(nodes[5].foot, '92\u00a0%');
  const compared = flow(data, { measure, width: 1100, compared: { from: steps.map(() => -0.75), to: steps.map(() => 0.75) } }).nodes[5];
  assert.ok(measure(compared.foot, 11) + measure(compared.value, 11) + 20 < compared.w, `${compared.foot} ${compared.value}`);
});

test('with forty steps and many ways no words stand on each other, on a line or beyond the drawing', () => {
  for (let seed = 1; seed < 30; seed += 1) {
    const next = random(seed);
    const some = n => Math.floor(next() * n);
    const ways = Array.from({ length: 18 }, () => {
      const type = ['alt', 'loop', 'exit'][some(3)];
      const from = 2 + some(36);
      const to = type === 'exit' ? null : type === 'loop' ? some(from) : Math.min(39, from + 2 + some(8));
      return { from, to, type, text: to === null ? 'Goes to somebody else' : '', note: `${type}, ${some(40)} %`, share: null };
    });
    const plan = flow({ stages: [{ title: 'S', steps: 40 }], steps: plain(40), ways }, { measure });
    const box = (text, x, y, middle) => ({ x: middle ? x - measure(text, 11) / 2 : x, y: y - 10, w: measure(text, 11), h: 11 });
    const words = [...plan.edges.filter(e => e.text && e.along).map(e => box(e.text, e.x, e.y, true)), ...plan.exits.map(e => box(`${e.text}, ${e.note}`, e.x, e.y, false))];
    for (const word of words) {
      assert.ok(word.x >= 0 && word.x + word.w <= plan.width && word.y >= 0 && word.y + word.h <= plan.height, `seed ${seed}: words are cut off`);
      for (const node of plan.nodes) assert.ok(!overlap(word, node), `seed ${seed}: words on a box`);
    }
    words.forEach((a, k) => words.slice(k + 1).forEach(b => assert.ok(!overlap(a, b), `seed ${seed}: words on words`)));
    const tops = plan.edges.flatMap(e => (e.uprights ?? []).map(line => Math.min(line.from, line.to)));
    assert.ok(tops.every(y => y >= 0), `seed ${seed}: an arc leaves the drawing`);
  }
});

/* ---- time ---- */
test('time is said in its two largest units', () => {
  assert.equal(lasting(0), '0\u00a0s');
  assert.equal(lasting(90061), '1\u00a0day 1\u00a0h');
  assert.equal(lasting(2 * 86400), '2\u00a0days');
});

test('a step begins after its wait, and one that says nothing takes no time', () => {
  assert.deepEqual(clockOf(small.steps).map(t => [t.waitFrom, t.start, t.end]), [[0, 7200, 7800], [7800, 7800, 10800], [10800, 10800, 10800]]);
  assert.deepEqual(timeTicks(10800, 4), [0, 3600, 7200, 10800]);
});

test('on the time axis what takes long is long', () => {
  const plan = timeline(small, { width: 840, measure });
  assert.equal(plan.total, 10800);
  assert.deepEqual([plan.waits[0].x, plan.waits[0].width], [96, 469.333]);
  assert.deepEqual(plan.stops.map(s => Math.round(s.x + s.width / 2)), [585, 702, 808]);
  assert.equal(plan.untold, 1);
});

test('waits, steps, stages and the axis stand on one scale, on which no step is narrower than its mark', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const next = random(seed);
    const data = journey(2 + (seed * 7) % 40, seed);
    let [stage, left] = [0, data.stages[0].steps];
    for (const step of data.steps) {
      if (!left) left = data.stages[stage += 1].steps;
      left -= 1;
      Object.assign(step, { stage }, next() > 0.5 ? { wait: Math.round(next() * 500000) } : {}, next() > 0.4 ? { time: Math.round(next() * 4000) } : {});
    }
    const plan = timeline(data, { width: 1000, measure });
    if (plan.empty) continue;
    const clock = clockOf(data.steps);
    const { at, spots } = stretch(clock, plan.total, [96, 976], () => 10);
    assert.ok(Math.abs(spots.at(-1).end - 976) < 0.01 && spots[0].wait === 96, `seed ${seed}`);
    spots.forEach((spot, k) => assert.ok(spot.end - spot.start >= 9.99 && (!k || Math.abs(spot.wait - spots[k - 1].end) < 0.01), `seed ${seed}`));
    for (let t = 0, x = 95; t <= 1; t += 0.01) {
      const now = at(t * plan.total);
      assert.ok(now >= x && now <= 976.01, `seed ${seed}: time runs on`);
      x = now;
    }
    plan.stops.forEach((stop, k) => {
      const band = plan.stages[data.steps[k].stage];
      const middle = stop.x + stop.width / 2;
      assert.ok(middle >= band.x && middle <= band.x + band.width, `seed ${seed}: step ${k} in its stage`);
    });
  }
});

test('no name below the time axis touches another or the line to another', () => {
  const steps = plain(24).map((step, k) => ({ ...step, title: `Does the thing with the long name ${k}`, wait: (k % 5) * 4000, time: 60, emotion: { nora: (k % 5) - 2 } }));
  const { names } = timeline({ personas: PERSONAS, stages: [{ title: 'S', steps: 24 }], steps }, { width: 1100, measure });
  assert.ok(names.length > 5);
  const box = n => ({ x: n.x, y: n.y - 11, w: measure(n.text, 12), h: 13 });
  names.forEach((a, k) => names.forEach((b, j) => {
    if (j > k) assert.ok(!overlap(box(a), box(b)));
    if (j !== k && b.y > a.y) assert.ok(b.mark < a.x || b.mark > a.x + measure(a.text, 12), `${b.text} through ${a.text}`);
  }));
});

test('without times there is nothing to draw', () => assert.equal(timeline({ ...small, steps: plain(3) }, { width: 800, measure }).empty, true));

test('steps of one moment stand side by side, inside the drawing, in their order', () => {
  const steps = plain(30).map((step, k) => ({ ...step, time: k === 0 ? 86400 : 1, emotion: { nora: 0 } }));
  const xs = timeline({ personas: PERSONAS, stages: [{ title: 'S', steps: 30 }], steps }, { width: 900, measure }).stops.map(s => s.x + s.width / 2);
  xs.forEach((x, k) => assert.ok(x <= 877 && (k === 0 || x > xs[k - 1]), `${k}: ${x}`));
});

/* ---- wheel ---- */
test('the wheel begins at the top and goes round with the clock', () => {
  const plan = wheel({ personas: PERSONAS, stages: [{ title: 'A', steps: 2 }, { title: 'B', steps: 2 }], steps: [0, 0, 1, 1].map((stage, k) => ({ id: `s${k}`, title: `S${k}`, stage, emotion: { nora: 0 } })) });
  assert.deepEqual(plan.stops.map(s => [Math.sign(s.x), Math.sign(s.y - 4)]), [[1, -1], [1, 1], [-1, 1], [-1, -1]]);
  assert.equal(plan.rings[1].r, 183);
  assert.ok(plan.curves[0].d.endsWith('Z') && plan.curves[1].d === '');
});

test('a ring is closed where every point is there and open where one is missing', () => {
  const points = [[0, -1], [1, 0], [0, 1], [-1, 0]];
  assert.match(ring(points), /^M0,-1(C[^C]+){4}Z$/u);
  assert.match(ring([points[0], null, points[2], points[3]]), /^M0,1(C[^C]+){2}$/u);
  assert.equal(ring([null, points[1], null]), '');
});

test('the wheel names the lowest step of each stage', () => {
  const [first, second] = wheel(small).stages;
  assert.deepEqual([first.low.step.id, first.low.mean, second.values], ['opens', -1.5, [1, 1]]);
});

test('names on the rim are smaller where one would be cut, and fewer letters of them stand on a phone', () => {
  const named = title => ({ personas: PERSONAS, stages: [{ title, steps: 3 }, { title: 'B', steps: 17 }], steps: plain(20) });
  const [short, long] = [wheel(named('Before')), wheel(named('After the operation, at home'))];
  assert.deepEqual([short.names, long.names], ['t-big', 't-title']);
  assert.ok(long.arcs[0].text.length > wheel(named('After the operation, at home'), null, true).arcs[0].text.length);
});

/* ---- story ---- */
test('the story says where the highest and the lowest point are, also where nobody said anything there', () => {
  const steps = plain(6).map((step, k) => ({ ...step, title: `Step ${k}`, emotion: { nora: [0, 2, 1, 1, -1, -2][k] }, mean: [0, 2, 1, 1, -1, -2][k], quote: k === 2 ? 'Good.' : null }));
  const { labels } = story({ personas: PERSONAS, stages: [{ title: 'S', steps: 6 }], steps }, { width: 1200, measure });
  assert.deepEqual(labels.map(label => [label.text, label.sub]), [['Step 5', '\u22122'], ['Step 1', '+2'], ['\u201cGood.\u201d', 'Step 2, +1']]);
});

test('the story is as wide as its steps need, and no label touches another or the edge', () => {
  assert.equal(story(small, { width: 720, measure }).width, 720);
  for (let seed = 1; seed <= 60; seed += 1) {
    const data = journey(1 + (seed * 7) % 40, seed, 1 + seed % 4);
    data.steps.forEach(step => Object.assign(step, { stage: 0 }));
    const plan = story(data, { width: 1200, measure, shots: [0], rtl: seed % 3 === 0 });
    assert.ok(plan.dx >= 64);
    plan.labels.forEach((a, k) => {
      assert.ok(a.x >= 0 && a.x + a.w <= plan.width && a.y >= 0 && a.y + a.h <= plan.ground, `seed ${seed}`);
      plan.labels.slice(k + 1).forEach(b => assert.ok(!overlap(a, b), `seed ${seed}`));
    });
  }
});

test('pictures of the story are large and of one size, each over its step and inside its stage, and none meets another', () => {
  const data = journey(12, 3);
  data.stages = [5, 1, 6].map(steps => ({ title: 'S', steps }));
  data.steps.forEach((step, k) => Object.assign(step, { stage: k < 5 ? 0 : k < 6 ? 1 : 2 }));
  const laid = (shots, rtl) => {
    const plan = story(data, { width: 1300, measure, shots, rtl });
    const places = plan.shots.map(s => [s.x, s.x + s.width]).sort((a, b) => a[0] - b[0]);
    places.forEach(([a], k) => assert.ok(!k || a >= places[k - 1][1], `${shots}`));
    for (const { k, x, width, lineX } of plan.shots) {
      const band = plan.bands[data.steps[k].stage];
      assert.ok(x >= band.x && x + width <= band.x + band.width, `${shots}: ${k}`);
      assert.ok(lineX >= x - 1 && lineX <= x + width + 1, `${shots}: ${k}`);
    }
    return plan.shots.map(s => s.width);
  };
  for (const rtl of [false, true]) {
    assert.deepEqual(laid([0, 4, 11], rtl), [140, 140, 140]);
    assert.deepEqual(new Set(laid([0, 5, 10, 11], rtl)).size, 1);
    laid([3, 4, 6, 7, 8, 9, 10, 11], rtl);
    laid([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], rtl);
  }
});

/* ---- comparing ---- */
test('a comparison knows what rises, what falls and what only one of the two has', () => {
  const data = { ...small, compare: { title: 'Tomorrow', state: 'future', url: 't.html', means: { opens: 0.5, asks: 0.5 } } };
  const found = comparison(data, ['1']);
  assert.deepEqual(found.changes, [{ k: 0, by: 2 }, { k: 1, by: -0.5 }]);
  assert.equal(found.sentence.map(p => p.text).join(''), 'Tomorrow: mean −0.3 becomes +0.5 in two steps that both have. Largest change: Opens the letter (+2). One rise, one fall. One step is only in one of them.');
});

test('from the future map the way leads from today to there', () => {
  const data = { ...small, state: 'future', compare: { title: 'Today', state: 'current', url: 't.html', means: { signs: -1 } } };
  assert.deepEqual(comparison(data, ['1']).changes, [{ k: 2, by: 2 }]);
  assert.deepEqual(comparison(data, ['1']).names, ['Today', 'Small']);
});

test('two persons are compared where both say something; nobody is compared with a stranger', () => {
  const found = comparison(small, ['nora', 'tom']);
  assert.deepEqual(found.changes, [{ k: 0, by: -1 }]);
  assert.equal(comparison(small, ['nora', 'ghost']), null);
  assert.equal(comparison(small, ['1']), null);
  assert.equal(comparison(small, null), null);
});

test('the ground between two curves lies on both curves, also where one of them goes on alone', () => {
  const from = [1, -1, 2, -2, 0];
  const to = [null, 1, 0, null, 1];
  const compared = { from, to, changes: [] };
  const { between } = laneComparison(compared);
  const points = [...between.matchAll(/(-?[\d.]+),(-?[\d.]+)/gu)].map(found => found.slice(1).map(Number));
  const drawn = [from, to].map(values => curve(values.map((value, k) => ({ x: k + 0.5, y: value === null ? null : laneY(value) }))).samples());
  assert.ok(points.length > 4 && points.every(([x]) => x >= 1.499 && x <= 2.501), 'two neighbouring columns have both');
  for (const [x, y] of points) assert.ok(drawn.flat().some(p => Math.abs(p.x - x) < 0.002 && Math.abs(p.y - y) < 0.002));
});

/* ---- presenting ---- */
test('a slide holds the steps of its stage and marks inside it', () => {
  const plan = slide(small, 0);
  assert.deepEqual(plan.steps.map(s => s.id), ['opens', 'asks']);
  assert.deepEqual(plan.marks.map(m => [m.x, m.y]), [[25, 69.118], [25, 88.235], [75, 30.882]]);
  assert.deepEqual(slide({ ...small, stages: [...small.stages, { id: 'e', title: 'Empty', steps: 0 }] }, 2).steps, []);
});

test('a clicker turns the pages; arrows follow the direction of reading', () => {
  assert.deepEqual(['PageDown', ' ', 'ArrowRight', 'PageUp', 'ArrowLeft', 'x'].map(key => turnOf(key)), [1, 1, 1, -1, -1, 0]);
  assert.deepEqual(['ArrowRight', 'ArrowLeft'].map(key => turnOf(key, true)), [-1, 1]);
});

/* ---- matrix and taking away ---- */
test('numbers sort by size, words by language, empty cells last both ways', () => {
  const collator = new Intl.Collator('en', { numeric: true });
  const sorted = direction => ['b', null, 'A10', 'A2'].sort((a, b) => inOrder(a, b, direction, collator));
  assert.deepEqual(sorted(1), ['A2', 'A10', 'b', null]);
  assert.deepEqual(sorted(-1), ['b', 'A10', 'A2', null]);
  assert.ok(inOrder(-2, 1.5, 1, collator) < 0);
});

test('a field of a CSV is quoted where it must be and never a formula', () => {
  assert.deepEqual(['a', 'a,b', 'say "x"', '=1+1', '-2', '-x', '+1', null].map(field), ['a', '"a,b"', '"say ""x"""', "'=1+1", '-2', "'-x", "'+1", '']);
  assert.equal(csv([['a', 1], ['b\nc', '']]), 'a,1\r\n"b\nc",\r\n');
});

test('Mermaid gets scores from 1 to 5, and no sign of its own from a title', () => {
  assert.deepEqual([-2, -0.4, 0, 1.5, 2].map(score), [1, 3, 3, 5, 5]);
  const text = mermaid({ ...small, steps: [{ ...small.steps[0], title: 'Opens: the #letter; again' }] });
  assert.equal(text, 'journey\n  title Small\n  section Awareness\n    Opens the letter again: 2: Nora, Tom\n  section Decision\n');
});

test('the poster breaks words that are wider than their column and keeps all text inside', () => {
  assert.ok(fit('Donaudampfschifffahrtsgesellschaft', 12, 60, measure).every(row => measure(row, 12) <= 60));
  const lanes = [{ label: 'Says', cells: ['x'.repeat(400), null, 'short'] }, { label: 'Emotion', curve: true, cells: [] }, { label: 'Goal', spans: ['Know', null], cells: [] }];
  const plan = poster(small, lanes, measure);
  assert.equal(plan.width, 118 + 3 * 150 + 16);
  assert.ok(plan.texts.every(t => t.y <= plan.height && t.x <= plan.width));
  assert.equal(plan.marks.length, 5);
});

test('a map takes the largest size that fits, and the smallest when none does', () => {
  assert.equal(largest([130, 120, 110, 100], size => size <= 115), 110);
  assert.equal(largest([130, 120], () => true), 130);
  assert.equal(largest([130, 120, 110], () => false), 110);
});

test('a wide drawing is cut at the ends of stages as far as they fit', () => {
  assert.deepEqual(cuts(3000, [900, 1700, 3000], 2000), [[0, 1700], [1700, 3000]]);
  assert.deepEqual(cuts(1000, [500, 1000], 2000), [[0, 1000]]);
  const plain = cuts(5000, [5000], 2000);
  assert.deepEqual([plain[0][0], plain.at(-1)[1]], [0, 5000]);
  assert.ok(plain.every(([from, to], k) => to - from <= 2000 && (k === 0 || plain[k - 1][1] === from)));
});

test('of more than five people the mean and the ground of all come forward, and no mark grows', () => {
  const personas = Array.from({ length: 6 }, (_, k) => ({ id: `a${k}`, cls: `p${k + 1}`, short: `A${k}` }));
  const emotion = Object.fromEntries(personas.map(({ id }, k) => [id, k < 3 ? 1 : -1]));
  const data = { personas, stages: [{ title: 'S', steps: 2 }], steps: [{ id: 'x', title: 'X', stage: 0, emotion }, { id: 'y', title: 'Y', stage: 0, emotion: { a0: 2, a1: -2 } }] };
  const plan = story(data, { width: 800, measure: text => text.length * 6 });
  assert.ok(plan.crowd.mean && plan.crowd.spread && plan.crowd.name === 'Mean of 6');
  assert.ok(plan.stops.every(stop => stop.marks.every(mark => mark.r === 3 && !mark.ring)));
  assert.ok(wheel(data).crowd.mean);
  const few = { ...data, personas: personas.slice(0, 5) };
  assert.equal(story(few, { width: 800, measure: text => text.length * 6 }).crowd, null);
  assert.equal(wheel(few).crowd, null);
});

test('a word that is too long for its row is parted with a hyphen, and leaves no letter alone', () => {
  const rows = fit('Preisanpassungsmitteilung comparison', 11, 60, measure);
  assert.ok(rows.length > 2 && rows.every(row => measure(row, 11) <= 60), rows.join('|'));
  assert.equal(rows.join('').replaceAll('-', ''), 'Preisanpassungsmitteilungcomparison');
  assert.ok(rows.every(row => row.length >= 3), rows.join('|'));
  assert.ok(rows.some(row => row.endsWith('-')));
});
