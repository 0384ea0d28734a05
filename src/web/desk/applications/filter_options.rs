//! The options of the list's filter: shows, cards, townships, statuses, sources, call times. Reads only.

use std::collections::BTreeMap;

use crate::domain::answers::{CallTime, OTHER_TOWNSHIPS};
use crate::domain::desk::{Filter, NO_SOURCE, QueueState, Suspects};
use crate::domain::division::Township;
use crate::domain::rundown::{CardNumber, Rundown};
use crate::domain::show::ShowId;
use crate::domain::snapshot::Snapshot;
use crate::store::Store;
use crate::web::desk::clerk::Clerk;
use crate::web::desk::labels::{StatusLabel, call_time_label};
use crate::web::desk::select::SelectOption;
use crate::words::{Words, arg};

/// Sources that are offered, the most used first: more than a county has groups and posters in use.
const SOURCES_MAX: usize = 100;

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
    /// The sources that forms came by.
    pub sources: Vec<SelectOption>,
    /// The preferred times of a call.
    pub call_times: Vec<SelectOption>,
    /// The waiting list: any, those who wait, those who got a place.
    pub places: Vec<SelectOption>,
    /// How the list treats applications that look like a robot's.
    pub suspects: Vec<SelectOption>,
}

impl FilterOptions {
    /// The options, with those of `filter` selected. While the store does not answer, shows and cards are those that the
    /// stage has: the list itself needs no store.
    pub async fn read(clerk: &Clerk, filter: &Filter) -> Self {
        let t = clerk.t;
        let snapshot = clerk.app.hub.snapshot();
        let store = &clerk.app.store;
        Self {
            shows: shows(store, &snapshot, filter, t).await,
            cards: cards(store, &snapshot, filter, t).await,
            townships: townships(&snapshot.settings.townships, &filter.township),
            statuses: statuses(filter, t),
            sources: sources(clerk.app.index.sources(), &filter.source, t),
            call_times: call_times(filter, t),
            places: places(filter.place, t),
            suspects: suspects(filter.suspects, t),
        }
    }

    /// The chosen ones of those filters that are seldom used and therefore folded away, in words.
    #[must_use]
    pub fn folded(&self) -> Vec<&str> {
        let folded = self
            .sources
            .iter()
            .chain(&self.call_times)
            .chain(self.places.iter().skip(1))
            .chain(self.suspects.iter().skip(1));
        folded.filter(|option| option.selected).map(|option| option.label.as_str()).collect()
    }
}

fn places(chosen: Option<QueueState>, t: Words) -> Vec<SelectOption> {
    let choices = [
        (None, t.desk_filter_place_all()),
        (Some(QueueState::Waiting), t.desk_filter_place_waiting()),
        (Some(QueueState::Offered), t.desk_filter_place_free()),
    ];
    let option = |(choice, label): (Option<QueueState>, &str)| SelectOption {
        value: choice.map_or("", QueueState::as_str).to_owned(),
        label: label.to_owned(),
        selected: choice == chosen,
    };
    choices.into_iter().map(option).collect()
}

async fn shows(store: &Store, snapshot: &Snapshot, filter: &Filter, t: Words) -> Vec<SelectOption> {
    let mut ids: Vec<ShowId> = match store.shows().await {
        Ok(shows) => shows.into_iter().map(|show| show.id).collect(),
        Err(_) => snapshot.stage.show.into_iter().collect(),
    };
    ids.extend(filter.show.filter(|chosen| !ids.contains(chosen)));
    let option = |id: ShowId| SelectOption {
        value: id.to_string(),
        label: t.common_show_number(id),
        selected: filter.show == Some(id),
    };
    ids.into_iter().map(option).collect()
}

/// The townships that sign-up forms offer. A chosen one that is not among them is added: an active filter must be visible.
fn townships(known: &[Township], chosen: &str) -> Vec<SelectOption> {
    let others = OTHER_TOWNSHIPS.into_iter().filter(|other| !known.iter().any(|known| known.name == *other));
    let mut names: Vec<_> = known.iter().map(|known| known.name.as_str()).chain(others).collect();
    if !chosen.is_empty() && !names.contains(&chosen) {
        names.push(chosen);
    }
    let option = |name: &str| SelectOption { value: name.to_owned(), label: name.to_owned(), selected: name == chosen };
    names.into_iter().map(option).collect()
}

fn statuses(filter: &Filter, t: Words) -> Vec<SelectOption> {
    let option = |status: StatusLabel| SelectOption {
        value: status.code.to_owned(),
        label: status.label.to_owned(),
        selected: filter.status.is_some_and(|chosen| chosen.as_str() == status.code),
    };
    StatusLabel::all(t).into_iter().map(option).collect()
}

/// The sources with their counts. A chosen one that no form has any more is added, as above.
fn sources(known: Vec<(String, usize)>, chosen: &str, t: Words) -> Vec<SelectOption> {
    let mut known = known;
    known.truncate(SOURCES_MAX);
    let value = |source: &str| if source.is_empty() { NO_SOURCE.to_owned() } else { source.to_owned() };
    if !chosen.is_empty() && !known.iter().any(|(source, _)| value(source) == chosen) {
        known.push((if chosen == NO_SOURCE { String::new() } else { chosen.to_owned() }, 0));
    }
    let option = |(source, count): (String, usize)| {
        let name = if source.is_empty() { t.desk_source_none() } else { source.as_str() };
        SelectOption {
            label: t.desk_source_option(arg::Count(count), arg::Name(name)),
            value: value(&source),
            selected: value(&source) == chosen,
        }
    };
    known.into_iter().map(option).collect()
}

fn call_times(filter: &Filter, t: Words) -> Vec<SelectOption> {
    let option = |time: CallTime| SelectOption {
        value: time.as_str().to_owned(),
        label: call_time_label(time, t).to_owned(),
        selected: filter.call_time == Some(time),
    };
    CallTime::ALL.into_iter().map(option).collect()
}

fn suspects(chosen: Suspects, t: Words) -> Vec<SelectOption> {
    let option = |(suspects, label): (Suspects, &str)| SelectOption {
        value: suspects.as_str().to_owned(),
        label: label.to_owned(),
        selected: suspects == chosen,
    };
    let all = [
        (Suspects::Hidden, t.desk_filter_suspects_hidden()),
        (Suspects::Waiting, t.desk_filter_suspects_waiting()),
        (Suspects::Shown, t.desk_filter_suspects_shown()),
    ];
    all.into_iter().map(option).collect()
}

/// The cards of the chosen show, or else of the show on the stage, each with its title.
async fn cards(store: &Store, snapshot: &Snapshot, filter: &Filter, t: Words) -> Vec<SelectOption> {
    let current = filter.show.is_none() || filter.show == snapshot.stage.show;
    let mut cards = match filter.show {
        Some(show) if !current => store.rundown(show).await.as_ref().map(titled).unwrap_or_default(),
        _ => titled(&snapshot.rundown),
    };
    // A card that was removed from the rundown may still have applications, and an active filter must be visible.
    if let Some(chosen) = filter.card {
        cards.entry(chosen).or_default();
    }
    let option = |(number, title): (CardNumber, String)| SelectOption {
        value: number.to_string(),
        label: t.desk_card_option(arg::Number(number), arg::Title(title)),
        selected: filter.card == Some(number),
    };
    cards.into_iter().map(option).collect()
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
    use crate::words::Lang;

    #[test]
    fn a_township_that_is_filtered_by_is_always_offered() {
        let known = ["高村镇".into(), "县城".into()];
        let names = |chosen: &str| townships(&known, chosen).into_iter().map(|option| option.value).collect::<Vec<_>>();
        assert_eq!(names(""), ["高村镇", "县城", "外县"], "what forms offer, each once");
        assert_eq!(names("别处"), ["高村镇", "县城", "外县", "别处"]);
        assert!(townships(&known, "外县")[2].selected);
    }

    #[test]
    fn forms_without_a_source_can_be_asked_for() {
        let t = Words::from(Lang::Zh);
        let known = || vec![("wx1".to_owned(), 7), (String::new(), 2)];
        let options = sources(known(), NO_SOURCE, t);
        assert_eq!(options[1], SelectOption { value: "-".into(), label: "没有记录（2）".into(), selected: true });
        let gone = sources(known(), "wx9", t);
        assert!(gone.len() == 3 && gone[2].selected, "an active filter is visible");
    }
}
