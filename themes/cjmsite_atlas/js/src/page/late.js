/*
 * What only some readers ask for (the other views, presenting, taking away) is a script of its own, asked for once. It is
 * classic and calls back, because a page opened from disk may not import.
 */
let loading = null;

export function late() {
  loading ??= new Promise((resolve, reject) => {
    globalThis.cjmJourney = resolve;
    if (globalThis.cjmViews) resolve(globalThis.cjmViews);
    const { script: src } = document.querySelector('.viewbar').dataset;
    if (!src) return; // a file that holds everything holds it too, and calls back by itself
    const script = document.createElement('script');
    script.src = src;
    script.onerror = () => {
      loading = null;
      script.remove();
      reject(new Error('The script of the views could not be read.'));
    };
    document.head.append(script);
  });
  return loading;
}
