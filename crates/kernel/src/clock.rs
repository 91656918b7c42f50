//! What time it is, as an argument.

use jiff::{SignedDuration, Timestamp};

/// Tells the time. The program's edges hold a [`SystemClock`]; tests and rehearsals hold a [`FixedClock`].
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The machine's clock, set to another moment and running on from it.
#[derive(Debug, Clone, Copy)]
pub struct SetClock {
    ahead: SignedDuration,
}

impl SetClock {
    /// Shows this moment now.
    pub fn at(moment: Timestamp) -> Self {
        Self { ahead: moment.duration_since(SystemClock.now()) }
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        let machine = SystemClock.now();
        machine.checked_add(self.ahead).unwrap_or(machine)
    }
}

/// A clock that stands at one moment.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}
