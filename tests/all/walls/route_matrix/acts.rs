//! What each route asks for. A route of the router that is not here fails the test, and so does one here that the router does not have.

use access::Walls;
use axum::http::Method;
use jiff::Timestamp;
use policy::{Act, Actor, Subject};

/// What whoever comes to a route must be permitted, for it to be there at all.
#[derive(Clone, Copy)]
pub enum Asks {
    /// Nothing: it tells of nobody, or only of whoever asks.
    Nothing,
    /// Each of these, on the record in its address where it is on one.
    All(&'static [Act]),
    /// To read both people of a pair that waits, of which the cases of this test have none: held in `joins::pages`.
    Pair,
    /// That they are one who does this at all.
    AtAll(fn(&Walls, &Actor, Timestamp) -> bool),
}

use Act::*;
use Asks::{All, AtAll, Nothing, Pair};

/// The path, what reading it asks for, what sending its form asks for.
type Route = (&'static str, Option<Asks>, Option<Asks>);

const READ: Option<Asks> = Some(All(&[ReadCase]));
const OWN: Option<Asks> = Some(Nothing);
const REFERRAL: Option<Asks> = Some(All(&[TakeReferral]));
const USERS: Option<Asks> = Some(All(&[SeeUsers]));
const AUDIT: Option<Asks> = Some(All(&[ReadAudit]));
const PART: Option<Asks> = Some(All(&[ReadPerson, Part]));
const ERASE: Option<Asks> = Some(All(&[ReadPerson, Erase]));

const ONWARD: Option<Asks> = Some(All(&[ReadCase, ReferOnward]));

pub const ROUTES: &[Route] = &[
    // Leads everybody to the page that is theirs.
    ("/", OWN, None),
    ("/work", Some(All(&[SeeWork])), None),
    ("/cases/{case}", READ, None),
    ("/cases/{case}/attempt", Some(All(&[ReadCase, RecordAttempt, SeeContact])), Some(All(&[ReadCase, RecordAttempt]))),
    ("/cases/{case}/safety", Some(All(&[ReadCase, ChangeContact])), Some(All(&[ReadCase, ChangeContact]))),
    ("/cases/{case}/suspect-ways", Some(All(&[ReadCase, ChangeContact])), Some(All(&[ReadCase, ChangeContact]))),
    ("/cases/{case}/suspect-ways/{way}/lift", Some(All(&[ReadCase, ChangeContact])), Some(All(&[ReadCase, ChangeContact]))),
    ("/cases/{case}/ways/{point}/all-the-same", Some(All(&[ReadCase, ChangeContact])), Some(All(&[ReadCase, ChangeContact]))),
    ("/cases/{case}/take", None, Some(All(&[TakeCase]))),
    ("/cases/{case}/give", Some(All(&[ReadCase, GiveCase])), Some(All(&[ReadCase, GiveCase]))),
    ("/cases/{case}/hand-over", Some(All(&[ReadCase, HandOverCase])), Some(All(&[ReadCase, HandOverCase]))),
    ("/cases/{case}/tasks/{task}/finish", Some(All(&[ReadCase, FinishTask])), Some(All(&[FinishTask]))),
    ("/cases/{case}/reviews/{review}/settle", Some(All(&[ReadCase, SettleReview])), Some(All(&[SettleReview]))),
    ("/cases/{case}/close", Some(All(&[ReadCase, CloseCase])), Some(All(&[CloseCase]))),
    ("/cases/{case}/come-back", Some(All(&[ReadCase, ReopenCase])), Some(All(&[ReopenCase]))),
    ("/cases/{case}/opt-out", Some(All(&[ReadCase, OptOut])), Some(All(&[ReadCase, OptOut]))),
    ("/cases/{case}/funding", Some(All(&[ReadCase, SetFunding])), Some(All(&[ReadCase, SetFunding]))),
    // Of an open case; of a closed one support is offered again, which casework's own tests hold.
    (
        "/cases/{case}/reminders/{reminder}",
        Some(All(&[ReadCase, RecordAttempt, SeeContact])),
        Some(All(&[ReadCase, RecordAttempt, SeeContact])),
    ),
    ("/reminders", Some(All(&[SeeWork])), None),
    ("/cases/{case}/notes", Some(All(&[ReadCase, WriteNote])), Some(All(&[WriteNote]))),
    ("/cases/{case}/consent", Some(All(&[ReadCase, RecordConsent])), Some(All(&[RecordConsent]))),
    ("/cases/{case}/ring-fence", Some(All(&[ReadCase, SetRingFence])), Some(All(&[SetRingFence]))),
    ("/cases/{case}/conflicts", Some(All(&[ReadCase, NameConflict])), Some(All(&[ReadCase, NameConflict]))),
    ("/cases/{case}/conflicts/lift", None, Some(All(&[ReadCase, LiftConflict]))),
    ("/hate-reports", Some(AtAll(report_hate)), None),
    ("/cases/{case}/hate-reports", Some(All(&[ReadCase, ReportHate])), None),
    ("/cases/{case}/hate-reports/new", Some(All(&[ReadCase, ReportHate])), Some(All(&[ReadCase, ReportHate]))),
    ("/cases/{case}/hate-reports/{report}", Some(All(&[ReadCase, ReportHate])), Some(All(&[ReadCase, ReportHate]))),
    ("/cases/{case}/hate-reports/{report}/sheet", Some(All(&[ReadCase, ReportHate])), None),
    ("/cases/{case}/hate-reports/{report}/file", Some(All(&[ReadCase, ReportHate])), None),
    ("/updates", Some(AtAll(ask_for_updates)), None),
    ("/cases/{case}/updates", Some(All(&[ReadCase, AskForUpdate])), Some(All(&[AskForUpdate]))),
    ("/cases/{case}/updates/{update}", Some(All(&[ReadCase, AskForUpdate])), Some(All(&[ReadCase, AskForUpdate]))),
    ("/rooms", Some(AtAll(book_rooms)), None),
    ("/sample", Some(All(&[SampleContacts])), None),
    ("/figures", Some(All(&[SeeFigures])), None),
    ("/cases/{case}/rooms", Some(All(&[ReadCase, BookRoom])), Some(All(&[ReadCase, BookRoom]))),
    ("/cases/{case}/rooms/{booking}/move", Some(All(&[ReadCase, BookRoom])), Some(All(&[ReadCase, BookRoom]))),
    ("/cases/{case}/rooms/{booking}/end", None, Some(All(&[BookRoom]))),
    ("/cases/{case}/needs", READ, None),
    ("/cases/{case}/assess", Some(All(&[ReadCase, AssessNeeds])), Some(All(&[ReadCase, AssessNeeds]))),
    ("/cases/{case}/assess/end", Some(All(&[ReadCase, AssessNeeds])), Some(All(&[ReadCase, AssessNeeds]))),
    ("/cases/{case}/plan", READ, None),
    ("/cases/{case}/plan/support", None, Some(All(&[ReadCase, AssessNeeds]))),
    ("/cases/{case}/plan/safety", None, Some(All(&[ReadCase, ChangeContact]))),
    ("/cases/{case}/onward", Some(All(&[ReadCase, AnswerReferral])), None),
    ("/cases/{case}/onward/tell", ONWARD, ONWARD),
    ("/cases/{case}/onward/choose", ONWARD, ONWARD),
    ("/cases/{case}/onward/consent", Some(All(&[ReadCase, RecordConsent])), Some(All(&[ReadCase, RecordConsent]))),
    ("/cases/{case}/onward/refer", ONWARD, ONWARD),
    ("/cases/{case}/onward/answer", Some(All(&[ReadCase, AnswerReferral])), Some(All(&[ReadCase, AnswerReferral]))),
    ("/cases/{case}/onward/lead", Some(All(&[ReadCase, FinishTask])), Some(All(&[ReadCase, FinishTask]))),
    ("/cases/{case}/onward/disclose", Some(All(&[ReadCase, Disclose])), Some(All(&[ReadCase, Disclose]))),
    ("/cases/{case}/onward/{referral}/slip", ONWARD, None),
    ("/meetings", Some(All(&[SeeWork])), None),
    ("/meetings/{authority}/{day}", Some(All(&[SeeWork])), None),
    ("/waiting", Some(AtAll(see_how_many_wait)), None),
    ("/refused", Some(AtAll(see_what_was_refused)), None),
    ("/disclosures", AUDIT, None),
    ("/break-glass", Some(AtAll(Walls::may_break_glass)), Some(AtAll(Walls::may_break_glass))),
    ("/break-glass/reviews", Some(All(&[ReviewBreakGlass])), None),
    ("/break-glass/reviews/{id}", Some(All(&[ReviewBreakGlass])), Some(All(&[ReviewBreakGlass]))),
    ("/approvals", Some(AtAll(Walls::may_approve)), None),
    ("/approvals/{id}", None, Some(All(&[Approve]))),
    ("/major-incidents", Some(All(&[DeclareMajorIncident])), Some(All(&[DeclareMajorIncident]))),
    ("/major-incidents/end", None, Some(All(&[DeclareMajorIncident]))),
    ("/major-incidents/mark", None, Some(All(&[DeclareMajorIncident]))),
    ("/people/{person}", Some(All(&[ReadPerson])), None),
    ("/people/{person}/who-looked", Some(All(&[SeeWhoLooked])), None),
    ("/people/{person}/export", Some(All(&[Export])), Some(All(&[Export]))),
    ("/people/{person}/hold", Some(All(&[ReadPerson, Hold])), Some(All(&[Hold]))),
    ("/people/{person}/holds/{hold}/lift", Some(All(&[ReadPerson, Hold])), Some(All(&[Hold]))),
    ("/people/{person}/erase", ERASE, ERASE),
    ("/people/{person}/erase/ask", None, ERASE),
    ("/people/{person}/other-records", Some(All(&[ReadPerson])), None),
    ("/people/{person}/other-records/{other}/part", PART, PART),
    ("/people/{person}/other-records/{other}/lift", PART, PART),
    ("/people/{person}/referrals", PART, None),
    ("/people/{person}/referrals/{row}/part", PART, PART),
    ("/same-people", Some(AtAll(decide_pairs)), None),
    ("/same-people/{review}", Some(Pair), Some(Pair)),
    ("/same-people/{review}/join", Some(Pair), Some(Pair)),
    ("/rules", Some(All(&[SeeRules])), None),
    ("/rules/calendar", Some(All(&[SeeRules])), None),
    ("/rules/calendar/sent", Some(All(&[SampleContacts])), Some(All(&[SampleContacts]))),
    ("/rules/calendar/take-back", None, Some(All(&[SampleContacts]))),
    ("/retention", AUDIT, None),
    ("/retention/certificates", AUDIT, None),
    ("/retention/certificates.csv", AUDIT, None),
    ("/audit", AUDIT, None),
    ("/audit/unusual", AUDIT, None),
    // The box alone; what is looked for in it is found on the page of results.
    ("/search", OWN, OWN),
    ("/search/{id}", Some(All(&[SearchPeople])), None),
    ("/referrals/new", REFERRAL, REFERRAL),
    ("/referrals/{id}/known", REFERRAL, REFERRAL),
    ("/referrals/{id}/check", REFERRAL, REFERRAL),
    ("/referrals/{id}/consent-refused", REFERRAL, None),
    ("/referrals/{id}/done", REFERRAL, None),
    // Whoever began a referral can always throw away what they typed.
    ("/referrals/{id}/stop", REFERRAL, OWN),
    ("/referrals/{id}/{step}", REFERRAL, REFERRAL),
    ("/users", USERS, None),
    ("/users/new", USERS, Some(All(&[AddUser]))),
    ("/users/{user}", USERS, Some(All(&[SeeUsers, ChangeUser]))),
    ("/users/{user}/disable", USERS, Some(All(&[SeeUsers, DisableUser]))),
    ("/users/{user}/password", None, Some(All(&[SeeUsers, ChangeUser]))),
    ("/users/{user}/second-factor", None, Some(All(&[SeeUsers, ChangeUser]))),
    ("/users/{user}/sign-ins", None, Some(All(&[SeeUsers, ChangeUser]))),
    ("/account", OWN, None),
    ("/account/sign-ins/end", None, OWN),
    ("/account/sign-ins/end-others", None, OWN),
    ("/account/password", OWN, OWN),
    ("/account/second-factor", OWN, None),
    ("/account/authenticator", OWN, OWN),
    ("/account/authenticator/remove", None, OWN),
    ("/account/passkeys", None, OWN),
    ("/account/passkeys/question", None, OWN),
    ("/account/passkeys/remove", None, OWN),
    ("/account/recovery-codes", OWN, OWN),
    ("/prove", OWN, OWN),
    ("/prove/password", None, OWN),
    ("/prove/passkey", None, OWN),
    ("/prove/passkey/question", None, OWN),
    ("/sign-in", OWN, OWN),
    ("/sign-in/organisation", OWN, None),
    ("/sign-in/callback", OWN, None),
    ("/sign-in/ended-elsewhere", None, OWN),
    ("/sign-out", None, OWN),
    ("/sign-out/organisation", OWN, None),
    ("/assets/{name}", OWN, None),
    ("/health", OWN, None),
];

/// Whether they are one who has a list of work and settles reviews.
fn decide_pairs(walls: &Walls, actor: &Actor, at: Timestamp) -> bool {
    walls.may(actor, SeeWork, Subject::Hub, at).is_ok() && walls.may_settle_reviews(actor, at)
}

/// Those who do such a thing on cases of their own have its list of what waits.
fn does(walls: &Walls, actor: &Actor, act: Act, at: Timestamp) -> bool {
    walls.may(actor, SeeWork, Subject::Hub, at).is_ok() && walls.may_on_their_own(actor, act, at)
}

fn report_hate(walls: &Walls, actor: &Actor, at: Timestamp) -> bool {
    does(walls, actor, ReportHate, at)
}

fn ask_for_updates(walls: &Walls, actor: &Actor, at: Timestamp) -> bool {
    does(walls, actor, AskForUpdate, at)
}

fn book_rooms(walls: &Walls, actor: &Actor, at: Timestamp) -> bool {
    does(walls, actor, BookRoom, at)
}

/// What this route asks of whoever comes to it like this.
pub fn of(path: &str, method: &Method) -> Asks {
    let (_, get, post) = ROUTES.iter().find(|(known, ..)| *known == path).unwrap_or_else(|| panic!("{path} has no act: add it to ROUTES"));
    let asks = if *method == Method::POST { post } else { get };
    asks.unwrap_or_else(|| panic!("{method} {path} has no act: add it to ROUTES"))
}

/// How many wait is a figure, and who waits is work.
fn see_how_many_wait(walls: &Walls, actor: &Actor, at: Timestamp) -> bool {
    [SeeWork, SeeFigures].iter().any(|act| walls.may(actor, *act, Subject::Hub, at).is_ok())
}

/// For whoever looks after how the hub works, or sees its figures.
fn see_what_was_refused(walls: &Walls, actor: &Actor, at: Timestamp) -> bool {
    [SampleContacts, SeeFigures].iter().any(|act| walls.may(actor, *act, Subject::Hub, at).is_ok())
}
