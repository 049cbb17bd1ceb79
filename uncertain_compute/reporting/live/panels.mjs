// @ts-check
/** What the page says and shows of each target: a sentence, a figure, and what drives it. */
import { element } from "./controls.mjs";
import { fanFigure } from "./fan.mjs";
import { densityFigure } from "./figures.mjs";
import { levelsOf, quantileOf, quantileWithError, shareWithError } from "./summary.mjs";
import { brief, percent, readable, readableTogether } from "./words.mjs";

/**
 * @typedef {import("./data.mjs").PageData} PageData
 * @typedef {import("./data.mjs").Target} Target
 * @typedef {import("./summary.mjs").Drawn} Drawn
 */

const MOST_IN_BRIEF = 3;

/**
 * @param {PageData} data @param {Drawn[]} own @param {Drawn[]} now
 * @param {(target: number) => (Node | string)[]} below what stands below a target's figure
 * @returns {HTMLElement[]} a panel for each path, and for each target that is not in one
 */
export function panelsOf(data, own, now, below) {
  const inPaths = new Set(data.paths.flatMap((path) => path.targets));
  const paths = data.paths.map((path) => {
    const last = path.targets[path.targets.length - 1];
    const target = data.targets[last];
    const words = `In ${path.labels[path.labels.length - 1]}: ${sentence(target, own[last], now[last], data.interval)}`;
    return panel(
      target.label,
      words,
      fanFigure(path, own, now, data.interval, `${target.label}. ${words}`),
      below(last),
    );
  });
  const others = data.targets.flatMap((target, place) => {
    if (inPaths.has(place)) return [];
    const words = sentence(target, own[place], now[place], data.interval);
    const figure = densityFigure(own[place], now[place], target.published, data.interval, `${target.label}: ${words}`);
    return [panel(target.label, words, figure, below(place))];
  });
  return [...paths, ...others];
}

/**
 * The medians in one line, which stays in sight on a phone.
 * @param {PageData} data @param {Drawn[]} own @param {Drawn[]} now @returns {string}
 */
export function briefly(data, own, now) {
  const inside = new Set(data.paths.flatMap((path) => path.targets.slice(0, -1)));
  const shown = data.targets.flatMap((target, place) => (inside.has(place) ? [] : [{ target, place }]));
  return shown
    .slice(0, MOST_IN_BRIEF)
    .map(({ target, place }) => {
      const [before, after] = [own, now].map((all) => readable(quantileOf(all[place].sorted, 0.5)));
      return `${target.column}: ${own === now ? after : `${after}, was ${before}`}`;
    })
    .join(" · ");
}

/** @param {string} title @param {string} words @param {SVGElement} figure @param {(Node | string)[]} below */
function panel(title, words, figure, below) {
  const shown = element("figure", {}, figure);
  return element("div", { class: "live-panel" }, element("h3", {}, title), element("p", {}, words), shown, ...below);
}

/** @param {Target} target @param {Drawn} own @param {Drawn} now @param {import("./summary.mjs").Interval} level @returns {string} */
function sentence(target, own, now, level) {
  if (!now.sorted.every(Number.isFinite)) return "with these beliefs it is not a number in some draws.";
  const [low, median, high] = [0, 2, 4].map((place) => quantileWithError(now, levelsOf(level, now)[place]));
  const unit = target.unit ? ` ${target.unit}` : "";
  const texts = readableTogether([low, median, high]);
  const parts = [
    low.value === high.value
      ? `${texts[1]}${unit}`
      : `${texts[0]} to ${texts[2]}${unit} ${level.certainty}, median ${texts[1]}`,
  ];
  if (target.published) parts.push(publishedWords(target.published, now));
  const before = quantileWithError(own, 0.5).value;
  if (own !== now && before !== 0) {
    parts.push(`the median is ${readable(median.value / before)} times the run's own ${readable(before)}`);
  }
  if (median.error > 0) {
    const isNearZero = median.error >= Math.abs(median.value);
    const absolute = `±${brief(Number(median.error.toPrecision(1)))}${unit}`;
    parts.push(
      `Monte Carlo error of the median ${isNearZero ? absolute : percent(Math.abs(median.error / median.value))}`,
    );
  }
  return `${parts.join("; ")}.`;
}

/** @param {[number, number]} published @param {Drawn} now @returns {string} */
function publishedWords([from, to], now) {
  const above = percent(shareWithError(now, (x) => x > to).value);
  const inside = percent(shareWithError(now, (x) => x >= from && x <= to).value);
  return from === to
    ? `${above} of that is above the published ${readable(from)}`
    : `${inside} of that is inside the published ${readable(from)} to ${readable(to)}, and ${above} above`;
}
