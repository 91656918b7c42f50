//! The guide for whoever sets up a hub is followed as it is written: its commands in order, its changes to files, what it says is printed.

use std::collections::HashSet;
use std::path::Path;
use std::process::{Command, Stdio};

use intake::read::Field;
use kernel::Flag;

use crate::intake::program::program;
use crate::sources::root;

const GUIDE: &str = "docs/guides/set-up-your-hub.md";

/// Lines left out, in what the guide quotes.
const LEFT_OUT: char = '…';

/// Something the guide has its reader do.
#[derive(Debug, PartialEq)]
enum Step {
    /// Types this and reads that.
    Types { command: String, printed: Vec<String> },
    /// Replaces lines of a file: as they were, as they are written.
    Changes { file: String, lines: Vec<(String, String)> },
    /// Writes a file.
    Writes { file: String, text: String },
}

/// The steps in the fenced blocks of a guide. A block that is none of these sorts is there to be read.
fn steps(guide: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    // Outside and inside a fence take turns.
    for block in guide.split("```").skip(1).step_by(2) {
        let (sort, body) = block.split_once('\n').unwrap();
        match sort.split_once(' ').unwrap_or((sort, "")) {
            ("console", "") => steps.extend(typed(body)),
            ("diff", file) => steps.push(Step::Changes { file: file.to_owned(), lines: changed(body) }),
            ("toml", file) => steps.push(Step::Writes { file: file.to_owned(), text: body.to_owned() }),
            other => panic!("a block of the sort {other:?}: say here what the reader does with it"),
        }
    }
    steps
}

fn typed(body: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in body.lines() {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => steps.push(Step::Types { command: command.to_owned(), printed: Vec::new() }),
            (None, Some(Step::Types { printed, .. })) => printed.push(line.to_owned()),
            _ => panic!("{line:?} is printed before anything was typed"),
        }
    }
    steps
}

fn changed(body: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = body.lines().collect();
    let pairs = lines.chunks(2).map(|pair| match pair {
        [was, is] => (was.strip_prefix('-').expect(was).to_owned(), is.strip_prefix('+').expect(is).to_owned()),
        _ => panic!("{pair:?} has no line in its place"),
    });
    pairs.collect()
}

/// Builds, and what runs until it is ended: other tests do that.
fn is_done_elsewhere(command: &str) -> bool {
    ["scripts/setup ", "cargo ", "export ", "onedoor serve "].iter().any(|start| command.starts_with(start))
        || command.contains(" cargo test ")
}

/// Whether the quoted lines stand among the printed ones in their order, nothing between two of them unless the guide says so. The first that
/// is not there, otherwise.
fn quoted_rightly(quoted: &[String], printed: &str) -> Result<(), String> {
    let printed: Vec<&str> = printed.lines().filter(|line| !line.is_empty()).collect();
    let mut rest = printed.as_slice();
    let mut gap = false;
    for line in quoted.iter().filter(|line| !line.is_empty()) {
        if line.chars().eq([LEFT_OUT]) {
            gap = true;
            continue;
        }
        let is_it = |said: &&str| match line.split_once(LEFT_OUT) {
            Some((start, end)) => said.starts_with(start) && said.ends_with(end),
            None => said == line,
        };
        let place = rest.iter().position(is_it).filter(|place| gap || *place == 0);
        rest = place.and_then(|place| rest.get(place + 1..)).ok_or_else(|| line.clone())?;
        gap = false;
    }
    let all_read = quoted.is_empty() || gap || rest.is_empty() || quoted.last().is_some_and(|line| line.contains(LEFT_OUT));
    if all_read { Ok(()) } else { Err(format!("(nothing more; but there is {:?})", rest.first())) }
}

fn follow(step: &Step, folder: &Path) -> Result<(), String> {
    match step {
        Step::Writes { file, text } => std::fs::write(folder.join(file), text).map_err(|error| format!("{file}: {error}")),
        Step::Changes { file, lines } => {
            let mut text = std::fs::read_to_string(folder.join(file)).map_err(|error| format!("{file}: {error}"))?;
            for (was, is) in lines {
                // Whole lines, the first of them, as somebody finds it who reads from the top.
                let place = format!("\n{text}").find(&format!("\n{was}\n")).ok_or_else(|| format!("{file} has no line {was:?}"))?;
                text.replace_range(place..place + was.len(), is);
            }
            std::fs::write(folder.join(file), text).map_err(|error| format!("{file}: {error}"))
        }
        Step::Types { command, .. } if is_done_elsewhere(command) => Ok(()),
        Step::Types { command, printed } => {
            let mut shell = Command::new("sh");
            shell.args(["-c", command]).current_dir(folder).stdin(Stdio::null()).env_clear();
            let path = format!("{}:/usr/bin:/bin", program().parent().unwrap().display());
            let output = shell.env("PATH", path).env("XDG_DATA_HOME", folder.join("share")).output().map_err(|error| error.to_string())?;
            let said = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            let all = said(&output.stdout) + &said(&output.stderr);
            let refuses = printed.first().is_some_and(|line| line.starts_with("onedoor: "));
            if output.status.success() == refuses {
                return Err(format!("`{command}` ends with {}:\n{all}", output.status));
            }
            quoted_rightly(printed, &all).map_err(|line| format!("`{command}` does not print\n{line}\nbut\n{all}"))
        }
    }
}

#[test]
fn the_guide_to_a_hub_of_ones_own_can_be_followed_to_the_end() {
    let guide = std::fs::read_to_string(root().join(GUIDE)).unwrap();
    let desk = tempfile::tempdir().unwrap();
    for file in ["profiles/example/profile.toml", "fixtures/recorded-crime-example.csv"] {
        let to = desk.path().join(file);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(root().join(file), to).unwrap();
    }
    let steps = steps(&guide);
    let typed = steps.iter().filter(|step| matches!(step, Step::Types { command, .. } if !is_done_elsewhere(command))).count();
    assert!(typed > 12 && steps.len() > typed + 3, "the guide's blocks are read: {steps:#?}");
    for step in &steps {
        follow(step, desk.path()).unwrap_or_else(|why| panic!("{GUIDE}: {why}"));
    }
    assert!(!desk.path().join("share").exists(), "nothing is kept but what the guide has its reader make");
}

#[test]
fn what_is_not_printed_is_found() {
    let printed = "one\ntwo\n\nthree 3 s\nfour\n";
    let rightly = |quoted: &str| quoted_rightly(&quoted.lines().map(str::to_owned).collect::<Vec<_>>(), printed);
    for right in ["", "one\ntwo\nthree 3 s\nfour", "…\ntwo\n…", "one\n…\nfour", "one\ntwo\nthree … s\nfour"] {
        assert_eq!(rightly(right), Ok(()), "{right:?}");
    }
    for wrong in ["two\n…", "one\nthree 3 s\n…", "…\nthree\n…", "…\ntwo\n…\none\n…", "one\ntwo", "…\nthree … m\n…"] {
        assert!(rightly(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn whoever_reads_only_the_beginning_is_told_of_no_fault() {
    let (reader, writer) = std::io::pipe().unwrap();
    // As in `onedoor profile show example | head`, once head has gone.
    drop(reader);
    let shown = Command::new(program()).args(["profile", "show", "example"]).env_clear().stdout(writer).output().unwrap();
    assert_eq!(String::from_utf8(shown.stderr).unwrap(), "");
    assert!(!shown.status.success(), "not all of it was shown");
}

#[test]
fn what_the_guides_link_to_is_there() {
    let folder = root().join("docs/guides");
    let mut links = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let page = entry.unwrap().path();
        let text = std::fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|link| !link.contains("://")) {
            let file = link.split('#').next().unwrap();
            assert!(folder.join(file).exists(), "{} links to {link}, which is not there", page.display());
            links += 1;
        }
    }
    assert!(links > 5, "links are found");
}

#[test]
fn the_page_on_the_feed_names_every_column_and_every_flag() {
    let page = std::fs::read_to_string(root().join("docs/reference/feed.md")).unwrap();
    let named: HashSet<&str> = page.split('`').skip(1).step_by(2).collect();
    let missing: Vec<&str> = Field::ALL
        .iter()
        .map(|field| field.as_str())
        .chain(Flag::ALL.iter().map(|flag| flag.as_str()))
        .filter(|word| !named.contains(word))
        .collect();
    assert!(missing.is_empty(), "docs/reference/feed.md leaves out {missing:?}");
}
