//! Signed heads of the audit, written while the hub is served to where nobody who can change the database can: whoever rewrites the audit
//! afterwards is found by them.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::net::UdpSocket;
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use audit::{Heads, SigningKey};
use clap::Args;
use jiff::Timestamp;
use kernel::Clock;
use store::Db;

use crate::command::Error;
use crate::key_file::KeyFile;

/// How soon it is tried again after a failure.
const AGAIN: Duration = Duration::from_secs(30);
/// Facility 13 (audit of the log), severity 5 (notice): RFC 5424, section 6.2.1.
const PRIORITY: u8 = 13 * 8 + 5;

/// Where signed heads go, and how often.
#[derive(Args, Clone)]
pub struct SignedHeads {
    /// Append the signed heads of the audit to this file, best on a disk of another machine
    #[arg(long, value_name = "FILE")]
    audit_heads: Option<PathBuf>,
    /// Send them to syslog: HOST:PORT by UDP, or a socket of this machine such as /dev/log
    #[arg(long, value_name = "ADDR")]
    audit_syslog: Option<Syslog>,
    /// How often, in minutes
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1440))]
    audit_every: u16,
}

/// Where a syslog listens.
#[derive(Clone)]
enum Syslog {
    Socket(PathBuf),
    Udp(String),
}

impl FromStr for Syslog {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let port = text.rsplit_once(':').and_then(|(host, port)| port.parse::<u16>().ok().filter(|_| !host.is_empty()));
        match port {
            _ if text.starts_with('/') => Ok(Self::Socket(text.into())),
            Some(_) => Ok(Self::Udp(text.into())),
            None => Err("it is HOST:PORT, like 127.0.0.1:514, or the path of a socket, like /dev/log".into()),
        }
    }
}

/// What writes heads, until it is let go: then once more, and it ends.
pub struct Signing {
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Signing {
    fn drop(&mut self) {
        drop(self.end.take());
        drop(self.thread.take().map(JoinHandle::join));
    }
}

struct Task {
    db: Db,
    hub: String,
    key: SigningKey,
    clock: Arc<dyn Clock>,
    to: SignedHeads,
}

impl SignedHeads {
    /// Writes the first now, so that what cannot be written is known when the hub starts, and the others from a thread of its own. Nothing where
    /// nowhere was named.
    ///
    /// # Errors
    /// When the keys cannot be read, or the first cannot be written.
    pub fn start(&self, db: &Db, hub: &str, keys: &KeyFile, clock: Arc<dyn Clock>) -> Result<Option<Signing>, Error> {
        if self.audit_heads.is_none() && self.audit_syslog.is_none() {
            tracing::warn!(
                "the heads of the audit are signed nowhere, so whoever owns the database could rewrite it unseen: \
                 give --audit-heads FILE or --audit-syslog ADDR"
            );
            return Ok(None);
        }
        let key = SigningKey::from_seed(vault::read_keys(&keys.path())?.signing_seed());
        let task = Task { db: db.clone(), hub: hub.to_owned(), key, clock, to: self.clone() };
        task.write()?;
        let (end, told) = channel();
        let thread = std::thread::Builder::new().name("signed heads".into()).spawn(move || task.run(&told))?;
        Ok(Some(Signing { end: Some(end), thread: Some(thread) }))
    }
}

impl Task {
    fn run(&self, told: &Receiver<()>) {
        let every = Duration::from_secs(60 * u64::from(self.to.audit_every));
        let mut wait = every;
        loop {
            let ends = told.recv_timeout(wait) != Err(RecvTimeoutError::Timeout);
            wait = every;
            if let Err(error) = self.write() {
                tracing::error!(%error, "the heads of the audit could not be written: until they are, nothing shows a change of the newest rows");
                wait = AGAIN;
            }
            if ends {
                return;
            }
        }
    }

    fn write(&self) -> Result<(), Error> {
        let (hub, now) = (self.hub.clone(), self.clock.now());
        let line = self.db.read_now(move |c| Heads::read(c, &hub, now))?.signed(&self.key)?;
        // One that fails does not keep the other from being written.
        let to_file = self.to.audit_heads.as_deref().map_or(Ok(()), |file| append(file, &line));
        let to_syslog = self.to.audit_syslog.as_ref().map_or(Ok(()), |syslog| syslog.send(&message(now, &line)));
        Ok(to_file.and(to_syslog)?)
    }
}

/// Appends the line and does not come back before it is on the disk.
fn append(path: &Path, line: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{} cannot be written: {error}", path.display());
    let is_new = !path.exists();
    let mut file = OpenOptions::new().append(true).read(true).create(true).mode(0o640).open(path).map_err(failed)?;
    let cut_off = !ends_a_line(&mut file).map_err(failed)?;
    let text = format!("{}{line}\n", if cut_off { "\n" } else { "" });
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    if is_new {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
    }
    Ok(())
}

/// Whether nothing stands behind the last end of a line, as after a write that a power cut ended in the middle.
fn ends_a_line(file: &mut File) -> std::io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// The line as a message of RFC 5424: no host, the program, its process, what it is, no structure.
fn message(now: Timestamp, line: &str) -> String {
    format!("<{PRIORITY}>1 {now:.6} - onedoor {} audit-heads - {line}", std::process::id())
}

impl Syslog {
    fn send(&self, message: &str) -> Result<(), String> {
        match self {
            Self::Socket(path) => UnixDatagram::unbound()
                .and_then(|socket| socket.send_to(message.as_bytes(), path))
                .map_err(|error| format!("{} takes no message: {error}", path.display())),
            Self::Udp(address) => {
                let failed = |error: std::io::Error| format!("the syslog at {address} takes no message: {error}");
                let to = std::net::ToSocketAddrs::to_socket_addrs(address).map_err(failed)?.next();
                let to = to.ok_or_else(|| format!("the syslog's host in {address} is not known"))?;
                let own = if to.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
                UdpSocket::bind(own).and_then(|socket| socket.send_to(message.as_bytes(), to)).map_err(failed)
            }
        }
        .map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_cut_off_does_not_spoil_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("heads");
        append(&file, "one").unwrap();
        append(&file, "two").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "one\ntwo\n");
        std::fs::write(&file, "one\ntw").unwrap();
        append(&file, "three").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "one\ntw\nthree\n");
        let nowhere = folder.path().join("no such folder").join("heads");
        assert!(append(&nowhere, "one").unwrap_err().contains("no such folder"));
    }

    #[test]
    fn a_message_is_one_of_rfc_5424() {
        let now: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        let wanted = format!("<109>1 2026-11-23T09:00:00.000000Z - onedoor {} audit-heads - {{}}", std::process::id());
        assert_eq!(message(now, "{}"), wanted);
    }

    #[test]
    fn it_is_sent_by_udp_or_to_a_socket_of_this_machine() {
        let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let socket = UnixDatagram::bind(&path).unwrap();
        let mut bytes = [0; 64];
        Syslog::from_str(&udp.local_addr().unwrap().to_string()).ok().unwrap().send("by udp").unwrap();
        let length = udp.recv(&mut bytes).unwrap();
        assert_eq!(&bytes[..length], b"by udp");
        Syslog::from_str(path.to_str().unwrap()).ok().unwrap().send("by socket").unwrap();
        let length = socket.recv(&mut bytes).unwrap();
        assert_eq!(&bytes[..length], b"by socket");
        for wrong in ["", "514", "localhost", ":514", "localhost:none", "dev/log"] {
            assert!(Syslog::from_str(wrong).is_err(), "{wrong}");
        }
        drop(socket);
        assert!(Syslog::Socket(path).send("to nobody").is_err());
    }
}
