// @ts-check
/** A study's own charts with the beliefs as they are, the run's own behind: rows of intervals, fans, break-evens. */
import { breakevenFigure } from "./breakeven.mjs";
import { element } from "../page/controls.mjs";
import { along, axisOf, ticksOf } from "./curve.mjs";
import { fanFigure } from "./fan.mjs";
import { interval, svg } from "./figures.mjs";
import { levelsOf, quantileOf, quantileWithError } from "../engine/summary.mjs";
import { brief, readable, readableTogether } from "./words.mjs";

/**
 * @typedef {import("./curve.mjs").Axis} Axis
 * @typedef {import("../engine/data.mjs").Chart} Chart
 * @typedef {import("../engine/data.mjs").ChartRow} ChartRow
 * @typedef {import("../engine/data.mjs").ChartPanel} ChartPanel
 * @typedef {import("../engine/engine.mjs").Result} Result
 * @typedef {import("../engine/summary.mjs").Drawn} Drawn
 * @typedef {{row: ChartRow, own: Drawn, now: Drawn}} Shown a row with its draws
 */

/** What a study's own charts show in each run. */
const NINETY = { probability: 0.9, kind: "eti", certainty: "with 90% probability" };
const [ROW_WIDTH, ROW_HEIGHT, MARK] = [360, 26, 4];

/** @param {Chart} chart @param {Result} own @param {Result} now @returns {Node[]} */
export function chartFigures(chart, own, now) {
  const all = () => /** @type {[Drawn[], Drawn[]]} */ ([own, now].map((one) => one.where("[]")));
  const panels = chart.panels.map((panel) => {
    const rows = panel.rows.map((row) => shownOf(row, own, now));
    const heading = element("h4", {}, panel.title);
    const figures =
      chart.kind === "fan" ? fans(panel, ...all()) : chart.kind === "breakeven" ? lines(rows) : bars(rows);
    return element("div", { class: "live-panel" }, heading, ...figures);
  });
  return [element("div", { class: "live-chart" }, ...panels)];
}

/** @param {ChartRow} row @param {Result} own @param {Result} now @returns {Shown} */
function shownOf(row, own, now) {
  const [before, after] = [own, now].map((one) => one.where(JSON.stringify(row.given))[row.target]);
  return { row, own: before, now: after };
}

/** @param {Shown[]} rows @returns {Node[]} */
function lines(rows) {
  return [breakevenFigure(rows, NINETY), element("ul", {}, ...rows.map((one) => element("li", {}, wordsOfRow(one))))];
}

/** @param {ChartPanel} panel @param {Drawn[]} own @param {Drawn[]} now @returns {Node[]} */
function fans(panel, own, now) {
  return panel.paths.flatMap((path) => {
    const last = path.targets[path.targets.length - 1];
    const row = panel.rows.find(({ target }) => target === last);
    const words = row ? wordsOfRow({ row, own: own[last], now: now[last] }) : "";
    return [fanFigure(path, own, now, NINETY, `${path.name}. ${words}`), element("p", {}, words)];
  });
}

/** @param {Shown[]} rows @returns {Node[]} a line of text above each row's interval */
function bars(rows) {
  const isFinite = (/** @type {Shown} */ { own, now }) =>
    [own, now].every(({ sorted }) => sorted.every(Number.isFinite));
  const drawable = rows.filter(isFinite);
  const published = drawable.flatMap(({ row }) => [
    ...(row.published ?? []),
    ...(row.corrected === null ? [] : [row.corrected]),
  ]);
  const axis = axisOf(
    drawable.flatMap(({ own, now }) => [own.sorted, now.sorted]),
    published,
  );
  const items = rows.map((one) => element("li", {}, wordsOfRow(one), ...(isFinite(one) ? [rowFigure(one, axis)] : [])));
  const ticks = ticksOf(axis).map((value) => {
    const x = ROW_WIDTH * along(axis, value);
    return svg(
      "text",
      { x, y: 12, "text-anchor": x < 20 ? "start" : x > ROW_WIDTH - 20 ? "end" : "middle" },
      brief(value),
    );
  });
  const foot = svg("svg", { viewBox: `0 0 ${ROW_WIDTH} 16`, "aria-hidden": "true" }, ...ticks);
  return drawable.length ? [element("ol", {}, ...items), foot] : [element("ol", {}, ...items)];
}

/** @param {Shown} shown @param {Axis} axis @returns {SVGElement} */
function rowFigure({ row, own, now }, axis) {
  const figure = svg("svg", { viewBox: `0 0 ${ROW_WIDTH} ${ROW_HEIGHT}`, "aria-hidden": "true" });
  const x = (/** @type {number} */ one) => ROW_WIDTH * along(axis, one);
  if (row.published) {
    const [from, to] = row.published.map(x);
    figure.append(svg("rect", { class: "published", x: from - 1, y: 0, width: to - from + 2, height: ROW_HEIGHT }));
  }
  if (row.corrected !== null)
    figure.append(svg("circle", { class: "corrected", cx: x(row.corrected), cy: MARK, r: MARK - 1 }));
  if (own !== now) figure.append(interval(own, axis, NINETY, "ghost", 20));
  figure.append(interval(now, axis, NINETY, "now", 11));
  return figure;
}

/** @param {Shown} shown @returns {string} */
function wordsOfRow({ row, own, now }) {
  if (!now.sorted.every(Number.isFinite)) return `${row.label}: not a number in some draws`;
  const [low, median, high] = [0, 2, 4].map((index) => quantileWithError(now, levelsOf(NINETY, now)[index]));
  const [from, middle, to] = readableTogether([low, median, high]);
  const unit = row.unit ? ` ${row.unit}` : "";
  const before =
    own === now || quantileOf(own.sorted, 0.5) === median.value ? "" : `, was ${readable(quantileOf(own.sorted, 0.5))}`;
  return `${row.label}: ${middle}${unit}${before}${low.value === high.value ? "" : ` (${from} to ${to})`}`;
}
