//! Two records beside each other, a field a row, with what differs marked and said.

use casework::record::CaseState;
use casework::ways;
use kernel::{Safety, Sensitive, Sex, london_date};
use maud::{Markup, html};
use people::NOT_SHOWN;
use people::record::{KeptPoint, Particulars, PointKind};
use web::say;

use super::compared::{Compared, Side};
use super::differences::{Piece, Pieces, are_same, of_dates, of_texts, whole};

/// One value with its differences, and what else is to be said of it.
struct Value {
    pieces: Pieces,
    note: Option<&'static str>,
    link: Option<String>,
}

impl Value {
    const fn of(pieces: Pieces) -> Self {
        Self { pieces, note: None, link: None }
    }

    fn plain(text: &str) -> Self {
        Self::of(whole(text, false))
    }
}

/// What a record has in a field; nothing in it where the field is not shown to the reader.
type Cell = Option<Vec<Value>>;

struct Row {
    field: &'static str,
    one: Cell,
    other: Cell,
    words: String,
}

const SAME: &str = "The same";

/// The table of both.
pub(super) fn side_by_side(compared: &Compared) -> Markup {
    let (one, other) = (&compared.one, &compared.other);
    html! {
        table.od-pair role="table" {
            caption.govuk-visually-hidden { "The two records, a field a row" }
            thead role="rowgroup" {
                tr role="row" {
                    @for head in ["Field", "Record A", "Record B", "What differs"] { th role="columnheader" scope="col" { (head) } }
                }
            }
            tbody role="rowgroup" { @for row in rows(one, other) { (shown(&row)) } }
        }
    }
}

fn shown(row: &Row) -> Markup {
    let is_same = row.words.is_empty() || row.words == SAME;
    html! {
        tr role="row" class={ "od-pair__row" @if !is_same { " od-pair__row--differs" } } {
            th role="rowheader" scope="row" { (row.field) }
            td role="cell" data-label="Record A" { (cell(&row.one)) }
            td role="cell" data-label="Record B" { (cell(&row.other)) }
            td role="cell" data-label="What differs" { span class={ @if is_same { "od-pair__same" } } { (if row.words.is_empty() { "–" } else { row.words.as_str() }) } }
        }
    }
}

fn cell(cell: &Cell) -> Markup {
    html! {
        @match cell {
            None => (NOT_SHOWN),
            Some(values) if values.is_empty() => "Not known",
            Some(values) => @for value in values { (self::value(value)) },
        }
    }
}

fn value(value: &Value) -> Markup {
    html! {
        span.od-pair__value {
            @match &value.link {
                Some(to) => { a.govuk-link href=(to) { (pieces(&value.pieces)) } },
                None => { (pieces(&value.pieces)) },
            }
            @if let Some(note) = value.note { span.od-worklist__detail { (note) } }
        }
    }
}

/// A value with its marks for the eye, and whole with what differs for the ear: read out in pieces it would be no word.
fn pieces(pieces: &[Piece]) -> Markup {
    let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    html! {
        @if pieces.iter().any(|piece| piece.differs) {
            span aria-hidden="true" {
                @for piece in pieces { @if piece.differs { mark.od-pair__mark { (piece.text) } } @else { (piece.text) } }
            }
            span.govuk-visually-hidden { (text) " (differs)" }
        } @else { (text) }
    }
}

fn rows(one: &Side, other: &Side) -> Vec<Row> {
    let (here, there) = (&one.person.known, &other.person.known);
    let text = |field, of: fn(&Particulars) -> &Option<Sensitive<String>>| {
        let said = |known| of(known).as_ref().map(|text: &Sensitive<String>| text.reveal().as_str());
        text_row(field, said(here), said(there))
    };
    let mut rows = vec![
        text("Given name", |known| &known.given_name),
        text("Middle names", |known| &known.middle_names),
        text("Family name", |known| &known.family_name),
        text("Family name before", |known| &known.previous_family_name),
        born_row(here, there),
        text_row("Sex", here.sex.map(sex_words), there.sex.map(sex_words)),
        text_row("First language", here.first_language.as_deref().map(language), there.first_language.as_deref().map(language)),
        points_row("Phone numbers", one, other, &[PointKind::Mobile, PointKind::HomePhone], |side| side.shown.contact),
        points_row("Email addresses", one, other, &[PointKind::Email], |side| side.shown.contact),
        points_row("Home addresses", one, other, &[PointKind::Address], |side| side.shown.address),
        safety_row(one, other),
        facts_row("Cases", cases(one), cases(other)),
        facts_row("On record since", vec![since(one)], vec![since(other)]),
    ];
    let is_empty = |cell: &Cell| cell.as_ref().is_some_and(Vec::is_empty);
    rows.retain(|row| !(is_empty(&row.one) && is_empty(&row.other)));
    rows
}

/// What only one of the two has, in words.
fn only(here: bool, there: bool) -> Option<String> {
    match (here, there) {
        (true, true) => None,
        (true, false) => Some("Known in A only".to_owned()),
        (false, true) => Some("Known in B only".to_owned()),
        (false, false) => Some(String::new()),
    }
}

fn text_row(field: &'static str, here: Option<&str>, there: Option<&str>) -> Row {
    let (one, other, words) = match (here, there) {
        (Some(here), Some(there)) => {
            let (one, other, words) = of_texts(here, there);
            (vec![Value::of(one)], vec![Value::of(other)], words)
        }
        (here, there) => {
            let plain = |text: Option<&str>| text.map(Value::plain).into_iter().collect();
            (plain(here), plain(there), only(here.is_some(), there.is_some()).unwrap_or_default())
        }
    };
    Row { field, one: Some(one), other: Some(other), words }
}

fn born_row(here: &Particulars, there: &Particulars) -> Row {
    let day = |known: &Particulars| known.date_of_birth.as_ref().map(|born| *born.reveal());
    match (day(here), day(there)) {
        (Some(here), Some(there)) => {
            let (one, other, words) = of_dates(here, there);
            Row { field: "Date of birth", one: Some(vec![Value::of(one)]), other: Some(vec![Value::of(other)]), words }
        }
        (here, there) => text_row("Date of birth", here.map(say::date).as_deref(), there.map(say::date).as_deref()),
    }
}

/// Numbers or addresses, old ones too. Where either side is not shown, nothing of the other is marked: a mark would tell what is not shown.
fn points_row(field: &'static str, one: &Side, other: &Side, kinds: &[PointKind], is_shown: fn(&Side) -> bool) -> Row {
    let of = |side: &Side| -> Vec<KeptPoint> {
        let mut points: Vec<_> = side.person.points.iter().filter(|kept| kinds.contains(&kept.point.kind)).cloned().collect();
        points.sort_by_key(|kept| (kept.wrong_at.is_some(), !kept.is_current, std::cmp::Reverse(kept.created_at)));
        points
    };
    let (here, there) = (of(one), of(other));
    let cell = |side: &Side, own: &[KeptPoint], others: Option<&[KeptPoint]>| {
        is_shown(side).then(|| own.iter().map(|kept| point(kept, others)).collect::<Vec<_>>())
    };
    if !(is_shown(one) && is_shown(other)) {
        return Row { field, one: cell(one, &here, None), other: cell(other, &there, None), words: "Cannot be said".to_owned() };
    }
    let words = only(!here.is_empty(), !there.is_empty()).unwrap_or_else(|| points_in_words(&here, &there));
    Row { field, one: cell(one, &here, Some(&there)), other: cell(other, &there, Some(&here)), words }
}

fn is_same_point(one: &KeptPoint, other: &KeptPoint) -> bool {
    // Of an address the key is the postcode, which neighbours share.
    let by_key = one.point.kind != PointKind::Address && one.point.key.is_some() && one.point.key == other.point.key;
    by_key || are_same(&ways::shown(one), &ways::shown(other))
}

fn point(kept: &KeptPoint, others: Option<&[KeptPoint]>) -> Value {
    let text = ways::shown(kept);
    let pieces = match others {
        Some(others) if !others.is_empty() && !others.iter().any(|other| is_same_point(kept, other)) => {
            let against = others.iter().map(|other| of_texts(&text, &ways::shown(other)).0);
            let marked =
                |pieces: &Pieces| pieces.iter().filter(|piece| piece.differs).map(|piece| piece.text.chars().count()).sum::<usize>();
            against.min_by_key(marked).unwrap_or_else(|| whole(&text, true))
        }
        _ => whole(&text, false),
    };
    let note = match (kept.wrong_at.is_some(), kept.is_current) {
        (true, _) => Some("Found wrong"),
        (false, true) => None,
        (false, false) => Some("Before"),
    };
    Value { pieces, note, link: None }
}

fn points_in_words(here: &[KeptPoint], there: &[KeptPoint]) -> String {
    let is_shared = |kept: &&KeptPoint| there.iter().any(|other| is_same_point(kept, other));
    match (here.iter().filter(is_shared).count(), here, there) {
        (0, [one], [other]) => of_texts(&ways::shown(one), &ways::shown(other)).2,
        (0, _, _) => "None is in both".to_owned(),
        (shared, _, _) if shared == here.len() && shared == there.len() => SAME.to_owned(),
        (1, _, _) => "One is in both".to_owned(),
        (shared, _, _) => format!("{shared} are in both"),
    }
}

fn safety_row(one: &Side, other: &Side) -> Row {
    let said = |side: &Side| side.shown.contact.then(|| safety(&side.person.known));
    let (here, there) = (said(one), said(other));
    let words = match (&here, &there) {
        (Some(here), Some(there)) if here == there => if here.is_empty() { "" } else { SAME }.to_owned(),
        (Some(here), Some(there)) if [here, there].into_iter().flatten().any(|line| is_strict(line)) => {
            "Different. What is not safe holds for both once they are joined.".to_owned()
        }
        (Some(_), Some(_)) => "Different. What is safe holds for its own record alone.".to_owned(),
        _ => "Cannot be said".to_owned(),
    };
    let cell = |said: &Option<Vec<String>>, against: &Option<Vec<String>>| {
        said.as_ref().map(|lines| {
            let differs = |line: &String| against.as_ref().is_some_and(|against| !against.contains(line));
            lines.iter().map(|line| Value::of(whole(line, differs(line)))).collect()
        })
    };
    Row { field: "Safe ways of contact", one: cell(&here, &there), other: cell(&there, &here), words }
}

fn is_strict(line: &str) -> bool {
    line.ends_with(NOT_SAFE) || line == SHARES
}

const NOT_SAFE: &str = "not safe";
const SHARES: &str = "The suspect lives at the address";

/// What the person said is safe, a line each; what is not known is left out.
fn safety(known: &Particulars) -> Vec<String> {
    let Safety { call, voicemail, text, email, letter } = known.safety;
    let ways = [("Call", call), ("Leave a message", voicemail), ("Text", text), ("Email", email), ("Write a letter", letter)];
    let said = ways.into_iter().filter_map(|(way, safe)| Some(format!("{way}: {}", if safe? { "safe" } else { NOT_SAFE })));
    let shares = match known.suspect_shares_address {
        Some(true) => Some(SHARES.to_owned()),
        Some(false) => Some("The suspect does not live at the address".to_owned()),
        None => None,
    };
    said.chain(shares).collect()
}

/// What is told of each record and not compared.
const fn facts_row(field: &'static str, one: Vec<Value>, other: Vec<Value>) -> Row {
    Row { field, one: Some(one), other: Some(other), words: String::new() }
}

fn cases(side: &Side) -> Vec<Value> {
    let seen = |case: &casework::record::CaseRecord| Value {
        link: Some(format!("/cases/{}", case.id)),
        note: Some(if case.state == CaseState::Open { "Open" } else { "Closed" }),
        pieces: whole(&case.reference, false),
    };
    match side.cases.as_slice() {
        [] => vec![Value::plain("None that you may see")],
        cases => cases.iter().map(seen).collect(),
    }
}

fn since(side: &Side) -> Value {
    Value::plain(&say::date(london_date(side.person.created_at)))
}

const fn sex_words(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "Female",
        Sex::Male => "Male",
        Sex::Unknown => "Not known",
    }
}

fn language(code: &str) -> &str {
    people::language::name(code).unwrap_or(code)
}
