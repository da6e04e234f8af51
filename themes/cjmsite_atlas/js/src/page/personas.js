import { go } from './state.js';

const buttons = () => [...document.querySelectorAll('[data-persona]')];

/** Dims the curves and marks of these persons; nobody is taken away. */
export function showPersonas(off, personas) {
  for (const button of buttons()) button.setAttribute('aria-pressed', String(!off.includes(button.dataset.persona)));
  document.body.dataset.dim = personas.filter(p => off.includes(p.id)).map(p => p.cls).join(' ');
}

/** A person's button dims that person or brings them back. */
export function togglePersona(button) {
  const off = new Set(buttons().filter(b => b.getAttribute('aria-pressed') === 'false').map(b => b.dataset.persona));
  if (!off.delete(button.dataset.persona)) off.add(button.dataset.persona);
  go({ without: off.size ? [...off] : null }, { quietly: true });
}
