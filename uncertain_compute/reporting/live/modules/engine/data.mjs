// @ts-check
/** What the page's data says: packed numbers, columns, controls, targets. */
import { once } from "./once.mjs";

/**
 * @typedef {import("../beliefs/beliefs.mjs").Belief} Belief
 * @typedef {{family: string, quantiles?: string, like?: string}} PackedBelief
 * @typedef {{first: number, second: number, part: number, isOfLogs: boolean}} Between columns between whose quantiles a column's lie
 * @typedef {{factor: number, ranks?: string, drawn?: string, middle?: number,
 *   belief?: PackedBelief, between?: Between}} PackedColumn
 * @typedef {{path: string[], name: string, label: string, written: string, unit: string, shownUnit: string,
 *   fixed: boolean, tied: boolean, columns: number[], coordinates: string[], scale: string, low: number | null, high: number | null, aboveLow: boolean,
 *   range: string, statedUnit?: string}} Control
 * @typedef {{column: string, label: string, unit: string, published: [number, number] | null, event: boolean}} Target event: whether its draws are 1 where something happens, else 0
 * @typedef {{targets: number[], labels: string[], positions: number[]}} Path
 * @typedef {{part: string, label: string, unit: string, published: [number, number] | null, corrected: number | null,
 *   target: number, given: [number, number][]}} ChartRow
 * @typedef {{title: string, rows: ChartRow[], paths: (Path & {name: string})[]}} ChartPanel
 * @typedef {{title: string, kind: string, panels: ChartPanel[]}} Chart
 * @typedef {{words: string[], texts: Record<number, [string, number | number[]]>, inOtherUnit: number[], correlates: boolean,
 *   ranks: Record<string, number> | null}} Choice
 * @typedef {{draws: number, chains: number, seed: number, columns: PackedColumn[], controls: Control[], drivers: import("./effects.mjs").Driver[],
 *   targets: Target[], charts: Chart[], paths: (Path & {label: string})[], command: string[], choices: Choice[], leftOut: string[], asInRun: string[], beliefs: PackedBelief[], ranks: string[],
 *   interval: import("./summary.mjs").Interval}} PageData
 * @typedef {{factor: number, draws: number, ranksOfChoice: Uint16Array | null, ownRanks: () => Uint16Array, drawn: Float64Array | null,
 *   middle: number | null, belief: Belief, between: Between | null}} Column
 */

/** Browsers have `fromBase64` since 2025. */
const BYTES = /** @type {{fromBase64?: (text: string) => Uint8Array<ArrayBuffer>}} */ (
  /** @type {unknown} */ (Uint8Array)
);

/** @param {string} text @returns {ArrayBuffer} */
function bytesOf(text) {
  if (BYTES.fromBase64) return BYTES.fromBase64(text).buffer;
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = letters.charCodeAt(index);
  return bytes.buffer;
}

/** @param {string} text little-endian, as browsers' arrays are @returns {Float64Array} */
function floatsIn(text) {
  return new Float64Array(bytesOf(text));
}

/** @param {string} text @returns {Uint16Array} */
export function ranksIn(text) {
  return new Uint16Array(bytesOf(text));
}

/**
 * The ranks of a column that the run did not draw: a shuffle that depends on its index and the seed.
 * @param {number} draws @param {number} index @param {number} seed @returns {Uint16Array}
 */
function shuffledRanks(draws, index, seed) {
  const ranks = new Uint16Array(draws);
  for (let rank = 0; rank < draws; rank++) ranks[rank] = rank;
  let state = (seed * 0x9e3779b1 + (index + 1) * 0x85ebca6b) >>> 0;
  for (let last = draws - 1; last > 0; last--) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    const other = ((mixed ^ (mixed >>> 14)) >>> 0) % (last + 1);
    [ranks[last], ranks[other]] = [ranks[other], ranks[last]];
  }
  return ranks;
}

/** @param {PageData} data @returns {Column[]} */
export function columnsOf(data) {
  return data.columns.map((packed, index) => ({
    factor: packed.factor,
    draws: data.draws,
    ranksOfChoice: null,
    ownRanks: once(() => (packed.ranks ? ranksIn(packed.ranks) : shuffledRanks(data.draws, index, data.seed))),
    drawn: packed.drawn ? floatsIn(packed.drawn) : null,
    middle: packed.middle ?? null,
    belief: beliefFrom(packed.belief),
    between: packed.between ?? null,
  }));
}

/** @param {Column} column @returns {Uint16Array} the rank of each draw among the column's, as it is correlated now */
export function ranksOfColumn(column) {
  return column.ranksOfChoice ?? column.ownRanks();
}

/** @param {PackedBelief | undefined} packed @returns {Belief} */
export function beliefFrom(packed) {
  if (!packed) return { family: "fixed", value: NaN };
  const found = packed.quantiles
    ? { family: "table", quantiles: floatsIn(packed.quantiles), like: packed.like ?? "" }
    : packed;
  return /** @type {Belief} */ (found);
}
