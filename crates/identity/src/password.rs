//! Passwords: what they must be, and how they are kept.

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use kernel::Sensitive;

use vault::{NoSecrets, Secrets};

use crate::breached;

/// A password is at least this many characters long: three words, of which nobody need remember what they looked like. Many accounts have
/// nothing besides (OWASP ASVS 5.0, 6.2.1).
pub const SHORTEST: usize = 15;
/// A password is at most this many characters long.
pub const LONGEST: usize = 200;

/// Which rule a password breaks. There are no rules about what characters it is made of (OWASP ASVS 5.0, 6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRule {
    /// Fewer than [`SHORTEST`] characters.
    #[error("Password must be 15 characters or more; three words you would not find together make a good one")]
    TooShort,
    /// More than [`LONGEST`] characters.
    #[error("Password must be 200 characters or fewer")]
    TooLong,
    /// Whoever guesses tries it early.
    #[error("Choose another password: this one is among those that are guessed first")]
    Common,
    /// It contains a name.
    #[error("Choose another password: this one contains your name, your email address or a word of this hub’s name")]
    AboutYou,
}

/// Checks a password somebody chose. `about` is what it may hold no word of: their name and address, the hub's name.
///
/// # Errors
/// The rule it breaks.
pub fn check_password(password: &str, about: &[&str]) -> Result<(), PasswordRule> {
    match password.chars().count() {
        length if length < SHORTEST => Err(PasswordRule::TooShort),
        length if length > LONGEST => Err(PasswordRule::TooLong),
        _ if breached::is_about(password, about) => Err(PasswordRule::AboutYou),
        _ if breached::is_common(password) => Err(PasswordRule::Common),
        _ => Ok(()),
    }
}

/// How much work one guess at a password is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory, in KiB.
    pub memory: u32,
    /// How often the memory is gone through.
    pub passes: u32,
}

impl PasswordCost {
    /// 19 MiB and two passes (OWASP Password Storage Cheat Sheet, argon2id).
    pub const OWASP: Self = Self { memory: 19 * 1024, passes: 2 };

    fn argon2(self) -> Option<Argon2<'static>> {
        Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(self.memory, self.passes, 1, None).ok()?))
    }
}

/// A password as the database keeps it: argon2id, with its salt and cost.
#[derive(Debug, Clone)]
pub struct PasswordHash(Sensitive<String>);

impl PasswordHash {
    pub(crate) const fn kept(hash: String) -> Self {
        Self(Sensitive::new(hash))
    }

    pub(crate) const fn reveal(&self) -> &String {
        self.0.reveal()
    }
}

/// Hashes a password. Takes some 20 milliseconds at [`PasswordCost::OWASP`]: never inside a transaction or on the web server's own threads.
///
/// # Errors
/// When the machine has no randomness for a salt, or no memory at this cost.
pub fn hash_password(password: &str, secrets: &dyn Secrets, cost: PasswordCost) -> Result<PasswordHash, NoSecrets> {
    let salt = secrets.bytes()?;
    let (salt, _) = salt.split_at(16);
    let hash = cost.argon2().ok_or(NoSecrets)?.hash_password_with_salt(password.as_bytes(), salt).map_err(|_| NoSecrets)?;
    Ok(PasswordHash::kept(hash.to_string()))
}

/// A password to be told to somebody, with which they choose their own: five groups of four digits, 80 bits by chance.
///
/// # Errors
/// As [`Secrets::bytes`].
pub fn first_password(secrets: &dyn Secrets) -> Result<String, NoSecrets> {
    let bytes = secrets.bytes()?;
    let groups = bytes.chunks(2).take(5).map(|two| two.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    Ok(groups.collect::<Vec<_>>().join("-"))
}

/// Whether this is the password. Without a hash to compare with, it does the same work and says no, so that the time taken does not tell
/// whether there is an account.
pub(crate) fn is_password(password: &str, kept: Option<&PasswordHash>, cost: PasswordCost) -> bool {
    let Some(argon2) = cost.argon2() else { return false };
    match kept {
        Some(hash) => argon2.verify_password(password.as_bytes(), hash.reveal().as_str()).is_ok(),
        None => {
            // What it gives is thrown away; the work is what counts.
            let _ = std::hint::black_box(argon2.hash_password_with_salt(password.as_bytes(), b"nobody has this."));
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vault::SystemSecrets;

    const CHEAP: PasswordCost = PasswordCost { memory: 8, passes: 1 };

    #[test]
    fn length_counts_characters_whatever_they_are() {
        let check = |password: &str| check_password(password, &["Sam Okafor"]);
        assert_eq!(check("fourteen chars"), Err(PasswordRule::TooShort));
        assert_eq!(check("fifteen kettles"), Ok(()));
        assert_eq!(check("чайник и воробей"), Ok(()));
        let long: String = "kettle otter gravel ".repeat(10);
        assert_eq!(check(&long), Ok(()));
        assert_eq!(check(&format!("{long}é")), Err(PasswordRule::TooLong));
    }

    #[test]
    fn what_is_guessed_first_is_refused_with_the_reason() {
        let about = ["Exampleshire Victim Hub", "Sam Okafor", "sam@example.org"];
        assert_eq!(check_password("passwordpassword", &about), Err(PasswordRule::Common));
        assert_eq!(check_password("okafor likes kettles", &about), Err(PasswordRule::AboutYou));
        assert_eq!(check_password("okafor likes kettles", &[]), Ok(()));
    }

    #[test]
    fn only_the_password_itself_is_right() {
        let hash = hash_password("correct horse battery", &SystemSecrets, CHEAP).unwrap();
        assert!(is_password("correct horse battery", Some(&hash), CHEAP));
        assert!(is_password("correct horse battery", Some(&hash), PasswordCost::OWASP), "a raised cost leaves kept passwords valid");
        for wrong in ["", "correct horse batter", "Correct horse battery", "correct horse battery "] {
            assert!(!is_password(wrong, Some(&hash), CHEAP), "{wrong}");
        }
        assert!(!is_password("correct horse battery", None, CHEAP));
        assert!(!is_password("nobody has this.", Some(&PasswordHash::kept("damaged".into())), CHEAP));
    }

    #[test]
    fn hashes_are_argon2id_salted_and_not_printed() {
        let [one, two] = [(); 2].map(|()| hash_password("correct horse battery", &SystemSecrets, PasswordCost::OWASP).unwrap());
        assert!(one.reveal().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", one.reveal());
        assert_ne!(one.reveal(), two.reveal());
        assert!(!format!("{one:?}").contains("argon2"));
    }
}
