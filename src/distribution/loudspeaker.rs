//! The script for the loudspeaker of a village: no link, numbers as words, each sentence twice. Must not know groups.

use super::handout::{HAN_MAX, Handout, han_width};
use super::language::words;
use super::spoken::{number, read_out, telephone};
use super::when;

/// Jobs in a script: listeners remember no more, and each takes some fifteen seconds to be read twice.
const SCRIPT_JOBS_MAX: usize = 5;

/// The script, one sentence and its repetition a line.
pub(super) fn write(handout: &Handout<'_>) -> String {
    let t = words();
    let tail = tail(handout);
    let tail_width: usize = tail.iter().map(|line| han_width(line) + 1).sum();
    let mut lines = vec![twice(t.handout_aloud_call())];
    let organiser = read_out(handout.organiser);
    lines.push(twice(&when::opening(handout.time, &organiser, &read_out(handout.watch), when::spoken)));
    let mut shown = 0;
    let nearest = handout.nearest();
    for job in nearest.iter().take(SCRIPT_JOBS_MAX) {
        let line = twice(&format!("{}。", job.aloud(job.is_in(handout.village))));
        let width: usize = lines.iter().map(|line| han_width(line) + 1).sum();
        let more = han_width(&twice(&t.handout_aloud_more(number(99)))) + 1;
        if width + han_width(&line) + 1 + more + tail_width > HAN_MAX {
            break;
        }
        shown += 1;
        lines.push(line);
    }
    let more = nearest.len() - shown;
    if more > 0 && shown > 0 {
        lines.push(twice(&t.handout_aloud_more(number(more as u64))));
    }
    lines.extend(tail);
    lines.join("\n")
}

fn tail(handout: &Handout<'_>) -> Vec<String> {
    let t = words();
    let hotline = (!handout.hotline.is_empty()).then(|| twice(&t.handout_aloud_hotline(telephone(handout.hotline))));
    let organiser = read_out(handout.organiser);
    let origin = (!organiser.is_empty()).then(|| t.handout_aloud_origin(organiser)).map(|sentence| twice(&sentence));
    [hotline, Some(twice(t.handout_aloud_free())), origin].into_iter().flatten().collect()
}

/// A sentence and the same once more.
fn twice(sentence: &str) -> String {
    format!("{sentence}{sentence}")
}
