//! Passwords: what they must be, and how they are kept.

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use kernel::Sensitive;

use vault::{NoSecrets, Secrets};

/// A password is at least this many characters long.
pub const SHORTEST: usize = 12;
/// A password is at most this many characters long.
pub const LONGEST: usize = 200;

/// Which rule a password breaks. There are no rules about what characters it is made of (OWASP ASVS 5.0, 6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRule {
    /// Fewer than [`SHORTEST`] characters.
    #[error("Password must be 12 characters or more")]
    TooShort,
    /// More than [`LONGEST`] characters.
    #[error("Password must be 200 characters or fewer")]
    TooLong,
}

/// Checks a password somebody chose.
///
/// # Errors
/// The rule it breaks.
pub fn check_password(password: &str) -> Result<(), PasswordRule> {
    match password.chars().count() {
        length if length < SHORTEST => Err(PasswordRule::TooShort),
        length if length > LONGEST => Err(PasswordRule::TooLong),
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
    fn length_is_the_only_rule_and_counts_characters() {
        assert_eq!(check_password("elevenchars"), Err(PasswordRule::TooShort));
        assert_eq!(check_password("twelve chars"), Ok(()));
        assert_eq!(check_password("пароль-слово"), Ok(()));
        assert_eq!(check_password(&"é".repeat(200)), Ok(()));
        assert_eq!(check_password(&"é".repeat(201)), Err(PasswordRule::TooLong));
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
