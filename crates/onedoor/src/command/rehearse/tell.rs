//! A rehearsal told: in words for whoever decides, and as JSON for programs.

use std::fmt::Write as _;
use std::path::Path;

use intake::rehearse::Received;
use jiff::civil::Date;
use kernel::{Outcome, Source, WorkingTime, london};
use serde_json::{Value, json};

use crate::command::intake::doubts_as_json;
use crate::command::rehearse::changes::Changes;
use crate::command::rehearse::ends::Ends;
use crate::command::rehearse::work::{days, kinds};
use crate::command::rehearse::{Columns, Side};

/// Rows that are shown; every one is in the table that may be asked for.
const SHOWN: usize = 20;

/// All there is to tell.
pub struct Told<'r> {
    pub from: &'r Side,
    pub to: &'r Side,
    pub changes: &'r Changes<'r>,
    pub received: Received,
    pub source: Source,
    /// Columns that the feed does not know.
    pub columns: &'r Columns,
}

impl Told<'_> {
    fn working_time(&self) -> WorkingTime {
        let (opens, closes) = self.to.profile.working_hours;
        WorkingTime::england_and_wales(opens, closes)
    }

    /// As one JSON object.
    pub fn as_json(&self, seconds: f64) -> Value {
        let outcomes = self.changes.outcomes();
        let (from, to) = self.ends();
        let pairs: Vec<Value> =
            outcomes.iter().map(|((from, to), rows)| json!({"from": from.as_str(), "to": to.as_str(), "rows": rows})).collect();
        let working_time = self.working_time();
        let work = |side: &Side, day: Date| kinds().map(|kind| (kind.to_owned(), side.work.on(day, kind).into())).collect();
        let day = |day: Date| {
            let (from, to): (serde_json::Map<_, _>, serde_json::Map<_, _>) = (work(self.from, day), work(self.to, day));
            json!({"day": day.to_string(), "working_day": working_time.is_working_day(day), "from": from, "to": to})
        };
        let busiest = |side: &Side| side.work.busiest().map(|(day, due)| json!({"day": day.to_string(), "due": due}));
        let received = match self.received {
            Received::At(at) => at.to_string(),
            Received::MorningAfter { .. } => "morning_after".to_owned(),
        };
        json!({
            "rows": self.changes.rows,
            "from": version(self.from),
            "to": version(self.to),
            "received": received,
            "outcomes_changed": self.changes.end_differently(),
            "outcomes": pairs,
            "ends": {"from": from.as_json(), "to": to.as_json()},
            "offers_changed": self.changes.offers().len(),
            "rows_changed": self.changes.rows_that_change.len(),
            "days": days(&self.from.work, &self.to.work, &working_time).into_iter().map(day).collect::<Vec<_>>(),
            "due": {"from": self.from.work.all(), "to": self.to.work.all()},
            "busiest": {"from": busiest(self.from), "to": busiest(self.to)},
            "unknown_columns": self.columns.unknown,
            "doubtful_columns": doubts_as_json(&self.columns.doubts),
            "seconds": (seconds * 1000.0).round() / 1000.0,
        })
    }

    /// In plain English. `out` is where every row of `feed` that changes was written.
    pub fn in_words(&self, feed: &Path, out: Option<&Path>) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write(&mut text, feed, out);
        text
    }

    /// How rows end under the one version and under the other.
    fn ends(&self) -> (Ends<'_>, Ends<'_>) {
        (Ends::of(&self.from.fates), Ends::of(&self.to.fates))
    }

    /// Whether there was a row that could be read: without one nothing was rehearsed.
    pub fn was_anything_read(&self) -> bool {
        !self.ends().0.are_all_unread()
    }

    fn write(&self, text: &mut String, feed: &Path, out: Option<&Path>) -> std::fmt::Result {
        let rows = self.changes.rows;
        self.write_doubt_of_all(text, feed)?;
        writeln!(text, "A rehearsal of {}. Nothing was kept, and nobody was contacted.\n", counted(rows, "row", "rows"))?;
        for (word, side) in [("Now:", self.from), ("Then:", self.to)] {
            let from = side.profile.in_force_from.strftime("%-d %B %Y");
            writeln!(text, "{word:<6}{}, the rules in force from {from} ({})", side.profile.title, side.asked)?;
        }
        let door = self.source.as_str().replace('_', " ");
        match self.received {
            Received::At(at) => writeln!(text, "Every row came in at {} ({door}).", london(at).strftime("%H:%M on %A %-d %B %Y"))?,
            Received::MorningAfter { .. } => {
                writeln!(text, "Each row came in at seven in the morning after the day on which it was recorded ({door}).")?;
            }
        }
        if !self.columns.unknown.is_empty() {
            writeln!(text, "Columns that the feed does not know: {}.", self.columns.unknown.join(", "))?;
        }
        self.write_outcomes(text)?;
        self.write_offers(text, out)?;
        self.write_work(text)
    }

    fn write_outcomes(&self, text: &mut String) -> std::fmt::Result {
        heading(text, "How rows end")?;
        if self.changes.rows == 0 {
            return writeln!(text, "There is none.");
        }
        let total = usize::try_from(self.changes.end_differently()).unwrap_or(usize::MAX);
        if total == 0 {
            writeln!(text, "Every row ends as it does now.")?;
        } else {
            writeln!(text, "{} of {} would end differently:", counted(total, "row", "rows"), self.changes.rows)?;
            writeln!(text, "  {:>7}  {:<14}  then", "rows", "now")?;
            for ((from, to), rows) in self.changes.outcomes().into_iter().filter(|((from, to), _)| from != to) {
                writeln!(text, "  {rows:>7}  {:<14}  {to}", from.as_str())?;
            }
        }
        let (from, to) = self.ends();
        writeln!(text, "\nOf {} so many end so:", counted(self.changes.rows, "row", "rows"))?;
        for outcome in Outcome::ALL.iter().filter(|outcome| from.count(**outcome) + to.count(**outcome) > 0) {
            writeln!(text, "  {:<14}  {}", outcome.as_str(), moved(from.count(*outcome), to.count(*outcome)))?;
        }
        Ok(())
    }

    /// Said first where the feed tells little or nothing about the rules: it is the feed that has to be mended.
    fn write_doubt_of_all(&self, text: &mut String, feed: &Path) -> std::fmt::Result {
        let (from, to) = self.ends();
        if self.changes.rows == 0 {
            return writeln!(text, "There is no row in {}: nothing was rehearsed.\n", feed.display());
        }
        let worse = if to.undecided() > from.undecided() { (to, self.to) } else { (from, self.from) };
        let (ends, side) = worse;
        if ends.undecided() * 2 <= ends.rows() {
            return Ok(());
        }
        let of = if ends.undecided() == ends.rows() { "None".to_owned() } else { format!("Only {}", ends.rows() - ends.undecided()) };
        writeln!(text, "{of} of {} could be decided, so this says little about the rules.", counted(self.changes.rows, "row", "rows"))?;
        writeln!(
            text,
            "Most often because of: {}. Mend the feed first; what is wrong with each row stands in answer.csv after",
            ends.reasons()
        )?;
        let (feed, asked) = (feed.display(), &side.asked);
        writeln!(text, "  onedoor intake {feed} --profile {asked} --dry-run --reconciliation answer.csv\n")
    }

    fn write_offers(&self, text: &mut String, out: Option<&Path>) -> std::fmt::Result {
        heading(text, "Whose offer changes")?;
        let offers = self.changes.offers();
        if offers.is_empty() {
            writeln!(text, "Nobody's: every way and time of contact, pathway and task stays as it is.")?;
        } else {
            let people = counted(offers.len(), "row", "rows");
            writeln!(text, "{people} of {}: another way or time of contact, another pathway or another task.", self.changes.rows)?;
            if offers.len() > SHOWN {
                writeln!(text, "The first {SHOWN}:")?;
            }
        }
        for (one, other) in offers.iter().take(SHOWN) {
            writeln!(text, "  row {}, {}", one.number, one.id.as_deref().unwrap_or("without an id"))?;
            writeln!(text, "    now:  {}", one.in_words(&self.from.profile))?;
            writeln!(text, "    then: {}", other.in_words(&self.to.profile))?;
        }
        match out {
            Some(out) => writeln!(
                text,
                "All {} that change in anything, also in the reason alone, are in {}.",
                counted(self.changes.rows_that_change.len(), "row", "rows"),
                out.display()
            ),
            None if offers.len() > SHOWN => writeln!(text, "For all of them, name a file with --out."),
            None => Ok(()),
        }
    }

    fn write_work(&self, text: &mut String) -> std::fmt::Result {
        heading(text, "How the work per day moves")?;
        let (from, to) = (&self.from.work, &self.to.work);
        let working_time = self.working_time();
        let days = days(from, to, &working_time);
        if days.is_empty() {
            return writeln!(text, "Nothing is due under either.");
        }
        writeln!(
            text,
            "Contacts to offer and tasks that are due on each day in London: now, then, and the difference where there is one.\n"
        )?;
        let heads: String = kinds().chain(["in all"]).map(|kind| format!("{kind:<19}")).collect();
        writeln!(text, "{}", format!("  {:<17}{heads}", "").trim_end())?;
        let line = |text: &mut String, name: &str, cells: Vec<(u64, u64)>| {
            let cells: String = cells.iter().map(|(now, then)| format!("{:<19}", moved(*now, *then))).collect();
            writeln!(text, "{}", format!("  {name:<17}{cells}").trim_end())
        };
        for day in &days {
            let closed = if working_time.is_working_day(*day) { "" } else { " *" };
            let mut cells: Vec<(u64, u64)> = kinds().map(|kind| (from.on(*day, kind), to.on(*day, kind))).collect();
            cells.push((from.all_on(*day), to.all_on(*day)));
            line(text, &format!("{}{closed}", day.strftime("%a %-d %b %y")), cells)?;
        }
        let mut cells: Vec<(u64, u64)> = kinds().map(|kind| (from.of_kind(kind), to.of_kind(kind))).collect();
        cells.push((from.all(), to.all()));
        line(text, "All days", cells)?;
        if days.iter().any(|day| !working_time.is_working_day(*day)) {
            writeln!(text, "  * no working day")?;
        }
        let busiest = |side: &Side| match side.work.busiest() {
            Some((day, due)) => format!("{} with {due}", day.strftime("%A %-d %B %Y")),
            None => "none, as nothing is due".to_owned(),
        };
        writeln!(text, "\nThe busiest day now: {}; then: {}.", busiest(self.from), busiest(self.to))
    }
}

fn version(side: &Side) -> String {
    format!("{}@{}", side.profile.name, side.profile.in_force_from)
}

/// Before, after and the difference: `12 → 15 (+3)`; where there is none, the number alone.
fn moved(now: u64, then: u64) -> String {
    match (now, then) {
        (0, 0) => "–".to_owned(),
        _ if now == then => now.to_string(),
        _ if then > now => format!("{now} → {then} (+{})", then.abs_diff(now)),
        _ => format!("{now} → {then} (−{})", then.abs_diff(now)),
    }
}

fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

fn heading(text: &mut String, words: &str) -> std::fmt::Result {
    writeln!(text, "\n{words}\n{}", "-".repeat(words.len()))
}
