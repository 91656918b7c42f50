//! Writes the list of profiles the program carries: one entry for each folder of `profiles/`, so that adding a hub is adding a folder.

use std::error::Error;
use std::fmt::Write as _;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let profiles = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("../../profiles").canonicalize()?;
    println!("cargo::rerun-if-changed={}", profiles.display());
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&profiles)? {
        let entry = entry?;
        let file = entry.path().join("profile.toml");
        if file.is_file() {
            found.push((entry.file_name().to_string_lossy().into_owned(), file));
        }
    }
    found.sort();
    let mut code = String::from("static SHIPPED: &[(&str, &str)] = &[\n");
    for (name, file) in &found {
        println!("cargo::rerun-if-changed={}", file.display());
        writeln!(code, "    ({name:?}, include_str!({:?})),", file.display().to_string())?;
    }
    code.push_str("];\n");
    std::fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("shipped.rs"), code)?;
    Ok(())
}
