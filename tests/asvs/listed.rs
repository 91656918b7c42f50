//! The tests that cargo runs.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::Path;
use std::process::{Command, Stdio};

use cargo_metadata::Message;

use onedoor_tests::asvs::register::{Row, claimed_tests};

/// Every test of the workspace, `package::path` as cargo prints it, and whether it is run without being asked for.
///
/// # Errors
/// What is wrong, when the tests cannot be built or listed.
pub fn tests(root: &Path) -> Result<BTreeMap<String, bool>, String> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["test", "--workspace", "--no-run", "--quiet", "--message-format=json-render-diagnostics"])
        .current_dir(root)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cargo cannot be started: {error}"))?;
    let output = cargo.stdout.take().ok_or("cargo says nothing")?;
    let mut found = BTreeMap::new();
    for message in Message::parse_stream(BufReader::new(output)) {
        let Message::CompilerArtifact(artifact) = message.map_err(|error| format!("cargo's answer cannot be read: {error}"))? else {
            continue;
        };
        let Some(program) = artifact.executable.filter(|_| artifact.profile.test) else { continue };
        let package = of_package(artifact.manifest_path.as_std_path())?;
        for path in list(program.as_std_path(), &[])? {
            found.insert(format!("{package}::{path}"), true);
        }
        for path in list(program.as_std_path(), &["--ignored"])? {
            found.insert(format!("{package}::{path}"), false);
        }
    }
    let built = cargo.wait().map_err(|error| error.to_string())?;
    if built.success() { Ok(found) } else { Err("the tests cannot be built, so nothing shows that any runs".into()) }
}

/// The name of the package: its folder's, but for the one that holds the tests over the whole program.
fn of_package(manifest: &Path) -> Result<String, String> {
    let folder = manifest.parent().and_then(Path::file_name).ok_or("a package without a folder")?.to_string_lossy().into_owned();
    Ok(if folder == "tests" { "onedoor-tests".into() } else { folder })
}

fn list(program: &Path, further: &[&str]) -> Result<Vec<String>, String> {
    let output = Command::new(program).args(["--list", "--format", "terse"]).args(further).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("{}: {error}", program.display()))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(text.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect())
}

/// Tests that are claimed and are not run.
pub fn wrong_tests(rows: &[Row], tests: &BTreeMap<String, bool>) -> Vec<String> {
    let wrong = claimed_tests(rows).filter_map(|(row, path)| match tests.get(path) {
        Some(true) => None,
        Some(false) => Some(format!("{}: the test {path} is ignored", row.id)),
        None => Some(format!("{}: there is no test {path}", row.id)),
    });
    wrong.collect()
}
