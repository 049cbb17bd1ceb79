// @ts-check
/** Prior sets and scenarios: a choice among them, and what each says of the page's controls. */
import { element } from "./controls.mjs";
import { beliefFrom } from "../engine/data.mjs";

/**
 * @typedef {import("../beliefs/beliefs.mjs").Belief} Belief
 * @typedef {import("../engine/data.mjs").PageData} PageData
 * @typedef {import("../engine/data.mjs").Choice} Choice
 */

const OWN = "as in this run";
const GROUPS = ["priors", "+scenario"];
export const ITS_CORRELATIONS =
  "The command's run has this choice's own correlations; this page keeps those of its run.";

/** @param {Choice | null} choice @returns {string} its words on the command line */
export function wordsOf(choice) {
  return choice ? choice.words.join(" ") : OWN;
}

/** @param {Choice[]} choices @param {(choice: Choice | null) => void} chosen @returns {HTMLSelectElement} */
export function choiceSelect(choices, chosen) {
  const options = [null, ...choices].map((one, index) => element("option", { value: String(index - 1) }, wordsOf(one)));
  const select = element("select", { id: "live-choice" }, ...options);
  select.addEventListener("change", () => chosen(choices[Number(select.value)] ?? null));
  return select;
}

/** @param {PageData} data @param {Choice | null} choice @param {number} control @returns {string} */
export function textOf(data, choice, control) {
  return choice?.texts[control]?.[0] ?? data.controls[control].written;
}

/**
 * @param {PageData} data @param {Choice | null} choice @param {number} control
 * @returns {Belief | Belief[] | null} one for each column where they differ; null for the run's own
 */
export function beliefOf(data, choice, control) {
  const said = choice?.texts[control]?.[1];
  if (said === undefined) return null;
  const beliefAt = (/** @type {number} */ index) => beliefFrom(data.beliefs[index]);
  return Array.isArray(said) ? said.map(beliefAt) : beliefAt(said);
}

/**
 * Controls, which state their unit where a belief that is written beside the choice would be read in another.
 * @param {PageData} data @param {Choice | null} choice @returns {import("../engine/data.mjs").Control[]}
 */
export function statingUnits({ controls }, choice) {
  const inOtherUnit = new Set(choice?.inOtherUnit);
  return controls.map((one, index) => (inOtherUnit.has(index) ? { ...one, statedUnit: one.unit || "1" } : one));
}

/**
 * Which choices and beliefs of the model the page cannot change; empty if it can all.
 * @param {PageData} data @param {import("../engine/data.mjs").Control[]} unnamed those that its command cannot name @returns {string}
 */
export function leftOut({ leftOut, asInRun }, unnamed) {
  const sets = leftOut.filter((one) => !leftOut.some((other) => one.startsWith(`${other} `)));
  const said = {
    "For the command line only, as their beliefs do not fit this page": sets,
    "For the command line only, as their numbers depend on each other": asInRun,
    "For a file only, as the command of this page cannot name them": [...new Set(unnamed.map(({ label }) => label))],
  };
  return Object.entries(said)
    .flatMap(([why, names]) => (names.length ? [`${why}: ${names.join(", ")}.`] : []))
    .join(" ");
}

/** @param {PageData} data @param {Choice | null} choice @returns {Record<string, string>} ranks by column where they are not the run's */
export function ranksOf(data, choice) {
  return Object.fromEntries(Object.entries(choice?.ranks ?? {}).map(([index, text]) => [index, data.ranks[text]]));
}

/** @param {Choice | null} choice @returns {[string, string][]} what the page's address says of it */
export function entriesOf(choice) {
  return (choice?.words ?? []).map((word) => {
    const [group, ...name] = word.split("=");
    return [group, name.join("=")];
  });
}

/** @param {Choice[]} choices @param {Map<string, string>} texts of an address @returns {Choice | null} */
export function choiceIn(choices, texts) {
  const words = GROUPS.filter((group) => texts.has(group)).map((group) => `${group}=${texts.get(group)}`);
  return choices.find((one) => wordsOf(one) === words.join(" ")) ?? null;
}
