import { capital, signed } from '../words.js';
import { partners, placed } from './align.js';
import { differing, mean, said, word } from './compare.js';
import { meanOf } from './emotion.js';

/** This journey and another one that was asked for: steps are matched, what has no partner is laid between them. */
export function against(data, other) {
  const match = partners(data.steps, other.steps);
  const own = data.steps.map(meanOf);
  const theirs = match.map(j => (j === null ? null : other.steps[j].mean ?? null));
  const lines = [own.map((value, x) => ({ x, value })), inOrder(placed(data, other, match).map((x, j) => ({ x, value: other.steps[j].mean ?? null })).filter(point => point.x !== null))];
  const back = data.state === 'future' && other.state !== 'future';
  const turned = pair => (back ? [pair[1], pair[0]] : pair);
  const [from, to] = turned([own, theirs]);
  const names = turned([data.title, other.title]);
  const found = differing({ people: false, names, from, to, points: turned(lines), url: null, other, match, back });
  const both = from.map((value, k) => [value, to[k]]).filter(([a, b]) => a !== null && b !== null);
  const shared = match.filter(j => j !== null).length;
  const stages = turned([data, other]).map(journey => journey.stages.map((stage, k) => mean(journey.steps.filter(step => step.stage === k).map(meanOf).filter(value => value !== null))));
  const pairs = partners(data.stages, other.stages).map((j, k) => (back ? [j, k] : [k, j])).filter(([a, b]) => a !== null && b !== null);
  const felt = pairs.map(([a, b]) => ({ title: (back ? other : data).stages[a].title, from: stages[0][a], to: stages[1][b] })).filter(one => one.from !== null && one.to !== null);
  const alone = turned([data.steps.filter(step => !step.empty).length - shared, other.steps.length - shared]);
  return { ...found, stages: felt, sentence: both.length ? [...said(found, found.changes, both, 0, data.steps), ...only(alone, names)] : apart(names, lines, back, felt, shared) };
}

/** From left to right, one point a place. */
const inOrder = points => [...points].sort((a, b) => a.x - b.x).filter((point, k, all) => !k || point.x > all[k - 1].x);

const steps = amount => `${word(amount)} ${amount === 1 ? 'step' : 'steps'}`;

function only(alone, names) {
  const parts = alone.map((amount, side) => amount && `${amount === 1 ? 'one step is' : `${word(amount)} steps are`} only in ${names[side]}`).filter(Boolean);
  return parts.length ? [{ text: ` ${capital(parts.join(', '))}.` }] : [{ text: ' Both have the same steps.' }];
}

/** Two journeys that have no feeling in common at a step: what can be said of them as wholes, and of the stages of one name. */
function apart(names, lines, back, felt, shared) {
  const wholes = (back ? [lines[1], lines[0]] : lines).map(line => mean(line.map(point => point.value).filter(value => value !== null)));
  const parts = [{ text: `${names[0]} and ${names[1]} ${shared ? `share ${steps(shared)}, but not how they feel` : 'have no step in common'}. ` }];
  if (wholes.every(value => value !== null)) parts.push({ text: 'In the mean ' }, { text: signed(wholes[0]), strong: true }, { text: ' and ' }, { text: signed(wholes[1]), strong: true }, { text: '. ' });
  if (felt.length) {
    const widest = felt.reduce((a, b) => (Math.abs(b.to - b.from) > Math.abs(a.to - a.from) ? b : a));
    parts.push({ text: 'Of the stages of one name the widest apart is ' }, { text: widest.title, strong: true }, { text: `: ${signed(widest.from)} and ${signed(widest.to)}.` });
  } else parts.push({ text: 'The second curve is laid along the first from its beginning to its end.' });
  return parts;
}
