// @ts-check
/** Changed beliefs in words for elsewhere: the page's address, and the command that makes the same run. */

import { shortened } from "../beliefs/numbers.mjs";

/** @typedef {import("../engine/data.mjs").Control} Control */

const STATE = /^#([^?]*)\?/;
const CHOICE = /^(priors|\+scenario)=/;
const NO_SECTION = "beliefs";
const PLAIN_WORD = /^[A-Za-z0-9_@%+=:,./-]+$/;
const PLAIN_LABEL = /^(?:[A-Za-z_][\w-]*|[1-9]\d*)$/;
/** What may stand as a key within braces on the command line, but not between dots. */
const LABEL_IN_BRACES = /^(?:[A-Za-z_]|\d{4}[Q-])[\w/.-]*(?: [\w/.-]+)*$/;

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
 * @param {string[]} command @param {Map<string, string>} changed @param {string[]} [choice] @param {Control[]} [controls] of what is changed
 * @returns {string}
 */
export function commandOf(command, changed, choice = [], controls = []) {
  const isChosen = (/** @type {string} */ word) => choice.length > 0 && CHOICE.test(word);
  const braced = new Set(controls.filter((one) => !isPlain(one)).map(({ path }) => path[0]));
  const isBraced = (/** @type {string} */ key) => braced.has(key.split(".")[1]);
  const kept = command.filter((word) => !changed.has(overriddenBy(word)) && !isChosen(word));
  const entries = [
    ...kept.filter((word) => isBraced(overriddenBy(word))).map(overrideIn),
    ...controls.filter(({ path }) => braced.has(path[0])).map((one) => overrideOf(one, changed)),
  ];
  const stating = new Map(
    controls.filter((one) => one.statedUnit).map((one) => [keyOf(one), overrideOf(one, changed)]),
  );
  const own = [...changed]
    .filter(([key]) => !isBraced(key))
    .map(([key, text]) => [key, withUnit(stating.get(key)) || text]);
  return [
    ...kept.filter((word) => !isBraced(overriddenBy(word))),
    ...choice,
    ...own.map(([key, text]) => `${key}=${/,/.test(text) && !text.startsWith("{") ? `'${text}'` : text}`),
    ...[...braced].map((name) => `priors.${name}=${inBraces(entries.filter(({ path }) => path[0] === name))}`),
  ]
    .map(quotedForShell)
    .join(" ");
}

/** @typedef {{path: string[], text: string, unit?: string}} OverrideEntry an assumption's name, and inside it dimensions and labels in turn */

/** @param {string} word @returns {string} the key that it overrides */
function overriddenBy(word) {
  return word.replace(/^\+\+/, "").split("=")[0];
}

/** @param {string} word @returns {OverrideEntry} */
function overrideIn(word) {
  return { path: overriddenBy(word).split(".").slice(1), text: word.split("=").slice(1).join("=") };
}

/** @param {Control} control @param {Map<string, string>} changed @returns {OverrideEntry} */
function overrideOf(control, changed) {
  const text = changed.get(keyOf(control)) ?? "";
  return { path: control.path, text: text.startsWith("{") ? text : JSON.stringify(text), unit: control.statedUnit };
}

/** @param {OverrideEntry} [entry] @returns {string} its text, within braces beside its unit if it states one */
function withUnit(entry) {
  if (!entry) return "";
  return entry.unit ? `{value: ${entry.text}, unit: ${JSON.stringify(entry.unit)}}` : entry.text;
}

/** @param {OverrideEntry[]} entries of one beginning @param {number} [depth] its length @returns {string} */
function inBraces(entries, depth = 1) {
  const whole = entries.find(({ path }) => path.length === depth);
  if (whole) return withUnit(whole);
  const inside = insideOf(entries, depth).map(([word, its]) => `${word}: ${inBraces(its, depth + 1)}`);
  return `{${inside.join(", ")}}`;
}

/**
 * Changed beliefs as a file that a command takes as a scenario, behind others: `--config-dir=. +scenario=mine`.
 * @param {Control[]} controls @param {Map<string, string>} changed @param {string[]} [choice] @returns {string}
 */
export function scenarioOf(controls, changed, choice = []) {
  const lines = inLines(controls.map((control) => overrideOf(control, changed)));
  const sets = choice.filter((word) => !word.startsWith("+"));
  const under = choice.filter((word) => word.startsWith("+")).map((word) => word.split("=")[1]);
  const use = ["--config-dir=.", ...sets, `+scenario=${under.length ? `[${under},mine]` : "mine"}`].join(" ");
  return ["# @package priors", `# Save as scenario/mine.yaml; use with ${use}`, ...lines, ""].join("\n");
}

/** @param {OverrideEntry[]} entries of one beginning @param {number} [depth] its length @returns {string[]} as YAML, each word once */
function inLines(entries, depth = 0) {
  const indent = "  ".repeat(depth);
  const whole = entries.find(({ path }) => path.length === depth);
  if (whole) {
    const unit = whole.unit ? [`${indent}unit: ${JSON.stringify(whole.unit)}`] : [];
    return [`${indent}value: ${whole.text}`, ...unit];
  }
  return insideOf(entries, depth).flatMap(([word, inside]) => [
    `${indent}${PLAIN_LABEL.test(word) ? word : JSON.stringify(word)}:`,
    ...inLines(inside, depth + 1),
  ]);
}

/** @param {OverrideEntry[]} entries @param {number} depth @returns {[string, OverrideEntry[]][]} by the word at a depth */
function insideOf(entries, depth) {
  const words = [...new Set(entries.map(({ path }) => path[depth]))];
  return words.map((word) => [word, entries.filter(({ path }) => path[depth] === word)]);
}

/** @param {Control} control @returns {boolean} whether a command line can name it between dots */
function isPlain(control) {
  return control.path.every((word) => PLAIN_LABEL.test(word));
}

/**
 * Whether a command line can name an assumption, between dots or within braces; those would replace braces that it has.
 * @param {Control} control @param {string[]} command @returns {boolean}
 */
export function canBeNamed(control, command) {
  const isInBraces = command.some((word) => overriddenBy(word) === `priors.${control.path[0]}`);
  return isPlain(control) || (!isInBraces && control.path.every((word) => LABEL_IN_BRACES.test(word)));
}

/** @param {string} word @returns {string} */
function quotedForShell(word) {
  return PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}
