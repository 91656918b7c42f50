//! What was read and done, in a chain that nobody changes unseen.

mod chain;
mod entry;
mod export;
mod finding;
mod heads;
mod look;
mod sign;
mod unusual;
mod verify;

pub use chain::lanes;
pub use entry::{Entry, Row, RowId, write};
pub use export::{Exported, export};
pub use finding::{Finding, Findings};
pub use heads::{Head, Heads, HeadsVerified, verify_heads};
pub use look::{Look, who_looked};
pub use sign::{NoPublicKey, PublicKey, SigningKey};
pub use unusual::{RULES, Report, Rule, Unusual, What, unusual};
pub use verify::{Verified, verify};

/// Every fixed statement of this crate.
pub const STATEMENTS: &[&str] = &[
    chain::NEWEST,
    chain::NEWEST_OF,
    chain::MOVE,
    verify::HEADS,
    verify::NEXT_LANE,
    verify::NEXT_ROW,
    verify::ROWS,
    verify::COUNT,
    export::OF_DAYS,
    heads::SIGNED,
    look::LOOKS,
    unusual::ACCOUNTS,
    unusual::PEOPLE,
    unusual::WITHOUT_CASE,
    unusual::COLLEAGUES_FENCED,
    unusual::STAFF_VICTIMS,
    unusual::REFUSALS,
    unusual::HOURS,
];
