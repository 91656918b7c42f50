//! A referral onward and its moments, as they are kept.

use jiff::Timestamp;
use kernel::{CaseId, DueId, Id, words};
use store::{Conn, FromRow, Result, Row};

use crate::sql;

/// The kind of a referral's id.
#[derive(Debug, Clone, Copy)]
pub enum ReferralKey {}
/// The id of a referral onward.
pub type ReferralId = Id<ReferralKey>;

words! {
    /// What became of a referral, in the order in which it can come about.
    pub enum State {
        /// The hub decided on it with the person.
        Asked = "asked",
        /// It left the hub.
        Sent = "sent",
        /// The service takes the person; they wait until it starts.
        Accepted = "accepted",
        /// The service does not take them.
        Refused = "refused",
        /// The person took back their consent.
        Withdrawn = "withdrawn",
        /// Support started.
        Started = "started",
        /// Support ended.
        Ended = "ended",
    }
}

impl State {
    /// Whether nothing comes after it.
    pub const fn is_last(self) -> bool {
        matches!(self, Self::Refused | Self::Withdrawn | Self::Ended)
    }

    /// Whether this can come after `before`: an answer may come before anybody wrote down that the referral was sent, and support may start
    /// without a word before.
    pub const fn may_follow(self, before: Self) -> bool {
        match self {
            Self::Asked => false,
            Self::Sent => matches!(before, Self::Asked),
            Self::Accepted => matches!(before, Self::Asked | Self::Sent),
            Self::Refused | Self::Withdrawn | Self::Started => matches!(before, Self::Asked | Self::Sent | Self::Accepted),
            Self::Ended => matches!(before, Self::Accepted | Self::Started),
        }
    }

    /// It as something that happened.
    pub const fn happened(self) -> &'static str {
        match self {
            Self::Asked => "Asked for",
            Self::Sent => "Sent",
            Self::Accepted => "Accepted",
            Self::Refused => "Refused",
            Self::Withdrawn => "Withdrawn",
            Self::Started => "Started",
            Self::Ended => "Ended",
        }
    }

    /// It as what a referral is now.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Asked => "Asked for, not sent yet",
            Self::Sent => "Sent, no answer yet",
            Self::Accepted => "Accepted, waits to start",
            Self::Refused => "Refused",
            Self::Withdrawn => "Withdrawn: the person took back their consent",
            Self::Started => "Started",
            Self::Ended => "Ended",
        }
    }
}

words! {
    /// Why a service does not take somebody.
    pub enum RefusalReason {
        OutsideCriteria = "outside_criteria",
        NoCapacity = "no_capacity",
        Incomplete = "incomplete",
        WrongService = "wrong_service",
        NotReached = "not_reached",
        PersonDeclined = "person_declined",
        Duplicate = "duplicate",
        UnsafeToContact = "unsafe_to_contact",
    }
}

impl RefusalReason {
    /// It in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::OutsideCriteria => "Outside what the service does",
            Self::NoCapacity => "No room",
            Self::Incomplete => "The referral was not complete",
            Self::WrongService => "The wrong service",
            Self::NotReached => "The service could not reach the person",
            Self::PersonDeclined => "The person did not want it after all",
            Self::Duplicate => "The service has the person already",
            Self::UnsafeToContact => "Not safe to make contact",
        }
    }
}

/// When a referral came to be in a state.
#[derive(Debug, Clone)]
pub struct Moment {
    /// In which.
    pub state: State,
    /// When.
    pub at: Timestamp,
    /// Of a refusal: why.
    pub reason: Option<RefusalReason>,
    /// Who wrote it down.
    pub by: Option<String>,
}

/// A referral to a service.
#[derive(Debug, Clone)]
pub struct Referral {
    /// Its id.
    pub id: ReferralId,
    /// On which case.
    pub case: CaseId,
    /// To which service of the profile.
    pub service: String,
    /// Whether a worker introduced the person themselves.
    pub introduced: bool,
    /// The task to ask for the answer.
    pub task: Option<DueId>,
    /// To which other organisation under the roof it goes, and to which team of it, as that stood then; none for its own and for those outside.
    pub partner: Option<(String, String)>,
    /// What became of it, the first first. Never empty.
    pub moments: Vec<Moment>,
}

impl Referral {
    /// What it is now.
    pub fn state(&self) -> State {
        self.moments.last().map_or(State::Asked, |moment| moment.state)
    }

    /// Whether something can still come of it.
    pub fn is_open(&self) -> bool {
        !self.state().is_last()
    }
}

impl FromRow for Referral {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            case: row.get(1)?,
            service: row.get(2)?,
            introduced: row.get(3)?,
            task: row.get(4)?,
            partner: row.get::<Option<String>>(5)?.zip(row.get::<Option<String>>(6)?),
            moments: Vec::new(),
        })
    }
}

struct Of(ReferralId, Moment);

impl FromRow for Of {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let moment = Moment { state: row.word(1)?, at: row.get(2)?, reason: row.word_or_none(3)?, by: row.get(4)? };
        Ok(Self(row.get(0)?, moment))
    }
}

/// Puts the moments to their referrals.
pub(crate) fn with_moments(conn: &mut Conn, mut referrals: Vec<Referral>) -> Result<Vec<Referral>> {
    let ids: Vec<ReferralId> = referrals.iter().map(|referral| referral.id).collect();
    for Of(id, moment) in conn.all_among::<Of>(sql::MOMENTS_AMONG, &ids)? {
        if let Some(referral) = referrals.iter_mut().find(|referral| referral.id == id) {
            referral.moments.push(moment);
        }
    }
    for referral in &mut referrals {
        referral.moments.sort_by_key(|moment| (moment.at, moment.state));
    }
    Ok(referrals)
}

/// The referrals on a case, the first first.
pub(crate) fn on_case(conn: &mut Conn, case: CaseId) -> Result<Vec<Referral>> {
    let referrals = conn.all(sql::REFERRALS_ON_CASE, &[&case])?;
    with_moments(conn, referrals)
}

/// The referrals on all cases of a person, the first first.
pub(crate) fn of_person(conn: &mut Conn, person: kernel::PersonId) -> Result<Vec<Referral>> {
    let referrals = conn.all(sql::REFERRALS_OF_PERSON, &[&person])?;
    with_moments(conn, referrals)
}

#[cfg(test)]
mod tests {
    use super::State;

    #[test]
    fn nothing_follows_what_is_last_and_nothing_goes_back() {
        for before in State::ALL {
            for after in State::ALL {
                if after.may_follow(*before) {
                    assert!(!before.is_last() && after > before, "{after} after {before}");
                }
            }
        }
        assert!(State::Started.may_follow(State::Sent) && !State::Withdrawn.may_follow(State::Started));
    }
}
