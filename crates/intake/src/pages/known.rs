//! Is it somebody we know? Asked before anybody new is made.

use access::{Act, Subject, kind};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use govuk::{Button, Choice, InsetText, Label, Legend, Radios, Size};
use kernel::PersonId;
use maud::html;
use people::memory::Everybody;
use people::pages::hit;
use people::search::{Candidate, perhaps};
use web::{CheckedForm, DraftId, Form, PageError, SignedIn, Site, go_to};

use super::journey::{Setting, Step, answers, described, draft_id, save};
use super::step::{Asked, page};

const TITLE: &str = "Do we know this person already?";

pub(super) async fn ask(
    State(site): State<Site>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let id = draft_id(&id)?;
    let Some(form) = answers(&site, &who, id).await? else { return Ok(go_to(&format!("/referrals/{id}/done"))) };
    let found = look(&site, &who, &form).await?;
    if found.0.is_empty() {
        return Ok(go_to(&on(id, asked)));
    }
    Ok(show(&site, &who, id, &form, asked, &found))
}

pub(super) async fn answer(
    State(site): State<Site>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    CheckedForm(sent): CheckedForm,
) -> Result<Response, PageError> {
    let id = draft_id(&id)?;
    let Some(mut form) = answers(&site, &who, id).await? else { return Ok(go_to(&format!("/referrals/{id}/done"))) };
    let found = look(&site, &who, &form).await?;
    let shown: Vec<PersonId> = found.0.iter().map(|candidate| candidate.hit.person.id).collect();
    let known = sent.typed("known");
    let is_shown = PersonId::parse(known).is_some_and(|person| shown.contains(&person));
    if !is_shown && known != "none" {
        form.fail("known", "Select who it is, or that it is none of these");
        return Ok(show(&site, &who, id, &form, asked, &found));
    }
    let ruled_out = shown.iter().filter(|_| !is_shown).map(|person| ("ruled_out", person.to_string()));
    form.take_over(&["known", "ruled_out"], &Form::filled(std::iter::once(("known", known.to_owned())).chain(ruled_out)));
    save(&site, &who, id, form, asked.next(Step::Known)).await?;
    Ok(go_to(&on(id, asked)))
}

fn on(id: DraftId, asked: Asked) -> String {
    asked.next(Step::Known).path(id)
}

async fn look(site: &Site, who: &SignedIn, form: &Form) -> Result<(Vec<Candidate>, bool), PageError> {
    // Whoever refers and sees nobody on record is shown nobody; whether it is somebody known is found out when it is taken.
    if site.walls.may(who.actor(), Act::SearchPeople, Subject::Hub, site.now()).is_err() {
        return Ok((Vec::new(), false));
    }
    let (told, everybody) = (described(form, &Setting::new(site)), site.memory::<Everybody>());
    who.transaction(site, move |tx, asking| {
        let permit = asking.permit::<kind::SearchPeople>(tx)?;
        perhaps(tx, &mut asking.ids, &permit, &everybody, &told)
    })
    .await
}

fn show(site: &Site, who: &SignedIn, id: DraftId, form: &Form, asked: Asked, (candidates, more): &(Vec<Candidate>, bool)) -> Response {
    let today = Setting::new(site).today();
    let choice = |candidate: &Candidate| {
        let hit = &candidate.hit;
        let brief = html! {
            (hit::in_brief(hit, today))
            @if let Some(explanation) = &candidate.explanation { br; (hit::likeness(explanation)) }
        };
        Choice::new(hit.person.id.to_string(), Label::new(hit::name(hit)).size(Size::S)).hint(brief)
    };
    let radios = Radios::new("known")
        .fieldset(Legend::new(TITLE).size(Size::L).page_heading(true))
        .hint("Ask them something that only they would know. Do not read out what is on record.")
        .value(form.typed("known"))
        .error(form.error("known"))
        .choices(candidates.iter().map(choice))
        .divider("or")
        .choice(Choice::new("none", "None of these: they are new to us"));
    let inside = html! {
        (radios)
        @if *more { (InsetText::new("There are more people who might be meant. Go back and add a birth date or a phone number to find them.")) }
        (Button::new("Continue"))
    };
    let back = asked.before(Step::Known);
    page(site, who, TITLE, id, form, back, who.form(&format!("{}{}", Step::Known.path(id), asked.query()), inside))
}
