//! What holds for every row of invented months, whatever the hub.

use std::cell::RefCell;
use std::collections::BTreeSet;

use contact::gate::{Safeguards, Way, may_contact};
use intake::facts::facts;
use intake::read::{Content, Reader, Referral};
use jiff::Timestamp;
use kernel::{Basis, BlockedReason, Channel, Reach, Source, SupportConsent};
use profile::{Profile, RunsFrom};
use serde_json::Value;
use testkit::databases::{on_both, sqlite};

use super::{Answer, hub};

const AS_OF: &str = "2026-12-01T08:00:00Z";

/// So many rows of a month of invented victims.
fn month(seed: u64, rows: u64) -> Vec<u8> {
    let recorded = synth::example_month("2026-11-01".parse().unwrap(), 3_000, seed);
    let mut feed = Vec::new();
    let options = synth::Options { seed, rows: Some(rows), ..Default::default() };
    synth::write_feed(recorded.as_slice(), &mut feed, &options).unwrap();
    feed
}

fn referrals(feed: &[u8]) -> Vec<Option<Referral>> {
    let rows = Reader::open(feed, "the month").unwrap();
    rows.map(|row| match row.unwrap().content {
        Content::Referral(referral) => Some(*referral),
        Content::Rejected { .. } => None,
    })
    .collect()
}

fn moment(value: &Value) -> Timestamp {
    value.as_str().unwrap().parse().unwrap()
}

const EVERY_WAY: Reach = Reach { mobile: true, home_phone: true, email: true, address: true };

/// What holds for one row.
fn check(profile: &Profile, referral: &Referral, answer: &Answer) {
    let received: Timestamp = AS_OF.parse().unwrap();
    let outcome = answer.outcome();
    let stated = facts(referral, Source::Police, received);
    let flags = triage::implied(referral.flags, referral.incident_kind, referral.offence_code).all;
    let said = stated.safeguards(flags);
    for offer in answer.0["offers"].as_array().unwrap() {
        let channel = Channel::parse(offer["channel"].as_str().unwrap()).unwrap();
        let denied = may_contact(Way::from(channel), &Safeguards { reach: EVERY_WAY, ..said }).err();
        // Of somebody known an earlier row may have told that a way is safe.
        let may_be_known = denied == Some(BlockedReason::SafetyUnknown) && answer.0["new_person"] == false;
        assert!(denied.is_none() || may_be_known, "{channel} is offered against what the row says itself: {denied:?} {answer:?}");
        let earliest = profile.desks.iter().flat_map(|desk| &desk.contact).any(|rule| rule.from == RunsFrom::Recorded);
        let start = if earliest { referral.recorded_at.min(received) } else { received };
        assert!(moment(&offer["due_at"]) > start, "due before it starts: {answer:?}");
    }
    if ["opened", "reopened"].contains(&outcome) {
        assert!(!answer.offers().is_empty() || !answer.tasks().is_empty(), "nobody is dropped: {answer:?}");
        assert!(!answer.person().is_empty() && !answer.case().is_empty(), "{answer:?}");
    }
    if profile.desks.iter().all(|desk| desk.basis == Basis::ConsentFirst) && !answer.case().is_empty() && outcome != "unchanged" {
        assert_eq!(referral.support_consent, Some(SupportConsent::Given), "a case without consent: {answer:?}");
    }
    if flags.meets(profile.specialist_direct) {
        assert!(answer.offers().is_empty() && !["opened", "attached", "reopened"].contains(&outcome), "{answer:?}");
    }
    if referral.support_consent == Some(SupportConsent::Refused) {
        assert!(["declined", "quarantined", "updated", "unchanged"].contains(&outcome), "{answer:?}");
        assert!(answer.offers().is_empty(), "{answer:?}");
    }
    let level = answer.0["entitlement"]["level"].as_str();
    let priority = answer.0["priority"].as_u64();
    assert!(priority.is_none_or(|priority| (1..=3).contains(&priority)));
    if level == Some("enhanced") {
        assert!(priority.unwrap() <= 2 && !answer.0["entitlement"]["categories"].as_array().unwrap().is_empty(), "{answer:?}");
    }
}

#[test]
fn every_row_of_invented_months_at_every_hub() {
    let months: Vec<_> = [1, 2].map(|seed| month(seed, 1_000)).into_iter().map(|feed| (referrals(&feed), feed)).collect();
    for profile in Profile::shipped_names() {
        let mut seen = BTreeSet::new();
        for (referrals, feed) in &months {
            let scratch = sqlite();
            let hub = hub(&scratch, profile);
            let answers = hub.reads(AS_OF, feed, true);
            assert_eq!(answers.len(), referrals.len(), "an answer for every row");
            for (referral, answer) in referrals.iter().zip(&answers) {
                seen.insert(answer.outcome().to_owned());
                match referral {
                    Some(referral) => check(&hub.profile, referral, answer),
                    None => assert_eq!(answer.outcome(), "rejected"),
                }
            }
            assert_eq!(hub.counts("SELECT count(*) FROM source_rows") + hub.counts("SELECT count(*) FROM transfers"), 0, "nothing is kept");
        }
        assert!(seen.len() >= 6, "{profile}: the months are too plain: {seen:?}");
    }
}

/// What was rehearsed is what comes to pass, whatever the batches, on either database alike, and everything that then stands due is safe.
#[test]
fn a_rehearsal_foretells_what_is_kept() {
    let feed = month(3, 2_500);
    for profile in ["example", "hampshire", "dorset", "merseyside"] {
        let on_each = RefCell::new(Vec::new());
        on_both(|scratch| {
            let hub = hub(scratch, profile);
            let rehearsed = hub.reads(AS_OF, &feed, true);
            let kept = hub.reads(AS_OF, &feed, false);
            assert_same(profile, &rehearsed, &kept);
            super::safety::assert_safe(&hub);
            let tables = ["people", "contact_points", "cases", "dues", "incidents", "involvements", "source_rows", "events", "reviews"];
            let counts = tables.map(|table| hub.counts(&format!("SELECT count(*) FROM {table}")));
            assert!(counts[2] > 1_000, "{profile}: {counts:?}");
            on_each.borrow_mut().push((kept, counts));
        });
        let (one, other) = (&on_each.borrow()[0], &on_each.borrow()[1]);
        assert_same(profile, &one.0, &other.0);
        assert_eq!(one.1, other.1, "{profile}");
    }
}

fn assert_same(profile: &str, one: &[Answer], other: &[Answer]) {
    assert_eq!(one.len(), other.len(), "{profile}");
    for (one, other) in one.iter().zip(other) {
        assert_eq!(one, other, "{profile}");
    }
}
