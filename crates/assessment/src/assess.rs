//! Writes down what a person needs and how they say things are, at the start and again at the end.

use access::{Kind, OnCase, Permit, kind};
use casework::due::{ASSESS_NEEDS, DueChanges, carry_out, open_dues};
use casework::keep::insert_events;
use casework::pathway::{Chosen, send_to};
use casework::record::{CaseRecord, DueState, EventKind, EventRecord};
use casework::sent_twice;
use casework::snapshot::open_case;
use casework::{Error, Refused};
use kernel::{Id, IdMaker, Sensitive, UserId};
use profile::Profile;
use serde_json::json;
use store::{Bind, Cell, Tx};

use crate::areas::{Degree, Moment, Need};
use crate::read::{Made, every_made};
use crate::{measures, sql};

/// The kind of an assessment's id.
#[derive(Debug, Clone, Copy)]
pub enum AssessmentKey {}
/// The id of an assessment.
pub type AssessmentId = Id<AssessmentKey>;

/// What a person answered to a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// The measure's name in the profile.
    pub measure: String,
    /// From 1, very bad, to 5, very good.
    pub answer: u8,
}

/// An assessment as a worker writes it down. What was not asked, or the person would rather not say, is left out.
#[derive(Debug, Clone, Default)]
pub struct Assessment {
    /// How much need there is, in the areas that were talked about, each once.
    pub needs: Vec<(Need, Degree)>,
    /// What they answered to the hub's measures, each once.
    pub ratings: Vec<Rating>,
    /// What was said.
    pub said: Option<Sensitive<String>>,
    /// The pathway to which the case goes, if it is to go to another: any of the profile's.
    pub pathway: Option<String>,
}

/// What a person answered when they were asked the measures again.
#[derive(Debug, Clone, Default)]
pub struct Again {
    /// What they answered, each once.
    pub ratings: Vec<Rating>,
    /// What was said.
    pub said: Option<Sensitive<String>>,
}

/// Keeps an assessment, beside earlier ones; ends the task to assess needs; sends the case to the pathway chosen. Sent twice it is kept once,
/// unless a task that was set since asks for another.
///
/// # Errors
/// [`Refused::Closed`]; [`Refused::NothingSaid`] when nothing was answered and nothing said; [`Refused::NotAsked`] for a measure that does not
/// fit the case, an answer that is none of the five, or anything answered twice; [`Refused::NoSuchPathway`]; or what the database says.
pub fn assess(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::AssessNeeds>,
    profile: &Profile,
    assessment: &Assessment,
) -> Result<AssessmentId, Error> {
    let case = open_case(tx, permit.case())?;
    let Assessment { needs, ratings, said, pathway } = assessment;
    if needs.is_empty() && ratings.is_empty() && said.is_none() {
        return Err(Refused::NothingSaid.into());
    }
    let answers = Answers { moment: Moment::Start, needs, ratings };
    // Where the case is already, it is sent no more: by the first sending of this form, or by somebody else.
    let goes_to = pathway.as_ref().filter(|pathway| **pathway != case.pathway);
    let says = |pathway: Option<&String>| json!({"pathway": pathway, "note": said.as_ref().map(Sensitive::reveal)});
    let before = match sent_before(tx, permit, EventKind::NeedsAssessed, &says(pathway.as_ref()), &answers)? {
        None if goes_to != pathway.as_ref() => sent_before(tx, permit, EventKind::NeedsAssessed, &says(goes_to), &answers)?,
        before => before,
    };
    let open = open_dues(tx, &[case.id])?;
    let ended: Vec<_> = open.iter().filter(|open| open.is_task(ASSESS_NEEDS)).map(|open| (open.due.id, DueState::Done)).collect();
    if let Some(before) = before.filter(|_| ended.is_empty()) {
        return Ok(before);
    }
    let id = keep(tx, ids, permit, profile, &case, &answers)?;
    carry_out(tx, ids, case.id, &DueChanges { ended, ..DueChanges::default() }, permit.at())?;
    note(tx, ids, permit, EventKind::NeedsAssessed, &says(goes_to))?;
    casework::funding::assessed_anew(tx, permit, profile)?;
    if let Some(pathway) = goes_to {
        send_to(tx, profile, case.id, pathway, Chosen::AtAssessment)?;
    }
    Ok(id)
}

/// Keeps what the person answered when they were asked the measures again, at the end; sent twice, once.
///
/// # Errors
/// As [`assess`]; [`Refused::NothingSaid`] when no measure was answered.
pub fn assess_end(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::AssessNeeds>,
    profile: &Profile,
    again: &Again,
) -> Result<AssessmentId, Error> {
    let case = open_case(tx, permit.case())?;
    if again.ratings.is_empty() {
        return Err(Refused::NothingSaid.into());
    }
    let answers = Answers { moment: Moment::End, needs: &[], ratings: &again.ratings };
    let says = json!({"note": again.said.as_ref().map(Sensitive::reveal)});
    if let Some(before) = sent_before(tx, permit, EventKind::AskedAgain, &says, &answers)? {
        return Ok(before);
    }
    let id = keep(tx, ids, permit, profile, &case, &answers)?;
    note(tx, ids, permit, EventKind::AskedAgain, &says)?;
    Ok(id)
}

/// What was answered, and when in the support.
struct Answers<'a> {
    moment: Moment,
    needs: &'a [(Need, Degree)],
    ratings: &'a [Rating],
}

impl Answers<'_> {
    /// Whether just these were given there, in whatever order.
    fn are_those_of(&self, made: &Made) -> bool {
        are_same(&made.needs, self.needs) && are_same(&made.ratings, self.ratings)
    }
}

/// Whether both have the same, where one has nothing twice.
fn are_same<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    one.len() == other.len() && one.iter().all(|each| other.contains(each))
}

/// The assessment that the first sending of this form kept. Its entry in the timeline has what was said, and it the answers: the two are found
/// together by their moment, which is theirs alone.
fn sent_before(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, kind::AssessNeeds>,
    kind: EventKind,
    says: &serde_json::Value,
    answers: &Answers<'_>,
) -> Result<Option<AssessmentId>, Error> {
    let Some((_, at)) = sent_twice::entry(tx, permit, kind, says)? else { return Ok(None) };
    let mut then = every_made(tx, permit.case())?;
    then.retain(|made| made.moment == answers.moment && made.at == at);
    Ok(match then.as_slice() {
        [only] if answers.are_those_of(only) => Some(only.id),
        _ => None,
    })
}

fn keep(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::AssessNeeds>,
    profile: &Profile,
    case: &CaseRecord,
    answers: &Answers<'_>,
) -> Result<AssessmentId, Error> {
    let Answers { moment, needs, ratings } = answers;
    let asked = measures::asked_on(tx, permit, profile, case)?;
    let is_answer = |rating: &Rating| (1..=5).contains(&rating.answer) && asked.iter().any(|measure| measure.name == rating.measure);
    let twice = has_twice(needs.iter().map(|(need, _)| *need)) || has_twice(ratings.iter().map(|rating| &rating.measure));
    if twice || !ratings.iter().all(is_answer) {
        return Err(Refused::NotAsked.into());
    }
    let (id, user): (AssessmentId, UserId) = (ids.make(), user(permit)?);
    let desk = &permit.warrant().actor().desk;
    tx.execute_one(sql::ADD_ASSESSMENT, &[&id, &case.id, &moment.as_str(), &permit.at(), &user, desk])?;
    let rows = needs.iter().map(|(need, degree)| [id.cell(), word(need.as_str()), word(degree.as_str())]);
    tx.insert_many("assessment_needs", &["assessment_id", "need", "degree"], rows)?;
    let rows = ratings.iter().map(|rating| [id.cell(), rating.measure.cell(), Cell::Int(rating.answer.into())]);
    tx.insert_many("assessment_ratings", &["assessment_id", "measure", "rating"], rows)?;
    Ok(id)
}

fn word(text: &'static str) -> Cell<'static> {
    Cell::Text(text.into())
}

fn has_twice<T: PartialEq>(all: impl Iterator<Item = T> + Clone) -> bool {
    all.clone().enumerate().any(|(place, one)| all.clone().skip(place + 1).any(|other| other == one))
}

/// Who it is: the program itself works no case.
pub(crate) fn user<A: Kind>(permit: &Permit<'_, A>) -> Result<UserId, Refused> {
    permit.user().ok_or(Refused::NotPermitted(access::Refusal::RoleMayNot))
}

pub(crate) fn note<A: Kind<On = OnCase>>(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, A>,
    kind: EventKind,
    detail: &serde_json::Value,
) -> Result<(), Error> {
    let (case, at, detail) = (permit.case(), permit.at(), Some(detail.to_string()));
    let event = EventRecord { id: ids.make(), case, at, kind, user: permit.user(), detail };
    Ok(insert_events(tx, permit.warrant(), &[event])?)
}
