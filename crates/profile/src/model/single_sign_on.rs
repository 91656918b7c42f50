//! What an identity provider's word on somebody means at the hub.

use kernel::StaffRole;

/// How the roles and groups that an identity provider names are read. Where the provider is, and what it knows the hub as, is set up
/// where the program runs; what somebody may do here is the hub's own decision and stands in its profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SingleSignOn {
    /// The provider's word for a role, and the role. Of several words that somebody has, the first listed here decides.
    pub roles: Vec<(String, StaffRole)>,
    /// The provider's word for a group, and the team. Of several, the first listed here decides.
    pub teams: Vec<(String, String)>,
    /// Whether whoever has one of the roles gets an account when they first sign in. `false`: somebody adds it before.
    pub makes_accounts: bool,
}
