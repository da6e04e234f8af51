import { trend } from '../layout/trend.js';
import { fresh, measure, set } from './svg.js';

const LINES = { target: 'tgt-l', warn: 'warn-l', limit: 'lim-l' };
const CROSS = 'm-3,-3l6,6m0,-6l-6,6';

function drawGround(svg, plan) {
  for (const tick of plan.ticks) {
    set(svg.append('line'), { class: 'grid', x1: tick.x1, x2: tick.x2, y1: tick.y, y2: tick.y });
    set(svg.append('text'), { class: 't-s', x: tick.textX, y: tick.y + 4, 'text-anchor': 'end' }).text(tick.text);
  }
  for (const time of plan.times) set(svg.append('text'), { class: 't-s', x: time.x, y: time.y, 'text-anchor': 'middle' }).text(time.text);
  for (const item of plan.legend) {
    if (item.kind === 'band') set(svg.append('rect'), { class: 'ci', x: item.x, y: item.y - 9, width: 18, height: 10 });
    else if (item.kind === 'hidden') set(svg.append('path'), { class: 'hid', d: `M${item.x + 9},${item.y - 4}${CROSS}` });
    else if (item.kind === 'ring') set(svg.append('circle'), { class: 'ring', cx: item.x + 9, cy: item.y - 4, r: 6 });
    else set(svg.append('line'), { class: LINES[item.kind], x1: item.x, x2: item.x + 18, y1: item.y - 4, y2: item.y - 4 });
    set(svg.append('text'), { x: item.x + 24, y: item.y }).text(item.text);
  }
}

/** Upright lines where something happened, under the curve; their words or numbers above the plot. */
function drawEvents(svg, { lines, labels, bottom }) {
  for (const line of lines) set(svg.append('line'), { class: 'ev-l', x1: line.x, x2: line.x, y1: line.y, y2: bottom });
  for (const label of labels) set(svg.append('text'), { class: 't-s ev', x: label.x, y: label.y, 'text-anchor': label.anchor }).text(label.text);
}

function drawNotes(svg, plan) {
  for (const note of plan.beside) {
    const shift = note.sub ? -6 : 0;
    const cls = { target: 't-title', warn: '', last: 't-big' }[note.kind];
    set(svg.append('text'), { class: cls, x: note.x, y: note.y + shift + note.size * 0.36 }).text(note.text);
    if (note.sub) set(svg.append('text'), { class: 't-s', x: note.x, y: note.y + 16 }).text(note.sub);
  }
}

/** The trend of a metric in `host`, a still drawing with its sentence; the table on the page says the same. */
export function drawTrend(host, data, { lang, width = host.clientWidth }) {
  const plan = trend(data, { width, measure, lang });
  host.classList.toggle('empty', plan.empty);
  if (plan.empty) {
    host.replaceChildren();
    return;
  }
  host.classList.toggle('numbered', plan.events.numbered);
  const svg = fresh(host, plan.width, plan.height).attr('role', 'img').attr('aria-labelledby', 'trend-name').attr('direction', 'ltr');
  svg.append('title').attr('id', 'trend-name').text(plan.summary);
  drawGround(svg, plan);
  drawEvents(svg, plan.events);
  if (plan.area.d) set(svg.append('path'), { class: 'ci', d: plan.area.d });
  for (const bar of plan.area.bars) set(svg.append('line'), { class: 'ci-bar', x1: bar.x, x2: bar.x, y1: bar.y1, y2: bar.y2 });
  for (const rule of plan.lines) set(svg.append('line'), { class: LINES[rule.kind], x1: rule.x1, x2: rule.x2, y1: rule.y, y2: rule.y });
  set(svg.append('path'), { class: 'val-l', d: plan.line });
  for (const gap of plan.hidden) set(svg.append('path'), { class: 'hid', d: `M${gap.x},${gap.y}${CROSS}` }).append('title').text(gap.name);
  for (const dot of plan.dots) set(svg.append('circle'), { class: dot.miss ? 'v-dot miss' : 'v-dot', cx: dot.x, cy: dot.y, r: dot.last ? 6 : 5 }).append('title').text(dot.name);
  for (const ring of plan.rings) set(svg.append('circle'), { class: 'ring', cx: ring.x, cy: ring.y, r: 9 });
  drawNotes(svg, plan);
}
