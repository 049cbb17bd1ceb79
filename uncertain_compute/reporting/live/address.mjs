// @ts-check
/** Changed beliefs in words for elsewhere: the page's address, and the command that makes the same run. */

import { shortened } from "./numbers.mjs";

/** @typedef {import("./data.mjs").Control} Control */

const STATE = /^#([^?]*)\?/;
const CHOICE = /^(priors|\+scenario)=/;
const NO_SECTION = "beliefs";
const PLAIN_WORD = /^[A-Za-z0-9_@%+=:,./-]+$/;
const PLAIN_LABEL = /^[A-Za-z_][\w-]*$/;

/** @param {Control} control @returns {string} */
export function keyOf(control) {
  return `priors.${control.path.join(".")}`;
}

/**
 * A page's fragment: a section that a reader went to, and behind it what they believe.
 * @param {Map<string, string>} changed texts by key @param {string} section @returns {string}
 */
export function fragmentOf(changed, section) {
  return changed.size ? `#${section || NO_SECTION}?${new URLSearchParams([...changed])}` : `#${section || "live"}`;
}

/** @param {string} fragment @returns {string} the section that it names, empty where it names none */
export function sectionIn(fragment) {
  const section = fragment.replace(/^#/, "").split("?")[0];
  return section === NO_SECTION ? "" : section;
}

/** @param {string} fragment @returns {Map<string, string>} texts by key, as anyone may have written them */
export function textsIn(fragment) {
  return new Map(STATE.test(fragment) ? new URLSearchParams(fragment.replace(STATE, "")) : []);
}

/**
 * @param {Map<string, string>} texts of an address @param {string[]} keys those that the page has
 * @returns {string} what an address says that the page has not; empty if it has all
 */
export function notHere(texts, keys) {
  const others = [...texts.keys()].filter((key) => !keys.includes(key));
  const words = others.map((key) => shortened(`${key}=${texts.get(key)}`));
  return words.length ? `The address also says ${words.join(", ")}, which this page does not have.` : "";
}

/**
 * The command that makes the run of changed beliefs; what it overrides or chooses already is replaced.
 * @param {string[]} command @param {Map<string, string>} changed @param {string[]} [choice] @returns {string}
 */
export function commandOf(command, changed, choice = []) {
  const isChosen = (/** @type {string} */ word) => choice.length > 0 && CHOICE.test(word);
  const kept = command.filter((word) => !changed.has(word.replace(/^\+\+/, "").split("=")[0]) && !isChosen(word));
  const own = [...changed].map(
    ([key, text]) => `${key}=${/,/.test(text) && !text.startsWith("{") ? `'${text}'` : text}`,
  );
  return [...kept, ...choice, ...own].map(quotedForShell).join(" ");
}

/**
 * Changed beliefs as a file that a command takes as a scenario, behind others: `--config-dir=. +scenario=mine`.
 * @param {Control[]} controls @param {Map<string, string>} changed @param {string[]} [choice] @returns {string}
 */
export function scenarioOf(controls, changed, choice = []) {
  const lines = controls.flatMap((control) => {
    const [name, ...inside] = control.path;
    const keys = inside.map((word, depth) => `${"  ".repeat(depth + 1)}${word}:`);
    const text = changed.get(keyOf(control)) ?? "";
    const value = text.startsWith("{") ? text : JSON.stringify(text);
    return [`${name}:`, ...keys, `${"  ".repeat(inside.length + 1)}value: ${value}`];
  });
  const sets = choice.filter((word) => !word.startsWith("+"));
  const under = choice.filter((word) => word.startsWith("+")).map((word) => word.split("=")[1]);
  const use = ["--config-dir=.", ...sets, `+scenario=${under.length ? `[${under},mine]` : "mine"}`].join(" ");
  return ["# @package priors", `# Save as scenario/mine.yaml; use with ${use}`, ...lines, ""].join("\n");
}

/** @param {Control} control @returns {boolean} whether a command line can name it as it is */
export function canBeNamed(control) {
  return control.path.every((word) => PLAIN_LABEL.test(word));
}

/** @param {string} word @returns {string} */
function quotedForShell(word) {
  return PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}
