/*
 * The preview's script in every page: listens for what changed, and brings the page up to date in place. What stands in
 * the head, and scripts, take effect only when the page is loaded anew, which it then is.
 */
import { morph } from './morph.js';
import { showMade, showNote, startDesk } from './desk.js';

const own = document.getElementById('cjm-preview').dataset;
const HIDDEN = 10_000; // a browser has few connections for one server: a tab that nobody sees gives its own back
const AGAIN = 1_000;
const TURN = 1_000; // so long others listen, where there are more tabs than connections
const name = Math.random().toString(36).slice(2); // by which the server knows what this tab was told

let version = own.version;
let former = read('force-cache'); // the page as the server wrote it, before scripts
let stream = null;
let hidden = 0;
let soon = 0;
let lost = null; // where the reader was before a page became too short for that
let turn = Promise.resolve();

async function read(cache) {
  const answer = await fetch(location.pathname, { cache });
  const tree = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const { version: written, head } = tree.getElementById('cjm-preview')?.dataset ?? {};
  return { tree, version: written, head, status: answer.status };
}

async function update() {
  const before = await former;
  const next = await read('no-store');
  if ((next.status === 404 && before.status !== 404) || next.version === version) return; // a page that is gone stays
  if (before.version !== version || next.head !== own.head) {
    location.reload();
    return;
  }
  const focus = remember(document.activeElement);
  const place = scrollY;
  document.dispatchEvent(new CustomEvent('cjm:before'));
  morph(before.tree.body, next.tree.body, document.body);
  keepPlace(place);
  former = next;
  version = next.version;
  document.title = next.tree.title;
  for (const words of ['meta[name="description"]', 'link[rel="canonical"]']) {
    document.head.querySelector(words)?.remove();
    const newer = next.tree.head.querySelector(words);
    if (newer) document.head.append(document.importNode(newer));
  }
  document.dispatchEvent(new CustomEvent('cjm:update'));
  restore(focus);
}

/**
 * A file that is written piece by piece makes the page short for a moment, and the browser scrolls up. Whoever did not
 * scroll since then is led back once the page is long enough again.
 */
function keepPlace(before) {
  const wanted = lost && before === lost.here ? lost.place : before;
  const isShort = wanted > document.documentElement.scrollHeight - innerHeight;
  lost = isShort ? { place: wanted, here: scrollY } : null;
  if (!isShort && wanted > before) scrollTo({ left: scrollX, top: wanted, behavior: 'instant' });
}

/** What has the focus, so that it gets it back when a drawing is made again. */
function remember(element) {
  if (!element || element === document.body) return null;
  return { element, id: element.id, href: element.getAttribute('href'), host: element.closest('[data-chart], svg') };
}

function restore(focus) {
  if (!focus || document.activeElement === focus.element) return;
  const again = (focus.element.isConnected && focus.element)
    || (focus.id && document.getElementById(focus.id))
    || (focus.href && focus.host?.isConnected && focus.host.querySelector(`[href="${CSS.escape(focus.href)}"]`))
    || (focus.href && document.querySelector(`main [href="${CSS.escape(focus.href)}"]`));
  again?.focus({ preventScroll: true });
}

/** A style sheet takes the place of its former self once it is loaded, so that the page is never bare. */
function swapStyles(urls) {
  for (const link of document.querySelectorAll('link[rel="stylesheet"]')) {
    if (!urls.includes(place(link.href))) continue;
    const next = link.cloneNode();
    next.href = fresh(link.href);
    next.addEventListener('load', () => link.remove(), { once: true });
    next.addEventListener('error', () => next.remove(), { once: true });
    link.after(next);
  }
}

function swapImages(urls) {
  for (const image of document.images) if (urls.includes(place(image.src))) image.src = fresh(image.src);
}

const place = address => decodeURIComponent(new URL(address, location.href).pathname.slice(1));

function fresh(address) {
  const url = new URL(address, location.href);
  url.search = `?${Date.now()}`;
  return url.href;
}

/** What the page is lent later, like the search's records or another journey, it gets by scripts; the server watches these, too. */
const lent = new Set();

new MutationObserver(changes => {
  const before = lent.size;
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) if (node.src && node.localName === 'script') lent.add(place(node.src));
  }
  if (lent.size > before && stream) {
    giveBack();
    listen();
  }
}).observe(document.head, { childList: true });

const deeds = {
  lent: () => document.dispatchEvent(new CustomEvent('cjm:lent')),
  page: () => update().then(showMade),
  style: ({ urls }) => swapStyles(urls),
  image: ({ urls }) => swapImages(urls),
  script: () => location.reload(),
  note: note => showNote(note),
};

function listen() {
  clearTimeout(soon);
  const question = new URLSearchParams({ token: own.token, page: own.page, version, tab: name, lent: [...lent].join('\n') });
  stream = new EventSource(`/_cjmsite/events?${question}`);
  stream.addEventListener('message', event => {
    const message = JSON.parse(event.data);
    if (message.type === 'turns') {
      giveBack();
      soon = setTimeout(() => document.hidden || listen(), TURN);
      return;
    }
    turn = turn.then(() => deeds[message.type]?.(message)).catch(error => console.error(error));
  });
  stream.addEventListener('error', () => {
    if (stream?.readyState === EventSource.CLOSED) waitForServer();
  });
}

function giveBack() {
  stream?.close();
  stream = null;
}

/** The server has been started again, and does not know this tab's token: the page is loaded anew when it answers. */
async function waitForServer() {
  for (;;) {
    await new Promise(done => setTimeout(done, AGAIN));
    const there = await fetch(location.pathname, { cache: 'no-store' }).catch(() => null);
    if (there) {
      location.reload();
      return;
    }
  }
}

document.addEventListener('visibilitychange', () => {
  clearTimeout(hidden);
  if (document.hidden) {
    hidden = setTimeout(giveBack, HIDDEN);
  } else if (!stream) {
    listen();
  }
});

former.catch(() => {});
startDesk(own);
if (!document.hidden) listen(); // else once somebody looks at it
