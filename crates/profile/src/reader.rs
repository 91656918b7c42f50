//! TOML with a checked schema: every value is asked for by key and form, and every mistake met on the way is kept with its line.
//!
//! A function that returns `Option` here has, when it returns `None`, already reported why.

mod found;
mod meant;
mod section;

use std::cell::RefCell;
use std::ops::Range;

use crate::check::Placed;
use crate::error::{ProfileError, ProfileErrors};
use crate::model::{Profile, Way};

pub(crate) use found::Found;
pub(crate) use section::{MOVE_UP, Section};

/// Every word of a closed list with its text form.
macro_rules! pairs {
    ($list:ty) => {
        <$list>::ALL.iter().map(|word| (word.as_str(), *word)).collect::<Vec<_>>()
    };
}
pub(crate) use pairs;

/// The text of one profile, and what was found wrong with it so far.
pub(crate) struct Source<'t> {
    file: &'t str,
    text: &'t str,
    errors: RefCell<Vec<ProfileError>>,
    ways: RefCell<Vec<Placed<Vec<Way>>>>,
}

impl<'t> Source<'t> {
    pub(crate) fn new(file: &'t str, text: &'t str) -> Self {
        Self { file, text, errors: RefCell::default(), ways: RefCell::default() }
    }

    /// Keeps a mistake that stands at this offset of the text.
    pub(crate) fn report(
        &self,
        at: usize,
        place: impl Into<String>,
        found: impl Into<String>,
        expected: impl Into<String>,
        suggestion: impl Into<String>,
    ) {
        let before = self.text.as_bytes().get(..at).unwrap_or(self.text.as_bytes());
        self.errors.borrow_mut().push(ProfileError {
            file: Some(self.file.to_owned()),
            line: Some(1 + before.iter().filter(|byte| **byte == b'\n').count()),
            place: place.into(),
            found: found.into(),
            expected: expected.into(),
            suggestion: suggestion.into(),
        });
    }

    /// Keeps a list of ways for the check that looks at all of them together.
    pub(crate) fn keep_ways(&self, placed: Placed<Vec<Way>>) {
        self.ways.borrow_mut().push(placed);
    }

    /// Every list of ways read so far; they are not asked for again.
    pub(crate) fn take_ways(&self) -> Vec<Placed<Vec<Way>>> {
        self.ways.take()
    }

    /// What stands in the text there, on one line and not too long to read.
    fn snippet(&self, span: Option<Range<usize>>) -> String {
        const LONGEST: usize = 60;
        let written = span.and_then(|span| self.text.get(span)).unwrap_or("something else");
        let line = written.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        if line.chars().count() <= LONGEST { line } else { line.chars().take(LONGEST).chain(['…']).collect() }
    }

    /// The profile if nothing was wrong with it, else everything that was.
    pub(crate) fn outcome(&self, profile: Option<Profile>) -> Result<Profile, ProfileErrors> {
        if let (Some(profile), true) = (profile, self.errors.borrow().is_empty()) {
            return Ok(profile);
        }
        if self.errors.borrow().is_empty() {
            self.report(0, "the profile", "is not complete", "every part of a profile", "compare it with profiles/example/profile.toml");
        }
        Err(ProfileErrors::new(self.errors.take()))
    }
}
