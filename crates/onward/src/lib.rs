//! Onward referral: the services of a hub, what a person was told, chose and agreed to, where they were referred and what came of it; which
//! service leads a case; what is told without consent.
//!
//! Of a referral its moments are kept and never rewritten; its state, and how many waited on any day, is worked out from them.

mod agenda;
mod answer;
mod authority;
mod consent;
mod disclose;
mod error;
mod held;
mod lead;
mod listed;
mod note;
pub mod pages;
mod place;
mod record;
mod refer;
mod refused;
mod sql;
mod standing;
mod tell;
mod waiting;

pub use agenda::{AgendaLine, Meeting, agenda, meeting_on, meetings};
pub use answer::{Says, answer};
pub use authority::{EVERYWHERE, NOT_KNOWN};
pub use consent::{Consent, Said, consent};
pub use disclose::{Disclosed, Disclosure, Recipient, disclose, disclosures, recipient_words};
pub use error::{Error, Refused};
pub use held::{Held, forget, held};
pub use lead::{Lead, LeadEnding, WhyChanged, lead};
pub use listed::{A_PAGE, Listed};
pub use place::{Place, place_of};
pub use record::{Moment, Referral, ReferralId, RefusalReason, State};
pub use refer::refer;
pub use refused::{RefusalCounts, RefusedCase, refused_cases, refused_counts};
pub use sql::STATEMENTS;
pub use standing::{Named, OfService, Standing, standing};
pub use tell::{choose, tell_of};
pub use waiting::{Waiting, WhoWaits, waiting, who_waits};
