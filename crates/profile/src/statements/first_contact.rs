//! First contact, what follows when nobody answers or somebody declines, and where a case goes, as sentences.

use jiff::civil::Weekday;

use super::{GENERAL, clock, name_of, period, quoted, subject};
use crate::in_words::{capital, how, in_words, join, limit, ways};
use crate::model::{Choice, ContactRule, Desk, Pathway, Profile};

pub(super) fn contact(profile: &Profile) -> Vec<String> {
    let mut say = Vec::new();
    for desk in &profile.desks {
        if !desk.when.is_always() {
            say.push(format!(
                "{} makes first contact only when {}. Whoever it does not contact at first can come to it later.",
                subject(profile, desk),
                in_words(&desk.when)
            ));
        }
        let (added, first): (Vec<_>, Vec<_>) = desk.contact.iter().partition(|rule| rule.also);
        say.extend(first.into_iter().chain(added).map(|rule| rule_of(profile, desk, rule)));
    }
    say.push(
        "A way that is unsafe, that is not known to be safe where safety is at stake, or that cannot reach the person is passed over."
            .to_owned(),
    );
    say.push("When no way is left, a worker has to agree a safe one by the same time.".to_owned());
    say
}

/// A contact rule of this desk as one sentence: whom it is for, by which ways, by when.
pub(super) fn rule_of(profile: &Profile, desk: &Desk, rule: &ContactRule) -> String {
    let (who, how) = (name_of(profile, desk), how(rule));
    let contacts = if rule.also { "also contacts" } else { "contacts" };
    if !rule.when.is_always() {
        return format!("When {}, {who} {contacts} the person {how}.", in_words(&rule.when));
    }
    let comes_after_others = !rule.also && desk.contact.iter().filter(|other| !other.also).count() > 1;
    let everybody = if comes_after_others { "everybody else" } else { "everybody" };
    let of_some = if profile.contacted_only_when.is_some() || !profile.specialist_direct.is_empty() || !desk.when.is_always() {
        "of those it contacts, "
    } else if desk.reported_only || profile.scope.marker.is_some() {
        "of those it serves, "
    } else {
        ""
    };
    capital(&format!("{of_some}{who} {contacts} {everybody} {how}."))
}

pub(super) fn unreached(profile: &Profile) -> Vec<String> {
    vec![match &profile.unreached {
        None => "Nothing else is laid down for when attempts find nobody.".to_owned(),
        Some(unreached) => format!(
            "After {} without an answer, the hub makes contact {} within {} of the last attempt.",
            if unreached.after_attempts == 1 { "1 attempt".to_owned() } else { format!("{} attempts", unreached.after_attempts) },
            ways(Choice::FirstOf, &unreached.channels),
            limit(unreached.within)
        ),
    }]
}

pub(super) fn offered_again(profile: &Profile) -> Vec<String> {
    let mut say = vec![
        "To decline is to say no to the hub itself, when it offers support. Whoever refused before they were referred is not among them."
            .to_owned(),
    ];
    if profile.offered_again.is_empty() {
        say.push("Support is not offered again to somebody who declined.".to_owned());
    }
    say.extend(profile.offered_again.iter().map(|offer| {
        let whom = if offer.when.is_always() {
            "Whoever declined".to_owned()
        } else {
            format!("When {}, whoever declined", in_words(&offer.when))
        };
        format!("{whom} is offered support again {} after declining, {}.", period(offer.after), ways(Choice::FirstOf, &offer.channels))
    }));
    say.push("They can come back at any time. Nothing is offered again to anybody who asked never to be contacted again.".to_owned());
    say
}

pub(super) fn pathways(profile: &Profile) -> Vec<String> {
    let (later, at_once): (Vec<&Pathway>, Vec<&Pathway>) = profile.pathways.iter().partition(|pathway| pathway.after_assessment);
    let (for_all, for_some): (Vec<&Pathway>, Vec<&Pathway>) = at_once.into_iter().partition(|pathway| pathway.when.is_always());
    // Behind a wall whoever sits at a desk works what is that desk's, and a team is the one list that a case stands in.
    let walled = profile.organisation.walled_desks;
    let by = if walled { "listed under" } else { "worked by" };
    let worked_by = |name: &str, team: &str| format!("\"{}\", {by} the team \"{}\"", profile.title_of(name), profile.title_of(team));
    let place = |pathway: &Pathway| worked_by(&pathway.name, pathway.team.as_deref().unwrap_or(&profile.default_team));
    let mut say = Vec::new();
    if walled {
        say.push("Each desk works its own part of a case, whichever team the case is listed under.".to_owned());
    }
    say.extend(for_some.iter().map(|pathway| format!("When {}, the case goes to {}.", in_words(&pathway.when), place(pathway))));
    if profile.several_services.is_none() && for_some.len() > 1 {
        say.push("Where more than one of these fits, the first decides.".to_owned());
    }
    let rest = if for_some.is_empty() { "Every case" } else { "Every other case" };
    let general = || worked_by(GENERAL, &profile.default_team);
    say.push(format!("{rest} goes to {}.", for_all.first().map_or_else(general, |pathway| place(pathway))));
    say.extend(later.iter().map(|pathway| {
        let whom = if pathway.when.is_always() { "a case".to_owned() } else { format!("a case in which {}", in_words(&pathway.when)) };
        format!("Only once needs were assessed can {whom} go to {}.", place(pathway))
    }));
    say
}

pub(super) fn meeting(profile: &Profile) -> Vec<String> {
    let Some(several) = &profile.several_services else { return Vec::new() };
    let at = format!("on {} at {}", weekday_name(several.weekday), clock(several.at));
    let mut say = vec![format!(
        "Where a case fits more than one of the pathways named for a need, it stays in \"{}\" with the task {} for the meeting {at}.",
        profile.title_of(&several.pathway),
        join(&quoted([&several.task]), "or"),
    )];
    say.push("One lead service is agreed there for each case.".to_owned());
    if several.authorities.is_empty() {
        say.push("One meeting takes the cases of the whole area.".to_owned());
    } else {
        say.push("Each local authority has a meeting of its own.".to_owned());
        say.extend(several.authorities.iter().map(|authority| {
            let postcodes: Vec<String> = authority.postcodes.iter().map(super::whom::range).collect();
            format!("{} takes whoever lives in the postcodes {}.", authority.title, join(&postcodes, "or"))
        }));
    }
    say
}

fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
