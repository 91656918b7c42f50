//! Mistakes in a profile, each as one sentence that says where, what, what instead.

use std::fmt;

/// One mistake in a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileError {
    /// The file, as it was given; absent when no file was found at all.
    pub file: Option<String>,
    /// The line in it, counted from 1; absent when the file as a whole is meant.
    pub line: Option<usize>,
    /// What is wrong, `contact[1].within`. Entries of a list are counted from 1.
    pub place: String,
    /// What stands there, `is "2 days"`.
    pub found: String,
    /// What should stand there.
    pub expected: String,
    /// What to try.
    pub suggestion: String,
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.file, self.line) {
            (Some(file), Some(line)) => write!(f, "{file}:{line}: ")?,
            (Some(file), None) => write!(f, "{file}: ")?,
            (None, _) => {}
        }
        write!(f, "{} {}; expected {}; {}", self.place, self.found, self.expected, self.suggestion)
    }
}

impl std::error::Error for ProfileError {}

/// Every mistake found in a profile, in the order of its lines; those of its overlay last. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileErrors(Vec<ProfileError>);

impl ProfileErrors {
    pub(crate) fn new(mut errors: Vec<ProfileError>) -> Self {
        errors.sort_by_key(|error| error.line);
        Self(errors)
    }

    /// These and one of another file.
    pub(crate) fn and(mut self, other: ProfileError) -> Self {
        self.0.push(other);
        self
    }

    /// The mistakes, in the order of their lines.
    pub fn iter(&self) -> impl Iterator<Item = &ProfileError> {
        self.0.iter()
    }
}

impl From<ProfileError> for ProfileErrors {
    fn from(error: ProfileError) -> Self {
        Self(vec![error])
    }
}

impl fmt::Display for ProfileErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, error) in self.0.iter().enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ProfileErrors {}

/// The one of these words nearest to what was written, if any is near enough to have been meant.
pub(crate) fn nearest<'w>(written: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let written = written.trim().to_lowercase().replace(['-', ' '], "_");
    words
        .into_iter()
        .map(|word| (strsim::jaro_winkler(&written, &word.replace('-', "_")), word))
        .filter(|(likeness, _)| *likeness >= 0.78)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, word)| word)
}
