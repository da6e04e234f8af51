import { h } from '../dom.js';
import { keepStop } from './cells.js';
import { compareAgain, compared, showComparison } from './compare.js';
import { showDrawer } from './drawer.js';
import { chooseLanes, showLanes } from './lanes.js';
import { late } from './late.js';
import { showPersonas } from './personas.js';
import { leaveStage, showStage, stageBar } from './stages.js';
import { go, now } from './state.js';
import { showStep } from './steps.js';

/*
 * The page of a journey as its address asks for it: which view, which lanes, which stage, what is compared, which step is
 * open. The map itself is in the page; nothing here is needed to read it.
 */
const $ = selector => document.querySelector(selector);
const $$ = selector => document.querySelectorAll(selector);
const root = document.documentElement;

let shown = { view: 'map', stage: null, lanes: null, compare: null, without: null, step: null };
let busy = null;

export const isJourney = data => data.kind === 'journey' && Boolean($('.map'));

function markTabs(view) {
  for (const tab of $$('.views [data-view-tab]')) {
    if (tab.dataset.viewTab === view) {
      if (tab.hasAttribute('aria-current')) continue;
      tab.setAttribute('aria-current', 'true');
      const row = tab.parentElement;
      if (row.scrollWidth > row.clientWidth) row.scrollLeft = tab.offsetLeft - row.offsetLeft - 48;
    } else tab.removeAttribute('aria-current');
  }
}

function showStageOf(data, id) {
  const index = data.stages.findIndex(stage => stage.id === id);
  const chosen = index < 0 ? null : index;
  showStage($('.map'), data.stages, chosen);
  const former = $('.stage-bar');
  const at = [...former?.children ?? []].indexOf(document.activeElement);
  former?.remove();
  if (chosen === null) return;
  const bar = stageBar(data.stages, chosen);
  $('.map-box').before(bar);
  if (at >= 0) (bar.children[at].disabled ? bar.lastChild : bar.children[at]).focus();
}

async function showView(data, state) {
  const host = $('#cjm-view');
  if (!host) return;
  host.hidden = state.view === 'map';
  if (host.hidden) {
    host.replaceChildren();
    host.dataset.shown = '';
    return;
  }
  const turn = {};
  busy = turn;
  host.setAttribute('aria-busy', 'true');
  try {
    const { draw } = await late();
    if (busy !== turn) return;
    draw(state.view, host, data, { compare: compared(data), step: state.step });
    host.dataset.shown = state.view;
  } catch (problem) {
    host.replaceChildren(h('p', { class: 'callout warn', role: 'alert' }, problem.message));
  }
  host.removeAttribute('aria-busy');
}

async function present(data, stage) {
  const open = $('dialog.show');
  if (!stage) {
    open?.close();
    return;
  }
  const { present: show } = await late();
  show(data, stage, go);
}

/** Draws all that shows what is compared. */
const drawing = (data, redraw) => () => {
  redraw();
  showView(data, now());
};

/** Shows once more what stands in other pages, in a site that changed. */
export function showOthers(data, redraw) {
  if (isJourney(data)) compareAgain(data, drawing(data, redraw));
}

/** Puts what was moved back to where the page has it, before a preview compares it with its next version. */
export function asWritten(data) {
  if (!isJourney(data)) return;
  if (shown.lanes) showLanes(null);
  if (shown.stage) showStage($('.map'), data.stages, null);
}

/** Brings the page to what the address says. `first` is true when it was just opened or its content was replaced. */
export function showState(data, { first = false, redraw = () => {} } = {}) {
  if (!isJourney(data)) return;
  const state = now();
  const known = data.steps.some(step => step.id === state.step);
  const was = shown;
  shown = { ...state, step: known ? state.step : null };
  root.dataset.view = state.view;
  markTabs(state.view);
  if (first ? state.lanes : String(was.lanes) !== String(state.lanes)) showLanes(state.lanes);
  if (first ? state.without : String(was.without) !== String(state.without)) showPersonas(state.without ?? [], data.personas);
  if (first ? state.stage : was.stage !== state.stage) {
    showStageOf(data, state.stage);
    redraw();
  }
  keepStop();
  const other = first ? state.compare : String(was.compare) !== String(state.compare);
  if (other) showComparison(data, drawing(data, redraw));
  else if (first || was.view !== state.view || (state.view !== 'map' && was.step !== shown.step)) showView(data, state);
  if (!first && was.view !== state.view && state.view === 'map') redraw();
  present(data, state.present);
  const inCards = shown.step && state.view === 'map' && !$('.map-box').offsetParent;
  showDrawer(data, inCards ? null : shown.step, { focus: !first });
  if (first || was.step !== shown.step) showStep(shown.step, { gently: !first });
}

/** A click on a link to a step or a view changes what is looked at and leaves the rest as it is. */
export function onJourneyLink(event, data) {
  const link = event.target.closest('a[href]');
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const href = link.getAttribute('href');
  if (!href?.startsWith('#')) return;
  if (link.dataset.viewTab) {
    event.preventDefault();
    go({ view: link.dataset.viewTab });
    return;
  }
  let id = '';
  try {
    id = decodeURIComponent(href.slice(1));
  } catch {
    return;
  }
  if (!data.steps?.some(step => step.id === id)) return;
  event.preventDefault();
  go({ step: id });
  if (shown.step === id) showStep(id, { gently: false });
}

/** What the buttons over the map do. */
export function onJourneyButton(button, data) {
  const { act } = button.dataset;
  if (button.dataset.stage) {
    const same = now().stage === button.dataset.stage;
    go({ stage: same ? null : button.dataset.stage });
  } else if (act === 'lanes') chooseLanes();
  else if (act === 'present') go({ present: now().stage ?? data.stages[0].id });
  else if (button.dataset.take) {
    button.closest('details').open = false;
    late().then(({ take }) => take(button.dataset.take, data, { view: now().view }));
  }
}

/** Esc closes one thing at a time: the menu, the step, the stage. */
export function onJourneyEscape(event) {
  if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return;
  const menu = event.target.closest?.('details.menu[open]');
  const state = now();
  if (menu) {
    menu.open = false;
    menu.querySelector('summary').focus();
  } else if ($('#cjm-drawer')) go({ step: null });
  else if (state.stage) leaveStage();
}
