//! Notes on cases, on both databases: who writes which, who reads which, and what a stolen database shows of them.

use access::{Actor, kind};
use casework::write_note::{NewNote, write_note};
use casework::{Error, Refused};
use jiff::SignedDuration;
use kernel::{CaseId, NoteKind, StaffRole};
use testkit::databases::{on_both, sqlite};
use web::Transport;

use crate::casework::{BURGLARY, DANGER};
use crate::consent::agree;
use crate::hub::{Hub, monday};
use crate::roof::{Roof, roof};

fn write(roof: &Roof, who: &Actor, case: CaseId, kind: NoteKind, text: &str) -> Result<(), Error> {
    let note = NewNote { kind, text: text.to_owned().into() };
    roof.act::<kind::WriteNote, _>(who, case, monday(), move |tx, ids, permit| write_note(tx, ids, permit, &note).map(|_| ()))
}

fn texts(roof: &Roof, who: &Actor, given_name: &str) -> Option<Vec<String>> {
    let file = roof.read(who, given_name, monday() + SignedDuration::from_mins(5))?;
    let mut texts: Vec<String> = file.notes.iter().map(|note| note.text.reveal().clone()).collect();
    texts.sort();
    Some(texts)
}

#[test]
fn each_reads_the_notes_that_are_meant_for_them() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let amina = roof.story.case_of("Amina");
        let adviser = roof.employ("ada", identity::Post { team: Some("support".into()), ..identity::Post::of(StaffRole::Specialist) });
        let vera = roof.own("vera", StaffRole::Volunteer);
        let officer = roof.of("wes", StaffRole::WitnessCare, "police", None);
        agree(&roof, amina, "police");
        for (who, kind, text) in [
            (&roof.story.sam, NoteKind::Support, "She is sleeping again"),
            (&adviser, NoteKind::Adviser, "She told me about last summer"),
            (&adviser, NoteKind::Counselling, "Grief, and anger"),
            (&officer, NoteKind::CaseUpdate, "The trial is in March"),
        ] {
            write(&roof, who, amina, kind, text).unwrap();
        }
        let all = ["Grief, and anger", "She is sleeping again", "She told me about last summer", "The trial is in March"];
        assert_eq!(texts(&roof, &roof.story.sam, "Amina").unwrap(), all);
        assert_eq!(texts(&roof, &officer, "Amina").unwrap(), ["The trial is in March"], "the police read what is meant for them");

        assert!(texts(&roof, &vera, "Amina").is_none(), "it is not her case");
        let to = vera.user_id().unwrap();
        roof.act::<kind::GiveCase, _>(&roof.story.lead, amina, monday(), move |tx, ids, permit| casework::give::give(tx, ids, permit, to))
            .unwrap();
        assert_eq!(texts(&roof, &vera, "Amina").unwrap(), ["She is sleeping again"]);
    });
}

#[test]
fn each_writes_the_kinds_that_are_theirs() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let amina = roof.story.case_of("Amina");
        let officer = roof.of("wes", StaffRole::WitnessCare, "police", None);
        agree(&roof, amina, "police");
        let adviser = roof.employ("ada", identity::Post { team: Some("support".into()), ..identity::Post::of(StaffRole::Specialist) });
        let written = |who: &Actor| -> Vec<&str> {
            let kinds = NoteKind::ALL.iter().filter(|kind| match write(&roof, who, amina, **kind, "Said") {
                Ok(()) => true,
                Err(Error::Refused(Refused::NotTheirNote)) => false,
                Err(error) => panic!("{error}"),
            });
            kinds.map(|kind| kind.as_str()).collect()
        };
        assert_eq!(written(&roof.story.sam), ["support", "case_update"]);
        assert_eq!(written(&adviser), ["support", "counselling", "adviser", "case_update"]);
        assert_eq!(written(&officer), ["case_update"]);
    });
}

#[test]
fn nothing_that_was_written_stands_in_the_database_as_it_was_written() {
    let scratch = sqlite();
    let roof = roof(&scratch, &[BURGLARY]);
    let amina = roof.story.case_of("Amina");
    write(&roof, &roof.story.sam, amina, NoteKind::Support, "the blue door by the canal").unwrap();
    let rows: Vec<Vec<u8>> = roof.db.read_now(|c| c.all("SELECT text FROM notes", &[])).unwrap();
    assert_eq!(rows.len(), 1);
    assert!(!rows[0].windows(4).any(|part| part == b"blue"));
    // Nor does the timeline tell those who may not read it that there is one.
    let kinds: Vec<String> =
        roof.read(&roof.story.sam, "Amina", monday()).unwrap().events.iter().map(|event| event.kind.to_string()).collect();
    assert_eq!(kinds, ["opened"]);
}

#[test]
fn a_note_is_written_and_read_on_the_case_without_javascript() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        let hub = Hub::new(&roof.db, Transport::Loopback, casework::pages::router());
        let mut sam = hub.signed_in("sam@example.org");
        let case = format!("/cases/{}", roof.story.case_of("Amina"));
        let page = format!("{case}/notes");
        let unsaid = sam.fill_in(&page, &page, &[]);
        let problems = unsaid.says(".govuk-error-summary").unwrap();
        assert!(problems.contains("Select what kind of note it is") && problems.contains("Enter the note"), "{problems}");
        let saved = sam.fill_in(&page, &page, &[("kind", "support"), ("text", "Sister <b>visits</b> on Sundays.")]);
        assert_eq!(saved.header("location"), format!("{case}?done=note_written"));
        let shown = sam.get(&case);
        assert_eq!(shown.says("section[aria-labelledby=notes] .od-timeline__title").as_deref(), Some("Support"));
        assert!(shown.text.contains("Sister &lt;b&gt;visits&lt;/b&gt; on Sundays."));
        assert!(!sam.get(&format!("/cases/{}", roof.story.case_of("Beth"))).text.contains("on Sundays"));
        let others = sam.fill_in(&page, &page, &[("kind", "counselling"), ("text", "What she said")]);
        assert!(others.says(".govuk-error-summary").unwrap().contains("Choose one of the kinds of note shown"));
    });
}
