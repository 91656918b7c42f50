//! What a person needs, and how far they have come.
//!
//! An assessment says, for each area of need, how much there is of it, and what the person answered to the hub's measures, each from 1 (very
//! bad) to 5 (very good). It is never rewritten: a new one stands beside it. Asked again at the end, the measures tell the way between. The
//! plan holds the steps that were agreed with the person.

mod areas;
mod assess;
mod measures;
pub mod pages;
mod plan;
mod read;
mod sql;
mod travelled;

pub use areas::{Degree, Moment, Need};
pub use assess::{Again, Assessment, AssessmentId, Rating, assess, assess_end};
pub use measures::measures_asked;
pub use plan::{Arm, KeepsArm, PlanStep, StepId, StepState, agree_step, end_step, keeps, plan};
pub use read::{Held, Made, held, made};
pub use sql::STATEMENTS;
pub use travelled::{Journey, Reading, Travelled, journeys, travelled};
