// <job-card>: one job card on air, complete in itself: give it data, play it in, stop it. Knows no socket and no page state.

import { clamp, fill, fitText } from "./fit.js";
import { motion } from "./motion.js";
import { cardSheet } from "./style.js";
import { ems, pack, phrases } from "./text.js";

/** @typedef {import("./model.js").CardModel} CardModel */

const SVG = "http://www.w3.org/2000/svg";

/** Which drawing the style sheet uses; the same condition as there. */
const PORTRAIT = "(max-aspect-ratio: 1/1)";

/** Lines that a row may take; what is longer is cut with an ellipsis. */
const LINES_MOST = 2;
/** Longest phrase that is kept on one line, in ems: a longer one would leave too much of a line empty. */
const PHRASE_EMS = 10;

/** Sizes in design pixels, largest first. Pay, place and the ways to sign up end in a step that takes the lines it needs. */
const SIZES = {
  portrait: {
    title: [[100, 1], [92, 1], [84, 1], [76, 1], [70, 2], [62, 2], [54, 2]],
    pay: [[116, 1], [108, 1], [100, 1], [92, 1], [82, 1], [72, 1], [56, 2], [50, 3], [44, Infinity]],
    note: [[42, 1], [38, 2]],
    place: [[58, 1], [52, 1], [48, 1], [45, Infinity]],
    ways: [[54, 1], [50, 1], [46, 1], [42, 1], [39, 1], [48, 2], [39, Infinity]],
    rows: [42, 40, 38],
    width: 928,
  },
  landscape: {
    title: [[100, 1], [90, 1], [80, 1], [70, 1], [60, 2], [52, 2], [46, 2], [42, 2]],
    pay: [[104, 1], [94, 1], [84, 1], [76, 1], [66, 1], [50, 2], [44, 3], [38, Infinity]],
    note: [[36, 1], [33, 2]],
    place: [[52, 1], [46, 1], [42, Infinity]],
    ways: [[46, 2], [42, 2], [38, 2], [40, 3], [34, Infinity]],
    rows: [38, 36, 34],
    width: 1030,
  },
};

/** @param {number[][]} pairs */
const steps = (pairs) => pairs.map(([size, lines]) => ({ size, lines }));

/**
 * @param {string} tag
 * @param {string} [name]
 * @param {(Node | string)[]} [children]
 * @returns {HTMLElement}
 */
function make(tag, name = "", children = []) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...children);
  element.hidden = children.length > 0 && children.every((child) => child === "");
  return element;
}

/**
 * A text that breaks between its phrases, as far as those are short enough for a line.
 * @param {string} text
 * @returns {(Node | string)[]}
 */
function phrased(text) {
  return phrases(text).map((part) => (part.trim() && ems(part) <= PHRASE_EMS ? make("span", "phrase", [part]) : part));
}

/** Empty room after a label and after a row that shares its line, in ems. */
const GAPS = { label: 0.55, row: 1.2 };

/**
 * About how many ems a row takes on its line, the gap to the next one included.
 * @param {import("./model.js").Row} row
 */
const wide = (row) => ems(row.label) + GAPS.label + ems(row.text) + GAPS.row;

export class JobCard extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });
  /** @type {CardModel | null} */
  #model = null;
  #size = "";
  #moves = 0;
  #watch = new ResizeObserver(() => this.#resized());

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [cardSheet()];
  }

  connectedCallback() {
    this.#watch.observe(this);
    this.fit();
  }

  /** Out of sight, but in its place: what is fitted there needs no fitting when it is shown. @param {boolean} away */
  set waiting(away) {
    this.style.visibility = away ? "hidden" : "";
    this.toggleAttribute("waiting", away);
  }

  disconnectedCallback() {
    this.#watch.disconnect();
  }

  /**
   * Sets what the card says. Fitted as soon as the card is in a page.
   * @param {CardModel} model
   */
  set(model) {
    this.#model = model;
    this.setAttribute("kind", model.kind);
    this.classList.toggle("codeless", !model.how.qr && !model.full);
    this.classList.toggle("payless", !model.pay.main && !model.pay.settle);
    this.#root.replaceChildren(draw(model));
    if (this.isConnected) this.fit();
  }

  /**
   * Brings the card in; resolves when it stands still.
   * @param {{animate?: boolean}} [how]
   */
  async play({ animate = true } = {}) {
    await this.#move("enter", animate);
  }

  /**
   * Brings the card in from beneath one that leaves.
   * @param {{animate?: boolean}} [how]
   */
  async reveal({ animate = true } = {}) {
    await this.#move("reveal", animate);
  }

  /**
   * Takes the card out; resolves when nothing of it is to be seen. The element stays where it is.
   * @param {{animate?: boolean}} [how]
   */
  async stop({ animate = true } = {}) {
    await this.#move("leave", animate);
  }

  /**
   * @param {import("./motion.js").Move} move
   * @param {boolean} animate
   */
  async #move(move, animate) {
    this.#moves += 1;
    const mine = this.#moves;
    this.style.visibility = "";
    if (animate) await motion(this, move);
    // Another movement took over.
    if (mine !== this.#moves) return;
    if (move === "leave") this.style.visibility = "hidden";
    // Nothing may hold on to the last frame: the card has to stand at its place when it is played again.
    for (const animation of this.getAnimations()) animation.cancel();
  }

  /** Chooses type sizes and rows for the place that the card has now. */
  fit() {
    if (!this.#model) return;
    const sizes = matchMedia(PORTRAIT).matches ? SIZES.portrait : SIZES.landscape;
    this.#fitLines(sizes);
    this.#fitRows(this.#model, sizes);
    this.#fitCode(this.#model);
    this.#size = this.#extent();
  }

  #extent() {
    return `${this.clientWidth}:${innerWidth}:${innerHeight}`;
  }

  #resized() {
    if (this.#size !== this.#extent()) this.fit();
  }

  /** @param {typeof SIZES.portrait} sizes */
  #fitLines(sizes) {
    const title = this.#find(".title");
    const last = fitText(title, steps(sizes.title));
    clamp(title, last.lines);
    fitText(this.#find(".sum"), steps(sizes.pay));
    const note = this.#find(".note");
    clamp(note, fitText(note, steps(sizes.note)).lines);
    fitText(this.#find(".place .text"), steps(sizes.place));
    fitText(this.#find(".ways"), steps(sizes.ways));
    for (const extra of this.#all(".extra")) this.#fitExtra(extra);
  }

  /** A pleasant word more in a line that must not grow: shown whole or not at all. @param {HTMLElement} extra */
  #fitExtra(extra) {
    const line = /** @type {HTMLElement} */ (extra.parentElement);
    extra.hidden = extra.textContent === "";
    extra.hidden ||= line.scrollWidth > line.clientWidth;
  }

  /** @param {CardModel} model @param {typeof SIZES.portrait} sizes */
  #fitRows({ rows }, sizes) {
    const card = this.#find(".card");
    const most = parseFloat(getComputedStyle(this).maxHeight) + 1;
    const lines = this.#all(".row");
    let size = 0;
    const set = (/** @type {number[]} */ shown) => {
      const order = pack(rows.map((row, at) => (shown[at] ? wide(row) : 0)), sizes.width / size + GAPS.row);
      rows.forEach((_, at) => {
        lines[at].hidden = shown[at] === 0;
        lines[at].style.order = String(order.indexOf(at));
        clamp(/** @type {HTMLElement} */ (lines[at].querySelector(".text")), shown[at]);
      });
      return card.offsetHeight <= most;
    };
    const all = rows.map(() => LINES_MOST);
    for (size of sizes.rows) {
      this.style.setProperty("--row", String(size));
      if (set(all)) return;
    }
    set(fill(rows.map((row) => row.rank), LINES_MOST, set));
  }

  /** Whole pixels per module: a camera reads even squares better than smooth ones. @param {CardModel} model */
  #fitCode(model) {
    const svg = this.#root.querySelector("svg");
    if (!svg || !model.how.qr) return;
    const slot = this.#find(".slot").clientWidth;
    const side = Math.max(1, Math.floor(slot / model.how.qr.size)) * model.how.qr.size;
    svg.setAttribute("width", String(side));
    svg.setAttribute("height", String(side));
  }

  /** @param {string} selector @returns {HTMLElement} */
  #find(selector) {
    return /** @type {HTMLElement} */ (this.#root.querySelector(selector));
  }

  /** @param {string} selector @returns {HTMLElement[]} */
  #all(selector) {
    return [...this.#root.querySelectorAll(selector)].map((element) => /** @type {HTMLElement} */ (element));
  }
}

/**
 * @param {CardModel} model
 * @returns {HTMLElement}
 */
function draw(model) {
  return make("article", "card", [drawHead(model), drawPay(model), drawCode(model), drawBody(model), drawHow(model), drawFee(model)]);
}

/** @param {CardModel} model */
function drawHead({ number, kindWord, headcount, highlight, title }) {
  return make("header", "head", [
    make("p", "number", [make("span", "", [number.before]), make("b", "digits", [number.digits]), make("span", "", [number.after])]),
    make("div", "name", [
      make("p", "meta", [make("span", "kind", [kindWord]), make("span", "count", [headcount]), make("span", "extra", [highlight])]),
      make("h1", "title sized", phrased(title)),
    ]),
  ]);
}

/** @param {CardModel} model */
function drawPay({ pay }) {
  const unit = make("span", "unit", [pay.unit]);
  const sum = make("p", "sum sized", pay.unit ? [make("span", "figures", [pay.main, unit])] : phrased(pay.main));
  const note = make("p", "note sized", [make("span", "settle", [pay.settle]), ...phrased(pay.note)]);
  note.hidden = !pay.note && !pay.settle;
  return make("section", "pay", [sum, note]);
}

/** @param {CardModel} model */
function drawCode({ how: { qr }, full }) {
  const slot = make("div", "slot", [qr ? drawQr(qr) : make("p", "stamp", [full])]);
  const code = make("div", "code", [slot]);
  code.hidden = !qr && !full;
  return code;
}

/** @param {import("../types.js").Qr} qr */
function drawQr(qr) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${qr.size} ${qr.size}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", qr.path);
  svg.append(path);
  return svg;
}

/** @param {CardModel} model */
function drawBody({ place, rows }) {
  const label = (/** @type {string} */ text) => make("span", "label", [text]);
  const where = make("p", "place line", [label(place.label), make("span", "text sized", phrased(place.text))]);
  where.hidden = !place.text;
  const list = rows.map((row) => {
    const element = make("p", "row line", [label(row.label), make("span", "text", phrased(row.text))]);
    element.dataset.key = row.key;
    return element;
  });
  return make("section", "body", [where, make("div", "rows", list)]);
}

/** @param {CardModel} model */
function drawHow({ how }) {
  const ways = make("p", "ways sized", [make("span", "way", [how.address]), make("span", "way", [how.hotline])]);
  return make("footer", "how", [make("p", "ask", [how.ask]), ways]);
}

/** @param {CardModel} model */
function drawFee({ fee, organiser }) {
  return make("p", "fee", [make("span", "", [fee]), make("span", "extra", [organiser])]);
}

customElements.define("job-card", JobCard);
