//! Which service leads a case where several could: agreed at a meeting, one at a time. It stands beside the case's team, so that what was
//! agreed, and why it changed, can be told when the team has long been another.

use access::{Kind, OnCase, Permit, change_as_the_program, kind};
use casework::due::open_dues;
use casework::finish_task::{Finished, asks_for_pathway, finish_task};
use casework::record::{CaseRecord, CaseState, DueState, EventKind};
use casework::snapshot::{open_case, working_time};
use casework::timeline::{user_of, write};
use jiff::Timestamp;
use kernel::{CaseId, Id, IdMaker, words};
use profile::{Pathway, Profile, ServicePlace};
use serde_json::json;
use store::{Conn, FromRow, Result as Stored, Row, Tx};

use crate::error::{Error, Refused};
use crate::note::{self, Task};
use crate::record::RefusalReason;
use crate::sql;

/// The kind of a lead's id.
#[derive(Debug, Clone, Copy)]
enum LeadKey {}

words! {
    /// Why a service leads a case no longer.
    pub enum LeadEnding {
        /// It does not take the case.
        Refused = "refused",
        /// What the person needs is another thing now.
        NeedsChanged = "needs_changed",
        /// The person wished for another.
        PersonAsked = "person_asked",
        /// It was agreed by mistake.
        Mistake = "mistake",
    }
}

words! {
    /// Why the lead passes from one service to another; a service that refuses is written down as an answer.
    pub enum WhyChanged { NeedsChanged = "needs_changed", PersonAsked = "person_asked", Mistake = "mistake" }
}

impl WhyChanged {
    /// It in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NeedsChanged => "What the person needs has changed",
            Self::PersonAsked => "The person asked for another service",
            Self::Mistake => "It was agreed by mistake",
        }
    }
}

/// That a service leads or led a case.
#[derive(Debug, Clone)]
pub struct Lead {
    /// The case.
    pub case: CaseId,
    /// A service, or a pathway where the meeting chose among those.
    pub service: String,
    /// Since when.
    pub since: Timestamp,
    /// Until when; absent while it leads.
    pub ended_at: Option<Timestamp>,
    /// Why it leads no longer.
    pub ending: Option<LeadEnding>,
    /// Of a refusal: the reason.
    pub reason: Option<RefusalReason>,
}

impl FromRow for Lead {
    fn from_row(row: &Row<'_>) -> Stored<Self> {
        Ok(Self {
            case: row.get(0)?,
            service: row.get(1)?,
            since: row.get(2)?,
            ended_at: row.get(3)?,
            ending: row.word_or_none(4)?,
            reason: row.word_or_none(5)?,
        })
    }
}

/// Who leads and led these cases, the first first.
pub(crate) fn of_cases(conn: &mut Conn, cases: &[CaseId]) -> Stored<Vec<Lead>> {
    let mut leads: Vec<Lead> = conn.all_among(sql::LEADS_AMONG, cases)?;
    leads.sort_by_key(|lead| (lead.since, lead.ended_at.is_none(), lead.ended_at));
    Ok(leads)
}

/// Who leads now.
pub(crate) fn standing(conn: &mut Conn, case: CaseId) -> Stored<Option<Lead>> {
    Ok(of_cases(conn, &[case])?.into_iter().find(|lead| lead.ended_at.is_none()))
}

/// Where a case goes that a service leads.
struct Whither<'p> {
    pathway: &'p str,
    team: &'p str,
    /// Whether the profile has that pathway; of others the service's own name is the pathway's.
    is_pathway: bool,
}

/// By the pathway of the same name, else one of the team that works the service, else none: a service outside leads while the hub's own team
/// keeps the case.
fn whither<'p>(profile: &'p Profile, name: &'p str) -> Result<Whither<'p>, Refused> {
    let by_pathway = |pathway: &'p Pathway| Whither {
        pathway: &pathway.name,
        team: pathway.team.as_ref().unwrap_or(&profile.default_team),
        is_pathway: true,
    };
    if let Some(pathway) = profile.pathways.iter().find(|pathway| pathway.name == name) {
        return Ok(by_pathway(pathway));
    }
    let service = crate::place::service(profile, name)?;
    let team = match &service.place {
        ServicePlace::Team(team) => team,
        ServicePlace::Outside => &profile.default_team,
    };
    let of_team = profile.pathways.iter().find(|pathway| service.place != ServicePlace::Outside && pathway.team.as_ref() == Some(team));
    Ok(of_team.map_or(Whither { pathway: &service.name, team, is_pathway: false }, by_pathway))
}

/// Lets a service lead the case: it goes to that service's pathway and team, and the meeting's task is done. A lead that stood ends, with why.
///
/// # Errors
/// [`Refused::NoMeeting`], [`Refused::NoSuchService`], [`Refused::LeadsAlready`]; [`Refused::AnotherLeads`] without
/// a reason; that the case is closed; or what the database says.
pub fn lead(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::FinishTask>,
    profile: &Profile,
    service: &str,
    why: Option<WhyChanged>,
) -> Result<(), Error> {
    user_of(permit)?;
    let case = open_case(tx, permit.case())?;
    if profile.several_services.is_none() {
        return Err(Refused::NoMeeting.into());
    }
    let whither = whither(profile, service)?;
    let former = standing(tx, case.id)?;
    let asked = open_dues(tx, &[case.id])?.into_iter().find(|open| asks_for_pathway(open, profile));
    // A new incident may have put the question again; the answer may be the same.
    let stays = former.as_ref().is_some_and(|former| former.service == service);
    let ended = match (&former, why) {
        (Some(_), _) if stays && asked.is_none() => return Err(Refused::LeadsAlready.into()),
        (Some(_), _) if stays => None,
        (Some(_), None) => return Err(Refused::AnotherLeads.into()),
        (Some(_), Some(why)) => LeadEnding::parse(why.as_str()),
        (None, _) => None,
    };
    // Whoever agreed on it may not see the case once it is with another team.
    let done = change_as_the_program(tx, |tx| {
        if let Some(ending) = ended {
            end(tx, permit, ending, None)?;
        }
        if !stays {
            let id: Id<LeadKey> = ids.make();
            tx.execute_one(sql::ADD_LEAD, &[&id, &case.id, &service, &permit.at(), &permit.user()])?;
        }
        match asked {
            Some(task) if whither.is_pathway => {
                let finished = Finished { task: task.due.id, pathway: Some(whither.pathway.to_owned()), note: None };
                match finish_task(tx, ids, permit, profile, &finished) {
                    Err(casework::Error::Store(error)) => return Err(error),
                    Err(casework::Error::Refused(why)) => return Ok(Err(why)),
                    Ok(()) => {}
                }
            }
            Some(task) => {
                note::end_task(tx, ids, case.id, task.due.id, DueState::Done, permit.at())?;
                go_to(tx, permit, whither.pathway, whither.team)?;
            }
            None => go_to(tx, permit, whither.pathway, whither.team)?,
        }
        Ok(Ok(()))
    })?;
    done.map_err(Error::from)?;
    let instead_of = former.as_ref().filter(|_| !stays).map(|former| &former.service);
    let detail = json!({"to_service": service, "instead_of": instead_of, "why_changed": ended});
    change_as_the_program(tx, |tx| Ok(write(tx, ids, permit, EventKind::LeadAgreed, &detail)))??;
    Ok(())
}

/// Ends a lead because the service refuses: the case waits for the next meeting again.
pub(crate) fn send_back(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::AnswerReferral>,
    profile: &Profile,
    reason: RefusalReason,
) -> Stored<()> {
    end(tx, permit, LeadEnding::Refused, Some(reason))?;
    let Some(several) = &profile.several_services else { return Ok(()) };
    if case_of(tx, permit)?.state == CaseState::Closed {
        return Ok(());
    }
    go_to(tx, permit, &several.pathway, &profile.default_team)?;
    let due_at = working_time(profile).next_weekday_at(several.weekday, several.at, permit.at());
    Task { what: &several.task, desk: None, due_at, clock: None }.set(tx, ids, permit.case()).map(drop)
}

fn end<A: Kind<On = OnCase>>(tx: &mut Tx<'_>, permit: &Permit<'_, A>, ending: LeadEnding, reason: Option<RefusalReason>) -> Stored<()> {
    let reason = reason.map(RefusalReason::as_str);
    tx.execute_one(sql::END_LEAD, &[&permit.case(), &permit.at(), &permit.user(), &ending.as_str(), &reason])
}

/// The case as it stands.
pub(crate) fn case_of<A: Kind<On = OnCase>>(conn: &mut Conn, permit: &Permit<'_, A>) -> Stored<CaseRecord> {
    let cases = casework::keep::cases_of(conn, &[permit.person()], "")?;
    cases.into_iter().find(|case| case.id == permit.case()).ok_or(store::Error::NotFound)
}

/// Sends the case to a pathway and team.
fn go_to<A: Kind<On = OnCase>>(tx: &mut Tx<'_>, permit: &Permit<'_, A>, pathway: &str, team: &str) -> Stored<()> {
    let case = case_of(tx, permit)?;
    casework::keep::update_case(tx, &CaseRecord { pathway: pathway.to_owned(), team: team.to_owned(), ..case })
}
