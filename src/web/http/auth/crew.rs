//! Requests by the people who run the show, and by their programs: who acts, and in which role. Must not know commands.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;

use crate::domain::crew::{Operator, Role};
use crate::secrets::Secrets;
use crate::web::http::auth::credentials::Credentials;
use crate::web::http::auth::link_keys::LinkRole;
use crate::web::http::auth::name::chosen_name;
use crate::web::http::error::AppError;
use crate::web::http::query::PageQuery;

/// The links that open the panel, the one with the most permissions first: a browser with several acts in the first.
pub const PANEL_ROLES: [LinkRole; 3] = [LinkRole::Host, LinkRole::Assistant, LinkRole::Watcher];

const fn crew_role(link: LinkRole) -> Role {
    match link {
        LinkRole::Host => Role::Host,
        LinkRole::Assistant => Role::Assistant,
        LinkRole::Buttons => Role::Buttons,
        LinkRole::Watcher | LinkRole::Staff | LinkRole::Overlay => Role::Watcher,
    }
}

/// The role in which a request may act at the panel; `None` if it may not open it.
#[must_use]
pub fn panel_role(credentials: &Credentials, secrets: &Secrets) -> Option<Role> {
    // A key in the request takes precedence over the browser's cookies.
    let by_key = PANEL_ROLES.into_iter().find(|role| credentials.hold_key(*role, secrets));
    let found = by_key.or_else(|| PANEL_ROLES.into_iter().find(|role| credentials.open(*role, secrets)));
    found.map(crew_role)
}

/// Whether a request holds the key of a panel.
#[must_use]
pub fn holds_panel_key(credentials: &Credentials, secrets: &Secrets) -> bool {
    PANEL_ROLES.into_iter().any(|role| credentials.hold_key(role, secrets))
}

/// The person or program behind a request, in this role.
#[must_use]
pub fn operator(role: Role, credentials: &Credentials, query: &PageQuery) -> Operator {
    Operator::new(role, &chosen_name(credentials.jar()), &query.seat)
}

/// A request by a host.
#[derive(Debug, Clone)]
pub struct Host;

/// A request from a panel, in whichever role its link opens: the Hub decides what that role may do.
#[derive(Debug, Clone)]
pub struct Crew {
    /// The person or program that acts.
    pub by: Operator,
}

/// A request with a key of the HTTP commands, or of a panel.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The person or program that acts.
    pub by: Operator,
}

impl<S: Sync> FromRequestParts<S> for Host
where
    Secrets: FromRef<S>,
{
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let (_, credentials) = Credentials::of_request(parts);
        if credentials.open(LinkRole::Host, &Secrets::from_ref(state)) { Ok(Self) } else { Err(AppError::Forbidden) }
    }
}

impl<S: Sync> FromRequestParts<S> for Crew
where
    Secrets: FromRef<S>,
{
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let (query, credentials) = Credentials::of_request(parts);
        let role = panel_role(&credentials, &Secrets::from_ref(state)).ok_or(AppError::Forbidden)?;
        Ok(Self { by: operator(role, &credentials, &query) })
    }
}

impl<S: Sync> FromRequestParts<S> for Caller
where
    Secrets: FromRef<S>,
{
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let (query, credentials) = Credentials::of_request(parts);
        let secrets = Secrets::from_ref(state);
        let role = if credentials.hold_key(LinkRole::Buttons, &secrets) {
            Role::Buttons
        } else {
            panel_role(&credentials, &secrets).ok_or(AppError::Forbidden)?
        };
        Ok(Self { by: operator(role, &credentials, &query) })
    }
}
