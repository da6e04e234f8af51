import { copy, h, icon } from '../dom.js';
import { curves, marks } from '../draw/parts.js';
import { blank, set } from '../draw/svg.js';
import { marker } from '../layout/marks.js';
import { slide, turnOf } from '../layout/slide.js';
import { lanesOf, storyOf } from '../page/drawer.js';
import { signed, tone } from '../words.js';

/*
 * The journey stage by stage on a whole screen. What the body tells of a stage and its steps are the speaker's notes. The
 * stage stands in the address, so that a reload stays where it was.
 */
function drawing(data, index) {
  const plan = slide(data, index);
  const svg = set(blank(), { class: 'show-curve', 'aria-hidden': 'true' });
  const lines = set(svg.append('svg'), { width: '100%', height: '100%', viewBox: `0 0 ${plan.width} ${plan.height}`, preserveAspectRatio: 'none' });
  for (const y of plan.ends) set(lines.append('line'), { class: 'grid', x1: 0, x2: plan.width, y1: y, y2: y });
  set(lines.append('line'), { class: 'grid zero', x1: 0, x2: plan.width, y1: plan.zero, y2: plan.zero });
  curves(lines, plan.curves);
  for (const { mark, x, y } of plan.marks) marks(set(svg.append('svg'), { x: `${x}%`, y: `${y}%`, width: 1, height: 1, overflow: 'visible' }), [mark]);
  return { plan, node: svg.node() };
}

/** A person's marker, as it stands on the curve. */
function sign(cls) {
  const svg = set(blank(), { viewBox: '-6 -6 12 12', 'aria-hidden': 'true' });
  svg.append('path').attr('class', 'dot').attr('d', marker(cls, 0, 0, 4.5));
  return svg.node();
}

function card(data, step) {
  const map = document.querySelector('.map');
  const lanes = new Map(lanesOf(map, step.id, step.stage).map(lane => [lane.name, lane]));
  const nodes = name => (lanes.get(name)?.nodes ?? []).map(copy);
  const felt = data.personas.filter(p => typeof step.emotion?.[p.id] === 'number').map(p => h('span', { class: p.cls }, sign(p.cls), h('span', {}, p.short), h('b', { class: `emo ${tone(step.emotion[p.id]) || 'neu'}` }, signed(step.emotion[p.id]))));
  return h('li', { class: step.mot ? 'mot' : '' },
    h('h3', {}, step.title),
    h('p', { class: 'felt' }, ...felt),
    ...nodes('storyboard').slice(0, 1), ...nodes('touchpoint').filter(node => node.matches?.('.tp')), ...nodes('said'), ...nodes('pains_gains'));
}

const notesOf = (data, index) => {
  const own = storyOf(data.stages[index].id);
  const told = data.steps.filter(step => step.stage === index).flatMap(step => {
    const story = storyOf(step.id);
    return story.length ? [h('h4', {}, step.title), ...story] : [];
  });
  return [...own, ...told];
};

let notes = false;

function fill(el, data, index) {
  const { plan, node } = drawing(data, index);
  const { stage } = plan;
  const said = notesOf(data, index);
  const inside = el.querySelector('.show-body').contains(document.activeElement);
  el.querySelector('.show-body').replaceChildren(
    h('header', {}, h('p', { class: 'cap' }, `${data.title}, ${index + 1} of ${data.stages.length}`), h('h2', { tabindex: '-1' }, stage.title), stage.goal ? h('p', { class: 'lead' }, stage.goal) : ''),
    h('div', { class: 'show-map', 'data-columns': String(Math.max(1, Math.min(8, plan.steps.length))) }, node, h('ol', {}, ...plan.steps.map(step => card(data, step)))));
  el.querySelector('.show-notes').replaceChildren(h('h3', {}, 'Notes'), ...(said.length ? said : [h('p', { class: 'cap' }, 'The story of the journey tells nothing of this stage. A heading in the page’s text with the stage’s name would stand here.')]));
  el.querySelector('.show-notes').hidden = !notes;
  el.querySelector('[data-turn="-1"]').disabled = index === 0;
  el.querySelector('[data-turn="1"]').disabled = index === data.stages.length - 1;
  el.querySelector('[data-notes]').setAttribute('aria-pressed', String(notes));
  el.setAttribute('aria-label', `Stage ${index + 1} of ${data.stages.length}: ${stage.title}`);
  if (inside) el.querySelector('h2').focus();
  el.querySelector('.show-dots').replaceChildren(h('b', { class: 'vh' }, `Stage ${index + 1} of ${data.stages.length}`), ...data.stages.map((_, k) => h('span', { class: k === index ? 'here' : '' })));
}

function build(data, go) {
  const button = (name, sign, attributes) => h('button', { type: 'button', class: 'btn quiet icon', 'aria-label': name, ...attributes }, icon(sign));
  const full = h('button', { type: 'button', class: 'btn quiet', 'data-full': '' }, 'Full screen ', h('kbd', {}, 'f'));
  const tell = h('button', { type: 'button', class: 'btn quiet', 'data-notes': '', 'aria-pressed': 'false' }, 'Notes ', h('kbd', {}, 'n'));
  const bar = h('footer', {}, button('Stage before', 'left', { 'data-turn': '-1' }), h('p', { class: 'show-dots', role: 'status' }), button('Next stage', 'right', { 'data-turn': '1' }), tell, full, button('End', 'close', { 'data-end': '' }));
  const el = h('dialog', { class: 'show' }, h('div', { class: 'show-body' }), h('aside', { class: 'show-notes prose', 'aria-label': 'Speaker’s notes' }), bar);
  const here = () => Math.max(0, data.stages.findIndex(stage => stage.id === el.dataset.stage));
  const turn = by => {
    const to = data.stages[here() + by];
    if (to) go({ present: to.id }, { quietly: true });
  };
  // what goes on below the edge is read to its end before up and down turn to another stage
  const scrolls = by => {
    const body = el.querySelector('.show-body');
    const was = body.scrollTop;
    body.scrollBy({ top: by * body.clientHeight * 0.8, behavior: 'instant' });
    return body.scrollTop !== was;
  };
  const toggleNotes = () => {
    notes = !notes;
    fill(el, data, here());
  };
  const toggleFull = () => (document.fullscreenElement ? document.exitFullscreen() : el.requestFullscreen?.())?.catch?.(() => {});
  el.addEventListener('click', event => {
    const hit = event.target.closest('button, a');
    if (hit?.dataset.turn) turn(Number(hit.dataset.turn));
    else if (hit?.dataset.notes !== undefined) toggleNotes();
    else if (hit?.dataset.full !== undefined) toggleFull();
    else if (hit?.dataset.end !== undefined) el.close();
  });
  el.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = event.target.matches('button, a') && (event.key === ' ' || event.key === 'Enter');
    const by = onButton ? 0 : turnOf(event.key, document.dir === 'rtl');
    if (by) {
      event.preventDefault();
      if (!['ArrowUp', 'ArrowDown'].includes(event.key) || !scrolls(by)) turn(by);
    } else if (event.key === 'Home') go({ present: data.stages[0].id }, { quietly: true });
    else if (event.key === 'End') go({ present: data.stages.at(-1).id }, { quietly: true });
    else if (event.key === 'n') toggleNotes();
    else if (event.key === 'f') toggleFull();
  });
  el.addEventListener('close', () => {
    el.remove();
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    go({ present: null });
    document.querySelector('[data-act="present"]')?.focus();
  });
  document.body.append(el);
  el.showModal();
  return el;
}

/** Shows a stage, and begins the presentation where it has not begun. */
export function present(data, id, go) {
  const index = Math.max(0, data.stages.findIndex(stage => stage.id === id));
  const open = document.querySelector('dialog.show');
  const el = open ?? build(data, go);
  const body = el.querySelector('.show-body');
  const top = el.dataset.stage === data.stages[index].id ? body.scrollTop : 0;
  el.dataset.stage = data.stages[index].id;
  fill(el, data, index);
  body.scrollTop = top;
  if (!open || !el.contains(document.activeElement)) el.querySelector('h2').focus();
}
