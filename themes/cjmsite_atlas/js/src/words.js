/** The words and number forms that the script puts on the page. */

export const MINUS = '−';
export const NBSP = '\u00a0';

/** An emotion as its number on the page says it; word and tone go by that. */
const shown = value => (Math.sign(value) * Math.round(Math.abs(value) * 10)) / 10;

/** A signed emotion, one digit at most: +1.5, 0, −2. */
export function signed(value, lang = globalThis.document?.documentElement.lang) {
  const size = Math.abs(shown(value));
  return (size === 0 ? '' : value > 0 ? '+' : MINUS) + numberFormat(lang, 1, 0)(size);
}

/** The word for an emotion between −2 and +2. */
export function feeling(exact) {
  const value = shown(exact);
  if (value <= -1.5) return 'very low';
  if (value < -0.25) return 'low';
  if (value <= 0.25) return 'neutral';
  return value < 1.5 ? 'good' : 'very good';
}

export const tone = value => (shown(value) < -0.25 ? 'neg' : shown(value) > 0.25 ? 'pos' : '');

/** The sign before the decimals, as the language of the page writes it; unknown outside a page. */
const decimal = globalThis.document?.documentElement.dataset.decimal;

/** A number below 1000, which needs no groups. The rounded number is never a minus nought. */
function plain(value, digits, least) {
  const rounded = Number(value.toFixed(digits)) + 0;
  return (least < digits ? String(rounded) : rounded.toFixed(digits)).replace('.', decimal);
}

const forms = new Map();

/** Any number. Making a form takes a slow phone 100 ms, so it is made when a number needs it. */
function grouped(value, lang, digits, least) {
  const key = `${lang || 'en'} ${digits} ${least}`;
  if (!forms.has(key)) forms.set(key, new Intl.NumberFormat(lang || 'en', { minimumFractionDigits: least, maximumFractionDigits: digits }));
  return forms.get(key).format(value);
}

/** Writes numbers with `digits` decimals (at least `least`: none or all of them) in the language of the page, with a true minus. */
export function numberFormat(lang, digits, least = digits) {
  return value => (decimal && Math.abs(value) < 999 ? plain(value, digits, least) : grouped(value, lang, digits, least)).replace('-', MINUS);
}

/** A text at the start of a sentence. */
export const capital = text => text.replace(/^\p{Ll}/u, letter => letter.toUpperCase());

/** A name in a sentence, in its own order where the page is read from right to left. */
export const apart = text => (globalThis.document?.dir === 'rtl' ? `\u2068${text}\u2069` : text);

export const withUnit = (text, unit) => (unit ? text + NBSP + unit : text);

/** Names of the groups in the search results; other kinds show their own name. */
export const KINDS = {
  journey: 'Journeys',
  stage: 'Stages',
  step: 'Steps',
  quote: 'Quotes',
  comparison: 'Comparisons',
  persona: 'Personas',
  touchpoint: 'Touchpoints',
  metric: 'Metrics',
  page: 'Pages',
};

export const THEMES = { '': 'as the system', light: 'light', dark: 'dark' };
