//! A device that holds a passkey, as WebAuthn Level 3 describes it, reduced to what one signature needs (ES256, attestation "none").

use data_encoding::BASE64URL_NOPAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A device with one passkey.
#[derive(Debug)]
pub struct Device {
    keys: EcdsaKeyPair,
    id: Vec<u8>,
    /// How often it was used.
    pub uses: u32,
    /// Whether it asks for a PIN, a finger or a face.
    pub verifies_its_user: bool,
}

impl Default for Device {
    fn default() -> Self {
        Self::new()
    }
}

impl Device {
    /// A device whose passkey nobody knows yet.
    pub fn new() -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("a key");
        let keys = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).expect("a key");
        let id = Sha256::digest(keys.public_key()).to_vec();
        Self { keys, id, uses: 0, verifies_its_user: true }
    }

    /// Answers the question for a new passkey, on a page of this origin.
    pub fn make(&mut self, origin: &str, question: &str) -> String {
        let question: Value = serde_json::from_str(question).expect("JSON");
        let options = &question["publicKey"];
        let client = client("webauthn.create", origin, &options["challenge"]);
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt\x64none\x67attStmt\xa0\x68authData\x58");
        let authenticator = self.authenticator(options["rp"]["id"].as_str().expect("a name"), true);
        object.push(u8::try_from(authenticator.len()).expect("short"));
        object.extend(authenticator);
        self.credential(json!({ "clientDataJSON": encoded(&client), "attestationObject": encoded(&object) }))
    }

    /// Answers the question for its passkey, on a page of this origin.
    pub fn answer(&mut self, origin: &str, question: &str) -> String {
        let question: Value = serde_json::from_str(question).expect("JSON");
        let options = &question["publicKey"];
        let client = client("webauthn.get", origin, &options["challenge"]);
        self.uses += 1;
        let authenticator = self.authenticator(options["rpId"].as_str().expect("a name"), false);
        let signed = [authenticator.as_slice(), Sha256::digest(&client).as_slice()].concat();
        let signature = self.keys.sign(&SystemRandom::new(), &signed).expect("a signature");
        self.credential(json!({
            "clientDataJSON": encoded(&client),
            "authenticatorData": encoded(&authenticator),
            "signature": encoded(signature.as_ref()),
        }))
    }

    fn credential(&self, response: Value) -> String {
        let id = encoded(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {} }).to_string()
    }

    /// "Authenticator data": whose it is, what was checked, how often it was used, and the public key when it is new.
    fn authenticator(&self, of: &str, is_new: bool) -> Vec<u8> {
        let (present, verified, with_key) = (1, u8::from(self.verifies_its_user) << 2, u8::from(is_new) << 6);
        let mut data = Sha256::digest(of).to_vec();
        data.push(present | verified | with_key);
        data.extend(self.uses.to_be_bytes());
        if is_new {
            data.extend([0; 16]);
            data.extend(u16::try_from(self.id.len()).expect("short").to_be_bytes());
            data.extend(&self.id);
            let (x, y) = self.keys.public_key().as_ref()[1..].split_at(32);
            data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
            data.extend(x);
            data.extend([0x22, 0x58, 0x20]);
            data.extend(y);
        }
        data
    }
}

fn client(what: &str, origin: &str, challenge: &Value) -> Vec<u8> {
    json!({ "type": what, "challenge": challenge, "origin": origin, "crossOrigin": false }).to_string().into_bytes()
}

fn encoded(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}
