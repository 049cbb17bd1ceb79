// @ts-check
/** The page: a belief changes, the model runs, and what the headline says is drawn again. */
import { canBeNamed, commandOf, fragmentOf, keyOf, notHere, scenarioOf, sectionIn, textsIn } from "./address.mjs";
import { answerOf } from "./answer.mjs";
import { beliefIn, noteOn } from "../beliefs/beliefs.mjs";
import {
  ITS_CORRELATIONS,
  beliefOf,
  choiceIn,
  choiceSelect,
  entriesOf,
  leftOut,
  ranksOf,
  statingUnits,
  textOf,
} from "./choices.mjs";
import { byId, fieldOf } from "./controls.mjs";
import { engineOf } from "../engine/engine.mjs";
import { Refusal } from "../beliefs/numbers.mjs";
import { afterAll } from "../engine/once.mjs";

/**
 * @typedef {import("../beliefs/beliefs.mjs").Belief} Belief
 * @typedef {import("../engine/data.mjs").PageData} PageData
 * @typedef {import("../engine/data.mjs").Control} Control
 * @typedef {import("../engine/program.mjs").Program} Program
 * @typedef {{control: Control, number: number, row: HTMLElement, field: import("./controls.mjs").Field}} Entry
 */

const LOOSE =
  "its correlations are stated, and hold in the command's run, but not in this page: it was fixed in the run";

/** @param {Control} control @param {Belief | Belief[] | null} belief @param {boolean} isUnchanged @returns {string} what is said below a field */
function noteFor(control, belief, isUnchanged) {
  if (Array.isArray(belief)) {
    return `One for each of ${control.coordinates.join(", ")}; a belief that is written here is about all of them.`;
  }
  if (control.fixed && control.tied && belief !== null && belief.family !== "fixed") return LOOSE;
  return isUnchanged || !belief ? "" : noteOn(belief, control);
}

/** @param {Program} compute the headline's equations @param {Program} computeAll those of the charts, too */
export function start(compute, computeAll) {
  const part = document.getElementById("live");
  if (!part) return;
  /** @type {PageData} */
  const data = JSON.parse(byId("live-data").textContent ?? "");
  const engine = engineOf(data, compute, computeAll);
  /** @type {Map<string, string>} what is said beside the choice */
  const changed = new Map();
  /** @type {import("../engine/data.mjs").Choice | null} */
  let choice = null;
  const changedControls = () => statingUnits(data, choice).filter((control) => changed.has(keyOf(control)));
  const showAnswer = answerOf(data, engine);

  const show = () => {
    showAnswer();
    byId("live-command").textContent = commandOf(data.command, changed, choice?.words, changedControls());
    byId("live-changed").hidden = changed.size === 0 && !choice;
    byId("live-scenario").hidden = changed.size === 0;
    byId("live-choice-note").textContent = choice?.correlates ? ITS_CORRELATIONS : "";
    const scenario = scenarioOf(changedControls(), changed, choice?.words);
    byId("live-scenario").setAttribute("href", `data:text/yaml;charset=utf-8,${encodeURIComponent(scenario)}`);
  };

  const draw = (/** @type {Pick<Entry, "control" | "field">} */ { control, field }) =>
    field.draw(engine.believed(control), engine.columns[control.columns[0]].belief);

  const set = (/** @type {Entry} */ { control, number, field }, /** @type {string} */ text) => {
    const said = text.trim();
    const unchanged = textOf(data, choice, number);
    const isUnchanged = said === unchanged || said === "";
    try {
      const belief = isUnchanged ? beliefOf(data, choice, number) : beliefIn(said, control);
      engine.believe(control, belief);
      if (isUnchanged) changed.delete(keyOf(control));
      else changed.set(keyOf(control), said);
      field.input.value = isUnchanged ? unchanged : said;
      field.say(noteFor(control, belief, isUnchanged), false);
      field.mark(!isUnchanged, Array.isArray(belief));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      field.say(error.message, true);
    }
    draw({ control, field });
  };

  const inAddress = () => new Map([...entriesOf(choice), ...changed]);
  const putInAddress = afterAll(() =>
    history.replaceState(null, "", fragmentOf(inAddress(), sectionIn(location.hash))),
  );

  const fields = data.controls.map((control, number) => {
    const made = fieldOf(control, number, (text, isMoving) => {
      set(entry, text);
      show();
      if (!isMoving) putInAddress();
    });
    const entry = { control, number, row: made.row, field: made.field };
    return entry;
  });

  /** @param {import("../engine/data.mjs").Choice | null} chosen @param {Map<string, string>} texts what is said beside it */
  const choose = (chosen, texts) => {
    choice = chosen;
    engine.correlate(ranksOf(data, choice));
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

  const [fixed, uncertain] = [true, false].map((kind) => fields.filter(({ control }) => control.fixed === kind));
  const ofFixed = /** @type {HTMLDetailsElement} */ (byId("live-fixed").parentElement);
  const keys = fields.map(({ control }) => keyOf(control));
  const take = () => {
    const texts = textsIn(location.hash);
    if (!texts.size) {
      if (inAddress().size) putInAddress();
      return;
    }
    const asked = choiceIn(data.choices, texts);
    choose(asked, texts);
    byId("live-address").textContent = notHere(texts, [...entriesOf(asked).map(([key]) => key), ...keys]);
    if (fixed.some(({ control }) => texts.has(keyOf(control)))) ofFixed.open = true;
    const section = sectionIn(location.hash);
    if (section && document.getElementById(section)) location.replace(`#${section}`);
  };

  const named = fields.filter(({ control }) => canBeNamed(control, data.command));
  byId("live-beliefs").append(...named.filter(({ control }) => !control.fixed).map(({ row }) => row));
  const allFixed = named.every(({ control }) => control.fixed);
  byId("live-uncertain").hidden = allFixed;
  ofFixed.open = allFixed;
  ofFixed.hidden = !named.some(({ control }) => control.fixed);
  byId("live-fixed").append(...named.filter(({ control }) => control.fixed).map(({ row }) => row));
  byId("live-choices").append(select);
  byId("live-choices").hidden = data.choices.length === 0;
  const unnamed = data.controls.filter((control) => !canBeNamed(control, data.command));
  byId("live-left-out").textContent = leftOut(data, unnamed);
  byId("live-reset").addEventListener("click", () => {
    choose(null, new Map());
    byId("live-address").textContent = "";
    putInAddress();
  });
  addEventListener("hashchange", take);
  uncertain.forEach(draw);
  ofFixed.addEventListener("toggle", () => fixed.forEach(draw), { once: true });
  show();
  take();
  part.hidden = false;
  byId("live-link").hidden = false;
}
