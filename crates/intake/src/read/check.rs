//! From a row's fields to a referral, or to the reasons why it is none.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{
    Email, EnhancedCategory, FixedReason, Flag, FlagSet, IncidentKind, OffenceCode, Phone, Postcode, PreferredContact, Reason, Role,
    Safety, Sex, SupportConsent,
};

use super::as_sent::AsSent;
use super::field::Field;
use super::moment::{date, moment};
use super::referral::{CodeAssessment, Ethnicity, Referral};

/// The referral in these fields; or every reason why there is none: first what is missing, then the bad values in the feed's order.
pub(super) fn check(sent: &AsSent, ill_typed: &[Field]) -> Result<Box<Referral>, Vec<Reason>> {
    let mut check = Check { sent, ill_typed, missing: Vec::new(), bad: Vec::new(), invalid_dates: Vec::new(), unusable: Vec::new() };
    // The fields are read in the order they are written here, which is the feed's.
    let mut referral = Box::new(Referral {
        source_record_id: check.required(Field::SourceRecordId, FixedReason::MissingSourceRecordId).unwrap_or_default().to_owned(),
        crime_reference: check.text(Field::CrimeReference),
        recorded_at: check.recorded_at(),
        occurred_from: check.date(Field::OccurredFrom),
        occurred_to: check.date(Field::OccurredTo),
        incident_kind: check.word(Field::IncidentKind, IncidentKind::parse).unwrap_or(IncidentKind::Crime),
        reported: check.yes_or_no(Field::Reported).unwrap_or(true),
        offence_code: check.of_form(Field::OffenceCode, OffenceCode::parse),
        offence_text: check.text(Field::OffenceText),
        incident_postcode: check.usable(Field::IncidentPostcode, Postcode::parse),
        incident_lsoa: check.text(Field::IncidentLsoa),
        incident_location: check.text(Field::IncidentLocation),
        flags: check.words(Field::Flags, Flag::parse).into_iter().collect::<FlagSet>(),
        role: check.word(Field::Role, Role::parse).unwrap_or(Role::Victim),
        person_reference: check.text(Field::PersonReference),
        title: check.text(Field::Title),
        given_name: check.text(Field::GivenName),
        middle_names: check.text(Field::MiddleNames),
        family_name: check.text(Field::FamilyName),
        previous_family_name: check.text(Field::PreviousFamilyName),
        date_of_birth: check.date(Field::DateOfBirth),
        sex: check.word(Field::Sex, Sex::parse),
        ethnicity: check.word(Field::Ethnicity, Ethnicity::parse),
        first_language: check.of_form(Field::FirstLanguage, language),
        interpreter_needed: check.yes_or_no(Field::InterpreterNeeded),
        communication_needs: check.items(Field::CommunicationNeeds).map(str::to_owned).collect(),
        address_1: check.text(Field::Address1),
        address_2: check.text(Field::Address2),
        town: check.text(Field::Town),
        postcode: check.usable(Field::Postcode, Postcode::parse),
        phone_mobile: check.usable(Field::PhoneMobile, Phone::parse),
        phone_home: check.usable(Field::PhoneHome, Phone::parse),
        email: check.usable(Field::Email, Email::parse),
        preferred_contact: check.word(Field::PreferredContact, PreferredContact::parse),
        safety: Safety {
            call: check.yes_or_no(Field::SafeCall),
            voicemail: check.yes_or_no(Field::SafeVoicemail),
            text: check.yes_or_no(Field::SafeText),
            email: check.yes_or_no(Field::SafeEmail),
            letter: check.yes_or_no(Field::SafeLetter),
        },
        suspect_shares_address: check.yes_or_no(Field::SuspectSharesAddress),
        contact_notes: check.text(Field::ContactNotes),
        support_consent: check.word(Field::SupportConsent, SupportConsent::parse),
        support_requested: check.yes_or_no(Field::SupportRequested),
        code_assessment: check.code_assessment(),
        vulnerable_marker: check.yes_or_no(Field::VulnerableMarker),
        specialist_referral: check.text(Field::SpecialistReferral),
        officer_name: check.text(Field::OfficerName),
        officer_id: check.text(Field::OfficerId),
        invalid_dates: Vec::new(),
        unusable: Vec::new(),
        other: sent.other().map(|(name, content)| (name.to_owned(), content.to_owned())).collect(),
    });
    if referral.reported && sent.get(Field::CrimeReference).is_empty() {
        check.missing.push(FixedReason::MissingCrimeReference.into());
    }
    if check.missing.is_empty() && check.bad.is_empty() {
        referral.invalid_dates = check.invalid_dates;
        referral.unusable = check.unusable;
        return Ok(referral);
    }
    check.missing.append(&mut check.bad);
    Err(check.missing)
}

struct Check<'a> {
    sent: &'a AsSent,
    ill_typed: &'a [Field],
    missing: Vec<Reason>,
    bad: Vec<Reason>,
    invalid_dates: Vec<&'static str>,
    unusable: Vec<&'static str>,
}

impl<'a> Check<'a> {
    /// What stands in the field, if something does and it is neither too long nor of a type that it cannot have.
    fn sent(&mut self, field: Field) -> Option<&'a str> {
        let text = self.sent.get(field);
        if self.ill_typed.contains(&field) || (text.len() > field.longest() && text.chars().count() > field.longest()) {
            return self.bad(field);
        }
        (!text.is_empty()).then_some(text)
    }

    fn bad<T>(&mut self, field: Field) -> Option<T> {
        self.bad.push(Reason::BadValue(field.as_str()));
        None
    }

    fn text(&mut self, field: Field) -> Option<String> {
        self.sent(field).map(str::to_owned)
    }

    fn required(&mut self, field: Field, otherwise: FixedReason) -> Option<&'a str> {
        if self.sent.get(field).is_empty() && !self.ill_typed.contains(&field) {
            self.missing.push(otherwise.into());
        }
        self.sent(field)
    }

    /// A field that refuses the row if something else than its form stands in it.
    fn of_form<T>(&mut self, field: Field, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.sent(field)?;
        parse(text).or_else(|| self.bad(field))
    }

    /// A field whose content is kept but of no use if it is not of its form.
    fn usable<T>(&mut self, field: Field, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let parsed = parse(self.sent(field)?);
        if parsed.is_none() {
            self.unusable.push(field.as_str());
        }
        parsed
    }

    fn date(&mut self, field: Field) -> Option<Date> {
        let parsed = date(self.sent(field)?);
        if parsed.is_none() {
            self.invalid_dates.push(field.as_str());
        }
        parsed
    }

    /// When it was recorded. The epoch stands in for a row that is refused anyway.
    fn recorded_at(&mut self) -> Timestamp {
        let text = self.required(Field::RecordedAt, FixedReason::MissingRecordedAt);
        text.and_then(|text| moment(text).or_else(|| self.bad(Field::RecordedAt))).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn word<T>(&mut self, field: Field, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.of_form(field, |text| in_any_case(text, &parse))
    }

    fn yes_or_no(&mut self, field: Field) -> Option<bool> {
        self.word(field, |text| match text {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        })
    }

    fn items(&mut self, field: Field) -> impl Iterator<Item = &'a str> + use<'a> {
        self.sent(field).unwrap_or_default().split(';').map(super::field::trimmed).filter(|item| !item.is_empty())
    }

    fn words<T>(&mut self, field: Field, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let words: Option<Vec<T>> = self.items(field).map(|item| in_any_case(item, &parse)).collect();
        words.or_else(|| self.bad(field)).unwrap_or_default()
    }

    /// `standard` alone, or a list of categories: both at once contradict each other.
    fn code_assessment(&mut self) -> Option<CodeAssessment> {
        let words = self.words(Field::CodeAssessment, |word| match word {
            "standard" => Some(None),
            word => EnhancedCategory::parse(word).map(Some),
        });
        let mut categories: Vec<EnhancedCategory> = words.iter().copied().flatten().collect();
        match (categories.len(), words.len()) {
            (_, 0) => None,
            (0, _) => Some(CodeAssessment::Standard),
            (some, all) if some < all => self.bad(Field::CodeAssessment),
            _ => {
                categories.sort_unstable();
                categories.dedup();
                Some(CodeAssessment::Enhanced(categories))
            }
        }
    }
}

/// A word of a closed list whatever its case: exactly as the list has it first, since that is how it nearly always comes.
fn in_any_case<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
    parse(text).or_else(|| parse(&text.to_ascii_lowercase())).or_else(|| parse(&text.to_ascii_uppercase()))
}

/// A language code in small letters.
fn language(text: &str) -> Option<String> {
    ((2..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphabetic())).then(|| text.to_ascii_lowercase())
}
