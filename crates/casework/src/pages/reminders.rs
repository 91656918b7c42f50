//! Whom to ask again: the list, and a page for each.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use contact::gate::Way;
use govuk::{Button, Checkboxes, Choice, Fieldset, Legend, Radios, Size, Textarea};
use kernel::{ContactPointId, Sensitive, london_date};
use maud::{Markup, html};
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on, go_to, say};

use super::attempt::{by_text, parse_by};
use super::case::{care_of, denied, warnings};
use super::on_case::{address, caption, carry_out, may, named, only_who_may, read};
use super::words::{NOTE, in_words, point_words, way_words};
use crate::{
    Refused,
    case::{CaseFile, read_case},
    record::CaseState,
    reminders::{
        Answer, Answered, MOST, Reminder, ReminderId, ReminderKind, ReminderState, answer_closed, answer_open, is_never, list, offered,
    },
    ways::{WayOut, shown, told_before},
};

/// What is to be asked, and by which rule.
pub(super) fn what(site: &Site, reminder: &Reminder) -> String {
    match reminder.kind {
        ReminderKind::OfferAgain => format!("Offer support again: {}", in_words(&reminder.rule).to_lowercase()),
        ReminderKind::AskFeedback => {
            let title = site.profile.feedback.iter().find(|point| point.name == reminder.rule).map(|point| point.title.clone());
            format!("Ask how it was: {}", title.unwrap_or_else(|| in_words(&reminder.rule)))
        }
        ReminderKind::CameBack => "They got in touch again, after the case was closed".to_owned(),
    }
}

pub(super) async fn show(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    let listed = who
        .transaction(&site, |tx, asking| {
            let permit = asking.permit::<kind::SeeWork>(tx)?;
            list(tx, &mut asking.ids, &permit)
        })
        .await?;
    let today = london_date(site.now());
    let content = html! {
        h1.govuk-heading-l { "People to ask again" }
        div.od-two-thirds {
            p.govuk-body { "Whoever declined is offered support again, and people are asked how it was, from the day shown. Nobody stands here who asked not to be asked, unless they got in touch again since." }
        }
        @if listed.is_empty() { p.govuk-body { "Nobody is to be asked." } } @else {
            @if listed.len() == MOST { p.govuk-body { "The first " (MOST) " are shown." } }
            ul.govuk-list.govuk-list--spaced {
                @for one in &listed {
                    li {
                        a.govuk-link href=(page_of(&one.reminder)) { (one.person.name().unwrap_or_else(|| "Name not known".to_owned())) ", " (one.reference) }
                        br;
                        (what(&site, &one.reminder))
                        br;
                        @if one.reminder.on <= today { strong { "Since " (say::day(one.reminder.on)) } } @else { "From " (say::day(one.reminder.on)) }
                    }
                }
            }
        }
    };
    Ok(Page::new("People to ask again").signed_in(&who).at(Place::MyWork).back("/").render(&site, content))
}

/// Where one is answered.
pub(super) fn page_of(reminder: &Reminder) -> String {
    format!("{}/reminders/{}", address(reminder.case), reminder.id)
}

/// The act that answering it takes: on an open case it is a contact like any other.
pub(super) const fn act_on(file: &CaseFile) -> Act {
    match file.case.state {
        CaseState::Open => Act::RecordAttempt,
        CaseState::Closed => Act::OfferAgain,
    }
}

/// The reminder that the address names, while it waits.
fn waiting<'f>(file: &'f CaseFile, reminder: &str) -> Option<&'f Reminder> {
    file.reminders.iter().find(|one| one.state == ReminderState::Open && one.id.to_string() == reminder)
}

pub(super) async fn ask(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, reminder)): Path<(String, String)>,
) -> Result<Response, PageError> {
    page(&site, &who, &case, &reminder, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, reminder: &str, form: &Form) -> Result<Response, PageError> {
    let id = named(case)?;
    let (file, asked_never) = who
        .transaction(site, move |tx, asking| {
            let permit = asking.permit_case::<kind::ReadCase>(tx, id)?;
            let file = read_case(tx, &permit)?;
            let asked_never = is_never(tx, file.case.person)?;
            Ok((file, asked_never))
        })
        .await?;
    let file = &file;
    only_who_may(site, who, Act::RecordAttempt, file)?;
    only_who_may(site, who, Act::SeeContact, file)?;
    if !may(site, who, act_on(file), file) {
        return Ok(go_to(&address(file.case.id)));
    }
    // Answered meanwhile: the case's page shows what is left.
    let Some(reminder) = waiting(file, reminder) else { return Ok(go_to(&address(file.case.id))) };
    let outs = offered(&site.profile, reminder, &file.person);
    let points = || outs.iter().flat_map(|out| out.points.iter().flatten().map(|point| (out.way, *point)));
    let made = points().map(|(way, point)| {
        let text = format!("Done. {}: {} ({})", way_words(way), shown(point), point_words(point.point.kind));
        Choice::new(by_text(way, point), text).hint(told_before(point))
    });
    let left = [
        Choice::new("left", "Leave it. The person is not asked"),
        Choice::new("never", "The person asked never to be asked again").hint("Nothing is asked of them again, in any case of theirs."),
    ];
    let answer = Radios::new("answer")
        .fieldset(Fieldset::new(Legend::new("What became of it?").size(Size::M)))
        .choices(made.chain(left))
        .value(form.typed("answer"))
        .error(form.error("answer"));
    let shared = points().any(|(_, point)| told_before(point).is_some());
    let checked = shared.then(|| {
        let choice =
            Choice::new("yes", "I have checked that it is the person who answers or reads this").checked(form.has("checked", "yes"));
        Checkboxes::new("checked").choice(choice).error(form.error("checked"))
    });
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(file)) (what(site, reminder)) }
            @if reminder.kind == ReminderKind::CameBack {
                p.govuk-body {
                    "The person, or an agency for them, sent a referral about what this case was about. If they want support, "
                    a.govuk-link href=(format!("{}/come-back", address(file.case.id))) { "open the case again" } "."
                }
                @if asked_never {
                    p.govuk-body {
                        strong { "They asked before never to be asked again." }
                        " This is here because they came by themselves, or agreed to be sent. Answer that, and offer nothing else."
                    }
                }
            }
            @if points().next().is_none() {
                p.govuk-body { strong { "No way of asking is open and known to be safe." } " Nobody is asked by a way that may not be. Leave it, and say why." }
            } @else {
                (warnings(file))
                @for way in open_ways(&outs) {
                    h2.govuk-heading-s { (way_words(way)) }
                    (care_of(file, way))
                }
            }
            (denied(&outs))
            (who.form(&page_of(reminder), html! {
                (answer)
                @if let Some(checked) = &checked { (checked) }
                (Textarea::new("note", "What there is to say; why, where you leave it").value(form.typed("note")).error(form.error("note")))
                (Button::new("Save").prevent_double_click(true))
            }))
        }
    };
    Ok(Page::new("Ask again").signed_in(who).at(Place::MyWork).back("/reminders").form(form).render(site, content))
}

/// The ways by which there is a number or address to ask by.
fn open_ways<'w>(outs: &'w [WayOut<'_>]) -> impl Iterator<Item = Way> + 'w {
    outs.iter().filter(|out| out.points.as_ref().is_ok_and(|points| !points.is_empty())).map(|out| out.way)
}

fn parse(text: &str, checked: bool) -> Option<Answer> {
    match text {
        "left" => Some(Answer::Left),
        "never" => Some(Answer::Never),
        by => parse_by(by).map(|(way, point): (Way, ContactPointId)| Answer::Made(way, point, checked)),
    }
}

pub(super) async fn answer(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, reminder)): Path<(String, String)>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let (id, which) = (named(&case)?, ReminderId::parse(&reminder).ok_or(PageError::NotFound)?);
    let file = read(&site, &who, &case).await?;
    only_who_may(&site, &who, Act::RecordAttempt, &file)?;
    let answer = parse(form.typed("answer"), form.has("checked", "yes"));
    if answer.is_none() {
        form.fail("answer", "Select what became of it");
    }
    let note = form.text("note", NOTE).map(Sensitive::new);
    let Some(answer) = answer.filter(|_| !form.has_errors()) else { return page(&site, &who, &case, &reminder, &form).await };
    let (answered, profile) = (Answered { reminder: which, answer, note }, site.profile.clone());
    let done = match file.case.state {
        CaseState::Closed => {
            carry_out::<kind::OfferAgain, _>(&site, &who, id, move |tx, ids, permit| answer_closed(tx, ids, permit, &profile, &answered))
                .await?
        }
        CaseState::Open => {
            carry_out::<kind::RecordAttempt, _>(&site, &who, id, move |tx, ids, permit| answer_open(tx, ids, permit, &profile, &answered))
                .await?
        }
    };
    match done {
        Ok(()) => Ok(go_on("/reminders", Done::ReminderAnswered)),
        Err(Refused::DoneMeanwhile) => Ok(go_to(&address(id))),
        Err(why) => {
            let field = match why {
                Refused::SayWhy => "note",
                Refused::NotChecked => "checked",
                _ => "answer",
            };
            form.fail(field, why.sentence());
            // Read anew: what came in the way may have shut this way.
            page(&site, &who, &case, &reminder, &form).await
        }
    }
}

/// On the case's page: who is to be asked again, and when.
pub(super) fn section(site: &Site, who: &SignedIn, file: &CaseFile) -> Markup {
    let may_answer = file.shown.contact && may(site, who, act_on(file), file);
    let open: Vec<&Reminder> = file.reminders.iter().filter(|one| one.state == ReminderState::Open).collect();
    html! {
        @if !open.is_empty() {
            section aria-labelledby="reminders" {
                h2.govuk-heading-m #reminders { "To ask again" }
                ul.govuk-list.govuk-list--bullet {
                    @for one in open {
                        li {
                            @if may_answer { a.govuk-link href=(page_of(one)) { (what(site, one)) } } @else { (what(site, one)) }
                            ", from " (say::day(one.on))
                        }
                    }
                }
            }
        }
    }
}
