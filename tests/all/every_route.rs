//! What holds on every route, whoever asks and by whatever method.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use store::Db;
use testkit::databases::{Scratch, sqlite};
use web::Transport;

use crate::casework::{BURGLARY, DANGER, NO_SAFE_WAY, Story, story};
use crate::hub::{Answer, Browser, Hub};
use crate::routes::{self, Route, capabilities};

/// Reached by whoever is not signed in; each of them says nothing about anybody.
const PUBLIC: &[&str] = &[
    "/assets/{name}",
    "/health",
    "/sign-in",
    // Out to the organisation's provider and back; not there in a hub without one.
    "/sign-in/callback",
    SAID_BY_THE_PROVIDER,
    "/sign-in/organisation",
    "/sign-out/organisation",
];

/// No browser's form: its signature counts, and a hub without a provider has no such page.
const SAID_BY_THE_PROVIDER: &str = "/sign-in/ended-elsewhere";

const METHODS: [Method; 9] =
    [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS, Method::TRACE, Method::CONNECT];

/// Queries that pages know, and one that none does.
const QUERIES: &[&str] = &["", "?done=case_taken", "?page=2", "?whose=everyones&when=overdue", "?next=/work&ended=yes", "?nothing=of+ours"];

/// A hub with three people's cases.
struct World {
    story: Story,
    hub: Hub,
}

fn world(scratch: &Scratch, transport: Transport) -> World {
    let story = story(scratch, "example", &[BURGLARY, DANGER, NO_SAFE_WAY]);
    let hub = Hub::new(&story.db, transport, capabilities());
    World { story, hub }
}

impl World {
    /// Somebody signed in, with a referral and a search begun, and each route filled in with records that are there.
    fn signed_in(&self, email: &str) -> (Browser<'_>, BTreeMap<String, String>) {
        let mut browser = self.hub.signed_in(email);
        let begun = |answer: &Answer| answer.header("location").to_owned();
        let referral = begun(&browser.fill_in("/referrals/new", "/referrals/new", &[("source", "self")]));
        let search = begun(&browser.fill_in("/search", "/search", &[("q", "Amina"), ("query", "Amina"), ("typed", "Amina")]));
        let id = |path: &str| path.split('/').nth(2).unwrap_or_default().split('?').next().unwrap().to_owned();
        let filled = routes::all().into_iter().map(|route| (route.path.clone(), self.filled(&route, &id(&referral), &id(&search))));
        let filled = filled.collect();
        (browser, filled)
    }

    fn filled(&self, route: &Route, referral: &str, search: &str) -> String {
        let case = self.story.case_of("Cara").to_string();
        let one = |sql: &'static str| {
            let id: Option<uuid::Uuid> = self.story.db.read_now(move |c| c.maybe(sql, &[])).unwrap();
            id.unwrap_or(uuid::Uuid::nil()).to_string()
        };
        route
            .path
            .replace("{case}", &case)
            .replace("{person}", &one("SELECT id FROM people ORDER BY id LIMIT 1"))
            .replace("{row}", &one("SELECT id FROM source_rows ORDER BY id LIMIT 1"))
            .replace("{hold}", &uuid::Uuid::nil().to_string())
            .replace("{reminder}", &uuid::Uuid::nil().to_string())
            .replace("{task}", &one("SELECT id FROM dues WHERE kind = 'task' ORDER BY id LIMIT 1"))
            .replace("{way}", &uuid::Uuid::nil().to_string())
            .replace("{referral}", &uuid::Uuid::nil().to_string())
            .replace("{authority}", "everywhere")
            .replace("{day}", "2026-11-25")
            .replace("{point}", &one("SELECT id FROM contact_points ORDER BY id LIMIT 1"))
            .replace("{other}", &one("SELECT id FROM people ORDER BY id DESC LIMIT 1"))
            .replace("{review}", &one("SELECT id FROM reviews ORDER BY id LIMIT 1"))
            .replace("{report}", &uuid::Uuid::nil().to_string())
            .replace("{update}", &uuid::Uuid::nil().to_string())
            .replace("{booking}", &uuid::Uuid::nil().to_string())
            .replace("{step}", "person")
            .replace("{name}", web::assets::ICON.trim_start_matches("/assets/"))
            .replace("{id}", if route.path.starts_with("/search") { search } else { referral })
    }
}

fn ask(browser: &mut Browser<'_>, method: &Method, path: &str) -> Answer {
    browser.send(Request::builder().method(method).uri(path).body(Body::empty()).unwrap())
}

/// Everything that is kept but what tells of reading: the audit, when somebody was last here, and what is made ready when somebody is about
/// to add a factor: a key to seal it under, and the question to their device, of which nothing comes until it is answered.
fn kept(db: &Db) -> BTreeMap<String, String> {
    db.read_now(|c| {
        let tables: Vec<String> = c.all(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'audit%' AND name NOT IN ('sessions', 'ceremonies')",
            &[],
        )?;
        tables
            .into_iter()
            .map(|table| {
                let columns: Vec<String> = c.all("SELECT name FROM pragma_table_info($1) WHERE name <> 'sealed_key'", &[&table])?;
                let whole = columns.iter().map(|column| format!("quote({column})")).collect::<Vec<_>>().join(" || ' ' || ");
                let rows: Vec<String> = c.all(&format!("SELECT {whole} FROM {table} ORDER BY 1"), &[])?;
                Ok((table, rows.join("\n")))
            })
            .collect()
    })
    .unwrap()
}

fn check_headers(what: &str, headers: &HeaderMap, transport: Transport, is_asset: bool) {
    let value = |name: &str| headers.get(name).map_or("", |value| value.to_str().unwrap());
    let policy: Vec<&str> = value("content-security-policy").split(';').map(str::trim).collect();
    assert_eq!(
        policy,
        [
            "default-src 'none'",
            "script-src 'self' 'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw='",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "require-trusted-types-for 'script'",
        ],
        "{what}"
    );
    for (name, expected) in [
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-robots-tag", "noindex, nofollow"),
        ("cache-control", if is_asset { web::assets::CACHE_CONTROL } else { "no-store" }),
        ("strict-transport-security", if transport == Transport::BehindTls { "max-age=63072000; includeSubDomains" } else { "" }),
    ] {
        assert_eq!(value(name), expected, "{what}: {name}");
        assert!(headers.get_all(name).iter().count() <= 1, "{what}: {name} twice");
    }
    for feature in ["camera", "geolocation", "microphone", "payment", "usb"] {
        assert!(value("permissions-policy").contains(&format!("{feature}=()")), "{what}: {feature}");
    }
}

#[test]
fn every_answer_of_every_route_carries_the_headers() {
    for transport in [Transport::Loopback, Transport::BehindTls] {
        let scratch = sqlite();
        let world = world(&scratch, transport);
        let (mut lee, paths) = world.signed_in("lee@example.org");
        let mut shown = 0;
        for (pattern, path) in &paths {
            for method in &METHODS {
                for (who, answer) in [("lee", ask(&mut lee, method, path)), ("a stranger", ask(&mut world.hub.browser(), method, path))] {
                    let is_asset = pattern.starts_with("/assets/") && answer.status == StatusCode::OK;
                    check_headers(&format!("{method} {pattern} for {who}"), &answer.headers, transport, is_asset);
                    assert!(
                        !answer.status.is_server_error() && answer.status != StatusCode::SWITCHING_PROTOCOLS,
                        "{method} {path}: {}",
                        answer.status
                    );
                    shown += usize::from(answer.status == StatusCode::OK && *method == Method::GET && who == "lee");
                }
            }
        }
        assert!(shown > 15, "only {shown} pages were really shown");
    }
}

#[test]
fn nothing_but_the_listed_methods_is_answered() {
    let scratch = sqlite();
    let world = world(&scratch, Transport::Loopback);
    let (mut lee, paths) = world.signed_in("lee@example.org");
    for route in routes::all() {
        for method in METHODS.iter().filter(|method| !route.methods.contains(method)) {
            let answer = ask(&mut lee, method, &paths[&route.path]);
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {}", route.path);
            let allowed: Vec<Method> = answer.header("allow").split(',').map(|name| name.parse().unwrap()).collect();
            assert_eq!(allowed, route.methods, "{method} {}", route.path);
        }
        assert!(route.methods.iter().all(|method| [Method::GET, Method::HEAD, Method::POST].contains(method)), "{route:?}");
    }
    for method in METHODS {
        assert_eq!(ask(&mut lee, &method, "/nothing/here").status, StatusCode::NOT_FOUND, "{method}");
    }
}

#[test]
fn reading_changes_nothing() {
    let scratch = sqlite();
    let world = world(&scratch, Transport::Loopback);
    let (mut lee, paths) = world.signed_in("lee@example.org");
    let before = kept(&world.story.db);
    assert!(before.len() > 10 && before["people"].lines().count() == 3, "{:?}", before.keys());
    let mut stranger = world.hub.browser();
    for path in paths.values() {
        for query in QUERIES {
            for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE] {
                ask(&mut lee, &method, &format!("{path}{query}"));
                ask(&mut stranger, &method, &format!("{path}{query}"));
            }
        }
    }
    for (table, rows) in kept(&world.story.db) {
        assert_eq!(rows, before[&table], "reading has changed {table}");
    }
    assert!(stranger.cookies.keys().all(|name| name == "onedoor-form"), "nobody is signed in by looking: {:?}", stranger.cookies.keys());
}

#[test]
fn a_stranger_gets_nowhere() {
    let scratch = sqlite();
    let world = world(&scratch, Transport::Loopback);
    let (_, paths) = world.signed_in("lee@example.org");
    let mut open = Vec::new();
    for route in routes::all() {
        for method in &route.methods {
            let mut stranger = world.hub.browser();
            let answer = ask(&mut stranger, method, &paths[&route.path]);
            if answer.status == StatusCode::SEE_OTHER {
                let to = answer.header("location");
                assert!(to == "/sign-in" || to.starts_with("/sign-in?next=/"), "{method} {}: {to}", route.path);
                assert!(answer.text.is_empty(), "{method} {}", route.path);
            } else {
                open.push(route.path.clone());
                for name in ["Amina", "Okafor", "Beth", "Lowe", "Cara", "07700", "example.org", "LN1"] {
                    assert!(!answer.text.contains(name), "{method} {} tells a stranger {name}", route.path);
                }
            }
        }
    }
    open.dedup();
    let public: Vec<&str> = routes::all().iter().filter_map(|route| PUBLIC.iter().find(|path| **path == route.path).copied()).collect();
    assert_eq!(open, public);
}

/// Fields such as the forms of the hub send, for a change that would be seen.
const FORGED: &[(&str, &str)] = &[
    ("note", "Forged"),
    ("found", "Forged"),
    ("ending", "support_declined"),
    ("safe_call", "yes"),
    ("notes", "Forged"),
    ("source", "self"),
    ("given_name", "Forged"),
    ("family_name", "Forged"),
    ("known", "none"),
    ("outcome", "no_answer"),
];

/// What a form without its token gets. A hub that has no address of its own has no passkeys, and so no such pages.
fn refusal(path: &str) -> StatusCode {
    if path.contains("passkey") && !path.ends_with("/remove") { StatusCode::NOT_FOUND } else { StatusCode::FORBIDDEN }
}

#[test]
fn nothing_is_changed_without_the_forms_token() {
    let scratch = sqlite();
    let world = world(&scratch, Transport::Loopback);
    let (mut lee, paths) = world.signed_in("lee@example.org");
    let (mut kim, _) = world.signed_in("kim@example.org");
    let theirs = kim.get("/search").field("form_token").unwrap();
    let mine = lee.get("/search").field("form_token").unwrap();
    let before = kept(&world.story.db);
    let mut tried = 0;
    let forms = routes::all().into_iter().filter(|route| route.methods.contains(&Method::POST) && route.path != SAID_BY_THE_PROVIDER);
    for route in forms {
        let path = &paths[&route.path];
        for token in [None, Some(""), Some("0"), Some(theirs.as_str())] {
            let fields: Vec<(&str, &str)> = FORGED.iter().copied().chain(token.map(|token| ("form_token", token))).collect();
            assert_eq!(lee.post(path, &fields).status, refusal(path), "{path} with {token:?}");
        }
        for site in ["cross-site", "same-site", "nonsense"] {
            lee.headers = vec![("sec-fetch-site", site.to_owned())];
            let fields: Vec<(&str, &str)> = FORGED.iter().copied().chain([("form_token", mine.as_str())]).collect();
            assert_eq!(lee.post(path, &fields).status, refusal(path), "{path} from {site}");
        }
        lee.headers.clear();
        tried += 1;
    }
    assert!(tried > 12, "{tried}");
    assert_eq!(kept(&world.story.db), before);
    assert_eq!(lee.get("/").status, StatusCode::OK, "nobody was signed out either");
}

#[test]
fn a_form_is_taken_only_as_a_form() {
    let scratch = sqlite();
    let world = world(&scratch, Transport::Loopback);
    let (mut lee, paths) = world.signed_in("lee@example.org");
    let token = lee.get("/search").field("form_token").unwrap();
    let before = kept(&world.story.db);
    let form = format!("form_token={token}&note=Forged&found=Forged&source=self&q=Forged");
    let json = format!(r#"{{"form_token":"{token}","note":"Forged"}}"#);
    let part = format!("--x\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n{token}\r\n--x--\r\n");
    for route in routes::all().into_iter().filter(|route| route.methods.contains(&Method::POST)) {
        for (kind, body) in [
            (None, &form),
            (Some("text/plain"), &form),
            (Some("application/json"), &json),
            (Some("application/json; charset=utf-8"), &form),
            (Some("multipart/form-data; boundary=x"), &part),
            (Some("text/xml"), &form),
        ] {
            let mut request = Request::post(&paths[&route.path]);
            if let Some(kind) = kind {
                request = request.header(header::CONTENT_TYPE, kind);
            }
            let answer = lee.send(request.body(Body::from(body.clone())).unwrap());
            let not_there =
                [SAID_BY_THE_PROVIDER, "passkey"].iter().any(|part| route.path.contains(part)) && answer.status == StatusCode::NOT_FOUND;
            assert!(not_there || [400, 403, 415].contains(&answer.status.as_u16()), "{} as {kind:?}: {}", route.path, answer.status);
        }
    }
    assert_eq!(kept(&world.story.db), before);
}

#[test]
fn no_other_site_may_read_an_answer() {
    let scratch = sqlite();
    let world = world(&scratch, Transport::BehindTls);
    let (mut lee, paths) = world.signed_in("lee@example.org");
    for origin in ["https://elsewhere.example", "null"] {
        lee.headers = vec![
            ("origin", origin.to_owned()),
            ("access-control-request-method", "POST".to_owned()),
            ("access-control-request-headers", "content-type".to_owned()),
        ];
        for path in paths.values() {
            for method in [Method::GET, Method::OPTIONS] {
                let answer = ask(&mut lee, &method, path);
                let shared: Vec<_> = answer.headers.keys().filter(|name| name.as_str().starts_with("access-control-")).collect();
                assert!(shared.is_empty(), "{method} {path}: {shared:?}");
            }
        }
    }
}

#[test]
fn every_body_says_what_it_is() {
    let scratch = sqlite();
    let world = world(&scratch, Transport::Loopback);
    let (mut lee, paths) = world.signed_in("lee@example.org");
    let mut kinds = BTreeMap::new();
    for path in paths.values().map(String::as_str).chain(["/nothing", web::assets::STYLESHEET, web::assets::SCRIPT]) {
        for method in &METHODS {
            let answer = ask(&mut lee, method, path);
            let kind = answer.header("content-type").to_owned();
            if *method == Method::HEAD {
                assert!(answer.text.is_empty(), "{path}");
            } else if !answer.text.is_empty() {
                let with_charset = kind.ends_with("; charset=utf-8") && kind.starts_with("text/");
                assert!(with_charset || ["application/json", "image/svg+xml"].contains(&kind.as_str()), "{method} {path}: {kind:?}");
                assert_eq!(kind.starts_with("text/html"), answer.text.starts_with("<!DOCTYPE html>"), "{method} {path}");
            }
            *kinds.entry(kind).or_insert(0) += 1;
        }
    }
    assert!(kinds.len() >= 5, "{kinds:?}");
}

/// The pages somebody signed in is shown, with their addresses.
fn shown(lee: &mut Browser<'_>, paths: &BTreeMap<String, String>) -> Vec<(String, Answer)> {
    let mut pages = Vec::new();
    for path in paths.values() {
        for query in QUERIES {
            let path = format!("{path}{query}");
            let answer = lee.get(&path);
            if answer.status == StatusCode::OK && answer.header("content-type").starts_with("text/html") {
                pages.push((path, answer));
            }
        }
    }
    assert!(pages.len() > 60, "{}", pages.len());
    pages
}

fn attributes(page: &Answer, selector: &str, name: &str) -> Vec<String> {
    let tree = scraper::Html::parse_document(&page.text);
    let all = scraper::Selector::parse(selector).unwrap();
    tree.select(&all).filter_map(|element| element.value().attr(name)).map(str::to_owned).collect()
}

#[test]
fn every_link_of_a_page_stays_on_this_hub() {
    let scratch = sqlite();
    let world = world(&scratch, Transport::Loopback);
    let (mut lee, paths) = world.signed_in("lee@example.org");
    for (path, page) in shown(&mut lee, &paths) {
        let here =
            |to: &str| to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') || to.starts_with('#') || to.starts_with('?');
        for to in attributes(&page, "a[href]", "href") {
            assert!(here(&to) || to.starts_with("tel:+44") || to.starts_with("mailto:"), "{path} leads to {to}");
        }
        for (what, name) in [("link[href]", "href"), ("script[src]", "src"), ("img[src]", "src"), ("use[href]", "href")] {
            assert!(attributes(&page, what, name).iter().all(|to| to.starts_with("/assets/")), "{path}: {what}");
        }
        assert!(attributes(&page, "form[action]", "action").iter().all(|to| here(to)), "{path}");
        assert!(attributes(&page, "iframe, object, embed, base, meta[http-equiv]", "src").is_empty(), "{path}");
        let text = page.text.replace("http://www.w3.org/2000/svg", "");
        assert!(!text.contains("http://") && !text.contains("https://"), "{path}");
    }
}

#[test]
fn every_page_of_somebody_signed_in_offers_to_sign_out() {
    let scratch = sqlite();
    let world = world(&scratch, Transport::Loopback);
    let (mut lee, paths) = world.signed_in("lee@example.org");
    for (path, page) in shown(&mut lee, &paths).into_iter().filter(|(path, _)| !path.starts_with("/sign-in")) {
        let out = attributes(&page, "nav form[method=post][action='/sign-out'] input[name=form_token]", "value");
        assert_eq!(out.len(), 1, "{path}");
        assert_eq!(page.says("nav form[action='/sign-out'] button").as_deref(), Some("Sign out"), "{path}");
    }
}
