// The overlay without a server: its page and files from this folder, with a socket that the test simulates. For looks at every
// size and in every state; other tests check that a real server sends such views.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { sentences } from "../js/support.mjs";
import { ROOT, open, until } from "./support.mjs";

const ORIGIN = "http://overlay.test";
const TYPES = {
  js: "text/javascript",
  mjs: "text/javascript",
  css: "text/css",
  json: "application/json",
  svg: "image/svg+xml",
};

/** templates/overlay.html as the server renders it. */
function page(lang) {
  const fills = {
    "t.lang.code()": lang,
    "crate::web::http::assets::build()": "b1",
    "t.overlay_page_title()": "overlay",
    "t.overlay_json()|safe": JSON.stringify(sentences(lang, "overlay")).replaceAll("<", "\\u003c"),
    "t.common_fee_line()": sentences(lang, "common").fee_line,
    zone: "Asia/Shanghai",
  };
  const template = readFileSync(join(ROOT, "templates/overlay.html"), "utf8");
  return template.replace(
    /\{\{ (.+?) \}\}/g,
    (_, what) => fills[what] ?? what.replace(/.*asset\("(.+)"\)/, "/assets/b1/$1"),
  );
}

/** A fake QR code: three corners and noise, as dense as a real one. */
export const QR = (() => {
  const dark = (x, y) => {
    const corner = (cx, cy) => Math.max(Math.abs(x - cx), Math.abs(y - cy));
    const near = Math.min(corner(7, 7), corner(25, 7), corner(7, 25));
    return near <= 4 ? near !== 2 && near !== 4 : (x * 7 + y * 13 + x * y) % 5 < 2;
  };
  let path = "";
  for (let y = 4; y < 29; y += 1) for (let x = 4; x < 29; x += 1) if (dark(x, y)) path += `M${x} ${y}h1v1h-1z`;
  return { size: 33, path };
})();

export const HOW = {
  organiser: "万荣县就业服务中心",
  channel: "抖音搜“万荣就业”",
  hotline: "0359-0000000",
  address: "wr.example.cn/8",
  qr: QR,
};
/** A Tuesday, 14:00 in the show's zone. */
export const NOW = Date.UTC(2026, 9, 27, 6, 0, 0);
const AREA = { top: 4, bottom: 4, left: 4, right: 4, scale: 100, x: 0, y: 0 };
export const LAYOUT = { style: "light", portrait: { ...AREA, top: 12, bottom: 30 }, landscape: AREA };

export const JOB = {
  card: 8,
  number: 8,
  kind: "job",
  kind_word: "家政",
  pay: "6800-9800",
  pay_unit: "元/26天",
  pay_note: "按等级：初级6800元、中级8200元、高级9800元",
  title: "月嫂",
  settle: "月结",
  place: "万荣、运城、西安",
  township: "不限",
  duty: "产妇和新生儿护理、月子餐、婴儿洗护",
  hours: "住家24小时（夜间按需）",
  rest: "26天为一单，单间休息",
  board: "住家包吃住",
  needs: "持母婴护理培训证书、健康证；没有证书可先参加免费培训",
  insurance: "家政综合险",
  headcount: "15",
  highlight: "结业直接派单",
  employer: "运城爱婴家政服务有限公司（示例）",
  source: "零工市场驻场企业",
  full: false,
  expired: false,
  shown_at: NOW,
};

/** A view of an empty screen, with a test's changes. */
export function view(change = {}) {
  return {
    on_air: null,
    face: null,
    next: null,
    panic: false,
    how: HOW,
    layout: LAYOUT,
    guides_until: null,
    show: { number: 42, starts_at: NOW + 1_800_000, planned_minutes: 180, closed: false },
    contact: { address: true, phone: true, qr: true, hidden: false },
    ...change,
  };
}

/**
 * Opens the overlay. `feed(change)` sends the next view, `show(change)` also waits until it is at rest, `shift(ms)`
 * sets the server's clock; `county` is the county's own style sheet.
 */
export async function openFed({ lang = "zh-CN", query = "", county = "", ...options } = {}) {
  let rev = 0;
  let clock = 0;
  let socket;
  const between = async (tab) => {
    await tab.route(`${ORIGIN}/**`, (route) => {
      const path = new URL(route.request().url()).pathname;
      if (path === "/overlay/county.css") return route.fulfill({ body: "", contentType: "text/css" });
      if (path === "/overlay") return route.fulfill({ body: page(lang), contentType: "text/html; charset=utf-8" });
      const name = path.replace(/^\/assets\/b1\//, "");
      return route.fulfill({
        body: readFileSync(join(ROOT, "overlay", name)),
        contentType: TYPES[name.split(".").pop()],
      });
    });
    await tab.routeWebSocket(/\/ws/, (ws) => {
      socket = ws;
      ws.onMessage((text) => {
        const said = JSON.parse(text);
        if (said.type === "shown") painted(said.rev);
        if (said.type === "ping") ws.send(JSON.stringify({ type: "pong", now: NOW + clock }));
      });
      if (rev > 0) send();
    });
  };
  let last = view();
  let receipt = 0;
  const painted = (rev) => (receipt = Math.max(receipt, rev));
  const send = () =>
    socket?.send(JSON.stringify({ type: "view", epoch: "e1", rev, now: NOW + clock, build: "b1", view: last }));
  const overlay = await open(`${ORIGIN}/overlay?key=k${query}`, { ...options, between });
  if (county) await overlay.addStyleTag({ content: county });
  const feed = (change = {}) => {
    rev += 1;
    last = view(change);
    send();
  };
  /** Sends a view and waits until it is painted, nothing moves, and the next card is drawn. */
  const show = async (change) => {
    feed(change);
    const wanted = rev;
    await until(`a receipt for ${wanted}`, () => receipt >= wanted);
    await waitUntilIdle(overlay, Boolean(last.next));
  };
  return Object.assign(overlay, { feed, show, shift: (ms) => (clock += ms) });
}

/** Resolves when one picture is alone and at rest, and the next card, if any, is drawn. */
export async function waitUntilIdle(overlay, ahead = false) {
  const rests = (ahead) => {
    const pictures = [...document.getElementById("overlay").children];
    const waiting = pictures.filter((picture) => picture.hasAttribute("waiting"));
    return (
      document.getAnimations().length === 0 && pictures.length - waiting.length <= 1 && (!ahead || waiting.length > 0)
    );
  };
  await until("a picture at rest", () => overlay.evaluate(rests, ahead));
}
