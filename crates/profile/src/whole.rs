//! The profile as a whole: the top of the file, its sections, and the checks that look at them together.

use jiff::civil::{Time, Weekday};
use toml_edit::Document;

use crate::accountability::{self, ReadAccountability, read_accountability};
use crate::areas::read_postcodes;
use crate::check::{self, Placed, Teams, plain};
use crate::condition::{read_flags, read_when};
use crate::contact::{DESK_KEYS, ReadDesk, read_desks, read_ways};
use crate::model::{Authority, Condition, Governance, Pathway, Profile, Service, SeveralServices, SupportStart, Unreached};
use crate::onward::{self, read_onward, read_services};
use crate::organisation::{self, read_organisation};
use crate::reader::{Section, Source, pairs};
use crate::retention::read_retention;
use crate::scope::read_scope;
use crate::single_sign_on::read_single_sign_on;
use crate::support::{self, ReadSupport, named, read_support};
use crate::titles::{Nameable, read_titles};

const KEYS: &[&str] = &[
    "title",
    "area",
    "in_force_from",
    "governance",
    "languages",
    "single_worker",
    "working_hours",
    "serves",
    "specialist_direct",
    "contacted_only_when",
    "desk",
    "pathway",
    "default_team",
    "titles",
    "several_services",
    "support_starts",
    "unreached",
    "single_sign_on",
    "retention",
];

const PATHWAY_KEYS: &[&str] = &["name", "when", "team", "after_assessment"];

/// The most attempts a hub may ask for before it tries another way.
const MOST_ATTEMPTS: u8 = 20;

/// Every key that stands at the top of the file.
fn keys() -> impl Iterator<Item = &'static str> {
    [KEYS, DESK_KEYS, organisation::KEYS, support::KEYS, onward::KEYS, accountability::KEYS].into_iter().flatten().copied()
}

/// Whether the key stands at the top of the file.
pub(crate) fn is_of_the_hub(key: &str) -> bool {
    keys().any(|own| own == key)
}

/// Reads and checks everything; what is wrong is reported to `source`.
pub(crate) fn read(source: &Source<'_>, name: &str, document: &Document<&str>) -> Option<Profile> {
    let keys: Vec<&str> = keys().collect();
    let root = Section::open(source, String::new(), 0, document.as_table(), "a profile", &keys);
    let title = root.text("title", "Victim Hub");
    let area = root.text("area", "Exampleshire");
    let in_force_from = root.date("in_force_from");
    let governance = root.word("governance", &pairs!(Governance));
    let languages = read_languages(&root);
    let single_worker = root.boolean("single_worker");
    let working_hours = read_working_hours(&root);
    let scope = read_scope(&root);
    let specialist_direct = read_flags(&root, "specialist_direct");
    let contacted_only_when = root.maybe("contacted_only_when", |s| read_when(s, "contacted_only_when"));
    let desks = read_desks(&root);
    let sections = root.sections("pathway", "a pathway", PATHWAY_KEYS);
    let pathways: Vec<Option<Placed<Pathway>>> = sections.iter().map(read_pathway).collect();
    let default_team = root.name("default_team", "support");
    let several_services = root.maybe("several_services", read_several_services);
    let support_starts: Vec<Option<Placed<SupportStart>>> =
        root.sections("support_starts", "a start of support", &["when", "within"]).iter().map(read_support_start).collect();
    let unreached = root.maybe("unreached", read_unreached);

    let team_of =
        |section: &Section<'_>, what: &str| Placed { what: what.to_owned(), path: section.path_of("team"), at: section.key_at("team") };
    let of_pathways =
        sections.iter().zip(&pathways).filter_map(|(section, read)| Some(team_of(section, read.as_ref()?.what.team.as_ref()?)));
    let teams = Teams {
        default: default_team.as_deref(),
        of_pathways: of_pathways.collect(),
        pathways: pathways.iter().flatten().map(|placed| placed.what.name.as_str()).collect(),
    };
    let organisation = read_organisation(&root, title.as_deref(), &desks, &teams);
    // Where one of them could not be read, who is named elsewhere may be of just that team.
    let every_team: Option<Vec<&str>> = organisation
        .as_ref()
        .filter(|_| default_team.is_some() && pathways.iter().all(Option::is_some))
        .map(|organisation| organisation.agencies.iter().flat_map(|agency| &agency.teams).map(String::as_str).collect());
    let titles = read_titles(&root, Nameable::of(every_team.as_deref(), &pathways, several_services.as_ref(), &desks).as_ref());
    let single_sign_on = root.maybe("single_sign_on", |root| read_single_sign_on(root, every_team.as_deref()));
    let retention = read_retention(&root);
    let support = read_support(&root, &desks);
    let onward = read_onward(&root);
    let services = read_services(&root, every_team.as_deref());
    let accountability = read_accountability(&root);

    let placed_pathways: Vec<&Placed<Pathway>> = pathways.iter().flatten().collect();
    let placed_starts: Vec<&Placed<SupportStart>> = support_starts.iter().flatten().collect();
    check::desks(source, &desks);
    check::pathways(source, &placed_pathways);
    check::support_starts(source, &placed_starts);
    if let Some(Some(several)) = &several_services {
        check::several_services(source, several, &placed_pathways);
    }
    if let (Some(support), Some(accountability), Some(services)) = (&support, &accountability, &services) {
        let whole = Whole { desks: &desks, pathways: &placed_pathways, starts: &placed_starts, support, accountability, services };
        check::within_ways(source, &support.ways);
        check::assessed(source, &placed_pathways, support.needs_assessment.as_ref());
        let meeting = several_services.as_ref().and_then(|several| several.as_ref()).map(|placed| &placed.what);
        check::tasks_of_the_hub(source, &support.after_acceptance, meeting);
        if let Some(scope) = &scope {
            check::within_scope(source, scope, whole.conditions());
            check::witnesses_served(source, root.key_at("witness_care"), support.witness_care, scope);
        }
    }

    let (support, accountability) = (support?, accountability?);
    Some(Profile {
        name: name.to_owned(),
        title: title?,
        area: area?,
        in_force_from: in_force_from?,
        governance: governance?,
        languages: languages?,
        single_worker: single_worker?,
        assignment: support.assignment,
        witness_care: support.witness_care,
        ways: support.ways,
        support_by: support.support_by,
        working_hours: working_hours?,
        scope: scope?,
        specialist_direct: specialist_direct?.into_iter().collect(),
        contacted_only_when: contacted_only_when?,
        desks: desks.into_iter().map(|read| read.desk).collect::<Option<_>>()?,
        pathways: pathways.into_iter().map(|read| read.map(|placed| placed.what)).collect::<Option<_>>()?,
        default_team: default_team?,
        titles: titles?,
        several_services: several_services?.map(|placed| placed.what),
        support_starts: support_starts.into_iter().map(|read| read.map(|placed| placed.what)).collect::<Option<_>>()?,
        after_acceptance: plain(support.after_acceptance),
        needs_assessment: support.needs_assessment,
        onward: onward?,
        services: plain(services?),
        offered_again: plain(support.offered_again),
        opt_out: support.opt_out,
        funding: plain(support.funding),
        rooms: support.rooms,
        hate_reports: accountability.hate_reports,
        updates_within: accountability.updates_within,
        reports: accountability.reports,
        feedback: plain(accountability.feedback),
        resources: accountability.resources,
        unreached: unreached?,
        organisation: organisation?,
        single_sign_on: single_sign_on?,
        retention: retention?,
    })
}

/// Everything that names whom it is for.
struct Whole<'a> {
    desks: &'a [ReadDesk],
    pathways: &'a [&'a Placed<Pathway>],
    starts: &'a [&'a Placed<SupportStart>],
    support: &'a ReadSupport,
    accountability: &'a ReadAccountability,
    services: &'a [Placed<Service>],
}

impl<'a> Whole<'a> {
    /// Every condition with its place.
    fn conditions(&self) -> impl Iterator<Item = (usize, &'a str, &'a Condition)> {
        fn of<'a, T>(placed: &'a Placed<T>, when: impl Fn(&'a T) -> &'a Condition) -> (usize, &'a str, &'a Condition) {
            (placed.at, &placed.path, when(&placed.what))
        }
        let desks = self.desks.iter().filter_map(|read| Some((read.at, read.path.as_str(), &read.desk.as_ref()?.when)));
        let rules = self.desks.iter().flat_map(|desk| &desk.rules).map(|rule| of(rule, |rule| &rule.when));
        let pathways = self.pathways.iter().map(|pathway| of(pathway, |pathway| &pathway.when));
        let starts = self.starts.iter().map(|start| of(start, |start| &start.when));
        let tasks = self.support.after_acceptance.iter().map(|after| of(after, |after| &after.when));
        let measures = self.support.measures.iter().map(|measure| of(measure, |when| when));
        let again = self.support.offered_again.iter().map(|offer| of(offer, |offer| &offer.when));
        let funding = self.support.funding.iter().map(|stream| of(stream, |stream| &stream.when));
        let services = self.services.iter().map(|service| of(service, |service| &service.when));
        let feedback = self.accountability.feedback.iter().map(|point| of(point, |point| &point.when));
        let of_cases = desks.chain(rules).chain(pathways).chain(starts).chain(tasks).chain(measures);
        of_cases.chain(again).chain(funding).chain(services).chain(feedback)
    }
}

fn read_languages(root: &Section<'_>) -> Option<Vec<String>> {
    let expected = "a list of ISO 639 language codes like \"en\" or \"cy\"";
    let entries = root.need("languages", expected, "[\"en\"]")?.list(expected, "\"en\"")?;
    let mut complete = true;
    let mut languages: Vec<String> = Vec::new();
    for entry in &entries {
        let written = entry.as_text().unwrap_or_default();
        if !(2..=3).contains(&written.len()) || !written.bytes().all(|byte| byte.is_ascii_lowercase()) {
            complete = false;
            entry
                .wrong("an ISO 639 language code: two or three lower-case letters", "try \"en\" for English or \"cy\" for Welsh")
                .unwrap_or(())
        } else if languages.iter().any(|earlier| earlier == written) {
            complete = false;
            entry.wrong("each language once", "leave the second out").unwrap_or(())
        } else {
            languages.push(written.to_owned());
        }
    }
    complete.then_some(languages)
}

fn read_working_hours(root: &Section<'_>) -> Option<(Time, Time)> {
    let section = root.section("working_hours", "a section", &["opens", "closes"])?;
    let (opens, closes) = (section.time("opens"), section.time("closes"));
    let (opens, closes) = (opens?, closes?);
    if opens < closes {
        return Some((opens, closes));
    }
    section.get("closes")?.wrong(
        format!("a time after {}, when the hub opens", opens.strftime("%H:%M")),
        "write both on the 24-hour clock, \"17:00\" for 5 pm",
    )
}

fn read_pathway(section: &Section<'_>) -> Option<Placed<Pathway>> {
    let name = section.name("name", "young_people");
    let when = read_when(section, "when");
    let team = section.maybe("team", |s| s.name("team", "young_people"));
    let after_assessment = section.boolean_or("after_assessment", false);
    let what = Pathway { name: name?, when: when?, team: team?, after_assessment: after_assessment? };
    Some(Placed { what, path: section.path.clone(), at: section.at })
}

fn read_several_services(root: &Section<'_>) -> Option<Placed<SeveralServices>> {
    let section = root.section("several_services", "a section", &["pathway", "task", "weekday", "at", "authority"])?;
    let days = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let pathway = section.name("pathway", "multi_agency");
    let task = section.name("task", "agree_lead_service");
    let weekday = section.word("weekday", &days);
    let at = section.time("at");
    let authorities = named(&section, "authority", "a local authority", &["name", "title", "postcodes"], "name", |one| {
        let (name, title, postcodes) =
            (one.name("name", "north_exampleshire"), one.text("title", "North Exampleshire"), read_postcodes(one));
        Some(Authority { name: name?, title: title?, postcodes: postcodes? })
    });
    let authorities = authorities?;
    check::authorities_apart(root.source, &authorities);
    let what = SeveralServices { pathway: pathway?, task: task?, weekday: weekday?, at: at?, authorities: plain(authorities) };
    Some(Placed { what, path: section.path.clone(), at: section.at })
}

fn read_support_start(section: &Section<'_>) -> Option<Placed<SupportStart>> {
    let when = read_when(section, "when");
    let within = section.limit("within");
    Some(Placed { what: SupportStart { when: when?, within: within? }, path: section.path.clone(), at: section.at })
}

fn read_unreached(root: &Section<'_>) -> Option<Unreached> {
    let section = root.section("unreached", "a section", &["after_attempts", "first_of", "within"])?;
    let after_attempts = section.number("after_attempts", 1, MOST_ATTEMPTS);
    let channels = read_ways(&section, "first_of");
    let within = section.limit("within");
    Some(Unreached { after_attempts: after_attempts?, channels: channels?, within: within? })
}
