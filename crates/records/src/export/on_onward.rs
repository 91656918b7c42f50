//! Services: what was named, agreed to, asked for and answered, and what was told without consent.

use std::collections::HashMap;

use access::{Permit, kind};
use casework::case::HeldCase;
use kernel::CaseId;
use profile::Profile;
use store::{Conn, Result};

use super::document::{Entry, Section, Told};
use super::gather::section;
use super::tell;

pub(super) fn sections(conn: &mut Conn, permit: &Permit<'_, kind::Export>, profile: &Profile, cases: &[HeldCase]) -> Result<Vec<Section>> {
    let held = onward::held(conn, permit)?;
    let references: HashMap<CaseId, &str> = cases.iter().map(|held| (held.case.id, held.case.reference.as_str())).collect();
    let on = |case: &CaseId| tell::maybe(references.get(case).copied());
    let title = |name: &str| -> Option<Told> {
        let service = profile.services.iter().find(|service| service.name == name);
        service.map_or_else(|| tell::word(name), |service| tell::text(&service.title))
    };
    let named = held.named.iter().map(|named| {
        Entry::default()
            .with("service", title(&named.service))
            .with("named_at", tell::moment(named.named_at))
            .with("you_chose_it_at", tell::moment(named.chosen_at))
    });
    let consents = held.consents.iter().map(|consent| {
        Entry::default()
            .with("service", title(&consent.service))
            .with("agreed_at", tell::moment(consent.given_at))
            .with("how", tell::word(consent.how.as_str()))
            .with("taken_back_at", tell::moment(consent.withdrawn_at))
    });
    let moments = held.referrals.iter().flat_map(|referral| referral.moments.iter().map(move |moment| (referral, moment)));
    let referrals = moments.map(|(referral, moment)| {
        Entry::default()
            .with("case", on(&referral.case))
            .with("service", title(&referral.service))
            .with("at", tell::moment(moment.at))
            .with("state", tell::word(moment.state.as_str()))
            .with("reason", tell::maybe_word(moment.reason.map(|reason| reason.as_str())))
    });
    let leads = held.leads.iter().map(|lead| {
        Entry::default()
            .with("case", on(&lead.case))
            .with("service", title(&lead.service))
            .with("since", tell::moment(lead.since))
            .with("until", tell::moment(lead.ended_at))
            .with("because", tell::maybe_word(lead.ending.map(|ending| ending.as_str())))
            .with("reason", tell::maybe_word(lead.reason.map(|reason| reason.as_str())))
    });
    let disclosures = held.disclosures.iter().map(|told| {
        Entry::default()
            .with("case", tell::text(&told.reference))
            .with("told", tell::word(&told.to))
            .with("because", tell::word(told.reason.as_str()))
            .with("at", tell::moment(told.at))
    });
    Ok(vec![
        section("services", "Services we told you of", "Services that were named to you, and which of them you chose.", named.collect()),
        section("service_consents", "What you said of services", "Whether a service may be told of you.", consents.collect()),
        section("referrals", "Where we referred you", "What became of each referral, and when.", referrals.collect()),
        section("lead_services", "Which service led", "Where several services could support you: which of them led.", leads.collect()),
        section(
            "disclosures",
            "What was told without asking you",
            "To whom and why. What was told stands in the timeline.",
            disclosures.collect(),
        ),
    ])
}
