// @ts-check
/** Families with parameters or two quantiles, as the command line takes them: {uniform: {low: 1, high: 3}}. */
import { discrete, event, labelledIn, shareIn } from "./discrete.mjs";
import { normalQuantile } from "./normal.mjs";
import { Refusal, numberOf, shortened } from "./numbers.mjs";
import { betaThrough, gammaThrough, studentThrough } from "./through.mjs";

/** @typedef {import("./beliefs.mjs").Belief} Belief */
/** @typedef {(...parameters: number[]) => Belief} Maker */

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
  triangular: {
    "high,low,mode": (high, low, mode) => ({ family: "triangular", low, mode, high }),
    "high,low,mean": (high, low, mean) => ({ family: "triangular", low, mode: 3 * mean - low - high, high }),
  },
  half_normal: {
    sigma: halfNormal,
    scale: halfNormal,
    mean: (mean) => halfNormal(mean * Math.sqrt(Math.PI / 2)),
    sd: (sd) => halfNormal(sd / Math.sqrt(1 - 2 / Math.PI)),
  },
  beta: {
    "alpha,beta,high,low": beta,
    "a,b,high,low": beta,
    "high,low,mean,sd": betaOfMean,
    "high,low,mu,sigma": betaOfMean,
  },
  pert: {
    "high,low,mode": pert,
    "high,low,mean": (high, low, mean) => pert(high, low, (6 * mean - low - high) / 4),
  },
  gamma: {
    "alpha,beta": gamma,
    "a,scale": (a, scale) => gamma(a, 1 / scale),
    "mean,sd": gammaOfMean,
    "mu,sigma": gammaOfMean,
  },
  student_t: {
    "mu,nu,sigma": student,
    "df,loc,scale": (df, loc, scale) => student(loc, df, scale),
    "mean,nu,sd": (mean, nu, sd) => student(mean, nu, sd * Math.sqrt((nu - 2) / nu)),
  },
  bernoulli: { p: event, mean: event },
};
const DISCRETE = "discrete";
/** @type {Record<string, string[]>} families that go through two quantiles, with what may stand beside these */
const THROUGH_QUANTILES = {
  normal: [], lognormal: [], uniform: [], loguniform: [], gamma: [], beta: ["low", "high"], student_t: ["nu"],
}; // prettier-ignore
const MIN_MAX = { min: "low", max: "high" };
const ENDS = { ...MIN_MAX, lower: "low", upper: "high" };
/** @type {Record<string, [string, number][]>} parameters that may be left out, with what they are then */
const OPTIONAL = { beta: [["low", 0], ["high", 1]] }; // prettier-ignore
const [SMALLEST_SHAPE, LARGEST_SHAPE] = [0.1, 1e4];
/** @type {Record<string, Record<string, string>>} other names of an interval's ends, by family */
const ENDS_OF = { uniform: ENDS, loguniform: ENDS, triangular: MIN_MAX, beta: MIN_MAX, pert: MIN_MAX };

/** @param {string} text @returns {Belief | null} null of a text that is no mapping */
export function formIn(text) {
  if (!text.trim().startsWith("{")) return null;
  const labelled = labelledIn(text);
  if (labelled) return labelled;
  const found = FORM.exec(text);
  if (!found || !(found[1] === DISCRETE || Object.hasOwn(MAKERS, found[1]))) {
    const known = [...Object.keys(MAKERS), DISCRETE].join(", ");
    throw new Refusal(`this page reads numbers, intervals, and ${known}; other forms are for the command line`);
  }
  const [, family, inside] = found;
  if (family === DISCRETE) return discrete(inside.split(",").map(shareIn));
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
  const ends = ENDS_OF[family] ?? {};
  const renamed = Object.hasOwn(ends, found[1]) ? ends[found[1]] : found[1];
  return [renamed, numberOf(found[2])];
}

/** @param {string} family @param {Map<string, number>} parameters @returns {Belief} */
function ofParameters(family, parameters) {
  for (const [name, value] of OPTIONAL[family] ?? []) if (!parameters.has(name)) parameters.set(name, value);
  const names = [...parameters.keys()].sort();
  const maker = MAKERS[family][names.join()];
  if (!maker) {
    const allowed = [
      ...Object.keys(MAKERS[family]),
      ...(THROUGH_QUANTILES[family] ? [["p5,p95", ...THROUGH_QUANTILES[family]].join()] : []),
    ];
    throw new Refusal(`has ${names.join(", ")}; allowed are ${allowed.join("; or ")}`);
  }
  if (["sigma", "sd", "scale"].some((name) => (parameters.get(name) ?? 1) <= 0)) {
    throw new Refusal("is impossible; it needs a positive spread");
  }
  return maker(...names.map((name) => /** @type {number} */ (parameters.get(name))));
}

/** @param {string} family @param {Map<string, number>} parameters @returns {Belief | null} null where there are none */
function throughQuantiles(family, parameters) {
  const given = new Map(parameters);
  const pairs = [...parameters].flatMap(([name, value]) => {
    const level = Number(QUANTILE_KEY.exec(name)?.[1]) / 100;
    return level > 0 && level < 1 && given.delete(name) ? [[level, value]] : [];
  });
  const beside = THROUGH_QUANTILES[family];
  if (!beside || pairs.length !== 2 || [...given.keys()].some((name) => !beside.includes(name))) return null;
  const [[first, low], [last, high]] = pairs.sort(([one], [other]) => one - other);
  if (last < 0.01 || first + last === 0.01) throw new Refusal("quantile keys are percentages, as p5 and p95");
  if (!(first < last && low < high)) throw new Refusal(`${low} must be below ${high}`);
  return between(family, [first, last], [low, high], given);
}

/**
 * @param {string} family @param {[number, number]} levels @param {[number, number]} values
 * @param {Map<string, number>} given @returns {Belief | null}
 */
function between(family, levels, values, given) {
  const nu = given.get("nu");
  if (family === "student_t") {
    if (nu === undefined) return null;
    failUnlessShaped(0.5 * nu);
    const { mu, sigma } = studentThrough(nu, levels, values);
    return student(mu, nu, sigma);
  }
  if (family === "gamma") {
    const { shape, rate } = gammaThrough(levels, values);
    return gamma(shape, rate);
  }
  if (family === "beta") {
    const [from, to] = [given.get("low") ?? 0, given.get("high") ?? 1];
    const [low, high] = values.map((one) => (one - from) / (to - from));
    return beta(...betaThrough(levels, [low, high]), to, from);
  }
  const isOfLogs = family.startsWith("log");
  if (isOfLogs && values[0] <= 0) throw new Refusal("quantiles must be positive");
  const [from, to] = isOfLogs ? values.map(Math.log) : values;
  const [at, until] = family.endsWith("normal") ? levels.map(normalQuantile) : levels;
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
  if (!isPossible(belief)) throw new Refusal(`${shortened(inside.trim())} is impossible`);
}

/** @param {Belief} belief @returns {boolean} */
function isPossible(belief) {
  switch (belief.family) {
    case "uniform":
      return belief.low < belief.high;
    case "loguniform":
      return 0 < belief.low && belief.low < belief.high;
    case "normal":
    case "lognormal":
      return belief.sigma > 0 && Number.isFinite(belief.mu);
    case "triangular":
      return belief.low <= belief.mode && belief.mode <= belief.high && belief.low < belief.high;
    case "half_normal":
      return belief.sigma > 0;
    case "beta":
      failUnlessShaped(belief.alpha, belief.beta);
      return belief.low < belief.high;
    case "gamma":
      failUnlessShaped(belief.alpha);
      return belief.rate > 0 && Number.isFinite(belief.rate);
    case "student_t":
      failUnlessShaped(0.5 * belief.nu);
      return belief.sigma > 0;
    case "discrete":
      return belief.probabilities.every((one) => one > 0);
    default:
      return false;
  }
}

/** @param {number[]} shapes */
function failUnlessShaped(...shapes) {
  if (shapes.every((one) => one >= SMALLEST_SHAPE && one <= LARGEST_SHAPE)) return;
  throw new Refusal(
    `has a shape of ${shapes.map((one) => Number(one.toPrecision(3))).join(" or ")}; this page takes those from 0.1 to 10,000`,
  );
}

/** @param {number} alpha @param {number} beta @param {number} high @param {number} low @returns {Belief} */
function beta(alpha, beta, high, low) {
  return { family: "beta", alpha, beta, low, high };
}

/** @param {number} high @param {number} low @param {number} mean @param {number} sd @returns {Belief} */
function betaOfMean(high, low, mean, sd) {
  const share = (mean - low) / (high - low);
  const total = (share * (1 - share)) / (sd / (high - low)) ** 2 - 1;
  return beta(share * total, (1 - share) * total, high, low);
}

/** @param {number} high @param {number} low @param {number} mode @returns {Belief} */
function pert(high, low, mode) {
  if (!(low <= mode && mode <= high)) throw new Refusal("is impossible; it needs low <= mode <= high");
  return beta(1 + (4 * (mode - low)) / (high - low), 1 + (4 * (high - mode)) / (high - low), high, low);
}

/** @param {number} alpha @param {number} rate @returns {Belief} */
function gamma(alpha, rate) {
  return { family: "gamma", alpha, rate };
}

/** @param {number} mean @param {number} sd @returns {Belief} */
function gammaOfMean(mean, sd) {
  if (!(mean > 0)) throw new Refusal("is impossible; it needs mean > 0");
  return gamma((mean / sd) ** 2, mean / sd ** 2);
}

/** @param {number} mu @param {number} nu @param {number} sigma @returns {Belief} */
function student(mu, nu, sigma) {
  return { family: "student_t", nu, mu, sigma };
}

/** @param {number} sigma @returns {Belief} */
function halfNormal(sigma) {
  return { family: "half_normal", sigma };
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
