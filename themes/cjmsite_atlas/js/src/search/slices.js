/* Long work in short pieces, so that the page stays its reader's. */

/** How long one piece may take, in ms. */
const SLICE = 12;
/** A look at the clock costs as much as a small item; there is one for so many. */
const STRIDE = 16;

const pause = () => new Promise(resolve => setTimeout(resolve));

/** Does the work for each item, as long as somebody wants it. */
export async function sliced(items, work, unwanted = () => false) {
  let until = performance.now() + SLICE;
  for (let k = 0; k < items.length; k += 1) {
    work(items[k], k);
    if (k % STRIDE || performance.now() <= until) continue;
    await pause();
    if (unwanted()) return;
    until = performance.now() + SLICE;
  }
}
