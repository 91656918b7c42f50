//! Before two records are joined: what changes, that it can be taken back, and whether somebody else must agree.

use access::{Act, has_yes_to_pair, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, InsetText, SummaryList, Textarea, WarningText};
use kernel::{PersonId, Safety, Sensitive};
use maud::{Markup, html};
use people::joined::{Heard, Said, strictest};
use people::record::PersonRecord;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on, go_to, say};

use super::compared::{Compared, Deciding, MayJoin, read, waiting};
use super::pair::address;
use super::{NOTE, QUEUE, name};
use crate::reason::{note_reason, note_reason_so_far};
use crate::{Error, propose};

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(review): Path<String>) -> Result<Response, PageError> {
    let compared = read(&site, &who, &review).await?;
    page(&site, &who, &compared, &Form::empty())
}

fn page(site: &Site, who: &SignedIn, compared: &Compared, form: &Form) -> Result<Response, PageError> {
    let proposes = matches!(compared.may_join, MayJoin::No | MayJoin::WithSomebodyElse);
    if proposes && compared.decides_on.is_none() && !compared.awaits_another(who) {
        return Err(PageError::Refused);
    }
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { span.govuk-caption-l { "Asked on case " (compared.waiting.reference) } "Join these two records?" }
            (SummaryList::new().row("Record A", in_brief(&compared.one.person)).row("Record B", in_brief(&compared.other.person)))
            h2.govuk-heading-m { "What changes" }
            (changes(compared))
            (InsetText::new("It can be taken back. When they are parted, both records are as they were."))
            (how(compared, who, form))
        }
    };
    Ok(Page::new("Join two records").signed_in(who).at(Place::MyWork).back(address(compared)).form(form).render(site, content))
}

fn in_brief(person: &PersonRecord) -> String {
    match &person.known.date_of_birth {
        Some(born) => format!("{}, born {}", name(person), say::date(*born.reveal())),
        None => format!("{}, birth date not known", name(person)),
    }
}

fn changes(compared: &Compared) -> Markup {
    html! {
        ul.govuk-list.govuk-list--bullet {
            li { "Each record stays as it is. It shows that there is another, and the other’s cases to whoever may see those." }
            @for change in stricter(compared) { li { (change) } }
            li { "Whoever must not see one of the records sees neither. If they work a case of the other, it goes back to nobody." }
            li { "Every open case says so in its timeline. No case is handed over." }
        }
    }
}

/// Which ways of contact shut when the two are joined: a "no" of either holds for both.
fn stricter(compared: &Compared) -> Vec<String> {
    let (one, other) = (&compared.one, &compared.other);
    if !(one.shown.contact && other.shown.contact) {
        return vec!["The stricter word on each way of contact holds for both.".to_owned()];
    }
    let mut changes = shut("A", "B", one.person.said(), (other.person.id, other.person.said()));
    changes.extend(shut("B", "A", other.person.said(), (one.person.id, one.person.said())));
    if changes.is_empty() {
        changes.push("What is safe stays as it is: the two records do not contradict each other.".to_owned());
    }
    changes
}

fn shut(this: &str, that: &str, own: Said, (whose, other): (PersonId, Said)) -> Vec<String> {
    let both = strictest(own, &[Heard { of: whose, said: other, is_settled: false }]);
    let ways = |safety: Safety| [safety.call, safety.voicemail, safety.text, safety.email, safety.letter];
    let words = ["do not call", "do not leave a message", "do not text", "do not email", "do not write"];
    let shut: Vec<&str> = ways(own.safety)
        .into_iter()
        .zip(ways(both.safety))
        .zip(words)
        .filter(|((before, after), _)| before != after && *after == Some(false))
        .map(|(_, words)| words)
        .collect();
    let mut changes = Vec::new();
    if !shut.is_empty() {
        changes.push(format!("Record {this}: {}, because record {that} says that it is not safe.", shut.join(", ")));
    }
    if both.suspect_shares_address == Some(true) && own.suspect_shares_address != Some(true) {
        changes.push(format!("Record {this}: no letters, because on record {that} the suspect lives at the person’s address."));
    }
    if both.flags != own.flags {
        changes.push(format!("Record {this}: what is flagged on record {that} is heeded too."));
    }
    changes
}

/// Who must do what, and the button.
fn how(compared: &Compared, who: &SignedIn, form: &Form) -> Markup {
    let is_dangerous = !compared.dangers.is_empty();
    let why = Textarea::new("why", "How do you know that they are one person?").rows(3).value(form.typed("why")).error(form.error("why"));
    let proposes = matches!(compared.may_join, MayJoin::No | MayJoin::WithSomebodyElse);
    html! {
        @if is_dangerous {
            (WarningText::new("Somebody else must agree before these two are joined."))
            ul.govuk-list.govuk-list--bullet { @for danger in &compared.dangers { li { (danger.sentence()) } } }
        }
        @if let (Some(proposed), MayJoin::Now) = (compared.between.proposed.first(), compared.may_join) {
            p.govuk-body { (proposed.by) " says so too, on " (say::moment(proposed.at)) "." }
        }
        @if compared.awaits_another(who) {
            p.govuk-body { "You asked for that already. It waits for somebody else, who looks at both records as you did." }
        } @else {
            @if compared.may_join == MayJoin::WithSecondFactor {
                p.govuk-body { "You will be asked for your second factor, if you did not give it just now." }
            }
            @if compared.may_join == MayJoin::No {
                p.govuk-body { "A manager looks at both records as well, and joins them." }
            }
            (who.form(&format!("{}/join", address(compared)), html! {
                @if is_dangerous { (why) }
                (Button::new(if proposes { "Ask somebody else to agree" } else { "Join the records" }).prevent_double_click(true))
            }))
        }
        p.govuk-body { a.govuk-link href=(address(compared)) { "Do not join them" } }
    }
}

pub(super) async fn join(
    State(site): State<Site>,
    who: SignedIn,
    Path(review): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let compared = read(&site, &who, &review).await?;
    let is_dangerous = !compared.dangers.is_empty();
    let why = match is_dangerous {
        true => form.required("why", NOTE, "Enter how you know that they are one person"),
        false => form.text("why", NOTE),
    };
    if form.has_errors() {
        return page(&site, &who, &compared, &form);
    }
    let (review, why) = (compared.waiting.review, why.map(Sensitive::new));
    let proposes = matches!(compared.may_join, MayJoin::No | MayJoin::WithSomebodyElse);
    let deciding = compared.decides_on;
    if proposes && deciding.is_none() {
        return Err(PageError::Refused);
    }
    if compared.may_join == MayJoin::WithSecondFactor {
        who.second_factor_recently(&site, &format!("{}/join", address(&compared)))?;
    }
    let engine = compared.engine.clone();
    let outcome = who
        .attempt(&site, move |tx, asking| {
            let pair = waiting(tx, asking, review)?;
            let both = (pair.person, pair.other);
            if let (true, Some(Deciding { case, other })) = (proposes, deciding) {
                let other = asking.permit_person::<kind::ReadPerson>(tx, other)?;
                let permit = asking.permit_case::<kind::SettleReview>(tx, case)?;
                propose(tx, &mut asking.ids, &permit, &other)?;
                note_reason_so_far(tx, &mut asking.ids, permit.warrant(), case, why.as_ref())?;
                return Ok::<(), Error>(());
            }
            // Whoever agreed may have taken it back since the page was made.
            if is_dangerous && !has_yes_to_pair(tx, Act::Join, both, &asking.actor, asking.at)? {
                return Err(store::Error::NotFound.into());
            }
            let permit = asking.permit_pair::<kind::Join>(tx, both)?;
            crate::join(tx, &mut asking.ids, &permit, engine.as_ref())?;
            Ok(note_reason(tx, &mut asking.ids, permit.warrant(), pair.case, why.as_ref())?)
        })
        .await?;
    match outcome {
        Ok(()) if proposes => Ok(go_on(QUEUE, Done::JoinProposed)),
        Ok(()) => Ok(go_on(QUEUE, Done::RecordsJoined)),
        Err(crate::Refused::JoinedAlready) => Ok(go_to(QUEUE)),
        Err(why) => {
            form.fail("why", why.sentence());
            page(&site, &who, &compared, &form)
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Flag, FlagSet};

    use super::*;

    fn said(text: Option<bool>, shares: Option<bool>) -> Said {
        Said { safety: Safety { call: Some(true), text, ..Safety::default() }, suspect_shares_address: shares, flags: FlagSet::default() }
    }

    #[test]
    fn whatever_shuts_is_told_for_the_record_on_which_it_shuts() {
        let nobody = PersonId::from_uuid(uuid::Uuid::nil());
        let (one, other) = (said(Some(true), Some(true)), said(Some(false), None));
        assert_eq!(shut("A", "B", one, (nobody, other)), ["Record A: do not text, because record B says that it is not safe."]);
        assert_eq!(
            shut("B", "A", other, (nobody, one)),
            ["Record B: no letters, because on record A the suspect lives at the person’s address."]
        );
        assert!(shut("A", "B", one, (nobody, one)).is_empty());
        let flagged = Said { flags: FlagSet::of(&[Flag::Stalking]), ..one };
        assert_eq!(shut("A", "B", one, (nobody, flagged)), ["Record A: what is flagged on record B is heeded too."]);
    }
}
