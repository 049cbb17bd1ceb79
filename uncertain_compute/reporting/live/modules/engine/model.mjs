// @ts-check
/** The model: beliefs become draws of columns, and these become draws of the targets. */
import { quantile } from "../beliefs/beliefs.mjs";
import { ranksOfColumn } from "./data.mjs";
import { normalProbability, normalQuantile } from "../beliefs/normal.mjs";

/**
 * @typedef {import("../beliefs/beliefs.mjs").Belief} Belief
 * @typedef {import("./data.mjs").Column} Column
 */

/** Families whose quantiles take long: those at some normal scores are joined by cubics, to within a millionth. */
const SLOW = ["beta", "gamma", "student_t"];
const KNOTS = 128;

/**
 * The draws of a column in the model's unit: its quantiles at the middles of equal steps of probability, by rank.
 * @param {Column} column @param {Belief} belief @returns {Float64Array}
 */
export function drawsOf(column, belief) {
  if (column.drawn) return column.drawn;
  const { draws } = column;
  if (belief.family === "fixed") return new Float64Array(draws).fill(belief.value * column.factor);
  const sorted = sortedDraws(belief, draws);
  const ranks = ranksOfColumn(column);
  const found = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) found[draw] = sorted[ranks[draw]] * column.factor;
  return found;
}

/**
 * The belief whose quantiles lie between those of two columns' beliefs.
 * @param {import("./data.mjs").Between} between @param {Belief[]} beliefs by column @param {number} draws @returns {Belief}
 */
export function beliefBetween({ first, second, part, isOfLogs }, beliefs, draws) {
  const [from, to] = [first, second].map((column) => sortedDraws(beliefs[column], draws));
  const between = isOfLogs
    ? (/** @type {number} */ one, /** @type {number} */ other) => one * (other / one) ** part
    : (/** @type {number} */ one, /** @type {number} */ other) => one + part * (other - one);
  return { family: "table", quantiles: from.map((one, rank) => between(one, to[rank])), like: "" };
}

/** @param {Belief} belief @param {number} draws @returns {Float64Array} the quantiles at the middles of equal steps */
export function sortedDraws(belief, draws) {
  if (belief.family === "table" && belief.quantiles.length === draws) return belief.quantiles;
  const found = new Float64Array(draws);
  if (belief.family === "lognormal" || belief.family === "normal") {
    const scores = scoresOf(draws);
    const isOfLogs = belief.family === "lognormal";
    for (let rank = 0; rank < draws; rank++) {
      const value = belief.mu + belief.sigma * scores[rank];
      found[rank] = isOfLogs ? Math.exp(value) : value;
    }
    return found;
  }
  if (!SLOW.includes(belief.family)) {
    for (let rank = 0; rank < draws; rank++) found[rank] = quantile(belief, (rank + 0.5) / draws);
    return found;
  }
  const last = normalQuantile((draws - 0.5) / draws);
  const step = (2 * last) / KNOTS;
  const at = Float64Array.from({ length: KNOTS + 3 }, (_, knot) =>
    quantile(belief, normalProbability((knot - 1) * step - last)),
  );
  const isOfLogs = at[0] > 0;
  const knots = isOfLogs ? at.map(Math.log) : at;
  const scores = scoresOf(draws);
  for (let rank = 0; rank < draws; rank++) {
    const position = (scores[rank] + last) / step;
    const first = Math.min(Math.floor(position), KNOTS - 1);
    const value = cubic(knots.subarray(first, first + 4), position - first);
    found[rank] = isOfLogs ? Math.exp(value) : value;
  }
  return found;
}

/** @type {Map<number, Float64Array>} by how many */
const SCORES = new Map();

/** @param {number} draws @returns {Float64Array} normal scores at the middles of equal steps of probability */
function scoresOf(draws) {
  const known = SCORES.get(draws);
  if (known) return known;
  const found = new Float64Array(draws);
  for (let rank = 0; rank < draws; rank++) found[rank] = normalQuantile((rank + 0.5) / draws);
  SCORES.set(draws, found);
  return found;
}

/** @param {Float64Array} y four values at -1, 0, 1 and 2 @param {number} x @returns {number} their cubic */
function cubic(y, x) {
  const [before, from, to, beyond] = y;
  return (
    (-before * x * (x - 1) * (x - 2)) / 6 + (from * (x + 1) * (x - 1) * (x - 2)) / 2 -
    (to * (x + 1) * x * (x - 2)) / 2 + (beyond * (x + 1) * x * (x - 1)) / 6
  ); // prettier-ignore
}
