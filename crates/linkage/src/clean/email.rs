//! E-mail addresses.

use super::letters;

/// As long as an address may be (RFC 5321, 4.5.3.1.3).
const LONGEST: usize = 254;

/// Writes `local@domain` in lower case and gives the length of what is before the @. None, and nothing written, for what is no address or
/// was typed in place of one. The two names of Google's mail are one.
pub(crate) fn email(raw: &str, out: &mut String) -> Option<usize> {
    out.clear();
    let mut over = false;
    letters::each(raw, |byte| match byte {
        // What came before was the name of the person: `Ann Example <ann@example.org>`.
        b'<' | b':' => out.clear(),
        b'!'..=b'~' if !matches!(byte, b'>' | b'"' | b',' | b';' | b'(' | b')') => {
            over |= out.len() >= LONGEST;
            if !over {
                out.push(char::from(byte.to_ascii_lowercase()));
            }
        }
        _ => {}
    });
    let length = if over { None } else { local(out) };
    if length.is_none() {
        out.clear();
    }
    length
}

fn local(out: &mut String) -> Option<usize> {
    while out.ends_with('.') {
        out.pop();
    }
    if let Some(length) = out.strip_suffix("@googlemail.com").map(str::len) {
        out.truncate(length);
        out.push_str("@gmail.com");
    }
    let (local, domain) = out.rsplit_once('@')?;
    let host = domain.split('.').next().unwrap_or_default();
    let made_up = match local {
        "none" | "no" | "noemail" | "no-email" | "no.email" | "nomail" | "unknown" | "notknown" | "not.known" | "na" | "n/a" | "nobody" => {
            true
        }
        _ => local.bytes().all(|byte| byte == b'x') || local == host,
    };
    (!made_up && !domain.is_empty()).then_some(local.len())
}

#[cfg(test)]
mod tests {
    fn email(raw: &str) -> (Option<usize>, String) {
        let mut out = "before".to_owned();
        (super::email(raw, &mut out), out)
    }

    #[test]
    fn an_address_is_lower_case_without_what_surrounds_it() {
        for raw in
            [" Ann.Example@Example.ORG ", "Ann <ann.example@example.org>", "mailto:ann.example@example.org.", "ann.example @ example.org"]
        {
            assert_eq!(email(raw), (Some(11), "ann.example@example.org".to_owned()), "{raw}");
        }
        assert_eq!(email("ann@googlemail.com"), email("ann@gmail.com"));
    }

    #[test]
    fn what_is_no_address_is_none() {
        let long = format!("{}@example.org", "a".repeat(300));
        for raw in ["", "ann", "ann@", "@example.org", "no@no", "none@example.org", "test@test.com", "N/A@x.org", "xxx@example.org", &long]
        {
            assert_eq!(email(raw), (None, String::new()), "{raw}");
        }
    }
}
