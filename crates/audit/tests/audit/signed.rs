//! Whoever reckons the hashes anew leaves a chain that is whole. What was signed before, and kept elsewhere, shows them.

use audit::{Finding, Heads, HeadsVerified, PublicKey, SigningKey};
use jiff::{SignedDuration, Timestamp};
use kernel::Id;
use sha2::{Digest, Sha256};
use store::{Db, Engine, Tx};
use testkit::databases::{Scratch, on_both};
use uuid::Uuid;

use crate::story::{after, monday, three_lanes, verify, write};

fn key() -> SigningKey {
    SigningKey::from_seed(&[7; 32])
}

fn at(hour: i64) -> Timestamp {
    monday() + SignedDuration::from_hours(hour)
}

fn sign(db: &Db, hour: i64) -> String {
    db.read_now(move |c| Heads::read(c, "example", at(hour))).unwrap().signed(&key()).unwrap() + "\n"
}

fn compare(tx: &mut store::Conn, file: &str) -> store::Result<HeadsVerified> {
    audit::verify_heads(tx, file.as_bytes(), &[key().public()])
}

fn heads(db: &Db, file: &str) -> HeadsVerified {
    let file = file.to_owned();
    db.read_now(move |c| compare(c, &file)).unwrap()
}

/// The hash of a row as docs/adr/0016 has it, written again from there.
#[derive(Clone, Copy)]
struct Place {
    lane: i64,
    seq: i64,
}
type Columns = (Uuid, i64, Option<Uuid>, String, String, Option<Uuid>);

fn hash(place: Place, before: &[u8], (id, at, user, act, purpose, person): &Columns, case: Option<Uuid>) -> Vec<u8> {
    let mut bytes = b"onedoor audit row 1".to_vec();
    bytes.extend(before);
    bytes.extend(place.lane.to_be_bytes());
    bytes.extend(place.seq.to_be_bytes());
    bytes.extend(id.as_bytes());
    bytes.extend(at.to_be_bytes());
    let maybe = |bytes: &mut Vec<u8>, id: &Option<Uuid>| match id {
        None => bytes.push(0),
        Some(id) => {
            bytes.push(1);
            bytes.extend(id.as_bytes());
        }
    };
    maybe(&mut bytes, user);
    for text in [act, purpose] {
        bytes.extend((text.len() as u64).to_be_bytes());
        bytes.extend(text.as_bytes());
    }
    maybe(&mut bytes, person);
    maybe(&mut bytes, &case);
    Sha256::digest(bytes).to_vec()
}

/// Reckons the hashes of a lane anew from this row to the end, and its head.
fn reckon_anew(tx: &mut Tx<'_>, lane: i64, from: i64) -> store::Result<()> {
    let mut before: Vec<u8> = match from {
        1 => vec![0; 32],
        _ => tx.one("SELECT hash FROM audit WHERE lane = $1 AND seq = $2", &[&lane, &(from - 1)])?,
    };
    let last: i64 = tx.one("SELECT coalesce(max(seq), 0) FROM audit WHERE lane = $1", &[&lane])?;
    for seq in from..=last {
        let columns: Columns =
            tx.one("SELECT id, at, user_id, act, purpose, person_id FROM audit WHERE lane = $1 AND seq = $2", &[&lane, &seq])?;
        let case = tx.one("SELECT case_id FROM audit WHERE lane = $1 AND seq = $2", &[&lane, &seq])?;
        before = hash(Place { lane, seq }, &before, &columns, case);
        tx.execute_one("UPDATE audit SET hash = $3 WHERE lane = $1 AND seq = $2", &[&lane, &seq, &before])?;
    }
    tx.execute_one("UPDATE audit_heads SET seq = $2, hash = $3 WHERE lane = $1", &[&lane, &last, &before])
}

/// What the chain by itself shows of such an attack, and what the signed heads do.
fn attacked(scratch: &Scratch, file: &str, attack: impl Fn(&mut Tx<'_>) -> store::Result<()> + Send + 'static) -> (u64, Vec<Finding>) {
    let file = file.to_owned();
    after(scratch, Box::new(attack), move |tx| Ok((audit::verify(tx)?.findings.count, compare(tx, &file)?.findings.first)))
}

#[test]
fn a_chain_that_nobody_touched_agrees_with_what_was_signed_of_it() {
    on_both(|scratch| {
        let mut file = sign(&scratch.db, 0);
        three_lanes(scratch);
        file += &sign(&scratch.db, 1);
        file += &sign(&scratch.db, 1);
        write(&scratch.db, 40..45);
        let found = heads(&scratch.db, &file);
        assert_eq!((found.lines, found.newest, found.rows_since, found.findings.count), (3, Some(at(1)), 5, 0), "{:?}", found.findings);
        file += &sign(&scratch.db, 2);
        assert_eq!(heads(&scratch.db, &file).rows_since, 0);
        // In another order, as from two nodes.
        let turned: String = file.lines().rev().map(|line| format!("{line}\n")).collect();
        let found = heads(&scratch.db, &turned);
        assert_eq!((found.newest, found.rows_since, found.findings.count), (Some(at(2)), 0, 0));
    });
}

#[test]
fn a_lane_rewritten_from_a_row_to_its_end_is_found_by_what_was_signed() {
    on_both(|scratch| {
        let mut file = String::new();
        for hour in 0..6 {
            let start = u32::try_from(hour).unwrap() * 6;
            write(&scratch.db, start..start + 6);
            file += &sign(&scratch.db, hour);
        }
        let (chain, signed) = attacked(scratch, &file, |tx| {
            tx.execute_one("UPDATE audit SET user_id = NULL WHERE lane = 1 AND seq = 20", &[])?;
            reckon_anew(tx, 1, 20)
        });
        assert_eq!(chain, 0, "the chain by itself is whole: the attacker reckons as the program does");
        assert_eq!(signed, [Finding::NotAsSigned { line: 4, signed_at: at(3), lane: 1, seq: 24, agreed: 18 }]);
        let said = signed[0].to_string();
        assert!(said.contains("between 19 and 24"), "{said}");
        // From the very first, and with a row taken out of the middle.
        let (chain, signed) = attacked(scratch, &file, |tx| {
            tx.execute_one("DELETE FROM audit WHERE lane = 1 AND seq = 1", &[])?;
            tx.execute("UPDATE audit SET seq = -seq WHERE lane = 1", &[])?;
            tx.execute("UPDATE audit SET seq = -seq - 1 WHERE lane = 1", &[])?;
            reckon_anew(tx, 1, 1)
        });
        assert_eq!(chain, 0);
        assert_eq!(signed, [Finding::NotAsSigned { line: 1, signed_at: at(0), lane: 1, seq: 6, agreed: 0 }]);
    });
}

#[test]
fn a_lane_cut_short_with_its_head_is_found_by_what_was_signed() {
    on_both(|scratch| {
        write(&scratch.db, 0..6);
        let mut file = sign(&scratch.db, 0);
        write(&scratch.db, 6..12);
        file += &sign(&scratch.db, 1);
        let cut = |tx: &mut Tx<'_>| {
            tx.execute("DELETE FROM audit WHERE lane = 1 AND seq > 8", &[])?;
            let hash: Vec<u8> = tx.one("SELECT hash FROM audit WHERE lane = 1 AND seq = 8", &[])?;
            tx.execute_one("UPDATE audit_heads SET seq = 8, hash = $1 WHERE lane = 1", &[&hash])
        };
        let (chain, signed) = attacked(scratch, &file, cut);
        assert_eq!((chain, signed), (0, vec![Finding::SignedIsMissing { line: 2, signed_at: at(1), lane: 1, seq: 12, agreed: 6 }]));
        // Cut short and written on: what was signed for is another row.
        let (chain, signed) = attacked(scratch, &file, move |tx| {
            cut(tx)?;
            for seq in 9..=14_i64 {
                tx.execute_one(
                    "INSERT INTO audit (lane, seq, id, at, act, purpose, hash) SELECT 1, $1, id, at, act, purpose, hash FROM audit WHERE seq = 2",
                    &[&seq],
                )?;
            }
            reckon_anew(tx, 1, 9)
        });
        assert_eq!((chain, signed), (0, vec![Finding::NotAsSigned { line: 2, signed_at: at(1), lane: 1, seq: 12, agreed: 6 }]));
        // All of it.
        let (chain, signed) = attacked(scratch, &file, |tx| {
            tx.execute("DELETE FROM audit", &[])?;
            tx.execute("UPDATE audit_heads SET seq = 0, hash = $1", &[&vec![0_u8; 32]]).map(|_| ())
        });
        assert_eq!((chain, signed), (0, vec![Finding::SignedIsMissing { line: 1, signed_at: at(0), lane: 1, seq: 6, agreed: 0 }]));
    });
}

#[test]
fn a_line_that_somebody_else_signed_or_changed_is_told() {
    on_both(|scratch| {
        write(&scratch.db, 0..6);
        let good = sign(&scratch.db, 0);
        let line = good.trim_end();
        let others = scratch.db.read_now(|c| Heads::read(c, "example", at(1))).unwrap().signed(&SigningKey::from_seed(&[8; 32])).unwrap();
        let own_key = others.replace(&SigningKey::from_seed(&[8; 32]).public().to_string(), &key().public().to_string());
        let file = [
            line.to_owned(),
            others,
            own_key,
            line.replace("example", "another"),
            line.replace("\"seq\":6", "\"seq\":5"),
            line.replace("09:00", "10:00"),
            line.get(..line.len() / 2).unwrap().to_owned(),
            String::new(),
            line.replacen('{', "{\"more\":1,", 1),
            "x".repeat(100_000),
        ]
        .join("\n");
        let found = heads(&scratch.db, &file);
        assert_eq!(found.lines, 1);
        let lines: Vec<u64> = found
            .findings
            .first
            .iter()
            .map(|finding| match finding {
                Finding::BadLine { line, .. } => *line,
                other => panic!("{other}"),
            })
            .collect();
        // What is longer than any line could be is told once for each of its parts.
        assert_eq!(lines, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        assert!(found.findings.first[0].to_string().contains("not one to be trusted"), "{}", found.findings.first[0]);
        assert!(found.findings.first[1].to_string().contains("not as it was signed"), "{}", found.findings.first[1]);
    });
}

#[test]
fn no_signed_head_at_all_is_told() {
    on_both(|scratch| {
        write(&scratch.db, 0..6);
        let found = heads(&scratch.db, "");
        assert_eq!((found.findings.first, found.rows_since), (vec![Finding::NoSignedHead], 6));
    });
}

#[test]
fn a_public_key_reads_back_and_nothing_else_is_one() {
    let public = key().public();
    let text = public.to_string();
    assert_eq!(text.len(), 64);
    assert_eq!(text.parse::<PublicKey>(), Ok(public));
    for wrong in ["", &text[1..], &text.to_uppercase(), &format!("{text}00"), &"zz".repeat(32), &format!("02{}", "00".repeat(31))] {
        assert!(wrong.parse::<PublicKey>().is_err(), "{wrong}");
    }
    assert_eq!(format!("{:?}", key()), "SigningKey");
    // The key of RFC 8032's first test, so that any other program can check what we sign.
    let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    let bytes: Vec<u8> = (0..32).map(|n| u8::from_str_radix(&seed[2 * n..2 * n + 2], 16).unwrap()).collect();
    let public = SigningKey::from_seed(&bytes.try_into().unwrap()).public();
    assert_eq!(public.to_string(), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
}

#[test]
fn ids_and_moments_are_all_a_line_or_a_finding_holds() {
    on_both(|scratch| {
        three_lanes(scratch);
        let line = sign(&scratch.db, 0);
        let lanes = match scratch.db.engine() {
            Engine::Sqlite => 1,
            Engine::Postgres => 16,
        };
        assert_eq!(line.matches("\"hash\":").count(), lanes);
        assert!(line.len() < 2048, "a line is one message of syslog: {}", line.len());
        assert!(verify(&scratch.db).findings.is_empty());
        let _: Id<audit::Row> = Id::from_uuid(Uuid::nil());
    });
}
