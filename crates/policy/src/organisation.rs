//! The organisations under one roof, and the walls between them, as the hub's profile says.

use jiff::civil::Date;
use kernel::{AgencyKind, Part, Purpose, StaffRole};

/// Who is under the hub's roof, and what stands between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// The organisations, the hub's own first: whoever's agency is not said is of that, and so is every team that no agency names.
    pub agencies: Vec<Agency>,
    /// The desks, where there are several.
    pub desks: Vec<Desk>,
    /// Whether desks see only what they themselves have to do with.
    pub walled_desks: bool,
    /// With whom the hub shares, from when until when, what and for what.
    pub agreements: Vec<Agreement>,
    /// Whether police staff may see the hub's records at all.
    pub police_see_records: bool,
    /// Roles that must give a second factor to sign in.
    pub second_factor: Vec<StaffRole>,
    /// Policies of the hub's own, which may only forbid: the text of `access.cedar` in its profile.
    pub overlay: Option<String>,
}

/// An organisation under the roof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// Its word, `police`.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What it is.
    pub kind: AgencyKind,
    /// The teams that belong to it.
    pub teams: Vec<String>,
}

/// A part of the hub with clocks of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Its word.
    pub name: String,
    /// Whether what it keeps is never shown to police staff.
    pub hidden_from_police: bool,
}

/// An information-sharing agreement with an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// With whom.
    pub agency: String,
    /// The first day on which it holds, in London.
    pub from: Date,
    /// The last day on which it holds, in London.
    pub until: Date,
    /// For what.
    pub purposes: Vec<Purpose>,
    /// What of a record.
    pub parts: Vec<Part>,
    /// Whether the person must have agreed to it too.
    pub with_consent: bool,
}

impl Organisation {
    /// One organisation with nobody else under its roof.
    pub fn alone() -> Self {
        let hub = Agency { name: "hub".into(), title: "The hub".into(), kind: AgencyKind::Hub, teams: Vec::new() };
        Self {
            agencies: vec![hub],
            desks: Vec::new(),
            walled_desks: false,
            agreements: Vec::new(),
            police_see_records: false,
            second_factor: Vec::new(),
            overlay: None,
        }
    }

    /// The agency of this word, or the hub's own where none is said. `None` for a word that is no agency (any more).
    pub fn agency(&self, name: Option<&str>) -> Option<&Agency> {
        match name {
            Some(name) => self.agencies.iter().find(|agency| agency.name == name),
            None => self.agencies.first(),
        }
    }

    /// The word of the agency a team belongs to: the hub's own where no agency names it.
    pub fn agency_of(&self, team: &str) -> &str {
        let named = self.agencies.iter().find(|agency| agency.teams.iter().any(|name| name == team));
        named.or(self.agencies.first()).map_or("", |agency| agency.name.as_str())
    }

    /// Whether one of these desks is hidden from the police.
    pub fn hides_from_police(&self, desks: &[String]) -> bool {
        desks.iter().any(|name| self.desks.iter().any(|desk| desk.name == *name && desk.hidden_from_police))
    }
}
