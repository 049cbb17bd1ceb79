// @ts-check
/** Effects as bars from one end to the other, the run's own as an outline behind; a line of text above each. */
import { element } from "../page/controls.mjs";
import { svg } from "./figures.mjs";
import { readable } from "./words.mjs";

/** @typedef {import("../engine/effects.mjs").Effect} Effect */

const [BAR_WIDTH, BAR_HEIGHT, MOST_BARS] = [360, 14, 8];

/**
 * @param {string} title @param {Effect[]} own the run's @param {Effect[]} now @param {number} middle the median, or all at theirs
 * @param {string} unit @param {boolean} wide whether the target's distribution is so wide that equal ratios have equal lengths
 * @returns {HTMLElement}
 */
export function tornado(title, own, now, middle, unit, wide) {
  const shown = now.slice(0, MOST_BARS);
  const before = new Map(own.map((one) => [one.label, one]));
  const behind = shown.flatMap(({ label }) => before.get(label) ?? []);
  const values = [...shown, ...behind].flatMap(({ low, high }) => [low, high]).concat(middle);
  const logarithmic = wide && Math.min(...values) > 0;
  const to = (/** @type {number} */ x) => (logarithmic ? Math.log(x) : x);
  const [least, most] = [to(Math.min(...values)), to(Math.max(...values))];
  const x = (/** @type {number} */ value) => 1 + ((to(value) - least) / (most - least || 1)) * (BAR_WIDTH - 2);
  const rows = shown.map((one) => {
    const bars = [
      bar("now", one, x),
      ...(own === now ? [] : [before.get(one.label)].flatMap((its) => (its ? bar("ghost", its, x) : []))),
    ];
    const line = svg("path", { class: "middle", d: `M${x(middle)},0V${BAR_HEIGHT}` });
    const figure = svg("svg", { viewBox: `0 0 ${BAR_WIDTH} ${BAR_HEIGHT}`, "aria-hidden": "true" }, ...bars, line);
    const words = `${one.label}: ${readable(one.low)} to ${readable(one.high)}${unit ? ` ${unit}` : ""}`;
    return element("li", {}, words, figure);
  });
  return element("div", { class: "tornado" }, element("h4", {}, title), element("ol", {}, ...rows));
}

/** @param {"now" | "ghost"} kind @param {Effect} effect @param {(value: number) => number} x */
function bar(kind, { low, high }, x) {
  const [from, to] = [x(low), x(high)].sort((one, other) => one - other);
  return svg("rect", { class: kind, x: from, y: 2, width: to - from, height: BAR_HEIGHT - 4 });
}
