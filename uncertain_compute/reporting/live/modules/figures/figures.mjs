// @ts-check
/** A target's density as SVG: the run's own behind, the changed one before it, intervals and what was published. */
import { along, axisOf, shapeOf, ticksOf } from "./curve.mjs";
import { levelsOf, quantileOf } from "../engine/summary.mjs";
import { brief, percent } from "./words.mjs";

/** @typedef {import("../engine/summary.mjs").Drawn} Drawn @typedef {import("./curve.mjs").Axis} Axis @typedef {import("./curve.mjs").Shape} Shape */

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, FOOT, HEAD] = [360, 132, 42, 6];
/** Room for the probability above a stem, and the most stems that have one. */
const [ABOVE_A_STEM, MOST_WITH_WORDS] = [14, 6];

/**
 * @param {string} name @param {Record<string, string | number>} attributes @param {(Node | string)[]} inside
 * @returns {SVGElement}
 */
export function svg(name, attributes, ...inside) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...inside);
  return made;
}

/**
 * @param {Drawn} own the run's own draws @param {Drawn} now
 * @param {[number, number] | null} published @param {import("../engine/summary.mjs").Interval} level of the interval @param {string} words what the figure shows
 * @returns {SVGElement}
 */
export function densityFigure(own, now, published, level, words) {
  const axis = axisOf([own.sorted, now.sorted], published ?? []);
  const shapes = [own, now].map((one) => shapeOf(one.sorted, axis));
  const tallest = Math.max(...shapes.flatMap((one) => [...one.heights]), 1e-9);
  const likeliest = Math.max(...shapes.flatMap((one) => one.stems.map(([, share]) => share)), 1e-9);
  const figure = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": words });
  const outlines = (/** @type {Shape} */ { heights, stems }, /** @type {string} */ kind) => [
    ...(heights.length ? [curve(heights, tallest, kind)] : []),
    ...stems.map(([value, share]) => stem(WIDTH * along(axis, value), share, likeliest, kind, stems.length)),
  ];
  if (published) figure.append(publishedMark(published, axis));
  const isChanged = own !== now;
  if (isChanged) figure.append(...outlines(shapes[0], "ghost"), interval(own, axis, level, "ghost"));
  figure.append(...outlines(shapes[1], "now"), interval(now, axis, level, "now"));
  figure.append(...ticksOf(axis).map((value) => tick(value, axis)));
  return figure;
}

/** @param {Float64Array} heights @param {number} tallest @param {string} kind */
function curve(heights, tallest, kind) {
  const foot = HEIGHT - FOOT;
  const points = [...heights].map((height, cell) => {
    const x = ((cell + 0.5) / heights.length) * WIDTH;
    return `${x.toFixed(1)},${(foot - (height / tallest) * (foot - HEAD)).toFixed(1)}`;
  });
  return svg("polygon", { class: kind, points: [`0,${foot}`, ...points, `${WIDTH},${foot}`].join(" ") });
}

/**
 * @param {number} x @param {number} share its probability @param {number} likeliest @param {string} kind
 * @param {number} count of stems beside it, and itself
 */
function stem(x, share, likeliest, kind, count) {
  const foot = HEIGHT - FOOT;
  const top = foot - (share / likeliest) * (foot - HEAD - ABOVE_A_STEM);
  const line = svg("path", { class: kind, d: `M${x.toFixed(1)},${foot}V${top.toFixed(1)}` });
  if (kind === "ghost" || count > MOST_WITH_WORDS) return svg("g", { class: "stem" }, line);
  return svg("g", { class: "stem" }, line, svg("text", { x, y: top - 3, "text-anchor": "middle" }, percent(share)));
}

/** @param {Drawn} one @param {Axis} axis @param {import("../engine/summary.mjs").Interval} level @param {"now" | "ghost"} kind @param {number} [y] its height */
export function interval(one, axis, level, kind, y = HEIGHT - FOOT + (kind === "now" ? 9 : 17)) {
  const [low, first, middle, third, high] = levelsOf(level, one).map(
    (share) => WIDTH * along(axis, quantileOf(one.sorted, share)),
  );
  return svg(
    "g",
    { class: `interval ${kind}` },
    svg("path", { d: `M${low},${y}H${high}`, "stroke-width": 1.5 }),
    svg("path", { d: `M${first},${y}H${third}`, "stroke-width": 4 }),
    svg("circle", { cx: middle, cy: y, r: 4 }),
  );
}

/** @param {[number, number]} published @param {Axis} axis */
function publishedMark(published, axis) {
  const [low, high] = published.map((one) => WIDTH * along(axis, one));
  return svg("rect", { class: "published", x: low - 0.8, y: 0, width: high - low + 1.6, height: HEIGHT - FOOT });
}

/** @param {number} value @param {Axis} axis */
function tick(value, axis) {
  const x = WIDTH * along(axis, value);
  const anchor = x < 20 ? "start" : x > WIDTH - 20 ? "end" : "middle";
  return svg("text", { x, y: HEIGHT - 6, "text-anchor": anchor }, brief(value));
}
