//! Who may do what, written a second time in plain Rust, from the rules in prose and from nothing else.
//!
//! The numbers are those of the rules in the README of the crate `policy`. Where two readings are possible this takes the stricter one.

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use kernel::{AgencyKind, NoteKind, Part, Purpose, StaffRole};
use policy::Act::*;
use policy::{Act, Actor, Agency, Agreement, Capacity, CaseFacts, Circumstances, Organisation, PersonFacts, Scope, Subject};

/// Whether this actor may do this act on this subject.
pub fn may(organisation: &Organisation, actor: &Actor, act: Act, subject: Subject<'_>, now: &Circumstances) -> bool {
    // Whoever works for an agency that is no longer under the roof may nothing.
    let Some(agency) = organisation.agency(actor.agency.as_deref()) else { return false };
    let asker = Asker { organisation, actor, agency, act, now };
    match (act.scope(), subject) {
        (Scope::OnHub, Subject::Hub) => asker.on_hub(),
        (Scope::OnPerson, Subject::Person(person)) => asker.on_person(person),
        (Scope::OnCase, Subject::Case(case)) => asker.on_case(case),
        _ => false,
    }
}

/// Whether this actor may read a note of this kind that was written at this desk.
pub fn may_read_note(
    organisation: &Organisation,
    actor: &Actor,
    case: &CaseFacts,
    now: &Circumstances,
    kind: NoteKind,
    (desk, written_by): (Option<&str>, &str),
) -> bool {
    let Some(agency) = organisation.agency(actor.agency.as_deref()) else { return false };
    let asker = Asker { organisation, actor, agency, act: SeeNotes, now };
    asker.on_case(case)
        // 3.
        && (actor.role() != Some(StaffRole::Volunteer) || kind == NoteKind::Support)
        // 6.
        && (!asker.is_police() || kind == NoteKind::CaseUpdate && !desk.is_some_and(|desk| asker.is_hidden(desk)))
        // 13.
        && (agency.kind != AgencyKind::Partner || !matches!(kind, NoteKind::Counselling | NoteKind::Adviser) || written_by == agency.name)
        // 10e.
        && (!organisation.walled_desks || actor.desk.is_none() || actor.desk.as_deref() == desk)
}

/// Policies of a hub's own, as its profile would have them; `is_overlaid` says each a second time.
pub const OVERLAYS: [&str; 4] = [
    r#"forbid (principal is Staff, action == Action::"see_address", resource is Case) when { resource.team == "north" };"#,
    r#"forbid (principal is Staff, action, resource is Case)
       when { principal has desk && principal.desk == "triage" && resource.has_unreported };"#,
    r#"forbid (principal is Staff, action, resource is Case)
       when { [Role::"worker", Role::"specialist", Role::"volunteer", Role::"team_lead", Role::"manager"].contains(principal.role) }
       unless { principal has desk };"#,
    r#"forbid (principal is Staff, action == Action::"export", resource is Person)
       unless { principal.role == Role::"data_protection_officer" };"#,
];

/// Whether somebody is of the police: by their role, or by whom they work for.
pub fn is_police(organisation: &Organisation, actor: &Actor) -> bool {
    let works_for = organisation.agency(actor.agency.as_deref()).map(|agency| agency.kind);
    actor.role().is_some_and(is_police_role) || works_for == Some(AgencyKind::Police)
}

struct Asker<'a> {
    organisation: &'a Organisation,
    actor: &'a Actor,
    agency: &'a Agency,
    act: Act,
    now: &'a Circumstances,
}

/// What a role does at all, on some record.
pub fn does(role: StaffRole, act: Act) -> bool {
    use StaffRole::*;
    match act {
        SeeWork | ReadCase | SeeContact | SeeNotes | RecordAttempt | FinishTask | WriteNote if role == Volunteer => true,
        SeeRules => !is_police_role(role) && role != Referrer,
        SeeWork | ReadCase | SeeContact | SeeAddress | SeeNotes | WriteNote => supports(role) || is_police_role(role),
        SearchPeople | ReadPerson => supports(role) || is_police_role(role) || role == DataProtectionOfficer,
        TakeReferral => supports(role) || is_police_role(role) || role == Referrer,
        TakeCase | HandOverCase | RecordAttempt | FinishTask | SettleReview | ChangeContact | RecordConsent | SetRingFence | CloseCase
        | NameConflict | BreakGlass | ReopenCase | OfferAgain | OptOut | SetFunding | AssessNeeds | ReferOnward | AnswerReferral
        | Disclose | ReportHate | AskForUpdate | BookRoom => supports(role),
        SampleContacts | DeclareMajorIncident => matches!(role, TeamLead | Manager),
        GiveCase | LiftConflict => matches!(role, TeamLead | Manager),
        Join | Part => role == Manager,
        Export | Erase | Approve => matches!(role, Manager | DataProtectionOfficer),
        Hold | SeeWhoLooked | ReviewBreakGlass => role == DataProtectionOfficer,
        ReadAudit => matches!(role, DataProtectionOfficer | Auditor),
        SeeFigures => matches!(role, Manager | Commissioner | Auditor),
        SeeUsers | AddUser | ChangeUser | DisableUser => role == Administrator,
        RunIntake | RunRetention => false,
    }
}

/// 1, 2, 4, 5: whoever gives support in full.
const fn supports(role: StaffRole) -> bool {
    use StaffRole::*;
    matches!(role, Worker | Specialist | TeamLead | Manager)
}

const fn is_police_role(role: StaffRole) -> bool {
    matches!(role, StaffRole::WitnessCare | StaffRole::PoliceLiaison)
}

/// 11: what a broken glass opens.
const fn is_behind_glass(act: Act) -> bool {
    matches!(act, ReadCase | ReadPerson | SeeContact | SeeAddress | SeeNotes | RecordAttempt)
}

/// The parts of a record that an act shows.
const fn shows(act: Act) -> &'static [Part] {
    match act {
        SeeWork | SearchPeople | ReadPerson => &[Part::Name],
        ReadCase => &[Part::Name, Part::Incident],
        SeeContact | ChangeContact => &[Part::Contact],
        SeeAddress => &[Part::Address],
        SeeNotes => &[Part::Notes],
        Export => Part::ALL,
        _ => &[],
    }
}

impl Asker<'_> {
    fn on_hub(&self) -> bool {
        match self.actor.capacity() {
            Capacity::Program => matches!(self.act, RunIntake | RunRetention),
            Capacity::Operator => matches!(self.act, SeeUsers | AddUser | ChangeUser | DisableUser),
            Capacity::Staff(role) => {
                // A list shows a partner what each case on it lets them see, and without an agreement nothing.
                let lists_people = matches!(self.act, SeeWork | SearchPeople);
                does(role, self.act)
                    && !((lists_people || self.act == TakeReferral) && self.is_commissioner())
                    && (!lists_people || self.keeps_police_rules(None))
                    && (!matches!(self.act, SampleContacts | DeclareMajorIncident) || self.agency.kind == AgencyKind::Hub)
            }
        }
    }

    fn on_case(&self, case: &CaseFacts) -> bool {
        (self.has_reason(case) || self.was_referred(case) || self.broke(case)) && self.passes(case)
    }

    fn on_person(&self, person: &PersonFacts) -> bool {
        let Capacity::Staff(role) = self.actor.capacity() else {
            // 9: erasure by schedule, which shows nobody anything.
            return self.actor.capacity() == Capacity::Program && self.act == Erase;
        };
        // 12: whatever is done to somebody is done to all their cases; seeing them, and saying that somebody knows them, is not.
        let is_of_all_cases = !matches!(self.act, ReadPerson | NameConflict);
        let lets = |case: &CaseFacts| self.is_unfenced(case) && self.is_of_their_desk(case) && !self.is_overlaid(Some(case));
        if person.is_conflicted || self.is_overlaid(None) || is_of_all_cases && !person.cases.iter().all(lets) {
            return false;
        }
        let is_visible = if person.cases.is_empty() {
            // 12. What a lead does for the cases of their team they do not do where there is none.
            use StaffRole::*;
            self.agency.kind == AgencyKind::Hub
                && matches!(role, Worker | TeamLead | Manager | DataProtectionOfficer)
                && !(self.act == LiftConflict && role == TeamLead)
        } else {
            person.cases.iter().any(|case| self.on_case(case))
        };
        does(role, self.act) && is_visible && self.is_sure()
    }

    /// 1 to 6 and 9: what of their role reaches this case.
    fn has_reason(&self, case: &CaseFacts) -> bool {
        use StaffRole::*;
        let Some(role) = self.actor.role() else { return false };
        let is_theirs = case.worker.is_some() && case.worker == self.actor.user_id();
        let is_their_teams = self.actor.team.as_ref() == Some(&case.team);
        let is_their_agencys = case.agency == self.agency.name;
        let leads = match role {
            TeamLead => is_their_agencys && (self.actor.team.is_none() || is_their_teams),
            Manager => is_their_agencys,
            _ => false,
        };
        let reaches = match role {
            Worker | TeamLead | Manager => is_their_agencys,
            Specialist => is_theirs || is_their_teams,
            Volunteer => is_theirs,
            WitnessCare | PoliceLiaison | DataProtectionOfficer => true,
            Referrer | Commissioner | Auditor | Administrator => false,
        };
        does(role, self.act)
            && match self.act {
                BreakGlass => self.may_break_glass(role),
                TakeCase => reaches && case.worker.is_none(),
                HandOverCase => case.worker.is_some() && (leads || reaches && is_theirs),
                CloseCase => leads || reaches && is_theirs,
                GiveCase | LiftConflict => leads,
                _ => reaches,
            }
    }

    /// 13.
    fn was_referred(&self, case: &CaseFacts) -> bool {
        let opens = matches!(self.act, ReadPerson | ReadCase | SeeContact | SeeAddress | SeeNotes | WriteNote | AnswerReferral);
        opens && self.agency.kind == AgencyKind::Partner && self.actor.role().is_some_and(supports) && case.is_referred && case.has_agreed
    }

    /// 11.
    fn may_break_glass(&self, role: StaffRole) -> bool {
        supports(role) && matches!(self.agency.kind, AgencyKind::Hub | AgencyKind::Partner)
    }

    fn broke(&self, case: &CaseFacts) -> bool {
        case.is_broken && is_behind_glass(self.act) && self.actor.role().is_some_and(|role| self.may_break_glass(role))
    }

    /// 10, but for what is asked of a whole person.
    fn passes(&self, case: &CaseFacts) -> bool {
        !case.is_conflicted
            && (self.act == BreakGlass || self.broke(case) || self.is_unfenced(case))
            && self.keeps_police_rules(Some(case))
            && !self.is_commissioner()
            && self.is_of_their_desk(case)
            && !self.is_overlaid(Some(case))
            && (self.agency.kind != AgencyKind::Partner || self.has_agreement(Some(case)))
            && !(case.is_open && matches!(self.act, ReopenCase | OfferAgain))
            && (case.is_open
                || self.act.only_reads()
                || self.act.scope() == Scope::OnPerson
                || matches!(
                    self.act,
                    RecordConsent | SetRingFence | BreakGlass | ReopenCase | OfferAgain | OptOut | AnswerReferral | Disclose
                ))
    }

    /// 10i.
    fn is_overlaid(&self, case: Option<&CaseFacts>) -> bool {
        let ours = self.organisation.overlay.as_deref();
        let (Some(role), Some(number)) = (self.actor.role(), OVERLAYS.iter().position(|overlay| Some(*overlay) == ours)) else {
            return false;
        };
        match (number, case) {
            (0, Some(case)) => self.act == SeeAddress && case.team == "north",
            (1, Some(case)) => self.actor.desk.as_deref() == Some("triage") && case.has_unreported,
            (2, Some(_)) => (supports(role) || role == StaffRole::Volunteer) && self.actor.desk.is_none(),
            (3, None) => self.act == Export && role != StaffRole::DataProtectionOfficer,
            _ => false,
        }
    }

    /// 10e.
    fn is_of_their_desk(&self, case: &CaseFacts) -> bool {
        !self.organisation.walled_desks || self.actor.desk.as_ref().is_none_or(|desk| case.desks.contains(desk))
    }

    /// 10a and 10b.
    fn is_unfenced(&self, case: &CaseFacts) -> bool {
        !case.is_conflicted && case.ring_fence.without(self.actor.cleared).is_none()
    }

    fn is_police(&self) -> bool {
        is_police(self.organisation, self.actor)
    }

    fn is_commissioner(&self) -> bool {
        self.actor.role() == Some(StaffRole::Commissioner) || self.agency.kind == AgencyKind::Commissioner
    }

    fn is_hidden(&self, desk: &str) -> bool {
        self.organisation.desks.iter().any(|known| known.name == desk && known.hidden_from_police)
    }

    /// 10c: 6, of a case or of the list of them. Whatever the role is called, whoever is of the police does no more than 6 says.
    fn keeps_police_rules(&self, case: Option<&CaseFacts>) -> bool {
        !self.is_police()
            || self.organisation.police_see_records
                && does(StaffRole::PoliceLiaison, self.act)
                && self.now.purpose == Purpose::Justice
                && self.has_agreement(case)
                && case.is_none_or(|case| !case.has_unreported && !case.desks.iter().any(|desk| self.is_hidden(desk)))
    }

    /// 10g. One agreement that covers it all: the day, the purpose, what is shown, and the person's yes where it asks for that.
    fn has_agreement(&self, case: Option<&CaseFacts>) -> bool {
        let today = self.now.at.to_zoned(TimeZone::get("Europe/London").expect("the time zone of the hub")).date();
        let covers = |agreement: &Agreement| {
            agreement.agency == self.agency.name
                && (agreement.from..=agreement.until).contains(&today)
                && agreement.purposes.contains(&self.now.purpose)
                && shows(self.act).iter().all(|part| agreement.parts.contains(part))
                && (!agreement.with_consent || case.is_none_or(|case| case.has_agreed))
        };
        self.organisation.agreements.iter().any(covers)
    }

    /// 10f.
    fn is_sure(&self) -> bool {
        let has_just_proved_it = self.actor.factor_at.is_some_and(|factor| {
            let ago = self.now.at.duration_since(factor);
            (SignedDuration::ZERO..=SignedDuration::from_mins(10)).contains(&ago)
        });
        !matches!(self.act, Export | Erase | Join) || self.now.has_second_person || has_just_proved_it
    }
}
