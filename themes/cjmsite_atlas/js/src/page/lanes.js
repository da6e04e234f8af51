import { dialog, h, icon } from '../dom.js';
import { go, now } from './state.js';
import { recall, remember } from './store.js';

const key = () => `cjm-lanes:${location.pathname}`;
const buttons = () => [...document.querySelectorAll('.lane-btn[data-lane]')];
const rowOf = button => button.closest('tr');

function set(button, open) {
  button.setAttribute('aria-expanded', String(open));
  rowOf(button).classList.toggle('shut', !open);
}

/** A lane's name opens and shuts the lane; which ones are shut is remembered for the page. */
export function toggleLane(button) {
  set(button, button.getAttribute('aria-expanded') !== 'true');
  remember(key(), buttons().filter(b => b.getAttribute('aria-expanded') === 'false').map(b => b.dataset.lane).join(' '));
}

let usual = new Map();

export function startLanes() {
  const shut = (recall(key()) ?? '').split(' ');
  usual = new Map();
  for (const button of buttons()) {
    if (shut.includes(button.dataset.lane)) set(button, false);
    const body = rowOf(button).parentElement;
    usual.set(body, [...(usual.get(body) ?? []), rowOf(button)]);
  }
}

/** Where lanes of one group belong when `chosen` names lanes in an order: those first, the others hidden behind them. */
export function ordered(names, chosen) {
  if (!chosen) return names.map(name => ({ name, shown: true }));
  const first = chosen.filter(name => names.includes(name)).map(name => ({ name, shown: true }));
  return [...first, ...names.filter(name => !chosen.includes(name)).map(name => ({ name, shown: false }))];
}

/** Shows these lanes in this order, inside their groups; null is what the journey's author chose. */
export function showLanes(chosen) {
  for (const [body, rows] of usual) {
    const named = new Map(rows.map(row => [row.querySelector('.lane-btn').dataset.lane, row]));
    for (const { name, shown } of ordered([...named.keys()], chosen)) {
      named.get(name).hidden = !shown;
      body.append(named.get(name));
    }
    const empty = rows.every(row => row.hidden);
    for (const line of body.querySelectorAll('.vis')) line.hidden = empty;
  }
}

/** A dialog in which lanes are chosen and moved; each change is seen in the map at once. */
export function chooseLanes() {
  const groups = [...usual.values()].map(rows => rows.map(row => row.querySelector('.lane-btn')));
  const labels = new Map(groups.flat().map(button => [button.dataset.lane, button.textContent.trim()]));
  const chosen = now().lanes;
  let lists = groups.map(group => ordered(group.map(button => button.dataset.lane), chosen));
  const host = h('div', { class: 'lane-list' });
  const apply = () => {
    const all = lists.flat();
    const same = all.every(lane => lane.shown) && all.map(lane => lane.name).join() === groups.flat().map(b => b.dataset.lane).join();
    go({ lanes: same ? null : all.filter(lane => lane.shown).map(lane => lane.name) }, { quietly: true });
  };
  const row = (list, k) => {
    const lane = list[k];
    const box = h('input', { type: 'checkbox' });
    box.checked = lane.shown;
    box.addEventListener('change', () => {
      lane.shown = box.checked;
      apply();
    });
    const move = (by, word, sign) => {
      const button = h('button', { type: 'button', class: `btn quiet icon ${sign}`, 'aria-label': `Move ${labels.get(lane.name)} ${word}`, disabled: !list[k + by] }, icon('caret'));
      button.addEventListener('click', () => {
        [list[k], list[k + by]] = [list[k + by], list[k]];
        apply();
        draw();
        const again = host.querySelector(`[data-lane-row="${CSS.escape(lane.name)}"] .${sign}`);
        (again.disabled ? again.parentElement.querySelector('button:not(:disabled)') ?? box : again).focus();
      });
      return button;
    };
    return h('li', { 'data-lane-row': lane.name }, h('label', {}, box, labels.get(lane.name)), move(-1, 'up', 'up'), move(1, 'down', 'down'));
  };
  const draw = () => host.replaceChildren(...lists.map(list => h('ol', {}, ...list.map((_, k) => row(list, k)))));
  const reset = h('button', { type: 'button', class: 'btn' }, 'As the author chose');
  reset.addEventListener('click', () => {
    lists = groups.map(group => ordered(group.map(button => button.dataset.lane), null));
    apply();
    draw();
  });
  draw();
  dialog('Lanes of the map', 'lanes', h('p', { class: 'cap' }, 'Tick what you want to see. The choice stands in the address, so that you can send it to somebody.'), host, h('footer', {}, reset));
}
