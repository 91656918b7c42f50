//! Who must not see a person: whoever knows them, or somebody involved, names themself; whoever leads names others and lifts it again.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, ButtonKind, Select, SelectOption, SummaryList, SummaryRow, WarningText};
use kernel::{CaseId, UserId};
use maud::{Markup, html};
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on, say};

use super::on_case::{address, caption, may_about, named, read};
use crate::{
    give,
    lift_conflict::lift_conflict,
    name_conflict::{Conflicted, conflicts, name_conflict, names_others},
};

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let file = read(site, who, case).await?;
    if !may_about(site, who, Act::NameConflict, &file) {
        return Err(PageError::Refused);
    }
    let id = file.case.id;
    let content = if names_others(who.actor().role()) {
        let person = file.case.person;
        let (workers, named) = site.db.read(move |c| Ok((give::workers(c)?, conflicts(c, person)?))).await?;
        html! {
            h1.govuk-heading-l { (caption(&file)) "Conflicts of interest" }
            p.govuk-body { "Whoever is named here finds nothing of this person any more: no case, no name in a search, whatever else they may see." }
            (already(who, id, &named))
            (who.form(&format!("{}/conflicts", address(id)), html! {
                (anybody(site, workers, &named, form))
                (Button::new("Name this worker").prevent_double_click(true))
            }))
        }
    } else {
        html! {
            h1.govuk-heading-l { (caption(&file)) "You know somebody involved" }
            p.govuk-body { "If you know this person, or somebody suspected of what happened to them, you must not see their record." }
            (WarningText::new("You will not find this person or their cases any more. If the case is yours, it goes back to nobody. A team lead can undo this."))
            p.govuk-body { "Nobody is told why." }
            (who.form(&format!("{}/conflicts", address(id)), html! {
                (Button::new("I must not see this record").kind(ButtonKind::Warning).prevent_double_click(true))
            }))
        }
    };
    let content = html! { div.od-two-thirds { (content) } };
    Ok(Page::new("Conflicts of interest").signed_in(who).at(Place::MyWork).back(address(id)).form(form).render(site, content))
}

fn anybody(site: &Site, workers: Vec<(UserId, String, Option<String>)>, named: &[Conflicted], form: &Form) -> Markup {
    let new = workers.into_iter().filter(|(id, _, _)| named.iter().all(|conflicted| conflicted.user != *id));
    let option = |(id, name, team): (UserId, String, Option<String>)| {
        SelectOption::new(id.to_string(), team.map_or(name.clone(), |team| format!("{name} ({})", site.profile.title_of(&team))))
    };
    html! {
        (Select::new("whom", "Who must not see this person?")
            .options([SelectOption::new("", "Choose a worker")])
            .options(new.map(option))
            .value(form.typed("whom"))
            .error(form.error("whom")))
    }
}

fn already(who: &SignedIn, case: CaseId, named: &[Conflicted]) -> Markup {
    let row = |conflicted: &Conflicted| {
        let lift = html! {
            (who.form(&format!("{}/conflicts/lift", address(case)), html! {
                input type="hidden" name="whom" value=(conflicted.user);
                button.govuk-button.govuk-button--secondary."govuk-!-margin-bottom-0" type="submit" {
                    "Lift" span.govuk-visually-hidden { " the conflict of " (conflicted.name) }
                }
            }))
        };
        let since = say::day(kernel::london_date(conflicted.since));
        SummaryRow::new(conflicted.name.as_str(), html! { p.govuk-body { "Since " (since) } (lift) })
    };
    html! {
        @if !named.is_empty() { (SummaryList::new().rows(named.iter().map(row))) }
    }
}

pub(super) async fn name(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let others = names_others(who.actor().role());
    let whom = if others { form.id::<kernel::kind::User>("whom", "Choose a worker") } else { who.actor().user_id() };
    let Some(whom) = whom else { return page(&site, &who, &case, &form).await };
    let id = named(&case)?;
    let done = who
        .attempt(&site, move |tx, asking| {
            let reading = asking.permit_case::<kind::ReadCase>(tx, id)?;
            let permit = asking.permit_person::<kind::NameConflict>(tx, reading.person())?;
            name_conflict(tx, &mut asking.ids, &permit, whom)
        })
        .await?;
    match done {
        Ok(()) if Some(whom) == who.actor().user_id() => Ok(go_on("/", Done::ConflictNamed)),
        Ok(()) => Ok(go_on(&format!("{}/conflicts", address(id)), Done::ConflictNamed)),
        Err(why) => {
            form.fail("whom", why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}

pub(super) async fn lift(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let Some(whom) = form.id::<kernel::kind::User>("whom", "Choose a worker") else { return page(&site, &who, &case, &form).await };
    let id = named(&case)?;
    let done = who
        .attempt(&site, move |tx, asking| {
            let reading = asking.permit_case::<kind::ReadCase>(tx, id)?;
            let permit = asking.permit_person::<kind::LiftConflict>(tx, reading.person())?;
            lift_conflict(tx, &mut asking.ids, &permit, whom)
        })
        .await?;
    match done {
        Ok(()) => Ok(go_on(&format!("{}/conflicts", address(id)), Done::ConflictLifted)),
        Err(why) => {
            form.fail("whom", why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
