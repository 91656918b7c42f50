//! The shared words: typed ids, clock, working time, names, ways of contact, the vocabulary of a referral.
//!
//! Pure: nothing here reads or writes anything.

pub mod clock;
pub mod email;
pub mod id;
pub mod name;
pub mod offence_code;
pub mod organisation;
pub mod phone;
pub mod postcode;
pub mod reference;
pub mod sensitive;
pub mod time_limit;
pub mod vocabulary;
pub mod words;
pub mod working_time;

pub use clock::{Clock, FixedClock, SetClock, SystemClock};
pub use email::Email;
pub use id::*;
pub use name::name_key;
pub use offence_code::OffenceCode;
pub use organisation::*;
pub use phone::Phone;
pub use postcode::Postcode;
pub use reference::CaseReference;
pub use sensitive::Sensitive;
#[doc(hidden)]
pub use serde;
pub use time_limit::TimeLimit;
pub use vocabulary::*;
pub use working_time::{WorkingTime, age_on, london, london_date, london_day_end, london_midnight};
