//! What no request can get past.

use cedar_policy::PolicySet;

use crate::prover::{Prover, all_but, shipped, shipped_but, shipped_with, shipped_without};

const POLICE: &str = r#"(principal is Staff && (principal.role in [Role::"witness_care", Role::"police_liaison"] || principal.agency_kind == AgencyKind::"police"))"#;

/// Holds that the shipped policies never permit what this describes, and that each of the twins does.
fn never(what: &str, twins: &[PolicySet]) {
    let mut prover = Prover::new();
    let bound = all_but(what);
    if let Some(found) = prover.beyond(&shipped(), &bound) {
        panic!("permitted: {found:?}");
    }
    for (number, twin) in twins.iter().enumerate() {
        assert!(prover.beyond(twin, &bound).is_some(), "the mistake in twin {number} was not found out");
    }
}

#[test]
fn the_conflicted_never_act_on_case_or_person_also_with_the_glass_broken() {
    never(
        "principal is Staff && ((resource is Case && resource.is_conflicted) || (resource is Person && resource.is_conflicted))",
        &[
            shipped_without("wall-conflict-case"),
            shipped_without("wall-conflict-person"),
            shipped_but(
                "wall-conflict-case",
                "forbid (principal is Staff, action, resource is Case) when { resource.is_conflicted } unless { resource.is_broken };",
            ),
        ],
    );
}

#[test]
fn a_ring_fenced_case_is_for_those_cleared_for_all_of_it_or_who_broke_the_glass() {
    never(
        r#"principal is Staff && resource is Case && action != Action::"break_glass"
            && !resource.is_broken && !principal.cleared.containsAll(resource.ring_fence)"#,
        &[
            shipped_without("wall-ring-fence"),
            // Cleared for one of two classes is not cleared.
            shipped_but(
                "wall-ring-fence",
                r#"forbid (principal is Staff, action, resource is Case)
                   unless {
                       resource.ring_fence.isEmpty() || principal.cleared.containsAny(resource.ring_fence) || resource.is_broken
                           || action == Action::"break_glass"
                   };"#,
            ),
        ],
    );
}

#[test]
fn a_person_is_read_only_where_a_case_of_theirs_shows_them() {
    never(
        r#"resource is Person && action in [Action::"read_person", Action::"name_conflict"] && resource.has_cases && !resource.is_shown"#,
        &[shipped_but(
            "hub-person-without-case",
            r#"permit (principal is Staff, action == Action::"read_person", resource is Person)
               when { principal.role == Role::"manager" && principal.agency_kind == AgencyKind::"hub" };"#,
        )],
    );
}

#[test]
fn no_other_act_on_a_person_gets_past_a_case_that_stands_in_the_way() {
    never(
        r#"principal is Staff && resource is Person && resource.is_walled_off
            && !(action in [Action::"read_person", Action::"name_conflict"])"#,
        &[shipped_without("wall-every-case")],
    );
}

#[test]
fn the_police_never_see_a_case_with_anything_unreported() {
    never(&format!("{POLICE} && resource is Case && resource.has_unreported"), &[shipped_without("wall-police-unreported")]);
}

#[test]
fn the_police_never_see_the_other_side_of_the_wall() {
    never(
        &format!(
            "{POLICE} && ((resource is Case && resource.is_hidden_from_police) || (resource is Note && resource.is_desk_hidden_from_police))"
        ),
        &[shipped_without("wall-police-hidden-desk"), shipped_without("notes-police-desk")],
    );
}

#[test]
fn the_police_never_see_a_support_counselling_or_adviser_note() {
    never(
        &format!(r#"{POLICE} && resource is Note && resource.kind != NoteKind::"case_update""#),
        &[
            shipped_without("notes-police"),
            // Only the role is looked at, and a worker whom the force employs is forgotten.
            shipped_but(
                "notes-police",
                r#"forbid (principal is Staff, action == Action::"read_note", resource is Note)
                   when { principal.role in [Role::"witness_care", Role::"police_liaison"] }
                   unless { resource.kind == NoteKind::"case_update" };"#,
            ),
        ],
    );
}

#[test]
fn the_police_see_records_only_where_the_hub_shows_any_and_within_an_agreement() {
    never(
        &format!(
            "{POLICE} && resource is Case
             && !(context.police_see_records && context.purpose == Purpose::\"justice\" && (context.is_shared || (context.is_shared_with_consent && resource.has_agreed)))"
        ),
        &[shipped_without("wall-police-agreement")],
    );
    never(
        &format!("{POLICE} && resource is Person && !resource.is_shown"),
        &[shipped_but(
            "wall-police-person",
            r#"permit (principal is Staff, action == Action::"see_who_looked", resource is Person) when { principal.role == Role::"police_liaison" };"#,
        )],
    );
    never(
        &format!(r#"{POLICE} && action in [Action::"see_work", Action::"search_people"] && !context.police_see_records"#),
        &[shipped_without("wall-police-lists")],
    );
}

#[test]
fn the_police_read_and_write_updates_and_do_nothing_else_and_never_break_the_glass() {
    never(
        &format!(
            r#"{POLICE} && ((resource is Person && action != Action::"read_person") || (resource is Case && !(action in [
                Action::"read_person", Action::"read_case", Action::"see_contact", Action::"see_address", Action::"see_notes",
                Action::"write_note"
            ])))"#
        ),
        &[
            shipped_without("wall-police-acts"),
            shipped_but(
                "wall-police-acts",
                r#"permit (principal is Staff, action == Action::"break_glass", resource is Case)
                   when { principal.role in [Role::"worker", Role::"police_liaison"] };"#,
            ),
        ],
    );
}

#[test]
fn a_commissioner_never_sees_a_person() {
    never(
        r#"principal is Staff && (principal.role == Role::"commissioner" || principal.agency_kind == AgencyKind::"commissioner")
            && (resource is Case || resource is Person || resource is Note || action in [Action::"see_work", Action::"search_people"])"#,
        &[
            shipped_without("wall-commissioner-case"),
            shipped_without("wall-commissioner-person"),
            shipped_without("wall-commissioner-note"),
            shipped_without("wall-commissioner-lists"),
        ],
    );
}

#[test]
fn referrers_administrators_and_auditors_see_no_person() {
    let on_record =
        r#"(resource is Case || resource is Person || resource is Note || action in [Action::"see_work", Action::"search_people"])"#;
    never(
        &format!(r#"principal is Staff && principal.role in [Role::"referrer", Role::"administrator", Role::"auditor"] && {on_record}"#),
        &[
            shipped_with(
                r#"permit (principal is Staff, action == Action::"read_case", resource is Case)
                   when { principal.role == Role::"referrer" && resource.agency == principal.agency };"#,
            ),
            shipped_with(
                r#"permit (principal is Staff, action == Action::"search_people", resource is Hub)
                   when { principal.role in [Role::"manager", Role::"administrator"] };"#,
            ),
        ],
    );
}

#[test]
fn exporting_erasing_and_joining_need_a_second_person_or_a_second_factor_just_given() {
    never(
        r#"principal is Staff && resource is Person && action in [Action::"export", Action::"erase", Action::"join"]
            && !context.has_second_person && !context.has_recent_factor"#,
        &[
            shipped_without("wall-second-person"),
            shipped_but(
                "wall-second-person",
                r#"forbid (principal is Staff, action in [Action::"export", Action::"erase"], resource is Person)
                   unless { context.has_second_person || context.has_recent_factor };"#,
            ),
        ],
    );
}

#[test]
fn a_partner_sees_a_case_only_within_an_agreement_and_with_the_consent_it_asks_for() {
    never(
        r#"principal is Staff && principal.agency_kind == AgencyKind::"partner" && resource is Case
            && !context.is_shared && !(context.is_shared_with_consent && resource.has_agreed)"#,
        &[
            shipped_without("wall-partner-agreement"),
            shipped_but(
                "wall-partner-agreement",
                r#"forbid (principal is Staff, action, resource is Case) when { principal.agency_kind == AgencyKind::"partner" }
                   unless { context.is_shared || context.is_shared_with_consent };"#,
            ),
        ],
    );
}

/// Of a case that is neither theirs, nor their team's, nor their agency's, those who give support at a partner, the glass not broken.
const PARTNERS_OF_ANOTHERS_CASE: &str = r#"principal is Staff && principal.agency_kind == AgencyKind::"partner" && resource is Case
    && principal.role in [Role::"worker", Role::"specialist", Role::"volunteer", Role::"team_lead", Role::"manager"]
    && resource.agency != principal.agency && !(principal has team && resource.team == principal.team)
    && !(resource has worker && resource.worker == principal) && !resource.is_broken && action != Action::"break_glass""#;

#[test]
fn anothers_case_is_open_to_a_partner_only_by_a_referral_that_the_person_agreed_to() {
    let permits = |when: &str| {
        format!(
            r#"permit (principal is Staff, action in [Action::"read_case", Action::"answer_referral"], resource is Case)
               when {{ principal.agency_kind == AgencyKind::"partner" && principal.role == Role::"specialist" && {when} }};"#
        )
    };
    never(
        &format!("{PARTNERS_OF_ANOTHERS_CASE} && !(resource.is_referred && resource.has_agreed)"),
        &[
            shipped_but("partner-referred-case", &permits("resource.is_referred")),
            shipped_but("partner-referred-case", &permits("resource.has_agreed")),
        ],
    );
}

#[test]
fn a_referral_lets_a_partner_read_and_answer_and_work_nothing_of_the_hubs() {
    never(
        &format!(
            r#"{PARTNERS_OF_ANOTHERS_CASE} && !(action in [
                Action::"read_person", Action::"read_case", Action::"see_contact", Action::"see_address", Action::"see_notes",
                Action::"write_note", Action::"answer_referral"
            ])"#
        ),
        &[shipped_with(
            r#"permit (principal is Staff, action == Action::"close_case", resource is Case) when { resource.is_referred && resource.has_agreed };"#,
        )],
    );
}

#[test]
fn a_partner_reads_no_counselling_or_adviser_note_of_another_organisation() {
    never(
        r#"principal is Staff && principal.agency_kind == AgencyKind::"partner" && resource is Note
            && resource.kind in [NoteKind::"counselling", NoteKind::"adviser"] && resource.agency != principal.agency"#,
        &[shipped_without("notes-partner")],
    );
}

#[test]
fn a_walled_desk_sees_what_it_had_something_to_do_with() {
    never(
        "principal is Staff && context.walled_desks && principal has desk
            && ((resource is Case && !resource.desks.contains(principal.desk))
                || (resource is Note && !(resource has desk && resource.desk == principal.desk)))",
        &[shipped_without("wall-desk"), shipped_without("notes-desk")],
    );
}

#[test]
fn a_closed_case_is_left_as_it_is() {
    never(
        r#"resource is Case && !resource.is_open && action in [
            Action::"take_case", Action::"give_case", Action::"hand_over_case", Action::"record_attempt", Action::"finish_task",
            Action::"settle_review", Action::"change_contact", Action::"write_note", Action::"close_case"
        ]"#,
        &[shipped_without("wall-closed")],
    );
}

#[test]
fn a_volunteer_sees_their_own_cases_only_and_no_address() {
    never(
        r#"principal is Staff && principal.role == Role::"volunteer" && (resource is Person
            || (resource is Case && (action == Action::"see_address" || !(resource has worker && resource.worker == principal)))
            || (resource is Note && resource.kind != NoteKind::"support"))"#,
        &[shipped_with(
            r#"permit (principal is Staff, action == Action::"see_address", resource is Case)
               when { resource has worker && resource.worker == principal };"#,
        )],
    );
}

#[test]
fn nobody_of_an_agency_that_is_no_more_does_anything() {
    never(r#"principal is Staff && principal.agency_kind == AgencyKind::"unknown""#, &[shipped_without("wall-unknown-agency")]);
}
