// @ts-check
/** Parameters of a beta, a gamma and a Student's t that have two quantiles. */
import { betaShare, gammaQuantile, studentQuantile } from "./incomplete.mjs";
import { normalQuantile } from "./normal.mjs";
import { Refusal } from "./numbers.mjs";

/** @typedef {[number, number]} Pair */

const [MOST_TRIES, EXACT_ENOUGH, NUDGE] = [60, 1e-12, 1e-6];
const [LEAST_LOG_SHAPE, MOST_LOG_SHAPE] = [Math.log(0.01), Math.log(1e6)];

/** @param {Pair} levels @param {Pair} values @returns {{shape: number, rate: number}} */
export function gammaThrough([first, last], [low, high]) {
  if (!(low > 0)) throw new Refusal("quantiles of a gamma must be positive");
  const wanted = Math.log(high / low);
  const excess = (/** @type {number} */ log) =>
    Math.log(gammaQuantile(Math.exp(log), last) / gammaQuantile(Math.exp(log), first)) - wanted;
  let [from, to] = [LEAST_LOG_SHAPE, MOST_LOG_SHAPE];
  for (let step = 0; step < MOST_TRIES; step++) {
    const middle = 0.5 * (from + to);
    if (excess(middle) > 0) from = middle;
    else to = middle;
  }
  const shape = Math.exp(0.5 * (from + to));
  return { shape, rate: gammaQuantile(shape, last) / high };
}

/** @param {number} nu @param {Pair} levels @param {Pair} values @returns {{mu: number, sigma: number}} */
export function studentThrough(nu, levels, values) {
  const [from, to] = levels.map((one) => studentQuantile(nu, one));
  const sigma = (values[1] - values[0]) / (to - from);
  return { mu: values[0] - from * sigma, sigma };
}

/**
 * The shapes of a beta from 0 to 1, by Newton's method on their logarithms, from those of its moments.
 * @param {Pair} levels @param {Pair} shares @returns {Pair}
 */
export function betaThrough(levels, shares) {
  if (!shares.every((one) => one > 0 && one < 1)) throw new Refusal("quantiles of a beta must lie inside its interval");
  const scores = levels.map(normalQuantile);
  const mean = 0.5 * (shares[0] + shares[1]);
  const spread = (shares[1] - shares[0]) / (scores[1] - scores[0]);
  const size = Math.max((mean * (1 - mean)) / spread ** 2 - 1, 0.5);
  const off = (/** @type {number[]} */ logs) => {
    const [a, b] = logs.map(Math.exp);
    return shares.map((x, end) => {
      const share = Math.min(Math.max(betaShare(a, b, x, 1 - x), 1e-300), 1 - 1e-16);
      return Math.log(share / (1 - share)) - Math.log(levels[end] / (1 - levels[end]));
    });
  };
  const sizeOf = (/** @type {number[]} */ one) => Math.hypot(...one);
  let logs = [mean * size, (1 - mean) * size].map(Math.log);
  let misfit = off(logs);
  for (let step = 0; step < MOST_TRIES && sizeOf(misfit) > EXACT_ENOUGH; step++) {
    const [byA, byB] = [0, 1].map((which) => {
      const beside = off(logs.map((one, index) => one + (index === which ? NUDGE : 0)));
      return beside.map((one, end) => (one - misfit[end]) / NUDGE);
    });
    const whole = byA[0] * byB[1] - byA[1] * byB[0];
    const move = [misfit[0] * byB[1] - misfit[1] * byB[0], misfit[1] * byA[0] - misfit[0] * byA[1]].map(
      (one) => one / whole,
    );
    let part = 1;
    let next = logs;
    for (; part > NUDGE; part /= 2) {
      next = logs.map((one, index) => one - part * move[index]);
      if (sizeOf(off(next)) < sizeOf(misfit)) break;
    }
    if (part <= NUDGE) break;
    [logs, misfit] = [next, off(next)];
  }
  if (!(sizeOf(misfit) < 1e-8)) throw new Refusal("no beta has these quantiles");
  return [Math.exp(logs[0]), Math.exp(logs[1])];
}
