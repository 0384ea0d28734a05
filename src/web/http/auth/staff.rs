//! Requests by staff of the desk. Accounts of single clerks will have their place here.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;

use crate::secrets::Secrets;
use crate::web::http::auth::credentials::Credentials;
use crate::web::http::auth::link_keys::LinkRole;
use crate::web::http::auth::name::chosen_name;
use crate::web::http::error::AppError;

/// A request by staff of the desk.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The name that the clerk chose; empty if none was.
    pub name: String,
}

impl<S: Sync> FromRequestParts<S> for Staff
where
    Secrets: FromRef<S>,
{
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let (_, credentials) = Credentials::of_request(parts);
        if !credentials.open(LinkRole::Staff, &Secrets::from_ref(state)) {
            return Err(AppError::Forbidden);
        }
        Ok(Self { name: chosen_name(credentials.jar()) })
    }
}
