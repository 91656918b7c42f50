//! Two profiles side by side: what differs, and what that changes for people.

mod changes;

use std::fmt::Write as _;

use crate::model::Profile;
use crate::statements::{self, Chapter};

/// What differs between two profiles and what it would change, matter by matter; then what they have in common.
///
/// Reads the same whether they are two hubs or two versions of one.
pub fn compare(a: &Profile, b: &Profile) -> String {
    let (name_a, name_b) = labels(a, b);
    let mut text = format!("{name_a} and {name_b}\n");
    let (mut same, mut differ) = (Vec::new(), false);
    for (one, other) in statements::of(a).into_iter().zip(statements::of(b)) {
        if one.sentences == other.sentences {
            if !one.sentences.is_empty() {
                same.push(one.matter.as_str());
            }
            continue;
        }
        differ = true;
        // Writing to a String cannot fail.
        let _ = writeln!(text, "\n{}\n{}", one.matter, "-".repeat(one.matter.as_str().chars().count()));
        only(&mut text, &name_a, &one, &other);
        only(&mut text, &name_b, &other, &one);
        for change in changes::of(one.matter, (a, &name_a), (b, &name_b)) {
            let _ = writeln!(text, "What it changes: {change}");
        }
    }
    let _ = if !differ {
        writeln!(text, "\nThey say the same.")
    } else if same.is_empty() {
        writeln!(text, "\nThey differ in every matter.")
    } else {
        writeln!(text, "\nThe same in both: {}.", same.join("; "))
    };
    text
}

/// What one matter says in one profile alone and in another alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What it is about, as a heading.
    pub title: &'static str,
    /// The sentences of the first that the second does not say.
    pub only_in_a: Vec<String>,
    /// The other way round.
    pub only_in_b: Vec<String>,
}

/// The matters in which two profiles differ, in the order in which they are told.
pub fn differences(a: &Profile, b: &Profile) -> Vec<Difference> {
    let both = statements::of(a).into_iter().zip(statements::of(b)).filter(|(one, other)| one.sentences != other.sentences);
    both.map(|(one, other)| Difference {
        title: one.title(),
        only_in_a: beyond(&one, &other).cloned().collect(),
        only_in_b: beyond(&other, &one).cloned().collect(),
    })
    .collect()
}

/// What one chapter says and the other does not.
fn beyond<'c>(chapter: &'c Chapter, other: &'c Chapter) -> impl Iterator<Item = &'c String> {
    chapter.sentences.iter().filter(|sentence| !other.sentences.contains(sentence))
}

/// The sentences that only one of the two says.
fn only(text: &mut String, name: &str, chapter: &Chapter, other: &Chapter) {
    let said: Vec<&String> = beyond(chapter, other).collect();
    let _ = writeln!(text, "{name}:");
    for sentence in &said {
        let _ = writeln!(text, "  {sentence}");
    }
    if said.is_empty() {
        let nothing = if chapter.sentences.is_empty() { "Nothing of the kind." } else { "Nothing beyond what both say." };
        let _ = writeln!(text, "  {nothing}");
    }
}

/// What to call each: its name, with its date where the names are the same, with its place where the dates are, too.
fn labels(a: &Profile, b: &Profile) -> (String, String) {
    if a.name != b.name {
        return (a.name.clone(), b.name.clone());
    }
    let dated = |profile: &Profile| format!("{} from {}", profile.name, profile.in_force_from.strftime("%-d %B %Y"));
    if a.in_force_from != b.in_force_from {
        return (dated(a), dated(b));
    }
    (format!("{} (first)", a.name), format!("{} (second)", b.name))
}
