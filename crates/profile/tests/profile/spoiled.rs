//! However a profile is spoiled, the answer is a profile or sentences, never a panic.

use profile::Profile;
use proptest::prelude::*;

/// One thing that goes wrong while a file is edited. Numbers are taken modulo what there is.
#[derive(Debug, Clone)]
enum Edit {
    DeleteLine(usize),
    RepeatLine(usize),
    SwapWords(usize, usize),
    Cut(usize),
    Insert(usize, String),
}

fn edit() -> impl Strategy<Value = Edit> {
    let scrap = prop_oneof![
        prop::sample::select(vec![
            "[",
            "]",
            "{",
            "}",
            "=",
            "\"",
            "\n",
            ".",
            ",",
            "#",
            "0",
            "-1",
            "[[contact]]\n",
            "[serves]\n",
            "when.any_of.under = 1\n"
        ])
        .prop_map(str::to_owned),
        "\\PC{1,6}",
    ];
    prop_oneof![
        4 => any::<usize>().prop_map(Edit::DeleteLine),
        1 => any::<usize>().prop_map(Edit::RepeatLine),
        4 => (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Edit::SwapWords(a, b)),
        1 => any::<usize>().prop_map(Edit::Cut),
        2 => (any::<usize>(), scrap).prop_map(|(at, scrap)| Edit::Insert(at, scrap)),
    ]
}

fn spoil(text: &str, edit: &Edit) -> String {
    let char_at = |at: &usize| text.char_indices().nth(at % text.chars().count().max(1)).map_or(0, |(at, _)| at);
    match edit {
        Edit::DeleteLine(n) | Edit::RepeatLine(n) => {
            let mut lines: Vec<&str> = text.lines().collect();
            if let Some(line) = lines.get(n % lines.len().max(1)).copied() {
                let at = n % lines.len();
                if matches!(edit, Edit::DeleteLine(_)) {
                    lines.remove(at);
                } else {
                    lines.insert(at, line)
                }
            }
            lines.join("\n")
        }
        Edit::SwapWords(a, b) => {
            let mut words: Vec<&str> = text.split(' ').collect();
            let (a, b) = (a % words.len(), b % words.len());
            words.swap(a, b);
            words.join(" ")
        }
        Edit::Cut(at) => text[..char_at(at)].to_owned(),
        Edit::Insert(at, scrap) => {
            let at = char_at(at);
            format!("{}{scrap}{}", &text[..at], &text[at..])
        }
    }
}

/// The shipped profiles without their comments, so that edits hit what counts.
fn texts() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../profiles");
    let read = |name: &str| std::fs::read_to_string(folder.join(name).join("profile.toml")).unwrap();
    let bare = |text: String| text.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    Profile::shipped_names().map(|name| bare(read(name))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, ..ProptestConfig::default() })]

    #[test]
    fn an_edited_profile_is_read_or_explained(
        text in prop::sample::select(texts()),
        edits in prop::collection::vec(edit(), 1..6),
    ) {
        let text = edits.iter().fold(text, |text, edit| spoil(&text, edit));
        let lines = text.lines().count().max(1) + 1;
        if let Err(errors) = Profile::parse("hub", "hub/profile.toml", &text) {
            prop_assert!(errors.iter().count() > 0);
            for error in errors.iter() {
                prop_assert!(error.line.is_some_and(|line| (1..=lines).contains(&line)), "{}", error);
                prop_assert!(!error.to_string().contains('\n'), "{}", error);
                prop_assert!(![&error.place, &error.found, &error.expected, &error.suggestion].iter().any(|part| part.is_empty()), "{}", error);
            }
            prop_assert!(errors.iter().zip(errors.iter().skip(1)).all(|(one, next)| one.line <= next.line));
        }
    }
}
