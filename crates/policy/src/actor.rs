//! Who acts.

use jiff::Timestamp;
use kernel::{RingFences, StaffRole, UserId};

/// In what capacity somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Capacity {
    /// Signed in, with a role.
    Staff(StaffRole),
    /// The program itself, as when it takes a transfer in.
    Program,
    /// Whoever may run commands on the machine and looks after the accounts from there; sees nobody's record.
    Operator,
}

/// Who acts: somebody signed in, the program, or the operator at the machine.
#[derive(Clone, PartialEq, Eq)]
pub struct Actor {
    user_id: Option<UserId>,
    name: String,
    capacity: Capacity,
    /// The organisation they work for; the hub's own where none is said.
    pub agency: Option<String>,
    /// The desk they sit at, where the hub has several.
    pub desk: Option<String>,
    /// The team they are in.
    pub team: Option<String>,
    /// The ring-fenced classes they are cleared for.
    pub cleared: RingFences,
    /// When they last proved who they are by a second factor.
    pub factor_at: Option<Timestamp>,
}

impl std::fmt::Debug for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Actor({:?}, {:?})", self.user_id, self.capacity)
    }
}

impl Actor {
    /// Somebody who has signed in, of the hub's own organisation and cleared for nothing in particular.
    pub fn staff(user_id: UserId, name: impl Into<String>, role: StaffRole, team: Option<String>) -> Self {
        Self { user_id: Some(user_id), team, ..Self::nobody(name.into(), Capacity::Staff(role)) }
    }

    /// The program itself; `name` says which part of it.
    pub fn program(name: &'static str) -> Self {
        Self::nobody(name.into(), Capacity::Program)
    }

    /// Whoever runs commands on the machine itself.
    pub fn operator() -> Self {
        Self::nobody("operator".into(), Capacity::Operator)
    }

    const fn nobody(name: String, capacity: Capacity) -> Self {
        Self { user_id: None, name, capacity, agency: None, desk: None, team: None, cleared: RingFences::NONE, factor_at: None }
    }

    /// The account; `None` for the program and the operator.
    pub const fn user_id(&self) -> Option<UserId> {
        self.user_id
    }

    /// The name to show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// In what capacity.
    pub const fn capacity(&self) -> Capacity {
        self.capacity
    }

    /// The role of somebody signed in.
    pub const fn role(&self) -> Option<StaffRole> {
        match self.capacity {
            Capacity::Staff(role) => Some(role),
            Capacity::Program | Capacity::Operator => None,
        }
    }

    /// The team of somebody signed in, if they are in one.
    pub fn team(&self) -> Option<&str> {
        self.team.as_deref()
    }
}
