//! A file of scenarios as values, each with the line it stands on, and everything that is wrong with it at once.

use std::cell::RefCell;

use jiff::Timestamp;
use jiff::civil::DateTime;
use kernel::london;
use toml_edit::{Document, Item, TableLike, Value};

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// `profiles/example/scenarios.toml`.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// In words.
    pub says: String,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.says)
    }
}

/// The file that is read, and the mistakes found so far.
pub struct File {
    /// As mistakes call it.
    pub name: String,
    mistakes: RefCell<Vec<Mistake>>,
}

impl File {
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), mistakes: RefCell::default() }
    }

    /// Keeps a mistake. Gives nothing, for `return file.wrong(…)`.
    pub fn wrong<T>(&self, line: usize, says: impl Into<String>) -> Option<T> {
        self.mistakes.borrow_mut().push(Mistake { file: self.name.clone(), line, says: says.into() });
        None
    }

    /// Everything that was wrong, by line.
    pub fn mistakes(self) -> Vec<Mistake> {
        let mut mistakes = self.mistakes.into_inner();
        mistakes.sort_by_key(|mistake| mistake.line);
        mistakes
    }
}

/// A value and its line.
#[derive(Debug, Clone)]
pub struct Node {
    pub line: usize,
    pub is: Is,
}

#[derive(Debug, Clone)]
pub enum Is {
    Text(String),
    Number(i64),
    YesNo(bool),
    List(Vec<Node>),
    Table(Vec<(String, Node)>),
}

impl Node {
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    pub fn entries(&self) -> &[(String, Node)] {
        if let Is::Table(entries) = &self.is { entries } else { &[] }
    }

    pub fn nodes(&self) -> &[Node] {
        if let Is::List(nodes) = &self.is { nodes } else { &[] }
    }

    pub fn text(&self) -> Option<&str> {
        if let Is::Text(text) = &self.is { Some(text) } else { None }
    }

    /// The text of this key.
    pub fn said(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Node::text)
    }

    pub fn number(&self) -> Option<i64> {
        if let Is::Number(number) = self.is { Some(number) } else { None }
    }

    pub fn yes(&self) -> Option<bool> {
        if let Is::YesNo(yes) = self.is { Some(yes) } else { None }
    }

    /// The texts of a list.
    pub fn texts(&self) -> Vec<String> {
        self.nodes().iter().filter_map(|node| node.text().map(str::to_owned)).collect()
    }

    /// As the file could say it.
    pub fn shown(&self) -> String {
        match &self.is {
            Is::Text(text) => format!("{text:?}"),
            Is::Number(number) => number.to_string(),
            Is::YesNo(yes) => yes.to_string(),
            Is::List(nodes) => format!("[{}]", nodes.iter().map(Node::shown).collect::<Vec<_>>().join(", ")),
            Is::Table(entries) => {
                format!("{{ {} }}", entries.iter().map(|(key, node)| format!("{key} = {}", node.shown())).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// The whole file as a table.
pub fn read(file: &File, text: &str) -> Option<Node> {
    let lines = Lines(text);
    match Document::parse(text) {
        Ok(document) => table(file, &lines, 1, document.as_table()),
        Err(why) => file.wrong(
            lines.of(why.span().map_or(0, |span| span.start)),
            format!("this cannot be read as TOML: {}", why.message().replace('\n', " ")),
        ),
    }
}

struct Lines<'t>(&'t str);

impl Lines<'_> {
    fn of(&self, at: usize) -> usize {
        1 + self.0.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count()
    }
}

fn table(file: &File, lines: &Lines<'_>, line: usize, table: &dyn TableLike) -> Option<Node> {
    let mut entries = Vec::new();
    for (name, _) in table.iter() {
        let Some((key, item)) = table.get_key_value(name) else { continue };
        let line = key.span().or(item.span()).map_or(line, |span| lines.of(span.start));
        entries.push((name.to_owned(), node(file, lines, line, item)?));
    }
    Some(Node { line, is: Is::Table(entries) })
}

fn node(file: &File, lines: &Lines<'_>, line: usize, item: &Item) -> Option<Node> {
    match item {
        Item::None => None,
        Item::Value(written) => value(file, lines, line, written),
        Item::Table(written) => table(file, lines, line, written),
        Item::ArrayOfTables(tables) => {
            let of = |written: &toml_edit::Table| table(file, lines, written.span().map_or(line, |span| lines.of(span.start)), written);
            Some(Node { line, is: Is::List(tables.iter().map(of).collect::<Option<_>>()?) })
        }
    }
}

fn value(file: &File, lines: &Lines<'_>, line: usize, written: &Value) -> Option<Node> {
    let is = match written {
        Value::String(text) => Is::Text(text.value().clone()),
        Value::Integer(number) => Is::Number(*number.value()),
        Value::Boolean(yes) => Is::YesNo(*yes.value()),
        Value::Array(array) => {
            let of = |written: &Value| value(file, lines, written.span().map_or(line, |span| lines.of(span.start)), written);
            Is::List(array.iter().map(of).collect::<Option<_>>()?)
        }
        Value::InlineTable(entries) => return table(file, lines, line, entries),
        Value::Float(_) | Value::Datetime(_) => {
            return file.wrong(line, format!("{} is not of a form that is known here; put it in quotes", written.to_string().trim()));
        }
    };
    Some(Node { line, is })
}

/// A moment as a scenario says it: date and time in London. A time that a clock going back shows twice is the first of the two.
pub fn moment(written: &str) -> Option<Timestamp> {
    if written.len() != 16 || written.as_bytes().get(10) != Some(&b' ') {
        return None;
    }
    let civil: DateTime = written.replace(' ', "T").parse().ok()?;
    let zone = london(Timestamp::UNIX_EPOCH).time_zone().clone();
    zone.to_timestamp(civil).ok()
}

/// A moment as a scenario would say it.
pub fn in_london(at: Timestamp) -> String {
    london(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// `, did you mean "…"?` where one of these words is near enough to have been meant.
pub fn meant<'w>(written: &str, words: impl IntoIterator<Item = &'w str>) -> String {
    let near = words.into_iter().map(|word| (strsim::jaro_winkler(&written.to_lowercase(), word), word));
    let near = near.filter(|(likeness, _)| *likeness >= 0.78).max_by(|(a, _), (b, _)| a.total_cmp(b));
    near.map(|(_, word)| format!("; did you mean {word:?}?")).unwrap_or_default()
}
