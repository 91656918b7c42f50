//! The program as it is served: bytes on a socket, what it writes to its log, and what it refuses to do at all.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use kernel::{Clock, StaffRole, SystemClock};
use serde_json::Value;
use store::Db;
use tempfile::TempDir;

use crate::hub::{PASSWORD, employ};
use crate::intake::program::program;
use crate::search::transferred;

/// A hub being served from a folder of its own, ended by its process id.
struct Served {
    child: Child,
    address: SocketAddr,
    log: Arc<Mutex<String>>,
    listening: Option<JoinHandle<()>>,
    _folder: TempDir,
}

fn onedoor(database: &str) -> Command {
    let mut command = Command::new(program());
    command.env_clear().env("ONEDOOR_DATABASE", database).env("ONEDOOR_KEYS", testkit::hub_walls::key_file()).stdin(Stdio::null());
    command
}

fn database(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("hub.db").display())
}

impl Served {
    /// Serves a hub that these have been done to.
    fn after(prepare: impl FnOnce(&Db)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = database(folder.path());
        prepare(&Db::open(&database).unwrap());
        let mut child = onedoor(&database)
            .args(["serve", "--profile", "example", "--port", "0"])
            .env("ONEDOOR_LOG", "trace")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (slot, mut errors) = (Arc::clone(&log), BufReader::new(child.stderr.take().unwrap()));
        let listening = std::thread::spawn(move || {
            let mut line = String::new();
            while errors.read_line(&mut line).is_ok_and(|bytes| bytes > 0) {
                slot.lock().unwrap().push_str(&std::mem::take(&mut line));
            }
        });
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let address = said.trim().rsplit('/').next().unwrap().parse();
        let address = address.unwrap_or_else(|_| panic!("said {said:?}: {}", log.lock().unwrap()));
        Self { child, address, log, listening: Some(listening), _folder: folder }
    }

    /// Sends these bytes and reads until the other side has nothing more to say.
    fn say(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        stream.write_all(bytes).unwrap();
        let (mut answer, mut some) = (Vec::new(), [0; 4096]);
        while let Ok(read) = stream.read(&mut some) {
            if read == 0 {
                break;
            }
            answer.extend_from_slice(&some[..read]);
        }
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Asks for one page over a connection of its own, and closes it.
    fn page(&self, method: &str, path: &str, headers: &str, body: &str) -> String {
        let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        self.say(
            format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}{length}\r\n{body}", self.address).as_bytes(),
        )
    }

    /// Ends it and gives everything that it wrote to its log.
    fn log(mut self) -> String {
        self.end();
        let log = self.log.lock().unwrap().clone();
        assert!(log.lines().count() > 1, "nothing was heard");
        log
    }

    fn end(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        if let Some(listening) = self.listening.take() {
            drop(listening.join());
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.end();
    }
}

/// How many answers there are in what came back.
fn answers(text: &str) -> usize {
    text.matches("HTTP/1.1 ").count()
}

#[test]
fn a_request_that_could_be_read_in_two_ways_is_refused() {
    let served = Served::after(|_| {});
    let health = "GET /health HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n";
    assert_eq!(answers(&served.say(health.as_bytes())), 1);
    for (what, head) in [
        ("a length and pieces", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("pieces and a length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
        ("pieces alone", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("pieces of another kind", "Transfer-Encoding: xchunked\r\n\r\n"),
        ("pieces twice over", "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
        ("two lengths", "Content-Length: 0\r\nContent-Length: 5\r\n\r\n"),
        ("two lengths in one", "Content-Length: 0, 5\r\n\r\n"),
        ("a length with a sign", "Content-Length: +0\r\n\r\n"),
        ("a length below nothing", "Content-Length: -1\r\n\r\n"),
        ("a header that goes on in the next line", "X-One: a\r\n b\r\n\r\n"),
        ("a space before the colon", "Content-Length : 0\r\n\r\n"),
        ("a nothing character", "X-One: a\0b\r\n\r\n"),
    ] {
        let text = served.say(format!("POST /sign-in HTTP/1.1\r\nHost: hub\r\n{head}{health}").as_bytes());
        assert!(text.starts_with("HTTP/1.1 4"), "{what}: {text}");
        assert_eq!(answers(&text), 1, "{what}: what stands behind it is no request: {text}");
    }
}

#[test]
fn no_answer_tells_what_serves_it_and_each_is_as_long_as_it_says() {
    let served = Served::after(|_| {});
    for (method, path) in
        [("GET", "/sign-in"), ("GET", "/health"), ("GET", "/nothing"), ("TRACE", "/"), ("POST", "/sign-in"), ("HEAD", "/sign-in")]
    {
        let text = served.page(method, path, "", "");
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let lower = head.to_lowercase();
        for word in ["server:", "x-powered-by", "via:", "hyper", "axum", env!("CARGO_PKG_VERSION")] {
            assert!(!lower.contains(word), "{method} {path}: {head}");
        }
        let said = lower.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0").parse::<usize>().unwrap();
        if method == "HEAD" {
            assert!(body.is_empty() && said > 0, "{path}: {said}");
        } else {
            assert_eq!(body.len(), said, "{method} {path}");
        }
        assert!(!lower.contains("transfer-encoding"), "{method} {path}");
    }
}

#[test]
fn what_can_be_reached_from_elsewhere_must_come_by_https() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("onedoor.toml");
    let settings = format!("profile = \"example\"\ndatabase = \"{}\"\nlisten = \"0.0.0.0:0\"\n", database(folder.path()));
    std::fs::write(&config, &settings).unwrap();
    let output = onedoor(&database(folder.path())).arg("serve").arg("--config").arg(&config).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("put a proxy that speaks HTTPS before it"), "{said}");
}

#[test]
fn a_new_hub_has_no_accounts() {
    let folder = tempfile::tempdir().unwrap();
    let url = database(folder.path());
    Db::open(&url).unwrap();
    let listed = onedoor(&url).args(["user", "list"]).output().unwrap();
    assert!(listed.status.success());
    let db = Db::open(&url).unwrap();
    let accounts: i64 = db.read_now(|c| c.one("SELECT count(*) FROM users", &[])).unwrap();
    assert_eq!(accounts, 0);
    drop(db);
    let served = Served::after(|_| {});
    let mut visitor = Visitor { served: &served, cookies: Vec::new() };
    for (email, password) in [("admin@example.org", "admin"), ("amina@example.org", "one-door-for-everybody"), ("root", "root")] {
        let answer = visitor.sign_in(email, password);
        assert!(answer.starts_with("HTTP/1.1 422"), "{email}: {answer}");
    }
}

/// A browser on the wire, as simple as it can be.
struct Visitor<'s> {
    served: &'s Served,
    cookies: Vec<String>,
}

impl Visitor<'_> {
    fn send(&mut self, method: &str, path: &str, body: &str) -> String {
        let cookies = if self.cookies.is_empty() { String::new() } else { format!("Cookie: {}\r\n", self.cookies.join("; ")) };
        let kind = if body.is_empty() { "" } else { "Content-Type: application/x-www-form-urlencoded\r\n" };
        let answer = self.served.page(method, path, &format!("{cookies}{kind}"), body);
        let head = answer.split("\r\n\r\n").next().unwrap();
        let set: Vec<String> = head
            .lines()
            .filter_map(|line| line.strip_prefix("set-cookie: "))
            .map(|line| line.split(';').next().unwrap().to_owned())
            .collect();
        for cookie in set {
            let name = cookie.split('=').next().unwrap().to_owned();
            self.cookies.retain(|kept| kept.split('=').next() != Some(name.as_str()));
            self.cookies.push(cookie);
        }
        answer
    }

    fn get(&mut self, path: &str) -> String {
        self.send("GET", path, "")
    }

    fn token(&mut self, path: &str) -> String {
        let page = self.get(path);
        let value = page.split("name=\"form_token\" value=\"").nth(1).unwrap_or_else(|| panic!("{path}: {page}"));
        value.split('"').next().unwrap().to_owned()
    }

    fn fill_in(&mut self, path: &str, fields: &[(&str, &str)]) -> String {
        let token = self.token(path);
        let encoded = |text: &str| -> String {
            let byte = |b: u8| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") };
            text.bytes().map(byte).collect()
        };
        let fields: Vec<String> = fields
            .iter()
            .copied()
            .chain([("form_token", token.as_str())])
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        self.send("POST", path, &fields.join("&"))
    }

    fn sign_in(&mut self, email: &str, password: &str) -> String {
        self.fill_in("/sign-in", &[("email", email), ("password", password)])
    }
}

/// What must be in no line of the log, each told to the hub by another way.
const MARKED: &[&str] = &[
    "Quillfeather",
    "Zanzibarra",
    "900917",
    "zq.marked",
    "Marrowbone",
    "LN1 9ZQ",
    "wrongpasszq",
    "querymark",
    "searchmark",
    "pathmark",
    "notemark",
    "agentmark",
    "cookiemark",
    "forwardmark",
];

/// Walks through a hub with everything marked, and gives its log.
fn walked() -> String {
    let marked = testkit::feed::row("R1")
        .crime("LI/0001/26")
        .name("Zanzibarra", "Quillfeather")
        .born("1990-03-12")
        .mobile("07700 900917")
        .email("zq.marked@example.org")
        .lives("1 Marrowbone Lane", "LN1 9ZQ")
        .consents();
    let served = Served::after(|db| {
        transferred(db, "example", &[marked]);
        employ(db, "sam@example.org", StaffRole::Worker);
    });
    let mut sam = Visitor { served: &served, cookies: Vec::new() };
    assert!(sam.sign_in("zq.marked@example.org", "wrongpasszq1234").starts_with("HTTP/1.1 422"));
    let signed_in = sam.sign_in("sam@example.org", PASSWORD);
    assert!(signed_in.starts_with("HTTP/1.1 303"), "{signed_in}");
    let list = sam.get("/work?whose=nobodys&only=querymark");
    assert!(list.starts_with("HTTP/1.1 200"), "{list}");
    let list = sam.get("/work?whose=everyones");
    let case = list.split("href=\"/cases/").nth(1).expect("a case").split(['"', '?']).next().unwrap().to_owned();
    let page = sam.get(&format!("/cases/{case}"));
    assert!(page.contains("Quillfeather"), "{page}");
    for path in ["/attempt", "/safety", "/close", "/hand-over"] {
        sam.get(&format!("/cases/{case}{path}"));
    }
    let field = sam.get("/search");
    let field = field.split("type=\"search\"").next().unwrap().rsplit("name=\"").next().unwrap().split('"').next().unwrap().to_owned();
    let found = sam.fill_in("/search", &[(&field, "Quillfeather searchmark")]);
    assert!(found.starts_with("HTTP/1.1 303"), "{found}");
    sam.fill_in(&format!("/cases/{case}/safety"), &[("notes", "notemark Marrowbone"), ("safe_call", "yes")]);
    sam.send("POST", "/search", "form_token=querymark&x=notemark");
    sam.send("POST", &format!("/cases/{case}/take"), "");
    sam.get("/pathmark/Quillfeather?querymark=1");
    sam.get("/cases/pathmark");
    let with = |header: &str| served.page("GET", "/work", header, "");
    with("User-Agent: agentmark\r\n");
    with("Cookie: onedoor=cookiemark\r\n");
    with("X-Forwarded-For: forwardmark\r\nReferer: http://hub/querymark\r\n");
    served.page("GET", "/work%0d%0a{\"level\":\"ERROR\",\"message\":\"forged\"}", "", "");
    served.page("BREW\u{7f}", "/work", "", "");
    sam.send("POST", "/search", &format!("x={}", "a".repeat(70_000)));
    let cookies = sam.cookies.clone();
    let log = served.log();
    for cookie in cookies {
        let value = cookie.split('=').nth(1).unwrap();
        assert!(value.len() < 8 || !log.contains(value), "a token is in the log");
    }
    assert!(!log.contains(&case), "an id of a case is in the log");
    log
}

fn events(log: &str) -> Vec<Value> {
    let line = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    log.lines().map(line).collect()
}

#[test]
fn nobody_is_in_the_log() {
    let log = walked();
    for mark in MARKED {
        assert!(!log.to_lowercase().contains(&mark.to_lowercase()), "{mark} is in the log: {log}");
    }
    assert!(!log.contains(PASSWORD) && !log.contains("sam@example.org") && !log.contains("127.0.0.1"), "{log}");
}

#[test]
fn every_line_of_the_log_is_an_event_that_says_when_in_utc_and_none_can_be_forged() {
    let before = SystemClock.now();
    let events = events(&walked());
    let known: BTreeSet<&str> = ["request", "a page failed", "a request was refused", "too many attempts to sign in"].into();
    let ours: Vec<&Value> =
        events.iter().filter(|event| event["message"].as_str().is_some_and(|message| known.contains(message))).collect();
    assert!(ours.len() > 20, "{}", ours.len());
    for event in &events {
        let at: jiff::Timestamp = event["timestamp"].as_str().unwrap().parse().unwrap();
        assert!(event["timestamp"].as_str().unwrap().ends_with('Z') && at >= before && at <= SystemClock.now(), "{event}");
        assert!(event["level"].is_string() && event["target"].is_string(), "{event}");
        assert_ne!(event["message"], "forged");
    }
    for request in ours.iter().filter(|event| event["message"] == "request") {
        let fields: BTreeSet<&str> = request.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = ["level", "message", "method", "milliseconds", "route", "status", "target", "timestamp"].into();
        assert_eq!(fields, expected);
        let route = request["route"].as_str().unwrap();
        assert!(route == "(no such page)" || crate::routes::all().iter().any(|known| known.path == route), "{route}");
    }
}

#[test]
fn what_was_refused_leaves_a_line_in_the_log() {
    let events = events(&walked());
    let refused: Vec<&str> =
        events.iter().filter(|event| event["message"] == "a request was refused").filter_map(|event| event["error"].as_str()).collect();
    for error in ["the form's token is missing or of another session", "too much was sent"] {
        assert!(refused.contains(&error), "{error} is not among {refused:?}");
    }
    assert!(events.iter().filter(|event| event["message"] == "a request was refused").all(|event| event["level"] == "WARN"));
}
