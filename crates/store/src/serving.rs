//! The rights of whoever serves a hub on PostgreSQL: what serving needs and nothing more, so that neither a fault in the program nor
//! whoever takes it over can change the audit, the tables or the rights.

use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::statement::Engine;
use crate::tx::Tx;

/// What serving needs of a table where that is less than to read, add, change and remove rows.
const LESS: &[(&str, &str)] = &[("audit", "SELECT, INSERT"), ("audit_heads", "SELECT, UPDATE (seq, hash)"), ("migrations", "SELECT")];

/// A role that must not serve: it is none, or it could give itself what it is not given.
fn refusal(tx: &mut Tx<'_>, role: &str) -> Result<Option<String>> {
    // Whoever owns nothing is answered with warnings only, and would be told "done".
    let not_own: i64 = tx.one(
        "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
         AND NOT pg_has_role(relowner, 'USAGE')",
        &[],
    )?;
    if not_own > 0 {
        return Ok(Some("only the owner of the tables gives rights to them: run this as the role that made them".into()));
    }
    let can_more: Option<bool> = tx.maybe(
        "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication FROM pg_roles WHERE rolname = $1::text",
        &[&role],
    )?;
    let has_others: i64 =
        tx.one("SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = $1::text", &[&role])?;
    let owns: i64 = tx.one(
        "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = $1::text AND c.relnamespace = current_schema()::regnamespace",
        &[&role],
    )?;
    Ok(match can_more {
        None => Some(format!("there is no role {role}: make it first, as in CREATE ROLE {role} LOGIN")),
        Some(true) => Some(format!(
            "the role {role} could give itself any right, or passes over the walls: whoever serves must be no superuser and must not \
             create roles or databases, replicate, or pass over row security"
        )),
        Some(false) if has_others > 0 => {
            Some(format!("the role {role} is a member of other roles and has their rights: it must be a member of none"))
        }
        Some(false) if owns > 0 => {
            Some(format!("the role {role} owns tables of this database, so nothing can be kept from it: whoever serves must own none"))
        }
        Some(false) => None,
    })
}

/// Lets a role serve, and takes from it whatever more it had.
pub(crate) fn let_serve(conn: &mut Conn, role: &str) -> Result<()> {
    if conn.engine() == Engine::Sqlite {
        return Err(Error::Schema("SQLite has no roles: whoever can read the file has all of it".into()));
    }
    conn.begin(true)?;
    let done = in_transaction(&mut Tx(conn), role).inspect_err(|_| conn.roll_back());
    done.and_then(|()| conn.commit())
}

fn in_transaction(tx: &mut Tx<'_>, role: &str) -> Result<()> {
    match refusal(tx, role)? {
        Some(why) => Err(Error::Schema(why)),
        None => grant(tx, role),
    }
}

/// Those who serve now keep what serving needs when tables are added.
pub(crate) fn grant_again(tx: &mut Tx<'_>) -> Result<()> {
    if tx.engine() == Engine::Sqlite {
        return Ok(());
    }
    let roles: Vec<String> = tx.all(
        "SELECT DISTINCT r.rolname::text FROM pg_class c, aclexplode(c.relacl) AS a, pg_roles r
         WHERE c.oid = to_regclass('migrations') AND r.oid = a.grantee AND a.grantee <> c.relowner AND a.privilege_type = 'SELECT'",
        &[],
    )?;
    roles.iter().try_for_each(|role| in_transaction(tx, role))
}

fn grant(tx: &mut Tx<'_>, role: &str) -> Result<()> {
    let (schema, database): (String, String) = tx.one("SELECT current_schema()::text, current_database()::text", &[])?;
    let tables: Vec<String> =
        tx.all("SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename", &[])?;
    let (role, schema, database) = (quoted(role), quoted(&schema), quoted(&database));
    let mut sql = format!(
        "REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC; REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role};
         REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {role};
         GRANT CONNECT ON DATABASE {database} TO {role}; GRANT USAGE ON SCHEMA {schema} TO {role};
         GRANT EXECUTE ON FUNCTION gather_statistics() TO {role}; GRANT SELECT ON {schema}.open_case_references TO {role};"
    );
    for table in tables {
        let rights = LESS.iter().find(|(less, _)| *less == table).map_or("SELECT, INSERT, UPDATE, DELETE", |(_, rights)| rights);
        sql.push_str(&format!("GRANT {rights} ON {schema}.{} TO {role};", quoted(&table)));
    }
    tx.batch(&sql)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
