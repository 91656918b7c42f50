//! What a provider says of somebody who signed in there, and what the hub makes of it.

use jiff::Timestamp;
use kernel::Sensitive;
use serde::Deserialize;

use super::TokenFault;
use super::id_token::{Moment, SKEW, Words};

/// Longer names of anything are not taken.
const LONGEST: usize = 255;
/// More roles or groups than a token holds.
const MOST: usize = 1_000;
/// The ways a provider says that more than one factor was given: RFC 8176, and the two addresses in use for the same.
const MORE_THAN_ONE_FACTOR: [&str; 3] =
    ["mfa", "http://schemas.microsoft.com/claims/multipleauthn", "http://schemas.openid.net/pape/policies/2007/06/multi-factor"];

/// Whether somebody gave a second factor to the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactor {
    /// Not as far as the provider says.
    NotSaid,
    /// Yes, but it does not say when: enough to sign in, never recent.
    SomeTime,
    /// Yes, at this moment.
    At(Timestamp),
}

/// Somebody a provider vouches for.
#[derive(Clone, PartialEq, Eq)]
pub struct Vouched {
    /// The provider.
    pub issuer: String,
    /// The name that never changes and is never given to somebody else: `oid:<tenant>/<object>` where the provider has both (Entra),
    /// else `sub:<subject>`. Never an e-mail address, which is handed on to the next person.
    pub subject: String,
    /// The name by which the provider says that they were signed out there.
    pub sub: String,
    /// The roles it gives them in the hub, in its own words.
    pub roles: Vec<String>,
    /// The groups they are in; `None` when there are too many for the token to hold.
    pub groups: Option<Vec<String>>,
    /// The name to show.
    pub name: Option<Sensitive<String>>,
    /// The address to show.
    pub email: Option<Sensitive<String>>,
    /// Whether they gave a second factor.
    pub second_factor: SecondFactor,
}

impl std::fmt::Debug for Vouched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vouched")
    }
}

/// The claims that say something of somebody.
#[derive(Deserialize)]
pub(super) struct Said {
    sub: Option<String>,
    oid: Option<String>,
    tid: Option<String>,
    #[serde(default)]
    roles: Option<Words>,
    groups: Option<Words>,
    /// Entra's sign of more groups than fit, with the address to ask at.
    #[serde(rename = "_claim_names")]
    elsewhere: Option<serde_json::Map<String, serde_json::Value>>,
    hasgroups: Option<serde_json::Value>,
    name: Option<String>,
    preferred_username: Option<String>,
    email: Option<String>,
    amr: Option<Words>,
    acr: Option<String>,
    auth_time: Option<Moment>,
}

impl Vouched {
    pub(super) fn read(said: Said, issuer: &str, now: Timestamp) -> Result<Self, TokenFault> {
        let named = |text: &Option<String>| text.clone().filter(|text| is_a_name(text));
        let sub = named(&said.sub).ok_or(TokenFault::Subject)?;
        let subject = match (named(&said.oid), named(&said.tid)) {
            (Some(object), Some(tenant)) => format!("oid:{tenant}/{object}"),
            _ => format!("sub:{sub}"),
        };
        let overfull = said.hasgroups.is_some() || said.elsewhere.as_ref().is_some_and(|names| names.contains_key("groups"));
        let list = |words: Option<Words>| words.map(|words| words.all().to_vec()).unwrap_or_default();
        let (roles, groups) = (list(said.roles), list(said.groups));
        if roles.len() > MOST || groups.len() > MOST {
            return Err(TokenFault::TooLong);
        }
        let factors = list(said.amr).into_iter().chain(said.acr);
        let gave = factors.into_iter().any(|word| MORE_THAN_ONE_FACTOR.contains(&word.as_str()));
        let second_factor = match (gave, said.auth_time) {
            (false, _) => SecondFactor::NotSaid,
            (true, None) => SecondFactor::SomeTime,
            // A moment to come would be recent for ever.
            (true, Some(at)) if at.0 > now + SKEW => return Err(TokenFault::Time),
            (true, Some(at)) => SecondFactor::At(at.0.min(now)),
        };
        let shown = |text: Option<String>| text.filter(|text| is_shown(text)).map(Sensitive::new);
        let address = |text: Option<String>| text.filter(|text| text.contains('@'));
        Ok(Self {
            issuer: issuer.to_owned(),
            subject,
            sub,
            roles,
            groups: (!overfull).then_some(groups),
            name: shown(said.name),
            email: shown(address(said.email)).or_else(|| shown(address(said.preferred_username))),
            second_factor,
        })
    }

    /// The first of the profile's roles that the provider gives them: where somebody has several, the profile's order decides.
    pub fn role<R: Copy>(&self, mapping: &[(String, R)]) -> Option<R> {
        mapping.iter().find(|(word, _)| self.roles.contains(word)).map(|(_, role)| *role)
    }

    /// The first of the profile's teams whose group they are in. The outer `None`: the provider does not say, so the team stays as it is.
    pub fn team<'p>(&self, mapping: &'p [(String, String)]) -> Option<Option<&'p str>> {
        let groups = self.groups.as_ref().filter(|_| !mapping.is_empty())?;
        Some(mapping.iter().find(|(group, _)| groups.contains(group)).map(|(_, team)| team.as_str()))
    }
}

/// Whether this can be somebody's name at a provider: visible ASCII, as OpenID Connect asks of a subject.
pub(super) fn is_a_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_shown(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= LONGEST && !text.chars().any(char::is_control)
}
