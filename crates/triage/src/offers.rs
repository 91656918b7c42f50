//! Contact rules become offers, refusals and tasks.

use contact::gate::{Safeguards, Way, may_contact};
use jiff::Timestamp;
use kernel::{BlockedReason, Channel, TimeLimit, WorkingTime};
use profile::{Choice, Condition, ContactRule, Desk, RunsFrom, Way as Entry};

use crate::{
    condition::{Seen, matches},
    decision::{AGREE_SAFE_CONTACT, Blocked, Offer, Task},
    facts::Facts,
    history::{History, OpenOffer, OpenTask, Route},
    why::{Already, ContactWhy},
};

/// What is there already when rules are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ground {
    /// Nothing: a new case, or one opened again.
    Fresh,
    /// An open case, whose offers stand.
    Standing,
    /// The case that an earlier version of this row brought about.
    Again,
}

/// Everything that contact rules are applied to.
pub(crate) struct Ask<'a> {
    pub facts: &'a Facts,
    pub seen: &'a Seen,
    /// The ways by which the hub reaches people at all.
    pub ways: &'a [Channel],
    pub who: &'a Safeguards,
    pub history: &'a History,
    pub working_time: &'a WorkingTime,
    pub ground: Ground,
}

/// What the rules came to.
#[derive(Debug, Default)]
pub(crate) struct Contact {
    pub offers: Vec<Offer>,
    pub blocked: Vec<Blocked>,
    pub tasks: Vec<Task>,
    pub sooner: Vec<OpenOffer>,
    pub withdrawn: Vec<OpenOffer>,
    pub sooner_tasks: Vec<OpenTask>,
    pub why: Vec<ContactWhy>,
    wanted: Vec<Route>,
}

/// The Victims' Code's own limit for a referral to support, for whom no rule of the profile fits: nobody is dropped.
fn default_rule() -> ContactRule {
    ContactRule {
        name: "default".to_owned(),
        when: Condition::default(),
        also: false,
        choice: Choice::FirstOf,
        channels: std::iter::once(Entry::Preferred)
            .chain([Channel::Phone, Channel::Text, Channel::Email, Channel::Letter].map(Entry::By))
            .collect(),
        within: TimeLimit::WorkingDays(2),
        from: RunsFrom::Receipt,
    }
}

impl Contact {
    /// Applies every desk's rules: the first that matches, and each "also" that matches. Where none of them does, the default.
    pub(crate) fn arrange(ask: &Ask<'_>, desks: &[&Desk]) -> Self {
        let mut contact = Self::default();
        for desk in desks.iter().filter(|desk| matches(&desk.when, ask.seen)) {
            let mut first_found = false;
            for rule in &desk.contact {
                if (rule.also || !first_found) && matches(&rule.when, ask.seen) {
                    first_found |= !rule.also;
                    contact.apply(ask, desk.name.as_deref(), rule);
                }
            }
        }
        if contact.why.is_empty() {
            let service = desks.first().and_then(|desk| desk.name.as_deref());
            contact.apply(ask, service, &default_rule());
        }
        // One rule's leaving is no other rule's loss.
        let wanted = std::mem::take(&mut contact.wanted);
        contact.withdrawn.retain(|offer| !wanted.contains(&offer.route));
        contact
    }

    fn apply(&mut self, ask: &Ask<'_>, service: Option<&str>, rule: &ContactRule) {
        let start = match rule.from {
            RunsFrom::Receipt => ask.facts.received_at,
            RunsFrom::Recorded => ask.facts.recorded_at,
        };
        let mut due_at = ask.working_time.due(rule.within, start);
        let route = |channel| Route { service: service.map(str::to_owned), channel };
        let channels = channels_of(rule, ask.facts, ask.ways);
        let (open, shut) = sort_out(&channels, ask.who);
        for (channel, reason) in &shut {
            self.block(service, *channel, *reason);
        }

        let made: Vec<Channel> = match ask.ground {
            Ground::Again => channels.iter().copied().filter(|channel| ask.history.contacted.contains(&route(*channel))).collect(),
            Ground::Fresh | Ground::Standing => Vec::new(),
        };
        let chosen: Vec<Channel> = match rule.choice {
            Choice::FirstOf if !made.is_empty() => Vec::new(),
            Choice::FirstOf => open.first().copied().into_iter().collect(),
            Choice::AllOf => open.iter().copied().filter(|channel| !made.contains(channel)).collect(),
        };
        let mut already = (!made.is_empty() && chosen.is_empty()).then_some(Already::Made);

        // What this same rule offered before and would not offer now makes room; its time passes to what takes its place.
        if ask.ground == Ground::Again && already.is_none() {
            for offer in &ask.history.open_offers {
                let by_this_rule = offer.rule == rule.name && offer.route.service.as_deref() == service;
                if by_this_rule && !chosen.contains(&offer.route.channel) {
                    due_at = due_at.min(offer.due_at);
                    self.withdrawn.push(offer.clone());
                }
            }
        }

        if open.is_empty() && already.is_none() {
            self.add_task(ask, service, AGREE_SAFE_CONTACT, due_at);
        }
        let mut offered = Vec::new();
        for channel in chosen {
            let route = route(channel);
            match ask.history.open_offer(&route).filter(|_| ask.ground != Ground::Fresh) {
                Some(standing) => {
                    self.bring_forward(standing, due_at);
                    already = Some(Already::Open);
                }
                None => {
                    let service = service.map(str::to_owned);
                    self.offer(Offer { service, channel, due_at, clock: rule.within, rule: rule.name.clone() });
                    offered.push(channel);
                }
            }
            self.wanted.push(route);
        }
        self.why.push(ContactWhy {
            service: service.map(str::to_owned),
            rule: rule.name.clone(),
            within: rule.within.to_string(),
            from: rule.from,
            offered,
            shut,
            already,
        });
    }

    /// Looks after desks whose every open offer the gate now keeps shut, because of what this referral told: a worker agrees another way.
    pub(crate) fn rescue_stranded(&mut self, ask: &Ask<'_>) {
        let mut services: Vec<Option<&str>> = Vec::new();
        for offer in &ask.history.open_offers {
            let service = offer.route.service.as_deref();
            if !services.contains(&service) {
                services.push(service);
            }
        }
        for service in services {
            let standing: Vec<_> = ask.history.open_offers.iter().filter(|offer| offer.route.service.as_deref() == service).collect();
            let refused: Vec<_> = standing
                .iter()
                .filter_map(|offer| may_contact(Way::from(offer.route.channel), ask.who).err().map(|reason| (offer.route.channel, reason)))
                .collect();
            for (channel, reason) in &refused {
                self.block(service, *channel, *reason);
            }
            let stranded = !standing.is_empty() && refused.len() == standing.len();
            let cared_for = self.offers.iter().any(|offer| offer.service.as_deref() == service);
            if let (true, false, Some(due_at)) = (stranded, cared_for, standing.iter().map(|offer| offer.due_at).min()) {
                self.add_task(ask, service, AGREE_SAFE_CONTACT, due_at);
            }
        }
    }

    /// Sets a task once; of two the earlier time is kept, and one that is set already becomes due sooner.
    pub(crate) fn add_task(&mut self, ask: &Ask<'_>, service: Option<&str>, kind: &str, due_at: Timestamp) {
        let standing = ask.history.open_task(service, kind).filter(|_| ask.ground != Ground::Fresh);
        if let Some(standing) = standing {
            if due_at < standing.due_at {
                self.sooner_tasks.retain(|task| task.kind != kind || task.service.as_deref() != service);
                self.sooner_tasks.push(OpenTask { due_at, ..standing.clone() });
            }
            return;
        }
        match self.tasks.iter_mut().find(|task| task.service.as_deref() == service && task.kind == kind) {
            Some(task) => task.due_at = task.due_at.min(due_at),
            None => self.tasks.push(Task { service: service.map(str::to_owned), kind: kind.to_owned(), due_at }),
        }
    }

    fn offer(&mut self, offer: Offer) {
        match self.offers.iter_mut().find(|other| other.service == offer.service && other.channel == offer.channel) {
            Some(other) if offer.due_at < other.due_at => *other = offer,
            Some(_) => {}
            None => self.offers.push(offer),
        }
    }

    fn bring_forward(&mut self, standing: &OpenOffer, due_at: Timestamp) {
        if due_at >= standing.due_at {
            return;
        }
        match self.sooner.iter_mut().find(|offer| offer.route == standing.route) {
            Some(offer) => offer.due_at = offer.due_at.min(due_at),
            None => self.sooner.push(OpenOffer { due_at, ..standing.clone() }),
        }
    }

    fn block(&mut self, service: Option<&str>, channel: Channel, reason: BlockedReason) {
        if !self.blocked.iter().any(|blocked| blocked.service.as_deref() == service && blocked.channel == channel) {
            self.blocked.push(Blocked { service: service.map(str::to_owned), channel, reason });
        }
    }
}

/// The rule's channels in order, each once, with the person's preference in its place, as far as the hub uses it.
fn channels_of(rule: &ContactRule, facts: &Facts, ways: &[Channel]) -> Vec<Channel> {
    let mut channels = Vec::new();
    for entry in &rule.channels {
        let channel = match entry {
            Entry::Preferred => facts.preferred.and_then(kernel::PreferredContact::channel),
            Entry::By(channel) => Some(*channel),
        };
        channels.extend(channel.filter(|channel| ways.contains(channel) && !channels.contains(channel)));
    }
    channels
}

fn sort_out(channels: &[Channel], who: &Safeguards) -> (Vec<Channel>, Vec<(Channel, BlockedReason)>) {
    let (mut open, mut shut) = (Vec::new(), Vec::new());
    for &channel in channels {
        match may_contact(Way::from(channel), who) {
            Ok(_) => open.push(channel),
            Err(reason) => shut.push((channel, reason)),
        }
    }
    (open, shut)
}
