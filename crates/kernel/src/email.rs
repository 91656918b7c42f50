//! E-mail addresses.

/// An e-mail address that looks as if mail could be sent to it. `Debug` prints only the type.
///
/// Equal means typed alike; to ask whether two are the same mailbox compare [`Email::key`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

impl Email {
    /// Reads an address, with space around it dropped: one `@`, a plain local part, a domain with a dot, 254 characters at most.
    ///
    /// Plain ASCII only: an accented letter in an address is more often a slip than an internationalised mailbox.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.split_once('@')?;
        (text.len() <= 254 && is_local_part(local) && is_domain(domain)).then(|| Self(text.to_owned()))
    }

    /// The address as typed, for a page or a message: the places a permission was given for.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The address in lower case, for comparing. As personal as the address itself.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

fn is_local_part(local: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
    local.len() <= 64 && local.chars().all(plain) && local.split('.').all(|part| !part.is_empty())
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_top = |top: &str| top.len() >= 2 && !top.bytes().all(|b| b.is_ascii_digit());
    domain.split('.').all(is_label) && domain.rsplit_once('.').is_some_and(|(_, top)| is_top(top))
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Email")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Email;

    #[test]
    fn addresses_are_kept_as_typed_and_compared_in_lower_case() {
        for text in
            ["Amina.Khan@Example.org", "o'neill+x@example.org", "a_b-c@mail.example.org", "1@2.example.org", "a@xn--bcher-kva.example.org"]
        {
            let email = Email::parse(&format!("  {text}\t")).unwrap();
            assert_eq!((email.reveal(), email.key()), (text, text.to_lowercase()));
        }
    }

    #[test]
    fn what_is_no_address() {
        let long_local = format!("{}@example.org", "a".repeat(65));
        let long = format!("a@{}org", "example.".repeat(32));
        for text in [
            "",
            "@",
            "a@",
            "@example.org",
            "a@example",
            "a@@example.org",
            "a@b@example.org",
            "a b@example.org",
            "a@exam ple.org",
            "a@example..org",
            "a@.example.org",
            "a@example.org.",
            "a@-example.org",
            "a@example-.org",
            "a@example.o",
            "a@10.0.0.1",
            ".a@example.org",
            "a.@example.org",
            "a..b@example.org",
            "<a@example.org>",
            "a@example.org;b@example.org",
            "a@example.org\nBcc: b@example.org",
            "é@example.org",
            "a@exämple.org",
            "a\u{200b}@example.org",
            "none",
            "n/a",
            &long_local,
            &long,
        ] {
            assert_eq!(Email::parse(text), None, "{text}");
        }
    }

    #[test]
    fn debug_hides_it() {
        assert_eq!(format!("{:?}", Email::parse("amina@example.org")), "Some(Email)");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,20}|[a-zA-Z.+@ -]{0,8}@[a-z.-]{1,12}") {
            if let Some(email) = Email::parse(&text) {
                prop_assert_eq!(Email::parse(email.reveal()), Some(email.clone()));
                prop_assert_eq!(Email::parse(&email.key()).unwrap().key(), email.key());
                prop_assert!(!email.reveal().contains(char::is_whitespace));
            }
        }
    }
}
