// <job-card>: one job card as an OGraf graphic: load, play, update, stop. model.js has its content, job-style.js its
// style; it knows no socket and no page state.

import { cardModel } from "./model.js";
import { addressed, drawCode, fitCode, make, phrased } from "./dom.js";
import { clamp, fill, fitFee, fitText } from "./fit.js";
import { Graphic } from "./graphic.js";
import { motion } from "./motion.js";
import { cardSheets } from "./job-style.js";
import { PORTRAIT } from "./style.js";
import { ems, pack } from "./text.js";
import { wordsOf } from "./words.js";

/** @typedef {import("./model.js").CardModel} CardModel */

/** Most lines of a row; longer text is truncated with an ellipsis. */
const LINES_MOST = 2;

/** Sizes in design pixels, largest first. The last step of pay, place and the ways to sign up has no limit of lines. */
const SIZES = {
  portrait: {
    title: [
      [100, 1],
      [92, 1],
      [84, 1],
      [76, 1],
      [70, 2],
      [62, 2],
      [54, 2],
    ],
    pay: [
      [116, 1],
      [108, 1],
      [100, 1],
      [92, 1],
      [82, 1],
      [72, 1],
      [56, 2],
      [50, 3],
      [44, Infinity],
    ],
    note: [
      [42, 1],
      [38, 2],
    ],
    place: [
      [58, 1],
      [52, 1],
      [48, 1],
      [45, Infinity],
    ],
    ways: [
      [54, 1],
      [50, 1],
      [46, 1],
      [42, 1],
      [39, 1],
      [48, 2],
      [39, Infinity],
    ],
    rows: [42, 40, 38],
  },
  landscape: {
    title: [
      [100, 1],
      [90, 1],
      [80, 1],
      [70, 1],
      [60, 2],
      [52, 2],
      [46, 2],
      [42, 2],
    ],
    pay: [
      [104, 1],
      [94, 1],
      [84, 1],
      [76, 1],
      [66, 1],
      [50, 2],
      [44, 3],
      [38, Infinity],
    ],
    note: [
      [36, 1],
      [33, 2],
    ],
    place: [
      [52, 1],
      [46, 1],
      [42, Infinity],
    ],
    ways: [
      [46, 2],
      [42, 2],
      [38, 2],
      [40, 3],
      [34, Infinity],
    ],
    rows: [38, 36, 34],
  },
};

/** @param {number[][]} pairs */
const steps = (pairs) => pairs.map(([size, lines]) => ({ size, lines }));

/** Empty room after a label and after a row that shares its line, in ems. */
const GAPS = { label: 0.55, row: 1.2 };

/**
 * The estimated width of a row in ems, including the gap to the next one.
 * @param {import("./model.js").Row} row
 */
const widthOf = (row) => ems(row.label) + GAPS.label + ems(row.text) + GAPS.row;

/** Each drawing creates a model, which fitting needs as well. */
export class JobCard extends Graphic {
  /** @type {CardModel} */
  #model = cardModel({}, wordsOf(""));

  constructor() {
    super(cardSheets());
  }

  /** @override */
  draw() {
    const model = cardModel(this.data, this.words ?? wordsOf(this.data.lang));
    this.#model = model;
    this.setAttribute("kind", model.kind);
    this.setAttribute("theme", this.data.theme === "dark" ? "dark" : "light");
    this.classList.toggle("codeless", !model.how.code && !model.full);
    this.classList.toggle("payless", !model.pay.main && !model.pay.settle);
    return make("article", "card", [
      drawHead(model),
      drawPay(model),
      drawSlot(model),
      drawBody(model),
      drawHow(model),
      drawFee(model),
    ]);
  }

  /** @override @param {import("./data.js").CardData} was */
  async changed(was) {
    const stamp = this.find(".stamp");
    if (stamp && !was.full) await motion(stamp, "press");
  }

  /** @override @param {ShadowRoot} root */
  fit(root) {
    const sizes = matchMedia(PORTRAIT).matches ? SIZES.portrait : SIZES.landscape;
    this.#fitLines(sizes);
    fitFee(root);
    // Before the height is measured: an undrawn code has another size.
    fitCode(root, this.#model.how.code);
    this.#fitRows(root, sizes.rows);
    return this.#must(".card").offsetHeight <= this.clientHeight + 1;
  }

  /** @param {typeof SIZES.portrait} sizes */
  #fitLines(sizes) {
    const title = this.#must(".title");
    const last = fitText(title, steps(sizes.title));
    clamp(title, last.lines);
    fitText(this.#must(".sum"), steps(sizes.pay));
    const note = this.#must(".note");
    clamp(note, fitText(note, steps(sizes.note)).lines);
    fitText(this.#must(".place .text"), steps(sizes.place));
    fitText(this.#must(".ways"), steps(sizes.ways));
  }

  /** @param {ShadowRoot} root @param {number[]} sizes */
  #fitRows(root, sizes) {
    const { rows } = this.#model;
    const card = this.#must(".card");
    const most = this.clientHeight + 1;
    const lines = [...root.querySelectorAll(".row")].map((line) => /** @type {HTMLElement} */ (line));
    const room = this.#must(".rows").clientWidth;
    let width = 0;
    const set = (/** @type {number[]} */ shown) => {
      const order = pack(
        rows.map((row, at) => (shown[at] ? widthOf(row) : 0)),
        width + GAPS.row,
      );
      rows.forEach((_, at) => {
        lines[at].hidden = shown[at] === 0;
        lines[at].style.order = String(order.indexOf(at));
        clamp(/** @type {HTMLElement} */ (lines[at].querySelector(".text")), shown[at]);
      });
      return card.offsetHeight <= most;
    };
    const all = rows.map(() => LINES_MOST);
    for (const size of sizes) {
      this.style.setProperty("--row", String(size));
      if (lines.length > 0) width = room / parseFloat(getComputedStyle(lines[0]).fontSize);
      if (set(all)) return;
    }
    set(
      fill(
        rows.map((row) => row.rank),
        LINES_MOST,
        set,
      ),
    );
  }

  /** An element that is always drawn. @param {string} selector @returns {HTMLElement} */
  #must(selector) {
    return /** @type {HTMLElement} */ (this.find(selector));
  }
}

/** @param {CardModel} model */
function drawHead({ number, kindWord, headcount, highlight, title }) {
  return make("header", "head", [
    make("p", "number", [
      make("span", "", [number.before]),
      make("b", "digits", [number.digits]),
      make("span", "", [number.after]),
    ]),
    make("div", "name", [
      make("p", "meta", [
        make("span", "kind", [kindWord]),
        make("span", "count", [headcount]),
        make("span", "extra", [highlight]),
      ]),
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
function drawSlot({ how: { code }, full }) {
  const slot = make("div", "slot", [code ? drawCode(code) : make("p", "stamp", [full])]);
  const side = make("div", "code", [slot]);
  side.hidden = !code && !full;
  return side;
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
  const ways = make("p", "ways sized", [
    make("span", "way", addressed(how.address)),
    make("span", "way", [how.hotline]),
    make("span", "way", [how.spoken]),
  ]);
  return make("footer", "how", [make("p", "ask", [how.ask]), ways]);
}

/** @param {CardModel} model */
function drawFee({ fee, organiser }) {
  return make("p", "fee", [make("span", "", [fee]), make("span", "extra", [organiser])]);
}
