// @ts-check
/** A cost per unit against one-off costs: both axes logarithmic, and the break-even where they meet. */
import { ticksOf } from "./curve.mjs";
import { svg } from "./figures.mjs";
import { levelsOf, quantileOf } from "../engine/summary.mjs";
import { brief } from "./words.mjs";

/** @typedef {import("./charts.mjs").Shown} Shown @typedef {import("./curve.mjs").Axis} Axis */

const [FULL_WIDTH, FULL_HEIGHT, MARGIN, UNDER] = [360, 240, 44, 22];
const DECADES_BESIDE = 1.5;

/** @param {Shown[]} rows @param {import("../engine/summary.mjs").Interval} level @returns {SVGElement} */
export function breakevenFigure(rows, level) {
  const part = (/** @type {string} */ name) => rows.filter(({ row }) => row.part === name);
  const [each, once, at, marks] = ["each", "once", "at", "marks"].map(part);
  const label = rows.map(({ row }) => row.label).join(", ");
  const figure = svg("svg", {
    viewBox: `0 0 ${FULL_WIDTH} ${FULL_HEIGHT}`,
    role: "img",
    "aria-label": `Break-even of ${label}`,
  });
  if (!rows.every(({ own, now }) => own.sorted[0] > 0 && now.sorted[0] > 0)) return figure;
  const logs = (/** @type {Shown} */ shown, /** @type {"own" | "now"} */ which) =>
    levelsOf(level, shown[which]).map((one) => Math.log10(quantileOf(shown[which].sorted, one)));
  const both = (/** @type {Shown[]} */ some) => some.flatMap((one) => [...logs(one, "own"), ...logs(one, "now")]);
  const across = [...both(at), ...both(marks)];
  const [left, right] = [Math.min(...across) - DECADES_BESIDE, Math.max(...across) + DECADES_BESIDE];
  const heights = [...both(once), ...both(each).flatMap((rate) => [rate + left, rate + right])];
  const [bottom, top] = [Math.min(...heights), Math.max(...heights)];
  const x = (/** @type {number} */ log) => MARGIN + ((log - left) / (right - left)) * (FULL_WIDTH - MARGIN);
  const y = (/** @type {number} */ log) => (FULL_HEIGHT - UNDER) * (1 - (log - bottom) / (top - bottom));

  const slanted = (/** @type {number} */ low, /** @type {number} */ high) =>
    `M${x(left)},${y(low + left)}L${x(right)},${y(low + right)}L${x(right)},${y(high + right)}L${x(left)},${y(high + left)}Z`;
  const flat = (/** @type {number} */ low, /** @type {number} */ high) =>
    `M${x(left)},${y(low)}H${x(right)}V${y(high)}H${x(left)}Z`;
  for (const [some, shape, kind] of /** @type {[Shown[], typeof flat, string][]} */ ([
    [each, slanted, "each"],
    [once, flat, "once"],
  ])) {
    for (const one of some) {
      const [low, first, middle, third, high] = logs(one, "now");
      figure.append(
        svg("path", { class: `band ${kind}`, d: shape(low, high) }),
        svg("path", { class: `band ${kind}`, d: shape(first, third) }),
      );
      figure.append(svg("path", { class: `median ${kind}`, d: shape(middle, middle) }));
      const before = logs(one, "own")[2];
      if (one.own !== one.now && before !== middle)
        figure.append(svg("path", { class: "ghost", d: shape(before, before) }));
    }
  }
  for (const one of marks)
    figure.append(svg("path", { class: "ghost", d: `M${x(logs(one, "now")[2])},0V${y(bottom)}` }));
  const rate = logs(each[0], "now")[2];
  const [low, first, middle, third, high] = logs(at[0], "now");
  const height = y(middle + rate);
  figure.append(
    svg("path", { class: "meeting", d: `M${x(low)},${height}H${x(high)}M${x(middle)},${height}V${y(bottom)}` }),
    svg("path", { class: "meeting wide", d: `M${x(first)},${height}H${x(third)}` }),
    svg("circle", { class: "meeting", cx: x(middle), cy: height, r: 4 }),
  );
  const ticks = (/** @type {number} */ from, /** @type {number} */ to) =>
    ticksOf({ low: from, high: to, logarithmic: true });
  for (const one of ticks(bottom, top))
    figure.append(svg("text", { x: MARGIN - 4, y: y(Math.log10(one)) + 4, "text-anchor": "end" }, brief(one)));
  for (const one of ticks(left + 0.3, right - 0.3)) {
    figure.append(svg("text", { x: x(Math.log10(one)), y: FULL_HEIGHT - 6, "text-anchor": "middle" }, brief(one)));
  }
  return figure;
}
