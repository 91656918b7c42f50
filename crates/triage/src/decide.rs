//! Steps 9 to 13 of the order of decision: what becomes of a referral that the hub takes on, given who the person is.

use kernel::{Basis, EnhancedCategory, FixedReason, Level, Outcome, Reason, ReviewKind, WorkingTime, london_date};
use profile::{Desk, Profile};

use crate::{
    admit::Admitted,
    condition::{Seen, matches},
    decision::{Decision, Entitlement},
    entitlement::{Standing, assess},
    facts::Facts,
    history::{CaseState, History, SameIncident},
    offers::{Ask, Contact, Ground},
    why::{PathwayWhy, Why},
};

/// The pathway of a case that no rule of the profile sends elsewhere.
pub const GENERAL: &str = "general";

/// Decides about a referral seen for the first time.
///
/// Pure: the same arguments give the same decision. `working_time` is the hub's own (its profile's hours).
pub fn decide(facts: &Facts, admitted: &Admitted, history: &History, profile: &Profile, working_time: &WorkingTime) -> Decision {
    if history.same_incident == SameIncident::Served {
        return Decision::settled(Outcome::Duplicate, Vec::new());
    }
    let case = Case::new(facts, admitted, history, profile);
    let (outcome, ground) = match (history.case, case.contacted) {
        (CaseState::Open, _) => (Outcome::Attached, Ground::Standing),
        (_, false) if history.same_incident == SameIncident::RecordedOnly => {
            return Decision::settled(Outcome::Duplicate, Vec::new());
        }
        (_, false) => return case.recorded_only(Outcome::RecordedOnly),
        (CaseState::Closed, true) => (Outcome::Reopened, Ground::Fresh),
        (CaseState::None, true) => (Outcome::Opened, Ground::Fresh),
    };
    // An open case's offers stand; only a person who thereby becomes enhanced is offered more.
    let offers = ground == Ground::Fresh || case.newly_enhanced();
    case.with_case(outcome, ground, offers, working_time)
}

/// Decides again about a row that was seen before and is admitted with its new facts. The outcome is always `updated`.
///
/// The answer says what to add to what stands: no contact is repeated that was made, none offered that is open. Where the same rule now
/// chooses another channel, the open offer is [`Decision::withdrawn`] and its time passes on. A case that was closed in the meantime stays
/// closed, unless the new facts make the person enhanced for the first time: then there are offers, and it opens again. A row that another
/// row's case or incident took in adds what [`decide`] would add.
pub fn decide_again(facts: &Facts, admitted: &Admitted, history: &History, profile: &Profile, working_time: &WorkingTime) -> Decision {
    let case = Case::new(facts, admitted, history, profile);
    let served_elsewhere = history.same_incident == SameIncident::Served && !history.opened_by_this_row;
    let (ground, offers) = match history.case {
        CaseState::Open if history.opened_by_this_row => (Ground::Again, case.contacted),
        CaseState::Open => (Ground::Standing, case.newly_enhanced()),
        CaseState::Closed if case.newly_enhanced() => (Ground::Again, true),
        CaseState::None if case.contacted && !served_elsewhere => (Ground::Again, true),
        CaseState::None if served_elsewhere => return Decision::settled(Outcome::Updated, Vec::new()),
        CaseState::None => return case.recorded_only(Outcome::Updated),
        CaseState::Closed => (Ground::Again, false),
    };
    case.with_case(Outcome::Updated, ground, offers, working_time)
}

/// One referral on its way through the last steps.
struct Case<'a> {
    facts: &'a Facts,
    admitted: &'a Admitted,
    history: &'a History,
    profile: &'a Profile,
    desks: Vec<&'a Desk>,
    standing: Standing,
    seen: Seen,
    contacted: bool,
}

impl<'a> Case<'a> {
    fn new(facts: &'a Facts, admitted: &'a Admitted, history: &'a History, profile: &'a Profile) -> Self {
        let flags = admitted.flags.all;
        let standing = assess(facts, flags, history);
        let seen = Seen::of(facts, flags, &standing);
        let contacted = profile.contacted_only_when.as_ref().is_none_or(|condition| matches(condition, &seen));
        Self { facts, admitted, history, profile, desks: admitted.desks(profile).collect(), standing, seen, contacted }
    }

    fn newly_enhanced(&self) -> bool {
        self.contacted && self.standing.level() == Level::Enhanced && !self.history.was_enhanced
    }

    /// On which ground the hub holds the referral: that of the first desk that contacts the person, or of the first that serves them.
    fn basis(&self) -> Option<Basis> {
        let contacts = self.desks.iter().find(|desk| matches(&desk.when, &self.seen));
        contacts.or(self.desks.first()).map(|desk| desk.basis)
    }

    /// Ends at step 12: the hub contacts only some, and this person is not among them.
    fn recorded_only(&self, outcome: Outcome) -> Decision {
        Decision {
            entitlement: Some(self.entitlement()),
            basis: self.basis(),
            priority: Some(self.standing.priority),
            why: self.why(None),
            ..Decision::settled(outcome, vec![FixedReason::StandardNotContacted.into()])
        }
    }

    fn with_case(&self, outcome: Outcome, ground: Ground, offers: bool, working_time: &WorkingTime) -> Decision {
        let who = self.history.safeguards.together(self.facts.safeguards(self.admitted.flags.all));
        let past = self.history.incidents.iter().fold(who.flags, |flags, incident| flags.with(incident.flags));
        let who = contact::gate::Safeguards { flags: past, ..who };
        let ways = &self.profile.ways;
        let ask = Ask { facts: self.facts, seen: &self.seen, ways, who: &who, history: self.history, working_time, ground };
        let mut contact = if offers { Contact::arrange(&ask, &self.desks) } else { Contact::default() };
        if ground != Ground::Fresh {
            contact.rescue_stranded(&ask);
        }
        let pathway = self.pathway();
        let met = |task: &String| ground == Ground::Again && self.history.done_tasks.contains(task);
        if let Some(meeting) = self.profile.several_services.as_ref().filter(|several| pathway.meeting && !met(&several.task)) {
            let due_at = working_time.next_weekday_at(meeting.weekday, meeting.at, self.facts.received_at);
            contact.add_task(&ask, None, &meeting.task, due_at);
        }
        let mut reviews = self.admitted.reviews.clone();
        if self.standing.officer_disagrees {
            reviews.push(ReviewKind::AssessmentDisagrees);
        }
        let mut why = self.why(Some(pathway.clone()));
        why.contact = contact.why;
        Decision {
            entitlement: Some(self.entitlement()),
            basis: self.basis(),
            team: Some(self.team(&pathway)),
            pathway: Some(pathway.name),
            priority: Some(self.standing.priority),
            offers: contact.offers,
            blocked: contact.blocked,
            tasks: contact.tasks,
            reviews,
            sooner: contact.sooner,
            sooner_tasks: contact.sooner_tasks,
            withdrawn: contact.withdrawn,
            funding: self.funding(),
            why,
            ..Decision::settled(outcome, self.reasons())
        }
    }

    /// What pays for the support from the day the referral came.
    fn funding(&self) -> Vec<String> {
        let day = london_date(self.facts.received_at);
        let streams = self.profile.funding.iter().filter(|stream| stream.pays_on(day) && matches(&stream.when, &self.seen));
        streams.map(|stream| stream.name.clone()).collect()
    }

    fn entitlement(&self) -> Entitlement {
        Entitlement { level: self.standing.level(), categories: self.standing.categories() }
    }

    fn reasons(&self) -> Vec<Reason> {
        let enhanced = self.standing.categories().into_iter().map(|category| match category {
            EnhancedCategory::Serious => FixedReason::EnhancedSerious,
            EnhancedCategory::Persistent => FixedReason::EnhancedPersistent,
            EnhancedCategory::Vulnerable => FixedReason::EnhancedVulnerable,
            EnhancedCategory::Intimidated => FixedReason::EnhancedIntimidated,
        });
        let rest = [
            (self.seen.repeat, FixedReason::RepeatVictim),
            (self.seen.requested, FixedReason::RequestedSupport),
            (self.seen.officer_marked, FixedReason::OfficerMarker),
            (self.seen.major_incident, FixedReason::MajorIncident),
        ];
        enhanced.chain(rest.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason)).map(Reason::from).collect()
    }

    /// The first pathway that matches. A rule without a condition is a resting place, not a service: it makes no meeting necessary.
    fn pathway(&self) -> PathwayWhy {
        let (mut first, mut services) = (None, Vec::new());
        for rule in self.profile.pathways.iter().filter(|rule| !rule.after_assessment && matches(&rule.when, &self.seen)) {
            first = first.or(Some(&rule.name));
            if !rule.when.is_always() && !services.contains(&rule.name) {
                services.push(rule.name.clone());
            }
        }
        match &self.profile.several_services {
            Some(several) if services.len() >= 2 => PathwayWhy { name: several.pathway.clone(), matching: services, meeting: true },
            _ => PathwayWhy { name: first.map_or(GENERAL, String::as_str).to_owned(), matching: services, meeting: false },
        }
    }

    fn team(&self, pathway: &PathwayWhy) -> String {
        let rule = self.profile.pathways.iter().find(|rule| rule.name == pathway.name && matches(&rule.when, &self.seen));
        rule.and_then(|rule| rule.team.clone()).unwrap_or_else(|| self.profile.default_team.clone())
    }

    fn why(&self, pathway: Option<PathwayWhy>) -> Why {
        Why {
            implied: self.admitted.flags.implied.clone(),
            enhanced: self.standing.enhanced.clone(),
            officer_disagrees: self.standing.officer_disagrees,
            repeat: self.standing.repeat,
            priority: Some((self.standing.priority, self.standing.urgency)),
            pathway,
            contact: Vec::new(),
            already_referred: self.facts.specialist_referral,
        }
    }
}
