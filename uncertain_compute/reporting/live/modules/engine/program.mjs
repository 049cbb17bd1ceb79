// @ts-check
/** A model as steps, each of which computes an array of draws from others. */
import { once } from "./once.mjs";

/**
 * @typedef {(out: Float64Array, draws: number, ...inputs: Float64Array[]) => void} Loop
 * @typedef {{arrays: Float64Array[]}} Kept what was given and computed last, for a program of few steps
 * @typedef {(given: Float64Array[], draws: number, kept?: Kept) => Float64Array[]} Program
 *   with what was kept, only steps that depend on another array than before are computed again
 */

/** The most steps whose arrays are kept, so that a page holds at most 100 MB of them at 4,096 draws. */
const MOST_KEPT = 3072;

/**
 * @param {number} inputs how many arrays are given
 * @param {Loop[]} loops @param {number[][]} steps of each its loop and the indices of its inputs: given ones, then steps
 * @param {number[]} results the indices of what is wanted @returns {Program}
 */
export function programOf(inputs, loops, steps, results) {
  const buffers = once(() => buffersOf(inputs, steps, results));
  const whole = (/** @type {Float64Array[]} */ given, /** @type {number} */ draws) => {
    /** @type {Float64Array[]} */
    const written = [];
    const all = given.slice(0, inputs);
    for (const [number, [loop, ...indices]] of steps.entries()) {
      const buffer = buffers()[number];
      const out = buffer < 0 ? new Float64Array(draws) : (written[buffer] ??= new Float64Array(draws));
      loops[loop](out, draws, ...indices.map((index) => all[index]));
      all.push(out);
    }
    return results.map((index) => all[index]);
  };
  const wanted = new Set(results);
  const changed = (
    /** @type {Float64Array[]} */ given,
    /** @type {number} */ draws,
    /** @type {Float64Array[]} */ all,
  ) => {
    const isNew = all.length === 0;
    const differs = Array.from({ length: inputs }, (_, index) => all[index] !== given[index]);
    all.splice(0, inputs, ...given.slice(0, inputs));
    for (const [number, [loop, ...indices]] of steps.entries()) {
      const here = inputs + number;
      differs.push(isNew || indices.some((index) => differs[index]));
      if (!differs[here]) continue;
      if (isNew || wanted.has(here)) all[here] = new Float64Array(draws);
      loops[loop](all[here], draws, ...indices.map((index) => all[index]));
    }
    return results.map((index) => all[index]);
  };
  return (given, draws, kept) =>
    kept && steps.length <= MOST_KEPT ? changed(given, draws, kept.arrays) : whole(given, draws);
}

/**
 * The buffer that each step writes: one whose number no later step needs; -1 for a result, which has its own array.
 * @param {number} inputs @param {number[][]} steps @param {number[]} results @returns {number[]}
 */
function buffersOf(inputs, steps, results) {
  const lastUse = new Map(steps.flatMap(([, ...indices], number) => indices.map((index) => [index, number])));
  const wanted = new Set(results);
  /** @type {number[]} */
  const free = [];
  /** @type {number[]} */
  const buffers = [];
  let made = 0;
  for (const [number, [, ...indices]] of steps.entries()) {
    const isWanted = wanted.has(inputs + number);
    buffers.push(isWanted ? -1 : (free.pop() ?? made++));
    for (const index of new Set([...indices, inputs + number])) {
      const isDone = (lastUse.get(index) ?? number) === number;
      if (index >= inputs && isDone && !wanted.has(index)) free.push(buffers[index - inputs]);
    }
  }
  return buffers;
}
