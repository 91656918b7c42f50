//! What makes this hub this hub: loads, checks, explains and compares profiles.
//!
//! A profile is a folder with a `profile.toml`. [`Profile::load`] reads one from disk, [`Profile::shipped`] one that came with the
//! program, [`Profile::find`] whichever of the two was named. [`Versions`] is a hub's rules through time, one version for each day on which
//! it changed its mind. All of them check everything and report every mistake at once.
//! [`show`] tells a profile in plain English, [`chapters`] the same for pages, [`compare`] what differs between two; [`in_words`] and [`due_in_words`] say why a rule
//! held, for pages and decisions.

mod accountability;
mod areas;
mod check;
mod compare;
mod condition;
mod contact;
mod error;
mod explain;
mod folder;
mod in_words;
mod load;
mod marks;
pub mod model;
mod onward;
mod organisation;
mod overlay;
mod reader;
mod reference;
mod retention;
mod scope;
mod single_sign_on;
mod statements;
mod support;
mod titles;
mod versions;
mod whole;

pub use compare::{Difference, compare, differences};
pub use error::{ProfileError, ProfileErrors};
pub use explain::show;
pub use folder::FILE_NAME;
pub use in_words::{capital, in_words};
pub use marks::{Mark, Marked, marks};
pub use model::*;
pub use overlay::OVERLAY_NAME;
pub use reference::{reference, reference_index};
pub use statements::{Chapter, chapters, due_in_words};
pub use titles::spaced;
pub use versions::Versions;
