//! Which records are of one person, and what that means for how to reach them.
//!
//! Whoever joins and parts is in `joins`; this reads the relation, so that a record is never read without what other records of the same
//! person say against a way of contact.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use kernel::{FlagSet, Id, PersonId, Safety};
use store::{Conn, FromRow, Result, Row, Tx};

use crate::keep::{flags_from, flags_text};

/// The kind of a join's id.
#[derive(Debug, Clone, Copy)]
pub enum JoinKind {}
/// The id of a join.
pub type JoinId = Id<JoinKind>;

const RELATED: &str = "SELECT person_id, head_id FROM joined_people";
const RELATED_TO: &str = "SELECT o.person_id, o.head_id FROM joined_people p JOIN joined_people o ON o.head_id = p.head_id
    WHERE p.person_id IN ({})";
const APART: &str = "SELECT one_person_id, other_person_id FROM kept_apart WHERE lifted_at IS NULL";
const APART_ONE: &str = "SELECT one_person_id, other_person_id FROM kept_apart WHERE lifted_at IS NULL AND one_person_id IN ({})";
const APART_OTHER: &str = "SELECT one_person_id, other_person_id FROM kept_apart WHERE lifted_at IS NULL AND other_person_id IN ({})";
const STANDING_AMONG: &str = "SELECT id, one_person_id, other_person_id, joined_at, joined_by FROM joins
    WHERE parted_at IS NULL AND one_person_id IN ({})";
const SAID_AT: &str = "SELECT person_id, said_at FROM joined_people WHERE person_id IN ({})";
const SAID_OF: &str = "SELECT id, safe_call, safe_voicemail, safe_text, safe_email, safe_letter, suspect_shares_address, flags,
    safety_confirmed_at FROM people WHERE id IN ({})";
const LAST_TOLD: &str = "SELECT person_id, max(received_at) FROM source_rows WHERE person_id IN ({}) GROUP BY person_id";
const INHERIT: &str = "UPDATE people SET safe_call = $2, safe_voicemail = $3, safe_text = $4, safe_email = $5, safe_letter = $6,
    suspect_shares_address = $7, flags = $8 WHERE id = $1";
const SAY: &str = "UPDATE joined_people SET said_at = $2 WHERE person_id = $1";

/// Every fixed statement here, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] =
    &[RELATED, RELATED_TO, APART, APART_ONE, APART_OTHER, STANDING_AMONG, SAID_AT, SAID_OF, LAST_TOLD, INHERIT, SAY];

/// Two people in the one order in which a pair is kept: the smaller id first.
pub fn in_order(one: PersonId, other: PersonId) -> (PersonId, PersonId) {
    if one <= other { (one, other) } else { (other, one) }
}

/// Who is of one person with whom, and who is kept apart: all of it, or what there is around some people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relation {
    heads: HashMap<PersonId, PersonId>,
    /// By head, each in the order of ids.
    members: BTreeMap<PersonId, Vec<PersonId>>,
    apart: HashSet<(PersonId, PersonId)>,
}

impl Relation {
    /// The relation of these members with their heads, and of these pairs that are kept apart.
    pub fn new(members: impl IntoIterator<Item = (PersonId, PersonId)>, apart: impl IntoIterator<Item = (PersonId, PersonId)>) -> Self {
        let mut relation = Self::default();
        for (member, head) in members {
            if relation.heads.insert(member, head).is_none() {
                relation.members.entry(head).or_default().push(member);
            }
        }
        relation.members.values_mut().for_each(|members| members.sort_unstable());
        relation.apart = apart.into_iter().map(|(one, other)| in_order(one, other)).collect();
        relation
    }

    /// All of it. Of a whole hub that is little: most people have one record.
    ///
    /// # Errors
    /// As the database says.
    pub fn read(conn: &mut Conn) -> Result<Self> {
        Ok(Self::new(conn.all::<(PersonId, PersonId)>(RELATED, &[])?, conn.all::<(PersonId, PersonId)>(APART, &[])?))
    }

    /// What there is around these people: their members, and whoever any of those is kept apart from.
    ///
    /// # Errors
    /// As the database says.
    pub fn read_around(conn: &mut Conn, people: &[PersonId]) -> Result<Self> {
        let related: Vec<(PersonId, PersonId)> = conn.all_among(RELATED_TO, people)?;
        let around: Vec<PersonId> = related.iter().map(|(member, _)| *member).chain(people.iter().copied()).collect();
        let mut apart: Vec<(PersonId, PersonId)> = conn.all_among(APART_ONE, &around)?;
        apart.extend(conn.all_among::<(PersonId, PersonId)>(APART_OTHER, &around)?);
        Ok(Self::new(related, apart))
    }

    /// The member with the oldest record; the person themself where they are not joined.
    pub fn head(&self, person: PersonId) -> PersonId {
        self.heads.get(&person).copied().unwrap_or(person)
    }

    /// Every record of this person, this one too, in the order of ids.
    pub fn members(&self, person: PersonId) -> Vec<PersonId> {
        self.heads.get(&person).and_then(|head| self.members.get(head)).cloned().unwrap_or_else(|| vec![person])
    }

    /// Whether somebody is joined with anybody.
    pub fn is_joined(&self, person: PersonId) -> bool {
        self.heads.contains_key(&person)
    }

    /// Whether these records are of one person, as far as somebody joined them.
    pub fn are_one(&self, one: PersonId, other: PersonId) -> bool {
        self.head(one) == self.head(other)
    }

    /// Whether somebody said that these are two people, of these records or of any others of theirs: never joined, never offered.
    pub fn are_apart(&self, one: PersonId, other: PersonId) -> bool {
        if self.apart.is_empty() {
            return false;
        }
        let others = self.members(other);
        self.members(one).iter().any(|one| others.iter().any(|other| self.apart.contains(&in_order(*one, *other))))
    }

    /// Those who are kept apart from this very record, in the order of ids.
    pub fn kept_apart_from(&self, person: PersonId) -> Vec<PersonId> {
        let other = |(one, other): &(PersonId, PersonId)| match (*one == person, *other == person) {
            (true, _) => Some(*other),
            (_, true) => Some(*one),
            _ => None,
        };
        let mut others: Vec<PersonId> = self.apart.iter().filter_map(other).collect();
        others.sort_unstable();
        others
    }

    /// Everybody who is joined with somebody, beside their head, in the order of ids.
    pub fn joined(&self) -> Vec<(PersonId, PersonId)> {
        let mut all: Vec<_> = self.heads.iter().map(|(member, head)| (*member, *head)).collect();
        all.sort_unstable();
        all
    }
}

/// One decision that two records are of one person, and that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Join {
    /// Its id.
    pub id: JoinId,
    /// One of the two.
    pub one: PersonId,
    /// The other.
    pub other: PersonId,
    /// Since when.
    pub at: Timestamp,
    /// Who joined them.
    pub by: Option<kernel::UserId>,
}

impl FromRow for Join {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { id: row.get(0)?, one: row.get(1)?, other: row.get(2)?, at: row.get(3)?, by: row.get(4)? })
    }
}

/// The joins that stand among the members of one person.
///
/// # Errors
/// As the database says.
pub fn standing_among(conn: &mut Conn, members: &[PersonId]) -> Result<Vec<Join>> {
    let mut joins: Vec<Join> = conn.all_among(STANDING_AMONG, members)?;
    joins.sort_by_key(|join| (join.at, join.id));
    Ok(joins)
}

/// Since when these two are of one person: they are by each join on the way from one to the other, and the last of those made them so.
/// `None` where they are not.
pub fn since(joins: &[Join], one: PersonId, other: PersonId) -> Option<Timestamp> {
    let mut reached: BTreeMap<PersonId, Timestamp> = BTreeMap::from([(one, Timestamp::MIN)]);
    let mut to_follow = vec![one];
    while let Some(here) = to_follow.pop() {
        let until_here = *reached.get(&here)?;
        for join in joins {
            let next = match (join.one == here, join.other == here) {
                (true, _) => join.other,
                (_, true) => join.one,
                _ => continue,
            };
            reached.entry(next).or_insert_with(|| {
                to_follow.push(next);
                until_here.max(join.at)
            });
        }
    }
    reached.get(&other).copied()
}

/// What is said of how to reach somebody, but for by which numbers and addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Said {
    /// What the person called safe or not.
    pub safety: Safety,
    /// Whether the suspect lives where the person lives; `None` is "not known".
    pub suspect_shares_address: Option<bool>,
    /// The flags of all incidents.
    pub flags: FlagSet,
}

/// What another record of the same person says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// Which record.
    pub of: PersonId,
    /// What it says.
    pub said: Said,
    /// Whether a worker wrote down on the record in hand what the person said is safe, after the two were joined and after the other record
    /// was last told anything: then that stands, and the other record's "no" does not stand against it.
    pub is_settled: bool,
}

/// What holds for a record of which other records of the same person are known: the stricter wins until the person says otherwise.
///
/// A "no" of any record is a "no" on every one. A "yes" was said of that record's own number or address and speaks for no other. The suspect
/// is near if any record knows it. Flags are all there are: danger does not end because it stands on another record.
pub fn strictest(own: Said, others: &[Heard]) -> Said {
    let unsettled = || others.iter().filter(|other| !other.is_settled);
    let way = |of: fn(&Safety) -> Option<bool>| {
        if unsettled().any(|other| of(&other.said.safety) == Some(false)) { Some(false) } else { of(&own.safety) }
    };
    Said {
        safety: Safety {
            call: way(|safety| safety.call),
            voicemail: way(|safety| safety.voicemail),
            text: way(|safety| safety.text),
            email: way(|safety| safety.email),
            letter: way(|safety| safety.letter),
        },
        suspect_shares_address: match unsettled().any(|other| other.said.suspect_shares_address == Some(true)) {
            true => Some(true),
            false => own.suspect_shares_address,
        },
        flags: others.iter().fold(own.flags, |all, other| all.with(other.said.flags)),
    }
}

/// Before one of several records of a person is destroyed: what it says against a way of contact, and its flags, from now on stand on each of
/// the others by themselves.
///
/// # Errors
/// As the database says.
pub fn inherit(tx: &mut Tx<'_>, from: PersonId, others: &[PersonId]) -> Result<()> {
    let heard = heard(tx, others)?;
    tx.change_as_the_program(|tx| {
        for of in tx.all_among::<SaidOf>(SAID_OF, others)? {
            let from: Vec<Heard> = heard.get(&of.person).into_iter().flatten().filter(|heard| heard.of == from).copied().collect();
            let said = strictest(of.said, &from);
            if said != of.said {
                let Safety { call, voicemail, text, email, letter } = said.safety;
                let (shares, flags) = (said.suspect_shares_address, flags_text(said.flags));
                tx.execute_one(INHERIT, &[&of.person, &call, &voicemail, &text, &email, &letter, &shares, &flags])?;
            }
        }
        Ok(())
    })
}

/// Notes that a worker wrote down on this record what the person said is safe; nothing where it is not joined.
pub(crate) fn say(tx: &mut Tx<'_>, person: PersonId, at: Timestamp) -> Result<()> {
    tx.execute(SAY, &[&person, &at]).map(|_| ())
}

struct SaidOf {
    person: PersonId,
    said: Said,
    confirmed_at: Option<Timestamp>,
}

impl FromRow for SaidOf {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let safety = Safety { call: row.get(1)?, voicemail: row.get(2)?, text: row.get(3)?, email: row.get(4)?, letter: row.get(5)? };
        let said = Said { safety, suspect_shares_address: row.get(6)?, flags: flags_from(&row.get::<String>(7)?) };
        Ok(Self { person: row.get(0)?, said, confirmed_at: row.get(8)? })
    }
}

/// What other records of the same person say, for each of these people who has any. Nothing in it tells who anybody is, so that whoever may
/// read one record hears what stands on another that they may not read.
pub(crate) fn heard(conn: &mut Conn, people: &[PersonId]) -> Result<HashMap<PersonId, Vec<Heard>>> {
    let related: Vec<(PersonId, PersonId)> = conn.all_among(RELATED_TO, people)?;
    if related.is_empty() {
        return Ok(HashMap::new());
    }
    let relation = Relation::new(related, []);
    let members: Vec<PersonId> = relation.joined().into_iter().map(|(member, _)| member).collect();
    let joins = standing_among(conn, &members)?;
    let said_at: HashMap<PersonId, Option<Timestamp>> = conn.all_among(SAID_AT, people)?.into_iter().collect();
    let told: HashMap<PersonId, Timestamp> = conn.all_among(LAST_TOLD, &members)?.into_iter().collect();
    let said: Vec<SaidOf> = conn.as_the_program(|conn| conn.all_among(SAID_OF, &members))?;
    let of = |person: PersonId| {
        let said_here = said_at.get(&person).copied().flatten();
        let other = |other: &SaidOf| {
            let joined = since(&joins, person, other.person)?;
            let changed = [other.confirmed_at, told.get(&other.person).copied()].into_iter().flatten().fold(joined, Timestamp::max);
            Some(Heard { of: other.person, said: other.said, is_settled: said_here.is_some_and(|said| said > changed) })
        };
        let of_one = said.iter().filter(|other| other.person != person && relation.are_one(person, other.person));
        of_one.filter_map(other).collect::<Vec<_>>()
    };
    Ok(people.iter().filter(|person| relation.is_joined(**person)).map(|person| (*person, of(*person))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Flag;
    use uuid::Uuid;

    const ANSWERS: [Option<bool>; 3] = [None, Some(true), Some(false)];

    fn person(n: u128) -> PersonId {
        PersonId::from_uuid(Uuid::from_u128(n))
    }

    fn said(call: Option<bool>, text: Option<bool>, shares: Option<bool>, flags: &'static [Flag]) -> Said {
        Said { safety: Safety { call, text, ..Safety::default() }, suspect_shares_address: shares, flags: FlagSet::of(flags) }
    }

    #[test]
    fn a_no_of_any_record_is_a_no_and_a_yes_speaks_for_its_own_record_alone() {
        for own in ANSWERS {
            for other in ANSWERS {
                let both = strictest(
                    said(own, None, None, &[]),
                    &[Heard { of: person(2), said: said(other, None, None, &[]), is_settled: false }],
                );
                let expected = if other == Some(false) { Some(false) } else { own };
                assert_eq!(both.safety.call, expected, "{own:?} beside {other:?}");
            }
        }
    }

    #[test]
    fn the_suspect_is_near_if_any_record_knows_it_and_flags_are_all_there_are() {
        let other = |is_settled| Heard { of: person(2), said: said(None, Some(false), Some(true), &[Flag::Stalking]), is_settled };
        let own = said(None, Some(true), Some(false), &[Flag::DomesticAbuse]);
        let both = strictest(own, &[other(false)]);
        assert_eq!(both.suspect_shares_address, Some(true));
        assert_eq!(both.flags, FlagSet::of(&[Flag::DomesticAbuse, Flag::Stalking]));
        assert_eq!(both.safety.text, Some(false));
        let after_the_person_spoke = strictest(own, &[other(true)]);
        assert_eq!(after_the_person_spoke.safety.text, Some(true));
        assert_eq!(after_the_person_spoke.suspect_shares_address, Some(false));
        assert_eq!(after_the_person_spoke.flags, both.flags, "danger does not end because somebody answered the telephone");
    }

    #[test]
    fn several_records_are_one_person_since_the_last_join_between_them() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let join = |n, one, other, second| Join {
            id: JoinId::from_uuid(Uuid::from_u128(n)),
            one: person(one),
            other: person(other),
            at: at(second),
            by: None,
        };
        let joins = [join(1, 1, 2, 10), join(2, 3, 4, 20), join(3, 2, 3, 30), join(4, 7, 8, 5)];
        assert_eq!(since(&joins, person(1), person(2)), Some(at(10)));
        assert_eq!(since(&joins, person(4), person(3)), Some(at(20)));
        assert_eq!(since(&joins, person(4), person(1)), Some(at(30)));
        assert_eq!(since(&joins, person(1), person(7)), None);
    }

    #[test]
    fn who_is_kept_apart_from_one_record_is_so_from_every_record_of_that_person() {
        let (a, b, c, d) = (person(1), person(2), person(3), person(4));
        let relation = Relation::new([(a, a), (b, a)], [(c, b)]);
        assert!(relation.are_apart(a, c) && relation.are_apart(c, a) && relation.are_apart(b, c));
        assert!(!relation.are_apart(a, d) && !relation.are_apart(a, b));
        assert_eq!((relation.kept_apart_from(c), relation.kept_apart_from(a)), (vec![b], vec![]));
        assert!(relation.are_one(a, b) && !relation.are_one(a, c));
        assert_eq!((relation.head(b), relation.head(c)), (a, c));
        assert_eq!((relation.members(b), relation.members(d)), (vec![a, b], vec![d]));
    }
}
