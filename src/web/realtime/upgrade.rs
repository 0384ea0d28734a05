//! From a request to a WebSocket: who may, from which origin, and the raw stream beneath.
//!
//! Done here and not by axum's extractor, because the crowd writes to raw streams, which the extractor does not give.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::domain::crew::Role;
use crate::web::App;
use crate::web::http::auth::crew::{holds_panel_key, panel_role};
use crate::web::http::auth::{Credentials, LinkRole};
use crate::web::http::error::AppError;
use crate::web::http::query::PageQuery;

/// Which view a socket asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    Overlay,
    /// An overlay's view of what comes next, inside a panel.
    Preview,
    Panel,
    /// The public.
    Live,
}

/// What a handshake comes to, where it is not refused outright.
pub enum Admission {
    /// To have this view, and to act in it as this.
    In(Audience, Role),
    /// A page of ours whose key or cookie opens no panel any more. It is let in as far as to be told so: what a browser lets a
    /// page know of a handshake that failed looks like a server that is gone, and the panel would wait for it for ever.
    /// Overlays are not told: they try again until their key is right, because nobody stands before them.
    TurnedAway,
}

/// The origin of OBS's local files, the loader among them.
const OBS_LOCAL: &str = "http://absolute";

impl Audience {
    fn requested(query: &PageQuery) -> Option<Self> {
        match query.view.as_deref()? {
            "overlay" => Some(Self::Overlay),
            "preview" => Some(Self::Preview),
            "panel" => Some(Self::Panel),
            "live" => Some(Self::Live),
            _ => None,
        }
    }

    /// Decides before the upgrade who may have which view, and what they may do at it.
    pub fn admit(
        headers: &HeaderMap,
        query: &PageQuery,
        credentials: &Credentials,
        app: &App,
    ) -> Result<Admission, AppError> {
        let secrets = &app.secrets;
        let public_url = &*app.public_url;
        let audience = Self::requested(query).ok_or(AppError::NotFound)?;
        let role = panel_role(credentials, secrets);
        let crew_carries = holds_panel_key(credentials, secrets);
        let overlay_carries = credentials.hold_key(LinkRole::Overlay, secrets);
        let (allowed, carries_key) = match audience {
            // The panel shows the overlay too, for preview.
            Self::Overlay => {
                (role.is_some() || credentials.open(LinkRole::Overlay, secrets), crew_carries || overlay_carries)
            }
            Self::Panel | Self::Preview => (role.is_some(), crew_carries),
            Self::Live => (true, true),
        };
        let origin = headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or_default());
        if !allowed {
            let ours = origin.is_some_and(|origin| same_origin(origin, headers, public_url));
            let told = ours && audience == Self::Panel;
            return if told { Ok(Admission::TurnedAway) } else { Err(AppError::Forbidden) };
        }
        let origin_fits = match origin {
            // No browser, then: it needs a key of its own, because a cookie could be somebody else's.
            None => carries_key,
            Some(OBS_LOCAL) => audience == Self::Overlay && carries_key,
            Some(origin) => same_origin(origin, headers, public_url),
        };
        if !origin_fits {
            return Err(AppError::CrossSite);
        }
        // Only a panel's page has buttons.
        let role = role.filter(|_| audience == Self::Panel).unwrap_or(Role::Watcher);
        Ok(Admission::In(audience, role))
    }
}

/// Whether an origin is this site, as the browser reached it or as it is published.
fn same_origin(origin: &str, headers: &HeaderMap, public_url: &str) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let bare = origin.split_once("://").map_or("", |(_, host)| host);
    origin.eq_ignore_ascii_case(public_url) || (!bare.is_empty() && bare.eq_ignore_ascii_case(host))
}

/// A stream that speaks WebSocket from now on, and bytes that came with the request.
pub struct Upgraded {
    pub stream: TcpStream,
    /// A copy: the original is hyper's whole read buffer, 8 KiB that an idle viewer would hold.
    pub read_ahead: Vec<u8>,
}

/// Answers 101, and gives the stream to come.
///
/// # Errors
/// [`AppError::Method`] where the request is no WebSocket handshake.
pub fn upgrade(
    mut request: Request,
) -> Result<(Response<Body>, impl Future<Output = Option<Upgraded>> + Send), AppError> {
    let headers = request.headers();
    let says = |name: header::HeaderName, word: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        value.to_ascii_lowercase().contains(word)
    };
    let asks = says(header::CONNECTION, "upgrade")
        && says(header::UPGRADE, "websocket")
        && says(header::SEC_WEBSOCKET_VERSION, "13");
    let key = headers.get(header::SEC_WEBSOCKET_KEY).filter(|_| asks).ok_or(AppError::Method)?;
    let response = Response::builder()
        .status(StatusCode::SWITCHING_PROTOCOLS)
        .header(header::CONNECTION, "upgrade")
        .header(header::UPGRADE, "websocket")
        .header(header::SEC_WEBSOCKET_ACCEPT, derive_accept_key(key.as_bytes()))
        .body(Body::empty())
        .map_err(|why| AppError::Bug(why.into()))?;
    let upgraded = hyper::upgrade::on(&mut request);
    let stream = async move {
        // The peer may be gone before the upgrade; then there is nobody to tell.
        let parts = upgraded.await.ok()?.downcast::<TokioIo<TcpStream>>().ok()?;
        Some(Upgraded { stream: parts.io.into_inner(), read_ahead: parts.read_buf.to_vec() })
    };
    Ok((response, stream))
}
