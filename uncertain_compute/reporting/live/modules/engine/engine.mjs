// @ts-check
/** The model with the beliefs as they are, beside the run's own: its draws, and what drives it. */
import { columnsOf, ranksIn } from "./data.mjs";
import { middleOf, nameOf, oneAtATime } from "./effects.mjs";
import { beliefBetween, drawsOf } from "./model.mjs";
import { once } from "./once.mjs";
import { drawn } from "./summary.mjs";

/**
 * @typedef {import("../beliefs/beliefs.mjs").Belief} Belief
 * @typedef {import("./data.mjs").PageData} PageData
 * @typedef {import("./data.mjs").Control} Control
 * @typedef {import("./data.mjs").Column} Column
 * @typedef {import("./program.mjs").Kept} Kept
 * @typedef {import("./effects.mjs").Driver} Driver
 * @typedef {import("./summary.mjs").Drawn} Drawn
 * @typedef {{found: Drawn[], alone: () => import("./effects.mjs").Alone, where: (pairs: string) => Drawn[]}} Result
 *   where: the columns of charts, too, where some columns of assumptions have a number, as JSON
 * @typedef {{control: Control, ratios: number[]}} Part what one changed belief alone makes of the medians
 * @typedef {{columns: Column[], drivers: Driver[], own: Result, believe: (control: Control, belief: Belief | Belief[] | null) => void,
 *   correlate: (ranks: Record<string, string>) => void,
 *   believed: (control: Control, column?: number) => Belief, now: () => Result, parts: () => Part[]}} Engine
 */

/**
 * @param {PageData} data @param {import("./program.mjs").Program} compute
 * @param {import("./program.mjs").Program} computeAll @returns {Engine}
 */
export function engineOf(data, compute, computeAll) {
  const columns = columnsOf(data);
  const { drivers } = data;
  const ownDraws = columns.map((column) => drawsOf(column, column.belief));
  const ownBeliefs = columns.map((column) => column.belief);
  const [given, beliefs] = [[...ownDraws], [...ownBeliefs]];
  const run = (/** @type {Float64Array[]} */ values) => compute(values, values[0].length);
  /** @type {Kept} what is kept between runs of changed beliefs: the first one makes it, as a page opens faster without */
  const kept = { arrays: [] };
  /** @type {Result | null} */
  let first = null;
  const asOwn = (/** @type {Float64Array} */ draws, /** @type {number} */ target) => {
    const before = first?.found[target];
    return before?.draws.every((one, draw) => one === draws[draw]) ? before : drawn(draws, data.chains);
  };
  const resultOf = (/** @type {Float64Array[]} */ values, /** @type {Belief[]} */ believed) => ({
    found: compute(values, data.draws, first ? kept : undefined).map(asOwn),
    alone: once(() => oneAtATime(drivers, columns, believed, run)),
    where: keeping((/** @type {string} */ pairs) => {
      const changed = [...values];
      for (const [column, value] of JSON.parse(pairs)) changed[column] = new Float64Array(data.draws).fill(value);
      return computeAll(changed, data.draws).map((one) => drawn(one, data.chains));
    }),
  });
  const own = (first = resultOf(ownDraws, ownBeliefs));
  /** @param {Control} control @param {Belief[]} believed @param {Float64Array[]} values those of columns between anchors are put there */
  const follow = (control, believed, values) => {
    for (const [column, { between }] of columns.entries()) {
      if (!between || ![between.first, between.second].some((one) => control.columns.includes(one))) continue;
      const anchors = [between.first, between.second];
      const isOwn = anchors.every((one) => believed[one] === ownBeliefs[one]);
      believed[column] = isOwn ? ownBeliefs[column] : beliefBetween(between, believed, data.draws);
      const isDrawn = isOwn && !columns[column].ranksOfChoice;
      values[column] = isDrawn ? ownDraws[column] : drawsOf(columns[column], believed[column]);
    }
  };
  const isMoved = (/** @type {Control} */ control) =>
    control.columns.some((column) => given[column] !== ownDraws[column]);
  const middle = (/** @type {Float64Array} */ sorted, /** @type {number} */ target) =>
    middleOf(sorted, data.targets[target].event);
  /** @type {WeakMap<Float64Array, number[]>} ratios of medians by the draws of a changed belief */
  const ratiosOf = new WeakMap();
  const ratios = (/** @type {Control} */ control) => {
    const moved = given[control.columns[0]];
    const [believed, values] = [[...ownBeliefs], [...ownDraws]];
    for (const column of control.columns) [believed[column], values[column]] = [beliefs[column], given[column]];
    follow(control, believed, values);
    const medians = () =>
      compute(values, data.draws).map((one, target) => middle(drawn(one, data.chains).sorted, target));
    const found = ratiosOf.get(moved) ?? medians().map((one, target) => one / middle(own.found[target].sorted, target));
    ratiosOf.set(moved, found);
    return found;
  };
  return {
    columns,
    drivers,
    own,
    believed: (control, column = control.columns[0]) => beliefs[column],
    correlate: (texts) => {
      for (const [index, column] of columns.entries()) {
        column.ranksOfChoice = texts[index] ? ranksIn(texts[index]) : null;
      }
    },
    believe: (control, belief) => {
      for (const [index, column] of control.columns.entries()) {
        const isOwn = !belief && !columns[column].ranksOfChoice;
        beliefs[column] = (Array.isArray(belief) ? belief[index] : belief) ?? ownBeliefs[column];
        given[column] = isOwn ? ownDraws[column] : drawsOf(columns[column], beliefs[column]);
      }
      follow(control, beliefs, given);
    },
    now: () => (data.controls.some(isMoved) ? resultOf([...given], [...beliefs]) : own),
    parts: () => {
      const moved = data.controls.filter(isMoved);
      return moved.length > 1 ? moved.map((control) => ({ control, ratios: ratios(control) })) : [];
    },
  };
}

/** @param {Part[]} parts @param {number} target @param {number} least a relative change that is worth a word @returns {{name: string, ratio: number}[]} */
export function partsOf(parts, target, least) {
  return parts
    .map(({ control, ratios }) => ({ name: nameOf(control), ratio: ratios[target] }))
    .filter(({ ratio }) => Math.abs(ratio - 1) >= least)
    .sort((one, other) => Math.abs(Math.log(other.ratio)) - Math.abs(Math.log(one.ratio)));
}

/** @template T @param {(key: string) => T} make @returns {(key: string) => T} */
function keeping(make) {
  /** @type {Map<string, T>} */
  const kept = new Map();
  return (key) => {
    const found = kept.get(key) ?? make(key);
    kept.set(key, found);
    return found;
  };
}
