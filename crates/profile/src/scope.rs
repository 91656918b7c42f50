//! Whom the hub serves: the section `[serves]`.

use kernel::{IncidentKind, Role};

use crate::areas::read_postcodes;
use crate::condition::read_when;
use crate::model::{Area, AreaTie, Condition, Scope};
use crate::reader::{Found, Section, pairs};

const KEYS: &[&str] = &["roles", "kinds", "area", "marker"];

/// Reads `[serves]`.
pub(crate) fn read_scope(root: &Section<'_>) -> Option<Scope> {
    let serves = root.section("serves", "a section", KEYS)?;
    let roles = serves.words("roles", &pairs!(Role));
    let kinds = read_kinds(&serves);
    let area = serves.maybe("area", read_area);
    let marker = serves.maybe("marker", |s| read_when(s, "marker"));
    Some(Scope { roles: roles?, kinds: kinds?, area: area?, marker: marker? })
}

fn read_area(serves: &Section<'_>) -> Option<Area> {
    let area = serves.section("area", "an area", &["tie", "postcodes"])?;
    let tie = area.word("tie", &pairs!(AreaTie));
    let postcodes = read_postcodes(&area);
    Some(Area { tie: tie?, postcodes: postcodes? })
}

/// Each kind of incident, plain or as `{ kind = "asb", when = { … } }`.
fn read_kinds(serves: &Section<'_>) -> Option<Vec<(IncidentKind, Option<Condition>)>> {
    let expected = "a list of kinds of incident";
    let entries = serves.need("kinds", expected, "[\"crime\"]")?.list(expected, "\"crime\"")?;
    let mut complete = true;
    let mut kinds: Vec<(IncidentKind, Option<Condition>)> = Vec::new();
    for entry in &entries {
        match read_kind(entry) {
            Some((kind, _)) if kinds.iter().any(|(earlier, _)| *earlier == kind) => {
                complete = false;
                entry.wrong("each kind once", "join the two, with any_of if both have conditions").unwrap_or(())
            }
            Some(kind) => kinds.push(kind),
            None => complete = false,
        }
    }
    complete.then_some(kinds)
}

fn read_kind(entry: &Found<'_>) -> Option<(IncidentKind, Option<Condition>)> {
    if !entry.is_table() {
        return Some((entry.word(&pairs!(IncidentKind))?, None));
    }
    let section = entry.section("a kind of incident with a condition", &["kind", "when"])?;
    let kind = section.word("kind", &pairs!(IncidentKind));
    let when = section.maybe("when", |s| read_when(s, "when"));
    Some((kind?, when?))
}
