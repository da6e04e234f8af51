/*
 * Loaded in <head> before anything is painted: says that there is a script and which view of a journey the address
 * asks for, and applies the theme that the reader chose. Nothing chosen, or no storage: the system decides.
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
