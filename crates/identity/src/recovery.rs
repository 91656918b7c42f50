//! Recovery codes: ten, each good for one sign-in, for whoever has lost their telephone or key.

use data_encoding::BASE32_NOPAD;
use kernel::{Sensitive, UserId};
use sha2::{Digest, Sha256};

/// Codes made at once.
pub const CODES: usize = 10;
/// Random bytes of a code: 120 bits, 24 letters. Nothing so long can be guessed from its digest, so a plain one is kept (OWASP ASVS 5.0, 6.5.2).
const BYTES: usize = 15;

/// One code as its owner writes it down: six groups of four letters and digits.
#[derive(Debug, Clone)]
pub struct RecoveryCode(Sensitive<[u8; BYTES]>);

impl RecoveryCode {
    /// Ten codes that follow from one random secret, which is not kept.
    pub fn ten(random: [u8; 32]) -> Vec<Self> {
        let code = |number: usize| {
            let digest =
                Sha256::new().chain_update(b"onedoor:recovery codes").chain_update(random).chain_update(number.to_be_bytes()).finalize();
            digest.first_chunk::<BYTES>().copied().map(|bytes| Self(Sensitive::new(bytes)))
        };
        (0..CODES).filter_map(code).collect()
    }

    /// Reads what [`RecoveryCode::written`] wrote, however it is spaced, in capitals or not, and with digits that look like letters.
    pub fn parse(typed: &str) -> Option<Self> {
        let plain = typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '.'));
        let letters: String = plain
            .map(|c| match c.to_ascii_uppercase() {
                '0' => 'O',
                '1' => 'I',
                '8' => 'B',
                letter => letter,
            })
            .collect();
        let bytes = BASE32_NOPAD.decode(letters.as_bytes()).ok()?;
        Some(Self(Sensitive::new(bytes.try_into().ok()?)))
    }

    /// It, to be shown once.
    pub fn written(&self) -> String {
        let letters = BASE32_NOPAD.encode(self.0.reveal());
        letters.as_bytes().chunks(4).filter_map(|four| std::str::from_utf8(four).ok()).collect::<Vec<_>>().join("-")
    }

    /// What is kept of it: of no use for another account.
    pub fn digest(&self, of: UserId) -> Vec<u8> {
        let digest = Sha256::new().chain_update(b"onedoor:recovery code").chain_update(of.uuid().as_bytes()).chain_update(self.0.reveal());
        digest.finalize().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn user(n: u128) -> UserId {
        UserId::from_uuid(uuid::Uuid::from_u128(n))
    }

    #[test]
    fn ten_codes_differ_and_read_back_however_they_are_typed() {
        let codes = RecoveryCode::ten([7; 32]);
        let written: BTreeSet<String> = codes.iter().map(RecoveryCode::written).collect();
        assert_eq!(written.len(), CODES);
        for (code, text) in codes.iter().map(|code| (code, code.written())) {
            assert_eq!(text.len(), 29);
            let told = text.replace('O', "0").replace('B', "8").replace('I', "1");
            for typed in [text.clone(), text.to_lowercase(), text.replace('-', " "), text.replace('-', ""), format!(" {told} ")] {
                assert_eq!(RecoveryCode::parse(&typed).unwrap().digest(user(1)), code.digest(user(1)), "{typed}");
            }
        }
    }

    #[test]
    fn what_is_no_code_is_not_read() {
        let text = RecoveryCode::ten([7; 32]).first().unwrap().written();
        for typed in ["", "123456", &text[1..], &format!("{text}A"), &text.replace('-', "_"), &text.replacen(|c: char| c != '-', "é", 1)] {
            assert!(RecoveryCode::parse(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn a_digest_is_of_one_code_of_one_account() {
        let codes = RecoveryCode::ten([7; 32]);
        let digests: BTreeSet<Vec<u8>> = codes.iter().flat_map(|code| [code.digest(user(1)), code.digest(user(2))]).collect();
        assert_eq!(digests.len(), 2 * CODES);
        assert!(!format!("{codes:?}").contains(&codes[0].written()));
    }

    #[test]
    fn other_randomness_makes_other_codes() {
        let all: BTreeSet<String> = [[7; 32], [8; 32]].into_iter().flat_map(RecoveryCode::ten).map(|code| code.written()).collect();
        assert_eq!(all.len(), 2 * CODES);
    }
}
