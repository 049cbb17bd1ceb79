// @ts-check
/** A kernel density over the coordinate of an axis, which is log10 of the values where they span a decade. */
import { quantileOf } from "../engine/summary.mjs";

/**
 * @typedef {{low: number, high: number, logarithmic: boolean}} Axis
 * @typedef {{stems: [number, number][], heights: Float64Array}} Shape single values with their probabilities, and a curve
 */

const CELLS = 160;
const EDGE = 0.002;
/** The part of a single value that its axis shows on either side: its ticks differ in the digits that they show. */
const AROUND_ONE = 0.05;
const [FEWEST_TICKS, MOST_TICKS] = [3, 7];
/** As in the run's figures: the least probability of a single value and of a curve, and how often values of a few recur. */
const [LEAST_STEM, LEAST_CURVE, OFTEN] = [0.01, 0.01, 2];

/** @param {Float64Array} sorted @returns {boolean} whether equal ratios are better drawn than equal steps */
export function spansADecade(sorted) {
  const low = quantileOf(sorted, 0.05);
  return low > 0 && quantileOf(sorted, 0.95) > 10 * low;
}

/** @param {Float64Array[]} sorted several samples @param {number[]} also @returns {Axis} an axis that holds them */
export function axisOf(sorted, also) {
  const logarithmic = sorted.every((one) => one[0] > 0) && also.every((one) => one > 0) && sorted.some(spansADecade);
  const to = (/** @type {number} */ x) => (logarithmic ? Math.log10(x) : x);
  const ends = [...sorted.flatMap((one) => [quantileOf(one, EDGE), quantileOf(one, 1 - EDGE)]), ...also].map(to);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const space = 0.04 * (high - low) || AROUND_ONE * Math.abs(high) || 1;
  return { low: low - space, high: high + space, logarithmic };
}

/** @param {Axis} axis @param {number} x @returns {number} from 0 to 1 along the axis */
export function along(axis, x) {
  const to = axis.logarithmic ? Math.log10(x) : x;
  return (to - axis.low) / (axis.high - axis.low);
}

/** @param {Axis} axis @param {number} share @returns {number} the value at a share of the axis */
export function valueAt(axis, share) {
  const to = axis.low + share * (axis.high - axis.low);
  return axis.logarithmic ? 10 ** to : to;
}

/**
 * What ascending draws look like: stems for values with a probability of their own, such as zero where something may
 * fail, or for all of few values; and a curve, whose area is the probability of the others, for the rest.
 * @param {Float64Array} sorted @param {Axis} axis @returns {Shape}
 */
export function shapeOf(sorted, axis) {
  const { repeated, alone } = runsOf(sorted);
  const isSingle = (/** @type {[number, number]} */ [, count]) => count >= LEAST_STEM * sorted.length;
  const often = repeated.filter(isSingle);
  const others = alone.length + repeated.length - often.length;
  const left = often.reduce((sum, [, count]) => sum - count, sorted.length);
  const isOfFew = left >= OFTEN * others;
  /** @type {[number, number][]} */
  const each = isOfFew ? alone.map((value) => [value, 1]) : [];
  const single = isOfFew ? [...repeated, ...each].sort(([one], [other]) => one - other) : often;
  const values = new Set(single.map(([value]) => value));
  const rest = values.size ? sorted.filter((one) => !values.has(one)) : sorted;
  const share = rest.length / sorted.length;
  return {
    stems: single.map(([value, count]) => [value, count / sorted.length]),
    heights: share < LEAST_CURVE ? new Float64Array(0) : curveOf(rest, axis).map((height) => share * height),
  };
}

/**
 * @param {Float64Array} sorted
 * @returns {{repeated: [number, number][], alone: number[]}} values of several draws, with how many; and of one draw
 */
function runsOf(sorted) {
  /** @type {[number, number][]} */
  const repeated = [];
  /** @type {number[]} */
  const alone = [];
  for (let first = 0, last = 0; first < sorted.length; first = last) {
    while (last < sorted.length && sorted[last] === sorted[first]) last++;
    if (last - first > 1) repeated.push([sorted[first], last - first]);
    else alone.push(sorted[first]);
  }
  return { repeated, alone };
}

/**
 * Heights at the middles of equal cells of an axis, by Gaussian kernels of Silverman's width.
 * Source: Silverman 1986, "Density Estimation for Statistics and Data Analysis", equation 3.31
 * @param {Float64Array} sorted @param {Axis} axis @returns {Float64Array} empty where all draws are one number
 */
export function curveOf(sorted, axis) {
  const counts = new Float64Array(CELLS);
  for (const x of sorted) {
    const cell = Math.floor(along(axis, x) * CELLS);
    if (cell >= 0 && cell < CELLS) counts[cell] += 1 / sorted.length;
  }
  const spread = (along(axis, quantileOf(sorted, 0.75)) - along(axis, quantileOf(sorted, 0.25))) / 1.34;
  const width = 0.9 * spread * sorted.length ** -0.2 * CELLS;
  if (!(width > 1e-6)) return new Float64Array(0);
  const reach = Math.ceil(4 * width);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, index) => Math.exp(-0.5 * ((index - reach) / width) ** 2));
  const whole = kernel.reduce((sum, one) => sum + one, 0);
  const heights = new Float64Array(CELLS);
  for (let cell = 0; cell < CELLS; cell++) {
    const [first, last] = [Math.max(cell - reach, 0), Math.min(cell + reach, CELLS - 1)];
    let sum = 0;
    for (let from = first; from <= last; from++) sum += counts[from] * kernel[from - cell + reach];
    heights[cell] = (sum / whole) * CELLS;
  }
  return heights;
}

/** @param {Axis} axis @returns {number[]} at most seven round numbers along an axis */
export function ticksOf(axis) {
  if (axis.logarithmic) {
    const inside = (/** @type {number} */ one) => along(axis, one) >= 0 && along(axis, one) <= 1;
    const first = Math.floor(axis.low);
    const decades = Array.from({ length: Math.ceil(axis.high) - first + 1 }, (_, index) =>
      Number(`1e${first + index}`),
    );
    const shown = decades.filter(inside);
    if (shown.length > 2) return shown.filter((_, index) => index % Math.ceil(shown.length / MOST_TICKS) === 0);
    return decades.flatMap((one) => [one, 2 * one, 5 * one]).filter(inside);
  }
  const power = 10 ** Math.floor(Math.log10(axis.high - axis.low));
  const each = [5, 2, 1, 0.5, 0.2].map((one) => multiplesIn(axis, one * power));
  return each.find((ticks) => ticks.length >= FEWEST_TICKS) ?? each[each.length - 1];
}

/** @param {Axis} axis @param {number} step @returns {number[]} */
function multiplesIn(axis, step) {
  const first = Math.ceil(axis.low / step);
  return Array.from({ length: Math.floor(axis.high / step) - first + 1 }, (_, index) => (first + index) * step);
}
