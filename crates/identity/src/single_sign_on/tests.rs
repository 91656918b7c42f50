//! Tokens as a provider makes them and as somebody hostile would, against the whole check.

use std::sync::LazyLock;

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use jsonwebtoken::Algorithm;
use ring::rand::SystemRandom;
use ring::rsa::KeyPairComponents;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
use serde_json::{Value, json};

use super::discovery::{Announced, ClientProof};
use super::id_token::{self, Expected};
use super::keys::KeySet;
use super::{SecondFactor, SignOnError, SignOnSettings, TokenFault, Vouched};
use crate::PublicAddress;

pub const ISSUER: &str = "https://login.example.org/tenant/v2.0";
const NONCE: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
/// Monday 23 November 2026, ten in the morning.
const NOW: i64 = 1_795_428_000;

pub fn settings() -> SignOnSettings {
    SignOnSettings::new(ISSUER, "hub", "hush-hush", &PublicAddress::parse("https://hub.example.org").unwrap()).unwrap()
}

pub fn announced() -> Announced {
    Announced {
        issuer: ISSUER.into(),
        authorization: "https://login.example.org/authorize".into(),
        token: "https://login.example.org/token".into(),
        keys: "https://login.example.org/keys".into(),
        end_session: None,
        algorithms: vec![Algorithm::RS256, Algorithm::PS256, Algorithm::ES256],
        proof: ClientProof::Basic,
        names_issuer: true,
    }
}

/// The key of RFC 7515, A.2: everybody knows it, and it signs like any other.
const N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
const D: &str = "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ";
const P: &str = "4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc";
const Q: &str = "uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc";
const DP: &str = "BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0";
const DQ: &str = "h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU";
const QINV: &str = "IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U";

fn bytes(text: &str) -> Vec<u8> {
    BASE64URL_NOPAD.decode(text.as_bytes()).unwrap()
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    BASE64URL_NOPAD.encode(bytes.as_ref())
}

static RSA: LazyLock<RsaKeyPair> = LazyLock::new(|| {
    RsaKeyPair::from_components(&KeyPairComponents {
        public_key: ring::rsa::PublicKeyComponents { n: bytes(N), e: vec![1, 0, 1] },
        d: bytes(D),
        p: bytes(P),
        q: bytes(Q),
        dP: bytes(DP),
        dQ: bytes(DQ),
        qInv: bytes(QINV),
    })
    .unwrap()
});

static POINT: LazyLock<EcdsaKeyPair> = LazyLock::new(|| {
    let random = SystemRandom::new();
    let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &random).unwrap()
});

fn rsa_key(kid: &str) -> Value {
    json!({ "kty": "RSA", "use": "sig", "kid": kid, "n": N, "e": "AQAB", "x5t": "x" })
}

fn point_key(kid: &str) -> Value {
    let point = POINT.public_key().as_ref();
    json!({ "kty": "EC", "crv": "P-256", "kid": kid, "alg": "ES256",
        "x": encoded(&point[1..33]), "y": encoded(&point[33..]) })
}

fn key_set(keys: &[Value]) -> KeySet {
    KeySet::read(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}

fn joined(header: &Value, claims: &Value) -> String {
    format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()))
}

fn rsa_signed(how: &'static dyn RsaEncoding, header: &Value, claims: &Value) -> String {
    let message = joined(header, claims);
    let mut signature = vec![0; RSA.public().modulus_len()];
    RSA.sign(how, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
    format!("{message}.{}", encoded(signature))
}

fn point_signed(header: &Value, claims: &Value) -> String {
    let message = joined(header, claims);
    let signature = POINT.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
    format!("{message}.{}", encoded(signature))
}

fn header(algorithm: &str) -> Value {
    json!({ "alg": algorithm, "typ": "JWT", "kid": "key-1" })
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": "hub", "sub": "AAAA-pairwise", "nonce": NONCE,
        "iat": NOW - 5, "nbf": NOW - 5, "exp": NOW + 3_600,
        "oid": "0f0e-object", "tid": "7a7b-tenant", "roles": ["Onedoor.Worker"], "groups": ["group-a"],
        "name": "Sam Example", "preferred_username": "sam@example.org",
    })
}

fn with(place: &str, value: Value) -> Value {
    let mut claims = claims();
    if value.is_null() {
        claims.as_object_mut().unwrap().remove(place)
    } else {
        claims.as_object_mut().unwrap().insert(place.into(), value)
    };
    claims
}

fn expected(algorithms: &[Algorithm]) -> Expected<'_> {
    Expected { issuer: ISSUER, client_id: "hub", algorithms, now: Timestamp::from_second(NOW).unwrap() }
}

fn check(token: &str) -> Result<Vouched, TokenFault> {
    let announced = announced();
    id_token::vouched(token, &key_set(&[rsa_key("key-1")]), &expected(&announced.algorithms), NONCE)
}

fn check_claims(claims: &Value) -> Result<Vouched, TokenFault> {
    check(&rsa_signed(&RSA_PKCS1_SHA256, &header("RS256"), claims))
}

#[test]
fn an_honest_token_is_taken_in_each_of_the_three_ways() {
    let who = check_claims(&claims()).unwrap();
    assert_eq!(who.subject, "oid:7a7b-tenant/0f0e-object");
    assert_eq!((who.issuer.as_str(), who.sub.as_str()), (ISSUER, "AAAA-pairwise"));
    assert_eq!(who.email.as_ref().unwrap().reveal(), "sam@example.org");
    assert_eq!(format!("{who:?}"), "Vouched");
    assert_eq!(check(&rsa_signed(&RSA_PSS_SHA256, &header("PS256"), &claims())).unwrap(), who);
    let keys = key_set(&[rsa_key("key-2"), point_key("key-1")]);
    let token = point_signed(&header("ES256"), &claims());
    assert_eq!(id_token::vouched(&token, &keys, &expected(&[Algorithm::ES256]), NONCE).unwrap(), who);
}

#[test]
fn the_example_of_the_standard_is_signed_as_the_standard_says() {
    // RFC 7515, A.2.1: the signature was made elsewhere than here.
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    let opened: Result<Value, _> = key_set(&[rsa_key("key-1")]).open(token, &["JWT"], &[Algorithm::RS256]);
    assert_eq!(opened.unwrap()["iss"], "joe");
    assert_eq!(check(token), Err(TokenFault::Malformed), "an honest signature is not enough");
}

#[test]
fn a_token_that_is_not_signed_by_the_provider_is_not_taken() {
    let honest = rsa_signed(&RSA_PKCS1_SHA256, &header("RS256"), &claims());
    let (message, signature) = honest.rsplit_once('.').unwrap();
    for header in
        [json!({ "alg": "none" }), json!({ "alg": "None", "typ": "JWT" }), json!({ "alg": "" }), json!({ "typ": "JWT" }), json!([])]
    {
        for signature in ["", signature] {
            assert_eq!(check(&format!("{}.{signature}", joined(&header, &claims()))), Err(TokenFault::Malformed), "{header}");
        }
    }
    // The public key taken for a shared secret, in each form somebody might feed it in.
    for secret in [bytes(N), N.as_bytes().to_vec(), rsa_key("key-1").to_string().into_bytes(), b"hush-hush".to_vec()] {
        let message = joined(&header("HS256"), &claims());
        let tag = ring::hmac::sign(&ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &secret), message.as_bytes());
        assert_eq!(check(&format!("{message}.{}", encoded(tag))), Err(TokenFault::Algorithm));
    }
    assert_eq!(
        check(&point_signed(&header("ES256"), &claims())),
        Err(TokenFault::UnknownKey),
        "a key of the right name and the wrong kind"
    );
    assert_eq!(check(&point_signed(&header("RS256"), &claims())), Err(TokenFault::Signature));
    assert_eq!(check(&rsa_signed(&RSA_PSS_SHA256, &header("RS256"), &claims())), Err(TokenFault::Signature));
    assert_eq!(check(&format!("{message}.")), Err(TokenFault::Signature));
    let forged = honest.replacen(message, &joined(&header("RS256"), &with("oid", json!("somebody-else"))), 1);
    assert_eq!(check(&forged), Err(TokenFault::Signature));
    // What was signed is read only afterwards: a wrong signature over nonsense says no more than a wrong signature.
    assert_eq!(check(&format!("{}.{}.{signature}", message.split('.').next().unwrap(), encoded("{"))), Err(TokenFault::Signature));
}

#[test]
fn a_key_that_the_token_brings_along_counts_for_nothing() {
    let mut bringing = header("ES256");
    bringing["jwk"] = point_key("key-1");
    bringing["jku"] = json!("https://evil.example/keys");
    bringing["x5u"] = json!("https://evil.example/chain");
    assert_eq!(check(&point_signed(&bringing, &claims())), Err(TokenFault::UnknownKey));
    for kid in [json!("key-9"), json!(""), json!("../key-1"), json!("key-1' OR '1'='1")] {
        let header = json!({ "alg": "RS256", "kid": kid });
        assert_eq!(check(&rsa_signed(&RSA_PKCS1_SHA256, &header, &claims())), Err(TokenFault::UnknownKey));
    }
    // Without a name there must be no choice.
    let unnamed = rsa_signed(&RSA_PKCS1_SHA256, &json!({ "alg": "RS256" }), &claims());
    assert!(check(&unnamed).is_ok());
    let two = key_set(&[rsa_key("key-1"), rsa_key("key-2")]);
    assert_eq!(id_token::vouched(&unnamed, &two, &expected(&[Algorithm::RS256]), NONCE), Err(TokenFault::UnknownKey));
}

#[test]
fn only_what_the_provider_announced_is_taken() {
    let token = rsa_signed(&RSA_PSS_SHA256, &header("PS256"), &claims());
    let keys = key_set(&[rsa_key("key-1")]);
    assert_eq!(id_token::vouched(&token, &keys, &expected(&[Algorithm::RS256]), NONCE), Err(TokenFault::Algorithm));
    // Not even when it announces what is never taken.
    let message = joined(&header("HS256"), &claims());
    let tag = ring::hmac::sign(&ring::hmac::Key::new(ring::hmac::HMAC_SHA256, b"hush-hush"), message.as_bytes());
    let token = format!("{message}.{}", encoded(tag));
    assert_eq!(id_token::vouched(&token, &keys, &expected(&[Algorithm::HS256]), NONCE), Err(TokenFault::Algorithm));
}

#[test]
fn a_token_for_another_hub_provider_or_attempt_is_not_taken() {
    for (place, value, fault) in [
        ("iss", json!("https://login.example.org/other/v2.0"), TokenFault::Issuer),
        ("iss", json!(format!("{ISSUER}/")), TokenFault::Issuer),
        ("iss", json!([ISSUER]), TokenFault::Malformed),
        ("iss", Value::Null, TokenFault::Malformed),
        ("aud", json!("another-hub"), TokenFault::Audience),
        ("aud", json!("HUB"), TokenFault::Audience),
        ("aud", json!([]), TokenFault::Audience),
        ("aud", Value::Null, TokenFault::Malformed),
        ("aud", json!(["hub", "another-hub"]), TokenFault::Party),
        ("azp", json!("another-hub"), TokenFault::Party),
        ("nonce", json!("0".repeat(64)), TokenFault::Nonce),
        ("nonce", json!(""), TokenFault::Nonce),
        ("nonce", Value::Null, TokenFault::Nonce),
        ("sub", Value::Null, TokenFault::Subject),
        ("sub", json!(""), TokenFault::Subject),
        ("sub", json!("x".repeat(256)), TokenFault::Subject),
        ("sub", json!("a b"), TokenFault::Subject),
    ] {
        assert_eq!(check_claims(&with(place, value.clone())), Err(fault), "{place} {value}");
    }
    let mut shared = with("aud", json!(["another-hub", "hub"]));
    shared["azp"] = json!("hub");
    assert!(check_claims(&shared).is_ok());
    assert!(check_claims(&with("aud", json!(["hub"]))).is_ok());
}

#[test]
fn a_token_out_of_its_time_is_not_taken_and_a_minute_between_clocks_is() {
    for (place, value, taken) in [
        ("exp", json!(NOW - 59), true),
        ("exp", json!(NOW - 60), false),
        ("exp", json!(0), false),
        ("exp", Value::Null, false),
        ("nbf", json!(NOW + 60), true),
        ("nbf", json!(NOW + 61), false),
        ("nbf", Value::Null, true),
        ("iat", json!(NOW + 60), true),
        ("iat", json!(NOW + 61), false),
        ("iat", json!(NOW - 660), true),
        ("iat", json!(NOW - 661), false),
        ("exp", json!(NOW as f64 + 10.5), true),
        ("auth_time", json!(NOW - 12 * 3_600), true),
        ("auth_time", json!(NOW - 12 * 3_600 - 61), false),
    ] {
        let checked = check_claims(&with(place, value.clone()));
        if taken { assert!(checked.is_ok(), "{place} {value}") } else { assert_eq!(checked, Err(TokenFault::Time), "{place} {value}") }
    }
    for value in [json!("soon"), json!(-1), json!(1e300), json!(u64::MAX), json!([NOW])] {
        for place in ["exp", "iat", "nbf"] {
            assert_eq!(check_claims(&with(place, value.clone())), Err(TokenFault::Malformed), "{place} {value}");
        }
    }
    assert_eq!(check_claims(&with("iat", Value::Null)), Err(TokenFault::Malformed));
}

#[test]
fn what_is_no_token_or_a_huge_one_is_not_taken() {
    for text in ["", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d", "é.é.é", "e30.e30.", "e30.e30.e30", &"a.".repeat(10_000)] {
        assert_eq!(check(text), Err(TokenFault::Malformed), "{text:.20}");
    }
    assert_eq!(check_claims(&with("groups", json!(vec!["g".repeat(36); 800]))), Err(TokenFault::TooLong));
    assert!(check_claims(&with("groups", json!(vec!["g".repeat(36); 200]))).is_ok(), "as many groups as a provider puts in");
    assert_eq!(check_claims(&with("roles", json!(vec!["r"; 1_001]))), Err(TokenFault::TooLong));
    let nested = encoded("[".repeat(20_000));
    assert_eq!(check(&format!("{nested}.{nested}.")), Err(TokenFault::TooLong));
    let nested = encoded("[".repeat(10_000));
    assert_eq!(check(&format!("{nested}.e30.")), Err(TokenFault::Malformed));
}

#[test]
fn a_token_of_another_type_is_no_id_token() {
    for typ in ["at+jwt", "logout+jwt", "dpop+jwt"] {
        let header = json!({ "alg": "RS256", "kid": "key-1", "typ": typ });
        assert_eq!(check(&rsa_signed(&RSA_PKCS1_SHA256, &header, &claims())), Err(TokenFault::Type));
    }
    let critical = json!({ "alg": "RS256", "kid": "key-1", "crit": ["exp"], "exp": 1 });
    assert_eq!(check(&rsa_signed(&RSA_PKCS1_SHA256, &critical, &claims())), Err(TokenFault::Malformed));
    let event = with("events", json!({ "http://schemas.openid.net/event/backchannel-logout": {} }));
    assert_eq!(check_claims(&event), Err(TokenFault::Type));
}

fn logout() -> Value {
    json!({
        "iss": ISSUER, "aud": "hub", "sub": "AAAA-pairwise", "iat": NOW - 2, "exp": NOW + 120, "jti": "one",
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
    })
}

fn signed_out(typ: &str, claims: &Value) -> Result<String, TokenFault> {
    let header = json!({ "alg": "RS256", "kid": "key-1", "typ": typ });
    let token = rsa_signed(&RSA_PKCS1_SHA256, &header, claims);
    id_token::signed_out(&token, &key_set(&[rsa_key("key-1")]), &expected(&[Algorithm::RS256]))
}

#[test]
fn a_logout_token_is_checked_as_closely() {
    assert_eq!(signed_out("logout+jwt", &logout()).unwrap(), "AAAA-pairwise");
    assert_eq!(signed_out("at+jwt", &logout()), Err(TokenFault::Type));
    for (place, value, fault) in [
        ("iss", json!("https://evil.example"), TokenFault::Issuer),
        ("aud", json!("another-hub"), TokenFault::Audience),
        ("iat", json!(NOW - 361), TokenFault::Time),
        ("iat", json!(NOW + 61), TokenFault::Time),
        ("exp", json!(NOW - 61), TokenFault::Time),
        ("events", json!({}), TokenFault::Type),
        ("events", json!({ "http://schemas.openid.net/event/backchannel-logout": "x" }), TokenFault::Type),
        ("events", Value::Null, TokenFault::Type),
        ("nonce", json!(NONCE), TokenFault::Type),
        ("jti", Value::Null, TokenFault::Type),
        ("sub", Value::Null, TokenFault::Subject),
    ] {
        let mut claims = logout();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(place)
        } else {
            claims.as_object_mut().unwrap().insert(place.into(), value.clone())
        };
        assert_eq!(signed_out("logout+jwt", &claims), Err(fault), "{place} {value}");
    }
    assert_eq!(signed_out("JWT", &claims()), Err(TokenFault::Type), "an ID token ends nothing");
}

#[test]
fn somebody_is_known_by_what_never_changes() {
    let subject = |claims: &Value| check_claims(claims).unwrap().subject;
    let mut renamed = claims();
    renamed["preferred_username"] = json!("somebody.else@example.org");
    renamed["email"] = json!("somebody.else@example.org");
    renamed["name"] = json!("Somebody Else");
    assert_eq!(subject(&renamed), subject(&claims()));
    assert_eq!(subject(&with("tid", Value::Null)), "sub:AAAA-pairwise", "an object without its tenant is nobody's name");
    // Nobody becomes another by a subject that looks like theirs.
    let mut pretending = with("tid", Value::Null);
    pretending["sub"] = json!("oid:7a7b-tenant/0f0e-object");
    assert_eq!(subject(&pretending), "sub:oid:7a7b-tenant/0f0e-object");
}

#[test]
fn the_order_of_the_profile_decides_between_roles_and_teams() {
    let mapping = [("Onedoor.Auditor".to_owned(), 'a'), ("Onedoor.Worker".to_owned(), 'w')];
    let role = |roles: Value| check_claims(&with("roles", roles)).unwrap().role(&mapping);
    assert_eq!(role(json!(["Onedoor.Worker", "Onedoor.Auditor"])), Some('a'));
    assert_eq!(role(json!("Onedoor.Worker")), Some('w'));
    for none in [json!(["onedoor.worker", "Onedoor.Worker "]), json!([]), Value::Null] {
        assert_eq!(role(none), None);
    }
    let teams = [("group-b".to_owned(), "North".to_owned()), ("group-a".to_owned(), "South".to_owned())];
    assert_eq!(check_claims(&claims()).unwrap().team(&teams), Some(Some("South")));
    assert_eq!(check_claims(&with("groups", Value::Null)).unwrap().team(&teams), Some(None), "in no group any more");
    assert_eq!(check_claims(&claims()).unwrap().team(&[]), None, "the hub keeps teams itself");
    let overfull = with("_claim_names", json!({ "groups": "src1" }));
    assert_eq!(check_claims(&overfull).unwrap().team(&teams), None, "too many to say");
}

#[test]
fn a_second_factor_counts_when_the_provider_says_so_and_from_when_it_says() {
    let factor = |amr: Value, auth_time: Value| {
        let mut claims = with("amr", amr);
        claims["auth_time"] = auth_time;
        check_claims(&claims).map(|who| who.second_factor)
    };
    let at = |seconds: i64| Ok(SecondFactor::At(Timestamp::from_second(seconds).unwrap()));
    assert_eq!(factor(json!(["pwd", "mfa"]), json!(NOW - 300)), at(NOW - 300));
    assert_eq!(factor(json!(["pwd"]), json!(NOW - 300)), Ok(SecondFactor::NotSaid));
    assert_eq!(factor(Value::Null, json!(NOW)), Ok(SecondFactor::NotSaid));
    assert_eq!(check_claims(&with("amr", json!(["mfa"]))).unwrap().second_factor, SecondFactor::SomeTime);
    assert_eq!(factor(json!(["mfa"]), json!(NOW + 30)), at(NOW), "never from a moment to come");
    assert_eq!(factor(json!(["mfa"]), json!(NOW + 600)), Err(TokenFault::Time));
}

#[test]
fn keys_are_read_with_care() {
    for (text, why) in [
        ("", "nothing"),
        ("{}", "no keys"),
        (r#"{"keys":[]}"#, "none"),
        (r#"{"keys":[{"kty":"oct","k":"aHVzaA","kid":"key-1"}]}"#, "a shared secret"),
        (r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA"},7,{"kty":"EC","crv":"P-521","x":"AA","y":"AA"}]}"#, "others"),
    ] {
        assert!(matches!(KeySet::read(text.as_bytes()), Err(SignOnError::Provider(_))), "{why}");
    }
    let mut encrypting = rsa_key("key-1");
    encrypting["use"] = json!("enc");
    let keys = key_set(&[encrypting, json!({ "kty": "new", "kid": "key-1" }), rsa_key("key-2")]);
    let token = rsa_signed(&RSA_PKCS1_SHA256, &header("RS256"), &claims());
    assert_eq!(id_token::vouched(&token, &keys, &expected(&[Algorithm::RS256]), NONCE), Err(TokenFault::UnknownKey));
    let many = json!({ "keys": vec![rsa_key("key-1"); 65] });
    assert!(KeySet::read(many.to_string().as_bytes()).is_err());
    // A key too short to be one.
    let mut short = rsa_key("key-1");
    short["n"] = json!(encoded([0xc5; 128]));
    let keys = key_set(&[short]);
    assert_eq!(id_token::vouched(&token, &keys, &expected(&[Algorithm::RS256]), NONCE), Err(TokenFault::Signature));
}
