//! Desks and how they make first contact: `[[contact]]`, or `[[desk]]` with `[[desk.contact]]` where the hub has several.

use kernel::{Basis, Channel};

use crate::check::Placed;
use crate::condition::read_when;
use crate::model::{Choice, Condition, ContactRule, Desk, RunsFrom, Way};
use crate::reader::{Section, pairs};

/// The keys of a desk that a hub with only one writes at the top of the file.
pub(crate) const DESK_KEYS: &[&str] = &["basis", "reported_only", "contact"];
const NAMED_DESK_KEYS: &[&str] = &["name", "basis", "reported_only", "hidden_from_police", "when", "contact"];
const RULE_KEYS: &[&str] = &["name", "when", "also", "first_of", "all_of", "within", "from"];

/// A desk as read, with the place of each of its rules for the checks that look at them together.
pub(crate) struct ReadDesk {
    pub(crate) desk: Option<Desk>,
    pub(crate) path: String,
    pub(crate) at: usize,
    pub(crate) name: Option<Placed<String>>,
    pub(crate) reported_only: bool,
    pub(crate) hidden_from_police: bool,
    /// Whether every rule could be read: what is missing from `rules` must not be missed by the checks.
    pub(crate) complete: bool,
    pub(crate) rules: Vec<Placed<ContactRule>>,
}

/// Reads the hub's desks: the one at the top of the file, or those under `[[desk]]`.
pub(crate) fn read_desks(root: &Section<'_>) -> Vec<ReadDesk> {
    if !root.has("desk") {
        return vec![read_desk(root)];
    }
    for key in DESK_KEYS.iter().filter(|key| root.has(key)) {
        root.source.report(
            root.key_at(key),
            *key,
            "stands at the top of the file beside [[desk]]",
            "each desk's own under its [[desk]]",
            if *key == "contact" {
                "write [[desk.contact]] in place of [[contact]], under the [[desk]] it is meant for".to_owned()
            } else {
                format!("move {key} under the desk it is meant for")
            },
        );
    }
    root.sections("desk", "a desk", NAMED_DESK_KEYS).iter().map(read_desk).collect()
}

fn read_desk(section: &Section<'_>) -> ReadDesk {
    let at_the_top = section.path.is_empty();
    let name = if at_the_top { Some(None) } else { section.maybe("name", |s| s.name("name", "support")) };
    let basis = section.word("basis", &pairs!(Basis));
    let reported_only = section.boolean("reported_only");
    let hidden_from_police = section.boolean_or("hidden_from_police", false);
    let when = if at_the_top { Some(Condition::default()) } else { read_when(section, "when") };
    let header = if at_the_top { "[[contact]]" } else { "[[desk.contact]]" };
    section.need("contact", "one or more contact rules", &format!("[{{ … }}], or a section {header} with name, first_of and within"));
    let read: Vec<Option<Placed<ContactRule>>> = section.sections("contact", "a contact rule", RULE_KEYS).iter().map(read_rule).collect();
    let complete = !read.is_empty() && read.iter().all(Option::is_some);
    let rules: Vec<Placed<ContactRule>> = read.into_iter().flatten().collect();
    let placed_name = name.clone().flatten().map(|what| Placed { what, path: section.path_of("name"), at: section.key_at("name") });
    let contact = complete.then(|| rules.iter().map(|rule| rule.what.clone()).collect::<Vec<_>>());
    let desk = (|| {
        hidden_from_police?;
        Some(Desk { name: name?, basis: basis?, reported_only: reported_only?, when: when?, contact: contact? })
    })();
    ReadDesk {
        desk,
        path: section.path.clone(),
        at: section.at,
        name: placed_name,
        reported_only: reported_only.unwrap_or_default(),
        hidden_from_police: hidden_from_police.unwrap_or_default(),
        complete,
        rules,
    }
}

fn read_rule(section: &Section<'_>) -> Option<Placed<ContactRule>> {
    let name = section.name("name", "everybody");
    let when = read_when(section, "when");
    let also = section.boolean_or("also", false);
    let channels = read_channels(section);
    let within = section.limit("within");
    let from = section.maybe("from", |s| s.word("from", &pairs!(RunsFrom)));
    let (choice, channels) = channels?;
    let what =
        ContactRule { name: name?, when: when?, also: also?, choice, channels, within: within?, from: from?.unwrap_or(RunsFrom::Receipt) };
    Some(Placed { what, path: section.path.clone(), at: section.at })
}

fn read_channels(section: &Section<'_>) -> Option<(Choice, Vec<Way>)> {
    match (section.has("first_of"), section.has("all_of")) {
        (true, true) => {
            section.source.report(
                section.key_at("all_of"),
                section.path_of("all_of"),
                "stands beside first_of",
                "one of the two: first_of offers the first way that is open, all_of every one",
                "leave one of them out",
            );
            read_ways(section, "first_of");
            read_ways(section, "all_of");
            None
        }
        (_, false) => Some((Choice::FirstOf, read_ways(section, "first_of")?)),
        (false, true) => Some((Choice::AllOf, read_ways(section, "all_of")?)),
    }
}

/// The ways listed under this key: `phone`, `text`, `email`, `letter`, or `preferred` beside others.
pub(crate) fn read_ways(section: &Section<'_>, key: &str) -> Option<Vec<Way>> {
    let mut words = vec![("preferred", Way::Preferred)];
    words.extend(Channel::ALL.iter().map(|channel| (channel.as_str(), Way::By(*channel))));
    let expected = format!("a list of {}", words.iter().map(|(word, _)| format!("{word:?}")).collect::<Vec<_>>().join(", "));
    // `preferred` by itself would be the next mistake.
    section.need(key, &expected, r#"["preferred", "phone"]"#)?;
    let ways = section.words(key, &words)?;
    if ways == [Way::Preferred] {
        return section.get(key)?.wrong(
            "another way beside preferred, for whoever has named none",
            "try [\"preferred\", \"phone\", \"text\", \"email\", \"letter\"]",
        );
    }
    section.source.keep_ways(Placed { what: ways.clone(), path: section.path_of(key), at: section.key_at(key) });
    Some(ways)
}
