//! A case: who it is, how to reach them safely, what is due and why, and everything that happened.

mod contact;
mod due;
mod history;
mod notes;
mod safety_box;
mod sharing;
mod story;
mod what_else;

use access::Act;
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Action, Button, ButtonKind, InsetText, NotificationBanner, SummaryList, SummaryRow};
use jiff::Timestamp;
use kernel::{Level, london_date};
use maud::{Markup, html};
use profile::Assignment;
use web::{Page, PageError, Place, SignedIn, Site, say};

use super::funding;
use super::on_case::{address, hubs_ways, may, name, read};
use super::reminders;
use super::words::{category_words, channel_words, ending_words, in_words, language};
use super::worklist::priority;
use crate::{
    Refused,
    case::CaseFile,
    record::{CaseRecord, CaseState},
};

/// Words as a sentence of their own.
pub use profile::capital as upper;

pub(super) use safety_box::{care_of, cautions, denied, heed, warnings};

pub(super) async fn show(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    let file = read(&site, &who, &case).await?;
    let (now, working) = (site.now(), site.working_time());
    let content = html! {
        p.od-reference { (file.case.reference) }
        h1.govuk-heading-l { (name(&file)) }
        @if let Some(until) = file.broken_until { (broken(until)) }
        @if let Some(at) = file.destroyed_at { (InsetText::new(format!("The record was destroyed on {}.", say::day(london_date(at))))) }
        @if let (CaseState::Closed, Some(at)) = (file.case.state, file.case.closed_at) {
            (InsetText::new(format!(
                "This case was closed on {}{}. A new referral opens it again, and so does the person who comes back.",
                say::day(london_date(at)),
                file.case.ending.map(|ending| format!(": {}", lower(ending_words(ending)))).unwrap_or_default(),
            )))
        }
        @if file.other_records > 0 { (other_records(&file)) }
        (summary(&file, &who, &site))
        @if !file.is_told_what_is_due && may(&site, &who, Act::AnswerReferral, &file) {
            (Button::link("Answer the referral", format!("{}/onward/answer", address(file.case.id))))
        }
        (actions(&file, &who, &site))
        (safety_box::section(&file, &site, may(&site, &who, Act::ChangeContact, &file)))
        @if file.is_told_what_is_due { (due::section(&site, &who, &file, now, working)) }
        (reminders::section(&site, &who, &file))
        @if file.is_told_what_is_due { (story::why(&file, &site)) }
        (story::incidents(&file))
        (contact::section(&file, &site, may(&site, &who, Act::ChangeContact, &file)))
        (notes::section(&file, &who, &site))
        (sharing::section(&file, &who, &site))
        (what_else::section(&file, &who, &site))
        (history::reviews(&file, &who, &site))
        (history::attempts(&file, &site))
        (history::timeline(&file, &site))
    };
    Ok(Page::new("Case").signed_in(&who).at(Place::MyWork).back("/").render(&site, content))
}

/// Whoever broke the glass is told so for as long as it is broken.
fn broken(until: Timestamp) -> Markup {
    let time = kernel::london(until).time();
    let text = format!("You broke the glass on this case until {:02}:{:02}; it will be reviewed.", time.hour(), time.minute());
    html! { (NotificationBanner::new(text).title("Open to you for a short time").title_id("od-broken-title")) }
}

/// That there are other records of the same person, and the way to them.
fn other_records(file: &CaseFile) -> Markup {
    let text = html! {
        @if file.other_records == 1 { "There is another record of this person. " } @else { "There are " (file.other_records) " other records of this person. " }
        "What it says against a way of contact holds here too. "
        a.govuk-link href=(format!("/people/{}/other-records", file.case.person)) { "See other records and cases" }
    };
    html! { (InsetText::new(text)) }
}

/// A sentence begun in its middle.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn summary(file: &CaseFile, who: &SignedIn, site: &Site) -> Markup {
    let (case, known) = (&file.case, &file.person.known);
    let change = |act: Act, text: &str, to: &str, what: &str| {
        let open = case.state == CaseState::Open && may(site, who, act, file);
        open.then(|| Action::new(text, format!("{}/{to}", address(case.id))).visually_hidden_text(what))
    };
    let age = file.person.age(london_date(site.now())).map_or_else(|| "Not known".to_owned(), |age| age.to_string());
    let rights: Vec<&str> = case.categories.iter().map(|category| category_words(*category)).collect();
    let rights = match case.level {
        Level::Enhanced if rights.is_empty() => "Enhanced".to_owned(),
        Level::Enhanced => format!("Enhanced: {}", rights.join(", ")),
        Level::Standard => "Standard".to_owned(),
    };
    let worker = SummaryRow::new("Worker", file.worker.as_deref().unwrap_or("Nobody yet")).actions(
        [change(Act::GiveCase, "Give", "give", "the case to a worker"), change(Act::HandOverCase, "Hand over", "hand-over", "the case")]
            .into_iter()
            .flatten(),
    );
    let list = SummaryList::new().row("Age", age);
    let list = if known.interpreter_needed == Some(true) { list.row("Interpreter", html! { strong { "Needed" } }) } else { list };
    let list = match &known.first_language {
        Some(code) => list.row("First language", language(code)),
        None => list,
    };
    let list = if known.communication_needs.is_empty() {
        list
    } else {
        list.row("Needs", known.communication_needs.iter().map(|need| in_words(need)).collect::<Vec<_>>().join(", "))
    };
    let list = match known.preferred_contact.and_then(kernel::PreferredContact::channel) {
        Some(channel) => list.row("Prefers", upper(channel_words(channel))),
        None => list,
    };
    let list = list.row("Rights", rights).row("Priority", priority(case.level, case.priority));
    if is_partners(file, who, site) {
        return html! { (list.rows([worker])) };
    }
    html! {
        (list
            .row("Pathway", pathway(site, case))
            .rows([worker])
            .rows(funding_row(file, who, site)))
    }
}

/// Where the case goes and whose it is. Behind a wall each desk works it for itself, and a team is no more than the list it stands in.
fn pathway(site: &Site, case: &CaseRecord) -> String {
    let (name, team) = (upper(&site.profile.title_of(&case.pathway)), site.profile.title_of(&case.team));
    if site.walls.organisation().walled_desks {
        format!("{name}, listed under team {team}; each desk works its own part")
    } else {
        format!("{name}, team {team}")
    }
}

/// Whether it is read at a partner to whom the person was referred: with which service the case lies, and what pays for it, is not theirs.
fn is_partners(file: &CaseFile, who: &SignedIn, site: &Site) -> bool {
    let own = site.walls.organisation().agency(who.actor().agency.as_deref());
    own.is_some_and(|own| own.kind == kernel::AgencyKind::Partner && own.name != file.facts.agency)
}

/// What pays for the support, where the hub tells streams apart.
fn funding_row(file: &CaseFile, who: &SignedIn, site: &Site) -> Option<SummaryRow> {
    let streams: Vec<String> = funding::paying(file).map(|funded| funding::title(site, &funded.stream)).collect();
    if site.profile.funding.is_empty() && streams.is_empty() {
        return None;
    }
    let said = html! {
        @if streams.is_empty() { "Nothing in particular" } @else { ul.govuk-list { @for stream in &streams { li { (stream) } } } }
    };
    let change = may(site, who, Act::SetFunding, file)
        .then(|| Action::new("Change", format!("{}/funding", address(file.case.id))).visually_hidden_text("what pays for the support"));
    Some(SummaryRow::new("Paid for by", said).actions(change))
}

/// Whether any way to the person is open.
fn is_reachable(site: &Site, file: &CaseFile) -> bool {
    hubs_ways(site, file).iter().any(|out| out.points.as_ref().is_ok_and(|points| !points.is_empty()))
}

fn actions(file: &CaseFile, who: &SignedIn, site: &Site) -> Markup {
    let case = &file.case;
    let to = |page: &str| format!("{}/{page}", address(case.id));
    let takes = site.profile.assignment != Assignment::Lead && may(site, who, Act::TakeCase, file);
    let take = takes
        .then(|| who.form(&to("take"), html! { (Button::new("Take the case").kind(ButtonKind::Secondary).prevent_double_click(true)) }));
    html! {
        @if case.state == CaseState::Open {
            div.govuk-button-group {
                @if !file.shown.contact {
                } @else if is_reachable(site, file) {
                    @if may(site, who, Act::RecordAttempt, file) { (Button::link("Record a contact attempt", to("attempt"))) }
                } @else if may(site, who, Act::ChangeContact, file) {
                    (Button::link("Write down which ways are safe", to("safety")))
                }
                @if let Some(take) = take { (take) }
                @if case.worker.is_none() && site.profile.assignment == Assignment::Lead {
                    p.govuk-body { (Refused::LeadGives.sentence()) }
                }
                @if may(site, who, Act::CloseCase, file) { a.govuk-link href=(to("close")) { "Close the case" } }
            }
        }
    }
}
