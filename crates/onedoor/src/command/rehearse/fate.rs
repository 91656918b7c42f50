//! What would become of one row, as far as it can be told without telling of anybody.

use intake::place::{Placed, reasons_text};
use jiff::Timestamp;
use kernel::{Outcome, london};
use profile::Profile;

/// What would become of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    /// Its number in the file.
    pub number: u64,
    /// The sender's id of it, where that could be read.
    pub id: Option<String>,
    /// Its outcome.
    pub outcome: Outcome,
    /// Why.
    pub reasons: String,
    /// Where the case goes, if there is one.
    pub pathway: Option<String>,
    /// Contacts to make because of it: new ones, and open ones that become due sooner.
    pub offers: Vec<Due>,
    /// What else to do because of it.
    pub tasks: Vec<Due>,
}

/// Something to do by a time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// The channel, or the kind of task.
    pub what: String,
    /// By when.
    pub due_at: Timestamp,
    /// The desk, where the hub has more than one.
    pub service: Option<String>,
}

impl Fate {
    /// Of a row that was placed.
    pub fn of(placed: &Placed) -> Self {
        let decision = &placed.decision;
        let due = |what: &str, due_at, service: &Option<String>| Due { what: what.to_owned(), due_at, service: service.clone() };
        let fresh = decision.offers.iter().map(|offer| due(offer.channel.as_str(), offer.due_at, &offer.service));
        let sooner = decision.sooner.iter().map(|offer| due(offer.route.channel.as_str(), offer.due_at, &offer.route.service));
        let mut offers: Vec<Due> = fresh.chain(sooner).collect();
        let fresh = decision.tasks.iter().map(|task| due(&task.kind, task.due_at, &task.service));
        let sooner = decision.sooner_tasks.iter().map(|task| due(&task.kind, task.due_at, &task.service));
        let mut tasks: Vec<Due> = fresh.chain(sooner).collect();
        // Two hubs that ask for the same things in another order ask for the same.
        offers.sort();
        tasks.sort();
        Self {
            number: placed.number,
            id: placed.source_record_id.clone(),
            outcome: decision.outcome,
            reasons: reasons_text(&decision.reasons),
            pathway: decision.pathway.clone(),
            offers,
            tasks,
        }
    }

    /// Whether the person would be offered the same: the same ways and times of contact, pathway and tasks.
    pub fn offers_the_same(&self, other: &Self) -> bool {
        (&self.pathway, &self.offers, &self.tasks) == (&other.pathway, &other.offers, &other.tasks)
    }

    /// In a line, for people, by what this version of the rules calls things.
    pub fn in_words(&self, profile: &Profile) -> String {
        let mut parts = vec![self.outcome.as_str().to_owned()];
        parts.extend((!self.reasons.is_empty()).then(|| format!("({})", self.reasons.replace(';', ", "))));
        parts.extend(self.pathway.as_ref().map(|pathway| format!("to {}", profile.title_of(pathway))));
        let line = parts.join(" ");
        let due = |due: &Due, before: &str| {
            let desk = due.service.as_ref().map_or_else(String::new, |desk| format!(" ({})", profile.title_of(desk)));
            format!("{before}{}{desk} by {}", due.what, london(due.due_at).strftime("%a %-d %b %H:%M"))
        };
        let offers = self.offers.iter().map(|offer| due(offer, ""));
        let dues: Vec<String> = offers.chain(self.tasks.iter().map(|task| due(task, "task "))).collect();
        if dues.is_empty() { format!("{line}; nothing to do") } else { format!("{line}; {}", dues.join(", ")) }
    }
}

/// As a cell of a table: `phone by 2026-11-24 17:00; letter (bureau) by 2026-11-25 17:00`, in London.
pub fn cell(dues: &[Due]) -> String {
    let one = |due: &Due| {
        let desk = due.service.as_ref().map_or_else(String::new, |desk| format!(" ({desk})"));
        format!("{}{desk} by {}", due.what, london(due.due_at).strftime("%Y-%m-%d %H:%M"))
    };
    dues.iter().map(one).collect::<Vec<_>>().join("; ")
}
