// @ts-check
/** A path as a fan: median, 50% band and that of the run's intervals, and the run's own median and wide band behind. */
import { svg } from "./figures.mjs";
import { levelsOf, quantileOf, shareWithError } from "../engine/summary.mjs";
import { brief } from "./words.mjs";

/** @typedef {import("../engine/summary.mjs").Drawn} Drawn @typedef {import("../engine/data.mjs").Path} Path */

const [FAN_WIDTH, FAN_HEIGHT, LEFT, BELOW, ABOVE] = [360, 200, 54, 22, 8];

/**
 * @param {Path} path @param {Drawn[]} own @param {Drawn[]} now @param {import("../engine/summary.mjs").Interval} level @param {string} words
 * @param {boolean} [ofEvents] whether the line is of probabilities
 * @returns {SVGElement}
 */
export function fanFigure(path, own, now, level, words, ofEvents = false) {
  const [before, after] = [own, now].map((all) =>
    path.targets.map((target) =>
      levelsOf(level, all[target]).map((one) =>
        ofEvents ? shareWithError(all[target], 1, 1).value : quantileOf(all[target].sorted, one),
      ),
    ),
  );
  const values = [...before, ...after].flat();
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const logarithmic = least > 0 && most > 10 * least;
  const to = (/** @type {number} */ one) => (logarithmic ? Math.log10(one) : one);
  const span = to(most) - to(least) || 1;
  const [first, last] = [path.positions[0], path.positions[path.positions.length - 1]];
  const x = (/** @type {number} */ index) =>
    LEFT + ((path.positions[index] - first) / (last - first)) * (FAN_WIDTH - LEFT - 8);
  const y = (/** @type {number} */ one) =>
    FAN_HEIGHT - BELOW - ((to(one) - to(least)) / span) * (FAN_HEIGHT - BELOW - ABOVE);
  const line = (/** @type {number[][]} */ rows, /** @type {number} */ which) =>
    rows.map((row, index) => `${x(index).toFixed(1)},${y(row[which]).toFixed(1)}`);
  const band = (/** @type {number[][]} */ rows, /** @type {number} */ low, /** @type {number} */ high) =>
    [...line(rows, low), ...line(rows, high).reverse()].join(" ");
  const figure = svg("svg", { viewBox: `0 0 ${FAN_WIDTH} ${FAN_HEIGHT}`, role: "img", "aria-label": words });
  figure.append(
    svg("polygon", { class: "band", points: band(after, 0, 4) }),
    svg("polygon", { class: "band", points: band(after, 1, 3) }),
    svg("polyline", { class: "median", points: line(after, 2).join(" ") }),
  );
  if (path.targets.some((target) => own[target] !== now[target])) {
    figure.append(
      svg("polygon", { class: "ghost", points: band(before, 0, 4) }),
      svg("polyline", { class: "ghost", points: line(before, 2).join(" ") }),
    );
  }
  const middle = logarithmic ? Math.sqrt(least * most) : (least + most) / 2;
  for (const one of [least, middle, most]) {
    figure.append(svg("text", { x: LEFT - 5, y: y(one) + 4, "text-anchor": "end" }, brief(Number(one.toPrecision(2)))));
  }
  for (const index of [0, path.labels.length >> 1, path.labels.length - 1]) {
    const anchor = index === 0 ? "start" : index === path.labels.length - 1 ? "end" : "middle";
    figure.append(svg("text", { x: x(index), y: FAN_HEIGHT - 5, "text-anchor": anchor }, path.labels[index]));
  }
  return figure;
}
