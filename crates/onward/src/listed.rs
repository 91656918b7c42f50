//! A list as its pages show it: cut only after it was asked which lines the reader may be told of, so that none is missing in silence.

use std::collections::HashSet;

use access::{Act, Warrant};
use kernel::{CaseId, PersonId};
use store::{Conn, Result, Row};

use crate::place::Asker;
use crate::sql;

/// Lines a page.
pub const A_PAGE: usize = 50;

/// One page of a list.
#[derive(Debug)]
pub struct Listed<L> {
    /// What is on it.
    pub lines: Vec<L>,
    /// How many lines all pages have together.
    pub total: usize,
    /// Which page this is, from 1; the last where a later one was asked for.
    pub page: usize,
}

impl<L> Listed<L> {
    /// That page of all there is.
    pub(crate) fn of(all: Vec<L>, page: usize) -> Self {
        let (total, page) = (all.len(), page.clamp(1, all.len().div_ceil(A_PAGE).max(1)));
        Self { lines: all.into_iter().skip((page - 1) * A_PAGE).take(A_PAGE).collect(), total, page }
    }

    /// The same page with its lines made into others.
    pub(crate) fn with<M>(self, lines: impl FnOnce(Vec<L>) -> Vec<M>) -> Listed<M> {
        Listed { lines: lines(self.lines), total: self.total, page: self.page }
    }

    /// How many pages there are.
    pub const fn pages(&self) -> usize {
        self.total.div_ceil(A_PAGE)
    }

    /// The number of the first line on this page, from 1.
    pub const fn first(&self) -> usize {
        (self.page - 1) * A_PAGE + 1
    }

    /// That there is more than this page shows: "Page 2 of 7.", with a space before it. Nothing where this is all.
    pub(crate) fn which_page(&self) -> String {
        if self.pages() > 1 { format!(" Page {} of {}.", self.page, self.pages()) } else { String::new() }
    }
}

/// Whom a line is about: what its statement reads first.
#[derive(Debug)]
pub(crate) struct About {
    pub(crate) case: CaseId,
    pub(crate) person: PersonId,
    team: String,
    /// The partner that the person was referred to and its team, of a line on that.
    partner: Option<(String, String)>,
}

impl About {
    /// The case, the person, the case's team and the partner with its team, in the first five columns of a row.
    pub(crate) fn of(row: &Row<'_>) -> Result<Self> {
        let partner = row.get::<Option<String>>(3)?.zip(row.get::<Option<String>>(4)?);
        Ok(Self { case: row.get(0)?, person: row.get(1)?, team: row.get(2)?, partner })
    }
}

/// Those of these lines that the reader may be told: of cases on which they may write down what services say, and at a partner only what was
/// asked of that partner. The walls are asked of many people at once, and of one case after another only where a person has several.
pub(crate) fn told<L>(conn: &mut Conn, warrant: &Warrant<'_>, lines: Vec<L>, about: impl Fn(&L) -> &About) -> Result<Vec<L>> {
    let (walls, actor, at) = (warrant.walls(), warrant.actor(), warrant.at());
    let organisation = walls.organisation();
    let Some(reader) = Asker::new(organisation, actor) else { return Ok(Vec::new()) };
    let is_theirs = |line: &About| reader.works_for(organisation.agency_of(&line.team)) || reader.has(line.partner.as_ref());
    let lines: Vec<L> = lines.into_iter().filter(|line| is_theirs(about(line))).collect();
    let people: Vec<PersonId> = lines.iter().map(|line| about(line).person).collect();
    let told = walls.shown_among(conn, actor, Act::AnswerReferral, &people, at)?;
    let people: Vec<PersonId> = told.iter().copied().collect();
    let several: Vec<PersonId> = access::as_the_program(conn, |conn| conn.all_among(sql::WITH_SEVERAL_CASES, &people))?;
    let several: HashSet<PersonId> = several.into_iter().collect();
    let mut all = Vec::new();
    for line in lines {
        let About { case, person, .. } = about(&line);
        let is_told =
            told.contains(person) && (!several.contains(person) || walls.may_on_case(conn, actor, Act::AnswerReferral, *case, at)?);
        if is_told {
            all.push(line);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::Listed;

    #[test]
    fn a_list_is_cut_into_pages_and_says_so() {
        let page = |many: usize, page| Listed::of((1..=many).collect(), page);
        let (second, beyond, all) = (page(120, 2), page(120, 9), page(50, 1));
        assert_eq!((second.lines.first(), second.lines.len(), second.first()), (Some(&51), 50, 51));
        assert_eq!((beyond.page, beyond.lines.len(), beyond.which_page().as_str()), (3, 20, " Page 3 of 3."));
        assert_eq!((all.pages(), all.lines.len(), all.which_page().as_str()), (1, 50, ""));
        assert_eq!((page(0, 1).pages(), page(0, 1).first()), (0, 1));
    }
}
