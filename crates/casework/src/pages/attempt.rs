//! Recording a contact attempt: first the way, of those that are open; then, with the number and what to heed before one's eyes, what came
//! of it.

use access::{Act, kind};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use govuk::{Button, Checkboxes, Choice, DateInput, DatePart, Fieldset, Legend, Radios, Size, Textarea, WarningText};
use jiff::civil::Date;
use kernel::{ContactPointId, Sensitive, TimeLimit, london_date};
use maud::{Markup, html};
use people::record::KeptPoint;
use serde::Deserialize;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use super::case::{denied, heed};
use super::on_case::{address, caption, carry_out, hubs_ways, named, only_who_may, read};
use super::words::{NOTE, outcome_hint, outcome_words, point_words, way_words};
use super::{support_by, upper};
use crate::{
    Refused,
    case::CaseFile,
    record::CaseState,
    record_attempt::{Attempt, record_attempt},
    snapshot::is_unanswered,
    ways::{shown, told_before},
};

#[derive(Debug, Deserialize)]
pub(super) struct Chosen {
    by: Option<String>,
}

/// A way and where it goes, as the forms carry it: `call.0199…`.
pub(super) fn by_text(way: Way, point: &KeptPoint) -> String {
    format!("{way}.{}", point.id)
}

pub(super) fn parse_by(text: &str) -> Option<(Way, ContactPointId)> {
    let (way, point) = text.split_once('.')?;
    Some((Way::parse(way)?, ContactPointId::parse(point)?))
}

pub(super) async fn ask(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, PageError> {
    let file = read(&site, &who, &case).await?;
    only_who_may(&site, &who, Act::RecordAttempt, &file)?;
    only_who_may(&site, &who, Act::SeeContact, &file)?;
    let mut form = Form::filled(chosen.by.clone().map(|by| ("by", by)));
    let Some(by) = chosen.by else { return Ok(choose_way(&site, &who, &file, &form)) };
    if open_way(&site, &file, &by).is_none() {
        form.fail("by", "Select how you will make contact");
        return Ok(choose_way(&site, &who, &file, &form));
    }
    let tomorrow = london_date(site.working_time().due(TimeLimit::WorkingDays(1), site.now()));
    let again = date_fields("again", tomorrow).into_iter().map(|(name, value)| (name.to_owned(), value));
    let filled: Vec<(String, String)> = again.chain([("by".to_owned(), by)]).collect();
    Ok(what_came_of_it(&site, &who, &file, &Form::filled(filled.iter().map(|(name, value)| (name.as_str(), value.clone())))))
}

fn date_fields(name: &str, date: Date) -> [(String, String); 3] {
    let field = |part: &str, value: String| (format!("{name}-{part}"), value);
    [field("day", date.day().to_string()), field("month", date.month().to_string()), field("year", date.year().to_string())]
}

/// The way that the form names, if the case is open and so is the gate.
fn open_way<'f>(site: &Site, file: &'f CaseFile, by: &str) -> Option<(Way, &'f KeptPoint)> {
    let (way, point) = parse_by(by).filter(|_| file.case.state == CaseState::Open)?;
    let open = hubs_ways(site, file).into_iter().find(|out| out.way == way)?.points.ok()?;
    open.into_iter().find(|kept| kept.id == point).map(|kept| (way, kept))
}

fn choose_way(site: &Site, who: &SignedIn, file: &CaseFile, form: &Form) -> Response {
    let outs = hubs_ways(site, file);
    let choices = outs.iter().flat_map(|out| out.points.iter().flatten().map(|point| (out.way, *point))).map(|(way, point)| {
        let choice = Choice::new(by_text(way, point), format!("{} {} ({})", way_words(way), shown(point), point_words(point.point.kind)));
        choice.hint(told_before(point))
    });
    let any = outs.iter().any(|out| out.points.is_ok());
    let radios = Radios::new("by")
        .fieldset(Fieldset::new(Legend::new(html! { (caption(file)) "How will you make contact?" }).size(Size::L).page_heading(true)))
        .choices(choices)
        .value(form.typed("by"))
        .error(form.error("by"));
    let content = html! {
        div.od-two-thirds {
            @if file.case.state == CaseState::Closed {
                h1.govuk-heading-l { (caption(file)) "Record a contact attempt" }
                p.govuk-body #by tabindex="-1" { (Refused::Closed.sentence()) }
            } @else if any {
                form method="get" action=(format!("{}/attempt", address(file.case.id))) novalidate {
                    (radios)
                    (Button::new("Continue"))
                }
                (denied(&outs))
            } @else {
                h1.govuk-heading-l { (caption(file)) "No way of contact is open" }
                // Where the error of a form leads that was sent after the last way was shut.
                div #by tabindex="-1" { (denied(&outs)) }
                p.govuk-body {
                    "Agree a safe way first, through whoever is in safe contact with the person. Then "
                    a.govuk-link href=(format!("{}/safety", address(file.case.id))) { "write down which ways are safe" } "."
                }
            }
        }
    };
    Page::new("How will you make contact?").signed_in(who).at(Place::MyWork).back(address(file.case.id)).form(form).render(site, content)
}

/// The desks on whose behalf contact is due.
fn desks(file: &CaseFile) -> Vec<&str> {
    let mut desks: Vec<&str> = file.open.iter().filter_map(|open| open.due.service.as_deref()).collect();
    desks.sort_unstable();
    desks.dedup();
    desks
}

fn what_came_of_it(site: &Site, who: &SignedIn, file: &CaseFile, form: &Form) -> Response {
    let Some((way, point)) = open_way(site, file, form.typed("by")) else { return choose_way(site, who, file, form) };
    let part = |part: &str| DatePart::new(part).value(form.typed(&format!("again-{part}")));
    let again = DateInput::new("again")
        .name_prefix("again")
        .day(part("day"))
        .month(part("month"))
        .year(part("year"))
        .fieldset(Fieldset::new(Legend::new("When will somebody try again, or get back in touch?").size(Size::M)))
        .hint(if way == Way::Call || way == Way::Voicemail {
            "If nobody answered, or the person wants to think."
        } else {
            "If the person wants to think."
        })
        .error(form.error("again"));
    let choice = |outcome: AttemptOutcome| Choice::new(outcome.as_str(), outcome_words(outcome, way)).hint(outcome_hint(outcome));
    let outcomes = Radios::new("outcome")
        .fieldset(Fieldset::new(Legend::new("What came of it?").size(Size::M)))
        .choices(AttemptOutcome::ALL.iter().copied().filter(|outcome| outcome.can_follow(way)).map(choice))
        .value(form.typed("outcome"))
        .error(form.error("outcome"));
    let checked = told_before(point).map(|_| {
        Checkboxes::new("checked")
            .choice(
                Choice::new("yes", "I have checked that it is the person who answers or reads this").checked(form.has("checked", "yes")),
            )
            .error(form.error("checked"))
    });
    let desks = desks(file);
    let desk = (desks.len() > 1).then(|| {
        Radios::new("desk")
            .fieldset(Fieldset::new(Legend::new("For which desk?").size(Size::M)))
            .choices(desks.iter().map(|desk| Choice::new(*desk, upper(&site.profile.title_of(desk)))))
            .value(form.typed("desk"))
            .error(form.error("desk"))
    });
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(file)) (way_words(way)) " " (reach_link(way, point)) }
            (heed(file, way))
            @if let Some(warning) = told_before(point) { (WarningText::new(warning)) }
            (who.form(&format!("{}/attempt", address(file.case.id)), html! {
                input type="hidden" name="by" value=(by_text(way, point));
                @if let Some(desk) = &desk { (desk) }
                (outcomes)
                @if let Some(support) = support_by::radios(site, form, "If they want support: how is it given?") { (support) }
                (again)
                @if let Some(checked) = &checked { (checked) }
                (Textarea::new("note", "What else there is to say (optional)").value(form.typed("note")).error(form.error("note")))
                (Button::new("Record the attempt").prevent_double_click(true))
            }))
        }
    };
    Page::new("Record a contact attempt")
        .signed_in(who)
        .at(Place::MyWork)
        .back(format!("{}/attempt", address(file.case.id)))
        .form(form)
        .render(site, content)
}

/// The number or address; a link to call or e-mail it, as it is asked for only where the gate opens that way.
pub(super) fn reach_link(way: Way, point: &KeptPoint) -> Markup {
    let key = point.point.key.as_ref().map(|key| key.reveal().as_str()).unwrap_or_default();
    html! {
        @match way {
            Way::Call => a.govuk-link href=(format!("tel:{key}")) { (shown(point)) },
            Way::Email => a.govuk-link href=(format!("mailto:{key}")) { (shown(point)) },
            Way::Voicemail | Way::Text | Way::Letter => (shown(point)),
        }
    }
}

pub(super) async fn record(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let id = named(&case)?;
    let file = read(&site, &who, &case).await?;
    only_who_may(&site, &who, Act::RecordAttempt, &file)?;
    let Some((way, point)) = parse_by(form.typed("by")) else {
        form.fail("by", "Select how you will make contact");
        return Ok(choose_way(&site, &who, &file, &form));
    };
    let outcome = form.word::<AttemptOutcome>("outcome", "Select what came of it");
    let again_on = match outcome {
        Some(outcome) if is_unanswered(way, outcome) => {
            let day = form.date("again", "The day to try again");
            if day.is_none() && form.error("again").is_none() {
                form.fail_at("again", "again-day".to_owned(), "Enter the day to try again".to_owned());
            }
            day
        }
        Some(AttemptOutcome::Reached) => form.date("again", "The day to get back in touch"),
        _ => None,
    };
    let service = match desks(&file).as_slice() {
        [] => None,
        [only] => Some((*only).to_owned()),
        several => {
            let desk = several.iter().find(|desk| **desk == form.typed("desk")).map(|desk| (*desk).to_owned());
            if desk.is_none() {
                form.fail("desk", "Select for which desk you made contact");
            }
            desk
        }
    };
    let note = form.text("note", NOTE).map(Sensitive::new);
    let checked = form.has("checked", "yes");
    let support_by = if outcome == Some(AttemptOutcome::Accepted) { support_by::chosen(&site, &mut form) } else { None };
    let Some(outcome) = outcome.filter(|_| !form.has_errors()) else { return Ok(what_came_of_it(&site, &who, &file, &form)) };
    let attempt = Attempt { way, point, service, outcome, again_on, note, checked, support_by };
    let profile = site.profile.clone();
    let recorded =
        carry_out::<kind::RecordAttempt, _>(&site, &who, id, move |tx, ids, permit| record_attempt(tx, ids, permit, &profile, &attempt));
    match recorded.await? {
        Ok(recorded) if recorded.agree_now => Ok(go_on(&format!("{}/safety", address(id)), Done::AttemptRecorded)),
        Ok(_) => Ok(go_on(&address(id), Done::AttemptRecorded)),
        Err(why) => {
            match why {
                Refused::TryAgainDay => form.fail_at("again", "again-day".to_owned(), why.sentence()),
                Refused::CannotFollow(..) => form.fail("outcome", why.sentence()),
                Refused::NotChecked => form.fail("checked", why.sentence()),
                Refused::NotASupportWay => form.fail("support_by", why.sentence()),
                _ => form.fail("by", why.sentence()),
            }
            // Read anew: what came in the way may have shut this way.
            let file = read(&site, &who, &case).await?;
            Ok(what_came_of_it(&site, &who, &file, &form))
        }
    }
}
