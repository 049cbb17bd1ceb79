// @ts-check
/** What the page says and shows of each target: a sentence, a figure, and what drives it. */
import { element } from "../page/controls.mjs";
import { fanFigure } from "./fan.mjs";
import { densityFigure } from "./figures.mjs";
import { levelsOf, quantileOf, quantileWithError, shareWithError } from "../engine/summary.mjs";
import { brief, percent, readable, readableTogether } from "./words.mjs";

/**
 * @typedef {import("../engine/data.mjs").PageData} PageData
 * @typedef {import("../engine/data.mjs").Target} Target
 * @typedef {import("../engine/summary.mjs").Drawn} Drawn
 */

/**
 * @typedef {{title: string, words: string, figure: () => SVGElement, shown: Drawn[], target: number}} Panel
 *   shown: the draws that the figure is of
 * @typedef {{whole: HTMLElement, show: (panel: Panel) => void}} PanelPlace where a panel is, which stays in the page
 */

const MOST_IN_BRIEF = 3;
const MOST_IN_ANSWER = 2;

/**
 * What is said and shown of each path, and of each target that is not in one.
 * @param {PageData} data @param {Drawn[]} own @param {Drawn[]} now @returns {Panel[]}
 */
export function panelsOf(data, own, now) {
  const inPaths = new Set(data.paths.flatMap((path) => path.targets));
  const paths = data.paths.map((path) => {
    const last = path.targets[path.targets.length - 1];
    const words = pathSentence(path, data.targets[last], own, now, data.interval);
    const figure = () => fanFigure(path, own, now, data.interval, `${path.label}: ${words}`, data.targets[last].event);
    const shown = path.targets.flatMap((target) => [own[target], now[target]]);
    return { title: path.label, words, figure, shown, target: last };
  });
  const others = data.targets.flatMap((target, index) => {
    if (inPaths.has(index)) return [];
    const words = target.event
      ? eventSentence(own[index], now[index], (share) => `with ${share} probability`)
      : sentence(target, own[index], now[index], data.interval, (low, median, high, unit) =>
          low === high ? `${median}${unit}` : `${low} to ${high}${unit} ${data.interval.certainty}, median ${median}`,
        );
    const text = `${target.label}: ${words}`;
    const figure = () => densityFigure(own[index], now[index], target.published, data.interval, text);
    return [{ title: target.label, words, figure, shown: [own[index], now[index]], target: index }];
  });
  return [...paths, ...others];
}

/** @param {string} title @param {Node[]} below what stands below the figure @returns {PanelPlace} */
export function panelPlace(title, below) {
  const [sentence, holder] = [element("p", {}), element("figure", {})];
  /** @type {Drawn[]} */
  let before = [];
  const show = (/** @type {Panel} */ { words, figure, shown }) => {
    sentence.textContent = words;
    const isSame = before.length > 0 && shown.every((one, number) => one === before[number]);
    if (!isSame) holder.replaceChildren(figure());
    before = shown;
  };
  const whole = element("div", { class: "live-panel" }, element("h3", {}, title), sentence, holder, ...below);
  return { whole, show };
}

/** @param {Panel[]} panels @returns {HTMLElement[]} the answer with these beliefs */
export function answerSentences(panels) {
  const said = panels.slice(0, MOST_IN_ANSWER).map(({ title, words }) => `${title}: ${words}`);
  return [
    element("p", { class: "quiet" }, "With your beliefs:"),
    ...said.map((words) => element("p", { class: "answer" }, words)),
    element("p", { class: "quiet" }, "The run's own, with the beliefs that it had:"),
  ];
}

/**
 * The medians in one line, which stays in sight on a phone.
 * @param {PageData} data @param {Drawn[]} own @param {Drawn[]} now @returns {string}
 */
export function briefly(data, own, now) {
  const inside = new Set(data.paths.flatMap((path) => path.targets.slice(0, -1)));
  const shown = data.targets.flatMap((target, index) => (inside.has(index) ? [] : [{ target, index }]));
  return shown
    .slice(0, MOST_IN_BRIEF)
    .map(({ target, index }) => {
      const [before, after] = [own, now].map((all) =>
        target.event ? probability(all[index]) : readable(quantileOf(all[index].sorted, 0.5)),
      );
      return `${target.column}: ${own[index] === now[index] ? after : `${after}, was ${before}`}`;
    })
    .join(" · ");
}

/**
 * @param {import("../engine/data.mjs").Path} path @param {Target} last @param {Drawn[]} own @param {Drawn[]} now
 * @param {import("../engine/summary.mjs").Interval} level @returns {string} medians at a path's ends, and the last interval
 */
function pathSentence({ targets, labels }, last, own, now, level) {
  const begin = quantileWithError(now[targets[0]], 0.5);
  const index = targets[targets.length - 1];
  if (last.event) {
    return eventSentence(own[index], now[index], (end) => {
      return `with ${probability(now[targets[0]])} probability in ${labels[0]}, ${end} in ${labels[labels.length - 1]}`;
    });
  }
  const from = `from ${readable(begin.value, begin.error)} in ${labels[0]} to`;
  const until = `in ${labels[labels.length - 1]}`;
  return sentence(last, own[index], now[index], level, (low, median, high, unit) => {
    const spread = low === high ? "" : ` (${low} to ${high} ${level.certainty})`;
    return `${from} ${median}${unit} ${until}${spread}`;
  });
}

/**
 * @param {Target} target @param {Drawn} own @param {Drawn} now @param {import("../engine/summary.mjs").Interval} level
 * @param {(low: string, median: string, high: string, unit: string) => string} said what the interval says @returns {string}
 */
function sentence(target, own, now, level, said) {
  if (!now.sorted.every(Number.isFinite)) return "with these beliefs it is not a number in some draws.";
  const [low, median, high] = [0, 2, 4].map((index) => quantileWithError(now, levelsOf(level, now)[index]));
  const unit = target.unit ? ` ${target.unit}` : "";
  const texts = readableTogether([low, median, high]);
  const parts = [said(texts[0], texts[1], texts[2], unit)];
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

/** @param {Drawn} one draws of an event @returns {string} */
function probability(one) {
  return percent(shareWithError(one, 1, 1).value);
}

/** @param {Drawn} own @param {Drawn} now @param {(share: string) => string} said @returns {string} an event's probability */
function eventSentence(own, now, said) {
  const { error } = shareWithError(now, 1, 1);
  const parts = [said(probability(now))];
  if (own !== now) parts.push(`the run's own is ${probability(own)}`);
  if (error > 0) parts.push(`Monte Carlo error ±${brief(Number((100 * error).toPrecision(1)))}%`);
  return `${parts.join("; ")}.`;
}

/** @param {[number, number]} published @param {Drawn} now @returns {string} */
function publishedWords([from, to], now) {
  const above = percent(1 - shareWithError(now, -Infinity, to).value);
  const inside = percent(shareWithError(now, from, to).value);
  return from === to
    ? `above the published ${readable(from, 0)} with ${above} probability`
    : `inside the published ${readable(from, 0)} to ${readable(to, 0)} with ${inside} probability, above with ${above}`;
}
