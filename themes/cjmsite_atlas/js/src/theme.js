/*
 * Loaded in <head> before anything is painted: says that there is a script, and applies the theme that the reader
 * chose. Nothing chosen, or no storage: the system decides.
 */
const root = document.documentElement;
root.classList.add('js');
try {
  const theme = localStorage.getItem('cjm-theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
} catch {
  /* no storage */
}
