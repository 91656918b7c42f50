//! What the program must never do, read from its sources and manifests: build statements, markup or commands from what was typed, call
//! anybody, or use cryptography and code of others that nobody looked at. Each list below is short, so that a reviewer can read it.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

use crate::sources::{Source, has_word, root, sources};

/// The parts of statements that are put together from fixed texts, and the names they are put in by. Values are always bound.
const STATEMENT_PARTS: &[(&str, &[&str])] = &[
    // Aliases, and pieces of the policies' own condition, whose values are bound.
    (
        "crates/access/src/filter.rs",
        &["agency", "c", "condition.text", "desks", "not", "p", "person", "since", "teams", "until", "user", "which"],
    ),
    // Conditions out of the words of the walls: names of tables, and places for what is bound.
    (
        "crates/access/src/filter.rs",
        &["agency", "c", "condition.text", "desks", "p", "person", "self.place(user)", "since", "until", "user", "which"],
    ),
    ("crates/casework/src/keep.rs", &["DUE_FIELDS", "hold"]),
    ("crates/casework/src/possible_same.rs", &["MOST", "sql::POSSIBLE_SAME", "walls.text"]),
    ("crates/casework/src/reminders/list.rs", &["MOST", "sql::REMINDERS_DUE_BY", "sql::REMINDERS_THAT_WAIT", "walls.text"]),
    ("crates/casework/src/worklist.rs", &["COUNTED_UP_TO + 1", "PAGE + 1", "number", "order", "skipped"]),
    ("crates/casework/src/worklist/query.rs", &["PAGE + 1", "column", "on_it", "order", "place", "told", "walls"]),
    ("crates/casework/src/worklist/sight.rs", &["walls.text"]),
    ("crates/joins/src/queue.rs", &["MOST", "sql::QUEUE", "walls.text"]),
    ("crates/joins/src/shown.rs", &["sql::CASES_AMONG", "walls.text"]),
    ("crates/onward/src/agenda.rs", &["MOST", "sql::ON_AGENDA", "walls.text"]),
    ("crates/onward/src/refused.rs", &["MOST", "sql::REFUSED_CASES", "walls.text"]),
    ("crates/onward/src/waiting.rs", &["MOST", "sql::WHO_WAITS", "walls.text"]),
    ("crates/liaison/src/lists.rs", &["MOST", "sql::OPEN_UPDATES", "sql::REPORT_LINES", "walls.text"]),
    ("crates/oversight/src/sample.rs", &["sql::CALLS", "sql::CLOSED", "walls.text"]),
    ("crates/people/src/search.rs", &["sql::BY_CASE", "walls.text"]),
    ("crates/people/src/search.rs", &["sql::BY_CASE", "sql::BY_CRIME", "sql::CASES_AMONG", "sql::LATEST_FIRST", "walls.text"]),
    ("crates/rooms/src/week.rs", &["consents.text", "contacts.text", "sql::BOOKED_AMONG"]),
    ("crates/store/src/conn.rs", &["names.collect::<Vec<_>>().join(\", \")"]),
    // Names of tables and of the role that serves, quoted as PostgreSQL wants it; the operator types the role.
    ("crates/store/src/serving.rs", &["database", "quoted(&table)", "rights", "role", "schema"]),
    ("crates/store/src/statement.rs", &["columns.join(\", \")", "table"]),
];

/// Where markup is made from text that is not escaped: the elements of components, one fixed line, and fixed styles.
const MARKUP: &[&str] = &["crates/govuk/src/element.rs", "crates/records/src/export/html.rs", "crates/web/src/layout.rs"];

/// Who may talk to whom, by the crate that can.
const TALKERS: &[&str] =
    &["ureq", "reqwest", "hyper", "hyper-util", "curl", "isahc", "surf", "attohttpc", "lettre", "postgres", "tokio-postgres", "oauth2"];
const TALKS: &[(&str, &str)] = &[("store", "postgres"), ("identity", "ureq"), ("onedoor", "lettre")];
const SOCKETS: &[(&str, &str)] = &[
    ("crates/onedoor/src/serve.rs", "TcpListener"),
    // The signed heads of the audit go to the syslog that --audit-syslog names.
    ("crates/onedoor/src/signed_heads.rs", "UdpSocket"),
    ("crates/onedoor/src/signed_heads.rs", "UnixDatagram"),
    ("crates/onedoor/src/signed_heads.rs", "ToSocketAddrs"),
];

/// Cryptography, and whose business each is.
const CRYPTOGRAPHY: &[&str] = &[
    "aes",
    "aes-gcm",
    "aes-gcm-siv",
    "argon2",
    "aws-lc-rs",
    "bcrypt",
    "blake2",
    "blake3",
    "chacha20poly1305",
    "ed25519-dalek",
    "getrandom",
    "hkdf",
    "hmac",
    "jsonwebtoken",
    "md-5",
    "md5",
    "native-tls",
    "openssl",
    "p256",
    "pbkdf2",
    "rand",
    "rand_chacha",
    "ring",
    "rsa",
    "rustls",
    "scrypt",
    "sha1",
    "sha2",
    "sha3",
    "subtle",
];
const USES: &[(&str, &[&str])] = &[
    ("audit", &["ed25519-dalek", "sha2"]),
    ("identity", &["argon2", "hmac", "jsonwebtoken", "ring", "sha1", "sha2", "subtle"]),
    ("intake", &["sha2"]),
    ("kernel", &["sha2"]),
    ("records", &["sha2"]),
    ("store", &["rustls"]),
    ("synth", &["rand_chacha"]),
    ("vault", &["aes", "aes-gcm-siv", "getrandom", "hmac", "sha2"]),
    ("web", &["sha2"]),
];

fn own() -> Vec<Source> {
    sources(&["crates"])
        .into_iter()
        .filter(|source| source.path.contains("/src/") && !source.is_test() && !["testkit", "synth"].contains(&source.of_crate().unwrap()))
        .collect()
}

/// The files of these whose code this holds of.
fn files(sources: &[Source], holds: impl Fn(&str) -> bool) -> Vec<String> {
    sources.iter().filter(|source| holds(&source.code())).map(|source| source.path.clone()).collect()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn metadata(whole: bool) -> Metadata {
    let mut command = MetadataCommand::new();
    command.manifest_path(root().join("Cargo.toml")).other_options(["--offline".into()]);
    if whole {
        // Packages of other systems are not fetched.
        let platform = format!("--filter-platform={}-unknown-linux-gnu", std::env::consts::ARCH);
        command.other_options(["--offline".into(), platform]);
    } else {
        command.no_deps();
    }
    command.exec().unwrap()
}

/// What each of our crates takes from outside for the program itself, as pairs.
fn direct() -> BTreeSet<(String, String)> {
    let aside = ["testkit", "onedoor-tests", "benches"];
    let ours = metadata(false).packages.into_iter().filter(|package| !aside.contains(&package.name.as_str()));
    let pairs = ours.flat_map(|package| {
        let normal = package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
        normal.map(|dependency| (package.name.to_string(), dependency.name.clone())).collect::<Vec<_>>()
    });
    pairs.collect()
}

/// What is put into the formats of statements: the names within braces, and the further arguments.
fn parts_of_statements(code: &str) -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    for format in code.split("format!(").skip(1) {
        let Some(literal) = format.trim_start().strip_prefix('"') else { continue };
        let end = literal.match_indices('"').find(|(at, _)| !literal[..*at].ends_with('\\')).map_or(literal.len(), |(at, _)| at);
        let (text, rest) = literal.split_at(end);
        let is_statement =
            ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", " FROM ", " WHERE ", " AND ", " OR ", " ORDER BY ", " LIMIT ", " SET "];
        if !is_statement.iter().any(|word| text.contains(word)) {
            continue;
        }
        let plain = text.replace("{{", "").replace("}}", "");
        let named = plain.split('{').skip(1).filter_map(|part| part.split('}').next()).filter(|name| !name.is_empty());
        parts.extend(named.map(str::to_owned));
        parts.extend(arguments(&rest[1..]));
    }
    parts
}

/// What stands between a macro's format and its end, divided at its commas.
fn arguments(text: &str) -> Vec<String> {
    let (mut found, mut depth, mut quoted) = (vec![String::new()], 0_i32, false);
    for c in text.chars() {
        quoted ^= c == '"';
        depth += i32::from(!quoted && "([".contains(c)) - i32::from(!quoted && ")]".contains(c));
        if depth < 0 {
            break;
        }
        match c {
            ',' if depth == 0 && !quoted => found.push(String::new()),
            _ => found.last_mut().unwrap().push(c),
        }
    }
    found.iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

#[test]
fn statements_are_made_of_fixed_text_alone() {
    let example = parts_of_statements(r#"format!("SELECT {COLUMNS} FROM x WHERE a = {} AND {{}}", name(1)); format!("no {statement}")"#);
    assert_eq!(example.into_iter().collect::<Vec<_>>(), ["COLUMNS", "name(1)"]);
    let allowed: BTreeMap<&str, BTreeSet<&str>> =
        STATEMENT_PARTS.iter().map(|(file, parts)| (*file, parts.iter().copied().collect())).collect();
    let wrong: Vec<String> = own()
        .iter()
        .flat_map(|source| {
            let allowed = allowed.get(source.path.as_str()).cloned().unwrap_or_default();
            let parts = parts_of_statements(&source.code());
            parts
                .into_iter()
                .filter(|part| !allowed.contains(part.as_str()))
                .map(|part| format!("{}: {part}", source.path))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "put into a statement's text; bind it, or show in STATEMENT_PARTS that it is fixed:\n{}", wrong.join("\n"));
}

#[test]
fn nothing_typed_becomes_a_pattern() {
    let taken = direct();
    assert!(taken.iter().all(|(_, what)| !what.contains("regex")), "{taken:?}");
    let like = files(&own(), |code| {
        [" LIKE $", " LIKE ' || ", " SIMILAR TO ", " GLOB $", " ~ $", " ~* $"].iter().any(|operator| code.contains(operator))
    });
    assert!(like.is_empty(), "{like:?}");
}

#[test]
fn markup_is_written_by_the_renderer_alone() {
    let found = files(&own(), |code| code.contains("PreEscaped(") || code.contains("maud::PreEscaped"));
    assert!(found.iter().all(|path| MARKUP.contains(&path.as_str())) && found.len() == MARKUP.len(), "{found:?}");
    let html = files(&own(), |code| code.contains("text/html"));
    assert_eq!(
        html,
        ["crates/records/src/pages/export.rs", "crates/web/src/layout.rs"],
        "pages are written in one place, and one document to take away"
    );
}

#[test]
fn no_script_is_made_of_data() {
    let own = own();
    let elements = files(&own, |code| code.lines().any(|line| line.trim_start().starts_with("script ") || line.contains("{ script ")));
    assert_eq!(elements, ["crates/web/src/layout.rs"], "scripts are files, and one fixed line");
    let handlers = files(&own, |code| {
        [" onclick", " onload", " onerror", " onsubmit", " onchange", "javascript:"].iter().any(|word| code.contains(word))
    });
    assert!(handlers.is_empty(), "{handlers:?}");
    let types = files(&own, |code| code.contains("application/javascript") || code.contains("text/javascript"));
    assert!(types.is_empty(), "only the build of crates/web makes scripts: {types:?}");
}

#[test]
fn scripts_keep_nothing_and_call_nobody() {
    let folder = std::fs::read_dir(root().join("crates/web/scripts")).unwrap();
    let scripts: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    assert!(scripts.len() >= 2);
    for script in scripts {
        let text = std::fs::read_to_string(&script).unwrap();
        // Passkeys ask the hub, at an address of the page's own, what to ask of the device.
        let may = if script.ends_with("passkeys.js") { &["fetch", "globalThis"][..] } else { &[] };
        assert!(!["http:", "https:", "//\""].iter().any(|elsewhere| text.contains(elsewhere)), "{}", script.display());
        for word in [
            "localStorage",
            "sessionStorage",
            "indexedDB",
            "caches",
            "document.cookie",
            "fetch",
            "XMLHttpRequest",
            "sendBeacon",
            "WebSocket",
            "EventSource",
            "postMessage",
            "serviceWorker",
            "importScripts",
            "eval",
            "Function",
            "setAttribute",
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "__proto__",
            "prototype[",
            "globalThis",
            "window.",
            "with",
        ] {
            assert!(
                may.contains(&word) || !(has_word(&text, word) || word.ends_with('.') && text.contains(word)),
                "{}: {word}",
                script.display()
            );
        }
    }
}

#[test]
fn the_program_starts_no_other() {
    let found = files(&own(), |code| code.contains("process::Command") || code.contains("Command::new(") || code.contains("libc::"));
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_program_calls_nobody_but_those_listed() {
    let talks: BTreeSet<(String, String)> = direct().into_iter().filter(|(_, what)| TALKERS.contains(&what.as_str())).collect();
    let wrong: Vec<_> = talks.iter().filter(|(who, what)| !TALKS.contains(&(who.as_str(), what.as_str()))).collect();
    assert!(wrong.is_empty() && talks.contains(&("store".into(), "postgres".into())), "{wrong:?}");
    let names = ["TcpStream", "TcpListener", "UdpSocket", "UnixStream", "UnixDatagram", "ToSocketAddrs", "lookup_host"];
    for source in own() {
        let code = source.code();
        for name in names.iter().filter(|name| has_word(&code, name)) {
            assert!(SOCKETS.contains(&(source.path.as_str(), name)), "{} names {name}", source.path);
        }
    }
}

#[test]
fn whoever_is_asked_must_prove_who_they_are() {
    let lax = ["disable_verification", "dangerous()", "accept_invalid", "NoVerif", "ServerCertVerifier", "allow_insecure"];
    let found = files(&own(), |code| lax.iter().any(|word| code.contains(word)));
    assert!(found.is_empty(), "certificates are checked: {found:?}");
    let asks = files(&own(), |code| code.contains("ureq::Agent") || code.contains("ureq::get") || code.contains("ureq::post"));
    assert_eq!(asks, ["crates/identity/src/single_sign_on/http.rs"]);
    let code = read(&asks[0]);
    assert!(code.contains(".max_redirects(0)") && code.contains(".root_certs(roots)") && code.contains(".timeout_global("), "{}", asks[0]);
}

#[test]
fn the_program_speaks_no_websocket() {
    let lock = read("Cargo.lock");
    assert!(lock.contains("\nname = \"axum\"\n") && !lock.contains("tungstenite"));
}

#[test]
fn no_page_takes_a_file() {
    let lock = read("Cargo.lock");
    assert!(!lock.contains("name = \"multer\"") && !lock.contains("name = \"multipart\""));
    let found = files(&own(), |code| code.contains("multipart/form-data") || code.contains("type=\"file\"") || code.contains("FileUpload"));
    assert!(found.is_empty(), "{found:?}");
    for reader in ["quick-xml", "xml-rs", "roxmltree", "zip", "tar", "calamine", "image"] {
        assert!(!lock.contains(&format!("\nname = \"{reader}\"\n")), "{reader}");
    }
}

#[test]
fn tables_are_written_for_programs_alone() {
    let found = files(&own(), |code| code.contains("csv::Writer"));
    // The changes of a rehearsal are for people too, and keep theirs from being formulas.
    let (for_people, for_programs): (Vec<String>, Vec<String>) = found.into_iter().partition(|path| read(path).contains("fn no_formula"));
    assert_eq!(for_programs, ["crates/onedoor/src/command/intake.rs"], "a table that people open needs its cells kept from being formulas");
    assert_eq!(for_people, ["crates/onedoor/src/command/rehearse/changes.rs"]);
}

#[test]
fn no_type_that_is_kept_is_written_to_a_page_whole() {
    let found = files(&own(), |code| code.contains("Json(") || code.contains("axum::Json"));
    assert!(found.is_empty(), "an answer names each field it shows: {found:?}");
    let pages: Vec<Source> =
        own().into_iter().filter(|source| source.path.contains("/pages/") || source.of_crate() == Some("web")).collect();
    let printed = files(&pages, |code| code.contains(":?}") || code.contains(":#?}"));
    assert!(printed.is_empty(), "what is printed for programmers stands on no page: {printed:?}");
}

#[test]
fn only_known_cryptography_is_used() {
    let found: BTreeSet<(String, String)> = direct().into_iter().filter(|(_, what)| CRYPTOGRAPHY.contains(&what.as_str())).collect();
    let allowed: BTreeSet<(String, String)> =
        USES.iter().flat_map(|(who, whats)| whats.iter().map(|what| ((*who).to_owned(), (*what).to_owned()))).collect();
    let unknown: Vec<_> = found.difference(&allowed).collect();
    assert!(unknown.is_empty(), "cryptography that docs/security/keys.md does not know: {unknown:?}");
    // SHA-1 is for one-time codes, as every authenticator app has it.
    let sha1 = files(&own(), |code| has_word(code, "Sha1") || has_word(code, "sha1"));
    assert!(sha1.iter().all(|path| path == "crates/identity/src/totp.rs"), "{sha1:?}");
    let weak = files(&own(), |code| ["Md5", "md5", "Des", "Rc4", "Ecb", "ecb", "Cbc", "cbc"].iter().any(|name| has_word(code, name)));
    assert!(weak.is_empty(), "{weak:?}");
    let lock = read("Cargo.lock");
    for other in ["openssl", "openssl-sys", "native-tls", "aws-lc-rs", "aws-lc-sys", "boring"] {
        assert!(!lock.contains(&format!("\nname = \"{other}\"\n")), "{other}: one library speaks TLS");
    }
}

#[test]
fn secrets_come_from_the_operating_system() {
    let random = ["getrandom", "rand", "rand_chacha", "rand_core", "fastrand", "oorandom"];
    let taken: Vec<_> = direct().into_iter().filter(|(_, what)| random.contains(&what.as_str())).collect();
    let expected = [("synth", "rand_chacha"), ("vault", "getrandom")].map(|(who, what)| (who.to_owned(), what.to_owned()));
    assert_eq!(taken, expected, "invented people may be drawn; secrets are the system's");
    let sources = own();
    let makers = files(&sources, |code| code.contains("impl Secrets for"));
    assert_eq!(makers, ["crates/vault/src/secrets.rs"]);
    let secrets = sources.iter().find(|source| source.path == "crates/vault/src/secrets.rs").unwrap().code();
    assert!(secrets.contains("getrandom::fill(") && secrets.contains("[0; 32]"));
}

/// Types whose values somebody might guess bit by bit, were they compared with `==`.
const SECRET: &[&str] = &["Token", "PasswordHash", "TotpSecret", "RecoveryCode", "DataKey", "Keys"];

#[test]
fn secrets_are_compared_in_constant_time() {
    let mut found = BTreeSet::new();
    for source in own().iter().filter(|source| ["identity", "vault"].contains(&source.of_crate().unwrap())) {
        let code = source.code();
        for name in SECRET {
            let Some((before, _)) =
                code.split_once(&format!("pub struct {name}")).filter(|(_, rest)| !rest.starts_with(|c: char| c.is_alphanumeric()))
            else {
                continue;
            };
            let derives = before.rsplit("\n\n").next().unwrap();
            assert!(!derives.contains("PartialEq"), "{}: {name}", source.path);
            assert!(!code.contains(&format!("PartialEq for {name}")), "{}: {name}", source.path);
            found.insert(*name);
        }
    }
    assert!(found.len() >= 4, "{found:?}");
    let token = read("crates/identity/src/token.rs");
    assert!(token.contains("ct_eq("));
}

#[test]
fn sums_that_overflow_stop_the_act() {
    let manifest = read("Cargo.toml");
    let release = manifest.split("[profile.release]").nth(1).unwrap().split("\n[").next().unwrap();
    assert!(release.contains("overflow-checks = true"), "a count that wraps round is a lie");
}

/// Licences that ask for nothing but their own text being kept.
const LICENCES: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "0BSD",
    "BSL-1.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "MPL-2.0",
    "MPL 2.0",
    "CC0-1.0",
    "Unlicense",
    "CDLA-Permissive-2.0",
];

/// Whether an expression of licences can be kept with those of the list.
fn may_be_used(expression: &str) -> bool {
    let expression = expression.replace(['(', ')'], "").replace('/', " OR ");
    expression.split(" AND ").all(|part| part.split(" OR ").any(|licence| LICENCES.contains(&licence.trim())))
}

#[test]
fn every_package_comes_from_its_registry_with_its_digest_and_a_licence_that_may_be_used() {
    assert!(may_be_used("(MIT OR GPL-3.0) AND Unicode-3.0") && !may_be_used("MIT AND GPL-3.0") && !may_be_used("GPL-3.0"));
    let lock = read("Cargo.lock");
    let packages: Vec<&str> = lock.split("[[package]]").skip(1).collect();
    let (ours, others): (Vec<&str>, Vec<&str>) = packages.iter().partition(|package| !package.contains("\nsource = "));
    assert!(others.len() > 100 && ours.len() < 40);
    let told =
        |package: &str, key: &str| package.lines().find_map(|line| line.strip_prefix(key).map(|value| value.trim_matches('"').to_owned()));
    for package in &others {
        let name = told(package, "name = ").unwrap();
        assert!(told(package, "source = ").is_some_and(|source| source.ends_with("/crates.io-index")), "{name}");
        assert!(told(package, "checksum = ").is_some_and(|digest| digest.len() == 64), "{name}");
    }
    let wrong: Vec<String> = metadata(true)
        .packages
        .into_iter()
        .filter(|package| !package.license.as_deref().is_some_and(may_be_used))
        .map(|package| format!("{}: {:?}", package.name, package.license))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");

    let npm: serde_json::Value = serde_json::from_str(&read("package-lock.json")).unwrap();
    let packages = npm["packages"].as_object().unwrap();
    for (name, package) in packages.iter().filter(|(name, _)| !name.is_empty()) {
        assert!(package["resolved"].is_null(), "{name} comes from an address of its own");
        assert!(package["integrity"].as_str().is_some_and(|digest| digest.starts_with("sha512-")), "{name}");
        assert!(package["license"].as_str().is_some_and(may_be_used), "{name}: {}", package["license"]);
    }
}

#[test]
fn no_secret_stands_in_the_sources() {
    let key = concat!("PRIVATE", " KEY-----");
    let with_password = |text: &str| {
        text.split("postgres://").skip(1).any(|rest| {
            let authority = rest.split(['/', '"', '`', ' ', '\n']).next().unwrap_or_default();
            authority.split_once('@').is_some_and(|(who, _)| who.contains(':'))
        })
    };
    assert!(with_password("postgres://a:b@c/d") && !with_password("postgres://a@c:5432/d") && !with_password("postgres:///d"));
    for source in own() {
        let code = source.code();
        assert!(!code.contains(key) && !with_password(&code), "{}", source.path);
        let long = code.split(|c: char| !c.is_ascii_hexdigit()).find(|word| word.len() >= 64);
        assert!(long.is_none(), "{}: a key? {long:?}", source.path);
    }
    let folder = root().join("profiles");
    for profile in std::fs::read_dir(folder).unwrap() {
        let Ok(text) = std::fs::read_to_string(profile.unwrap().path().join("profile.toml")) else { continue };
        assert!(!text.contains(key) && !text.contains("secret = ") && !text.contains("password = "));
    }
}
