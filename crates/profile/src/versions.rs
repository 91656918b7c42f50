//! A hub changes its mind: its rules as versions, each in force from a day of its own until the next.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use crate::error::{ProfileError, ProfileErrors};
use crate::folder::{Folder, POLICIES, RULES, listed, nearest_day};
use crate::load::asked;
use crate::model::Profile;

/// Every version of one hub's rules, the earliest first. Never empty, and no two begin on the same day. Cheap to clone.
#[derive(Debug, Clone, PartialEq)]
pub struct Versions {
    first: Arc<Profile>,
    later: Vec<Arc<Profile>>,
}

impl Versions {
    /// Reads and checks every version in this folder: `profile.toml` and each `profile-YYYY-MM-DD.toml`. A version goes with the
    /// `access-YYYY-MM-DD.cedar` of its day, or else with `access.cedar`.
    ///
    /// # Errors
    /// Every mistake in all of them at once; a file whose name is not that of its version, two versions of one day, and policies of a day
    /// on which no version begins are mistakes too.
    pub fn load(folder: &Path) -> Result<Self, ProfileErrors> {
        Self::of(&Folder::on_disk(folder))
    }

    /// Every version of the profile of this name that came with the program; `None` if there is none.
    pub fn shipped(name: &str) -> Option<Result<Self, ProfileErrors>> {
        Some(Self::of(&Folder::shipped(name)?))
    }

    /// Every version in the folder of this path if that holds a `profile.toml`, else of the shipped profile of this name. With `@` and a day
    /// behind it, the one version that is in force from then and no other.
    ///
    /// # Errors
    /// As [`Versions::load`] and [`Profile::find`].
    pub fn find(name_or_folder: &str) -> Result<Self, ProfileErrors> {
        let (hub, day) = asked(name_or_folder)?;
        match day {
            Some(_) => Ok(Profile::find(name_or_folder)?.into()),
            None => Self::of(&Folder::named(hub)?),
        }
    }

    /// The version in force on that day in London; before all of them, the earliest.
    pub fn at(&self, day: Date) -> &Arc<Profile> {
        self.later.iter().rev().find(|version| version.in_force_from <= day).unwrap_or(&self.first)
    }

    /// The version that begins last, which may be still to come.
    pub fn newest(&self) -> &Arc<Profile> {
        self.later.last().unwrap_or(&self.first)
    }

    /// All of them, the earliest first.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Profile>> {
        std::iter::once(&self.first).chain(&self.later)
    }

    /// The one in force on that day and those that begin after it.
    #[must_use]
    pub fn since(&self, day: Date) -> Self {
        let first = Arc::clone(self.at(day));
        let later = self.later.iter().filter(|version| version.in_force_from > first.in_force_from).map(Arc::clone).collect();
        Self { first, later }
    }

    fn of(folder: &Folder) -> Result<Self, ProfileErrors> {
        let (mut told, mut misnamed, mut later) = (Vec::new(), Vec::new(), Vec::new());
        let plain = folder.plain();
        let mut days: Vec<Date> = plain.iter().map(|plain| plain.in_force_from).collect();
        for day in folder.days(RULES, &mut misnamed) {
            if days.contains(&day) {
                told.push(folder.twice(day));
                continue;
            }
            days.push(day);
            match folder.of_day(day) {
                Ok(version) => later.push(Arc::new(version)),
                Err(errors) => told.push(errors),
            }
        }
        days.sort();
        for day in folder.days(POLICIES, &mut misnamed) {
            // Where the day of profile.toml is not known, the policies may be its own.
            if plain.is_ok() && !days.contains(&day) {
                misnamed.push(folder.belongs_to_nothing(day, &days));
            }
        }
        told.extend(misnamed.into_iter().map(ProfileErrors::from));
        let all = |one: ProfileErrors, more: ProfileErrors| more.iter().cloned().fold(one, ProfileErrors::and);
        match (plain, told.into_iter().reduce(all)) {
            (Ok(plain), None) => Ok(Self::ordered(plain.into(), later)),
            (Ok(_), Some(errors)) | (Err(errors), None) => Err(errors),
            (Err(errors), Some(more)) => Err(all(errors, more)),
        }
    }

    fn ordered(mut first: Arc<Profile>, mut later: Vec<Arc<Profile>>) -> Self {
        for version in &mut later {
            if version.in_force_from < first.in_force_from {
                std::mem::swap(&mut first, version);
            }
        }
        later.sort_by_key(|version| version.in_force_from);
        Self { first, later }
    }
}

impl From<Arc<Profile>> for Versions {
    /// A hub that has not changed its mind.
    fn from(only: Arc<Profile>) -> Self {
        Self { first: only, later: Vec::new() }
    }
}

impl From<Profile> for Versions {
    /// A hub that has not changed its mind.
    fn from(only: Profile) -> Self {
        Arc::new(only).into()
    }
}

/// The version that begins on this day in London, of the hub that was asked for by `wanted`.
pub(crate) fn beginning(folder: &Folder, wanted: &str, hub: &str, day: Date) -> Result<Profile, ProfileErrors> {
    if folder.has_rules_of(day) {
        return folder.of_day(day);
    }
    let plain = folder.plain()?;
    if plain.in_force_from == day {
        return Ok(plain);
    }
    let mut days = folder.days(RULES, &mut Vec::new());
    days.push(plain.in_force_from);
    days.sort();
    Err(ProfileError {
        file: None,
        line: None,
        place: format!("{wanted:?}"),
        found: format!("is no version: none of {hub} begins on {day}"),
        expected: format!("the day on which one begins: {}", listed(&days)),
        suggestion: nearest_day(day, &days).map_or_else(|| format!("try {hub}"), |near| format!("did you mean {hub}@{near}?")),
    }
    .into())
}
