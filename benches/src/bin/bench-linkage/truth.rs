//! What is true of a set, and what was said of it.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use benches::Result;

/// Ids of records, each kept once.
#[derive(Default)]
pub struct Ids {
    numbers: HashMap<String, u32>,
    texts: Vec<String>,
}

impl Ids {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.numbers.insert(text.to_owned(), number);
        self.texts.push(text.to_owned());
        number
    }

    /// As it stands in the file.
    pub fn text(&self, number: u32) -> &str {
        usize::try_from(number).ok().and_then(|at| self.texts.get(at)).map_or("", String::as_str)
    }
}

/// A record that was asked about.
#[derive(Debug)]
pub struct Asked {
    pub id: u32,
    /// The record of the same person in the register; nothing for somebody new.
    pub of: Option<u32>,
    /// New, and lives with somebody who is registered.
    pub is_housemate: bool,
    /// Groups it belongs to: `source police`, `heritage irish`, `error typo_f`.
    pub groups: Vec<String>,
}

/// Every true pair, found by anybody or not.
#[derive(Debug, Default)]
pub struct Truth {
    /// The smaller number first.
    pub pairs: HashSet<(u32, u32)>,
    /// Empty where one file was compared with itself.
    pub asked: Vec<Asked>,
}

/// Two records said to be of one person.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    /// The register's.
    pub left: u32,
    /// The one asked about.
    pub right: u32,
    /// What links are put in order by, the greater the likelier.
    pub score: f64,
    pub probability: f64,
}

impl Link {
    /// The same whichever way round.
    pub fn pair(&self) -> (u32, u32) {
        (self.left.min(self.right), self.left.max(self.right))
    }
}

/// Kinds of the generator: new people in a household of which somebody is registered.
const HOUSEMATES: [&str; 3] = ["housemate", "twin", "same_name_household"];

type Rows = Vec<HashMap<String, String>>;

fn rows(file: &Path, wanted: &[&str]) -> Result<Rows> {
    let mut reader = csv::Reader::from_path(file)?;
    let headings: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    if let Some(missing) = wanted.iter().find(|wanted| !headings.iter().any(|heading| heading == *wanted)) {
        return Err(format!("{} has no column {missing}", file.file_name().unwrap_or_default().to_string_lossy()).into());
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        rows.push(headings.iter().cloned().zip(record?.iter().map(str::to_owned)).collect());
    }
    Ok(rows)
}

/// Reads `rec_id,reg_id,kind,errs,source,heritage`, or `id_l,id_r` for one file compared with itself.
///
/// # Errors
/// When it cannot be read or lacks a column.
pub fn read_truth(file: &Path, ids: &mut Ids) -> Result<Truth> {
    let mut truth = Truth::default();
    if csv::Reader::from_path(file)?.headers()?.iter().any(|heading| heading == "id_l") {
        for row in rows(file, &["id_l", "id_r"])? {
            let of = |column: &str| row.get(column).map(String::as_str).unwrap_or_default();
            let (left, right) = (ids.number(of("id_l")), ids.number(of("id_r")));
            truth.pairs.insert((left.min(right), left.max(right)));
        }
        return Ok(truth);
    }
    for row in rows(file, &["rec_id", "reg_id", "kind", "errs", "source", "heritage"])? {
        let text = |column: &str| row.get(column).map(String::as_str).unwrap_or_default();
        let id = ids.number(text("rec_id"));
        let of = (!text("reg_id").is_empty()).then(|| ids.number(text("reg_id")));
        if let Some(of) = of {
            truth.pairs.insert((id.min(of), id.max(of)));
        }
        let mut groups: Vec<String> = ["source", "heritage"]
            .into_iter()
            .filter(|column| !text(column).is_empty())
            .map(|column| format!("{column} {}", text(column)))
            .collect();
        if !groups.is_empty() {
            let errors = text("errs");
            groups.extend(errors.split('|').map(|error| format!("error {}", if error.is_empty() { "none" } else { error })));
        }
        truth.asked.push(Asked { id, of, is_housemate: HOUSEMATES.contains(&text("kind")), groups });
    }
    Ok(truth)
}

/// Reads `id_l,id_r,probability`, put in order by `score` where there is such a column. A pair that stands there twice counts once, with its greater score.
///
/// # Errors
/// When it cannot be read, lacks a column or holds what is not a number.
pub fn read_links(file: &Path, ids: &mut Ids) -> Result<Vec<Link>> {
    let mut reader = csv::Reader::from_path(file)?;
    let headings = reader.headers()?.clone();
    let column = |name: &str| headings.iter().position(|heading| heading == name);
    let needed = |name: &str| column(name).ok_or_else(|| format!("the links have no column {name}"));
    let (left, right, probability) = (needed("id_l")?, needed("id_r")?, needed("probability")?);
    let score = column("score").unwrap_or(probability);
    let mut links: HashMap<(u32, u32), Link> = HashMap::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record)? {
        let number = |at: usize| record.get(at).unwrap_or_default().parse::<f64>().map_err(|error| format!("a link's figure: {error}"));
        let link = Link {
            left: ids.number(record.get(left).unwrap_or_default()),
            right: ids.number(record.get(right).unwrap_or_default()),
            score: number(score)?,
            probability: number(probability)?,
        };
        let kept = links.entry(link.pair()).or_insert(link);
        if link.score > kept.score {
            *kept = link;
        }
    }
    let mut links: Vec<Link> = links.into_values().collect();
    // Likeliest first; of equals the id that sorts first, so that the same links are judged the same.
    links.sort_by(|a, b| {
        let texts = |link: &Link| (ids.text(link.left).to_owned(), ids.text(link.right).to_owned());
        b.score.total_cmp(&a.score).then_with(|| texts(a).cmp(&texts(b)))
    });
    Ok(links)
}
