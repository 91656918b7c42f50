//! What is given to a person who asks what is held about them: all of it, and nothing of anybody else.

use access::{Actor, kind};
use casework::write_note::{NewNote, write_note};
use kernel::{NoteKind, PersonId, Sensitive};
use records::export::{Document, Format, LeftOut, give, whole};
use serde_json::Value;
use testkit::databases::on_both;

use super::{at, officer, person};
use crate::casework::BURGLARY;
use crate::hub::{monday, shipped};
use crate::roof::{Roof, roof};

const BOB: &str =
    "R8,CR1,2026-11-23T08:00:00Z,Burglary of both,,Bob,Ray,1980-01-01,07700 900188,,bob@example.org,8 High Road,LN2 2AB,,,,given,P8";
const NOW: &str = "2026-12-02T10:00:00Z";

fn held(roof: &Roof, who: &Actor, whom: PersonId) -> Document {
    let profile = shipped("example");
    roof.act_on_person::<kind::Export, _>(who, whom, at(NOW), move |tx, _, permit| Ok(whole(tx, permit, &profile)?)).unwrap()
}

fn writes(roof: &Roof, text: &str) {
    let note = NewNote { kind: NoteKind::Support, text: Sensitive::new(text.to_owned()) };
    roof.act::<kind::WriteNote, _>(&roof.story.sam, roof.story.case_of("Amina"), monday(), move |tx, ids, permit| {
        write_note(tx, ids, permit, &note)
    })
    .unwrap();
}

/// Every text in it, wherever it stands.
fn texts(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(text.clone()),
        Value::Array(all) => all.iter().for_each(|value| texts(value, into)),
        Value::Object(parts) => parts.values().for_each(|value| texts(value, into)),
        _ => {}
    }
}

#[test]
fn everything_that_was_sent_and_written_is_in_it_and_nothing_of_anybody_else() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, BOB]);
        writes(&roof, "Amina wants to be called after work");
        let (amina, dee) = (person(&roof, "Amina"), officer(&roof, at(NOW)));
        let document = held(&roof, &dee, amina);
        let json = document.json();
        let mut said = Vec::new();
        texts(&json, &mut said);
        let html = document.html();
        for sent in BURGLARY.split(',').filter(|sent| !sent.is_empty()) {
            assert!(said.iter().any(|text| text == sent), "{sent} is in the JSON");
            assert!(html.contains(sent), "{sent} is on the page");
        }
        for known in ["Amina wants to be called after work", "read_person", "open", "phone"] {
            assert!(known == "read_person" || said.iter().any(|text| text == known), "{known}");
        }
        for other in ["Bob", "Ray", "900188", "High Road", "bob@", "LN2 2AB", "of both"] {
            assert!(!json.to_string().contains(other) && !html.contains(other), "{other} is Bob's");
        }
        for staff in ["sam@", ">sam<", "\"sam\"", "\"lee\"", "\"dee"] {
            assert!(!json.to_string().contains(staff) && !html.contains(staff), "{staff} works here");
        }
        let looks = json["held"]["who_looked"].as_array().unwrap();
        assert!(looks.iter().any(|look| look["role"] == "worker" && look["what"] == "write_note"), "{looks:?}");
        for nothing_outside in ["<script", "<link", "src=", "http://", "https://"] {
            assert!(!html.contains(nothing_outside), "{nothing_outside}");
        }
        assert!(json["held"]["kept_until"].as_array().unwrap().is_empty(), "an open case has no day yet");
    });
}

#[test]
fn what_is_about_somebody_else_is_left_out_and_it_is_written_down_that_it_was() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        writes(&roof, "Her sister Dora was there too");
        writes(&roof, "She sleeps badly");
        let (amina, dee) = (person(&roof, "Amina"), officer(&roof, at(NOW)));
        let document = held(&roof, &dee, amina);
        let note = |text: &str| {
            let is =
                |field: &&records::export::Field| matches!(field.value.reveal(), records::export::Told::Plain(words, _) if words == text);
            document.texts().map(|(_, field)| field).find(is).unwrap().item.clone().unwrap()
        };
        let left_out = vec![(note("Her sister Dora was there too"), LeftOut::SomebodyElse), ("note:nobody".to_owned(), LeftOut::Endangers)];
        let profile = shipped("example");
        let given = roof
            .act_on_person::<kind::Export, _>(&dee, amina, at(NOW), move |tx, ids, permit| {
                Ok(give(tx, ids, permit, &profile, &left_out, Format::Json)?)
            })
            .unwrap();
        let (json, html) = (given.json().to_string(), given.html());
        assert!(!json.contains("Dora") && !html.contains("Dora"));
        assert!(json.contains("She sleeps badly") && html.contains("She sleeps badly"));
        assert!(json.contains(r#"{"left_out":"somebody_else"}"#) && html.contains("Left out because it is about somebody else."));
        assert!(!given.reference.is_empty());
        assert_eq!((roof.count("SELECT count(*) FROM exports"), roof.count("SELECT count(*) FROM left_out")), (1, 1));
        // The next says that there was one.
        assert_eq!(held(&roof, &dee, amina).json()["held"]["given_before"][0]["texts_left_out"], 1);
    });
}

#[test]
fn nobody_gives_it_without_a_second_factor_or_a_second_person() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let (amina, mut dee) = (person(&roof, "Amina"), officer(&roof, at(NOW)));
        dee.factor_at = None;
        for who in [&dee, &roof.story.sam, &roof.story.lead] {
            let given = roof.act_on_person::<kind::Export, _>(who, amina, at(NOW), |_, _, _| Ok(()));
            assert!(given.is_err());
        }
    });
}
