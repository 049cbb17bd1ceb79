// @ts-check
/** The page: a belief changes, the model runs, and what the headline says is drawn again. */
import { canBeNamed, commandOf, fragmentOf, keyOf, textsIn } from "./address.mjs";
import { beliefIn } from "./beliefs.mjs";
import { element, fieldOf } from "./controls.mjs";
import { columnsOf } from "./data.mjs";
import { densityFigure } from "./figures.mjs";
import { drawsOf, targetsOf } from "./model.mjs";
import { Refusal } from "./numbers.mjs";
import { drawn, quantileWithError, shareWithError } from "./summary.mjs";
import { percent, readable } from "./words.mjs";

/**
 * @typedef {import("./data.mjs").PageData} PageData
 * @typedef {import("./data.mjs").Target} Target
 * @typedef {import("./model.mjs").Compute} Compute
 * @typedef {import("./summary.mjs").Drawn} Drawn
 */

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
  const given = columns.map((column) => drawsOf(column, column.belief));
  const summarized = () => targetsOf(compute, given, data.targets.length).map((one) => drawn(one, data.chains));
  const own = summarized();
  /** @type {Map<string, string>} */
  const changed = new Map();

  const show = () => {
    const now = changed.size ? summarized() : own;
    byId("live-figures").replaceChildren(...data.targets.map((target, which) => panel(target, own[which], now[which])));
    byId("live-command").textContent = commandOf(data.command, changed);
    byId("live-reset").hidden = changed.size === 0;
  };

  const fields = data.controls.map((control, number) => {
    const set = (/** @type {string} */ text) => {
      const said = text.trim();
      const isOwn = said === control.written || said === "";
      try {
        const belief = isOwn ? null : beliefIn(said, control);
        for (const column of control.columns) {
          given[column] = drawsOf(columns[column], belief ?? columns[column].belief);
        }
        if (isOwn) changed.delete(keyOf(control));
        else changed.set(keyOf(control), said);
        made.field.say("");
        made.field.mark(!isOwn);
        if (isOwn) made.field.input.value = control.written;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        made.field.say(error.message);
      }
    };
    const made = fieldOf(control, number, (text) => {
      set(text);
      show();
      history.replaceState(null, "", fragmentOf(changed) || "#live");
    });
    return { control, row: made.row, field: made.field, set };
  });

  const take = () => {
    const texts = textsIn(location.hash);
    if (!texts.size) return;
    for (const { control, field, set } of fields) {
      const text = texts.get(keyOf(control)) ?? control.written;
      field.input.value = text;
      set(text);
    }
    show();
  };

  const named = fields.filter(({ control }) => canBeNamed(control));
  byId("live-beliefs").append(...named.filter(({ control }) => !control.fixed).map(({ row }) => row));
  byId("live-fixed").append(...named.filter(({ control }) => control.fixed).map(({ row }) => row));
  byId("live-reset").addEventListener("click", () => {
    for (const { control, set } of fields) set(control.written);
    show();
    history.replaceState(null, "", "#live");
  });
  addEventListener("hashchange", take);
  show();
  take();
  place.hidden = false;
}

/** @param {Target} target @param {Drawn} own @param {Drawn} now @returns {HTMLElement} */
function panel(target, own, now) {
  const words = sentence(target, own, now);
  const figure = element("figure", {}, densityFigure(own, now, target.published, `${target.label}: ${words}`));
  return element("div", { class: "live-panel" }, element("h3", {}, target.label), element("p", {}, words), figure);
}

/** @param {Target} target @param {Drawn} own @param {Drawn} now @returns {string} */
function sentence(target, own, now) {
  const [low, median, high] = [0.05, 0.5, 0.95].map((place) => quantileWithError(now, place));
  if (!now.sorted.every(Number.isFinite)) return "With these beliefs it is not a number in some draws.";
  const unit = target.unit ? ` ${target.unit}` : "";
  const texts = [low, median, high].map((one) => readable(one.value, one.error));
  const parts = [
    low.value === high.value
      ? `${texts[1]}${unit}`
      : `${texts[0]} to ${texts[2]}${unit} with 90% probability, median ${texts[1]}`,
  ];
  if (target.published) {
    const [from, to] = target.published;
    const above = percent(shareWithError(now, (x) => x > to).value);
    const inside = percent(shareWithError(now, (x) => x >= from && x <= to).value);
    parts.push(
      from === to
        ? `${above} of that is above the published ${readable(from)}`
        : `${inside} of that is inside the published ${readable(from)} to ${readable(to)}, and ${above} above`,
    );
  }
  const before = quantileWithError(own, 0.5).value;
  if (own !== now && before !== 0) {
    parts.push(`the median is ${readable(median.value / before)} times the run's own ${readable(before)}`);
  }
  parts.push(`Monte Carlo error of the median ${percent(Math.abs(median.error / median.value))}`);
  return `${parts.join("; ")}.`;
}
