//! The extractor of every panel handler: the person who acts, the stage and the language. Must not know pages.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::domain::crew::Operator;
use crate::web::http::auth::Crew;
use crate::web::http::error::AppError;
use crate::web::http::page::Reader;
use crate::web::{App, At};
use crate::words::Words;

/// A request from a person whose link opens the panel, in any role.
pub struct CrewMember {
    /// The application of the stage that the address names.
    pub app: App,
    /// The person who acts.
    pub by: Operator,
    /// The reader's language.
    pub t: Words,
}

impl FromRequestParts<App> for CrewMember {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let Crew { by } = Crew::from_request_parts(parts, app).await?;
        let At(app) = At::from_request_parts(parts, app).await.unwrap_or_else(|never| match never {});
        let Reader(t) = Reader::from_request_parts(parts, &app).await.unwrap_or_else(|never| match never {});
        Ok(Self { app, by, t })
    }
}
