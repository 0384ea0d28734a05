//! Visits and sign-ups of a show by channel, and the sources that belong to none. Reads only.

use std::collections::HashMap;

use crate::domain::channel::{Channel, ChannelTable, SignUpTally, VisitTally};
use crate::domain::show::ShowId;
use crate::store;
use crate::web::App;
use crate::words::{Words, arg};

/// The figures of one channel, or of one source without a channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SourceFigures {
    /// Openings of the link.
    pub visits: VisitTally,
    /// Sign-ups.
    pub sign_ups: SignUpTally,
}

impl SourceFigures {
    /// The last visit or sign-up; `None` if nothing has happened.
    pub fn last(self) -> Option<i64> {
        Some(self.visits.last.max(self.sign_ups.last)).filter(|at| *at > 0)
    }

    /// Openings and browsers in words; a dash for none.
    pub fn visits_line(&self, t: Words) -> String {
        pair(self.visits.times, self.visits.people, t)
    }

    /// Applications and people in words; a dash for none.
    pub fn sign_ups_line(&self, t: Words) -> String {
        pair(self.sign_ups.times, self.sign_ups.people, t)
    }

    fn add(&mut self, other: Self) {
        self.visits.add(other.visits);
        self.sign_ups.times += other.sign_ups.times;
        // One person with two links of one channel counts twice: rare, and not worth another pass over all people.
        self.sign_ups.people += other.sign_ups.people;
        self.sign_ups.last = self.sign_ups.last.max(other.sign_ups.last);
    }
}

fn pair(times: u64, people: u64, t: Words) -> String {
    match times {
        0 => "–".to_owned(),
        times => t.channels_pair(arg::People(people), arg::Times(times)),
    }
}

/// The figures of one show.
#[derive(Debug, Default)]
pub struct ShowFigures {
    by_channel: HashMap<String, SourceFigures>,
    /// Sources that belong to no channel, the most used first. The empty one: no link at all.
    pub others: Vec<(String, SourceFigures)>,
    /// All of them together.
    pub total: SourceFigures,
}

impl ShowFigures {
    /// Reads the visits from the store and the sign-ups from the index.
    pub async fn read(app: &App, show: ShowId) -> store::Result<Self> {
        let visits = app.sources.visits(show).await?;
        let sign_ups = app.index.sign_ups_by_source(show).await;
        Ok(Self::new(&app.sources.tables().channels, visits, sign_ups))
    }

    fn new(table: &ChannelTable, visits: HashMap<String, VisitTally>, sign_ups: HashMap<String, SignUpTally>) -> Self {
        let mut by_source: HashMap<String, SourceFigures> = HashMap::new();
        for (source, tally) in visits {
            by_source.entry(source).or_default().visits = tally;
        }
        for (source, tally) in sign_ups {
            by_source.entry(source).or_default().sign_ups = tally;
        }
        let mut figures = Self::default();
        for (source, one) in by_source {
            figures.total.add(one);
            match table.owner(&source) {
                Some(channel) => figures.by_channel.entry(channel.code.clone()).or_default().add(one),
                None => figures.others.push((source, one)),
            }
        }
        figures.others.sort_by(|(name, one), (other_name, other)| {
            let weight = |figures: &SourceFigures| (figures.sign_ups.times, figures.visits.times);
            weight(other).cmp(&weight(one)).then_with(|| name.cmp(other_name))
        });
        figures
    }

    /// The figures of a channel.
    pub fn of(&self, channel: &Channel) -> SourceFigures {
        self.by_channel.get(&channel.code).copied().unwrap_or_default()
    }
}
