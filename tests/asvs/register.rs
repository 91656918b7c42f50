//! The register `docs/security/asvs.tsv`: what this program answers to each requirement of OWASP ASVS 5.0, and what proves it.

use std::collections::BTreeMap;
use std::path::Path;

use super::levels::requirements;

/// Where it is.
pub const REGISTER: &str = "docs/security/asvs.tsv";

/// Whose it is to meet a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applies {
    /// The program's.
    Ours,
    /// Whoever runs the hub; our part is a document that says how.
    Operator,
    /// The identity provider's.
    Provider,
    /// Nobody's: there is nothing here that it could be about.
    No,
}

/// What is said to prove that a requirement is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// A Rust test: the package, then the path as cargo prints it.
    Test(String),
    /// A journey in a browser: the file below `tests/browser`, then its title.
    Browser(String),
    /// A heading of a document.
    Document(String),
    /// Nothing yet: what is missing.
    Open(String),
}

/// One requirement.
#[derive(Debug)]
pub struct Row {
    /// `V1.2.3`.
    pub id: String,
    /// 1 to 3.
    pub level: u8,
    /// Whose it is.
    pub applies: Applies,
    /// What proves it.
    pub claims: Vec<Claim>,
    /// Why it does not apply, or what else there is to say.
    pub words: String,
}

impl Row {
    /// Whether it is to be met here.
    pub fn is_applicable(&self) -> bool {
        matches!(self.applies, Applies::Ours | Applies::Operator)
    }

    /// What is missing.
    pub fn open(&self) -> Vec<&str> {
        self.claims.iter().filter_map(|claim| if let Claim::Open(what) = claim { Some(what.as_str()) } else { None }).collect()
    }

    /// Whether something proves it and nothing is missing.
    pub fn is_covered(&self) -> bool {
        !self.claims.is_empty() && self.open().is_empty()
    }

    /// Whether a test proves it, not a document alone.
    pub fn is_tested(&self) -> bool {
        self.is_covered() && self.claims.iter().any(|claim| matches!(claim, Claim::Test(_) | Claim::Browser(_)))
    }

    /// The chapter, such as `V1`.
    pub fn chapter(&self) -> &str {
        self.id.split('.').next().unwrap_or_default()
    }
}

/// The rows of the register, and what is wrong with its form.
pub fn read(text: &str) -> (Vec<Row>, Vec<String>) {
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for (line, number) in text.lines().zip(1..).skip(1) {
        match row(line) {
            Ok(row) => rows.push(row),
            Err(what) => wrong.push(format!("{REGISTER}, line {number}: {what}")),
        }
    }
    wrong.extend(wrong_rows(&rows));
    (rows, wrong)
}

fn row(line: &str) -> Result<Row, String> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [id, level, applies, claims, words] = cells[..] else {
        return Err(format!("{} cells instead of id, level, applies, claims, words", cells.len()));
    };
    let applies = match applies {
        "yes" => Applies::Ours,
        "operator" => Applies::Operator,
        "provider" => Applies::Provider,
        "no" => Applies::No,
        other => return Err(format!("“{other}” is not yes, operator, provider or no")),
    };
    let claims = claims.split(" | ").filter(|claim| !claim.is_empty()).map(claim).collect::<Result<_, _>>()?;
    let level = level.parse().map_err(|_| format!("“{level}” is no level"))?;
    Ok(Row { id: id.to_owned(), level, applies, claims, words: words.to_owned() })
}

fn claim(text: &str) -> Result<Claim, String> {
    let (kind, what) = text.split_once(':').ok_or_else(|| format!("“{text}” does not begin with test:, browser:, doc: or open:"))?;
    let what = what.trim().to_owned();
    match kind {
        "test" if what.contains("::") => Ok(Claim::Test(what)),
        "browser" if what.contains(": ") => Ok(Claim::Browser(what)),
        "doc" if what.contains('#') => Ok(Claim::Document(what)),
        "open" if !what.is_empty() => Ok(Claim::Open(what)),
        _ => Err(format!("“{text}” is none of test:package::path, browser:file: title, doc:file#heading, open:what is missing")),
    }
}

/// Rows that are missing, unknown, doubled, or that say too little.
fn wrong_rows(rows: &[Row]) -> Vec<String> {
    let known: BTreeMap<String, u8> = requirements().collect();
    let mut wrong = Vec::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        *seen.entry(&row.id).or_default() += 1;
        match known.get(&row.id) {
            None => wrong.push(format!("{} is no requirement of ASVS 5.0", row.id)),
            Some(level) if *level != row.level => wrong.push(format!("{} is of level {level}, not {}", row.id, row.level)),
            Some(_) => {}
        }
        if row.is_applicable() && row.claims.is_empty() {
            wrong.push(format!("{} applies, and nothing is said to meet it", row.id));
        }
        if !row.is_applicable() && (row.words.is_empty() || !row.open().is_empty()) {
            wrong.push(format!("{} does not apply: it needs a reason, and nothing of it can be open", row.id));
        }
    }
    wrong.extend(seen.iter().filter(|(_, times)| **times > 1).map(|(id, _)| format!("{id} stands there more than once")));
    wrong.extend(known.keys().filter(|id| !seen.contains_key(id.as_str())).map(|id| format!("{id} has no row")));
    wrong
}

/// Documents and headings that are claimed and are not there.
pub fn wrong_documents(root: &Path, rows: &[Row]) -> Vec<String> {
    let claims = rows.iter().flat_map(|row| row.claims.iter().map(move |claim| (row, claim)));
    claims
        .filter_map(|(row, claim)| {
            let Claim::Document(place) = claim else { return None };
            let (file, heading) = place.split_once('#')?;
            let Ok(text) = std::fs::read_to_string(root.join(file)) else {
                return Some(format!("{}: there is no document {file}", row.id));
            };
            let found = headings(&text).any(|found| found == heading);
            (!found).then(|| format!("{}: {file} has no heading #{heading}", row.id))
        })
        .collect()
}

/// The headings of a document as links name them.
fn headings(text: &str) -> impl Iterator<Item = String> {
    let titles = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    titles.map(|title| {
        let kept = title.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).flat_map(char::to_lowercase).collect()
    })
}

/// Journeys that are claimed and are in no file that the browser tests run.
pub fn wrong_journeys(root: &Path, rows: &[Row]) -> Vec<String> {
    let claims = rows.iter().flat_map(|row| row.claims.iter().map(move |claim| (row, claim)));
    claims
        .filter_map(|(row, claim)| {
            let Claim::Browser(place) = claim else { return None };
            let (file, title) = place.split_once(": ")?;
            let text = std::fs::read_to_string(root.join("tests/browser").join(file)).unwrap_or_default();
            // `journey.skip(` and a commented line do not begin so.
            let runs = file.ends_with(".test.mjs") && text.lines().any(|line| line.starts_with(&format!("journey(\"{title}\", ")));
            (!runs).then(|| format!("{}: no journey “{title}” in tests/browser/{file}", row.id))
        })
        .collect()
}

/// Every claimed test with the requirement that claims it.
pub fn claimed_tests(rows: &[Row]) -> impl Iterator<Item = (&Row, &str)> {
    rows.iter().flat_map(|row| {
        row.claims.iter().filter_map(move |claim| if let Claim::Test(path) = claim { Some((row, path.as_str())) } else { None })
    })
}
