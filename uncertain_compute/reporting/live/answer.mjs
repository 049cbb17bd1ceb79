// @ts-check
/** What the page shows of the headline with the beliefs as they are. */
import { chartFigures } from "./charts.mjs";
import { byId, disclosure, element } from "./controls.mjs";
import { effectsAlone, effectsByTenths, moving } from "./effects.mjs";
import { partsOf } from "./engine.mjs";
import { answerSentences, briefly, panelElement, panelsOf } from "./panels.mjs";
import { quantileOf } from "./summary.mjs";
import { tornado } from "./tornado.mjs";
import { readable } from "./words.mjs";

/**
 * @typedef {import("./data.mjs").PageData} PageData
 * @typedef {import("./engine.mjs").Engine} Engine
 * @typedef {import("./engine.mjs").Result} Result
 */

const MOST_PARTS = 6;
const NOTHING = 1e-9;
const BY_TENTHS = "Its median with each in its lowest and highest tenth";
const ALONE = "One at a time, at its P10 and P90, the others at their medians";

/** @param {PageData} data @param {Engine} engine @returns {() => void} draws the answer again */
export function answerOf(data, engine) {
  const open = /** @type {Set<string>} */ (new Set());
  return () => {
    const { own } = engine;
    const now = engine.now();
    const parts = engine.parts();
    const below = (/** @type {number} */ target) => {
      const alone = partsOf(parts, target, NOTHING).slice(0, MOST_PARTS);
      const words = alone.map(({ name, ratio }) => `${name} alone: ${readable(ratio)} times`).join("; ");
      const drivers = disclosure(open, `drivers ${target}`, "What drives it now", () =>
        driversOn(data, engine, now, target),
      );
      return words ? [element("p", { class: "quiet" }, `${words}.`), drivers] : [drivers];
    };
    const panels = panelsOf(data, own.found, now.found);
    byId("live-figures").replaceChildren(...panels.map((one) => panelElement(one, below(one.target))));
    byId("answer-now").replaceChildren(...(own === now ? [] : answerSentences(panels)));
    byId("answer-now").hidden = own === now;
    const charts = data.charts.map((chart, place) =>
      disclosure(open, `chart ${place}`, chart.title, () => chartFigures(chart, own, now)),
    );
    byId("live-charts").replaceChildren(...charts);
    byId("live-brief").textContent = briefly(data, own.found, now.found);
  };
}

/** @param {PageData} data @param {Engine} engine @param {Result} now @param {number} target @returns {Node[]} two tornados */
function driversOn(data, { columns, own }, now, target) {
  const { unit } = data.targets[target];
  const effects = [own, now].map((one) => ({
    tenths: effectsByTenths(one.found[target].draws, columns, moving(one.alone(), target)),
    alone: effectsAlone(one.alone(), target),
  }));
  const [before, after] = own === now ? [effects[1], effects[1]] : effects;
  return [
    tornado(BY_TENTHS, before.tenths, after.tenths, quantileOf(now.found[target].sorted, 0.5), unit),
    tornado(ALONE, before.alone, after.alone, now.alone().found[target][0], unit),
  ];
}
