// <face-card>: a graphic without a job: countdown, recap, how to sign up, notice, break, end, test picture. Animated
// like a card. face-model.js has its content; at most once a second it writes another text into the same element.

import { addressed, drawCode, fitCode, make, phrased } from "./dom.js";
import { faceModel, linesOf, nextTick } from "./face-model.js";
import { faceSheets } from "./face-style.js";
import { clamp, firstFitting, fitFee, fitText, linesIn, squeeze } from "./fit.js";
import { Graphic } from "./graphic.js";

/** @typedef {import("./face-model.js").FaceModel} FaceModel */
/** @typedef {import("./face-model.js").FaceData} FaceData */
/** @typedef {import("./face-model.js").Lines} Lines */

/** Factors that are tried, from large to small, until everything fits the height. */
const SHRINK = Array.from({ length: 19 }, (_, step) => 1 - 0.03 * step);
/**
 * Type of a notice in design pixels and the lines it may take: smaller type is preferred to more than six lines, as
 * long as it is legible.
 */
const NOTICE = [
  [132, 2],
  [116, 3],
  [104, 4],
  [92, 5],
  [84, 6],
  [76, 6],
  [70, 6],
  [64, 6],
  [58, 8],
  [52, 9],
  [46, Infinity],
];
/** Most lines of a notice that are centred. */
const CENTRED_MOST = 6;
/** The same for the title, which stays on one line as long as that is legible. */
const TITLE = [
  [84, 1],
  [76, 1],
  [68, 1],
  [60, 1],
  [54, 2],
  [48, 2],
];
/** The same for the ways to sign up, each on its own line. */
const WAYS = [
  [62, 1],
  [57, 1],
  [52, 1],
  [47, 1],
  [42, 1],
  [38, 1],
  [46, 2],
  [38, Infinity],
];
/** The same for the sentence that replaces address and telephone. */
const SPOKEN = [
  [56, 1],
  [50, 1],
  [46, 1],
  [52, 3],
  [46, 4],
  [38, Infinity],
];
/** Type sizes of the test picture, in design pixels: from the largest to the smallest that a card uses. */
const SAMPLES = [116, 84, 58, 46, 40, 34];
/** A place that gets less than this share of its line is left out. */
const PLACE_LEAST = 0.2;
/** How far a line of the recap may shrink below its neighbours; beyond that pay takes two lines and the rest is cut. */
const SQUEEZE_MOST = 0.66;
/** A tick is this many milliseconds late, so that the second has changed. */
const TIMER_SLACK_MS = 5;

/** @param {number[][]} pairs */
const steps = (pairs) => pairs.map(([size, lines]) => ({ size, lines }));

export class FaceCard extends Graphic {
  /** Server time. @type {() => number} */
  now = () => Date.now();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {FaceModel | undefined} */
  #model;

  constructor() {
    super(faceSheets());
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  /** @override */
  draw() {
    const data = /** @type {FaceData} */ (this.data);
    const model = faceModel(data, this.words ?? {}, this.now());
    this.#model = model;
    this.setAttribute("face", model.kind);
    this.setAttribute("theme", data.theme === "dark" ? "dark" : "light");
    this.#schedule();
    const parts = [drawHead(model), drawMain(model), drawHow(model.how), drawFee(model)];
    const card = make("article", "face", parts);
    card.classList.toggle("solo", parts.filter((part) => !part.hidden).length < 4);
    return card;
  }

  #schedule() {
    clearTimeout(this.#timer);
    const wait = nextTick(this.data.face, this.now());
    if (wait !== Infinity) this.#timer = setTimeout(() => this.#tick(), wait + TIMER_SLACK_MS);
  }

  /** Writes the new time into the same elements; redraws only if the layout changes. */
  #tick() {
    const shown = this.#model?.main;
    if (!shown || !("lines" in shown) || !this.words) return;
    const next = linesOf(this.data, this.words, this.now());
    if (shape(shown.lines) !== shape(next)) {
      void this.updateAction({ data: {}, skipAnimation: true });
      return;
    }
    shown.lines = next;
    const cells = [...(this.find(".big")?.children ?? [])];
    if (cells.length > 1) for (const [at, cell] of cells.entries()) write(cell, next.big[at]);
    const foot = this.find(".foot");
    if (foot) write(foot, next.foot);
    this.#schedule();
  }

  /** @override @param {ShadowRoot} root */
  fit(root) {
    const card = /** @type {HTMLElement} */ (this.find(".face"));
    const most = this.clientHeight + 1;
    fitText(/** @type {HTMLElement} */ (this.find(".title")), steps(TITLE));
    const ways = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".way")].filter((way) => way.textContent));
    // One size for all of them: that of the longest.
    const sizes = ways.map((way) => fitText(way, steps(way.classList.contains("spoken") ? SPOKEN : WAYS)).size);
    for (const way of ways) way.style.setProperty("--size", String(Math.min(...sizes)));
    fitCode(root, this.#model?.how?.code);
    fitFee(root);
    // If the other parts need more than the available height, shrinking the main part does not help.
    card.style.setProperty("--k", String(SHRINK[SHRINK.length - 1]));
    const room = Math.max(most, card.offsetHeight);
    const jobs = [...root.querySelectorAll(".job")];
    const within = () => {
      jobs.forEach(fitJob);
      return card.offsetHeight <= room && fitsWidth(root);
    };
    const text = this.find(".text");
    if (text) fitNotice(text, within);
    else {
      firstFitting(SHRINK, (k) => {
        card.style.setProperty("--k", String(k));
        return within();
      });
    }
    return card.offsetHeight <= most;
  }
}

/**
 * The pay is never truncated: 6000 must not read as 600. The place is dropped first, then the type shrinks.
 * @param {Element} row
 */
function fitJob(row) {
  const [what, terms] = [
    /** @type {HTMLElement} */ (row.querySelector(".what")),
    /** @type {HTMLElement} */ (row.querySelector(".terms")),
  ];
  const [wage, where] = [/** @type {HTMLElement} */ (terms.firstChild), /** @type {HTMLElement} */ (terms.lastChild)];
  const title = /** @type {HTMLElement} */ (what.firstChild);
  // Undo an earlier fitting.
  for (const text of [title, wage, where]) {
    text.hidden = !text.textContent;
    text.style.setProperty("--fit", "1");
  }
  wage.classList.remove("two");
  where.hidden ||=
    !wage.hidden && where.scrollWidth > where.clientWidth && where.clientWidth < terms.clientWidth * PLACE_LEAST;
  wage.classList.toggle("two", !squeeze(wage, terms.clientWidth, SQUEEZE_MOST));
  squeeze(where, where.clientWidth, SQUEEZE_MOST);
  squeeze(title, title.clientWidth, SQUEEZE_MOST);
}

/** @param {HTMLElement} text @param {() => boolean} within */
function fitNotice(text, within) {
  clamp(text, Infinity);
  firstFitting(steps(NOTICE), (step) => {
    text.style.setProperty("--size", String(step.size));
    return linesIn(text) <= step.lines && within();
  });
  text.classList.toggle("long", linesIn(text) > CENTRED_MOST);
}

/** Whether every single-line text fits its width. @param {ShadowRoot} root */
const fitsWidth = (root) =>
  [...root.querySelectorAll(".big, .lead, .foot")].every((line) => line.scrollWidth <= line.clientWidth + 1);

/** Equal for lines that differ in digits only, which move nothing. @param {Lines} lines */
const shape = ({ lead, big, foot }) =>
  JSON.stringify([lead, isClock(big) ? big.length : big, foot.replace(/\d/g, "0")]);

/** @param {string} text */
const isClock = (text) => /^[\d:]+$/.test(text);

/** @param {Element} place @param {string} text */
function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/** @param {FaceModel} model */
function drawHead({ mark, meta, title }) {
  const name = make("div", "name", [make("p", "meta", [meta]), make("h1", "title sized", phrased(title))]);
  return make("header", "head", [make("p", "mark", [mark]), name]);
}

/** @param {FaceModel} model */
function drawMain({ main }) {
  return make("section", "main", mainParts(main));
}

/** @param {import("./face-model.js").Main} main @returns {HTMLElement[]} */
function mainParts(main) {
  if ("lines" in main) return drawLines(main.lines);
  if ("steps" in main)
    return main.steps.map((step, at) =>
      make("p", "step", [make("b", "dot", [String(at + 1)]), make("span", "does", phrased(step))]),
    );
  if ("text" in main) return [make("p", "text sized", noticeParts(main.text))];
  if ("samples" in main) return drawTest(main);
  return main.rows.length > 0 ? main.rows.map(drawRow) : [make("p", "none", phrased(main.none))];
}

/** Keeps the line breaks of the text. @param {string} text */
function noticeParts(text) {
  const lines = text.split(/\r?\n/);
  return lines.flatMap((line, at) => (at > 0 ? [document.createElement("br"), ...phrased(line)] : phrased(line)));
}

/** @param {Lines} lines */
function drawLines({ lead, big, foot }) {
  const cells = isClock(big)
    ? [...big].map((sign) => make("span", sign === ":" ? "cell colon" : "cell", [sign]))
    : [big];
  return [make("p", "lead", [lead]), make("p", isClock(big) ? "big" : "big said", cells), make("p", "foot", [foot])];
}

/** @param {import("./face-model.js").RecapRow} row */
function drawRow({ number, kind, title, pay, place, full }) {
  const row = make("div", "job", [
    make("b", "no", [number]),
    make("p", "what", [make("span", "job-title", [title]), make("span", "shut", [full])]),
    make("p", "terms", [make("span", "wage", [pay]), make("span", "where", [place])]),
  ]);
  row.dataset.kind = kind;
  return row;
}

/** @param {{samples: string[], notes: string[]}} test */
function drawTest({ samples, notes }) {
  const lines = samples.map((sample, at) => {
    const line = make("p", "sample sized", [`${SAMPLES[at]} ${sample}`]);
    line.style.setProperty("--size", String(SAMPLES[at]));
    return line;
  });
  const kinds = ["job", "gig", "haul", "training", "policy"].map((kind) => {
    const swatch = make("i", "swatch");
    swatch.dataset.kind = kind;
    return swatch;
  });
  return [...lines, make("p", "swatches", kinds), ...notes.map((note) => make("p", "note", [note]))];
}

/** @param {FaceModel["how"]} how */
function drawHow(how) {
  if (!how) return Object.assign(make("footer", "how"), { hidden: true });
  const { ask, address, hotline, spoken, code } = how;
  const slot = make("div", "slot", code ? [drawCode(code)] : []);
  slot.hidden = !code;
  const ways = [addressed(address), [hotline]].map((way) => make("span", "way sized", way));
  if (spoken) ways.push(make("span", "way sized spoken", phrased(spoken)));
  const hasWays = ways.some((way) => !way.hidden);
  const footer = make("footer", "how", [slot, make("div", "ways", [make("p", "ask", [ask]), ...ways])]);
  footer.hidden = !hasWays && !code;
  return footer;
}

/** @param {FaceModel} model */
function drawFee({ fee, organiser }) {
  return make("p", "fee", [make("span", "", [fee]), make("span", "extra", [organiser])]);
}
