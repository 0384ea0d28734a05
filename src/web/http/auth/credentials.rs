//! The proofs of its role that a request carries: a key in its address or header, and session cookies. Must not know which
//! role a handler requires.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum_extra::extract::CookieJar;

use crate::secrets::Secrets;
use crate::web::http::auth::link_keys::{LinkRole, same};
use crate::web::http::auth::session::is_signed_in;
use crate::web::http::query::PageQuery;

/// The keys and cookies of one request. No `Debug`: it holds secrets.
#[derive(Clone)]
pub struct Credentials {
    bearer: Option<String>,
    link_key: Option<String>,
    jar: CookieJar,
}

impl Credentials {
    /// Reads a request's `Authorization: Bearer`, `?key=` and cookies.
    #[must_use]
    pub fn read(headers: &HeaderMap, query: &PageQuery) -> Self {
        let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        Self { bearer: bearer.map(str::to_owned), link_key: query.key.clone(), jar: CookieJar::from_headers(headers) }
    }

    /// The query and the credentials of a request.
    #[must_use]
    pub fn of_request(parts: &Parts) -> (PageQuery, Self) {
        let query = PageQuery::parse(parts.uri.query());
        let credentials = Self::read(&parts.headers, &query);
        (query, credentials)
    }

    /// Whether the request may act in this role, by key or by cookie.
    #[must_use]
    pub fn open(&self, role: LinkRole, secrets: &Secrets) -> bool {
        self.hold_key(role, secrets) || is_signed_in(&self.jar, role, secrets)
    }

    /// The same without cookies, which a browser also sends with requests that another site started.
    #[must_use]
    pub fn hold_key(&self, role: LinkRole, secrets: &Secrets) -> bool {
        let key = role.key(secrets);
        [&self.bearer, &self.link_key].into_iter().flatten().any(|given| same(given, key))
    }

    /// Whether the request holds a key, and none of ours.
    #[must_use]
    pub fn are_wrong(&self, secrets: &Secrets) -> bool {
        let given = self.bearer.is_some() || self.link_key.is_some();
        given && !LinkRole::ALL.into_iter().any(|role| self.hold_key(role, secrets))
    }

    /// The role whose key is in the address, out of these.
    #[must_use]
    pub fn role_of_link(&self, roles: &[LinkRole], secrets: &Secrets) -> Option<LinkRole> {
        let key = self.link_key.as_deref()?;
        roles.iter().copied().find(|role| same(key, role.key(secrets)))
    }

    /// The request's cookies.
    pub fn jar(&self) -> &CookieJar {
        &self.jar
    }
}

impl<S: Sync> FromRequestParts<S> for Credentials {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of_request(parts).1)
    }
}
