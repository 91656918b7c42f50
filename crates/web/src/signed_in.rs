//! Who is signed in, as an argument of a page's handler, and the one way from there to the database.

use std::sync::{Arc, Mutex, PoisonError};

use access::{Act, Actor, Alert, Kind, OnCase, OnHub, OnPerson, Pair, Permit, Walls, Warrant};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use identity::Session;
use jiff::Timestamp;
use kernel::{CaseId, IdMaker, PersonId};
use maud::{Markup, html};
use store::Tx;

use crate::arriving::{ADD_FACTOR, Arriving, PROVE, back_to};
use crate::{Done, PageError, Site};

/// The name of the hidden field that holds a form's token.
pub(crate) const TOKEN_FIELD: &str = "form_token";

/// Somebody signed in. A handler that takes this is reached by nobody else: others are sent to sign in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    session: Session,
    done: Option<Done>,
    alerts: Arc<[Alert]>,
}

impl FromRequestParts<Site> for SignedIn {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, PageError> {
        let arriving = Arriving::from_request_parts(parts, site).await?;
        match arriving.first() {
            None => Ok(arriving.who),
            Some(at) => Err(PageError::First { at, next: back_to(parts) }),
        }
    }
}

impl SignedIn {
    pub(crate) const fn new(session: Session, done: Option<Done>, alerts: Arc<[Alert]>) -> Self {
        Self { session, done, alerts }
    }

    /// That they proved who they are within ten minutes, by their second factor where they have one: ask before what cannot be undone, and
    /// before a change to how somebody signs in. `next` is the page to come back to.
    ///
    /// # Errors
    /// [`PageError::First`] when it is longer ago: leads to the page on which they do, and back.
    pub fn proved_recently(&self, site: &Site, next: &str) -> Result<(), PageError> {
        if self.session.is_recent(site.now()) { Ok(()) } else { Err(PageError::First { at: PROVE, next: Some(next.to_owned()) }) }
    }

    /// That they gave a second factor within ten minutes, as exporting, erasing and joining ask for where no second person has said yes.
    ///
    /// # Errors
    /// [`PageError::First`]: leads to giving it and back; or to adding one, for somebody who has none.
    pub fn second_factor_recently(&self, site: &Site, next: &str) -> Result<(), PageError> {
        let at = if self.session.has_factor() { PROVE } else { ADD_FACTOR };
        let given = self.actor().factor_at.is_some_and(|given| site.now().duration_since(given) < identity::RECENT);
        if given { Ok(()) } else { Err(PageError::First { at, next: Some(next.to_owned()) }) }
    }

    /// Who it is.
    pub const fn actor(&self) -> &Actor {
        self.session.actor()
    }

    /// What they have just done, as the address says.
    pub(crate) const fn done(&self) -> Option<Done> {
        self.done
    }

    /// What they must look at, on whatever page they are.
    pub(crate) fn alerts(&self) -> &[Alert] {
        &self.alerts
    }

    pub(crate) const fn session(&self) -> &Session {
        &self.session
    }

    /// A form that sends what stands in it to `action`, with the token without which [`crate::CheckedForm`] takes nothing.
    pub fn form(&self, action: &str, inside: Markup) -> Markup {
        html! {
            form method="post" action=(action) novalidate {
                input type="hidden" name=(TOKEN_FIELD) value=(self.session.form_token().reveal());
                (inside)
            }
        }
    }

    /// Reads or changes records in one transaction: ask for a permit first, then act on it. Reading a person is a change too, as it leaves
    /// an audit row. The closure may run more than once, so it owns what it needs. A refusal is noted in the audit.
    ///
    /// # Errors
    /// [`PageError::NotFound`] when there is no such record or they may not; otherwise as the database says.
    pub async fn transaction<T: Send + 'static>(
        &self,
        site: &Site,
        work: impl FnMut(&mut Tx<'_>, &mut Asking) -> store::Result<T> + Send + 'static,
    ) -> Result<T, PageError> {
        match self.attempt(site, work).await? {
            Ok(done) => Ok(done),
            Err(never) => match never {},
        }
    }

    /// [`SignedIn::transaction`] for verbs that a rule of their own may refuse: nothing is kept then, and the page tells why.
    ///
    /// # Errors
    /// As [`SignedIn::transaction`]; a rule's refusal is the inner error.
    pub async fn attempt<T: Send + 'static, E: Refusable>(
        &self,
        site: &Site,
        mut work: impl FnMut(&mut Tx<'_>, &mut Asking) -> Result<T, E> + Send + 'static,
    ) -> Result<Result<T, E::Refusal>, PageError> {
        let (actor, at, cause, walls) = (self.actor().clone(), site.now(), site.secrets.bytes()?, site.walls.clone());
        let learnt = Arc::new(Mutex::new((None, None)));
        let (slot, asker) = (Arc::clone(&learnt), actor.clone());
        let outcome = site
            .db
            .write(move |tx| {
                let mut asking = Asking { walls: walls.clone(), actor: asker.clone(), ids: maker(at, cause), at, refused: None };
                let (outcome, refusal) = match work(tx, &mut asking).map_err(E::refusal) {
                    Ok(done) => (Ok(done), None),
                    // Any error keeps nothing; what the rule said goes round the database.
                    Err(Ok(refusal)) => (Err(store::Error::NotFound), Some(refusal)),
                    Err(Err(error)) => (Err(error), None),
                };
                *slot.lock().unwrap_or_else(PoisonError::into_inner) = (refusal, asking.refused);
                outcome
            })
            .await;
        let error = match outcome {
            Ok(done) => return Ok(Ok(done)),
            Err(error) => error,
        };
        let (refusal, not_permitted) = std::mem::take(&mut *learnt.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some((act, whom)) = not_permitted {
            site.db.write(move |tx| access::note_refusal(tx, &mut maker(at, cause), &actor, act, whom, at)).await?;
        }
        match (error, refusal) {
            (store::Error::NotFound, Some(refusal)) => Ok(Err(refusal)),
            (error, _) => Err(error.into()),
        }
    }
}

/// The error of a verb: either a rule's refusal, which its page tells, or the database's.
pub trait Refusable {
    /// What a rule refuses with.
    type Refusal: Send + 'static;

    /// The refusal.
    ///
    /// # Errors
    /// The database's error, if it was that.
    fn refusal(self) -> Result<Self::Refusal, store::Error>;
}

/// The `Error` of verbs with rules of their own: what a rule refuses with, which says its sentence, or the database's.
#[macro_export]
macro_rules! refusable_error {
    ($Refused:ty) => {
        /// What came in the way of a change.
        #[derive(Debug, thiserror::Error)]
        pub enum Error {
            /// A rule.
            #[error("refused: {}", .0.sentence())]
            Refused($Refused),
            /// The database.
            #[error(transparent)]
            Store(#[from] store::Error),
        }

        impl From<$Refused> for Error {
            fn from(refused: $Refused) -> Self {
                Self::Refused(refused)
            }
        }

        impl $crate::Refusable for Error {
            type Refusal = $Refused;

            fn refusal(self) -> ::std::result::Result<$Refused, store::Error> {
                match self {
                    Self::Refused(why) => Ok(why),
                    Self::Store(error) => Err(error),
                }
            }
        }
    };
}

impl Refusable for store::Error {
    type Refusal = std::convert::Infallible;

    fn refusal(self) -> Result<Self::Refusal, store::Error> {
        Err(self)
    }
}

/// Ids for one request: the same again when its transaction runs again.
pub(crate) fn maker(at: Timestamp, cause: [u8; 32]) -> IdMaker {
    let [a, b, c, d, ..] = cause;
    IdMaker::new(at, u32::from_be_bytes([a, b, c, d]), &cause)
}

/// What was refused, and on whose record.
type Refused = (Act, (Option<PersonId>, Option<CaseId>));

/// Somebody asking for permission inside a transaction.
#[derive(Debug)]
pub struct Asking {
    /// Who decides.
    pub walls: Walls,
    /// Who asks.
    pub actor: Actor,
    /// Makes the ids of what the transaction brings about.
    pub ids: IdMaker,
    /// When.
    pub at: Timestamp,
    refused: Option<Refused>,
}

impl Asking {
    /// Asks to do an act on no record in particular; see [`Walls::permit`].
    ///
    /// # Errors
    /// [`store::Error::NotFound`] for a refusal, which `?` hands on to the page; or what the database says.
    pub fn permit<'t, A: Kind<On = OnHub>>(&mut self, tx: &mut Tx<'t>) -> store::Result<Permit<'t, A>> {
        let answer = self.walls.permit(tx, &mut self.ids, &self.actor, self.at);
        self.noted(answer, None, None)
    }

    /// Asks to do an act on that case; see [`Walls::permit_case`].
    ///
    /// # Errors
    /// As [`Asking::permit`]; the same when there is no such case.
    pub fn permit_case<'t, A: Kind<On = OnCase>>(&mut self, tx: &mut Tx<'t>, case: CaseId) -> store::Result<Permit<'t, A>> {
        let answer = self.walls.permit_case(tx, &mut self.ids, &self.actor, case, self.at);
        self.noted(answer, None, Some(case))
    }

    /// Asks to do an act on that person; see [`Walls::permit_person`].
    ///
    /// # Errors
    /// As [`Asking::permit`]; the same when there is no such person.
    pub fn permit_person<'t, A: Kind<On = OnPerson>>(&mut self, tx: &mut Tx<'t>, person: PersonId) -> store::Result<Permit<'t, A>> {
        let answer = self.walls.permit_person(tx, &mut self.ids, &self.actor, person, self.at);
        self.noted(answer, Some(person), None)
    }

    /// Asks to do an act on two people; see [`Walls::permit_pair`].
    ///
    /// # Errors
    /// As [`Asking::permit`]; the same when there is no such person.
    pub fn permit_pair<'t, A: Kind<On = OnPerson>>(&mut self, tx: &mut Tx<'t>, pair: (PersonId, PersonId)) -> store::Result<Pair<'t, A>> {
        let answer = self.walls.permit_pair(tx, &mut self.ids, &self.actor, pair, self.at);
        if matches!(answer, Err(access::Error::Refused(_))) {
            self.refused = Some((A::ACT, (Some(pair.0), None)));
        }
        Ok(answer?)
    }

    /// Notes the people a list shows; see [`access::note_listed`].
    ///
    /// # Errors
    /// As the database says.
    pub fn note_listed(&mut self, tx: &mut Tx<'_>, warrant: &Warrant<'_>, people: &[PersonId]) -> store::Result<()> {
        access::note_listed(tx, &mut self.ids, warrant, people)
    }

    fn noted<'t, A: Kind>(
        &mut self,
        answer: Result<Permit<'t, A>, access::Error>,
        person: Option<PersonId>,
        case: Option<CaseId>,
    ) -> store::Result<Permit<'t, A>> {
        if matches!(answer, Err(access::Error::Refused(_))) {
            self.refused = Some((A::ACT, (person, case)));
        }
        Ok(answer?)
    }
}
