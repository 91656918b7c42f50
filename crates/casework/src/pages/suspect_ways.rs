//! Writing down what is known of how to reach the suspect, so that nobody is sent there; and taking it back.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, Input, InputType, SummaryList, SummaryRow, Textarea};
use kernel::{Email, Phone, Postcode, Sensitive, SuspectWayId};
use maud::{Markup, html};
use people::record::{Point, PointKind};
use people::suspects::{SuspectWay, Told};
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on, go_to, say};

use super::on_case::{address, caption, carry_out, named, only_who_may};
use super::words::NOTE;
use crate::{
    case::{CaseFile, read_case},
    suspect_ways::{lift_suspect_way, record_suspect_ways, suspect_ways},
};

/// Characters of the longest line.
const LINE: usize = 200;

async fn read(site: &Site, who: &SignedIn, case: &str) -> Result<(CaseFile, Vec<SuspectWay>), PageError> {
    let case = named(case)?;
    let read = who.transaction(site, move |tx, asking| {
        let permit = asking.permit_case::<kind::ReadCase>(tx, case)?;
        Ok((read_case(tx, &permit)?, suspect_ways(tx, &permit)?))
    });
    let (file, known) = read.await?;
    only_who_may(site, who, Act::ChangeContact, &file)?;
    Ok((file, known.into_iter().filter(|way| way.lifted_at.is_none()).collect()))
}

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let (file, known) = read(site, who, case).await?;
    let to = format!("{}/suspect-ways", address(file.case.id));
    let line = |name: &'static str, label: &'static str| {
        Input::new(name, label).autocomplete("off").spellcheck(false).value(form.typed(name)).error(form.error(name))
    };
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "The suspect’s numbers and addresses" }
            p.govuk-body {
                "What you write down here is never offered to anybody as a way of contact, in whosever record it stands, until a worker says "
                "why it can be used. Fill in what you know."
            }
            (on_record(&to, &known))
            (who.form(&to, html! {
                (line("phone", "Phone number").input_type(InputType::Tel))
                (line("email", "Email address").input_type(InputType::Email))
                (line("line_1", "Address line 1").hint("House and street, as “14 High Street” or “Flat 2, 14 High Street”."))
                (line("line_2", "Address line 2 (optional)"))
                (line("postcode", "Postcode"))
                (line("name", "Name of the suspect (optional)"))
                (Button::new("Save").prevent_double_click(true))
            }))
        }
    };
    Ok(Page::new("The suspect’s numbers and addresses")
        .signed_in(who)
        .at(Place::MyWork)
        .back(address(file.case.id))
        .form(form)
        .render(site, content))
}

fn value(way: &Point) -> String {
    way.value.reveal().lines().collect::<Vec<_>>().join(", ")
}

const fn what(kind: PointKind) -> &'static str {
    match kind {
        PointKind::Mobile | PointKind::HomePhone => "Phone number",
        PointKind::Email => "Email address",
        PointKind::Address => "Address",
    }
}

fn on_record(to: &str, known: &[SuspectWay]) -> Markup {
    let row = |way: &SuspectWay| {
        let told = html! {
            p.govuk-body {
                (value(&way.told.way))
                @if let Some(name) = &way.told.name { br; (name.reveal()) }
            }
            p.govuk-hint { (way.recorded_by) ", " (say::day(kernel::london_date(way.recorded_at))) }
        };
        let lift = govuk::Action::new("Take back", format!("{to}/{}/lift", way.id));
        SummaryRow::new(what(way.told.way.kind), told).actions(Some(lift.visually_hidden_text(format!(": {}", value(&way.told.way)))))
    };
    html! {
        @if !known.is_empty() {
            h2.govuk-heading-m { "On record" }
            (SummaryList::new().rows(known.iter().map(row)))
            h2.govuk-heading-m { "Write down more" }
        }
    }
}

/// What was typed, as ways of contact; what is wrong with it is noted on the form.
fn told(form: &mut Form) -> Vec<Told> {
    let [phone, email, line_1, line_2, postcode, name] =
        ["phone", "email", "line_1", "line_2", "postcode", "name"].map(|field| form.text(field, LINE));
    let mut points: Vec<Point> = Vec::new();
    let mut point =
        |kind, value: String, key: String| points.push(Point { kind, value: Sensitive::new(value), key: Some(Sensitive::new(key)) });
    match phone.as_deref().map(Phone::parse) {
        Some(Some(phone)) => {
            let kind = if phone.is_mobile() { PointKind::Mobile } else { PointKind::HomePhone };
            point(kind, phone.for_display(), phone.reveal().to_owned());
        }
        Some(None) => form.fail("phone", "Enter a UK phone number, like 07700 900982"),
        None => {}
    }
    match email.as_deref().map(Email::parse) {
        Some(Some(email)) => point(PointKind::Email, email.reveal().to_owned(), email.key()),
        Some(None) => form.fail("email", "Enter an email address, like name@example.com"),
        None => {}
    }
    let is_address = line_1.is_some() || line_2.is_some() || postcode.is_some();
    match (&line_1, postcode.as_deref().and_then(Postcode::parse).filter(Postcode::is_full)) {
        (Some(line_1), Some(postcode)) => {
            let lines = std::iter::once(line_1.as_str()).chain(line_2.as_deref()).chain([postcode.reveal()]);
            point(PointKind::Address, lines.collect::<Vec<_>>().join("\n"), postcode.reveal().to_owned());
        }
        (None, _) if is_address => form.fail("line_1", "Enter the house and street"),
        (_, None) if is_address => form.fail("postcode", "Enter a whole postcode, like SO14 7AA"),
        _ => {}
    }
    if points.is_empty() && !form.has_errors() {
        form.fail("phone", "Enter a phone number, an email address or an address");
    }
    let name = name.map(Sensitive::new);
    points.into_iter().map(|way| Told { way, name: name.clone() }).collect()
}

pub(super) async fn record(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let id = named(&case)?;
    let told = told(&mut form);
    if form.has_errors() {
        return page(&site, &who, &case, &form).await;
    }
    let profile = site.profile.clone();
    let done =
        carry_out::<kind::ChangeContact, _>(&site, &who, id, move |tx, ids, permit| record_suspect_ways(tx, ids, permit, &profile, &told));
    match done.await? {
        Ok(()) => Ok(go_on(&format!("{}/suspect-ways", address(id)), Done::ContactChanged)),
        Err(why) => {
            form.fail(if why == crate::Refused::NoWay { "line_1" } else { "phone" }, why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}

pub(super) async fn ask_why(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, way)): Path<(String, String)>,
) -> Result<Response, PageError> {
    why_page(&site, &who, &case, &way, &Form::empty()).await
}

async fn why_page(site: &Site, who: &SignedIn, case: &str, way: &str, form: &Form) -> Result<Response, PageError> {
    let id = SuspectWayId::parse(way).ok_or(PageError::NotFound)?;
    let (file, known) = read(site, who, case).await?;
    let to = format!("{}/suspect-ways", address(file.case.id));
    let Some(way) = known.iter().find(|way| way.id == id) else {
        // Taken back meanwhile: the list shows what stands.
        return Ok(go_to(&to));
    };
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "Why is it not the suspect’s?" }
            p.govuk-body { (what(way.told.way.kind)) ": " strong { (value(&way.told.way)) } }
            p.govuk-body { "Take it back only when it was written down by mistake, or the suspect does not have it any more. Whoever else has it is offered it again." }
            (who.form(&format!("{to}/{}/lift", way.id), html! {
                (Textarea::new("why", "How do you know?").value(form.typed("why")).error(form.error("why")))
                (Button::new("Take back").prevent_double_click(true))
            }))
        }
    };
    Ok(Page::new("Why is it not the suspect’s?").signed_in(who).at(Place::MyWork).back(to).form(form).render(site, content))
}

pub(super) async fn lift(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, way)): Path<(String, String)>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let (id, lifted) = (named(&case)?, SuspectWayId::parse(&way).ok_or(PageError::NotFound)?);
    let why = form.required("why", NOTE, "Enter how you know");
    let Some(why) = why.map(Sensitive::new) else { return why_page(&site, &who, &case, &way, &form).await };
    let profile = site.profile.clone();
    let done = carry_out::<kind::ChangeContact, _>(&site, &who, id, move |tx, ids, permit| {
        lift_suspect_way(tx, ids, permit, &profile, lifted, &why)
    });
    match done.await? {
        Ok(()) => Ok(go_on(&format!("{}/suspect-ways", address(id)), Done::ContactChanged)),
        Err(why) => {
            form.fail("why", why.sentence());
            why_page(&site, &who, &case, &way, &form).await
        }
    }
}
