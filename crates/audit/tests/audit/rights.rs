//! The program cannot change or remove a row of the audit, and on PostgreSQL whoever serves cannot give itself the right to.

use store::{Db, Engine, Error, outside_transaction};
use testkit::databases::{Scratch, on_both, postgres};

use crate::story::{rows, three_lanes, verify, write};

/// Each is refused, and nothing has changed after all of them.
fn all_refused(scratch: &Scratch, url: &str, statements: &[&str]) {
    let before = rows(&scratch.db);
    let db = Db::open_as_is(url).unwrap();
    for sql in statements {
        let owned = (*sql).to_owned();
        let answer = db.write_now(move |tx| tx.execute(&owned, &[]));
        assert!(matches!(answer, Err(Error::Other(_) | Error::Conflict(_))), "{sql}: {answer:?}");
    }
    assert_eq!(rows(&scratch.db), before);
    assert!(verify(&scratch.db).findings.is_empty());
}

#[test]
fn the_tables_themselves_refuse_whoever_owns_them() {
    on_both(|scratch| {
        three_lanes(scratch);
        let both = [
            "UPDATE audit SET act = 'see_work' WHERE lane = 1 AND seq = 2",
            "UPDATE audit SET hash = hash WHERE lane = 1 AND seq = 2",
            "DELETE FROM audit WHERE lane = 1 AND seq = 2",
            "DELETE FROM audit",
            "INSERT INTO audit (lane, seq, id, at, act, purpose, hash) SELECT lane, seq, id, at, act, purpose, hash FROM audit WHERE lane = 1 AND seq = 3
             ON CONFLICT (lane, seq) DO UPDATE SET act = 'x'",
            "UPDATE audit_heads SET seq = seq - 1 WHERE lane = 1",
            "UPDATE audit_heads SET seq = seq WHERE lane = 1",
            "UPDATE audit_heads SET seq = seq + 1 WHERE lane = 1",
            "UPDATE audit_heads SET lane = 50 WHERE lane = 1",
            "DELETE FROM audit_heads",
            "INSERT INTO audit_heads (lane, seq, hash) SELECT 50, 0, hash FROM audit_heads WHERE lane = 1",
        ];
        all_refused(scratch, &scratch.owner_url, &both);
        let own: &[&str] = match scratch.db.engine() {
            Engine::Sqlite => &[
                "INSERT OR REPLACE INTO audit SELECT lane, seq, id, at, user_id, 'x', purpose, person_id, case_id, hash FROM audit WHERE seq = 3",
                "REPLACE INTO audit_heads (lane, seq, hash) SELECT 1, 2, hash FROM audit WHERE seq = 2",
            ],
            Engine::Postgres => &["TRUNCATE audit", "TRUNCATE audit_heads", "TRUNCATE audit, audit_heads CASCADE"],
        };
        all_refused(scratch, &scratch.owner_url, own);
    });
}

#[test]
fn whoever_serves_has_no_right_to_change_the_audit_nor_to_take_one() {
    let scratch = postgres();
    three_lanes(&scratch);
    // PostgreSQL answers this with a warning; it gives nothing, as the first of those below shows.
    scratch.db.write_now(|tx| tx.execute("GRANT UPDATE, DELETE ON audit TO serving", &[])).unwrap();
    all_refused(
        &scratch,
        &scratch.url,
        &[
            "UPDATE audit SET act = 'see_work' WHERE lane = 1 AND seq = 2",
            "DELETE FROM audit WHERE lane = 1 AND seq = 2",
            "TRUNCATE audit",
            "TRUNCATE people CASCADE",
            "INSERT INTO audit_heads (lane, seq, hash) SELECT 50, 0, hash FROM audit_heads WHERE lane = 1",
            "DELETE FROM audit_heads",
            "UPDATE audit_heads SET lane = 50 WHERE lane = 1",
            "UPDATE audit_heads SET seq = seq - 1 WHERE lane = 1",
            "ALTER TABLE audit DISABLE TRIGGER ALL",
            "ALTER TABLE audit DISABLE TRIGGER audit_is_kept",
            "ALTER TABLE audit_heads DISABLE TRIGGER audit_heads_move_forward",
            "DROP TRIGGER audit_is_kept ON audit",
            "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
            "CREATE RULE nothing AS ON INSERT TO audit DO INSTEAD NOTHING",
            "ALTER TABLE audit ADD COLUMN more TEXT",
            "ALTER TABLE audit RENAME TO past",
            "DROP TABLE audit",
            "CREATE TABLE more (name TEXT)",
            "INSERT INTO migrations (number) VALUES (9999)",
            "SET session_replication_role = replica",
            "SET ROLE onedoor",
            "SET SESSION AUTHORIZATION onedoor",
            "ALTER ROLE serving SUPERUSER",
            "CREATE ROLE another",
            "COPY audit TO PROGRAM 'cat'",
        ],
    );
    // What it has is enough for its work.
    write(&scratch.db, 50..60);
    scratch.db.write_now(|tx| tx.gather_statistics()).unwrap();
    let counted: bool = scratch.db.read_now(|c| c.one("SELECT reltuples >= 46 FROM pg_class WHERE oid = 'audit'::regclass", &[])).unwrap();
    assert!(counted, "whoever serves lets the tables be counted, though it owns none");
}

/// A database of the scratch server's with no tables, and one of its roles by another name.
fn empty(scratch: &Scratch, name: &str) -> String {
    let url = format!("{}_{name}", scratch.owner_url);
    outside_transaction(&scratch.owner_url, &format!("CREATE DATABASE {} TEMPLATE template0", url.rsplit_once('/').unwrap().1)).unwrap();
    url
}

fn role(scratch: &Scratch, name: &str, rights: &str) -> String {
    let name = format!("{name}_{}", std::process::id());
    outside_transaction(&scratch.owner_url, &format!("CREATE ROLE {name} LOGIN {rights}")).unwrap();
    name
}

fn as_role(url: &str, role: &str) -> String {
    url.replace("//onedoor@", &format!("//{role}@"))
}

#[test]
fn whoever_serves_opens_a_database_that_is_up_to_date_and_is_told_when_it_is_not() {
    let scratch = postgres();
    let (url, serves) = (empty(&scratch, "opens"), role(&scratch, "opens", ""));
    let behind = Db::open(&as_role(&url, &serves)).map(|_| ()).unwrap_err();
    assert!(matches!(&behind, Error::Schema(why) if why.contains("onedoor migrate")), "{behind}");
    Db::migrate(&url).unwrap();
    Db::let_serve(&url, &serves).unwrap();
    let db = Db::open(&as_role(&url, &serves)).unwrap();
    write(&db, 0..3);
    assert_eq!(Db::migrate(&as_role(&url, &serves)).unwrap(), 0);
    outside_transaction(&url, "DELETE FROM migrations WHERE number = (SELECT max(number) FROM migrations)").unwrap();
    let behind = Db::open(&as_role(&url, &serves)).map(|_| ()).unwrap_err();
    assert!(matches!(&behind, Error::Schema(why) if why.contains("onedoor migrate") && why.contains("as their owner")), "{behind}");
}

#[test]
fn whoever_could_help_itself_to_more_may_not_serve() {
    let scratch = postgres();
    let url = empty(&scratch, "refused");
    Db::migrate(&url).unwrap();
    for (rights, word) in [("SUPERUSER", "superuser"), ("CREATEROLE", "create"), ("CREATEDB", "create"), ("BYPASSRLS", "row security")] {
        let name = role(&scratch, &rights.to_lowercase(), rights);
        let refused = Db::let_serve(&url, &name).unwrap_err();
        assert!(matches!(&refused, Error::Schema(why) if why.contains(word) && why.contains(&name)), "{refused}");
    }
    let member = role(&scratch, "member", "IN ROLE pg_read_all_data");
    let refused = Db::let_serve(&url, &member).unwrap_err();
    assert!(refused.to_string().contains("member of"), "{refused}");
    let owner = role(&scratch, "owner", "");
    outside_transaction(&url, &format!("ALTER TABLE settings OWNER TO {owner}")).unwrap();
    let refused = Db::let_serve(&url, &owner).unwrap_err();
    assert!(refused.to_string().contains("owns tables"), "{refused}");
    let nobody = Db::let_serve(&url, "no\"body").unwrap_err();
    assert!(nobody.to_string().contains("CREATE ROLE"), "{nobody}");
    let file = testkit::databases::sqlite();
    let none = Db::let_serve(&file.url, "serving").unwrap_err();
    assert!(none.to_string().contains("SQLite has no roles"), "{none}");
}

#[test]
fn what_a_role_had_before_is_taken_from_it_and_a_later_step_gives_it_the_new_tables() {
    let scratch = postgres();
    let (url, name) = (empty(&scratch, "again"), role(&scratch, "again", ""));
    Db::migrate(&url).unwrap();
    outside_transaction(&url, &format!("GRANT ALL ON ALL TABLES IN SCHEMA public TO {name}; GRANT CREATE ON SCHEMA public TO {name}"))
        .unwrap();
    Db::let_serve(&url, &name).unwrap();
    let db = Db::open(&as_role(&url, &name)).unwrap();
    write(&db, 0..3);
    for sql in ["DELETE FROM audit", "TRUNCATE people CASCADE", "CREATE TABLE more (name TEXT)", "CREATE TEMPORARY TABLE more (name TEXT)"]
    {
        let answer = db.write_now(move |tx| tx.execute(sql, &[]));
        assert!(matches!(&answer, Err(Error::Other(code)) if code.contains("42501")), "{sql}: {answer:?}");
    }
    // As after a new version, whose newest step makes a table: here one that was taken away with its step.
    outside_transaction(&url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public").unwrap();
    let steps = store::migrations();
    let (newest, before) = steps.split_last().unwrap();
    outside_transaction(&url, "CREATE TABLE migrations (number BIGINT PRIMARY KEY)").unwrap();
    for (number, text) in before {
        let sql = store::migration_for(text, Engine::Postgres);
        outside_transaction(&url, &format!("{sql}; INSERT INTO migrations VALUES ({number})")).unwrap();
    }
    Db::let_serve(&url, &name).unwrap();
    assert_eq!(Db::migrate(&url).unwrap(), 1, "only step {} was missing", newest.0);
    let cannot_read: i64 = Db::open(&as_role(&url, &name))
        .unwrap()
        .read_now(|c| {
            c.one(
                "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                 AND NOT has_table_privilege(oid, 'SELECT')",
                &[],
            )
        })
        .unwrap();
    assert_eq!(cannot_read, 0);
}
