// The dialog for notices: typed, from a template, or an earlier one of this show. The text stays until it is on screen.

import { closeDialog } from "./dialogs.js";
import { byId, disable, make, mark, rebuild, show, write } from "./dom.js";

/** @typedef {import("./words.js").Say} Say */
/** @typedef {import("../wire.js").Notice} Notice */

/** Most characters of a notice: as many as a viewer can read in its time. */
const NOTICE_CHARS_MAX = 120;

export class NoticeDialog {
  #text = /** @type {HTMLTextAreaElement} */ (byId("notice-text"));
  /** Why no new notice can be written; empty: it can. */
  #why = "";
  #say;
  #send;

  /**
   * @param {Say} say
   * @param {(text: string) => Promise<string>} send resolves to the reason why it is not on screen; empty: it is
   * @param {(notice: number) => void} sendAgain shows an earlier notice
   */
  constructor(say, send, sendAgain) {
    this.#say = say;
    this.#send = send;
    this.#text.addEventListener("input", () => this.#paint());
    this.#text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) void this.#go();
    });
    byId("notice-go").addEventListener("click", () => void this.#go());
    byId("notice-templates").addEventListener("click", (event) => {
      const text = pressedButton(event)?.dataset.text;
      if (text) this.#fill(text);
    });
    byId("notice-kept").addEventListener("click", (event) => {
      const id = pressedButton(event)?.dataset.notice;
      if (!id) return;
      sendAgain(Number(id));
      closeDialog("notice");
    });
    this.#paint();
  }

  /**
   * @param {Notice[]} earlier this show's notices, the newest first
   * @param {string} why no new one can be written; empty: it can
   */
  open(earlier, why) {
    this.#why = why;
    show(byId("notice-kept-part"), earlier.length > 0);
    rebuild(byId("notice-kept"), JSON.stringify(earlier), () =>
      earlier.map(({ notice, text }) => {
        const button = make("button", "notice-again", text);
        button.setAttribute("type", "button");
        button.dataset.notice = String(notice);
        const item = make("li", "", "");
        item.append(button);
        return item;
      }),
    );
    write(byId("notice-why"), why);
    this.#paint();
    this.#text.focus();
  }

  /** @param {string} text */
  #fill(text) {
    this.#text.value = text;
    this.#paint();
    this.#text.focus();
  }

  #paint() {
    const length = [...this.#text.value.trim()].length;
    write(byId("notice-count"), this.#say("notice_count", { count: length, max: NOTICE_CHARS_MAX }));
    mark(byId("notice-count"), "over", length > NOTICE_CHARS_MAX ? "yes" : "");
    disable(byId("notice-go"), this.#why !== "" || length === 0 || length > NOTICE_CHARS_MAX);
  }

  async #go() {
    if (this.#why) return write(byId("notice-why"), this.#why);
    const text = this.#text.value.trim();
    const length = [...text].length;
    if (length === 0) return write(byId("notice-why"), this.#say("notice_empty"));
    if (length > NOTICE_CHARS_MAX)
      return write(byId("notice-why"), this.#say("notice_long", { max: NOTICE_CHARS_MAX }));
    write(byId("notice-why"), "");
    const why = await this.#send(text);
    write(byId("notice-why"), why);
    if (why) return;
    this.#text.value = "";
    this.#paint();
    closeDialog("notice");
  }
}

/** @param {MouseEvent} event */
function pressedButton(event) {
  return /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("button"));
}
