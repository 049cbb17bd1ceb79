// @ts-check
/** Fields in which a reader writes beliefs. */
import { keyOf } from "./address.mjs";
import { nameOf } from "../engine/effects.mjs";
import { densityOf } from "./handles.mjs";

/** @typedef {import("../engine/data.mjs").Control} Control */
/**
 * @typedef {{input: HTMLInputElement, draw: import("./handles.mjs").Density["draw"],
 *   say: (message: string, isWrong: boolean) => void, mark: (changed: boolean, hasSeveral: boolean) => void}} Field
 */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, string>} attributes @param {(Node | string)[]} inside
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes, ...inside) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

/** @param {string} id @returns {HTMLElement} */
export function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @typedef {{whole: HTMLElement, fill: (make: () => Node[]) => void}} Disclosure */

/**
 * What a reader may open: what is in it is made where it is seen.
 * @param {string} words @returns {Disclosure}
 */
export function disclosure(words) {
  const inside = element("div", {});
  const whole = element("details", {}, element("summary", {}, words), inside);
  /** @type {(() => Node[]) | null} what is not in it yet */
  let next = null;
  const show = () => {
    if (!whole.open || !next) return;
    inside.replaceChildren(...next());
    next = null;
  };
  whole.addEventListener("toggle", show);
  return {
    whole,
    fill: (make) => {
      next = make;
      show();
    },
  };
}

/**
 * A field for one assumption: its name, what is believed, its unit, a reset, and room for what is wrong.
 * @param {Control} control @param {number} index
 * @param {import("./handles.mjs").ChangedTo} changedTo called with what is written, or what the handles say
 * @returns {{row: HTMLElement, field: Field}}
 */
export function fieldOf(control, index, changedTo) {
  const [id, note] = [`belief-${index}`, `belief-note-${index}`];
  const input = element("input", {
    id, type: "text", value: control.written, spellcheck: "false", autocomplete: "off", "aria-describedby": note,
  }); // prettier-ignore
  const reset = element("button", { type: "button", "aria-label": `Reset ${control.name}` }, "Reset");
  const message = element("p", { id: note, class: "belief-note", role: "status" });
  reset.hidden = true;
  input.addEventListener("change", () => changedTo(input.value, false));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") changedTo(input.value, false);
    if (event.key === "Escape") reset.click();
  });
  reset.addEventListener("click", () => {
    changedTo("", false);
    input.focus();
  });
  const label = element("label", { for: id, title: keyOf(control) }, nameOf(control));
  const unit = element("span", { class: "belief-unit" }, control.shownUnit);
  const density = densityOf(control, changedTo);
  const line = element("div", { class: "belief-line" }, input, unit, reset, density.figure);
  const row = element("div", { class: "belief" }, label, line, message);
  let [hasText, isRefused] = [false, false];
  const showReset = () => {
    reset.hidden = !hasText && !isRefused;
  };
  const field = {
    input,
    draw: density.draw,
    say: (/** @type {string} */ text, /** @type {boolean} */ isWrong) => {
      message.textContent = text;
      input.setAttribute("aria-invalid", String(isWrong));
      isRefused = isWrong;
      showReset();
    },
    mark: (/** @type {boolean} */ changed, /** @type {boolean} */ hasSeveral) => {
      hasText = changed;
      showReset();
      row.classList.toggle("changed", changed);
      row.classList.toggle("several", hasSeveral);
    },
  };
  return { row, field };
}
