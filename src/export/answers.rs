//! The answers of a form as staff read them: one table of questions, from which files, the entry page and the history follow.
//! Pure.

use super::labels::call_time_label;
use crate::domain::answers::Answers;
use crate::words::{Words, arg};

/// Where a page shows an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AnswerPlace {
    /// The heading of a person.
    Heading,
    /// The line of facts below it.
    Facts,
    /// A paragraph of its own.
    Paragraph,
}

/// One question with its answer in words.
pub(super) struct AnswerColumn {
    /// The name of the question, and the header of its column.
    pub question: fn(Words) -> &'static str,
    /// The answer in a cell of a file.
    pub cell: fn(&Answers, Words) -> String,
    /// The answer in a sentence; empty if it says nothing, such as that one person comes.
    brief: fn(&Answers, Words) -> String,
    place: AnswerPlace,
}

/// Every question, in the order of the form. A test compares them with the fields of [`Answers`].
pub(super) const ANSWER_COLUMNS: [AnswerColumn; 6] = [
    AnswerColumn {
        question: Words::desk_col_name,
        cell: |answers, _| answers.name.clone(),
        brief: |answers, _| answers.name.clone(),
        place: AnswerPlace::Heading,
    },
    AnswerColumn {
        question: Words::desk_col_township,
        cell: |answers, _| answers.township.clone(),
        brief: |answers, _| answers.township.clone(),
        place: AnswerPlace::Facts,
    },
    AnswerColumn {
        question: Words::desk_col_village,
        cell: |answers, _| answers.village.clone(),
        brief: |answers, _| answers.village.clone(),
        place: AnswerPlace::Facts,
    },
    AnswerColumn {
        question: Words::desk_col_party,
        cell: |answers, _| answers.party.to_string(),
        brief: |answers, t| party_label(answers.party, t),
        place: AnswerPlace::Facts,
    },
    AnswerColumn {
        question: Words::desk_col_call,
        cell: |answers, t| call_time_label(answers.call_time, t).to_owned(),
        brief: |answers, t| t.desk_entry_call(call_time_label(answers.call_time, t)),
        place: AnswerPlace::Facts,
    },
    AnswerColumn {
        question: Words::desk_col_note,
        cell: |answers, _| answers.note.clone(),
        brief: |answers, _| answers.note.clone(),
        place: AnswerPlace::Paragraph,
    },
];

/// How many people come; empty if only one does.
#[must_use]
pub fn party_label(party: u8, t: Words) -> String {
    if party > 1 { t.desk_party(party) } else { String::new() }
}

/// The facts of a person in one line, without name and note.
#[must_use]
pub fn facts_line(answers: &Answers, t: Words) -> String {
    let facts = ANSWER_COLUMNS.iter().filter(|column| column.place == AnswerPlace::Facts);
    join(facts.map(|column| (column.brief)(answers, t)), " · ")
}

/// All answers in one line, without the empty ones.
#[must_use]
pub fn answers_line(answers: &Answers, t: Words) -> String {
    join(ANSWER_COLUMNS.iter().map(|column| (column.brief)(answers, t)), t.common_list_comma())
}

fn join(answers: impl Iterator<Item = String>, separator: &str) -> String {
    let given: Vec<String> =
        answers.map(|answer| answer.trim().to_owned()).filter(|answer| !answer.is_empty()).collect();
    given.join(separator)
}

/// The answers of a form that differ from the current ones, each after the name of its question; empty if none does.
#[must_use]
pub fn differences(answers: &Answers, current: &Answers, t: Words) -> Vec<String> {
    let different = ANSWER_COLUMNS.iter().filter_map(|column| {
        let answer = (column.cell)(answers, t);
        if answer == (column.cell)(current, t) {
            return None;
        }
        let shown = if answer.is_empty() { t.desk_answer_none().to_owned() } else { answer };
        Some(t.desk_difference(arg::Answer(shown), arg::Question((column.question)(t))))
    });
    different.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::answers::CallTime;
    use crate::words::Lang;

    const ZH: Words = Words { lang: Lang::Zh };

    fn answers(note: &str) -> Answers {
        let name = "甲示例".to_owned();
        let (township, village) = Default::default();
        Answers { name, township, village, party: 2, call_time: CallTime::Evening, note: note.to_owned() }
    }

    #[test]
    fn every_answer_is_in_the_table() {
        let given = Answers { township: "荣河镇".into(), village: "西解村".into(), ..answers("想住宿") };
        let stored = serde_json::to_value(&given).expect("plain values");
        assert_eq!(stored.as_object().map(serde_json::Map::len), Some(ANSWER_COLUMNS.len()), "one row for each answer");
        let cells: std::collections::BTreeSet<_> =
            ANSWER_COLUMNS.iter().map(|column| (column.cell)(&given, ZH)).collect();
        assert_eq!(cells.len(), ANSWER_COLUMNS.len(), "each row has an answer of its own");
        assert_eq!(answers_line(&given, ZH), "甲示例、荣河镇、西解村、2人、方便时间 晚上、想住宿");
        assert_eq!(facts_line(&given, ZH), "荣河镇 · 西解村 · 2人 · 方便时间 晚上");
    }

    #[test]
    fn only_answers_that_differ_are_named() {
        assert_eq!(differences(&answers(""), &answers(""), ZH), [""; 0]);
        assert_eq!(differences(&answers(""), &answers("想住宿"), ZH), ["本人留言：没有写"]);
        let other = Answers { township: "荣河镇".into(), ..answers("") };
        assert_eq!(differences(&other, &answers(""), ZH), ["乡镇：荣河镇"]);
    }
}
