//! The real provider, run for a test: the process, and a browser's visit to it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use identity::PublicAddress;
use identity::single_sign_on::{Provider, SignOnSettings};
use serde_json::{Value, json};

use crate::sources::root;

pub const HUB: &str = "https://hub.example.org";
const SECRET: &str = "a secret of the tests, with + and % in it";

/// A provider of sign-in on this machine, until it is dropped.
pub struct RealProvider {
    process: Child,
    pub issuer: String,
}

impl RealProvider {
    /// One that knows these staff and signs like this.
    pub fn start(staff: &Value, algorithm: &str, client_proof: &str) -> Self {
        assert!(root().join("node_modules/oidc-provider").exists(), "the provider comes with `npm ci`; `make test` runs it");
        let mut process = Command::new("node")
            .arg("tests/provider/provider.mjs")
            .current_dir(root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node runs");
        let settings = json!({
            "staff": staff, "algorithm": algorithm, "client_id": "onedoor hub", "client_secret": SECRET, "client_proof": client_proof,
            "callback": format!("{HUB}/sign-in/callback"), "signed_out": format!("{HUB}/sign-in"),
        });
        writeln!(process.stdin.as_mut().unwrap(), "{settings}").unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).expect("the provider starts");
        Self { process, issuer: said["issuer"].as_str().unwrap().to_owned() }
    }

    /// The hub's side of it.
    pub fn client(&self) -> Provider {
        client(&self.issuer)
    }

    /// Asks something of it that only tests do.
    pub fn test(&self, what: &str, text: &str) -> String {
        ureq::post(format!("{}/test/{what}", self.issuer)).send(text).unwrap().body_mut().read_to_string().unwrap()
    }

    /// Ends it, as a power cut would.
    pub fn stop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for RealProvider {
    fn drop(&mut self) {
        self.stop();
    }
}

pub fn client(issuer: &str) -> Provider {
    let address = PublicAddress::parse(HUB).unwrap();
    Provider::new(SignOnSettings::new(issuer, "onedoor hub", SECRET, &address).unwrap()).unwrap()
}

/// A browser as the provider sees it.
#[derive(Default)]
pub struct Visitor {
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    /// Follows the address the hub gave, signs in there as whom the form asks for, and brings back the path on the hub that the provider
    /// sends the browser to.
    pub fn signs_in(&mut self, address: &str, login: &str) -> String {
        let mut at = address.to_owned();
        for _ in 0..8 {
            let is_form = at.contains("/interaction/");
            let to = self.step(&at, is_form.then_some(login));
            if let Some(path) = to.strip_prefix(HUB) {
                return path.to_owned();
            }
            at = if to.starts_with('/') { format!("{}{to}", origin(&at)) } else { to };
        }
        panic!("the provider goes round in circles");
    }

    /// Signs out at the provider, which tells the hubs of it.
    pub fn signs_out(&mut self, issuer: &str) {
        let page = self.visit(&format!("{issuer}/session/end?client_id=onedoor+hub"), None).body_mut().read_to_string().unwrap();
        let form = page.split("name=\"xsrf\" value=\"").nth(1).unwrap_or_else(|| panic!("{page}"));
        let token = form.split('"').next().unwrap();
        self.visit(&format!("{issuer}/session/end/confirm"), Some(&[("xsrf", token), ("logout", "yes")]));
    }

    fn step(&mut self, address: &str, login: Option<&str>) -> String {
        let fields = login.map(|login| [("login", login)]);
        let mut answer = self.visit(address, fields.as_ref().map(|fields| fields.as_slice()));
        let Some(to) = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned()) else {
            panic!("{}: {}", answer.status(), answer.body_mut().read_to_string().unwrap());
        };
        to
    }

    fn visit(&mut self, address: &str, form: Option<&[(&str, &str)]>) -> ureq::http::Response<ureq::Body> {
        let agent = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).build().new_agent();
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let answer = match form {
            None => agent.get(address).header("cookie", cookies).call().unwrap(),
            Some(fields) => agent.post(address).header("cookie", cookies).send_form(fields.iter().copied()).unwrap(),
        };
        for cookie in answer.headers().get_all("set-cookie") {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name)
            } else {
                self.cookies.insert(name.into(), value.into())
            };
        }
        answer
    }
}

fn origin(address: &str) -> &str {
    let host = address.find("://").unwrap() + 3;
    &address[..address[host..].find('/').map_or(address.len(), |end| host + end)]
}
