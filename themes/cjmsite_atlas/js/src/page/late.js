/*
 * What only some readers ask for (the other views, presenting, taking away) is a script of its own, asked for once. It is
 * classic and calls back, because a page opened from disk may not import.
 */
let loading = null;

export function late() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    globalThis.cjmJourney = resolve;
    script.src = document.querySelector('.viewbar').dataset.script;
    script.onerror = () => {
      loading = null;
      script.remove();
      reject(new Error('The script of the views could not be read.'));
    };
    document.head.append(script);
  });
  return loading;
}
