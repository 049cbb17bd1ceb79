// @ts-check
/** Beliefs: read from a text in the command line's words, and as quantiles. */
import { formIn } from "./forms.mjs";
import { betaQuantile, betaShare, gammaQuantile, gammaShare, studentQuantile } from "./incomplete.mjs";
import { normalProbability, normalQuantile } from "./normal.mjs";
import { Refusal, hasLeadingZero, numberOf, shortened } from "./numbers.mjs";
import { quantilesOf, statementIn } from "./statements.mjs";

/**
 * @typedef {{family: "fixed", value: number}} FixedBelief
 * @typedef {{family: "lognormal" | "normal", mu: number, sigma: number}} NormalBelief
 * @typedef {{family: "uniform" | "loguniform", low: number, high: number}} FlatBelief
 * @typedef {{family: "table", quantiles: Float64Array, like: string}} TableBelief
 * @typedef {{family: "triangular", low: number, mode: number, high: number}} TriangularBelief
 * @typedef {{family: "half_normal", sigma: number}} HalfNormalBelief
 * @typedef {{family: "beta", alpha: number, beta: number, low: number, high: number}} BetaBelief
 * @typedef {{family: "gamma", alpha: number, rate: number}} GammaBelief
 * @typedef {{family: "student_t", nu: number, mu: number, sigma: number}} StudentBelief
 * @typedef {{family: "truncated", inner: NormalBelief | FlatBelief, below: number, kept: number, low: number, high: number}} TruncatedBelief
 * @typedef {{family: "discrete", values: number[], probabilities: number[]}} DiscreteBelief
 * @typedef {FixedBelief | NormalBelief | FlatBelief | TableBelief | TriangularBelief | HalfNormalBelief | DiscreteBelief
 *   | BetaBelief | GammaBelief | StudentBelief | TruncatedBelief} Belief
 */
/**
 * What is known of an assumption: its unit, and the range that the model allows in that unit.
 * @typedef {{unit: string, low: number | null, high: number | null, aboveLow: boolean, range: string, scale?: string}} About
 *   scale: that on which beliefs between this one and another are interpolated, log or linear; empty if none are
 */

const ABOUT_MEDIAN = /^\s*(\S+?)\s*[x×]\s*\/\s*(\S+)\s*$/;
const DOLLARS = /^\s*(USD\b|\$)/;
const PERCENT = /%|\bpercent\b/;
const FARTHEST = 2 ** -23;
const [SMALLEST_SIZE, LARGEST_SIZE] = [1e-150, 1e150];
const LEAST_INSIDE = 1e-9;
const WORTH_A_NOTE = 1e-3;
const AT_THE_END = 1e-12;

/** @param {string} text @param {About} about @returns {Belief} */
export function beliefIn(text, about) {
  const form = formIn(text);
  const belief = form ?? ofText(text, about);
  failUnlessSized(belief, text);
  failIfOutside(belief, text, about);
  if (!form && belief.family === "normal") failIfReachesBelow(belief, text, about);
  if (about.scale) failUnlessBetween(belief, text, about.scale);
  return belief;
}

/** @param {Belief} belief @param {string} text @param {string} scale */
function failUnlessBetween(belief, text, scale) {
  if (belief.family === "discrete") {
    throw new Refusal(`${shortened(text)} has single values with a probability, and these cannot be interpolated`);
  }
  if (scale === "log" && probabilityUpTo(belief, 0) > 0) {
    throw new Refusal(`${shortened(text)} can be zero or negative, which has no logarithm`);
  }
}

/** @param {string} text @param {About} about @returns {Belief} */
function ofText(text, about) {
  const said = statementIn(text);
  if (said) failUnlessUnitFits(text, said.unit, about.unit);
  return said ? ofStatement(said) : aboutMedian(text);
}

/** @param {Belief} belief @param {number} probability @returns {number} */
export function quantile(belief, probability) {
  switch (belief.family) {
    case "fixed":
      return belief.value;
    case "lognormal":
      return Math.exp(belief.mu + belief.sigma * normalQuantile(probability));
    case "normal":
      return belief.mu + belief.sigma * normalQuantile(probability);
    case "uniform":
      return belief.low + (belief.high - belief.low) * probability;
    case "loguniform":
      return belief.low * Math.exp(Math.log(belief.high / belief.low) * probability);
    case "triangular":
      return triangularQuantile(belief, probability);
    case "half_normal":
      return belief.sigma * normalQuantile(0.5 + 0.5 * probability);
    case "beta":
      return belief.low + (belief.high - belief.low) * betaQuantile(belief.alpha, belief.beta, probability);
    case "gamma":
      return gammaQuantile(belief.alpha, probability) / belief.rate;
    case "student_t":
      return belief.mu + belief.sigma * studentQuantile(belief.nu, probability);
    case "truncated": {
      const value = quantile(belief.inner, Math.min(belief.below + probability * belief.kept, 1));
      return Math.min(Math.max(value, belief.low), belief.high);
    }
    case "discrete":
      return belief.values[stepAt(belief.probabilities, probability)];
    case "table": {
      const index = Math.floor(probability * belief.quantiles.length);
      return belief.quantiles[Math.max(0, Math.min(index, belief.quantiles.length - 1))];
    }
  }
}

/** @param {TriangularBelief} belief @param {number} probability @returns {number} */
function triangularQuantile({ low, mode, high }, probability) {
  const width = high - low;
  return probability * width < mode - low
    ? Math.min(low + Math.sqrt(probability * width * (mode - low)), mode)
    : Math.max(high - Math.sqrt((1 - probability) * width * (high - mode)), mode);
}

/** @param {number[]} probabilities @param {number} probability @returns {number} the first index up to which it is reached */
function stepAt(probabilities, probability) {
  let [index, sum] = [0, probabilities[0]];
  while (index < probabilities.length - 1 && sum < probability) sum += probabilities[++index];
  return index;
}

/** @param {import("./statements.mjs").Statement} said @returns {Belief} */
function ofStatement(said) {
  if (!said.high) return { family: "fixed", value: numberOf(said.low) };
  const { probabilities, values } = quantilesOf(said);
  const positive = values[0] > 0;
  const [low, high] = positive ? values.map(Math.log) : values;
  const [first, last] = probabilities.map(normalQuantile);
  const sigma = (high - low) / (last - first);
  return { family: positive ? "lognormal" : "normal", mu: low - first * sigma, sigma };
}

/** @param {string} text @returns {Belief} the lognormal of a median and a factor, ``4 x/ 2`` */
function aboutMedian(text) {
  const found = ABOUT_MEDIAN.exec(text);
  if (!found) {
    if (hasLeadingZero(text)) numberOf(text);
    throw new Refusal(`'${shortened(text)}' is neither a number nor 'low to high'`);
  }
  const [median, factor] = [numberOf(found[1]), numberOf(found[2])];
  if (!(median > 0 && factor > 1)) {
    throw new Refusal(`median: ${median}, factor: ${factor} is impossible; it needs median > 0 and factor > 1`);
  }
  return { family: "lognormal", mu: Math.log(median), sigma: Math.log(factor) };
}

/** @param {string} text @param {string} unit @param {string} wanted */
function failUnlessUnitFits(text, unit, wanted) {
  const plain = (/** @type {string} */ one) => one.replace(/\s/g, "").replace("$", "USD");
  if (unit && plain(unit) !== plain(wanted)) {
    throw new Refusal(`is in ${unit}, and this page converts no units; write it in ${wanted}`);
  }
  if (text.includes("$") && !DOLLARS.test(wanted)) {
    throw new Refusal(`$ before a number whose unit is '${wanted}'; write it without $`);
  }
  if (/%\s*(to|–|\(|$)/.test(text) && /^[^(]*%/.test(text) && PERCENT.test(wanted)) {
    throw new Refusal(`30% in the unit '${wanted}' would be 0.3 of it; write 30`);
  }
}

/** @param {Belief} belief @param {string} text */
function failUnlessSized(belief, text) {
  const [lowest, low, high, highest] = [FARTHEST, 0.01, 0.99, 1 - FARTHEST].map((one) => quantile(belief, one));
  const width = high - low;
  if (!(lowest > -LARGEST_SIZE && highest < LARGEST_SIZE) || (width > 0 && width < SMALLEST_SIZE)) {
    throw new Refusal(`quantiles of ${shortened(text)} are out of range; allowed is a size from 1e-150 to 1e150`);
  }
}

/** @param {Belief} belief @param {number} x @returns {number} the probability of at most x */
function probabilityUpTo(belief, x) {
  switch (belief.family) {
    case "fixed":
      return Number(x >= belief.value);
    case "lognormal":
      return x > 0 ? normalProbability((Math.log(x) - belief.mu) / belief.sigma) : 0;
    case "normal":
      return normalProbability((x - belief.mu) / belief.sigma);
    case "uniform":
      return Math.min(Math.max((x - belief.low) / (belief.high - belief.low), 0), 1);
    case "loguniform":
      return x > 0 ? probabilityUpTo({ ...belief, family: "uniform", ...logEnds(belief) }, Math.log(x)) : 0;
    case "triangular":
      return triangularProbability(belief, x);
    case "half_normal":
      return x > 0 ? 2 * normalProbability(x / belief.sigma) - 1 : 0;
    case "beta": {
      const width = belief.high - belief.low;
      return betaShare(belief.alpha, belief.beta, (x - belief.low) / width, (belief.high - x) / width);
    }
    case "gamma":
      return gammaShare(belief.alpha, belief.rate * x);
    case "student_t":
      return studentProbability(belief.nu, (x - belief.mu) / belief.sigma);
    case "truncated": {
      const inside = probabilityUpTo(belief.inner, Math.min(Math.max(x, belief.low), belief.high));
      return Math.min(Math.max((inside - belief.below) / belief.kept, 0), 1);
    }
    case "discrete":
      return belief.probabilities.reduce((sum, one, index) => sum + (belief.values[index] <= x ? one : 0), 0);
    case "table":
      return belief.quantiles.filter((one) => one <= x).length / belief.quantiles.length;
  }
}

/** @param {number} nu @param {number} score @returns {number} */
function studentProbability(nu, score) {
  const square = score * score;
  const beyond = 0.5 * betaShare(0.5 * nu, 0.5, nu / (nu + square), square / (nu + square));
  return score < 0 ? beyond : 1 - beyond;
}

/** @param {TriangularBelief} belief @param {number} x @returns {number} */
function triangularProbability({ low, mode, high }, x) {
  if (x <= low || x >= high) return Number(x >= high);
  return x < mode
    ? (x - low) ** 2 / ((high - low) * (mode - low))
    : 1 - (high - x) ** 2 / ((high - low) * (high - mode));
}

/** @param {FlatBelief} belief */
function logEnds({ low, high }) {
  return { low: Math.log(low), high: Math.log(high) };
}

/** @param {Belief} belief @param {About} about @returns {number} the probability outside the range that is allowed */
function outside(belief, about) {
  const { low, high, aboveLow } = about;
  const first = low === null || aboveLow ? low : low - AT_THE_END * Math.abs(low) - Number.MIN_VALUE;
  const below = first === null ? 0 : probabilityUpTo(belief, first);
  const above = high === null ? 0 : 1 - probabilityUpTo(belief, high + AT_THE_END * Math.abs(high));
  return Math.min(below + above, 1);
}

/** @param {Belief} belief @param {About} about @returns {string} what the command notes of a belief that is partly outside its range */
export function noteOn(belief, about) {
  const share = outside(belief, about);
  return share < WORTH_A_NOTE
    ? ""
    : `${Number((100 * share).toPrecision(2))}% of it lies outside its range, ${about.range}`;
}

/** @param {Belief} belief @param {string} text @param {About} about */
function failIfOutside(belief, text, about) {
  if (1 - outside(belief, about) < LEAST_INSIDE) {
    throw new Refusal(`${shortened(text)} lies outside its range, ${about.range}`);
  }
}

/** @param {NormalBelief} belief @param {string} text @param {About} about */
function failIfReachesBelow(belief, text, about) {
  if (about.low === null || about.low < 0) return;
  const below = probabilityUpTo(belief, about.low);
  if (below >= WORTH_A_NOTE) {
    const share = `${Number((100 * below).toPrecision(2))}%`;
    throw new Refusal(
      `${shortened(text)} names no family, and as a normal has ${share} below ${about.low}, where its range is ` +
        `${about.range}; write {uniform: {low: ${about.low}, high: ...}}, or an interval whose ends are both positive`,
    );
  }
}
