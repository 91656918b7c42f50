//! Writes the list of profiles the program carries: one entry for each folder of `profiles/`, so that adding a hub is adding a folder.
//! A folder with policies of its own has them in its entry.

use std::error::Error;
use std::fmt::Write as _;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let profiles = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("../../profiles").canonicalize()?;
    println!("cargo::rerun-if-changed={}", profiles.display());
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&profiles)? {
        let entry = entry?;
        let (file, overlay) = (entry.path().join("profile.toml"), entry.path().join("access.cedar"));
        if file.is_file() {
            // The folder as well: it changes when an overlay is added or taken away.
            println!("cargo::rerun-if-changed={}", entry.path().display());
            found.push((entry.file_name().to_string_lossy().into_owned(), file, overlay.is_file().then_some(overlay)));
        }
    }
    found.sort();
    let mut code = String::from("static SHIPPED: &[(&str, &str, Option<&str>)] = &[\n");
    for (name, file, overlay) in &found {
        println!("cargo::rerun-if-changed={}", file.display());
        let text = |file: &PathBuf| format!("include_str!({:?})", file.display().to_string());
        let overlay = overlay.as_ref().map_or_else(
            || "None".to_owned(),
            |overlay| {
                println!("cargo::rerun-if-changed={}", overlay.display());
                format!("Some({})", text(overlay))
            },
        );
        writeln!(code, "    ({name:?}, {}, {overlay}),", text(file))?;
    }
    code.push_str("];\n");
    std::fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("shipped.rs"), code)?;
    Ok(())
}
