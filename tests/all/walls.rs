//! The walls: the policies against rules written a second time, the database against both.

pub mod agreement;
pub mod database;
mod lists;
mod oracle;
mod route_matrix;
mod rows;
mod second_wall;
pub mod worlds;
