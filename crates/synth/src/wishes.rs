//! What a person wants and what is safe: ways of contact, notes, consent, the officer's assessment.

use kernel::{Flag, FlagSet, Role};

use crate::cast::{Known, Part};
use crate::draw::Draw;
use crate::incident::Incident;
use crate::mix;
use crate::row::{Column, Row};

const WAYS: [Column; 5] = [Column::SafeCall, Column::SafeVoicemail, Column::SafeText, Column::SafeEmail, Column::SafeLetter];
const NOTES: [&str; 10] = [
    "Works nights; call after 14:00.",
    "Best reached in the morning.",
    "Please ask for the person by first name only.",
    "Has asked for one named worker, if possible.",
    "Number is withheld by default; call back once if not answered.",
    "School run 08:30 to 09:15 and 15:00 to 15:45.",
    "Prefers not to be called at work.",
    "Hard of hearing, speak slowly.",
    "Would like a call before anything is sent.",
    "Said \"any time is fine\" when asked.",
];
const NOTES_IN_ABUSE: [&str; 8] = [
    "Call on weekdays between 10:00 and 12:00 only.",
    "Do not leave a message. Do not say where you are calling from.",
    "If somebody else answers, say it is a wrong number and try another day.",
    "Phone may be looked at by others; no texts.",
    "Staying with a relative until further notice, no letters to the home address.",
    "Agreed to be called from a withheld number.",
    "New number since last week, old one no longer in use.",
    "Asked whether it is safe to talk; agreed a time for tomorrow.",
];
const SERVICES: [&str; 3] = ["Independent domestic violence adviser", "Domestic abuse outreach service", "MARAC"];
const SEXUAL_SERVICES: [&str; 3] = ["Sexual assault referral centre", "Independent sexual violence adviser", "Rape crisis centre"];
/// What makes a victim "serious" under the Victims' Code (an officer's view of it: the flags alone).
const SERIOUS: FlagSet = FlagSet::HATE.with(FlagSet::of(&[
    Flag::DomesticAbuse,
    Flag::Sexual,
    Flag::ModernSlavery,
    Flag::AttemptedMurder,
    Flag::GbhIntent,
    Flag::Kidnap,
    Flag::ArsonLife,
    Flag::Terrorism,
    Flag::Homicide,
]));

/// Fills the cells about contact, consent and assessment.
pub(crate) fn cells(incident: &Incident<'_>, part: &Part, draw: &mut Draw, row: &mut Row) {
    let abuse = incident.is_abuse() && part.role != Role::Witness;
    row.set(Column::PreferredContact, draw.of(&mix::PREFERRED));
    if draw.chance(if abuse { mix::SAFETY_ASKED_IN_ABUSE } else { mix::SAFETY_ASKED }) {
        let answers = if abuse { mix::SAFE_IN_ABUSE } else { mix::SAFE_ELSEWHERE };
        for way in WAYS {
            row.set(way, draw.of(&answers));
        }
    }
    let suspect = if incident.is_domestic() { mix::SUSPECT_SHARES_IN_ABUSE } else { mix::SUSPECT_SHARES };
    row.set(Column::SuspectSharesAddress, draw.of(&suspect));
    notes(abuse, draw, row);
    consent(draw, row);
    assessment(incident, part, draw, row);
    marker(incident, abuse, draw, row);
}

fn notes(abuse: bool, draw: &mut Draw, row: &mut Row) {
    if !draw.chance(if abuse { mix::NOTE_IN_ABUSE } else { mix::NOTE }) {
        return;
    }
    let note = if abuse { draw.one(&NOTES_IN_ABUSE) } else { draw.one(&NOTES) };
    if draw.chance(mix::NOTE_OF_TWO_LINES) {
        row.write(Column::ContactNotes, format_args!("{note}\n{}", draw.one(&NOTES)));
    } else {
        row.set(Column::ContactNotes, note);
    }
}

fn consent(draw: &mut Draw, row: &mut Row) {
    let consent = draw.of(&mix::CONSENT);
    row.set(Column::SupportConsent, consent);
    if consent == "given" {
        row.set(Column::SupportRequested, draw.of(&mix::SUPPORT_REQUESTED));
    }
}

/// The officer's assessment: most often what the facts show, sometimes not.
fn assessment(incident: &Incident<'_>, part: &Part, draw: &mut Draw, row: &mut Row) {
    if part.role == Role::Witness || !draw.chance(mix::ASSESSED) {
        return;
    }
    let age = part.person.age_on(incident.occurred.0);
    let facts = [
        ("serious", incident.flags.meets(SERIOUS) || part.role == Role::Bereaved),
        ("persistent", incident.flags.has(Flag::Stalking) || part.known == Known::ByReference),
        ("vulnerable", age < 18),
        ("intimidated", incident.is_sexual() || incident.flags.has(Flag::FearOfTestifying)),
    ];
    let enhanced = facts.iter().any(|(_, shown)| *shown);
    match (draw.chance(mix::ASSESSMENT_DISAGREES), enhanced) {
        (true, true) | (false, false) => row.set(Column::CodeAssessment, "standard"),
        (true, false) => row.set(Column::CodeAssessment, "vulnerable"),
        (false, true) => facts.iter().filter(|(_, shown)| *shown).for_each(|(word, _)| row.add(Column::CodeAssessment, word)),
    }
}

fn marker(incident: &Incident<'_>, abuse: bool, draw: &mut Draw, row: &mut Row) {
    let sexual = incident.is_sexual();
    if draw.chance(if abuse || sexual { mix::MARKED_IN_ABUSE } else { mix::MARKED }) {
        row.set(Column::VulnerableMarker, "yes");
    } else if draw.chance(mix::MARKED_NO) {
        row.set(Column::VulnerableMarker, "no");
    }
    let high_risk = incident.flags.has(Flag::DomesticAbuseHighRisk);
    if (sexual || high_risk) && draw.chance(mix::SPECIALIST_REFERRAL) {
        row.set(Column::SpecialistReferral, draw.one(if sexual { &SEXUAL_SERVICES } else { &SERVICES }));
    }
}
