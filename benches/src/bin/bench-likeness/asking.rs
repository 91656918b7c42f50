//! One new person after the other, told to a worker on the telephone: how long the page takes that asks whether it is somebody known.

use std::path::Path;
use std::time::Instant;

use benches::browser::Browser;
use benches::{Result, program::Server};

use crate::hub::{EMAIL, PASSWORD, Told, read, text};

/// Pages before any is counted.
const WARM_UP: usize = 20;

/// Microseconds, sorted.
#[derive(Debug, Default)]
pub struct Asked {
    /// The page that asks whether it is somebody known.
    pub known: Vec<u32>,
    /// The page after it, on which nobody is looked for.
    pub next: Vec<u32>,
    /// For how many somebody was shown.
    pub shown: usize,
}

/// Asks about so many, one after the other.
///
/// # Errors
/// When a page is not what it should be.
pub fn ask(server: &Server, incoming: &Path, count: usize) -> Result<Asked> {
    let browser = Browser::new(&server.address);
    browser.sign_in(EMAIL, PASSWORD)?;
    let mut asked = Asked::default();
    let mut number = 0;
    for told in read(incoming, usize::MAX)? {
        let told = told?;
        let Some(fields) = fields(&told) else { continue };
        let (status, place) = browser.fill_in("/referrals/new", &[("source", "self")])?;
        if status != 303 {
            return Err(format!("a new referral answered {status}").into());
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let (status, known) = browser.fill_in(&place, &fields)?;
        if status != 303 {
            // Something in it is not a name or a number to the form.
            continue;
        }
        let timed = |page: &str| -> Result<(u16, u32)> {
            let started = Instant::now();
            let (status, _) = browser.get(page)?;
            Ok((status, u32::try_from(started.elapsed().as_micros()).unwrap_or(u32::MAX)))
        };
        let ((status, took), (next_status, next)) = (timed(&known)?, timed(&known.replace("/known", "/reach"))?);
        if !known.ends_with("/known") || ![200, 303].contains(&status) || next_status != 200 {
            return Err(format!("the page that asks whether it is somebody known answered {status}, the next {next_status}").into());
        }
        number += 1;
        if number > WARM_UP {
            asked.shown += usize::from(status == 200);
            asked.known.push(took);
            asked.next.push(next);
        }
        if number == WARM_UP + count {
            break;
        }
    }
    asked.known.sort_unstable();
    asked.next.sort_unstable();
    Ok(asked)
}

/// What is typed about the person; nothing where a name or the birth date was not told.
fn fields(told: &Told) -> Option<Vec<(&'static str, String)>> {
    let mut born = text(told, "dob")?.split('-');
    let mut part = || born.next().map(|part| part.trim_start_matches('0').to_owned());
    let (year, month, day) = (part()?, part()?, part()?);
    let mut fields = vec![
        ("given_name", text(told, "first_name")?.to_owned()),
        ("family_name", text(told, "last_name")?.to_owned()),
        ("date_of_birth-day", day),
        ("date_of_birth-month", month),
        ("date_of_birth-year", year),
    ];
    fields.extend(text(told, "phone").map(|phone| ("phone", phone.to_owned())));
    Some(fields)
}
