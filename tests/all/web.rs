//! The page kit, driven through the router: signing in and out, form tokens, headers, failing calmly.

use access::kind;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Method, Request, StatusCode};
use axum::response::Response;
use axum::routing::get;
use kernel::StaffRole;
use kernel::{CaseId, IdMaker, PersonId};
use maud::html;
use store::Db;
use testkit::databases::{on_both, sqlite};
use web::{CheckedForm, Done, Page, PageError, Place, Refusable, SignedIn, Site, Transport, go_on};

use crate::hub::{Answer, Hub, employ, monday};

pub const SAM: &str = "sam@example.org";

/// Pages such as a capability brings, reduced to what the page kit does for them.
pub fn pages() -> Router<Site> {
    async fn note(State(site): State<Site>, who: SignedIn) -> Response {
        let form = html! { h1 { "Note" } (who.form("/note", html! { input name="note"; })) };
        Page::new("Note").signed_in(&who).at(Place::MyWork).render(&site, form)
    }
    async fn keep_note(State(site): State<Site>, who: SignedIn, CheckedForm(mut form): CheckedForm) -> Result<Response, PageError> {
        let Some(note) = form.required("note", 20, "Enter a note") else {
            return Ok(Page::new("Note").signed_in(&who).form(&form).render(&site, html! { h1 { "Note" } p { (form.typed("note")) } }));
        };
        who.transaction(&site, move |tx, _| tx.execute_one("INSERT INTO settings (name, value) VALUES ('note', $1)", &[&note])).await?;
        Ok(go_on("/note", Done::AttemptRecorded))
    }
    async fn give(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
        let case = CaseId::parse(&case).ok_or(PageError::NotFound)?;
        who.transaction(&site, move |tx, asking| asking.permit_case::<kind::GiveCase>(tx, case).map(|_| ())).await?;
        Ok(Page::new("Give").signed_in(&who).render(&site, html! { h1 { "Give" } }))
    }
    async fn refuse(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
        let attempt = who.attempt(&site, |tx, asking| {
            asking.permit::<kind::SeeWork>(tx)?;
            tx.execute_one("INSERT INTO settings (name, value) VALUES ('note', 'half done')", &[])?;
            Err::<(), _>(Rule::Refused("The case is closed."))
        });
        let why = attempt.await?.unwrap_err();
        Ok(Page::new("Refused").signed_in(&who).render(&site, html! { h1 { "Refused" } p { (why) } }))
    }
    async fn broken() -> PageError {
        PageError::Internal("the wording of an error".into())
    }
    async fn busy() -> PageError {
        PageError::Busy
    }
    async fn panics() -> Response {
        panic!("the wording of a panic")
    }
    Router::new()
        .route("/note", get(note).post(keep_note))
        .route("/give/{case}", get(give))
        .route("/refuse", get(refuse))
        .route("/broken", get(broken))
        .route("/busy", get(busy))
        .route("/panics", get(panics))
}

/// The error of a verb that has a rule of its own.
enum Rule {
    Refused(&'static str),
    Store(store::Error),
}

impl From<store::Error> for Rule {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl Refusable for Rule {
    type Refusal = &'static str;

    fn refusal(self) -> Result<&'static str, store::Error> {
        match self {
            Self::Refused(why) => Ok(why),
            Self::Store(error) => Err(error),
        }
    }
}

pub fn hub(db: &Db) -> Hub {
    Hub::new(db, Transport::Loopback, pages())
}

pub fn acts(db: &Db) -> Vec<String> {
    db.read_now(|c| c.all("SELECT act FROM audit WHERE act <> 'add_user' ORDER BY at, act", &[])).unwrap()
}

pub fn goes_to(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header("location")
}

#[test]
fn a_form_without_the_token_of_this_session_is_refused() {
    on_both(|scratch| {
        employ(&scratch.db, SAM, StaffRole::Worker);
        employ(&scratch.db, "kim@example.org", StaffRole::Worker);
        let hub = hub(&scratch.db);
        let (mut sam, mut kim) = (hub.signed_in(SAM), hub.signed_in("kim@example.org"));
        let (mine, theirs) = (sam.get("/note").field("form_token").unwrap(), kim.get("/note").field("form_token").unwrap());
        let session = sam.cookies["onedoor"].clone();
        for token in ["", "0", &theirs, &session, &mine.to_uppercase().replace(|c: char| c.is_ascii_digit(), "0")] {
            let answer = sam.post("/note", &[("form_token", token), ("note", "Forged")]);
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{token}");
            assert_eq!(answer.says("h1").as_deref(), Some("This form can no longer be sent"));
        }
        assert_eq!(sam.post("/note", &[("note", "Forged")]).status, StatusCode::FORBIDDEN);
        assert_eq!(sam.post("/sign-out", &[]).status, StatusCode::FORBIDDEN);
        for site in ["cross-site", "same-site"] {
            sam.headers = vec![("sec-fetch-site", site.to_owned())];
            assert_eq!(sam.post("/note", &[("form_token", &mine), ("note", "Forged")]).status, StatusCode::FORBIDDEN, "{site}");
        }
        sam.headers = vec![("sec-fetch-site", "same-origin".to_owned())];
        assert_eq!(scratch.db.read_now(|c| c.one::<i64>("SELECT count(*) FROM settings WHERE name = 'note'", &[])).unwrap(), 0);
        goes_to(&sam.post("/note", &[("form_token", &mine), ("note", "Real")]));
    });
}

#[test]
fn what_was_typed_stays_on_the_page_that_says_what_is_wrong() {
    let scratch = sqlite();
    employ(&scratch.db, SAM, StaffRole::Worker);
    let hub = hub(&scratch.db);
    let mut browser = hub.signed_in(SAM);
    let answer = browser.fill_in("/note", "/note", &[("note", "<b>Far more than twenty</b>")]);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("<title>Error: Note – "));
    assert_eq!(answer.says("main > p").as_deref(), Some("<b>Far more than twenty</b>"), "escaped, and as it was typed");
    assert!(answer.text.contains(r##"<a href="#note">Shorten this to 20 characters or fewer</a>"##));
}

#[test]
fn too_much_is_refused_with_a_page() {
    let scratch = sqlite();
    employ(&scratch.db, SAM, StaffRole::Worker);
    let hub = hub(&scratch.db);
    let mut browser = hub.signed_in(SAM);
    let answer = browser.fill_in("/note", "/note", &[("note", &"a".repeat(70_000))]);
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.says("h1").as_deref(), Some("Too much was sent"));
    let token = browser.get("/note").field("form_token").unwrap();
    let mut fields = vec![("form_token", token.as_str())];
    fields.extend([("a", "b"); 300]);
    assert_eq!(browser.post("/note", &fields).status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[test]
fn every_answer_carries_the_headers() {
    let scratch = sqlite();
    employ(&scratch.db, SAM, StaffRole::Worker);
    for transport in [Transport::Loopback, Transport::BehindTls] {
        let hub = Hub::new(&scratch.db, transport, pages());
        let mut browser = hub.signed_in(SAM);
        let mut answers = Vec::new();
        for path in [
            "/sign-in",
            "/note",
            "/health",
            "/nothing-here",
            "/give/nonsense",
            "/broken",
            "/busy",
            "/panics",
            "/assets/none.css",
            web::assets::ICON,
        ] {
            answers.push((path, browser.get(path)));
        }
        answers.push(("POST /sign-out", browser.post("/sign-out", &[])));
        answers.push(("POST /sign-in", browser.post("/sign-in", &[])));
        let trace = Request::builder().method(Method::TRACE).uri("/note").body(Body::empty()).unwrap();
        answers.push(("TRACE /note", browser.send(trace)));
        answers.push(("to sign in", hub.browser().get("/note")));
        for (what, answer) in answers {
            let policy = answer.header("content-security-policy");
            for part in [
                "default-src 'none';",
                "script-src 'self' 'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw=';",
                "form-action 'self';",
                "frame-ancestors 'none';",
                "base-uri 'none';",
                "require-trusted-types-for 'script'",
            ] {
                assert!(policy.contains(part), "{what}: {policy}");
            }
            assert!(!policy.contains("unsafe"), "{what}: {policy}");
            for (name, value) in [
                ("referrer-policy", "same-origin"),
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
                ("x-robots-tag", "noindex, nofollow"),
            ] {
                assert_eq!(answer.header(name), value, "{what}: {name}");
            }
            assert!(answer.header("permissions-policy").contains("geolocation=()"), "{what}");
            let kept = if what == web::assets::ICON { web::assets::CACHE_CONTROL } else { "no-store" };
            assert_eq!(answer.header("cache-control"), kept, "{what}");
            assert_eq!(answer.header("strict-transport-security").is_empty(), transport == Transport::Loopback, "{what}");
        }
    }
}

#[test]
fn assets_come_compressed_where_they_may() {
    let scratch = sqlite();
    let hub = hub(&scratch.db);
    let mut browser = hub.browser();
    let plain = browser.get(web::assets::STYLESHEET);
    assert_eq!((plain.status, plain.header("content-encoding")), (StatusCode::OK, ""));
    assert!(plain.text.contains(".govuk-button"));
    browser.headers = vec![("accept-encoding", "br, gzip".into())];
    let packed = browser.get(web::assets::STYLESHEET);
    assert_eq!((packed.header("content-encoding"), packed.header("vary")), ("gzip", "accept-encoding"));
    assert_eq!(packed.header("content-type"), plain.header("content-type"));
    assert_eq!(browser.get("/assets/..%2Flib.rs").status, StatusCode::NOT_FOUND);
}

#[test]
fn what_one_may_not_see_looks_like_what_is_not_there_and_is_noted() {
    on_both(|scratch| {
        employ(&scratch.db, SAM, StaffRole::Worker);
        let case = open_case(&scratch.db);
        let hub = hub(&scratch.db);
        let mut sam = hub.signed_in(SAM);
        let refused = sam.get(&format!("/give/{case}"));
        let missing = sam.get("/give/01990f3e-0000-7000-8000-000000000000");
        assert_eq!((refused.status, missing.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
        assert_eq!(refused.text, missing.text);
        assert_eq!(refused.text, sam.get("/nothing-here").text);
        assert_eq!(acts(&scratch.db), ["refused:give_case", "sign_in"]);

        employ(&scratch.db, "lea@example.org", StaffRole::TeamLead);
        assert_eq!(hub.signed_in("lea@example.org").get(&format!("/give/{case}")).status, StatusCode::OK);
    });
}

#[test]
fn what_a_rule_refuses_keeps_nothing_and_the_page_says_why() {
    on_both(|scratch| {
        employ(&scratch.db, SAM, StaffRole::Worker);
        let hub = hub(&scratch.db);
        let answer = hub.signed_in(SAM).get("/refuse");
        assert_eq!((answer.status, answer.says("main > p").as_deref()), (StatusCode::OK, Some("The case is closed.")));
        assert_eq!(scratch.db.read_now(|c| c.one::<i64>("SELECT count(*) FROM settings WHERE name = 'note'", &[])).unwrap(), 0);
        assert_eq!(acts(&scratch.db), ["sign_in"]);
    });
}

#[test]
fn failures_are_calm_pages_that_tell_nothing_of_the_inside() {
    let scratch = sqlite();
    let hub = hub(&scratch.db);
    let mut browser = hub.browser();
    let mut references = Vec::new();
    for path in ["/broken", "/panics"] {
        let answer = browser.get(path);
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(answer.says("h1").as_deref(), Some("Sorry, there is a problem with the service"));
        assert!(!answer.text.contains("wording"), "{}", answer.text);
        references.push(answer.says("p.govuk-body strong").unwrap());
    }
    assert_ne!(references[0], references[1]);
    let busy = browser.get("/busy");
    assert_eq!((busy.status, busy.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"));
    let wrong = browser.post("/broken", &[]);
    assert_eq!((wrong.status, wrong.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET,HEAD"));
    assert_eq!(wrong.says("h1").as_deref(), Some("Page not found"));
}

#[test]
fn health_says_whether_the_database_answers() {
    let scratch = sqlite();
    let answer = hub(&scratch.db).browser().get("/health");
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, r#"{"ready":true}"#));
    scratch.db.write_now(|tx| tx.execute("DROP TABLE settings", &[])).unwrap();
    let answer = hub(&scratch.db).browser().get("/health");
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::SERVICE_UNAVAILABLE, r#"{"ready":false}"#));
}

#[test]
fn every_page_can_be_found_ones_way_on() {
    let scratch = sqlite();
    employ(&scratch.db, SAM, StaffRole::Worker);
    let hub = hub(&scratch.db);
    for answer in [hub.browser().get("/sign-in"), hub.browser().get("/nothing-here"), hub.signed_in(SAM).get("/note")] {
        let page = scraper::Html::parse_document(&answer.text);
        let all = |selector: &str| page.select(&scraper::Selector::parse(selector).unwrap()).count();
        assert_eq!(all("html[lang=en]"), 1);
        assert_eq!(all("h1"), 1);
        assert_eq!(all("a.govuk-skip-link[href='#main-content']"), 1);
        assert_eq!(all("main#main-content"), 1);
        assert_eq!(all("script:not([type=module])"), 1, "the one inline line");
        assert_eq!(all("[style], [onclick]"), 0);
        assert_eq!(all("form[method=post]"), all("form input[name=form_token]"));
    }
    let page = hub.signed_in(SAM).get("/note");
    assert_eq!(page.says("a[aria-current]").as_deref(), Some("My work"));
    assert_eq!(page.says("nav form button").as_deref(), Some("Sign out"));
}

fn open_case(db: &Db) -> CaseId {
    let mut ids = IdMaker::new(monday(), 1, b"a case");
    let (person, case): (PersonId, CaseId) = (ids.make(), ids.make());
    db.write_now(move |tx| {
        let person_row = "INSERT INTO people (id, flags, source_row_id, created_at) VALUES ($1, '', $1, $2)";
        tx.execute_one(person_row, &[&person, &monday()])?;
        let case_row = "INSERT INTO cases (id, reference, person_id, state, opened_at, level, categories, priority, pathway, team, basis) \
             VALUES ($1, 'K7M2-9QXD', $2, 'open', $3, 'standard', '', 1, 'support', 'north', 'public_task')";
        tx.execute_one(case_row, &[&case, &person, &monday()])
    })
    .unwrap();
    case
}
