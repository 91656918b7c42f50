//! What makes this hub this hub: loads, checks, explains and compares profiles.
//!
//! A profile is a folder with a `profile.toml`. [`Profile::load`] reads one from disk, [`Profile::shipped`] one that came with the
//! program, [`Profile::find`] whichever the words given name. All of them check everything and report every mistake at once.

mod areas;
mod check;
mod condition;
mod contact;
mod error;
mod load;
pub mod model;
mod reader;
mod scope;
mod whole;

pub use error::{ProfileError, ProfileErrors};
pub use load::FILE_NAME;
pub use model::*;
