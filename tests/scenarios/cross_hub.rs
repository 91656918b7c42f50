//! Thirty referrals as every hub decides them, side by side: a page that a person can review, and that no rule changes unnoticed.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use intake::place::{DecisionRecord, Placed};
use intake::transfer::{Options, Watch, take_in};
use jiff::Timestamp;
use kernel::{Source, london};
use profile::Profile;
use serde_json::Value;
use store::Db;
use testkit::feed::{FeedRow, csv};
use testkit::hub_walls::walls;

use crate::forms::{Form, Key, check_keys};
use crate::text::{self, File, Node};
use crate::{HUBS, root, rows, sqlite};

const REFERRALS: &str = "tests/scenarios/cross_hub/referrals.toml";
const PAGE: &str = "docs/reference/thirty-referrals.md";
/// More differences than these are counted only.
const TOLD: usize = 30;

const KEYS: &[Key] = &[
    Key { name: "title", form: Form::Text, needed: true },
    Key { name: "from", form: Form::Word(|| Source::ALL.iter().map(|source| source.as_str()).collect()), needed: false },
    Key { name: "before", form: Form::Number, needed: false },
    Key { name: "receive", form: Form::Row, needed: true },
];

const HEAD: &str = "# Thirty referrals, as every hub decides them

Made from the profiles by `make reference`, and held by a test: whoever changes a profile sees here what becomes of whom. What each row says
stands in `tests/scenarios/cross_hub/referrals.toml`. All come in on Wednesday 6 May 2026 at ten in the morning to a hub that knows nobody, about
somebody in their thirties who lives in its area, has a mobile, and of whom nothing else is known than what the title says. Times are those of
London. “Not safe” are the ways that a rule of the hub names and that safety keeps shut; ways that the person does not have are left out.
";

struct Referral {
    title: String,
    source: Source,
    before: usize,
    row: Node,
}

fn referrals() -> Vec<Referral> {
    let file = File::new(REFERRALS);
    let whole = text::read(&file, &std::fs::read_to_string(root().join(REFERRALS)).unwrap());
    let list = whole.as_ref().and_then(|whole| whole.get("referral")).map(|list| list.nodes().to_vec()).unwrap_or_default();
    list.iter().for_each(|referral| check_keys(&file, "a referral", referral, &[KEYS]));
    let mistakes = file.mistakes();
    assert!(mistakes.is_empty(), "{}", mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    let read = |node: &Node| Referral {
        title: node.said("title").unwrap().to_owned(),
        source: node.said("from").and_then(Source::parse).unwrap_or(Source::Police),
        before: node.get("before").and_then(Node::number).and_then(|before| before.try_into().ok()).unwrap_or(0),
        row: node.get("receive").unwrap().clone(),
    };
    list.iter().map(read).collect()
}

#[derive(Default)]
struct Last(Value);

impl Watch for Last {
    fn placed(&mut self, placed: &Placed) -> std::io::Result<()> {
        self.0 = serde_json::to_value(DecisionRecord::from(placed))?;
        Ok(())
    }
}

/// What the hub decides of the last of these rows; nothing is kept.
fn decided(db: &Db, profile: &Arc<Profile>, referral: &Referral, at: Timestamp) -> Value {
    let mut sent: Vec<FeedRow> = Vec::new();
    for (number, day) in (1..).zip(["2026-04-06T09:00:00Z", "2026-04-20T09:00:00Z"].into_iter().take(referral.before)) {
        let earlier = rows::told(profile, &referral.row, at, 1, &[]).unwrap();
        sent.push(earlier.says("source_record_id", &format!("B{number}")).crime(&format!("CR/B{number}")).recorded(day));
    }
    sent.push(rows::told(profile, &referral.row, at, 1, &[]).unwrap());
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, csv(&sent).as_bytes()).unwrap();
    let options = Options {
        source: referral.source,
        walls: walls(),
        versions: Arc::clone(profile).into(),
        as_of: Some(at),
        dry_run: true,
        everybody: Some(Arc::default()),
        run: [0; 32],
        bytes_read: Arc::default(),
    };
    let mut last = Last::default();
    take_in(db, file.path(), &options, at, &mut last).unwrap();
    last.0
}

fn word(value: &Value, key: &str) -> String {
    value.get(key).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).unwrap_or_default()
}

/// Every entry of a list as `each` tells it, or a dash.
fn several(decision: &Value, key: &str, each: impl Fn(&Value) -> String) -> String {
    let told = decision.get(key).and_then(Value::as_array).into_iter().flatten().map(each);
    let told: Vec<String> = told.filter(|told| !told.is_empty()).collect();
    if told.is_empty() { "–".to_owned() } else { told.join("<br>") }
}

fn desk(value: &Value) -> String {
    value.get("service").and_then(Value::as_str).map(|desk| format!("{desk}: ")).unwrap_or_default()
}

fn by(value: &Value, what: &str) -> String {
    let at: Timestamp = word(value, "due_at").parse().unwrap();
    format!("{}{} by {}", desk(value), word(value, what), london(at).strftime("%a %-d %b %H:%M"))
}

/// A line of the table.
fn line(hub: &str, decision: &Value) -> String {
    let dash = |text: String| if text.is_empty() { "–".to_owned() } else { text };
    let level = decision.get("entitlement").map(|owed| word(owed, "level")).unwrap_or_default();
    let urgent = [level, word(decision, "priority")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let why = several(decision, "reasons", |reason| reason.as_str().unwrap_or_default().to_owned());
    let review = several(decision, "review", |kind| format!("look: {}", kind.as_str().unwrap_or_default()));
    let tasks = several(decision, "tasks", |task| by(task, "kind"));
    let to_do = [tasks, review].into_iter().filter(|part| part != "–").collect::<Vec<_>>().join("<br>");
    let not_safe = several(decision, "blocked", |shut| match word(shut, "reason") {
        reason if reason.starts_with("no_") => String::new(),
        reason => format!("{}{} ({reason})", desk(shut), word(shut, "channel")),
    });
    format!(
        "| {hub} | {} | {why} | {} | {} | {} | {} | {not_safe} |",
        word(decision, "outcome"),
        dash(urgent),
        dash(word(decision, "pathway")),
        several(decision, "offers", |offer| by(offer, "channel")),
        dash(to_do),
    )
}

fn page() -> String {
    let at: Timestamp = "2026-05-06T09:00:00Z".parse().unwrap();
    let (db, _folder) = sqlite();
    let profiles: Vec<Arc<Profile>> = HUBS.iter().map(|hub| Arc::new(Profile::shipped(hub).unwrap().unwrap())).collect();
    let mut page = HEAD.to_owned();
    for (number, referral) in (1..).zip(referrals()) {
        writeln!(page, "\n## {number}. {}\n", referral.title).unwrap();
        writeln!(
            page,
            "| hub | outcome | why | rights, priority | pathway | offers | to do | not safe |\n|---|---|---|---|---|---|---|---|"
        )
        .unwrap();
        for (hub, profile) in HUBS.iter().zip(&profiles) {
            writeln!(page, "{}", line(hub, &decided(&db, profile, &referral, at))).unwrap();
        }
    }
    page
}

/// The lines of the tables, each with the section it stands in.
fn told(page: &str) -> Vec<(&str, &str)> {
    let mut section = "";
    let mut told = Vec::new();
    for line in page.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title;
        } else if line.starts_with("| ") && !line.starts_with("| hub |") {
            told.push((section, line));
        }
    }
    told
}

fn cells(line: &str) -> Vec<&str> {
    line.trim_matches('|').split('|').map(str::trim).collect()
}

/// What is other now, in words.
fn differences(kept: &str, made: &str) -> Vec<String> {
    const PARTS: [&str; 8] =
        ["hub", "outcome", "why", "rights and priority", "pathway", "offers", "what there is to do", "what is not safe"];
    let (kept, made) = (told(kept), told(made));
    let mut differences = Vec::new();
    for (section, line) in &made {
        let now = cells(line);
        let before = kept.iter().find(|(known, line)| known == section && cells(line).first() == now.first());
        let Some((_, before)) = before else {
            differences.push(format!("{section}: {} is new", now[0]));
            continue;
        };
        for (part, (was, is)) in PARTS.iter().zip(cells(before).into_iter().zip(&now)) {
            if was != *is {
                differences.push(format!("{section}: in {} {part} was {was:?} and is {is:?}", now[0]));
            }
        }
    }
    let gone =
        kept.iter().filter(|(section, line)| !made.iter().any(|(new, now)| new == section && cells(now).first() == cells(line).first()));
    differences.extend(gone.map(|(section, line)| format!("{section}: {} is gone", cells(line)[0])));
    differences
}

#[test]
fn thirty_referrals_are_decided_as_the_page_says() {
    let path: PathBuf = root().join(PAGE);
    let made = page();
    if std::env::var_os("ONEDOOR_WRITE_REFERENCE").is_some() {
        std::fs::write(&path, &made).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differences = differences(&kept, &made);
    let shown = differences.iter().take(TOLD).cloned().collect::<Vec<_>>().join("\n");
    assert!(differences.is_empty(), "{PAGE}: {} differences; read them, then run `make reference`\n{shown}", differences.len());
    assert_eq!(kept, made, "{PAGE}: run `make reference`");
}

#[test]
fn there_are_thirty_and_every_hub_tells_some_of_them_from_others() {
    assert_eq!(referrals().len(), 30);
    let page = page();
    let all = told(&page);
    assert_eq!(all.len(), 30 * HUBS.len());
    for hub in HUBS {
        let mut of_hub: Vec<&str> = all.iter().map(|(_, line)| *line).filter(|line| cells(line)[0] == *hub).collect();
        of_hub.sort_unstable();
        of_hub.dedup();
        assert!(of_hub.len() >= 6, "{hub} decides nearly everything alike");
    }
}

#[test]
fn a_difference_is_told_with_its_referral_its_hub_and_its_part() {
    let before = "## 1. Theft\n| hub | outcome |\n| surrey | opened | – | standard, 3 | general | phone by Fri 8 May 17:00 | – | – |\n";
    let after = before.replace("phone by Fri 8 May 17:00", "–");
    assert_eq!(differences(before, before), [""; 0]);
    assert_eq!(differences(before, &after), ["1. Theft: in surrey offers was \"phone by Fri 8 May 17:00\" and is \"–\""]);
    assert_eq!(differences("", before), ["1. Theft: surrey is new"]);
    assert_eq!(differences(before, ""), ["1. Theft: surrey is gone"]);
}
