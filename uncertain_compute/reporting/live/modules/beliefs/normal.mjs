// @ts-check
/** Quantiles and probabilities of the standard normal distribution. */

const A = [
  3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
  67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
];
const B = [
  1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867, 39307.89580009271061,
  28729.085735721942674, 5226.495278852545925,
];
const C = [
  1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504, 1.27045825245236838258,
  0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
];
const D = [
  1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
  0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
];
const E = [
  6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123, 0.026532189526576123093,
  0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
];
const F = [
  1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
  1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
];
const COMPLEMENT = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
];

/** @param {number[]} terms @param {number} x @returns {number} a polynomial, its constant first */
function polynomial(terms, x) {
  let sum = 0;
  for (let power = terms.length - 1; power >= 0; power--) sum = sum * x + terms[power];
  return sum;
}

/**
 * The quantile of a probability, to sixteen digits.
 * Source: Wichura 1988, "Algorithm AS 241", https://doi.org/10.2307/2347330
 * @param {number} probability above 0 and below 1
 * @returns {number}
 */
export function normalQuantile(probability) {
  const off = probability - 0.5;
  if (Math.abs(off) <= 0.425) {
    const inside = 0.180625 - off * off;
    return (off * polynomial(A, inside)) / polynomial(B, inside);
  }
  const tail = Math.sqrt(-Math.log(off < 0 ? probability : 1 - probability));
  const size =
    tail <= 5
      ? polynomial(C, tail - 1.6) / polynomial(D, tail - 1.6)
      : polynomial(E, tail - 5) / polynomial(F, tail - 5);
  return off < 0 ? -size : size;
}

/**
 * The probability of at most x, to seven digits of it or of its complement.
 * Source: Press et al., "Numerical Recipes", a Chebyshev fit of the complementary error function
 * @param {number} x
 * @returns {number}
 */
export function normalProbability(x) {
  if (x !== x || Math.abs(x) === Infinity) return x === x ? Number(x > 0) : x;
  const size = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * size);
  const beyond = 0.5 * t * Math.exp(-size * size + polynomial(COMPLEMENT, t));
  return x < 0 ? beyond : 1 - beyond;
}
