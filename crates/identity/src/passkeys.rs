//! Passkeys (WebAuthn) as a second factor. Each use verifies its user on the device, by a PIN, a finger or a face, and is bound to the
//! hub's own address, so that a page that only looks like the hub's gets nothing.
//!
//! A ceremony has two halves: the hub asks, the browser answers. What was asked is kept by the server in between.

use kernel::UserId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use webauthn_rs::prelude::{Passkey as Credential, PasskeyAuthentication, PasskeyRegistration, Webauthn, WebauthnBuilder};

use crate::PublicAddress;

/// A passkey as it is kept: its public half.
#[derive(Clone)]
pub struct Passkey(Credential);

impl std::fmt::Debug for Passkey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passkey")
    }
}

/// Why a passkey was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyError {
    /// The answer is none to what was asked, of another address, altered, or made without verifying the user.
    #[error("the answer of the passkey does not fit what was asked")]
    Wrong,
    /// What was kept cannot be read.
    #[error("a passkey or what was asked of it cannot be read")]
    Kept,
}

impl Passkey {
    /// Reads what [`Passkey::to_keep`] wrote.
    ///
    /// # Errors
    /// [`PasskeyError::Kept`] for anything else.
    pub fn kept(bytes: &[u8]) -> Result<Self, PasskeyError> {
        serde_json::from_slice(bytes).map(Self).map_err(|_| PasskeyError::Kept)
    }

    /// It, to be sealed and kept.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_keep(&self) -> Result<Vec<u8>, PasskeyError> {
        serde_json::to_vec(&self.0).map_err(|_| PasskeyError::Kept)
    }

    /// What its device knows it by; no two accounts have the same.
    pub fn credential(&self) -> &[u8] {
        self.0.cred_id()
    }
}

/// The first half of a ceremony.
#[derive(Clone)]
pub struct Asked {
    /// For the browser, as JSON.
    pub question: String,
    /// For the server to keep until the answer comes; for nobody else.
    pub to_keep: String,
}

impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Asked")
    }
}

/// Asks for passkeys and checks what comes, for a hub at one address.
#[derive(Debug, Clone)]
pub struct Passkeys(Webauthn);

impl Passkeys {
    /// For the hub at this address; `hub` is the name devices show.
    ///
    /// # Errors
    /// None in practice: every public address has a name.
    pub fn new(address: &PublicAddress, hub: &str) -> Result<Self, PasskeyError> {
        let builder = WebauthnBuilder::new(address.host(), address.url()).map_err(|_| PasskeyError::Kept)?;
        builder.rp_name(hub).build().map(Self).map_err(|_| PasskeyError::Kept)
    }

    /// Asks for a new passkey. The device shows `account` and `name`, and refuses to make a second one where it has one of these.
    ///
    /// # Errors
    /// None in practice.
    pub fn ask_for_new(&self, user: UserId, account: &str, name: &str, has: &[Passkey]) -> Result<Asked, PasskeyError> {
        let known = has.iter().map(|passkey| passkey.0.cred_id().clone()).collect();
        asked(self.0.start_passkey_registration(user.uuid(), account, name, Some(known)))
    }

    /// The new passkey.
    ///
    /// # Errors
    /// Why it is none.
    pub fn new_one(&self, kept: &str, answer: &str) -> Result<Passkey, PasskeyError> {
        let state: PasskeyRegistration = read(kept, PasskeyError::Kept)?;
        let answer = read(answer, PasskeyError::Wrong)?;
        self.0.finish_passkey_registration(&answer, &state).map(Passkey).map_err(|_| PasskeyError::Wrong)
    }

    /// Asks for one of these passkeys.
    ///
    /// # Errors
    /// When there are none.
    pub fn ask_for_one_of(&self, has: &[Passkey]) -> Result<Asked, PasskeyError> {
        let credentials: Vec<Credential> = has.iter().map(|passkey| passkey.0.clone()).collect();
        asked(self.0.start_passkey_authentication(&credentials))
    }

    /// The passkey of these that answered, as it is to be kept from now on: it counts its uses, so that a copy of it is found out.
    ///
    /// # Errors
    /// Why none did.
    pub fn used_one_of(&self, has: &[Passkey], kept: &str, answer: &str) -> Result<Passkey, PasskeyError> {
        let state: PasskeyAuthentication = read(kept, PasskeyError::Kept)?;
        let answer = read(answer, PasskeyError::Wrong)?;
        let result = self.0.finish_passkey_authentication(&answer, &state).map_err(|_| PasskeyError::Wrong)?;
        let used = has.iter().find(|passkey| passkey.0.cred_id() == result.cred_id()).filter(|_| result.user_verified());
        let mut used = used.cloned().ok_or(PasskeyError::Wrong)?;
        used.0.update_credential(&result).ok_or(PasskeyError::Wrong)?;
        Ok(used)
    }
}

fn asked<Q: Serialize, K: Serialize, E>(halves: Result<(Q, K), E>) -> Result<Asked, PasskeyError> {
    let (question, to_keep) = halves.map_err(|_| PasskeyError::Kept)?;
    let json = |text: serde_json::Result<String>| text.map_err(|_| PasskeyError::Kept);
    Ok(Asked { question: json(serde_json::to_string(&question))?, to_keep: json(serde_json::to_string(&to_keep))? })
}

fn read<T: DeserializeOwned>(text: &str, otherwise: PasskeyError) -> Result<T, PasskeyError> {
    serde_json::from_str(text).map_err(|_| otherwise)
}

#[cfg(test)]
mod tests {
    use testkit::passkey_device::Device;

    use super::*;

    const HUB: &str = "https://hub.example.org";

    fn at(address: &str) -> Passkeys {
        Passkeys::new(&PublicAddress::parse(address).unwrap(), "Exampleshire Victim Hub").unwrap()
    }

    fn sam() -> UserId {
        UserId::from_uuid(uuid::Uuid::from_u128(7))
    }

    fn enrolled(device: &mut Device) -> Passkey {
        let asked = at(HUB).ask_for_new(sam(), "sam@example.org", "Sam Okafor", &[]).unwrap();
        at(HUB).new_one(&asked.to_keep, &device.make(HUB, &asked.question)).unwrap()
    }

    #[test]
    fn a_passkey_is_made_kept_and_used() {
        let mut device = Device::new();
        let passkey = enrolled(&mut device);
        let kept = Passkey::kept(&passkey.to_keep().unwrap()).unwrap();
        assert_eq!(kept.credential(), passkey.credential());
        let asked = at(HUB).ask_for_one_of(std::slice::from_ref(&kept)).unwrap();
        let answer = device.answer(HUB, &asked.question);
        let used = at(HUB).used_one_of(std::slice::from_ref(&kept), &asked.to_keep, &answer).unwrap();
        assert_eq!(used.credential(), kept.credential());
        assert_ne!(used.to_keep().unwrap(), kept.to_keep().unwrap(), "its uses are counted");
    }

    #[test]
    fn an_answer_to_another_question_is_none() {
        let mut device = Device::new();
        let has = [enrolled(&mut device)];
        let (first, second) = (at(HUB).ask_for_one_of(&has).unwrap(), at(HUB).ask_for_one_of(&has).unwrap());
        let answer = device.answer(HUB, &first.question);
        assert_eq!(at(HUB).used_one_of(&has, &second.to_keep, &answer).unwrap_err(), PasskeyError::Wrong);
        assert_ne!(first.question, second.question);
    }

    #[test]
    fn a_page_that_only_looks_like_the_hubs_gets_nothing() {
        let mut device = Device::new();
        let has = [enrolled(&mut device)];
        let asked = at(HUB).ask_for_one_of(&has).unwrap();
        for elsewhere in ["https://hub.example.com", "http://hub.example.org", "https://hub.example.org:8443"] {
            let answer = device.answer(elsewhere, &asked.question);
            assert_eq!(at(HUB).used_one_of(&has, &asked.to_keep, &answer).unwrap_err(), PasskeyError::Wrong, "{elsewhere}");
        }
    }

    #[test]
    fn somebody_who_only_holds_the_device_is_not_let_in() {
        let mut device = Device::new();
        let has = [enrolled(&mut device)];
        let asked = at(HUB).ask_for_one_of(&has).unwrap();
        device.verifies_its_user = false;
        let answer = device.answer(HUB, &asked.question);
        assert_eq!(at(HUB).used_one_of(&has, &asked.to_keep, &answer).unwrap_err(), PasskeyError::Wrong);
        let asked = at(HUB).ask_for_new(sam(), "sam@example.org", "Sam Okafor", &[]).unwrap();
        assert_eq!(at(HUB).new_one(&asked.to_keep, &device.make(HUB, &asked.question)).unwrap_err(), PasskeyError::Wrong);
    }

    #[test]
    fn a_passkey_of_somebody_else_or_a_copy_is_none() {
        let (mut mine, mut theirs) = (Device::new(), Device::new());
        let (has, _other) = ([enrolled(&mut mine)], enrolled(&mut theirs));
        let asked = at(HUB).ask_for_one_of(&has).unwrap();
        assert!(at(HUB).used_one_of(&has, &asked.to_keep, &theirs.answer(HUB, &asked.question)).is_err());
        // A copy that was left behind counts fewer uses than the passkey it was copied from.
        let used = at(HUB).used_one_of(&has, &asked.to_keep, &mine.answer(HUB, &asked.question)).unwrap();
        let asked = at(HUB).ask_for_one_of(std::slice::from_ref(&used)).unwrap();
        mine.uses = 0;
        assert!(at(HUB).used_one_of(&[used], &asked.to_keep, &mine.answer(HUB, &asked.question)).is_err());
    }

    #[test]
    fn nonsense_is_an_error() {
        let mut device = Device::new();
        let has = [enrolled(&mut device)];
        let asked = at(HUB).ask_for_one_of(&has).unwrap();
        for answer in ["", "{}", "[]", "null", "{\"id\":\"a\"}"] {
            assert_eq!(at(HUB).used_one_of(&has, &asked.to_keep, answer).unwrap_err(), PasskeyError::Wrong, "{answer}");
        }
        assert_eq!(Passkey::kept(b"{}").unwrap_err(), PasskeyError::Kept);
    }
}
