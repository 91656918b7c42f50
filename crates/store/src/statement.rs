//! The one SQL text and what each engine makes of it.

/// SQLite numbers `$n` by first appearance, so that `$2` before `$1` binds wrongly; `?n` it numbers as written.
pub fn for_sqlite(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut quoted = false;
    for c in sql.chars() {
        quoted ^= c == '\'';
        out.push(if c == '$' && !quoted { '?' } else { c });
    }
    out
}

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
        assert_eq!(insert("t", &["a", "b"], 2, ""), "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) ");
        assert_eq!(places(2, 3), "$2, $3, $4");
    }
}
