//! Requests at given times over keep-alive connections: an open loop, as people are, who do not wait for each other's answers.
//! Must not know pages.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use mio::{Events, Poll, Token};

use crate::http::{Answer, Conn};

/// The time after which an answer counts as lost.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);
const READ_BYTES: usize = 64 * 1024;
/// The resolution of a poll's timeout. Shorter waits are spent polling, so that no request is sent late.
const POLL_RESOLUTION: Duration = Duration::from_millis(1);

/// A request to be sent.
pub struct Planned {
    /// After the start.
    pub due: Duration,
    /// Reported with its answer.
    pub kind: usize,
    pub bytes: Vec<u8>,
}

/// Requests that share connections, in order of time.
pub struct Lane {
    pub connections: usize,
    pub requests: VecDeque<Planned>,
    /// Whether an answer's time counts from when its request was due, not from when it was sent. With one connection, which
    /// is a person who waits, it would count a slow page twice.
    pub from_due: bool,
}

/// An answer.
pub struct Sample {
    pub kind: usize,
    pub status: u16,
    pub took: Duration,
}

/// A connection with the kind of its request.
struct Worker {
    conn: Conn,
    lane: usize,
    kind: usize,
}

/// Sends all requests, and returns when all are answered.
pub fn run(addr: SocketAddr, mut lanes: Vec<Lane>) -> anyhow::Result<Vec<Sample>> {
    let mut poll = Poll::new()?;
    let mut workers: Vec<Worker> = Vec::new();
    // The longest idle first, so that none is idle for so long that the server closes it.
    let mut idle = VecDeque::new();
    for (lane, count) in lanes.iter().map(|lane| lane.connections).enumerate() {
        for _ in 0..count {
            let conn = Conn::open(&poll, Token(workers.len()), addr)?;
            idle.push_back(workers.len());
            workers.push(Worker { conn, lane, kind: 0 });
        }
    }
    let (mut samples, mut events, mut bytes) = (Vec::new(), Events::with_capacity(256), vec![0; READ_BYTES]);
    let began = Instant::now();
    loop {
        let wait = send_due(began, &mut lanes, &mut workers, &mut idle)?;
        if idle.len() == workers.len() && lanes.iter().all(|lane| lane.requests.is_empty()) {
            return Ok(samples);
        }
        poll.poll(&mut events, Some(if wait < POLL_RESOLUTION { Duration::ZERO } else { wait }))?;
        ensure!(wait < ANSWER_TIMEOUT || !events.is_empty(), "no answer within {ANSWER_TIMEOUT:?}");
        for event in &events {
            let worker = &mut workers[event.token().0];
            if !worker.conn.is_busy() {
                // The server closes a connection that was idle for long, and a proxy opens another one.
                worker.conn = Conn::open(&poll, event.token(), addr)?;
                continue;
            }
            let kind = worker.kind;
            let complete = worker.conn.read(&mut bytes, &mut |answer: &Answer<'_>| {
                samples.push(Sample { kind, status: answer.status, took: answer.took });
                Ok(())
            });
            let complete = complete.with_context(|| {
                let last = samples.iter().rev().find(|sample| sample.kind == kind).map(|sample| sample.status);
                format!("a request of kind {kind}, whose last answer was {last:?}")
            })?;
            if complete {
                idle.push_back(event.token().0);
            }
        }
    }
}

/// Sends what is due on connections that are idle; returns the time until the next request that could be sent.
fn send_due(
    began: Instant,
    lanes: &mut [Lane],
    workers: &mut [Worker],
    idle: &mut VecDeque<usize>,
) -> anyhow::Result<Duration> {
    let mut wait = ANSWER_TIMEOUT;
    for _ in 0..idle.len() {
        let Some(place) = idle.pop_front() else { break };
        let worker = &mut workers[place];
        let lane = &mut lanes[worker.lane];
        let now = began.elapsed();
        if let Some(planned) = lane.requests.pop_front_if(|planned| planned.due <= now) {
            worker.kind = planned.kind;
            let since = if lane.from_due { began + planned.due } else { Instant::now() };
            worker.conn.send(&planned.bytes, since)?;
        } else {
            if let Some(next) = lane.requests.front() {
                wait = wait.min(next.due.saturating_sub(now));
            }
            idle.push_back(place);
        }
    }
    Ok(wait)
}
