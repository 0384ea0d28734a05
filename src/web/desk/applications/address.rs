//! The addresses of one application. They carry the filter of the list that it was opened from, and no personal data.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use crate::domain::person::ApplicationId;
use crate::web::App;
use crate::web::desk::applications::query::{ListQuery, address};

/// An application, and the list that it was opened from. An extractor of the routes below `/desk/a/{id}`.
#[derive(Debug, Clone)]
pub struct EntryAddress {
    /// The application.
    pub id: ApplicationId,
    /// The list. Has no search text, unless a form brought one.
    pub list: ListQuery,
}

impl FromRequestParts<App> for EntryAddress {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Path(id) = Path::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let Query(list) =
            Query::<ListQuery>::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        Ok(Self { id, list: list.without_search() })
    }
}

impl EntryAddress {
    /// The page of the application.
    #[must_use]
    pub fn page(&self) -> String {
        self.action("")
    }

    /// An address below that page: `/status`, `/remark`, `/open`.
    #[must_use]
    pub fn action(&self, path: &str) -> String {
        entry_address(&self.id, path, &self.list)
    }

    /// The page of another application, opened from the same list.
    #[must_use]
    pub fn sibling(&self, id: &ApplicationId) -> String {
        entry_address(id, "", &self.list)
    }

    /// The page after a change, with its confirmation.
    #[must_use]
    pub fn with_saved_notice(&self, what: &str) -> String {
        let page = self.page();
        let joint = if page.contains('?') { '&' } else { '?' };
        format!("{page}{joint}saved={what}")
    }

    /// The application's row in the list.
    #[must_use]
    pub fn row(&self) -> String {
        format!("{}#a-{}", address("/desk", &self.list.filter(None), self.list.page()), self.id.0)
    }
}

fn entry_address(id: &ApplicationId, path: &str, list: &ListQuery) -> String {
    address(&format!("/desk/a/{}{path}", id.0), &list.filter(None), list.page())
}
