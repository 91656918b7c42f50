//! The walls: the policies against rules written a second time, the database against both.

mod agreement;
mod database;
mod lists;
mod oracle;
mod route_matrix;
mod rows;
mod second_wall;
mod worlds;
