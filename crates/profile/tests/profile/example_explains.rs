//! Whoever writes a profile finds every key in the example's file, in use or in a comment.

use crate::mistakes::{RIGHT, told};

/// The keys that may stand where this mistake was made: the program lists them itself.
fn keys_where(text: &str) -> Vec<String> {
    let told = told(text);
    let sentence = told.iter().find(|one| one.contains("nonsense is not a key of")).unwrap_or_else(|| panic!("{told:?}"));
    let listed = sentence.split("expected one of ").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
    listed.split(", ").map(str::to_owned).collect()
}

/// Whether the key stands there as a key: before `=`, in brackets, or named as `key = …` in a comment.
fn explained(example: &str, key: &str) -> bool {
    let bracketed = [format!("[{key}]"), format!(".{key}]")];
    bracketed.iter().any(|header| example.contains(header))
        || example.match_indices(&format!("{key} = ")).any(|(at, _)| {
            let before = example[..at].chars().next_back();
            before.is_none_or(|letter| !letter.is_alphanumeric() && letter != '_' && letter != '.')
        })
}

#[test]
fn every_key_stands_in_the_example() {
    let example = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../profiles/example/profile.toml")).unwrap();
    let places = [
        "nonsense = 1\n",
        "[serves]\nnonsense = 1\n",
        "[[contact]]\nnonsense = 1\n",
        "[[contact]]\nwhen = { nonsense = 1 }\n",
        "[[desk]]\nnonsense = 1\n",
        "[[pathway]]\nnonsense = 1\n",
        "[several_services]\nnonsense = 1\n",
        "[[several_services.authority]]\nnonsense = 1\n",
        "[unreached]\nnonsense = 1\n",
        "[[agency]]\nnonsense = 1\n",
        "[[agreement]]\nnonsense = 1\n",
        "[[after_acceptance]]\nnonsense = 1\n",
        "[needs_assessment]\nnonsense = 1\n",
        "[[needs_assessment.measure]]\nnonsense = 1\n",
        "[onward]\nnonsense = 1\n",
        "[[service]]\nnonsense = 1\n",
        "[[offered_again]]\nnonsense = 1\n",
        "[opt_out]\nnonsense = 1\n",
        "[[funding]]\nnonsense = 1\n",
        "[[room]]\nnonsense = 1\n",
        "[hate_reports]\nnonsense = 1\n",
        "[[report]]\nnonsense = 1\n",
        "[[feedback]]\nnonsense = 1\n",
        "[resources]\nnonsense = 1\n",
        "[[retention]]\nnonsense = 1\n",
        "[single_sign_on]\nnonsense = 1\n",
    ];
    let missing: Vec<String> = places
        .iter()
        .flat_map(|place| {
            // Alone in the file, so that no section stands twice.
            keys_where(place)
                .into_iter()
                .filter(|key| !explained(&example, key))
                .map(move |key| format!("{key} of {}", place.lines().next().unwrap()))
        })
        .collect();
    assert_eq!(missing, Vec::<String>::new());
    assert!(!explained(&example, "nonsense") && !keys_where(&format!("nonsense = 1\n{RIGHT}")).is_empty());
}
