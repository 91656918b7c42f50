//! Each shipped hub, as its own description says it works. Monday 23 November 2026, 10:00, unless said otherwise.

use kernel::{EnhancedCategory, IncidentKind, PreferredContact, Reach, Role, Source, SupportConsent};

use crate::referral::{burglary, crime, victim_of};

mod lincolnshire {
    use super::*;

    #[test]
    fn contacts_within_two_working_days_by_the_preferred_way() {
        let answer = burglary().prefers(PreferredContact::Email).at("lincolnshire");
        assert_eq!(answer.outcome(), "opened");
        assert_eq!(answer.offers(), ["email by Wed 25 Nov 17:00"]);
        assert_eq!(answer.goes_to(), "general, team case_officers, priority 3");
        assert_eq!(answer.basis(), "consent_first");
        // Friday: the second working day is Tuesday.
        assert_eq!(burglary().received("2026-11-27T16:59").at("lincolnshire").offers(), ["phone by Tue 1 Dec 17:00"]);
    }

    #[test]
    fn holds_back_whom_nobody_asked_and_keeps_nothing_of_who_refused() {
        assert_eq!(burglary().consent(None).at("lincolnshire").outcome(), "quarantined consent_missing");
        assert_eq!(burglary().consent(Some(SupportConsent::Refused)).at("lincolnshire").outcome(), "declined consent_refused");
    }

    #[test]
    fn serves_who_lives_in_the_county() {
        for inside in ["LN1 1AA", "PE6 8AA", "PE9 2AA", "PE10 9AA", "PE13 5AA", "PE21 8AA", "NG31 6AA", "NG34 7AA", "DN21 2AA", "PE25"] {
            assert_eq!(burglary().lives_at(Some(inside)).at("lincolnshire").outcome(), "opened", "{inside}");
        }
        for outside in ["PE1 1AA", "PE8 4AA", "PE14 7AA", "PE26 1AA", "NG1 5AA", "NG35 1AA", "DN20 8AA", "DN22 6AA", "L1 8JQ"] {
            assert_eq!(burglary().lives_at(Some(outside)).at("lincolnshire").outcome(), "not_eligible out_of_area", "{outside}");
        }
        let unknown = burglary().lives_at(None).at("lincolnshire");
        assert_eq!((unknown.outcome().as_str(), unknown.reviews().as_str()), ("opened", "area_unknown"));
    }

    #[test]
    fn serves_who_did_not_report() {
        assert_eq!(burglary().came_by(Source::SelfReferral).unreported().at("lincolnshire").outcome(), "opened");
    }

    #[test]
    fn a_sexual_offence_goes_to_the_coordinator() {
        let answer = crime("019/08").at("lincolnshire");
        assert_eq!(answer.outcome(), "opened enhanced_serious enhanced_intimidated");
        assert_eq!(answer.goes_to(), "sv_coordinator, team sv_coordinator, priority 1");
    }

    #[test]
    fn after_domestic_abuse_a_worker_calls_and_nothing_is_sent() {
        let answer = victim_of(&["domestic_abuse"]).prefers(PreferredContact::Text).at("lincolnshire");
        assert_eq!(answer.offers(), ["phone by Wed 25 Nov 17:00"]);
        assert_eq!(answer.blocked(), ["text: safety_unknown", "email: safety_unknown", "letter: safety_unknown"]);
    }

    #[test]
    fn nobody_is_dropped_when_no_way_is_safe() {
        let answer = victim_of(&["domestic_abuse"]).no_safe_call().at("lincolnshire");
        assert_eq!(answer.outcome(), "opened enhanced_serious");
        assert_eq!(answer.offers(), Vec::<String>::new());
        assert_eq!(answer.tasks(), ["agree_safe_contact by Wed 25 Nov 17:00"]);
    }
}

mod hampshire {
    use super::*;

    #[test]
    fn everybody_gets_text_and_email_within_a_day() {
        let answer = burglary().at("hampshire");
        assert_eq!(answer.offers(), ["text by Tue 24 Nov 10:00", "email by Tue 24 Nov 10:00"]);
        // By the clock: a Saturday does not wait for Monday.
        let weekend = burglary().received("2026-11-21T11:30").recorded("2026-11-21T09:00").at("hampshire");
        assert_eq!(weekend.offers(), ["text by Sun 22 Nov 11:30", "email by Sun 22 Nov 11:30"]);
    }

    #[test]
    fn enhanced_people_are_also_called_within_a_day() {
        let answer = victim_of(&["hate_race"]).at("hampshire");
        assert_eq!(answer.offers(), ["text by Tue 24 Nov 10:00", "email by Tue 24 Nov 10:00", "phone by Tue 24 Nov 10:00"]);
        assert_eq!(answer.tasks(), Vec::<String>::new());
    }

    #[test]
    fn domestic_abuse_stops_the_automatic_text_and_leaves_a_task() {
        let answer = victim_of(&["domestic_abuse"]).at("hampshire");
        assert_eq!(answer.offers(), ["phone by Tue 24 Nov 10:00"]);
        assert_eq!(answer.blocked(), ["text: safety_unknown", "email: safety_unknown"]);
        assert_eq!(answer.tasks(), ["agree_safe_contact by Tue 24 Nov 10:00"]);
        // Once the person said that both are safe, both go.
        let safe = victim_of(&["domestic_abuse"]).everything_called_safe().at("hampshire");
        assert_eq!(safe.offers().len(), 3);
    }

    #[test]
    fn without_an_email_address_the_text_goes_alone() {
        let answer = burglary().only_reached_by(Reach { mobile: true, ..Reach::default() }).at("hampshire");
        assert_eq!(answer.offers(), ["text by Tue 24 Nov 10:00"]);
        assert_eq!(answer.blocked(), ["email: no_email"]);
        assert_eq!(answer.tasks(), Vec::<String>::new());
    }
}

mod dorset {
    use super::*;

    #[test]
    fn bureau_and_support_each_make_contact_by_their_own_clock() {
        let answer = burglary().at("dorset");
        assert_eq!(answer.offers(), ["bureau: phone by Mon 30 Nov 17:00", "support: phone by Tue 24 Nov 10:00"]);
        assert_eq!(answer.basis(), "same_controller");
        let severe = victim_of(&["hate_religion"]).at("dorset");
        assert_eq!(severe.offers(), ["bureau: phone by Tue 24 Nov 17:00", "support: phone by Tue 24 Nov 10:00"]);
    }

    #[test]
    fn who_did_not_report_is_served_by_support_alone() {
        let answer = burglary().unreported().came_by(Source::Agency).at("dorset");
        assert_eq!(answer.outcome(), "opened");
        assert_eq!(answer.offers(), ["support: phone by Tue 24 Nov 10:00"]);
        assert_eq!(answer.basis(), "agreement");
    }

    #[test]
    fn a_blocked_way_is_named_once_for_each_desk() {
        let answer = victim_of(&["stalking"]).no_safe_call().at("dorset");
        assert_eq!(answer.offers(), Vec::<String>::new());
        assert_eq!(answer.blocked().len(), 8);
        assert_eq!(answer.tasks(), ["bureau: agree_safe_contact by Tue 24 Nov 17:00", "support: agree_safe_contact by Tue 24 Nov 10:00"]);
    }
}

mod cambridgeshire {
    use super::*;

    #[test]
    fn rape_and_abuse_of_children_go_straight_to_specialists() {
        for direct in [crime("019/16"), victim_of(&["domestic_abuse_high_risk"]), victim_of(&["child_exploitation"]), crime("021/02")] {
            let answer = direct.at("cambridgeshire");
            assert_eq!(answer.outcome(), "recorded_only specialist_direct");
            assert_eq!(answer.offers(), Vec::<String>::new());
            assert_eq!(answer.tasks(), Vec::<String>::new());
        }
        // Who comes by herself is served; domestic abuse without high risk is, too.
        assert_eq!(crime("019/08").came_by(Source::SelfReferral).at("cambridgeshire").0.outcome.as_str(), "opened");
        assert_eq!(victim_of(&["domestic_abuse"]).at("cambridgeshire").0.outcome.as_str(), "opened");
    }

    #[test]
    fn contacts_the_enhanced_the_asking_and_the_marked() {
        let standard = burglary().at("cambridgeshire");
        assert_eq!(standard.outcome(), "recorded_only standard_not_contacted");
        assert_eq!(standard.goes_to(), "none, team none, priority 3");
        assert_eq!(burglary().asked_for_support().at("cambridgeshire").outcome(), "opened requested_support");
        assert_eq!(burglary().officer_marked().at("cambridgeshire").outcome(), "opened officer_marker");
        let enhanced = burglary().officer_found(&[EnhancedCategory::Intimidated]).at("cambridgeshire");
        assert_eq!(enhanced.outcome(), "opened enhanced_intimidated");
        assert_eq!(enhanced.goes_to(), "general, team manager, priority 2");
    }

    #[test]
    fn serves_witnesses_and_others_do_not() {
        assert_eq!(burglary().being(Role::Witness).asked_for_support().at("cambridgeshire").outcome(), "opened requested_support");
        for other in ["lincolnshire", "hampshire", "dorset", "north-yorkshire", "merseyside", "sussex"] {
            assert_eq!(burglary().being(Role::Witness).at(other).outcome(), "not_eligible role_not_served", "{other}");
        }
    }
}

mod north_yorkshire {
    use super::*;

    #[test]
    fn needs_no_explicit_consent_but_respects_a_refusal() {
        let answer = burglary().consent(None).at("north-yorkshire");
        assert_eq!((answer.outcome().as_str(), answer.basis()), ("opened", "public_task"));
        assert_eq!(burglary().consent(Some(SupportConsent::Refused)).at("north-yorkshire").outcome(), "declined consent_refused");
    }

    #[test]
    fn calls_the_enhanced_and_writes_to_the_others() {
        assert_eq!(crime("005/01").at("north-yorkshire").offers(), ["phone by Wed 25 Nov 17:00"]);
        assert_eq!(burglary().at("north-yorkshire").offers(), ["letter by Wed 25 Nov 17:00"]);
        let no_address = Reach { mobile: true, ..Reach::default() };
        let answer = burglary().only_reached_by(no_address).at("north-yorkshire");
        assert_eq!(answer.offers(), ["text by Wed 25 Nov 17:00"]);
        assert_eq!(answer.blocked(), ["letter: no_address", "email: no_email"]);
    }

    #[test]
    fn leaves_domestic_and_sexual_to_specialists_however_they_are_said() {
        let non_crime = burglary().with(|facts| facts.incident_kind = IncidentKind::DomesticNonCrime);
        for direct in [victim_of(&["domestic_abuse"]), crime("008/67"), crime("088/10"), non_crime] {
            assert_eq!(direct.at("north-yorkshire").outcome(), "recorded_only specialist_direct");
        }
    }
}

mod merseyside {
    use super::*;

    #[test]
    fn offers_by_text_within_a_day_of_recording() {
        let answer = burglary().recorded("2026-11-23T03:15").at("merseyside");
        assert_eq!(answer.offers(), ["text by Tue 24 Nov 03:15"]);
        // Sent late, the offer is late: the clock runs from the recording.
        let late = burglary().recorded("2026-11-20T09:00").at("merseyside");
        assert_eq!(late.offers(), ["text by Sat 21 Nov 09:00"]);
    }

    #[test]
    fn also_calls_the_vulnerable_within_48_working_hours() {
        let both = ["text by Mon 23 Nov 20:00", "phone by Tue 1 Dec 10:00"];
        assert_eq!(burglary().officer_marked().at("merseyside").offers(), both);
        assert_eq!(burglary().born("1966-11-22").at("merseyside").offers(), both, "sixty today");
        assert_eq!(burglary().born("2008-11-23").at("merseyside").offers(), both, "eighteen tomorrow");
        assert_eq!(burglary().earlier_incident("2019-02-01T12:00").at("merseyside").offers(), both, "a repeat victim");
        let text_only = ["text by Mon 23 Nov 20:00"];
        assert_eq!(burglary().born("1966-11-23").at("merseyside").offers(), text_only, "sixty tomorrow");
        assert_eq!(burglary().born("2008-11-22").at("merseyside").offers(), text_only, "eighteen today");
        assert_eq!(burglary().age_unknown().at("merseyside").offers(), text_only);
    }

    #[test]
    fn answers_who_comes_by_another_door_by_phone() {
        for door in [Source::SelfReferral, Source::Agency] {
            assert_eq!(burglary().came_by(door).at("merseyside").offers(), ["phone by Tue 1 Dec 10:00"]);
        }
    }

    #[test]
    fn domestic_abuse_is_left_to_specialists_unless_the_person_comes() {
        assert_eq!(victim_of(&["domestic_abuse"]).at("merseyside").outcome(), "recorded_only specialist_direct");
        let comes = victim_of(&["domestic_abuse"]).came_by(Source::SelfReferral).at("merseyside");
        assert_eq!(comes.outcome(), "opened enhanced_serious");
        assert_eq!(comes.offers(), ["phone by Tue 1 Dec 10:00"]);
    }
}

mod sussex {
    use super::*;

    #[test]
    fn serves_only_who_has_a_marker() {
        assert_eq!(burglary().at("sussex").outcome(), "not_eligible no_vulnerability_marker");
        assert_eq!(burglary().age_unknown().at("sussex").outcome(), "not_eligible no_vulnerability_marker");
        assert_eq!(burglary().born("1966-11-22").at("sussex").outcome(), "not_eligible no_vulnerability_marker", "sixty is not over sixty");
        assert_eq!(burglary().born("1965-11-22").at("sussex").outcome(), "opened", "sixty-one");
        assert_eq!(burglary().born("2010-01-01").at("sussex").outcome(), "opened enhanced_vulnerable");
        for hate in ["hate_race", "hate_religion", "hate_orientation", "hate_disability", "hate_transgender"] {
            assert_eq!(victim_of(&[hate]).at("sussex").goes_to(), "hate, team hate, priority 2");
        }
        assert_eq!(crime("008/57").at("sussex").goes_to(), "hate, team hate, priority 2", "racially aggravated assault");
    }

    #[test]
    fn one_service_gets_the_case_and_several_meet_about_it() {
        let one = victim_of(&["domestic_abuse"]).at("sussex");
        assert_eq!(one.goes_to(), "domestic_abuse, team domestic_abuse, priority 2");
        assert_eq!(one.tasks(), Vec::<String>::new());
        let two = victim_of(&["domestic_abuse", "hate_race"]).at("sussex");
        assert_eq!(two.goes_to(), "multi_agency, team victim_hub, priority 2");
        assert_eq!(two.tasks(), ["agree_lead_service by Wed 25 Nov 10:00"]);
        // The person is contacted all the same; the meeting holds nothing up.
        assert_eq!(two.offers(), ["phone by Wed 25 Nov 17:00"]);
    }

    #[test]
    fn a_referral_on_the_day_of_the_meeting_waits_for_the_next() {
        let two = victim_of(&["domestic_abuse", "fraud"]);
        assert_eq!(two.clone().received("2026-11-25T09:59").at("sussex").tasks(), ["agree_lead_service by Wed 25 Nov 10:00"]);
        assert_eq!(two.received("2026-11-25T10:00").at("sussex").tasks(), ["agree_lead_service by Wed 2 Dec 10:00"]);
    }
}

mod example {
    use super::*;

    #[test]
    fn a_standard_case_is_general_and_an_enhanced_one_is_also_called_sooner() {
        let standard = burglary().prefers(PreferredContact::Letter).at("example");
        assert_eq!(standard.goes_to(), "general, team support, priority 3");
        assert_eq!(standard.offers(), ["letter by Wed 25 Nov 17:00"]);
        let enhanced = victim_of(&["hate_race"]).prefers(PreferredContact::Letter).at("example");
        assert_eq!(enhanced.offers(), ["letter by Wed 25 Nov 17:00", "phone by Tue 24 Nov 17:00"]);
        // Without a preference both rules come to the phone: one offer, the sooner of the two.
        assert_eq!(victim_of(&["hate_race"]).at("example").offers(), ["phone by Tue 24 Nov 17:00"]);
    }

    #[test]
    fn the_first_pathway_that_matches_is_taken() {
        assert_eq!(victim_of(&["domestic_abuse", "sexual"]).at("example").goes_to(), "domestic_abuse, team domestic_abuse, priority 2");
        assert_eq!(victim_of(&["sexual", "hate_race"]).at("example").goes_to(), "sexual_violence, team sexual_violence, priority 2");
        assert_eq!(crime("053/40").at("example").goes_to(), "fraud, team support, priority 3");
        assert_eq!(victim_of(&["harassment"]).at("example").goes_to(), "general, team support, priority 3");
    }

    #[test]
    fn other_kinds_of_incident_are_outside_its_scope() {
        let kind = |kind| burglary().with(|facts| facts.incident_kind = kind).at("example").outcome();
        assert_eq!(kind(IncidentKind::Asb), "not_eligible incident_kind_not_served");
        assert_eq!(kind(IncidentKind::Fire), "not_eligible incident_kind_not_served");
        assert_eq!(kind(IncidentKind::RoadDeath), "opened");
    }
}
