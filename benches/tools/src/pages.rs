//! Measures what a viewer's pages cost: processor time of the server for each GET over one keep-alive connection, and the bytes on
//! the wire that a browser loads which has nothing in its cache, styles and scripts included. As browsers do, it accepts gzip.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread::sleep;

use anyhow::{Context as _, ensure};
use serde_json::{Map, json};

use crate::forms::TYPING;
use crate::oneshot;
use crate::proc::cpu_us;
use crate::stats::tenth;
use crate::ws;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long)]
    addr: SocketAddr,
    /// The server.
    #[arg(long)]
    pid: u32,
    /// The card whose form is measured and sent.
    #[arg(long, default_value_t = 8)]
    card: u16,
    /// Measured requests for each page.
    #[arg(long, default_value_t = 2_000)]
    count: usize,
    #[arg(long, default_value_t = 200)]
    warm_up: usize,
}

/// The number of the invented viewer.
const PHONE: &str = "13800000001";

/// A page, and the cookies with which it is asked for.
struct Page {
    name: &'static str,
    path: String,
    cookies: String,
}

/// A keep-alive connection.
struct Browser {
    addr: SocketAddr,
    stream: BufReader<TcpStream>,
}

/// An answer as it came over the wire.
struct Loaded {
    /// Head, frames and body.
    wire_bytes: usize,
    body: Vec<u8>,
}

pub fn run(args: &Args) -> anyhow::Result<()> {
    let mut browser = Browser { addr: args.addr, stream: BufReader::new(ws::connect(args.addr)?) };
    let mut line = Map::new();
    for page in visit(args)? {
        for _ in 0..args.warm_up {
            browser.get(&page.path, &page.cookies, true)?;
        }
        let before = cpu_us(args.pid);
        let mut wire_bytes = 0;
        for _ in 0..args.count {
            wire_bytes = browser.get(&page.path, &page.cookies, true)?.wire_bytes;
        }
        let cost = (cpu_us(args.pid) - before) / args.count as f64;
        let assets = browser.assets_of(&page)?;
        line.insert(format!("{}_cpu_us", page.name), json!(tenth(cost)));
        line.insert(format!("{}_bytes", page.name), json!(wire_bytes));
        line.insert(format!("{}_first_bytes", page.name), json!(wire_bytes + assets));
    }
    println!("{}", serde_json::Value::Object(line));
    Ok(())
}

/// Signs up, and opens `/my`: the four pages as that viewer sees them.
fn visit(args: &Args) -> anyhow::Result<Vec<Page>> {
    let short = oneshot::get(args.addr, &format!("/j/{}", args.card), "")?;
    let form = short.header("location").map_or_else(|| format!("/j/{}", args.card), str::to_owned);
    let page = String::from_utf8(oneshot::get(args.addr, &form, "")?.body)?;
    let (token, numbering) =
        (between(&page, r#"name="token" value=""#, "\"")?, between(&page, r#"name="numbering" value=""#, "\"")?);
    sleep(TYPING);
    let name = oneshot::encoded("贾建军");
    let body = format!(
        "token={token}&numbering={numbering}&jobs={}&name={name}&phone={PHONE}&party=2&call_time=any&over16=1&consent=1",
        args.card
    );
    let sent = oneshot::post(args.addr, &form, "", &body)?;
    ensure!(sent.status == 303, "the form was answered with {}", sent.status);
    let receipt = sent.header("location").context("a receipt")?.to_owned();
    let cookies = sent.cookies();
    let shown = oneshot::get(args.addr, &receipt, &format!("Cookie: {cookies}\r\n"))?;
    let code = between(&String::from_utf8(shown.body)?, r#""code-value">"#, "<")?;
    let entered = oneshot::post(args.addr, "/my", "", &format!("phone={PHONE}&code={code}"))?;
    ensure!(entered.status == 303, "the code was answered with {}", entered.status);
    let page = |name, path: &str, cookies: &str| Page { name, path: path.to_owned(), cookies: cookies.to_owned() };
    // The cookie that shows whether the browser stores cookies comes with the first page only.
    let later = "probe=1";
    Ok(vec![
        page("show", "/", later),
        page("form", &form, later),
        page("receipt", &receipt, &cookies),
        page("my", "/my", &entered.cookies()),
    ])
}

fn between(text: &str, before: &str, after: &str) -> anyhow::Result<String> {
    let found = text.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    Ok(found.with_context(|| format!("a page without {before}"))?.0.to_owned())
}

impl Browser {
    fn get(&mut self, path: &str, cookies: &str, gzip: bool) -> anyhow::Result<Loaded> {
        let accepted = if gzip { "gzip" } else { "identity" };
        let addr = self.addr;
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {addr}\r\nAccept-Encoding: {accepted}\r\nCookie: {cookies}\r\n\r\n");
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            ensure!(self.stream.read_line(&mut head)? > 0, "the connection ended");
        }
        ensure!(head.get(9..12) == Some("200"), "{path} was answered with {}", head.lines().next().unwrap_or_default());
        let field = |name: &str| {
            let mut fields = head.lines().filter_map(|line| line.split_once(':'));
            fields.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
        };
        let (frames, body) = match field("content-length") {
            Some(length) => (0, self.read(length.parse()?)?),
            None => self.read_chunks()?,
        };
        Ok(Loaded { wire_bytes: head.len() + frames + body.len(), body })
    }

    fn read(&mut self, length: usize) -> anyhow::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// A chunked body, and the bytes of its frames.
    fn read_chunks(&mut self) -> anyhow::Result<(usize, Vec<u8>)> {
        let (mut frames, mut body) = (0, Vec::new());
        loop {
            let mut size = String::new();
            self.stream.read_line(&mut size)?;
            let length = usize::from_str_radix(size.trim(), 16).context("the size of a chunk")?;
            body.extend(self.read(length)?);
            self.read(2)?;
            frames += size.len() + 2;
            if length == 0 {
                return Ok((frames, body));
            }
        }
    }

    /// The bytes of all styles, scripts and pictures of a page, and of the modules that its scripts import.
    fn assets_of(&mut self, page: &Page) -> anyhow::Result<usize> {
        let html = String::from_utf8(self.get(&page.path, &page.cookies, false)?.body)?;
        let mut waiting: BTreeSet<String> = BTreeSet::new();
        for mark in [r#"href="/assets/"#, r#"src="/assets/"#] {
            let found = html.split(mark).skip(1).filter_map(|rest| rest.split('"').next());
            waiting.extend(found.map(|path| format!("/assets/{path}")));
        }
        let (mut bytes, mut done) = (0, BTreeSet::new());
        while let Some(path) = waiting.pop_first() {
            if !done.insert(path.clone()) {
                continue;
            }
            bytes += self.get(&path, "", true)?.wire_bytes;
            let text = String::from_utf8_lossy(&self.get(&path, "", false)?.body).into_owned();
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let imports = text.split("from \"./").skip(1).filter_map(|rest| rest.split('"').next());
            waiting.extend(imports.map(|name| format!("{folder}/{name}")));
        }
        Ok(bytes)
    }
}
