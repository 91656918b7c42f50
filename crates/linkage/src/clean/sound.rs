//! How a name sounds: a skeleton of its consonants, which spellings and transliterations of one name share.

/// The sounds of the first word of a cleaned name, up to six, packed; 0 when there are none. Vowels count only at the start. Words that only
/// lead to the name ("de", "abdul", "mc") are taken with the next; the article "al" is left out.
pub(crate) fn sound(name: &str) -> u32 {
    let mut room = [0; 40];
    let letters = first_word(name, &mut room);
    let mut sounds = Sounds::default();
    let mut at = silent_start(letters);
    while at < letters.len() {
        let view = View { letters, at };
        at += sounds.take(view).max(1);
    }
    sounds.packed
}

const ARTICLES: &[&str] = &["al", "el", "ul"];
const LEADING: &[&str] = &[
    "de", "da", "di", "du", "do", "dos", "la", "le", "van", "von", "der", "den", "ter", "mac", "mc", "o", "st", "saint", "abu", "bin",
    "ibn", "bint", "ap", "abd", "abdul", "abdel", "abdal", "abdur", "d",
];

fn first_word<'r>(name: &str, room: &'r mut [u8]) -> &'r [u8] {
    let mut length = 0;
    let mut words = name.split([' ', '-']).filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.next() {
        let last = words.peek().is_none();
        if ARTICLES.contains(&word) && !last {
            continue;
        }
        for byte in word.bytes().filter(u8::is_ascii_lowercase) {
            if let Some(place) = room.get_mut(length) {
                *place = byte;
                length += 1;
            }
        }
        if !LEADING.contains(&word) {
            break;
        }
    }
    room.get(..length).unwrap_or_default()
}

fn silent_start(letters: &[u8]) -> usize {
    usize::from(matches!(letters, [b'k' | b'g' | b'p', b'n', ..] | [b'p', b's', ..] | [b'w', b'r', ..]))
}

#[derive(Clone, Copy)]
#[repr(u8)]
enum Sound {
    A = 1,
    E,
    O,
    Y,
    B,
    K,
    D,
    F,
    G,
    H,
    J,
    L,
    M,
    N,
    P,
    R,
    S,
    T,
    V,
    W,
    Ch,
    Sh,
}

/// A place in a word.
#[derive(Clone, Copy)]
struct View<'a> {
    letters: &'a [u8],
    at: usize,
}

impl View<'_> {
    /// The letter so many places on; 0 past the end.
    fn next(self, places: usize) -> u8 {
        self.letters.get(self.at + places).copied().unwrap_or(0)
    }

    fn after_vowel(self) -> bool {
        self.at.checked_sub(1).and_then(|at| self.letters.get(at)).is_some_and(|letter| is_vowel(*letter))
    }
}

fn is_vowel(letter: u8) -> bool {
    b"aeiouy".contains(&letter)
}

fn is_front(letter: u8) -> bool {
    b"eiy".contains(&letter)
}

#[derive(Default)]
struct Sounds {
    packed: u32,
    count: u32,
    /// The sound just before, when no vowel came between: a doubled letter sounds once.
    before: u32,
}

impl Sounds {
    fn push(&mut self, sound: Sound) {
        let sound = sound as u32;
        if self.before != sound && self.count < 6 {
            self.packed = self.packed << 5 | sound;
            self.count += 1;
        }
        self.before = sound;
    }

    /// Takes the sound at this place; gives how many letters it was written with.
    fn take(&mut self, view: View<'_>) -> usize {
        let (start, letter) = (self.count == 0, view.next(0));
        if is_vowel(letter) {
            if start {
                self.push(first_vowel(view));
            }
            self.before = 0;
            return 1;
        }
        let soft_f = if start { Sound::F } else { Sound::V };
        let (sound, length) = match (letter, view.next(1)) {
            (b'c', b'h') if b"rl".contains(&view.next(2)) => (Sound::K, 2),
            (b'c', b'h' | b'z') => (Sound::Ch, 2),
            (b'c', b'k') => (Sound::K, 2),
            (b'c', next) if is_front(next) => (Sound::S, 1),
            (b'd', b'j') => (Sound::J, 2),
            (b'd', b'g') if is_front(view.next(2)) => (Sound::J, 2),
            (b'd', b't') => (Sound::T, 2),
            (b'f', _) => (soft_f, 1),
            (b'p', b'h') => (soft_f, 2),
            (b'g', b'h') if view.after_vowel() && !is_vowel(view.next(2)) => return 2,
            (b'g', b'h') => (Sound::G, 2),
            (b'g', next) if is_front(next) => (Sound::J, 1),
            (b'h', next) if view.at == 0 || (view.after_vowel() && is_vowel(next)) => (Sound::H, 1),
            (b'h', _) => return 1,
            (b's', b'c') if view.next(2) == b'h' => (Sound::Sh, 3),
            (b's', b'c') if is_front(view.next(2)) => (Sound::S, 2),
            (b's', b'h' | b'z') => (Sound::Sh, 2),
            (b't', b'c') if view.next(2) == b'h' => (Sound::Ch, 3),
            (b'v', _) | (b'w', b'h') if start => (Sound::W, 1),
            (b'v', _) => (Sound::V, 1),
            (b'w', _) if start => (Sound::W, 1),
            (b'w', next) if is_vowel(next) => (Sound::V, 1),
            (b'w', _) => return 1,
            (b'x', _) if !start => {
                self.push(Sound::K);
                (Sound::S, 1)
            }
            (b'z', b'h') => (Sound::J, 2),
            (letter, _) => match plain(letter) {
                Some(sound) => (sound, 1),
                None => return 1,
            },
        };
        self.push(sound);
        length
    }
}

/// The consonants that sound the same wherever they stand.
fn plain(letter: u8) -> Option<Sound> {
    Some(match letter {
        b'b' => Sound::B,
        b'c' | b'k' | b'q' => Sound::K,
        b'd' => Sound::D,
        b'g' => Sound::G,
        b'j' => Sound::J,
        b'l' => Sound::L,
        b'm' => Sound::M,
        b'n' => Sound::N,
        b'p' => Sound::P,
        b'r' => Sound::R,
        b's' | b'x' | b'z' => Sound::S,
        b't' => Sound::T,
        _ => return None,
    })
}

/// Yevgeny is Evgenii; Iulia is Yulia; Usman is Osman.
fn first_vowel(view: View<'_>) -> Sound {
    match (view.next(0), view.next(1)) {
        (b'y' | b'i', b'a' | b'o' | b'u') => Sound::Y,
        (b'a', _) => Sound::A,
        (b'o' | b'u', _) => Sound::O,
        _ => Sound::E,
    }
}

#[cfg(test)]
mod tests {
    use super::sound;

    #[test]
    fn spellings_and_transliterations_of_one_name_sound_alike() {
        let sets: &[&[&str]] = &[
            &["mohammed", "muhammad", "mohamed", "muhammed", "mohammad"],
            &["chowdhury", "choudhry", "chaudhary", "choudhury", "chowdhry"],
            &["sheikh", "shaikh", "shaykh"],
            &["yusuf", "yousaf", "yousef", "youssouf"],
            &["catherine", "kathryn", "katherine", "kathrine"],
            &["stephen", "steven"],
            &["geoffrey", "jeffrey", "jeffery"],
            &["philip", "phillip", "filip"],
            &["obrien", "o brien", "o-brien"],
            &["smith", "smyth", "smythe"],
            &["reid", "reed", "read"],
            &["clark", "clarke"],
            &["rhys", "rees", "reece"],
            &["osman", "usman"],
            &["yevgeny", "evgenii", "evgeny"],
            &["abdul rahman", "abdulrahman", "abdel-rahman"],
            &["al-hassan", "hassan", "hasan"],
            &["mcdonald", "macdonald", "mac donald"],
            &["lawrence", "laurence"],
            &["wasim", "vaseem"],
        ];
        for set in sets {
            let first = sound(set[0]);
            assert!(first != 0 && set.iter().all(|name| sound(name) == first), "{set:?}");
        }
    }

    #[test]
    fn different_names_sound_different() {
        let pairs = [
            ("smith", "jones"),
            ("will", "phil"),
            ("mohammed", "mahmood"),
            ("gary", "harry"),
            ("peterson", "peters"),
            ("christopherson", "christie"),
            ("jackson", "jessen"),
            ("robert", "rupert"),
            ("ward", "ford"),
            ("anwar", "omar"),
        ];
        for (one, other) in pairs {
            assert_ne!(sound(one), sound(other), "{one} {other}");
        }
    }

    #[test]
    fn one_letter_sounds_and_nothing_does_not() {
        assert_eq!(sound(""), 0);
        assert_eq!(sound("-"), 0);
        for letter in 'a'..='z' {
            assert_ne!(sound(&letter.to_string()), 0, "{letter}");
        }
    }
}
