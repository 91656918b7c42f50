//! Reports of hate crime: made with consent, unnamed where the person wants that, sent once.

use access::kind;
use casework::record::Ending;
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use identity::Post;
use kernel::{Flag, FlagSet, RingFences, StaffRole};
use liaison::{
    NewHateReport, Refused, SEND_HATE_REPORT, Telling, name_reference, outgoing, report_hate, report_lines, report_sent, withdraw_report,
};
use people::record::Particulars;
use records::erase::{EraseReason, erase};
use testkit::databases::on_both;

use super::{at, does, due, kinds_of, report, reports, taking_reports, unnamed};
use crate::casework::{BURGLARY, DANGER};
use crate::consent::agree;
use crate::hub::{monday, shipped};
use crate::roof::{Roof, ids, roof};

const SHOUTED: &str = "Two men shouted at them and threw a bottle.";

/// What goes to the force of the newest report, as the file has it.
fn sent(roof: &Roof, given_name: &str) -> serde_json::Value {
    let (report, file) = (reports(roof, given_name, monday()).remove(0), roof.read(&roof.story.sam, given_name, monday()).unwrap());
    serde_json::to_value(outgoing(&report, &file.person, &taking_reports()).expect("something goes")).unwrap()
}

#[test]
fn of_somebody_who_stays_unnamed_nothing_goes_that_names_or_locates_them() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        report(&roof, "Amina", &unnamed(SHOUTED)).unwrap();
        let sent = sent(&roof, "Amina");
        assert_eq!(sent["person"], serde_json::Value::Null);
        assert_eq!(
            (&sent["layout"], &sent["to"], &sent["kinds"], &sent["happened"], &sent["place"], &sent["consent"]),
            (
                &"onedoor-hate-report-1".into(),
                &"Exampleshire Police".into(),
                &serde_json::json!(["hate_race"]),
                &SHOUTED.into(),
                &"at the bus station".into(),
                &"verbal".into()
            )
        );
        let file = roof.read(&roof.story.sam, "Amina", monday()).unwrap();
        let text = sent.to_string();
        for word in ["Amina", "Okafor", "1984", "900123", "amina@", "High Street", "LN1", &file.case.reference, &file.case.id.to_string()] {
            assert!(!text.contains(word), "{word}: {text}");
        }
        assert_eq!(due(&roof, "Amina", &[SEND_HATE_REPORT]), [("send_hate_report".into(), "2026-11-24T17:00:00Z".into())]);
    });
}

#[test]
fn who_agreed_to_be_named_is_named_and_reached_through_the_hub() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let named = NewHateReport { is_named: true, ..unnamed("Two men shouted at Amina and threw a bottle.") };
        report(&roof, "Amina", &named).unwrap();
        let sent = sent(&roof, "Amina");
        assert_eq!(sent["person"], serde_json::json!({"name": "Amina Okafor", "date_of_birth": "1984-03-27"}));
        let text = sent.to_string();
        for word in ["900123", "amina@", "High Street", "LN1"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    });
}

#[test]
fn what_tells_who_somebody_is_must_be_taken_out_however_it_is_spelt() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        for (text, found) in [
            ("AMINA was hit", vec![Telling::Name]),
            ("They know Amína’s sister", vec![Telling::Name]),
            ("Mrs Oka-for? No, okafor.", vec![Telling::Name]),
            ("Ring 07700-900 123", vec![Telling::Number]),
            ("Ring +44 (0)7700 900123", vec![Telling::Number]),
            ("Write to Amina@Example.org", vec![Telling::Name, Telling::Email]),
            ("near ln11aa", vec![Telling::Postcode]),
            ("outside 1, high street", vec![Telling::Address]),
            ("in front of 1 High Street, LN1 1AA", vec![Telling::Postcode, Telling::Address]),
        ] {
            assert_eq!(report(&roof, "Amina", &unnamed(text)), Err(Refused::Tells(found)), "{text}");
        }
        let mut place = unnamed(SHOUTED);
        place.account.place = "LN1 1AA".to_owned().into();
        assert_eq!(report(&roof, "Amina", &place), Err(Refused::Tells(vec![Telling::Postcode])), "whichever field it stands in");
        assert_eq!(roof.count("SELECT count(*) FROM hate_reports"), 0, "nothing of it is kept");
        for text in ["In the High Street", "In LN1", "Flat 11, Highfield Street", "amin and a kafor", "07700 900124"] {
            report(&roof, "Amina", &unnamed(text)).unwrap_or_else(|why| panic!("{text}: {why:?}"));
        }
    });
}

#[test]
fn a_birth_date_and_a_reference_by_which_the_force_finds_the_person_must_be_taken_out() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY.replace("R1,CR1,", "R1,CR/26/00417,").as_str()]);
        let reference = roof.read(&roof.story.sam, "Amina", monday()).unwrap().case.reference;
        for born in ["27/03/1984", "27.3.84", "27 March 1984", "the 27th of mar, 1984", "March 27, 1984", "1984-03-27", "27031984"] {
            let text = format!("A woman born {born} was hit");
            assert_eq!(report(&roof, "Amina", &unnamed(&text)), Err(Refused::Tells(vec![Telling::BirthDate])), "{text}");
        }
        for known_by in ["CR/26/00417", "cr 26 00417", "CR2600417", &reference, &reference.to_lowercase().replace('-', " ")] {
            let text = format!("It is the same as in {known_by}");
            assert_eq!(report(&roof, "Amina", &unnamed(&text)), Err(Refused::Tells(vec![Telling::Reference])), "{text}");
        }
        for text in ["On 27 March 2026", "In 1984", "On 28/03/1984", "At 27 03, on bus 84", "As in CR/26/00418"] {
            report(&roof, "Amina", &unnamed(text)).unwrap_or_else(|why| panic!("{text}: {why:?}"));
        }
    });
}

#[test]
fn a_report_to_be_sent_is_on_the_list_however_many_were_taken_back() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let id = report(&roof, "Amina", &unnamed(SHOUTED)).unwrap();
        let copy = "INSERT INTO hate_reports (id, case_id, made_at, made_by, flags, is_named, agreed, due_at, account_event, withdrawn_at)
            SELECT $1, case_id, made_at - $3, made_by, flags, is_named, agreed, due_at - $3, account_event, made_at FROM hate_reports WHERE id = $2";
        roof.db
            .write_now(move |tx| {
                (1..=500_i64).try_for_each(|before| {
                    let other = kernel::EventId::from_uuid(uuid::Uuid::new_v4());
                    tx.execute_one(copy, &[&other, &id, &(before * 3_600_000_000)])
                })
            })
            .unwrap();
        let sam = roof.story.sam.clone();
        let walls = roof.walls.clone();
        let lines = roof
            .db
            .write_now(move |tx| {
                let permit = walls.permit::<kind::SeeWork>(tx, &mut ids(), &sam, monday())?;
                report_lines(tx, &permit, monday())
            })
            .unwrap();
        assert_eq!(lines.first().map(|line| line.report), Some(id), "of {}", lines.len());
    });
}

#[test]
fn a_name_that_is_a_word_passes_once_somebody_looked_and_a_number_never_does() {
    on_both(|scratch| {
        let will = BURGLARY.replace("Amina,Okafor", "Will,May");
        let roof = roof(scratch, &[&will]);
        let looked = |text: &str| NewHateReport { looked: true, ..unnamed(text) };
        let text = "They said they will come back in May";
        assert_eq!(report(&roof, "Will", &unnamed(text)), Err(Refused::Tells(vec![Telling::Name])));
        report(&roof, "Will", &looked(text)).unwrap();
        assert_eq!(report(&roof, "Will", &looked("They will ring 07700 900123")), Err(Refused::Tells(vec![Telling::Number])));
    });
}

#[test]
fn only_the_five_kinds_of_hate_are_reported_and_only_by_a_hub_that_takes_reports() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        for flags in [FlagSet::EMPTY, FlagSet::of(&[Flag::HateRace, Flag::Stalking])] {
            assert_eq!(report(&roof, "Amina", &NewHateReport { flags, ..unnamed(SHOUTED) }), Err(Refused::NoKindOfHate));
        }
        report(&roof, "Amina", &NewHateReport { flags: FlagSet::HATE, ..unnamed(SHOUTED) }).unwrap();
        let none = does::<kind::ReportHate, _>(&roof, &roof.story.sam, "Amina", monday(), |tx, ids, permit| {
            report_hate(tx, ids, permit, &shipped("example"), &unnamed(SHOUTED))
        });
        assert_eq!(none, Some(Err(Refused::TakesNoReports)));
    });
}

#[test]
fn the_police_do_not_see_the_case_of_somebody_who_stays_unnamed_to_them() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        let officer = roof.of("wes", StaffRole::WitnessCare, "police", None);
        for name in ["Amina", "Beth"] {
            agree(&roof, roof.story.case_of(name), "police");
            assert!(roof.read(&officer, name, monday()).is_some());
        }
        report(&roof, "Amina", &unnamed(SHOUTED)).unwrap();
        report(&roof, "Beth", &NewHateReport { is_named: true, ..unnamed(SHOUTED) }).unwrap();
        assert!(roof.read(&officer, "Amina", monday()).is_none(), "a report and a case could be put together");
        assert!(roof.read(&officer, "Beth", monday()).is_some());
        for name in ["Amina", "Beth"] {
            let tried = does::<kind::ReportHate, _>(&roof, &officer, name, monday(), |tx, ids, permit| {
                report_hate(tx, ids, permit, &taking_reports(), &unnamed(SHOUTED))
            });
            assert!(tried.is_none());
        }
    });
}

#[test]
fn what_was_told_is_read_by_whoever_reads_what_is_written_on_support() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        agree(&roof, roof.story.case_of("Amina"), "police");
        report(&roof, "Amina", &NewHateReport { is_named: true, ..unnamed(SHOUTED) }).unwrap();
        assert_eq!(reports(&roof, "Amina", monday())[0].account.as_ref().unwrap().happened.reveal(), SHOUTED);
        let officer = roof.of("wes", StaffRole::WitnessCare, "police", None);
        let file = roof.read(&officer, "Amina", monday()).unwrap();
        let entry = file.events.iter().find(|event| event.kind.as_str() == "hate_report_made").unwrap();
        let detail = entry.detail.reveal().as_ref().unwrap();
        assert!(detail.get("note").is_none() && detail.get("flags").is_some(), "that it was made, and nothing of what was told");
    });
}

#[test]
fn a_report_is_sent_once_and_gets_the_forces_reference_when_it_comes() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let made = report(&roof, "Amina", &unnamed(SHOUTED)).unwrap();
        let sam = roof.story.sam.clone();
        let sends = |reference: Option<&'static str>, when: &str| {
            does::<kind::ReportHate, _>(&roof, &sam, "Amina", at(when), move |tx, ids, permit| {
                report_sent(tx, ids, permit, made, reference)
            })
        };
        let names = |reference: &'static str| {
            does::<kind::ReportHate, _>(&roof, &sam, "Amina", at("2026-11-25T10:00:00Z"), move |tx, _, permit| {
                name_reference(tx, permit, made, reference)
            })
        };
        assert_eq!(names("EX/17"), Some(Err(Refused::NotSent)));
        assert_eq!(sends(Some("Amina Okafor"), "2026-11-24T09:00:00Z"), Some(Err(Refused::NoReference)), "no place for a sentence");
        assert_eq!(sends(None, "2026-11-24T09:00:00Z"), Some(Ok(())));
        assert_eq!(sends(None, "2026-11-24T09:01:00Z"), Some(Err(Refused::SentAlready)));
        assert_eq!(names("EX/17-2026"), Some(Ok(())));
        let kept = reports(&roof, "Amina", monday()).remove(0).sent.unwrap();
        assert_eq!((kept.at, kept.by.as_str(), kept.reference.as_deref()), (at("2026-11-24T09:00:00Z"), "sam", Some("EX/17-2026")));
        assert!(due(&roof, "Amina", &[SEND_HATE_REPORT]).is_empty());
        assert_eq!(kinds_of(&roof, "Amina"), ["opened", "hate_report_made", "hate_report_sent"]);
        let back =
            does::<kind::ReportHate, _>(&roof, &sam, "Amina", monday(), move |tx, ids, permit| withdraw_report(tx, ids, permit, made));
        assert_eq!(back, Some(Err(Refused::SentAlready)), "what went cannot be called back");
    });
}

#[test]
fn until_it_is_sent_the_person_can_take_it_back() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let made = report(&roof, "Amina", &unnamed(SHOUTED)).unwrap();
        let sam = roof.story.sam.clone();
        let back =
            || does::<kind::ReportHate, _>(&roof, &sam, "Amina", monday(), move |tx, ids, permit| withdraw_report(tx, ids, permit, made));
        assert_eq!(back(), Some(Ok(())));
        assert_eq!(back(), Some(Err(Refused::Withdrawn)));
        let sends =
            does::<kind::ReportHate, _>(&roof, &sam, "Amina", monday(), move |tx, ids, permit| report_sent(tx, ids, permit, made, None));
        assert_eq!(sends, Some(Err(Refused::Withdrawn)));
        let (kept, file) = (reports(&roof, "Amina", monday()).remove(0), roof.read(&sam, "Amina", monday()).unwrap());
        assert!(outgoing(&kept, &file.person, &taking_reports()).is_none(), "nothing goes to the force");
        assert!(due(&roof, "Amina", &[SEND_HATE_REPORT]).is_empty());
    });
}

/// The list as somebody sees it: what waits, by when; what was sent.
fn list(roof: &Roof, who: &access::Actor, now: &str) -> Vec<(bool, String)> {
    let (walls, who, now) = (roof.walls.clone(), who.clone(), at(now));
    let lines = roof.db.write_now(move |tx| {
        let permit = walls.permit::<kind::SeeWork>(tx, &mut ids(), &who, now)?;
        report_lines(tx, &permit, at("2026-11-20T00:00:00Z"))
    });
    lines.unwrap().into_iter().map(|line| (line.waits(), line.reference)).collect()
}

#[test]
fn the_list_has_what_is_to_be_sent_first_and_only_of_cases_that_one_may_read() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        let called = |name: &str| roof.read(&roof.story.sam, name, monday()).unwrap().case.reference;
        let (amina, beth) = (called("Amina"), called("Beth"));
        let first = report(&roof, "Amina", &unnamed(SHOUTED)).unwrap();
        report(&roof, "Beth", &unnamed(SHOUTED)).unwrap();
        does::<kind::ReportHate, _>(&roof, &roof.story.sam, "Amina", monday(), move |tx, ids, permit| {
            report_sent(tx, ids, permit, first, None)
        });
        let now = "2026-11-24T10:00:00Z";
        assert_eq!(list(&roof, &roof.story.sam, now), [(true, beth.clone()), (false, amina.clone())]);
        assert!(list(&roof, &roof.of("pat", StaffRole::Worker, "police", None), now).is_empty());
        roof.story.attempt("Beth", Way::Call, AttemptOutcome::Declined, "2026-11-23T11:00:00Z").unwrap();
        assert!(list(&roof, &roof.story.sam, now).iter().all(|(waits, _)| !waits), "on a closed case nothing is sent");
    });
}

#[test]
fn once_the_record_is_destroyed_nothing_of_a_report_leads_back_to_the_person() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let made = report(&roof, "Amina", &unnamed(SHOUTED)).unwrap();
        does::<kind::ReportHate, _>(&roof, &roof.story.sam, "Amina", monday(), move |tx, ids, permit| {
            report_sent(tx, ids, permit, made, Some("EX/17-2026"))
        });
        let (case, later) = (roof.story.case_of("Amina"), at("2026-11-24T10:00:00Z"));
        let person = roof.read(&roof.story.sam, "Amina", monday()).unwrap().person.id;
        roof.act::<kind::CloseCase, _>(&roof.story.lead, case, monday(), |tx, ids, permit| {
            casework::close::close(tx, ids, permit, &shipped("example"), (Ending::Completed, None))
        })
        .unwrap();
        let mut dee = roof.employ("dee", Post { cleared: RingFences::ALL, ..Post::of(StaffRole::DataProtectionOfficer) });
        dee.factor_at = Some(later);
        let exported = roof.act_on_person::<kind::Export, _>(&dee, person, later, |tx, _, permit| {
            Ok(records::export::whole(tx, permit, &taking_reports())?.json().to_string())
        });
        let exported = exported.unwrap();
        assert!(exported.contains("EX/17-2026") && exported.contains(SHOUTED), "it is the person's to be told: {exported}");
        roof.act_on_person::<kind::Erase, _>(&dee, person, later, |tx, ids, permit| {
            erase(tx, ids, permit, EraseReason::PersonAsked).map(|_| ()).map_err(|_| store::Error::Busy.into())
        })
        .unwrap();
        assert_eq!(roof.count("SELECT count(*) FROM hate_reports"), 1, "it still counts");
        assert_eq!(roof.count("SELECT count(*) FROM hate_reports WHERE force_reference IS NOT NULL"), 0);
        assert_eq!(roof.count("SELECT count(*) FROM events WHERE detail IS NOT NULL"), 0);
    });
}

/// A person with nothing known is told of by nothing: an empty name or number is in every text.
#[test]
fn of_somebody_of_whom_nothing_is_known_no_text_tells() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let mut person = roof.read(&roof.story.sam, "Amina", monday()).unwrap().person;
        (person.known, person.points) = (Particulars::default(), Vec::new());
        assert!(liaison::telling("Anything at all, 1 2 3", &[person], &[]).is_empty());
    });
}
