// The common style of job cards and faces: position, colours and type. Does not know their content.
//
// Designed for a 2 Mbit/s stream on a small phone: bold only, no line thinner than 6 design pixels, solid surfaces, and
// large steps of brightness, because video keeps more detail in brightness than in colour.
//
// A county may set these custom properties in its county.css, for example `:root { --face-accent: #7a1f1f; }`, for one
// style as `:root[data-style="dark"] { … }`; docs/overlay-theme.md documents them:
//   --kind-job --kind-gig --kind-haul --kind-training --kind-policy   the band of a kind; white text must be legible on it
//   --face-accent --face-warn        the band of the other faces; that of a notice
//   --card-font                      the type
//   --card-radius                    the corners, in design pixels
//   --card-paper --card-ink --card-soft    background, text and secondary text
//   --card-label                     label of a row; default: the kind's colour
//   --card-pay --card-pay-ink        the pay
//   --card-night --card-night-ink --card-ways    number and ways to sign up: background, text, address and telephone
//   --card-stamp                     the stamp of a filled job, and warnings
//   --card-scale --card-x --card-y   size (1 is as set in the panel); right and upwards, in per cent of the page
// The page sets the others from the panel's layout: --portrait-top, -bottom, -left, -right, -scale, -x, -y, and
// --landscape-….

/** The condition for the portrait drawing; the style sheets use the same one. */
export const PORTRAIT = "(max-aspect-ratio: 1/1)";

/**
 * Sizes are in design pixels times --u, so that one drawing fits every page size. --l-… is the layout of the current
 * format.
 */
const TEXT = `
:host {
  --l-top: var(--landscape-top, 4);
  --l-bottom: var(--landscape-bottom, 4);
  --l-left: var(--landscape-left, 4);
  --l-right: var(--landscape-right, 4);
  --l-scale: calc(var(--landscape-scale, 100) / 100 * var(--card-scale, 1));
  --l-x: calc(var(--landscape-x, 0) + var(--card-x, 0));
  --l-y: calc(var(--landscape-y, 0) + var(--card-y, 0));
  --room-x: calc((100 - var(--l-left) - var(--l-right)) * 1vw);
  --room-y: calc((100 - var(--l-top) - var(--l-bottom)) * 1vh);
  /* A safe area that is too small for the drawn size makes everything smaller, rather than cutting it off; so does --shrink,
     for texts that do not fit at their smallest. */
  --u: calc(var(--shrink, 1) * min(min(100vw / 1920, 100vh / 1080) * var(--l-scale), var(--room-x) / 1500, var(--room-y) / var(--least)));
  --wide: 1840;
  --tall: 605;
  --least: 540;
  --leave-x: 0;
  --leave-y: calc(100% + (var(--l-bottom) + var(--l-y) + 1) * 1vh);

  --paper: var(--card-paper, #fffdf7);
  --ink: var(--card-ink, #14171c);
  --soft: var(--card-soft, #4a4f57);
  --pay: var(--card-pay, #ffd23e);
  --pay-ink: var(--card-pay-ink, #14171c);
  --night: var(--card-night, #14171c);
  --night-ink: var(--card-night-ink, #fff);
  --ways: var(--card-ways, #ffd23e);
  --stamp: var(--card-stamp, #c4161c);
  --accent: var(--kind-job, #1b5fb8);
  --bright: #7db8ff;
  --label: var(--card-label, var(--accent));

  /* As high as the card may become, with the drawing at the bottom: a longer card grows upwards and moves nothing. */
  display: flex;
  flex-direction: column;
  justify-content: flex-end;
  position: absolute;
  right: calc((var(--l-right) - var(--l-x)) * 1vw);
  bottom: calc((var(--l-bottom) + var(--l-y)) * 1vh);
  left: calc((var(--l-left) + var(--l-x)) * 1vw);
  width: min(var(--wide) * var(--u) / var(--shrink, 1), var(--room-x));
  height: min(var(--tall) * var(--u) / var(--shrink, 1), var(--room-y));
  margin: 0 auto;
  color: var(--ink);
  font: 700 calc(36 * var(--u))/1.3 var(--card-font, var(--font, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif));
  text-align: left;
  line-break: strict;
  overflow-wrap: anywhere;
  transform-origin: 50% 100%;
}
:host([theme="dark"]) {
  --paper: var(--card-paper, #1d232d);
  --ink: var(--card-ink, #f8f5ec);
  --soft: var(--card-soft, #c3c8d0);
  --pay: var(--card-pay, #2d3644);
  --pay-ink: var(--card-pay-ink, #ffd23e);
  --night: var(--card-night, #0a0d12);
  --stamp: var(--card-stamp, #e5383b);
  --label: var(--card-label, var(--bright));
}
[data-kind="job"] { --accent: var(--kind-job, #1b5fb8); --bright: #7db8ff; }
:host([kind="gig"]), [data-kind="gig"] { --accent: var(--kind-gig, #2b7438); --bright: #84d894; }
:host([kind="haul"]), [data-kind="haul"] { --accent: var(--kind-haul, #a24a08); --bright: #ffab5e; }
:host([kind="training"]), [data-kind="training"] { --accent: var(--kind-training, #6a3bb5); --bright: #c6a6ff; }
:host([kind="policy"]), [data-kind="policy"] { --accent: var(--kind-policy, #a8284f); --bright: #ff96b6; }
/* By nothing that its parts inherit, as visibility is: to show a card would style all of them anew in the frame that shows it;
   and by nothing that draws what lies over it in another way, as opacity does. */
:host([waiting]) { clip-path: inset(50%); }
* { box-sizing: border-box; margin: 0; padding: 0; font-weight: 700; }
[hidden] { display: none !important; }
article { flex: none; }
.fee > :first-child { font-size: calc(1em * var(--fit, 1)); }
.sized { font-size: calc(var(--size) * var(--u)); }
.clamped { display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: var(--lines); }
.phrase { display: inline-block; }
.qr { display: block; border-radius: calc(12 * var(--u)); background: #fff; }

@media ${PORTRAIT} {
  :host {
    --l-top: var(--portrait-top, 12);
    --l-bottom: var(--portrait-bottom, 30);
    --l-left: var(--portrait-left, 4);
    --l-right: var(--portrait-right, 4);
    --l-scale: calc(var(--portrait-scale, 100) / 100 * var(--card-scale, 1));
    --l-x: calc(var(--portrait-x, 0) + var(--card-x, 0));
    --l-y: calc(var(--portrait-y, 0) + var(--card-y, 0));
    --u: calc(var(--shrink, 1) * min(min(100vw / 1080, 100vh / 1920) * var(--l-scale), var(--room-x) / 800, var(--room-y) / var(--least)));
    --wide: 1008;
    --tall: 998;
    --least: 840;
    --leave-x: calc(-50% - (51 + (var(--l-left) - var(--l-right)) / 2 + var(--l-x)) * 1vw);
    --leave-y: 0;
  }
}
`;

// Registered as a length, it is computed once per card, not again in each of the hundred sizes that use it.
try {
  CSS.registerProperty({ name: "--u", syntax: "<length>", inherits: true, initialValue: "1px" });
} catch {
  // Another copy of this file in the same page has registered it.
}

/** @type {Map<string, CSSStyleSheet>} */
const made = new Map();

/**
 * One style sheet for all users of the same text.
 * @param {string} text
 * @returns {CSSStyleSheet}
 */
export function sheet(text) {
  const known = made.get(text);
  if (known) return known;
  const fresh = new CSSStyleSheet();
  fresh.replaceSync(text);
  made.set(text, fresh);
  return fresh;
}

/** @returns {CSSStyleSheet} */
export function placeSheet() {
  return sheet(TEXT);
}
