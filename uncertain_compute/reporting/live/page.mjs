// @ts-check
/** The page: a belief changes, the model runs, and what the headline says is drawn again. */
import { canBeNamed, commandOf, fragmentOf, keyOf, scenarioOf, sectionIn, textsIn } from "./address.mjs";
import { beliefIn } from "./beliefs.mjs";
import { ITS_CORRELATIONS, beliefOf, choiceIn, choiceSelect, entriesOf, textOf } from "./choices.mjs";
import { element, fieldOf } from "./controls.mjs";
import { columnsOf } from "./data.mjs";
import { effectsOn, medianOf, nameOf } from "./effects.mjs";
import { drawsOf, targetsOf } from "./model.mjs";
import { Refusal } from "./numbers.mjs";
import { briefly, effectList, panelsOf } from "./panels.mjs";
import { drawn } from "./summary.mjs";
import { readable } from "./words.mjs";

/**
 * @typedef {import("./data.mjs").PageData} PageData
 * @typedef {import("./data.mjs").Control} Control
 * @typedef {import("./model.mjs").Compute} Compute
 * @typedef {{control: Control, number: number, row: HTMLElement, field: import("./controls.mjs").Field}} Entry
 */

const MOST_EFFECTS = 6;
const NOTHING = 1e-9;
const LOOSE = "its correlations are stated, and hold in the command's run, but not in this page: it was fixed in the run";

/** @param {string} id @returns {HTMLElement} */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @param {Compute} compute the model's equations */
export function start(compute) {
  const place = document.getElementById("live");
  if (!place) return;
  /** @type {PageData} */
  const data = JSON.parse(byId("live-data").textContent ?? "");
  const columns = columnsOf(data);
  const ownDraws = columns.map((column) => drawsOf(column, column.belief));
  const given = [...ownDraws];
  const run = (/** @type {Float64Array[]} */ values) => targetsOf(compute, values, data.targets.length);
  const own = run(ownDraws).map((one) => drawn(one, data.chains));
  /** @type {Map<string, string>} what is said beside the choice */
  const changed = new Map();
  /** @type {import("./data.mjs").Choice | null} */
  let choice = null;
  const changedControls = () => data.controls.filter((control) => changed.has(keyOf(control)));
  const isMoved = (/** @type {Control} */ control) => control.columns.some((column) => given[column] !== ownDraws[column]);

  const ownMedians = own.map((one) => medianOf(one.draws));
  /** @type {WeakMap<Float64Array, number[]>} ratios of medians by the draws of a changed belief */
  const ratiosOf = new WeakMap();
  const ratiosAlone = () =>
    data.controls.filter(isMoved).map((control) => {
      const moved = given[control.columns[0]];
      const values = ownDraws.map((draws, column) => (control.columns.includes(column) ? given[column] : draws));
      const ratios = ratiosOf.get(moved) ?? run(values).map((one, target) => medianOf(one) / ownMedians[target]);
      ratiosOf.set(moved, ratios);
      return { control, ratios };
    });

  const show = () => {
    const moved = ratiosAlone();
    const now = moved.length ? run(given).map((one) => drawn(one, data.chains)) : own;
    const below = (/** @type {number} */ target) => {
      const effects = effectsOn(now[target].draws, data.controls, columns, given, MOST_EFFECTS);
      const drivers = effectList(effects, data.targets[target].unit);
      const alone = moved
        .map(({ control, ratios }) => ({ name: nameOf(control), ratio: ratios[target] }))
        .filter(({ ratio }) => Math.abs(ratio - 1) >= NOTHING)
        .sort((one, other) => Math.abs(Math.log(other.ratio)) - Math.abs(Math.log(one.ratio)))
        .slice(0, MOST_EFFECTS)
        .map(({ name, ratio }) => `${name} alone: ${readable(ratio)} times`);
      return moved.length > 1 ? [element("p", { class: "quiet" }, `${alone.join("; ")}.`), drivers] : [drivers];
    };
    const opened = [...place.querySelectorAll("#live-figures details")].map((one) => one.hasAttribute("open"));
    byId("live-figures").replaceChildren(...panelsOf(data, own, now, below));
    for (const [which, one] of place.querySelectorAll("#live-figures details").entries()) {
      one.toggleAttribute("open", opened[which] ?? false);
    }
    byId("live-brief").textContent = briefly(data, own, now);
    byId("live-command").textContent = commandOf(data.command, changed, choice?.words);
    byId("live-changed").hidden = changed.size === 0 && !choice;
    byId("live-scenario").hidden = changed.size === 0;
    byId("live-choice-note").textContent = choice?.correlates ? ITS_CORRELATIONS : "";
    const scenario = scenarioOf(changedControls(), changed, choice?.words);
    byId("live-scenario").setAttribute("href", `data:text/yaml;charset=utf-8,${encodeURIComponent(scenario)}`);
  };

  const set = (/** @type {Entry} */ { control, number, field }, /** @type {string} */ text) => {
    const said = text.trim();
    const unchanged = textOf(data, choice, number);
    const isUnchanged = said === unchanged || said === "";
    try {
      const belief = isUnchanged ? beliefOf(data, choice, number) : beliefIn(said, control);
      for (const column of control.columns) given[column] = belief ? drawsOf(columns[column], belief) : ownDraws[column];
      if (isUnchanged) changed.delete(keyOf(control));
      else changed.set(keyOf(control), said);
      if (isUnchanged) field.input.value = unchanged;
      const isLoose = control.fixed && control.tied && belief !== null && belief.family !== "fixed";
      field.say(isLoose ? LOOSE : "", false);
      field.mark(!isUnchanged);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      field.say(error.message, true);
    }
  };

  const inAddress = () => new Map([...entriesOf(choice), ...changed]);
  const putInAddress = () => history.replaceState(null, "", fragmentOf(inAddress(), sectionIn(location.hash)));

  const fields = data.controls.map((control, number) => {
    const made = fieldOf(control, number, (text) => {
      set(entry, text);
      show();
      putInAddress();
    });
    const entry = { control, number, row: made.row, field: made.field };
    return entry;
  });

  /** @param {import("./data.mjs").Choice | null} chosen @param {Map<string, string>} texts what is said beside it */
  const choose = (chosen, texts) => {
    choice = chosen;
    select.value = String(chosen ? data.choices.indexOf(chosen) : -1);
    for (const one of fields) {
      set(one, "");
      const text = texts.get(keyOf(one.control));
      if (text === undefined) continue;
      one.field.input.value = text;
      set(one, text);
    }
    show();
  };
  const select = choiceSelect(data.choices, (chosen) => {
    choose(chosen, new Map(changed));
    putInAddress();
  });

  const take = () => {
    const texts = textsIn(location.hash);
    if (!texts.size) {
      if (inAddress().size) putInAddress();
      return;
    }
    choose(choiceIn(data.choices, texts), texts);
    const section = sectionIn(location.hash);
    if (section && document.getElementById(section)) location.replace(`#${section}`);
  };

  const named = fields.filter(({ control }) => canBeNamed(control));
  byId("live-beliefs").append(...named.filter(({ control }) => !control.fixed).map(({ row }) => row));
  byId("live-fixed").append(...named.filter(({ control }) => control.fixed).map(({ row }) => row));
  byId("live-choices").append(select);
  byId("live-choices").hidden = data.choices.length === 0;
  byId("live-reset").addEventListener("click", () => {
    choose(null, new Map());
    putInAddress();
  });
  addEventListener("hashchange", take);
  show();
  take();
  place.hidden = false;
}
