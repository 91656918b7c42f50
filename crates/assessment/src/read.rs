//! What was assessed in a case, as far as whoever reads it may see.

use access::{Kind, NoteOrigin, OnCase, OnSomebody, Permit, kind};
use jiff::Timestamp;
use kernel::{CaseId, NoteKind};
use people::record::PersonRecord;
use store::{Conn, FromRow, Result, Row};

use crate::areas::{Degree, Moment, Need};
use crate::assess::{AssessmentId, Rating};
use crate::plan::{PlanStep, every_step};
use crate::sql;

/// An assessment that was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// Its id.
    pub id: AssessmentId,
    /// At the start, or at the end.
    pub moment: Moment,
    /// When.
    pub at: Timestamp,
    /// Who asked.
    pub by: String,
    /// The areas talked about, in their order.
    pub needs: Vec<(Need, Degree)>,
    /// What was answered to measures.
    pub ratings: Vec<Rating>,
}

/// One with where whoever asked sits: their desk, and their agency where it is not the hub's own.
struct Seated(Made, Option<String>, Option<String>);

impl FromRow for Seated {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let (needs, ratings) = (Vec::new(), Vec::new());
        let made = Made { id: row.get(0)?, moment: row.word(1)?, at: row.get(2)?, by: row.get(3)?, needs, ratings };
        Ok(Self(made, row.get(4)?, row.get(5)?))
    }
}

struct NeedOf(AssessmentId, Need, Degree);

impl FromRow for NeedOf {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self(row.get(0)?, row.word(1)?, row.word(2)?))
    }
}

struct RatingOf(AssessmentId, Rating);

impl FromRow for RatingOf {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self(row.get(0)?, Rating { measure: row.get(1)?, answer: row.get(2)? }))
    }
}

fn of_case(conn: &mut Conn, case: CaseId) -> Result<Vec<Seated>> {
    let mut all: Vec<Seated> = conn.all(sql::MADE, &[&case])?;
    let (needs, ratings): (Vec<NeedOf>, Vec<RatingOf>) = (conn.all(sql::NEEDS, &[&case])?, conn.all(sql::RATINGS, &[&case])?);
    for Seated(made, ..) in &mut all {
        made.needs = needs.iter().filter(|of| of.0 == made.id).map(|of| (of.1, of.2)).collect();
        made.needs.sort();
        made.ratings = ratings.iter().filter(|of| of.0 == made.id).map(|of| of.1.clone()).collect();
    }
    Ok(all)
}

/// Every assessment in the case, whoever may read it; the first first.
pub(crate) fn every_made(conn: &mut Conn, case: CaseId) -> Result<Vec<Made>> {
    Ok(of_case(conn, case)?.into_iter().map(|Seated(made, ..)| made).collect())
}

/// Whether whoever was permitted may read what somebody at this desk of this agency was told: it is of the kind of a note on support.
pub(crate) fn reads<A: Kind<On = OnCase>>(permit: &Permit<'_, A>, desk: Option<&str>, agency: Option<&str>) -> bool {
    let agency = permit.warrant().walls().organisation().agency(agency).map(|agency| agency.name.clone());
    let agency = agency.unwrap_or_default();
    permit.reads_note(&NoteOrigin { kind: NoteKind::Support, desk: desk.map(str::to_owned), agency })
}

/// The assessments in the case that whoever was permitted may read, as they may notes on support; the first first.
///
/// # Errors
/// As the database says.
pub fn made<A: Kind<On = OnCase>>(conn: &mut Conn, permit: &Permit<'_, A>) -> Result<Vec<Made>> {
    let all = of_case(conn, permit.case())?;
    Ok(all.into_iter().filter(|Seated(_, desk, agency)| reads(permit, desk.as_deref(), agency.as_deref())).map(|seated| seated.0).collect())
}

/// What is held here on one case.
#[derive(Debug)]
pub struct Held {
    /// Which.
    pub case: CaseId,
    /// The assessments.
    pub made: Vec<Made>,
    /// The steps of the plan.
    pub steps: Vec<PlanStep>,
}

/// Everything held here on these cases of the person whom the permit is about, with nothing taken out: for giving it to them.
///
/// # Errors
/// As the database says; when something sealed does not open.
pub fn held(conn: &mut Conn, _permit: &Permit<'_, kind::Export>, person: &PersonRecord, cases: &[CaseId]) -> Result<Vec<Held>> {
    let mut held = Vec::with_capacity(cases.len());
    for case in cases {
        let made = every_made(conn, *case)?;
        held.push(Held { case: *case, made, steps: every_step(conn, *case, person.key.as_ref(), |_| true)? });
    }
    Ok(held)
}
