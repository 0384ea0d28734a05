// The floor of press-to-paint: two static pages and a bare `ws` server that sends each message to all its clients. Run it in
// a folder where `ws` is installed:
//
//   node …/relay.mjs PORT [FILE]     with a file, each command is appended to it and on disk before it is sent

import { fdatasyncSync, openSync, writeSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

const { WebSocketServer } = createRequire(join(process.cwd(), "here.js"))("ws");

/** A text as long as those of a job card. */
const TITLE = "招聘司机收秋葵拣香菇".repeat(20);

const panel = `<!doctype html><meta charset="utf-8"><button id="next">next</button><script>
let count = 0;
const socket = new WebSocket("ws://" + location.host);
document.getElementById("next").onclick = () => socket.send(JSON.stringify({ count: ++count, title: "${TITLE}" }));
</script>`;

const overlay = `<!doctype html><meta charset="utf-8"><main id="overlay"></main><script>
new WebSocket("ws://" + location.host).onmessage = (event) => {
  const element = document.createElement("p");
  const frame = JSON.parse(event.data);
  element.textContent = frame.count + " " + frame.title;
  document.getElementById("overlay").replaceChildren(element);
};
</script>`;

const server = http.createServer((request, response) => {
  response.setHeader("content-type", "text/html");
  response.end(request.url === "/overlay" ? overlay : panel);
});
const file = process.argv[3] ? openSync(process.argv[3], "a") : null;
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on("connection", (socket) => {
  socket.on("message", (data) => {
    if (file !== null) {
      writeSync(file, data);
      fdatasyncSync(file);
    }
    for (const other of sockets.clients) other.send(data.toString());
  });
});
server.listen(Number(process.argv[2]), "127.0.0.1");
