//! The keys of a hub: readable lines, so that somebody can copy them by hand on the worst day.
//!
//! `master 1 <64 hexadecimal digits>` wraps the keys of people; the one with the highest number wraps, the others only unwrap.
//! `index <64 digits>` makes the blind indexes, `sign <64 digits>` signs the heads of the audit. `#` begins a comment.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use crate::{NoSecrets, Secrets};

type Key = Zeroizing<[u8; 32]>;

/// The keys of a hub. Prints nothing of them.
#[derive(Clone)]
pub struct Keys {
    masters: BTreeMap<u32, Key>,
    index: Key,
    sign: Key,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

/// What is wrong with the text of a key file. Names the line, never what stands in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeysError {
    /// A line that says nothing a key file says.
    #[error("line {0}: not `master NUMBER KEY`, `index KEY` or `sign KEY`: mend it, or begin it with # if it is a comment")]
    UnknownLine(usize),
    /// The number of a master key is none.
    #[error("line {0}: a master key's number is a whole number from 1: number them in the order in which they were made")]
    BadNumber(usize),
    /// A key that is none.
    #[error("line {0}: a key is 64 hexadecimal digits: copy the whole of it")]
    BadKey(usize),
    /// Something said twice.
    #[error("line {0}: `{1}` stands there twice: keep the one the hub has used, and remove the other")]
    Twice(usize, String),
    /// One key under two names.
    #[error(
        "line {0}: this key stands there under another name already: every key has one use; take the right one from a copy of the file"
    )]
    Shared(usize),
    /// Something not said at all.
    #[error("there is no `{0}` line: put it back from a copy of the file, or make a file for a new hub with: onedoor keys new FILE")]
    Missing(&'static str),
}

impl Keys {
    /// Fresh keys for a new hub: one master key, one for indexes, one for signing.
    ///
    /// # Errors
    /// When the machine has no randomness.
    pub fn generate(secrets: &dyn Secrets) -> Result<Self, NoSecrets> {
        let fresh = || secrets.bytes().map(Zeroizing::new);
        Ok(Self { masters: BTreeMap::from([(1, fresh()?)]), index: fresh()?, sign: fresh()? })
    }

    /// Reads the text of a key file.
    ///
    /// # Errors
    /// The line that is wrong, or what is missing.
    pub fn parse(text: &str) -> Result<Self, KeysError> {
        let (mut masters, mut index, mut sign) = (BTreeMap::new(), None, None);
        for (number, line) in (1..).zip(text.lines()) {
            let said = line.split_once('#').map_or(line, |(said, _)| said);
            let words: Vec<&str> = said.split_whitespace().collect();
            let (name, before, key) = match words.as_slice() {
                [] => continue,
                ["master", which, key] => {
                    let which = which.parse().ok().filter(|which| *which > 0).ok_or(KeysError::BadNumber(number))?;
                    let key = key_of(key).ok_or(KeysError::BadKey(number))?;
                    (format!("master {which}"), masters.insert(which, key.clone()), key)
                }
                ["index", key] => {
                    let key = key_of(key).ok_or(KeysError::BadKey(number))?;
                    ("index".into(), index.replace(key.clone()), key)
                }
                ["sign", key] => {
                    let key = key_of(key).ok_or(KeysError::BadKey(number))?;
                    ("sign".into(), sign.replace(key.clone()), key)
                }
                _ => return Err(KeysError::UnknownLine(number)),
            };
            if before.is_some() {
                return Err(KeysError::Twice(number, name));
            }
            if masters.values().chain(&index).chain(&sign).filter(|other| **other == key).count() > 1 {
                return Err(KeysError::Shared(number));
            }
        }
        if masters.is_empty() {
            return Err(KeysError::Missing("master 1"));
        }
        Ok(Self { masters, index: index.ok_or(KeysError::Missing("index"))?, sign: sign.ok_or(KeysError::Missing("sign"))? })
    }

    /// These keys with one more master key, which from now on wraps.
    ///
    /// # Errors
    /// When the machine has no randomness.
    pub fn with_new_master(&self, secrets: &dyn Secrets) -> Result<Self, NoSecrets> {
        let mut keys = self.clone();
        keys.masters.insert(self.current().saturating_add(1), Zeroizing::new(secrets.bytes()?));
        Ok(keys)
    }

    /// The whole text of a key file with these keys.
    pub fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::from(WHAT_IT_IS));
        for number in self.masters() {
            text.push_str(&self.master_line(number));
        }
        for (name, key) in [("index", &self.index), ("sign", &self.sign)] {
            text.push_str(name);
            push_key(&mut text, key);
        }
        text
    }

    /// The line of one master key; empty when there is no such.
    pub(crate) fn master_line(&self, number: u32) -> Zeroizing<String> {
        let mut line = Zeroizing::new(String::new());
        if let Some(key) = self.master(number) {
            line.push_str(&format!("master {number}"));
            push_key(&mut line, key);
        }
        line
    }

    /// The number of the master key that wraps: the highest.
    pub fn current(&self) -> u32 {
        self.masters.last_key_value().map_or(0, |(number, _)| *number)
    }

    /// The numbers of all master keys, oldest first.
    pub fn masters(&self) -> impl Iterator<Item = u32> {
        self.masters.keys().copied()
    }

    /// The seed of the Ed25519 key that signs the heads of the audit.
    pub fn signing_seed(&self) -> &[u8; 32] {
        &self.sign
    }

    pub(crate) fn master(&self, number: u32) -> Option<&[u8; 32]> {
        self.masters.get(&number).map(|key| &**key)
    }

    pub(crate) fn index_key(&self) -> &[u8; 32] {
        &self.index
    }
}

const WHAT_IT_IS: &str = "\
# The keys of one Onedoor hub. Without this file nobody's record can be read, by anybody, ever again:
# keep a copy away from this machine and away from the database, and let nobody else read it.
# The master key with the highest number is the one in use; the others still open what they wrapped.
";

fn push_key(text: &mut Zeroizing<String>, key: &[u8; 32]) {
    text.reserve(66);
    text.push(' ');
    for byte in key.iter() {
        for half in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(half.into(), 16));
        }
    }
    text.push('\n');
}

fn key_of(text: &str) -> Option<Key> {
    let mut key = Zeroizing::new([0; 32]);
    if text.len() != 64 {
        return None;
    }
    for (byte, pair) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
        for digit in pair {
            let digit = char::from(*digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())?;
            *byte = (*byte << 4) | digit;
        }
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::SystemSecrets;

    fn hex(byte: u8) -> String {
        format!("{byte:02x}").repeat(32)
    }

    fn file(lines: &[&str]) -> Result<Keys, KeysError> {
        Keys::parse(&lines.join("\n"))
    }

    #[test]
    fn what_is_written_reads_back() {
        let keys = Keys::generate(&SystemSecrets).unwrap().with_new_master(&SystemSecrets).unwrap();
        let back = Keys::parse(&keys.text()).unwrap();
        assert_eq!((back.masters().collect::<Vec<_>>(), back.current()), (vec![1, 2], 2));
        for number in [1, 2] {
            assert_eq!(back.master(number), keys.master(number));
        }
        assert_eq!((back.index_key(), back.signing_seed()), (keys.index_key(), keys.signing_seed()));
    }

    #[test]
    fn no_two_keys_are_the_same_and_none_is_printed() {
        let (a, b) = (Keys::generate(&SystemSecrets).unwrap(), Keys::generate(&SystemSecrets).unwrap());
        assert_ne!(a.master(1), b.master(1));
        assert!(a.master(1) != Some(a.index_key()) && a.index_key() != a.signing_seed());
        assert_eq!(format!("{a:?}"), "Keys");
    }

    #[test]
    fn a_line_that_is_wrong_is_named_and_never_shown() {
        let (master, index, sign) = (format!("master 1 {}", hex(1)), format!("index {}", hex(2)), format!("sign {}", hex(3)));
        let (master, index, sign) = (master.as_str(), index.as_str(), sign.as_str());
        assert!(file(&["# mine", "", index, "  ", sign, &format!("{master} # the first")]).is_ok());
        for (lines, error) in [
            (vec![master, index, "sing 12"], KeysError::UnknownLine(3)),
            (vec![master, index, sign, "master 2"], KeysError::UnknownLine(4)),
            (vec![&format!("master 0 {}", hex(9)), index, sign], KeysError::BadNumber(1)),
            (vec![&format!("master one {}", hex(9)), index, sign], KeysError::BadNumber(1)),
            (vec![master, &index[..69], sign], KeysError::BadKey(2)),
            (vec![master, &index.replace('2', "x"), sign], KeysError::BadKey(2)),
            (vec![master, &format!("index é{}", &hex(2)[2..]), sign], KeysError::BadKey(2)),
            (vec![master, index, sign, &format!("master 1 {}", hex(8))], KeysError::Twice(4, "master 1".into())),
            (vec![master, index, sign, index], KeysError::Twice(4, "index".into())),
            (vec![master, index, &format!("sign {}", hex(1))], KeysError::Shared(3)),
            (vec![index, sign], KeysError::Missing("master 1")),
            (vec![master, sign], KeysError::Missing("index")),
            (vec![master, index], KeysError::Missing("sign")),
            (vec![], KeysError::Missing("master 1")),
        ] {
            let answer = file(&lines).map(|_| ()).unwrap_err();
            assert_eq!(answer, error, "{lines:?}");
            assert!(!answer.to_string().contains("0101") && !answer.to_string().contains("0202"));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "(master|index|sign|#| |[0-9a-f]{0,70}|\n|\\PC){0,30}") {
            let _ = Keys::parse(&text);
        }
    }
}
