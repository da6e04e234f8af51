import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engine, grouped } from '../src/search/engine.js';
import { fold, pairsOf, wordsOf } from '../src/search/fold.js';
import { distance, near } from '../src/search/near.js';
import { excerpt, pieces } from '../src/search/highlight.js';
import { isIn, NOWHERE, partOf, whereAre, wordsIn } from '../src/search/words.js';
import { random } from './geometry.mjs';

const RECORDS = [
  { u: 'journeys/switching.html#opens', t: 'Opens the price letter', k: 'journey', c: 'Switching energy supplier, Awareness', x: 'The letter is hard to read. I read it three times.' },
  { u: 'personas/nora.html', t: 'Nora Lind', k: 'persona', c: 'Wants it done before the school run', x: 'Nurse in Malmö' },
  { u: 'touchpoints/price-letter.html', t: 'Price change letter', k: 'touchpoint', c: 'Mail', x: 'Sent 60 days before a price change.' },
  { u: 'guide/tokyo.html', t: '東京都の電力会社', k: 'page', c: '', x: '切り替えは簡単です' },
];
const find = await engine(RECORDS);
const urlsOf = async (search, query) => (await search(query)).map(r => r.u);
const urls = query => urlsOf(find, query);

test('letters are compared without case, diacritics and ligatures', () => {
  assert.equal(fold('Malmö Ærø STRASSE straße ﬁn'), 'malmo aero strasse strasse fin');
  assert.deepEqual(wordsOf('Días, déjà-vu 60%'), ['dias', 'deja', 'vu', '60']);
});

test('a run without spaces is one word of a query, and can be cut into pairs', () => {
  assert.deepEqual(wordsOf('東京都 NPS調査'), ['東京都', 'nps', '調査']);
  assert.deepEqual(pairsOf('東京都'), ['東京', '京都']);
  assert.deepEqual(pairsOf('letter'), []);
});

test('slips are counted: one letter more, less, wrong or two swapped; a beginning is compared with beginnings', () => {
  assert.equal(distance('letter', 'letter', 2), 0);
  assert.equal(distance('lettr', 'letter', 2), 1);
  assert.equal(distance('lteter', 'letter', 2), 1);
  assert.equal(distance('swiching', 'switching', 2), 1);
  assert.equal(distance('onbaord', 'onboarding', 2), 1, 'not typed to its end');
  assert.ok(distance('house', 'letter', 1) > 1);
  assert.deepEqual(near('lettr', ['latter', 'letter', 'house']).map(found => found.word), ['letter']);
  assert.deepEqual(near('cat', ['car']), [], 'short words are not guessed');
});

test('a title beats a text, and a page is found without its diacritics, by its beginning, and with a slip', async () => {
  assert.match((await urls('price letter'))[0], /price-letter\.html|#opens/u);
  assert.deepEqual(await urls('malmo'), ['personas/nora.html']);
  assert.deepEqual(await urls('nor'), ['personas/nora.html']);
  assert.ok((await urls('swiching')).includes('journeys/switching.html#opens'));
});

test('German, French, Swedish and Japanese are found as they are typed', async () => {
  const search = await engine([
    { u: 'de.html', t: 'Jahresabrechnung', k: 'page', c: '', x: 'Die Übergabe an den Straßenbahnbetrieb.' },
    { u: 'fr.html', t: 'Résiliation', k: 'page', c: '', x: 'L’été, l’œuvre est déjà finie.' },
    { u: 'sv.html', t: 'Återbetalning', k: 'page', c: '', x: 'Kunden väntar på räkningen.' },
    { u: 'jp.html', t: '東京都の電力会社', k: 'page', c: '', x: '切り替えは簡単です。請求書が届く。' },
  ]);
  const of = query => urlsOf(search, query);
  for (const query of ['abrechnung', 'Ubergabe', 'strassenbahn', 'STRAßENBAHN', 'jahresabrechnugn']) assert.deepEqual(await of(query), ['de.html'], query);
  for (const query of ['resiliation', 'ete', 'oeuvre', 'DÉJÀ']) assert.deepEqual(await of(query), ['fr.html'], query);
  for (const query of ['aterbetalning', 'rakning', 'väntar']) assert.deepEqual(await of(query), ['sv.html'], query);
  for (const query of ['電力', '都', '請求書', '請求書の電力']) assert.deepEqual(await of(query), ['jp.html'], query);
});

test('a word that is like the one asked for is found only where that one is nowhere', async () => {
  const search = await engine([
    { u: 'a.html', t: 'Letter', k: 'page', c: '', x: 'A letter came.' },
    { u: 'b.html', t: 'Latter', k: 'page', c: '', x: 'The latter of two.' },
    { u: 'c.html', t: 'Letters by post', k: 'page', c: '', x: '' },
  ]);
  const of = query => urlsOf(search, query);
  assert.deepEqual(await of('letter'), ['a.html', 'c.html'], 'the word, then what begins with it');
  assert.equal((await of('lettr'))[0], 'a.html');
  assert.deepEqual(await of('lettr came'), ['a.html'], 'one word slips, the other holds');
});

test('it is known in which parts of the site a word stands, alone or inside of another one', async () => {
  const texts = Array.from({ length: 1024 }, (_, k) => `page ${k} ${k === 5 ? 'abrechnung' : ''} ${k === 900 ? 'rechnung, 請求書' : ''}`);
  const words = await wordsIn(texts.map((all, k) => ({ all, part: partOf(k, texts.length) })));
  assert.equal(new Set(words.words).size, words.words.length, 'each once');
  assert.equal(words.words.length, 1024 + 4);
  const asked = ['rechnung', 'page', '請求', 'rechnugn'];
  const found = await whereAre(asked, words);
  const parts = found.map(where => Array.from({ length: 256 }, (_, part) => part).filter(part => isIn(where, part)));
  assert.deepEqual(parts[0], [partOf(5, 1024), partOf(900, 1024)]);
  assert.equal(parts[1].length, 256);
  assert.deepEqual(parts[2], [225]);
  assert.equal(found[3], NOWHERE);
});

test('what is found is the same before the words of the site are gathered and after', async () => {
  const find = await engine(RECORDS);
  const queries = ['letter', 'nora letter', 'swiching', 'prcie lettr', '力会', '会社の電力', 'zzzzz'];
  const all = async () => {
    const found = [];
    for (const query of queries) found.push(await urlsOf(find, query));
    return found;
  };
  const before = await all();
  await new Promise(resolve => setTimeout(resolve, 300));
  assert.deepEqual(await all(), before);
  assert.ok(before.slice(0, -1).every(urls => urls.length > 0));
});

test('a whole word is better than a beginning, and that better than the inside of one', async () => {
  const search = await engine([
    { u: 'in.html', t: 'Reorder', k: 'page', c: '', x: '' },
    { u: 'start.html', t: 'Ordering', k: 'page', c: '', x: '' },
    { u: 'whole.html', t: 'Order', k: 'page', c: '', x: '' },
    { u: 'text.html', t: 'Else', k: 'page', c: '', x: 'an order' },
  ]);
  assert.deepEqual(await urlsOf(search, 'order'), ['whole.html', 'start.html', 'in.html', 'text.html']);
});

test('no result is lost', async () => {
  const many = Array.from({ length: 90 }, (_, k) => ({ u: `${k}.html`, t: `Page ${k}`, k: 'page', c: '', x: 'needle' }));
  assert.equal((await (await engine(many))('needle')).length, 90);
});

test('every word counts where it can; else any word does', async () => {
  assert.deepEqual(await urls('nora malmo'), ['personas/nora.html']);
  assert.ok((await urls('nora letter')).length >= 2);
  assert.deepEqual(await urls('  -- '), []);
  assert.deepEqual(await urls('zzzzz'), []);
});

test('what is found in a record of odd signs is still a record', async () => {
  const search = await engine([{ u: 'a.html', t: '', k: 'page' }, { u: 'b.html', t: '🙂 (x) [y] \\d+', k: 'page', c: '\n\n', x: '\ud800' }]);
  assert.deepEqual(await urlsOf(search, 'x'), ['b.html']);
  assert.deepEqual(await urlsOf(search, '\\d+ .*'), ['b.html']);
});

test('five thousand pages are read and searched while the page stays the reader’s', async () => {
  const words = ['customer', 'journey', 'letter', 'Rechnung', 'återbetalning', '請求書', ...Array.from({ length: 600 }, (_, k) => `word${k.toString(36)}`)];
  let seed = 7;
  const some = count => Array.from({ length: count }, () => words[(seed = (seed * 1103515245 + 12345) % 2147483648) % words.length]).join(' ');
  const pages = Array.from({ length: 5000 }, (_, k) => ({ u: `${k}.html`, t: some(4), k: 'page', c: some(10), x: some(380) }));
  let longest = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  const search = await engine(pages);
  await search('warm up');
  for (const query of ['customer', 'letter journey', 'rechnugn', '請求', 'nothing at all']) {
    const before = process.cpuUsage();
    await search(query);
    const spent = process.cpuUsage(before);
    assert.ok((spent.user + spent.system) / 1000 < 400, `${query}: ${(spent.user + spent.system) / 1000} ms`); // 10 to 80 on an idle machine
  }
  clearInterval(beat);
  assert.ok(longest < 1000, `the page stood still for ${longest} ms`);
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

test('a slip is forgiven in every language, and letters may be typed plainly', async () => {
  const find = await engine([
    { u: 'de', t: 'Kündigung der Straßenbahnkarte', k: 'page', x: 'Die Rechnung kam zu spät.' },
    { u: 'fr', t: 'La résiliation', k: 'page', x: 'L’œuvre est déjà finie, la facture arrive.' },
    { u: 'sv', t: 'Uppsägning av elavtal', k: 'page', x: 'Räkningen kom för sent.' },
    { u: 'ja', t: '東京都の電力会社', k: 'page', x: '請求書が届く。' },
    { u: 'hi', t: 'बिजली आपूर्तिकर्ता', k: 'page', x: '' },
  ]);
  const asked = {
    de: ['kundigung', 'kündigng', 'kuendigung', 'STRASSENBAHN', 'bahnkarte', 'rechnnug'],
    fr: ['resiliation', 'résilitaion', 'oeuvre', 'factrue', 'deja'],
    sv: ['uppsagning', 'uppsägnnig', 'rakningen', 'räknignen', 'elavtal'],
    ja: ['電力', '請求書', '東京の電力', '電力会社の'],
    hi: ['बिजली', 'बिजलि', 'आपूर्तकर्ता'],
  };
  for (const [u, queries] of Object.entries(asked)) for (const query of queries) assert.equal((await find(query))[0]?.u, u, query);
});

test('what nobody waits for any more is not looked for to its end', async () => {
  const records = Array.from({ length: 3000 }, (_, k) => ({ u: `p${k}`, t: `Page ${k}`, k: 'page', x: 'lorem ipsum '.repeat(400) }));
  const find = await engine(records);
  const start = performance.now();
  await find('zzzzzz', () => true);
  const dropped = performance.now() - start;
  await find('zzzzzz');
  assert.ok(dropped < performance.now() - start - dropped, 'it went on');
});

test('no piece of work holds the page for long, from the first record to a word that is nowhere', async () => {
  const next = random(7);
  const word = () => Array.from({ length: 4 + Math.floor(next() * 8) }, () => String.fromCharCode(97 + Math.floor(next() * 26))).join('');
  const records = Array.from({ length: 3000 }, (_, k) => ({ u: `p${k}`, t: `${word()} ${word()}`, k: 'page', x: Array.from({ length: 60 }, word).join(' ') }));
  let last = process.cpuUsage();
  let longest = 0;
  const watch = setInterval(() => {
    const now = process.cpuUsage(last);
    longest = Math.max(longest, (now.user + now.system) / 1000);
    last = process.cpuUsage();
  });
  const find = await engine(records);
  await find('abcdefgh qrstuvwx');
  clearInterval(watch);
  assert.ok(longest < 100, `${longest} ms of work at once`);
});
