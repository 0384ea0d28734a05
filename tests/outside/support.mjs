// Helpers of the tests with other people's programs: daigang and a reverse proxy as processes, and clients with addresses of
// their own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";

const ROOT = new URL("../..", import.meta.url).pathname;
const PROGRAM = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug/daigang");
/** Deadline of a start, in milliseconds. */
const START_DEADLINE = 20_000;

/** A folder that is deleted after the test. */
async function folder() {
  const path = await mkdtemp(join(tmpdir(), "daigang-outside-"));
  after(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A process that ends with the test. */
function run(program, args, env = {}) {
  const child = spawn(program, args, { env: { ...process.env, ...env } });
  const ended = once(child, "exit");
  child.log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      child.log += text;
    });
  }
  after(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  return child;
}

/** `daigang demo`: its links by name. */
export async function startDaigang(...options) {
  const child = run(PROGRAM, ["demo", "--listen", "127.0.0.1:0", "--data", join(await folder(), "data"), ...options]);
  const links = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, url] = line.match(/^(\w+)\s+(\S+)$/) ?? [];
    if (name) links[name] = url;
    if (name === "watcher") return links;
  }
  throw new Error(`daigang ended:\n${child.log}`);
}

/** `daigang check` on a link: its exit status and all that it prints. */
export async function check(link) {
  const child = spawn(PROGRAM, ["check", link]);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (part) => {
      text += part;
    });
  }
  const [status] = await once(child, "close");
  return { status, text };
}

/** The README's block of a language that contains a word. */
export async function readmeBlock(word) {
  const readme = await readFile(join(ROOT, "README.md"), "utf8");
  const block = [...readme.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map((found) => found[1]).find((text) => text.includes(word));
  if (!block) throw new Error(`the README has no block with ${word}`);
  return block;
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Waits until a process has logged that it listens. */
async function logged(child, words) {
  const deadline = AbortSignal.timeout(START_DEADLINE);
  const failed = (why) => new Error(`${child.spawnargs[0]} did not start: ${why}\n${child.log}`);
  while (!words.test(child.log)) {
    if (child.exitCode !== null) throw failed("it ended");
    await Promise.race([once(child.stderr, "data", { signal: deadline }), once(child, "exit")]).catch((why) => {
      throw failed(why);
    });
  }
}

/** nginx with these lines inside `server { … }`; returns its address. */
export async function startNginx(lines, upstream) {
  const [path, port] = [await folder(), await freePort()];
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${path}/${name};`);
  const block = lines.replaceAll("127.0.0.1:8080", new URL(upstream).host);
  await writeFile(
    join(path, "nginx.conf"),
    `daemon off; master_process off; pid ${path}/pid; error_log stderr notice;
events {}
http { access_log off; ${temporary.join(" ")} server { listen 127.0.0.1:${port};\n${block} } }\n`,
  );
  const child = run("nginx", ["-e", "stderr", "-p", path, "-c", join(path, "nginx.conf")]);
  await logged(child, /OS: Linux/);
  return `http://127.0.0.1:${port}`;
}

/** Caddy with these lines, without https; returns its address. */
export async function startCaddy(lines, upstream) {
  const [path, port] = [await folder(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const site = lines.replace("wr.example.cn", url).replaceAll("127.0.0.1:8080", new URL(upstream).host);
  await writeFile(join(path, "Caddyfile"), `{\n  admin off\n}\n${site}`);
  const home = { HOME: path, XDG_DATA_HOME: path, XDG_CONFIG_HOME: path };
  const child = run("caddy", ["run", "--adapter", "caddyfile", "--config", join(path, "Caddyfile")], home);
  await logged(child, /serving initial configuration/);
  return url;
}

/** A client with an address of its own on this machine: 127.0.0.2 and so on. */
export class Client {
  #url;
  #agent;

  constructor(url, address) {
    this.#url = url;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 8, localAddress: address });
    after(() => this.#agent.destroy());
  }

  /** Sends a form; the status of the answer. */
  async post(path, fields, headers = {}) {
    const body = new URLSearchParams(fields).toString();
    const type = { "content-type": "application/x-www-form-urlencoded", "content-length": body.length };
    const sent = request(new URL(path, this.#url), { method: "POST", agent: this.#agent, headers: { ...type, ...headers } });
    sent.end(body);
    const [answer] = await once(sent, "response");
    answer.resume();
    await once(answer, "end");
    return answer.statusCode;
  }

  /** Opens a socket; the text of its first frame. */
  async firstFrame(path) {
    const headers = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "MDEyMzQ1Njc4OWFiY2RlZg==",
    };
    const sent = request(new URL(path, this.#url), { headers });
    sent.end();
    const [, socket, head] = await once(sent, "upgrade");
    after(() => socket.destroy());
    const bytes = head.length > 0 ? head : (await once(socket, "data"))[0];
    return bytes.toString();
  }
}
