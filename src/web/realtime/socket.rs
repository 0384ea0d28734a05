//! `GET /ws`: from the request to the task that serves the socket. Must not know frames.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use crate::web::App;
use crate::web::http::auth::Credentials;
use crate::web::http::auth::crew::operator;
use crate::web::http::error::{AppError, Result};
use crate::web::http::listener::Slot;
use crate::web::http::page::Reader;
use crate::web::http::proxy_watch::{ProxyFault, ProxyWatch};
use crate::web::http::query::PageQuery;
use crate::web::realtime::admission::{Admission, Audience, admit};
use crate::web::realtime::conversation::{Conversation, Peer};
use crate::web::realtime::protocol::{NO_KEY, PROXY_FAULTS_HEADER};
use crate::web::realtime::transport::Transport;
use crate::web::realtime::upgrade::{Upgraded, upgrade};

/// `GET /ws?view=overlay|preview|panel|live`; with `&stage=rehearsal` of the rehearsal. An overlay inside a panel adds
/// `&monitor=1`, because viewers do not see it.
pub async fn get_socket(
    State(app): State<App>,
    Reader(t): Reader,
    query: PageQuery,
    credentials: Credentials,
    request: Request,
) -> Result {
    let admission = admit(request.headers(), &query, &credentials, &app.secrets, &app.public_url)?;
    match admission {
        Admission::Expired => serve(&app, request, |upgraded| async {
            Transport::open(upgraded).await.close(CloseCode::from(NO_KEY), "no key").await;
        }),
        Admission::Granted(Audience::Public, _) => {
            // The crowd of the air, whichever stage the address names: the rehearsal is not public.
            let crowd = app.realtime.crowd.clone();
            serve(&app, request, |upgraded| crowd.serve(upgraded))
        }
        Admission::Granted(audience, role) => {
            let proxies = app.proxies.clone();
            let app = app.on(query.stage);
            let monitor = audience == Audience::Preview || query.monitor;
            let peer = Peer { audience, monitor, by: operator(role, &credentials, &query), t };
            let served = serve(&app.clone(), request, |upgraded| async {
                Conversation::new(app, peer, upgraded).await.run().await;
            });
            report_proxies(&proxies, served)
        }
    }
}

/// Adds the faults of proxies to the handshake of a page of the crew, and notes that a proxy did not pass `Upgrade` on. A
/// viewer's handshake proves nothing, because any robot can send one.
fn report_proxies(proxies: &ProxyWatch, served: Result) -> Result {
    if matches!(served, Err(AppError::NoUpgrade)) {
        proxies.note(ProxyFault::NoUpgrade);
    }
    let mut response = served?;
    let faults = proxies.faults();
    if !faults.is_empty() {
        let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
        let value = HeaderValue::from_str(&faults.join(", ")).map_err(|why| AppError::Bug(why.into()))?;
        response.headers_mut().insert(HeaderName::from_static(PROXY_FAULTS_HEADER), value);
    }
    Ok(response)
}

/// Upgrades the connection and spawns the task that serves it. Each kind of socket has a task type of its own, so that the
/// tasks of thousands of viewers are no larger than a viewer needs.
fn serve<F>(app: &App, request: Request, work: impl FnOnce(Upgraded) -> F + Send + 'static) -> Result
where
    F: Future<Output = ()> + Send + 'static,
{
    let slot = request.extensions().get::<Slot>().cloned();
    let (response, upgraded) = upgrade(request)?;
    app.realtime.tasks.spawn(async move {
        // Counts this connection until the socket is closed.
        let _slot = slot;
        if let Some(upgraded) = upgraded.await {
            work(upgraded).await;
        }
    });
    Ok(Response::map(response, Body::new).into_response())
}
