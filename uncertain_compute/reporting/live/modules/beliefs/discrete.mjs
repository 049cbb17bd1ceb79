// @ts-check
/** Values with probabilities, and labels that stand for values. */
import { Refusal, numberOf, shortened } from "./numbers.mjs";

/** @typedef {import("./beliefs.mjs").Belief} Belief */

/** Labels that stand for values: {discrete: {480p: {value: 0.39, probability: 0.3}, ...}}. */
const LABELLED_FORM = /^\s*\{\s*discrete\s*:\s*\{((?:[^{}]*\{[^{}]*\})+)\s*\}\s*\}\s*$/;
const LABELLED = /^([^:{},]+):\s*\{\s*value\s*:([^{},]+),\s*probability\s*:([^{},]+)\}\s*$/;
const AFTER_A_LABEL = /(?<=\}\s*),/;
const ROUNDING = 1e-9;

/** @param {string} text @returns {Belief | null} null of a text without labels */
export function labelledIn(text) {
  const found = LABELLED_FORM.exec(text);
  return found && discrete(byValue(found[1].split(AFTER_A_LABEL).map(labelledShareIn)));
}

/** @param {string} part @returns {[number, number]} a value and its probability */
export function shareIn(part) {
  const [value, share, ...more] = part.split(":");
  if (share === undefined || more.length)
    throw new Refusal(`'${shortened(part.trim())}' is not a value and its probability`);
  if (share.includes("$")) throw new Refusal(`'${shortened(share.trim())}' is not a probability`);
  return [numberOf(value), numberOf(share)];
}

/** @param {string} part @returns {[string, number, number]} a label, the value that it stands for, and its probability */
function labelledShareIn(part) {
  const found = LABELLED.exec(part.trim());
  if (!found || found[3].includes("$")) {
    throw new Refusal(`'${shortened(part.trim())}' is not a label with its value and probability`);
  }
  return [found[1].trim(), numberOf(found[2]), numberOf(found[3])];
}

/** @param {[string, number, number][]} labelled @returns {[number, number][]} values with the sum of their labels' probabilities */
function byValue(labelled) {
  if (new Set(labelled.map(([label]) => label)).size < labelled.length) throw new Refusal("has a label twice");
  if (labelled.some(([, , share]) => share < 0)) throw new Refusal("a probability must not be negative");
  const shares = new Map();
  for (const [, value, share] of labelled) shares.set(value, (shares.get(value) ?? 0) + share);
  return [...shares];
}

/** @param {[number, number][]} shares @returns {Belief} */
export function discrete(shares) {
  const sorted = shares.toSorted(([one], [other]) => one - other);
  const total = shares.reduce((sum, [, share]) => sum + share, 0);
  if (sorted.some(([value], index) => index && value === sorted[index - 1][0])) throw new Refusal("has a value twice");
  if (sorted.some(([, share]) => share < 0)) throw new Refusal("a probability must not be negative");
  if (!(Math.abs(total - 1) <= ROUNDING))
    throw new Refusal(`probabilities sum to ${Number(total.toPrecision(6))}; here they must sum to 1`);
  const held = sorted.filter(([, share]) => share > 0);
  return { family: "discrete", values: held.map(([value]) => value), probabilities: held.map(([, share]) => share) };
}

/** @param {number} p @returns {Belief} an event that happens, 1, or does not, 0 */
export function event(p) {
  return { family: "discrete", values: [0, 1], probabilities: [1 - p, p] };
}
