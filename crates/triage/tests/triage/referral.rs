//! Referrals told as one would on the telephone, and what the hub makes of them.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{
    Channel, EnhancedCategory, Flag, FlagSet, IncidentKind, OffenceCode, Postcode, PreferredContact, Reach, Role, Safety, Sensitive,
    Source, SupportConsent, WorkingTime, london,
};
use profile::Profile;
use triage::{
    Admission, Admitted, CaseState, Decision, Facts, History, OpenOffer, PastIncident, Route, SameIncident, admit, decide, decide_again,
};

/// A moment as London's clocks show it: `london_at("2026-11-23T10:00")`.
pub fn london_at(text: &str) -> Timestamp {
    let local: jiff::civil::DateTime = text.parse().unwrap();
    local.to_zoned(jiff::tz::TimeZone::get("Europe/London").unwrap()).unwrap().timestamp()
}

/// How London's clocks show a moment: `Wed 25 Nov 17:00`.
pub fn on_the_clock(at: Timestamp) -> String {
    london(at).strftime("%a %-d %b %H:%M").to_string()
}

pub fn hub(name: &str) -> Profile {
    Profile::shipped(name).unwrap_or_else(|| panic!("{name} ships")).unwrap_or_else(|errors| panic!("{errors}"))
}

/// A burglary at the home of an adult who can be reached in every way, recorded on Sunday evening and sent on Monday morning,
/// 23 November 2026. The police asked: the person agreed to be referred.
#[derive(Debug, Clone)]
pub struct Referral {
    pub facts: Facts,
    pub history: History,
}

pub fn burglary() -> Referral {
    let facts = Facts {
        source: Source::Police,
        role: Role::Victim,
        incident_kind: IncidentKind::Crime,
        reported: true,
        flags: FlagSet::EMPTY,
        offence_code: OffenceCode::parse("028/03"),
        has_offence: true,
        recorded_at: london_at("2026-11-22T20:00"),
        received_at: london_at("2026-11-23T10:00"),
        occurred_from: Some("2026-11-22".parse().unwrap()),
        date_of_birth: Some(Sensitive::new("1986-05-04".parse().unwrap())),
        support_consent: Some(SupportConsent::Given),
        support_requested: None,
        assessment: None,
        vulnerable_marker: None,
        specialist_referral: false,
        major_incident: false,
        home_postcode: Postcode::parse("LN2 1AA"),
        incident_postcode: Postcode::parse("LN2 1AA"),
        preferred: None,
        reach: Reach { mobile: true, home_phone: true, email: true, address: true },
        safety: Safety::default(),
        suspect_shares_address: None,
    };
    Referral { facts, history: History::default() }
}

/// The same person, wronged in another way.
pub fn victim_of(flags: &[&str]) -> Referral {
    burglary().with(|facts| {
        facts.offence_code = None;
        facts.flags = flags.iter().map(|flag| Flag::parse(flag).unwrap()).collect();
    })
}

pub fn crime(code: &str) -> Referral {
    burglary().with(|facts| facts.offence_code = Some(OffenceCode::parse(code).unwrap()))
}

impl Referral {
    pub fn with(mut self, change: impl FnOnce(&mut Facts)) -> Self {
        change(&mut self.facts);
        self
    }
    pub fn before(mut self, change: impl FnOnce(&mut History)) -> Self {
        change(&mut self.history);
        self
    }
    pub fn born(self, date: &str) -> Self {
        self.with(|facts| facts.date_of_birth = Some(Sensitive::new(date.parse::<Date>().unwrap())))
    }
    pub fn age_unknown(self) -> Self {
        self.with(|facts| facts.date_of_birth = None)
    }
    pub fn happened(self, date: &str) -> Self {
        self.with(|facts| facts.occurred_from = Some(date.parse().unwrap()))
    }
    pub fn recorded(self, at: &str) -> Self {
        self.with(|facts| facts.recorded_at = london_at(at))
    }
    pub fn received(self, at: &str) -> Self {
        self.with(|facts| facts.received_at = london_at(at))
    }
    pub fn came_by(self, source: Source) -> Self {
        self.with(|facts| facts.source = source)
    }
    pub fn being(self, role: Role) -> Self {
        self.with(|facts| facts.role = role)
    }
    pub fn unreported(self) -> Self {
        self.with(|facts| facts.reported = false)
    }
    pub fn consent(self, consent: Option<SupportConsent>) -> Self {
        self.with(|facts| facts.support_consent = consent)
    }
    pub fn prefers(self, preferred: PreferredContact) -> Self {
        self.with(|facts| facts.preferred = Some(preferred))
    }
    pub fn asked_for_support(self) -> Self {
        self.with(|facts| facts.support_requested = Some(true))
    }
    pub fn officer_marked(self) -> Self {
        self.with(|facts| facts.vulnerable_marker = Some(true))
    }
    pub fn officer_found(self, categories: &[EnhancedCategory]) -> Self {
        self.with(|facts| facts.assessment = Some(categories.to_vec()))
    }
    pub fn lives_at(self, postcode: Option<&str>) -> Self {
        self.with(|facts| facts.home_postcode = postcode.map(|text| Postcode::parse(text).unwrap()))
    }
    pub fn everything_called_safe(self) -> Self {
        let yes = Some(true);
        self.with(|facts| facts.safety = Safety { call: yes, voicemail: yes, text: yes, email: yes, letter: yes })
    }
    pub fn no_safe_call(self) -> Self {
        self.with(|facts| facts.safety.call = Some(false))
    }
    pub fn only_reached_by(self, reach: Reach) -> Self {
        self.with(|facts| facts.reach = reach)
    }

    pub fn earlier_incident(self, recorded: &str) -> Self {
        self.before(|history| {
            history.incidents.push(PastIncident { recorded_at: london_at(recorded), flags: FlagSet::EMPTY });
        })
    }
    pub fn with_case(self, case: CaseState) -> Self {
        self.before(|history| history.case = case)
    }
    pub fn already_enhanced(self) -> Self {
        self.before(|history| history.was_enhanced = true)
    }
    pub fn same_incident(self, same: SameIncident) -> Self {
        self.before(|history| history.same_incident = same)
    }
    pub fn offer_open(self, channel: Channel, rule: &str, due: &str) -> Self {
        self.before(|history| {
            history.open_offers.push(OpenOffer { route: Route { service: None, channel }, due_at: london_at(due), rule: rule.to_owned() });
        })
    }
    pub fn contacted(self, channel: Channel) -> Self {
        self.before(|history| history.contacted.push(Route { service: None, channel }))
    }

    pub fn admitted(&self, profile: &Profile) -> Result<Admitted, Box<Decision>> {
        match admit(&self.facts, profile) {
            Admission::Admitted(admitted) => Ok(admitted),
            Admission::Decided { outcome, reasons } => Err(Box::new(Decision::settled(outcome, reasons))),
        }
    }

    pub fn at(&self, hub_name: &str) -> Answer {
        self.under(&hub(hub_name))
    }

    pub fn under(&self, profile: &Profile) -> Answer {
        Answer(match self.admitted(profile) {
            Ok(admitted) => decide(&self.facts, &admitted, &self.history, profile, &hours(profile)),
            Err(decided) => *decided,
        })
    }

    pub fn sent_again_to(&self, hub_name: &str) -> Answer {
        let profile = hub(hub_name);
        Answer(match self.admitted(&profile) {
            Ok(admitted) => decide_again(&self.facts, &admitted, &self.history, &profile, &hours(&profile)),
            Err(decided) => *decided,
        })
    }
}

pub fn hours(profile: &Profile) -> WorkingTime {
    WorkingTime::england_and_wales(profile.working_hours.0, profile.working_hours.1)
}

/// A decision, asked in short words.
#[derive(Debug)]
pub struct Answer(pub Decision);

impl Answer {
    /// `opened enhanced_serious`
    pub fn outcome(&self) -> String {
        let words = std::iter::once(self.0.outcome.to_string()).chain(self.0.reasons.iter().map(ToString::to_string));
        words.collect::<Vec<_>>().join(" ")
    }
    /// `phone by Wed 25 Nov 17:00`, each with its desk if there are several
    pub fn offers(&self) -> Vec<String> {
        let say = |offer: &triage::Offer| format!("{}{} by {}", desk(offer.service.as_deref()), offer.channel, on_the_clock(offer.due_at));
        self.0.offers.iter().map(say).collect()
    }
    /// `text: safety_unknown`
    pub fn blocked(&self) -> Vec<String> {
        let say = |blocked: &triage::Blocked| format!("{}{}: {}", desk(blocked.service.as_deref()), blocked.channel, blocked.reason);
        self.0.blocked.iter().map(say).collect()
    }
    /// `agree_safe_contact by Wed 25 Nov 17:00`
    pub fn tasks(&self) -> Vec<String> {
        let say = |task: &triage::Task| format!("{}{} by {}", desk(task.service.as_deref()), task.kind, on_the_clock(task.due_at));
        self.0.tasks.iter().map(say).collect()
    }
    /// `sv_coordinator, team sv_coordinator, priority 2`
    pub fn goes_to(&self) -> String {
        let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
        let priority = self.0.priority.map_or_else(|| "none".to_owned(), |priority| priority.to_string());
        format!("{}, team {}, priority {priority}", or_none(&self.0.pathway), or_none(&self.0.team))
    }
    /// `serious intimidated`
    pub fn categories(&self) -> String {
        let categories = self.0.entitlement.iter().flat_map(|entitlement| &entitlement.categories);
        categories.map(|category| category.as_str()).collect::<Vec<_>>().join(" ")
    }
    pub fn reviews(&self) -> String {
        self.0.reviews.iter().map(|review| review.as_str()).collect::<Vec<_>>().join(" ")
    }
    pub fn basis(&self) -> &'static str {
        self.0.basis.map_or("none", |basis| basis.as_str())
    }
}

fn desk(service: Option<&str>) -> String {
    service.map(|service| format!("{service}: ")).unwrap_or_default()
}
