import { meanOf } from '../layout/emotion.js';

/** A field of a CSV file: quoted where it must be, and never read as a formula by a spreadsheet. */
export function field(value) {
  const text = String(value ?? '');
  const safe = /^[=+@\t\r]|^-(?![\d.])/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as CSV, with CRLF as RFC 4180 has it. */
export const csv = rows => rows.map(row => row.map(field).join(',')).join('\r\n').concat('\r\n');

/** A text that Mermaid does not take for its own signs. */
const plain = text => String(text).replace(/[:;#\r\n]+/gu, ' ').replace(/\s+/gu, ' ').trim();

/** A feeling from −2 to +2 as Mermaid's score from 1 to 5. */
export const score = mean => Math.max(1, Math.min(5, Math.round(mean + 3)));

/** The journey as a Mermaid `journey`; steps without a feeling stand in the middle. */
export function mermaid({ title, personas, stages, steps }) {
  const lines = ['journey', `  title ${plain(title)}`];
  stages.forEach((stage, index) => {
    lines.push(`  section ${plain(stage.title)}`);
    for (const step of steps) {
      if (step.stage !== index || step.empty) continue;
      const who = personas.filter(p => typeof step.emotion?.[p.id] === 'number').map(p => plain(p.short).replaceAll(',', ' '));
      lines.push(`    ${plain(step.title)}: ${score(meanOf(step) ?? 0)}${who.length ? `: ${who.join(', ')}` : ''}`);
    }
  });
  return `${lines.join('\n')}\n`;
}
