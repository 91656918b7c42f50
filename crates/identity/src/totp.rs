//! Codes from an authenticator app: RFC 6238 with SHA-1, six digits and steps of 30 seconds, which is what every such app knows.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use kernel::Sensitive;
use qrcode::{Color, QrCode};
use sha1::Sha1;
use subtle::ConstantTimeEq;

/// Seconds one code is shown for.
const STEP: i64 = 30;
/// Bytes of a secret (RFC 4226, section 4, R6).
const BYTES: usize = 20;
/// Codes of so many steps before and after the present one are taken too: the clock of a telephone may be wrong, and typing takes time.
const STEPS_OFF: i64 = 1;

/// What an authenticator app and the hub both know.
#[derive(Debug, Clone)]
pub struct TotpSecret(Sensitive<[u8; BYTES]>);

/// A code's place in time: the number of its step. A code is used once, and none of an earlier step after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TotpStep(pub i64);

impl TotpSecret {
    /// A secret made of random bytes.
    pub const fn new(random: [u8; 32]) -> Self {
        let (secret, _) = random.split_at(BYTES);
        match secret.first_chunk() {
            Some(secret) => Self(Sensitive::new(*secret)),
            None => Self(Sensitive::new([0; BYTES])),
        }
    }

    /// Reads what [`TotpSecret::bytes`] gave; `None` for anything else.
    pub fn kept(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|bytes| Self(Sensitive::new(bytes)))
    }

    /// It, to be sealed and kept.
    pub const fn bytes(&self) -> &[u8] {
        self.0.reveal()
    }

    /// It in letters and digits, for typing into an app.
    pub fn letters(&self) -> String {
        BASE32_NOPAD.encode(self.bytes())
    }

    /// What an app reads from the picture. `hub` and `account` are what it shows beside the code.
    pub fn uri(&self, hub: &str, account: &str) -> String {
        let (hub, account) = (escaped(hub), escaped(account));
        format!("otpauth://totp/{hub}:{account}?secret={}&issuer={hub}&algorithm=SHA1&digits=6&period=30", self.letters())
    }

    /// The step whose code this is, unless the code is wrong, of another time, or not later than the last one used.
    pub fn step_of(&self, typed: &str, at: Timestamp, last_used: Option<TotpStep>) -> Option<TotpStep> {
        let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let now = at.as_second().div_euclid(STEP);
        // Each is tried, so that how long it takes tells nothing.
        let right = (now - STEPS_OFF..=now + STEPS_OFF).filter(|step| bool::from(self.code(*step).as_bytes().ct_eq(digits.as_bytes())));
        right.map(TotpStep).filter(|step| last_used.is_none_or(|last| *step > last)).collect::<Vec<_>>().pop()
    }

    /// The code an app shows at this moment.
    pub fn code_at(&self, at: Timestamp) -> String {
        self.code(at.as_second().div_euclid(STEP))
    }

    fn code(&self, step: i64) -> String {
        // A key of any length is one.
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(self.bytes()) else { return String::new() };
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        // RFC 4226, section 5.3.
        let from = digest.last().map_or(0, |last| usize::from(last & 0xf));
        let four = digest.get(from..from + 4).and_then(|four| four.first_chunk::<4>()).map_or(0, |four| u32::from_be_bytes(*four));
        format!("{:06}", (four & 0x7fff_ffff) % 1_000_000)
    }
}

/// RFC 3986: every byte that is not plain is written as its code.
fn escaped(text: &str) -> String {
    let byte = |b: u8| match b {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(b).to_string(),
        b => format!("%{b:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// A picture that a telephone's camera reads, as a path to be drawn.
#[derive(Debug)]
pub struct Picture {
    /// Dots on each side, with the quiet zone around.
    pub side: usize,
    /// The dark dots, as an SVG path in units of dots.
    pub path: String,
}

/// Light dots around a picture, without which cameras do not find it (ISO/IEC 18004).
const QUIET: usize = 4;

/// The picture of this text; `None` for one too long for a picture.
pub fn picture(text: &str) -> Option<Picture> {
    let code = QrCode::new(text).ok()?;
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, colour)| *colour == Color::Dark);
    let path = dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET)).collect();
    Some(Picture { side: width + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// RFC 6238, appendix B: the last six of its eight digits.
    const RFC: [(i64, &str); 6] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];

    fn of_rfc() -> TotpSecret {
        TotpSecret::kept(b"12345678901234567890").unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        for (second, code) in RFC {
            assert_eq!(of_rfc().step_of(code, at(second), None), Some(TotpStep(second / 30)), "{code}");
        }
    }

    #[test]
    fn a_code_is_taken_for_a_minute_and_a_half_and_not_longer() {
        let (secret, code) = (of_rfc(), "005924");
        for (second, taken) in [(1_234_567_859, false), (1_234_567_860, true), (1_234_567_949, true), (1_234_567_950, false)] {
            assert_eq!(secret.step_of(code, at(second), None).is_some(), taken, "{second}");
        }
    }

    #[test]
    fn a_code_is_taken_once_and_none_before_it_afterwards() {
        let secret = of_rfc();
        let used = secret.step_of("005924", at(1_234_567_890), None);
        assert!(used.is_some());
        assert_eq!(secret.step_of("005924", at(1_234_567_890), used), None);
        let (earlier, later) = (secret.code(1_234_567_890 / 30 - 1), secret.code(1_234_567_890 / 30 + 1));
        assert_eq!(secret.step_of(&earlier, at(1_234_567_890), used), None);
        assert!(secret.step_of(&later, at(1_234_567_890), used) > used);
    }

    #[test]
    fn spaces_are_no_mistake_and_everything_else_is() {
        let (secret, now) = (of_rfc(), at(1_234_567_890));
        assert!(secret.step_of(" 005 924 ", now, None).is_some());
        for wrong in ["", "5924", "005925", "0059240", "００５９２４", "89005924"] {
            assert_eq!(secret.step_of(wrong, now, None), None, "{wrong}");
        }
    }

    #[test]
    fn an_app_is_told_which_hub_and_which_account() {
        let uri = of_rfc().uri("Exampleshire Victim Hub", "sam+1@example.org");
        assert_eq!(
            uri,
            "otpauth://totp/Exampleshire%20Victim%20Hub:sam%2B1%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Exampleshire%20Victim%20Hub&algorithm=SHA1&digits=6&period=30"
        );
        let picture = picture(&uri).unwrap();
        assert!(picture.path.starts_with("M4 4h1v1h-1z"), "a corner mark begins after the quiet zone");
        assert!(picture.side > 40 && picture.path.len() > 1_000);
    }

    #[test]
    fn a_secret_is_random_bytes_and_is_not_printed() {
        let secret = TotpSecret::new([7; 32]);
        assert_eq!(secret.bytes(), [7; 20]);
        assert_eq!(TotpSecret::kept(secret.bytes()).unwrap().letters(), secret.letters());
        assert!(TotpSecret::kept(&[7; 19]).is_none());
        assert!(!format!("{secret:?}").contains('7'));
    }
}
