//! First contact, what follows when nobody answers or somebody declines, and where a case goes, as sentences.

use jiff::civil::Weekday;

use super::{GENERAL, clock, name_of, period, quoted, subject};
use crate::in_words::{in_words, join, limit, rule_of, ways};
use crate::model::{Choice, Pathway, Profile};

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
        let everybody = if first.len() > 1 { "everybody else" } else { "everybody" };
        say.extend(first.iter().map(|rule| rule_of(rule, &name_of(profile, desk), everybody)));
        say.extend(added.iter().map(|rule| rule_of(rule, &name_of(profile, desk), "everybody")));
    }
    say.push(
        "A way that is unsafe, that is not known to be safe where safety is at stake, or that cannot reach the person is passed over."
            .to_owned(),
    );
    say.push("When no way is left, a worker has to agree a safe one by the same time.".to_owned());
    say
}

pub(super) fn unreached(profile: &Profile) -> Vec<String> {
    vec![match &profile.unreached {
        None => "No other way is laid down for after attempts without an answer.".to_owned(),
        Some(unreached) => format!(
            "After {} without an answer, the hub makes contact {} within {} of the last attempt.",
            if unreached.after_attempts == 1 { "1 attempt".to_owned() } else { format!("{} attempts", unreached.after_attempts) },
            ways(Choice::FirstOf, &unreached.channels),
            limit(unreached.within)
        ),
    }]
}

pub(super) fn offered_again(profile: &Profile) -> Vec<String> {
    let mut say: Vec<String> = profile
        .offered_again
        .iter()
        .map(|offer| {
            let whom =
                if offer.when.is_always() { "Whoever declined".to_owned() } else { format!("When {}, the person", in_words(&offer.when)) };
            format!("{whom} is offered support again {} after declining, {}.", period(offer.after), ways(Choice::FirstOf, &offer.channels))
        })
        .collect();
    if say.is_empty() {
        say.push("Support is not offered again to somebody who declined.".to_owned());
    }
    say.push("They can come back at any time. Whoever asked never to be contacted again is not.".to_owned());
    say
}

pub(super) fn pathways(profile: &Profile) -> Vec<String> {
    let (later, at_once): (Vec<&Pathway>, Vec<&Pathway>) = profile.pathways.iter().partition(|pathway| pathway.after_assessment);
    let (for_all, for_some): (Vec<&Pathway>, Vec<&Pathway>) = at_once.into_iter().partition(|pathway| pathway.when.is_always());
    let worked_by = |name: &str, team: &str| format!("\"{}\", worked by the team \"{}\"", profile.title_of(name), profile.title_of(team));
    let place = |pathway: &Pathway| worked_by(&pathway.name, pathway.team.as_deref().unwrap_or(&profile.default_team));
    let mut say: Vec<String> =
        for_some.iter().map(|pathway| format!("When {}, the case goes to {}.", in_words(&pathway.when), place(pathway))).collect();
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
        say.push("Each local authority has a meeting of its own:".to_owned());
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
