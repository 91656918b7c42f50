//! Alerts by e-mail, from the program as it is served to a mail server that takes them down.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use store::Db;
use testkit::databases::{on_both, sqlite};

use crate::intake::program::program;

/// A mail server on this machine: takes every message down as it comes.
fn sink() -> (SocketAddr, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, (taken, messages)) = (listener.local_addr().unwrap(), channel());
    std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| take_down(stream, &taken)));
    (address, messages)
}

/// One conversation as RFC 5321 has it; what was said is sent on when the message ends.
fn take_down(mut stream: TcpStream, taken: &Sender<String>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut answer = |text: &str| stream.write_all(format!("{text}\r\n").as_bytes()).unwrap();
    answer("220 sink.example.org ESMTP");
    let (mut said, mut line, mut in_message) = (String::new(), String::new(), false);
    while reader.read_line(&mut line).is_ok_and(|bytes| bytes > 0) {
        said.push_str(&line);
        let command = std::mem::take(&mut line);
        match command.trim_end() {
            "." if in_message => {
                in_message = false;
                answer("250 taken");
                drop(taken.send(std::mem::take(&mut said)));
            }
            _ if in_message => {}
            "DATA" => {
                in_message = true;
                answer("354 go on");
            }
            "QUIT" => return answer("221 good bye"),
            _ => answer("250 fine"),
        }
    }
}

struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn serve(database: &str, mail: SocketAddr) -> Served {
    let mut command = Command::new(program());
    command.env_clear().env("ONEDOOR_DATABASE", database).env("ONEDOOR_KEYS", testkit::hub_walls::key_file()).stdin(Stdio::null());
    command.args(["serve", "--profile", "example", "--port", "0", "--alert-to", "privacy@example.org"]);
    command.args(["--alert-from", "onedoor@example.org", "--alert-mail", &format!("smtp://{mail}")]);
    Served(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
}

fn raise(db: &Db, reference: &'static str) {
    let sql = "INSERT INTO alerts (id, reference, kind, at, for_role) VALUES ($1, $2, 'break_glass', 0, 'data_protection_officer')";
    db.write_now(move |tx| tx.execute_one(sql, &[&uuid::Uuid::now_v7(), &reference])).unwrap();
}

#[test]
fn an_alert_is_sent_once_with_its_reference_and_nothing_of_anybody() {
    on_both(|scratch| {
        raise(&scratch.db, "K7M2-9QXD");
        let (mail, messages) = sink();
        let served = serve(&scratch.url, mail);
        let first = messages.recv_timeout(Duration::from_secs(30)).expect("a message");
        for part in [
            "MAIL FROM:<onedoor@example.org>",
            "RCPT TO:<privacy@example.org>",
            "Subject: Break-glass K7M2-9QXD needs review",
            "Sign in to Onedoor",
        ] {
            assert!(first.contains(part), "{part}: {first}");
        }
        raise(&scratch.db, "B8N3-4QXD");
        let second = messages.recv_timeout(Duration::from_secs(30)).expect("another message");
        assert!(second.contains("B8N3-4QXD") && !second.contains("K7M2"), "{second}");
        assert!(messages.recv_timeout(Duration::from_secs(8)).is_err(), "each is sent once");
        drop(served);
        let sent: i64 = scratch.db.read_now(|c| c.one("SELECT count(*) FROM alerts WHERE mailed_at IS NOT NULL", &[])).unwrap();
        assert_eq!(sent, 2);
    });
}

#[test]
fn a_mail_server_that_could_be_listened_to_is_refused() {
    let scratch = sqlite();
    let out = Command::new(program())
        .env_clear()
        .env("ONEDOOR_DATABASE", &scratch.url)
        .env("ONEDOOR_KEYS", testkit::hub_walls::key_file())
        .args(["serve", "--profile", "example", "--port", "0", "--alert-to", "privacy@example.org"])
        .args(["--alert-mail", "smtp://name:hunter2@mail.example.org"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(!out.status.success() && said.contains("goes over TLS") && !said.contains("hunter2"), "{said}");
}
