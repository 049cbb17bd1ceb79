// @ts-check
/** Numbers as people write them: 4k, 1.5B, 30%, $4, 1,000, 1/3, 1 in 20. The command line reads the same. */

/** @typedef {{value: number, sign: string, scale: number}} WrittenNumber */

/** A text that is no belief; its message says what was wrong, and what is allowed. */
export class Refusal extends Error {}

/** @type {Record<string, number>} */
const POWERS = { k: 3, M: 6, B: 9, T: 12, thousand: 3, million: 6, billion: 9, trillion: 12, "%": -2 };
export const DECIMAL = String.raw`(?:(?!0[_,\d])(?:\d{1,3}(?:,\d{3})+|\d+(?:_\d+)*)(?:\.\d*)?|\.\d+)`;
const TAIL = String.raw`[eE][+-]?\d+|[kMBT]|\s+(?:thousand|million|billion|trillion)|\s?%`;
const PLAIN = String.raw`[+-]?\$?${DECIMAL}(?:${TAIL})?`;
const RATIO = String.raw`[+-]?${DECIMAL}/${DECIMAL}|${DECIMAL}\s+in\s+${DECIMAL}`;
export const NUMBER = `(?:${RATIO}|${PLAIN})`;
const WHOLE = new RegExp(`^${NUMBER}$`);
const PARTS = new RegExp(String.raw`^([+-]?)(\$?)(${DECIMAL})(${TAIL})?$`);
const RATIO_PARTS = new RegExp(String.raw`^([+-]?${DECIMAL})\s*(/|in)\s*(${DECIMAL})$`);
const LEADING_ZERO = /^([+-]?)0[0_]*(\d[\d_]*)$/;
const LARGEST = 1e150;
const MOST_LETTERS = 1000;

/** @param {string} text @returns {WrittenNumber | null} what a text says that is a number */
export function numberIn(text) {
  const said = text.trim();
  if (said.length > MOST_LETTERS || !WHOLE.test(said)) return null;
  const ratio = RATIO_PARTS.exec(said);
  if (ratio) return ratioOf(plainNumber(ratio[1]), ratio[2], plainNumber(ratio[3]));
  const found = PARTS.exec(said);
  if (!found) return null;
  const [minus, dollar, digits] = found.slice(1, 4);
  const tail = (found[4] ?? "").trim();
  const plain = `${minus}${withoutSeparators(digits)}`;
  if (/^e/i.test(tail)) return { value: Number(`${plain}${tail}`), sign: dollar, scale: 0 };
  if (dollar && tail === "%") return null;
  const scale = POWERS[tail] ?? 0;
  return { value: Number(`${plain}e${scale}`), sign: dollar || (tail === "%" ? "%" : ""), scale };
}

/** @param {string} text @returns {number} */
export function numberOf(text) {
  const octal = LEADING_ZERO.exec(text.trim());
  if (octal) throw new Refusal(`'${text}' may be read in two ways; write ${octal[1]}${octal[2]}`);
  const found = numberIn(text);
  if (!found) throw new Refusal(`'${shortened(text)}' is not a number`);
  if (!Number.isFinite(found.value)) throw new Refusal(`'${shortened(text)}' is not a finite number`);
  if (Math.abs(found.value) > LARGEST) {
    throw new Refusal(`'${shortened(text)}' is out of range; allowed are sizes up to 1e+150`);
  }
  return found.value;
}

/** @param {string} text @returns {boolean} whether some readers take it for an octal number */
export function hasLeadingZero(text) {
  return LEADING_ZERO.test(text.trim());
}

/** @param {string} text @returns {string} */
export function shortened(text) {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** @param {string} digits */
function withoutSeparators(digits) {
  return digits.replace(/[,_]/g, "");
}

/** @param {string} digits */
function plainNumber(digits) {
  return Number(withoutSeparators(digits));
}

/** @param {number} above @param {string} word @param {number} below @returns {WrittenNumber | null} */
function ratioOf(above, word, below) {
  if (below === 0 || (word === "in" && above > below)) return null;
  return { value: above / below, sign: "", scale: 0 };
}
