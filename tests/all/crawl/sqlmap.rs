//! sqlmap on the forms that the crawl found.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::forms::Form;
use super::pattern;
use super::server::{Server, Visitor, encoded};

/// How long it may go on with one database.
const AT_MOST: Duration = Duration::from_secs(8 * 60);

/// Each kind of form once, with every field of it but the token; my work, whose list is asked for by its address; and who is signed in.
pub fn run(server: &Server, name: &str, visitors: &[Visitor], forms: Vec<(Form, usize)>) {
    let (began, mut kinds) = (Instant::now(), BTreeSet::new());
    let (mut parameters, mut requests, mut finished, mut findings, mut left) = (0, 0, 0, Vec::new(), 0);
    for (form, who) in forms {
        let fields: Vec<String> = form.open_fields().map(str::to_owned).collect();
        if fields.is_empty() || form.action.contains("password") || !kinds.insert((pattern(&form.action), fields.clone())) {
            continue;
        }
        if began.elapsed() > AT_MOST {
            left += 1;
            continue;
        }
        let outcome = attack(server, name, &visitors[who], &form, &fields);
        parameters += fields.len();
        requests += outcome.requests;
        finished += 1;
        findings.extend(outcome.finding);
    }
    println!(
        "{name}: sqlmap tried {parameters} parameters of {finished} forms with {requests} requests in {:.0} s, {left} forms left; {} findings",
        began.elapsed().as_secs_f64(),
        findings.len()
    );
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    assert!(finished > 10 && left == 0, "{finished} forms were tried, {left} were not");
}

struct Outcome {
    requests: usize,
    finding: Option<String>,
}

fn attack(server: &Server, name: &str, visitor: &Visitor, form: &Form, fields: &[String]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let before = server.requests();
    // The token is of the session sqlmap comes with, as a browser's is.
    let page = visitor.get(&form.page, &[]).map(|page| page.text).unwrap_or_default();
    let token = page.split("name=\"form_token\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let filled: Vec<String> = form
        .with("form_token", token)
        .iter()
        .map(|(field, value)| format!("{field}={}", encoded(if value.is_empty() { "1" } else { value })))
        .collect();
    let (url, page) = (format!("{}{}", server.address, form.action), format!("{}{}", server.address, form.page));
    let mut command = Command::new("sqlmap");
    if form.is_post {
        command.args(["-u", &url, "--data", &filled.join("&")]);
        command.args(["--csrf-token", "form_token", "--csrf-url", &page]);
    } else {
        command.args(["-u", &format!("{url}?{}", filled.join("&"))]);
    }
    let output = command
        .args(["-p", &fields.join(","), "--cookie", &visitor.cookies(), "--dbms", name, "--level", "2", "--risk", "1"])
        .args(["--batch", "--disable-coloring", "--flush-session", "--ignore-code", "*", "--technique", "BEUSQ"])
        .args(["--timeout", "30", "--retries", "1"])
        .arg("--output-dir")
        .arg(folder.path())
        .stdin(Stdio::null())
        .output()
        .expect("sqlmap: scripts/setup sqlmap installs it");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let requests = server.requests() - before;
    let is_finding = said.contains("is vulnerable") || said.contains("identified the following injection point");
    let is_done = said.contains("do not appear to be injectable") || is_finding;
    assert!(is_done && requests > fields.len(), "sqlmap did not finish with {}: {said}", form.action);
    Outcome { requests, finding: is_finding.then(|| format!("{}: {said}", pattern(&form.action))) }
}
