import { h } from '../dom.js';
import { meanOf } from '../layout/emotion.js';
import { sentence } from '../layout/overview.js';
import { down } from '../layout/down.js';
import { fall } from '../layout/fall.js';
import { exitWords, flow, flowFits } from '../layout/flow.js';
import { clip } from '../layout/labels.js';
import { story, storyFits } from '../layout/story.js';
import { lasting, timeline } from '../layout/time.js';
import { RADIUS, wheel } from '../layout/wheel.js';
import { apart, signed, tone } from '../words.js';
import { drawDown } from './down.js';
import { drawCompared, drawCrowd, drawLabel, drawSides } from './overview.js';
import { axis, curves, marks, mirror, named, stops, tip } from './parts.js';
import { blank, measure, set } from './svg.js';

/* The drawings of the other views. Each is a group of links to the steps, with a sentence and a table that says the same. */

const board = (width, height) => blank().attr('viewBox', `0 0 ${width} ${height}`).attr('width', width).attr('height', height);

/** A place that scrolls where its drawing is wider: the edge behind which there is more fades. */
function scroller(name, ...nodes) {
  const box = h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': name }, ...nodes);
  const mark = () => box.classList.toggle('more', box.scrollWidth - box.clientWidth - Math.abs(box.scrollLeft) > 8);
  box.addEventListener('scroll', mark, { passive: true });
  requestAnimationFrame(mark);
  return box;
}

/** Over a drawing that is wider than its place its stages: each brings into view where it begins. */
function stageLinks(stages, box) {
  const bands = box.querySelectorAll('rect.band');
  const side = document.dir === 'rtl' ? 'right' : 'left';
  return h('nav', { class: 'chips', 'aria-label': 'Stages of the drawing' }, ...stages.map(({ title }, k) => {
    const button = h('button', { type: 'button', class: 'chip' }, clip(title, 32));
    button.addEventListener('click', () => {
      box.scrollLeft += bands[k].getBoundingClientRect()[side] - box.getBoundingClientRect()[side];
    });
    return button;
  }));
}

const rows = (head, body) => h('table', { class: 'data' }, h('thead', {}, h('tr', {}, ...head.map(text => h('th', { scope: 'col' }, text)))), h('tbody', {}, ...body));
const feel = value => (value === null ? '' : h('span', { class: `emo ${tone(value) || 'neu'}` }, signed(value)));
const stepLink = step => h('a', { href: `#${step.id}` }, step.title);

/** In place of a drawing that would be empty. */
const UNTOLD = 'No step says how it feels. Give steps an emotion from −2 to +2, and their curve stands here.';

/** How wide a drawing may be: as its place, or as a sheet of paper; where that is narrow the journey runs down the page. */
const roomOf = (host, { width }) => width ?? host.clientWidth;
const NARROW = 640;
/** Up to here what would scroll sideways runs down the page instead. */
const TABLET = 1100;
const SIDEWAYS = ', scrolls sideways';

/** What a view leaves of a window for its drawing, so that a short journey does not stand over a blank. */
const tallest = () => Math.max(0, innerHeight * 0.75 - 168);

/** A table that says what a drawing says, folded away until it is wanted. */
const twin = (name, table) => h('details', { class: 'twin' }, h('summary', {}, name), scroller(name, table));

const people = (data, k) => data.personas.filter(p => typeof data.steps[k].emotion?.[p.id] === 'number').map(p => `${p.short} ${signed(data.steps[k].emotion[p.id])}`).join(', ');

function bands(svg, list, height, y = 21) {
  for (const band of list) {
    const { x, y: top = 0, textX = x + 10 } = band;
    set(svg.append('rect'), { class: band.alt ? 'band alt' : 'band', x, y: top, width: band.width, height: band.height ?? height });
    set(svg.append('text'), { class: 't-title', x: textX, y: top + y }).text(band.title ?? band.text);
  }
}

function shotsOf() {
  const found = new Map();
  const cells = [...document.querySelectorAll('.map-box .lane-storyboard td')]; // and not those of its sheets
  cells.forEach((cell, k) => {
    const image = cell.querySelector('img');
    if (image) found.set(k, image.src);
  });
  return found;
}

export function drawStory(host, data, options) {
  const { compare, step } = options;
  if (data.steps.every(one => meanOf(one) === null)) {
    host.replaceChildren(heading('The emotion story', UNTOLD));
    return;
  }
  const shots = shotsOf();
  const rtl = document.dir === 'rtl';
  const room = roomOf(host, options);
  const narrow = room < NARROW || !storyFits(data.steps.length, room);
  const plan = (narrow ? down : story)(data, { width: room, measure, shots: [...shots.keys()], compared: compare, rtl });
  const svg = named(board(plan.width, plan.height), 'cjm-story-name', sentence(data.steps));
  if (narrow) drawDown(svg, plan, { step, pictures: shots });
  else drawStoryAcross(svg, plan, { shots, step, rtl });
  const table = rows(['Step', 'Stage', 'Emotion', 'Says or thinks'], data.steps.map((one, k) => h('tr', {}, h('th', { scope: 'row' }, stepLink(one)), h('td', {}, data.stages[one.stage].title), h('td', {}, people(data, k)), h('td', {}, one.quote ? `“${one.quote}”` : one.thought ?? ''))));
  const box = scroller(`The emotion story${narrow ? '' : SIDEWAYS}`, svg.node());
  host.replaceChildren(heading('The emotion story', sentence(data.steps)), plan.width > room ? stageLinks(data.stages, box) : '', box, twin('The story as a table', table));
}

function drawStoryAcross(svg, plan, { shots, step, rtl }) {
  bands(svg, plan.bands, plan.ground);
  for (const band of plan.bands) for (const row of band.goal) set(svg.append('text'), { x: band.textX, y: row.y }).text(row.text);
  axis(svg, plan.axis);
  curves(svg, plan.curves);
  for (const shot of plan.shots) {
    set(svg.append('line'), { class: 'grid', x1: shot.lineX, x2: shot.lineX, y1: shot.y1, y2: shot.y2 });
    set(svg.append('image'), { href: shots.get(shot.k), x: shot.x, y: shot.y, width: shot.width, height: shot.height, preserveAspectRatio: 'xMidYMid meet', 'aria-hidden': 'true' });
  }
  stops(svg, plan.stops, { height: plan.ground, chosen: step });
  drawCrowd(svg, plan.crowd);
  const layer = svg.append('g').attr('aria-hidden', 'true');
  if (plan.compared) drawCompared(layer, plan.compared);
  for (const stop of plan.stops) for (const row of stop.title) set(layer.append('text'), { class: 't-s', x: row.x, y: row.y, 'text-anchor': 'middle' }).text(row.text);
  for (const label of plan.labels) drawLabel(layer, label, rtl);
}

const heading = (title, text) => h('header', { class: 'view-head' }, h('h2', {}, title), h('p', { class: 'lead' }, text));

/** The sentence over the wheel: where the loop is weakest, and whether its end leads back to a good beginning. */
export function wheelSentence(plan, steps) {
  const known = plan.stages.filter(stage => stage.mean !== null);
  if (!known.length) return 'No step says how it feels.';
  const worst = known.reduce((a, b) => (b.mean < a.mean ? b : a));
  const best = known.reduce((a, b) => (b.mean > a.mean ? b : a));
  const [first, last] = [steps[0], steps.at(-1)].map(step => step?.mean ?? null);
  const end = first !== null && last !== null && steps.length > 1 ? ` The loop closes from ${signed(last)} back to ${signed(first)}.` : '';
  const where = `${apart(worst.title)}, ${apart(signed(worst.mean))} in the mean`;
  if (signed(best.mean) === signed(worst.mean)) return `${known.length > 1 ? `All stages feel alike, ${signed(worst.mean)} in the mean` : where}.${end}`;
  return `The loop is ${tone(worst.mean) === 'pos' ? 'least good' : 'weakest'} at ${where}.${end}`;
}

export function drawWheel(host, data, options) {
  const { step, compare } = options;
  if (data.steps.every(one => meanOf(one) === null)) {
    host.replaceChildren(heading('The lifecycle wheel', UNTOLD));
    return;
  }
  const plan = wheel(data, compare, roomOf(host, options) < NARROW);
  const svg = named(board(RADIUS * 2, RADIUS * 2), 'cjm-wheel-name', `The journey as a loop of ${data.stages.length} stages. Distance from the centre is emotion, from −2 to +2.`).attr('viewBox', `${-RADIUS} ${-RADIUS} ${RADIUS * 2} ${RADIUS * 2}`).attr('direction', 'ltr');
  plan.arcs.forEach((arc, k) => {
    set(svg.append('path'), { class: arc.alt ? 'band alt' : 'band', d: arc.d });
    set(svg.append('path'), { id: `cjm-arc-${k}`, class: 'guide', d: arc.path });
    set(svg.append('text'), { class: plan.names, 'aria-hidden': 'true' }).append('textPath').attr('href', `#cjm-arc-${k}`).attr('startOffset', '50%').attr('text-anchor', 'middle').text(arc.text);
  });
  set(svg.append('path'), { class: 'below', 'fill-rule': 'evenodd', d: plan.below });
  for (const ring of plan.rings) set(svg.append('circle'), { class: ring.value ? 'grid' : 'grid zero', r: ring.r });
  for (const ring of plan.rings) set(svg.append('text'), { class: 't-s axis-t', x: 0, y: -ring.r + 4, 'text-anchor': 'middle' }).text(ring.text);
  curves(svg, plan.curves);
  drawSides(svg.append('g').attr('aria-hidden', 'true'), plan.compared ?? []);
  for (const stop of plan.stops) {
    const link = set(svg.append('a'), { href: `#${stop.id}`, 'aria-label': stop.name });
    set(link.append('path'), { class: stop.id === step ? 'hit-area sel' : 'hit-area', d: stop.hit });
    marks(link, stop.marks);
    set(link.append('text'), { class: 't-s', x: stop.x, y: stop.y, 'text-anchor': 'middle' }).text(stop.number);
  }
  drawCrowd(svg, plan.crowd);
  if (plan.means?.every(mean => mean !== null)) {
    set(svg.append('text'), { class: 't-big', y: 6, 'text-anchor': 'middle' }).text(plan.means.map(mean => signed(mean)).join(' → '));
    set(svg.append('text'), { class: 't-s', y: 26, 'text-anchor': 'middle' }).text('means of both');
  } else if (plan.mean !== null) {
    set(svg.append('text'), { class: 't-mean', y: 6, 'text-anchor': 'middle' }).text(signed(plan.mean));
    set(svg.append('text'), { class: 't-s', y: 26, 'text-anchor': 'middle' }).text('mean of all steps');
  }
  const table = rows(['Stage', ...(compare?.names ?? data.personas.map(p => p.short)), 'Lowest step'], plan.stages.map((stage, k) => h('tr', {}, h('th', { scope: 'row' }, `${k + 1}  ${stage.title}`), ...(stage.sides ?? stage.values).map(value => h('td', {}, feel(value))), h('td', {}, ...(stage.low ? [stepLink(stage.low.step), ' ', feel(stage.low.mean)] : [])))));
  host.replaceChildren(h('div', { class: 'wheel' }, h('div', {}, heading('The lifecycle wheel', wheelSentence(plan, data.steps)), scroller('Stages of the wheel', table), h('p', { class: 'cap' }, 'The numbers on the rim are the steps. Outside the grey ring it feels good, inside it feels bad.')), svg.node()));
}

export function drawTime(host, data, options) {
  const { step, compare } = options;
  const room = roomOf(host, options);
  const rtl = document.dir === 'rtl';
  const plan = timeline(data, { width: Math.max(NARROW, room), measure, tall: options.width ? 320 : Math.max(262, Math.min(440, tallest() - 162)), compared: compare });
  if (plan.empty) {
    host.replaceChildren(heading('Real time', 'No step says how long it takes or how long the customer waits. Give steps a `duration:` or a `wait:`, and they stand here as long as they are.'));
    return;
  }
  const share = (waited, total) => (waited < total && waited / total > 0.995 ? 'almost all' : `${Math.round((waited / total) * 100)}\u00a0%`);
  const text = `From start to end it takes ${lasting(plan.total)}${plan.waited ? `; ${share(plan.waited, plan.total)} of that is waiting` : ''}.${plan.untold ? ` ${plan.untold} of ${data.steps.length} steps ${plan.untold === 1 ? 'says nothing about time and is drawn in its' : 'say nothing about time and are drawn in their'} place.` : ''}${plan.othersTotal ? ` ${compare.other.title} takes ${lasting(plan.othersTotal)}${plan.othersWaited ? `, ${share(plan.othersWaited, plan.othersTotal)} of it waiting` : ''}.` : ''}`;
  const low = room < NARROW ? down(data, { width: room, measure, timed: true, compared: compare, rtl }) : null;
  const svg = named(board((low ?? plan).width, (low ?? plan).height), 'cjm-time-name', `Emotion on an axis of real time. ${text}`);
  if (low) drawDown(svg, low, { step });
  else drawTimeAcross(svg, plan, { step, rtl });
  const table = rows(['Step', 'Waits', 'Takes', 'Since the start', 'Emotion'], data.steps.map((one, k) => h('tr', {}, h('th', { scope: 'row' }, stepLink(one)), h('td', {}, plan.clock[k].wait ? lasting(plan.clock[k].wait) : ''), h('td', {}, plan.clock[k].time ? lasting(plan.clock[k].time) : ''), h('td', {}, lasting(plan.clock[k].end)), h('td', {}, people(data, k)))));
  host.replaceChildren(heading('Real time', text), scroller(`The journey in real time${low ? '' : SIDEWAYS}`, svg.node()), twin('The times as a table', table));
}

function drawTimeAcross(svg, plan, { step, rtl }) {
  svg.attr('direction', 'ltr');
  for (const stage of plan.stages) {
    set(svg.append('rect'), { class: stage.alt ? 'band alt' : 'band', x: stage.x, y: 0, width: stage.width, height: plan.bottom });
    if (stage.text) set(svg.append('text'), { class: 't-title', x: stage.x + 7, y: 20 }).text(stage.text);
  }
  for (const wait of plan.waits) {
    set(svg.append('rect'), { class: 'wait', x: wait.x, y: 32, width: wait.width, height: plan.bottom - 32 });
    if (wait.width > 8) set(svg.append('path'), { class: 'wait-l', d: `M${wait.x + 2},58v8m0,-4h${wait.width - 4}m0,-4v8` });
    if (wait.text) set(svg.append('text'), { class: 't-q', x: wait.x + wait.width / 2, y: 50, 'text-anchor': 'middle' }).text(wait.text);
  }
  axis(svg, plan.axis.map(tick => ({ ...tick, textX: 86, text: signed(tick.value) })));
  curves(svg, plan.curves);
  drawSides(svg.append('g').attr('aria-hidden', 'true'), plan.compared ?? []);
  stops(svg, plan.stops, { height: plan.bottom, chosen: step });
  drawCrowd(svg, plan.crowd);
  const layer = svg.append('g').attr('aria-hidden', 'true');
  for (const tick of plan.ticks) {
    set(layer.append('line'), { class: 'lead-line', x1: tick.x, x2: tick.x, y1: plan.bottom, y2: plan.bottom + 5 });
    set(layer.append('text'), { class: 't-s', x: tick.x, y: plan.bottom + 19, 'text-anchor': 'middle' }).text(tick.text);
  }
  for (const name of plan.names) {
    set(layer.append('line'), { class: 'grid', x1: name.mark, x2: name.mark, y1: plan.bottom + 22, y2: name.y - 12 });
    set(layer.append('text'), { class: 't-name', x: name.x, y: name.y }).text(name.text);
  }
  if (rtl) mirror(svg, plan.width);
}

export function drawFlow(host, data, options) {
  const { step, compare } = options;
  const room = roomOf(host, options);
  const rtl = document.dir === 'rtl';
  const real = data.steps.filter(one => !one.empty).length;
  const narrow = real > 1 && (room < NARROW || (room < TABLET && !flowFits(real, room)));
  const plan = (narrow ? fall : flow)(data, { measure, width: room, tall: options.width ? 0 : Math.min(tallest(), 200 + 110 * data.steps.length), compared: compare });
  const leaving = plan.exits.length;
  const count = (n, one) => `${n} ${n === 1 ? one : `${one}s`}`;
  const parts = plan.nodes.filter(node => plan.edges.filter(edge => edge.from === node.k && edge.type !== 'loop').length > 1).length;
  const found = [[parts, 'branch'], [plan.loops, 'loop'], [leaving, 'exit']].filter(([n]) => n).map(([n, one]) => count(n, one).replace('branchs', 'branches'));
  const text = `${count(plan.nodes.length, 'step')}${found.length ? `, ${found.join(', ')}` : plan.nodes.length > 1 ? ', one after the other' : ', and no other way'}.${plan.zero && plan.nodes.length > 1 ? ' The higher a step stands, the better it feels.' : ''}${plan.nodes.some(node => node.scale && node.at !== null) ? ' The mark in a box stands between very low and very good.' : ''}${plan.nodes.some(node => node.share) ? ' A percentage says how many come that far.' : ''}`;
  const svg = named(board(plan.width, plan.height), 'cjm-flow-name', `The journey as a graph from ${narrow ? 'top to bottom' : rtl ? 'right to left' : 'left to right'}. ${text}`).attr('direction', 'ltr');
  bands(svg, plan.bands, plan.height, 24);
  if (plan.zero) set(svg.append('line'), { class: 'grid zero faint', x1: plan.zero.x1, x2: plan.zero.x2, y1: plan.zero.y, y2: plan.zero.y });
  for (const edge of plan.edges) {
    set(svg.append('path'), { class: `way ${edge.type}`, d: edge.d, 'stroke-width': edge.thick });
    tip(svg, edge.tip, edge.type);
  }
  for (const exit of plan.exits) {
    set(svg.append('path'), { class: 'way exit', d: exit.d });
    tip(svg, exit.tip, 'exit');
    set(svg.append('text'), { class: 't-s exit-t', x: exit.x, y: exit.y, 'text-anchor': exit.end ? 'end' : null }).text(exitWords(exit));
  }
  // over all lines, so that none runs through words; on a ground as that of their stage
  const dark = ({ x, y }) => plan.bands.some(band => band.alt && x > band.x && x < band.x + band.width && !(y < band.y || y > band.y + band.height));
  for (const edge of plan.edges) if (edge.text) set(svg.append('text'), { class: `t-s edge-t${dark(edge) ? ' alt' : ''}`, x: edge.x, y: edge.y, 'text-anchor': edge.end ? 'end' : edge.start ? 'start' : 'middle' }).text(edge.text);
  for (const node of plan.nodes) {
    const link = set(svg.append('a'), { href: `#${node.id}`, 'aria-label': node.name });
    set(link.append('rect'), { class: `node ${node.tone}${node.optional ? ' optional' : ''}${node.id === step ? ' sel' : ''}`, x: node.x, y: node.y, width: node.w, height: node.h, rx: 6 });
    if (node.tone) set(link.append('rect'), { class: `node-tone ${node.tone}`, x: node.x, y: node.y + 8, width: 3, height: node.h - 16 });
    node.rows.forEach((row, k) => set(link.append('text'), { class: 't-node', x: node.x + 10, y: node.y + 17 + k * 14 }).text(row));
    if (typeof node.at === 'number') {
      const [{ x1, x2 }, y] = [node.scale, node.y + node.h - 11];
      set(link.append('path'), { class: 'grid zero', d: `M${x1},${y}H${x2}M${(x1 + x2) / 2},${y - 4}v8` });
      set(link.append('circle'), { class: `node-tone ${node.tone}`, cx: node.at, cy: y, r: 4 });
    }
    set(link.append('text'), { class: `t-s ${node.tone}`, x: node.x + node.w - 8, y: node.y + node.h - 7, 'text-anchor': 'end' }).text(node.value);
    set(link.append('text'), { class: 't-s', x: node.x + 10, y: node.y + node.h - 7 }).text(node.foot);
    if (node.mot) set(link.append('path'), { class: 'mot', d: `M${node.x + node.w - 9},${node.y + 6}l4,4l-4,4l-4,-4z` });
  }
  if (rtl) mirror(svg, plan.width);
  const out = k => [...plan.edges.filter(edge => edge.from === k).map(edge => [stepLink(data.steps[edge.to]), edge.text || (edge.type === 'loop' ? 'back' : edge.type === 'skip' ? 'passing by' : '')]), ...plan.exits.filter(exit => exit.from === k).map(exit => [exit.text, exit.note])];
  const table = rows(['Step', 'Leads to'], plan.nodes.map(node => h('tr', {}, h('th', { scope: 'row' }, stepLink(data.steps[node.k])), h('td', {}, ...out(node.k).flatMap(([to, note], j) => [j ? '; ' : '', to, note ? ` (${note})` : ''])))));
  const box = scroller(`The flow${narrow ? '' : SIDEWAYS}`, svg.node());
  const walked = data.stages.filter((_, k) => data.steps.some(one => one.stage === k && !one.empty));
  host.replaceChildren(heading('The flow', text), plan.width > room ? stageLinks(walked, box) : '', box, twin('The ways as a table', table));
}

