//! What the filter offers: shows, cards, townships, statuses. Reads, and changes nothing.

use std::collections::BTreeMap;

use crate::domain::desk::Filter;
use crate::domain::rundown::{CardNumber, Rundown};
use crate::domain::signup::OTHER_TOWNSHIPS;
use crate::domain::snapshot::Snapshot;
use crate::web::App;
use crate::web::desk::labels::StatusWord;
use crate::web::http::error::Result;
use crate::words::{Words, arg};

/// One option of a select.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub word: String,
    pub chosen: bool,
}

#[derive(Debug)]
pub struct Choices {
    pub shows: Vec<Choice>,
    pub cards: Vec<Choice>,
    pub townships: Vec<Choice>,
    pub statuses: Vec<Choice>,
}

impl Choices {
    pub async fn read(app: &App, snapshot: &Snapshot, filter: &Filter, t: Words) -> Result<Self> {
        let shows = app.store.shows().await?.into_iter().map(|show| Choice {
            value: show.id.to_string(),
            word: t.common_show_number(show.id),
            chosen: filter.show == Some(show.id),
        });
        let cards = cards(app, snapshot, filter).await?.into_iter().map(|(number, title)| Choice {
            value: number.to_string(),
            word: t.desk_card_option(arg::Number(number), arg::Title(title)),
            chosen: filter.card == Some(number),
        });
        let statuses = StatusWord::all(t).into_iter().map(|status| Choice {
            value: status.code.to_owned(),
            word: status.word.to_owned(),
            chosen: filter.status.is_some_and(|chosen| chosen.as_str() == status.code),
        });
        Ok(Self {
            shows: shows.collect(),
            cards: cards.collect(),
            townships: townships(&snapshot.settings.townships, &filter.township),
            statuses: statuses.collect(),
        })
    }
}

/// What forms offer, and the chosen one where it is none of them: a filter that holds must be seen.
fn townships(known: &[String], chosen: &str) -> Vec<Choice> {
    let others = OTHER_TOWNSHIPS.into_iter().filter(|other| !known.iter().any(|known| known == other));
    let mut names: Vec<_> = known.iter().map(String::as_str).chain(others).collect();
    if !chosen.is_empty() && !names.contains(&chosen) {
        names.push(chosen);
    }
    let names = names.into_iter();
    names.map(|name| Choice { value: name.to_owned(), word: name.to_owned(), chosen: name == chosen }).collect()
}

/// The cards of the chosen show, or of the one on the stage, each with its title.
async fn cards(app: &App, snapshot: &Snapshot, filter: &Filter) -> Result<BTreeMap<CardNumber, String>> {
    let current = filter.show.is_none() || filter.show == snapshot.stage.show;
    let mut cards = match filter.show {
        Some(show) if !current => titled(&app.store.rundown(show).await?),
        _ => titled(&snapshot.rundown),
    };
    // A card that has left the rundown may still have people waiting: a filter that holds must be seen.
    if let Some(chosen) = filter.card {
        cards.entry(chosen).or_default();
    }
    Ok(cards)
}

fn titled(rundown: &Rundown) -> BTreeMap<CardNumber, String> {
    let titled = rundown.cards.iter().map(|card| {
        let title = rundown.jobs.get(&card.job).map_or("", |job| job.title());
        (card.number, title.to_owned())
    });
    titled.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_township_that_is_filtered_by_is_always_offered() {
        let known = ["高村镇".to_owned(), "县城".to_owned()];
        let names = |chosen: &str| townships(&known, chosen).into_iter().map(|choice| choice.value).collect::<Vec<_>>();
        assert_eq!(names(""), ["高村镇", "县城", "外县"], "what forms offer, each once");
        assert_eq!(names("别处"), ["高村镇", "县城", "外县", "别处"]);
        assert!(townships(&known, "外县")[2].chosen);
    }
}
