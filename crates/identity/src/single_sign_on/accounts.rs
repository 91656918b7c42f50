//! From somebody the provider vouches for to a session of the hub: which account is theirs, what they are here, and whether they get in.

use access::{Actor, Organisation, Permit, Walls, kind};
use jiff::Timestamp;
use kernel::{Email, IdMaker, Purpose, RingFences, StaffRole, UserId};
use store::{FromRow, Result, Row, Tx};

use super::attempt::ATTEMPT_LIMIT;
use super::{SecondFactor, Vouched, sql};
use crate::post::kinds;
use crate::{ABSOLUTE_LIMIT, FreshSession, How, Misfit, NewUser, Post, Token, Visit, start_session};

/// What the hub makes of what a provider says; the hub's profile, in short.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The provider's word for a role, and the role; of several, the first decides.
    pub roles: Vec<(String, StaffRole)>,
    /// The provider's word for a group, and the team; of several, the first decides.
    pub teams: Vec<(String, String)>,
    /// Whether whoever has a role gets an account when they first sign in.
    pub makes_accounts: bool,
}

/// Somebody at the door, with what it takes to let them in.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Who the provider says they are.
    pub vouched: Vouched,
    /// What is made of it.
    pub rules: Rules,
    /// The secrets of their session.
    pub fresh: FreshSession,
    /// From where they come.
    pub visit: Visit,
}

/// Why somebody whom the provider vouches for does not get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TurnedAway {
    /// It gives them no role that the hub knows.
    NoRole,
    /// The roles and groups it gives them make a post that there is not under the hub's roof.
    NoSuchPost,
    /// They have no account, and none is made.
    NoAccount,
    /// An account cannot be made: the provider gives no e-mail address for it.
    NoAddress,
    /// An account cannot be made: another has their e-mail address. Whose that is, an address does not prove.
    AddressTaken,
    /// Their account is disabled.
    Disabled,
}

/// The account that is linked to a name at a provider.
struct Linked {
    user: UserId,
    post: Post,
    is_disabled: bool,
}

impl FromRow for Linked {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let post = Post {
            role: row.word(1)?,
            agency: row.get(2)?,
            team: row.get(3)?,
            desk: row.get(4)?,
            cleared: RingFences::from_bits(row.get(5)?),
        };
        let disabled: Option<Timestamp> = row.get(6)?;
        Ok(Self { user: row.get(0)?, post, is_disabled: disabled.is_some() })
    }
}

/// Signs in whom the provider vouches for: as what it says they are now, under a new session that replaces the one this browser had. Whoever
/// is turned away leaves an audit row too.
///
/// # Errors
/// As the database says.
pub fn sign_in_vouched(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    walls: &Walls,
    arrival: &Arrival,
    at: Timestamp,
) -> Result<std::result::Result<(), TurnedAway>> {
    let who = &arrival.vouched;
    let held = format!("{}{}", sql::LINKED, tx.for_update());
    let linked: Option<Linked> = tx.maybe(&held, &[&who.issuer, &who.subject])?;
    let user = linked.as_ref().map(|linked| linked.user);
    let post = match who.role(&arrival.rules.roles) {
        None => Err(TurnedAway::NoRole),
        Some(role) => {
            let team = who.team(&arrival.rules.teams).map(|team| team.map(str::to_owned));
            let before = linked.as_ref().map(|linked| &linked.post);
            post_there(walls.organisation(), before, role, team).map_err(|_| TurnedAway::NoSuchPost)
        }
    };
    let post = match (post, user) {
        (Ok(post), _) => post,
        (Err(why), None) => return turn_away(tx, ids, None, why, at),
        (Err(why), Some(user)) => {
            // Whoever is nobody here any more is so in every browser.
            tx.execute(sql::END_SESSIONS_OF, &[&user])?;
            return turn_away(tx, ids, Some(user), why, at);
        }
    };
    let user = match linked {
        Some(account) if account.is_disabled => return turn_away(tx, ids, user, TurnedAway::Disabled, at),
        Some(account) => {
            // Movers move at their next sign-in: by the operator's leave, who set it up so.
            if account.post != post {
                let permit = walls.permit::<kind::ChangeUser>(tx, ids, &Actor::operator(), at)?;
                crate::change_user(tx, ids, &permit, account.user, &post)?;
            }
            account.user
        }
        None => match made(tx, ids, walls, arrival, post, at)? {
            Ok(user) => user,
            Err(why) => return turn_away(tx, ids, None, why, at),
        },
    };
    tx.execute_one(sql::KNOWN_AS, &[&who.issuer, &who.subject, &who.sub])?;
    let factor_at = factor_at(who.second_factor, at);
    start_session(tx, ids, user, &arrival.fresh, How::SingleSignOn, factor_at, &arrival.visit, at).map(Ok)
}

/// The post that the provider's role and team make, with what the hub itself says of them before: their desk and clearance. A team is of
/// its organisation; without one they stay in theirs, or come to the only one in which there is such a role.
///
/// # Errors
/// When there is no such post.
fn post_there(
    organisation: &Organisation,
    before: Option<&Post>,
    role: StaffRole,
    team: Option<Option<String>>,
) -> std::result::Result<Post, Misfit> {
    let mut post = Post { role, ..before.cloned().unwrap_or_else(|| Post::of(role)) };
    if let Some(team) = team {
        post.team = team;
    }
    let own = organisation.agency(None).map(|agency| agency.name.as_str());
    let named = |name: &str| (own != Some(name)).then(|| name.to_owned());
    if let Some(team) = &post.team {
        post.agency = named(organisation.agency_of(team));
    } else if post.check(organisation) == Err(Misfit::Role) {
        let mut fitting = organisation.agencies.iter().filter(|agency| kinds(role).contains(&agency.kind));
        if let (Some(only), None) = (fitting.next(), fitting.next()) {
            post.agency = named(&only.name);
        }
    }
    if post.check(organisation) == Err(Misfit::Clearance) {
        post.cleared = RingFences::NONE;
    }
    post.check(organisation).map(|()| post)
}

/// A new account without a password, where the hub makes accounts by itself: by the operator's leave, who set it up so.
fn made(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    walls: &Walls,
    arrival: &Arrival,
    post: Post,
    at: Timestamp,
) -> Result<std::result::Result<UserId, TurnedAway>> {
    let who = &arrival.vouched;
    if !arrival.rules.makes_accounts {
        return Ok(Err(TurnedAway::NoAccount));
    }
    let Some(email) = who.email.as_ref().and_then(|email| Email::parse(email.reveal())) else { return Ok(Err(TurnedAway::NoAddress)) };
    if crate::find_user(tx, &email)?.is_some() {
        return Ok(Err(TurnedAway::AddressTaken));
    }
    let name = who.name.as_ref().map_or_else(|| email.reveal().to_owned(), |name| name.reveal().clone());
    let permit = walls.permit::<kind::AddUser>(tx, ids, &Actor::operator(), at)?;
    let new = NewUser { email, name, post, password: None, first_password_until: None };
    let Some(user) = crate::add_user(tx, ids, &permit, &new)? else { return Ok(Err(TurnedAway::AddressTaken)) };
    tx.execute_one(sql::LINK, &[&who.issuer, &who.subject, &user, &at])?;
    Ok(Ok(user))
}

/// When somebody gave their second factor, as a session has it. A provider that does not say when was asked to let nobody in who signed in
/// there longer ago than a session lasts; so it was then, and is not recent.
pub(super) fn factor_at(factor: SecondFactor, now: Timestamp) -> Option<Timestamp> {
    match factor {
        SecondFactor::NotSaid => None,
        SecondFactor::SomeTime => Some(now - ABSOLUTE_LIMIT),
        SecondFactor::At(at) => Some(at),
    }
}

fn turn_away<T>(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    user: Option<UserId>,
    why: TurnedAway,
    at: Timestamp,
) -> Result<std::result::Result<T, TurnedAway>> {
    note(tx, ids, user, "sign_in_failed", at)?;
    Ok(Err(why))
}

fn note(tx: &mut Tx<'_>, ids: &mut IdMaker, user: Option<UserId>, act: &str, at: Timestamp) -> Result<()> {
    audit::write(tx, ids, [audit::Entry { at, user, act, purpose: Purpose::Administration, person: None, case: None }])
}

/// Links an account to a name at a provider, in place of the one it had there. `false` when that name is another account's.
///
/// # Errors
/// As the database says.
pub fn link(tx: &mut Tx<'_>, permit: &Permit<'_, kind::ChangeUser>, user: UserId, issuer: &str, subject: &str) -> Result<bool> {
    let owner: Option<UserId> = tx.maybe(sql::LINKED_TO, &[&issuer, &subject])?;
    if owner.is_some_and(|owner| owner != user) {
        return Ok(false);
    }
    tx.execute(sql::UNLINK, &[&user, &issuer])?;
    tx.execute_one(sql::LINK, &[&issuer, &subject, &user, &permit.at()])?;
    Ok(true)
}

/// Ends every session of whoever has this `sub` at the provider, because they were signed out there. `false` when nobody has.
///
/// # Errors
/// As the database says.
pub fn end_sessions_of(tx: &mut Tx<'_>, ids: &mut IdMaker, issuer: &str, sub: &str, at: Timestamp) -> Result<bool> {
    let users: Vec<UserId> = tx.all(sql::SIGNED_IN_AS, &[&issuer, &sub])?;
    for user in &users {
        tx.execute(sql::END_SESSIONS_OF, &[user])?;
        note(tx, ids, Some(*user), "signed_out_elsewhere", at)?;
    }
    Ok(!users.is_empty())
}

/// Remembers that a browser set out to sign in, and where it wants to go on to; forgets those that took too long.
///
/// # Errors
/// As the database says.
pub fn set_out(tx: &mut Tx<'_>, browser: &Token, next: &str, at: Timestamp) -> Result<()> {
    tx.execute(sql::FORGET, &[&(at - ATTEMPT_LIMIT)])?;
    tx.execute_one(sql::SET_OUT, &[&browser.digest(), &next, &at])
}

/// Where a browser that comes back wants to go on to; `None` when it never set out, has come back before, or took too long. Once only.
///
/// # Errors
/// As the database says.
pub fn came_back(tx: &mut Tx<'_>, browser: &Token, at: Timestamp) -> Result<Option<String>> {
    let digest = browser.digest();
    let held = format!("{}{}", sql::ATTEMPT, tx.for_update());
    let found: Option<(String, Timestamp)> = tx.maybe(&held, &[&digest])?;
    tx.execute(sql::USED, &[&digest])?;
    Ok(found.filter(|(_, started)| at.duration_since(*started) < ATTEMPT_LIMIT).map(|(next, _)| next))
}

#[cfg(test)]
mod tests {
    use kernel::{AgencyKind, RingFence};
    use policy::Agency;

    use super::*;

    fn agency(name: &str, kind: AgencyKind, teams: &[&str]) -> Agency {
        Agency { name: name.into(), title: name.into(), kind, teams: teams.iter().map(|team| (*team).to_owned()).collect() }
    }

    fn roof() -> Organisation {
        let mut roof = Organisation::alone();
        roof.agencies.push(agency("force", AgencyKind::Police, &["witnesses"]));
        roof.agencies.push(agency("harbour", AgencyKind::Partner, &["advisers"]));
        roof
    }

    fn post(before: Option<&Post>, role: StaffRole, team: Option<Option<&str>>) -> std::result::Result<Post, Misfit> {
        post_there(&roof(), before, role, team.map(|team| team.map(str::to_owned)))
    }

    #[test]
    fn a_team_brings_its_organisation_with_it() {
        let adviser = post(None, StaffRole::Specialist, Some(Some("advisers"))).unwrap();
        assert_eq!((adviser.agency.as_deref(), adviser.team.as_deref()), (Some("harbour"), Some("advisers")));
        let worker = post(Some(&adviser), StaffRole::Worker, Some(Some("north"))).unwrap();
        assert_eq!((worker.agency, worker.team.as_deref()), (None, Some("north")));
        assert_eq!(post(None, StaffRole::Worker, Some(Some("witnesses"))), Err(Misfit::Role), "nobody of the force is a worker of the hub");
    }

    #[test]
    fn without_a_team_one_stays_or_comes_where_there_is_such_a_role() {
        assert_eq!(post(None, StaffRole::PoliceLiaison, None).unwrap().agency.as_deref(), Some("force"));
        assert_eq!(post(None, StaffRole::Worker, Some(None)).unwrap().agency, None);
        assert_eq!(post(None, StaffRole::Commissioner, None), Err(Misfit::Role), "there is no such organisation here");
        let there = Post { agency: Some("harbour".into()), ..Post::of(StaffRole::Specialist) };
        assert_eq!(post(Some(&there), StaffRole::Worker, None).unwrap().agency.as_deref(), Some("harbour"));
    }

    #[test]
    fn what_the_hub_says_of_somebody_stays_as_far_as_the_role_can_have_it() {
        let before = Post { cleared: RingFences::NONE.with(RingFence::StaffVictim), ..Post::of(StaffRole::Worker) };
        assert_eq!(post(Some(&before), StaffRole::Manager, None).unwrap().cleared, before.cleared);
        assert!(post(Some(&before), StaffRole::Auditor, None).unwrap().cleared.is_none(), "whoever sees no record is cleared for none");
    }

    #[test]
    fn a_factor_without_its_moment_is_never_recent() {
        let now = Timestamp::from_second(1_795_428_000).unwrap();
        assert_eq!(factor_at(SecondFactor::NotSaid, now), None);
        assert_eq!(factor_at(SecondFactor::At(now), now), Some(now));
        let then = factor_at(SecondFactor::SomeTime, now).unwrap();
        assert!(now.duration_since(then) > crate::RECENT);
    }
}
