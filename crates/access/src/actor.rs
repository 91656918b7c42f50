//! Who acts.

use kernel::{UserId, words};

words! {
    /// What somebody who signs in does here.
    pub enum StaffRole {
        Worker = "worker",
        Lead = "lead",
        Administrator = "administrator",
    }
}

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
    team: Option<String>,
}

impl std::fmt::Debug for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Actor({:?}, {:?})", self.user_id, self.capacity)
    }
}

impl Actor {
    /// Somebody who has signed in.
    pub fn staff(user_id: UserId, name: impl Into<String>, role: StaffRole, team: Option<String>) -> Self {
        Self { user_id: Some(user_id), name: name.into(), capacity: Capacity::Staff(role), team }
    }

    /// The program itself; `name` says which part of it.
    pub fn program(name: &'static str) -> Self {
        Self { user_id: None, name: name.into(), capacity: Capacity::Program, team: None }
    }

    /// Whoever runs commands on the machine itself.
    pub fn operator() -> Self {
        Self { user_id: None, name: "operator".into(), capacity: Capacity::Operator, team: None }
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
