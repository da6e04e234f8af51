import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engine, grouped } from '../src/search/engine.js';
import { fold, tokenize } from '../src/search/fold.js';
import { excerpt, pieces } from '../src/search/highlight.js';

const RECORDS = [
  { u: 'journeys/switching.html#opens', t: 'Opens the price letter', k: 'journey', c: 'Switching energy supplier, Awareness', x: 'The letter is hard to read. I read it three times.' },
  { u: 'personas/nora.html', t: 'Nora Lind', k: 'persona', c: 'Wants it done before the school run', x: 'Nurse in Malmö' },
  { u: 'touchpoints/price-letter.html', t: 'Price change letter', k: 'touchpoint', c: 'Mail', x: 'Sent 60 days before a price change.' },
  { u: 'guide/tokyo.html', t: '東京都の電力会社', k: 'page', c: '', x: '切り替えは簡単です' },
];
const find = engine(RECORDS);
const urls = query => find(query).map(r => r.u);

test('letters are compared without case, diacritics and ligatures', () => {
  assert.equal(fold('Malmö Ærø STRASSE straße ﬁn'), 'malmo aero strasse strasse fin');
  assert.deepEqual(tokenize('Días, déjà-vu 60%'), ['dias', 'deja', 'vu', '60']);
});

test('scripts without spaces are cut into pairs', () => {
  assert.deepEqual(tokenize('東京都'), ['東京', '京都']);
  assert.deepEqual(tokenize('NPS調査'), ['nps', '調査']);
  assert.deepEqual(tokenize('京'), ['京']);
});

test('a title beats a text, and a page is found without its diacritics, by its beginning, and with a slip', () => {
  assert.equal(urls('price letter')[0].endsWith('price-letter.html') || urls('price letter')[0].endsWith('#opens'), true);
  assert.deepEqual(urls('malmo'), ['personas/nora.html']);
  assert.deepEqual(urls('nor'), ['personas/nora.html']);
  assert.ok(urls('swiching').includes('journeys/switching.html#opens'));
  assert.deepEqual(urls('電力'), ['guide/tokyo.html']);
  assert.deepEqual(urls('都'), ['guide/tokyo.html'], 'one letter finds the pairs that begin with it');
});

test('a word that is like the one asked for is found only where that one is nowhere', () => {
  const find = engine([
    { u: 'a.html', t: 'Letter', k: 'page', c: '', x: 'A letter came.' },
    { u: 'b.html', t: 'Latter', k: 'page', c: '', x: 'The latter of two.' },
    { u: 'c.html', t: 'Letters by post', k: 'page', c: '', x: '' },
  ]);
  const urls = query => find(query).map(r => r.u);
  assert.deepEqual(urls('letter'), ['a.html', 'c.html'], 'the word, then what begins with it');
  assert.ok(urls('lettr').includes('a.html'));
  assert.deepEqual(urls('lettr came'), ['a.html'], 'one word slips, the other holds');
});

test('a text does not say the summary again that stands above it', () => {
  const [found] = engine([{ u: 'a.html', t: 'A', k: 'page', c: 'All about bills.', x: 'All about bills. They come monthly.' }])('bills');
  assert.deepEqual([found.c, found.x], ['All about bills.', 'They come monthly.']);
  const [bare] = engine([{ u: 'a.html', t: 'A', k: 'page', c: 'All about bills.', x: 'All about bills.' }])('bills');
  assert.equal(bare.x, '');
});

test('no result is lost', () => {
  const many = Array.from({ length: 90 }, (_, k) => ({ u: `${k}.html`, t: `Page ${k}`, k: 'page', c: '', x: 'needle' }));
  assert.equal(engine(many)('needle').length, 90);
});

test('every word counts where it can; else any word does', () => {
  assert.deepEqual(urls('nora malmo'), ['personas/nora.html']);
  assert.ok(urls('nora letter').length >= 2);
  assert.deepEqual(urls('  -- '), []);
});

test('results come by kind, steps apart from journeys, the kind of the best first', () => {
  const results = [{ k: 'page', u: 'a.html' }, { k: 'journey', u: 'j.html#s' }, { k: 'page', u: 'b.html#c' }, { k: 'journey', u: 'j.html' }];
  assert.deepEqual(grouped(results).map(g => [g.kind, g.items.length]), [['page', 2], ['step', 1], ['journey', 1]]);
});

test('what was found is marked and nothing of the text is lost', () => {
  const text = 'In Malmö, <b>malmo</b> & 東京都';
  const parts = pieces(text, new Set(['malmo', '東京', '京都']));
  assert.equal(parts.map(p => p.text).join(''), text);
  assert.deepEqual(parts.filter(p => p.hit).map(p => p.text), ['Malmö', 'malmo', '東京都']);
});

test('an excerpt shows the place where the word is', () => {
  const text = `${'word '.repeat(100)}needle ${'word '.repeat(100)}`;
  const cut = excerpt(text, new Set(['needle']));
  assert.match(cut, /needle/u);
  assert.ok(cut.length < 190 && cut.startsWith('… ') && cut.endsWith(' …'));
});
