/*
 * What the reader chose above a list or a view of the site stands in the address, so that it can be sent to somebody:
 * `#lens=figures&find=till&owner=shop&sort=steps`.
 */
const controls = () => [...document.querySelectorAll(':is(.lens, .filter) [name]')];
const nameOf = one => one.name.slice('cjm-'.length);

/** Chooses what the address asks for; an address without a choice leaves all as it is. */
export function showChosen() {
  if (!location.hash.includes('=')) return;
  const asked = new URLSearchParams(location.hash.slice(1));
  for (const one of controls()) {
    const value = asked.get(nameOf(one));
    if (one.type !== 'radio') one.value = value ?? '';
    else if (one.defaultChecked || one.value === value) one.checked = true; // the first is the default, a later one takes its place
    if (one.selectedIndex < 0) one.value = ''; // what is no longer there to be chosen
  }
}

/** Puts what is chosen into the address, and leaves no trace in the browser's history. */
export function keepChosen({ target }) {
  const all = controls();
  if (!all.includes(target)) return;
  const asked = new URLSearchParams(all.filter(one => (one.type === 'radio' ? one.checked && !one.defaultChecked : one.value)).map(one => [nameOf(one), one.value]));
  history.replaceState(null, '', `#${asked}`);
}
