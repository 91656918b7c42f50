//! Any text as ASCII, letter by letter: accents taken off, other scripts transliterated, marks that only steer or voice the text dropped.

use deunicode::deunicode_char;

/// Gives `take` the text as ASCII bytes, in the order they are read in. Marks of direction and composition and the vowel points of Hebrew
/// and Arabic are dropped, since the same name is written with and without them. The case is kept. Spaces and punctuation are given as
/// their nearest in ASCII: the several apostrophes and dashes as `'` and `-`, ends of lines as a newline.
pub(super) fn each(raw: &str, mut take: impl FnMut(u8)) {
    if raw.is_ascii() {
        raw.bytes().for_each(take);
        return;
    }
    for c in raw.chars() {
        if c.is_ascii() {
            take(c as u8);
        } else {
            transliterate(c, &mut take);
        }
    }
}

fn transliterate(c: char, take: &mut impl FnMut(u8)) {
    let text = match c {
        '\u{0591}'..='\u{05C7}' | '\u{064B}'..='\u{065F}' | '\u{0670}' => return,
        // Letters that the general table gives as signs.
        'أ' | 'آ' | 'ة' | 'ى' => "a",
        'إ' => "i",
        '\u{0085}' | '\u{2028}' | '\u{2029}' => "\n",
        _ if c.is_whitespace() => " ",
        _ => deunicode_char(c).unwrap_or(""),
    };
    // Pictures have names ("unicorn"), which are not what was written.
    if c.is_alphanumeric() || c.is_whitespace() || !text.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
        text.bytes().for_each(take);
    } else {
        take(b' ');
    }
}

/// Gives `then` the text as ASCII, at most `N` bytes of it when it has to be transliterated: for short values that are taken apart.
pub(super) fn with_ascii<const N: usize, T>(raw: &str, then: fn(&[u8]) -> T) -> T {
    if raw.is_ascii() { then(raw.as_bytes()) } else { transliterated::<N, T>(raw, then) }
}

/// Apart, so that the room for it is not made ready for texts that are ASCII already.
#[cold]
#[inline(never)]
fn transliterated<const N: usize, T>(raw: &str, then: fn(&[u8]) -> T) -> T {
    let (mut room, mut length) = ([0; N], 0);
    each(raw, |byte| {
        if let Some(place) = room.get_mut(length) {
            *place = byte;
            length += 1;
        }
    });
    then(room.get(..length).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    fn written(raw: &str) -> String {
        let mut out = String::new();
        super::each(raw, |byte| out.push(char::from(byte)));
        out
    }

    #[test]
    fn other_scripts_are_transliterated() {
        assert_eq!(written("Ngũgĩ Đặng Łódź"), "Ngugi Dang Lodz");
        assert_eq!(written("محمد"), "mHmd");
        assert_eq!(written("Юлия"), "Iuliia");
        assert_eq!(written("王小明"), "Wang Xiao Ming ");
    }

    #[test]
    fn marks_of_direction_and_vowel_points_are_dropped() {
        assert_eq!(written("\u{200f}\u{202b}مُحَمَّد\u{202c}"), written("محمد"));
        assert_eq!(written("Jose\u{301}"), "Jose");
    }

    #[test]
    fn pictures_are_no_words() {
        assert_eq!(written("Ann🦄"), "Ann ");
    }

    #[test]
    fn signs_are_given_as_their_nearest() {
        assert_eq!(written("O’Neill–Smith\u{2028}"), "O'Neill-Smith\n");
        assert_eq!(written("٣٣"), "33");
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        assert_eq!(super::with_ascii::<3, _>("éèêë", |text| text.to_vec()), b"eee");
    }
}
