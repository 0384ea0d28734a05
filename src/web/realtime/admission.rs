//! Decides before the upgrade which view a socket may have: by its role, its key and its origin. Must not know the handshake.

use axum::http::{HeaderMap, header};

use crate::domain::crew::Role;
use crate::secrets::Secrets;
use crate::web::http::auth::crew::{holds_panel_key, panel_role};
use crate::web::http::auth::{Credentials, LinkRole};
use crate::web::http::error::AppError;
use crate::web::http::query::PageQuery;

/// The view that a socket requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The picture on air.
    Overlay,
    /// An overlay's view of what comes next, inside a panel.
    Preview,
    /// The panel of host, assistant or watcher.
    Panel,
    /// Viewers' pages. `live` on the wire.
    Public,
}

/// The decision on a handshake that is not refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// The socket gets this view, and its page acts in this role.
    Granted(Audience, Role),
    /// A panel of ours whose key or cookie is no longer valid. The socket is opened only to close it with the reason: to a
    /// page, a refused handshake looks like a server that is down, and the panel would retry forever.
    ///
    /// Overlays are refused and retry until their key is valid, because no person is there to read a reason.
    Expired,
}

/// The origin that OBS gives to local files, the loader among them.
const OBS_LOCAL: &str = "http://absolute";

impl Audience {
    fn requested(query: &PageQuery) -> Option<Self> {
        match query.view.as_deref()? {
            "overlay" => Some(Self::Overlay),
            "preview" => Some(Self::Preview),
            "panel" => Some(Self::Panel),
            "live" => Some(Self::Public),
            _ => None,
        }
    }
}

/// How far a request's credentials reach for one audience.
struct Access {
    /// By key or cookie.
    allowed: bool,
    /// By a key of its own, without cookies.
    by_key: bool,
}

/// Decides on a socket's request.
///
/// # Errors
/// [`AppError::NotFound`] without a known view, [`AppError::Forbidden`] without credentials for it, and
/// [`AppError::CrossSite`] if another site's page opened the socket.
pub fn admit(
    headers: &HeaderMap,
    query: &PageQuery,
    credentials: &Credentials,
    secrets: &Secrets,
    public_url: &str,
) -> Result<Admission, AppError> {
    let audience = Audience::requested(query).ok_or(AppError::NotFound)?;
    let role = panel_role(credentials, secrets);
    let access = access(audience, role, credentials, secrets);
    let origin = headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or_default());
    if !access.allowed {
        let ours = origin.is_some_and(|origin| same_origin(origin, headers, public_url));
        return if ours && audience == Audience::Panel { Ok(Admission::Expired) } else { Err(AppError::Forbidden) };
    }
    let origin_fits = match origin {
        // Not a browser: it needs a key of its own, because a cookie could be another person's.
        None => access.by_key,
        Some(OBS_LOCAL) => audience == Audience::Overlay && access.by_key,
        Some(origin) => same_origin(origin, headers, public_url),
    };
    if !origin_fits {
        return Err(AppError::CrossSite);
    }
    // Only a panel's page has buttons.
    let role = role.filter(|_| audience == Audience::Panel).unwrap_or(Role::Watcher);
    Ok(Admission::Granted(audience, role))
}

fn access(audience: Audience, role: Option<Role>, credentials: &Credentials, secrets: &Secrets) -> Access {
    match audience {
        // A panel may open the overlay's view too, for its monitors.
        Audience::Overlay => Access {
            allowed: role.is_some() || credentials.open(LinkRole::Overlay, secrets),
            by_key: holds_panel_key(credentials, secrets) || credentials.hold_key(LinkRole::Overlay, secrets),
        },
        Audience::Panel | Audience::Preview => {
            Access { allowed: role.is_some(), by_key: holds_panel_key(credentials, secrets) }
        }
        Audience::Public => Access { allowed: true, by_key: true },
    }
}

/// Whether an origin is this site, as the browser reached it or as it is published.
fn same_origin(origin: &str, headers: &HeaderMap, public_url: &str) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let bare = origin.split_once("://").map_or("", |(_, host)| host);
    origin.eq_ignore_ascii_case(public_url) || (!bare.is_empty() && bare.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const URL: &str = "https://jobs.example";

    /// The decision on a request with this query and origin.
    fn decide(query: &str, origin: Option<&'static str>, secrets: &Secrets) -> Result<Admission, AppError> {
        let mut headers = HeaderMap::new();
        headers.extend(origin.map(|origin| (header::ORIGIN, HeaderValue::from_static(origin))));
        let query = PageQuery::parse(Some(query));
        admit(&headers, &query, &Credentials::read(&headers, &query), secrets, URL)
    }

    #[test]
    fn each_key_opens_its_own_views() {
        let secrets = Secrets::generate();
        let granted = |view: &str, key: &str| decide(&format!("view={view}&key={key}"), Some(URL), &secrets).ok();
        assert_eq!(granted("panel", &secrets.host), Some(Admission::Granted(Audience::Panel, Role::Host)));
        assert_eq!(granted("overlay", &secrets.host), Some(Admission::Granted(Audience::Overlay, Role::Watcher)));
        assert_eq!(granted("overlay", &secrets.overlay), Some(Admission::Granted(Audience::Overlay, Role::Watcher)));
        assert_eq!(granted("live", ""), Some(Admission::Granted(Audience::Public, Role::Watcher)));
        assert_eq!(granted("panel", &secrets.overlay), Some(Admission::Expired));
        assert_eq!(granted("preview", &secrets.overlay), None);
        assert_eq!(granted("overlay", &secrets.staff), None);
        assert_eq!(granted("unknown", &secrets.host), None);
    }

    #[test]
    fn another_sites_page_opens_no_socket_and_obs_only_overlays() {
        let secrets = Secrets::generate();
        let panel = format!("view=panel&key={}", secrets.host);
        let overlay = format!("view=overlay&key={}", secrets.overlay);
        let refused = |query: &str, origin| matches!(decide(query, origin, &secrets), Err(AppError::CrossSite));
        assert!(refused(&panel, Some("https://evil.example")) && refused("view=live", Some("https://evil.example")));
        assert!(refused(&panel, Some(OBS_LOCAL)) && !refused(&overlay, Some(OBS_LOCAL)));
        assert!(!refused(&panel, None), "a program with a key of its own");
        assert!(matches!(decide("view=panel", Some("https://evil.example"), &secrets), Err(AppError::Forbidden)));
    }
}
