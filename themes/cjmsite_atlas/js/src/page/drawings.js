/*
 * The links of a drawing are one stop for Tab, so that a reader without a mouse need not pass each step to get beyond it: arrows go
 * from one to the next, Home and End to the first and the last.
 */
const WAYS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

const linksOf = el => [...el.querySelectorAll('svg a')];

/** Makes one link of a drawing its stop: the one with this address, or the first. */
export function oneStop(host, href = null) {
  const links = linksOf(host);
  const stop = links.find(link => link.getAttribute('href') === href) ?? links[0];
  for (const link of links) link.tabIndex = link === stop ? 0 : -1;
}

export function onDrawingKey(event) {
  const link = event.target.closest?.('svg a');
  if (!link || event.ctrlKey || event.metaKey || event.altKey) return;
  const host = link.closest('svg').parentElement;
  const links = linksOf(host);
  const back = document.dir === 'rtl' && /Left|Right/u.test(event.key) ? -1 : 1;
  const next = event.key === 'Home' ? links[0] : event.key === 'End' ? links.at(-1) : WAYS[event.key] && links[links.indexOf(link) + WAYS[event.key] * back];
  if (!next) return;
  event.preventDefault();
  oneStop(host, next.getAttribute('href'));
  next.focus();
}
