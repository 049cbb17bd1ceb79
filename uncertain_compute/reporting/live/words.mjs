// @ts-check
/** Numbers as the rest of the page shows them: 4,211, 720k, 1.08e25. */

/** @type {[number, string][]} */
const SUFFIXED = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e5, "k"],
];

/** @param {number} value @param {number} error @returns {number} how many digits an error supports, from two to three */
function digitsOf(value, error) {
  if (!(error > 0) || !value) return 3;
  const supported = Math.floor(Math.log10(Math.abs(value))) - Math.ceil(Math.log10(error)) + 1;
  return Math.max(2, Math.min(supported, 3));
}

/** @param {number} value @param {number} [error] @returns {string} */
export function readable(value, error = 0) {
  if (!Number.isFinite(value) || value === 0) return String(value);
  const digits = digitsOf(value, error);
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size >= 1e15 || size < 1e-4) return rounded.toExponential(digits - 1).replace("e+", "e");
  for (const [from, suffix] of SUFFIXED) {
    if (size >= from) return `${grouped(rounded / (suffix === "k" ? 1e3 : from), digits)}${suffix}`;
  }
  return grouped(rounded, digits);
}

/** @param {number} value @param {number} digits */
function grouped(value, digits) {
  const places = Math.abs(value) >= 1000 ? 0 : Math.max(digits - 1 - Math.floor(Math.log10(Math.abs(value))), 0);
  return value.toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
}

/** @param {number} value @returns {string} an exact number, without zeros at its end */
export function brief(value) {
  return readable(value).replace(/(\.\d*?)0+(?!\d)/, "$1").replace(/\.(?!\d)/, "");
}

/** @param {number} share @returns {string} */
export function percent(share) {
  if (share > 0 && share < 0.005) return "<0.5%";
  if (share > 0.995 && share < 1) return ">99.5%";
  return `${Math.round(100 * share)}%`;
}
