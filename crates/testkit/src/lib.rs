//! Builders, databases, invented people, a fake clock; for tests only.

pub mod databases;
pub mod feed;
pub mod hub_walls;
pub mod opened;
pub mod passkey_device;
