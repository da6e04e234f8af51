/*
 * What the reader looks at stands in the address, so that it can be sent to somebody: `#step-id` for a step alone, else
 * `#view=flow&stage=order&step=pays&lanes=emotion,kpi&compare=1`.
 */
export const VIEWS = ['map', 'story', 'wheel', 'matrix', 'flow', 'time', 'pair'];

/** In place of a lane's name: not one of them. */
const NONE = '-';

const list = text => text.split(',').filter(Boolean);

const decoded = text => {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
};

/** An address's part after `#` as what it asks for. A plain word is a step, or a place on the page that is none. */
export function parse(hash) {
  const text = hash.replace(/^#/u, '');
  const none = { view: 'map', step: null, stage: null, lanes: null, compare: null, without: null, present: null };
  if (!text.includes('=')) return { ...none, step: decoded(text) || null };
  const asked = new URLSearchParams(text);
  const view = asked.get('view');
  return {
    view: VIEWS.includes(view) ? view : 'map',
    step: asked.get('step') || null,
    stage: asked.get('stage') || null,
    lanes: asked.get('lanes') ? list(asked.get('lanes')) : null,
    compare: asked.get('compare') ? list(asked.get('compare')) : null,
    without: asked.get('without') ? list(asked.get('without')) : null,
    present: asked.get('present') || null,
  };
}

/** The part after `#` that asks for this. */
export function format({ view, step, stage, lanes, compare, without, present }) {
  const asked = [
    ['view', view === 'map' ? null : view],
    ['stage', stage],
    ['lanes', lanes && (lanes.join(',') || NONE)],
    ['compare', compare?.join(',')],
    ['without', without?.join(',')],
    ['present', present],
    ['step', step],
  ].filter(([, value]) => value);
  if (asked.length === 1 && step) return `#${encodeURIComponent(step)}`;
  return `#${asked.map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%2C', ',')}`).join('&')}`;
}

export const now = () => parse(location.hash);

/** Goes to what `change` asks for, and tells `then`; `quietly` leaves no trace in the browser's history. */
export function go(change, { quietly = false } = {}) {
  const hash = format({ ...now(), ...change });
  if (hash === (location.hash || '#')) return;
  history[quietly ? 'replaceState' : 'pushState'](null, '', hash);
  dispatchEvent(new Event('cjm:state'));
}
