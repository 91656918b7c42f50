//! Writes the list of profiles the program carries: one entry for each folder of `profiles/`, so that adding a hub is adding a folder, and in
//! it every version of its rules and of its policies, so that changing a hub's mind is adding a file.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let profiles = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("../../profiles").canonicalize()?;
    println!("cargo::rerun-if-changed={}", profiles.display());
    let mut code = String::from("static SHIPPED: &[(&str, &[(&str, &str)])] = &[\n");
    for folder in sorted(&profiles)?.into_iter().filter(|folder| folder.join("profile.toml").is_file()) {
        // The folder as well: it changes when a file is added or taken away.
        println!("cargo::rerun-if-changed={}", folder.display());
        writeln!(code, "    ({:?}, &[", name(&folder))?;
        for file in sorted(&folder)?.iter().filter(|file| is_carried(&name(file))) {
            println!("cargo::rerun-if-changed={}", file.display());
            writeln!(code, "        ({:?}, include_str!({:?})),", name(file), file.display().to_string())?;
        }
        code.push_str("    ]),\n");
    }
    code.push_str("];\n");
    std::fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("shipped.rs"), code)?;
    Ok(())
}

/// Rules and policies; whether their names are as they must be is checked with what they say.
fn is_carried(name: &str) -> bool {
    (name.starts_with("profile") && name.ends_with(".toml")) || (name.starts_with("access") && name.ends_with(".cedar"))
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
    found.sort();
    Ok(found)
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
