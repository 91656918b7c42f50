//! The running program over a database of either kind, ended by its process id; and somebody at a browser.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use data_encoding::BASE32_NOPAD;
use identity::TotpSecret;
use kernel::{Clock, SystemClock};
use tempfile::TempDir;
use ureq::Agent;

use crate::hub::PASSWORD;
use crate::intake::program::program;

/// A hub being served on this machine only.
pub struct Server {
    child: Child,
    pub address: String,
    folder: TempDir,
    _stdout: BufReader<ChildStdout>,
}

impl Server {
    /// Serves the example hub on this database.
    pub fn start(database: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = File::create(folder.path().join("log")).unwrap();
        let mut child = Command::new(program())
            .args(["serve", "--profile", "example", "--port", "0"])
            .env_clear()
            .env("ONEDOOR_DATABASE", database)
            .env("ONEDOOR_KEYS", testkit::hub_walls::key_file())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let (mut stdout, mut said) = (BufReader::new(child.stdout.take().unwrap()), String::new());
        stdout.read_line(&mut said).unwrap();
        let mut server = Self { child, address: String::new(), folder, _stdout: stdout };
        let address = said.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("said {said:?}: {}", server.log()));
        address.clone_into(&mut server.address);
        server
    }

    /// What it has written to its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }
}

impl Server {
    /// How many requests it has answered.
    pub fn requests(&self) -> usize {
        self.log().matches("\"message\":\"request\"").count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What came back.
pub struct Page {
    pub status: u16,
    /// Headers as they would be written.
    pub head: String,
    pub text: String,
}

impl Page {
    pub fn header(&self, name: &str) -> &str {
        self.head.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap_or_default()
    }
}

/// Somebody at a browser.
pub struct Visitor {
    agent: Agent,
    address: String,
    pub email: String,
}

impl Visitor {
    pub fn sign_in(server: &Server, email: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        let visitor = Self { agent: config.into(), address: server.address.clone(), email: email.to_owned() };
        let page = visitor.get("/sign-in", &[]).unwrap();
        let token = page.text.split("name=\"form_token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let fields = [("form_token", token.as_str()), ("email", email), ("password", PASSWORD)];
        let answer = visitor.post("/sign-in", &fields.map(|(name, value)| (name.to_owned(), value.to_owned()))).unwrap();
        assert_eq!(answer.status, 303, "{email}: {}", answer.text);
        visitor
    }

    /// Adds an authenticator app and gives its code.
    pub fn add_app(&mut self) {
        let page = self.get("/account/authenticator", &[]).unwrap().text;
        let after = |page: &str, mark: &str| page.split(mark).nth(1).unwrap_or_else(|| panic!("{mark}: {page}")).to_owned();
        let token = after(&page, "name=\"form_token\" value=\"").split('"').next().unwrap().to_owned();
        let shown = scraper::Html::parse_document(&page);
        let secret = shown.select(&scraper::Selector::parse("#secret").unwrap()).next().unwrap().text().collect::<String>();
        let letters: String = secret.chars().filter(char::is_ascii_alphanumeric).collect();
        let secret = TotpSecret::kept(&BASE32_NOPAD.decode(letters.as_bytes()).unwrap()).unwrap();
        let fields = [("form_token", token), ("code", secret.code_at(SystemClock.now()))];
        let answer = self.post("/account/authenticator", &fields.map(|(name, value)| (name.to_owned(), value))).unwrap();
        assert!(answer.header("location").starts_with("/account/recovery-codes"), "{}", answer.text);
    }

    /// Their cookies as a header has them.
    pub fn cookies(&self) -> String {
        let jar = self.agent.cookie_jar_lock();
        jar.iter().map(|cookie| format!("{}={}", cookie.name(), cookie.value())).collect::<Vec<_>>().join("; ")
    }

    /// Asks for a page; nothing where a browser could not even ask.
    pub fn get(&self, path: &str, headers: &[(&str, &str)]) -> Option<Page> {
        let request =
            headers.iter().fold(self.agent.get(format!("{}{path}", self.address)), |request, (name, value)| request.header(*name, *value));
        answered(request.call())
    }

    /// Sends a form.
    pub fn post(&self, path: &str, fields: &[(String, String)]) -> Option<Page> {
        let body = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect::<Vec<_>>().join("&");
        let request = self.agent.post(format!("{}{path}", self.address)).header("content-type", "application/x-www-form-urlencoded");
        answered(request.send(body))
    }
}

fn answered(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Option<Page> {
    match answer {
        Ok(mut answer) => {
            let head = answer.headers().iter().map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())));
            let head = head.collect();
            Some(Page { status: answer.status().as_u16(), head, text: answer.body_mut().read_to_string().unwrap_or_default() })
        }
        Err(ureq::Error::BadUri(_) | ureq::Error::Http(_)) => None,
        Err(error) => panic!("the server does not answer: {error}"),
    }
}

/// As a form or an address carries it.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"-_.".contains(&b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
