//! Conditions: how a profile writes them, and what follows from one about another.

use kernel::{Flag, FlagSet, IncidentKind, Level, Role, Source as Door};

use crate::model::Condition;
use crate::reader::{Section, Source, pairs};

const WHAT: &str = "a condition";
/// The keys of a condition.
pub(crate) const KEYS: &[&str] = &[
    "level",
    "flags",
    "sources",
    "kinds",
    "roles",
    "reported",
    "priority_at_most",
    "under",
    "at_least",
    "over",
    "requested",
    "officer_marked",
    "repeat",
    "major_incident",
    "any_of",
];

/// `any_of` within `any_of` may go this deep; nobody can read more.
const DEEPEST: u8 = 3;

/// The oldest age a condition may name.
const OLDEST: u8 = 120;

/// The word that stands for the five hate flags together.
pub(crate) const HATE: &str = "hate";

/// The condition under this key; an absent one always holds.
pub(crate) fn read_when(section: &Section<'_>, key: &str) -> Option<Condition> {
    if section.has(key) { read(&section.section(key, WHAT, KEYS)?, DEEPEST) } else { Some(Condition::default()) }
}

fn read(section: &Section<'_>, deeper: u8) -> Option<Condition> {
    if section.len() == 0 {
        section.source.report(
            section.at,
            section.path.clone(),
            "is empty",
            format!("a condition with one or more of {}", KEYS.join(", ")),
            "leave it out where everybody is meant",
        );
        return None;
    }
    let level = section.maybe("level", |s| s.word("level", &pairs!(Level)));
    let flags_any = read_flags(section, "flags");
    let sources = section.maybe("sources", |s| s.words("sources", &pairs!(Door)));
    let kinds = section.maybe("kinds", |s| s.words("kinds", &pairs!(IncidentKind)));
    let roles = section.maybe("roles", |s| s.words("roles", &pairs!(Role)));
    let reported = section.maybe("reported", |s| s.boolean("reported"));
    let priority_at_most = section.maybe("priority_at_most", |s| s.number("priority_at_most", 1, 2));
    let under = section.maybe("under", |s| s.number("under", 1, OLDEST));
    let at_least = section.maybe("at_least", |s| s.number("at_least", 1, OLDEST));
    let over = section.maybe("over", |s| s.number("over", 1, OLDEST));
    let requested = section.maybe("requested", |s| s.boolean("requested"));
    let officer_marked = section.maybe("officer_marked", |s| s.boolean("officer_marked"));
    let repeat = section.maybe("repeat", |s| s.boolean("repeat"));
    let major_incident = section.maybe("major_incident", |s| s.boolean("major_incident"));
    let any_of = section.maybe("any_of", |s| read_any_of(s, deeper));
    let condition = Condition {
        level: level?,
        flags_any: flags_any?,
        sources: sources?.unwrap_or_default(),
        kinds: kinds?.unwrap_or_default(),
        roles: roles?.unwrap_or_default(),
        reported: reported?,
        priority_at_most: priority_at_most?,
        under: under?,
        at_least: at_least?,
        over: over?,
        requested: requested?,
        officer_marked: officer_marked?,
        repeat: repeat?,
        major_incident: major_incident?,
        any_of: any_of?.unwrap_or_default(),
    };
    ages_meet(section, &condition).then_some(condition)
}

fn read_any_of(section: &Section<'_>, deeper: u8) -> Option<Vec<Condition>> {
    let Some(deeper) = deeper.checked_sub(1) else {
        return section.get("any_of")?.wrong("no any_of this deep within others", "say it with fewer steps");
    };
    section.need("any_of", WHAT, "[{ level = \"enhanced\" }]")?.list("a list of conditions in braces", "{ level = \"enhanced\" }")?;
    let parts = section.sections("any_of", WHAT, KEYS);
    let read: Vec<Option<Condition>> = parts.iter().map(|part| read(part, deeper)).collect();
    read.into_iter().collect()
}

/// The flags listed under this key, `hate` standing for all five kinds; none if it is absent.
pub(crate) fn read_flags(section: &Section<'_>, key: &str) -> Option<Vec<Flag>> {
    let mut words: Vec<(&'static str, FlagSet)> = Flag::ALL.iter().map(|flag| (flag.as_str(), FlagSet::of(&[*flag]))).collect();
    words.push((HATE, FlagSet::HATE));
    let sets = section.maybe(key, |s| s.words(key, &words))?.unwrap_or_default();
    Some(sets.into_iter().fold(FlagSet::EMPTY, FlagSet::with).iter().collect())
}

fn ages_meet(section: &Section<'_>, condition: &Condition) -> bool {
    let (Some(under), Some(from)) = (condition.under, youngest(condition)) else { return true };
    if from < under {
        return true;
    }
    section.source.report(
        section.key_at("under"),
        section.path_of("under"),
        format!("is {under}, and the person must also be {from} or older: nobody is"),
        "ages that somebody can have",
        "use any_of where one or the other is meant",
    );
    false
}

/// The age from which the condition holds, if it names one.
fn youngest(condition: &Condition) -> Option<u8> {
    condition.at_least.max(condition.over.map(|age| age.saturating_add(1)))
}

impl Condition {
    /// Whether this one holds wherever the other does, as far as that follows from the two alone. Never says yes wrongly.
    pub fn covers(&self, other: &Self) -> bool {
        self.covers_parts_of(other) || (!other.any_of.is_empty() && other.any_of.iter().all(|part| self.covers(part)))
    }

    fn covers_parts_of(&self, other: &Self) -> bool {
        fn same<T: PartialEq>(mine: Option<T>, theirs: Option<T>) -> bool {
            mine.is_none() || mine == theirs
        }
        // Taken apart in full, so that a new part of a condition cannot be forgotten here.
        let Self {
            level,
            flags_any,
            sources,
            kinds,
            roles,
            reported,
            priority_at_most,
            under,
            at_least: _,
            over: _,
            requested,
            officer_marked,
            repeat,
            major_incident,
            any_of,
        } = self;
        same(*level, other.level)
            && within(flags_any, &other.flags_any, |flag| {
                flags_any.contains(flag) || flag.brings().is_some_and(|brought| flags_any.contains(&brought))
            })
            && within(sources, &other.sources, |source| sources.contains(source))
            && within(kinds, &other.kinds, |kind| kinds.contains(kind))
            && within(roles, &other.roles, |role| roles.contains(role))
            && same(*reported, other.reported)
            && same(*requested, other.requested)
            && same(*officer_marked, other.officer_marked)
            && same(*repeat, other.repeat)
            && same(*major_incident, other.major_incident)
            && priority_at_most.is_none_or(|mine| other.priority_at_most.is_some_and(|theirs| theirs <= mine))
            && under.is_none_or(|mine| other.under.is_some_and(|theirs| theirs <= mine))
            && youngest(self).is_none_or(|mine| youngest(other).is_some_and(|theirs| theirs >= mine))
            && (any_of.is_empty()
                || any_of.iter().any(|mine| mine.covers(other))
                || (!other.any_of.is_empty() && other.any_of.iter().all(|part| any_of.iter().any(|mine| mine.covers(part)))))
    }
}

/// Whether a list that is given leaves no room outside mine; one that is not given asks for nothing.
fn within<T>(mine: &[T], theirs: &[T], has: impl Fn(&T) -> bool) -> bool {
    mine.is_empty() || (!theirs.is_empty() && theirs.iter().all(has))
}

/// Reports a condition that asks only for what the hub does not serve.
pub(crate) fn reports_outside<T: Copy + PartialEq>(
    source: &Source<'_>,
    at: usize,
    place: &str,
    asked: &[T],
    served: &[T],
    word: impl Fn(T) -> &'static str,
) {
    if asked.is_empty() || served.is_empty() || asked.iter().any(|one| served.contains(one)) {
        return;
    }
    let list = |words: &[T]| words.iter().map(|one| word(*one)).collect::<Vec<_>>().join(", ");
    source.report(
        at,
        place,
        format!("asks for {}, which the hub does not serve: it never holds", list(asked)),
        format!("one of those it serves: {}", list(served)),
        "serve them under [serves] or leave the rule out",
    );
}
