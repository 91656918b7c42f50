//! Values on their way in and out: what both drivers know, and nothing else.

use std::borrow::Cow;

use jiff::{Timestamp, civil::Date};
use kernel::{Id, Sensitive, words::Word};
use uuid::Uuid;

use crate::error::{Error, Result};

/// One value of one column. Its `Debug` prints no content.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell<'a> {
    /// Not known.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number; also a moment, as microseconds since 1970 in UTC. What a moment has below that is cut off.
    Int(i64),
    /// Text; also a date, as `2026-11-21`.
    Text(Cow<'a, str>),
    /// An id.
    Uuid(Uuid),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
}

impl std::fmt::Debug for Cell<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cell")
    }
}

impl Cell<'_> {
    /// The same, free of what it was made from.
    pub fn into_owned(self) -> Cell<'static> {
        match self {
            Cell::Null => Cell::Null,
            Cell::Bool(b) => Cell::Bool(b),
            Cell::Int(n) => Cell::Int(n),
            Cell::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Cell::Uuid(uuid) => Cell::Uuid(uuid),
            Cell::Bytes(bytes) => Cell::Bytes(Cow::Owned(bytes.into_owned())),
        }
    }
}

/// Also the last fraction of the last second there is, which a count of microseconds may reach but jiff's reader of them does not take.
fn moment(microseconds: i64) -> Option<Timestamp> {
    let nanoseconds = i32::try_from(microseconds.rem_euclid(1_000_000) * 1000).ok()?;
    Timestamp::new(microseconds.div_euclid(1_000_000), nanoseconds).ok()
}

/// Something that can be bound to a statement.
pub trait Bind {
    /// It as a cell.
    fn cell(&self) -> Cell<'_>;
}

/// Something that can be read out of a column.
pub trait FromCell: Sized {
    /// It out of a cell; `None` when the cell is of another type.
    fn from_cell(cell: Cell<'_>) -> Option<Self>;
}

macro_rules! cells {
    ($($type:ty: $self:ident => $bind:expr, $($pattern:pat => $read:expr),+;)+) => { $(
        impl Bind for $type {
            fn cell(&$self) -> Cell<'_> { $bind }
        }
        impl FromCell for $type {
            fn from_cell(cell: Cell<'_>) -> Option<Self> {
                match cell { $($pattern => $read,)+ _ => None }
            }
        }
    )+ };
}

cells! {
    bool: self => Cell::Bool(*self), Cell::Bool(b) => Some(b), Cell::Int(n) => Some(n != 0);
    i64: self => Cell::Int(*self), Cell::Int(n) => Some(n);
    i32: self => Cell::Int(i64::from(*self)), Cell::Int(n) => n.try_into().ok();
    u8: self => Cell::Int(i64::from(*self)), Cell::Int(n) => n.try_into().ok();
    u16: self => Cell::Int(i64::from(*self)), Cell::Int(n) => n.try_into().ok();
    u32: self => Cell::Int(i64::from(*self)), Cell::Int(n) => n.try_into().ok();
    String: self => Cell::Text(Cow::Borrowed(self)), Cell::Text(text) => Some(text.into_owned());
    Uuid: self => Cell::Uuid(*self), Cell::Uuid(uuid) => Some(uuid), Cell::Bytes(bytes) => Uuid::from_slice(&bytes).ok();
    Timestamp: self => Cell::Int(self.as_microsecond()), Cell::Int(n) => moment(n);
    Date: self => Cell::Text(Cow::Owned(self.to_string())), Cell::Text(text) => text.parse().ok();
    Vec<u8>: self => Cell::Bytes(Cow::Borrowed(self)), Cell::Bytes(bytes) => Some(bytes.into_owned());
}

impl Bind for str {
    fn cell(&self) -> Cell<'_> {
        Cell::Text(Cow::Borrowed(self))
    }
}
impl Bind for [u8] {
    fn cell(&self) -> Cell<'_> {
        Cell::Bytes(Cow::Borrowed(self))
    }
}
impl Bind for Cell<'_> {
    fn cell(&self) -> Cell<'_> {
        match self {
            Cell::Text(text) => Cell::Text(Cow::Borrowed(text)),
            Cell::Bytes(bytes) => Cell::Bytes(Cow::Borrowed(bytes)),
            small => small.clone(),
        }
    }
}
/// Whatever it is, as the database tells it: SQLite does not tell an id from bytes, nor yes or no from a number.
impl FromCell for Cell<'static> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        Some(cell.into_owned())
    }
}
impl<T: Bind + ?Sized> Bind for &T {
    fn cell(&self) -> Cell<'_> {
        (**self).cell()
    }
}
impl<T: Bind> Bind for Option<T> {
    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Null, Bind::cell)
    }
}
impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if cell == Cell::Null { Some(None) } else { T::from_cell(cell).map(Some) }
    }
}
impl<T: Bind> Bind for Sensitive<T> {
    fn cell(&self) -> Cell<'_> {
        self.reveal().cell()
    }
}
impl<T: FromCell> FromCell for Sensitive<T> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        T::from_cell(cell).map(Self::new)
    }
}
impl<K> Bind for Id<K> {
    fn cell(&self) -> Cell<'_> {
        Cell::Uuid(self.uuid())
    }
}
impl<K> FromCell for Id<K> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        Uuid::from_cell(cell).map(Self::from_uuid)
    }
}

/// A row that a query answered with.
pub struct Row<'a>(pub(crate) Inner<'a>);

pub(crate) enum Inner<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

impl Row<'_> {
    fn columns(&self) -> usize {
        match &self.0 {
            Inner::Sqlite(row) => row.as_ref().column_count(),
            Inner::Postgres(row) => row.len(),
        }
    }

    /// The value of the column at this place, counted from 0.
    ///
    /// # Errors
    /// When the column is not there or of another type.
    pub fn get<T: FromCell>(&self, column: usize) -> Result<T> {
        let cell = match &self.0 {
            Inner::Sqlite(row) => crate::sqlite_driver::cell(row, column)?,
            Inner::Postgres(row) => crate::postgres_driver::cell(row, column)?,
        };
        T::from_cell(cell).ok_or_else(|| Error::Other(format!("column {column} is of another type")))
    }

    /// The word of a closed list in the column at this place.
    ///
    /// # Errors
    /// When the text is none of the list's words.
    pub fn word<W: Word>(&self, column: usize) -> Result<W> {
        let text: String = self.get(column)?;
        W::from_text(&text).ok_or_else(|| Error::Other(format!("column {column} holds a word that is not of its list")))
    }

    /// The same where the column may be empty.
    ///
    /// # Errors
    /// When the text is none of the list's words.
    pub fn word_or_none<W: Word>(&self, column: usize) -> Result<Option<W>> {
        self.get::<Option<String>>(column)?.map_or(Ok(None), |_| self.word(column).map(Some))
    }
}

/// Something that can be read out of a row.
pub trait FromRow: Sized {
    /// It out of the row.
    ///
    /// # Errors
    /// When a column is of another type.
    fn from_row(row: &Row<'_>) -> Result<Self>;
}

impl<T: FromCell> FromRow for T {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        row.get(0)
    }
}

/// A whole row, for what copies one without asking what it means.
impl FromRow for Vec<Cell<'static>> {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        (0..row.columns()).map(|column| row.get(column)).collect()
    }
}

macro_rules! tuples {
    ($($($name:ident $at:literal),+;)+) => { $(
        impl<$($name: FromCell),+> FromRow for ($($name,)+) {
            fn from_row(row: &Row<'_>) -> Result<Self> { Ok(($(row.get::<$name>($at)?,)+)) }
        }
    )+ };
}

tuples! {
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, E 4;
    A 0, B 1, C 2, D 3, E 4, F 5;
}
