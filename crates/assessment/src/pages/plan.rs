//! The plan: what was agreed with the person.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use casework::pages::on_case::{address, caption, carry_out, may, named, only_who_may, read};
use casework::record::CaseState;
use govuk::{Button, ButtonKind, Choice, Fieldset, Legend, Radios, Size, Tag, TagColour, Textarea};
use kernel::Sensitive;
use maud::{Markup, html};
use people::NOT_SHOWN;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on, say};

use super::NOTE;
use crate::plan::{Arm, NewStep, PlanStep, StepState, agree_step, end_step, keeps, plan};

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
    let changes = file.case.state == CaseState::Open && may(site, who, Act::AssessNeeds, &file);
    let kept = |arm: Arm| steps.iter().find(|step| step.arm == arm).and_then(|step| step.desk.as_deref());
    let open_arms: Vec<Arm> = Arm::ALL.iter().copied().filter(|arm| keeps(who.actor(), kept(*arm))).collect();
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "Plan" }
            @if form.error("step").is_some() { (govuk::InsetText::new(form.error("step").unwrap_or_default().to_owned())) }
            @for arm in Arm::ALL {
                section aria-labelledby=(arm.as_str()) {
                    h2.govuk-heading-m id=(arm.as_str()) { (arm_words(*arm)) }
                    @if let Some(desk) = kept(*arm) {
                        p.govuk-body { "Kept by the " (desk.replace('_', " ")) " desk. Other desks read it; a team lead or manager can change it too." }
                    }
                    @if !steps.iter().any(|step| step.arm == *arm) {
                        p.govuk-body { "Nothing has been agreed yet." }
                    } @else {
                        ol.od-timeline {
                            @for step in steps.iter().filter(|step| step.arm == *arm) { (one(who, &here, step, changes)) }
                        }
                    }
                }
            }
            @if changes && !open_arms.is_empty() {
                h2.govuk-heading-m { "Add a step" }
                (who.form(&format!("{here}/plan"), html! {
                    @if let [only] = open_arms.as_slice() {
                        p.govuk-body { (arm_words(*only)) }
                        input type="hidden" name="arm" value=(only.as_str());
                    } @else {
                        (Radios::new("arm")
                            .fieldset(Fieldset::new(Legend::new("Which part of the plan is it?").size(Size::S)))
                            .choices(open_arms.iter().map(|arm| Choice::new(arm.as_str(), arm_words(*arm))))
                            .value(form.typed("arm"))
                            .error(form.error("arm")))
                    }
                    (Textarea::new("words", "What was agreed")
                        .hint("Who does what, and by when.")
                        .rows(3)
                        .value(form.typed("words"))
                        .error(form.error("words")))
                    (Button::new("Add the step").prevent_double_click(true))
                }))
            }
        }
    };
    Ok(Page::new("Plan").signed_in(who).at(Place::MyWork).back(here).form(form).render(site, content))
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
                (who.form(&format!("{here}/plan/end"), html! {
                    input type="hidden" name="step" value=(step.id);
                    div.govuk-button-group { (ends(StepState::Done, "Done")) (ends(StepState::Dropped, "No longer needed")) }
                }))
            }
        }
    }
}

pub(super) async fn agree(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let file = read(&site, &who, &case).await?;
    only_who_may(&site, &who, Act::AssessNeeds, &file)?;
    let arm = form.word::<Arm>("arm", "Select which part of the plan it is");
    let words = form.required("words", NOTE, "Enter what was agreed");
    let (Some(arm), Some(words)) = (arm, words) else { return page(&site, &who, &case, &form).await };
    let (id, step) = (named(&case)?, NewStep { arm, words: Sensitive::new(words) });
    match carry_out::<kind::AssessNeeds, _>(&site, &who, id, move |tx, ids, permit| agree_step(tx, ids, permit, &step)).await? {
        Ok(_) => Ok(go_on(&format!("{}/plan", address(id)), Done::PlanChanged)),
        Err(why) => {
            form.fail("arm", why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}

pub(super) async fn end(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let file = read(&site, &who, &case).await?;
    only_who_may(&site, &who, Act::AssessNeeds, &file)?;
    let step = form.id("step", "Choose the step on the page of the plan");
    let state = form.word::<StepState>("state", "Say whether it is done or no longer needed");
    let (Some(step), Some(state)) = (step, state) else { return page(&site, &who, &case, &form).await };
    let id = named(&case)?;
    match carry_out::<kind::AssessNeeds, _>(&site, &who, id, move |tx, ids, permit| end_step(tx, ids, permit, step, state)).await? {
        Ok(()) => Ok(go_on(&format!("{}/plan", address(id)), Done::PlanChanged)),
        Err(why) => {
            form.fail("step", why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
