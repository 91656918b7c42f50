//! PostgreSQL through the blocking `postgres` client, made and used on one thread.

use std::borrow::Cow;
use std::collections::HashMap;

use postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut};
use postgres::{Client, NoTls, Statement};
use uuid::Uuid;

use crate::cell::{Cell, Inner, Row};
use crate::error::{Error, Result};
use crate::tls::{Address, address};

pub struct Postgres {
    client: Client,
    statements: HashMap<String, Statement>,
}

impl Postgres {
    pub fn open(url: &str) -> Result<Self> {
        let Address { mut config, tls } = address(url)?;
        config.application_name("onedoor").connect_timeout(std::time::Duration::from_secs(5));
        config.target_session_attrs(postgres::config::TargetSessionAttrs::ReadWrite);
        let mut client = match tls {
            None => config.connect(NoTls)?,
            Some(tls) => config.connect(tls)?,
        };
        // A statement that hangs would hold its locks; an idle transaction cannot come from us, so one is an error.
        client
            .batch_execute("SET statement_timeout = '120s'; SET idle_in_transaction_session_timeout = '60s'; SET lock_timeout = '60s'")?;
        Ok(Self { client, statements: HashMap::new() })
    }

    pub fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub fn query<T>(&mut self, sql: &str, cells: &[Cell<'_>], mut read: impl FnMut(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        let statement = self.prepared(sql)?;
        let rows = self.client.query(&statement, &params(cells))?;
        rows.iter().map(|row| read(&Row(Inner::Postgres(row)))).collect()
    }

    pub fn execute(&mut self, sql: &str, cells: &[Cell<'_>], keep: bool) -> Result<u64> {
        let statement = if keep { self.prepared(sql)? } else { self.client.prepare(sql)? };
        Ok(self.client.execute(&statement, &params(cells))?)
    }

    pub fn batch(&mut self, sql: &str) -> Result<()> {
        Ok(self.client.batch_execute(sql)?)
    }

    /// Prepares without running: whether the statement is one at all, and of types that a cell can be.
    pub fn check(&mut self, sql: &str) -> Result<()> {
        let statement = self.client.prepare(sql)?;
        let types = statement.params().iter().chain(statement.columns().iter().map(postgres::Column::type_));
        match types.into_iter().find(|ty| !<Cell<'_> as FromSql<'_>>::accepts(ty)) {
            Some(ty) => Err(Error::Other(format!("the type {ty} is not kept: say CAST(… AS BIGINT) or another"))),
            None => Ok(()),
        }
    }
}

fn params<'a>(cells: &'a [Cell<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    cells.iter().map(|cell| cell as &(dyn ToSql + Sync)).collect()
}

type Fault = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Cell<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Fault> {
        match (self, ty) {
            (Cell::Null, _) => Ok(IsNull::Yes),
            (Cell::Bool(b), _) => b.to_sql(ty, out),
            (Cell::Int(n), &Type::INT4) => i32::try_from(*n)?.to_sql(ty, out),
            (Cell::Int(n), _) => n.to_sql(ty, out),
            (Cell::Text(text), _) => text.as_ref().to_sql(ty, out),
            (Cell::Uuid(uuid), _) => uuid.to_sql(ty, out),
            (Cell::Bytes(bytes), _) => bytes.as_ref().to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Fault> {
        let fits = match self {
            Cell::Null => true,
            Cell::Bool(_) => *ty == Type::BOOL,
            Cell::Int(_) => matches!(*ty, Type::INT8 | Type::INT4),
            Cell::Text(_) => matches!(*ty, Type::TEXT | Type::VARCHAR),
            Cell::Uuid(_) => *ty == Type::UUID,
            Cell::Bytes(_) => *ty == Type::BYTEA,
        };
        if fits { self.to_sql(ty, out) } else { Err(format!("a value of another type than {ty}").into()) }
    }
}

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Fault> {
        Ok(match *ty {
            Type::BOOL => Cell::Bool(bool::from_sql(ty, raw)?),
            Type::INT8 => Cell::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Cell::Int(i32::from_sql(ty, raw)?.into()),
            Type::UUID => Cell::Uuid(Uuid::from_sql(ty, raw)?),
            Type::BYTEA => Cell::Bytes(Cow::Borrowed(raw)),
            _ => Cell::Text(Cow::Borrowed(<&str>::from_sql(ty, raw)?)),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Fault> {
        Ok(Cell::Null)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::BOOL | Type::INT8 | Type::INT4 | Type::UUID | Type::BYTEA | Type::TEXT | Type::VARCHAR | Type::NAME)
    }
}

pub fn cell(row: &postgres::Row, column: usize) -> Result<Cell<'_>> {
    row.try_get(column).map_err(|_| Error::Other(format!("column {column} is of a type that is not kept")))
}
