//! The facts, as the policies know them: who asks, the record, the circumstances.

use cedar_policy::{Context, Entity, EntityId, EntityTypeName, EntityUid, ParseErrors, RestrictedExpression};
use kernel::{RingFences, UserId};

use crate::sharing::Sharing;
use crate::{Act, Actor, Capacity, CaseFacts, Circumstances, NoteOrigin, Organisation};

/// What an act is decided on. A person is decided case by case first, so there are more kinds here than a caller sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum On {
    Hub,
    Person,
    Case,
    Note,
}

impl On {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Hub => "Hub",
            Self::Person => "Person",
            Self::Case => "Case",
            Self::Note => "Note",
        }
    }
}

/// What is asked: an act, or whether one note may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Asked {
    Act(Act),
    Note,
}

impl Asked {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Act(act) => act.as_str(),
            Self::Note => "read_note",
        }
    }
}

/// How a person stands, summed up over their cases.
pub(crate) struct PersonSum {
    pub is_conflicted: bool,
    pub has_cases: bool,
    pub is_shown: bool,
    pub is_walled_off: bool,
}

type Attributes = Vec<(String, RestrictedExpression)>;

/// The types of the schema, parsed once.
#[derive(Debug)]
pub(crate) struct Nouns {
    staff: EntityTypeName,
    role: EntityTypeName,
    agency_kind: EntityTypeName,
    ring_fence: EntityTypeName,
    note_kind: EntityTypeName,
    purpose: EntityTypeName,
    pub(crate) action: EntityTypeName,
    case: EntityUid,
    person: EntityUid,
    note: EntityUid,
    pub(crate) hub: EntityUid,
    pub(crate) program: EntityUid,
    pub(crate) operator: EntityUid,
}

impl Nouns {
    pub(crate) fn new() -> Result<Self, Box<ParseErrors>> {
        let one = |name: &str| Ok::<_, Box<ParseErrors>>(uid(&name.parse::<EntityTypeName>()?, "it"));
        Ok(Self {
            staff: "Staff".parse()?,
            role: "Role".parse()?,
            agency_kind: "AgencyKind".parse()?,
            ring_fence: "RingFence".parse()?,
            note_kind: "NoteKind".parse()?,
            purpose: "Purpose".parse()?,
            action: "Action".parse()?,
            case: one("Case")?,
            person: one("Person")?,
            note: one("Note")?,
            hub: one("Hub")?,
            program: one("Program")?,
            operator: one("Operator")?,
        })
    }

    /// Who asks, and their attributes where they have any.
    pub(crate) fn asker(&self, actor: &Actor, organisation: &Organisation) -> Result<(EntityUid, Option<Entity>), String> {
        let role = match actor.capacity() {
            Capacity::Program => return Ok((self.program.clone(), None)),
            Capacity::Operator => return Ok((self.operator.clone(), None)),
            Capacity::Staff(role) => role,
        };
        let id = actor.user_id().map_or_else(|| uid(&self.staff, "nobody"), |user| self.user(user));
        let agency = organisation.agency(actor.agency.as_deref());
        let kind = agency.map_or("unknown", |agency| agency.kind.as_str());
        let mut attributes: Attributes = vec![
            pair("role", RestrictedExpression::new_entity_uid(uid(&self.role, role.as_str()))),
            pair("agency", text(agency.map_or("", |agency| &agency.name))),
            pair("agency_kind", RestrictedExpression::new_entity_uid(uid(&self.agency_kind, kind))),
            pair("cleared", self.classes(actor.cleared)),
        ];
        attributes.extend(actor.team.as_deref().map(|team| pair("team", text(team))));
        attributes.extend(actor.desk.as_deref().map(|desk| pair("desk", text(desk))));
        Ok((id.clone(), Some(entity(id, attributes)?)))
    }

    pub(crate) fn case(&self, case: &CaseFacts, organisation: &Organisation) -> Result<(EntityUid, Entity), String> {
        let mut attributes: Attributes = vec![
            pair("is_open", yes(case.is_open)),
            pair("team", text(&case.team)),
            pair("agency", text(&case.agency)),
            pair("desks", texts(case.desks.iter().map(String::as_str))),
            pair("is_hidden_from_police", yes(organisation.hides_from_police(&case.desks))),
            pair("ring_fence", self.classes(case.ring_fence)),
            pair("has_unreported", yes(case.has_unreported)),
            pair("has_agreed", yes(case.has_agreed)),
            pair("is_referred", yes(case.is_referred)),
            pair("is_conflicted", yes(case.is_conflicted)),
            pair("is_broken", yes(case.is_broken)),
        ];
        attributes.extend(case.worker.map(|worker| pair("worker", RestrictedExpression::new_entity_uid(self.user(worker)))));
        Ok((self.case.clone(), entity(self.case.clone(), attributes)?))
    }

    pub(crate) fn person(&self, sum: &PersonSum) -> Result<(EntityUid, Entity), String> {
        let attributes: Attributes = vec![
            pair("is_conflicted", yes(sum.is_conflicted)),
            pair("has_cases", yes(sum.has_cases)),
            pair("is_shown", yes(sum.is_shown)),
            pair("is_walled_off", yes(sum.is_walled_off)),
        ];
        Ok((self.person.clone(), entity(self.person.clone(), attributes)?))
    }

    pub(crate) fn note(&self, note: &NoteOrigin, organisation: &Organisation) -> Result<(EntityUid, Entity), String> {
        let hidden = note.desk.as_ref().is_some_and(|desk| organisation.hides_from_police(std::slice::from_ref(desk)));
        let mut attributes: Attributes = vec![
            pair("kind", RestrictedExpression::new_entity_uid(uid(&self.note_kind, note.kind.as_str()))),
            pair("is_desk_hidden_from_police", yes(hidden)),
            pair("agency", text(&note.agency)),
        ];
        attributes.extend(note.desk.as_deref().map(|desk| pair("desk", text(desk))));
        Ok((self.note.clone(), entity(self.note.clone(), attributes)?))
    }

    /// What else the policies ask about.
    pub(crate) fn context(
        &self,
        organisation: &Organisation,
        circumstances: &Circumstances,
        recent: bool,
        sharing: Sharing,
    ) -> Result<Context, String> {
        let pairs = [
            pair("purpose", RestrictedExpression::new_entity_uid(uid(&self.purpose, circumstances.purpose.as_str()))),
            pair("police_see_records", yes(organisation.police_see_records)),
            pair("walled_desks", yes(organisation.walled_desks)),
            pair("is_shared", yes(sharing.freely)),
            pair("is_shared_with_consent", yes(sharing.with_consent)),
            pair("has_second_person", yes(circumstances.has_second_person)),
            pair("has_recent_factor", yes(recent)),
        ];
        Context::from_pairs(pairs).map_err(|error| error.to_string())
    }

    fn user(&self, user: UserId) -> EntityUid {
        uid(&self.staff, &user.to_string())
    }

    fn classes(&self, classes: RingFences) -> RestrictedExpression {
        RestrictedExpression::new_set(
            classes.iter().map(|class| RestrictedExpression::new_entity_uid(uid(&self.ring_fence, class.as_str()))),
        )
    }
}

fn entity(id: EntityUid, attributes: Attributes) -> Result<Entity, String> {
    Entity::new_with_tags(id, attributes, [], []).map_err(|error| error.to_string())
}

fn uid(of: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(of.clone(), EntityId::new(id))
}

fn pair(name: &str, value: RestrictedExpression) -> (String, RestrictedExpression) {
    (name.to_owned(), value)
}

fn text(value: &str) -> RestrictedExpression {
    RestrictedExpression::new_string(value.to_owned())
}

fn texts<'t>(values: impl Iterator<Item = &'t str>) -> RestrictedExpression {
    RestrictedExpression::new_set(values.map(text))
}

fn yes(value: bool) -> RestrictedExpression {
    RestrictedExpression::new_bool(value)
}
