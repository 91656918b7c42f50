//! One pair: the two records side by side, why they may be one person and why not, and the decision.

use access::kind;
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, Choice, Content, Fieldset, Hint, InsetText, Legend, Radios, Size, Textarea, WarningText};
use kernel::{ReviewId, Sensitive, words};
use maud::{Markup, html};
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on, go_to, say};

use super::compared::{Compared, Deciding, MayJoin, read, waiting};
use super::side_by_side::side_by_side;
use super::waterfall::{of_a_hundred, waterfall};
use super::{NOTE, QUEUE};
use crate::reason::note_reason;
use crate::{Error, Refused, cannot_tell, keep_apart};

words! {
    /// What somebody may say of a pair.
    enum Answer { Same = "same", Different = "different", CannotTell = "cannot_tell" }
}

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(review): Path<String>) -> Result<Response, PageError> {
    let compared = read(&site, &who, &review).await?;
    Ok(page(&site, &who, &compared, &Form::empty()))
}

/// Where a pair is.
pub(super) fn address(compared: &Compared) -> String {
    format!("{QUEUE}/{}", compared.waiting.review)
}

fn page(site: &Site, who: &SignedIn, compared: &Compared, form: &Form) -> Response {
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { span.govuk-caption-l { "Asked on case " (compared.waiting.reference) } "Are these two records of one person?" }
            (so_far(compared, who))
            (care(compared))
            (said(compared))
            p.govuk-body { a.govuk-link href="#decide" { "Go to your decision" } }
        }
        h2.govuk-heading-m { "The two records" }
        (side_by_side(compared))
        div.od-two-thirds {
            h2.govuk-heading-m { "What speaks for one person, and what against" }
            @match &compared.explanation {
                Some(explanation) => { (waterfall(explanation)) },
                None => { p.govuk-body { "There is too little in what you are shown to compare." } },
            }
            @if !is_all_shown(compared) {
                p.govuk-body { "What is not shown to you of one of the records is left out of this comparison." }
            }
            h2.govuk-heading-m #decide tabindex="-1" { "Your decision" }
            (decision(compared, who, form))
        }
    };
    Page::new("Are these one person?").signed_in(who).at(Place::MyWork).back(QUEUE).form(form).render(site, content)
}

fn is_all_shown(compared: &Compared) -> bool {
    [compared.one.shown, compared.other.shown].iter().all(|shown| shown.contact && shown.address)
}

/// What others have said of the pair.
fn so_far(compared: &Compared, who: &SignedIn) -> Markup {
    html! {
        @for proposed in &compared.between.proposed {
            (InsetText::new(html! {
                @if Some(proposed.user) == who.actor().user_id() {
                    "You proposed to join them on " (say::moment(proposed.at)) ". Somebody else must agree."
                } @else {
                    (proposed.by) " looked and says that they are one person, on " (say::moment(proposed.at)) ". Somebody else must agree: look for yourself."
                }
            }))
        }
        @for looked in &compared.between.looked {
            p.govuk-body { (looked.by) " looked on " (say::moment(looked.at)) " and could not tell. What they saw stands on the case." }
        }
    }
}

/// Why nobody joins these two alone.
fn care(compared: &Compared) -> Markup {
    html! {
        @if !compared.dangers.is_empty() {
            (WarningText::new("Take care. Somebody else must agree before these two are joined."))
            ul.govuk-list.govuk-list--bullet { @for danger in &compared.dangers { li { (danger.sentence()) } } }
        }
    }
}

/// What the engine says, in words and in people.
fn said(compared: &Compared) -> Markup {
    html! {
        @if let Some(explanation) = &compared.explanation {
            p.govuk-body-l { (sentence(explanation.words)) }
            p.govuk-body { (of_a_hundred(explanation.weighed.probability)) " You decide, not the comparison." }
        }
    }
}

/// Words as a sentence of their own.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).chain(['.']).collect())
}

/// What may be said of the pair by whoever looks; each with what follows from it.
fn answers(compared: &Compared, who: &SignedIn) -> Vec<(Answer, &'static str)> {
    let decides = compared.decides_on.is_some();
    let mut answers = Vec::new();
    if compared.awaits_another(who) {
        return answers;
    }
    match compared.may_join {
        MayJoin::Now | MayJoin::WithSecondFactor => {
            answers.push((Answer::Same, "You will see what changes before the records are joined."))
        }
        MayJoin::WithSomebodyElse if decides => answers.push((Answer::Same, "Somebody else is asked to agree.")),
        MayJoin::No if decides => answers.push((Answer::Same, "A manager is asked to look as well.")),
        MayJoin::WithSomebodyElse | MayJoin::No => {}
    }
    if decides {
        answers.push((Answer::Different, "They are kept apart: never joined, and never shown to anybody as possibly one person again."));
        answers.push((Answer::CannotTell, "The pair stays here for somebody else to look at."));
    }
    answers
}

const fn answer_words(answer: Answer) -> (&'static str, &'static str) {
    match answer {
        Answer::Same => ("Same person", "s"),
        Answer::Different => ("Different people", "d"),
        Answer::CannotTell => ("I cannot tell", "c"),
    }
}

fn decision(compared: &Compared, who: &SignedIn, form: &Form) -> Markup {
    let answers = answers(compared, who);
    let choice = |(answer, follows): &(Answer, &'static str)| {
        let (text, key) = answer_words(*answer);
        Choice::new(answer.as_str(), text)
            .hint(Hint::new(*follows))
            .attributes([("data-key", key)])
            .conditional(reason(*answer, compared, form))
    };
    html! {
        @if answers.is_empty() {
            p.govuk-body {
                @if compared.awaits_another(who) { "You have said that they are one person. Somebody else must look and agree." }
                @else if compared.is_any_case_open() { "You may look at this pair and cannot decide it. Whoever works the case, or a manager, can." }
                @else { "Both cases are closed, so nobody needs to decide this now. When one is opened again, the pair can be decided." }
            }
        } @else {
            (who.form(&address(compared), html! {
                div data-keys {
                    (Radios::new("answer")
                        .fieldset(Fieldset::new(Legend::new("Are they one person?").size(Size::S)))
                        .hint(Hint::new(html! {
                            "Whatever you say is kept with your name. "
                            span data-keys-told hidden { "With the focus on one of these answers, the keys S, D and C choose." }
                        }))
                        .choices(answers.iter().map(choice))
                        .value(form.typed("answer"))
                        .error(form.error("answer")))
                }
                (Button::new("Continue").prevent_double_click(true))
            }))
        }
    }
}

/// The reason, where one is asked for: for whoever looks next, and wherever a mistake could hurt somebody.
fn reason(answer: Answer, compared: &Compared, form: &Form) -> Option<Content> {
    let (field, label) = match answer {
        Answer::Same => return None,
        Answer::Different if compared.dangers.is_empty() => return None,
        Answer::Different => ("why", "How do you know?"),
        Answer::CannotTell => ("seen", "What did you see, and what would help to tell?"),
    };
    let text = Textarea::new(field, label).rows(3).value(form.typed(field)).error(form.error(field));
    Some(html! { (text) }.into())
}

pub(super) async fn decide(
    State(site): State<Site>,
    who: SignedIn,
    Path(review): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let compared = read(&site, &who, &review).await?;
    let offered = answers(&compared, &who);
    let chosen = form.word::<Answer>("answer", "Select whether they are one person");
    if chosen.is_some_and(|chosen| !offered.iter().any(|(answer, _)| *answer == chosen)) {
        return Err(PageError::Refused);
    }
    match chosen {
        Some(Answer::Same) => return Ok(go_to(&format!("{}/join", address(&compared)))),
        Some(Answer::Different) => {
            let why = match compared.dangers.is_empty() {
                true => form.text("why", NOTE),
                false => form.required("why", NOTE, "Enter how you know that they are two people"),
            };
            if !form.has_errors() {
                return decided(&site, &who, &compared, form, Said::Different(why.map(Sensitive::new))).await;
            }
        }
        Some(Answer::CannotTell) => {
            if let Some(seen) = form.required("seen", NOTE, "Enter what you saw, and what would help to tell") {
                return decided(&site, &who, &compared, form, Said::CannotTell(Sensitive::new(seen))).await;
            }
        }
        None => {}
    }
    Ok(page(&site, &who, &compared, &form))
}

#[derive(Clone)]
enum Said {
    Different(Option<Sensitive<String>>),
    CannotTell(Sensitive<String>),
}

async fn decided(site: &Site, who: &SignedIn, compared: &Compared, mut form: Form, said: Said) -> Result<Response, PageError> {
    let Some(Deciding { case, other }) = compared.decides_on else { return Err(PageError::Refused) };
    let (review, engine): (ReviewId, _) = (compared.waiting.review, compared.engine.clone());
    let (done, what) = match &said {
        Said::Different(_) => (Done::KeptApart, "why"),
        Said::CannotTell(_) => (Done::PairLeft, "seen"),
    };
    let outcome = who
        .attempt(site, move |tx, asking| {
            // Whoever decided it meanwhile has taken it off the queue.
            waiting(tx, asking, review)?;
            let other = asking.permit_person::<kind::ReadPerson>(tx, other)?;
            let permit = asking.permit_case::<kind::SettleReview>(tx, case)?;
            let ids = &mut asking.ids;
            match &said {
                Said::Different(why) => {
                    keep_apart(tx, ids, &permit, &other, engine.as_ref())?;
                    note_reason(tx, ids, permit.warrant(), case, why.as_ref())?;
                    Ok::<(), Error>(())
                }
                Said::CannotTell(seen) => cannot_tell(tx, ids, &permit, &other, seen, engine.as_ref()),
            }
        })
        .await?;
    match outcome {
        Ok(()) => Ok(go_on(QUEUE, done)),
        Err(why) => Ok(refused(site, who, compared, &mut form, what, why)),
    }
}

fn refused(site: &Site, who: &SignedIn, compared: &Compared, form: &mut Form, field: &str, why: Refused) -> Response {
    form.fail(field, why.sentence());
    page(site, who, compared, form)
}
