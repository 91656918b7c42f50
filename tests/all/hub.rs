//! A hub in this process: a database, a clock that tests move, people who work here, and browsers that visit it.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use access::{Actor, Organisation, kind};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use identity::{NewUser, PasswordCost, Post};
use jiff::{SignedDuration, Timestamp};
use kernel::{Clock, Email, IdMaker, StaffRole, UserId, london_date};
use profile::{Profile, Versions};
use store::Db;
use testkit::hub_walls::{walls, walls_of};
use tower::ServiceExt;
use vault::{Secrets, SystemSecrets};
use web::{Days, Site, Transport};

/// Cheap, so that a test does not wait for it.
pub const COST: PasswordCost = PasswordCost { memory: 8, passes: 1 };
/// Everybody's password here.
pub const PASSWORD: &str = "correct horse battery";

/// Monday 23 November 2026, ten in the morning.
pub fn monday() -> Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

/// A clock that stands until a test moves it.
pub struct MovableClock(AtomicI64);

impl MovableClock {
    pub fn at(start: Timestamp) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(start.as_microsecond())))
    }

    pub fn pass(&self, time: SignedDuration) {
        self.0.fetch_add(i64::try_from(time.as_micros()).unwrap(), Ordering::Relaxed);
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

/// Makes an account as the operator does, named after the part of the address before the @.
pub fn employ(db: &Db, email: &str, role: StaffRole) -> UserId {
    let email = Email::parse(email).unwrap();
    let name = email.reveal().split('@').next().unwrap().to_owned();
    let password = identity::hash_password(PASSWORD, &SystemSecrets, COST).unwrap();
    let new = NewUser { email, name, post: Post::of(role), password: Some(password), first_password_until: None };
    db.write_now(move |tx| {
        let mut ids = IdMaker::new(monday(), 0, new.email.reveal().as_bytes());
        let permit = walls().permit::<kind::AddUser>(tx, &mut ids, &Actor::operator(), monday())?;
        identity::add_user(tx, &mut ids, &permit, &new)
    })
    .unwrap()
    .expect("a new address")
}

/// A profile that comes with the program.
pub fn shipped(profile: &str) -> Profile {
    Profile::shipped(profile).expect("comes with the program").expect("is in order")
}

/// A hub and its pages.
pub struct Hub {
    pub clock: Arc<MovableClock>,
    router: Router,
    runtime: tokio::runtime::Runtime,
}

impl Hub {
    /// The hub of the example profile on this database, with these routes besides those of the page kit.
    pub fn new(db: &Db, transport: Transport, routes: Router<Site>) -> Self {
        Self::of(db, "example", transport, routes)
    }

    /// The hub of a shipped profile.
    pub fn of(db: &Db, profile: &str, transport: Transport, routes: Router<Site>) -> Self {
        Self::prepared(db, shipped(profile), transport, routes, |site| site)
    }

    /// The hub of this profile, with whatever else the program would give its site.
    pub fn prepared(db: &Db, profile: Profile, transport: Transport, routes: Router<Site>, prepare: impl FnOnce(Site) -> Site) -> Self {
        let clock = MovableClock::at(monday());
        let secrets: Arc<dyn Secrets> = Arc::new(SystemSecrets);
        // What a profile demands beside a password is for the tests of just that: `demanding`.
        let walls = walls_of(&Organisation { second_factor: Vec::new(), ..profile.organisation.clone() });
        let site = Site::new(db.clone(), Arc::<MovableClock>::clone(&clock), Arc::new(profile), walls, secrets, transport);
        let router = web::shell(web::router().merge(routes), prepare(site.with_password_cost(COST)));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { clock, router, runtime }
    }

    /// A hub that changes its mind, from this moment on.
    pub fn of_versions(db: &Db, versions: &Versions, start: Timestamp, routes: impl Fn() -> Router<Site>) -> Self {
        let clock = MovableClock::at(start);
        let profile = Arc::clone(versions.at(london_date(start)));
        let walls = walls_of(&Organisation { second_factor: Vec::new(), ..profile.organisation.clone() });
        let secrets: Arc<dyn Secrets> = Arc::new(SystemSecrets);
        let site = Site::new(db.clone(), Arc::<MovableClock>::clone(&clock), profile, walls, secrets, Transport::Loopback);
        let pages = |site| web::shell(web::router().merge(routes()), site);
        let router = Days::new(site.with_password_cost(COST), versions, pages).unwrap().router();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { clock, router, runtime }
    }

    /// A browser that has never been here.
    pub fn browser(&self) -> Browser<'_> {
        Browser { hub: self, cookies: BTreeMap::new(), address: "192.0.2.1".parse().unwrap(), headers: Vec::new() }
    }

    /// A browser in which somebody has signed in.
    pub fn signed_in(&self, email: &str) -> Browser<'_> {
        let mut browser = self.browser();
        let answer = browser.sign_in(email, PASSWORD);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        browser
    }
}

/// A browser: keeps cookies, sends forms with the hidden fields of the page they stand on.
pub struct Browser<'h> {
    hub: &'h Hub,
    pub cookies: BTreeMap<String, String>,
    pub address: IpAddr,
    pub headers: Vec<(&'static str, String)>,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a hidden or filled-in field of the page.
    pub fn field(&self, name: &str) -> Option<String> {
        let page = scraper::Html::parse_document(&self.text);
        let field = scraper::Selector::parse(&format!("input[name='{name}']")).unwrap();
        page.select(&field).next().and_then(|input| input.value().attr("value")).map(str::to_owned)
    }

    /// The text of the first element that this selects, white space as one space.
    pub fn says(&self, selector: &str) -> Option<String> {
        let page = scraper::Html::parse_document(&self.text);
        let found = page.select(&scraper::Selector::parse(selector).unwrap()).next()?;
        Some(found.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

impl Browser<'_> {
    pub fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap())
    }

    /// Sends these fields and no others.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&");
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap())
    }

    /// Opens a page and sends its form with these fields and the page's token.
    pub fn fill_in(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.get(page).field("form_token").expect("a form on the page");
        let mut fields = fields.to_vec();
        fields.push(("form_token", &token));
        self.post(action, &fields)
    }

    pub fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        self.fill_in("/sign-in", "/sign-in", &[("email", email), ("password", password)])
    }

    pub fn send(&mut self, mut request: Request<Body>) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        for (name, value) in &self.headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((self.address, 4711))));
        let answer = self.hub.runtime.block_on(async {
            let response: Response<Body> = self.hub.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = axum::body::to_bytes(body, 1 << 22).await.unwrap();
            Answer { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
        });
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            if text.contains("Max-Age=0") {
                self.cookies.remove(name)
            } else {
                self.cookies.insert(name.into(), value.into())
            };
        }
        answer
    }
}

fn encoded(text: &str) -> String {
    let byte = |b: u8| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") };
    text.bytes().map(byte).collect()
}
