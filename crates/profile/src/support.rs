//! How a hub gives support: the keys about workers, ways, acceptance, assessment, offers again, funding and rooms.

use kernel::{Basis, Channel};

use crate::check::{Placed, plain, unique};
use crate::condition::read_when;
use crate::contact::{ReadDesk, read_ways};
use crate::model::{
    AfterAcceptance, Assignment, Condition, FundingKind, FundingStream, Measure, NeedsAssessment, OfferAgain, OptOut, Room, SupportWay,
    WitnessCare, every_channel,
};
use crate::reader::{Section, pairs};

/// The keys at the top of the file that say it.
pub(crate) const KEYS: &[&str] = &[
    "assignment",
    "witness_care",
    "ways",
    "support_by",
    "after_acceptance",
    "needs_assessment",
    "offered_again",
    "opt_out",
    "funding",
    "room",
];

/// All of it.
pub(crate) struct ReadSupport {
    pub(crate) assignment: Assignment,
    pub(crate) witness_care: WitnessCare,
    pub(crate) ways: Vec<Channel>,
    pub(crate) support_by: Vec<SupportWay>,
    pub(crate) after_acceptance: Vec<Placed<AfterAcceptance>>,
    pub(crate) needs_assessment: Option<NeedsAssessment>,
    /// Of each measure, whom it is for and where that stands.
    pub(crate) measures: Vec<Placed<Condition>>,
    pub(crate) offered_again: Vec<Placed<OfferAgain>>,
    pub(crate) opt_out: Option<OptOut>,
    pub(crate) funding: Vec<Placed<FundingStream>>,
    pub(crate) rooms: Vec<Room>,
}

/// Reads it all.
pub(crate) fn read_support(root: &Section<'_>, desks: &[ReadDesk]) -> Option<ReadSupport> {
    let assignment = root.maybe("assignment", |s| s.word("assignment", &pairs!(Assignment)));
    let witness_care = root.maybe("witness_care", |s| s.word("witness_care", &pairs!(WitnessCare)));
    let ways = root.maybe("ways", |s| s.words("ways", &pairs!(Channel)));
    let support_by = root.maybe("support_by", |s| s.words("support_by", &pairs!(SupportWay)));
    let after_acceptance =
        named(root, "after_acceptance", "a task after acceptance", &["task", "when", "within", "desk"], "task", |section| {
            read_after(section, desks)
        });
    let needs_assessment = root.maybe("needs_assessment", read_needs_assessment);
    let offered_again =
        named(root, "offered_again", "an offer made again", &["name", "when", "after", "first_of"], "name", read_offered_again);
    let opt_out = root.maybe("opt_out", |root| read_opt_out(root, desks));
    if !root.has("opt_out") {
        nobody_left_without(root, desks);
    }
    let funding = named(root, "funding", "a stream of funding", &["name", "title", "kind", "when", "from", "until"], "name", read_funding);
    let rooms = named(root, "room", "a room", &["name", "title", "women_only"], "name", read_room);
    let (needs_assessment, measures) = needs_assessment?.unzip();
    let every = [SupportWay::Phone, SupportWay::Text, SupportWay::Email, SupportWay::Letter];
    Some(ReadSupport {
        assignment: assignment?.unwrap_or(Assignment::Queue),
        witness_care: witness_care?.unwrap_or(WitnessCare::Elsewhere),
        ways: ways?.unwrap_or_else(every_channel),
        support_by: support_by?.unwrap_or_else(|| every.to_vec()),
        after_acceptance: after_acceptance?,
        needs_assessment,
        measures: measures.unwrap_or_default(),
        offered_again: offered_again?,
        opt_out: opt_out?,
        funding: funding?,
        rooms: plain(rooms?),
    })
}

/// The sections of a list, none with a name that an earlier one has.
pub(crate) fn named<T>(
    root: &Section<'_>,
    list: &str,
    what: &str,
    keys: &[&str],
    name: &str,
    read: impl Fn(&Section<'_>) -> Option<T>,
) -> Option<Vec<Placed<T>>> {
    let sections = root.sections(list, what, keys);
    let names: Vec<Placed<String>> = sections
        .iter()
        .filter_map(|section| {
            let written = section.get(name)?.as_text()?;
            Some(Placed { what: written.to_owned(), path: section.path_of(name), at: section.key_at(name) })
        })
        .collect();
    unique(root.source, what.trim_start_matches("a ").trim_start_matches("an "), names.iter().map(|n| (n.at, &n.path, &n.what)));
    let placed = |section: &Section<'_>| Some(Placed { what: read(section)?, path: section.path.clone(), at: section.at });
    let read: Vec<Option<Placed<T>>> = sections.iter().map(placed).collect();
    read.into_iter().collect()
}

fn read_after(section: &Section<'_>, desks: &[ReadDesk]) -> Option<AfterAcceptance> {
    let task = section.name("task", "agree_onward");
    let (when, within) = (read_when(section, "when"), section.limit("within"));
    let names: Vec<&str> = desks.iter().filter_map(|desk| desk.name.as_ref().map(|name| name.what.as_str())).collect();
    let desk = section.maybe("desk", |s| s.name("desk", "support"));
    if let Some(Some(named)) = &desk
        && !names.contains(&named.as_str())
    {
        let expected =
            if names.is_empty() { "no desk: the hub has one".to_owned() } else { format!("one of the hub's desks: {}", names.join(", ")) };
        let near = crate::error::nearest(named, names.iter().copied());
        section
            .get("desk")?
            .wrong::<()>(expected, near.map_or_else(|| "leave it out".to_owned(), |near| format!("did you mean {near:?}?")))?;
    }
    Some(AfterAcceptance { task: task?, when: when?, within: within?, desk: desk? })
}

fn read_needs_assessment(root: &Section<'_>) -> Option<(NeedsAssessment, Vec<Placed<Condition>>)> {
    let section = root.section("needs_assessment", "a section", &["within", "measure"])?;
    let within = section.limit("within");
    let measures = named(&section, "measure", "a measure", &["name", "question", "when"], "name", |measure| {
        let (name, question) = (measure.name("name", "informed"), measure.text("question", "How well are you kept informed?"));
        let when = read_when(measure, "when");
        Some(Measure { name: name?, question: question?, when: when? })
    });
    let measures = measures?;
    let whom = |measure: &Placed<Measure>| Placed { what: measure.what.when.clone(), path: measure.path.clone(), at: measure.at };
    let conditions = measures.iter().map(whom).collect();
    Some((NeedsAssessment { within: within?, measures: plain(measures) }, conditions))
}

fn read_offered_again(section: &Section<'_>) -> Option<OfferAgain> {
    let (name, when) = (section.name("name", "after_a_month"), read_when(section, "when"));
    let (after, channels) = (section.period("after"), read_ways(section, "first_of"));
    Some(OfferAgain { name: name?, when: when?, after: after?, channels: channels? })
}

/// Opting out is the other side of implied consent; where nobody is taken in on that, there is nothing to opt out of.
fn read_opt_out(root: &Section<'_>, desks: &[ReadDesk]) -> Option<OptOut> {
    let section = root.section("opt_out", "a section", &["erased_within"])?;
    let erased_within = section.limit("erased_within");
    let bases: Vec<Basis> = desks.iter().filter_map(|desk| desk.desk.as_ref().map(|desk| desk.basis)).collect();
    if !bases.is_empty() && !bases.contains(&Basis::ImpliedConsent) {
        root.source.report(
            section.at,
            "opt_out",
            "stands where nobody is taken in on implied consent",
            "it only beside basis = \"implied_consent\"",
            "leave it out: elsewhere a person declines support or asks for erasure",
        );
    }
    Some(OptOut { erased_within: erased_within? })
}

/// Implied consent without opting out: the ground would be one that nobody can take away.
fn nobody_left_without(root: &Section<'_>, desks: &[ReadDesk]) {
    let implied = |read: &&ReadDesk| read.desk.as_ref().is_some_and(|desk| desk.basis == Basis::ImpliedConsent);
    for desk in desks.iter().filter(implied) {
        let at_the_top = desk.path.is_empty();
        root.source.report(
            if at_the_top { root.key_at("basis") } else { desk.at },
            if at_the_top { "basis".to_owned() } else { format!("{}.basis", desk.path) },
            "is \"implied_consent\", but nobody could opt out: there is no [opt_out]",
            "[opt_out] beside it, with the time in which what is held is erased",
            "add [opt_out] with erased_within = \"1wd\"",
        );
    }
}

fn read_funding(section: &Section<'_>) -> Option<FundingStream> {
    let (name, title) = (section.name("name", "older_people_grant"), section.text("title", "Grant for older people"));
    let (kind, when) = (section.word("kind", &pairs!(FundingKind)), read_when(section, "when"));
    let (from, until) = (section.maybe("from", |s| s.date("from")), section.maybe("until", |s| s.date("until")));
    let (from, until) = (from?, until?);
    if let (Some(first), Some(last)) = (from, until)
        && last < first
    {
        section.get("until")?.wrong::<()>(format!("a day not before {first}, when it begins"), "swap the two")?;
    }
    Some(FundingStream { name: name?, title: title?, kind: kind?, when: when?, from, until })
}

fn read_room(section: &Section<'_>) -> Option<Room> {
    let (name, title) = (section.name("name", "interview_suite"), section.text("title", "Interview suite"));
    let women_only = section.boolean_or("women_only", false);
    Some(Room { name: name?, title: title?, women_only: women_only? })
}
