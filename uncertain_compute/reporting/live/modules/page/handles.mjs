// @ts-check
/** An assumption's density with two handles, its P5 and P95, which pointers and arrow keys move. */
import { quantile } from "../beliefs/beliefs.mjs";
import { along, axisOf, shapeOf, valueAt } from "../figures/curve.mjs";
import { nameOf } from "../engine/effects.mjs";
import { svg } from "../figures/figures.mjs";
import { sortedDraws } from "../engine/model.mjs";
import { textBetween } from "../beliefs/texts.mjs";
import { brief } from "../figures/words.mjs";

/**
 * @typedef {import("../beliefs/beliefs.mjs").Belief} Belief
 * @typedef {import("../figures/curve.mjs").Axis} Axis
 * @typedef {import("../engine/data.mjs").Control} Control
 * @typedef {(text: string, isMoving: boolean) => void} ChangedTo
 * @typedef {{figure: SVGElement, draw: (belief: Belief, own: Belief) => void}} Density
 */

const [AREA_WIDTH, AREA_HEIGHT, GROUND, TOP] = [240, 50, 36, 2];
const POINTS_OF_DENSITY = 256;
const ENDS_OF_INTERVAL = [0.05, 0.95];
const [ROOM, NEAR_THE_EDGE] = [0.3, 0.04];
const TIMES_WHERE_FIXED = 4;
/** @type {Record<string, number>} shares of the axis that a key moves a handle by */
const STEPS = {
  ArrowRight: 0.01, ArrowUp: 0.01, ArrowLeft: -0.01, ArrowDown: -0.01, PageUp: 0.1, PageDown: -0.1,
}; // prettier-ignore
const OF_POSITIVE = ["lognormal", "loguniform", "gamma", "fixed"];

/** @param {Control} control @param {ChangedTo} changedTo called with what the handles say @returns {Density} */
export function densityOf(control, changedTo) {
  const [ghost, area] = ["ghost", "now"].map((kind) => svg("path", { class: kind }));
  const handles = ENDS_OF_INTERVAL.map((level) => handleOf(`P${100 * level} of ${nameOf(control)}`));
  const figure = svg(
    "svg",
    { class: "density", viewBox: `0 0 ${AREA_WIDTH} ${AREA_HEIGHT}`, role: "group" },
    ghost,
    area,
    ...handles,
  );
  figure.setAttribute("aria-label", `Density of ${nameOf(control)}`);
  /** @type {Axis} */
  let axis = { low: 0, high: 1, logarithmic: false };
  /** @type {Belief} */
  let now = { family: "fixed", value: 0 };
  let [values, held, waiting] = [[0, 0], -1, false];

  const draw = (/** @type {Belief} */ belief, /** @type {Belief} */ own) => {
    now = belief;
    values = ENDS_OF_INTERVAL.map((level) => quantile(belief, level));
    const isInside = values.every((one) => Math.abs(along(axis, one) - 0.5) < 0.5 - NEAR_THE_EDGE);
    if (held < 0 && !(isInside && figure.contains(document.activeElement))) axis = axisAround(control, belief, own);
    const drawn = outline(belief, axis);
    figure.classList.toggle("stems", !drawn.includes("L"));
    area.setAttribute("d", drawn);
    ghost.setAttribute("d", belief === own ? "" : outline(own, axis));
    for (const [end, handle] of handles.entries()) put(handle, axis, values[end], control.shownUnit);
  };

  const moveTo = (/** @type {number} */ end, /** @type {number} */ share, /** @type {boolean} */ isMoving) => {
    const moved = valueAt(axis, Math.min(Math.max(share, 0), 1));
    const [low, high] = end ? [values[0], moved] : [moved, values[1]];
    const text = textBetween(now, low, high, control);
    if (text) changedTo(text, isMoving);
  };

  for (const [end, handle] of handles.entries()) {
    handle.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      if (step === undefined) return;
      event.preventDefault();
      moveTo(end, along(axis, values[end]) + step, false);
    });
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.focus();
      handle.setPointerCapture(event.pointerId);
      held = end;
    });
    handle.addEventListener("pointermove", (event) => {
      if (held !== end || waiting) return;
      waiting = true;
      const { left, width } = figure.getBoundingClientRect();
      requestAnimationFrame(() => {
        waiting = false;
        moveTo(end, (event.clientX - left) / width, true);
      });
    });
    handle.addEventListener("lostpointercapture", () => {
      held = -1;
      moveTo(end, along(axis, values[end]), false);
    });
  }
  return { figure, draw };
}

/** @param {string} name @returns {SVGElement} a line with a knob, and room around them for a finger */
function handleOf(name) {
  return svg(
    "g",
    { class: "handle", role: "slider", tabindex: 0, "aria-label": name, "aria-orientation": "horizontal" },
    svg("rect", { x: -12, y: 0, width: 24, height: AREA_HEIGHT }),
    svg("path", { d: `M0,${TOP}V${GROUND}` }),
    svg("circle", { cx: 0, cy: GROUND + 6, r: 6 }),
  );
}

/** @param {SVGElement} handle @param {Axis} axis @param {number} value @param {string} unit */
function put(handle, axis, value, unit) {
  const across = Math.min(Math.max(along(axis, value), 0), 1) * AREA_WIDTH;
  handle.setAttribute("transform", `translate(${across.toFixed(1)},0)`);
  const said = { min: valueAt(axis, 0), max: valueAt(axis, 1), now: value };
  for (const [key, one] of Object.entries(said))
    handle.setAttribute(`aria-value${key}`, String(Number(one.toPrecision(4))));
  handle.setAttribute("aria-valuetext", `${brief(value)} ${unit}`.trim());
}

/** @param {Control} control @param {Belief} belief @param {Belief} own @returns {Axis} with room to move a handle, within the range */
function axisAround(control, belief, own) {
  const samples = [belief, own].map(pointsOf);
  const found = axisOf(samples, []);
  const isPositive = samples.every((one) => one[0] > 0);
  const logarithmic = isPositive && (found.logarithmic || OF_POSITIVE.includes(belief.family));
  const to = (/** @type {number} */ x) => (logarithmic ? Math.log10(x) : x);
  const ends = samples.flatMap((one) => [one[2], one[one.length - 3]]).map(to);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const least = logarithmic ? Math.log10(TIMES_WHERE_FIXED) : Math.abs(low) || 1;
  const room = low === high ? least : ROOM * (high - low);
  const [first, last] = [control.low ?? -Infinity, control.high ?? Infinity];
  return {
    low: Math.max(low - room, logarithmic && first <= 0 ? -Infinity : to(first)),
    high: Math.min(high + room, to(last)),
    logarithmic,
  };
}

/** @type {WeakMap<Belief, Float64Array>} */
const POINTS = new WeakMap();

/** @param {Belief} belief @returns {Float64Array} quantiles at the middles of equal steps */
function pointsOf(belief) {
  const found = POINTS.get(belief) ?? sortedDraws(belief, POINTS_OF_DENSITY);
  POINTS.set(belief, found);
  return found;
}

/** @param {Belief} belief @param {Axis} axis @returns {string} the path of a density, and of stems */
function outline(belief, axis) {
  const x = (/** @type {number} */ share) => (share * AREA_WIDTH).toFixed(1);
  const y = (/** @type {number} */ height) => (GROUND - height * (GROUND - TOP)).toFixed(1);
  if (belief.family === "fixed") return "";
  const { stems, heights } = shapeOf(pointsOf(belief), axis);
  const likeliest = Math.max(...stems.map(([, share]) => share), 1e-9);
  const lines = stems.map(([value, share]) => `M${x(along(axis, value))},${GROUND}V${y(share / likeliest)}`).join("");
  const most = Math.max(...heights, 1e-9);
  const points = [...heights].map((height, cell) => `${x((cell + 0.5) / heights.length)},${y(height / most)}`);
  return points.length ? `${lines}M0,${GROUND}L${points.join("L")}L${AREA_WIDTH},${GROUND}` : lines;
}
