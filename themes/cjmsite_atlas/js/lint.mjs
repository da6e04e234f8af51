/* What may not stand in the theme's sources: ways to turn text into markup or code, and style attributes. */
import { readFileSync, readdirSync, statSync } from 'node:fs';

const FORBIDDEN = [
  [/\b(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|setHTMLUnsafe|srcdoc)\b/u, 'turns text into markup'],
  [/\bdocument\.write(ln)?\b/u, 'turns text into markup'],
  [/\beval\s*\(|\bnew\s+Function\b|\bsetTimeout\s*\(\s*['"`]/u, 'turns text into code'],
  [/\.html\s*\(/u, 'd3 .html() turns text into markup'],
  [/\.style\b|['"]style['"]|\bcssText\b/u, 'sets a style attribute: use a class or an SVG attribute'],
  [/https?:\/\/(?!www\.w3\.org\/)/u, 'an outside address'],
];

const files = folder => readdirSync(folder).flatMap(name => {
  const path = `${folder}/${name}`;
  return statSync(path).isDirectory() ? files(path) : /\.(js|css)$/u.test(name) ? [path] : [];
});

const root = new URL('.', import.meta.url).pathname;
const found = ['src', 'css'].flatMap(folder => files(root + folder)).flatMap(path =>
  readFileSync(path, 'utf8').split('\n').flatMap((line, k) =>
    FORBIDDEN.filter(([pattern]) => pattern.test(line)).map(([, why]) => `${path.slice(root.length)}:${k + 1}: ${why}: ${line.trim()}`)));
for (const line of found) console.error(line);
process.exitCode = found.length ? 1 : 0;
