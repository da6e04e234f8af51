import { recall, remember } from './store.js';

const key = () => `cjm-lanes:${location.pathname}`;
const buttons = () => [...document.querySelectorAll('.lane-btn[data-lane]')];

function set(button, open) {
  button.setAttribute('aria-expanded', String(open));
  button.closest('tr').classList.toggle('shut', !open);
}

/** A lane's name opens and shuts the lane; which ones are shut is remembered for the page. */
export function toggleLane(button) {
  set(button, button.getAttribute('aria-expanded') !== 'true');
  remember(key(), buttons().filter(b => b.getAttribute('aria-expanded') === 'false').map(b => b.dataset.lane).join(' '));
}

export function startLanes() {
  const shut = (recall(key()) ?? '').split(' ');
  for (const button of buttons()) if (shut.includes(button.dataset.lane)) set(button, false);
}
