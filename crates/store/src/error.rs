//! What can go wrong at the database, told from its codes and never from its texts, which may hold personal data.

use postgres::error::Severity;

/// What went wrong.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// No row where one was asked for.
    #[error("there is no such record")]
    NotFound,
    /// A rule of the database refused the change.
    #[error("the change contradicts what is already kept ({0})")]
    Conflict(String),
    /// Too much at once, or another change was in the way each time it was tried.
    #[error("the database is busy; try again in a moment")]
    Busy,
    /// The database does not take changes now.
    #[error("the database is read-only at the moment")]
    ReadOnly,
    /// No space is left.
    #[error("the disk that holds the database is full; nothing of the last step was kept: make room and run it again")]
    Full,
    /// The database cannot be reached.
    #[error("the database cannot be reached ({0})")]
    Unavailable(String),
    /// The connection broke while a change was being confirmed: it may or may not have been kept.
    #[error("the connection broke while a change was being confirmed; look whether it was kept before doing it again")]
    Unknown,
    /// A text holds a NUL character: SQLite would keep it, PostgreSQL never does, so the door takes it nowhere.
    #[error("a text holds a character that cannot be kept (NUL): take it out and try again")]
    NulInText,
    /// The database does not fit the program.
    #[error("{0}")]
    Schema(String),
    /// Anything else, by its code.
    #[error("the database answered with an error ({0})")]
    Other(String),
}

/// The usual result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match &error {
            rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
            rusqlite::Error::SqliteFailure(failure, text) => match failure.code {
                // SQLite's text of a constraint names the table and column, never the value.
                ErrorCode::ConstraintViolation => Self::Conflict(text.clone().unwrap_or_default()),
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
                ErrorCode::ReadOnly => Self::ReadOnly,
                ErrorCode::DiskFull => Self::Full,
                ErrorCode::CannotOpen => Self::Unavailable("the file cannot be opened".into()),
                ErrorCode::NotADatabase => Self::Unavailable("the file is not a database".into()),
                _ => Self::Other(format!("SQLite {}", failure.extended_code)),
            },
            rusqlite::Error::SqlInputError { error, offset, .. } => Self::Other(format!("SQLite {} at {offset}", error.extended_code)),
            _ => Self::Other("SQLite".into()),
        }
    }
}

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Self {
        let Some(db) = error.as_db_error() else {
            let cause = std::error::Error::source(&error);
            let is_tls = cause.is_some_and(|cause| {
                cause.is::<rustls::Error>()
                    || cause
                        .downcast_ref::<std::io::Error>()
                        .and_then(std::io::Error::get_ref)
                        .is_some_and(|inner| inner.is::<rustls::Error>())
            });
            if is_tls {
                return Self::Unavailable("its certificate is not of the authority that sslrootcert names, or not for this name".into());
            }
            if cause.is_some_and(|cause| cause.to_string().contains("server does not support TLS")) {
                return Self::Unavailable("it does not speak TLS, and nothing is said to it without".into());
            }
            return if error.is_closed() || cause.is_some_and(|cause| cause.is::<std::io::Error>()) {
                Self::Unavailable("the connection was lost".into())
            } else {
                Self::Other("PostgreSQL driver".into())
            };
        };
        let code = db.code().code();
        // A fatal error ends the session, whatever it is about.
        if matches!(db.parsed_severity(), Some(Severity::Fatal | Severity::Panic)) {
            return Self::Unavailable(format!("PostgreSQL {code}"));
        }
        match code {
            _ if code.starts_with("23") => Self::Conflict(db.constraint().or(db.column()).unwrap_or(code).to_owned()),
            // Overtaken by another change; deadlock; waited too long for a row that another holds.
            "40001" | "40P01" | "55P03" => Self::Busy,
            "25006" => Self::ReadOnly,
            "53100" => Self::Full,
            _ if code.starts_with("08") || matches!(code, "57P01" | "57P02" | "57P03" | "53300") => {
                Self::Unavailable(format!("PostgreSQL {code}"))
            }
            _ => Self::Other(format!("PostgreSQL {code}")),
        }
    }
}
