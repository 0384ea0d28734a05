// The look of a job card, for its shadow root. Sizes are in design pixels times --u, so that one drawing serves every
// page size; knows nothing of where on the page the card stands.
//
// Made for a 2 Mbit/s stream seen on a small phone: bold only, no line thinner than 6 design pixels, solid surfaces, and
// large steps of brightness, because a stream keeps brightness sharper than colour.

const TEXT = `
:host {
  --u: var(--card-unit, min(100vw / 1920, 100vh / 1080));
  --accent: var(--kind-job, #1b5fb8);
  --ink: #14171c;
  --soft: #4a4f57;
  --paper: #fffdf7;
  --tag: #ffd23e;
  --night: #14171c;
  --stamp: #c4161c;
  --leave-x: 0;
  --code: 304;
  --leave-y: 115%;
  display: block;
  max-height: calc(605 * var(--u));
  color: var(--ink);
  font: 700 calc(36 * var(--u))/1.3 var(--font, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif);
  text-align: left;
  line-break: strict;
  overflow-wrap: anywhere;
}
:host([kind="gig"]) { --accent: var(--kind-gig, #2b7438); }
:host([kind="haul"]) { --accent: var(--kind-haul, #a24a08); }
:host([kind="training"]) { --accent: var(--kind-training, #6a3bb5); }
:host([kind="policy"]) { --accent: var(--kind-policy, #a8284f); }
:host(.codeless) { --code: 0; }
:host(.payless) .pay, :host(.payless) .code { --tag: var(--accent); }
:host(.payless) .pay > * { display: none; }
* { box-sizing: border-box; margin: 0; padding: 0; font-weight: 700; }
[hidden] { display: none !important; }
.sized { font-size: calc(var(--size) * var(--u)); }
.clamped { display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: var(--lines); }
.phrase { display: inline-block; }

.card {
  display: grid;
  grid-template: "head pay pay" minmax(calc(196 * var(--u)), auto) "body code how" 1fr "fee code how" auto / minmax(0, 1fr) calc(var(--code) * var(--u)) calc((740 - var(--code)) * var(--u));
  overflow: hidden;
  border-radius: calc(28 * var(--u));
  background: var(--paper);
}
.head { grid-area: head; display: flex; align-items: stretch; background: var(--accent); color: #fff; }
.number {
  display: flex; flex: none; align-items: baseline; justify-content: center;
  min-width: calc(250 * var(--u)); padding: calc(10 * var(--u)) calc(26 * var(--u)) 0;
  background: var(--night); white-space: nowrap; font-size: calc(48 * var(--u)); line-height: calc(176 * var(--u));
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

.pay { grid-area: pay; display: flex; min-width: 0; flex-direction: column; justify-content: center; padding: calc(12 * var(--u)) calc(34 * var(--u)); background: var(--tag); }
.sum { line-height: 1.1; text-wrap: balance; }
.figures { white-space: nowrap; }
.unit { margin-left: 0.16em; font-size: 0.46em; }
.note { line-height: 1.3; }
.settle { display: inline-block; margin-right: 0.4em; padding: 0 0.35em; border-radius: 0.22em; background: var(--night); color: var(--tag); white-space: nowrap; line-height: 1.26; }

.body { grid-area: body; min-width: 0; padding: calc(12 * var(--u)) calc(34 * var(--u)) calc(14 * var(--u)); }
.line { display: flex; max-width: 100%; align-items: baseline; }
.label { flex: none; margin-right: 0.55em; color: var(--accent); white-space: nowrap; }
.text { flex: 1 1 auto; min-width: 0; }
.place { line-height: 1.2; }
.place .label { font-size: calc(38 * var(--u)); }
.rows { display: flex; flex-wrap: wrap; column-gap: calc(1.2 * var(--row) * var(--u)); }
.row { padding-top: calc(5 * var(--u)); line-height: 1.25; font-size: calc(var(--row) * var(--u)); }
.row[data-key="safety"] .label { color: var(--stamp); }

.code { grid-area: code; display: flex; align-items: center; justify-content: center; padding: calc(14 * var(--u)) 0 calc(14 * var(--u)) calc(22 * var(--u)); background: var(--night); }
.code svg { display: block; border-radius: calc(12 * var(--u)); background: #fff; }
.slot { display: flex; width: calc(266 * var(--u)); align-items: center; justify-content: center; }
.stamp {
  padding: 0 0.14em; border: calc(11 * var(--u)) solid var(--stamp); border-radius: calc(20 * var(--u));
  background: #fff; color: var(--stamp); font-size: calc(100 * var(--u)); line-height: 1.3; white-space: nowrap; transform: rotate(-8deg);
}
.how { grid-area: how; display: flex; min-width: 0; flex-direction: column; align-items: flex-start; justify-content: center; padding: calc(16 * var(--u)) calc(20 * var(--u)) calc(16 * var(--u)) calc(26 * var(--u)); background: var(--night); }
.ask { flex: none; margin-bottom: calc(12 * var(--u)); padding: 0 calc(16 * var(--u)); border-radius: calc(10 * var(--u)); background: #fff; color: var(--night); font-size: calc(38 * var(--u)); line-height: calc(52 * var(--u)); white-space: nowrap; }
.ways { width: 100%; color: var(--tag); line-height: 1.3; }
.way { display: block; }
.fee { grid-area: fee; display: flex; overflow: hidden; padding: calc(4 * var(--u)) calc(34 * var(--u)) calc(6 * var(--u)); background: var(--accent); color: #fff; font-size: calc(34 * var(--u)); line-height: 1.3; white-space: nowrap; }
.fee > * { flex: none; }
.fee span + span { margin-left: auto; padding-left: calc(24 * var(--u)); }

@media (max-aspect-ratio: 1/1) {
  :host { --u: var(--card-unit, min(100vw / 1080, 100vh / 1920)); --leave-x: -110%; --leave-y: 0; --code: 252; max-height: calc(998 * var(--u)); }
  .card { grid-template: "head head" minmax(calc(206 * var(--u)), auto) "pay code" auto "body body" auto "how how" auto "fee fee" auto / minmax(0, 1fr) calc(var(--code) * var(--u)); border-radius: calc(32 * var(--u)); }
  .number { min-width: calc(262 * var(--u)); font-size: calc(52 * var(--u)); line-height: calc(188 * var(--u)); }
  .digits { font-size: calc(172 * var(--u)); }
  .name { padding: calc(14 * var(--u)) calc(36 * var(--u)); }
  .meta { height: calc(58 * var(--u)); font-size: calc(42 * var(--u)); }
  .kind { padding: 0 calc(18 * var(--u)); line-height: calc(56 * var(--u)); }
  .pay { padding: calc(12 * var(--u)) 0 calc(12 * var(--u)) calc(40 * var(--u)); }
  .code { padding: calc(12 * var(--u)) calc(28 * var(--u)) calc(12 * var(--u)) 0; background: var(--tag); }
  .slot { width: calc(200 * var(--u)); }
  .stamp { font-size: calc(78 * var(--u)); }
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

/** @type {CSSStyleSheet | undefined} */
let sheet;

/**
 * One sheet for all cards of a page.
 * @returns {CSSStyleSheet}
 */
export function cardSheet() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(TEXT);
  }
  return sheet;
}
