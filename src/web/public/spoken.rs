//! `/8`, `/j/8`, `/J/８/`: the addresses that a host says and viewers type. They lead to the card of the show on the stage.

use std::convert::Infallible;

use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::domain::address::{CardAddress, is_join_letter, read_number};
use crate::domain::rundown::CardNumber;
use crate::domain::show::ShowId;
use crate::store;
use crate::web::App;
use crate::web::http::error::{AppError, Result};
use crate::web::public::listing::{self, FoundCard, Listing};
use crate::web::public::unknown::show_unknown;
use crate::web::public::visit::Visit;

/// A number in an address, as it was typed. Rejects every other word, before the store is needed: such a page does not exist.
pub struct TypedNumber(String);

/// `/{show}/{number}` as it was typed, with `j` in place of a show.
pub enum TypedCard {
    /// A card of a show.
    Of(ShowId, TypedNumber),
    /// A card of the show on the stage.
    OnStage(TypedNumber),
}

impl TypedNumber {
    /// A number as it was typed, whatever it is.
    pub fn new(typed: String) -> Self {
        Self(typed)
    }

    /// As it was typed, for the page that repeats it.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The card; `None` for what is no number of a card.
    pub fn card(&self) -> Option<CardNumber> {
        read_number(&self.0).and_then(|number| number.try_into().ok())
    }
}

impl FromRequestParts<App> for TypedNumber {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let path: std::result::Result<Path<String>, PathRejection> = Path::from_request_parts(parts, app).await;
        match path {
            Ok(Path(typed)) if read_number(&typed).is_some() => Ok(Self(typed)),
            Ok(_) | Err(_) => Err(AppError::NotFound),
        }
    }
}

impl FromRequestParts<App> for TypedCard {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let path: std::result::Result<Path<(String, String)>, PathRejection> =
            Path::from_request_parts(parts, app).await;
        let Ok(Path((show, number))) = path else { return Err(AppError::NotFound) };
        match read_number(&show) {
            Some(show) if read_number(&number).is_some() => Ok(Self::Of(ShowId(show), TypedNumber(number))),
            None if is_join_letter(&show) => Ok(Self::OnStage(TypedNumber(number))),
            Some(_) | None => Err(AppError::NotFound),
        }
    }
}

/// The path of a request and its query, which a redirect hands on.
pub struct RequestUri {
    path: String,
    query: Option<String>,
}

impl RequestUri {
    /// Whether the request came to exactly this address.
    pub fn is_at(&self, address: CardAddress) -> bool {
        self.path == address.to_string()
    }
}

impl<S: Sync> FromRequestParts<S> for RequestUri {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> std::result::Result<Self, Infallible> {
        let query = parts.uri.query().map(str::to_owned);
        Ok(Self { path: parts.uri.path().to_owned(), query })
    }
}

/// `GET /{number}`
pub async fn get_spoken(typed: TypedNumber, visit: Visit, uri: RequestUri) -> Result {
    lead(&visit, &typed, &uri).await
}

/// `GET /j/{number}`
pub async fn get_join(visit: Visit, Path(typed): Path<String>, uri: RequestUri) -> Result {
    lead(&visit, &TypedNumber::new(typed), &uri).await
}

/// Redirects to the card of the show on the stage, or says that no card has the number.
pub async fn lead(visit: &Visit, typed: &TypedNumber, uri: &RequestUri) -> Result {
    match find_on_stage(visit, typed).await? {
        Some(found) => Ok(redirect(found.moved.unwrap_or(found.address), uri)),
        None => show_unknown(visit, None, typed.text()),
    }
}

/// The card of the show on the stage that a number means.
pub async fn find_on_stage(visit: &Visit, typed: &TypedNumber) -> store::Result<Option<FoundCard>> {
    let address = Listing::on_stage(visit).zip(typed.card()).map(|(listing, card)| listing.address(card));
    match address {
        Some(address) => listing::find(visit, address).await,
        None => Ok(None),
    }
}

/// A redirect to the page of a card. Keeps the query, such as the language.
pub fn redirect(address: CardAddress, uri: &RequestUri) -> Response {
    let path = address.to_string();
    let with_query = uri.query.as_ref().and_then(|query| HeaderValue::try_from(format!("{path}?{query}")).ok());
    let location = with_query.or_else(|| HeaderValue::try_from(path).ok());
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().extend(location.map(|location| (header::LOCATION, location)));
    response
}
