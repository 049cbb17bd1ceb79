// @ts-check
/** What is made when it is first asked for, and kept; and what is done once for many askings. */

/** Shorter than a reader needs to copy an address, longer than the pause between the repeats of a held key. */
const PAUSE_MILLISECONDS = 150;

/** @template T @param {() => T} make @returns {() => T} */
export function once(make) {
  /** @type {{value: T} | null} */
  let kept = null;
  return () => (kept ??= { value: make() }).value;
}

/** @param {() => void} act @returns {() => void} does it when it has not been asked for during a pause */
export function afterAll(act) {
  let waiting = 0;
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(act, PAUSE_MILLISECONDS);
  };
}
