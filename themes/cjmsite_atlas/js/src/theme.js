/*
 * Loaded in <head> before anything is painted: says that there is a script, which view of a journey the address asks for and
 * whether the page opens at its top, and applies the theme that the reader chose. Nothing chosen, or no storage: the system
 * decides.
 */
const root = document.documentElement;
root.classList.add('js');
const view = /[#&]view=([a-z]+)/u.exec(location.hash);
if (view) root.dataset.view = view[1];
try {
  const theme = localStorage.getItem('cjm-theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
} catch {
  /* no storage */
}

/*
 * While a page opens at its top, the style leaves out what is dear to lay out and too far down to be seen. It is laid out when
 * the top is painted and nobody waits, or before the page is printed. Where the address or the browser may lead to another
 * place than the top, nothing is left out.
 */
const [opened] = performance.getEntriesByType('navigation');
if (globalThis.requestIdleCallback && opened?.type === 'navigate' && !location.hash) {
  root.classList.add('opens');
  const whole = () => root.classList.remove('opens');
  requestAnimationFrame(() => requestIdleCallback(whole, { timeout: 1000 }));
  addEventListener('beforeprint', whole);
}
