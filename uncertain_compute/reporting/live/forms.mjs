// @ts-check
/** Families with parameters or two quantiles, as the command line takes them: {uniform: {low: 1, high: 3}}. */
import { normalQuantile } from "./normal.mjs";
import { Refusal, numberOf, shortened } from "./numbers.mjs";

/** @typedef {import("./beliefs.mjs").Belief} Belief */
/** @typedef {(first: number, second: number) => Belief} Maker */

const FORM = /^\s*\{\s*(\w+)\s*:\s*\{([^{}]*)\}\s*\}\s*$/;
const ENTRY = /^\s*(\w+(?:\.\d+)?)\s*:\s*(\S(?:.*\S)?)\s*$/;
const QUANTILE_KEY = /^[pP](\d{1,2}(?:\.\d+)?)$/;

/** @type {Record<string, Record<string, Maker>>} makers by family, and by the names of their parameters */
const MAKERS = {
  normal: { "mu,sigma": normal, "loc,scale": normal, "mean,sd": normal },
  lognormal: {
    "mu,sigma": lognormal,
    "mean,sd": (mean, sd) => {
      const square = Math.log1p((sd / mean) ** 2);
      return lognormal(Math.log(mean) - 0.5 * square, Math.sqrt(square));
    },
    "factor,median": (factor, median) => lognormal(Math.log(median), Math.log(factor)),
  },
  uniform: { "high,low": (high, low) => flat("uniform", low, high) },
  loguniform: { "high,low": (high, low) => flat("loguniform", low, high) },
};
/** @type {Record<string, string>} */
const ENDS = { min: "low", max: "high", lower: "low", upper: "high" };

/** @param {string} text @returns {Belief | null} null of a text that is no mapping */
export function formIn(text) {
  if (!text.trim().startsWith("{")) return null;
  const found = FORM.exec(text);
  if (!found || !Object.hasOwn(MAKERS, found[1])) {
    throw new Refusal(`this page reads numbers, intervals, and ${Object.keys(MAKERS).join(", ")}; other forms are for the command line`);
  }
  const [, family, inside] = found;
  const entries = inside.split(",").map((part) => entryIn(part, family));
  const byName = new Map(entries);
  if (byName.size < entries.length) throw new Refusal(`${shortened(text)} has a key twice`);
  const belief = throughQuantiles(family, byName) ?? ofParameters(family, byName);
  failUnlessPossible(belief, inside);
  return belief;
}

/** @param {string} part @param {string} family @returns {[string, number]} */
function entryIn(part, family) {
  const found = ENTRY.exec(part);
  if (!found) throw new Refusal(`'${shortened(part.trim())}' is not a parameter and its number`);
  const renamed = family.endsWith("uniform") && Object.hasOwn(ENDS, found[1]) ? ENDS[found[1]] : found[1];
  return [renamed, numberOf(found[2])];
}

/** @param {string} family @param {Map<string, number>} parameters @returns {Belief} */
function ofParameters(family, parameters) {
  const names = [...parameters.keys()].sort();
  const maker = MAKERS[family][names.join()];
  if (!maker) throw new Refusal(`has ${names.join(", ")}; allowed are ${Object.keys(MAKERS[family]).join("; or ")}; or p5,p95`);
  if (["sigma", "sd", "scale"].some((name) => (parameters.get(name) ?? 1) <= 0)) {
    throw new Refusal("is impossible; it needs a positive spread");
  }
  const [first, second] = names.map((name) => /** @type {number} */ (parameters.get(name)));
  return maker(first, second);
}

/** @param {string} family @param {Map<string, number>} parameters @returns {Belief | null} null where there are none */
function throughQuantiles(family, parameters) {
  const pairs = [...parameters].map(([name, value]) => [Number(QUANTILE_KEY.exec(name)?.[1]) / 100, value]);
  if (pairs.length !== 2 || pairs.some(([level]) => !(level > 0 && level < 1))) return null;
  const [[first, low], [last, high]] = pairs.sort(([one], [other]) => one - other);
  if (last < 0.01 || first + last === 0.01) throw new Refusal("quantile keys are percentages, as p5 and p95");
  if (!(first < last && low < high)) throw new Refusal(`${low} must be below ${high}`);
  const isOfLogs = family.startsWith("log");
  if (isOfLogs && low <= 0) throw new Refusal("quantiles must be positive");
  const [from, to] = isOfLogs ? [Math.log(low), Math.log(high)] : [low, high];
  const [at, until] = family.endsWith("normal") ? [first, last].map(normalQuantile) : [first, last];
  const scale = (to - from) / (until - at);
  const start = from - at * scale;
  if (family === "normal") return normal(start, scale);
  if (family === "lognormal") return lognormal(start, scale);
  return family === "uniform"
    ? flat(family, start, start + scale)
    : flat("loguniform", Math.exp(start), Math.exp(start + scale));
}

/** @param {Belief} belief @param {string} inside */
function failUnlessPossible(belief, inside) {
  const possible =
    belief.family === "uniform"
      ? belief.low < belief.high
      : belief.family === "loguniform"
        ? 0 < belief.low && belief.low < belief.high
        : (belief.family === "normal" || belief.family === "lognormal") && belief.sigma > 0 && Number.isFinite(belief.mu);
  if (!possible) throw new Refusal(`${shortened(inside.trim())} is impossible`);
}

/** @param {number} mu @param {number} sigma @returns {Belief} */
function normal(mu, sigma) {
  return { family: "normal", mu, sigma };
}

/** @param {number} mu @param {number} sigma @returns {Belief} */
function lognormal(mu, sigma) {
  return { family: "lognormal", mu, sigma };
}

/** @param {"uniform" | "loguniform"} family @param {number} low @param {number} high @returns {Belief} */
function flat(family, low, high) {
  return { family, low, high };
}
