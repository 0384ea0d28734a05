// Small pieces of DOM that cards and faces are drawn with. Every text goes in as text; knows no layout.

import { ems, phrases } from "./text.js";

const SVG = "http://www.w3.org/2000/svg";
/** Longest phrase that is kept on one line, in ems: a longer one would leave too much of a line empty. */
const PHRASE_EMS = 10;

/**
 * An element with its children; hidden where all that it would say is empty.
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
 * A text that breaks between its phrases, as far as those are short enough for a line.
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function phrased(text) {
  return phrases(text).map((part) => (part.trim() && ems(part) <= PHRASE_EMS ? make("span", "phrase", [part]) : part));
}

/**
 * An address that breaks before its path, where it has to: what is cut in the middle of `/j/8` is typed wrong.
 * @param {string} address
 * @returns {(Node | string)[]}
 */
export function addressed(address) {
  const path = address.indexOf("/");
  return path > 0 ? [address.slice(0, path), make("span", "phrase", [address.slice(path)])] : [address];
}

/**
 * What cameras read: drawn from modules, or a picture that somebody else has drawn.
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
 * Whole pixels per module: a camera reads even squares better than smooth ones.
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
