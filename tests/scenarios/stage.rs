//! The hub in which one scenario happens: a fresh database, its profile, its walls, its staff as they are needed, and the rows that came in.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use access::{Actor, Kind, OnCase, OnHub, Organisation, Permit, Walls, kind};
use identity::{NewUser, Post};
use intake::place::{DecisionRecord, Placed};
use intake::transfer::{Options, Watch, take_in};
use jiff::Timestamp;
use kernel::{CaseId, Email, IdMaker, PersonId, RingFence, RingFences, Source, StaffRole};
use people::memory::Everybody;
use profile::Profile;
use serde_json::Value;
use store::{Db, Tx};
use testkit::feed::{FeedRow, csv};
use testkit::hub_walls::walls_of;

use crate::text::Node;

/// A no of the program's.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// `role_may_not`.
    pub word: String,
    /// As a page tells it.
    pub sentence: String,
}

impl Refusal {
    fn of(word: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self { word: word.into(), sentence: sentence.into() }
    }
}

/// What came in the way of an act.
pub enum Trouble {
    Refused(Refusal),
    Store(store::Error),
}

/// What came of an act, unless the scenario itself cannot be played.
pub type Outcome<T> = Result<Result<T, Refusal>, String>;

/// The name of a variant as a word: `TheirsAlready` is `theirs_already`.
pub fn word_of(variant: &impl std::fmt::Debug) -> String {
    let name: String = format!("{variant:?}").chars().take_while(char::is_ascii_alphanumeric).collect();
    let mut word = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.push(letter.to_ascii_lowercase());
    }
    word
}

impl From<store::Error> for Trouble {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<access::Error> for Trouble {
    fn from(error: access::Error) -> Self {
        match error {
            access::Error::Refused(why) => Self::Refused(Refusal::of(why.as_str(), why.sentence())),
            access::Error::Store(error) => Self::Store(error),
        }
    }
}

impl From<casework::Refused> for Trouble {
    fn from(why: casework::Refused) -> Self {
        match why {
            casework::Refused::NotPermitted(why) => access::Error::Refused(why).into(),
            why => Self::Refused(Refusal::of(word_of(&why), why.sentence())),
        }
    }
}

impl From<casework::Error> for Trouble {
    fn from(error: casework::Error) -> Self {
        match error {
            casework::Error::Refused(why) => why.into(),
            casework::Error::Store(error) => Self::Store(error),
        }
    }
}

macro_rules! refusals_of {
    ($($of:ident),+) => {$(
        impl From<$of::Error> for Trouble {
            fn from(error: $of::Error) -> Self {
                match error {
                    $of::Error::Refused($of::Refused::Casework(why)) => why.into(),
                    $of::Error::Refused(why) => Self::Refused(Refusal::of(word_of(&why), why.sentence())),
                    $of::Error::Store(error) => Self::Store(error),
                }
            }
        }
    )+};
}

refusals_of!(liaison, onward, rooms);

impl From<intake::major_incidents::Error> for Trouble {
    fn from(error: intake::major_incidents::Error) -> Self {
        match error {
            intake::major_incidents::Error::Refused(why) => Self::Refused(Refusal::of(word_of(&why), why.sentence())),
            intake::major_incidents::Error::Store(error) => Self::Store(error),
        }
    }
}

/// The hub.
pub struct Stage<'d> {
    pub db: &'d Db,
    pub profile: Arc<Profile>,
    pub walls: Walls,
    /// Everything that came in, in order.
    pub rows: Vec<FeedRow>,
    /// The case and the person of each row that has one.
    pub cases: BTreeMap<String, CaseId>,
    pub people: BTreeMap<String, PersonId>,
    /// The row that came in last.
    pub last: Option<String>,
    everybody: Arc<Everybody>,
    staff: Vec<(Actor, Post)>,
}

fn ids(at: Timestamp) -> IdMaker {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let cause = [std::process::id().to_be_bytes().as_slice(), &CALLS.fetch_add(1, Ordering::Relaxed).to_be_bytes()].concat();
    IdMaker::new(at, 0, &cause)
}

/// The post that is described, in the hub's own organisation where no other is named.
pub fn post_of(who: Option<&Node>) -> Post {
    let said = |key: &str| who.and_then(|who| who.said(key)).map(str::to_owned);
    let role = said("role").and_then(|role| StaffRole::parse(&role)).unwrap_or(StaffRole::Worker);
    let cleared = who.and_then(|who| who.get("cleared")).map(Node::texts).unwrap_or_default();
    let cleared = cleared.iter().filter_map(|class| RingFence::parse(class)).fold(RingFences::NONE, RingFences::with);
    Post { role, agency: said("agency"), team: said("team"), desk: said("desk"), cleared }
}

#[derive(Default)]
struct Decided(Vec<(Value, Option<CaseId>, Option<PersonId>)>);

impl Watch for Decided {
    fn placed(&mut self, placed: &Placed) -> std::io::Result<()> {
        self.0.push((serde_json::to_value(DecisionRecord::from(placed))?, placed.case, placed.person));
        Ok(())
    }
}

impl<'d> Stage<'d> {
    pub fn new(db: &'d Db, profile: &Arc<Profile>) -> Self {
        // What a profile demands beside a password is no matter of scenarios.
        let walls = walls_of(&Organisation { second_factor: Vec::new(), ..profile.organisation.clone() });
        Self {
            db,
            profile: Arc::clone(profile),
            walls,
            rows: Vec::new(),
            cases: BTreeMap::new(),
            people: BTreeMap::new(),
            last: None,
            everybody: Arc::default(),
            staff: Vec::new(),
        }
    }

    /// Takes one row in by that door, as a file with nothing else in it. Gives the decision record.
    pub fn receive(&mut self, row: FeedRow, from: Source, at: Timestamp) -> Result<Value, String> {
        let mut file = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
        write!(file, "{}", csv(std::slice::from_ref(&row))).map_err(|error| error.to_string())?;
        let options = Options {
            source: from,
            walls: self.walls.clone(),
            versions: Arc::clone(&self.profile).into(),
            as_of: Some(at),
            dry_run: false,
            everybody: Some(Arc::clone(&self.everybody)),
            run: [u8::try_from(self.rows.len() % 251).unwrap_or_default(); 32],
            bytes_read: Arc::default(),
        };
        let mut decided = Decided::default();
        take_in(self.db, file.path(), &options, at, &mut decided).map_err(|error| error.to_string())?;
        let (decision, case, person) = decided.0.pop().ok_or("the row was not decided")?;
        let id = row.get("source_record_id").to_owned();
        self.cases.extend(case.map(|case| (id.clone(), case)));
        self.people.extend(person.map(|person| (id.clone(), person)));
        self.last = Some(id);
        self.rows.push(row);
        Ok(decision)
    }

    /// The case of that row, or of the last.
    pub fn case(&self, on: Option<&str>) -> Result<CaseId, String> {
        let id = on.or(self.last.as_deref()).ok_or("no row came in before this step")?;
        self.cases.get(id).copied().ok_or_else(|| format!("there is no case because of row {id:?}"))
    }

    /// The person of that row, or of the last.
    pub fn person(&self, on: Option<&str>) -> Result<PersonId, String> {
        let id = on.or(self.last.as_deref()).ok_or("no row came in before this step")?;
        self.people.get(id).copied().ok_or_else(|| format!("nobody is on record because of row {id:?}"))
    }

    /// The row by which a scenario knows a case: the first that it was opened for.
    pub fn row_of(&self, case: CaseId) -> String {
        let rows = self.rows.iter().map(|row| row.get("source_record_id"));
        rows.into_iter().find(|id| self.cases.get(*id) == Some(&case)).unwrap_or("a case of no row").to_owned()
    }

    /// Whoever acts, employed when they are first met.
    pub fn actor(&mut self, who: Option<&Node>, at: Timestamp) -> Result<Actor, String> {
        let post = post_of(who);
        let name = who.and_then(|who| who.said("name")).map(str::to_owned);
        if let Some((known, held)) =
            self.staff.iter().find(|(known, held)| name.as_deref().map_or(held == &post, |name| known.name() == name))
        {
            let only_named = who.is_none_or(|who| who.entries().iter().all(|(key, _)| key == "name"));
            return if held == &post || only_named { Ok(known.clone()) } else { Err(format!("{} has another post already", known.name())) };
        }
        let name = name.unwrap_or_else(|| format!("{} {}", post.role, self.staff.len() + 1));
        self.employ(name, post, at)
    }

    /// Somebody of this name, a worker of the hub if they are not known yet.
    pub fn named(&mut self, name: &str, at: Timestamp) -> Result<Actor, String> {
        match self.staff.iter().find(|(known, _)| known.name() == name) {
            Some((known, _)) => Ok(known.clone()),
            None => self.employ(name.to_owned(), Post::of(StaffRole::Worker), at),
        }
    }

    /// Whoever has this role in the hub's own organisation, cleared for everything.
    pub fn in_role(&mut self, role: StaffRole, at: Timestamp) -> Result<Actor, String> {
        let post = Post { cleared: RingFences::ALL, ..Post::of(role) };
        match self.staff.iter().find(|(_, held)| *held == post) {
            Some((known, _)) => Ok(known.clone()),
            None => self.employ(format!("{role} {}", self.staff.len() + 1), post, at),
        }
    }

    fn employ(&mut self, name: String, post: Post, at: Timestamp) -> Result<Actor, String> {
        post.check(self.walls.organisation()).map_err(|why| format!("nobody has such a post in this hub: {why}"))?;
        let email = Email::parse(&format!("staff{}@example.org", self.staff.len())).ok_or("no address")?;
        let new = NewUser { email, name: name.clone(), post: post.clone(), password: None, first_password_until: None };
        let walls = self.walls.clone();
        let id = self.db.write_now(move |tx| {
            let mut ids = ids(at);
            let permit = walls.permit::<kind::AddUser>(tx, &mut ids, &Actor::operator(), at)?;
            identity::add_user(tx, &mut ids, &permit, &new)
        });
        let id = id.map_err(|error| error.to_string())?.ok_or("that address is taken")?;
        let mut actor = Actor::staff(id, name, post.role, post.team.clone());
        (actor.agency, actor.desk, actor.cleared, actor.factor_at) = (post.agency.clone(), post.desk.clone(), post.cleared, Some(at));
        self.staff.push((actor.clone(), post));
        Ok(actor)
    }

    /// Does something on a case as a page does: a permit first; what is refused keeps nothing.
    pub fn act<A: Kind<On = OnCase>, T: Send + 'static>(
        &self,
        who: &Actor,
        case: CaseId,
        at: Timestamp,
        mut work: impl FnMut(&mut Tx<'_>, &mut IdMaker, &Permit<'_, A>) -> Result<T, Trouble> + Send + 'static,
    ) -> Outcome<T> {
        let (walls, who) = (self.walls.clone(), who.clone());
        self.whole(move |tx| {
            let mut ids = ids(at);
            let permit = walls.permit_case::<A>(tx, &mut ids, &who, case, at)?;
            work(tx, &mut ids, &permit)
        })
    }

    /// Does something about the hub as a whole.
    pub fn act_on_hub<A: Kind<On = OnHub>, T: Send + 'static>(
        &self,
        who: &Actor,
        at: Timestamp,
        mut work: impl FnMut(&mut Tx<'_>, &mut IdMaker, &Permit<'_, A>) -> Result<T, Trouble> + Send + 'static,
    ) -> Outcome<T> {
        let (walls, who) = (self.walls.clone(), who.clone());
        self.whole(move |tx| {
            let mut ids = ids(at);
            let permit = walls.permit::<A>(tx, &mut ids, &who, at)?;
            work(tx, &mut ids, &permit)
        })
    }

    fn whole<T: Send + 'static>(&self, mut work: impl FnMut(&mut Tx<'_>) -> Result<T, Trouble> + Send + 'static) -> Outcome<T> {
        let refused = Arc::new(std::sync::Mutex::new(None));
        let slot = Arc::clone(&refused);
        let done = self.db.write_now(move |tx| {
            work(tx).map_err(|trouble| match trouble {
                Trouble::Store(error) => error,
                Trouble::Refused(why) => {
                    *slot.lock().unwrap() = Some(why);
                    store::Error::NotFound
                }
            })
        });
        let refused = refused.lock().unwrap().take();
        match (refused, done) {
            (Some(why), _) => Ok(Err(why)),
            (None, Ok(done)) => Ok(Ok(done)),
            (None, Err(error)) => Err(format!("the program failed: {error}")),
        }
    }

    /// What the database holds, whoever may see it.
    pub fn looks<T: Send + 'static>(&self, work: impl FnOnce(&mut store::Conn) -> store::Result<T> + Send + 'static) -> Result<T, String> {
        self.db.read_now(work).map_err(|error| format!("the database failed: {error}"))
    }
}
