//! The history in a copy of personal data: the events that belong to what a code opens, in words. A form's code opens what concerns
//! this form, never what concerns another form of the same phone.

use crate::domain::application::{ApplicationId, Judgement, Wish};
use crate::domain::history::Wording;
use crate::domain::person::StoredForm;
use crate::index::{HistoryEntry, HistoryKind, Scope};
use crate::store::{self, CodeAccess};
use crate::web::public::account::opened::OpenedData;
use crate::web::public::answers::answer_facts;
use crate::web::public::dates::stamp;
use crate::web::public::labels::status_label;
use crate::web::public::visit::Visit;
use crate::words::{Words, arg};

/// One event.
pub struct CopiedEvent {
    /// Its time.
    pub at: String,
    /// The event in words.
    pub text: String,
}

/// The events, oldest first; `None` while the index does not have all of them.
pub async fn copied_history(
    visit: &Visit,
    access: &CodeAccess,
    opened: &OpenedData,
) -> store::Result<Option<Vec<CopiedEvent>>> {
    let newest = visit.app.store.newest_event().await?;
    if !visit.app.index.contains(newest).await {
        return Ok(None);
    }
    let Some(entry) = visit.app.index.entry(access.person(), Scope::All) else { return Ok(None) };
    let own = entry.history.iter().rev().filter(|event| event.person == *access.person());
    let about = own.filter(|event| is_about(event, access, opened));
    Ok(Some(about.map(|event| line(visit, event, opened)).collect()))
}

/// Whether an event concerns what is open.
fn is_about(event: &HistoryEntry, access: &CodeAccess, opened: &OpenedData) -> bool {
    if access.form().is_none() {
        return true;
    }
    let Some(form) = opened.forms.first() else { return false };
    let of_own_jobs = || {
        let is_own = |id: &ApplicationId| form.jobs.iter().any(|job| job.wish == id.wish && job.own);
        !event.applications.is_empty() && event.applications.iter().all(is_own)
    };
    match event.kind {
        HistoryKind::SignedUp { .. } => event.at == form.stored.first_at,
        HistoryKind::Amended => is_amendment_of(event, &form.stored),
        HistoryKind::Withdrew
        | HistoryKind::Stage { .. }
        | HistoryKind::Revealed
        | HistoryKind::ShareGiven
        | HistoryKind::ShareWithdrawn
        | HistoryKind::HandedOver => of_own_jobs(),
        // The others concern the person, or words of staff about the person.
        _ => false,
    }
}

fn is_amendment_of(event: &HistoryEntry, form: &StoredForm) -> bool {
    match &event.words {
        Some(Wording::Was { root, .. }) => *root == form.root,
        Some(Wording::Remark(_)) | None => event.at == form.at,
    }
}

fn line(visit: &Visit, event: &HistoryEntry, opened: &OpenedData) -> CopiedEvent {
    let t = visit.t;
    let jobs = opened.forms.iter().flat_map(|form| &form.jobs);
    let changed = |card: &Wish| event.applications.iter().any(|id| id.wish == *card);
    let mut cards: Vec<String> = jobs.filter(|job| changed(&job.wish)).map(|job| job.card(t)).collect();
    cards.dedup();
    let what = sentence(t, event);
    let text =
        if cards.is_empty() { what } else { t.join_copy_event_of(arg::Cards(cards.join("、")), arg::What(what)) };
    CopiedEvent { at: stamp(event.at, visit.app.clock.zone()), text }
}

fn sentence(t: Words, event: &HistoryEntry) -> String {
    let plain = match event.kind {
        HistoryKind::SignedUp { .. } => t.join_copy_signed_up(),
        HistoryKind::Amended => return amendment(t, event),
        HistoryKind::Withdrew => t.join_copy_withdrew(),
        HistoryKind::Erased => t.join_copy_erased(),
        HistoryKind::Judged(Some(Judgement::Honest)) => t.join_copy_judged_honest(),
        HistoryKind::Judged(Some(Judgement::Robot)) => t.join_copy_judged_robot(),
        HistoryKind::Judged(None) => t.join_copy_judged_back(),
        HistoryKind::Stage { to, .. } => return t.join_copy_stage(status_label(t, to)),
        HistoryKind::Remarked => return remark(t, event),
        HistoryKind::Revealed => t.join_copy_revealed(),
        HistoryKind::CodeIssued => t.join_copy_code_issued(),
        HistoryKind::DoNotCall { forbidden: true } => t.join_copy_calls_stopped(),
        HistoryKind::DoNotCall { forbidden: false } => t.join_copy_calls_allowed(),
        HistoryKind::Merged => t.join_copy_merged(),
        HistoryKind::ShareGiven => t.join_copy_share_given(),
        HistoryKind::ShareWithdrawn => t.join_copy_share_withdrawn(),
        HistoryKind::HandedOver => t.join_copy_handed_over(),
        HistoryKind::Promoted => t.join_copy_promoted(),
        HistoryKind::Told(true) => t.join_copy_told(),
        HistoryKind::Told(false) => t.join_copy_untold(),
        HistoryKind::Unmerged => t.join_copy_unmerged(),
    };
    plain.to_owned()
}

fn amendment(t: Words, event: &HistoryEntry) -> String {
    let Some(Wording::Was { answers, .. }) = &event.words else { return t.join_copy_amended().to_owned() };
    let facts = answer_facts(t, answers).into_iter().map(|(question, answer)| format!("{question}：{answer}"));
    let said: Vec<String> = std::iter::once(answers.name.clone()).chain(facts).collect();
    t.join_copy_amended_from(said.join("，"))
}

fn remark(t: Words, event: &HistoryEntry) -> String {
    match &event.words {
        Some(Wording::Remark(text)) => t.join_copy_remark(text),
        Some(Wording::Was { .. }) | None => t.join_copy_remark_gone().to_owned(),
    }
}
