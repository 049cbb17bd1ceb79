// @ts-check
/** A belief between two ends as a text of the command line, of the family that it had. */

/** @typedef {import("./beliefs.mjs").Belief} Belief */
/** @typedef {{low: number | null, high: number | null}} Range */

const DIGITS = 3;
/** @type {[number, string][]} */
const SUFFIXES = [[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e5, "k"]]; // prettier-ignore
const [LARGEST_PLAIN, LARGEST_WITH_SUFFIX] = [1e6, 1e15];

/**
 * A text that has two numbers as P5 and P95; empty where the low one is not below the high one.
 * @param {Belief} belief the one before @param {number} low @param {number} high @param {Range} range @returns {string}
 */
export function textBetween(belief, low, high, range) {
  const [first, last] = [low, high].map((one) => Number(one.toPrecision(DIGITS)));
  if (!(first < last)) return "";
  const family = belief.family === "table" ? belief.like : belief.family;
  const isShare = range.low === 0 && range.high === 1;
  const [from, to] = writtenEnds(first, last);
  const between = `p5: ${from}, p95: ${to}`;
  if (family === "uniform" || family === "loguniform" || family === "gamma") return `{${family}: {${between}}}`;
  if (family === "normal" && first > 0) return `{normal: {${between}}}`;
  if (family === "student_t" && belief.family === "student_t") return `{student_t: {nu: ${belief.nu}, ${between}}}`;
  if (belief.family === "beta" && (belief.low !== 0 || belief.high !== 1)) {
    return `{beta: {low: ${belief.low}, high: ${belief.high}, ${between}}}`;
  }
  if ((family === "beta" || (family === "fixed" && isShare)) && first > 0 && last < 1) return `{beta: {${between}}}`;
  return `${from} to ${to}`;
}

/** @param {number} low @param {number} high @returns {string[]} both with the suffix of the low one, or both without */
function writtenEnds(low, high) {
  const found = SUFFIXES.find(([from]) => low >= from);
  if (!found || high >= LARGEST_WITH_SUFFIX) return [low, high].map(plainly);
  const size = found[1] === "k" ? 1e3 : found[0];
  return [low, high].map((one) => `${plainly(one / size)}${found[1]}`);
}

/** @param {number} value @returns {string} */
function plainly(value) {
  const rounded = Number(value.toPrecision(DIGITS));
  return (rounded >= LARGEST_PLAIN ? rounded.toExponential() : String(rounded)).replace("e+", "e");
}
