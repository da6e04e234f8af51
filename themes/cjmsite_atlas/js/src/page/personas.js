/** Persona buttons dim a person's curve and marks; nobody is taken away. */
export function togglePersona(button, personas) {
  const on = button.getAttribute('aria-pressed') !== 'true';
  for (const twin of document.querySelectorAll(`[data-persona="${CSS.escape(button.dataset.persona)}"]`)) twin.setAttribute('aria-pressed', String(on));
  const off = [...document.querySelectorAll('[data-persona][aria-pressed="false"]')].map(b => b.dataset.persona);
  document.body.dataset.dim = personas.filter(p => off.includes(p.id)).map(p => p.cls).join(' ');
}
