//! Who may do what: keys from `secrets.json`, carried by link, cookie or bearer header. Roles are extractors.
//!
//! A link's `?key=` is exchanged for a cookie and vanishes from the address bar, so that it is not shared by accident.

use axum::extract::{FromRef, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use hmac::Mac as _;
use subtle::ConstantTimeEq;

use crate::domain::crew::{self, Operator};
use crate::secrets::{Secrets, keyed};
use crate::web::App;
use crate::web::http::error::AppError;
use crate::web::http::page::cookie;

/// What a key opens. A key opens one role and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The panel and its commands.
    Host,
    /// The panel with what an assistant may do.
    Assistant,
    /// The panel to look on.
    Watcher,
    /// The HTTP commands.
    Buttons,
    /// The desk, import and export.
    Staff,
    /// The overlay's view, to look at.
    Overlay,
}

/// How long a browser stays signed in after it last opened a page, in seconds: shows are weekly, and a month without one must
/// not end in a cookie that runs out in the middle of the next.
const COOKIE_SECS: u32 = 35 * 24 * 3600;
/// How long a name is remembered, in seconds: a year.
const NAME_COOKIE_SECS: u32 = 365 * 24 * 3600;
/// Longest name that somebody can give themselves, in characters.
pub const NAME_CHARS_MAX: usize = 20;

/// How long a seat is, in hexadecimal digits: no two pages of one show meet by chance.
const SEAT_DIGITS: usize = 16;

impl Role {
    const fn cookie(self) -> &'static str {
        match self {
            Self::Host => "daigang_host",
            Self::Assistant => "daigang_assistant",
            Self::Watcher => "daigang_watcher",
            Self::Buttons => "daigang_buttons",
            Self::Staff => "daigang_staff",
            Self::Overlay => "daigang_overlay",
        }
    }

    fn key(self, secrets: &Secrets) -> &str {
        match self {
            Self::Host => &secrets.host,
            Self::Assistant => &secrets.assistant,
            Self::Watcher => &secrets.watcher,
            Self::Buttons => &secrets.buttons,
            Self::Staff => &secrets.staff,
            Self::Overlay => &secrets.overlay,
        }
    }

    /// What the cookie holds: derived from the key, so that a new key signs everybody out, and a stolen cookie is no key.
    fn pass(self, secrets: &Secrets) -> String {
        let mut mac = keyed(self.key(secrets));
        mac.update(self.cookie().as_bytes());
        crate::random::hex(&mac.finalize().into_bytes())
    }

    /// Whether a request's headers or `?key=` open this role.
    #[must_use]
    pub fn opens(self, secrets: &Secrets, headers: &HeaderMap, query: Option<&str>) -> bool {
        self.opens_by_key(secrets, headers, query) || self.opens_by_cookie(secrets, headers)
    }

    fn opens_by_cookie(self, secrets: &Secrets, headers: &HeaderMap) -> bool {
        cookie(headers, self.cookie()).is_some_and(|given| same(given, &self.pass(secrets)))
    }

    /// The same without cookies, which a browser sends also where another site asks.
    #[must_use]
    pub fn opens_by_key(self, secrets: &Secrets, headers: &HeaderMap, query: Option<&str>) -> bool {
        let key = self.key(secrets);
        bearer(headers).is_some_and(|given| same(given, key)) || key_in(query).is_some_and(|given| same(given, key))
    }

    /// The `Set-Cookie` value that keeps this role open. `secure` where the public address is https.
    #[must_use]
    pub fn set_cookie(self, secrets: &Secrets, secure: bool) -> HeaderValue {
        let flags = if secure { "; Secure" } else { "" };
        let (name, pass) = (self.cookie(), self.pass(secrets));
        let text = format!("{name}={pass}; Path=/; Max-Age={COOKIE_SECS}; HttpOnly; SameSite=Lax{flags}");
        HeaderValue::from_str(&text).expect("hexadecimal digits and flags are a valid header")
    }

    /// The `Set-Cookie` value that closes this role again.
    #[must_use]
    pub fn clear_cookie(self) -> HeaderValue {
        let text = format!("{}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax", self.cookie());
        HeaderValue::from_str(&text).expect("a name and flags are a valid header")
    }
}

/// The keys that open the panel, the one that may most first: whoever has several acts by it.
pub const CREW: [(Role, crew::Role); 3] =
    [(Role::Host, crew::Role::Host), (Role::Assistant, crew::Role::Assistant), (Role::Watcher, crew::Role::Watcher)];

/// Begins the time anew for which a browser stays signed in, with each page of panel and desk that it opens.
pub async fn stay_signed_in(State(app): State<App>, request: Request, next: Next) -> Response {
    let secure = app.public_url.starts_with("https:");
    let roles = CREW.iter().map(|(role, _)| *role).chain([Role::Staff]);
    let signed_in = roles.filter(|role| role.opens_by_cookie(&app.secrets, request.headers()));
    let cookies: Vec<_> = signed_in.map(|role| role.set_cookie(&app.secrets, secure)).collect();
    let asks = request.method() == Method::GET;
    let mut response = next.run(request).await;
    // What a page fetches by itself is not somebody who opens it, and may be answered after another link signed in.
    let page =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if asks && page && response.status() == StatusCode::OK {
        for cookie in cookies {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

/// What a request may do at the panel.
#[must_use]
pub fn crew_role(secrets: &Secrets, headers: &HeaderMap, query: Option<&str>) -> Option<crew::Role> {
    // A key that was given speaks for itself, whatever cookies the browser has besides.
    let by_key = CREW.iter().find(|(role, _)| role.opens_by_key(secrets, headers, query));
    let found = by_key.or_else(|| CREW.iter().find(|(role, _)| role.opens(secrets, headers, query)));
    found.map(|(_, role)| *role)
}

fn same(given: &str, wanted: &str) -> bool {
    given.as_bytes().ct_eq(wanted.as_bytes()).into()
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// The `key` of a query string. Keys are hexadecimal, so nothing has to be unescaped.
#[must_use]
pub fn key_in(query: Option<&str>) -> Option<&str> {
    query?.split('&').find_map(|pair| pair.strip_prefix("key="))
}

/// The id that a page gave itself: `&seat=` and 16 hexadecimal digits. Empty where it is anything else.
#[must_use]
pub fn seat_in(query: Option<&str>) -> &str {
    let given =
        query.and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("seat="))).unwrap_or_default();
    if given.len() == SEAT_DIGITS && given.bytes().all(|byte| byte.is_ascii_hexdigit()) { given } else { "" }
}

/// The name that somebody gave themselves on this device; empty where none was given.
#[must_use]
pub fn name_of(headers: &HeaderMap) -> String {
    let hex = cookie(headers, "daigang_name").unwrap_or_default().as_bytes();
    let bytes: Option<Vec<u8>> =
        hex.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
    let name = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    name.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect()
}

/// The `Set-Cookie` value that remembers a name; in hexadecimal, because cookies hold no Chinese.
#[must_use]
pub fn set_name_cookie(name: &str) -> HeaderValue {
    let short: String = name.trim().chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
    let hex = crate::random::hex(short.as_bytes());
    let text = format!("daigang_name={hex}; Path=/; Max-Age={NAME_COOKIE_SECS}; HttpOnly; SameSite=Lax");
    HeaderValue::from_str(&text).expect("hexadecimal digits and flags are a valid header")
}

/// A request by a host. `name` is how they want to be called.
#[derive(Debug, Clone)]
pub struct Host {
    pub name: String,
}

/// A request from a panel, whatever its link allows: the Hub decides what is done.
#[derive(Debug, Clone)]
pub struct Crew {
    pub by: Operator,
}

/// A request with a key of the HTTP commands, or of a panel.
#[derive(Debug, Clone)]
pub struct Caller {
    pub by: Operator,
}

/// A request by staff of the desk.
#[derive(Debug, Clone)]
pub struct Staff {
    pub name: String,
}

fn admit<S>(role: Role, parts: &Parts, state: &S) -> Result<String, AppError>
where
    Secrets: FromRef<S>,
{
    let secrets = Secrets::from_ref(state);
    if role.opens(&secrets, &parts.headers, parts.uri.query()) {
        Ok(name_of(&parts.headers))
    } else {
        Err(AppError::Forbidden)
    }
}

impl<S: Sync> FromRequestParts<S> for Host
where
    Secrets: FromRef<S>,
{
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        Ok(Self { name: admit(Role::Host, parts, state)? })
    }
}

impl<S: Sync> FromRequestParts<S> for Staff
where
    Secrets: FromRef<S>,
{
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        Ok(Self { name: admit(Role::Staff, parts, state)? })
    }
}

fn by_of(role: crew::Role, parts: &Parts) -> Operator {
    Operator::new(role, &name_of(&parts.headers), seat_in(parts.uri.query()))
}

impl<S: Sync> FromRequestParts<S> for Crew
where
    Secrets: FromRef<S>,
{
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let role = crew_role(&Secrets::from_ref(state), &parts.headers, parts.uri.query());
        Ok(Self { by: by_of(role.ok_or(AppError::Forbidden)?, parts) })
    }
}

impl<S: Sync> FromRequestParts<S> for Caller
where
    Secrets: FromRef<S>,
{
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let (secrets, headers, query) = (Secrets::from_ref(state), &parts.headers, parts.uri.query());
        if Role::Buttons.opens_by_key(&secrets, headers, query) {
            return Ok(Self { by: by_of(crew::Role::Buttons, parts) });
        }
        let role = crew_role(&secrets, headers, query);
        Ok(Self { by: by_of(role.ok_or(AppError::Forbidden)?, parts) })
    }
}
