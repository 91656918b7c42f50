//! Every route of the router, come to by everybody of the committed matrix, on cases that stand to them in every way: open or shut as the
//! policies say, and where it is shut, not to be told from a case that there is not.

mod acts;
mod relations;

use std::collections::BTreeSet;
use std::net::IpAddr;

use access::Walls;
use axum::http::{Method, StatusCode};
use kernel::{CaseId, StaffRole, UserId};
use policy::{Act, Refusal, Scope, Subject};
use store::Db;
use testkit::databases::{postgres, sqlite};
use testkit::hub_walls::walls_of;
use web::Transport;

use super::rows::FAMILY_NAME;
use crate::hub::{Answer, Browser, Hub, PASSWORD, monday, shipped};
use crate::routes::{self, Route, capabilities};
use acts::Asks;
use relations::{Asker, Relation, WAIT, classes};

/// A case, a person, a task there is not.
const NONE: &str = "00000000-0000-0000-0000-000000000000";

/// Fields that every form takes for filled in; a rule of the verb refuses most of them after it was permitted, so that little changes.
const FIELDS: &[(&str, &str)] = &[
    ("by", "call.00000000-0000-0000-0000-000000000000"),
    ("outcome", "no_answer"),
    ("again-day", "24"),
    ("again-month", "11"),
    ("again-year", "2026"),
    ("to", NONE),
    ("whom", NONE),
    ("why", "Nothing"),
    ("format", "json"),
    ("note", "Nothing"),
    ("notes", "Nothing"),
    ("text", "Nothing"),
    ("found", "Nothing"),
    ("finding", "justified"),
    ("kind", "case_update"),
    ("ending", "completed"),
    ("answer", "no"),
    ("agency", "commissioner"),
    ("call", "not_known"),
    ("voicemail", "not_known"),
    ("email", "not_known"),
    ("letter", "not_known"),
    ("shares", "not_known"),
    ("before", "long ago"),
    ("source", "self"),
    ("q", FAMILY_NAME),
];

/// A hub with everybody in it.
struct World {
    /// As the hub is served.
    hub: Hub,
    /// All of it, whoever looks.
    db: Db,
    walls: Walls,
    askers: Vec<Asker>,
    /// Two accounts to change and to disable.
    spare: [UserId; 2],
}

fn world(served: &Db, db: &Db) -> World {
    let (askers, mut profile) = (relations::fill(db), shipped("example"));
    profile.organisation = relations::hub();
    profile.hate_reports = crate::liaison::taking_reports().hate_reports;
    profile.opt_out = Some(profile::OptOut { erased_within: kernel::TimeLimit::WorkingDays(5) });
    let walls = walls_of(&profile.organisation);
    let spare = ["spare@example.org", "leaver@example.org"].map(|email| crate::hub::employ(db, email, StaffRole::Worker));
    World { hub: Hub::prepared(served, profile, Transport::Loopback, capabilities(), |site| site), db: db.clone(), walls, askers, spare }
}

/// Where to go, and on what.
struct Place<'w> {
    path: String,
    on: Option<&'w Relation>,
}

/// What somebody begun, so that it is theirs.
struct Begun {
    referral: String,
    search: String,
}

impl World {
    fn one(&self, sql: &'static str, of: uuid::Uuid) -> String {
        let found: Option<uuid::Uuid> = self.db.read_now(move |c| c.maybe(sql, &[&of])).unwrap();
        found.map_or_else(|| NONE.to_owned(), |id| id.to_string())
    }

    /// Everything that a route can be come to on, as it stands to this asker.
    fn places<'w>(&self, route: &Route, method: &Method, asker: &'w Asker, begun: &Begun) -> Vec<Place<'w>> {
        let path = route.path.as_str();
        if path.starts_with("/cases/{case}") || path.starts_with("/people/{person}") {
            return asker
                .relations
                .iter()
                .map(|on| Place { path: self.on_case(path, on.alike[uses_up(path, method)]), on: Some(on) })
                .collect();
        }
        if path == "/approvals/{id}" {
            let waiting = asker.relations.iter().filter(|on| WAIT.contains(&on.title));
            return waiting.map(|on| Place { path: path.replace("{id}", &on.facts.person.to_string()), on: Some(on) }).collect();
        }
        let glass = "SELECT id FROM break_glass WHERE user_id <> $1 AND reviewed_at IS NULL ORDER BY id LIMIT 1";
        let id = match path {
            "/break-glass/reviews/{id}" => self.one(glass, asker.actor.user_id().unwrap().uuid()),
            _ if path.starts_with("/search/") => begun.search.clone(),
            _ => begun.referral.clone(),
        };
        let filled = path
            .replace("{id}", &id)
            .replace("{authority}", "everywhere")
            .replace("{day}", "2026-11-25")
            .replace("{step}", "person")
            .replace("{user}", &self.spare[usize::from(path.ends_with("/disable"))].to_string());
        vec![Place { path: filled.replace("{name}", "none"), on: None }]
    }

    fn on_case(&self, path: &str, case: CaseId) -> String {
        let task = "SELECT id FROM dues WHERE case_id = $1 ORDER BY id LIMIT 1";
        let id = case.to_string();
        let path = path
            .replace("{case}", &id)
            .replace("{person}", &id)
            .replace("{review}", &id)
            .replace("{other}", &id)
            .replace("{report}", &id)
            .replace("{update}", &id)
            .replace("{booking}", &id)
            .replace("{hold}", NONE)
            .replace("{reminder}", NONE)
            .replace("{referral}", NONE)
            .replace("{row}", NONE)
            .replace("{way}", NONE)
            .replace("{point}", NONE);
        if path.contains("{task}") { path.replace("{task}", &self.one(task, case.uuid())) } else { path }
    }

    /// Whether this is open to them. Of a case that they may read they are told that it is closed, or that somebody was faster.
    fn is_open(&self, asks: Asks, asker: &Asker, on: Option<&Relation>) -> bool {
        let open = |act: Act| match self.may(act, asker, on) {
            Ok(()) => true,
            Err(Refusal::Closed) => act.scope() == Scope::OnCase && self.may(Act::ReadCase, asker, on).is_ok(),
            Err(Refusal::SomebodyHasIt) => act == Act::TakeCase && self.may(Act::ReadCase, asker, on).is_ok(),
            Err(_) => false,
        };
        match asks {
            Asks::Nothing | Asks::Pair => true,
            Asks::AtAll(at_all) => at_all(&self.walls, &asker.actor, monday()),
            Asks::All(acts) => acts.iter().all(|act| open(*act)),
        }
    }

    fn may(&self, act: Act, asker: &Asker, on: Option<&Relation>) -> Result<(), Refusal> {
        let on = || on.expect("an act on a record is on a route with a record in its address");
        match act.scope() {
            Scope::OnHub => self.walls.may(&asker.actor, act, Subject::Hub, monday()),
            Scope::OnCase => self.walls.may(&asker.actor, act, Subject::Case(&on().facts), monday()),
            Scope::OnPerson => self.walls.may(&asker.actor, act, Subject::Person(&on().person()), monday()),
        }
    }
}

/// Which of the cases that stand alike: those who take it, close it or may not see it any more need one of their own.
fn uses_up(path: &str, method: &Method) -> usize {
    match path.rsplit('/').next() {
        Some("take") => 1,
        Some("close") if *method == Method::POST => 2,
        Some("conflicts") if *method == Method::POST => 3,
        Some("erase") if *method == Method::POST => 4,
        _ => 0,
    }
}

/// The same address with nothing there.
fn nowhere(path: &str) -> String {
    [
        "{case}",
        "{person}",
        "{hold}",
        "{reminder}",
        "{referral}",
        "{row}",
        "{way}",
        "{point}",
        "{task}",
        "{review}",
        "{other}",
        "{report}",
        "{update}",
        "{booking}",
        "{id}",
        "{user}",
    ]
    .iter()
    .fold(path.to_owned(), |path, part| path.replace(part, NONE))
    .replace("{step}", "person")
    .replace("{authority}", "everywhere")
    .replace("{day}", "2026-11-25")
}

fn send(browser: &mut Browser<'_>, method: &Method, path: &str, token: &str, on: Option<&Relation>) -> Answer {
    if *method == Method::GET {
        return browser.get(path);
    }
    let is_of_record = path.starts_with("/people/");
    let mut fields = vec![("form_token", token), ("reason", if is_of_record { "court" } else { "leaving" })];
    fields.extend(FIELDS);
    fields.extend(on.into_iter().flat_map(|on| classes(on.facts.ring_fence)).map(|class| ("classes", class)));
    browser.post(path, &fields)
}

/// Of what somebody began themselves they may be told whether it is there.
fn path_names_somebody(path: &str) -> bool {
    !path.starts_with("/search/") && !path.starts_with("/referrals/")
}

/// The same from outside: every header and every word.
fn is_same(one: &Answer, other: &Answer) -> bool {
    (one.status, &one.headers, &one.text) == (other.status, &other.headers, &other.text)
}

/// What was found on the way.
#[derive(Default)]
struct Found {
    wrong: Vec<String>,
    open: usize,
    shut: usize,
    /// What was done: by whom, to whom.
    done: Vec<(Act, UserId, uuid::Uuid)>,
}

fn walk(world: &World, asker: &Asker, number: usize, one_in: usize, found: &mut Found) {
    let mut browser = world.hub.browser();
    browser.address = IpAddr::from([192, 0, 2, u8::try_from(number + 1).unwrap()]);
    assert_eq!(browser.sign_in(&asker.email, PASSWORD).status, StatusCode::SEE_OTHER, "{}", asker.title);
    let (user, now) = (asker.actor.user_id(), monday());
    let given = "UPDATE sessions SET factor_at = $2 WHERE user_id = $1";
    world.db.write_now(move |tx| tx.execute_one(given, &[&user, &now])).unwrap();
    let token = browser.get("/search").field("form_token").expect("a form");
    let mut begin = |path: &str| {
        let to = send(&mut browser, &Method::POST, path, &token, None).header("location").to_owned();
        to.split('/').nth(2).filter(|id| id.len() == NONE.len()).unwrap_or(NONE).to_owned()
    };
    let begun = Begun { referral: begin("/referrals/new"), search: begin("/search") };
    for (turn, route) in routes::all().into_iter().enumerate() {
        for method in route.methods.iter().filter(|method| [Method::GET, Method::POST].contains(method)) {
            let asks = acts::of(&route.path, method);
            if matches!(asks, Asks::Nothing | Asks::Pair) {
                continue;
            }
            let nothing = route.path.contains('{').then(|| send(&mut browser, method, &nowhere(&route.path), &token, None));
            let places = world.places(&route, method, asker, &begun).into_iter().enumerate();
            for (_, place) in places.filter(|(place, _)| (place + turn + number).is_multiple_of(one_in)) {
                let answer = send(&mut browser, method, &place.path, &token, place.on);
                let what = format!("{method} {} by {}, {}", route.path, asker.title, place.on.map_or("", |on| on.title));
                let (open, is_open) = (answer.status != StatusCode::NOT_FOUND, world.is_open(asks, asker, place.on));
                if open != is_open || answer.status.is_server_error() || answer.status == StatusCode::FORBIDDEN {
                    found.wrong.push(format!("{what}: {}, and open should be {is_open}", answer.status));
                } else if !open
                    && (place.on.is_some() || path_names_somebody(&route.path))
                    && nothing.as_ref().is_some_and(|nothing| !is_same(nothing, &answer))
                {
                    found.wrong.push(format!("{what}: is told from what there is not"));
                }
                let is_done = answer.status == StatusCode::SEE_OTHER && answer.header("location").contains("done=");
                if let (true, Asks::All([.., act]), Some(on)) = (is_done && !route.path.ends_with("/ask"), asks, place.on) {
                    let alike = if route.path.contains("{id}") { 0 } else { uses_up(&route.path, method) };
                    found.done.push((*act, asker.actor.user_id().unwrap(), on.alike[alike].uuid()));
                }
                found.open += usize::from(open);
                found.shut += usize::from(!open);
            }
        }
    }
}

/// What was done left an audit row with the very act that this test takes the route to be.
fn check_audit(world: &World, done: Vec<(Act, UserId, uuid::Uuid)>) {
    let acts: BTreeSet<&str> = done.iter().map(|(act, ..)| act.as_str()).collect();
    assert!(acts.len() > 6, "little was really done: {acts:?}");
    for (act, user, person) in done {
        let sql = "SELECT count(*) FROM audit WHERE act = $1 AND user_id = $2 AND person_id = $3";
        let rows: i64 = world.db.read_now(move |c| c.one(sql, &[&act.as_str(), &user, &person])).unwrap();
        assert!(rows > 0, "{act} left no row");
    }
}

/// On every relation, or in turn on one in so many of them.
fn every_route_is_as_the_matrix_says(served: &Db, db: &Db, one_in: usize) {
    let world = world(served, db);
    let roles: BTreeSet<&str> = world.askers.iter().map(|asker| asker.actor.role().unwrap().as_str()).collect();
    assert_eq!(roles.len(), StaffRole::ALL.len());
    let mut found = Found::default();
    for (number, asker) in world.askers.iter().enumerate() {
        walk(&world, asker, number, one_in, &mut found);
    }
    assert!(found.wrong.is_empty(), "{} of {}:\n{}", found.wrong.len(), found.open + found.shut, found.wrong.join("\n"));
    assert!(found.open > 1_800 / one_in && found.shut > 6_000 / one_in, "{} open, {} shut", found.open, found.shut);
    check_audit(&world, found.done);
}

#[test]
fn every_route_is_open_or_shut_as_the_matrix_says() {
    let scratch = sqlite();
    every_route_is_as_the_matrix_says(&scratch.db, &scratch.db, 1);
}

/// Served as a hub is, with the second wall standing; each role at each route meets some of the relations, another route the others.
#[test]
fn every_route_is_open_or_shut_as_the_matrix_says_behind_both_walls() {
    let scratch = postgres();
    every_route_is_as_the_matrix_says(&Db::open_as_is(&scratch.walled_url()).unwrap(), &scratch.db, 2);
}

/// A route without an act, or an act without a route, is a mistake.
#[test]
fn every_route_tells_what_it_asks_for() {
    let routes = routes::all();
    for (path, get, post) in acts::ROUTES {
        let route = routes.iter().find(|route| route.path == *path).unwrap_or_else(|| panic!("{path} is no route"));
        let answered = |method: &Method| route.methods.contains(method);
        assert_eq!((answered(&Method::GET), answered(&Method::POST)), (get.is_some(), post.is_some()), "{path}");
        for asks in [get, post].into_iter().flatten() {
            let on_case = matches!(asks, Asks::All(acts) if acts.iter().any(|act| act.scope() == Scope::OnCase));
            assert_eq!(on_case, path.contains("{case}"), "{path}: a case in the address is asked for, and no other");
        }
    }
    assert_eq!(routes.len(), acts::ROUTES.len());
    routes.iter().flat_map(|route| route.methods.iter().map(move |method| (route, method))).for_each(|(route, method)| {
        acts::of(&route.path, method);
    });
}

/// Whoever is not signed in is led to sign in, whatever the address names: nothing tells them what there is.
#[test]
fn a_stranger_is_told_nothing_of_what_there_is() {
    let scratch = sqlite();
    let world = world(&scratch.db, &scratch.db);
    let begun = Begun { referral: NONE.to_owned(), search: NONE.to_owned() };
    let asker = world.askers.first().unwrap();
    for route in routes::all() {
        for method in route.methods.iter().filter(|method| [Method::GET, Method::POST].contains(method)) {
            if matches!(acts::of(&route.path, method), Asks::Nothing) {
                continue;
            }
            for place in world.places(&route, method, asker, &begun) {
                let mut stranger = world.hub.browser();
                let answer = send(&mut stranger, method, &place.path, "", place.on);
                let nothing = send(&mut stranger, method, &nowhere(&route.path), "", None);
                assert!(answer.status == StatusCode::SEE_OTHER && answer.header("location").starts_with("/sign-in"), "{}", route.path);
                assert_eq!((answer.status, answer.text.len()), (nothing.status, 0), "{}", route.path);
            }
        }
    }
}
