//! Nobody is offered what they would be refused: every link that a page shows leads somewhere for whoever it was shown to.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use access::{Actor, kind};
use axum::http::StatusCode;
use identity::{NewUser, Post};
use kernel::{Email, IdMaker, RingFences, StaffRole};
use testkit::databases::{Scratch, sqlite};
use testkit::hub_walls::walls_of;
use web::Transport;

use crate::casework::story;
use crate::hub::{COST, Hub, PASSWORD, monday, shipped};
use crate::routes::capabilities;

/// Pages of one kind that are looked at: the cases stand in different ways, and of the rest one is like another.
const OF_EACH_KIND: usize = 6;

/// Somebody of each role that signs in at the hub, with the kind of organisation they are of, if it is not the hub's own.
const EVERYBODY: &[(&str, StaffRole, Option<&str>, Option<&str>)] = &[
    ("worker", StaffRole::Worker, None, None),
    ("volunteer", StaffRole::Volunteer, None, None),
    ("lead", StaffRole::TeamLead, None, None),
    ("manager", StaffRole::Manager, None, None),
    ("specialist", StaffRole::Specialist, Some("multi_crime_service"), Some("domestic_abuse")),
    ("witness_care", StaffRole::WitnessCare, Some("police"), None),
    ("liaison", StaffRole::PoliceLiaison, Some("police"), None),
    ("commissioner", StaffRole::Commissioner, Some("commissioner"), None),
    ("referrer", StaffRole::Referrer, None, None),
    ("protection", StaffRole::DataProtectionOfficer, None, None),
    ("auditor", StaffRole::Auditor, None, None),
    ("administrator", StaffRole::Administrator, None, None),
];

/// For two services, so that a meeting decides; where it happened is not known; nobody said what is safe.
const ROWS: &[&str] = &[
    "R1,CR1,2026-11-23T08:00:00Z,Assault,domestic_abuse;hate_race,Beth,Lowe,1950-01-02,07700 900124,,beth@example.org,2 High Street,BN1 1AB,,,,given,P1",
    "R2,CR2,2026-11-23T08:00:00Z,Assault,hate_race,Amina,Okafor,1951-01-02,07700 900123,,amina@example.org,1 High Street,BN1 1AA,,,,given,P2",
    "R3,CR3,2026-11-23T08:00:00Z,Assault,domestic_abuse,Cara,Hill,1952-01-02,07700 900125,,,3 High Street,BN1 1AD,,no,,given,P3",
];

fn employ(scratch: &Scratch, (name, role, agency, team): (&str, StaffRole, Option<&str>, Option<&str>)) {
    let (agency, team) = (agency.map(str::to_owned), team.map(str::to_owned));
    let post = Post { agency, team, cleared: RingFences::ALL, ..Post::of(role) };
    let password = identity::hash_password(PASSWORD, &vault::SystemSecrets, COST).unwrap();
    let email = Email::parse(&format!("{name}@example.org")).unwrap();
    let new = NewUser { email, name: name.to_owned(), post, password: Some(password), first_password_until: None };
    let walls = walls_of(&shipped("sussex").organisation);
    let added = scratch.db.write_now(move |tx| {
        let mut ids = IdMaker::new(monday(), 0, new.name.as_bytes());
        let permit = walls.permit::<kind::AddUser>(tx, &mut ids, &Actor::operator(), monday())?;
        identity::add_user(tx, &mut ids, &permit, &new)
    });
    added.unwrap().expect("a new address");
}

/// The address with what tells one record from another taken out.
fn kind_of(path: &str) -> String {
    let ids_out = path.split('/').map(|part| if part.len() == 36 && part.matches('-').count() == 4 { "{id}" } else { part });
    ids_out.collect::<Vec<_>>().join("/").split('?').next().unwrap().to_owned()
}

fn links(page: &str) -> BTreeSet<String> {
    let page = scraper::Html::parse_document(page);
    let inside = scraper::Selector::parse("a[href^='/']").unwrap();
    let all = page.select(&inside).map(|link| link.value().attr("href").unwrap());
    all.map(|link| link.split('#').next().unwrap().to_owned()).collect()
}

#[test]
fn every_link_leads_somewhere_for_whoever_it_is_shown_to() {
    let scratch = sqlite();
    let story = story(&scratch, "sussex", ROWS);
    EVERYBODY.iter().for_each(|who| employ(&scratch, *who));
    let hub = Hub::of(&story.db, "sussex", Transport::Loopback, capabilities());
    let mut refused = Vec::new();
    let mut kinds_seen = BTreeSet::new();
    for (name, ..) in EVERYBODY {
        let mut browser = hub.signed_in(&format!("{name}@example.org"));
        let (mut of_kind, mut seen) = (BTreeMap::new(), BTreeSet::new());
        let mut to_see = VecDeque::from([("/".to_owned(), "the beginning".to_owned())]);
        while let Some((path, from)) = to_see.pop_front() {
            let count = of_kind.entry(kind_of(&path)).or_insert(0);
            if *count == OF_EACH_KIND || !seen.insert(path.clone()) {
                continue;
            }
            *count += 1;
            let answer = browser.get(&path);
            if !matches!(answer.status, StatusCode::OK | StatusCode::SEE_OTHER) {
                refused.push(format!("{name}: {} on {} leads to {}", kind_of(&path), kind_of(&from), answer.status));
            }
            let onward = answer.status == StatusCode::SEE_OTHER && path == "/";
            to_see.extend(onward.then(|| (answer.header("location").to_owned(), path.clone())));
            to_see.extend(links(&answer.text).into_iter().map(|link| (link, path.clone())));
        }
        kinds_seen.extend(of_kind.into_keys());
    }
    refused.dedup();
    assert_eq!(refused, Vec::<String>::new());
    for kind in ["/cases/{id}", "/cases/{id}/onward/lead", "/meetings", "/rules/calendar", "/disclosures", "/users", "/referrals/new"] {
        assert!(kinds_seen.contains(kind), "nobody was led to {kind}: {kinds_seen:?}");
    }
}
