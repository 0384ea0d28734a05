//! Endpoints for monitoring: liveness, readiness, metrics. Must not expose names, phones or notes.

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

use crate::picture::FontState;
use crate::store::StoreState;
use crate::web::App;

/// The routes for monitoring.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(get_healthz))
        .route("/readyz", get(get_readyz))
        .route("/metrics", get(get_metrics))
}

/// `GET /healthz`: this process answers.
async fn get_healthz() -> &'static str {
    "ok\n"
}

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    store: StoreState,
    /// Whether posters and previews can be drawn; a server without a font is ready for everything else.
    pictures: FontState,
    rev: u64,
    /// Faults of reverse proxies that were noticed in the last minutes. They do not make the server less ready.
    proxies: Vec<&'static str>,
}

/// `GET /readyz`: the store answers, has its data, and writes acknowledged changes to disk.
async fn get_readyz(State(app): State<App>) -> Response {
    let store = app.hub.stats().borrow().store;
    let rev = app.hub.snapshot().rev;
    let ready = store == StoreState::Ok;
    let proxies = app.proxies.fault_codes();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let pictures = app.pictures.state();
    (status, Json(Readiness { ready, store, pictures, rev, proxies })).into_response()
}

/// `GET /metrics`, in the text format of Prometheus.
async fn get_metrics(State(app): State<App>) -> Response {
    let stats = app.hub.stats().borrow().clone();
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, value: u64| {
        write!(text, "# HELP daigang_{name} {help}\n# TYPE daigang_{name} gauge\ndaigang_{name} {value}\n")
            .expect("writing to a String cannot fail");
    };
    gauge("stage_revision", "Accepted commands so far.", app.hub.snapshot().rev);
    gauge(
        "store_ok",
        "1 while the store answers, has its data and is durable.",
        u64::from(stats.store == StoreState::Ok),
    );
    gauge(
        "pictures_ok",
        "1 while a Chinese font is there, so that posters and previews can be drawn.",
        u64::from(app.pictures.state() == FontState::Ready),
    );
    gauge("applications", "Applications of the show on the stage.", stats.counts.values().sum());
    gauge("viewers", "Open viewers' pages on this server.", app.realtime.crowd.size() as u64);
    gauge("overlays", "Connected overlays on this server.", app.realtime.registry.overlays().len() as u64);
    gauge("panels", "Connected panels on this server.", app.realtime.registry.people().len() as u64);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
