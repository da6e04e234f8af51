import { engine } from './engine.js';

/*
 * The index is a classic script that calls back with its records, because a page opened from disk may not fetch.
 * It is asked for once, when the reader first searches.
 */
let loading = null;

export function loadEngine(root) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    window.cjmSearchIndex = records => resolve(engine(records));
    script.src = `${root}assets/search-index.js`;
    script.onerror = () => {
      loading = null;
      script.remove();
      reject(new Error('The search index could not be read.'));
    };
    document.head.append(script);
  });
  return loading;
}
