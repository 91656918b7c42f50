//! What a file of scenarios may say, as data: the kinds of step, the keys of each, the form of every value.

use access::Act;
use casework::hand_over::HandOverReason;
use casework::record_consent::GivenHow;
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use intake::read::Field;
use kernel::{Basis, Ending, Level, NoteKind, Outcome, ReviewKind, RingFence, Source, StaffRole};
use liaison::{AnswerSource, UpdateSays, UpdateState};
use onward::{RefusalReason, WhyChanged};
use profile::{ConsentForm, DisclosureReason, SupportWay};

use crate::text::{File, Is, Node, meant, moment};

/// The form of a value.
#[derive(Clone, Copy)]
pub enum Form {
    /// Text in quotes.
    Text,
    /// A list of texts, which may be empty.
    Texts,
    /// A whole number.
    Number,
    /// `true` or `false`.
    YesNo,
    /// One of these words.
    Word(fn() -> Vec<&'static str>),
    /// A list of these words.
    Words(fn() -> Vec<&'static str>),
    /// What is due by when: `phone by 2026-05-08 17:00`, with `desk: ` before it where the hub has several.
    Dues,
    /// What is kept shut and why: `text because safety_unknown`, with `desk: ` before it where the hub has several.
    Blocked,
    /// A day, `2026-05-08`.
    Day,
    /// A month, `2026-05`.
    Month,
    /// A moment in London, `2026-05-08 17:00`.
    Moment,
    /// Names that the profile chose, each with a number from 1 to 5.
    Scores,
    /// A row of the transfer feed.
    Row,
    /// A table with these keys.
    Keys(&'static [Key]),
}

/// A key of a table.
pub struct Key {
    pub name: &'static str,
    pub form: Form,
    pub needed: bool,
}

const fn key(name: &'static str, form: Form) -> Key {
    Key { name, form, needed: false }
}

const fn needed(name: &'static str, form: Form) -> Key {
    Key { name, form, needed: true }
}

macro_rules! words_of {
    ($list:ty) => {
        || <$list>::ALL.iter().map(|word| word.as_str()).collect()
    };
}

use Form::{Blocked, Day, Dues, Keys, Moment, Month, Number, Row, Scores, Text, Texts, Word, Words, YesNo};

/// Who acts: whatever is left out is that of a worker of the hub's own organisation.
pub const WHO: &[Key] = &[
    key("role", Word(words_of!(StaffRole))),
    key("agency", Text),
    key("team", Text),
    key("desk", Text),
    key("name", Text),
    key("cleared", Words(words_of!(RingFence))),
];

const YES_OR_NO: Form = Word(|| vec!["yes", "no"]);

/// What a step may be. One of these each.
pub const KINDS: &[Key] = &[
    key("receive", Row),
    key(
        "attempt",
        Keys(&[
            needed("way", Word(words_of!(Way))),
            needed("outcome", Word(words_of!(AttemptOutcome))),
            key("desk", Text),
            key("again_on", Day),
            key("checked", YesNo),
            key("support_by", Word(words_of!(SupportWay))),
        ]),
    ),
    key("accept", Keys(&[key("way", Word(words_of!(Way))), key("desk", Text), key("support_by", Word(words_of!(SupportWay)))])),
    key("decline", Keys(&[key("way", Word(words_of!(Way))), key("desk", Text)])),
    key(
        "safety",
        Keys(&[
            key("call", YesNo),
            key("voicemail", YesNo),
            key("text", YesNo),
            key("email", YesNo),
            key("letter", YesNo),
            key("suspect_shares_address", YesNo),
        ]),
    ),
    key("take", Keys(&[])),
    key("give", Keys(&[needed("to", Text)])),
    key("hand_over", Keys(&[needed("to", Text), key("reason", Word(words_of!(HandOverReason)))])),
    key("finish", Keys(&[needed("task", Text), key("desk", Text), key("pathway", Text)])),
    key("assess", Keys(&[key("needs", Texts), key("measures", Scores), key("pathway", Text), key("at_end", YesNo)])),
    key("plan_step", Keys(&[needed("arm", Word(|| vec!["support", "safety"])), key("desk", Text)])),
    key("change_plan_step", Keys(&[needed("arm", Word(|| vec!["support", "safety"])), needed("state", Word(|| vec!["done", "dropped"]))])),
    key("tell_of", Texts),
    key("choose", Texts),
    key(
        "consent",
        Keys(&[
            needed("to", Text),
            key(
                "how",
                Word(|| {
                    let mut words: Vec<_> = ConsentForm::ALL.iter().map(|word| word.as_str()).collect();
                    words.extend(GivenHow::ALL.iter().map(|word| word.as_str()).filter(|word| ConsentForm::parse(word).is_none()));
                    words
                }),
            ),
            key("taken_back", YesNo),
        ]),
    ),
    key("refer", Keys(&[needed("to", Text), key("introduced", YesNo)])),
    key(
        "answer",
        Keys(&[
            needed("by", Text),
            needed("says", Word(|| vec!["sent", "accepted", "refused", "started", "ended"])),
            key("reason", Word(words_of!(RefusalReason))),
        ]),
    ),
    key("lead", Keys(&[needed("service", Text), key("reason", Word(words_of!(WhyChanged)))])),
    key("disclose", Keys(&[needed("to", Text), needed("reason", Word(words_of!(DisclosureReason)))])),
    key("close", Keys(&[needed("ending", Word(words_of!(Ending)))])),
    key("come_back", Keys(&[key("support_by", Word(words_of!(SupportWay)))])),
    key("offer_again", Keys(&[needed("name", Text), key("by", Word(words_of!(Way))), key("left", YesNo)])),
    key("ask_feedback", Keys(&[needed("name", Text), key("by", Word(words_of!(Way))), key("left", YesNo)])),
    key("opt_out", Keys(&[])),
    key("erasures", Keys(&[])),
    key("book", Keys(&[needed("room", Text), needed("from", Moment), needed("to", Moment), key("asked_sex", YesNo)])),
    key(
        "hate_report",
        Keys(&[
            needed("named", YesNo),
            key("flags", Words(words_of!(kernel::Flag))),
            key("what_happened", Text),
            key("when", Text),
            key("place", Text),
            key("how", Word(words_of!(ConsentForm))),
            key("looked", YesNo),
        ]),
    ),
    key("send_report", Keys(&[key("reference", Text)])),
    key("ask_update", Keys(&[])),
    key("answer_update", Keys(&[key("says", Word(words_of!(UpdateSays))), key("source", Word(words_of!(AnswerSource)))])),
    key("tell_update", Keys(&[])),
    key("note", Keys(&[needed("kind", Word(words_of!(NoteKind)))])),
    key(
        "major_incident",
        Keys(&[needed("name", Text), key("crime_references", Texts), key("postcodes", Texts), key("from", Day), key("until", Day)]),
    ),
    key("set_funding", Texts),
    // Questions.
    key(
        "who_sees",
        Keys(&[
            key("who", Keys(WHO)),
            key("case", YES_OR_NO),
            key("notes", YES_OR_NO),
            key("address", YES_OR_NO),
            key("contact", YES_OR_NO),
        ]),
    ),
    key("post", Keys(&[needed("who", Keys(WHO)), needed("answer", YES_OR_NO)])),
    key("may", Keys(&[key("who", Keys(WHO)), needed("act", Word(words_of!(Act))), needed("answer", YES_OR_NO)])),
    key(
        "queue",
        Keys(&[
            key("who", Keys(WHO)),
            needed("is", Texts),
            key("of", Word(|| vec!["everyone", "nobody", "mine"])),
            key("pathway", Text),
            key("desk", Text),
        ]),
    ),
    key("waiting", Keys(&[needed("service", Text), needed("on", Day), needed("is", Number)])),
    key("reminders", Texts),
    key("report_due", Keys(&[needed("name", Text), needed("is", Text)])),
    key("meeting", Keys(&[key("who", Keys(WHO)), key("authority", Text), needed("on", Day), needed("agenda", Texts)])),
    key("funding", Texts),
    key("funded", Keys(&[needed("stream", Text), needed("on", Day), needed("is", Number)])),
    key("events", Words(words_of!(casework::record::EventKind))),
    key("nobody_is_written_to", YesNo),
    key(
        "sample",
        Keys(&[
            key("who", Keys(WHO)),
            needed("month", Month),
            key("many", Number),
            key("is", Texts),
            key("drawn", Number),
            key("of", Number),
        ]),
    ),
    key("update", Keys(&[needed("status", Word(words_of!(UpdateState))), key("age_days", Number), key("says", Text), key("source", Text)])),
    key("measures", Texts),
    key("state_of", Keys(&[needed("service", Text), needed("is", Text)])),
    key("lead_is", Text),
    key("travelled", Keys(&[needed("measure", Text), needed("people", Number), key("better", Number)])),
    key("held", Word(|| vec!["nothing", "something"])),
    key("languages", Texts),
    key("ways", Texts),
    key("support_by", Words(words_of!(SupportWay))),
    key("witness_care", Word(words_of!(profile::WitnessCare))),
];

/// What follows from a row: its decision.
pub const DECIDED: &[Key] = &[
    key("outcome", Word(words_of!(Outcome))),
    key("reasons", Texts),
    key("basis", Word(words_of!(Basis))),
    key("offers", Dues),
    key("blocked", Blocked),
    key("tasks", Dues),
    key("reviews", Words(words_of!(ReviewKind))),
];

/// What follows from any act: how the case stands then.
pub const STANDS: &[Key] = &[
    key("refused", Text),
    key("due", Dues),
    key("next", Moment),
    key("state", Word(|| vec!["open", "closed"])),
    key("ending", Word(words_of!(Ending))),
    key("level", Word(words_of!(Level))),
    key("priority", Number),
    key("pathway", Text),
    key("team", Text),
    key("worker", Text),
    key("offered", Texts),
];

/// What a step may say beside what it is.
pub const STEP: &[Key] =
    &[needed("at", Moment), key("from", Word(words_of!(Source))), key("who", Keys(WHO)), key("on", Text), key("then", Keys(&[]))];

/// Whether steps of this kind only ask.
pub fn asks(kind: &str) -> bool {
    let first = KINDS.iter().position(|key| key.name == "who_sees");
    KINDS.iter().position(|key| key.name == kind) >= first
}

/// Checks a table against its keys: each known and of its form, each that is needed there.
pub fn check_keys(file: &File, what: &str, node: &Node, keys: &[&[Key]]) {
    let Is::Table(entries) = &node.is else {
        return file.wrong(node.line, format!("{what} is {}; write it in braces: {{ key = value }}", node.shown())).unwrap_or(());
    };
    let known = || keys.iter().flat_map(|keys| keys.iter());
    for (name, value) in entries {
        match known().find(|key| key.name == name) {
            Some(key) => check(file, &format!("{what}.{name}"), value, key.form),
            None => {
                let words = known().map(|key| key.name).collect::<Vec<_>>();
                let meant = meant(name, words.iter().copied());
                let takes = if words.is_empty() { "no key".to_owned() } else { words.join(", ") };
                file.wrong(value.line, format!("{what} has no {name:?}{meant} It takes {takes}")).unwrap_or(())
            }
        }
    }
    for key in known().filter(|key| key.needed && node.get(key.name).is_none()) {
        file.wrong(node.line, format!("{what} needs {:?}", key.name)).unwrap_or(())
    }
}

/// Checks a value against its form.
pub fn check(file: &File, what: &str, node: &Node, form: Form) {
    let wrong = |expected: &str| file.wrong(node.line, format!("{what} is {}; it takes {expected}", node.shown())).unwrap_or(());
    match (form, &node.is) {
        (Keys(keys), _) => check_keys(file, what, node, &[keys]),
        (Row, _) => row(file, what, node),
        (Text, Is::Text(text)) if !text.trim().is_empty() => {}
        (Text, _) => wrong("text in quotes"),
        (Number, Is::Number(_)) | (YesNo, Is::YesNo(_)) => {}
        (Number, _) => wrong("a whole number without quotes"),
        (YesNo, _) => wrong("true or false without quotes"),
        (Word(words), Is::Text(text)) if words().contains(&text.as_str()) => {}
        (Word(words), _) => wrong(&one_of(node, &words())),
        (Moment, Is::Text(text)) if moment(text).is_some() => {}
        (Moment, _) => wrong("a moment in London like \"2026-05-06 10:00\""),
        (Day, Is::Text(text)) if is_day(text) => {}
        (Day, _) => wrong("a day like \"2026-05-06\""),
        (Month, Is::Text(text)) if text.len() == 7 && is_day(&format!("{text}-01")) => {}
        (Month, _) => wrong("a month like \"2026-05\""),
        (Scores, Is::Table(scores)) => {
            for (name, score) in scores.iter().filter(|(_, score)| !score.number().is_some_and(|score| (1..=5).contains(&score))) {
                file.wrong(score.line, format!("{what}.{name} is {}; it takes a whole number from 1 to 5", score.shown())).unwrap_or(())
            }
        }
        (Scores, _) => wrong("names with numbers from 1 to 5: { informed = 2 }"),
        (Texts | Words(_) | Dues | Blocked, Is::List(nodes)) => nodes.iter().for_each(|entry| in_list(file, what, entry, form)),
        (Texts | Words(_) | Dues | Blocked, _) => wrong("a list in brackets"),
    }
}

fn in_list(file: &File, what: &str, entry: &Node, form: Form) {
    let wrong = |expected: &str| file.wrong(entry.line, format!("{what} holds {}; it takes {expected}", entry.shown())).unwrap_or(());
    match (form, entry.text()) {
        (Texts, Some(_)) => {}
        (Words(words), Some(text)) if words().contains(&text) => {}
        (Dues, Some(text)) if is_due(text) => {}
        (Blocked, Some(text)) if is_blocked(text) => {}
        (Words(words), _) => wrong(&one_of(entry, &words())),
        (Dues, _) => wrong("what by when: \"phone by 2026-05-08 17:00\""),
        (Blocked, _) => wrong("which way and why: \"text because safety_unknown\""),
        _ => wrong("texts in quotes"),
    }
}

fn one_of(node: &Node, words: &[&str]) -> String {
    format!("one of {}{}", words.join(", "), node.text().map(|text| meant(text, words.iter().copied())).unwrap_or_default())
}

fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

fn is_due(text: &str) -> bool {
    text.split_once(" by ").is_some_and(|(what, by)| is_named(what) && moment(by).is_some())
}

fn is_blocked(text: &str) -> bool {
    let known = |channel: &str, reason: &str| {
        kernel::Channel::parse(channel).is_some() && kernel::BlockedReason::ALL.iter().any(|word| word.as_str() == reason)
    };
    text.split_once(" because ").is_some_and(|(what, why)| is_named(what) && known(what.rsplit(": ").next().unwrap_or_default(), why))
}

/// A word, perhaps with a desk before it.
fn is_named(what: &str) -> bool {
    let word = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    what.split(": ").count() <= 2 && what.split(": ").all(word)
}

/// Columns that a row of a scenario knows beside those of the feed.
pub const SAME_PERSON_AS: &str = "same_person_as";

fn row(file: &File, what: &str, node: &Node) {
    let Is::Table(entries) = &node.is else {
        return file.wrong(node.line, format!("{what} is {}; write the row in braces: {{ column = value }}", node.shown())).unwrap_or(());
    };
    for (name, value) in entries {
        if Field::parse(name).is_none() && name != SAME_PERSON_AS {
            let meant = meant(name, Field::ALL.iter().map(|field| field.as_str()).chain([SAME_PERSON_AS]));
            file.wrong(value.line, format!("the feed has no column {name:?}{meant}")).unwrap_or(())
        } else if matches!(value.is, Is::Table(_) | Is::List(_)) {
            file.wrong(value.line, format!("{what}.{name} is {}; it takes text as the feed writes it", value.shown())).unwrap_or(())
        }
    }
}
