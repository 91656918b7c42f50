//! Alerts by e-mail, where the hub has a mail server: at once, with a reference and nothing of anybody.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use access::Alert;
use clap::Args;
use kernel::Clock;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{Message, SmtpTransport, Transport};
use store::Db;

use crate::command::Error;

/// How often it is looked whether there is something to send.
const EVERY: Duration = Duration::from_secs(5);
/// How long it is waited after a message could not be sent.
const AGAIN: Duration = Duration::from_secs(60);
/// A mail server that takes longer does not answer.
const LONGEST: Duration = Duration::from_secs(20);

/// Where alerts go by e-mail; without it they are on the pages of whoever reviews alone.
#[derive(Args, Clone)]
pub struct AlertMail {
    /// The mail server that alerts are sent by, like smtps://name:password@mail.example.org
    #[arg(long, env = "ONEDOOR_ALERT_MAIL", hide_env_values = true, value_name = "SERVER", requires = "alert_to")]
    alert_mail: Option<String>,
    /// Who gets them
    #[arg(long, env = "ONEDOOR_ALERT_TO", value_name = "ADDRESS", requires = "alert_mail")]
    alert_to: Option<String>,
    /// From whom they come; whoever gets them, where nobody is named
    #[arg(long, env = "ONEDOOR_ALERT_FROM", value_name = "ADDRESS", requires = "alert_mail")]
    alert_from: Option<String>,
}

/// What sends alerts, until it is let go.
pub struct Mailing {
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Mailing {
    fn drop(&mut self) {
        drop(self.end.take());
        drop(self.thread.take().map(JoinHandle::join));
    }
}

struct Task {
    db: Db,
    clock: Arc<dyn Clock>,
    server: SmtpTransport,
    from: Mailbox,
    to: Mailbox,
}

impl AlertMail {
    /// Sends alerts from a thread of its own. Nothing where no mail server was named.
    ///
    /// # Errors
    /// When the server or an address is not one, or what is sent to another machine could be read on the way.
    pub fn start(&self, db: &Db, clock: Arc<dyn Clock>) -> Result<Option<Mailing>, Error> {
        let (Some(server), Some(to)) = (&self.alert_mail, &self.alert_to) else { return Ok(None) };
        let mailbox = |address: &str, option: &str| {
            address.parse::<Mailbox>().map_err(|_| format!("{option} is an e-mail address, like privacy@example.org"))
        };
        let to = mailbox(to, "--alert-to")?;
        let from = self.alert_from.as_deref().map(|from| mailbox(from, "--alert-from")).transpose()?.unwrap_or_else(|| to.clone());
        let task = Task { db: db.clone(), clock, server: transport(server)?, from, to };
        let (end, told) = channel();
        let thread = std::thread::Builder::new().name("alerts".into()).spawn(move || task.run(&told))?;
        Ok(Some(Mailing { end: Some(end), thread: Some(thread) }))
    }
}

/// The way to a mail server; the text may hold a password and is never told again.
fn transport(server: &str) -> Result<SmtpTransport, String> {
    let rest = server.split_once("://").map_or("", |(_, rest)| rest);
    let place = rest.split(['/', '?']).next().unwrap_or_default();
    let host = place.rsplit('@').next().unwrap_or_default().rsplit_once(':').map_or(place, |(host, _)| host);
    let is_here = host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()) || host == "localhost";
    if !(server.starts_with("smtps://") || server.starts_with("smtp://") && (is_here || server.ends_with("?tls=required"))) {
        return Err("--alert-mail is smtps://SERVER, or smtp://SERVER?tls=required: mail to another machine goes over TLS".into());
    }
    let builder =
        SmtpTransport::from_url(server).map_err(|_| "--alert-mail is no address of a mail server, like smtps://mail.example.org")?;
    Ok(builder.timeout(Some(LONGEST)).build())
}

impl Task {
    fn run(&self, told: &Receiver<()>) {
        let mut wait = Duration::ZERO;
        while told.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
            wait = EVERY;
            if let Err(error) = self.send_all() {
                tracing::error!(%error, "an alert could not be sent by e-mail; it is on the pages of whoever reviews, and tried again");
                wait = AGAIN;
            }
        }
    }

    /// Sends what was not sent yet. An alert that was sent and not noted is sent twice rather than never.
    fn send_all(&self) -> Result<(), Error> {
        for alert in self.db.read_now(access::alerts_to_mail)? {
            self.server.send(&self.message(&alert)?)?;
            let at = self.clock.now();
            self.db.write_now(move |tx| access::alert_mailed(tx, alert.id, at))?;
        }
        Ok(())
    }

    fn message(&self, alert: &Alert) -> Result<Message, Error> {
        let sentence = alert.kind.sentence(&alert.reference);
        let text = format!("{sentence}.\n\nSign in to Onedoor to review it.\n");
        let message = Message::builder().from(self.from.clone()).to(self.to.clone()).subject(sentence);
        Ok(message.header(ContentType::TEXT_PLAIN).body(text)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_to_another_machine_goes_over_tls() {
        for fine in ["smtps://mail.example.org", "smtp://mail.example.org?tls=required", "smtp://127.0.0.1:2525", "smtp://localhost:25"] {
            assert!(transport(fine).is_ok(), "{fine}");
        }
        for open in [
            "smtp://mail.example.org",
            "smtp://mail.example.org?tls=opportunistic",
            "smtp://127.0.0.1@mail.example.org",
            "http://mail.example.org",
            "mail.example.org",
            "",
        ] {
            let error = transport(open).err().unwrap();
            assert!(error.contains("goes over TLS"), "{open}: {error}");
        }
        assert!(!transport("smtp://name:hunter2@mail.example.org").err().unwrap().contains("hunter2"));
    }
}
