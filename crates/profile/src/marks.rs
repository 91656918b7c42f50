//! What each key of a profile rests on, read from the comments beside it.

/// What a key rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// `[S]`: the landscape review.
    Review,
    /// `[L]`: the Leicestershire contract.
    Contract,
    /// `[D]`: our default, because neither says.
    Default,
}

impl Mark {
    /// Every mark, in the order in which they are told.
    pub const ALL: [Self; 3] = [Self::Review, Self::Contract, Self::Default];

    /// As a comment writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Review => "[S]",
            Self::Contract => "[L]",
            Self::Default => "[D]",
        }
    }
}

/// A key of a profile with the marks of its comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The key behind the section it stands in, `contact.within`.
    pub key: String,
    /// Its line, the first being 1.
    pub line: usize,
    /// What its comment says it rests on: none where it says nothing.
    pub marks: Vec<Mark>,
}

impl Marked {
    /// The part before the first dot: `contact`.
    pub fn at_the_top(&self) -> &str {
        self.key.split('.').next().unwrap_or_default()
    }
}

/// Every key that is written in this profile's text, in the order of its lines.
///
/// A comment belongs to the key it stands behind; of a value over several lines, a comment behind any of them. A comment on lines of its own
/// right above a section speaks for every section of that name, where a key there says nothing itself. What the text is worth as TOML is not
/// looked at.
pub fn marks(text: &str) -> Vec<Marked> {
    let (mut section, mut open, mut found) = (String::new(), 0_usize, Vec::<Marked>::new());
    let (mut above, mut spoken_for) = (Vec::new(), Vec::<(String, Vec<Mark>)>::new());
    for (number, line) in (1..).zip(text.lines()) {
        let (code, comment) = parted(line);
        let trimmed = code.trim();
        if open == 0 {
            if let Some(header) = trimmed.strip_prefix('[') {
                section = header.trim_matches(['[', ']', ' ']).to_owned();
                spoken_for.push((format!("{section}."), std::mem::take(&mut above)));
                continue;
            }
            if let Some((key, _)) = trimmed.split_once('=') {
                let key = key.trim();
                let key = if section.is_empty() { key.to_owned() } else { format!("{section}.{key}") };
                found.push(Marked { key, line: number, marks: Vec::new() });
            }
            if trimmed.is_empty() && !comment.is_empty() {
                above.extend(in_comment(comment));
                continue;
            }
            above.clear();
        }
        open = brackets(code).into_iter().fold(open, |open, opens| if opens { open + 1 } else { open.saturating_sub(1) });
        if let Some(marked) = found.last_mut().filter(|_| !trimmed.is_empty()) {
            marked.marks.extend(in_comment(comment));
            marked.marks.sort();
            marked.marks.dedup();
        }
    }
    for silent in found.iter_mut().filter(|marked| marked.marks.is_empty()) {
        let speaks = |(section, marks): &&(String, Vec<Mark>)| silent.key.starts_with(section.as_str()) && !marks.is_empty();
        if let Some((_, marks)) = spoken_for.iter().find(speaks) {
            silent.marks.clone_from(marks);
        }
    }
    found
}

fn in_comment(comment: &str) -> impl Iterator<Item = Mark> {
    Mark::ALL.into_iter().filter(|mark| comment.contains(mark.as_str()))
}

/// A line's text before its comment, and the comment.
fn parted(line: &str) -> (&str, &str) {
    let hash = outside_quotes(line).find(|(_, letter)| *letter == '#').map(|(at, _)| at);
    hash.and_then(|at| line.split_at_checked(at)).unwrap_or((line, ""))
}

/// Whether each bracket opens, those in quotation marks left out.
fn brackets(code: &str) -> Vec<bool> {
    outside_quotes(code).filter(|(_, letter)| "[]{}".contains(*letter)).map(|(_, letter)| matches!(letter, '[' | '{')).collect()
}

fn outside_quotes(line: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut within, mut escaped) = (None, false);
    line.char_indices().filter(move |(_, letter)| {
        let was_within = within.is_some();
        match within {
            None if matches!(letter, '"' | '\'') => within = Some(*letter),
            Some(_) if escaped => escaped = false,
            Some('"') if *letter == '\\' => escaped = true,
            Some(quote) if quote == *letter => within = None,
            _ => {}
        }
        !was_within && within.is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::{Mark, marks};

    #[test]
    fn a_comment_above_a_section_speaks_for_all_of_that_name() {
        let text = "# [S] far above\n\n# [L] twice\n# [D]\n[[kept]]\na = 1\n[[kept]]\na = 2 # [S]\nb = [\n  # within\n  1,\n]\n# nothing\n[other]\na = 1\n";
        let found: Vec<Vec<Mark>> = marks(text).into_iter().map(|found| found.marks).collect();
        assert_eq!(found, [vec![Mark::Contract, Mark::Default], vec![Mark::Review], vec![Mark::Contract, Mark::Default], vec![]]);
    }

    #[test]
    fn a_comment_belongs_to_the_key_it_stands_behind() {
        let text = r#"
title = "Hub [S] # 1"          # [D] ours
# [S] a comment of its own
roles = [                      # [S]
    "worker",                  # [D] and this one
    { kind = "asb", when = 1 },
]
[[contact]]
within = "24h"                 # [S] and [L]
name = "quoted \" # [D]"
[needs.measure]
"Onedoor.Lead" = "x"           # [D]
"#;
        let found: Vec<(String, usize, Vec<Mark>)> = marks(text).into_iter().map(|found| (found.key, found.line, found.marks)).collect();
        assert_eq!(
            found,
            [
                ("title".to_owned(), 2, vec![Mark::Default]),
                ("roles".to_owned(), 4, vec![Mark::Review, Mark::Default]),
                ("contact.within".to_owned(), 9, vec![Mark::Review, Mark::Contract]),
                ("contact.name".to_owned(), 10, vec![]),
                ("needs.measure.\"Onedoor.Lead\"".to_owned(), 12, vec![Mark::Default]),
            ]
        );
    }
}
