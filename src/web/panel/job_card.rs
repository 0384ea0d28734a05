//! `/panel/cards/{number}`: a card with every column of its job, to read aloud or to print. Must not change anything.

use askama::Template;
use axum::extract::Path;

use crate::domain::column::Column;
use crate::domain::job::Job;
use crate::domain::rundown::CardNumber;
use crate::domain::show::ShowId;
use crate::web::http::error::{AppError, Result};
use crate::web::http::page;
use crate::web::panel::crew_member::CrewMember;
use crate::words::Words;

#[derive(Template)]
#[template(path = "panel/card.html")]
struct JobCardPage<'a> {
    t: Words,
    number: CardNumber,
    full: bool,
    expired: bool,
    show: Option<ShowId>,
    kind: &'static str,
    job: &'a Job,
}

impl JobCardPage<'_> {
    /// Every known column in the sheet's order, then the columns that only this sheet has.
    fn cells(&self) -> impl Iterator<Item = (&str, &str)> {
        let known = Column::ALL.iter().map(|column| (column.header(), self.job.cell(*column)));
        known.chain(self.job.extra.iter().map(|(header, text)| (header.as_str(), text.as_str())))
    }
}

/// `GET /panel/cards/{number}`
pub async fn get_card(CrewMember { app, t, .. }: CrewMember, Path(number): Path<String>) -> Result {
    let number = number.parse().map_err(|_| AppError::NotFound)?;
    let snapshot = app.hub.snapshot();
    let (card, job) = snapshot.rundown.card(number).ok_or(AppError::NotFound)?;
    page::html(&JobCardPage {
        t,
        number,
        full: card.full,
        expired: job.expired(app.clock.now().today),
        show: snapshot.show.as_ref().map(|show| show.id),
        kind: job.kind().as_str(),
        job,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(valid_until: &str) -> Job {
        let cells = [(Column::Title, "月嫂"), (Column::Kind, "家政"), (Column::ValidUntil, valid_until)];
        let cells = cells.into_iter().map(|(column, text)| (column, text.to_owned())).collect();
        Job { cells, extra: vec![("车型".into(), "<b>面包车</b>".into())] }
    }

    #[test]
    fn the_card_page_shows_every_column_and_escapes_it() {
        let job = job("2026-12-31");
        let card = JobCardPage {
            t: Words::default(),
            number: 8,
            full: true,
            expired: false,
            show: Some(ShowId(42)),
            kind: job.kind().as_str(),
            job: &job,
        };
        let html = card.render().expect("owned data renders");
        for column in Column::ALL {
            assert!(html.contains(column.header()), "{} is missing", column.header());
        }
        assert!(html.contains("车型") && html.contains("&#60;b&#62;面包车") && !html.contains("<b>面包车"));
    }
}
