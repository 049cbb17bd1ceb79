// @ts-check
/** A text that says a belief: a number or an interval, with its unit and its credibility. */
import { NUMBER, Refusal, numberIn, numberOf } from "./numbers.mjs";

/** @typedef {{low: string, high: string, level: string, unit: string}} Statement */
/** @typedef {{probabilities: number[], values: number[]}} Quantiles */

const NAME = String.raw`(?!(?:to|in|per|and|or|x)\b|[kKMGBTP]\b)[A-Za-z_]\w*`;
const POWER = String.raw`(?:\s*(?:\*\*|\^)\s*-?\d)?`;
const UNIT = String.raw`${NAME}${POWER}(?:(?:\s*[*/]\s*|\s+per\s+)${NAME}${POWER})*`;
const AMOUNT = new RegExp(String.raw`^(${NUMBER})(?:\s+(${UNIT})|((?:\s*/\s*|\s+per\s+)${UNIT}))?$`);
const END = String.raw`(?:(?!\s(?:to|–)\s|–)[^()])+`;
const STATEMENT = new RegExp(String.raw`^\s*(${END}?)(?:(?:\s+to\s+|\s*–\s*)(${END}?))?(?:\s*\(([^()]*)\))?\s*$`);
const LEVEL = /^\s*(\S+?)\s*(?:CI|interval|credible interval)?\s*$/;
const MOST_LETTERS_OF_STATEMENT = 200;
/** @type {Record<number, string>} */
const SUFFIX_OF = { 3: "k", 6: "M", 9: "B", 12: "T", "-2": "%" };

/** @param {string} text @returns {Statement | null} what a text says that has the form of a number or an interval */
export function statementIn(text) {
  if (text.length > MOST_LETTERS_OF_STATEMENT) return null;
  const found = STATEMENT.exec(text);
  if (!found) return null;
  const first = amountIn(found[1]);
  if (found[2] === undefined) {
    return numberIn(first.number) && found[3] === undefined
      ? { low: first.number, high: "", level: "", unit: first.unit }
      : null;
  }
  const second = amountIn(found[2]);
  if (first.unit && first.unit !== second.unit) {
    const other = second.unit ? `'${second.unit}'` : "no unit";
    throw new Refusal(`'${first.unit}' and ${other}: write the unit once, after the higher number`);
  }
  const level = LEVEL.exec(found[3] ?? "");
  if (found[3] !== undefined && !level) throw new Refusal(notALevel(found[3]));
  return { low: first.number, high: second.number, level: level ? level[1] : "", unit: second.unit };
}

/** @param {Statement} said @returns {Quantiles} the two quantiles that an interval says */
export function quantilesOf(said) {
  const below = tailOf(said.level);
  const [low, high] = [numberOf(said.low), numberOf(said.high)];
  const suffix = sharedSuffix(said.low, said.high);
  if (suffix) {
    const other = `'${said.low} to ${high}'`;
    throw new Refusal(
      `'${said.low} to ${said.high}' can mean two things; write '${said.low}${suffix} to ${said.high}', or ${other}`,
    );
  }
  if (!(low < high)) throw new Refusal(`'${low} to ${high}' must go from a lower to a higher number`);
  return { probabilities: [below / 100, (100 - below) / 100], values: [low, high] };
}

/** @param {string} text @returns {{number: string, unit: string}} */
function amountIn(text) {
  const said = text.trim();
  const found = AMOUNT.exec(said);
  if (!found) return { number: said, unit: "" };
  const [number, unit = "", behind = ""] = found.slice(1, 4);
  const sign = numberIn(number)?.sign ?? "";
  if (unit && sign) return { number: said, unit: "" };
  return { number, unit: behind ? `${sign === "$" ? "USD" : "1"}${behind}` : unit };
}

/** @param {string} level @returns {number} the percentage below an interval */
function tailOf(level) {
  const found = numberIn(level || "90%");
  if (!found || found.sign === "$" || !(found.value > 0 && found.value < 1)) {
    const meant = found && !found.sign && found.value >= 1 && found.value < 100;
    throw new Refusal(`${notALevel(level)}${meant ? `: write (${level}%)` : ""}`);
  }
  return Number(((1 - found.value) * 50).toPrecision(12));
}

/** @param {string} level */
function notALevel(level) {
  return `(${level}) is not the credibility of an interval, as (80%)`;
}

/** @param {string} low @param {string} high @returns {string} a suffix at the higher number that both may have */
function sharedSuffix(low, high) {
  const [first, second] = [numberIn(low), numberIn(high)];
  if (!first || !second || first.scale || !second.scale || first.value === 0) return "";
  return first.value * 10 ** second.scale < second.value ? SUFFIX_OF[second.scale] : "";
}
