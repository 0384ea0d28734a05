//! `/desk/posters`: posters of the show on the stage and of its cards, to look at and to save. Reads only.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde::Deserialize;

use crate::domain::address::{CardAddress, spoken_path};
use crate::domain::rundown::CardNumber;
use crate::domain::show::ShowId;
use crate::picture::letterhead::{Letterhead, moment};
use crate::picture::poster::{self, PosterFormat, PosterText};
use crate::picture::{DrawnPicture, Notes, PictureError};
use crate::view::{CardFace, Views};
use crate::web::App;
use crate::web::desk::chrome::{PageChrome, Tab};
use crate::web::desk::clerk::Clerk;
use crate::web::desk::select::SelectOption;
use crate::web::http::attachment::content_disposition;
use crate::web::http::error::{AppError, Result};
use crate::web::http::page;
use crate::words::Words;

/// Longest source code, in characters: as long as `/s/{code}` accepts.
const SOURCE_CHARS_MAX: usize = 32;
/// Characters of a job's title in the name of a file.
const FILE_TITLE_CHARS_MAX: usize = 20;

/// The pages of posters.
pub fn routes() -> Router<App> {
    Router::new().route("/desk/posters", get(get_posters)).route("/desk/posters/poster.png", get(get_picture))
}

/// The choice of a poster. Empty and unknown values mean the show, for a phone, without a source.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PosterQuery {
    card: String,
    size: String,
    source: String,
    /// `1`: save it as a file.
    save: String,
}

#[derive(Template)]
#[template(path = "desk/posters.html")]
struct PostersPage {
    t: Words,
    chrome: PageChrome,
    cards: Vec<SelectOption>,
    sizes: [SelectOption; 2],
    source: String,
    source_error: String,
    preview: Option<Preview>,
    /// Why there is no preview; empty if there is one.
    trouble: String,
}

/// A poster that can be drawn.
struct Preview {
    address: String,
    link: String,
    width: u32,
    height: u32,
    notes: Vec<String>,
}

/// `GET /desk/posters`
pub async fn get_posters(clerk: Clerk, Query(query): Query<PosterQuery>) -> Result {
    let t = clerk.t;
    let format = PosterFormat::from_name(&query.size);
    let text = text(&clerk, &query);
    let drawn = match &text {
        Some(text) if is_source(&query.source) => Some(draw(&clerk.app, text.clone(), query.card(), format).await),
        _ => None,
    };
    let (preview, trouble) = match (drawn, text) {
        (Some(Ok(picture)), Some(text)) => (Some(preview(t, &query, text.link, format, &picture.notes)), String::new()),
        (Some(Err(PictureError::NoFont)), _) => (None, t.picture_no_font_text().to_owned()),
        (Some(Err(PictureError::Loading)), _) => (None, t.posters_loading().to_owned()),
        (Some(Err(PictureError::Busy)), _) => (None, t.picture_busy_text().to_owned()),
        (Some(Err(PictureError::Bug(why))), _) => return Err(AppError::Bug(why)),
        (None, _) | (Some(Ok(_)), None) => (None, String::new()),
    };
    let size = |format: PosterFormat, label: &str| SelectOption {
        value: format.as_str().to_owned(),
        label: label.to_owned(),
        selected: PosterFormat::from_name(&query.size) == format,
    };
    page::html(&PostersPage {
        t,
        chrome: clerk.chrome(Tab::Posters, "/desk/posters"),
        cards: card_options(&clerk, query.card()),
        sizes: [size(PosterFormat::Phone, t.posters_size_phone()), size(PosterFormat::A4, t.posters_size_a4())],
        source_error: if is_source(&query.source) { String::new() } else { t.posters_source_wrong(SOURCE_CHARS_MAX) },
        source: query.source,
        preview,
        trouble,
    })
}

/// `GET /desk/posters/poster.png`
pub async fn get_picture(clerk: Clerk, Query(query): Query<PosterQuery>) -> Result {
    if !is_source(&query.source) {
        return Err(AppError::NotFound);
    }
    let format = PosterFormat::from_name(&query.size);
    let text = text(&clerk, &query).ok_or(AppError::NotFound)?;
    let (native, plain) = file_name(clerk.t, &text, query.card(), format);
    let picture = draw(&clerk.app, text, query.card(), format).await?;
    let mut response = ([(header::CONTENT_TYPE, "image/png")], picture.png.to_vec()).into_response();
    if query.save == "1" {
        save_as(&mut response, &plain, &native)?;
    }
    Ok(response)
}

fn save_as(response: &mut Response, plain: &str, native: &str) -> Result<()> {
    let value = content_disposition(plain, native).parse().map_err(anyhow::Error::from)?;
    response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    Ok(())
}

async fn draw(
    app: &App,
    text: PosterText,
    card: Option<CardNumber>,
    format: PosterFormat,
) -> std::result::Result<DrawnPicture, PictureError> {
    let layout = if card.is_some() { poster::card } else { poster::show };
    app.pictures.draw(move |fonts| layout(fonts, &text, format)).await
}

/// The text of a poster; `None` without a show, or if the show has no such card.
fn text(clerk: &Clerk, query: &PosterQuery) -> Option<PosterText> {
    let snapshot = clerk.app.hub.snapshot();
    let show = snapshot.show.as_ref()?;
    let faces = Views::new(&snapshot, &clerk.app.public_url, clerk.now).faces();
    let cards: Vec<_> = match query.card() {
        Some(number) => faces.into_iter().filter(|face| face.number == number).collect(),
        None => faces.into_iter().filter(CardFace::open).collect(),
    };
    if cards.is_empty() && query.card().is_some() {
        return None;
    }
    // Posters are for villagers: Chinese, whatever the clerk reads.
    let t = Words::default();
    let head = Letterhead::new(t, &snapshot.settings, &clerk.app.public_url);
    let path = query.card().map_or_else(String::new, spoken_path);
    Some(PosterText {
        show: t.common_show_number(show.id),
        when: moment(t, show.starts_at, clerk.app.clock.zone()),
        cards,
        link: link(&clerk.app.public_url, show.id, query),
        address: format!("{}{path}", head.address),
        head,
    })
}

/// The address in the QR code: the tracked one where the poster has a source.
fn link(public_url: &str, show: ShowId, query: &PosterQuery) -> String {
    match (query.source.as_str(), query.card()) {
        ("", None) => format!("{public_url}/"),
        ("", Some(card)) => format!("{public_url}{}", CardAddress { show, card }),
        (source, None) => format!("{public_url}/s/{source}"),
        (source, Some(card)) => format!("{public_url}/s/{source}{}", CardAddress { show, card }),
    }
}

fn preview(t: Words, query: &PosterQuery, link: String, format: PosterFormat, notes: &Notes) -> Preview {
    let (width, height) = format.pixels();
    let card = query.card().map_or_else(String::new, |number| number.to_string());
    let address = format!("/desk/posters/poster.png?card={card}&size={}&source={}", format.as_str(), query.source);
    let missing: String = notes.missing.iter().collect();
    let comma = t.common_list_comma();
    let notes = [
        (!notes.cut.is_empty()).then(|| t.posters_cut(notes.cut.join(comma))),
        (!notes.dropped.is_empty()).then(|| t.posters_dropped(notes.dropped.join(comma))),
        (!missing.is_empty()).then(|| t.posters_missing(missing)),
    ];
    Preview { address, link, width, height, notes: notes.into_iter().flatten().collect() }
}

fn card_options(clerk: &Clerk, chosen: Option<CardNumber>) -> Vec<SelectOption> {
    let snapshot = clerk.app.hub.snapshot();
    let faces = Views::new(&snapshot, &clerk.app.public_url, clerk.now).faces();
    let option = |face: &CardFace| SelectOption {
        value: face.number.to_string(),
        label: format!("{} {}", clerk.t.common_unit_card(face.number), face.title),
        selected: chosen == Some(face.number),
    };
    faces.iter().map(option).collect()
}

/// The name of a file: `海报_第42期_8号岗_月嫂_a4.png`.
fn file_name(t: Words, text: &PosterText, card: Option<CardNumber>, format: PosterFormat) -> (String, String) {
    let format = format.as_str();
    let title = card.and(text.cards.first()).map_or_else(String::new, |face| {
        let title: String = face.title.chars().filter(|c| c.is_alphanumeric()).take(FILE_TITLE_CHARS_MAX).collect();
        format!("_{}_{title}", Words::default().common_unit_card(face.number))
    });
    let number = card.map_or_else(String::new, |number| format!("_{number}"));
    (format!("{}_{}{title}_{format}.png", t.posters_file(), text.show), format!("poster{number}_{format}.png"))
}

/// Whether a text can be the code of a tracked link, or is empty.
fn is_source(code: &str) -> bool {
    code.len() <= SOURCE_CHARS_MAX && code.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

impl PosterQuery {
    fn card(&self) -> Option<CardNumber> {
        self.card.parse().ok()
    }
}
