//! What a difference between two profiles means for the people a hub is there for.

mod accountability;
mod clocks;
mod onward;
mod roof;
mod support;

use kernel::{Basis, Channel, Flag};

use crate::in_words::{flags, in_words, join, kind_name, limit, roles_name, way_name};
use crate::model::{Condition, Pathway, Profile, Way};
use crate::statements::{GENERAL, Matter};

/// A profile and what it is called in the comparison.
type Named<'p> = (&'p Profile, &'p str);

/// What the differences in one matter change, a sentence each.
pub(super) fn of(matter: Matter, a: Named<'_>, b: Named<'_>) -> Vec<String> {
    let one_way: fn(Named<'_>, Named<'_>) -> Vec<String> = match matter {
        Matter::Governance => governance,
        Matter::Organisations => roof::organisations,
        Matter::SignIn => roof::sign_in,
        Matter::Ground => ground,
        Matter::OptingOut => support::opting_out,
        Matter::Scope => scope,
        Matter::NotContacted => not_contacted,
        Matter::Reached => support::reached,
        Matter::Contact => contact,
        Matter::Unreached => unreached,
        Matter::OfferedAgain => support::offered_again,
        Matter::Pathways => pathways,
        Matter::Meeting => meeting,
        Matter::Worker => support::worker,
        Matter::Accepted => support::accepted,
        Matter::Needs => support::needs,
        Matter::Onward => onward::onward,
        Matter::Services => onward::services,
        Matter::Disclosure => onward::disclosure,
        Matter::Updates => accountability::updates,
        Matter::HateReports => accountability::hate_reports,
        Matter::Rooms => support::rooms,
        Matter::Feedback => accountability::feedback,
        Matter::Reports => accountability::reports,
        Matter::Funding => accountability::funding,
        // What it costs is said of both at once.
        Matter::Resources => |_, _| Vec::new(),
        Matter::Retention => roof::retention,
    };
    between(matter, a, b).into_iter().chain(one_way(a, b)).chain(one_way(b, a)).collect()
}

/// What reads the same whichever of the two comes first.
fn between(matter: Matter, one: Named<'_>, other: Named<'_>) -> Vec<String> {
    let ((a, at_a), (b, at_b)) = (one, other);
    let said = match matter {
        Matter::Contact => return clocks::contact(one, other),
        Matter::Accepted => return clocks::accepted(one, other),
        Matter::Ground => clocks::grounds(one, other),
        Matter::OptingOut => support::between_erasures(one, other),
        Matter::Unreached => clocks::unreached(one, other),
        Matter::Governance if a.working_hours != b.working_hours => {
            Some("limits in working hours and working days end at other times of day.".to_owned())
        }
        Matter::Scope if a.scope.area.is_some() && b.scope.area.is_some() && a.scope.area != b.scope.area => {
            Some(format!("somebody may be in the area of {at_a} and not of {at_b}, or the other way round."))
        }
        Matter::Worker => support::between_workers(one, other),
        Matter::Needs => support::between_needs(one, other),
        Matter::Onward => onward::between_answers(one, other),
        Matter::Updates => accountability::between_updates(one, other),
        Matter::Resources => accountability::between_resources(one, other),
        Matter::Retention => roof::retention_of_the_rest(one, other),
        _ => None,
    };
    said.into_iter().collect()
}

// Each of these says what holds at the first and not at the second; asked both ways round it says everything once.

fn governance((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let mut say = Vec::new();
    if a.organisation.police_see_records && !b.organisation.police_see_records {
        say.push(format!("police staff may see records at {at_a} and not at {at_b}."));
    }
    let hides = |profile: &Profile| profile.organisation.desks.iter().any(|desk| desk.hidden_from_police);
    if hides(a) && !hides(b) && b.organisation.police_see_records {
        say.push(format!("a part of the records is hidden from police staff at {at_a} and none at {at_b}."));
    }
    say
}

fn ground((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let asks = |profile: &Profile| profile.desks.iter().all(|desk| desk.basis == Basis::ConsentFirst);
    let opts_out = |profile: &Profile| profile.desks.iter().any(|desk| desk.basis == Basis::ImpliedConsent);
    let mut say = Vec::new();
    if asks(a) && !asks(b) {
        say.push(format!("a referral that does not say whether the person agreed is held back at {at_a} and taken in at {at_b}."));
    }
    if opts_out(a) && !opts_out(b) {
        say.push(format!("a refusal that comes with a referral is counted as opting out at {at_a} and as refused consent at {at_b}."));
    }
    say
}

fn scope((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let mut say = Vec::new();
    let roles: Vec<&str> = a.scope.roles.iter().filter(|role| !b.scope.roles.contains(role)).map(|role| roles_name(*role)).collect();
    if !roles.is_empty() {
        say.push(format!("{} are served at {at_a} and outside the scope of {at_b}.", join(&roles, "and")));
    }
    let served = |kind| b.scope.kinds.iter().any(|(other, _)| *other == kind);
    let kinds: Vec<&str> = a.scope.kinds.iter().filter(|(kind, _)| !served(*kind)).map(|(kind, _)| kind_name(*kind)).collect();
    if !kinds.is_empty() {
        say.push(format!("after {} people are served at {at_a} and outside the scope of {at_b}.", join(&kinds, "or")));
    }
    if a.scope.area.is_some() && b.scope.area.is_none() {
        say.push(format!("whoever is known to be from elsewhere is outside the scope of {at_a} and served at {at_b}."));
    }
    let reported_only = |profile: &Profile| profile.desks.iter().all(|desk| desk.reported_only);
    if reported_only(a) && !reported_only(b) {
        say.push(format!("whoever has not reported to the police is outside the scope of {at_a} and served at {at_b}."));
    }
    match (&a.scope.marker, &b.scope.marker) {
        (Some(_), None) => {
            say.push(format!("whoever has none of the marks that {at_a} asks for is outside its scope and served at {at_b}."))
        }
        (Some(mine), Some(theirs)) if !theirs.covers(mine) => {
            say.push(format!("somebody may have a mark that {at_a} asks for and none that {at_b} asks for."));
        }
        _ => {}
    }
    say
}

fn not_contacted((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let mut say = Vec::new();
    let sent_on = |flag: Flag| b.specialist_direct.has(flag) || flag.brings().is_some_and(|brought| b.specialist_direct.has(brought));
    let only_here: Vec<Flag> = a.specialist_direct.iter().filter(|flag| !sent_on(*flag)).collect();
    if !only_here.is_empty() {
        let shown = flags(&only_here, "or");
        say.push(format!(
            "whoever the police send because of {shown} is not contacted at {at_a}; at {at_b} that alone is no reason against contact."
        ));
    }
    match (&a.contacted_only_when, &b.contacted_only_when) {
        (Some(when), None) => {
            say.push(format!("unless {}, a person is only recorded at {at_a} and contacted at {at_b}.", in_words(when)));
        }
        (Some(mine), Some(theirs)) if !mine.covers(theirs) => {
            say.push(format!("somebody may be contacted at {at_b} and only recorded at {at_a}."));
        }
        _ => {}
    }
    say
}

fn contact((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let mut say = Vec::new();
    let uses = |profile: &Profile, way: Way| profile.desks.iter().flat_map(|desk| &desk.contact).any(|rule| rule.channels.contains(&way));
    let ways = std::iter::once(Way::Preferred).chain(Channel::ALL.iter().map(|channel| Way::By(*channel)));
    let only_here: Vec<&str> = ways.filter(|way| uses(a, *way) && !uses(b, *way)).map(way_name).collect();
    if !only_here.is_empty() {
        say.push(format!("{} can be the first contact at {at_a} and not at {at_b}.", join(&only_here, "or")));
    }
    let rules = |profile| Profile::rules_beyond_everybody(profile);
    for when in rules(a).filter(|when| !rules(b).any(|other| other == *when)) {
        say.push(format!("there is a rule of its own at {at_a} and none at {at_b} for when {}.", in_words(when)));
    }
    let chooses = |profile: &Profile| profile.desks.iter().any(|desk| !desk.when.is_always());
    if chooses(a) && !chooses(b) {
        say.push(format!("a desk makes first contact only with some of those it serves at {at_a}; at {at_b} every desk does with all."));
    }
    if a.desks.len() > b.desks.len() {
        say.push(format!("a person is offered contact by {} desks at {at_a} and by {} at {at_b}.", a.desks.len(), b.desks.len()));
    }
    say
}

fn pathways((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let mut say = Vec::new();
    let taken = |pathway: &Pathway| b.pathways.iter().find(|other| !other.after_assessment && other.when.covers(&pathway.when));
    for pathway in a.pathways.iter().filter(|pathway| !b.pathways.iter().any(|other| other.name == pathway.name)) {
        // Whatever no pathway takes goes to general everywhere.
        if pathway.name == GENERAL {
            continue;
        }
        let (name, general) = (a.title_of(&pathway.name), b.title_of(GENERAL));
        say.push(match taken(pathway) {
            Some(other) => {
                format!("a case for \"{name}\" at {at_a} goes to \"{}\" at {at_b} unless an earlier one fits.", b.title_of(&other.name))
            }
            None if b.pathways.is_empty() => format!("a case for \"{name}\" at {at_a} goes to \"{general}\" at {at_b}, as all do."),
            None => format!("a case for \"{name}\" at {at_a} goes to whatever else fits at {at_b}, else to \"{general}\"."),
        });
    }
    let at_intake = |profile: &Profile, name: &str| profile.pathways.iter().any(|other| other.name == name && !other.after_assessment);
    for pathway in a.pathways.iter().filter(|pathway| pathway.after_assessment && at_intake(b, &pathway.name)) {
        say.push(format!(
            "a case goes to \"{}\" only once needs were assessed at {at_a}, and at once at {at_b}.",
            a.title_of(&pathway.name)
        ));
    }
    say
}

fn meeting((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let Some(mine) = &a.several_services else { return Vec::new() };
    let Some(theirs) = &b.several_services else {
        return vec![format!("a case for several services waits for the meeting at {at_a} and goes to the first that fits at {at_b}.")];
    };
    let apart = !mine.authorities.is_empty() && theirs.authorities.is_empty();
    apart.then(|| format!("each local authority has a meeting of its own at {at_a}; at {at_b} one takes all cases.")).into_iter().collect()
}

fn unreached((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let (Some(mine), None) = (&a.unreached, &b.unreached) else { return Vec::new() };
    let within = limit(mine.within);
    vec![format!("whoever does not answer gets another way within {within} at {at_a}; at {at_b} that is left to the worker.")]
}

impl Profile {
    /// The conditions of all contact rules that are not for everybody.
    fn rules_beyond_everybody(&self) -> impl Iterator<Item = &Condition> {
        self.desks.iter().flat_map(|desk| &desk.contact).map(|rule| &rule.when).filter(|when| !when.is_always())
    }
}
