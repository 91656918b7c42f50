//! Requests that no page of ours makes: paths that lead out, things said twice, markup in addresses, fields that nobody asked for.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use identity::Token;
use testkit::databases::{Scratch, on_both, sqlite};
use vault::SystemSecrets;
use web::Transport;

use crate::casework::{BURGLARY, Story, story};
use crate::hub::{Answer, Hub, PASSWORD};
use crate::routes::capabilities;

const KIM: &str = "kim@example.org";

fn world(scratch: &Scratch) -> (Story, Hub) {
    let story = story(scratch, "example", &[BURGLARY]);
    let hub = Hub::new(&story.db, Transport::Loopback, capabilities());
    (story, hub)
}

#[test]
fn no_path_leads_anywhere_else() {
    let scratch = sqlite();
    let (story, hub) = world(&scratch);
    let mut kim = hub.signed_in(KIM);
    let case = story.case_of("Amina").to_string();
    let paths = [
        "/..".to_owned(),
        "//".to_owned(),
        "//elsewhere.example/".to_owned(),
        "/%2e%2e/%2e%2e/etc/passwd".to_owned(),
        "/assets/..%2F..%2FCargo.toml".to_owned(),
        "/assets/../Cargo.toml".to_owned(),
        "/.git/config".to_owned(),
        "/.env".to_owned(),
        "/robots.txt".to_owned(),
        "/server-status".to_owned(),
        "/metrics".to_owned(),
        "/debug/pprof".to_owned(),
        "/index.html".to_owned(),
        "/work/".to_owned(),
        "/WORK".to_owned(),
        "/work;a=b".to_owned(),
        "/work%00".to_owned(),
        "/work/x.css".to_owned(),
        "/search/../work".to_owned(),
        format!("/cases/{case}.css"),
        format!("/cases/{case}/x.css"),
        format!("/cases/{case}/"),
        format!("/cases/{case}%2Fsafety"),
        format!("/cases/{case}%00"),
        format!("/cases/{case}'"),
        format!("/cases/{case} OR 1=1").replace(' ', "%20"),
        format!("/cases/{{{case}}}").replace('{', "%7B").replace('}', "%7D"),
        "/cases/0".to_owned(),
        "/cases/%F0%9F%94%91".to_owned(),
        "/cases/%FF%FE".to_owned(),
        format!("/cases/{}", "a".repeat(6_000)),
    ];
    for path in paths {
        let answer = kim.get(&path);
        assert!([400, 404].contains(&answer.status.as_u16()), "{path}: {}", answer.status);
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert!(answer.header("content-type").starts_with("text/html"), "{path}: nobody's page is taken for another kind of file");
        assert!(!answer.text.contains("Amina"), "{path}");
        assert_no_inside(&path, &answer);
    }
    let shown = kim.get(&format!("/cases/{}", case.to_uppercase()));
    assert!(shown.status == StatusCode::OK || shown.status == StatusCode::NOT_FOUND, "an id in capitals is that id, or none");
}

/// What would tell how the program is made.
fn assert_no_inside(what: &str, answer: &Answer) {
    for word in
        ["panicked", "SELECT ", "sqlite", "postgres", ".rs:", "crates/", "axum", "Rejection", "invalid UUID", "serde", "stack backtrace"]
    {
        assert!(!answer.text.contains(word), "{what} tells {word}: {}", answer.text);
    }
}

#[test]
fn only_listed_files_are_served() {
    let scratch = sqlite();
    let (_, hub) = world(&scratch);
    let mut anybody = hub.browser();
    let files = [web::assets::STYLESHEET, web::assets::FRONTEND, web::assets::SCRIPT, web::assets::ICON];
    for file in files {
        assert_eq!(anybody.get(file).status, StatusCode::OK, "{file}");
        for other in [
            file.to_uppercase(),
            format!("{file}/"),
            format!("{file}.gz"),
            format!("{file}~"),
            file.replace("-", "_"),
            file.replace("assets", "static"),
        ] {
            let answer = anybody.get(&other);
            assert_ne!(answer.status, StatusCode::OK, "{other}");
            assert_eq!(answer.header("cache-control"), "no-store", "{other}");
        }
    }
    for folder in ["/assets", "/assets/", "/assets/.", "/assets/%2e", "/assets/*"] {
        let answer = anybody.get(folder);
        assert!(!answer.status.is_success(), "{folder}: {}", answer.status);
        assert_eq!(answer.says("h1").as_deref(), Some("Page not found"), "{folder} is no list");
    }
}

#[test]
fn what_is_said_twice_counts_once() {
    on_both(|scratch| {
        let (story, hub) = world(scratch);
        let mut kim = hub.signed_in(KIM);
        let case = story.case_of("Amina");
        let give = format!("/cases/{case}/take");
        let token = kim.get(&format!("/cases/{case}")).field("form_token").unwrap();
        let other = kim.get("/sign-in").field("form_token").unwrap();
        // The first counts, whatever stands behind it.
        assert_eq!(kim.post(&give, &[("form_token", &other), ("form_token", &token)]).status, StatusCode::FORBIDDEN);
        assert_eq!(kim.post(&give, &[("form_token", &token), ("form_token", &other)]).status, StatusCode::SEE_OTHER);

        let search = kim.get("/search").field("form_token").unwrap();
        let named = |page: &Answer| {
            let tree = scraper::Html::parse_document(&page.text);
            let field = scraper::Selector::parse("main input[type=search], main input[type=text]").unwrap();
            tree.select(&field).next().unwrap().value().attr("name").unwrap().to_owned()
        };
        let field = named(&kim.get("/search"));
        let to = kim.post("/search", &[("form_token", &search), (&field, "Amina"), (&field, "Nobodyatall")]).header("location").to_owned();
        assert!(kim.get(&to).text.contains("Amina Okafor"), "the first of two answers counts");

        let twice = hub.browser().get("/sign-in?next=/work&next=//elsewhere.example");
        assert!(twice.status == StatusCode::BAD_REQUEST || twice.field("next").as_deref() == Some("/work"), "{}", twice.status);
        let session = kim.cookies.clone();
        let mut mixed = hub.browser();
        mixed.headers = vec![("cookie", format!("onedoor={}; onedoor={}", "0".repeat(64), session["onedoor"]))];
        assert_eq!(mixed.get("/work").status, StatusCode::SEE_OTHER, "the first of two cookies counts");
    });
}

#[test]
fn a_header_cannot_be_broken_open() {
    let scratch = sqlite();
    let (story, hub) = world(&scratch);
    let case = story.case_of("Amina");
    let broken = "%0d%0aSet-Cookie:%20onedoor=stolen%0d%0a%0d%0a%3Ch1%3E";
    for path in [
        format!("/cases/{case}{broken}"),
        format!("/work?whose={broken}"),
        format!("/sign-in?next=/work{broken}"),
        format!("/sign-in?done={broken}"),
        format!("/assets/{broken}"),
    ] {
        for mut browser in [hub.browser(), hub.signed_in(KIM)] {
            let answer = browser.get(&path);
            let cookies =
                answer.headers.get_all(header::SET_COOKIE).iter().filter(|value| value.to_str().unwrap().contains("stolen")).count();
            assert_eq!(cookies, 0, "{path}");
            assert!(answer.headers.values().all(|value| !value.as_bytes().iter().any(|byte| [b'\r', b'\n', 0].contains(byte))), "{path}");
            assert!(!answer.text.contains("<h1>\">") && answer.text.matches("<h1").count() <= 1, "{path}");
        }
    }
    let mut browser = hub.browser();
    let fields = [("next", "/work\r\nSet-Cookie: onedoor=stolen"), ("email", KIM), ("password", PASSWORD)];
    let answer = browser.fill_in("/sign-in", "/sign-in", &fields);
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/"));
}

#[test]
fn nothing_in_an_address_comes_back_as_markup() {
    let scratch = sqlite();
    let (story, hub) = world(&scratch);
    let mut kim = hub.signed_in(KIM);
    let case = story.case_of("Amina");
    let markup = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E%3Cimg%20src=x%20onerror=alert(1)%3E'%3E";
    let names = ["next", "done", "ended", "page", "whose", "when", "only", "by", "q", "from", "way", "point", "team", "x"];
    for path in
        ["/", "/work", "/search", "/sign-in", "/referrals/new", &format!("/cases/{case}"), &format!("/cases/{case}/attempt"), "/nothing"]
    {
        for name in names {
            for path in [format!("{path}?{name}={markup}"), format!("{path}?{markup}={name}"), format!("{path}/{markup}")] {
                let answer = kim.get(&path);
                assert!(!answer.text.contains("<script>alert") && !answer.text.contains("<img"), "{path}: {}", answer.text);
                assert_no_inside(&path, &answer);
            }
        }
    }
}

#[test]
fn a_field_that_no_page_asked_for_changes_nothing() {
    on_both(|scratch| {
        let (story, hub) = world(scratch);
        let mut kim = hub.signed_in(KIM);
        let case = story.case_of("Amina");
        let mine: kernel::UserId = scratch.db.read_now(|c| c.one("SELECT id FROM users WHERE email = 'sam@example.org'", &[])).unwrap();
        let (mine, other) = (mine.to_string(), uuid::Uuid::nil().to_string());
        let take = format!("/cases/{case}/take");
        let more = [
            ("worker_id", mine.as_str()),
            ("worker", &mine),
            ("id", &other),
            ("case", &other),
            ("person_id", &other),
            ("state", "closed"),
            ("priority", "9"),
            ("role", "manager"),
            ("level", "standard"),
            ("team", "elsewhere"),
            ("ring_fence", "1"),
        ];
        let told = kim.fill_in(&format!("/cases/{case}"), &take, &more);
        assert_eq!(told.status, StatusCode::SEE_OTHER);
        let row: (Option<kernel::UserId>, String, i64, String) =
            scratch.db.read_now(move |c| c.one("SELECT worker_id, state, priority, team FROM cases WHERE id = $1", &[&case])).unwrap();
        assert_ne!(row.0.map(|id| id.to_string()), Some(mine), "whoever takes a case takes it for themselves");
        assert_eq!((row.1.as_str(), row.3.as_str() == "elsewhere", row.2 == 9), ("open", false, false));
        let role: String = scratch.db.read_now(|c| c.one("SELECT role FROM users WHERE email = 'kim@example.org'", &[])).unwrap();
        assert_eq!(role, "worker");
    });
}

#[test]
fn a_session_is_nothing_but_a_cookie() {
    let scratch = sqlite();
    let story = story(&scratch, "example", &[BURGLARY]);
    for (transport, name) in [(Transport::Loopback, "onedoor"), (Transport::BehindTls, "__Host-onedoor")] {
        let hub = Hub::new(&story.db, transport, capabilities());
        let mut kim = hub.browser();
        let answer = kim.sign_in(KIM, PASSWORD);
        let token = kim.cookies[name].clone();
        assert!(token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit()), "256 bits: {token}");
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            assert!(cookie.len() < 500, "{cookie:?}");
        }
        for path in ["/", "/search", "/work?whose=everyones", "/nothing"] {
            let page = kim.get(path);
            assert!(!page.text.contains(&token), "{path}");
            assert!(page.headers.values().all(|value| !value.to_str().unwrap_or_default().contains(&token)), "{path}");
        }
        // In an address it opens nothing.
        let mut thief = hub.browser();
        assert_eq!(thief.get(&format!("/work?{name}={token}")).status, StatusCode::SEE_OTHER);
        thief.headers = vec![("authorization", format!("Bearer {token}"))];
        assert_eq!(thief.get("/work").status, StatusCode::SEE_OTHER);
    }
    let tokens: BTreeSet<String> = (0..2_000).map(|_| Token::fresh(&SystemSecrets).unwrap().reveal()).collect();
    assert_eq!(tokens.len(), 2_000);
    // Each of the 64 places takes each of the 16 digits about equally often.
    for place in 0..64 {
        let mut counts = [0_u32; 16];
        tokens.iter().for_each(|token| counts[usize::from_str_radix(&token[place..=place], 16).unwrap()] += 1);
        assert!(counts.iter().all(|count| (60..200).contains(count)), "place {place}: {counts:?}");
    }
}

#[test]
fn the_sign_in_form_helps_password_managers() {
    let scratch = sqlite();
    let (_, hub) = world(&scratch);
    let page = hub.browser().get("/sign-in");
    let tree = scraper::Html::parse_document(&page.text);
    let field = |selector: &str| tree.select(&scraper::Selector::parse(selector).unwrap()).next().unwrap().value().clone();
    let (email, password) = (field("input[name=email]"), field("input[name=password]"));
    assert_eq!((email.attr("autocomplete"), password.attr("autocomplete")), (Some("username"), Some("current-password")));
    assert_eq!(password.attr("type"), Some("password"));
    for name in ["maxlength", "pattern", "onpaste", "readonly", "minlength"] {
        assert!(password.attr(name).is_none(), "{name}");
    }
    assert!(page.says(".govuk-password-input__toggle").is_some(), "what was typed can be shown");
}

#[test]
fn a_body_that_is_not_text_is_refused_calmly() {
    let scratch = sqlite();
    let (_, hub) = world(&scratch);
    let mut kim = hub.signed_in(KIM);
    let token = kim.get("/search").field("form_token").unwrap();
    for body in [
        b"form_token=\xff\xfe".to_vec(),
        format!("form_token={token}&q=%FF%FE%00").into_bytes(),
        format!("form_token={token}&q=%E2%80%AE%00%08").into_bytes(),
        [format!("form_token={token}&q=").into_bytes(), vec![0; 2_000]].concat(),
        "&".repeat(60_000).into_bytes(),
        "a=".repeat(30_000).into_bytes(),
        "%".repeat(60_000).into_bytes(),
    ] {
        let request = Request::post("/search").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = kim.send(request.body(Body::from(body)).unwrap());
        assert!(!answer.status.is_server_error(), "{}", answer.status);
        assert_no_inside("a body that is no text", &answer);
    }
}
