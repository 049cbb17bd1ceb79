// @ts-check
/** What drives a target with the beliefs as they are, and what each changed belief does alone. */

/**
 * @typedef {import("./data.mjs").Control} Control
 * @typedef {import("./data.mjs").Column} Column
 * @typedef {{label: string, low: number, high: number}} Effect
 */

const TENTH = 0.1;

/** @param {ArrayLike<number>} values @returns {number} */
export function medianOf(values) {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
}

/**
 * A target's median where an assumption is in its lowest and in its highest tenth; the strongest first.
 * @param {Float64Array} target @param {Control[]} controls @param {Column[]} columns
 * @param {Float64Array[]} given @param {number} most
 * @returns {Effect[]}
 */
export function effectsOn(target, controls, columns, given, most) {
  const effects = controls.flatMap((control) => {
    const place = control.columns[0];
    const values = given[place];
    if (values[0] === values[1] && values.every((one) => one === values[0])) return [];
    const { ranks } = columns[place];
    const tenth = TENTH * ranks.length;
    const low = medianOf(target.filter((_, draw) => ranks[draw] < tenth));
    const high = medianOf(target.filter((_, draw) => ranks[draw] >= ranks.length - tenth));
    return [{ label: nameOf(control), low, high }];
  });
  const width = (/** @type {Effect} */ one) => Math.abs(one.high - one.low);
  return effects.sort((one, other) => width(other) - width(one)).slice(0, most);
}

/** @param {Control} control @returns {string} its label, with the coordinate that it is about */
export function nameOf(control) {
  const from = control.name.indexOf("[");
  return from < 0 ? control.label : `${control.label} ${control.name.slice(from)}`;
}
