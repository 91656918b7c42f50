//! The columns of the transfer feed, version 1, and the headings of one file.

use std::collections::HashSet;

use super::problem::Problem;

kernel::words! {
    /// A column of the transfer feed, version 1, in the feed's order. A row's digest counts on this order: add at the end.
    pub enum Field {
        SourceRecordId = "source_record_id",
        CrimeReference = "crime_reference",
        RecordedAt = "recorded_at",
        OccurredFrom = "occurred_from",
        OccurredTo = "occurred_to",
        IncidentKind = "incident_kind",
        Reported = "reported",
        OffenceCode = "offence_code",
        OffenceText = "offence_text",
        IncidentPostcode = "incident_postcode",
        IncidentLsoa = "incident_lsoa",
        IncidentLocation = "incident_location",
        Flags = "flags",
        Role = "role",
        PersonReference = "person_reference",
        Title = "title",
        GivenName = "given_name",
        MiddleNames = "middle_names",
        FamilyName = "family_name",
        PreviousFamilyName = "previous_family_name",
        DateOfBirth = "date_of_birth",
        Sex = "sex",
        Ethnicity = "ethnicity",
        FirstLanguage = "first_language",
        InterpreterNeeded = "interpreter_needed",
        CommunicationNeeds = "communication_needs",
        Address1 = "address_1",
        Address2 = "address_2",
        Town = "town",
        Postcode = "postcode",
        PhoneMobile = "phone_mobile",
        PhoneHome = "phone_home",
        Email = "email",
        PreferredContact = "preferred_contact",
        SafeCall = "safe_call",
        SafeVoicemail = "safe_voicemail",
        SafeText = "safe_text",
        SafeEmail = "safe_email",
        SafeLetter = "safe_letter",
        SuspectSharesAddress = "suspect_shares_address",
        ContactNotes = "contact_notes",
        SupportConsent = "support_consent",
        SupportRequested = "support_requested",
        CodeAssessment = "code_assessment",
        VulnerableMarker = "vulnerable_marker",
        SpecialistReferral = "specialist_referral",
        OfficerName = "officer_name",
        OfficerId = "officer_id",
    }
}

impl Field {
    /// How many columns the feed has.
    pub const COUNT: usize = Self::ALL.len();

    /// Without these columns a file is not a transfer.
    const NEEDED: [Self; 2] = [Self::SourceRecordId, Self::RecordedAt];

    /// Whether the field says yes or no, so that a JSON boolean has one meaning for it.
    pub(super) const fn is_yes_or_no(self) -> bool {
        matches!(
            self,
            Self::Reported
                | Self::InterpreterNeeded
                | Self::SafeCall
                | Self::SafeVoicemail
                | Self::SafeText
                | Self::SafeEmail
                | Self::SafeLetter
                | Self::SuspectSharesAddress
                | Self::SupportRequested
                | Self::VulnerableMarker
        )
    }

    /// The most characters the field may have. Identifiers are short because databases index them.
    pub(super) const fn longest(self) -> usize {
        match self {
            Self::SourceRecordId | Self::CrimeReference | Self::PersonReference | Self::OfficerId => 200,
            Self::ContactNotes => 10_000,
            _ => 2_000,
        }
    }
}

/// The most columns a row may have.
pub(super) const MOST_COLUMNS: usize = 1_000;

/// The longest heading, in bytes.
pub(super) const LONGEST_HEADING: usize = 200;

/// What one column of a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    /// One of the feed's.
    Known(Field),
    /// One that the feed does not know, by its folded name; kept with the row.
    Other(String),
}

/// A column's name as names are compared: without white space around it, in lower case.
pub(super) fn folded(name: &str) -> String {
    trimmed(name).to_lowercase()
}

/// The text without white space around it; a non-breaking, zero-width or byte-order mark counts as white space.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// The text without white space before it.
pub(super) fn without_space_before(text: &str) -> &str {
    text.trim_start_matches(is_space)
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

/// What each column of a table is, from its first row. A column without a name is known by its place.
pub(super) fn columns<'a>(headings: impl Iterator<Item = &'a str>) -> Result<Vec<Column>, Problem> {
    let names: Vec<String> = headings
        .enumerate()
        .map(|(place, heading)| match folded(heading) {
            name if name.is_empty() => format!("column {}", place + 1),
            name => name,
        })
        .collect();
    let missing: Vec<&'static str> =
        Field::NEEDED.iter().map(|field| field.as_str()).filter(|needed| !names.iter().any(|name| name == needed)).collect();
    if !missing.is_empty()
        && let Some(separator) = Problem::other_separator(&names)
    {
        return Err(Problem::OtherSeparator(separator));
    }
    if names.len() > MOST_COLUMNS || names.iter().any(|name| name.len() > LONGEST_HEADING) {
        return Err(Problem::Headings("there are more than 1,000 columns, or one has a name longer than 200 letters"));
    }
    if !missing.is_empty() {
        return Err(Problem::MissingColumns { hint: Problem::hint_for_missing(&missing, &names), missing });
    }
    let mut seen = HashSet::new();
    if let Some(twice) = names.iter().find(|name| !seen.insert(name.as_str())) {
        return Err(Problem::DuplicateColumn(twice.clone()));
    }
    Ok(names.into_iter().map(|name| Field::parse(&name).map_or(Column::Other(name), Column::Known)).collect())
}
