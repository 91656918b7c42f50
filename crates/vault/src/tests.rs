//! What sealing promises.

use std::sync::Arc;

use proptest::prelude::*;
use uuid::Uuid;

use crate::*;

fn vault() -> Vault {
    Vault::new(Keys::generate(&SystemSecrets).unwrap(), Arc::new(SystemSecrets))
}

const ANN: Uuid = Uuid::from_u128(1);
const BO: Uuid = Uuid::from_u128(2);
const HERE: Place = Place::new("people", ANN, "particulars");

#[test]
fn what_was_sealed_opens_in_its_place_and_in_no_other() {
    let (key, _) = vault().new_key(ANN).unwrap();
    let sealed = key.seal(HERE, b"Ann Example").unwrap();
    assert_eq!(key.open(HERE, &sealed).unwrap().reveal(), b"Ann Example");
    for elsewhere in [
        Place { table: "notes", ..HERE },
        Place { row: BO, ..HERE },
        Place { column: "text", ..HERE },
        Place { table: "peoplep", column: "articulars", ..HERE },
        Place { table: "", column: "", ..HERE },
    ] {
        assert_eq!(key.open(elsewhere, &sealed).unwrap_err(), VaultError::DoesNotOpen, "{elsewhere:?}");
    }
}

#[test]
fn sealed_bytes_show_nothing_and_differ_each_time() {
    let (key, wrapped) = vault().new_key(ANN).unwrap();
    let (once, again) = (key.seal(HERE, b"07700 900123").unwrap(), key.seal(HERE, b"07700 900123").unwrap());
    assert_ne!(once, again);
    assert!(!once.windows(5).any(|part| b"07700 900123".windows(5).any(|plain| plain == part)));
    assert!(!wrapped.windows(8).any(|part| key.key.windows(8).any(|plain| plain == part)));
}

#[test]
fn one_persons_key_opens_nothing_of_anothers() {
    let vault = vault();
    let ((ann, wrapped), (bo, _)) = (vault.new_key(ANN).unwrap(), vault.new_key(BO).unwrap());
    assert_ne!(*ann.key, *bo.key);
    let sealed = ann.seal(HERE, b"Ann").unwrap();
    assert_eq!(bo.open(HERE, &sealed).unwrap_err(), VaultError::DoesNotOpen);
    assert_eq!(vault.unwrap_key(BO, &wrapped).unwrap_err(), VaultError::DoesNotOpen, "a wrapped key is its person's");
    assert_eq!(vault.unwrap_key(ANN, &wrapped).unwrap().open(HERE, &sealed).unwrap().reveal(), b"Ann");
}

#[test]
fn another_hub_opens_nothing() {
    let (ours, theirs) = (vault(), vault());
    let (_, wrapped) = ours.new_key(ANN).unwrap();
    assert_eq!(theirs.unwrap_key(ANN, &wrapped).unwrap_err(), VaultError::DoesNotOpen);
    assert_ne!(ours.index("phone", "+447700900123"), theirs.index("phone", "+447700900123"));
}

#[test]
fn an_old_master_key_opens_and_the_newest_wraps() {
    let old = Keys::generate(&SystemSecrets).unwrap();
    let before = Vault::new(old.clone(), Arc::new(SystemSecrets));
    let (key, wrapped) = before.new_key(ANN).unwrap();
    let sealed = key.seal(HERE, b"Ann").unwrap();

    let after = Vault::new(old.with_new_master(&SystemSecrets).unwrap(), Arc::new(SystemSecrets));
    assert_eq!(after.unwrap_key(ANN, &wrapped).unwrap().open(HERE, &sealed).unwrap().reveal(), b"Ann");
    let rewrapped = after.rewrap(ANN, &wrapped).unwrap().expect("it was under the old one");
    assert_eq!((master_of(&wrapped).unwrap(), master_of(&rewrapped).unwrap()), (1, 2));
    assert_eq!(after.rewrap(ANN, &rewrapped).unwrap(), None, "once is enough");
    assert_eq!(after.unwrap_key(ANN, &rewrapped).unwrap().open(HERE, &sealed).unwrap().reveal(), b"Ann", "nothing sealed has changed");
    assert_eq!(before.unwrap_key(ANN, &rewrapped).unwrap_err(), VaultError::NoMaster(2));
    assert_eq!(master_of(&after.new_key(BO).unwrap().1).unwrap(), 2);
    assert_eq!(before.index("phone", "+447700900123"), after.index("phone", "+447700900123"), "look-ups go on");
    let relabelled: Vec<u8> = [&[1, 0, 0, 0, 2], &wrapped[5..]].concat();
    assert_eq!(after.unwrap_key(ANN, &relabelled).unwrap_err(), VaultError::DoesNotOpen);
}

#[test]
fn a_hub_that_serves_reads_the_new_master_key_when_it_meets_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys");
    write_new_keys(&file, &Keys::generate(&SystemSecrets).unwrap()).unwrap();
    let serving = Vault::from_file(&file, Arc::new(SystemSecrets)).unwrap();
    let (_, wrapped) = serving.new_key(ANN).unwrap();
    let rotating = Vault::new(add_master(&file, &SystemSecrets).unwrap(), Arc::new(SystemSecrets));
    let rewrapped = rotating.rewrap(ANN, &wrapped).unwrap().unwrap();
    assert!(serving.unwrap_key(ANN, &rewrapped).is_ok());
    assert_eq!(master_of(&serving.new_key(BO).unwrap().1).unwrap(), 2, "and wraps under it from then on");
}

#[test]
fn the_key_file_of_another_hub_is_not_taken_while_serving() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys");
    write_new_keys(&file, &Keys::generate(&SystemSecrets).unwrap()).unwrap();
    let serving = Vault::from_file(&file, Arc::new(SystemSecrets)).unwrap();
    let other = Keys::generate(&SystemSecrets).unwrap().with_new_master(&SystemSecrets).unwrap();
    std::fs::remove_file(&file).unwrap();
    write_new_keys(&file, &other).unwrap();
    let (_, wrapped) = Vault::new(other, Arc::new(SystemSecrets)).new_key(ANN).unwrap();
    assert_eq!(serving.unwrap_key(ANN, &wrapped).unwrap_err(), VaultError::NoMaster(2));
}

#[test]
fn a_blind_index_is_the_same_for_the_same_and_different_for_all_else() {
    let vault = vault();
    let index = vault.index("phone", "+447700900123");
    assert_eq!(index, vault.index("phone", "+447700900123"));
    assert!(index.len() == 32 && index.bytes().all(|b| b.is_ascii_hexdigit()));
    for (what, value) in [("phone", "+447700900124"), ("email", "+447700900123"), ("phone+", "447700900123"), ("", "phone+447700900123")] {
        assert_ne!(vault.index(what, value), index, "{what} {value}");
    }
}

#[test]
fn a_text_that_is_missing_stays_missing() {
    let (key, _) = vault().new_key(ANN).unwrap();
    assert_eq!(key.seal_text(HERE, None).unwrap(), None);
    assert_eq!(key.open_text(HERE, None).unwrap(), None);
    let sealed = key.seal_text(HERE, Some("Łucja")).unwrap().unwrap();
    assert_eq!(key.open_text(HERE, Some(&sealed)).unwrap().unwrap().reveal(), "Łucja");
    let no_text = key.seal(HERE, &[0xff]).unwrap();
    assert_eq!(key.open_text(HERE, Some(&no_text)).unwrap_err(), VaultError::UnknownForm);
}

#[test]
fn nothing_prints_a_key() {
    let vault = vault();
    let (key, _) = vault.new_key(ANN).unwrap();
    let sealed = key.seal(HERE, b"Ann").unwrap();
    assert_eq!(format!("{vault:?} {key:?}"), "Vault DataKey");
    assert!(!format!("{:?}", key.open(HERE, &sealed).unwrap()).contains("65"));
}

#[test]
fn a_machine_without_randomness_seals_nothing() {
    struct None;
    impl Secrets for None {
        fn bytes(&self) -> Result<[u8; 32], NoSecrets> {
            Err(NoSecrets)
        }
    }
    let vault = Vault::new(Keys::generate(&SystemSecrets).unwrap(), Arc::new(None));
    assert_eq!(vault.new_key(ANN).unwrap_err(), VaultError::NoSecrets(NoSecrets));
    assert_eq!(Keys::generate(&None).unwrap_err(), NoSecrets);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn anything_sealed_opens_again(plain in proptest::collection::vec(any::<u8>(), 0..300), row in any::<u128>()) {
        let (vault, row) = (vault(), Uuid::from_u128(row));
        let (key, wrapped) = vault.new_key(row).unwrap();
        let sealed = key.seal(Place::new("notes", row, "text"), &plain).unwrap();
        prop_assert_eq!(sealed.len(), plain.len() + 29);
        let opened = vault.unwrap_key(row, &wrapped).unwrap().open(Place::new("notes", row, "text"), &sealed).unwrap();
        prop_assert_eq!(opened.reveal(), &plain);
    }

    #[test]
    fn nothing_opens_with_any_bit_flipped(plain in proptest::collection::vec(any::<u8>(), 0..40), at in any::<proptest::sample::Index>()) {
        let vault = vault();
        let (key, wrapped) = vault.new_key(ANN).unwrap();
        for (what, whole) in [("sealed", key.seal(HERE, &plain).unwrap()), ("wrapped", wrapped)] {
            let mut flipped = whole.clone();
            let bit = at.index(whole.len() * 8);
            flipped[bit / 8] ^= 1 << (bit % 8);
            let answer = if what == "sealed" { key.open(HERE, &flipped).map(|_| ()) } else { vault.unwrap_key(ANN, &flipped).map(|_| ()) };
            prop_assert!(answer.is_err(), "{} bit {}", what, bit);
        }
    }

    #[test]
    fn no_bytes_bring_it_down(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
        let vault = vault();
        let (key, _) = vault.new_key(ANN).unwrap();
        prop_assert!(key.open(HERE, &bytes).is_err() && vault.unwrap_key(ANN, &bytes).is_err());
    }
}
