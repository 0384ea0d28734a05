//! The written texts: the whole list, one with the jobs of a township first, three lines for a village, prose. Long lists are cut
//! by one rule. Must not know who copies them.

use super::handout::{HAN_MAX, Handout, han_width};
use super::job_line::HandoutJob;
use super::language::words;
use super::when;
use crate::words::arg;

/// Jobs in the text for a village.
const VILLAGE_JOBS_MAX: usize = 3;
/// Jobs in a text of prose: more do not read like a sentence.
const PROSE_JOBS_MAX: usize = 4;

impl Handout<'_> {
    /// The whole list, with the jobs of `place` first.
    pub(super) fn list(&self, place: &str) -> String {
        let t = words();
        let (own, others): (Vec<_>, Vec<_>) = self.jobs.iter().partition(|job| job.is_in(place));
        let line = |job: &&HandoutJob, near| t.handout_job(arg::Number(job.number), arg::What(job.line(near)));
        let mut body = Vec::new();
        if !own.is_empty() {
            body.push(BodyLine::Heading(t.handout_own(place)));
            body.extend(own.iter().map(|job| BodyLine::Job(line(job, true))));
            if !others.is_empty() {
                body.push(BodyLine::Heading(t.handout_others().to_owned()));
            }
        }
        body.extend(others.iter().map(|job| BodyLine::Job(line(job, false))));
        cut(&[self.title(place), self.when()], &body, &self.tail())
    }

    /// Three jobs.
    pub(super) fn village(&self) -> String {
        let t = words();
        let nearest = self.nearest();
        let shown = nearest.iter().take(VILLAGE_JOBS_MAX);
        let place = if self.village.is_empty() { self.township } else { self.village };
        let mut lines = vec![self.title(place), self.when()];
        lines.extend(shown.map(|job| t.handout_job(arg::Number(job.number), arg::What(job.short_line()))));
        let more = nearest.len().saturating_sub(VILLAGE_JOBS_MAX);
        if more > 0 {
            lines.push(t.handout_more(more));
        }
        lines.extend(self.tail());
        lines.join("\n")
    }

    /// Prose without line breaks.
    pub(super) fn moments(&self) -> String {
        let t = words();
        let brief: Vec<String> = self.nearest().iter().take(PROSE_JOBS_MAX).map(|job| job.brief()).collect();
        let mut parts = vec![self.when()];
        if !brief.is_empty() {
            parts.push(t.handout_prose_jobs(arg::Count(self.jobs.len()), arg::Jobs(brief.join("、"))));
        }
        parts.push(t.handout_prose_invite(self.link));
        if !self.hotline.is_empty() {
            parts.push(t.handout_prose_hotline(self.hotline));
        }
        parts.push(t.handout_prose_free().to_owned());
        if !self.organiser.is_empty() {
            parts.push(t.handout_prose_origin(self.organiser));
        }
        parts.concat()
    }

    fn title(&self, place: &str) -> String {
        let t = words();
        let date = self.time.date();
        if place.is_empty() { t.handout_title(date) } else { t.handout_title_place(arg::Date(date), arg::Place(place)) }
    }

    /// When and where to watch.
    fn when(&self) -> String {
        when::opening(self.time, self.organiser, self.watch, when::written)
    }

    /// The lines at the end of every list: link, telephone, no fee, source.
    fn tail(&self) -> Vec<String> {
        let t = words();
        let hotline = (!self.hotline.is_empty()).then(|| t.handout_hotline(self.hotline));
        let origin = (!self.organiser.is_empty()).then(|| t.handout_origin(self.organiser));
        let always = [Some(t.handout_link(self.link)), hotline, Some(t.handout_free().to_owned()), origin];
        always.into_iter().flatten().collect()
    }
}

/// A line between the head and the tail of a list.
enum BodyLine {
    Heading(String),
    Job(String),
}

/// Joins the lines of a list. Jobs that do not fit are left out from the end, and a line says how many; the tail is whole.
fn cut(head: &[String], body: &[BodyLine], tail: &[String]) -> String {
    let t = words();
    let total = body.iter().filter(|line| matches!(line, BodyLine::Job(_))).count();
    let width = |lines: &[String]| lines.iter().map(|line| han_width(line) + 1).sum::<usize>();
    let room = HAN_MAX.saturating_sub(width(head) + width(tail) + han_width(&t.handout_more(total)) + 1);
    let mut lines = head.to_vec();
    let mut used = 0;
    let mut shown = 0;
    // A heading is written with the first job below it, so that none is left alone at the end.
    let mut heading = None;
    for line in body {
        match line {
            BodyLine::Heading(text) => heading = Some(text),
            BodyLine::Job(text) => {
                let wanted = han_width(text) + 1 + heading.map_or(0, |text: &String| han_width(text) + 1);
                if used + wanted > room {
                    break;
                }
                used += wanted;
                shown += 1;
                lines.extend(heading.take().cloned());
                lines.push(text.clone());
            }
        }
    }
    if shown < total {
        lines.push(t.handout_more(total - shown));
    }
    lines.extend_from_slice(tail);
    lines.join("\n")
}
