import { now } from './state.js';
import { arriveAt } from './steps.js';

/*
 * Links to parts of the page, the stage chips above the cards and the list of contents, say which part is being read:
 * the last one whose start has passed the upper fifth of the window.
 */
function follow(links) {
  const parts = new Map();
  for (const link of links) {
    const part = link.hash && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (part) parts.set(part, link);
  }
  const watch = new IntersectionObserver(entries => {
    const here = entries.find(entry => entry.isIntersecting)?.target;
    if (!here) return;
    for (const link of links) link.removeAttribute('aria-current');
    const link = parts.get(here);
    link.setAttribute('aria-current', 'true');
    const row = link.closest('.jump');
    if (row) row.scrollLeft += link.getBoundingClientRect().left - row.getBoundingClientRect().left - 16;
  }, { rootMargin: '-5% 0px -75%' });
  for (const part of parts.keys()) watch.observe(part);
  return watch;
}

let watches = [];

/** A jump to a stage passes cards. */
function arrive() {
  const place = document.getElementById(now().step);
  if (place?.closest('.cards')?.offsetParent) arriveAt(place);
}

addEventListener('hashchange', arrive);

export function startFollow() {
  for (const watch of watches) watch.disconnect();
  watches = [];
  arrive();
  for (const links of ['.jump a', '.toc a']) watches.push(follow([...document.querySelectorAll(links)]));
}
