//! The page a governance lead reads says what the policies decide.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;

#[test]
fn the_committed_matrix_is_what_the_policies_decide() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/access-matrix.md");
    let made = policy::matrix::matrix().unwrap();
    if std::env::var_os("ONEDOOR_WRITE_MATRIX").is_some() {
        std::fs::write(&file, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = kept.lines().zip(made.lines()).find(|(kept, made)| kept != made);
    assert!(kept == made, "run `make matrix` and read what changed: {differs:?}");
}
