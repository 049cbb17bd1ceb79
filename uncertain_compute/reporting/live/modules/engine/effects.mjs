// @ts-check
/** What drives a target with the beliefs as they are: by tenths of the draws, and one assumption at a time. */
import { quantile } from "../beliefs/beliefs.mjs";
import { ranksOfColumn } from "./data.mjs";

/**
 * @typedef {import("../beliefs/beliefs.mjs").Belief} Belief
 * @typedef {import("./data.mjs").Control} Control
 * @typedef {import("./data.mjs").Column} Column
 * @typedef {{columns: number[], label: string, beside: number[]}} Driver a column that a reader may change, or all of a path of one rank
 * @typedef {{label: string, low: number, high: number}} Effect
 * @typedef {{drivers: Driver[], found: Float64Array[]}} Alone targets with all at their medians, then each driver's ends
 */

const TENTH = 0.1;
const NEGLIGIBLE = 1e-12;
/** Probabilities of tenths that differ by so many standard errors are not so by chance. */
const ERRORS_APART = 3;

/** @param {Float64Array} sorted @returns {number} */
export function medianOf(sorted) {
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
}

/** @param {Float64Array} sorted @param {boolean} isEvent @returns {number} the median, or an event's probability */
export function middleOf(sorted, isEvent) {
  return isEvent ? sorted.reduce((sum, one) => sum + one, 0) / sorted.length : medianOf(sorted);
}

/** @param {Control} control @returns {string} its label, with the coordinate that it is about */
export function nameOf(control) {
  const from = control.name.indexOf("[");
  return from < 0 ? control.label : `${control.label} ${control.name.slice(from)}`;
}

/**
 * All targets with every assumption at its median, and with one at its P10 and at its P90.
 * @param {Driver[]} all @param {Column[]} columns @param {Belief[]} beliefs by column
 * @param {(given: Float64Array[]) => Float64Array[]} run @returns {Alone}
 */
export function oneAtATime(all, columns, beliefs, run) {
  const drivers = all.filter((one) => one.columns.some((column) => beliefs[column].family !== "fixed"));
  const given = columns.map(({ middle, factor }, index) =>
    new Float64Array(1 + 2 * drivers.length).fill(middle ?? factor * quantile(beliefs[index], 0.5)),
  );
  for (const [index, driver] of drivers.entries()) {
    for (const [end, level] of [TENTH, 1 - TENTH].entries()) {
      for (const column of driver.columns) {
        given[column][1 + 2 * index + end] = columns[column].factor * quantile(beliefs[column], level);
      }
    }
  }
  return { drivers, found: run(given) };
}

/** @param {Alone} alone @param {number} target @returns {Effect[]} those that there are, the strongest first */
export function effectsAlone({ drivers, found }, target) {
  const effects = drivers.map(({ label }, index) => {
    const [low, high] = found[target].subarray(1 + 2 * index, 3 + 2 * index);
    return { label, low, high };
  });
  return strongest(effects);
}

/**
 * A target's median, or an event's probability, where an assumption is in its lowest and in its highest tenth; the strongest first.
 * An assumption that neither moves the target alone nor is correlated has no effect, and is left out; of an event one
 * whose tenths differ by no more than their errors.
 * @param {Float64Array} target draws @param {Column[]} columns @param {Driver[]} drivers @param {boolean} [isEvent] @returns {Effect[]}
 */
export function effectsByTenths(target, columns, drivers, isEvent = false) {
  const effects = drivers.map((driver) => {
    const ranks = ranksOfColumn(columns[driver.columns[0]]);
    const count = Math.ceil(TENTH * ranks.length);
    const [low, high] = [new Float64Array(count), new Float64Array(count)];
    for (let draw = 0; draw < ranks.length; draw++) {
      if (ranks[draw] < count) low[ranks[draw]] = target[draw];
      else if (ranks[draw] >= ranks.length - count) high[ranks[draw] - ranks.length + count] = target[draw];
    }
    return { label: driver.label, low: middleOf(low.sort(), isEvent), high: middleOf(high.sort(), isEvent), count };
  });
  return strongest(isEvent ? effects.filter(isApart) : effects);
}

/** @param {{low: number, high: number, count: number}} tenths probabilities, each of so many draws @returns {boolean} */
function isApart({ low, high, count }) {
  const variance = (low * (1 - low) + high * (1 - high)) / count;
  return Math.abs(high - low) > ERRORS_APART * Math.sqrt(variance);
}

/** @param {Alone} alone @param {number} target @returns {Driver[]} what moves a target, alone or through what it is correlated with */
export function moving({ drivers, found }, target) {
  const values = found[target];
  const movesAlone = drivers.filter((_, index) => differ(values[1 + 2 * index], values[2 + 2 * index]));
  const moved = new Set(movesAlone.flatMap(({ columns }) => columns));
  return drivers.filter(({ columns, beside }) => [...columns, ...beside].some((one) => moved.has(one)));
}

/** @param {number} one @param {number} other @returns {boolean} whether by more than rounding */
function differ(one, other) {
  return Math.abs(one - other) > NEGLIGIBLE * Math.abs(one);
}

/** @param {Effect[]} effects @returns {Effect[]} */
function strongest(effects) {
  const width = (/** @type {Effect} */ one) => Math.abs(one.high - one.low);
  return effects.filter(({ low, high }) => differ(low, high)).sort((one, other) => width(other) - width(one));
}
