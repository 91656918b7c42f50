//! Writes down what a person said about which ways of contact are safe.

use access::{Permit, kind};
use jiff::Timestamp;
use kernel::{CaseId, IdMaker, Safety, Sensitive};
use people::record::PersonRecord;
use profile::Profile;
use serde_json::{Map, Value, json};
use store::Tx;

use crate::{
    due::carry_out,
    effects::of_safety,
    error::{Error, Refused},
    keep,
    record::{CaseRecord, EventKind},
    snapshot::{Rules, Snapshot, hold_person, open_case, safeguards},
    sql,
    timeline::{Entry, user_of},
};

/// What the person said, way by way; `None` is "not known".
#[derive(Debug, Clone)]
pub struct Told {
    /// The [`mark`] of what was known when the person was asked.
    pub before: String,
    /// Which ways are safe.
    pub safety: Safety,
    /// Whether the suspect lives at the person's address.
    pub suspect_shares_address: Option<bool>,
    /// What else whoever makes contact must heed: times, what to say, what not to say.
    pub contact_notes: Option<Sensitive<String>>,
}

/// A mark of what is known of a person's safety, here and with what other records of theirs say: another one means that somebody wrote down
/// something else in between. Says nothing of who it is.
pub fn mark(person: &PersonRecord) -> String {
    let (own, said) = (&person.known, person.said());
    let said = [(own.safety, own.suspect_shares_address), (said.safety, said.suspect_shares_address)];
    let answers = said
        .into_iter()
        .flat_map(|(Safety { call, voicemail, text, email, letter }, shares)| [call, voicemail, text, email, letter, shares]);
    let letters: String = answers.map(|answer| answer.map_or('u', |yes| if yes { 'y' } else { 'n' })).collect();
    let confirmed = person.safety_confirmed_at.map_or(0, jiff::Timestamp::as_microsecond);
    format!("{letters}.{confirmed}")
}

/// Keeps what the person said and brings every open case of theirs in line: offers that are shut now make room, and the task to agree a safe
/// way is done once one is agreed.
///
/// # Errors
/// [`Refused::Closed`] when the case is closed, [`Refused::ChangedMeanwhile`] when somebody wrote down something else since the page was
/// opened, such as that a way is not safe; or what the database says.
pub fn change_safety(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::ChangeContact>,
    profile: &Profile,
    told: &Told,
) -> Result<(), Error> {
    let case = open_case(tx, permit.case())?;
    let on = Entry { case: case.id, at: permit.at(), user: user_of(permit)? };
    hold_person(tx, case.person)?;
    let mut person = people::read::whole(tx, permit)?;
    if mark(&person) != told.before {
        return Err(Refused::ChangedMeanwhile.into());
    }
    let detail = changes(person.known.safety, person.known.suspect_shares_address, told);
    (person.known.safety, person.known.suspect_shares_address) = (told.safety, told.suspect_shares_address);
    person.known.contact_notes.clone_from(&told.contact_notes);
    people::keep::set_safety(tx, permit.warrant(), &person)?;
    person.settle();

    bring_in_line(tx, ids, profile, &person, on.at)?;
    Ok(keep::insert_events(tx, permit.warrant(), &[on.entry(ids, EventKind::SafetyChanged, &detail)])?)
}

/// Brings every open case of the person in line with what is known of their ways of contact.
pub(crate) fn bring_in_line(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    profile: &Profile,
    person: &PersonRecord,
    at: Timestamp,
) -> store::Result<()> {
    let (who, rules) = (safeguards(person), Rules::new(profile));
    let held = format!("{}{}", sql::OPEN_CASES_OF, tx.for_update());
    for id in tx.all::<CaseId>(&held, &[&person.id])? {
        let open: CaseRecord = tx.one(sql::CASE, &[&id])?;
        let snapshot = Snapshot::read(tx, &open)?;
        let changes = of_safety(&snapshot.standing(at, &who, person, &rules));
        carry_out(tx, ids, id, &changes, at)?;
    }
    Ok(())
}

/// What is other than before, in words of the feed.
fn changes(before: Safety, shared: Option<bool>, told: &Told) -> Value {
    let after = told.safety;
    let ways = [
        ("call", before.call, after.call),
        ("voicemail", before.voicemail, after.voicemail),
        ("text", before.text, after.text),
        ("email", before.email, after.email),
        ("letter", before.letter, after.letter),
    ];
    let changed: Map<String, Value> =
        ways.into_iter().filter(|(_, before, after)| before != after).map(|(way, _, after)| (way.to_owned(), json!(after))).collect();
    let mut detail = json!({ "safe": changed });
    if let (true, Value::Object(detail)) = (shared != told.suspect_shares_address, &mut detail) {
        detail.insert("suspect_shares_address".to_owned(), json!(told.suspect_shares_address));
    }
    detail
}
