//! Sends a case to a pathway: the one place where that is changed after intake.

use kernel::CaseId;
use profile::Profile;
use store::Tx;

use crate::{
    error::{Error, Refused},
    sql,
};

/// How somebody came to choose the pathway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// In an assessment of the person's needs.
    AtAssessment,
    /// In another way, such as at a meeting.
    Otherwise,
}

/// Sends an open case to the pathway of this name, and so to its team. Do it last: whoever does it may not see the case any more.
///
/// # Errors
/// [`Refused::NoSuchPathway`] when the profile has none of the name, [`Refused::AfterAssessment`] when a case goes there only from an
/// assessment and this is none; or what the database says.
pub fn send_to(tx: &mut Tx<'_>, profile: &Profile, case: CaseId, name: &str, chosen: Chosen) -> Result<(), Error> {
    let pathway = profile.pathways.iter().find(|pathway| pathway.name == name).ok_or(Refused::NoSuchPathway)?;
    if pathway.after_assessment && chosen != Chosen::AtAssessment {
        return Err(Refused::AfterAssessment.into());
    }
    let team = pathway.team.as_ref().unwrap_or(&profile.default_team);
    // The team may be another organisation's, whose cases whoever sends it there does not see.
    Ok(tx.change_as_the_program(|tx| tx.execute_one(sql::SET_PATHWAY, &[&case, &pathway.name, team]))?)
}
