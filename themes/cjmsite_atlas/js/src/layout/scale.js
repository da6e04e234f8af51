import { nice, ticks } from 'd3-array';

/** A straight scale; an empty domain puts everything in the middle of the range. */
export function linear([from, to], [start, end]) {
  if (from === to) return () => (start + end) / 2;
  const slope = (end - start) / (to - from);
  return value => start + (value - from) * slope;
}

/** A domain with room and round ends for these values, kept inside `bounds` when the values are. */
export function roundDomain(values, bounds = [-Infinity, Infinity], count = 5) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = (high - low) * 0.06 || Math.max(Math.abs(high) * 0.1, 1);
  let [from, to] = [low - room, high + room];
  if (low >= bounds[0]) from = Math.max(from, bounds[0]);
  if (high <= bounds[1]) to = Math.min(to, bounds[1]);
  const [start, end] = nice(from, to, count);
  return [low >= bounds[0] ? Math.max(start, bounds[0]) : start, high <= bounds[1] ? Math.min(end, bounds[1]) : end];
}

export { ticks };
