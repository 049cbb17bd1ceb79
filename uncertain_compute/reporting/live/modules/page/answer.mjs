// @ts-check
/** What the page shows of the headline with the beliefs as they are. */
import { chartFigures } from "../figures/charts.mjs";
import { spansADecade } from "../figures/curve.mjs";
import { byId, disclosure, element } from "./controls.mjs";
import { effectsAlone, effectsByTenths, middleOf, moving } from "../engine/effects.mjs";
import { partsOf } from "../engine/engine.mjs";
import { answerSentences, briefly, panelPlace, panelsOf } from "../figures/panels.mjs";
import { quantileOf } from "../engine/summary.mjs";
import { tornado } from "../figures/tornado.mjs";
import { readable } from "../figures/words.mjs";

/**
 * @typedef {import("../engine/data.mjs").PageData} PageData
 * @typedef {import("../engine/engine.mjs").Engine} Engine
 * @typedef {import("../engine/engine.mjs").Result} Result
 */

const MOST_PARTS = 6;
const NOTHING = 1e-9;
const BY_TENTHS = "with each in its lowest and highest tenth";
const ALONE = "One at a time, at its P10 and P90, the others at their medians";

/** @param {PageData} data @param {Engine} engine @returns {() => void} draws the answer again */
export function answerOf(data, engine) {
  const { own } = engine;
  const boxes = panelsOf(data, own.found, own.found).map(({ title, target }) =>
    answerPlace(data, engine, title, target),
  );
  byId("live-figures").append(...boxes.map(({ whole }) => whole));
  const charts = data.charts.map(({ title }) => disclosure(title));
  byId("live-charts").append(...charts.map(({ whole }) => whole));
  return () => {
    const now = engine.now();
    const parts = engine.parts();
    const panels = panelsOf(data, own.found, now.found);
    for (const [number, panel] of panels.entries()) boxes[number].show(panel, now, parts);
    for (const [number, chart] of data.charts.entries()) charts[number].fill(() => chartFigures(chart, own, now));
    byId("answer-now").replaceChildren(...(own === now ? [] : answerSentences(panels)));
    byId("answer-now").hidden = own === now;
    byId("live-brief").textContent = briefly(data, own.found, now.found);
  };
}

/**
 * A panel with what each changed belief alone does to it, and what drives it.
 * @param {PageData} data @param {Engine} engine @param {string} title @param {number} target
 * @returns {{whole: HTMLElement, show: (panel: import("../figures/panels.mjs").Panel, now: Result, parts: import("../engine/engine.mjs").Part[]) => void}}
 */
function answerPlace(data, engine, title, target) {
  const alone = element("p", { class: "quiet" });
  const drivers = disclosure("What drives it now");
  const { whole, show } = panelPlace(title, [alone, drivers.whole]);
  return {
    whole,
    show: (panel, now, parts) => {
      show(panel);
      const each = partsOf(parts, target, NOTHING).slice(0, MOST_PARTS);
      alone.hidden = each.length === 0;
      alone.textContent = `${each.map(({ name, ratio }) => `${name} alone: ${readable(ratio)} times`).join("; ")}.`;
      drivers.fill(() => driversOn(data, engine, now, target));
    },
  };
}

/** @param {PageData} data @param {Engine} engine @param {Result} now @param {number} target @returns {Node[]} two tornados */
function driversOn(data, { columns, own }, now, target) {
  const { unit, event: isEvent } = data.targets[target];
  const { sorted } = now.found[target];
  const wide = spansADecade(sorted);
  const middle = isEvent ? middleOf(sorted, isEvent) : quantileOf(sorted, 0.5);
  const effects = [own, now].map((one) => ({
    tenths: effectsByTenths(
      one.found[target].draws,
      columns,
      isEvent ? one.alone().drivers : moving(one.alone(), target),
      isEvent,
    ),
    alone: effectsAlone(one.alone(), target),
  }));
  const [before, after] = own === now ? [effects[1], effects[1]] : effects;
  return [
    tornado(`Its ${isEvent ? "probability" : "median"} ${BY_TENTHS}`, before.tenths, after.tenths, middle, unit, wide),
    tornado(ALONE, before.alone, after.alone, now.alone().found[target][0], unit, wide),
  ];
}
