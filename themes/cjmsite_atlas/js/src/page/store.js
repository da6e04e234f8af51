/** What the reader chose, kept in this browser where it allows that; without storage the choice lasts for the page. */
export function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    /* nothing to keep it in */
  }
}
