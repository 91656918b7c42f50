//! The walls: the policies against rules written a second time, the database against both.

mod agreement;
mod database;
mod oracle;
mod rows;
mod worlds;
