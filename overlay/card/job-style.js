// The style of a job card, for its shadow root; colours and position are in style.js. Sizes are design pixels times
// --u.

import { PORTRAIT, placeSheet, sheet } from "./style.js";

const TEXT = `
:host { --code: 304; }
:host(.codeless) { --code: 0; }
:host(.payless) .pay, :host(.payless) .code { --pay: var(--accent); }
:host(.payless) .pay > * { display: none; }

.card {
  display: grid;
  grid-template: "head pay pay" minmax(calc(196 * var(--u)), auto) "body code how" 1fr "fee code how" auto / minmax(0, 1fr) calc(var(--code) * var(--u)) calc((700 - var(--code)) * var(--u));
  overflow: hidden;
  border-radius: calc(var(--card-radius, 28) * var(--u));
  background: var(--paper);
}
.head { grid-area: head; display: flex; align-items: stretch; background: var(--accent); color: #fff; }
.number {
  display: flex; flex: none; align-items: baseline; justify-content: center;
  min-width: calc(250 * var(--u)); padding: calc(10 * var(--u)) calc(26 * var(--u)) 0;
  background: var(--night); color: var(--night-ink); white-space: nowrap; font-size: calc(48 * var(--u)); line-height: calc(176 * var(--u));
}
.number span { line-height: 1; }
.digits { font-size: calc(160 * var(--u)); letter-spacing: -0.02em; font-variant-numeric: lining-nums; }
.number span:not(:empty) + .digits, .digits + span:not(:empty) { margin-left: calc(10 * var(--u)); }
.name { display: flex; flex: 1; min-width: 0; flex-direction: column; justify-content: center; padding: calc(14 * var(--u)) calc(34 * var(--u)); }
.meta { display: flex; overflow: hidden; flex: none; height: calc(52 * var(--u)); align-items: center; font-size: calc(38 * var(--u)); white-space: nowrap; }
.meta > * { flex: none; }
.meta > * + * { margin-left: calc(22 * var(--u)); }
.kind { padding: 0 calc(16 * var(--u)); border-radius: calc(10 * var(--u)); background: #fff; color: var(--accent); line-height: calc(50 * var(--u)); }
.title { margin-top: calc(2 * var(--u)); line-height: 1.12; text-wrap: balance; }

.pay { grid-area: pay; display: flex; color: var(--pay-ink); min-width: 0; flex-direction: column; justify-content: center; padding: calc(12 * var(--u)) calc(34 * var(--u)); background: var(--pay); }
.sum { line-height: 1.1; text-wrap: balance; }
.figures { white-space: nowrap; }
.unit { margin-left: 0.16em; font-size: 0.46em; }
.note { line-height: 1.3; }
.settle { display: inline-block; margin-right: 0.4em; padding: 0 0.35em; border-radius: 0.22em; background: var(--pay-ink); color: var(--pay); white-space: nowrap; line-height: 1.26; }

.body { grid-area: body; min-width: 0; padding: calc(12 * var(--u)) calc(34 * var(--u)) calc(14 * var(--u)); }
.line { display: flex; max-width: 100%; align-items: baseline; }
.label { flex: none; margin-right: 0.55em; color: var(--label); white-space: nowrap; }
.text { flex: 1 1 auto; min-width: 0; }
.place { line-height: 1.2; }
.place .label { font-size: calc(38 * var(--u)); }
.rows { display: flex; flex-wrap: wrap; column-gap: calc(1.2 * var(--row) * var(--u)); }
.row { padding-top: calc(5 * var(--u)); line-height: 1.25; font-size: calc(var(--row) * var(--u)); }
.row[data-key="safety"] .label { color: var(--stamp); }

.code { grid-area: code; display: flex; align-items: center; justify-content: center; padding: calc(14 * var(--u)) 0 calc(14 * var(--u)) calc(22 * var(--u)); background: var(--night); }
.slot { display: flex; width: calc(266 * var(--u)); align-items: center; justify-content: center; }
/* A double frame like a stamp's; both lines are thick enough for a low-bitrate stream. */
.stamp {
  padding: 0.08em 0.26em 0.12em; border: calc(10 * var(--u)) solid var(--stamp); border-radius: calc(20 * var(--u));
  background: #fff; box-shadow: inset 0 0 0 calc(7 * var(--u)) #fff, inset 0 0 0 calc(13 * var(--u)) var(--stamp), 0 0 0 calc(6 * var(--u)) #fff;
  color: var(--stamp); font-size: calc(96 * var(--u)); line-height: 1.2; white-space: nowrap; transform: rotate(-8deg);
}
.how { grid-area: how; display: flex; min-width: 0; flex-direction: column; align-items: flex-start; justify-content: center; padding: calc(16 * var(--u)) calc(20 * var(--u)) calc(16 * var(--u)) calc(26 * var(--u)); background: var(--night); }
.ask { flex: none; margin-bottom: calc(12 * var(--u)); padding: 0 calc(16 * var(--u)); border-radius: calc(10 * var(--u)); background: #fff; color: var(--night); font-size: calc(38 * var(--u)); line-height: calc(52 * var(--u)); white-space: nowrap; }
.ways { width: 100%; color: var(--ways); line-height: 1.3; }
.way { display: block; }
.fee { grid-area: fee; display: flex; overflow: hidden; padding: calc(4 * var(--u)) calc(34 * var(--u)) calc(6 * var(--u)); background: var(--accent); color: #fff; font-size: calc(34 * var(--u)); line-height: 1.3; white-space: nowrap; }
.fee > * { flex: none; }
.fee span + span { margin-left: auto; padding-left: calc(24 * var(--u)); }

@media ${PORTRAIT} {
  :host { --code: 252; }
  .card { grid-template: "head head" minmax(calc(206 * var(--u)), auto) "pay code" auto "body body" auto "how how" auto "fee fee" auto / minmax(0, 1fr) calc(var(--code) * var(--u)); }
  .number { min-width: calc(262 * var(--u)); font-size: calc(52 * var(--u)); line-height: calc(188 * var(--u)); }
  .digits { font-size: calc(172 * var(--u)); }
  .name { padding: calc(14 * var(--u)) calc(36 * var(--u)); }
  .meta { height: calc(58 * var(--u)); font-size: calc(42 * var(--u)); }
  .kind { padding: 0 calc(18 * var(--u)); line-height: calc(56 * var(--u)); }
  .pay { padding: calc(12 * var(--u)) 0 calc(12 * var(--u)) calc(40 * var(--u)); }
  .code { padding: calc(12 * var(--u)) calc(28 * var(--u)) calc(12 * var(--u)) 0; background: var(--pay); }
  .slot { width: calc(200 * var(--u)); }
  .stamp { font-size: calc(74 * var(--u)); }
  .body { padding: calc(12 * var(--u)) calc(40 * var(--u)) calc(16 * var(--u)); }
  .place .label { font-size: calc(40 * var(--u)); }
  .how { flex-direction: row; align-items: center; padding: calc(10 * var(--u)) calc(40 * var(--u)); }
  .ask { margin: 0 calc(28 * var(--u)) 0 0; font-size: calc(42 * var(--u)); line-height: calc(58 * var(--u)); }
  .ways { flex: 1; width: auto; min-width: 0; }
  .way { display: inline-block; max-width: 100%; margin-right: 0.5em; }
  .way:last-child { margin-right: 0; }
  .fee { padding: calc(4 * var(--u)) calc(40 * var(--u)) calc(8 * var(--u)); font-size: calc(38 * var(--u)); }
}
`;

/** @returns {CSSStyleSheet[]} */
export function cardSheets() {
  return [placeSheet(), sheet(TEXT)];
}
