import { terms } from './fold.js';

/** `text` in pieces, those that hold one of the `found` terms marked: [{text, hit}]. */
export function pieces(text, found) {
  const plain = text.normalize('NFC');
  const spans = [];
  for (const { term, start, end } of terms(plain)) {
    if (!found.has(term)) continue;
    const last = spans.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else spans.push({ start, end });
  }
  const out = [];
  let at = 0;
  for (const { start, end } of spans) {
    if (start > at) out.push({ text: plain.slice(at, start), hit: false });
    out.push({ text: plain.slice(start, end), hit: true });
    at = end;
  }
  if (at < plain.length) out.push({ text: plain.slice(at), hit: false });
  return out;
}

/** The part of a text round the first found term, some `length` characters long, cut at words. */
export function excerpt(text, found, length = 170) {
  const plain = text.normalize('NFC');
  if (plain.length <= length) return plain;
  let first = 0;
  for (const { term, start } of terms(plain)) {
    if (found.has(term)) {
      first = start;
      break;
    }
  }
  const wanted = Math.max(0, Math.min(first - length / 4, plain.length - length));
  const start = wanted > 0 ? plain.indexOf(' ', wanted - 1) + 1 || wanted : 0;
  const stop = Math.min(plain.length, start + length);
  const end = stop < plain.length ? Math.max(plain.lastIndexOf(' ', stop), start + length / 2) : stop;
  return `${start > 0 ? '… ' : ''}${plain.slice(start, end)}${end < plain.length ? ' …' : ''}`;
}
