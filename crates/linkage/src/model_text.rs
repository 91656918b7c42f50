//! A model as text that a person can read, check and keep: TOML, with what each figure means beside it.
//!
//! The same model gives the same bytes, and what was written is read as the same model, to the last bit.

use std::fmt::Write;

use toml_edit::{Document, Item, Key, Table, TableLike, Value};

use crate::calibrate::{Calibration, probability};
use crate::kind::{CLASSES, Class};
use crate::layout::Layout;
use crate::levels;
use crate::model::{Commonness, Learned, Model, SHARES};
use crate::scheme::{Compared, Comparison, Scheme};
use crate::vocabulary::USES;

/// What is wrong with a model's text, or with using it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelFault {
    /// A mistake in the text.
    #[error("line {line}: {what}")]
    Text {
        /// The line, from 1 on.
        line: usize,
        /// What is wrong and what to do.
        what: String,
    },
    /// A field that is to be compared was not there when the model was learned.
    #[error("the model was learned without {name} ({word}): leave that field out, or learn a model anew from records that have it")]
    Unsuited {
        /// What the comparison is called.
        name: String,
        /// How it is compared.
        word: &'static str,
    },
}

/// The form of the text; another number is another form.
const FORM: i64 = 1;

const COMPARED: [Compared; 12] = [
    Compared::Given,
    Compared::Family,
    Compared::Middle,
    Compared::Born,
    Compared::Home,
    Compared::Date,
    Compared::Phone,
    Compared::Email,
    Compared::Category,
    Compared::Identifier,
    Compared::Place,
    Compared::Text,
];

const fn word(what: Compared) -> &'static str {
    match what {
        Compared::Given => "given_name",
        Compared::Family => "family_name",
        Compared::Middle => "middle_name",
        Compared::Born => "birth_date",
        Compared::Home => "address",
        Compared::Date => "date",
        Compared::Phone => "phone",
        Compared::Email => "email",
        Compared::Category => "category",
        Compared::Identifier => "identifier",
        Compared::Place => "place",
        Compared::Text => "text",
    }
}

const HEAD: &str = "\
# A model: what makes two records look like one person's. It was learned from pairs of records, and holds nothing of any one of them
# but how common some names are.
#
# Each level of each comparison has its share among the pairs of each class: how often two records of one person, of two people in one
# household, of two with the same name, of two with the same birth date, of two that have nothing to do with each other are alike in this
# way, where both values are known. Behind it stands what that is worth in bits, for the same person (+) or against (-).
";

impl Model {
    /// The model as text.
    pub fn to_text(&self) -> String {
        let mut text = String::from(HEAD);
        // Writing to a string does not fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "form = {FORM}\n")?;
        writeln!(out, "# How often each class is met among pairs that share a key.\n[classes]")?;
        for (class, share) in Class::ALL.into_iter().zip(self.classes) {
            writeln!(out, "{} = {share:?}", class.as_str())?;
        }
        for learned in &self.comparisons {
            writeln!(out, "\n[[comparison]]")?;
            writeln!(out, "name = {}", Value::from(learned.name.as_str()))?;
            writeln!(out, "kind = \"{}\"", word(learned.what))?;
            // The first level says that a value is not known, and nothing else.
            for (level, shares) in learned.all_levels().iter().zip(&learned.levels).skip(1) {
                let named: Vec<String> =
                    Class::ALL.into_iter().zip(shares).map(|(class, share)| format!("{} = {share:?}", class.as_str())).collect();
                writeln!(out, "# {}: {}", level.said, self.worth(shares))?;
                writeln!(out, "{} = {{ {} }}", level.word, named.join(", "))?;
            }
        }
        self.write_calibration(out)?;
        self.write_commonness(out)
    }

    /// What a level is worth for the same person against all other classes.
    fn worth(&self, shares: &[f64; CLASSES]) -> String {
        let ([same, rest @ ..], [_, classes @ ..]) = (shares, &self.classes);
        let others: f64 = rest.iter().zip(classes).map(|(share, class)| share * class).sum::<f64>() / classes.iter().sum::<f64>();
        match (*same > 0.0, others > 0.0) {
            (true, true) => format!("{:+.1} bits", (same / others).log2()),
            (true, false) => "only met in the same person".to_owned(),
            (false, true) => "never met in the same person".to_owned(),
            (false, false) => "never met".to_owned(),
        }
    }

    fn write_calibration(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "\n# What a probability turned out to be worth once people had looked: log odds as reckoned, and as found.")?;
        writeln!(out, "[calibration]")?;
        if self.calibration.knots.is_empty() {
            writeln!(out, "# Nobody has looked yet.")?;
        }
        writeln!(out, "knots = [")?;
        for (given, found) in &self.calibration.knots {
            let (p, q) = (probability(*given) * 100.0, probability(*found) * 100.0);
            writeln!(out, "  [{given:?}, {found:?}], # {p:.2} % turned out to be {q:.2} %")?;
        }
        writeln!(out, "]")
    }

    fn write_commonness(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "\n# How common names and words are: as given name, as family name, as anything else. What is not here is rare.")?;
        writeln!(out, "[common]")?;
        let mut words: Vec<(&str, &[f32; USES])> = self.commonness.shares.iter().map(|(word, shares)| (&**word, shares)).collect();
        words.retain(|(_, shares)| shares.iter().zip(SHARES).any(|(share, [.., least])| *share >= least));
        words.sort_unstable_by_key(|(word, _)| *word);
        for (word, [given, family, other]) in words {
            writeln!(out, "{} = [{given:?}, {family:?}, {other:?}]", Key::new(word).display_repr())?;
        }
        Ok(())
    }

    /// Reads a model that was written as text.
    ///
    /// # Errors
    /// A mistake in the text, with its line.
    pub fn read(text: &str) -> Result<Self, ModelFault> {
        let document = Document::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            fault(text, at, format!("this is not TOML: {}", error.message().lines().next().unwrap_or_default()))
        })?;
        let root = document.as_table();
        let reader = Reader { text };
        if root.get("form").and_then(Item::as_integer) != Some(FORM) {
            let at = root.get("form").and_then(Item::span).map_or(0, |span| span.start);
            return Err(fault(
                text,
                at,
                format!("a model's text says  form = {FORM}  at its head: this is none, or one of another version"),
            ));
        }
        let classes = reader.table(root, "classes")?;
        let model = Self {
            classes: reader.shares(classes, reader.at(root, "classes"))?,
            comparisons: reader.comparisons(root)?,
            calibration: reader.calibration(root)?,
            commonness: reader.commonness(root)?,
        };
        reader.only(root, &["form", "classes", "comparison", "calibration", "common"])?;
        Ok(model)
    }

    /// The model for records of this layout: what it learned of fields that the layout has not is left out.
    ///
    /// # Errors
    /// When the layout compares something that the model was learned without.
    pub fn suited(&self, layout: &Layout) -> Result<Self, ModelFault> {
        let find = |comparison: Comparison| {
            let alike: Vec<&Learned> = self.comparisons.iter().filter(|learned| learned.what == comparison.what).collect();
            let named = alike.iter().find(|learned| learned.name == comparison.name);
            // What is said by its kind alone may be called anything.
            let only = alike.first().filter(|_| alike.len() == 1 && says_enough(comparison.what));
            match named.or(only) {
                Some(learned) => Ok(Learned { name: comparison.name, ..(*learned).clone() }),
                None => Err(ModelFault::Unsuited { name: comparison.name, word: word(comparison.what) }),
            }
        };
        let comparisons = Scheme::new(layout).comparisons.into_iter().map(find).collect::<Result<_, _>>()?;
        Ok(Self { comparisons, ..self.clone() })
    }
}

/// Whether a person has one such thing, so that its kind says what it is.
const fn says_enough(what: Compared) -> bool {
    !matches!(what, Compared::Date | Compared::Category | Compared::Identifier | Compared::Place | Compared::Text)
}

fn fault(text: &str, at: usize, what: String) -> ModelFault {
    ModelFault::Text { line: text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1, what }
}

struct Reader<'t> {
    text: &'t str,
}

impl<'t> Reader<'t> {
    fn fault(&self, at: usize, what: impl Into<String>) -> ModelFault {
        fault(self.text, at, what.into())
    }

    /// Where a key stands, or else the end.
    fn at(&self, table: &dyn TableLike, key: &str) -> usize {
        let key_at = table.key(key).and_then(Key::span);
        key_at.or_else(|| table.get(key).and_then(Item::span)).map_or(self.text.len(), |span| span.start)
    }

    fn only(&self, table: &dyn TableLike, keys: &[&str]) -> Result<(), ModelFault> {
        match table.iter().find(|(key, _)| !keys.contains(key)) {
            Some((key, _)) => Err(self.fault(self.at(table, key), format!("{key} is not expected here; allowed are {}", keys.join(", ")))),
            None => Ok(()),
        }
    }

    fn table<'i>(&self, table: &'i Table, key: &str) -> Result<&'i dyn TableLike, ModelFault> {
        let found = table.get(key).and_then(Item::as_table_like);
        found.ok_or_else(|| self.fault(self.at(table, key), format!("[{key}] is missing: add it")))
    }

    /// One share for each class, by name.
    fn shares(&self, table: &dyn TableLike, at: usize) -> Result<[f64; CLASSES], ModelFault> {
        self.only(table, &Class::ALL.map(Class::as_str))?;
        let mut shares = [0.0; CLASSES];
        for (share, class) in shares.iter_mut().zip(Class::ALL) {
            let Some(item) = table.get(class.as_str()) else {
                return Err(self.fault(at, format!("the share of {} is missing: add it", class.as_str())));
            };
            let at = item.span().map_or(at, |span| span.start);
            *share = number(item)
                .filter(|share| (0.0..=1.0).contains(share))
                .ok_or_else(|| self.fault(at, format!("the share of {} has to be a number from 0 to 1", class.as_str())))?;
        }
        Ok(shares)
    }

    fn comparisons(&self, root: &Table) -> Result<Vec<Learned>, ModelFault> {
        let found = root.get("comparison").and_then(Item::as_array_of_tables);
        let found = found.ok_or_else(|| self.fault(self.at(root, "comparison"), "a model needs a [[comparison]] at least"))?;
        found.iter().map(|table| self.comparison(table)).collect()
    }

    fn comparison(&self, table: &Table) -> Result<Learned, ModelFault> {
        let begin = table.span().map_or(0, |span| span.start);
        let text = |key: &str| {
            let text = table.get(key).and_then(Item::as_str);
            text.ok_or_else(|| self.fault(begin, format!("this comparison needs  {key} = \"…\"")))
        };
        let (name, kind) = (text("name")?, text("kind")?);
        let what = COMPARED
            .into_iter()
            .find(|what| word(*what) == kind)
            .ok_or_else(|| self.fault(self.at(table, "kind"), format!("{kind:?} is not among {}", COMPARED.map(word).join(", "))))?;
        let words: Vec<&str> = levels::of(what).iter().skip(1).map(|level| level.word).collect();
        self.only(table, &[&["name", "kind"], words.as_slice()].concat())?;
        let mut learned = Learned { name: name.to_owned(), what, levels: vec![[0.0; CLASSES]] };
        for word in words {
            let Some(level) = table.get(word).and_then(Item::as_table_like) else {
                let at = if table.contains_key(word) { self.at(table, word) } else { begin };
                return Err(self.fault(at, format!("the level {word} of {name:?} needs its shares: {word} = {{ same_person = …, … }}")));
            };
            learned.levels.push(self.shares(level, self.at(table, word))?);
        }
        Ok(learned)
    }

    fn calibration(&self, root: &Table) -> Result<Calibration, ModelFault> {
        let table = self.table(root, "calibration")?;
        self.only(table, &["knots"])?;
        let at = self.at(table, "knots");
        let knots = table.get("knots").and_then(Item::as_array).ok_or_else(|| self.fault(at, "knots have to be a list: knots = []"))?;
        let mut calibration = Calibration::default();
        for knot in knots {
            let at = knot.span().map_or(at, |span| span.start);
            let numbers = knot.as_array().map(|pair| pair.iter().map(figure).collect::<Vec<_>>());
            let Some(&[Some(given), Some(found)]) = numbers.as_deref() else {
                return Err(self.fault(at, "a knot is two numbers: [reckoned, found], as log odds"));
            };
            if calibration.knots.last().is_some_and(|last| last.0 >= given || last.1 > found) {
                return Err(self.fault(at, "knots have to rise, the first number and the second: put them in order"));
            }
            calibration.knots.push((given, found));
        }
        Ok(calibration)
    }

    fn commonness(&self, root: &Table) -> Result<Commonness, ModelFault> {
        let table = self.table(root, "common")?;
        let mut commonness = Commonness::default();
        for (word, item) in table.iter() {
            let shares = item.as_array().map(|shares| shares.iter().map(share).collect::<Vec<_>>());
            let Some(&[Some(given), Some(family), Some(other)]) = shares.as_deref() else {
                let what = "how common a word is takes three numbers from 0 to 1: [as given name, as family name, as anything else]";
                return Err(self.fault(self.at(table, word), what));
            };
            commonness.shares.insert(word.into(), [given, family, other]);
        }
        Ok(commonness)
    }
}

fn number(item: &Item) -> Option<f64> {
    item.as_value().and_then(figure)
}

fn figure(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64)).filter(|number| number.is_finite())
}

/// A share of half the precision, read from its digits so that it is what was written.
fn share(value: &Value) -> Option<f32> {
    figure(value)?;
    value.to_string().trim().parse().ok().filter(|share| (0.0..=1.0).contains(share))
}

#[cfg(test)]
#[path = "model_text/tests.rs"]
mod tests;
