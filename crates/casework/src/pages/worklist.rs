//! My work: who to contact, by when, how.

use access::{Act, Subject, kind};
use axum::extract::{Query, State};
use axum::response::Response;
use contact::gate;
use govuk::{Button, PageItem, Pagination, Select, SelectOption};
use jiff::Timestamp;
use kernel::{Level, WorkingTime, london_date};
use maud::{Markup, html};
use profile::Profile;
use serde::Deserialize;
use web::{Page, PageError, Place, SignedIn, Site, go_to, say};

use super::on_case::address;
use super::other_lists;
use super::upper;
use super::words::due_words;
use crate::worklist::{self, Asked, COUNTED_UP_TO, LAST_PAGE, Line, Lines, Only, PAGE, Scope, Sight, When};
use crate::{possible_same, reminders};

/// The query of the address, as it came.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    whose: Option<String>,
    when: Option<String>,
    only: Option<String>,
    page: Option<usize>,
}

kernel::words! {
    /// Whose cases, as the address says it.
    enum Whose { Mine = "mine", Nobodys = "nobodys", Everyones = "everyones" }
}

const PRIORITIES: [u8; 3] = [1, 2, 3];

fn only_text(only: &Only) -> String {
    match only {
        Only::Priority(priority) => format!("priority-{priority}"),
        Only::Enhanced => "enhanced".to_owned(),
        Only::Pathway(name) => format!("pathway-{name}"),
        Only::Desk(name) => format!("desk-{name}"),
    }
}

fn only_words(only: &Only, profile: &Profile) -> String {
    match only {
        Only::Priority(priority) => format!("Priority {priority}"),
        Only::Enhanced => "Enhanced rights".to_owned(),
        Only::Pathway(name) => format!("Pathway: {}", upper(&profile.title_of(name))),
        Only::Desk(name) => format!("Desk: {}", upper(&profile.title_of(name))),
    }
}

/// Every filter of this hub. Pathways, desks and what is due are about work: they are for nobody who only reads what the hub works.
fn filters(site: &Site, has_work: bool) -> Vec<Only> {
    let priorities = PRIORITIES.into_iter().map(Only::Priority);
    if !has_work {
        return priorities.chain([Only::Enhanced]).collect();
    }
    let pathways = worklist::pathways(&site.profile).into_iter().map(|name| Only::Pathway(name.to_owned()));
    let desks = worklist::desks(&site.profile).into_iter().map(|name| Only::Desk(name.to_owned()));
    priorities.chain([Only::Enhanced]).chain(pathways).chain(desks).collect()
}

/// What a page of the list is about; an address that names nothing known asks for the usual list.
struct View {
    whose: Whose,
    asked: Asked,
    page: usize,
}

impl View {
    fn new(wanted: &Wanted, who: &SignedIn, site: &Site, has_work: bool) -> Result<Self, PageError> {
        let whose = wanted.whose.as_deref().and_then(Whose::parse).unwrap_or(Whose::Mine);
        let when = wanted.when.as_deref().and_then(When::parse).filter(|_| has_work).unwrap_or(When::Any);
        let only = wanted.only.as_deref().and_then(|text| filters(site, has_work).into_iter().find(|only| only_text(only) == text));
        let asked = Asked { scope: scope(whose, who)?, when, only };
        Ok(Self { whose, asked, page: wanted.page.unwrap_or(1).clamp(1, LAST_PAGE) })
    }

    fn address(&self, page: usize) -> String {
        let only = self.asked.only.as_ref().map(only_text).unwrap_or_default();
        format!("/work?whose={}&when={}&only={only}&page={page}", self.whose, self.asked.when)
    }
}

fn scope(whose: Whose, who: &SignedIn) -> Result<Scope, PageError> {
    Ok(match whose {
        Whose::Mine => Scope::Of(who.actor().user_id().ok_or(PageError::Refused)?),
        Whose::Nobodys => Scope::Nobodys,
        Whose::Everyones => Scope::Everyones,
    })
}

/// Where everybody begins: at their work, or, for those who have none here, at what they are here for.
pub(super) async fn home(state: State<Site>, who: SignedIn, wanted: Query<Wanted>) -> Result<Response, PageError> {
    let State(site) = &state;
    if site.walls.may(who.actor(), Act::SeeWork, Subject::Hub, site.now()).is_ok() {
        return show(state, who, wanted).await;
    }
    Ok(go_to(web::beginning(site, &who).map_or("/account", |(_, path)| path)))
}

pub(super) async fn show(State(site): State<Site>, who: SignedIn, Query(wanted): Query<Wanted>) -> Result<Response, PageError> {
    let now = site.now();
    let sight = Sight::new(&site.walls, who.actor(), now);
    let (walls, actor, asked) = (site.walls.clone(), who.actor().clone(), sight.clone());
    let look = move |c: &mut store::Conn| {
        walls.close(c, &actor, now)?;
        asked.has_work(c)
    };
    let has_work = sight.is_told_all() || site.db.read(look).await?;
    let view = View::new(&wanted, &who, &site, has_work)?;
    let choices = Choices::new(&site, &who, &view, has_work)?;
    let lists = choices.lists();
    let (walls, actor) = (site.walls.clone(), who.actor().clone());
    let count = move |c: &mut store::Conn| {
        walls.close(c, &actor, now)?;
        worklist::counts(c, &sight, &lists, now)
    };
    let counts = site.db.read(count).await?;
    let (asked, page) = (view.asked.clone(), view.page);
    let lines = who.transaction(&site, move |tx, asking| {
        let permit = asking.permit::<kind::SeeWork>(tx)?;
        let lines = worklist::lines(tx, &mut asking.ids, &permit, &asked, page)?;
        let decides = asking.walls.may_settle_reviews(&asking.actor, asking.at);
        let pairs = if decides { possible_same::count(tx, &permit)? } else { 0 };
        Ok((lines, pairs, reminders::due_by(tx, &permit, london_date(asking.at))?))
    });
    let (lines, pairs, again) = lines.await?;
    let heading = match view.whose {
        Whose::Mine => "My work",
        Whose::Nobodys => "Cases nobody has taken",
        Whose::Everyones => "Everybody’s work",
    };
    let count = counts.first().copied().unwrap_or_default();
    let content = html! {
        h1.govuk-heading-l { (heading) }
        @if pairs > 0 { p.govuk-body { a.govuk-link href="/same-people" { "Possible same people (" (pairs) ")" } } }
        @if again > 0 || reminders::asks(&site.profile) {
            p.govuk-body { a.govuk-link href="/reminders" { "People to ask again (" (again) @if again == reminders::MOST { " or more" } " today)" } }
        }
        (choices.form(&view, &counts, &site.profile))
        @if lines.lines.is_empty() {
            (nothing(&view, has_work))
        } @else {
            (shown(&view, &lines, count))
            (table(&view, &lines, &site, now))
            (pages(&view, &lines, count))
        }
        (other_lists::links(&who, &site))
    };
    Ok(Page::new("My work").signed_in(&who).at(Place::MyWork).render(&site, content))
}

/// The filters with their counts: how many cases each would show, the other two being as they are.
struct Choices {
    scopes: Vec<(Whose, Asked)>,
    /// None for whoever has no work here.
    whens: Vec<(When, Asked)>,
    onlys: Vec<(Option<Only>, Asked)>,
    here: Asked,
}

impl Choices {
    fn new(site: &Site, who: &SignedIn, view: &View, has_work: bool) -> Result<Self, PageError> {
        let here = &view.asked;
        let mut scopes = Vec::new();
        for &whose in Whose::ALL {
            scopes.push((whose, Asked { scope: scope(whose, who)?, ..here.clone() }));
        }
        let onlys = std::iter::once(None).chain(filters(site, has_work).into_iter().map(Some));
        Ok(Self {
            scopes,
            whens: When::ALL.iter().filter(|_| has_work).map(|when| (*when, Asked { when: *when, ..here.clone() })).collect(),
            onlys: onlys.map(|only| (only.clone(), Asked { only, ..here.clone() })).collect(),
            here: here.clone(),
        })
    }

    /// The list shown, then one for each choice, in the order of the form.
    fn lists(&self) -> Vec<Asked> {
        let scopes = self.scopes.iter().map(|(_, asked)| asked);
        let whens = self.whens.iter().map(|(_, asked)| asked);
        let onlys = self.onlys.iter().map(|(_, asked)| asked);
        std::iter::once(&self.here).chain(scopes).chain(whens).chain(onlys).cloned().collect()
    }

    fn form(&self, view: &View, counts: &[i64], profile: &Profile) -> Markup {
        let mut counts = counts.iter().skip(1).copied();
        let mut option =
            |value: String, text: String| SelectOption::new(value, format!("{text} ({})", counted(counts.next().unwrap_or_default())));
        let scopes: Vec<_> = self
            .scopes
            .iter()
            .map(|(whose, _)| {
                let text = match whose {
                    Whose::Mine => "My cases",
                    Whose::Nobodys => "Nobody’s",
                    Whose::Everyones => "Everybody’s",
                };
                option(whose.to_string(), text.to_owned())
            })
            .collect();
        let whens: Vec<_> = self
            .whens
            .iter()
            .map(|(when, _)| {
                let text = match when {
                    When::Any => "Any time",
                    When::Overdue => "Overdue",
                    When::Today => "By the end of today",
                    When::Nothing => "Nothing is due",
                };
                option(when.to_string(), text.to_owned())
            })
            .collect();
        let onlys: Vec<_> = self
            .onlys
            .iter()
            .map(|(only, _)| match only {
                None => option(String::new(), "All cases".to_owned()),
                Some(only) => option(only_text(only), only_words(only, profile)),
            })
            .collect();
        let only = view.asked.only.as_ref().map(only_text).unwrap_or_default();
        html! {
            form.od-filter method="get" action="/work" {
                h2.od-filter__title { "Show" }
                div.od-filter__fields {
                    (Select::new("whose", "Whose cases").options(scopes).value(view.whose.as_str()))
                    @if !whens.is_empty() { (Select::new("when", "Contact by").options(whens).value(view.asked.when.as_str())) }
                    (Select::new("only", "Only").options(onlys).value(only))
                }
                div.od-filter__actions {
                    (Button::new("Show"))
                    a.govuk-link href="/" { "Back to my cases" }
                }
            }
        }
    }
}

/// A count as a page says it: exact up to a thousand.
fn counted(count: i64) -> String {
    if count > COUNTED_UP_TO {
        "1,000 or more".to_owned()
    } else if count == COUNTED_UP_TO {
        "1,000".to_owned()
    } else {
        count.to_string()
    }
}

fn nothing(view: &View, has_work: bool) -> Markup {
    html! {
        @if view.page > 1 {
            p.govuk-body { "There is nothing on this page any more. " a.govuk-link href=(view.address(1)) { "Go to the first page" } "." }
        } @else if view.whose == Whose::Mine && view.asked.only.is_none() && view.asked.when == When::Any {
            p.govuk-body {
                "Nothing is due on your cases. "
                @if has_work { a.govuk-link href="/work?whose=nobodys" { "See cases nobody has taken" } }
                @else { a.govuk-link href="/work?whose=everyones" { "See every case that you can read" } }
                "."
            }
        } @else {
            p.govuk-body { "No case is like that." }
        }
    }
}

fn shown(view: &View, lines: &Lines, count: i64) -> Markup {
    let first = (view.page - 1) * PAGE + 1;
    html! {
        p.od-count {
            "Showing " strong { (first) } " to " strong { (first + lines.lines.len() - 1) } " of " strong { (counted(count)) }
            @if count == 1 { " case" } @else { " cases" }
        }
    }
}

fn table(view: &View, lines: &Lines, site: &Site, now: Timestamp) -> Markup {
    let by_worker = view.whose == Whose::Everyones;
    html! {
        table.od-worklist role="table" {
            caption.govuk-visually-hidden { "Who to contact" }
            thead role="rowgroup" {
                tr role="row" {
                    @for head in ["Person", "Contact by", "How", "Priority"] { th role="columnheader" scope="col" { (head) } }
                    @if by_worker { th role="columnheader" scope="col" { "Worker" } }
                }
            }
            tbody role="rowgroup" { @for line in &lines.lines { (row(line, by_worker, site, now)) } }
        }
    }
}

fn row(line: &Line, by_worker: bool, site: &Site, now: Timestamp) -> Markup {
    let overdue = line.next_due_at.is_some_and(|at| at <= now);
    let name = line.person.name().unwrap_or_else(|| "Name not known".to_owned());
    html! {
        tr role="row" class={ "od-worklist__case" @if overdue { " od-worklist__case--overdue" } } {
            th role="rowheader" scope="row" {
                a.govuk-link href=(address(line.case)) { (name) }
                span.od-worklist__detail { (line.reference) }
                @if line.person.known.interpreter_needed == Some(true) { span.od-worklist__detail { "Interpreter needed" } }
            }
            td role="cell" data-label="Contact by" { (by_when(line, now, site.working_time())) }
            td role="cell" data-label="How" { (how(line, &site.profile)) }
            td role="cell" data-label="Priority" { (priority(line.level, line.priority)) }
            @if by_worker {
                td role="cell" data-label="Worker" { (line.worker.as_deref().unwrap_or("Nobody")) }
            }
        }
    }
}

/// When somebody must act, marked and in words.
pub(super) fn due_mark(at: Timestamp, now: Timestamp, working: WorkingTime) -> Markup {
    let today = kernel::london_date(at) == kernel::london_date(now);
    let class = if at <= now {
        "od-due od-due--overdue"
    } else if today {
        "od-due od-due--today"
    } else {
        "od-due od-due--later"
    };
    html! { span class=(class) { (say::due(at, now, working)) } }
}

fn by_when(line: &Line, now: Timestamp, working: WorkingTime) -> Markup {
    let next = line.open.first();
    html! {
        @if !line.is_told_what_is_due { "Another organisation works the case" } @else if let Some(at) = line.next_due_at { (due_mark(at, now, working)) } @else { "Nothing is due" }
        @if let Some(next) = next.filter(|next| next.try_at.is_some()) {
            span.od-worklist__detail { "Promised: " (say::due(next.due.due_at, now, working)) }
        }
        @match line.attempts {
            0 => {},
            1 => span.od-worklist__detail { "Tried once" },
            times => span.od-worklist__detail { "Tried " (times) " times" },
        }
    }
}

/// What is to be done, each way as the gate answers for it now.
fn how(line: &Line, profile: &Profile) -> Markup {
    html! {
        @if !line.is_told_what_is_due { "What is asked of you stands on the case" }
        @for open in &line.open {
            @match open.way().map(|way| (way, gate::may_contact(way, &line.who))) {
                Some((way, Err(reason))) => span.od-worklist__detail { (gate::sentence_for(reason, way, &line.who)) },
                _ => div { (due_words(open, profile)) },
            }
        }
    }
}

/// Standard or enhanced rights, and the priority.
pub(super) fn priority(level: Level, priority: u8) -> Markup {
    html! {
        @match level {
            Level::Enhanced => span.od-priority."od-priority--enhanced" { "Enhanced" },
            Level::Standard => span.od-priority."od-priority--standard" { "Standard" },
        }
        span.od-worklist__detail { "Priority " (priority) }
    }
}

fn pages(view: &View, lines: &Lines, count: i64) -> Markup {
    let counted = usize::try_from(count.min(COUNTED_UP_TO)).unwrap_or_default();
    let last = counted.div_ceil(PAGE).clamp(1, LAST_PAGE);
    if last == 1 && view.page == 1 {
        return html! {};
    }
    let near = |page: &usize| *page == 1 || *page == last || page.abs_diff(view.page) <= 1;
    let mut items = Vec::new();
    let mut before = 0;
    for page in (1..=last).filter(near) {
        if page > before + 1 {
            items.push(PageItem::ellipsis());
        }
        items.push(PageItem::new(page, view.address(page)).current(page == view.page));
        before = page;
    }
    html! {
        (Pagination::new()
            .label("Pages of the list")
            .previous((view.page > 1).then(|| view.address(view.page - 1)))
            .next((lines.more && view.page < LAST_PAGE).then(|| view.address(view.page + 1)))
            .items(items))
        @if lines.more && view.page == LAST_PAGE {
            p.govuk-body { "There are more. Narrow the list to see them." }
        }
    }
}
