// @ts-check
/** The model: beliefs become draws of columns, and these become draws of the targets. */
import { quantile } from "./beliefs.mjs";

/**
 * @typedef {import("./beliefs.mjs").Belief} Belief
 * @typedef {import("./data.mjs").Column} Column
 * @typedef {(given: Float64Array[], found: Float64Array[], draws: number) => void} Compute
 */

/**
 * The draws of a column in the model's unit: its quantiles at the middles of equal steps of probability, by rank.
 * @param {Column} column @param {Belief} belief @returns {Float64Array}
 */
export function drawsOf(column, belief) {
  if (column.drawn) return column.drawn;
  const draws = column.ranks.length;
  if (belief.family === "fixed") return new Float64Array(draws).fill(belief.value * column.factor);
  const sorted = Float64Array.from({ length: draws }, (_, rank) => quantile(belief, (rank + 0.5) / draws));
  return Float64Array.from(column.ranks, (rank) => sorted[rank] * column.factor);
}

/**
 * The draws of the targets, from those of all columns.
 * @param {Compute} compute @param {Float64Array[]} given @param {number} targets @returns {Float64Array[]}
 */
export function targetsOf(compute, given, targets) {
  const draws = given[0].length;
  const found = Array.from({ length: targets }, () => new Float64Array(draws));
  compute(given, found, draws);
  return found;
}
