// DOM helpers for drawing cards and faces. Every text is set as text, never as HTML. Knows no layout.

import { ems, phrases } from "./text.js";

const SVG = "http://www.w3.org/2000/svg";
/** Longest phrase that is not broken, in ems: a longer one would leave too much of a line empty. */
const PHRASE_EMS = 10;

/**
 * An element with its children; hidden if all of them are empty.
 * @param {string} tag
 * @param {string} [name]
 * @param {(Node | string)[]} [children]
 * @returns {HTMLElement}
 */
export function make(tag, name = "", children = []) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...children);
  element.hidden = children.length > 0 && children.every((child) => child === "");
  return element;
}

/**
 * A text that breaks only between its phrases, unless one is too long for a line.
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function phrased(text) {
  return phrases(text).map((part) => (part.trim() && ems(part) <= PHRASE_EMS ? make("span", "phrase", [part]) : part));
}

/**
 * An address that breaks only before its path: viewers would mistype a path that is broken in the middle.
 * @param {string} address
 * @returns {(Node | string)[]}
 */
export function addressed(address) {
  const path = address.indexOf("/");
  return path > 0 ? [address.slice(0, path), make("span", "phrase", [address.slice(path)])] : [address];
}

/**
 * The QR code: drawn from modules, or a given picture.
 * @param {import("./data.js").Code} code
 * @returns {SVGSVGElement | HTMLImageElement}
 */
export function drawCode(code) {
  if ("source" in code)
    return Object.assign(document.createElement("img"), { className: "qr", src: code.source, alt: "" });
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "qr");
  svg.setAttribute("viewBox", `0 0 ${code.size} ${code.size}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", code.path);
  svg.append(path);
  return svg;
}

/**
 * Sizes the code to whole pixels per module, which cameras read better than smoothed edges.
 * @param {ParentNode} root
 * @param {import("./data.js").Code | undefined} code
 */
export function fitCode(root, code) {
  const [slot, drawn] = [root.querySelector(".slot"), root.querySelector(".qr")];
  if (!slot || !drawn || !code) return;
  const modules = "size" in code ? code.size : 1;
  const side = String(Math.max(1, Math.floor(slot.clientWidth / modules)) * modules);
  drawn.setAttribute("width", side);
  drawn.setAttribute("height", side);
}
