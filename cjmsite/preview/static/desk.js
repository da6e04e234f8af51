/*
 * What the preview says beside the page: mistakes that stop a build, over the page, and a small panel with what is
 * known of the page. It stands in a shadow of its own, so that no style of the page reaches it, and everything in it
 * is set as text.
 */
let own = {};
let shadow = null;
let latest = { state: 'good', errors: [], findings: [] };
let isShut = false;
let shown = '';

export function startDesk(data) {
  own = data;
  const host = document.createElement('cjm-preview');
  shadow = host.attachShadow({ mode: 'open' });
  document.documentElement.append(host);
  dress();
}

async function dress() {
  const sheet = new CSSStyleSheet();
  const answer = await fetch('/_cjmsite/preview.css');
  sheet.replaceSync(await answer.text());
  shadow.adoptedStyleSheets = [sheet];
}

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== undefined) element.setAttribute(key, value);
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

function button(text, act, attributes = {}) {
  const made = make('button', { type: 'button', ...attributes }, text);
  made.addEventListener('click', act);
  return made;
}

function place({ path, line, column, link }) {
  if (!path) return null;
  const text = line ? `${path}:${line}:${column}` : path;
  return link ? make('a', { class: 'place', href: link }, text) : make('span', { class: 'place' }, text);
}

function finding(one) {
  return make('li', { class: one.severity },
    make('p', { class: 'head' }, place(one), ' ', make('span', { class: 'code' }, one.code)),
    make('p', { class: 'message' }, one.message),
    one.excerpt ? make('pre', {}, `${one.excerpt}\n`, make('span', { class: 'mark' }, one.mark)) : null,
    one.hint ? make('p', { class: 'hint' }, one.hint) : null,
    ...one.related.map(other => make('p', { class: 'related' }, place(other), ` ${other.message}`)));
}

const count = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;

/** Called with everything that is wrong now. */
export function showNote(note) {
  const errors = JSON.stringify(note.errors);
  const isOther = errors !== shown || note.state !== latest.state;
  if (errors !== shown) isShut = false;
  shown = errors;
  latest = note;
  if (isOther) drawErrors();
  drawPanel();
}

/** Called when the page is another one: an open panel says what this one was made from. */
export function showMade() {
  const panel = shadow.querySelector('.panel');
  if (panel?.open) fill(panel);
}

function drawErrors() {
  shadow.querySelector('.errors')?.remove();
  if (!latest.errors.length) return;
  const title = count(latest.errors.length, 'mistake');
  if (isShut) {
    shadow.append(button(title, () => toggle(false), { class: 'errors pill' }));
    return;
  }
  const stale = latest.state === 'stale' ? make('p', { class: 'stale' }, 'The page behind this is as it was before.') : null;
  const box = make('section', { class: 'errors', role: 'region', 'aria-label': 'Mistakes', tabindex: '-1' },
    make('header', {}, make('h2', { role: 'alert' }, title), stale, button('Hide', () => toggle(true))),
    make('ol', {}, ...latest.errors.map(finding)));
  box.addEventListener('keydown', event => {
    if (event.key === 'Escape') toggle(true);
  });
  shadow.append(box);
}

function toggle(shut) {
  isShut = shut;
  drawErrors();
  makeWay();
}

function drawPanel() {
  const old = shadow.querySelector('.panel');
  const isOpen = old?.hasAttribute('open') ?? false;
  const hasFocus = old?.contains(shadow.activeElement) ?? false;
  old?.remove();
  const number = latest.findings.length;
  const words = latest.state === 'gone' ? 'Not on the site' : latest.state === 'stale' ? 'As it was before' : number ? count(number, 'finding') : 'Checked';
  const panel = make('details', { class: `panel ${latest.state}${number ? ' has-findings' : ''}` }, make('summary', {}, words));
  panel.addEventListener('toggle', () => {
    if (panel.open) fill(panel);
  });
  panel.open = isOpen;
  shadow.append(panel);
  makeWay();
  if (hasFocus) panel.querySelector('summary').focus({ preventScroll: true });
}

/** Nothing lies over the mistakes. */
function makeWay() {
  const panel = shadow.querySelector('.panel');
  if (panel) panel.hidden = shadow.querySelector('section.errors') !== null;
}

async function fill(panel) {
  const question = new URLSearchParams({ token: own.token, page: own.page });
  const answer = await fetch(`/_cjmsite/about?${question}`, { cache: 'no-store' });
  if (!answer.ok) return;
  const about = await answer.json();
  const body = make('div', { class: 'about' });
  if (latest.state === 'gone') body.append(make('p', {}, 'This page is not on the site: its file is gone, or it is a draft (`--drafts` shows drafts).'));
  body.append(latest.findings.length ? make('ol', {}, ...latest.findings.map(finding)) : make('p', {}, 'Nothing to mend in this page.'));
  for (const group of about.made_from) {
    body.append(make('h3', {}, group.title), make('ul', {}, ...group.files.map(file => make('li', {}, place(file)))));
  }
  if (about.milliseconds !== null) body.append(make('p', { class: 'time' }, `Made in ${about.milliseconds.toFixed(1)} ms.`));
  panel.querySelector('.about')?.remove();
  panel.append(body);
}
