/*
 * Turns a page into its next version in place. It compares the former HTML of the server with the new one and carries
 * over only what differs, so whatever the reader or the page's script did to the rest stays: scrolling, focus, typed
 * words, open details, shut lanes, drawings.
 */

const STEPS = 2000; // so many children may have come and gone until it is no use to look which are the same

/** The children of `live` that stand for those of `old`; what scripts added stands for none, what they took away is null. */
function twins(old, live) {
  const found = [];
  let next = live.firstChild;
  for (const child of old.childNodes) {
    let here = next;
    while (here && !isLike(child, here)) here = here.nextSibling;
    found.push(here);
    if (here) next = here.nextSibling;
  }
  return found;
}

function isLike(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a.nodeType !== Node.ELEMENT_NODE || a.id === b.id || !a.id);
}

/** Pairs of positions [old, new], in order: equal ones first, then, between them, those of the same kind. */
function pairs(old, fresh) {
  const anchors = equal(old.map(signature), fresh.map(signature));
  const found = [];
  let [i, j] = [0, 0];
  for (const [a, b] of [...anchors, [old.length, fresh.length]]) {
    for (; i < a; i += 1) {
      let k = j;
      while (k < b && !isSameKind(old[i], fresh[k])) k += 1;
      if (k < b) {
        found.push([i, k]);
        j = k + 1;
      }
    }
    if (a < old.length || b < fresh.length) found.push([a, b]);
    [i, j] = [a + 1, b + 1];
  }
  return found;
}

const signature = node => (node.nodeType === Node.ELEMENT_NODE ? node.outerHTML : `${node.nodeType}:${node.nodeValue}`);

function isSameKind(a, b) {
  if (a.nodeType !== b.nodeType || a.nodeName !== b.nodeName) return false;
  return a.nodeType !== Node.ELEMENT_NODE || (a.id === b.id && a.getAttribute('type') === b.getAttribute('type'));
}

/** The longest run of equal entries of two lists, as pairs of positions. */
function equal(a, b) {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const found = Array.from({ length: start }, (_, k) => [k, k]);
  const between = common(a.slice(start, a.length - end), b.slice(start, b.length - end));
  for (const [i, j] of between) found.push([start + i, start + j]);
  for (let k = end; k > 0; k -= 1) found.push([a.length - k, b.length - k]);
  return found;
}

/**
 * What two lists have in common when the fewest steps lead from one to the other, each of which takes an entry away or
 * puts one in: E. W. Myers, An O(ND) Difference Algorithm and Its Variations, 1986. `reach[d][k + d]` is how far in `a`
 * d steps lead on diagonal k, where k is the position in `a` less that in `b`.
 */
function common(a, b) {
  const reach = [];
  const far = (d, k) => (d < 0 || Math.abs(k) > d ? -1 : reach[d][k + d]);
  const isPutIn = (d, k) => k === -d || (k < d && far(d - 1, k - 1) < far(d - 1, k + 1)); // else it is taken away
  for (let d = 0; d <= Math.min(a.length + b.length, STEPS); d += 1) {
    reach.push(new Int32Array(2 * d + 1));
    for (let k = -d; k <= d; k += 2) {
      let i = d && (isPutIn(d, k) ? far(d - 1, k + 1) : far(d - 1, k - 1) + 1);
      while (i < a.length && i - k < b.length && a[i] === b[i - k]) i += 1;
      reach[d][k + d] = i;
      if (i >= a.length && i - k >= b.length) return alongTheWay(d, k);
    }
  }
  return [];

  function alongTheWay(steps, last) {
    const found = [];
    for (let d = steps, k = last; d >= 0; d -= 1) {
      const putIn = isPutIn(d, k);
      const former = putIn ? k + 1 : k - 1;
      const begun = d && far(d - 1, former) + (putIn ? 0 : 1);
      for (let i = far(d, k) - 1; i >= begun; i -= 1) found.push([i, i - k]);
      k = former;
    }
    return found.reverse();
  }
}

/** Attributes that are others than before; of a class only the words that came or went. */
function morphAttributes(old, fresh, live) {
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) === value) continue;
    if (name === 'class') {
      for (const word of old.classList) if (!fresh.classList.contains(word)) live.classList.remove(word);
      live.classList.add(...fresh.classList);
    } else {
      live.setAttribute(name, value);
    }
  }
  for (const { name } of old.attributes) {
    if (fresh.hasAttribute(name)) continue;
    if (name === 'class') live.classList.remove(...old.classList);
    else live.removeAttribute(name);
  }
}

/** Carries the difference between `old` and `fresh` over to `live`. */
export function morph(old, fresh, live) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    live.nodeValue = fresh.nodeValue;
    return;
  }
  morphAttributes(old, fresh, live);
  const [before, after] = [[...old.childNodes], [...fresh.childNodes]];
  const standing = twins(old, live);
  const match = new Map(pairs(before, after).map(([i, j]) => [j, i]));
  const kept = new Set();
  let place = standing.find(Boolean) ?? null; // before which the next new child goes
  after.forEach((child, j) => {
    const here = match.has(j) ? standing[match.get(j)] : null;
    if (here) {
      kept.add(here);
      morph(before[match.get(j)], child, here);
      place = here.nextSibling;
    } else {
      live.insertBefore(document.importNode(child, true), place);
    }
  });
  for (const node of standing) if (node && !kept.has(node)) node.remove();
}
