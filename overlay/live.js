// Updates the public pages without a reload: headline, the mark "on air", closed jobs. The page is complete without it, and
// stays as it is without a WebSocket or a connection. Chrome 67: no ?., no ??.

/** The delay before the first reconnect, and the longest one, in milliseconds. */
const RETRY_MIN_MS = 1000;
const RETRY_MAX_MS = 30000;
/** Interval between two pings, in milliseconds; without a frame for two intervals, the connection is closed. */
const PING_INTERVAL_MS = 20000;
/**
 * Pages that have to reload spread it over this time, in milliseconds, so that the server does not receive all requests
 * at once.
 */
const RELOAD_SPREAD_MS = 8000;
const MINUTE_MS = 60000;

/** @typedef {import("./wire.js").LiveView} LiveView */
/** @typedef {import("./wire.js").ShowFace} ShowFace */
/** @typedef {(page: HTMLElement, view: LiveView, now: number) => void} Paint */

/** @param {ParentNode} root @param {string} selector @returns {HTMLElement | null} */
function find(root, selector) {
  return /** @type {HTMLElement | null} */ (root.querySelector(selector));
}

/** @param {ParentNode} root @param {string} selector @param {string} text */
function write(root, selector, text) {
  const element = find(root, selector);
  if (element && element.textContent !== text) element.textContent = text;
}

/** @param {ParentNode} root @param {string} selector @param {boolean} visible */
function show(root, selector, visible) {
  const element = find(root, selector);
  if (element) element.hidden = !visible;
}

/** The lasting address of a card of the show on the stage. @param {LiveView} view @param {number} number */
function cardPath(view, number) {
  return view.show === null ? `/${number}` : `/${view.show.number}/${number}`;
}

/** Loads the page anew, because it lists other cards. @param {HTMLElement} page */
function reloadSoon(page) {
  if (page.dataset.reloading) return;
  page.dataset.reloading = "yes";
  setTimeout(() => {
    location.reload();
  }, Math.random() * RELOAD_SPREAD_MS);
}

/** As `Phase::of` in `src/web/public/show.rs`. @param {ShowFace} show @param {number} now @param {number} overrun */
function phaseOf(show, now, overrun) {
  const since = show.live_since;
  const end = (since === undefined ? show.starts_at : since + overrun * MINUTE_MS) + show.planned_minutes * MINUTE_MS;
  if (show.closed || now >= end) return "over";
  if (since !== undefined) return "live";
  return now < show.starts_at ? "upcoming" : "soon";
}

/** @type {Paint} The list of the show. */
function paintShow(page, view, now) {
  if (view.show === null || String(view.show.number) !== page.dataset.show) return reloadSoon(page);
  if (String(view.numbering) !== page.dataset.numbering) reloadSoon(page);
  const phase = phaseOf(view.show, now, Number(page.dataset.overrun));
  page.querySelectorAll("[data-phase]").forEach((line) => {
    const headline = /** @type {HTMLElement} */ (line);
    headline.hidden = headline.dataset.phase !== phase;
  });
  const onAir = view.on_air;
  page.querySelectorAll("[data-card]").forEach((item) => {
    const card = /** @type {HTMLElement} */ (item);
    const number = Number(card.dataset.card);
    const now = onAir !== null && onAir.number === number;
    const shut = view.shut.indexOf(number) >= 0;
    card.classList.toggle("is-now", now);
    card.classList.toggle("is-shut", shut);
    show(card, ".now", now);
    show(card, ".shut", shut);
    show(card, ".card-go", !shut);
    paintLeft(card, view.left[number]);
  });
  paintOnAir(page, view);
}

/** How many places are left; nothing where there are many. @param {HTMLElement} card @param {number | undefined} left */
function paintLeft(card, left) {
  const element = find(card, ".left");
  if (!element) return;
  element.hidden = left === undefined;
  if (left !== undefined) write(card, ".left", String(element.dataset.words).replace("#", String(left)));
}

/** The large card above the list. @param {HTMLElement} page @param {LiveView} view */
function paintOnAir(page, view) {
  const onAir = view.on_air;
  const box = find(page, "#on-air");
  if (!box) return;
  box.hidden = onAir === null;
  if (onAir === null) return;
  const listed = find(page, `[data-card="${onAir.number}"]`);
  box.dataset.kind = (listed && listed.dataset.kind) || "job";
  write(box, ".on-air-number", String(onAir.number));
  write(box, ".on-air-title", onAir.title);
  write(box, ".on-air-pay", onAir.pay);
  const link = find(box, "a");
  if (link) link.setAttribute("href", cardPath(view, onAir.number));
}

/** @type {Paint} The page of one card. */
function paintCard(page, view, now) {
  paintLiveBar(page, view);
  // Of a past show nothing changes here: the view is about the cards of the show on the stage.
  if (cardPath(view, Number(page.dataset.number)) !== page.dataset.address) return;
  const expired = page.dataset.ends !== undefined && now >= Number(page.dataset.ends);
  const shut = expired || view.shut.indexOf(Number(page.dataset.number)) >= 0;
  const wasShut = (page.dataset.now || (page.dataset.shut ? "shut" : "open")) === "shut";
  if (shut !== wasShut) announce(page, shut ? "shut" : "open");
}

/** Says that this very card was closed, or is open again. Nothing that was typed changes. @param {HTMLElement} page
 * @param {"shut" | "open"} change */
function announce(page, change) {
  page.dataset.now = change;
  page.querySelectorAll("[data-change]").forEach((element) => {
    const bar = /** @type {HTMLElement} */ (element);
    bar.hidden = bar.dataset.change !== change;
    const link = find(bar, "a");
    if (!link) return;
    link.onclick = () => {
      bar.hidden = true;
      const others = document.querySelector(".extras");
      if (others && change === "shut") others.setAttribute("open", "");
    };
  });
}

/** The bar about the stream, above the card. It must not move the form while it is being filled in, so it only appears or
 * disappears before the page was scrolled. @param {HTMLElement} page @param {LiveView} view */
function paintLiveBar(page, view) {
  const bar = find(page, ".live-bar");
  const link = find(page, ".live-bar a");
  const onAir = view.on_air;
  if (!bar || !link || (bar.hidden === (onAir !== null) && window.pageYOffset > 0)) return;
  bar.hidden = onAir === null;
  if (onAir === null) return;
  const path = cardPath(view, onAir.number);
  const same = path === page.dataset.address;
  const [head, middle] = String(page.dataset.other).split("#");
  const [between, tail] = String(middle).split("%");
  const other = head + onAir.number + between + onAir.title + tail;
  link.textContent = same ? String(page.dataset.this) : other;
  link.setAttribute("href", same ? "#form" : path);
}

/** @param {(view: LiveView, now: number) => void} paint */
function follow(paint) {
  let delay = RETRY_MIN_MS;
  let epoch = "";
  let rev = -1;
  /** @type {LiveView | null} */
  let newest = null;

  function connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/ws?view=live`);
    let lastFrame = Date.now();
    const ping = setInterval(() => {
      if (Date.now() - lastFrame > 2 * PING_INTERVAL_MS) socket.close();
      else if (socket.readyState === WebSocket.OPEN) socket.send('{"type":"ping"}');
    }, PING_INTERVAL_MS);
    socket.onmessage = (message) => {
      lastFrame = Date.now();
      delay = RETRY_MIN_MS;
      const frame = JSON.parse(message.data);
      // Time alone changes a page too: an offer ends at midnight.
      if (frame.type === "pong" && newest !== null) paint(newest, frame.now);
      // A lower revision is older, unless the epoch is another one: its revisions start anew. The same one may have other
      // places, which change without a revision.
      if (frame.type !== "view" || (frame.epoch === epoch && frame.rev < rev)) return;
      epoch = frame.epoch;
      rev = frame.rev;
      newest = frame.view;
      paint(frame.view, frame.now);
    };
    socket.onclose = () => {
      clearInterval(ping);
      // Jitter: pages must not all reconnect at the moment when the server is back.
      setTimeout(connect, delay * (0.5 + Math.random()));
      delay = Math.min(delay * 2, RETRY_MAX_MS);
    };
  }

  connect();
}

const page = document.getElementById("live");
if (page && "WebSocket" in window) {
  const paint = page.dataset.page === "show" ? paintShow : paintCard;
  follow((view, now) => {
    paint(page, view, now);
  });
}
