//! The options of the list's filter: shows, cards, townships, statuses. Reads only.

use std::collections::BTreeMap;

use crate::domain::desk::Filter;
use crate::domain::rundown::{CardNumber, Rundown};
use crate::domain::signup::OTHER_TOWNSHIPS;
use crate::domain::snapshot::Snapshot;
use crate::store::{self, Store};
use crate::web::desk::labels::StatusLabel;
use crate::web::desk::select::SelectOption;
use crate::words::{Words, arg};

/// The options of every select of the filter.
#[derive(Debug)]
pub struct FilterOptions {
    /// Every show.
    pub shows: Vec<SelectOption>,
    /// The cards of the chosen show.
    pub cards: Vec<SelectOption>,
    /// The townships.
    pub townships: Vec<SelectOption>,
    /// The statuses.
    pub statuses: Vec<SelectOption>,
}

impl FilterOptions {
    /// The options, with those of `filter` selected.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn read(store: &Store, snapshot: &Snapshot, filter: &Filter, t: Words) -> store::Result<Self> {
        let shows = store.shows().await?.into_iter().map(|show| SelectOption {
            value: show.id.to_string(),
            label: t.common_show_number(show.id),
            selected: filter.show == Some(show.id),
        });
        let cards = cards(store, snapshot, filter).await?.into_iter().map(|(number, title)| SelectOption {
            value: number.to_string(),
            label: t.desk_card_option(arg::Number(number), arg::Title(title)),
            selected: filter.card == Some(number),
        });
        let statuses = StatusLabel::all(t).into_iter().map(|status| SelectOption {
            value: status.code.to_owned(),
            label: status.label.to_owned(),
            selected: filter.status.is_some_and(|chosen| chosen.as_str() == status.code),
        });
        Ok(Self {
            shows: shows.collect(),
            cards: cards.collect(),
            townships: townships(&snapshot.settings.townships, &filter.township),
            statuses: statuses.collect(),
        })
    }
}

/// The townships that sign-up forms offer. A chosen one that is not among them is added: an active filter must be visible.
fn townships(known: &[String], chosen: &str) -> Vec<SelectOption> {
    let others = OTHER_TOWNSHIPS.into_iter().filter(|other| !known.iter().any(|known| known == other));
    let mut names: Vec<_> = known.iter().map(String::as_str).chain(others).collect();
    if !chosen.is_empty() && !names.contains(&chosen) {
        names.push(chosen);
    }
    let option = |name: &str| SelectOption { value: name.to_owned(), label: name.to_owned(), selected: name == chosen };
    names.into_iter().map(option).collect()
}

/// The cards of the chosen show, or else of the show on the stage, each with its title.
async fn cards(store: &Store, snapshot: &Snapshot, filter: &Filter) -> store::Result<BTreeMap<CardNumber, String>> {
    let current = filter.show.is_none() || filter.show == snapshot.stage.show;
    let mut cards = match filter.show {
        Some(show) if !current => titled(&store.rundown(show).await?),
        _ => titled(&snapshot.rundown),
    };
    // A card that was removed from the rundown may still have applications, and an active filter must be visible.
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
        let names = |chosen: &str| townships(&known, chosen).into_iter().map(|option| option.value).collect::<Vec<_>>();
        assert_eq!(names(""), ["高村镇", "县城", "外县"], "what forms offer, each once");
        assert_eq!(names("别处"), ["高村镇", "县城", "外县", "别处"]);
        assert!(townships(&known, "外县")[2].selected);
    }
}
