//! A slip in a heading of safety or consent costs a row its answer, never a person their safety.

use testkit::databases::on_both;
use testkit::feed::{FeedRow, csv, row};

use super::program::intake;
use super::{MONDAY, TUESDAY, hub, outcomes, state};

/// Somebody hurt at home, who said of telephone calls what stands in this column, and of support what stands in that.
fn hurt_at_home(id: &str) -> FeedRow {
    row(id).name("Ada", "Okoro").born("1990-03-12").mobile("07700 900101").flags("domestic_abuse")
}

/// The file with other headings, as a slip of the pen has them.
fn headed(rows: &[FeedRow], headings: &[(&str, &str)]) -> String {
    headings.iter().fold(csv(rows), |file, (right, slip)| {
        let (head, rest) = file.split_once('\n').unwrap();
        let head: Vec<&str> = head.split(',').map(|name| if name == *right { *slip } else { name }).collect();
        format!("{}\n{rest}", head.join(","))
    })
}

#[test]
fn nobody_is_contacted_because_a_column_is_misspelt_and_mended_the_file_is_taken() {
    let rows = [hurt_at_home("R1").says("safe_call", "no").says("support_consent", "given"), hurt_at_home("R2").somebody(2).refuses()];
    let no = hurt_at_home("R4").somebody(4).says("support_consent", "no");
    let rows = [rows[0].clone(), rows[1].clone().says("safe_call", ""), hurt_at_home("R3").somebody(3), no];
    let slips = headed(&rows, &[("safe_call", "safe_phone"), ("support_consent", "support_consnt")]);
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let empty = state(&scratch.db);
        let rehearsed = hub.reads(MONDAY, slips.as_bytes(), true);
        assert_eq!(state(&scratch.db), empty);
        let answers = hub.reads(MONDAY, slips.as_bytes(), false);
        assert_eq!(answers, rehearsed, "a rehearsal says the same");
        assert_eq!(outcomes(&answers)[..2], ["rejected", "rejected"]);
        assert_eq!(answers[0].reasons(), ["bad_value:safe_call", "bad_value:support_consent"]);
        assert_eq!(answers[1].reasons(), ["bad_value:support_consent"]);
        assert_eq!((answers[0].offers(), answers[1].offers()), (vec![], vec![]));
        assert_ne!(outcomes(&answers)[2], "rejected", "where nothing stands in the column nothing was meant");
        let rejected = |which: &str| hub.counts(&format!("SELECT count(*) FROM source_rows WHERE outcome = 'rejected' AND {which}"));
        assert_eq!((rejected("person_id IS NULL"), rejected("case_id IS NULL")), (3, 3));
        assert_eq!(
            rejected("as_sent IS NOT NULL"),
            1,
            "of whoever refuses nothing is kept, also under a wrong heading and in another word"
        );

        let mended = hub.takes(TUESDAY, &rows);
        assert_eq!(outcomes(&mended)[..2], ["opened", "declined"], "a row that was rejected is not one seen before");
        assert!(!mended[0].offers().contains(&"phone".to_owned()), "now it is heeded what she said");
        assert_eq!(outcomes(&mended)[2], "unchanged");
    });
}

#[test]
fn the_run_says_which_column_what_is_meant_and_how_many_rows_were_not_taken() {
    let rows = [hurt_at_home("R1").says("safe_call", "no").refuses(), hurt_at_home("R2").somebody(2).refuses()];
    on_both(|scratch| {
        let folder = tempfile::tempdir().unwrap();
        let (feed, answer) = (folder.path().join("transfer.csv"), folder.path().join("answer.csv"));
        let slips =
            [("safe_call", "safe_phone"), ("support_consent", "support_consnt"), ("date_of_birth", "dob"), ("phone_mobile", "phone_mobil")];
        std::fs::write(&feed, headed(&rows, &slips)).unwrap();
        for more in [&["--dry-run"][..], &[]] {
            let output = intake(&feed, &scratch.url).args(more).arg("--reconciliation").arg(&answer).output().unwrap();
            let err = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.success(), "{err}");
            let mut told: Vec<&str> =
                err.lines().filter_map(|line| line.split_once(". ").map_or(Some(line), |(first, _)| Some(first))).collect();
            told.sort_unstable();
            let expected = [
                "dob: did you mean date_of_birth? It was kept with each row and decided nothing; if so, rename it and send the file again",
                "phone_mobil: did you mean phone_mobile? It was kept with each row and decided nothing; if so, rename it and send the file again",
                "safe_phone: did you mean safe_call? Rename it and send the file again: 1 row was not taken",
                "support_consnt: did you mean support_consent? Rename it and send the file again: 2 rows were not taken",
            ];
            assert_eq!(told, expected);
            let answered = std::fs::read_to_string(&answer).unwrap();
            assert!(
                answered.contains("1,R1,rejected,bad_value:safe_call;bad_value:support_consent\n2,R2,rejected,bad_value:support_consent\n")
            );
            assert!(!err.contains("Okoro") && !err.contains("900101"), "{err}");
        }
        let output = intake(&feed, &scratch.url).args(["--dry-run", "--json"]).output().unwrap();
        let last: serde_json::Value = serde_json::from_str(String::from_utf8(output.stdout).unwrap().lines().last().unwrap()).unwrap();
        let of =
            |column: &str| last["doubtful_columns"].as_array().unwrap().iter().find(|doubt| doubt["column"] == column).cloned().unwrap();
        assert_eq!((&of("support_consnt")["rows_rejected"], &of("dob")["meant"]), (&2.into(), &"date_of_birth".into()));
    });
}
