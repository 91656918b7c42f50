//! Information-sharing agreements: with whom, from when until when, for what, which parts of a record.

use jiff::civil::Date;
use kernel::{AgencyKind, Part, Purpose};
use policy::Agreement;

use crate::check::Placed;
use crate::error::nearest;
use crate::reader::{Section, Source, pairs};

const AGREEMENT_KEYS: &[&str] = &["with", "from", "until", "purposes", "parts", "with_consent"];

/// Reads `[[agreement]]`. `known` are the organisations by their names, the hub's own first.
pub(super) fn read_agreements(
    root: &Section<'_>,
    known: &[(&str, Option<AgencyKind>)],
    police_see_records: Option<bool>,
) -> Option<Vec<Agreement>> {
    let sections = root.sections("agreement", "an agreement", AGREEMENT_KEYS);
    let read: Vec<Option<Placed<Agreement>>> = sections.iter().map(|section| read_agreement(section, known, police_see_records)).collect();
    let whole: Vec<&Placed<Agreement>> = read.iter().flatten().collect();
    check_overlaps(root.source, &whole);
    if whole.len() == sections.len() && police_see_records == Some(true) {
        check_police_agreed(root, known, &whole);
    }
    read.into_iter().map(|placed| placed.map(|placed| placed.what)).collect()
}

fn read_agreement(
    section: &Section<'_>,
    known: &[(&str, Option<AgencyKind>)],
    police_see_records: Option<bool>,
) -> Option<Placed<Agreement>> {
    let agency = section.name("with", "police");
    let (from, until) = (section.date("from"), section.date("until"));
    let purposes = section.words("purposes", &pairs!(Purpose));
    let parts = section.words("parts", &pairs!(Part));
    let with_consent = section.boolean("with_consent");
    let agency = agency.filter(|name| partner_of_agreement(section, name, known, police_see_records));
    let (from, until) = in_order(section, from?, until?)?;
    let what = Agreement { agency: agency?, from, until, purposes: purposes?, parts: parts?, with_consent: with_consent? };
    Some(Placed { what, path: section.path.clone(), at: section.at })
}

fn in_order(section: &Section<'_>, from: Date, until: Date) -> Option<(Date, Date)> {
    if from <= until {
        return Some((from, until));
    }
    section.get("until")?.wrong(format!("its last day, on or after {from}, when it begins"), "change one of the two days")
}

/// Whether there is anything to agree with this organisation; if not, says why.
fn partner_of_agreement(section: &Section<'_>, name: &str, known: &[(&str, Option<AgencyKind>)], police_see_records: Option<bool>) -> bool {
    let others = known.iter().skip(1).map(|(name, _)| *name).collect::<Vec<_>>();
    let expected = if others.is_empty() {
        "the name of an [[agency]] beside the hub's own".to_owned()
    } else {
        format!("the name of another organisation under the hub's roof: {}", others.join(", "))
    };
    let wrong = |found: String, expected: &str, suggestion: String| {
        section.source.report(section.key_at("with"), section.path_of("with"), found, expected, suggestion);
        false
    };
    match known.iter().position(|(other, _)| *other == name).and_then(|n| known.get(n).map(|(_, kind)| (n, *kind))) {
        None => wrong(
            format!("is {name:?}, which no [[agency]] is called"),
            &expected,
            nearest(name, others.iter().copied())
                .map_or_else(|| format!("add [[agency]] with name = {name:?}"), |near| format!("did you mean {near:?}?")),
        ),
        Some((0, _)) => wrong(
            format!("is {name:?}, the hub's own organisation, which needs no agreement with itself"),
            &expected,
            "leave the agreement out; staff who may see only what is agreed belong to an organisation of their own".to_owned(),
        ),
        Some((_, Some(AgencyKind::Commissioner))) => wrong(
            format!("is {name:?}, which is of kind commissioner and never sees a person"),
            "an organisation that may see something of a record",
            "leave the agreement out: figures need none".to_owned(),
        ),
        Some((_, Some(AgencyKind::Police))) if police_see_records == Some(false) => wrong(
            format!("is {name:?}, which is of kind police, and police_see_records is false: it would give nothing"),
            "no agreement with the police where they see no records",
            "leave it out, or say police_see_records = true".to_owned(),
        ),
        Some(_) => true,
    }
}

/// No two agreements with one organisation at a time: which of them holds must never be a question.
fn check_overlaps(source: &Source<'_>, agreements: &[&Placed<Agreement>]) {
    for (n, one) in agreements.iter().enumerate() {
        let meets = |other: &Agreement| other.agency == one.what.agency && other.from <= one.what.until && one.what.from <= other.until;
        let Some(earlier) = agreements.iter().take(n).find(|earlier| meets(&earlier.what)) else { continue };
        source.report(
            one.at,
            one.path.clone(),
            format!(
                "holds with {:?} at the same time as {}, which is in force {} to {}",
                one.what.agency, earlier.path, earlier.what.from, earlier.what.until
            ),
            "one agreement with an organisation at a time; both its days count",
            "end the earlier one the day before, or join the two",
        );
    }
}

/// Police staff who may see records may see what was agreed for justice, so something has to be.
fn check_police_agreed(root: &Section<'_>, known: &[(&str, Option<AgencyKind>)], agreements: &[&Placed<Agreement>]) {
    let is_police = |name: &str| known.iter().any(|(other, kind)| *other == name && *kind == Some(AgencyKind::Police));
    if agreements.iter().any(|one| is_police(&one.what.agency) && one.what.purposes.contains(&Purpose::Justice)) {
        return;
    }
    root.source.report(
        root.key_at("police_see_records"),
        "police_see_records",
        "is true, but no agreement with an organisation of kind police names the purpose \"justice\": they would see nothing",
        "an [[agency]] of kind \"police\" and an [[agreement]] with it",
        "add them, or say police_see_records = false",
    );
}
