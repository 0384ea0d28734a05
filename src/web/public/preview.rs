//! The head of a page for shared links: titles, pictures and postings, and
//! `GET /preview/{show}/{file}`, the pictures themselves. Must not know the pages that have them.

use axum::extract::{Path, Query};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse as _;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::domain::address::CardAddress;
use crate::domain::show::{Show, ShowId};
use crate::picture::FontState;
use crate::picture::letterhead::{Letterhead, moment};
use crate::picture::preview::{self, PreviewShape, PreviewText};
use crate::view::CardFace;
use crate::web::http::error::{AppError, Result};
use crate::web::public::facts::facts;
use crate::web::public::listing;
use crate::web::public::posting::{for_script, posting};
use crate::web::public::visit::Visit;
use crate::words::Words;

/// Postings on the page of a show: a page of 100 cards would otherwise double in size.
const POSTINGS_MAX: usize = 30;
/// Characters of a description: what chats show.
const DESCRIPTION_CHARS_MAX: usize = 120;
/// The name of a show's picture; a card's is its number.
const SHOW_FILE: &str = "show";
/// The end of the name of a square picture.
const SQUARE: &str = "-square";

/// The head of a page that can be shared.
pub struct LinkPreview {
    /// The title with the number.
    pub title: String,
    /// Two lines of facts.
    pub description: String,
    /// The lasting address.
    pub url: String,
    /// The organiser.
    pub site: String,
    /// The picture; `None` while pictures cannot be drawn.
    pub image: Option<String>,
    /// Job postings as JSON, made safe for a script element; empty without any.
    pub postings: String,
    /// The address of the square picture, for the page's body.
    pub square: Option<String>,
}

/// The version in the address of a picture.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct VersionQuery {
    v: String,
}

impl LinkPreview {
    /// The head of `/`.
    pub fn of_show(visit: &Visit, show: &Show, cards: &[CardFace]) -> Self {
        let text = text(visit, show, cards.iter().filter(|face| face.open()).cloned().collect(), false);
        let title = format!("{} {}", text.show, text.head.t.join_show_title());
        let day = show.starts_at.with_timezone(&visit.app.clock.zone()).date_naive();
        let url =
            |face: &CardFace| format!("{}{}", visit.app.public_url, CardAddress { show: show.id, card: face.number });
        let postings = text.cards.iter().filter_map(|face| posting(visit.t, face, day, &url(face))).take(POSTINGS_MAX);
        let items = (1..).zip(postings).map(|(at, item)| json!({ "@type": "ListItem", "position": at, "item": item }));
        let items: Vec<Value> = items.collect();
        let list = json!({ "@context": "https://schema.org", "@type": "ItemList", "itemListElement": items });
        let description = format!("{} {}", text.when, preview::summary(&text));
        let list = if items.is_empty() { String::new() } else { for_script(&list) };
        Self::new(visit, &text, title, &description, "/", &picture_path(show.id, SHOW_FILE), list)
    }

    /// The head of a card's page.
    pub fn of_card(visit: &Visit, show: &Show, address: CardAddress, face: &CardFace) -> Self {
        let text = text(visit, show, vec![face.clone()], true);
        let pay = format!("{}{}", face.pay, face.pay_unit);
        let title = format!("{} {} {pay}", visit.t.common_unit_card(face.number), face.title);
        let day = show.starts_at.with_timezone(&visit.app.clock.zone()).date_naive();
        let path = address.to_string();
        let mut posted = posting(visit.t, face, day, &format!("{}{path}", visit.app.public_url));
        if let Some(fields) = posted.as_mut().and_then(Value::as_object_mut) {
            fields.insert("@context".into(), json!("https://schema.org"));
        }
        let lines: Vec<String> =
            facts(visit.t, face).into_iter().map(|(label, value)| format!("{label}：{value}")).collect();
        let posted = posted.as_ref().map(for_script).unwrap_or_default();
        let picture = picture_path(show.id, &face.number.to_string());
        Self::new(visit, &text, title, &lines.join("；"), &path, &picture, posted)
    }

    fn new(
        visit: &Visit,
        text: &PreviewText,
        title: String,
        description: &str,
        path: &str,
        picture: &str,
        postings: String,
    ) -> Self {
        let base = &visit.app.public_url;
        let version = text.version();
        let drawn = visit.app.pictures.state() == FontState::Ready;
        Self {
            title,
            description: shorten(description),
            url: format!("{base}{path}"),
            site: text.head.organiser.clone(),
            image: drawn.then(|| format!("{base}{picture}.png?v={version}")),
            square: drawn.then(|| format!("{picture}{SQUARE}.png?v={version}")),
            postings,
        }
    }

    /// The postings, made safe for a script element.
    pub fn postings_json(&self) -> &str {
        &self.postings
    }
}

fn picture_path(show: ShowId, name: &str) -> String {
    format!("/preview/{show}/{name}")
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= DESCRIPTION_CHARS_MAX {
        return text.to_owned();
    }
    let start: String = text.chars().take(DESCRIPTION_CHARS_MAX - 1).collect();
    format!("{start}…")
}

/// Pictures are Chinese, whatever the visitor reads: who shares a link does not choose the language of those who see it.
fn text(visit: &Visit, show: &Show, cards: Vec<CardFace>, single: bool) -> PreviewText {
    let t = Words::default();
    PreviewText {
        head: Letterhead::new(t, &visit.snapshot.settings, &visit.app.public_url),
        show: t.common_show_number(show.id),
        when: moment(t, show.starts_at, visit.app.clock.zone()),
        cards,
        single,
    }
}

/// `GET /preview/{show}/{file}`: `show.png`, `8.png`, each with `-square` too.
pub async fn get_preview(
    visit: Visit,
    Path((show, file)): Path<(u32, String)>,
    Query(query): Query<VersionQuery>,
) -> Result {
    let name = file.strip_suffix(".png").ok_or(AppError::NotFound)?;
    let (name, shape) = match name.strip_suffix(SQUARE) {
        Some(name) => (name, PreviewShape::Square),
        None => (name, PreviewShape::Wide),
    };
    let text = find(&visit, ShowId(show), name).await?.ok_or(AppError::NotFound)?;
    let is_current = text.version() == query.v;
    let picture = visit.app.pictures.draw(move |fonts| preview::lay_out(fonts, &text, shape)).await?;
    // An old version in a chat gets the newest picture, for a short time.
    let cache = if is_current { "public, max-age=31536000, immutable" } else { "public, max-age=300" };
    let mut response = ([(header::CONTENT_TYPE, "image/png")], picture.png.to_vec()).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    Ok(response)
}

async fn find(visit: &Visit, id: ShowId, name: &str) -> Result<Option<PreviewText>> {
    let on_stage = visit.snapshot.show.as_ref().filter(|show| show.id == id);
    if name == SHOW_FILE {
        let cards = visit.views().faces().into_iter().filter(CardFace::open).collect();
        return Ok(on_stage.map(|show| text(visit, show, cards, false)));
    }
    let Ok(card) = name.parse() else { return Ok(None) };
    let Some(found) = listing::find(visit, CardAddress { show: id, card }).await? else { return Ok(None) };
    let Some(face) = found.face(visit) else { return Ok(None) };
    let show = match on_stage {
        Some(show) => Some(show.as_ref().clone()),
        None => visit.app.store.show(id).await?,
    };
    Ok(show.map(|show| text(visit, &show, vec![face], true)))
}
