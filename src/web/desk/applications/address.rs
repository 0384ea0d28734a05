//! The addresses below the list: of a person, of an application. They carry the list that they were opened from, and no
//! personal data.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use crate::domain::application::ApplicationId;
use crate::domain::person::PersonId;
use crate::store::EventNumber;
use crate::web::App;
use crate::web::desk::applications::query::{ListQuery, ListView};
use crate::web::desk::applications::search_cookie::Searches;

/// The list of a request's address, with the text of its search from the browser's cookie.
impl FromRequestParts<App> for ListView {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Query(query) =
            Query::<ListQuery>::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let mut list = query.view(app.hub.snapshot().stage.show);
        let searches = Searches::of(&CookieJar::from_headers(&parts.headers));
        if let Some(text) = searches.text(&list.search) {
            text.clone_into(&mut list.filter.search);
        }
        Ok(list)
    }
}

/// A person, and the list that the page was opened from. An extractor of the routes below `/desk/p/{person}`.
#[derive(Debug, Clone)]
pub struct PersonAddress {
    /// The person.
    pub person: PersonId,
    /// The list.
    pub list: ListView,
}

impl FromRequestParts<App> for PersonAddress {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Path(person) = Path::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        Ok(Self { person, list: ListView::from_request_parts(parts, app).await? })
    }
}

impl PersonAddress {
    /// The entry of the person's phone.
    #[must_use]
    pub fn page(&self) -> String {
        self.action("")
    }

    /// An address below that page: `/reveal`, `/code`.
    #[must_use]
    pub fn action(&self, path: &str) -> String {
        self.list.address(&format!("/desk/p/{}{path}", self.person))
    }

    /// The page after a change, at the person's section.
    #[must_use]
    pub fn after(&self, said: &'static str, event: EventNumber) -> String {
        self.after_at(said, event, &format!("p-{}", self.person))
    }

    /// The page after a change, at the element with the id `anchor`.
    #[must_use]
    pub fn after_at(&self, said: &'static str, event: EventNumber, anchor: &str) -> String {
        let more = [("said", said.to_owned()), ("at", event.to_string())];
        format!("{}#{anchor}", self.list.address_with(&format!("/desk/p/{}", self.person), &more))
    }

    /// The phone's row in the list.
    #[must_use]
    pub fn row(&self) -> String {
        format!("{}#p-{}", self.list.address("/desk"), self.person)
    }

    /// The phone's row in the list after a change, with further fields.
    #[must_use]
    pub fn row_after(&self, event: EventNumber, more: &[(&'static str, String)]) -> String {
        let mut pairs = vec![("at", event.to_string())];
        pairs.extend_from_slice(more);
        format!("{}#p-{}", self.list.address_with("/desk", &pairs), self.person)
    }
}

/// An application, and the list that it was opened from. An extractor of the routes below `/desk/a/{id}`.
#[derive(Debug, Clone)]
pub struct ApplicationAddress {
    /// The application.
    pub id: ApplicationId,
    /// Its person.
    pub person: PersonAddress,
}

impl FromRequestParts<App> for ApplicationAddress {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Path(id): Path<String> = Path::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let list = ListView::from_request_parts(parts, app).await?;
        let not_found = |_| crate::web::http::error::AppError::NotFound.into_response();
        let id: ApplicationId = id.parse().map_err(not_found)?;
        Ok(Self { person: PersonAddress { person: id.person.clone(), list }, id })
    }
}

impl ApplicationAddress {
    /// An address of the application: `/status`, `/remark`.
    #[must_use]
    pub fn action(&self, path: &str) -> String {
        application_action(&self.id, path, &self.person.list)
    }

    /// The application on the entry of its phone.
    #[must_use]
    pub fn page(&self) -> String {
        format!("{}#{}", self.person.page(), self.id)
    }

    /// The application on that page after a change.
    #[must_use]
    pub fn after(&self, said: &'static str, event: EventNumber) -> String {
        self.person.after_at(said, event, &self.id.to_string())
    }
}

/// An address below an application, for the forms of list and entry.
#[must_use]
pub fn application_action(id: &ApplicationId, path: &str, list: &ListView) -> String {
    list.address(&format!("/desk/a/{id}{path}"))
}
