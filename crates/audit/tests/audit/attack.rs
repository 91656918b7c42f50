//! An attacker who owns the database takes the triggers away and does as they like. Whatever one does to rows or heads without reckoning
//! hashes anew is found by reading the chain, and told by its place.

use audit::Finding;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::{Cell, Engine, Tx};
use testkit::databases::{Scratch, on_both, postgres, sqlite};

use crate::story::{Cells, after, found_after, place, rows, three_lanes};

fn changed(finding: &Finding) -> Option<(i64, i64)> {
    match finding {
        Finding::Changed { lane, seq, .. } => Some((*lane, *seq)),
        _ => None,
    }
}

/// The rows that are told to be changed; there is no other finding.
fn all_changed(findings: &[Finding]) -> Vec<(i64, i64)> {
    findings.iter().map(|finding| changed(finding).unwrap_or_else(|| panic!("{finding}"))).collect()
}

#[test]
fn a_change_in_any_column_is_found_at_its_row() {
    on_both(|scratch| {
        three_lanes(scratch);
        let bytes = match scratch.db.engine() {
            Engine::Sqlite => "x'019200000000700080000000000000ff'",
            Engine::Postgres => "'01920000-0000-7000-8000-0000000000ff'",
        };
        let hash = match scratch.db.engine() {
            Engine::Sqlite => "zeroblob(32)".to_owned(),
            Engine::Postgres => format!("decode('{}', 'hex')", "00".repeat(32)),
        };
        // The 29th (28 from nought) has no user; the 31st none of a person; the 24th no case.
        for (n, change) in [
            (8, format!("id = {bytes}")),
            (8, "at = at + 1".into()),
            (9, format!("user_id = {bytes}")),
            (9, "user_id = NULL".into()),
            (28, format!("user_id = {bytes}")),
            (9, "act = 'see_work'".into()),
            (9, "act = act || ' '".into()),
            (9, "purpose = 'assurance2'".into()),
            (9, format!("person_id = {bytes}")),
            (9, "person_id = NULL".into()),
            (9, "person_id = case_id, case_id = person_id".into()),
            (30, format!("person_id = {bytes}")),
            (9, format!("case_id = {bytes}")),
            (9, "case_id = NULL".into()),
            (24, format!("case_id = {bytes}")),
            (9, "act = act || purpose, purpose = ''".into()),
            (9, format!("hash = {hash}")),
            (9, format!("hash = {hash}, at = 0")),
        ] {
            let (lane, seq) = place(scratch.db.engine(), n);
            let findings = found_after(scratch, &[&format!("UPDATE audit SET {change} WHERE lane = {lane} AND seq = {seq}")]);
            assert_eq!(all_changed(&findings)[0], (lane, seq), "{change}");
            // One whose columns and hash were both changed makes the next seem changed as well.
            assert_eq!(findings.len(), if change.contains(", at = 0") { 2 } else { 1 }, "{change}: {findings:?}");
            let said = findings[0].to_string();
            assert!(said.starts_with(&format!("lane {lane}, row {seq} (id ")), "{said}");
        }
    });
}

#[test]
fn rows_that_were_removed_are_found_by_their_numbers() {
    on_both(|scratch| {
        three_lanes(scratch);
        let findings = found_after(scratch, &["DELETE FROM audit WHERE lane = 1 AND seq IN (4, 5)"]);
        let [Finding::Missing { lane: 1, first: 4, last: 5, after: Some(after), before: Some(before) }] = findings.as_slice() else {
            panic!("{findings:?}");
        };
        assert!(after < before);
        let first = found_after(scratch, &["DELETE FROM audit WHERE lane = 1 AND seq = 1"]);
        assert!(matches!(first.as_slice(), [Finding::Missing { lane: 1, first: 1, last: 1, after: None, .. }]), "{first:?}");
        let tail = found_after(scratch, &["DELETE FROM audit WHERE lane = 1 AND seq > 10"]);
        assert!(matches!(tail.as_slice(), [Finding::Missing { lane: 1, first: 11, before: None, .. }]), "{tail:?}");
        let all = found_after(scratch, &["DELETE FROM audit"]);
        assert_eq!(all.len(), if scratch.db.engine() == Engine::Sqlite { 1 } else { 3 });
    });
}

#[test]
fn rows_that_were_put_in_are_found() {
    on_both(|scratch| {
        three_lanes(scratch);
        let copy = |seq: &str, what: &str| {
            format!(
                "INSERT INTO audit (lane, seq, id, at, user_id, act, purpose, person_id, case_id, hash)
                 SELECT lane, {seq}, id, at, user_id, act, purpose, person_id, case_id, hash FROM audit WHERE {what}"
            )
        };
        let last = if scratch.db.engine() == Engine::Sqlite { 36 } else { 12 };
        let behind = found_after(scratch, &[&copy(&(last + 1).to_string(), "lane = 1 AND seq = 3")]);
        assert_eq!(changed(&behind[0]), Some((1, last + 1)));
        assert_eq!(behind[1..], [Finding::BeyondHead { lane: 1, head: last, last: last + 1 }]);
        // Room is made for it.
        let make_room = |from: i64| {
            [
                format!("UPDATE audit SET seq = -seq - 1 WHERE lane = 1 AND seq > {from}"),
                "UPDATE audit SET seq = -seq WHERE lane = 1 AND seq < 0".into(),
            ]
        };
        let [away, back] = make_room(5);
        let between = found_after(scratch, &[&away, &back, &copy("6", "lane = 1 AND seq = 3")]);
        assert_eq!(changed(&between[0]), Some((1, 6)), "{between:?}");
        assert!(between.contains(&Finding::BeyondHead { lane: 1, head: last, last: last + 1 }));
        let before = found_after(scratch, &[&copy("0", "lane = 1 AND seq = 3"), &copy("-7", "lane = 1 AND seq = 3")]);
        assert!(matches!(before.as_slice(), [Finding::OutOfPlace { seq: -7, .. }, Finding::OutOfPlace { seq: 0, .. }]), "{before:?}");
        let far = found_after(scratch, &[&copy("9223372036854775807", "lane = 1 AND seq = 3")]);
        assert!(matches!(far[0], Finding::Missing { lane: 1, last: 9_223_372_036_854_775_806, .. }), "{far:?}");
        let elsewhere = found_after(
            scratch,
            &[
                "INSERT INTO audit (lane, seq, id, at, act, purpose, hash) SELECT 77, 1, id, at, act, purpose, hash FROM audit WHERE lane = 1 AND seq = 1",
            ],
        );
        assert!(elsewhere.contains(&Finding::UnknownLane { lane: 77 }), "{elsewhere:?}");
        assert!(elsewhere.iter().any(|finding| changed(finding) == Some((77, 1))), "{elsewhere:?}");
    });
}

#[test]
fn two_of_one_number_and_rows_in_no_lane_are_found_also_where_the_key_was_taken_away() {
    let scratch = postgres();
    three_lanes(&scratch);
    let without_key = "ALTER TABLE audit DROP CONSTRAINT audit_pkey, ALTER lane DROP NOT NULL, ALTER seq DROP NOT NULL";
    for (change, wanted) in [
        ("INSERT INTO audit SELECT * FROM audit WHERE lane = 1 AND seq = 3", 1),
        ("UPDATE audit SET lane = NULL WHERE lane = 2 AND seq = 3", 2),
        ("UPDATE audit SET seq = NULL WHERE lane = 2 AND seq = 3", 2),
    ] {
        let attack = Box::new(move |tx: &mut Tx<'_>| {
            tx.execute(without_key, &[])?;
            tx.execute(change, &[]).map(|changed| assert_eq!(changed, 1))
        });
        let findings = after(&scratch, attack, |tx| Ok(audit::verify(tx)?.findings)).first;
        assert_eq!(findings.len(), wanted, "{change}: {findings:?}");
        match wanted {
            1 => assert!(matches!(findings[0], Finding::OutOfPlace { lane: 1, seq: 3, .. }), "{findings:?}"),
            _ => assert_eq!(findings[1], Finding::Outside { rows: 1 }),
        }
    }
}

/// Puts the columns of one row in the place of the other's, and the other way round: numbers, lane and perhaps hashes stay.
fn swap(scratch: &Scratch, one: (i64, i64), other: (i64, i64), hashes: bool) -> Vec<(i64, i64)> {
    let attack = Box::new(move |tx: &mut Tx<'_>| {
        let read = |tx: &mut Tx<'_>, (lane, seq): (i64, i64)| -> store::Result<Cells> {
            tx.one("SELECT id, at, user_id, act, purpose, person_id, case_id, hash FROM audit WHERE lane = $1 AND seq = $2", &[&lane, &seq])
        };
        let (first, second) = (read(tx, one)?, read(tx, other)?);
        for ((lane, seq), row, own) in [(one, &second, &first), (other, &first, &second)] {
            let hash = if hashes { &row[7] } else { &own[7] };
            tx.execute_one(
                "UPDATE audit SET id = $3, at = $4, user_id = $5, act = $6, purpose = $7, person_id = $8, case_id = $9, hash = $10
                 WHERE lane = $1 AND seq = $2",
                &[&lane, &seq, &row[0], &row[1], &row[2], &row[3], &row[4], &row[5], &row[6], hash],
            )?;
        }
        Ok(())
    });
    all_changed(&after(scratch, attack, |tx| Ok(audit::verify(tx)?.findings)).first)
}

#[test]
fn rows_that_changed_places_are_found() {
    on_both(|scratch| {
        three_lanes(scratch);
        assert_eq!(swap(scratch, (1, 3), (1, 9), false), [(1, 3), (1, 9)]);
        let with_hashes = swap(scratch, (1, 3), (1, 9), true);
        assert!(with_hashes.contains(&(1, 3)) && with_hashes.contains(&(1, 9)), "{with_hashes:?}");
        let neighbours = swap(scratch, (1, 3), (1, 4), true);
        assert!(neighbours.contains(&(1, 3)) && neighbours.contains(&(1, 4)), "{neighbours:?}");
        if scratch.db.engine() == Engine::Postgres {
            assert_eq!(swap(scratch, (1, 3), (2, 3), false), [(1, 3), (2, 3)]);
            let with_hashes = swap(scratch, (1, 3), (2, 3), true);
            assert!(with_hashes.contains(&(1, 3)) && with_hashes.contains(&(2, 3)), "{with_hashes:?}");
        }
    });
    // Whole lanes, with their heads.
    let scratch = postgres();
    three_lanes(&scratch);
    let mut lanes = Vec::new();
    for table in ["audit", "audit_heads"] {
        for change in ["lane = 99 WHERE lane = 1", "lane = 1 WHERE lane = 2", "lane = 2 WHERE lane = 99"] {
            lanes.push(format!("UPDATE {table} SET {change}"));
        }
    }
    let findings = found_after(&scratch, &lanes.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(all_changed(&findings).contains(&(1, 1)) && all_changed(&findings).contains(&(2, 1)));
}

#[test]
fn a_head_that_was_touched_is_found() {
    on_both(|scratch| {
        three_lanes(scratch);
        let last = if scratch.db.engine() == Engine::Sqlite { 36 } else { 12 };
        let back = found_after(scratch, &["UPDATE audit_heads SET seq = seq - 2 WHERE lane = 1"]);
        assert_eq!(back, [Finding::BeyondHead { lane: 1, head: last - 2, last }]);
        let on = found_after(scratch, &["UPDATE audit_heads SET seq = seq + 2 WHERE lane = 1"]);
        assert!(matches!(on.as_slice(), [Finding::Missing { lane: 1, before: None, .. }]), "{on:?}");
        let hash = "UPDATE audit_heads SET hash = (SELECT hash FROM audit WHERE lane = 1 AND seq = 2) WHERE lane = 1";
        assert_eq!(found_after(scratch, &[hash]), [Finding::HeadDiffers { lane: 1, seq: last }]);
        let gone = found_after(scratch, &["DELETE FROM audit_heads WHERE lane = 1"]);
        assert_eq!(gone, [Finding::Heads { lane: 1, heads: 0 }]);
        let more =
            found_after(scratch, &["INSERT INTO audit_heads (lane, seq, hash) SELECT 40, seq, hash FROM audit_heads WHERE lane = 1"]);
        assert_eq!(more[0], Finding::UnknownLane { lane: 40 });
        if scratch.db.engine() == Engine::Postgres {
            let lane = found_after(scratch, &["DELETE FROM audit WHERE lane = 2", "DELETE FROM audit_heads WHERE lane = 2"]);
            assert_eq!(lane, [Finding::Heads { lane: 2, heads: 0 }]);
        }
    });
}

/// One thing that somebody does to one cell or row.
#[derive(Debug, Clone)]
enum Mutation {
    Set { row: usize, column: usize, to: u8 },
    Null { row: usize, column: usize },
    Remove { row: usize },
    Copy { row: usize, to: i64 },
    Swap { row: usize, other: usize, column: usize },
    Head { lane: usize, seq: i64, hash: Option<u8> },
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let (row, column) = (0..36_usize, 0..10_usize);
    prop_oneof![
        4 => (row.clone(), column.clone(), any::<u8>()).prop_map(|(row, column, to)| Mutation::Set { row, column, to }),
        1 => (row.clone(), prop_oneof![Just(4_usize), Just(7), Just(8)]).prop_map(|(row, column)| Mutation::Null { row, column }),
        2 => row.clone().prop_map(|row| Mutation::Remove { row }),
        2 => (row.clone(), -40..80_i64).prop_map(|(row, to)| Mutation::Copy { row, to }),
        2 => (row.clone(), row, 2..10_usize).prop_map(|(row, other, column)| Mutation::Swap { row, other, column }),
        2 => (0..3_usize, -3..60_i64, any::<Option<u8>>()).prop_map(|(lane, seq, hash)| Mutation::Head { lane, seq, hash }),
    ]
}

const COLUMNS: [&str; 10] = ["lane", "seq", "id", "at", "user_id", "act", "purpose", "person_id", "case_id", "hash"];

/// Another value of the same kind.
fn other(cell: &Cell<'static>, column: usize, to: u8) -> Cell<'static> {
    match cell {
        Cell::Int(n) => Cell::Int(n ^ (1 << (to % 63))),
        Cell::Text(text) => Cell::Text(format!("{text}{to}").into()),
        Cell::Uuid(id) => Cell::Uuid(uuid::Uuid::from_u128(id.as_u128() ^ (1 << (to % 128)))),
        Cell::Bytes(bytes) => {
            let mut bytes = bytes.to_vec();
            let length = bytes.len();
            bytes[usize::from(to) % length] ^= 1 << (to % 8);
            Cell::Bytes(bytes.into())
        }
        _ => match column {
            4 | 7 | 8 => Cell::Bytes(vec![to; 16].into()),
            _ => Cell::Int(to.into()),
        },
    }
}

/// Does it; nothing when the database itself has no room for it, or it would change nothing.
fn mutate(tx: &mut Tx<'_>, rows: &[Cells], mutation: &Mutation) -> store::Result<bool> {
    let mut set = |row: &Cells, column: usize, to: &Cell<'static>| -> store::Result<bool> {
        let is_id = matches!(column, 2 | 4 | 7 | 8);
        let to = match (to, tx.engine()) {
            (Cell::Bytes(bytes), Engine::Postgres) if is_id => Cell::Uuid(uuid::Uuid::from_slice(bytes).unwrap()),
            (to, _) => to.clone(),
        };
        if column < 2 {
            let mut place = [row[0].clone(), row[1].clone()];
            place[column] = to.clone();
            let taken: i64 = tx.one("SELECT count(*) FROM audit WHERE lane = $1 AND seq = $2", &[&place[0], &place[1]])?;
            if taken > 0 {
                return Ok(false);
            }
        }
        let sql = format!("UPDATE audit SET {} = $3 WHERE lane = $1 AND seq = $2", COLUMNS[column]);
        tx.execute_one(&sql, &[&row[0], &row[1], &to])?;
        Ok(to != row[column])
    };
    match mutation {
        Mutation::Set { row, column, to } => set(&rows[*row], *column, &other(&rows[*row][*column], *column, *to)),
        Mutation::Null { row, column } => set(&rows[*row], *column, &Cell::Null),
        Mutation::Swap { row, other, column } => {
            let (one, two) = (&rows[*row], &rows[*other]);
            let first = set(one, *column, &two[*column])?;
            Ok(set(two, *column, &one[*column])? || first)
        }
        Mutation::Remove { row } => {
            tx.execute_one("DELETE FROM audit WHERE lane = $1 AND seq = $2", &[&rows[*row][0], &rows[*row][1]]).map(|()| true)
        }
        Mutation::Copy { row, to } => {
            let mut copy = rows[*row].clone();
            copy[1] = Cell::Int(*to);
            let taken: i64 = tx.one("SELECT count(*) FROM audit WHERE lane = $1 AND seq = $2", &[&copy[0], &copy[1]])?;
            if taken > 0 {
                return Ok(false);
            }
            tx.insert_many("audit", &COLUMNS, [<[Cell<'static>; 10]>::try_from(copy).unwrap()]).map(|()| true)
        }
        Mutation::Head { lane, seq, hash } => {
            let lane = if tx.engine() == Engine::Sqlite { 1 } else { i64::try_from(*lane).unwrap() + 1 };
            let (was, mut bytes): (i64, Vec<u8>) = tx.one("SELECT seq, hash FROM audit_heads WHERE lane = $1", &[&lane])?;
            if let Some(to) = hash {
                bytes[usize::from(*to) % 32] ^= 1;
            }
            tx.execute_one("UPDATE audit_heads SET seq = $2, hash = $3 WHERE lane = $1", &[&lane, seq, &bytes])?;
            Ok(was != *seq || hash.is_some())
        }
    }
}

#[test]
fn no_single_change_goes_unseen() {
    for scratch in [sqlite(), postgres()] {
        three_lanes(&scratch);
        let rows = rows(&scratch.db);
        assert_eq!(rows.len(), 36);
        let mut runner = TestRunner::new(Config { cases: 300, failure_persistence: None, ..Config::default() });
        runner
            .run(&mutation(), |mutation| {
                let (attacked, was) = (rows.clone(), std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false)));
                let (what, note) = (mutation.clone(), std::sync::Arc::clone(&was));
                let attack = Box::new(move |tx: &mut Tx<'_>| {
                    note.store(mutate(tx, &attacked, &what)?, std::sync::atomic::Ordering::SeqCst);
                    Ok(())
                });
                let findings = after(&scratch, attack, |tx| Ok(audit::verify(tx)?.findings));
                let was_changed = was.load(std::sync::atomic::Ordering::SeqCst);
                prop_assert_eq!(was_changed, !findings.is_empty(), "{:?}: {:?}", mutation, findings);
                Ok(())
            })
            .unwrap_or_else(|error| panic!("{:?}: {error}", scratch.db.engine()));
    }
}
