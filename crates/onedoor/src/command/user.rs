//! `onedoor user`: who signs in.

use std::io::Read;
use std::process::ExitCode;

use access::{Actor, Organisation, Walls, kind};
use clap::Subcommand;
use identity::{NewUser, PasswordCost, Token};
use kernel::{Clock, Email, IdMaker, StaffRole, SystemClock};
use vault::{Secrets, SystemSecrets};

use crate::command::Error;
use crate::database::Database;
use crate::key_file::KeyFile;

#[derive(Subcommand)]
pub enum User {
    /// Adds somebody who signs in; prints a first password unless one comes on standard input
    #[command(after_help = "Example: onedoor user add sam@example.org --name 'Sam Okoro' --role worker")]
    Add {
        /// The e-mail address to sign in with
        email: String,
        /// The name to show
        #[arg(long)]
        name: String,
        /// worker, team_lead, manager, administrator …
        #[arg(long, value_parser = role)]
        role: StaffRole,
        /// The team they are in
        #[arg(long)]
        team: Option<String>,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        keys: KeyFile,
    },
    /// Disables somebody's account; they are signed out at once
    #[command(after_help = "Example: onedoor user disable sam@example.org")]
    Disable {
        /// The e-mail address they sign in with
        email: String,
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        keys: KeyFile,
    },
    /// Links an account to somebody's name at the organisation's sign-in, which the page that turns them away tells them
    #[command(
        after_help = "Example: onedoor user link sam@example.org 'oid:TENANT/OBJECT' --sso-issuer https://login.microsoftonline.com/TENANT/v2.0"
    )]
    Link {
        /// The e-mail address of the account
        email: String,
        /// The name: oid:TENANT/OBJECT or sub:SUBJECT
        subject: String,
        /// The provider, exactly as it names itself
        #[arg(long, env = "ONEDOOR_SSO_ISSUER", value_name = "ADDRESS")]
        sso_issuer: String,
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        keys: KeyFile,
    },
    /// Lists who may sign in
    #[command(after_help = "Example: onedoor user list")]
    List(Database),
}

fn role(text: &str) -> Result<StaffRole, String> {
    StaffRole::parse(text)
        .ok_or_else(|| format!("it is one of {}", StaffRole::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")))
}

impl User {
    pub fn run(self) -> Result<ExitCode, Error> {
        match self {
            Self::Add { email, name, role, team, password_stdin, database, keys } => {
                let email = Email::parse(&email).ok_or("that is not an e-mail address")?;
                let given = if password_stdin { Some(from_stdin()?) } else { None };
                let password = match &given {
                    Some(password) => password.clone(),
                    None => first_password(&SystemSecrets)?,
                };
                identity::check_password(&password)?;
                let hash = identity::hash_password(&password, &SystemSecrets, PasswordCost::OWASP)?;
                let new = NewUser { email, name, role, team, password: hash };
                let (now, cause) = (SystemClock.now(), SystemSecrets.bytes()?);
                let walls = operators(&keys)?;
                let added = database.open()?.write_now(move |tx| {
                    let mut ids = IdMaker::new(now, 0, &cause);
                    let permit = walls.permit::<kind::AddUser>(tx, &mut ids, &Actor::operator(), now)?;
                    identity::add_user(tx, &mut ids, &permit, &new)
                })?;
                added.ok_or("there is already an account with this e-mail address")?;
                match given {
                    Some(_) => println!("added"),
                    None => println!("added; the first password is {password}"),
                }
            }
            Self::Disable { email, database, keys } => {
                let email = Email::parse(&email).ok_or("that is not an e-mail address")?;
                let (now, cause) = (SystemClock.now(), SystemSecrets.bytes()?);
                let walls = operators(&keys)?;
                let found = database.open()?.write_now(move |tx| {
                    let Some(user) = identity::find_user(tx, &email)? else { return Ok(false) };
                    let mut ids = IdMaker::new(now, 0, &cause);
                    let permit = walls.permit::<kind::DisableUser>(tx, &mut ids, &Actor::operator(), now)?;
                    identity::disable_user(tx, &permit, user.id)?;
                    Ok(true)
                })?;
                if !found {
                    return Err("there is no account with this e-mail address; onedoor user list shows them all".into());
                }
                println!("disabled");
            }
            Self::Link { email, subject, sso_issuer, database, keys } => {
                let email = Email::parse(&email).ok_or("that is not an e-mail address")?;
                if !subject.starts_with("oid:") && !subject.starts_with("sub:") {
                    return Err("a name at the provider starts with oid: or sub:".into());
                }
                let (now, cause) = (SystemClock.now(), SystemSecrets.bytes()?);
                let walls = operators(&keys)?;
                let linked = database.open()?.write_now(move |tx| {
                    let Some(user) = identity::find_user(tx, &email)? else { return Ok(None) };
                    let mut ids = IdMaker::new(now, 0, &cause);
                    let permit = walls.permit::<kind::ChangeUser>(tx, &mut ids, &Actor::operator(), now)?;
                    identity::single_sign_on::link(tx, &permit, user.id, &sso_issuer, &subject).map(Some)
                })?;
                match linked {
                    None => return Err("there is no account with this e-mail address; onedoor user list shows them all".into()),
                    Some(false) => return Err("this name is linked to another account".into()),
                    Some(true) => println!("linked"),
                }
            }
            Self::List(database) => {
                for user in database.open()?.read_now(identity::users)? {
                    let state = if user.disabled_at.is_some() { "disabled" } else { "active" };
                    println!("{:<32} {:<14} {:<9} {} {}", user.email, user.role.as_str(), state, user.name, user.team.unwrap_or_default());
                }
            }
        }
        Ok(ExitCode::SUCCESS)
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

fn first_password(secrets: &dyn Secrets) -> Result<String, Error> {
    let token = Token::fresh(secrets)?.reveal();
    Ok(token.as_bytes().chunks(4).take(5).filter_map(|piece| std::str::from_utf8(piece).ok()).collect::<Vec<_>>().join("-"))
}
