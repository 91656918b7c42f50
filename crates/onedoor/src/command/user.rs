//! `onedoor user`: who signs in.

use std::io::Read;
use std::process::ExitCode;

use access::{Act, Actor, NewUser, PasswordCost, Secrets, StaffRole, Subject, SystemSecrets, Token};
use clap::Subcommand;
use kernel::{Clock, Email, IdMaker, SystemClock};

use crate::command::Error;
use crate::database::Database;

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
        /// worker, lead or administrator
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
    },
    /// Disables somebody's account; they are signed out at once
    #[command(after_help = "Example: onedoor user disable sam@example.org")]
    Disable {
        /// The e-mail address they sign in with
        email: String,
        #[command(flatten)]
        database: Database,
    },
    /// Lists who may sign in
    #[command(after_help = "Example: onedoor user list")]
    List(Database),
}

fn role(text: &str) -> Result<StaffRole, String> {
    StaffRole::parse(text).ok_or_else(|| "it is worker, lead or administrator".to_owned())
}

impl User {
    pub fn run(self) -> Result<ExitCode, Error> {
        match self {
            Self::Add { email, name, role, team, password_stdin, database } => {
                let email = Email::parse(&email).ok_or("that is not an e-mail address")?;
                let given = if password_stdin { Some(from_stdin()?) } else { None };
                let password = match &given {
                    Some(password) => password.clone(),
                    None => first_password(&SystemSecrets)?,
                };
                access::check_password(&password)?;
                let hash = access::hash_password(&password, &SystemSecrets, PasswordCost::OWASP)?;
                let new = NewUser { email, name, role, team, password: hash };
                let (now, cause) = (SystemClock.now(), SystemSecrets.bytes()?);
                let added = database.open()?.write_now(move |tx| {
                    let mut ids = IdMaker::new(now, 0, &cause);
                    let permit = access::permit(tx, &mut ids, &Actor::operator(), Act::AddUser, Subject::Everything, now)?;
                    access::add_user(tx, &mut ids, &permit, &new)
                })?;
                added.ok_or("there is already an account with this e-mail address")?;
                match given {
                    Some(_) => println!("added"),
                    None => println!("added; the first password is {password}"),
                }
            }
            Self::Disable { email, database } => {
                let email = Email::parse(&email).ok_or("that is not an e-mail address")?;
                let (now, cause) = (SystemClock.now(), SystemSecrets.bytes()?);
                let found = database.open()?.write_now(move |tx| {
                    let Some(user) = access::find_user(tx, &email)? else { return Ok(false) };
                    let mut ids = IdMaker::new(now, 0, &cause);
                    let permit = access::permit(tx, &mut ids, &Actor::operator(), Act::DisableUser, Subject::Everything, now)?;
                    access::disable_user(tx, &permit, user.id)?;
                    Ok(true)
                })?;
                if !found {
                    return Err("there is no account with this e-mail address; onedoor user list shows them all".into());
                }
                println!("disabled");
            }
            Self::List(database) => {
                for user in database.open()?.read_now(access::users)? {
                    let state = if user.disabled_at.is_some() { "disabled" } else { "active" };
                    println!("{:<32} {:<14} {:<9} {} {}", user.email, user.role.as_str(), state, user.name, user.team.unwrap_or_default());
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
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
