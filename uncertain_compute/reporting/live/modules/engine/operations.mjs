// @ts-check
/** Operations of equations that JavaScript has not, with NumPy's results. */

const WHOLE_FROM = 2 ** 52;
const MOST_FACTORS = 12;

/** @param {number} a @param {number} b @returns {number} the remainder, with the sign of b */
export function remainder(a, b) {
  const rest = a % b;
  if (b === 0 || rest !== rest) return rest;
  if (rest === 0) return b < 0 ? -0 : 0;
  return b < 0 !== rest < 0 ? rest + b : rest;
}

/** @param {number} a @param {number} b @returns {number} the largest whole number that is not above a / b */
export function floorDivide(a, b) {
  if (b === 0) return a / b;
  const rest = a % b;
  let whole = (a - rest) / b;
  if (rest !== 0 && b < 0 !== rest < 0) whole -= 1;
  if (whole === 0 || whole !== whole) return whole;
  const floor = Math.floor(whole);
  return whole - floor > 0.5 ? floor + 1 : floor;
}

/** @param {number} a @param {number} b @returns {number} for a few years a product, which takes a fifth of the time */
export function power(a, b) {
  if (b >= 0 && b <= MOST_FACTORS && Number.isInteger(b)) {
    let product = 1;
    for (let factor = 0; factor < b; factor++) product *= a;
    return product;
  }
  if (a === 1 || (a === -1 && Math.abs(b) === Infinity)) return 1;
  return a ** b;
}

/** @param {number} x @returns {number} */
export function sign(x) {
  return x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x;
}

/** @param {number} x @returns {number} the nearest whole number, the even one of two */
export function rint(x) {
  const size = Math.abs(x);
  if (!(size < WHOLE_FROM)) return x;
  const whole = size + WHOLE_FROM - WHOLE_FROM;
  return x < 0 ? -whole : whole;
}

/** @param {number} x @param {number[]} at @param {number[]} gives @returns {number} */
export function interp(x, at, gives) {
  const last = at.length - 1;
  if (x !== x) return x;
  if (x >= at[last]) return gives[last];
  if (x < at[0]) return gives[0];
  let low = 0;
  for (let high = last; high - low > 1;) {
    const middle = (low + high) >> 1;
    if (at[middle] <= x) low = middle;
    else high = middle;
  }
  return ((gives[low + 1] - gives[low]) / (at[low + 1] - at[low])) * (x - at[low]) + gives[low];
}
