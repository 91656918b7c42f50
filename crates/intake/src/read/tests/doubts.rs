//! Headings that the feed does not know and that may be meant for one that it does.

use super::super::{Doubt, Field};
use super::*;

/// A file's rows, and what is doubtful about its columns.
fn with_doubts(file: &str) -> (Vec<Row>, Vec<Doubt>) {
    let mut reader = Reader::open(file.as_bytes(), "transfer").expect("opens");
    let rows: Vec<Row> = reader.by_ref().map(|row| row.expect("read")).collect();
    (rows, reader.doubts().to_vec())
}

/// A table of sound rows with these columns beside, each row with this content in the first of them.
fn table(columns: &str, contents: &[&str]) -> String {
    let rest = ",".repeat(columns.matches(',').count());
    let rows = contents.iter().zip(1..).map(|(content, n)| format!("R{n},CR/{n},2026-11-23T10:00:00Z,{content}{rest}\n"));
    format!("source_record_id,crime_reference,recorded_at,{columns}\n{}", rows.collect::<String>())
}

#[test]
fn what_a_misspelt_column_of_safety_or_consent_says_rejects_the_row() {
    for (column, meant) in [
        ("support_consnt", "support_consent"),
        ("Support Consent", "support_consent"),
        ("supportconsent", "support_consent"),
        ("consent", "support_consent"),
        ("support_request", "support_requested"),
        ("victim_support_consent", "support_consent"),
        ("is_safe_call", "safe_call"),
        ("call_safe", "safe_call"),
        ("ok_to_text", "safe_text"),
        ("do_not_call", "safe_call"),
        ("consent_refused", "support_consent"),
        ("Consent to referral", "support_consent"),
        ("consentgiven", "support_consent"),
        ("support_declined", "support_consent"),
        ("support_accepted", "support_consent"),
        ("refused", "support_consent"),
        ("suspect_same_address", "suspect_shares_address"),
        ("Lives with suspect", "suspect_shares_address"),
        ("suspect_shares_adress", "suspect_shares_address"),
        ("contact_note", "contact_notes"),
        ("prefered-contact", "preferred_contact"),
        ("save_call", "safe_call"),
        ("safecall", "safe_call"),
        ("safe_phone", "safe_call"),
        ("Safe SMS", "safe_text"),
        ("safe_voice_mail", "safe_voicemail"),
        ("safe_emails", "safe_email"),
        ("safe_post", "safe_letter"),
    ] {
        let (rows, doubts) = with_doubts(&table(column, &["no", "", "refused"]));
        assert_eq!(ids(&rows), ["R1 rejected", "R2", "R3 rejected"], "{column}");
        assert_eq!(reasons(&rows[0]), [format!("bad_value:{meant}")], "{column}");
        let found: Vec<_> = doubts.iter().map(|doubt| (doubt.meant.as_str(), doubt.rejects, doubt.rows)).collect();
        assert_eq!(found, [(meant, true, 2)], "{column}");
    }
}

#[test]
fn a_name_that_begins_with_safe_is_about_safety_whatever_stands_beside_it() {
    let all = "safe_call,safe_voicemail,safe_text,safe_email,safe_letter";
    for column in ["safe_phone", "safe_zzz", "safe time to ring", "safe-call"] {
        let (rows, doubts) = with_doubts(&table(&format!("{column},{all}"), &["no", ""]));
        assert_eq!(ids(&rows), ["R1 rejected", "R2"], "{column}");
        assert!(reasons(&rows[0])[0].starts_with("bad_value:safe_"), "{column}");
        assert!(doubts[0].to_string().contains("a name that does not speak of that"), "{}", doubts[0]);
    }
}

/// A mark in one heading separates no columns where the columns that are needed stand there.
#[test]
fn a_heading_with_a_bar_in_it_is_a_heading() {
    let (rows, _) = with_doubts(&table("Town|County", &["Lincoln"]));
    assert_eq!(ids(&rows), ["R1"]);
}

#[test]
fn beside_the_field_that_may_be_meant_another_name_stands_for_itself() {
    let (rows, doubts) = with_doubts(&table("contact_note,contact_notes", &["Ring before ten"]));
    assert_eq!((ids(&rows), doubts), (vec!["R1".to_owned()], Vec::new()));
}

#[test]
fn in_json_lines_each_row_says_for_itself_which_fields_it_has() {
    let sound = |n: u64| format!(r#""source_record_id":"R{n}","crime_reference":"CR/{n}","recorded_at":"2026-11-23T10:00:00Z""#);
    let said = [
        r#""support_consnt":"refused""#,
        r#""support_consnt":null"#,
        r#""support_consnt":"refused","support_consent":"given""#,
        r#""support_consent":null,"support_consnt":"refused""#,
        r#""safe_phone":false"#,
        r#""safe":{"call":false},"safe_ways":[]"#,
        r#""ward":7,"phone_mobil":"07700 900123""#,
    ];
    let file: String = (1..).zip(said).map(|(n, more)| format!("{{{},{more}}}\n", sound(n))).collect();
    let (rows, doubts) = with_doubts(&file);
    assert_eq!(ids(&rows), ["R1 rejected", "R2", "R3", "R4", "R5 rejected", "R6 rejected", "R7"]);
    let found: Vec<_> = doubts.iter().map(|doubt| (doubt.column.as_str(), doubt.rejects, doubt.rows)).collect();
    let expected =
        [("support_consnt", true, 1), ("safe_phone", true, 1), ("safe", true, 1), ("safe_ways", true, 1), ("phone_mobil", false, 0)];
    assert_eq!(found, expected);
}

#[test]
fn another_misspelt_column_is_said_and_its_rows_go_on() {
    for (column, meant) in
        [("dob", Some(Field::DateOfBirth)), ("phone_mobil", Some(Field::PhoneMobile)), ("Date of birth", Some(Field::DateOfBirth))]
    {
        let (rows, doubts) = with_doubts(&table(column, &["1990-01-02"]));
        assert_eq!(ids(&rows), ["R1"], "{column}");
        assert_eq!(doubts.first().map(|doubt| doubt.meant), meant, "{column}");
    }
    // What forces send besides, and mean.
    for column in [
        "contact_name",
        "contact_no",
        "suspect_name",
        "preferred_language",
        "support_provider",
        "consent_date",
        "refused_by",
        "email_2",
        "suspect_address",
    ] {
        let (rows, doubts) = with_doubts(&table(column, &["x"]));
        assert_eq!((ids(&rows), doubts.iter().any(|doubt| doubt.rejects)), (vec!["R1".to_owned()], false), "{column}");
    }
    for column in ["house_colour", "custody suite", "beat", "safeguarding_board", "referred_by", "offender_name", "ward", "column 5"] {
        let (rows, doubts) = with_doubts(&table(column, &["x"]));
        assert_eq!((ids(&rows), doubts), (vec!["R1".to_owned()], Vec::new()), "{column}");
    }
}

#[test]
fn it_says_what_where_and_what_to_do() {
    let told = |column: &str, contents: &[&str]| with_doubts(&table(column, contents)).1[0].to_string();
    assert_eq!(
        told("support_consnt", &["refused", "given"]),
        "support_consnt: did you mean support_consent? Rename it and send the file again: 2 rows were not taken. If it means something else, \
         add a column support_consent, empty"
    );
    assert!(
        told("safe_phone", &["no"])
            .starts_with("safe_phone: did you mean safe_call? Rename it and send the file again: 1 row was not taken.")
    );
    assert!(told("safe_phone", &[""]).contains("Rename it: no row in which it says something will be taken"));
    assert!(told("dob", &["1990-01-02"]).starts_with("dob: did you mean date_of_birth? It was kept with each row and decided nothing"));
    let (_, doubts) = with_doubts("{\"source_record_id\":\"R1\",\"support_consent\\u001b\":\"x\"}\n");
    assert!(!doubts[0].to_string().contains('\u{1b}'), "nothing that a terminal obeys");
}

/// A row that was taken in is what it was when it is read again from how it is kept.
#[test]
fn a_row_that_was_kept_is_not_doubted() {
    let kept =
        r#"{"source_record_id":"R1","crime_reference":"CR/1","recorded_at":"2026-11-23T10:00:00Z","contact_note":"x","safe_phone":"no"}"#;
    let row = super::super::again(kept, 7).expect("a row");
    assert_eq!((row.number, ids(&[row])), (7, vec!["R1".to_owned()]));
}
