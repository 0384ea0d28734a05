//! The floor of the sign-ups, the simplest server: a form, one script call, 303. It validates nothing, has no token, rundown or
//! limit, and does not batch; one multiplexed connection, one thread.

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Redirect;
use axum::routing::{get, post};
use axum::serve::ListenerExt as _;
use axum::{Form, Router};
use redis::Script;
use redis::aio::MultiplexedConnection;
use serde::Deserialize;
use tokio::net::TcpListener;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long)]
    port: u16,
    #[arg(long)]
    redis: String,
}

/// The bare EVAL runs the same script.
pub const SCRIPT: &str = include_str!("floor.lua");

#[derive(Deserialize)]
struct SignUp {
    name: String,
    phone: String,
    jobs: String,
    township: String,
    note: String,
}

#[derive(Clone)]
struct App {
    conn: MultiplexedConnection,
    script: Arc<Script>,
}

pub fn run(args: &Args) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let conn = redis::Client::open(args.redis.as_str())?.get_multiplexed_async_connection().await?;
        let app = App { conn, script: Arc::new(Script::new(SCRIPT)) };
        let router = Router::new()
            .route("/{show}/{number}", post(sign_up))
            .route("/readyz", get(|| async { "ok\n" }))
            .with_state(app);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, args.port)).await?;
        axum::serve(listener.tap_io(|stream| drop(stream.set_nodelay(true))), router).await?;
        Ok(())
    })
}

async fn sign_up(State(mut app): State<App>, Form(form): Form<SignUp>) -> Result<Redirect, StatusCode> {
    let mut call = app.script.key(format!("person:{}:{}", form.jobs, form.phone));
    call.key("sign-ups").key("counts");
    call.arg(&form.name).arg(&form.phone).arg(&form.jobs).arg(&form.township).arg(&form.note);
    let kept: redis::RedisResult<i64> = call.invoke_async(&mut app.conn).await;
    kept.map(|_| Redirect::to("/r/1")).map_err(|_| StatusCode::SERVICE_UNAVAILABLE)
}
