// @ts-check
/** The page: a belief changes, the model runs, and what the headline says is drawn again. */
import { canBeNamed, commandOf, fragmentOf, keyOf, scenarioOf, sectionIn, textsIn } from "./address.mjs";
import { beliefIn } from "./beliefs.mjs";
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
 * @typedef {{control: Control, row: HTMLElement, field: import("./controls.mjs").Field}} Entry
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
  /** @type {Map<string, string>} */
  const changed = new Map();
  const changedControls = () => data.controls.filter((control) => changed.has(keyOf(control)));

  const alone = (/** @type {number} */ target) =>
    changedControls().flatMap((control) => {
      const values = ownDraws.map((draws, column) => (control.columns.includes(column) ? given[column] : draws));
      const ratio = medianOf(run(values)[target]) / medianOf(own[target].draws);
      return Math.abs(ratio - 1) < NOTHING ? [] : [`${nameOf(control)} alone: ${readable(ratio)} times`];
    });

  const show = () => {
    const now = changed.size ? run(given).map((one) => drawn(one, data.chains)) : own;
    const below = (/** @type {number} */ target) => {
      const effects = effectsOn(now[target].draws, data.controls, columns, given, MOST_EFFECTS);
      const drivers = effectList(effects, data.targets[target].unit);
      return changed.size > 1 ? [element("p", { class: "quiet" }, `${alone(target).join("; ")}.`), drivers] : [drivers];
    };
    const opened = [...place.querySelectorAll("#live-figures details")].map((one) => one.hasAttribute("open"));
    byId("live-figures").replaceChildren(...panelsOf(data, own, now, below));
    for (const [which, one] of place.querySelectorAll("#live-figures details").entries()) {
      one.toggleAttribute("open", opened[which] ?? false);
    }
    byId("live-brief").textContent = briefly(data, own, now);
    byId("live-command").textContent = commandOf(data.command, changed);
    byId("live-changed").hidden = changed.size === 0;
    const scenario = scenarioOf(changedControls(), changed);
    byId("live-scenario").setAttribute("href", `data:text/yaml;charset=utf-8,${encodeURIComponent(scenario)}`);
  };

  const set = (/** @type {Entry} */ { control, field }, /** @type {string} */ text) => {
    const said = text.trim();
    const isOwn = said === control.written || said === "";
    try {
      const belief = isOwn ? null : beliefIn(said, control);
      for (const column of control.columns) given[column] = belief ? drawsOf(columns[column], belief) : ownDraws[column];
      if (isOwn) changed.delete(keyOf(control));
      else changed.set(keyOf(control), said);
      if (isOwn) field.input.value = control.written;
      const isLoose = control.fixed && control.tied && belief !== null && belief.family !== "fixed";
      field.say(isLoose ? LOOSE : "", false);
      field.mark(!isOwn);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      field.say(error.message, true);
    }
  };

  const putInAddress = () => history.replaceState(null, "", fragmentOf(changed, sectionIn(location.hash)));

  const fields = data.controls.map((control, number) => {
    const made = fieldOf(control, number, (text) => {
      set(entry, text);
      show();
      putInAddress();
    });
    const entry = { control, row: made.row, field: made.field };
    return entry;
  });

  const take = () => {
    const texts = textsIn(location.hash);
    if (!texts.size) {
      if (changed.size) putInAddress();
      return;
    }
    for (const one of fields) {
      const text = texts.get(keyOf(one.control)) ?? one.control.written;
      one.field.input.value = text;
      set(one, text);
    }
    show();
    const section = sectionIn(location.hash);
    if (section && document.getElementById(section)) location.replace(`#${section}`);
  };

  const named = fields.filter(({ control }) => canBeNamed(control));
  byId("live-beliefs").append(...named.filter(({ control }) => !control.fixed).map(({ row }) => row));
  byId("live-fixed").append(...named.filter(({ control }) => control.fixed).map(({ row }) => row));
  byId("live-reset").addEventListener("click", () => {
    for (const one of fields) set(one, one.control.written);
    show();
    putInAddress();
  });
  addEventListener("hashchange", take);
  show();
  take();
  place.hidden = false;
}
