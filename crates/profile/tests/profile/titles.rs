//! How people call teams, pathways and desks, and what is told of a title that names nothing or does not read.

use profile::{Profile, capital, chapters, compare};

use crate::mistakes::{RIGHT, told};
use crate::shipped::shipped;

/// The profile that is right, with these titles.
fn titled(titles: &str) -> String {
    format!("{RIGHT}[titles]\n{titles}")
}

fn read(titles: &str) -> Profile {
    Profile::parse("test", "test.toml", &titled(titles)).unwrap_or_else(|errors| panic!("{errors}"))
}

#[track_caller]
fn expect(titles: &str, sentences: &[&str]) {
    assert_eq!(told(&titled(titles)), sentences, "{titles}");
}

fn said(hub: &Profile) -> String {
    chapters(hub).into_iter().flat_map(|chapter| chapter.sentences).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_name_reads_as_its_title_and_without_one_in_words() {
    let hub = read("hate = \"LGBT+ and hate crime\"\ngeneral = \"  everything else \"\n");
    assert_eq!(hub.title_of("hate"), "LGBT+ and hate crime");
    assert_eq!(hub.title_of("general"), "everything else", "the pathway of a case that no other takes has no section of its own");
    assert_eq!(hub.title_of("support"), "support");
    assert_eq!(hub.title_of("sv_coordinator"), "sv coordinator", "also what a later version names no more");
    assert_eq!(capital(&hub.title_of("hate")), "LGBT+ and hate crime");
    assert_eq!(capital(&hub.title_of("general")), "Everything else");
}

#[test]
fn the_plain_english_says_the_title_wherever_it_names_a_team_a_pathway_or_a_desk() {
    let said_of = |name: &str| said(&shipped(name));
    let northamptonshire = said_of("northamptonshire");
    assert!(
        northamptonshire.contains("can a case in which the referral is about anti-social behaviour go to \"antisocial behaviour\""),
        "{northamptonshire}"
    );
    assert!(northamptonshire.contains("with the team \"Rape Crisis\""), "{northamptonshire}");
    assert!(!northamptonshire.contains("\"idva\"") && !northamptonshire.contains("\"asb\""), "{northamptonshire}");
    let dorset = said_of("dorset");
    assert!(
        dorset.contains("The desk \"Victim Bureau\" contacts the person") || dorset.contains("the desk \"Victim Bureau\" contacts"),
        "{dorset}"
    );
    let hertfordshire = said_of("hertfordshire");
    assert!(hertfordshire.contains("goes to \"domestic abuse helpline\""), "{hertfordshire}");
}

#[test]
fn a_comparison_calls_each_hubs_pathways_by_that_hubs_titles() {
    let text = compare(&shipped("lancashire"), &shipped("thames-valley"));
    let change = "a case for \"independent sexual violence advisers\" at lancashire goes to \"sexual violence\" at thames-valley";
    assert!(text.contains(change), "{text}");
}

#[test]
fn a_title_of_nothing_the_hub_has_is_a_mistake() {
    expect(
        "hat = \"hate crime\"\ncellar = \"the cellar\"\n",
        &[
            "49: titles.\"hat\" names no team, pathway or desk of the hub; expected one of general, hate, support, young; did you mean hate?",
            "50: titles.\"cellar\" names no team, pathway or desk of the hub; expected one of general, hate, support, young; \
             leave it out: whatever else has a name has a title of its own where it stands",
        ],
    );
}

#[test]
fn a_title_is_a_line_that_fits_a_list() {
    let longest = "x".repeat(60);
    expect(&format!("hate = \"{longest}\"\n"), &[]);
    expect(
        &format!("hate = \"{longest}y\"\n"),
        &[&format!("49: titles.\"hate\" is \"{longest}…; expected one line of at most 60 characters; say it in fewer words")
            .replace("x…", "…")],
    );
    expect(
        "hate = \"hate\\ncrime\"\n",
        &["49: titles.\"hate\" is \"hate\\ncrime\"; expected one line of at most 60 characters; say it in fewer words"],
    );
    expect(
        "hate = \" \"\nyoung = 18\n",
        &[
            "49: titles.\"hate\" is \" \"; expected text in quotes like \"independent domestic violence advisers\"; \
             try \"independent domestic violence advisers\"",
            "50: titles.\"young\" is 18; expected text in quotes like \"independent domestic violence advisers\"; \
             try \"independent domestic violence advisers\"",
        ],
    );
    assert_eq!(
        told(&format!("titles = \"hate crime\"\n{RIGHT}")),
        ["1: titles is \"hate crime\"; expected names of teams, pathways or desks, each with how people call it, one or more; \
             try idva = \"independent domestic violence advisers\""]
    );
}

#[test]
fn two_pathways_that_are_called_the_same_are_a_mistake() {
    expect(
        "hate = \"Young\"\n",
        &["49: titles.\"hate\" is \"Young\"; expected what no other pathway is called: young is, too; say what tells the two apart"],
    );
    // A pathway and the team that works it are one thing to whoever reads of them.
    expect(
        "hate = \"support\"\n",
        &["49: titles.\"hate\" is \"support\"; expected what no other team is called: support is, too; say what tells the two apart"],
    );
    expect("young = \"support\"\n", &[]);
}
