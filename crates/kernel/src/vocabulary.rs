//! The words of a referral and of what was decided about it. Names and values are those of the transfer feed, version 1.

use crate::words;

words! {
    /// What a person is in an incident.
    pub enum Role {
        Victim = "victim",
        Witness = "witness",
        Bereaved = "bereaved",
        Guardian = "guardian",
        BusinessContact = "business_contact",
    }
}

words! {
    /// What kind of incident it was.
    pub enum IncidentKind {
        Crime = "crime",
        Asb = "asb",
        DomesticNonCrime = "domestic_non_crime",
        RoadDeath = "road_death",
        Fire = "fire",
    }
}

words! {
    /// By which door a referral came.
    pub enum Source {
        Police = "police",
        Agency = "agency",
        SelfReferral = "self",
        ReportFraud = "report_fraud",
        Btp = "btp",
        OtherHub = "other_hub",
    }
}

words! {
    /// What the sender says, or the offence code implies, about an incident or the person in it.
    pub enum Flag {
        DomesticAbuse = "domestic_abuse",
        DomesticAbuseHighRisk = "domestic_abuse_high_risk",
        Sexual = "sexual",
        Rape = "rape",
        ChildSexualAbuse = "child_sexual_abuse",
        ChildExploitation = "child_exploitation",
        ChildAbuse = "child_abuse",
        Stalking = "stalking",
        Harassment = "harassment",
        HateRace = "hate_race",
        HateReligion = "hate_religion",
        HateOrientation = "hate_orientation",
        HateDisability = "hate_disability",
        HateTransgender = "hate_transgender",
        ModernSlavery = "modern_slavery",
        HonourBased = "honour_based",
        Fgm = "fgm",
        ForcedMarriage = "forced_marriage",
        Terrorism = "terrorism",
        Homicide = "homicide",
        AttemptedMurder = "attempted_murder",
        GbhIntent = "gbh_intent",
        Kidnap = "kidnap",
        ArsonLife = "arson_life",
        Fraud = "fraud",
        AsbHighRisk = "asb_high_risk",
        SeriousViolence = "serious_violence",
        MentalDisorder = "mental_disorder",
        LearningDisability = "learning_disability",
        PhysicalDisability = "physical_disability",
        FearOfTestifying = "fear_of_testifying",
        Repeat = "repeat",
    }
}

impl Flag {
    /// The other flag that is true wherever this one is (transfer feed, version 1, "Flags").
    pub const fn brings(self) -> Option<Self> {
        match self {
            Self::DomesticAbuseHighRisk => Some(Self::DomesticAbuse),
            Self::Rape | Self::ChildSexualAbuse => Some(Self::Sexual),
            _ => None,
        }
    }
}

words! {
    /// A way in which the hub may reach a person first.
    pub enum Channel { Phone = "phone", Text = "text", Email = "email", Letter = "letter" }
}

words! {
    /// The person's own word on how to be reached; `none` is no preference.
    pub enum PreferredContact { Phone = "phone", Text = "text", Email = "email", Letter = "letter", None = "none" }
}

impl PreferredContact {
    /// The channel preferred, if one is.
    pub const fn channel(self) -> Option<Channel> {
        match self {
            Self::Phone => Some(Channel::Phone),
            Self::Text => Some(Channel::Text),
            Self::Email => Some(Channel::Email),
            Self::Letter => Some(Channel::Letter),
            Self::None => None,
        }
    }
}

words! {
    /// Whether the person agreed to be referred for support; absence of a word is "not asked".
    pub enum SupportConsent { Given = "given", Refused = "refused" }
}

words! {
    /// Sex as the sender recorded it.
    pub enum Sex { Female = "F", Male = "M", Unknown = "U" }
}

words! {
    /// Standard or enhanced rights under the Victims' Code.
    pub enum Level { Standard = "standard", Enhanced = "enhanced" }
}

words! {
    /// Why a person has enhanced rights (Victims' Code 2021, "enhanced rights").
    pub enum EnhancedCategory {
        Serious = "serious",
        Persistent = "persistent",
        Vulnerable = "vulnerable",
        Intimidated = "intimidated",
    }
}

words! {
    /// On what ground the hub holds what it was sent.
    pub enum Basis {
        SameController = "same_controller",
        Agreement = "agreement",
        JointController = "joint_controller",
        PublicTask = "public_task",
        ImpliedConsent = "implied_consent",
        ConsentFirst = "consent_first",
    }
}

words! {
    /// What became of one row. Every row ends in exactly one.
    pub enum Outcome {
        Opened = "opened",
        Attached = "attached",
        Reopened = "reopened",
        Updated = "updated",
        Unchanged = "unchanged",
        Duplicate = "duplicate",
        RecordedOnly = "recorded_only",
        NotEligible = "not_eligible",
        Declined = "declined",
        Quarantined = "quarantined",
        Rejected = "rejected",
    }
}

words! {
    /// Why a row had its outcome, as far as the reason is one fixed word (`bad_value:<field>` is the other form, see [`Reason`]).
    pub enum FixedReason {
        SpecialistDirect = "specialist_direct",
        StandardNotContacted = "standard_not_contacted",
        OutOfArea = "out_of_area",
        RoleNotServed = "role_not_served",
        UnreportedNotServed = "unreported_not_served",
        IncidentKindNotServed = "incident_kind_not_served",
        NoVulnerabilityMarker = "no_vulnerability_marker",
        ConsentRefused = "consent_refused",
        OptedOut = "opted_out",
        ConsentMissing = "consent_missing",
        UnknownOffence = "unknown_offence",
        InvalidDate = "invalid_date",
        FutureDate = "future_date",
        MissingName = "missing_name",
        MissingSourceRecordId = "missing_source_record_id",
        MissingRecordedAt = "missing_recorded_at",
        MissingCrimeReference = "missing_crime_reference",
        UnreadableRow = "unreadable_row",
        EnhancedSerious = "enhanced_serious",
        EnhancedPersistent = "enhanced_persistent",
        EnhancedVulnerable = "enhanced_vulnerable",
        EnhancedIntimidated = "enhanced_intimidated",
        RepeatVictim = "repeat_victim",
        RequestedSupport = "requested_support",
        OfficerMarker = "officer_marker",
        MajorIncident = "major_incident",
    }
}

/// A reason as the decision record and the reconciliation report write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// One of the fixed words.
    Fixed(FixedReason),
    /// `bad_value:<field>`: the field's content is not of its form.
    BadValue(&'static str),
}

impl From<FixedReason> for Reason {
    fn from(reason: FixedReason) -> Self {
        Self::Fixed(reason)
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fixed(reason) => f.write_str(reason.as_str()),
            Self::BadValue(field) => write!(f, "bad_value:{field}"),
        }
    }
}

impl serde::Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

words! {
    /// Why a case ended.
    pub enum Ending {
        Declined = "declined",
        Completed = "completed",
        NotReached = "not_reached",
        NoSafeWay = "no_safe_way",
        MovedAway = "moved_away",
        OtherService = "other_service",
        OpenedInError = "opened_in_error",
        OutOfScope = "out_of_scope",
        OptedOut = "opted_out",
    }
}

words! {
    /// Why the gate keeps a channel shut.
    pub enum BlockedReason {
        NoNumber = "no_number",
        NoEmail = "no_email",
        NoAddress = "no_address",
        Unsafe = "unsafe",
        SafetyUnknown = "safety_unknown",
        SuspectSharesAddress = "suspect_shares_address",
    }
}

words! {
    /// What a person should look at while the case goes ahead.
    pub enum ReviewKind {
        PossibleSamePerson = "possible_same_person",
        AreaUnknown = "area_unknown",
        AssessmentDisagrees = "assessment_disagrees",
    }
}

/// A set of [`Flag`]s.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct FlagSet(u64);

impl FlagSet {
    /// No flag.
    pub const EMPTY: Self = Self(0);
    /// The five kinds of hate.
    pub const HATE: Self =
        Self::of(&[Flag::HateRace, Flag::HateReligion, Flag::HateOrientation, Flag::HateDisability, Flag::HateTransgender]);

    /// The set of these flags.
    pub const fn of(flags: &[Flag]) -> Self {
        let (mut bits, mut rest) = (0, flags);
        while let [first, tail @ ..] = rest {
            bits |= 1 << (*first as u64);
            rest = tail;
        }
        Self(bits)
    }

    /// Whether this flag is in the set.
    pub const fn has(self, flag: Flag) -> bool {
        self.0 & (1 << (flag as u64)) != 0
    }

    /// Whether the two sets share a flag.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Puts a flag in.
    pub const fn insert(&mut self, flag: Flag) {
        self.0 |= 1 << (flag as u64);
    }

    /// Whether there is no flag.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The flags in the order of the feed's list.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.iter().copied().filter(move |flag| self.has(*flag))
    }
}

impl FromIterator<Flag> for FlagSet {
    fn from_iter<I: IntoIterator<Item = Flag>>(flags: I) -> Self {
        let mut set = Self::EMPTY;
        flags.into_iter().for_each(|flag| set.insert(flag));
        set
    }
}

impl std::fmt::Debug for FlagSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter().map(Flag::as_str)).finish()
    }
}

/// Whether the person said that each way is safe; `None` is "not known".
///
/// Voicemail is not a [`Channel`] of its own: it is what a call may turn into, and the gate asks for it separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Safety {
    /// A worker calls.
    pub call: Option<bool>,
    /// A message is left.
    pub voicemail: Option<bool>,
    /// A text is sent.
    pub text: Option<bool>,
    /// An e-mail is sent.
    pub email: Option<bool>,
    /// A letter is posted.
    pub letter: Option<bool>,
}

/// Which ways of contact the person has at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach {
    /// A mobile number is known.
    pub mobile: bool,
    /// A landline number is known.
    pub home_phone: bool,
    /// An e-mail address is known.
    pub email: bool,
    /// A first address line and a postcode are known.
    pub address: bool,
}

/// Whose suspect a way of contact is on record as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SuspectOf {
    /// The suspect of somebody else's case.
    SomebodyElse,
    /// The suspect of the very person in whose record the way of contact stands.
    ThisPerson,
}

/// Who else is on record with a way of contact, besides the person in whose record it stands. Counts only: never who.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Holders {
    /// How many other people have it now.
    pub others: u32,
    /// Whose suspect's it is on record as.
    pub suspect: Option<SuspectOf>,
    /// Whether a worker has written down, knowing all that makes it a suspect's, why it can be used all the same.
    pub said_otherwise: bool,
}
