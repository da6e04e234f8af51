import { against, choose } from './beside/journeys.js';
import { drawMatrix } from './draw/matrix.js';
import { drawPair } from './draw/pair.js';
import { drawFlow, drawStory, drawTime, drawWheel } from './draw/views.js';
import { oneStop } from './page/drawings.js';
import { present } from './show/present.js';
import { take } from './take/take.js';

const VIEWS = { story: drawStory, wheel: drawWheel, matrix: drawMatrix, flow: drawFlow, time: drawTime, pair: drawPair };
const NAMES = { story: 'Emotion story', wheel: 'Lifecycle wheel', matrix: 'Matrix', flow: 'Flow', time: 'Real time', pair: 'Side by side' };

/** These are drawn for a width. */
const FITTED = ['story', 'time', 'flow'];

let last = null;

/** Draws again what depends on the width: as wide as its place, or as a sheet of paper. */
function fit(width) {
  if (!last || !FITTED.includes(last.view) || last.host.hidden) return;
  last.paper = width;
  const { view, host, data, options } = last;
  keeping(host, host.querySelector('svg a[tabindex="0"]')?.getAttribute('href'), () => VIEWS[view](host, data, { ...options, width }));
}

/** Draws again, and leaves the place as far scrolled and the focus where it was; else the keyboard enters at `href`. */
function keeping(host, href, again) {
  const scroll = host.querySelector('.scroll')?.scrollLeft ?? 0;
  const focused = host.contains(document.activeElement) && document.activeElement.getAttribute('href');
  again();
  oneStop(host, focused || href);
  const box = host.querySelector('.scroll');
  if (box) box.scrollLeft = scroll;
  if (focused) [...host.querySelectorAll('svg a'), ...host.querySelectorAll('a')].find(a => a.getAttribute('href') === focused)?.focus({ preventScroll: true });
}

const widths = new ResizeObserver(([{ contentRect }]) => {
  if (!last || last.paper || last.width === contentRect.width) return;
  last.width = contentRect.width;
  cancelAnimationFrame(last.frame);
  last.frame = requestAnimationFrame(() => fit());
});

/** Draws a view of the journey; one that is already there is kept when only the chosen step has changed. */
function draw(view, host, data, options) {
  const stays = last?.view === view;
  if (!stays) host.replaceChildren();
  const isThere = stays && last.data === data && host.childElementCount && last.options.compare === options.compare;
  keeping(host, `#${options.step}`, () => {
    if (view !== 'matrix' || !isThere) VIEWS[view](host, data, options);
  });
  host.setAttribute('aria-label', NAMES[view]);
  widths.disconnect();
  last = { view, host, data, options, width: host.clientWidth, frame: 0 };
  widths.observe(host);
}

globalThis.cjmViews = { draw, fit, present, take, against, choose };
globalThis.cjmJourney?.(globalThis.cjmViews);
