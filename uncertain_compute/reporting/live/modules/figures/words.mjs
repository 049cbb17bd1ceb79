// @ts-check
/** Numbers as the rest of the page shows them: 4,211, 720k, 1.08e25. */

/** @type {[number, string][]} */
const SUFFIXED = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e5, "k"],
];

const [EXACT_DIGITS, POWERS_FROM] = [5, 1e15];

/** @param {number} value @param {number | undefined} error @returns {number} how many digits an error supports, two or three; five of none */
function digitsOf(value, error) {
  if (error === 0) return EXACT_DIGITS;
  if (error === undefined || !(error > 0) || !value) return 3;
  const supported = Math.floor(Math.log10(Math.abs(value))) - Math.ceil(Math.log10(error)) + 1;
  return Math.max(2, Math.min(supported, 3));
}

/** @param {number} value @param {number} [error] @param {number} [powersFrom] @returns {string} */
export function readable(value, error, powersFrom = POWERS_FROM) {
  if (!Number.isFinite(value) || value === 0) return String(value);
  const text = withDigits(value, digitsOf(value, error), powersFrom);
  return error === 0 ? withoutZeros(text) : text;
}

/**
 * @param {{value: number, error: number}[]} estimates
 * @returns {string[]} in one notation: in powers of ten where one of them is
 */
export function readableTogether(estimates) {
  const powers = Math.max(...estimates.map((one) => Math.abs(one.value))) >= POWERS_FROM;
  return estimates.map((one) => readable(one.value, one.error, powers ? SUFFIXED[0][0] : POWERS_FROM));
}

/** @param {number} value @param {number} digits @param {number} powersFrom @returns {string} */
function withDigits(value, digits, powersFrom) {
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size >= powersFrom || size < 1e-4) return rounded.toExponential(digits - 1).replace("e+", "e");
  for (const [from, suffix] of SUFFIXED) {
    if (size >= from) return `${grouped(rounded / (suffix === "k" ? 1e3 : from), digits)}${suffix}`;
  }
  return grouped(rounded, digits);
}

/** @param {number} value @param {number} digits */
function grouped(value, digits) {
  const decimals = Math.abs(value) >= 1000 ? 0 : Math.max(digits - 1 - Math.floor(Math.log10(Math.abs(value))), 0);
  const text = value.toFixed(decimals);
  return decimals ? text : text.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** @param {number} value @returns {string} an exact number, without zeros at its end */
export function brief(value) {
  return withoutZeros(readable(value));
}

/** @param {string} text */
function withoutZeros(text) {
  return text.replace(/(\.\d*?)0+(?!\d)/, "$1").replace(/\.(?!\d)/, "");
}

/** @param {number} share @returns {string} */
export function percent(share) {
  if (share > 0 && share < 0.005) return "<0.5%";
  if (share > 0.995 && share < 1) return ">99.5%";
  return `${Math.round(100 * share)}%`;
}
