//! The pages that clerks open, as requests of a signed-in browser. Must not know when they are sent.

use std::net::SocketAddr;
use std::time::SystemTime;

use anyhow::{Context as _, ensure};
use data_encoding::HEXLOWER;

use crate::fill::words::{CLERKS, JOB_WORDS, NOTE_WORDS, SOURCES, TOWNSHIPS};
use crate::oneshot::{encoded, get, post};
use crate::rng::Rng;

/// A kind of page.
pub struct Kind {
    /// In results.
    pub name: &'static str,
    /// How often, against the others.
    weight: usize,
}

const fn kind(name: &'static str, weight: usize) -> Kind {
    Kind { name, weight }
}

/// Every kind of page. More than half are searches.
pub const KINDS: [Kind; 19] = [
    kind("list", 1),
    kind("page", 1),
    kind("filter_show", 1),
    kind("filter_card", 1),
    kind("filter_township", 1),
    kind("filter_status", 1),
    kind("filter_source", 1),
    kind("filter_call_time", 1),
    kind("filter_suspects", 1),
    kind("search_last_four", 2),
    kind("search_phone", 2),
    kind("search_name", 2),
    kind("search_township", 2),
    kind("search_job", 2),
    kind("search_note", 2),
    kind("search_filtered", 2),
    kind("send_search", 1),
    kind("entry", 1),
    kind("count", 2),
];

/// Different requests of each kind.
const VARIANTS: usize = 24;
/// Pages of the list that people are taken from.
const PAGES_READ: usize = 12;
/// Pages of the list that are opened.
const PAGES: usize = 800;
const SHOWS: usize = 40;
const CARDS: usize = 20;
const STATUSES: [&str; 5] = ["new", "contacting", "interested", "unfit", "unreachable"];
const CALL_TIMES: [&str; 4] = ["any", "morning", "afternoon", "evening"];

/// A signed-in browser.
struct Browser {
    addr: SocketAddr,
    cookies: String,
}

/// A row of the list.
struct Row {
    href: String,
    name: String,
    masked: String,
}

/// Requests of every kind.
pub struct Mix {
    variants: Vec<Vec<Vec<u8>>>,
}

impl Mix {
    /// Signs in, reads some pages of the list for people to look for, and sends every search once, because its page's address
    /// is its answer.
    pub fn prepare(addr: SocketAddr, key: &str, rng: &mut Rng) -> anyhow::Result<Self> {
        let browser = Browser::sign_in(addr, key)?;
        let mut rows = Vec::new();
        for _ in 0..PAGES_READ {
            rows.extend(browser.rows(1 + rng.below(PAGES))?);
        }
        ensure!(!rows.is_empty(), "the list is empty");
        let mut variants = Vec::with_capacity(KINDS.len());
        for kind in &KINDS {
            let each: anyhow::Result<Vec<Vec<u8>>> =
                (0..VARIANTS).map(|_| browser.request(kind.name, rng.pick_ref(&rows), rng)).collect();
            variants.push(each.with_context(|| kind.name)?);
        }
        Ok(Self { variants })
    }

    /// A request and its kind.
    pub fn draw(&self, rng: &mut Rng) -> (usize, Vec<u8>) {
        let mut place = rng.below(KINDS.iter().map(|kind| kind.weight).sum());
        for (number, kind) in KINDS.iter().enumerate() {
            match place.checked_sub(kind.weight) {
                Some(rest) => place = rest,
                None => return (number, rng.pick(&self.variants[number])),
            }
        }
        (0, rng.pick(&self.variants[0]))
    }
}

impl Browser {
    fn sign_in(addr: SocketAddr, key: &str) -> anyhow::Result<Self> {
        let reply = get(addr, &format!("/desk?key={key}"), "")?;
        ensure!(reply.status == 303, "signing in was answered with {}", reply.status);
        let name = HEXLOWER.encode(CLERKS[0].as_bytes());
        Ok(Self { addr, cookies: format!("{}; daigang_name={name}", reply.cookies()) })
    }

    /// The rows of one page of the list.
    fn rows(&self, page: usize) -> anyhow::Result<Vec<Row>> {
        let reply = get(self.addr, &format!("/desk?page={page}"), &format!("Cookie: {}\r\n", self.cookies))?;
        ensure!(reply.status == 200, "the list was answered with {}", reply.status);
        let text = String::from_utf8(reply.body)?;
        let cells = text.split("<td class=\"c-person\">").skip(1);
        let row = |cell: &str| {
            let part = |from: &str, to: char| cell.split_once(from)?.1.split(to).next().map(str::to_owned);
            Some(Row { href: part("href=\"", '"')?, name: part("<b>", '<')?, masked: part("class=\"tel\">", '<')? })
        };
        cells.map(|cell| row(cell).context("a row of the list")).collect()
    }

    fn request(&self, kind: &str, row: &Row, rng: &mut Rng) -> anyhow::Result<Vec<u8>> {
        let township = encoded(TOWNSHIPS[rng.frequent(TOWNSHIPS.len())]);
        let show = 2 + rng.below(SHOWS);
        // A name of several people on one phone is one of theirs.
        let name = row.name.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let path = match kind {
            "list" => "/desk".to_owned(),
            "page" => format!("/desk?page={}", 1 + rng.below(PAGES)),
            "filter_show" => format!("/desk?show={show}"),
            "filter_card" => format!("/desk?show={show}&card={}", 1 + rng.below(CARDS)),
            "filter_township" => format!("/desk?township={township}"),
            "filter_status" => format!("/desk?status={}", rng.pick(&STATUSES)),
            "filter_source" => format!("/desk?source={}", rng.pick(&SOURCES)),
            "filter_call_time" => format!("/desk?call={}", rng.pick(&CALL_TIMES)),
            "filter_suspects" => format!("/desk?suspects={}", rng.pick(&["1", "judge"])),
            "search_last_four" => return self.search(&row.masked[row.masked.len() - 4..], ""),
            "search_phone" => return self.search(&row.masked, ""),
            "search_name" => return self.search(name, ""),
            "search_township" => return self.search(rng.pick(&TOWNSHIPS), ""),
            "search_job" => return self.search(rng.pick(&JOB_WORDS), ""),
            "search_note" => return self.search(rng.pick(&NOTE_WORDS), ""),
            "search_filtered" => {
                return self.search(rng.pick(&NOTE_WORDS), &format!("&township={township}&status=contacting"));
            }
            "send_search" => return Ok(self.post_search(name, "")),
            "entry" => row.href.replace("&amp;", "&"),
            "count" => format!("/desk/count?since={}", millis_ago(60_000)),
            other => anyhow::bail!("no such kind: {other}"),
        };
        Ok(self.get(&path, ""))
    }

    fn get(&self, path: &str, cookies: &str) -> Vec<u8> {
        let (addr, own) = (self.addr, &self.cookies);
        format!("GET {path} HTTP/1.1\r\nHost: {addr}\r\nX-Forwarded-For: 10.9.9.9\r\nCookie: {own}{cookies}\r\n\r\n")
            .into_bytes()
    }

    /// The page of a search, whose address and cookie are the answer to its form.
    fn search(&self, text: &str, fields: &str) -> anyhow::Result<Vec<u8>> {
        let body = format!("q={}{fields}", encoded(text));
        let reply = post(self.addr, "/desk", &format!("Cookie: {}\r\n", self.cookies), &body)?;
        ensure!(reply.status == 303, "a search was answered with {}", reply.status);
        let address = reply.header("location").context("the address of a search")?;
        Ok(self.get(address, &format!("; {}", reply.cookies())))
    }

    fn post_search(&self, text: &str, fields: &str) -> Vec<u8> {
        let body = format!("q={}{fields}", encoded(text));
        let (addr, own, length) = (self.addr, &self.cookies, body.len());
        format!(
            "POST /desk HTTP/1.1\r\nHost: {addr}\r\nX-Forwarded-For: 10.9.9.9\r\nCookie: {own}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    }
}

#[allow(clippy::disallowed_methods, reason = "a load client runs by the system's clock")]
fn millis_ago(millis: u128) -> u128 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    since.as_millis().saturating_sub(millis)
}
