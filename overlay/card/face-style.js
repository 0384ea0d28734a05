// The style of a face, for its shadow root; colours and position are in style.js. Sizes are design pixels times --u;
// those of the main part also times --k, which shrinks it where a page has less room.

import { PORTRAIT, placeSheet, sheet } from "./style.js";

const TEXT = `
:host { --accent: var(--face-accent, #0b5f57); --bright: #6fd6c8; --tall: 700; --least: 690; }
:host([face="notice"]) { --accent: var(--face-warn, #b3261e); }

.face {
  --k: 1;
  display: grid; overflow: hidden; border-radius: calc(var(--card-radius, 28) * var(--u)); background: var(--paper);
  grid-template: "head head" auto "main how" 1fr "fee fee" auto / minmax(0, 1fr) calc(430 * var(--u));
}
.face.solo { grid-template: "head" auto "main" 1fr "fee" auto / minmax(0, 1fr); }
.head { grid-area: head; display: flex; background: var(--accent); color: #fff; }
.mark {
  display: flex; flex: none; align-items: center; min-width: calc(250 * var(--u)); justify-content: center; padding: 0 calc(34 * var(--u));
  background: var(--night); color: var(--night-ink); font-size: calc(84 * var(--u)); line-height: calc(136 * var(--u)); white-space: nowrap;
}
.name { display: flex; flex: 1; min-width: 0; flex-direction: column; justify-content: center; padding: calc(8 * var(--u)) calc(34 * var(--u)); }
.meta { overflow: hidden; font-size: calc(38 * var(--u)); line-height: 1.25; text-overflow: ellipsis; white-space: nowrap; }
.title { line-height: 1.14; text-wrap: balance; }
.main { grid-area: main; display: flex; min-width: 0; flex-direction: column; justify-content: center; padding: calc(24 * var(--u)) calc(40 * var(--u)); }

.lead, .big, .foot { text-align: center; white-space: nowrap; }
.lead, .foot { color: var(--soft); font-size: calc(60 * var(--k) * var(--u)); line-height: 1.3; }
.foot { color: var(--ink); font-size: calc(72 * var(--k) * var(--u)); }
.big { color: var(--ink); font-size: calc(236 * var(--k) * var(--u)); line-height: 1.14; }
.big.said { font-size: calc(150 * var(--k) * var(--u)); line-height: 1.3; }
/* A date and its time belong together. */
.lead:not([hidden]) + .said + .foot { font-size: calc(120 * var(--k) * var(--u)); line-height: 1.2; }
/* Digits are in cells of equal width, so that a new second moves nothing. */
.cell { display: inline-block; width: 0.6em; text-align: center; }
.colon { width: 0.32em; }

.job { display: grid; grid-template: "no what terms" auto / calc(132 * var(--k) * var(--u)) minmax(0, 1fr) minmax(0, 1.08fr); align-items: stretch; }
.job + .job { margin-top: calc(12 * var(--k) * var(--u)); }
.no {
  grid-area: no; display: flex; align-items: center; justify-content: center; border-radius: calc(14 * var(--u)); background: var(--accent);
  color: #fff; font-size: calc(64 * var(--k) * var(--u)); line-height: calc(80 * var(--k) * var(--u));
}
.what, .terms { display: flex; overflow: hidden; min-width: 0; min-height: 1.2em; align-items: center; }
.what { grid-area: what; margin-left: calc(26 * var(--u)); font-size: calc(52 * var(--k) * var(--u)); line-height: 1.3; }
.terms { grid-area: terms; margin-left: calc(22 * var(--u)); font-size: calc(44 * var(--k) * var(--u)); line-height: 1.4; }
.job-title, .wage, .where { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.job-title, .where { min-width: 0; }
.wage { flex: none; padding: 0 0.3em; border-radius: 0.22em; background: var(--pay); color: var(--pay-ink); }
.wage.two { flex: 1; line-height: 1.12; white-space: normal; }
.wage + .where { margin-left: 0.5em; }
.job-title, .wage { font-size: calc(1em * var(--fit, 1)); }
.where { flex: 1; color: var(--soft); font-size: calc(0.9em * var(--fit, 1)); }
.shut { flex: none; margin-left: 0.35em; padding: 0 0.25em; border-radius: 0.2em; background: var(--stamp); color: #fff; font-size: 0.72em; line-height: 1.45; }
.none { font-size: calc(60 * var(--k) * var(--u)); text-align: center; }

.step { display: flex; align-items: center; font-size: calc(60 * var(--k) * var(--u)); line-height: 1.24; }
.step + .step { margin-top: calc(26 * var(--k) * var(--u)); }
.dot {
  flex: none; width: calc(100 * var(--k) * var(--u)); margin-right: calc(30 * var(--u)); border-radius: calc(20 * var(--u)); background: var(--accent); color: #fff;
  font-size: calc(72 * var(--k) * var(--u)); line-height: calc(100 * var(--k) * var(--u)); text-align: center;
}
.does { min-width: 0; flex: 1; text-wrap: balance; }
.text { line-height: 1.32; text-align: center; text-wrap: balance; }
/* Many lines are easier to read when they are aligned left. */
.text.long { text-align: left; }

.sample { overflow: hidden; line-height: 1.14; white-space: nowrap; }
.sample.sized { font-size: calc(var(--size) * var(--k) * var(--u)); }
.swatches { display: flex; height: calc(44 * var(--u)); margin: calc(12 * var(--u)) 0; }
.swatch { flex: 1; background: var(--accent); }
.note { color: var(--soft); font-size: calc(42 * var(--k) * var(--u)); line-height: 1.3; }

.how { grid-area: how; display: flex; min-width: 0; flex-direction: column; align-items: center; justify-content: center; padding: calc(18 * var(--u)) calc(24 * var(--u)); background: var(--night); }
.slot { display: flex; flex: none; width: calc(238 * var(--u)); justify-content: center; }
.ways { width: 100%; min-width: 0; color: var(--ways); line-height: 1.26; text-align: center; }
.slot:not([hidden]) + .ways { margin-top: calc(12 * var(--u)); }
.ask { display: inline-block; margin-bottom: calc(8 * var(--u)); padding: 0 calc(18 * var(--u)); border-radius: calc(10 * var(--u)); background: #fff; color: #14171c; font-size: calc(40 * var(--u)); line-height: calc(54 * var(--u)); white-space: nowrap; }
.way { display: block; }
.fee { grid-area: fee; display: flex; overflow: hidden; padding: calc(6 * var(--u)) calc(40 * var(--u)) calc(8 * var(--u)); background: var(--accent); color: #fff; font-size: calc(36 * var(--u)); line-height: 1.3; white-space: nowrap; }
.fee > * { flex: none; }
.fee .extra { margin-left: auto; padding-left: calc(24 * var(--u)); }

@media ${PORTRAIT} {
  :host { --tall: 1100; --least: 840; }
  .face { grid-template: "head" auto "main" auto "how" auto "fee" auto / minmax(0, 1fr); }
  .mark { min-width: calc(262 * var(--u)); line-height: calc(168 * var(--u)); }
  .meta { font-size: calc(42 * var(--u)); }
  .main { padding: calc(34 * var(--u)) calc(40 * var(--u)); }
  .job { grid-template: "no what" auto "no terms" auto / calc(140 * var(--k) * var(--u)) minmax(0, 1fr); }
  .job + .job { margin-top: calc(15 * var(--k) * var(--u)); }
  .no { font-size: calc(80 * var(--k) * var(--u)); }
  .what { font-size: calc(60 * var(--k) * var(--u)); line-height: 1.2; }
  .terms { margin-left: calc(26 * var(--u)); font-size: calc(48 * var(--k) * var(--u)); line-height: 1.2; }
  .dot { margin-right: calc(34 * var(--u)); }
  .step { font-size: calc(64 * var(--k) * var(--u)); }
  .step + .step { margin-top: calc(34 * var(--k) * var(--u)); }
  /* Five jobs need the room more than the QR code. */
  :host([face="recap"]) .meta { display: none; }
  :host([face="recap"]) .mark { line-height: calc(136 * var(--u)); }
  :host([face="recap"]) .main { padding: calc(24 * var(--u)) calc(40 * var(--u)); }
  .how { flex-direction: row; padding: calc(22 * var(--u)) calc(40 * var(--u)); }
  .slot { width: calc(250 * var(--u)); }
  :host([face="recap"]) .slot { width: calc(202 * var(--u)); }
  .ways { text-align: left; }
  .slot:not([hidden]) + .ways { margin: 0 0 0 calc(36 * var(--u)); }
  .ask { font-size: calc(44 * var(--u)); line-height: calc(60 * var(--u)); }
  .fee { font-size: calc(38 * var(--u)); }
}
`;

/** @returns {CSSStyleSheet[]} */
export function faceSheets() {
  return [placeSheet(), sheet(TEXT)];
}
