//! `onedoor user`: who signs in.

use std::io::Read;
use std::process::ExitCode;

use access::{Actor, Organisation, Walls, kind};
use clap::{Args, Subcommand};
use identity::{FIRST_PASSWORD_FOR, NewUser, PasswordCost, Post, User as Account};
use kernel::{Clock, Email, IdMaker, RingFence, StaffRole, SystemClock, london_date};
use profile::Versions;
use store::Tx;
use vault::{Secrets, SystemSecrets};

use crate::command::Error;
use crate::database::Database;
use crate::key_file::KeyFile;

/// Whose account, and where it is.
#[derive(Args)]
pub struct Whose {
    /// The e-mail address they sign in with
    email: String,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    keys: KeyFile,
}

/// What somebody does, for whom.
#[derive(Args)]
pub struct Place {
    /// The organisation they work for, by its name in the profile; the hub's own where none is named
    #[arg(long, value_name = "NAME")]
    agency: Option<String>,
    /// The team they are in; with --profile, one that the profile has
    #[arg(long, value_name = "NAME")]
    team: Option<String>,
    /// The desk they sit at, by its name in the profile
    #[arg(long, value_name = "NAME")]
    desk: Option<String>,
    /// The ring-fenced classes they are cleared for, such as sexual_violence,staff_victim
    #[arg(long, value_name = "CLASS", value_delimiter = ',', value_parser = class)]
    clear: Option<Vec<RingFence>>,
    /// The hub's profile, which names organisations and desks: one that ships with the program, or a folder
    #[arg(long, value_name = "NAME|FOLDER")]
    profile: Option<String>,
}

#[derive(Subcommand)]
pub enum User {
    /// Adds somebody who signs in; prints a first password, with which they choose their own
    #[command(after_help = "Example: onedoor user add sam@example.org --name 'Sam Okoro' --role worker --team north")]
    Add {
        #[command(flatten)]
        whose: Whose,
        /// The name to show
        #[arg(long)]
        name: String,
        /// worker, team_lead, manager, administrator …
        #[arg(long, value_parser = role)]
        role: StaffRole,
        #[command(flatten)]
        place: Place,
        /// Read their own password from standard input, typed by nobody but them; it need not be changed
        #[arg(long)]
        password_stdin: bool,
    },
    /// Gives somebody another role, organisation, team, desk or clearance, at once; what is not named stays, and '' takes it away
    #[command(after_help = "Example: onedoor user change sam@example.org --role team_lead --clear sexual_violence,staff_victim")]
    Change {
        #[command(flatten)]
        whose: Whose,
        /// worker, team_lead, manager, administrator …
        #[arg(long, value_parser = role)]
        role: Option<StaffRole>,
        #[command(flatten)]
        place: Place,
    },
    /// Disables somebody's account; they are signed out at once, and the cases that need another worker are listed
    #[command(after_help = "Example: onedoor user disable sam@example.org")]
    Disable(Whose),
    /// Removes every second factor of somebody who has lost them all, and signs them out
    #[command(
        after_help = "Example: onedoor user reset-factor sam@example.org\n\nBe sure who asks: meet them, or ring them on a number you already had."
    )]
    ResetFactor(Whose),
    /// Prints a new first password for somebody who has forgotten theirs, and signs them out; their second factor stays
    #[command(after_help = "Example: onedoor user reset-password sam@example.org")]
    ResetPassword(Whose),
    /// Links an account to somebody's name at the organisation's sign-in, which the page that turns them away tells them
    #[command(
        after_help = "Example: onedoor user link sam@example.org 'oid:TENANT/OBJECT' --sso-issuer https://login.microsoftonline.com/TENANT/v2.0"
    )]
    Link {
        #[command(flatten)]
        whose: Whose,
        /// The name: oid:TENANT/OBJECT or sub:SUBJECT
        subject: String,
        /// The provider, exactly as it names itself
        #[arg(long, env = "ONEDOOR_SSO_ISSUER", value_name = "ADDRESS")]
        sso_issuer: String,
    },
    /// Lists who may sign in
    #[command(after_help = "Example: onedoor user list")]
    List(Database),
}

fn role(text: &str) -> Result<StaffRole, String> {
    StaffRole::parse(text).ok_or_else(|| one_of(StaffRole::ALL.iter().map(|role| role.as_str())))
}

fn class(text: &str) -> Result<RingFence, String> {
    RingFence::parse(text).ok_or_else(|| one_of(RingFence::ALL.iter().map(|class| class.as_str())))
}

fn one_of<'a>(words: impl Iterator<Item = &'a str>) -> String {
    format!("it is one of {}", words.collect::<Vec<_>>().join(", "))
}

impl User {
    pub fn run(self) -> Result<ExitCode, Error> {
        match self {
            Self::Add { whose, name, role, place, password_stdin } => add(&whose, name, role, place, password_stdin)?,
            Self::Change { whose, role, place } => {
                let (organisation, clear) = (place.organisation()?, place.clear.clone());
                let post = move |now: Post| Post {
                    role: role.unwrap_or(now.role),
                    agency: other(place.agency.clone(), now.agency),
                    team: other(place.team.clone(), now.team),
                    desk: other(place.desk.clone(), now.desk),
                    cleared: clear.clone().map_or(now.cleared, |classes| classes.into_iter().collect()),
                };
                let misfit = whose.act(move |tx, ids, walls, account, at| {
                    let post = post(account.post);
                    if let Err(misfit) = post.check(&organisation) {
                        return Ok(Some(misfit));
                    }
                    let permit = walls.permit::<kind::ChangeUser>(tx, ids, &Actor::operator(), at)?;
                    identity::change_user(tx, ids, &permit, account.id, &post).map(|()| None)
                })?;
                misfit.map_or(Ok(()), Err)?;
                println!("changed");
            }
            Self::Disable(whose) => {
                let cases = whose.act(|tx, ids, walls, account, at| {
                    let permit = walls.permit::<kind::DisableUser>(tx, ids, &Actor::operator(), at)?;
                    identity::disable_user(tx, ids, &permit, account.id)
                })?;
                println!("disabled; open cases that need another worker: {}", cases.len());
                cases.iter().for_each(|reference| println!("  {reference}"));
            }
            Self::ResetFactor(whose) => {
                whose.act(|tx, ids, walls, account, at| {
                    let permit = walls.permit::<kind::ChangeUser>(tx, ids, &Actor::operator(), at)?;
                    identity::reset_factors(tx, ids, &permit, account.id)
                })?;
                println!("their second factors are removed");
            }
            Self::ResetPassword(whose) => {
                let password = identity::first_password(&SystemSecrets)?;
                let hash = identity::hash_password(&password, &SystemSecrets, PasswordCost::OWASP)?;
                whose.act(move |tx, ids, walls, account, at| {
                    let permit = walls.permit::<kind::ChangeUser>(tx, ids, &Actor::operator(), at)?;
                    identity::reset_password(tx, ids, &permit, account.id, &hash)
                })?;
                println!("the first password is {password}; it works for 72 hours, to choose another");
            }
            Self::Link { whose, subject, sso_issuer } => {
                if !subject.starts_with("oid:") && !subject.starts_with("sub:") {
                    return Err("a name at the provider starts with oid: or sub:".into());
                }
                let linked = whose.act(move |tx, ids, walls, account, at| {
                    let permit = walls.permit::<kind::ChangeUser>(tx, ids, &Actor::operator(), at)?;
                    identity::single_sign_on::link(tx, &permit, account.id, &sso_issuer, &subject)
                })?;
                if !linked {
                    return Err("this name is linked to another account".into());
                }
                println!("linked");
            }
            Self::List(database) => {
                for user in database.open()?.read_now(identity::users)? {
                    let state = if user.disabled_at.is_some() { "disabled" } else { "active" };
                    let (role, team) = (user.post.role.as_str(), user.post.team.unwrap_or_default());
                    println!("{:<32} {role:<14} {state:<9} {} {team}", user.email, user.name);
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// What was named in place of what there was; an empty text takes it away.
fn other(named: Option<String>, now: Option<String>) -> Option<String> {
    named.or(now).filter(|text| !text.is_empty())
}

fn add(whose: &Whose, name: String, role: StaffRole, place: Place, password_stdin: bool) -> Result<(), Error> {
    let email = whose.email()?;
    let organisation = place.organisation()?;
    let cleared = place.clear.unwrap_or_default().into_iter().collect();
    let post = Post { role, agency: other(place.agency, None), team: other(place.team, None), desk: other(place.desk, None), cleared };
    post.check(&organisation)?;
    let password = if password_stdin { from_stdin()? } else { identity::first_password(&SystemSecrets)? };
    identity::check_password(&password, &[&name, email.reveal()])?;
    let hash = identity::hash_password(&password, &SystemSecrets, PasswordCost::OWASP)?;
    let (now, cause) = (SystemClock.now(), SystemSecrets.bytes()?);
    let first_password_until = (!password_stdin).then(|| now + FIRST_PASSWORD_FOR);
    let new = NewUser { email, name, post, password: Some(hash), first_password_until };
    let walls = operators(&whose.keys)?;
    let added = whose.database.open()?.write_now(move |tx| {
        let mut ids = IdMaker::new(now, 0, &cause);
        let permit = walls.permit::<kind::AddUser>(tx, &mut ids, &Actor::operator(), now)?;
        identity::add_user(tx, &mut ids, &permit, &new)
    })?;
    added.ok_or("there is already an account with this e-mail address")?;
    if password_stdin {
        println!("added");
    } else {
        println!("added; the first password is {password}");
        eprintln!("it works for 72 hours, to choose another");
    }
    Ok(())
}

impl Place {
    /// Of whom the hub is made, with all that is named here in it; where no profile is named, one that any team fits into.
    fn organisation(&self) -> Result<Organisation, Error> {
        match &self.profile {
            Some(profile) => {
                let organisation = Versions::find(profile)?.at(london_date(SystemClock.now())).organisation.clone();
                self.is_of(&organisation)?;
                Ok(organisation)
            }
            None if [&self.agency, &self.desk].iter().any(|named| named.as_ref().is_some_and(|name| !name.is_empty())) => {
                Err("organisations and desks are named by the hub's profile: say which one that is with --profile".into())
            }
            None => Ok(Organisation::alone()),
        }
    }
}

impl Place {
    /// Whether the hub has the organisation, team and desk that are named.
    fn is_of(&self, organisation: &Organisation) -> Result<(), Error> {
        let agencies = || organisation.agencies.iter();
        let teams = agencies().flat_map(|agency| &agency.teams).map(String::as_str).collect();
        let desks = organisation.desks.iter().map(|desk| desk.name.as_str()).collect();
        is_among("--agency", "organisation", self.agency.as_deref(), agencies().map(|agency| agency.name.as_str()).collect())?;
        is_among("--team", "team", self.team.as_deref(), teams)?;
        is_among("--desk", "desk", self.desk.as_deref(), desks)
    }
}

/// Whether what an option names is there; an empty text names nothing.
fn is_among(option: &str, what: &str, named: Option<&str>, there: Vec<&str>) -> Result<(), Error> {
    match named.filter(|name| !name.is_empty() && !there.contains(name)) {
        None => Ok(()),
        Some(_) if there.is_empty() => Err(format!("the profile has no {what}s: leave {option} out").into()),
        Some(name) => Err(format!("{option} {name}: the profile has no such {what}; name one of {}", there.join(", ")).into()),
    }
}

impl Whose {
    fn email(&self) -> Result<Email, Error> {
        Email::parse(&self.email).ok_or_else(|| "that is not an e-mail address".into())
    }

    /// Does this to the account, as the operator.
    fn act<T: Send + 'static>(
        &self,
        mut act: impl FnMut(&mut Tx<'_>, &mut IdMaker, &Walls, Account, jiff::Timestamp) -> store::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        let (email, walls) = (self.email()?, operators(&self.keys)?);
        let (now, cause) = (SystemClock.now(), SystemSecrets.bytes()?);
        let done = self.database.open()?.write_now(move |tx| {
            let Some(account) = identity::find_user(tx, &email)? else { return Ok(None) };
            act(tx, &mut IdMaker::new(now, 0, &cause), &walls, account, now).map(Some)
        })?;
        done.ok_or_else(|| "there is no account with this e-mail address; onedoor user list shows them all".into())
    }
}

/// What the operator may do is the same in every hub.
fn operators(keys: &KeyFile) -> Result<Walls, Error> {
    Ok(Walls::new(Organisation::alone(), keys.open()?)?)
}

fn from_stdin() -> Result<String, Error> {
    let mut text = String::new();
    std::io::stdin().take(1_000).read_to_string(&mut text)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
