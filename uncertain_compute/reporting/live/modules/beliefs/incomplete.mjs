// @ts-check
/** Quantiles of beta, gamma and Student's t, by bisection and Newton's method on the incomplete beta and gamma functions. */

/** Source: Lanczos 1964, "A precision approximation of the gamma function", SIAM J. Numer. Anal. B 1, with g = 7. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];
const MOST_TERMS = 1500;
const MOST_STEPS = 200;
const SMALL = 1e-300;
const EXACT = 1e-16;

/** @param {number} x above 0 @returns {number} */
export function logGamma(x) {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const sum = LANCZOS.reduce((total, term, index) => (index ? total + term / (x - 1 + index) : term), 0);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * A continued fraction, by Lentz's method.
 * Source: Press et al., "Numerical Recipes", section 5.2
 * @param {number} first @param {(term: number) => [number, number]} term numerators and denominators from 1
 * @returns {number}
 */
function fraction(first, term) {
  let [value, above, below] = [first || SMALL, first || SMALL, 0];
  for (let index = 1; index < MOST_TERMS; index++) {
    const [a, b] = term(index);
    below = 1 / (b + a * below || SMALL);
    above = b + a / above || SMALL;
    const factor = above * below;
    value *= factor;
    if (Math.abs(factor - 1) < EXACT) break;
  }
  return value;
}

/** @param {number} a @param {number} b @param {number} x @param {number} rest 1 - x @returns {number} the share of a beta up to x */
export function betaShare(a, b, x, rest) {
  if (x <= 0 || rest <= 0) return Number(x > 0);
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(b, a, rest, x);
  const front = Math.exp(a * Math.log(x) + b * Math.log(rest) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  const inside = fraction(1, (index) => {
    const m = index >> 1;
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    return [index % 2 ? odd : even, 1];
  });
  return front / inside;
}

/** @param {number} a @param {number} x @returns {number} the share of a gamma of rate 1 up to x */
export function gammaShare(a, x) {
  if (x <= 0) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let [term, sum] = [1 / a, 1 / a];
    for (let index = 1; index < MOST_TERMS && term > sum * EXACT; index++) sum += term *= x / (a + index);
    return front * sum;
  }
  return 1 - front / fraction(x + 1 - a, (index) => [-index * (index - a), x + 2 * index + 1 - a]);
}

/**
 * Where a rising function of the logarithm of x is a probability.
 * @param {(x: number) => number} share @param {(x: number) => number} slope of the share, along the logarithm
 * @param {number} probability @param {number} start a logarithm @returns {number} x
 */
function inverse(share, slope, probability, start) {
  let [low, high, at] = [-700, 700, start];
  for (let step = 0; step < MOST_STEPS; step++) {
    const x = Math.exp(at);
    const off = share(x) - probability;
    if (off === 0) break;
    if (off > 0) high = at;
    else low = at;
    const newton = at - off / slope(x);
    const next = newton > low && newton < high ? newton : 0.5 * (low + high);
    if (Math.abs(next - at) < 1e-14 * Math.max(1, Math.abs(at))) break;
    at = next;
  }
  return Math.exp(at);
}

/** @param {number} a @param {number} b @param {number} probability @returns {number} the quantile of a beta from 0 to 1 */
export function betaQuantile(a, b, probability) {
  const scale = logGamma(a + b) - logGamma(a) - logGamma(b);
  if (probability > betaShare(a, b, 0.5, 0.5)) {
    return 1 - inverse((x) => betaShare(b, a, x, 1 - x), slopeOf(b, a), 1 - probability, Math.log(0.5 * (b / (a + b))));
  }
  return inverse((x) => betaShare(a, b, x, 1 - x), slopeOf(a, b), probability, Math.log(0.5 * (a / (a + b))));

  /** @param {number} first @param {number} second @returns {(x: number) => number} */
  function slopeOf(first, second) {
    return (x) => (x < 1 ? Math.exp(first * Math.log(x) + (second - 1) * Math.log1p(-x) + scale) : 0);
  }
}

/** @param {number} a @param {number} probability @returns {number} the quantile of a gamma of rate 1 */
export function gammaQuantile(a, probability) {
  const scale = logGamma(a);
  return inverse(
    (x) => gammaShare(a, x),
    (x) => Math.exp(a * Math.log(x) - x - scale),
    probability,
    Math.log(a),
  );
}

/** @param {number} nu @param {number} probability @returns {number} the quantile of Student's t */
export function studentQuantile(nu, probability) {
  const below = Math.min(probability, 1 - probability);
  if (below === 0.5) return 0;
  const share = betaQuantile(0.5 * nu, 0.5, 2 * below);
  const rest = share > 0.5 ? betaQuantile(0.5, 0.5 * nu, 1 - 2 * below) : 1 - share;
  return Math.sign(probability - 0.5) * Math.sqrt((nu * rest) / share);
}
