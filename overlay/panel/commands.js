// Carries out what the host presses: the effects of the table of actions, and of the buttons in dialogs.

import { CONTACT_HIDDEN, ACTIONS, whyNotAct } from "./actions.js";
import { breakMinutes } from "./break-minutes.js";
import { whyNotNow } from "./context.js";
import { closeDialog, openDialog, toggleHelp } from "./dialogs.js";
import { permissionOf, whyNot } from "./permissions.js";
import { rowState } from "./row-state.js";
import { paintStatus } from "./status-line.js";
import { describe } from "./words.js";

/** @typedef {import("../wire.js").Command} Command */

/**
 * @typedef {object} Deps
 * @property {import("./painter.js").PanelState} state
 * @property {import("./words.js").Say} say
 * @property {import("./sender.js").Sender} sender
 * @property {import("./painter.js").Painter} painter
 * @property {import("./rows.js").Rows} rows
 * @property {import("./rundown.js").Rundown} rundown
 * @property {import("./drag.js").Drag} drag
 * @property {import("./keyboard.js").Keyboard} keyboard
 * @property {import("./notice-dialog.js").NoticeDialog} noticeDialog
 * @property {import("../lib/socket.js").Link} link
 */

export class Commands {
  #deps;
  /** @type {import("./actions.js").Effects} */
  #effects;

  /** @param {Deps} deps */
  constructor(deps) {
    this.#deps = deps;
    const { rows, rundown, drag } = deps;
    this.#effects = {
      send: (command, why, what) => this.send(command, why, what),
      panic: (why) => this.#panic(why),
      cue: (card) => this.card("cue", card),
      cueFocused: () => this.#withFocused(({ card }) => this.card("cue", card)),
      focusBy: (by) => rows.focusBy(by),
      moveFocused: (by) => this.#withFocused((card) => rundown.moveBy(card, by)),
      cancelDrag: () => drag.cancel(),
      toggleFull: (why) => rundown.toggleFullOnAir(why),
      // One key for both directions: a worn one must not show again what it has just hidden.
      toggleContact: (why) => this.#contact({ hidden: !this.#view?.contact?.hidden }, why, CONTACT_HIDDEN),
      openNotice: (why) => this.#openNotice(why),
      openUpdate: (why) => (why ? paintStatus("bad", why) : openDialog("update")),
      toggleHelp,
      sayDigits: () => paintStatus("wait", deps.say("why_digits", { digits: deps.keyboard.digits })),
      breakMinutes,
    };
  }

  get #view() {
    return this.#deps.painter.context.view;
  }

  /**
   * Carries out an action of the table, or shows the reason against it.
   * @param {import("./actions.js").ActionName} name
   * @param {number} [argument]
   */
  perform(name, argument = 0) {
    const { painter, say } = this.#deps;
    const { context } = painter;
    /** @type {import("./actions.js").Action} */
    const action = ACTIONS[name];
    action.act(this.#effects, { context, say, why: whyNotAct(name, context, say), argument });
  }

  /**
   * @param {Command} command
   * @param {string} why it cannot be done; empty: it can
   * @param {string} [what] the command in words
   */
  send(command, why, what = describe(command, this.#deps.say)) {
    this.#deps.sender.command(command, what, why);
  }

  /**
   * Sends a command of a dialog's button.
   * @param {import("./permissions.js").DialogCommand} command
   */
  sendFromDialog(command) {
    this.send(command, this.#whyNotFromDialog(command));
  }

  /** @param {import("./permissions.js").DialogCommand} command */
  #whyNotFromDialog(command) {
    return whyNotNow(this.#deps.painter.context, permissionOf(command), this.#deps.say);
  }

  /** @param {string} why */
  #panic(why) {
    const { say, state, sender, painter } = this.#deps;
    const { view, me, online } = painter.context;
    // A page that may not hide the picture must not be sent to OBS to hide it either.
    const notPermitted = whyNot(view, me, "panic", say);
    if (notPermitted) return paintStatus("bad", notPermitted);
    const sent = sender.command("panic", describe("panic", say), why);
    if (sent) state.panicWatch.notify("sent");
    else if (sent === false || !online) state.panicWatch.notify("unsent");
  }

  /**
   * @param {"take" | "cue"} name
   * @param {number} card
   */
  card(name, card) {
    const { painter, say } = this.#deps;
    const { context } = painter;
    const { view } = context;
    const found = view?.rundown.find((face) => face.card === card);
    const why =
      found && view ? rowState({ ...context, view }, found, say)[name] : say("refused_unknown_card", { card });
    this.send(name === "take" ? { take: { card } } : { cue: { card } }, why);
  }

  /** @param {(card: import("../wire.js").PanelCard) => void} act */
  #withFocused(act) {
    const focused = this.#deps.rows.focused();
    if (focused) act(focused);
  }

  /** @param {string} why */
  #openNotice(why) {
    const { say, state, noticeDialog } = this.#deps;
    if (why) return paintStatus("bad", why);
    if (!openDialog("notice")) return;
    noticeDialog.open(this.#view?.notices ?? [], state.me.rehearsal ? say("why_rehearsal_notice") : "");
  }

  /** Switches a part of the contact layer. @param {Partial<import("../wire.js").Contact>} change */
  contact(change) {
    this.#contact(change, this.#whyNotFromDialog({ contact: change }));
  }

  /**
   * @param {Partial<import("../wire.js").Contact>} change
   * @param {string} why
   * @param {string} [key] under which presses count as one button
   */
  #contact(change, why, key) {
    const command = { contact: change };
    this.#deps.sender.command(command, describe(command, this.#deps.say), why, key);
  }

  update() {
    closeDialog("update");
    this.sendFromDialog("update");
  }

  closeShow() {
    closeDialog("show");
    this.sendFromDialog("close");
  }

  /** @param {number} overlay */
  reloadOverlay(overlay) {
    const sent = this.#deps.link.send({ type: "reload", overlay });
    paintStatus(sent ? "quiet" : "bad", this.#deps.say(sent ? "overlay_reloading" : "why_offline"));
  }
}
