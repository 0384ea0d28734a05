//! Makes the views of a snapshot. Must not know who receives them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::card::{CardFace, LEFT_SHOWN_MAX, faces};
use super::faces::{FaceView, Instead, OnAirFace, PanelCard};
use super::shapes::{
    HowFace, IntakeFace, LiveCard, LiveView, NOTICES_IN_VIEW_MAX, NextFace, OverlayView, PanelView, ShowFace,
};
use crate::domain::Now;
use crate::domain::address::{CardAddress, spoken_path};
use crate::domain::job::{Job, JobId};
use crate::domain::rundown::{Card, CardNumber, CardPlaces, PlacesByJob};
use crate::domain::setup::missing;
use crate::domain::snapshot::Snapshot;
use crate::domain::stage::Face;
use crate::qr::Codes;

/// The views of one snapshot at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Views<'a> {
    snapshot: &'a Snapshot,
    /// The address of the public pages, with scheme, without a trailing slash.
    public_url: &'a str,
    now: Now,
    /// The places of cards with a limit; only for pages of viewers.
    places: Option<&'a PlacesByJob>,
}

impl<'a> Views<'a> {
    /// The views of `snapshot` at `now`. `public_url` has a scheme and no trailing slash.
    #[must_use]
    pub const fn new(snapshot: &'a Snapshot, public_url: &'a str, now: Now) -> Self {
        Self { snapshot, public_url, now, places: None }
    }

    /// The same with the places of cards, for viewers: a card whose limit is reached is full.
    #[must_use]
    pub const fn with_places(self, places: &'a PlacesByJob) -> Self {
        Self { places: Some(places), ..self }
    }

    fn on_air(&self) -> Option<OnAirFace> {
        let on = self.snapshot.stage.screen.on_air?;
        let (card, job) = self.aired(on.card)?;
        let face = CardFace::new(card, job, self.now);
        Some(OnAirFace { face, shown_at: on.shown_at, timer: on.timer.map(Into::into) })
    }

    /// A card with its text as it went on screen, or the newest text if an earlier version of the server kept no copy.
    fn aired(&self, number: CardNumber) -> Option<(&Card, &Arc<Job>)> {
        let (card, newest) = self.snapshot.rundown.card(number)?;
        Some((card, self.snapshot.aired.get(&card.job).unwrap_or(newest)))
    }

    /// The card on screen as `update` would show it.
    fn update(&self) -> Option<CardFace> {
        let number = self.snapshot.stage.screen.card()?;
        let (card, newest) = self.snapshot.rundown.card(number)?;
        let changed = self.snapshot.aired.get(&card.job).is_some_and(|aired| aired != newest);
        changed.then(|| CardFace::new(card, newest, self.now))
    }

    fn visible(&self) -> Option<OnAirFace> {
        self.on_air().filter(|_| !self.snapshot.stage.screen.panic)
    }

    fn face(&self) -> Option<FaceView> {
        let on = self.snapshot.stage.screen.face.as_ref()?;
        let face = match &on.face {
            Face::Countdown => Instead::Countdown { until: self.snapshot.show.as_ref()?.starts_at.timestamp_millis() },
            Face::Recap { cards } => {
                let known = cards.iter().filter_map(|number| self.aired(*number));
                Instead::Recap { cards: known.map(|(card, job)| CardFace::new(card, job, self.now)).collect() }
            }
            Face::How => Instead::How,
            Face::Notice { notice } => {
                let known = self.snapshot.notices.iter().find(|known| known.notice == *notice)?;
                Instead::Notice { text: known.text.clone() }
            }
            Face::Break { until } => Instead::Break { until: *until },
            Face::End => Instead::End { next_at: self.snapshot.next_at },
        };
        Some(FaceView { face, shown_at: on.shown_at })
    }

    /// The public fields of the show on the stage.
    #[must_use]
    pub fn show_face(&self) -> Option<ShowFace> {
        let show = self.snapshot.show.as_ref()?;
        Some(ShowFace {
            number: show.id.0,
            starts_at: show.starts_at.timestamp_millis(),
            planned_minutes: show.planned_minutes,
            live_since: self.snapshot.stage.live_since,
            closed: self.snapshot.stage.closed,
        })
    }

    fn sign_ups(&self) -> IntakeFace {
        let settings = &self.snapshot.settings;
        IntakeFace { missing: missing(settings), paused: settings.sign_ups.paused }
    }

    fn how(&self, card: Option<CardNumber>) -> HowFace {
        let path = card.map(spoken_path).unwrap_or_default();
        let address = match self.snapshot.settings.short_address.as_str() {
            "" => self.public_url.split_once("://").map_or(self.public_url, |(_, rest)| rest),
            short => short,
        };
        HowFace {
            organiser: self.snapshot.settings.organiser.clone(),
            channel: self.snapshot.settings.channel.clone(),
            hotline: self.snapshot.settings.hotline.clone(),
            address: format!("{address}{path}"),
            qr: None,
        }
    }

    fn cards(&self) -> impl Iterator<Item = (&Card, CardFace)> {
        self.snapshot.rundown.cards.iter().filter_map(|card| {
            let job = self.snapshot.rundown.jobs.get(&card.job)?;
            Some((card, CardFace::new(card, job, self.now)))
        })
    }

    /// Every card, in running order.
    #[must_use]
    pub fn faces(&self) -> Vec<CardFace> {
        let none = HashMap::new();
        faces(&self.snapshot.rundown, self.now, self.places.unwrap_or(&none))
    }

    /// The link in QR codes: of a card, or else of the front page.
    fn link(&self, card: Option<CardNumber>) -> String {
        let address = self.snapshot.show.as_ref().zip(card);
        let path = address.map_or_else(String::new, |(show, card)| CardAddress { show: show.id, card }.to_string());
        format!("{}{path}", self.public_url)
    }

    /// As [`Views::how`], with a QR code.
    fn how_drawn(&self, card: Option<CardNumber>, codes: &mut Codes) -> HowFace {
        let qr = codes.of(self.link(card)).cloned();
        HowFace { qr, ..self.how(card) }
    }

    /// Draws the QR code of a card before the card is on screen.
    pub fn draw_ahead(&self, card: CardNumber, codes: &mut Codes) {
        codes.of(self.link(Some(card)));
    }

    /// The view of an overlay.
    #[must_use]
    pub fn overlay(&self, codes: &mut Codes) -> OverlayView {
        let on_air = self.visible();
        let how = self.how_drawn(on_air.as_ref().map(|on| on.face.number), codes);
        let panic = self.snapshot.stage.screen.panic;
        let next = self.snapshot.stage.next(&self.snapshot.rundown, self.now).filter(|_| !panic);
        let next = next.and_then(|number| {
            let (card, job) = self.snapshot.rundown.card(number)?;
            Some(NextFace { face: CardFace::new(card, job, self.now), how: self.how_drawn(Some(number), codes) })
        });
        OverlayView {
            on_air,
            face: self.face().filter(|_| !panic),
            next,
            panic,
            show: self.show_face(),
            how,
            sign_ups: self.sign_ups(),
            contact: self.snapshot.stage.screen.contact,
            layout: self.snapshot.layout,
            guides_until: self.snapshot.stage.guides_until,
        }
    }

    /// The view of an overlay as if the host pressed `next` now.
    #[must_use]
    pub fn preview(&self, codes: &mut Codes) -> OverlayView {
        // Names every field, so that a new one does not compile until it is decided here what `next` makes of it.
        let OverlayView { on_air: _, face: _, next, panic: _, show, how, sign_ups, contact, layout, guides_until } =
            self.overlay(codes);
        let shown_at = self.now.millis();
        let (on_air, how) = match next {
            Some(next) => (Some(OnAirFace { face: next.face, shown_at, timer: None }), next.how),
            None => (None, how),
        };
        OverlayView { on_air, face: None, next: None, panic: false, show, how, sign_ups, contact, layout, guides_until }
    }

    /// The view of a panel.
    #[must_use]
    pub fn panel(&self) -> PanelView {
        let on_air = self.on_air();
        let how = self.how(on_air.as_ref().map(|on| on.face.number));
        let planned = |(card, face): (&Card, CardFace)| {
            let &Card { ref job, places, minutes, dwell, .. } = card;
            PanelCard { job: job.clone(), face, places, minutes, dwell }
        };
        PanelView {
            on_air,
            face: self.face(),
            panic: self.snapshot.stage.screen.panic,
            show: self.show_face(),
            cued: self.snapshot.stage.screen.cued,
            next: self.snapshot.stage.next(&self.snapshot.rundown, self.now),
            rundown: self.cards().map(planned).collect(),
            undo: self.snapshot.stage.undo.last().map(|done| done.command.clone()),
            update: self.update(),
            how,
            sign_ups: self.sign_ups(),
            contact: self.snapshot.stage.screen.contact,
            layout: self.snapshot.layout,
            guides_until: self.snapshot.stage.guides_until,
            driver: self.snapshot.stage.driver.clone(),
            locked: self.snapshot.stage.locked,
            notices: self.snapshot.notices.iter().rev().take(NOTICES_IN_VIEW_MAX).cloned().collect(),
            last: self.snapshot.last.as_deref().cloned(),
        }
    }

    /// The numbers that are closed for sign-up, and how many places the others have left, where these are few.
    fn shut_and_left(&self) -> (Vec<CardNumber>, BTreeMap<CardNumber, u16>) {
        let rundown = &self.snapshot.rundown;
        let mut shut = rundown.shut(self.snapshot.stage.said(), self.now);
        let counted = |card: &Card| Some((card.number, card.left(*self.places?.get(&card.job)?)?));
        let mut left: BTreeMap<CardNumber, u16> = rundown.cards.iter().filter_map(counted).collect();
        shut.extend(left.iter().filter(|(_, left)| **left == 0).map(|(number, _)| *number));
        shut.sort_unstable();
        shut.dedup();
        left.retain(|number, left| *left <= LEFT_SHOWN_MAX && !shut.contains(number));
        (shut, left)
    }

    /// The view of a viewer's page.
    #[must_use]
    pub fn live(&self) -> LiveView {
        let (shut, left) = self.shut_and_left();
        LiveView {
            show: self.show_face(),
            on_air: self.visible().map(|on| LiveCard {
                card: on.face.card,
                number: on.face.number,
                pay: format!("{}{}", on.face.pay, on.face.pay_unit),
                title: on.face.title,
                shown_at: on.shown_at,
            }),
            shut,
            left,
            numbering: self.snapshot.rundown.numbering_hash(),
        }
    }

    /// Sign-ups per card number, from counts per job.
    #[must_use]
    pub fn per_card(&self, counts: &HashMap<JobId, u64>) -> BTreeMap<CardNumber, u64> {
        let pairs =
            self.snapshot.rundown.cards.iter().map(|card| (card.number, counts.get(&card.job).copied().unwrap_or(0)));
        pairs.collect()
    }

    /// Places per card number, from places per job.
    #[must_use]
    pub fn places_per_card(&self, places: &PlacesByJob) -> BTreeMap<CardNumber, CardPlaces> {
        let cards = self.snapshot.rundown.cards.iter();
        cards.filter_map(|card| Some((card.number, *places.get(&card.job)?))).collect()
    }
}
