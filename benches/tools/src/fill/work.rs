//! Writes forms and the work of staff through the store's own calls. Must not know what was planned for other shows.

use anyhow::bail;
use chrono::{DateTime, Duration, Utc};
use daigang::domain::answers::Answers;
use daigang::domain::application::{ApplicationId, Status, Wish};
use daigang::domain::person::{FormId, PersonId};
use daigang::domain::phone::Phone;
use daigang::domain::signup::SignUp;
use daigang::domain::consent::{ConsentId, ConsentText};
use daigang::store::{ByClerk, CodeAccess, EventNumber, SignedUp, Store, Written};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

use super::plan::{Plan, PlannedForm};
use super::shows::FilledShow;
use super::words::{self, CLERKS};
use crate::rng::Rng;

/// Calls at once.
const AT_ONCE: usize = 256;
/// The time between two steps with one application, on average.
const HOURS_BETWEEN_STEPS: f64 = 20.0;

/// An application that staff work on.
struct Task {
    id: ApplicationId,
    form: FormId,
    status: Status,
    remark: EventNumber,
    steps: usize,
    withdrawn: bool,
    at: DateTime<Utc>,
    rng: Rng,
}

/// A form that was stored.
struct StoredPlan<'a> {
    form: &'a PlannedForm,
    id: FormId,
    person: PersonId,
    at: DateTime<Utc>,
}

/// The result of a call that must have written something.
pub fn written<T: std::fmt::Debug>(result: Written<T>) -> anyhow::Result<EventNumber> {
    match result {
        Written::Done(event) => Ok(event),
        other => bail!("a change was not written: {other:?}"),
    }
}

/// Writes the forms of a show and the work on them; returns its people.
pub async fn write_show(
    store: &Store,
    plan: &Plan,
    forms: &[PlannedForm],
    show: &FilledShow,
    rng: &mut Rng,
) -> anyhow::Result<Vec<PersonId>> {
    let sent: Vec<(&PlannedForm, FormId)> =
        forms.iter().map(|form| (form, FormId(format!("{:016x}{:016x}", rng.bits(), rng.bits())))).collect();
    let sign_ups = sent.into_iter().map(|(form, id)| sign_up(store, plan, form, id, show));
    let stored: Vec<StoredPlan<'_>> = stream::iter(sign_ups).buffered(AT_ONCE).try_collect().await?;
    let mut tasks: Vec<Task> = stored.iter().flat_map(|stored| tasks(stored, show, rng)).collect();
    while tasks.iter().any(|task| task.steps > 0) {
        let waiting = tasks.iter_mut().filter(|task| task.steps > 0).map(anyhow::Ok);
        stream::iter(waiting).try_for_each_concurrent(AT_ONCE, |task| task.step(store)).await?;
    }
    let withdrawn = tasks.iter().filter(|task| task.withdrawn).map(anyhow::Ok);
    stream::iter(withdrawn).try_for_each_concurrent(AT_ONCE, |task| task.withdraw(store)).await?;
    let judged = stored.iter().filter(|stored| stored.form.judgement.is_some()).map(anyhow::Ok);
    stream::iter(judged).try_for_each_concurrent(AT_ONCE, |stored| judge(store, stored)).await?;
    Ok(stored.into_iter().map(|stored| stored.person).collect())
}

async fn sign_up<'a>(
    store: &Store,
    plan: &Plan,
    form: &'a PlannedForm,
    id: FormId,
    show: &FilledShow,
) -> anyhow::Result<StoredPlan<'a>> {
    let person = &plan.people[form.person];
    let phone = Phone::parse(&person.phone).map_err(|why| anyhow::anyhow!("an invented phone: {why:?}"))?;
    let answers = Answers {
        name: person.name.clone(),
        township: person.township.to_owned(),
        village: String::new(),
        party: form.party,
        call_time: form.call_time,
        note: form.note.clone(),
    };
    let sign_up = SignUp {
        phone,
        answers,
        show: show.id,
        cards: form.wishes.iter().map(|wish| show.cards[wish.card].clone()).collect(),
        source: form.source.to_owned(),
        consent: ConsentText::new(ConsentId::Call, "打电话".into()),
        notices: Vec::new(),
        shares: Vec::new(),
        suspicion: form.suspicion,
    };
    #[allow(clippy::cast_possible_truncation, reason = "milliseconds of some days")]
    let at = show.starts_at + Duration::milliseconds((form.after * 1e3) as i64);
    match store.sign_up(&id, &sign_up, at).await? {
        SignedUp::Stored { receipt, .. } => Ok(StoredPlan { form, id, person: receipt.person, at }),
        refused => bail!("a form was refused: {refused:?}"),
    }
}

fn tasks(stored: &StoredPlan<'_>, show: &FilledShow, rng: &mut Rng) -> Vec<Task> {
    let task = |wish: &super::plan::PlannedWish| Task {
        id: ApplicationId {
            person: stored.person.clone(),
            wish: Wish { show: show.id, job: show.cards[wish.card].1.clone() },
        },
        form: stored.id.clone(),
        status: Status::New,
        remark: 0,
        steps: wish.steps,
        withdrawn: wish.withdrawn,
        at: stored.at,
        rng: Rng::new(rng.bits()),
    };
    stored.form.wishes.iter().map(task).collect()
}

async fn judge(store: &Store, stored: &StoredPlan<'_>) -> anyhow::Result<()> {
    let by = ByClerk { name: CLERKS[0], at: stored.at + Duration::hours(30) };
    written(store.judge(&stored.person, &stored.id, None, stored.form.judgement, by).await?)?;
    Ok(())
}

impl Task {
    /// One thing that a clerk does with the application: looks at the number, changes the status, or writes a remark.
    async fn step(&mut self, store: &Store) -> anyhow::Result<()> {
        #[allow(clippy::cast_possible_truncation, reason = "minutes of some days")]
        let wait = (self.rng.wait(HOURS_BETWEEN_STEPS) * 60.0) as i64 + 1;
        self.at += Duration::minutes(wait);
        let by = ByClerk { name: CLERKS[self.rng.frequent(CLERKS.len())], at: self.at };
        match self.rng.share() {
            share if self.status == Status::New || share < 0.35 => {
                let to = self.next_status();
                written(store.set_status(&self.id, self.status, to, by).await?)?;
                self.status = to;
            }
            share if share < 0.6 => {
                let remark = words::remark(&mut self.rng);
                self.remark = written(store.set_remark(&self.id, self.remark, &remark, by).await?)?;
            }
            _ => {
                written(store.note_revealed(&self.id, by).await?)?;
            }
        }
        self.steps -= 1;
        Ok(())
    }

    fn next_status(&mut self) -> Status {
        match self.status {
            Status::New => Status::Contacting,
            status => {
                let others: Vec<Status> = Status::ALL[1..].iter().copied().filter(|other| *other != status).collect();
                self.rng.pick(&others)
            }
        }
    }

    async fn withdraw(&self, store: &Store) -> anyhow::Result<()> {
        let access = CodeAccess::Form { person: self.id.person.clone(), form: self.form.clone() };
        written(store.withdraw(&access, &self.id.wish, self.at + Duration::hours(1)).await?)?;
        Ok(())
    }
}
