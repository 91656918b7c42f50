//! What a further referral changes about a person who is already known.
//!
//! The newer fact stands, but for safety: what was once called unsafe stays unsafe until a worker records otherwise, and a "yes" holds only
//! for the number or address it was said of.

use kernel::{ContactPointId, Holders, Safety, SourceRowId};

use crate::record::{KeptPoint, Particulars, PersonRecord, PointKind};

/// Takes what a row says into what is known. `make_id` gives an id to each way of contact that is new.
pub fn take_in(
    person: &mut PersonRecord,
    told: Particulars,
    row: SourceRowId,
    at: jiff::Timestamp,
    mut make_id: impl FnMut() -> ContactPointId,
) {
    let (mut renewed, mut wrong) = (Vec::new(), Vec::new());
    for point in told.points {
        let same = person
            .points
            .iter()
            .position(|kept| kept.point.kind == point.kind && same_value(&kept.point.key, &kept.point.value, &point.key, &point.value));
        // What a worker found to be somebody else's stays aside, however often it is sent again.
        match same.and_then(|at| person.points.get(at)) {
            Some(kept) if kept.wrong_at.is_some() => {
                wrong.push(point.kind);
                continue;
            }
            Some(kept) if kept.is_current => continue,
            _ => {}
        }
        renewed.push(point.kind);
        for kept in person.points.iter_mut().filter(|kept| kept.point.kind == point.kind) {
            kept.is_current = false;
        }
        match same.and_then(|at| person.points.get_mut(at)) {
            Some(kept) => kept.is_current = true,
            None => {
                person.points.push(KeptPoint {
                    id: make_id(),
                    point,
                    is_current: true,
                    wrong_at: None,
                    source_row: row,
                    created_at: at,
                    found_by: None,
                    holders: Holders::default(),
                });
            }
        }
    }
    let known = &mut person.known;
    known.safety = merge_safety(known.safety, without_yes_to(told.safety, &wrong), &renewed);
    newer(&mut known.title, told.title);
    newer(&mut known.given_name, told.given_name);
    newer(&mut known.middle_names, told.middle_names);
    newer(&mut known.family_name, told.family_name);
    newer(&mut known.previous_family_name, told.previous_family_name);
    newer(&mut known.date_of_birth, told.date_of_birth);
    newer(&mut known.sex, told.sex);
    newer(&mut known.ethnicity, told.ethnicity);
    newer(&mut known.first_language, told.first_language);
    newer(&mut known.interpreter_needed, told.interpreter_needed);
    newer(&mut known.preferred_contact, told.preferred_contact);
    newer(&mut known.contact_notes, told.contact_notes);
    // "The suspect lives here" is never forgotten because a later row is silent or thinks otherwise.
    known.suspect_shares_address = match (known.suspect_shares_address, told.suspect_shares_address) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (old, new) => new.or(old),
    };
    for need in told.communication_needs {
        if !known.communication_needs.contains(&need) {
            known.communication_needs.push(need);
        }
    }
    known.flags = known.flags.with(told.flags);
}

fn newer<T>(known: &mut Option<T>, told: Option<T>) {
    if told.is_some() {
        *known = told;
    }
}

type Text = kernel::Sensitive<String>;

fn same_value(a_key: &Option<Text>, a: &Text, b_key: &Option<Text>, b: &Text) -> bool {
    // Two addresses may share a postcode, so an address is the same only to the letter.
    a == b || (a_key.is_some() && a_key == b_key && !a.reveal().contains('\n') && !b.reveal().contains('\n'))
}

/// That a wrong number is safe says nothing of the right one; that it is not is heeded all the same.
fn without_yes_to(told: Safety, wrong: &[PointKind]) -> Safety {
    let heeded = |said: Option<bool>, kinds: &[PointKind]| said.filter(|yes| !yes || !kinds.iter().any(|kind| wrong.contains(kind)));
    let phones = &[PointKind::Mobile, PointKind::HomePhone];
    Safety {
        call: heeded(told.call, phones),
        voicemail: heeded(told.voicemail, phones),
        text: heeded(told.text, &[PointKind::Mobile]),
        email: heeded(told.email, &[PointKind::Email]),
        letter: heeded(told.letter, &[PointKind::Address]),
    }
}

fn merge_safety(known: Safety, told: Safety, renewed: &[PointKind]) -> Safety {
    let phone = renewed.contains(&PointKind::Mobile) || renewed.contains(&PointKind::HomePhone);
    Safety {
        call: one_way(known.call, told.call, phone),
        voicemail: one_way(known.voicemail, told.voicemail, phone),
        text: one_way(known.text, told.text, renewed.contains(&PointKind::Mobile)),
        email: one_way(known.email, told.email, renewed.contains(&PointKind::Email)),
        letter: one_way(known.letter, told.letter, renewed.contains(&PointKind::Address)),
    }
}

const fn one_way(known: Option<bool>, told: Option<bool>, renewed: bool) -> Option<bool> {
    match (known, told) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (_, Some(true)) => Some(true),
        (known, None) if !renewed => known,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::one_way;

    #[test]
    fn unsafe_stays_and_safe_holds_only_for_what_it_was_said_of() {
        assert_eq!(one_way(Some(false), Some(true), false), Some(false), "a police row does not make an unsafe way safe");
        assert_eq!(one_way(Some(true), Some(false), false), Some(false));
        assert_eq!(one_way(Some(true), None, false), Some(true), "silence about the same number changes nothing");
        assert_eq!(one_way(Some(true), None, true), None, "nothing is known of a new number");
        assert_eq!(one_way(None, Some(true), true), Some(true));
        assert_eq!(one_way(Some(false), None, true), Some(false), "a new number does not undo what was said of texts");
    }
}
