import { THEMES } from '../words.js';
import { remember } from './store.js';

const KEY = 'cjm-theme';
const NEXT = { '': 'light', light: 'dark', dark: '' };
const root = document.documentElement;

function show() {
  const name = `Theme: ${THEMES[root.dataset.theme ?? '']}`;
  for (const button of document.querySelectorAll('[data-act="theme"]')) {
    button.setAttribute('aria-label', name);
    button.title = name;
  }
}

/** The theme button goes from the system's choice to light, to dark and back. */
export function switchTheme() {
  const next = NEXT[root.dataset.theme ?? ''] ?? '';
  if (next) root.dataset.theme = next;
  else delete root.dataset.theme;
  remember(KEY, next);
  show();
}

export const startTheme = show;
