//! A pair that waits, read for its page: both records as far as the reader is shown them, what the engine says, and what the reader may do.

use std::collections::HashSet;

use access::{Act, CaseFacts, Pair, Permit, Refusal, Subject, kind};
use casework::record::{CaseRecord, CaseState};
use kernel::{CaseId, PersonId, ReviewId};
use linkage::Explanation;
use people::Shown;
use people::memory::Everybody;
use people::record::PersonRecord;
use store::Tx;
use web::{Asking, PageError, SignedIn, Site};

use crate::weighing::{Danger, dangers_by_likeness, dangers_by_record, near, weigh};
use crate::{Between, EngineSaid, Waiting, between, queue};

/// One of the two records.
pub(super) struct Side {
    /// As far as the reader is shown it.
    pub(super) person: PersonRecord,
    pub(super) shown: Shown,
    /// The cases that the reader may read.
    pub(super) cases: Vec<CaseRecord>,
}

/// What stands between the reader and joining.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MayJoin {
    /// They may, at once.
    Now,
    /// They may once they have given their second factor again, or somebody else has agreed.
    WithSecondFactor,
    /// Somebody else must agree first.
    WithSomebodyElse,
    /// They may only propose it.
    No,
}

/// On which case a decision is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Deciding {
    pub(super) case: CaseId,
    /// The one of the two whose case it is not.
    pub(super) other: PersonId,
}

/// The pair with everything its pages show.
pub(super) struct Compared {
    pub(super) waiting: Waiting,
    pub(super) one: Side,
    pub(super) other: Side,
    pub(super) between: Between,
    /// What the engine says of all that is known: to be kept, never shown.
    pub(super) engine: Option<EngineSaid>,
    /// What the engine says of what the reader is shown of both.
    pub(super) explanation: Option<Explanation>,
    pub(super) dangers: Vec<Danger>,
    pub(super) may_join: MayJoin,
    /// The open case on which they may write down what they decide: that which asks, or one of the other person's.
    pub(super) decides_on: Option<Deciding>,
}

impl Compared {
    /// Whether a case of either is open, as far as the reader sees.
    pub(super) fn is_any_case_open(&self) -> bool {
        [&self.one, &self.other].iter().any(|side| side.cases.iter().any(|case| case.state == CaseState::Open))
    }

    /// Whether they proposed it themselves and nobody has agreed yet.
    pub(super) fn awaits_another(&self, who: &SignedIn) -> bool {
        let is_theirs = self.between.proposed.iter().any(|proposed| Some(proposed.user) == who.actor().user_id());
        is_theirs && self.may_join != MayJoin::Now
    }
}

/// Reads the pair that a review asks about; "not found" where it does not wait, or not for this reader.
pub(super) async fn read(site: &Site, who: &SignedIn, review: &str) -> Result<Compared, PageError> {
    let review = ReviewId::parse(review).ok_or(PageError::NotFound)?;
    let everybody = site.memory::<Everybody>();
    who.transaction(site, move |tx, asking| compared(tx, asking, &everybody, review)).await
}

/// Every pair that waits for whoever asks; "not found" for those who settle no reviews at all, such as the police.
pub(super) fn pairs<'t>(tx: &mut Tx<'t>, asking: &mut Asking) -> store::Result<(Permit<'t, kind::SeeWork>, Vec<Waiting>)> {
    let permit = asking.permit::<kind::SeeWork>(tx)?;
    if !asking.walls.may_settle_reviews(&asking.actor, asking.at) {
        return Err(store::Error::NotFound);
    }
    let waiting = queue(tx, &permit)?;
    Ok((permit, waiting))
}

/// The pair of a review that waits for whoever asks.
pub(super) fn waiting(tx: &mut Tx<'_>, asking: &mut Asking, review: ReviewId) -> store::Result<Waiting> {
    let (_, pairs) = pairs(tx, asking)?;
    pairs.into_iter().find(|waiting| waiting.review == review).ok_or(store::Error::NotFound)
}

fn compared(tx: &mut Tx<'_>, asking: &mut Asking, everybody: &Everybody, review: ReviewId) -> store::Result<Compared> {
    let waiting = waiting(tx, asking, review)?;
    let pair = asking.permit_pair::<kind::ReadPerson>(tx, (waiting.person, waiting.other))?;
    let (whole_one, whole_other) = (people::read::whole(tx, pair.one())?, people::read::whole(tx, pair.other())?);
    let between = between(tx, pair.one(), pair.other())?;
    let engine = weigh(everybody, &whole_one, &whole_other);

    everybody.catch_up(tx, pair.warrant().vault())?;
    let near = near(tx, everybody, pair.warrant(), (&whole_one, &whole_other))?;
    let (one, other) = (side(tx, asking, pair.one(), whole_one.clone())?, side(tx, asking, pair.other(), whole_other.clone())?);
    let mut dangers = dangers_by_likeness(engine.as_ref(), pair.people(), &near);
    dangers.extend(dangers_by_record(&whole_one, &whole_other));
    if [&one, &other].iter().any(|side| side.cases.iter().any(|case| !case.ring_fence.is_none())) {
        dangers.push(Danger::RingFenced);
    }
    if ![one.shown, other.shown].iter().all(|shown| shown.contact && shown.address) {
        dangers.push(Danger::NotAllShown);
    }
    let decides_on = deciding(asking, &waiting, &pair);
    let answers =
        [pair.one(), pair.other()].map(|permit| asking.walls.may(&asking.actor, Act::Join, Subject::Person(permit.standing()), asking.at));
    Ok(Compared {
        may_join: may_join(answers, !dangers.is_empty(), between.has_second_person),
        // Of what the reader is shown of both: anything else would tell what is not shown.
        explanation: weigh(everybody, &shown_of_both(&one, &other), &shown_of_both(&other, &one)),
        engine: engine.as_ref().map(EngineSaid::from),
        waiting,
        one,
        other,
        between,
        dangers,
        decides_on,
    })
}

/// One record with what the reader is shown of the other as well.
fn shown_of_both(one: &Side, other: &Side) -> PersonRecord {
    one.person.clone().masked(other.shown)
}

fn deciding(asking: &Asking, waiting: &Waiting, pair: &Pair<'_, kind::ReadPerson>) -> Option<Deciding> {
    let (one, other) = (pair.one().standing(), pair.other().standing());
    let mine = one.cases.iter().map(|case| (case, other.person));
    let mut all: Vec<_> = mine.chain(other.cases.iter().map(|case| (case, one.person))).collect();
    all.sort_by_key(|(case, _)| (case.case != waiting.case, case.person != waiting.person, case.case));
    let may = |case: &CaseFacts| asking.walls.may_on(&asking.actor, Act::SettleReview, case, asking.at);
    all.into_iter().find(|(case, _)| may(case)).map(|(case, other)| Deciding { case: case.case, other })
}

fn side(tx: &mut Tx<'_>, asking: &Asking, permit: &Permit<'_, kind::ReadPerson>, person: PersonRecord) -> store::Result<Side> {
    let shown = Shown::to(permit);
    let readable: HashSet<_> = permit
        .standing()
        .cases
        .iter()
        .filter(|case| asking.walls.may_on(&asking.actor, Act::ReadCase, case, asking.at))
        .map(|case| case.case)
        .collect();
    let mut cases = casework::keep::cases_of(tx, &[person.id], "")?;
    cases.retain(|case| readable.contains(&case.id));
    Ok(Side { person: person.masked(shown), shown, cases })
}

/// A dangerous pair is never joined by one person alone, whatever they prove of themselves.
fn may_join(answers: [Result<(), Refusal>; 2], is_dangerous: bool, has_second_person: bool) -> MayJoin {
    let is_open = |answer: &Result<(), Refusal>| matches!(answer, Ok(()) | Err(Refusal::NeedsSecondFactor));
    if !answers.iter().all(is_open) {
        MayJoin::No
    } else if has_second_person {
        MayJoin::Now
    } else if is_dangerous {
        MayJoin::WithSomebodyElse
    } else if answers.iter().all(Result::is_ok) {
        MayJoin::Now
    } else {
        MayJoin::WithSecondFactor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_joins_a_dangerous_pair_alone() {
        let (yes, factor, no) = (Ok(()), Err(Refusal::NeedsSecondFactor), Err(Refusal::RoleMayNot));
        assert_eq!(may_join([yes, yes], true, false), MayJoin::WithSomebodyElse);
        assert_eq!(may_join([factor, factor], true, false), MayJoin::WithSomebodyElse);
        assert_eq!(may_join([factor, factor], true, true), MayJoin::Now);
        assert_eq!(may_join([factor, factor], false, false), MayJoin::WithSecondFactor);
        assert_eq!(may_join([yes, yes], false, false), MayJoin::Now);
        assert_eq!(may_join([yes, no], false, true), MayJoin::No, "a wall around one of the two is a wall around the join");
    }
}
