//! Viewers as background load: they read all frames, answer pings, and stay until this process ends.

use std::io::ErrorKind;
use std::net::SocketAddr;

use anyhow::ensure;
use mio::{Events, Poll, Token};

use crate::crowd::Peer;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long)]
    addr: SocketAddr,
    #[arg(long, default_value_t = 5000)]
    viewers: usize,
}

const READ_BYTES: usize = 64 * 1024;

pub fn run(args: &Args) -> anyhow::Result<()> {
    let mut poll = Poll::new()?;
    let opened = (0..args.viewers).map(|at| Peer::open(&poll, Token(at), args.addr, "/ws?view=live"));
    let mut viewers: Vec<Peer> = opened.collect::<anyhow::Result<_>>()?;
    println!("{} viewers are connected", viewers.len());
    let (mut events, mut bytes) = (Events::with_capacity(4096), vec![0; READ_BYTES]);
    loop {
        if let Err(why) = poll.poll(&mut events, None) {
            ensure!(why.kind() == ErrorKind::Interrupted, why);
        }
        for event in &events {
            let viewer = &mut viewers[event.token().0];
            let read = viewer.read(&mut bytes)?;
            viewer.frames(&bytes[..read], |_| {})?;
        }
    }
}
