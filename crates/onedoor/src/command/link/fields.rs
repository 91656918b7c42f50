//! Which columns are compared, and how: what headings say by themselves, and what a `--fields` file says of them.

use std::collections::BTreeMap;

use linkage::{Field, FieldKind, Layout, LayoutFault, NamePart, plain_heading as plain};

use super::map::{Map, Said};

/// Headings of a record's own number, the first that is there.
const IDS: [&str; 4] = ["recid", "uniqueid", "id", "recordid"];

/// Why two files cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum FieldsFault {
    #[error(
        "{file} has no column for the records' ids: it needs one headed rec_id, unique_id or id, or a --fields file that says which it is, like  {example} = \"id\". Found: {found}",
        example = example(.found)
    )]
    NoId { file: String, found: String },
    #[error("{file} has {count} columns headed {heading}: rename all but one")]
    Twice { file: String, heading: String, count: usize },
    #[error("the --fields file names a column that is in no file: {0}")]
    NoSuchColumn(String),
    #[error("{fault}. Columns found: {found}")]
    Layout { fault: LayoutFault, found: String },
}

fn example(found: &str) -> &str {
    found.split(", ").next().filter(|first| !first.is_empty()).unwrap_or("number")
}

/// Where a file has what is compared, in the layout's order, and each record's id.
pub struct Columns {
    pub id: usize,
    pub values: Vec<Option<usize>>,
}

/// What is compared of the files, and what is told of it.
pub struct Plan {
    pub layout: Layout,
    pub columns: Vec<Columns>,
    pub told: Vec<String>,
}

/// A file's name and its headings.
pub struct Headed<'f> {
    pub file: String,
    pub headings: &'f [String],
}

/// A column of which is known what it is.
struct Column {
    place: usize,
    field: Field,
}

/// As headings are shown in messages: not too many, and each such that it cannot spoil a terminal.
pub fn shown(headings: &[String]) -> String {
    const MOST: usize = 30;
    let one = |heading: &String| heading.chars().take(40).map(|c| if c.is_control() { '·' } else { c }).collect::<String>();
    let mut all: Vec<String> = headings.iter().take(MOST).map(one).collect();
    if headings.len() > MOST {
        all.push(format!("and {} more", headings.len() - MOST));
    }
    all.join(", ")
}

/// Finds what one file, or two, have to be compared by.
pub fn plan(files: &[Headed<'_>], map: &Map) -> Result<Plan, FieldsFault> {
    let known: Vec<&String> = files.iter().flat_map(|headed| headed.headings).collect();
    if let Some(fault) = map.stranger(&known) {
        return Err(FieldsFault::NoSuchColumn(fault));
    }
    let mut told = Vec::new();
    let mut read = Vec::new();
    for headed in files {
        let id = id_column(headed, map)?;
        let (columns, unknown) = columns(headed, id, map)?;
        if !unknown.is_empty() {
            told.push(format!("{}: not compared, since nothing says what they are: {}", headed.file, shown(&unknown)));
        }
        read.push((id, columns));
    }
    let found = files.iter().map(|headed| shown(headed.headings)).collect::<Vec<_>>().join(" | ");
    let (fields, columns) = match <[_; 2]>::try_from(read) {
        Ok([(left_id, left), (right_id, right)]) => {
            let (paired, lonely) = pair(left, right);
            for ((headed, lonely), other) in files.iter().zip(lonely).zip(files.iter().rev()) {
                if !lonely.is_empty() {
                    told.push(format!("{}: not compared, since {} has no such column: {}", headed.file, other.file, shown(&lonely)));
                }
            }
            let fields = paired.iter().map(|(field, ..)| field.clone()).collect();
            let left = Columns { id: left_id, values: paired.iter().map(|(_, left, _)| *left).collect() };
            let right = Columns { id: right_id, values: paired.iter().map(|(.., right)| *right).collect() };
            (fields, vec![left, right])
        }
        Err(read) => {
            let mut fields = Vec::new();
            let columns = read.into_iter().map(|(id, columns)| {
                let values = columns.iter().map(|column| Some(column.place)).collect();
                fields.extend(columns.into_iter().map(|column| column.field));
                Columns { id, values }
            });
            let columns = columns.collect();
            (fields, columns)
        }
    };
    told.push(format!("compared: {}", fields.iter().map(in_words).collect::<Vec<_>>().join(", ")));
    let layout = Layout::new(fields).map_err(|fault| FieldsFault::Layout { fault, found })?;
    Ok(Plan { layout, columns, told })
}

fn in_words(field: &Field) -> String {
    match field.part {
        Some(part) => format!("{} ({} name)", shown(std::slice::from_ref(&field.heading)), part.as_str()),
        None => format!("{} ({})", shown(std::slice::from_ref(&field.heading)), field.kind.as_str()),
    }
}

fn id_column(headed: &Headed<'_>, map: &Map) -> Result<usize, FieldsFault> {
    let plains: Vec<String> = headed.headings.iter().map(|heading| plain(heading)).collect();
    let free = |heading: &&String| map.said(heading).is_none();
    let said = headed.headings.iter().position(|heading| matches!(map.said(heading), Some(Said::Id)));
    let guessed = || IDS.iter().find_map(|id| headed.headings.iter().filter(free).find(|heading| plain(heading) == *id));
    let heading = said.and_then(|place| headed.headings.get(place)).or_else(guessed);
    let Some(heading) = heading else {
        return Err(FieldsFault::NoId { file: headed.file.clone(), found: shown(headed.headings) });
    };
    let count = plains.iter().filter(|other| **other == plain(heading)).count();
    if count > 1 {
        return Err(FieldsFault::Twice { file: headed.file.clone(), heading: heading.clone(), count });
    }
    Ok(plains.iter().position(|other| *other == plain(heading)).unwrap_or(0))
}

/// The columns of which is known what they are, and the headings of the others.
fn columns(headed: &Headed<'_>, id: usize, map: &Map) -> Result<(Vec<Column>, Vec<String>), FieldsFault> {
    let (mut columns, mut unknown) = (Vec::new(), Vec::new());
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (place, heading) in headed.headings.iter().enumerate().filter(|(place, _)| *place != id) {
        let field = match map.said(heading) {
            Some(Said::Id | Said::Ignore) => continue,
            Some(Said::Compare(kind, part)) => {
                let field = Field::of(heading, *kind);
                Field { part: part.or(field.part), ..field }
            }
            None => match Field::guess(heading) {
                Some(field) => field,
                None => {
                    let name = if heading.is_empty() { format!("column {}, which has no heading", place + 1) } else { heading.clone() };
                    unknown.push(name);
                    continue;
                }
            },
        };
        let count = counts.entry(plain(heading)).or_default();
        *count += 1;
        columns.push(Column { place, field });
    }
    match counts.into_iter().find(|(_, count)| *count > 1) {
        Some((heading, count)) => Err(FieldsFault::Twice { file: headed.file.clone(), heading, count }),
        None => Ok((columns, unknown)),
    }
}

/// A field, and its column in either file.
type Paired = (Field, Option<usize>, Option<usize>);

/// Which columns of two files hold the same, and the headings of those that only one has.
///
/// The same heading first; then what can be meant by one column only, whatever it is called; all columns of an address count together, so those that
/// only one file has are compared too.
fn pair(left: Vec<Column>, right: Vec<Column>) -> (Vec<Paired>, [Vec<String>; 2]) {
    let mut right: Vec<Option<Column>> = right.into_iter().map(Some).collect();
    let mut paired: Vec<Paired> = Vec::new();
    let mut alone = Vec::new();
    for column in left {
        let same = |other: &Option<Column>| other.as_ref().is_some_and(|o| plain(&o.field.heading) == plain(&column.field.heading));
        match right.iter_mut().find(|other| same(other)).and_then(Option::take) {
            Some(other) => paired.push((column.field, Some(column.place), Some(other.place))),
            None => alone.push(Some(column)),
        }
    }
    let means = |column: &Column| (column.field.kind.as_str(), column.field.part);
    for column in &mut alone {
        let Some(meant) = column.as_ref().filter(|column| is_one_of_a_kind(&column.field)).map(means) else { continue };
        let mut others = right.iter_mut().filter(|other| other.as_ref().map(means) == Some(meant));
        if let (Some(other), None) = (others.next(), others.next())
            && let (Some(column), Some(other)) = (column.take(), other.take())
        {
            paired.push((column.field, Some(column.place), Some(other.place)));
        }
    }
    // In the order of the first file, whichever way they were found.
    paired.sort_by_key(|(_, left, _)| *left);
    let mut lonely = [Vec::new(), Vec::new()];
    let has_address = |columns: &[Option<Column>]| columns.iter().flatten().any(|column| column.field.kind == FieldKind::Address);
    let both = paired.iter().any(|(field, ..)| field.kind == FieldKind::Address) || has_address(&alone) && has_address(&right);
    for (side, columns) in [alone, right].into_iter().enumerate() {
        for column in columns.into_iter().flatten() {
            if column.field.kind == FieldKind::Address && both {
                let place = Some(column.place);
                paired.push(if side == 0 { (column.field, place, None) } else { (column.field, None, place) });
            } else if let Some(lonely) = lonely.get_mut(side) {
                lonely.push(column.field.heading);
            }
        }
    }
    (paired, lonely)
}

/// Whether a person has one such thing, whatever its column is called.
fn is_one_of_a_kind(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Date | FieldKind::Postcode | FieldKind::Phone | FieldKind::Email)
        || matches!(field.part, Some(NamePart::Given | NamePart::Middle | NamePart::Family | NamePart::Whole))
}
