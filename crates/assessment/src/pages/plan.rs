//! The plan: what was agreed with the person.

use access::{Act, Kind, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use casework::pages::on_case::{address, caption, carry_out, may, named, only_who_may, read};
use casework::record::CaseState;
use govuk::{Button, ButtonKind, Tag, TagColour, Textarea};
use kernel::Sensitive;
use maud::{Markup, html};
use people::NOT_SHOWN;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on, say};

use super::NOTE;
use crate::plan::{Arm, KeepsArm, PlanStep, StepId, StepState, agree_step, end_step, keeps, plan};

pub(super) async fn show(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

const fn arm_words(arm: Arm) -> &'static str {
    match arm {
        Arm::Support => "Support",
        Arm::Safety => "Safety",
    }
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let file = read(site, who, case).await?;
    let id = file.case.id;
    let steps = who
        .transaction(site, move |tx, asking| {
            let permit = asking.permit_case::<kind::ReadCase>(tx, id)?;
            plan(tx, &permit)
        })
        .await?;
    let here = address(id);
    let changes = |arm: Arm| file.case.state == CaseState::Open && may(site, who, act(arm), &file);
    let kept = |arm: Arm| steps.iter().find(|step| step.arm == arm).and_then(|step| step.desk.as_deref());
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "Plan" }
            @for arm in Arm::ALL {
                section aria-labelledby=(arm.as_str()) {
                    h2.govuk-heading-m id=(arm.as_str()) { (arm_words(*arm)) }
                    @if let Some(desk) = kept(*arm) {
                        p.govuk-body { "Kept by the " (site.profile.title_of(desk)) " desk. A team lead or manager can change it too." }
                    }
                    @if !steps.iter().any(|step| step.arm == *arm) {
                        p.govuk-body { "Nothing has been agreed yet." }
                    } @else {
                        ol.od-timeline {
                            @for step in steps.iter().filter(|step| step.arm == *arm) { (one(who, &here, step, changes(*arm))) }
                        }
                    }
                    @if changes(*arm) && keeps(who.actor(), kept(*arm)) { (add(who, &here, *arm, form)) }
                }
            }
        }
    };
    Ok(Page::new("Plan").signed_in(who).at(Place::MyWork).back(here).form(form).render(site, content))
}

/// What it takes to change this arm.
const fn act(arm: Arm) -> Act {
    match arm {
        Arm::Support => kind::AssessNeeds::ACT,
        Arm::Safety => kind::ChangeContact::ACT,
    }
}

fn words_field(arm: Arm) -> String {
    format!("words-{}", arm.as_str())
}

fn add(who: &SignedIn, here: &str, arm: Arm, form: &Form) -> Markup {
    let (name, label) = (words_field(arm), format!("Add a step for the person’s {}", arm_words(arm).to_lowercase()));
    let words = Textarea::new(&name, label).hint("Who does what, and by when.").rows(3).value(form.typed(&name)).error(form.error(&name));
    who.form(
        &format!("{here}/plan/{}", arm.as_str()),
        html! { (words) (Button::new("Add the step").kind(ButtonKind::Secondary).prevent_double_click(true)) },
    )
}

fn one(who: &SignedIn, here: &str, step: &PlanStep, changes: bool) -> Markup {
    let state = match step.state {
        StepState::Open => None,
        StepState::Done => Some(Tag::new("Done").colour(TagColour::Green)),
        StepState::Dropped => Some(Tag::new("No longer needed").colour(TagColour::Grey)),
    };
    let ends = |state: StepState, label: &str| {
        let button = Button::new(label).kind(ButtonKind::Secondary).name("state").value(state.as_str());
        html! { (button) }
    };
    html! {
        li.od-timeline__event {
            p.govuk-body { @match &step.words { Some(words) => (words.reveal()), None => (NOT_SHOWN) } }
            p.od-timeline__by { time datetime=(step.agreed_at) { (say::moment(step.agreed_at)) } ", " (step.by) }
            @if let Some(state) = state { p.govuk-body { (state) } }
            @if changes && step.state == StepState::Open && keeps(who.actor(), step.desk.as_deref()) {
                (who.form(&format!("{here}/plan/{}", step.arm.as_str()), html! {
                    input type="hidden" name="step" value=(step.id);
                    div.govuk-button-group { (ends(StepState::Done, "Done")) (ends(StepState::Dropped, "No longer needed")) }
                }))
            }
        }
    }
}

/// Adds a step to an arm, or says what became of one.
pub(super) async fn change<A: KeepsArm + 'static>(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let file = read(&site, &who, &case).await?;
    only_who_may(&site, &who, A::ACT, &file)?;
    let (id, field) = (named(&case)?, words_field(A::ARM));
    let done = if form.typed("step").is_empty() {
        let Some(words) = form.required(&field, NOTE, "Enter what was agreed").map(Sensitive::new) else {
            return page(&site, &who, &case, &form).await;
        };
        carry_out::<A, _>(&site, &who, id, move |tx, ids, permit| agree_step(tx, ids, permit, &words).map(|_| ())).await?
    } else {
        let Some(step) = StepId::parse(form.typed("step")) else { return Err(PageError::NotFound) };
        let Some(state) = form.word::<StepState>("state", "Say whether it is done or no longer needed") else {
            return page(&site, &who, &case, &form).await;
        };
        carry_out::<A, _>(&site, &who, id, move |tx, ids, permit| end_step(tx, ids, permit, step, state)).await?
    };
    match done {
        Ok(()) => Ok(go_on(&format!("{}/plan", address(id)), Done::PlanChanged)),
        Err(why) => {
            form.fail_at(&field, A::ARM.as_str().to_owned(), why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
