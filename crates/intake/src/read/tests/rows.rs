//! What stands in a row, and when it is rejected, quarantined or taken with a remark.

use jiff::Timestamp;
use jiff::civil::date;
use kernel::{EnhancedCategory, Flag, IncidentKind, Level, PreferredContact, Role, Sex, SupportConsent};

use super::super::{CodeAssessment, Ethnicity, Field, faults};
use super::*;

fn rejected(columns: &[(&str, &str)]) -> Vec<String> {
    reasons(&row_with(columns))
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn quarantined(columns: &[(&str, &str)], received_at: &str) -> Vec<String> {
    faults(&referral_with(columns), at(received_at)).iter().map(ToString::to_string).collect()
}

const NAMED: [(&str, &str); 2] = [("family_name", "Okafor"), ("offence_text", "Burglary")];

fn named_with<'a>(columns: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&NAMED, columns].concat()
}

#[test]
fn every_field_of_the_feed_is_read() {
    let found = referral_with(&[
        ("occurred_from", "2026-11-20"),
        ("occurred_to", "2026-11-21"),
        ("incident_kind", "domestic_non_crime"),
        ("reported", "no"),
        ("offence_code", "8/6"),
        ("offence_text", "Assault"),
        ("incident_postcode", "ln1 1aa"),
        ("incident_lsoa", "E01026171"),
        ("incident_location", "On or near High Street"),
        ("flags", "stalking;; domestic_abuse ;"),
        ("role", "guardian"),
        ("person_reference", "P-9"),
        ("title", "Dr"),
        ("given_name", "Zoë"),
        ("middle_names", "Anne Marie"),
        ("family_name", "O’Brien"),
        ("previous_family_name", "Smith"),
        ("date_of_birth", "1990-02-28"),
        ("sex", "F"),
        ("ethnicity", "M9"),
        ("first_language", "cy"),
        ("interpreter_needed", "no"),
        ("communication_needs", "large print; British Sign Language"),
        ("address_1", "1 High Street"),
        ("address_2", "Bailgate"),
        ("town", "Lincoln"),
        ("postcode", "LN1 3AB"),
        ("phone_mobile", "07700 900123"),
        ("phone_home", "01632 960001"),
        ("email", "zoe@example.org"),
        ("preferred_contact", "text"),
        ("safe_call", "yes"),
        ("safe_voicemail", "no"),
        ("safe_text", "yes"),
        ("safe_email", "no"),
        ("safe_letter", ""),
        ("suspect_shares_address", "yes"),
        ("contact_notes", "After six, please"),
        ("support_consent", "given"),
        ("support_requested", "yes"),
        ("code_assessment", "vulnerable;serious"),
        ("vulnerable_marker", "yes"),
        ("specialist_referral", "Edan Lincs"),
        ("officer_name", "PC Hall"),
        ("officer_id", "1234"),
    ]);
    assert_eq!(found.source_record_id, "NI-1");
    assert_eq!(found.crime_reference.as_deref(), Some("CR/1/26"));
    assert_eq!(found.recorded_at, at("2026-11-23T10:00:00Z"));
    assert_eq!((found.occurred_from, found.occurred_to), (Some(date(2026, 11, 20)), Some(date(2026, 11, 21))));
    assert_eq!((found.incident_kind, found.reported), (IncidentKind::DomesticNonCrime, false));
    assert_eq!(found.offence_code.map(|code| code.to_string()).as_deref(), Some("008/06"));
    assert_eq!(found.offence_text.as_deref(), Some("Assault"));
    assert_eq!(found.incident_postcode.as_ref().map(|code| code.reveal()), Some("LN1 1AA"));
    assert_eq!((found.incident_lsoa.as_deref(), found.incident_location.as_deref()), (Some("E01026171"), Some("On or near High Street")));
    assert_eq!(found.flags.iter().collect::<Vec<_>>(), [Flag::DomesticAbuse, Flag::Stalking]);
    assert_eq!((found.role, found.person_reference.as_deref(), found.title.as_deref()), (Role::Guardian, Some("P-9"), Some("Dr")));
    assert_eq!((found.given_name.as_deref(), found.middle_names.as_deref()), (Some("Zoë"), Some("Anne Marie")));
    assert_eq!((found.family_name.as_deref(), found.previous_family_name.as_deref()), (Some("O’Brien"), Some("Smith")));
    assert_eq!(
        (found.date_of_birth, found.sex, found.ethnicity),
        (Some(date(1990, 2, 28)), Some(Sex::Female), Some(Ethnicity::OtherMixed))
    );
    assert_eq!((found.first_language.as_deref(), found.interpreter_needed), (Some("cy"), Some(false)));
    assert_eq!(found.communication_needs, ["large print", "British Sign Language"]);
    assert_eq!(
        (found.address_1.as_deref(), found.address_2.as_deref(), found.town.as_deref()),
        (Some("1 High Street"), Some("Bailgate"), Some("Lincoln"))
    );
    assert_eq!(found.postcode.as_ref().map(|code| code.reveal()), Some("LN1 3AB"));
    assert_eq!(found.phone_mobile.as_ref().map(|phone| phone.reveal()), Some("+447700900123"));
    assert_eq!(found.phone_home.as_ref().map(|phone| phone.reveal()), Some("+441632960001"));
    assert_eq!(found.email.as_ref().map(|email| email.reveal()), Some("zoe@example.org"));
    assert_eq!(found.preferred_contact, Some(PreferredContact::Text));
    assert_eq!((found.safety.call, found.safety.voicemail, found.safety.text), (Some(true), Some(false), Some(true)));
    assert_eq!((found.safety.email, found.safety.letter, found.suspect_shares_address), (Some(false), None, Some(true)));
    assert_eq!((found.contact_notes.as_deref(), found.support_consent), (Some("After six, please"), Some(SupportConsent::Given)));
    assert_eq!((found.support_requested, found.vulnerable_marker), (Some(true), Some(true)));
    let Some(CodeAssessment::Enhanced(why)) = &found.code_assessment else { panic!("assessed as enhanced") };
    assert_eq!(why, &[EnhancedCategory::Serious, EnhancedCategory::Vulnerable]);
    assert_eq!((found.specialist_referral.as_deref(), found.officer_name.as_deref()), (Some("Edan Lincs"), Some("PC Hall")));
    assert_eq!(found.officer_id.as_deref(), Some("1234"));
    assert!(found.invalid_dates.is_empty() && found.unusable.is_empty() && found.other.is_empty());
}

#[test]
fn what_is_not_said_is_not_known_or_the_default() {
    let found = referral_with(&[]);
    assert_eq!((found.incident_kind, found.reported, found.role), (IncidentKind::Crime, true, Role::Victim));
    assert_eq!((found.sex, found.support_consent, found.interpreter_needed, found.safety.call), (None, None, None, None));
    assert!(found.flags.is_empty() && found.communication_needs.is_empty() && found.code_assessment.is_none());
}

#[test]
fn white_space_around_a_field_is_no_part_of_it() {
    let found =
        referral_with(&[("family_name", "\u{a0} Okafor\t"), ("given_name", " \u{a0} "), ("role", " victim "), ("town", "\u{feff}Lincoln")]);
    assert_eq!((found.family_name.as_deref(), found.given_name, found.town.as_deref()), (Some("Okafor"), None, Some("Lincoln")));
}

#[test]
fn words_of_closed_lists_may_come_in_any_case() {
    let found = referral_with(&[
        ("role", "Victim"),
        ("sex", "f"),
        ("safe_call", "YES"),
        ("ethnicity", "ns"),
        ("flags", "Rape;STALKING"),
        ("first_language", "PL"),
    ]);
    assert_eq!((found.sex, found.safety.call, found.ethnicity), (Some(Sex::Female), Some(true), Some(Ethnicity::NotStated)));
    assert_eq!(found.flags.iter().collect::<Vec<_>>(), [Flag::Rape, Flag::Stalking]);
    assert_eq!(found.first_language.as_deref(), Some("pl"));
}

#[test]
fn a_word_that_is_on_no_list_rejects_the_row_and_names_the_field() {
    for (field, word) in [
        ("incident_kind", "burglary"),
        ("reported", "maybe"),
        ("offence_code", "eight"),
        ("flags", "rape;raped"),
        ("role", "suspect"),
        ("sex", "X"),
        ("ethnicity", "IC1"),
        ("first_language", "Polish"),
        ("interpreter_needed", "1"),
        ("preferred_contact", "pigeon"),
        ("safe_letter", "y"),
        ("suspect_shares_address", "unknown"),
        ("support_consent", "yes"),
        ("support_requested", "-"),
        ("code_assessment", "enhanced"),
        ("code_assessment", "standard;serious"),
        ("vulnerable_marker", "true"),
    ] {
        assert_eq!(rejected(&[(field, word)]), [format!("bad_value:{field}")], "{word}");
    }
}

#[test]
fn a_rejected_row_gives_its_id_and_every_reason_in_the_feeds_order() {
    let rows = read("vulnerable_marker,source_record_id,recorded_at,sex,crime_reference\nperhaps,NI-1,,Q,\n");
    assert_eq!(ids(&rows), ["NI-1 rejected"]);
    assert_eq!(reasons(&rows[0]), ["missing_recorded_at", "missing_crime_reference", "bad_value:sex", "bad_value:vulnerable_marker"]);
    let rows = read("source_record_id,recorded_at,crime_reference\n,2026-11-23T10:00:00Z,CR/1\n");
    assert_eq!(ids(&rows), ["? rejected"]);
    assert_eq!(reasons(&rows[0]), ["missing_source_record_id"]);
}

#[test]
fn a_crime_reference_is_needed_only_for_what_was_reported() {
    let rows =
        read("source_record_id,recorded_at,reported\nA,2026-11-23T10:00:00Z,yes\nB,2026-11-23T10:00:00Z,no\nC,2026-11-23T10:00:00Z,\n");
    assert_eq!(ids(&rows), ["A rejected", "B", "C rejected"]);
    assert_eq!(reasons(&rows[2]), ["missing_crime_reference"]);
}

#[test]
fn the_time_of_recording_needs_its_offset() {
    let recorded = |text: &str| read(format!("source_record_id,crime_reference,recorded_at\nA,CR/1,{text}\n")).remove(0);
    for (text, moment) in [
        ("2026-10-25T01:30:00+01:00", "2026-10-25T00:30:00Z"),
        ("2026-10-25T01:30:00+00:00", "2026-10-25T01:30:00Z"),
        ("2026-03-29T01:30:00Z", "2026-03-29T01:30:00Z"),
        ("2026-11-23t10:00:00.123456789z", "2026-11-23T10:00:00.123456789Z"),
        ("2026-11-23 10:00:00.5-05:30", "2026-11-23T15:30:00.5Z"),
        ("2026-06-30T23:59:60Z", "2026-06-30T23:59:59Z"),
    ] {
        assert_eq!(referral(recorded(text)).recorded_at, at(moment), "{text}");
    }
    for text in [
        "2026-11-23T10:00:00",
        "2026-11-23",
        "23/11/2026 10:00",
        "2026-11-23T10:00Z",
        "2026-11-23T10:00:00+01",
        "2026-11-23T10:00:00+0100",
        "2026-11-23T10:00:00Z[Europe/London]",
        "2026-11-23T24:00:00Z",
        "2026-11-23T10:00:61Z",
        "2026-11-23T10:00:00+24:00",
        "2026-02-30T10:00:00Z",
        "2026-11-23T10:00:00.Z",
        "2026-11-2éT10:00:00Z",
    ] {
        assert_eq!(reasons(&recorded(text)), ["bad_value:recorded_at"], "{text}");
    }
}

#[test]
fn a_date_that_is_none_is_for_a_human_and_never_guessed() {
    for text in ["03/04/1990", "1990-4-3", "1990-02-30", "about 1990", "19900403", "1990-04-03T00:00:00Z"] {
        let found = referral_with(&named_with(&[("date_of_birth", text), ("occurred_to", text), ("occurred_from", "2026-11-20")]));
        assert_eq!((found.date_of_birth, found.occurred_to), (None, None));
        assert_eq!(found.invalid_dates, ["occurred_to", "date_of_birth"], "{text}");
        assert_eq!(quarantined(&named_with(&[("date_of_birth", text)]), "2026-11-24T09:00:00Z"), ["invalid_date"]);
    }
}

#[test]
fn a_day_is_in_the_future_when_it_comes_after_the_day_of_receipt_in_london() {
    // 23:30 UTC on 30 June is already 1 July in London.
    let receipt = "2026-06-30T23:30:00Z";
    let offence = NAMED;
    let recorded = |moment: &str| {
        let file = format!(
            "source_record_id,crime_reference,recorded_at,family_name,offence_text\nA,CR/1,{moment},{},{}\n",
            offence[0].1, offence[1].1
        );
        !faults(&referral(read(file).remove(0)), at(receipt)).is_empty()
    };
    assert!(!recorded("2026-07-01T22:59:59Z"), "later the same day in London");
    assert!(recorded("2026-07-01T23:00:00Z"), "the next day in London");
    let quarantined = |field, day| {
        let file = format!(
            "source_record_id,crime_reference,recorded_at,family_name,offence_text,{field}\nA,CR/1,2026-06-30T10:00:00Z,Okafor,Theft,{day}\n"
        );
        faults(&referral(read(file).remove(0)), at(receipt)).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    for field in ["occurred_from", "occurred_to", "date_of_birth"] {
        assert!(quarantined(field, "2026-07-01").is_empty());
        assert_eq!(quarantined(field, "2026-07-02"), ["future_date"]);
    }
}

#[test]
fn a_person_without_a_name_and_an_incident_without_an_offence_are_for_a_human() {
    let receipt = "2026-11-24T09:00:00Z";
    assert_eq!(quarantined(&[], receipt), ["missing_name", "unknown_offence"]);
    assert!(quarantined(&[("given_name", "Ada"), ("offence_code", "8/6")], receipt).is_empty());
    assert!(quarantined(&[("family_name", "Okafor"), ("flags", "fraud")], receipt).is_empty());
    assert_eq!(quarantined(&[("middle_names", "Ada"), ("offence_text", "Theft")], receipt), ["missing_name"]);
    assert!(quarantined(&[("family_name", "Okafor"), ("incident_kind", "domestic_non_crime")], receipt).is_empty());
    assert_eq!(quarantined(&[("family_name", "Okafor"), ("incident_kind", "asb")], receipt), ["unknown_offence"]);
}

#[test]
fn a_number_or_address_that_cannot_be_used_is_kept_and_named() {
    let row = row_with(&[
        ("phone_mobile", "ask mother"),
        ("email", "zoe(at)example.org"),
        ("postcode", "unknown"),
        ("phone_home", "01632 960001"),
    ]);
    assert_eq!(row.as_sent.get(Field::PhoneMobile), "ask mother");
    let found = referral(row);
    assert_eq!((found.phone_mobile.is_none(), found.email.is_none(), found.postcode.is_none()), (true, true, true));
    assert_eq!(found.unusable, ["postcode", "phone_mobile", "email"]);
}

#[test]
fn the_officers_assessment_is_standard_or_says_why_not() {
    let level = |text: &str| referral_with(&[("code_assessment", text)]).code_assessment.map(|assessed| assessed.level());
    assert_eq!(level("standard"), Some(Level::Standard));
    assert_eq!(level("Persistent; persistent"), Some(Level::Enhanced));
    assert_eq!(level(" ; "), None);
}

#[test]
fn a_field_longer_than_any_honest_one_rejects_the_row() {
    let letters = |count: usize| "é".repeat(count);
    assert!(rejected(&[("town", &letters(2_000)), ("contact_notes", &letters(10_000)), ("officer_id", &letters(200))]).is_empty());
    assert_eq!(rejected(&[("town", &letters(2_001)), ("contact_notes", &letters(10_001))]), ["bad_value:town", "bad_value:contact_notes"]);
    let rows = read(format!("source_record_id,crime_reference,recorded_at\n{},CR/1,2026-11-23T10:00:00Z\n", letters(201)));
    assert_eq!(reasons(&rows[0]), ["bad_value:source_record_id"]);
    assert_eq!(ids(&rows), ["? rejected"], "an id that cannot be kept is not given back");
}

#[test]
fn a_nothing_character_makes_a_row_unreadable_but_its_id_can_be_told() {
    let rows = read(
        b"source_record_id,crime_reference,recorded_at,town\nA,CR/1,2026-11-23T10:00:00Z,Lin\0coln\nB,CR/2,2026-11-23T10:00:00Z,Lincoln\n",
    );
    assert_eq!(ids(&rows), ["A rejected", "B"]);
    assert_eq!(reasons(&rows[0]), ["unreadable_row"]);
}

#[test]
fn a_row_in_another_code_page_is_not_guessed_at() {
    let rows = read(b"source_record_id,crime_reference,recorded_at,given_name\nA,CR/1,2026-11-23T10:00:00Z,Zo\xeb\nB,CR/2,2026-11-23T10:00:00Z,Zo\xc3\xab\n");
    assert_eq!(ids(&rows), ["A rejected", "B"]);
    assert_eq!(reasons(&rows[0]), ["unreadable_row"]);
}

#[test]
fn json_lines_say_the_same_with_the_same_names() {
    let from_json = read(concat!(
        r#"{"source_record_id":"NI-1","crime_reference":"CR/1/26","recorded_at":"2026-11-23T10:00:00Z","reported":true,"#,
        r#""given_name":"Zo\u00eb","family_name":null,"safe_call":false,"town":"","force_area":"West"}"#
    ));
    let mut from_table =
        vec![row_with(&[("town", ""), ("force_area", "West"), ("safe_call", "no"), ("reported", "yes"), ("given_name", "Zoë")])];
    assert_eq!(from_json[0].digest, from_table[0].digest);
    let same = |row: &Row| serde_json::to_string(&row.as_sent).expect("json");
    assert_eq!(same(&from_json[0]), same(&from_table[0]));
    assert_eq!(referral(from_table.remove(0)), from_json.into_iter().map(referral).next().expect("one row"));
}

#[test]
fn json_numbers_and_booleans_count_where_they_have_one_meaning() {
    let json = |pairs: &str| {
        read(format!(r#"{{"source_record_id":88213,"crime_reference":"CR/1","recorded_at":"2026-11-23T10:00:00Z",{pairs}}}"#)).remove(0)
    };
    let found = referral(json(r#""officer_id":1234,"support_requested":true,"vulnerable_marker":false,"badge":7.5,"armed":false"#));
    assert_eq!((found.source_record_id.as_str(), found.officer_id.as_deref()), ("88213", Some("1234")));
    assert_eq!((found.support_requested, found.vulnerable_marker), (Some(true), Some(false)));
    assert_eq!(found.other, [("badge".to_owned(), "7.5".to_owned()), ("armed".to_owned(), "no".to_owned())]);
    for (pair, field) in [
        (r#""town":true"#, "town"),
        (r#""officer_id":1.5"#, "officer_id"),
        (r#""person_reference":99999999999999999999999"#, "person_reference"),
        (r#""safe_call":1"#, "safe_call"),
        (r#""flags":["rape"]"#, "flags"),
        (r#""postcode":{"outward":"LN1"}"#, "postcode"),
    ] {
        assert_eq!(reasons(&json(pair)), [format!("bad_value:{field}")], "{pair}");
    }
}

#[test]
fn a_json_line_that_is_no_flat_object_is_unreadable_and_the_file_goes_on() {
    let sound = r#"{"source_record_id":"Z","crime_reference":"CR/1","recorded_at":"2026-11-23T10:00:00Z"}"#;
    for line in [
        "{",
        "[]",
        "7",
        "null",
        "NI-1,CR/1",
        r#"{"source_record_id":"A"} {"source_record_id":"B"}"#,
        r#"{"source_record_id":"A","source_record_id":"B"}"#,
        r#"{"source_record_id":"A" "town":"B"}"#,
    ] {
        let rows = read(format!("{sound}\n{line}\n\n{sound}\r\n"));
        assert_eq!(ids(&rows), ["Z", "? rejected", "Z"], "{line}");
        assert_eq!(reasons(&rows[1]), ["unreadable_row"]);
    }
    for line in [r#"{"source_record_id":"A","town":"x","Town ":"y"}"#, r#"{"source_record_id":"A","town":"\u0000"}"#] {
        let rows = read(format!("{sound}\n{line}\n{sound}"));
        assert_eq!(ids(&rows), ["Z", "A rejected", "Z"], "{line}");
        assert_eq!(reasons(&rows[1]), ["unreadable_row"]);
    }
}

/// The feed's fields are flat; what a sender adds under a name of its own costs nobody their contact.
#[test]
fn an_object_or_list_under_an_unknown_name_is_kept_as_json() {
    let sound = r#""source_record_id":"A","crime_reference":"CR/1","recorded_at":"2026-11-23T10:00:00Z""#;
    let rows = read(format!("{{{sound},\"extra\":{{\"deep\": [1, \"é\\u0000\", null]}},\"list\":[]}}\n"));
    assert_eq!(ids(&rows), ["A"]);
    let others: Vec<_> = rows[0].as_sent.other().collect();
    assert_eq!(others, [("extra", r#"{"deep":[1,"é\u0000",null]}"#), ("list", "[]")]);
    let rows = read(format!("{{{sound},\"town\":{{\"deep\":1}}}}\n"));
    assert_eq!(reasons(&rows[0]), ["bad_value:town"], "of a field that the feed knows it is no value");
}

#[test]
fn unknown_columns_are_kept_with_the_row_and_named_once() {
    let file = "source_record_id,Custody Suite,crime_reference,recorded_at,,Beat\nA,North,CR/1,2026-11-23T10:00:00Z,x,\nB,,CR/2,2026-11-23T10:00:00Z,,7\n";
    let mut reader = Reader::open(file.as_bytes(), "transfer").expect("opens");
    assert_eq!(reader.unknown_columns(), ["custody suite", "column 5", "beat"]);
    let row = reader.next().expect("a row").expect("read");
    let kept = serde_json::to_string(&row.as_sent).expect("json");
    assert_eq!(
        kept,
        r#"{"source_record_id":"A","crime_reference":"CR/1","recorded_at":"2026-11-23T10:00:00Z","custody suite":"North","column 5":"x"}"#
    );
    assert_eq!(referral(row).other, [("custody suite".to_owned(), "North".to_owned()), ("column 5".to_owned(), "x".to_owned())]);
    let file = "{\"Beat\":1,\"source_record_id\":\"A\"}\n{\"ward\":null,\"beat\":2}\n";
    let mut reader = Reader::open(file.as_bytes(), "transfer").expect("opens");
    assert_eq!(reader.by_ref().count(), 2);
    assert_eq!(reader.unknown_columns(), ["beat", "ward"]);
}

#[test]
fn the_digest_changes_with_the_content_and_with_nothing_else() {
    let digest = |file: &str| read(file)[0].digest;
    let before = digest("source_record_id,crime_reference,recorded_at,town,beat\nA,CR/1,2026-11-23T10:00:00Z,Lincoln,7\n");
    assert_eq!(
        before,
        digest("BEAT,recorded_at,town,crime_reference,ward,source_record_id\r\n7,2026-11-23T10:00:00Z, Lincoln ,CR/1,,A\r\n")
    );
    assert_ne!(before, digest("source_record_id,crime_reference,recorded_at,town,beat\nA,CR/1,2026-11-23T10:00:00Z,Boston,7\n"));
    assert_ne!(before, digest("source_record_id,crime_reference,recorded_at,town,beat\nA,CR/1,2026-11-23T10:00:00Z,Lincoln,8\n"));
    assert_ne!(before, digest("source_record_id,crime_reference,recorded_at,address_2,beat\nA,CR/1,2026-11-23T10:00:00Z,Lincoln,7\n"));
}

#[test]
fn a_digest_stays_what_it_was_so_that_a_row_sent_again_after_an_upgrade_is_unchanged() {
    let digest = read("source_record_id,crime_reference,recorded_at,officer_id,beat\nA,CR/1,2026-11-23T10:00:00Z,1234,7\n")[0].digest;
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "c63905cb9a3143d6f253568abb31665c402e758e8e4f513796e3583c06e70f60");
}

#[test]
fn nothing_prints_what_a_row_says() {
    let row = row_with(&[("family_name", "Okafor"), ("sex", "F")]);
    assert_eq!(format!("{:?} {:?}", row, row.as_sent), "Row { number: 1, content: Referral, .. } AsSent");
    let row = row_with(&[("family_name", "Okafor"), ("sex", "Okafor")]);
    assert_eq!(format!("{row:?}"), "Row { number: 1, content: Rejected { reasons: [BadValue(\"sex\")], .. }, .. }");
}
