//! The weekly meetings, and the agenda of each.

use access::kind;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Level, london_date};
use maud::{Markup, html};
use people::memory::Everybody;
use serde::Deserialize;
use web::{Page, PageError, Place, SignedIn, Site, go_to, pagination, say};

use super::overview::why_ended;
use crate::agenda::{AgendaLine, agenda as agenda_of, meeting_on, meetings};
use crate::listed::Listed;
use crate::place::title;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    page: Option<usize>,
}

pub(super) async fn list(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    let (profile, everybody) = (site.profile.clone(), site.memory::<Everybody>());
    let coming = who.transaction(&site, move |tx, asking| {
        let permit = asking.permit::<kind::SeeWork>(tx)?;
        meetings(tx, &permit, &profile, &everybody)
    });
    let coming = coming.await?;
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Meetings" }
            @if coming.is_empty() {
                p.govuk-body { "This hub has no meetings at which services agree who leads." }
            } @else {
                p.govuk-body { "Where more than one service could support a person, the meeting agrees which of them leads. Only cases that you may see are counted." }
                ul.govuk-list {
                    @for (meeting, cases) in &coming {
                        li {
                            a.govuk-link href=(format!("/meetings/{}/{}", meeting.authority, london_date(meeting.at))) { (meeting.title) }
                            ", " (say::moment(meeting.at)) ": "
                            @match cases { 0 => { "no case" }, 1 => { "1 case" }, cases => { (cases) " cases" } }
                        }
                    }
                }
            }
        }
    };
    Ok(Page::new("Meetings").signed_in(&who).at(Place::MyWork).back("/").render(&site, content))
}

pub(super) async fn agenda(
    State(site): State<Site>,
    who: SignedIn,
    Path((authority, day)): Path<(String, String)>,
    Query(wanted): Query<Asked>,
) -> Result<Response, PageError> {
    let meeting = day.parse::<Date>().ok().and_then(|day| meeting_on(&site.profile, &authority, day));
    let (profile, everybody, asked) = (site.profile.clone(), site.memory::<Everybody>(), meeting.clone());
    let page = wanted.page.unwrap_or(1);
    let lines = who.transaction(&site, move |tx, asking| {
        let permit = asking.permit::<kind::SeeWork>(tx)?;
        let Some(meeting) = &asked else { return Ok(Listed::of(Vec::new(), 1)) };
        let which = (meeting.authority.as_str(), london_date(meeting.at));
        agenda_of(tx, &mut asking.ids, &permit, &profile, &everybody, which, page)
    });
    let listed = lines.await?;
    let Some(meeting) = meeting else { return Ok(go_to("/meetings").into_response()) };
    let content = html! {
        h1.govuk-heading-l { span.govuk-caption-l { (say::moment(meeting.at)) } "Meeting: " (meeting.title) }
        @if listed.total == 0 {
            p.govuk-body { "There is no case on this agenda that you may see." }
        } @else {
            p.od-count { strong { (listed.total) } @if listed.total == 1 { " case" } @else { " cases" } " that you may see, the most urgent first." (listed.which_page()) }
            @for (number, line) in (listed.first()..).zip(&listed.lines) { (item(number, line, &site)) }
            (pagination(listed.page, listed.pages(), |page| format!("/meetings/{}/{}?page={page}", meeting.authority, london_date(meeting.at))))
        }
    };
    Ok(Page::new("Agenda").signed_in(&who).at(Place::MyWork).back("/meetings").render(&site, content))
}

fn item(number: usize, line: &AgendaLine, site: &Site) -> Markup {
    let day = |at| say::day(london_date(at));
    let name = line.person.name().unwrap_or_else(|| "Name not known".to_owned());
    let urgency = format!("Priority {}{}", line.priority, if line.level == Level::Enhanced { ", enhanced rights" } else { "" });
    let services = if line.services.is_empty() {
        "None of this hub’s".to_owned()
    } else {
        line.services.iter().map(|(_, title)| title.as_str()).collect::<Vec<_>>().join(", ")
    };
    let before = html! {
        ul.govuk-list.govuk-list--bullet {
            @for lead in line.led.iter().filter(|lead| lead.ended_at.is_some()) {
                li { (title(&site.profile, &lead.service)) " led until " (day(lead.ended_at.unwrap_or(lead.since))) ": " (why_ended(lead)) }
            }
            @for referral in &line.refused {
                @if let Some(last) = referral.moments.last() {
                    li { (title(&site.profile, &referral.service)) " refused on " (day(last.at)) @if let Some(reason) = last.reason { ": " (reason.words()) } }
                }
            }
        }
    };
    let is_new = line.refused.is_empty() && line.led.iter().all(|lead| lead.ended_at.is_none());
    let list = govuk::SummaryList::new().row("Urgency", urgency).row("Services that fit", services);
    let list = if is_new { list.row("Refused before", "Nothing") } else { list.row("Before", before) };
    html! {
        section aria-labelledby=(format!("item-{number}")) {
            h2.govuk-heading-m id=(format!("item-{number}")) {
                (number) ". " a.govuk-link href=(format!("/cases/{}", line.case)) { (name) } " " span.govuk-caption-m { (line.reference) }
            }
            (list)
            p.govuk-body { a.govuk-link href=(format!("/cases/{}/onward/lead", line.case)) { "Agree which service leads" span.govuk-visually-hidden { ", case " (line.reference) } } }
        }
    }
}
