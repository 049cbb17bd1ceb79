// @ts-check
/** A model as steps, each of which computes an array of draws from others. */

/**
 * @typedef {(out: Float64Array, draws: number, ...inputs: Float64Array[]) => void} Loop
 * @typedef {(given: Float64Array[], draws: number) => Float64Array[]} Program
 */

/**
 * @param {number} inputs how many arrays are given
 * @param {Loop[]} loops @param {number[][]} steps of each its loop and the places of its inputs: given ones, then steps
 * @param {number[]} results the places of what is wanted @returns {Program}
 */
export function programOf(inputs, loops, steps, results) {
  const buffers = buffersOf(inputs, steps, results);
  return (given, draws) => {
    /** @type {Float64Array[]} */
    const kept = [];
    const all = given.slice(0, inputs);
    for (const [number, [loop, ...places]] of steps.entries()) {
      const buffer = buffers[number];
      const out = buffer < 0 ? new Float64Array(draws) : (kept[buffer] ??= new Float64Array(draws));
      loops[loop](out, draws, ...places.map((place) => all[place]));
      all.push(out);
    }
    return results.map((place) => all[place]);
  };
}

/**
 * The buffer that each step writes: one whose number no later step needs; -1 for a result, which has its own array.
 * @param {number} inputs @param {number[][]} steps @param {number[]} results @returns {number[]}
 */
function buffersOf(inputs, steps, results) {
  const lastUse = new Map(steps.flatMap(([, ...places], number) => places.map((place) => [place, number])));
  const wanted = new Set(results);
  /** @type {number[]} */
  const free = [];
  /** @type {number[]} */
  const buffers = [];
  let made = 0;
  for (const [number, [, ...places]] of steps.entries()) {
    const isWanted = wanted.has(inputs + number);
    buffers.push(isWanted ? -1 : (free.pop() ?? made++));
    for (const place of new Set([...places, inputs + number])) {
      const isDone = (lastUse.get(place) ?? number) === number;
      if (place >= inputs && isDone && !wanted.has(place)) free.push(buffers[place - inputs]);
    }
  }
  return buffers;
}
