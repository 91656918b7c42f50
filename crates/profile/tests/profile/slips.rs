//! Slips that would pass as something else: a team that nobody is in, a day there is not, a limit nobody lives to see.

use std::fs;
use std::path::PathBuf;

use profile::Profile;

use crate::mistakes::{RIGHT, told};

/// What is told when `from`, which must be there once, is written as `to`.
fn told_with(from: &str, to: &str) -> Vec<String> {
    assert_eq!(RIGHT.matches(from).count(), 1, "{from}");
    told(&RIGHT.replace(from, to))
}

#[track_caller]
fn expect(from: &str, to: &str, sentence: &str) {
    assert_eq!(told_with(from, to), [sentence], "{from} → {to}");
}

const SIGN_IN: &str = "[single_sign_on]\n[single_sign_on.roles]\n\"Worker\" = \"worker\"\n[single_sign_on.teams]\n\"hate\" = \"hate\"\n\"support\" = \"support\"\n";

/// Nobody would be in such a team, and its cases would wait for nobody.
#[test]
fn a_team_that_is_nearly_another_is_one_of_them_misspelt() {
    let said = |team: &str, near: &str| {
        format!(
            "38: pathway[2].team is \"{team}\", which nothing else here names; expected a team that the hub has; did you mean \"{near}\"? If it is \
             another team, name it in teams of its [[agency]], too"
        )
    };
    expect("team = \"hate\"", "team = \"suport\"", &said("suport", "support"));
    expect("team = \"hate\"", "team = \"yuong\"", &said("yuong", "young"));
    let named = "[[agency]]\nname = \"hub\"\ntitle = \"Test Hub\"\nkind = \"hub\"\nteams = [\"supports\"]\n";
    let text = RIGHT.replace("team = \"hate\"", "team = \"supports\"");
    assert_eq!(told(&text), [said("supports", "support")]);
    assert_eq!(told(&format!("{text}{named}")), Vec::<String>::new());
    for team in ["hate", "hate_crime", "support_2", "sup", "isva"] {
        assert_eq!(told_with("team = \"hate\"", &format!("team = \"{team}\"")), Vec::<String>::new(), "{team}");
    }
}

/// Hubs call teams after whom they are for: by words that may be short and near each other, or by one letter.
#[test]
fn teams_are_compared_word_by_word() {
    let told_of = |first: &str, second: &str| {
        let young = "when = { under = 18 }\n";
        assert_eq!(RIGHT.matches(young).count(), 1);
        told(&RIGHT.replace(young, &format!("{young}team = {first:?}\n")).replace("team = \"hate\"", &format!("team = {second:?}")))
    };
    for (first, second) in [
        ("idva_team", "isva_team"),
        ("yp_idva", "yp_isva"),
        ("team_a", "team_b"),
        ("east_team", "west_team"),
        ("support_a", "support_b"),
        ("north_1", "north_2"),
        ("idva1", "isva1"),
    ] {
        assert_eq!(told_of(first, second), Vec::<String>::new(), "{first}, {second}");
        assert_eq!(told_of(second, first), Vec::<String>::new(), "{second}, {first}");
    }
    for (first, second) in [
        ("domestic_abuse", "domestic_abus"),
        ("domestic_abuse", "domestci_abuse"),
        ("domestic_abuse", "domestic_abusee"),
        ("yp_fraud", "yp_fruad"),
        ("fraud", "frau"),
        ("north_1", "norht_1"),
        ("hate_crime", "hatecrime"),
        ("hate_crime", "hate__crime"),
        ("hate_crime", "hat_ecrime"),
    ] {
        for (first, second) in [(first, second), (second, first)] {
            let said = told_of(first, second);
            assert_eq!(said.len(), 1, "{first}, {second}: {said:?}");
            let near = format!("did you mean {first:?}?");
            assert!(said[0].starts_with(&format!("39: pathway[2].team is {second:?}, ")) && said[0].contains(&near), "{said:?}");
        }
    }
}

/// One mistake is told once: what follows from it is not a mistake of its own.
#[test]
fn a_team_that_could_not_be_read_is_not_missed_elsewhere() {
    assert_eq!(told(&format!("{RIGHT}{SIGN_IN}")), Vec::<String>::new());
    let without = RIGHT.replace("default_team = \"support\"\n", "");
    let said = told(&format!("{without}{SIGN_IN}"));
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("1: default_team is missing; "), "{said:?}");
    let wrong = RIGHT.replace("team = \"hate\"", "team = \"Hate\"");
    assert_eq!(told(&format!("{wrong}{SIGN_IN}")).len(), 1);
    let slip = RIGHT.replace("team = \"hate\"", "team = \"suport\"");
    assert_eq!(told(&format!("{slip}{SIGN_IN}")).len(), 1);
}

#[test]
fn a_limit_is_no_longer_than_a_year() {
    let year = "expected a limit of at most a year, \"8784h\", \"2096wh\" or \"262wd\"; write the one that was agreed";
    for limit in ["9999wd", "263wd", "8785h", "2097wh"] {
        expect("\"1wd\"", &format!("{limit:?}"), &format!("23: contact[1].within is \"{limit}\"; {year}"));
    }
    for limit in ["262wd", "8784h", "2096wh"] {
        assert_eq!(told_with("\"1wd\"", &format!("{limit:?}")), Vec::<String>::new());
    }
}

#[test]
fn a_day_that_there_is_not_is_told_as_that() {
    for (written, sentence) in [
        ("2026-04-31", "expected a day of April 2026, which has 30 days; try \"2026-04-30\""),
        ("2026-02-29", "expected a day of February 2026, which has 28 days; try \"2026-02-28\""),
        ("2026-13-01", "expected a month from 01 to 12; write year, month and day as in \"2026-04-01\""),
        ("2026-04-00", "expected a day of April 2026, which has 30 days; try \"2026-04-01\""),
        ("0026-04-01", "expected a day from 1 January 2000 on: no rules of a hub are older; look at the year"),
        ("1999-12-31", "expected a day from 1 January 2000 on: no rules of a hub are older; look at the year"),
        ("1.4.2026", "expected a date like \"2026-04-01\"; write year, month and day as in \"2026-04-01\""),
    ] {
        expect("\"2026-04-01\"", &format!("{written:?}"), &format!("3: in_force_from is \"{written}\"; {sentence}"));
    }
    assert_eq!(told_with("\"2026-04-01\"", "\"2000-01-01\""), Vec::<String>::new());
}

/// Whoever is held on implied consent may opt out, and the program offers that only where the hub says by when it erases.
#[test]
fn implied_consent_needs_opting_out() {
    expect(
        "basis = \"agreement\"",
        "basis = \"implied_consent\"",
        "8: basis is \"implied_consent\", but nobody could opt out: there is no [opt_out]; expected [opt_out] beside it, with the time in which what \
         is held is erased; add [opt_out] with erased_within = \"1wd\"",
    );
    let opting_out = RIGHT.replace("basis = \"agreement\"", "basis = \"implied_consent\"\nopt_out = { erased_within = \"1wd\" }");
    assert_eq!(told(&opting_out), Vec::<String>::new());
}

#[test]
fn a_way_that_is_not_used_is_told_on_the_line_that_names_it() {
    let said = told_with("languages = [\"en\", \"cy\"]", "languages = [\"en\", \"cy\"]\nways = [\"phone\", \"letter\"]");
    assert_eq!(
        said,
        ["28: contact[2].all_of names text and email, by which the hub reaches nobody; expected only the hub's ways: phone, letter; \
          leave text and email out here, or add it to ways"]
    );
}

#[test]
fn a_key_of_the_hub_at_the_end_of_the_file_is_sent_up() {
    let up = "it is the hub's own: move it up, above the first line in brackets, since below one every key belongs to that section";
    for (section, at, what) in [
        ("", 54, "is none of the provider's groups"),
        ("[titles]\nhate = \"hate crime\"\n", 56, "names no team, pathway or desk of the hub"),
    ] {
        let said = told(&format!("{RIGHT}{SIGN_IN}{section}assignment = \"queue\"\n"));
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].starts_with(&format!("{at}: ")) && said[0].contains(what) && said[0].ends_with(up), "{said:?}");
    }
    // A provider may call a group as it likes.
    assert_eq!(told(&format!("{RIGHT}{SIGN_IN}\"assignment\" = \"support\"\n")), Vec::<String>::new());
}

#[test]
fn curly_quotes_are_told_as_what_they_are() {
    expect(
        "area = \"Testshire\"",
        "area = “Testshire”",
        "2: the text has curly quotes (“ or ”), as word processors make them; expected straight ones (\"); type them anew in an editor of plain \
         text. The rest is checked once this line can be read",
    );
    let other = told_with("area = \"Testshire\"", "area = Testshire # “so called”");
    assert!(other[0].starts_with("2: the text cannot be read as TOML (") && other[0].ends_with("once this line can be read"), "{other:?}");
}

#[test]
fn a_file_that_is_nearly_called_so_is_named() {
    for (folder, file) in [("hidden-ending", "profile.toml.txt"), ("capital", "Profile.toml"), ("example", "profil.toml")] {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("nearly").join(folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(file), RIGHT).unwrap();
        let path = folder.display().to_string();
        assert_eq!(
            Profile::find(&path).unwrap_err().to_string(),
            format!(
                "{path:?} holds {file:?} and no profile.toml; expected the rules in a file of just that name; call {file:?} profile.toml, and \
                 let the computer show the endings of names"
            )
        );
    }
}
