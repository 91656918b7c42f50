//! Typed ids: UUIDs of version 7, one Rust type for each kind of thing.

use std::marker::PhantomData;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The id of a `K`. Two kinds of id do not mix.
pub struct Id<K>(Uuid, PhantomData<fn() -> K>);

impl<K> Id<K> {
    /// An id read back from where it was kept.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The id as the database keeps it.
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// When it was made, to the millisecond: an id of version 7 begins with that.
    pub fn made_at(self) -> Option<Timestamp> {
        let milliseconds = i64::try_from(self.0.as_u128() >> 80).ok()?;
        Timestamp::from_millisecond(milliseconds).ok()
    }

    /// An id out of a form or an address; `None` if the text is not one.
    pub fn parse(text: &str) -> Option<Self> {
        // The form with hyphens alone: one record has one address.
        Uuid::try_parse(text).ok().filter(|_| text.len() == uuid::fmt::Hyphenated::LENGTH).map(Self::from_uuid)
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> std::hash::Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<K> std::fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}
impl<K> std::fmt::Display for Id<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}
impl<K> serde::Serialize for Id<K> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Makes ids for one cause (a row of a transfer, a submitted form): same moment, same cause, same ids.
///
/// That is what lets an import that was killed and run again end in exactly the state of an undisturbed one. The moment comes first and
/// `ordinal` (the row's number in its file) next, so that ids made by an import also come in the order in which they are inserted.
#[derive(Debug)]
pub struct IdMaker {
    milliseconds: u64,
    ordinal: u32,
    seed: [u8; 32],
    made: u16,
}

impl IdMaker {
    /// A maker for what `cause` brings about at `now`. The cause must be unique at that moment: a row's source and id, or random bytes.
    pub fn new(now: Timestamp, ordinal: u32, cause: &[u8]) -> Self {
        Self { milliseconds: u64::try_from(now.as_millisecond()).unwrap_or(0), ordinal, seed: Sha256::digest(cause).into(), made: 0 }
    }

    /// One more id.
    pub fn make<K>(&mut self) -> Id<K> {
        let digest = Sha256::new().chain_update(self.seed).chain_update(self.made.to_be_bytes()).finalize();
        self.made = self.made.wrapping_add(1);
        let tail = digest.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        // 48 bits of time, 12 of the ordinal, 2 of variant, then 20 more of the ordinal and 42 of the digest.
        let high = (self.milliseconds << 16) | 0x7000 | u64::from(self.ordinal >> 20);
        let low = (0b10 << 62) | (u64::from(self.ordinal & 0xF_FFFF) << 42) | (tail >> 22);
        Id::from_uuid(Uuid::from_u64_pair(high, low))
    }
}

macro_rules! kinds {
    ($($(#[$meta:meta])* $kind:ident => $alias:ident),+ $(,)?) => {
        /// The kinds of things that have ids.
        pub mod kind { $($(#[$meta])* pub enum $kind {})+ }
        $($(#[$meta])* pub type $alias = Id<kind::$kind>;)+
    };
}

kinds! {
    /// A person.
    Person => PersonId,
    /// A way to contact a person.
    ContactPoint => ContactPointId,
    /// A way of contact that is on record as a suspect's.
    SuspectWay => SuspectWayId,
    /// Something that happened.
    Incident => IncidentId,
    /// A case of support for one person.
    Case => CaseId,
    /// Something due on a case: an offer to make or a task to do.
    Due => DueId,
    /// A contact attempt.
    Attempt => AttemptId,
    /// An entry of a case's timeline.
    Event => EventId,
    /// Something a person should look at.
    Review => ReviewId,
    /// A row of a transfer, or a referral by another door.
    SourceRow => SourceRowId,
    /// A transfer: one file, taken in.
    Transfer => TransferId,
    /// Someone who works here and signs in.
    User => UserId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_cause_same_ids_and_they_sort_by_row() {
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        let ids = |row| {
            let mut maker = IdMaker::new(now, row, format!("police/{row}").as_bytes());
            (maker.make::<kind::Person>(), maker.make::<kind::Person>())
        };
        assert_eq!(ids(7), ids(7));
        assert_ne!(ids(7).0, ids(7).1);
        let (first, later) = (ids(7).0, ids(5_000_000).0);
        assert!(first < later, "{first} {later}");
        assert_eq!(first.made_at(), Some(now));
        assert_eq!(first.uuid().get_version_num(), 7);
        assert_eq!(first.uuid().get_variant(), uuid::Variant::RFC4122);
    }
}
