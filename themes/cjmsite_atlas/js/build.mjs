/*
 * Builds ../static from this folder: one classic script for the page, one for the other
 * views of a journey, one for <head>, the style of the screen and of paper, the licences.
 * `--check` builds in memory and fails when a committed file differs.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { build, transform } from 'esbuild';

const here = path => new URL(path, import.meta.url);
const read = path => readFileSync(here(path), 'utf8');
const lock = JSON.parse(read('package-lock.json')).packages;

/** The packages whose code is in the bundle. */
function bundled(metafile) {
  const inputs = Object.values(metafile.outputs).flatMap(output => Object.entries(output.inputs)).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const names = inputs.map(([path]) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(path)?.[1]);
  return [...new Set(names.filter(Boolean))].sort();
}

/** Modules that the page's script has already: the script of the views takes them from there, by the names in src/shared.js. */
const shared = {
  name: 'shared',
  setup(build) {
    const names = [...read('src/shared.js').matchAll(/^ {2}'([^']+)':/gmu)].map(([, name]) => name);
    build.onResolve({ filter: /.*/ }, ({ path, resolveDir }) => {
      const name = path.startsWith('.') ? posix.relative(here('src').pathname, posix.join(resolveDir, path)) : path;
      return names.includes(name) ? { path: name, namespace: 'shared' } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: 'shared' }, ({ path }) => {
      const exported = [...read(`src/${path}`).matchAll(/^export (?:async )?(?:function|const|class) (\w+)/gmu)].map(([, name]) => name);
      return { contents: `export const { ${exported.join(', ')} } = globalThis.cjmShared[${JSON.stringify(path)}];` };
    });
  },
};

async function bundle(entry, { banner = '', plugins = [] } = {}) {
  const result = await build({
    entryPoints: [entry],
    plugins,
    absWorkingDir: here('.').pathname,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    metafile: true,
    logLevel: 'warning',
  });
  return { text: banner + result.outputFiles[0].text, metafile: result.metafile };
}

function licences(names) {
  const head = 'atlas.js contains code of the packages below. Each part gives name, version, licence, the integrity of the\npackage as published, and the full text of its licence.\n';
  const parts = names.map(name => {
    const { version, license, integrity } = lock[`node_modules/${name}`];
    const file = readdirSync(here(`node_modules/${name}`)).find(f => /^licen[cs]e/iu.test(f));
    return `${'-'.repeat(100)}\n${name} ${version}, ${license}\n${integrity}\n\n${read(`node_modules/${name}/${file}`).trim()}\n`;
  });
  return [head, ...parts].join('\n');
}

async function style(name, from, text) {
  const { code } = await transform(text, { loader: 'css', minify: true, charset: 'utf8', legalComments: 'none' });
  return `/* ${name}. Built from themes/cjmsite_atlas/js/${from}: change it there. */\n${code}`;
}

const screen = () => readdirSync(here('css')).sort().map(file => read(`css/${file}`)).join('\n');

async function outputs() {
  const main = await bundle('src/main.js');
  const journey = await bundle('src/journey.js', { plugins: [shared] });
  const names = bundled(main.metafile);
  const more = bundled(journey.metafile).filter(name => !names.includes(name));
  if (more.length) throw new Error(`journey.js brings packages of its own: ${more}`);
  const list = names.map(name => `${name} ${lock[`node_modules/${name}`].version} (${lock[`node_modules/${name}`].license})`);
  const banner = `/*! The script of the atlas theme, MIT. Built from themes/cjmsite_atlas/js. Contains ${list.join(', ')}; texts in LICENSES.txt */\n`;
  return {
    'atlas.js': banner + main.text,
    'journey.js': `/*! The other views of a journey in the atlas theme, MIT. Built from themes/cjmsite_atlas/js. */\n${journey.text}`,
    'theme.js': (await bundle('src/theme.js')).text,
    'atlas.css': await style('The style of the atlas theme', 'css', screen()),
    'print.css': await style('The style of the atlas theme on paper', 'print.css', read('print.css')),
    'LICENSES.txt': licences(names),
  };
}

const files = await outputs();
const check = process.argv.includes('--check');
let stale = 0;
for (const [name, text] of Object.entries(files)) {
  const path = here(`../static/${name}`);
  if (!check) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    console.error(`static/${name} is not what its sources build. Run: npm run build`);
    stale += 1;
  }
}
process.exitCode = stale ? 1 : 0;
