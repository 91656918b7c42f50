#![doc = include_str!("../README.md")]

mod calibrate;
mod clean;
mod compare;
mod doubt;
mod explain;
mod keys;
mod kind;
mod layout;
mod levels;
mod link;
mod model;
mod model_text;
mod postings;
mod register;
mod rows;
mod scheme;
mod settle;
mod train;
mod verdict;
mod vocabulary;

pub use calibrate::Calibration;
pub use compare::{Pattern, Personal};
pub use explain::{Explanation, FieldWeight};
pub use kind::{CLASSES, Class, FieldKind, NamePart};
pub use layout::{Field, Layout, LayoutFault, plain_heading};
pub use link::{Files, Pair, Pairs};
pub use model::{Model, Weighed};
pub use model_text::ModelFault;
pub use register::{Found, Register};
pub use settle::{Link, best_link, clusters, in_file_order, one_to_one};
pub use verdict::{Caution, Thresholds, Verdict, cautions, verdict};
