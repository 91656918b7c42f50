//! The files of one hub, in a folder on the disk or as the program carries them: which there are, what they say, and what is wrong with them.

mod wrong;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use policy::Organisation;

use crate::error::{ProfileError, ProfileErrors};
use crate::model::Profile;
use crate::overlay::{OVERLAY_NAME, check_overlay};
use wrong::{a_file, misnamed, nearly, nearly_called, not_found, not_text, unreadable};

/// The file in a profile's folder that holds its rules. Every folder has one; other versions stand beside it.
pub const FILE_NAME: &str = "profile.toml";

// `SHIPPED: &[(name, &[(file, text)])]`, one entry for each folder of `profiles/` in the order of their names: no hub is named in code.
include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// What rules and a hub's own policies are called: `profile.toml` and `access.cedar`, with `-2026-04-01` before the dot for those of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind {
    stem: &'static str,
    ending: &'static str,
    plain: &'static str,
}

/// Rules.
pub(crate) const RULES: Kind = Kind { stem: "profile", ending: ".toml", plain: FILE_NAME };
/// Policies that forbid more.
pub(crate) const POLICIES: Kind = Kind { stem: "access", ending: ".cedar", plain: OVERLAY_NAME };

impl Kind {
    fn of_day(self, day: Date) -> String {
        format!("{}-{day}{}", self.stem, self.ending)
    }

    /// The day in this name; `None` where it is no file of this kind or the one without a day.
    fn day_in(self, name: &str) -> Option<Result<Date, ()>> {
        let middle = name.strip_prefix(self.stem)?.strip_suffix(self.ending).filter(|middle| !middle.is_empty())?;
        let day = middle.strip_prefix('-').and_then(|written| written.parse::<Date>().ok().filter(|day| day.to_string() == written));
        Some(day.ok_or(()))
    }
}

enum Kept {
    OnDisk(PathBuf),
    Shipped(&'static [(&'static str, &'static str)]),
}

/// One hub's files.
pub(crate) struct Folder {
    /// The hub's name.
    pub name: String,
    kept: Kept,
}

/// The names of the hubs that the program carries, in alphabetical order.
pub(crate) fn shipped_names() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(name, _)| *name)
}

impl Folder {
    pub(crate) fn on_disk(path: &Path) -> Self {
        Self { name: name_of(path), kept: Kept::OnDisk(path.to_owned()) }
    }

    pub(crate) fn shipped(name: &str) -> Option<Self> {
        let (name, files) = SHIPPED.iter().find(|(shipped, _)| *shipped == name)?;
        Some(Self { name: (*name).to_owned(), kept: Kept::Shipped(files) })
    }

    /// The folder of this path if it holds rules, else the shipped one of this name.
    pub(crate) fn named(name_or_path: &str) -> Result<Self, ProfileErrors> {
        let path = Path::new(name_or_path);
        if path.join(FILE_NAME).is_file() {
            return Ok(Self::on_disk(path));
        }
        if let Some(folder) = path.parent().filter(|folder| path.is_file() && folder.join(FILE_NAME).is_file()) {
            return Err(a_file(name_or_path, folder).into());
        }
        if let Some(file) = nearly_called(path) {
            return Err(nearly(name_or_path, &file).into());
        }
        Self::shipped(name_or_path).ok_or_else(|| not_found(name_or_path).into())
    }

    /// What errors call a file of it.
    fn path_of(&self, file: &str) -> String {
        match &self.kept {
            Kept::OnDisk(folder) => folder.join(file).display().to_string(),
            Kept::Shipped(_) => format!("profiles/{}/{file}", self.name),
        }
    }

    fn has(&self, file: &str) -> bool {
        match &self.kept {
            // A link that leads nowhere is a file that was meant to be there.
            Kept::OnDisk(folder) => folder.join(file).symlink_metadata().is_ok(),
            Kept::Shipped(files) => files.iter().any(|(name, _)| *name == file),
        }
    }

    /// The days in the names of its files of this kind, in order. Names that are nearly of that form are told in `wrong`, not passed over.
    pub(crate) fn days(&self, kind: Kind, wrong: &mut Vec<ProfileError>) -> Vec<Date> {
        let mut days = Vec::new();
        for name in self.file_names() {
            match kind.day_in(&name) {
                Some(Ok(day)) => days.push(day),
                Some(Err(())) => wrong.push(misnamed(self.path_of(&name), kind)),
                None => {}
            }
        }
        days.sort();
        days
    }

    /// A folder that cannot be listed has no rules that can be read either, and that is told of those.
    fn file_names(&self) -> Vec<String> {
        match &self.kept {
            Kept::OnDisk(folder) => {
                let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
                let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
                names.sort();
                names
            }
            Kept::Shipped(files) => files.iter().map(|(name, _)| (*name).to_owned()).collect(),
        }
    }

    fn text(&self, file: &str) -> Result<Cow<'static, str>, ProfileErrors> {
        match &self.kept {
            Kept::OnDisk(folder) => Ok(Cow::Owned(read_text(&folder.join(file))?)),
            Kept::Shipped(files) => match files.iter().find(|(name, _)| *name == file) {
                Some((_, text)) => Ok(Cow::Borrowed(*text)),
                None => Err(unreadable(&self.path_of(file), &std::io::ErrorKind::NotFound.into()).into()),
            },
        }
    }

    /// The rules in `profile.toml`.
    pub(crate) fn plain(&self) -> Result<Profile, ProfileErrors> {
        self.version(FILE_NAME, None)
    }

    /// Whether there is a file of rules named after that day.
    pub(crate) fn has_rules_of(&self, day: Date) -> bool {
        self.has(&RULES.of_day(day))
    }

    /// The rules in the file named after that day, which must be theirs.
    pub(crate) fn of_day(&self, day: Date) -> Result<Profile, ProfileErrors> {
        let file = RULES.of_day(day);
        let profile = self.version(&file, Some(day))?;
        if profile.in_force_from == day {
            return Ok(profile);
        }
        Err(self.at_its_day(
            &file,
            format!("is {}", profile.in_force_from),
            format!("{day}, the day in the file's name"),
            format!("write in_force_from = \"{day}\", or call the file {}", RULES.of_day(profile.in_force_from)),
        ))
    }

    /// That the file of this day's rules begins on the same day as `profile.toml`.
    pub(crate) fn twice(&self, day: Date) -> ProfileErrors {
        self.at_its_day(
            &RULES.of_day(day),
            format!("is {day}, the day of {FILE_NAME} as well"),
            "a day on which no other version begins".to_owned(),
            "give one of the two another day, or take it away".to_owned(),
        )
    }

    /// That no version begins on the day of these policies.
    pub(crate) fn belongs_to_nothing(&self, day: Date, days: &[Date]) -> ProfileError {
        ProfileError {
            file: Some(self.path_of(&POLICIES.of_day(day))),
            line: None,
            place: "the file".to_owned(),
            found: format!("belongs to no version: none is in force from {day}"),
            expected: format!("the day of a version: {}", listed(days)),
            suggestion: nearest_day(day, days)
                .map_or_else(|| "take it away".to_owned(), |near| format!("did you mean {}?", POLICIES.of_day(near))),
        }
    }

    fn at_its_day(&self, file: &str, found: String, expected: String, suggestion: String) -> ProfileErrors {
        let text = self.text(file).unwrap_or_default();
        let line = text.lines().position(|line| line.trim_start().starts_with("in_force_from")).map(|before| before + 1);
        ProfileError { file: Some(self.path_of(file)), line, place: "in_force_from".to_owned(), found, expected, suggestion }.into()
    }

    /// Reads and checks the rules in a file, with the policies of their day, or else those that all versions share.
    fn version(&self, file: &str, named_after: Option<Date>) -> Result<Profile, ProfileErrors> {
        let profile = Profile::parse(&self.name, &self.path_of(file), &self.text(file)?);
        let day = named_after.or(profile.as_ref().ok().map(|profile| profile.in_force_from));
        let own = day.map(|day| POLICIES.of_day(day)).filter(|own| self.has(own));
        let Some(overlay_file) = own.or_else(|| Some(OVERLAY_NAME.to_owned()).filter(|shared| self.has(shared))) else { return profile };
        let overlay = self.text(&overlay_file)?;
        // Whatever is wrong with the rest, what is wrong with the overlay is told as well.
        let organisation = profile.as_ref().map_or_else(|_| Organisation::alone(), |profile| profile.organisation.clone());
        match (profile, check_overlay(organisation, &self.path_of(&overlay_file), &overlay)) {
            (Ok(_), Some(wrong)) => Err(wrong.into()),
            (Err(errors), Some(wrong)) => Err(errors.and(wrong)),
            (Err(errors), None) => Err(errors),
            (Ok(mut profile), None) => {
                profile.organisation.overlay = Some(overlay.into_owned());
                Ok(profile)
            }
        }
    }
}

/// Days as one reads them out.
pub(crate) fn listed(days: &[Date]) -> String {
    days.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The one of these days nearest to that.
pub(crate) fn nearest_day(to: Date, days: &[Date]) -> Option<Date> {
    days.iter().copied().min_by_key(|day| (*day - to).get_days().unsigned_abs())
}

fn read_text(path: &Path) -> Result<String, ProfileErrors> {
    let file = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|why| unreadable(&file, &why))?;
    Ok(String::from_utf8(bytes).map_err(|why| {
        let good = why.as_bytes().get(..why.utf8_error().valid_up_to()).unwrap_or_default();
        not_text(&file, 1 + good.iter().filter(|byte| **byte == b'\n').count())
    })?)
}

fn name_of(folder: &Path) -> String {
    let last = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    last(folder).or_else(|| folder.canonicalize().ok().as_deref().and_then(last)).unwrap_or_else(|| folder.display().to_string())
}
