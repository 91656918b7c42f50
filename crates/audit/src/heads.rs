//! Signed heads: what the newest row of each lane was at some moment, signed, to be kept where nobody who can change the database can.

use std::collections::BTreeMap;
use std::io::BufRead;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Conn, Result};

use crate::chain::{Hash, Newest};
use crate::finding::{Finding, Findings};
use crate::sign::{PublicKey, SigningKey, from_hex, hex};
use crate::verify::HEADS;

/// How the signed bytes begin, so that the signature is of nothing else that is signed anywhere.
const DOMAIN: &[u8] = b"onedoor audit heads 1\n";
/// The longest line that is read: many times what one with every lane takes.
const LONGEST: u64 = 64 * 1024;

pub(crate) const SIGNED: &str = "SELECT lane, seq, hash FROM audit WHERE lane = $1 AND seq = $2";

/// The newest row of each lane at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heads {
    /// Which hub this is of, by the name of its profile.
    pub hub: String,
    /// When they were read, in UTC.
    pub time: Timestamp,
    /// One of each lane, in order.
    pub lanes: Vec<Head>,
}

/// The newest row of a lane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The lane.
    pub lane: i64,
    /// The row's number, which is how many rows the lane has.
    pub seq: i64,
    /// The row's hash, in hexadecimal digits.
    pub hash: String,
}

/// A line of the file: the heads as they were signed, by which key, and the signature.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    heads: Heads,
    key: String,
    signature: String,
}

impl Heads {
    /// What the heads are now.
    ///
    /// # Errors
    /// As the database says.
    pub fn read(conn: &mut Conn, hub: &str, now: Timestamp) -> Result<Self> {
        let head = |newest: Newest| Head { lane: newest.lane, seq: newest.seq, hash: hex(&newest.hash) };
        Ok(Self { hub: hub.to_owned(), time: now, lanes: conn.all(HEADS, &[])?.into_iter().map(head).collect() })
    }

    /// The bytes that are signed: these fields in this order as JSON without a space, behind the name of what they are.
    fn canonical(&self) -> serde_json::Result<Vec<u8>> {
        let mut bytes = DOMAIN.to_vec();
        serde_json::to_writer(&mut bytes, self)?;
        Ok(bytes)
    }

    /// Them signed, as one line of JSON without its end.
    ///
    /// # Errors
    /// None that a caller can bring about.
    pub fn signed(self, key: &SigningKey) -> serde_json::Result<String> {
        let signature = key.sign(&self.canonical()?);
        serde_json::to_string(&Line { heads: self, key: key.public().to_string(), signature })
    }

    /// Reads a line that one of these keys has signed. What a syslog wrote before it is passed over.
    ///
    /// # Errors
    /// In words when it is no such line.
    pub fn from_signed(line: &str, trusted: &[PublicKey]) -> Result<Self, String> {
        let from = line.find('{').unwrap_or(0);
        let line: Line = serde_json::from_str(line.get(from..).unwrap_or_default())
            .map_err(|_| "it is no signed head; a write may have been cut off".to_owned())?;
        let key: PublicKey = line.key.parse().map_err(|_| "it names no key".to_owned())?;
        if !trusted.contains(&key) {
            return Err(format!("it is signed with the key {key}, which is not one to be trusted"));
        }
        let bytes = line.heads.canonical().map_err(|_| "it cannot be written again as it was signed".to_owned())?;
        if key.has_signed(&bytes, &line.signature) { Ok(line.heads) } else { Err("it is not as it was signed".into()) }
    }
}

/// What comparing the chain with signed heads came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct HeadsVerified {
    /// How many lines were signed as they should be.
    pub lines: u64,
    /// When the newest was signed.
    pub newest: Option<Timestamp>,
    /// How many rows came after the newest: nothing yet shows that they were not rewritten.
    pub rows_since: u64,
    /// What does not agree.
    pub findings: Findings,
}

/// What is known of a lane from the lines read so far.
#[derive(Default)]
struct Known {
    /// The newest row that agreed.
    seq: i64,
    hash: String,
    has_finding: bool,
}

/// Compares the chain with a file of signed heads. Run [`crate::verify`] in the same transaction: only then do hashes that agree stand for
/// rows that do. Of a lane that does not agree the first line that shows it is told; the lines may come in any order, but tell most in that of
/// their times.
///
/// # Errors
/// As the database says; when the file cannot be read.
pub fn verify_heads(conn: &mut Conn, mut file: impl BufRead, trusted: &[PublicKey]) -> Result<HeadsVerified> {
    let mut verified = HeadsVerified::default();
    let mut known: BTreeMap<i64, Known> = BTreeMap::new();
    let mut newest: Option<Heads> = None;
    let mut text = Vec::new();
    for line in 1.. {
        text.clear();
        let read = std::io::Read::take(&mut file, LONGEST).read_until(b'\n', &mut text);
        if read.map_err(|_| store::Error::Schema("the file of signed heads cannot be read to its end".into()))? == 0 {
            break;
        }
        match std::str::from_utf8(&text)
            .map_err(|_| "it is no text".to_owned())
            .and_then(|text| Heads::from_signed(text.trim_end(), trusted))
        {
            Err(why) => verified.findings.add(Finding::BadLine { line, why }),
            Ok(heads) => {
                verified.lines += 1;
                for head in &heads.lanes {
                    let known = known.entry(head.lane).or_default();
                    compare(conn, known, head, (line, heads.time), &mut verified.findings)?;
                }
                if newest.as_ref().is_none_or(|newest| newest.time <= heads.time) {
                    newest = Some(heads);
                }
            }
        }
    }
    if verified.lines == 0 {
        verified.findings.add(Finding::NoSignedHead);
    }
    verified.newest = newest.as_ref().map(|heads| heads.time);
    let covered: BTreeMap<i64, i64> = newest.into_iter().flat_map(|heads| heads.lanes).map(|head| (head.lane, head.seq)).collect();
    let since = |head: &Newest| u64::try_from(head.seq - covered.get(&head.lane).copied().unwrap_or(0)).unwrap_or(0);
    verified.rows_since = conn.all::<Newest>(HEADS, &[])?.iter().map(since).sum();
    Ok(verified)
}

fn compare(conn: &mut Conn, known: &mut Known, head: &Head, (line, signed_at): (u64, Timestamp), findings: &mut Findings) -> Result<()> {
    let (lane, seq, agreed) = (head.lane, head.seq, known.seq);
    // Most lines of a quiet hour say again what was said; a lane without rows has none to compare.
    if known.has_finding || seq == 0 || (seq == known.seq && head.hash == known.hash) {
        return Ok(());
    }
    let there: Option<(i64, i64, Vec<u8>)> = conn.maybe(SIGNED, &[&lane, &seq])?;
    let signed = from_hex(&head.hash).and_then(|hash| Hash::try_from(hash).ok());
    match there {
        None => findings.add(Finding::SignedIsMissing { line, signed_at, lane, seq, agreed }),
        Some((.., hash)) if signed.is_none_or(|signed| hash != signed) => {
            findings.add(Finding::NotAsSigned { line, signed_at, lane, seq, agreed });
        }
        Some(_) => {
            if seq > known.seq {
                *known = Known { seq, hash: head.hash.clone(), has_finding: false };
            }
            return Ok(());
        }
    }
    known.has_finding = true;
    Ok(())
}
