import './shared.js';
import { drawOverview } from './draw/overview.js';
import { drawMini, drawSpark } from './draw/small.js';
import { mark, set } from './draw/svg.js';
import { drawTrend } from './draw/trend.js';
import { windowOf } from './layout/overview.js';
import { typing } from './dom.js';
import { startCards } from './page/cards.js';
import { keepChosen, showChosen } from './page/chosen.js';
import { onMapKey } from './page/cells.js';
import { onDrawerClick } from './page/drawer.js';
import { onDrawingKey } from './page/drawings.js';
import { startFilter } from './page/filter.js';
import { onBoxFocus } from './page/focus.js';
import { startFollow } from './page/follow.js';
import { showHelp } from './page/help.js';
import { compared, onCompare, startCompare } from './page/compare.js';
import { asWritten, isJourney, onJourneyButton, onJourneyEscape, onJourneyLink, showOthers, showState } from './page/journey.js';
import { startLanes, toggleLane } from './page/lanes.js';
import { togglePersona } from './page/personas.js';
import { PAGE, SMALL } from './page/paper.js';
import { startSheets } from './page/sheets.js';
import { startSort, unsort } from './page/sort.js';
import { startTheme, switchTheme } from './page/theme.js';
import { onSearchKey, openSearch, searchAgain, startSearch } from './search/dialog.js';
import { forget } from './search/load.js';

const $ = selector => document.querySelector(selector);
const $$ = selector => document.querySelectorAll(selector);

function readData() {
  const block = $('#cjm-data');
  try {
    return block ? JSON.parse(block.textContent) : {};
  } catch {
    return {};
  }
}

let data = {};
let strip = null;

/** The strip as wide as its place, or as a sheet. */
function drawStrip(width) {
  const over = $('[data-chart="over"]');
  if (over?.clientWidth && data.steps) {
    const place = placeOfMap();
    const head = place?.head || 120;
    strip = drawOverview(over, data, { head, rtl: document.dir === 'rtl', compared: compared(data), width });
    showWindow(place);
  }
}

/** The trend as wide as its place, or as wide as a sheet of A4 for printing. */
function drawMetric(width) {
  const host = $('[data-chart="trend"]');
  if (host?.clientWidth && data.trend) drawTrend(host, data.trend, { lang: document.documentElement.lang, width });
}

/** Colours come from the style sheet, so a change of theme needs no redrawing; a change of width does. */
function drawWide() {
  drawStrip();
  drawMetric();
}

/** What is printed as it is drawn, for the sheet and not for the window. */
function drawSheet() {
  drawMetric(PAGE.width);
  if ($('.pair-over')) drawStrip(SMALL.width);
}

/** How wide the map and its columns are, with which it begins, and how far it is scrolled; null where there is none. */
function placeOfMap() {
  const box = $('.map-box');
  const steps = [...$$('.map-box .step')];
  const first = steps.findIndex(step => !step.hidden);
  const column = steps[first]?.offsetWidth;
  return box && column ? { scroll: box.scrollLeft, view: box.clientWidth, head: $('.map .corner').offsetWidth, column, first, steps: steps.length } : null;
}

/** The bar under the strip shows which columns of the map are in view. */
function showWindow(place) {
  const svg = $('[data-chart="over"] svg');
  if (!place || !svg || !strip) return;
  const view = windowOf(strip, place);
  let bar = svg.querySelector('.win');
  if (!view) {
    bar?.remove();
    return;
  }
  if (!bar) {
    bar = mark(svg).append('rect').attr('class', 'win').node();
  }
  set(mark(bar), view);
}

const onMapScroll = () => showWindow(placeOfMap());

function drawSmall() {
  // the cards of a phone show their figures without one
  for (const el of $$('[data-spark]:not(.cards *)')) {
    const series = data.sparks?.[el.dataset.spark];
    if (series) drawSpark(el, series);
  }
  for (const el of $$('[data-curve]')) {
    const values = data.curves?.[el.dataset.curve];
    if (values) drawMini(el, values, el.dataset.cls || 'p1');
  }
}

function onClick(event) {
  onJourneyLink(event, data);
  const button = event.target.closest('button');
  if (!button) return;
  if (button.dataset.act === 'theme') switchTheme();
  else if (button.dataset.act === 'search') openSearch();
  else if (button.dataset.act === 'help') showHelp();
  else if (button.closest('#cjm-drawer')) onDrawerClick(button);
  else if (button.dataset.persona) togglePersona(button);
  else if (button.matches('.lane-btn')) toggleLane(button);
  else if (isJourney(data)) onJourneyButton(button, data);
}

/** `?` tells the keys, unless the reader is typing somewhere. */
function onHelpKey(event) {
  if (event.key !== '?' || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  showHelp();
}

const show = () => showState(data, { redraw: drawWide });

function showList() {
  showChosen();
  startFilter();
  startSort();
}

/** Everything that depends on what the page holds; run again when a preview has put new content in its place. */
function refresh() {
  data = readData();
  startLanes();
  startCompare();
  startSheets(data);
  startCards();
  showList();
  // on a phone the tab of this page may lie beyond the edge
  $('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  startFollow();
  // What is measured is measured before anything is drawn, so that the page is laid out once.
  for (const host of $$('[data-chart]')) {
    widths.set(host, host.getBoundingClientRect().width);
    sizes.observe(host);
  }
  drawWide();
  drawSmall();
  $('.map-box')?.addEventListener('scroll', onMapScroll, { passive: true });
  showState(data, { first: true, redraw: drawWide });
}

let frame = 0;
const widths = new WeakMap();
const sizes = new ResizeObserver(entries => {
  const changed = entries.filter(({ target, contentRect }) => Math.abs(widths.get(target) - contentRect.width) >= 1);
  for (const { target, contentRect } of changed) widths.set(target, contentRect.width);
  if (!changed.length) return;
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(drawWide);
});

document.addEventListener('click', onClick);
document.addEventListener('focusin', onBoxFocus);
document.addEventListener('keydown', onMapKey);
document.addEventListener('keydown', onDrawingKey);
document.addEventListener('keydown', onSearchKey);
document.addEventListener('keydown', onHelpKey);
document.addEventListener('keydown', onJourneyEscape);
document.addEventListener('change', event => onCompare(event, data));
document.addEventListener('cjm:before', () => {
  asWritten(data);
  unsort();
});
document.addEventListener('cjm:update', () => {
  refresh();
  startTheme();
});
document.addEventListener('cjm:lent', () => {
  forget();
  searchAgain();
  showOthers(data, drawWide);
});
document.addEventListener('input', keepChosen);
addEventListener('hashchange', show);
addEventListener('hashchange', showList);
addEventListener('cjm:state', show);
addEventListener('beforeprint', drawSheet);
addEventListener('afterprint', drawWide);
startTheme();
refresh();
startSearch();
