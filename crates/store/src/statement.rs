//! The one SQL text and what each engine makes of it.

/// SQLite numbers `$n` by first appearance, so that `$2` before `$1` binds wrongly; `?n` it numbers as written.
pub fn for_sqlite(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(at) = rest.find(['$', '\'', '"', '-', '/']) {
        let (plain, from) = rest.split_at(at);
        out.push_str(plain);
        let (this, after) = from.split_at(enclosed(from).unwrap_or(1));
        out.push_str(if this == "$" { "?" } else { this });
        rest = after;
    }
    out + rest
}

/// How long the text, name or comment is that begins here, if one does: a dollar in it is no place.
fn enclosed(from: &str) -> Option<usize> {
    let (start, end) = ENCLOSED.iter().find(|(start, _)| from.starts_with(start))?;
    let inside = from.strip_prefix(start)?;
    Some(inside.find(end).map_or(from.len(), |length| start.len() + length + end.len()))
}

/// How texts, names and comments begin and end. A doubled quote ends one and begins the next, which comes to the same.
const ENCLOSED: &[(&str, &str)] = &[("'", "'"), ("\"", "\""), ("--", "\n"), ("/*", "*/")];

/// `INSERT INTO table (columns) VALUES ($1, $2), ($3, $4) …` for so many rows.
pub fn insert(table: &str, columns: &[&str], rows: usize, end: &str) -> String {
    use std::fmt::Write;
    let mut sql = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
    let mut number = 0;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns.len() {
            number += 1;
            let _ = write!(sql, "{}${number}", if column == 0 { "" } else { ", " });
        }
        sql.push(')');
    }
    sql.push(' ');
    sql.push_str(end);
    sql
}

/// `$from, $from+1, …`: as many places as there are keys.
pub fn places(from: usize, count: usize) -> String {
    (from..from + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// Migrations: words that differ between the engines, and blocks between `-- only sqlite` / `-- only postgres` and `-- both`.
pub fn migration_for(text: &str, engine: Engine) -> String {
    let mut keep = true;
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        match line.trim() {
            "-- only sqlite" => keep = engine == Engine::Sqlite,
            "-- only postgres" => keep = engine == Engine::Postgres,
            "-- both" => keep = true,
            _ if keep => {
                out.push_str(line);
                out.push('\n');
            }
            _ => {}
        }
    }
    let words: &[(&str, &str)] = match engine {
        Engine::Sqlite => {
            &[(" UUID", " BLOB"), (" BIGINT", " INTEGER"), (" BOOLEAN", " INTEGER"), (" BYTES", " BLOB"), ("\n);", "\n) STRICT;")]
        }
        Engine::Postgres => &[(" BYTES", " BYTEA")],
    };
    words.iter().fold(out, |text, (from, to)| text.replace(from, to))
}

/// The two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite in one file.
    Sqlite,
    /// PostgreSQL at a URL.
    Postgres,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_keep_their_numbers_and_text_keeps_its_dollars() {
        assert_eq!(for_sqlite("SELECT $2, $1, '$3'"), "SELECT ?2, ?1, '$3'");
        assert_eq!(
            for_sqlite("SELECT 'it''s $1', $1 FROM \"a'b\" -- isn't $1\nWHERE x = $2"),
            "SELECT 'it''s $1', ?1 FROM \"a'b\" -- isn't $1\nWHERE x = ?2"
        );
        assert_eq!(for_sqlite("SELECT /* it's $1 */ $1 -- $2"), "SELECT /* it's $1 */ ?1 -- $2");
        assert_eq!(insert("t", &["a", "b"], 2, ""), "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) ");
        assert_eq!(places(2, 3), "$2, $3, $4");
    }
}
