//! What holds for every referral under every shipped profile.

use std::sync::LazyLock;

use contact::gate::{Safeguards, Way, may_contact};
use jiff::{Timestamp, ToSpan};
use kernel::{
    Channel, EnhancedCategory, Flag, FlagSet, IncidentKind, OffenceCode, Outcome, Postcode, PreferredContact, Reach, Role, Safety,
    Sensitive, Source, SupportConsent, WorkingTime,
};
use profile::{Profile, RunsFrom};
use proptest::{collection::vec, option, prelude::*, sample::select};
use triage::{
    Admission, Admitted, CaseState, Decision, Facts, History, OpenOffer, OpenTask, PastIncident, Route, SameIncident, admit, decide,
    decide_again,
};

use crate::referral::{hours, hub};

static HUBS: LazyLock<Vec<(Profile, WorkingTime)>> = LazyLock::new(|| {
    Profile::shipped_names()
        .map(hub)
        .map(|profile| {
            let hours = hours(&profile);
            (profile, hours)
        })
        .collect()
});

fn yes_no() -> impl Strategy<Value = Option<bool>> {
    option::of(any::<bool>())
}

fn flags() -> impl Strategy<Value = FlagSet> {
    vec(select(Flag::ALL), 0..4).prop_map(FlagSet::from_iter)
}

/// A moment of 2026 or 2027.
fn moment() -> impl Strategy<Value = Timestamp> {
    (1_767_225_600_i64..1_830_297_600).prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn reach() -> impl Strategy<Value = Reach> {
    any::<(bool, bool, bool, bool)>().prop_map(|(mobile, home_phone, email, address)| Reach { mobile, home_phone, email, address })
}

fn safety() -> impl Strategy<Value = Safety> {
    (yes_no(), yes_no(), yes_no(), yes_no(), yes_no()).prop_map(|(call, voicemail, text, email, letter)| Safety {
        call,
        voicemail,
        text,
        email,
        letter,
    })
}

fn postcode() -> impl Strategy<Value = Option<Postcode>> {
    option::of(select(&["LN1 1AA", "PE12 9XX", "NG31 6AA", "M1 1AE", "PE25"][..])).prop_map(|text| Postcode::parse(text?))
}

prop_compose! {
    fn facts()(
        (source, role, incident_kind) in (select(Source::ALL), select(Role::ALL), select(IncidentKind::ALL)),
        (reported, flags, has_offence) in (any::<bool>(), flags(), prop::bool::weighted(0.95)),
        code in option::of(select(&["008/06", "008/67", "019/16", "005/01", "053/40", "036/12"][..])),
        received_at in moment(),
        recorded_hours_before in 0_i64..2000,
        age_days in option::of(0_i32..36500),
        occurred_days_before in option::of(0_i32..9000),
        support_consent in option::of(select(SupportConsent::ALL)),
        (support_requested, vulnerable_marker, specialist_referral) in (yes_no(), yes_no(), any::<bool>()),
        assessment in option::of(vec(select(EnhancedCategory::ALL), 0..3)),
        (home_postcode, incident_postcode) in (postcode(), postcode()),
        preferred in option::of(select(PreferredContact::ALL)),
        (reach, safety, suspect_shares_address) in (reach(), safety(), yes_no()),
    ) -> Facts {
        let recorded_at = received_at - recorded_hours_before.hours();
        let day = kernel::london_date(recorded_at);
        Facts {
            source, role, incident_kind, reported, flags, has_offence, recorded_at, received_at, support_consent, support_requested,
            assessment, vulnerable_marker, specialist_referral, home_postcode, incident_postcode, preferred, reach, safety,
            suspect_shares_address,
            major_incident: false,
            offence_code: code.and_then(OffenceCode::parse),
            occurred_from: occurred_days_before.map(|days| day - days.days()),
            date_of_birth: age_days.map(|days| Sensitive::new(day - days.days())),
        }
    }
}

fn route() -> impl Strategy<Value = Route> {
    (option::of(select(&["bureau", "support"][..])), select(Channel::ALL))
        .prop_map(|(service, channel)| Route { service: service.map(str::to_owned), channel })
}

prop_compose! {
    fn history()(
        incidents in vec((moment(), flags()), 0..4),
        same_incident in select(&[SameIncident::None, SameIncident::None, SameIncident::RecordedOnly, SameIncident::Served][..]),
        case in select(&[CaseState::None, CaseState::Open, CaseState::Closed][..]),
        (was_enhanced, opened_by_this_row) in any::<(bool, bool)>(),
        open_offers in vec((route(), moment(), select(&["everybody", "others", "bureau_others"][..])), 0..4),
        open_tasks in vec((option::of(select(&["bureau"][..])), moment()), 0..2),
        contacted in vec(route(), 0..3),
        (reach, safety, suspect_shares_address, flags) in (reach(), safety(), yes_no(), flags()),
    ) -> History {
        History {
            incidents: incidents.into_iter().map(|(recorded_at, flags)| PastIncident { recorded_at, flags }).collect(),
            same_incident, case, was_enhanced, opened_by_this_row, contacted,
            open_offers: open_offers.into_iter().map(|(route, due_at, rule)| OpenOffer { route, due_at, rule: rule.to_owned() }).collect(),
            open_tasks: open_tasks
                .into_iter()
                .map(|(service, due_at)| OpenTask {
                    service: service.map(str::to_owned), kind: triage::AGREE_SAFE_CONTACT.to_owned(), due_at,
                })
                .collect(),
            done_tasks: Vec::new(),
            safeguards: Safeguards { reach, safety, suspect_shares_address, flags, ..Safeguards::default() },
        }
    }
}

/// What each shipped hub decides about a referral that it takes on.
fn everywhere(facts: &Facts, history: &History, mut check: impl FnMut(&Profile, &Admitted, &Decision, &WorkingTime)) {
    for (profile, hours) in HUBS.iter() {
        if let Admission::Admitted(admitted) = admit(facts, profile) {
            check(profile, &admitted, &decide(facts, &admitted, history, profile, hours), hours);
            check(profile, &admitted, &decide_again(facts, &admitted, history, profile, hours), hours);
        }
    }
}

/// The person as the gate knows them, put together here without the crate's own help.
fn person(facts: &Facts, admitted: &Admitted, history: &History) -> Safeguards {
    let flags = history.incidents.iter().fold(admitted.flags.all, |flags, incident| flags.with(incident.flags));
    history.safeguards.together(Safeguards {
        reach: facts.reach,
        safety: facts.safety,
        suspect_shares_address: facts.suspect_shares_address,
        flags,
        ..Safeguards::default()
    })
}

fn dues(decision: &Decision) -> impl Iterator<Item = Timestamp> {
    decision.offers.iter().map(|offer| offer.due_at).chain(decision.tasks.iter().map(|task| task.due_at))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_offered_by_a_way_that_the_gate_keeps_shut(facts in facts(), history in history()) {
        everywhere(&facts, &history, |profile, admitted, decision, _| {
            let who = person(&facts, admitted, &history);
            for offer in &decision.offers {
                assert!(may_contact(Way::from(offer.channel), &who).is_ok(), "{} {offer:?}", profile.name);
            }
            for blocked in &decision.blocked {
                assert_eq!(may_contact(Way::from(blocked.channel), &who), Err(blocked.reason), "{}", profile.name);
            }
        });
    }

    #[test]
    fn after_domestic_abuse_nothing_automatic_goes_out_while_safety_is_unknown(
        facts in facts(), history in history(), known in any::<bool>(),
    ) {
        let (mut facts, mut history) = (facts, history);
        let unknown = Safety { text: None, email: None, letter: None, ..facts.safety };
        (facts.safety, history.safeguards.safety) = (unknown, unknown);
        // The abuse may be this incident or an earlier one.
        if known { facts.flags.insert(Flag::DomesticAbuse) } else { history.safeguards.flags.insert(Flag::DomesticAbuse) }
        everywhere(&facts, &history, |profile, _, decision, _| {
            assert!(decision.offers.iter().all(|offer| offer.channel == Channel::Phone), "{} {:?}", profile.name, decision.offers);
        });
    }

    #[test]
    fn nobody_with_a_case_is_dropped(facts in facts(), history in history()) {
        for (profile, hours) in HUBS.iter() {
            if let Admission::Admitted(admitted) = admit(&facts, profile) {
                let decision = decide(&facts, &admitted, &history, profile, hours);
                if matches!(decision.outcome, Outcome::Opened | Outcome::Reopened) {
                    assert!(!decision.offers.is_empty() || !decision.tasks.is_empty(), "{} {decision:?}", profile.name);
                }
                // An offer that stood and cannot be made any more leaves another, or a task, behind.
                let who = person(&facts, &admitted, &history);
                for service in history.open_offers.iter().map(|offer| &offer.route.service) {
                    let stands = history.open_offers.iter().filter(|offer| offer.route.service == *service);
                    let stands = stands.clone().any(|offer| may_contact(Way::from(offer.route.channel), &who).is_ok());
                    let tasked = history.open_tasks.iter().any(|task| task.service == *service);
                    let new = decision.offers.iter().any(|offer| offer.service == *service)
                        || decision.tasks.iter().any(|task| task.service == *service);
                    assert!(decision.outcome != Outcome::Attached || stands || tasked || new, "{} {decision:?}", profile.name);
                }
            }
        }
    }

    #[test]
    fn the_same_facts_give_the_same_decision(facts in facts(), history in history()) {
        everywhere(&facts, &history, |profile, admitted, decision, hours| {
            let once_more = if decision.outcome == Outcome::Updated { decide_again } else { decide };
            let Admission::Admitted(again) = admit(&facts.clone(), profile) else { panic!("admitted before") };
            assert_eq!(&again, admitted);
            assert_eq!(&once_more(&facts.clone(), &again, &history.clone(), profile, hours), decision);
        });
    }

    #[test]
    fn nothing_is_due_before_its_clock_began(facts in facts(), history in history()) {
        // Without anything open, every time comes from a clock of this referral.
        let history = History { open_offers: Vec::new(), open_tasks: Vec::new(), ..history };
        everywhere(&facts, &history, |profile, _, decision, _| {
            for rule in &decision.why.contact {
                let start = if rule.from == RunsFrom::Recorded { facts.recorded_at } else { facts.received_at };
                for offer in decision.offers.iter().filter(|offer| offer.rule == rule.rule) {
                    assert!(offer.due_at >= start, "{} {offer:?}", profile.name);
                }
            }
            assert!(dues(decision).all(|due| due >= facts.recorded_at), "{} {decision:?}", profile.name);
        });
    }

    #[test]
    fn each_way_and_each_task_is_there_once_for_each_desk(facts in facts(), history in history()) {
        everywhere(&facts, &history, |profile, _, decision, _| {
            let offers: Vec<_> = decision.offers.iter().map(triage::Offer::route).collect();
            let tasks: Vec<_> = decision.tasks.iter().map(|task| (&task.service, &task.kind)).collect();
            let blocked: Vec<_> = decision.blocked.iter().map(|blocked| (&blocked.service, blocked.channel)).collect();
            let once = |places: usize, distinct: usize| assert_eq!(places, distinct, "{} {decision:?}", profile.name);
            once(offers.len(), offers.iter().collect::<std::collections::BTreeSet<_>>().len());
            once(tasks.len(), tasks.iter().collect::<std::collections::BTreeSet<_>>().len());
            once(blocked.len(), blocked.iter().collect::<std::collections::BTreeSet<_>>().len());
        });
    }

    #[test]
    fn a_row_sent_again_repeats_no_contact_and_withdraws_nothing_without_putting_something_in_its_place(
        facts in facts(), history in history(),
    ) {
        for (profile, hours) in HUBS.iter() {
            let Admission::Admitted(admitted) = admit(&facts, profile) else { continue };
            let decision = decide_again(&facts, &admitted, &history, profile, hours);
            assert_eq!(decision.outcome, Outcome::Updated);
            let own_case = history.opened_by_this_row || history.case == CaseState::None;
            for offer in &decision.offers {
                assert!(!own_case || !history.contacted.contains(&offer.route()), "{} {offer:?}", profile.name);
                assert!(history.open_offers.iter().all(|open| open.route != offer.route()), "{} {offer:?}", profile.name);
            }
            for gone in &decision.withdrawn {
                let of_desk = |service: &Option<String>| *service == gone.route.service;
                let instead = decision.offers.iter().any(|offer| of_desk(&offer.service))
                    || decision.tasks.iter().any(|task| of_desk(&task.service))
                    || history.open_tasks.iter().any(|task| of_desk(&task.service))
                    || history.open_offers.iter().any(|open| of_desk(&open.route.service) && !decision.withdrawn.contains(open));
                assert!(instead, "{} {gone:?} {decision:?}", profile.name);
            }
        }
    }

    #[test]
    fn every_level_has_its_grounds(facts in facts(), history in history()) {
        everywhere(&facts, &history, |profile, _, decision, _| {
            if let Some(entitlement) = &decision.entitlement {
                let enhanced = entitlement.level == kernel::Level::Enhanced;
                assert_eq!(enhanced, !entitlement.categories.is_empty(), "{}", profile.name);
                assert_eq!(enhanced, !decision.why.enhanced.is_empty(), "{}", profile.name);
                assert!(decision.priority.is_some_and(|priority| (1..=3).contains(&priority) && (priority < 3 || !enhanced)));
            }
        });
    }

    #[test]
    fn a_refusal_ends_it_and_what_was_never_asked_is_refused_only_where_consent_comes_first(facts in facts()) {
        for (profile, _) in HUBS.iter() {
            let refused = Facts { support_consent: Some(SupportConsent::Refused), has_offence: true, ..facts.clone() };
            assert!(matches!(admit(&refused, profile), Admission::Decided { outcome: Outcome::Declined, .. }), "{}", profile.name);
            let given = Facts { support_consent: Some(SupportConsent::Given), ..facts.clone() };
            let silent = Facts { support_consent: None, ..facts.clone() };
            if profile.desks.iter().all(|desk| desk.basis != kernel::Basis::ConsentFirst) {
                assert_eq!(admit(&given, profile), admit(&silent, profile), "{}", profile.name);
            } else {
                assert!(matches!(admit(&silent, profile), Admission::Decided { .. }), "{}", profile.name);
            }
        }
    }
}
