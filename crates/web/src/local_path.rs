//! Where to go after signing in: only ever a page of this hub.

/// Characters of the longest path one is sent back to.
const LONGEST: usize = 500;

/// The text if it is a path on this host, and not a way out of it such as `//elsewhere.example` or `/\elsewhere.example`, which browsers
/// read as an address. Sign-in and sign-out are nowhere to go back to.
pub(crate) fn local_path(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('/')?;
    let plain = text.len() <= LONGEST && text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let on_this_host = !rest.starts_with('/');
    let somewhere = !rest.starts_with("sign-in") && !rest.starts_with("sign-out");
    (plain && on_this_host && somewhere).then_some(text)
}

/// The path as the value of `next` in an address. It is ASCII; what would end a query's value is written as its code.
pub(crate) fn next_in_query(path: &str) -> String {
    path.replace('%', "%25").replace('&', "%26").replace('+', "%2B").replace('#', "%23")
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn pages_of_this_hub_and_nothing_else() {
        for path in ["/", "/work", "/cases/01990f3e-0000-7000-8000-000000000000", "/work?page=2&team=north"] {
            assert_eq!(local_path(path), Some(path));
        }
        let long = format!("/{}", "a".repeat(500));
        for path in [
            "",
            "work",
            "//elsewhere.example",
            "///elsewhere.example",
            "/\\elsewhere.example",
            "\\\\elsewhere.example",
            "/\t/elsewhere.example",
            "/\n/elsewhere.example",
            " /work",
            "/work now",
            "https://elsewhere.example",
            "https:elsewhere.example",
            "javascript:alert(1)",
            "/work\r\nSet-Cookie: a=b",
            "/é",
            "/sign-out",
            "/sign-in?next=/sign-in",
            &long,
        ] {
            assert_eq!(local_path(path), None, "{path:?}");
        }
    }
}
