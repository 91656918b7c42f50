//! One row of the feed while it is being written: a cell for every field.

use std::fmt::{Arguments, Write as _};

kernel::words! {
    /// The fields of the feed in the order in which they are written. `force_area` is none of its fields: senders add columns of their own.
    pub(crate) enum Column {
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
        ForceArea = "force_area",
    }
}

/// What is wrong with the writing of a row rather than with its content; only a CSV file can have it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slip {
    /// The row is in Windows-1252 although the file is UTF-8.
    CodePage,
    /// This cell stands as it is, quotes and all.
    Unquoted(Column),
    /// One cell too many: a comma nobody quoted.
    CellTooMany,
}

/// A row of the feed. Empty is "not known".
#[derive(Clone)]
pub(crate) struct Row {
    cells: [String; Column::ALL.len()],
    pub(crate) slip: Option<Slip>,
}

impl Row {
    pub(crate) fn new() -> Self {
        Self { cells: std::array::from_fn(|_| String::new()), slip: None }
    }

    /// Empties every cell and keeps the room they have.
    pub(crate) fn clear(&mut self) {
        self.cells.iter_mut().for_each(String::clear);
        self.slip = None;
    }

    pub(crate) fn get(&self, column: Column) -> &str {
        self.cells.get(column as usize).map_or("", String::as_str)
    }

    pub(crate) fn has(&self, column: Column) -> bool {
        !self.get(column).is_empty()
    }

    /// Puts this text in the cell, in place of what was there.
    pub(crate) fn set(&mut self, column: Column, text: &str) {
        if let Some(cell) = self.cells.get_mut(column as usize) {
            cell.clear();
            cell.push_str(text);
        }
    }

    /// The same with `format_args!`.
    pub(crate) fn write(&mut self, column: Column, text: Arguments<'_>) {
        if let Some(cell) = self.cells.get_mut(column as usize) {
            cell.clear();
            // Writing to a String cannot fail.
            let _ = cell.write_fmt(text);
        }
    }

    /// Adds an item to a cell that holds a list.
    pub(crate) fn add(&mut self, column: Column, item: &str) {
        if let Some(cell) = self.cells.get_mut(column as usize) {
            if !cell.is_empty() {
                cell.push(';');
            }
            cell.push_str(item);
        }
    }

    /// What is in the cell, taken out.
    pub(crate) fn take(&mut self, column: Column) -> String {
        self.cells.get_mut(column as usize).map(std::mem::take).unwrap_or_default()
    }

    /// Every column with its cell, in order.
    pub(crate) fn cells(&self) -> impl Iterator<Item = (Column, &str)> {
        Column::ALL.iter().copied().zip(self.cells.iter().map(String::as_str))
    }
}
