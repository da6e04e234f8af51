import { engine } from './engine.js';

/*
 * The index is a classic script that calls back with its records, because a page opened from disk may not fetch.
 * It is asked for once, when the reader first searches.
 */
let loading = null;
let finding = null;

/** What was read is read again when it is next wanted: in a preview the site changes while somebody looks at it. */
export function forget() {
  loading = null;
  finding = null;
}

/** The records of the whole site. */
export function loadRecords(root) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    window.cjmSearchIndex = resolve;
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

/** The search over them; made once. */
export function loadEngine(root) {
  finding ??= loadRecords(root).then(engine).catch(problem => {
    finding = null;
    throw problem;
  });
  return finding;
}
