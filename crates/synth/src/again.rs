//! Rows that come more than once: the same row again, unchanged or corrected, and the same person in the same incident under another id.

use std::collections::BTreeMap;

use crate::draw::Draw;
use crate::mix;
use crate::phones;
use crate::row::{Column, Row};

/// Rows waiting to be sent. Their number is bounded by how long a row may wait.
#[derive(Default)]
pub(crate) struct Later {
    /// By the number of the crime after which a row is due, then by the order in which they were put here.
    rows: BTreeMap<(u64, u64), Row>,
    put: u64,
}

impl Later {
    /// Keeps a row until so many crimes have gone by.
    pub(crate) fn put(&mut self, due: u64, row: Row) {
        self.put += 1;
        self.rows.insert((due, self.put), row);
    }

    /// The next row that is due after this crime.
    pub(crate) fn due(&mut self, crimes: u64) -> Option<Row> {
        let ((due, _), _) = self.rows.first_key_value()?;
        if *due > crimes { None } else { self.rows.pop_first().map(|(_, row)| row) }
    }
}

/// Whether a row comes again, and how.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Again {
    #[default]
    Never,
    Unchanged,
    Changed,
    /// Under another row id.
    Duplicate,
}

/// Draws whether a row comes again.
pub(crate) fn whether(draw: &mut Draw) -> Again {
    if draw.chance(mix::RESENT) {
        Again::Unchanged
    } else if draw.chance(mix::RESENT_CHANGED) {
        Again::Changed
    } else if draw.chance(mix::DUPLICATE) {
        Again::Duplicate
    } else {
        Again::Never
    }
}

/// After which crime a row that was sent now comes again.
pub(crate) fn due(now: u64, draw: &mut Draw) -> u64 {
    let (from, to) = mix::RESENT_AFTER;
    now + u64::from(draw.between(from, to))
}

/// Changes what an officer changes when more is known.
pub(crate) fn correct(row: &mut Row, draw: &mut Draw) {
    match draw.below(5) {
        0 => {
            let end = u16::try_from(draw.below(1_000)).unwrap_or(0);
            row.set(Column::PhoneMobile, &phones::typed(phones::MOBILE, end, draw));
        }
        1 => {
            let other = if row.get(Column::SupportConsent) == "given" { "refused" } else { "given" };
            row.set(Column::SupportConsent, other);
            row.set(Column::SupportRequested, "");
        }
        2 => {
            row.set(Column::SafeCall, "yes");
            row.set(Column::SafeText, "no");
            row.set(Column::SafeLetter, "no");
        }
        3 if row.get(Column::OffenceText).starts_with("Common assault and battery") => {
            row.set(Column::OffenceCode, "008/06");
            row.set(Column::OffenceText, "Assault occasioning actual bodily harm");
        }
        _ => {
            let other = if row.get(Column::VulnerableMarker) == "yes" { "no" } else { "yes" };
            row.set(Column::VulnerableMarker, other);
        }
    }
}

/// Makes the row another one about the same person and incident, as two officers enter it.
pub(crate) fn duplicate(row: &mut Row, draw: &mut Draw) {
    let id = row.get(Column::SourceRecordId).to_owned();
    row.write(Column::SourceRecordId, format_args!("{id}-D"));
    row.set(Column::MiddleNames, "");
    row.set(Column::PreferredContact, "");
    if draw.below(2) == 0 {
        row.set(Column::PersonReference, "");
    }
}
