// @ts-check
/** What draws say: quantiles with their Monte Carlo errors, and probabilities. */

/** A widening by Student's t for eight chains: two errors either side hold the truth in 95.4% of runs. */
const WIDENED = 1.2144;

/** Standard error, in draws, of a quantile that surely lies between two of them. */
const WITHIN_A_GAP = 0.2375;

/**
 * @typedef {{value: number, error: number}} Estimate
 * @typedef {{probability: number, kind: string, certainty: string}} Interval equal-tailed (eti) or of highest density (hdi)
 * @typedef {{draws: Float64Array, readonly sorted: Float64Array, chains: number}} Drawn sorted when it is first asked for
 */

/** @type {WeakMap<Float64Array, Drawn>} by draws: a target that a changed belief leaves as it was is not sorted again */
const DRAWN = new WeakMap();

/** @param {Float64Array} draws which do not change @param {number} chains @returns {Drawn} the same one for the same draws */
export function drawn(draws, chains) {
  /** @type {Float64Array | null} */
  let sorted = null;
  const found = DRAWN.get(draws) ?? {
    draws,
    chains,
    get sorted() {
      return (sorted ??= draws.slice().sort());
    },
  };
  DRAWN.set(draws, found);
  return found;
}

/**
 * The probabilities of the ends of an interval and of the 50% one, with the median between, in order.
 * @param {Interval} interval @param {Drawn} one @returns {number[]}
 */
export function levelsOf({ probability, kind }, one) {
  const [[low, high], [first, third]] = [probability, Math.min(probability, 0.5)].map((share) =>
    kind === "hdi" ? shortest(one.sorted, share) : [(1 - share) / 2, (1 + share) / 2],
  );
  return [low, first, 0.5, third, high];
}

/** @param {Float64Array} sorted @param {number} share @returns {[number, number]} where the shortest interval with a share of draws is */
function shortest(sorted, share) {
  const inside = Math.floor(share * sorted.length);
  let first = 0;
  for (let index = 1; index + inside < sorted.length; index++) {
    if (sorted[index + inside] - sorted[index] < sorted[first + inside] - sorted[first]) first = index;
  }
  return [(first + 0.5) / sorted.length, (first + inside + 0.5) / sorted.length];
}

/**
 * Hazen's quantile; beside a value that several draws have it is one of the draws, as in the run.
 * @param {Float64Array} sorted @param {number} probability @returns {number}
 */
export function quantileOf(sorted, probability) {
  const last = sorted.length - 1;
  const position = Math.min(Math.max(probability * sorted.length - 0.5, 0), last);
  const below = Math.floor(position);
  const above = Math.min(below + 1, last);
  const isOneOfSeveral = sorted[below] === sorted[below - 1] || sorted[above] === sorted[above + 1];
  if (isOneOfSeveral) return sorted[Math.min(Math.max(Math.ceil(probability * sorted.length - 1e-9) - 1, 0), last)];
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/**
 * A quantile, and its error from the spread between chains of the share of draws below it.
 * Source: Woodruff 1952, "Confidence intervals for medians and other position measures", JASA 47.
 * @param {Drawn} one @param {number} probability @returns {Estimate}
 */
export function quantileWithError(one, probability) {
  const value = quantileOf(one.sorted, probability);
  const off = 2 * Math.hypot(shareWithError(one, value, Infinity).error, WITHIN_A_GAP / one.draws.length);
  const [low, high] = [probability - off, probability + off].map((level) => quantileOf(one.sorted, level));
  return { value, error: (high - low) / 4 };
}

/** @param {Drawn} one @param {number} low @param {number} high @returns {Estimate} the probability from low to high, and its error */
export function shareWithError(one, low, high) {
  const { draws, chains } = one;
  const each = draws.length / chains;
  const shares = Array.from({ length: chains }, (_, chain) => {
    let inside = 0;
    for (let draw = chain * each; draw < (chain + 1) * each; draw++)
      inside += Number(draws[draw] >= low && draws[draw] <= high);
    return inside / each;
  });
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const square = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / (shares.length - 1);
  return { value: mean, error: WIDENED * Math.sqrt(square / shares.length) };
}
