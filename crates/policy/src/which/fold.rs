//! Works everything that is known of the asker and the circumstances into a policy, so that only a condition on the record is left.
//!
//! The policy is read in Cedar's own JSON form. What cannot be asked of a database is an error: a wall that holds for one record at a time
//! and not for a list would be none.

use kernel::{RingFence, RingFences};
use serde_json::Value;

use super::condition::{CaseAtom, Condition, PersonAtom};

/// What an expression comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Term {
    /// Yes or no, perhaps only once the record is known.
    Truth(Condition),
    Text(String),
    /// Something named, as `Role::"worker"`.
    Named(String, String),
    Set(Vec<Term>),
    /// Whoever asks.
    Asker,
    Resource,
    Context,
    /// An attribute of the record that is not yes or no.
    Of(Attribute),
    /// An attribute that the asker does not have; policies ask first, so it is never looked at.
    Absent,
}

/// An attribute of a case that is not yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attribute {
    Worker,
    Team,
    Agency,
    Desks,
    RingFence,
}

/// What is known beforehand.
pub(super) struct Known {
    /// The asker's attributes.
    pub(super) asker: Vec<(&'static str, Term)>,
    /// The circumstances.
    pub(super) context: Vec<(&'static str, Term)>,
    /// The act.
    pub(super) action: String,
    /// Whether the record is a case; else it is a person.
    pub(super) is_case: bool,
}

type Folded<T> = Result<T, String>;

impl Known {
    /// What is left of a policy: the record for which all its conditions hold.
    pub(super) fn policy(&self, conditions: &[(bool, Value)]) -> Folded<Condition> {
        let mut parts = Vec::new();
        for (wanted, body) in conditions {
            let holds = self.truth(body)?;
            if holds == Condition::Is(!wanted) {
                return Ok(Condition::NEVER);
            }
            parts.push(if *wanted { holds } else { holds.not() });
        }
        Ok(Condition::all(parts))
    }

    fn truth(&self, expression: &Value) -> Folded<Condition> {
        match self.term(expression)? {
            Term::Truth(condition) => Ok(condition),
            _ => Err("something that is neither yes nor no stands where a condition should".into()),
        }
    }

    fn term(&self, expression: &Value) -> Folded<Term> {
        let (operator, inner) = expression.as_object().and_then(|object| object.iter().next()).ok_or("an expression of no known form")?;
        let side = |name: &str| inner.get(name).ok_or_else(|| format!("{operator} without its {name}"));
        let truth = |condition| Ok(Term::Truth(condition));
        match operator.as_str() {
            "Value" => literal(inner),
            "Var" => match inner.as_str() {
                Some("principal") => Ok(Term::Asker),
                Some("resource") => Ok(Term::Resource),
                Some("context") => Ok(Term::Context),
                Some("action") => Ok(Term::Named("Action".into(), self.action.clone())),
                _ => Err(format!("an unknown variable, {inner}")),
            },
            "Set" => {
                let items = inner.as_array().ok_or("a set that is no list")?;
                Ok(Term::Set(items.iter().map(|item| self.term(item)).collect::<Folded<_>>()?))
            }
            "!" => truth(self.truth(side("arg")?)?.not()),
            "&&" => truth(self.both(side("left")?, side("right")?, false)?),
            "||" => truth(self.both(side("left")?, side("right")?, true)?),
            "if-then-else" => {
                let (test, then, otherwise) = (self.truth(side("if")?)?, self.truth(side("then")?)?, self.truth(side("else")?)?);
                truth(Condition::any([Condition::all([test.clone(), then]), Condition::all([test.not(), otherwise])]))
            }
            "==" => truth(same(self.term(side("left")?)?, self.term(side("right")?)?)?),
            "!=" => truth(same(self.term(side("left")?)?, self.term(side("right")?)?)?.not()),
            "in" => match (self.term(side("left")?)?, self.term(side("right")?)?) {
                (left, Term::Set(set)) => truth(one_of(left, set)?),
                (left, right) => truth(same(left, right)?),
            },
            "." => self.attribute(self.term(side("left")?)?, side("attr")?),
            "has" => self.has(self.term(side("left")?)?, side("attr")?),
            "contains" => match (self.term(side("left")?)?, self.term(side("right")?)?) {
                (Term::Set(set), right) => truth(one_of(right, set)?),
                (Term::Of(Attribute::Desks), Term::Text(desk)) => truth(Condition::Case(CaseAtom::Desk(desk))),
                (Term::Of(Attribute::Desks), Term::Absent) => truth(Condition::NEVER),
                (Term::Of(Attribute::RingFence), Term::Named(_, class)) => truth(Condition::Case(CaseAtom::In(ring_fence(&class)?))),
                _ => Err("contains is asked of something it cannot be asked of".into()),
            },
            "containsAll" => match (self.term(side("left")?)?, self.term(side("right")?)?) {
                (Term::Set(set), Term::Of(Attribute::RingFence)) => truth(Condition::Case(CaseAtom::Within(classes(&set)?))),
                (Term::Of(Attribute::RingFence), Term::Set(set)) => {
                    truth(Condition::all(classes(&set)?.iter().map(|class| Condition::Case(CaseAtom::In(class)))))
                }
                _ => Err("containsAll is asked of something it cannot be asked of".into()),
            },
            "containsAny" => match (self.term(side("left")?)?, self.term(side("right")?)?) {
                (Term::Of(Attribute::RingFence), Term::Set(set)) | (Term::Set(set), Term::Of(Attribute::RingFence)) => {
                    truth(Condition::any(classes(&set)?.iter().map(|class| Condition::Case(CaseAtom::In(class)))))
                }
                _ => Err("containsAny is asked of something it cannot be asked of".into()),
            },
            "isEmpty" => match self.term(side("arg")?)? {
                Term::Of(Attribute::RingFence) => truth(Condition::Case(CaseAtom::Within(RingFences::NONE))),
                _ => Err("isEmpty is asked of something it cannot be asked of".into()),
            },
            "is" => {
                let of = side("entity_type")?.as_str().unwrap_or_default();
                let name = match self.term(side("left")?)? {
                    Term::Asker => "Staff",
                    Term::Resource if self.is_case => "Case",
                    Term::Resource => "Person",
                    _ => return Err("is asks for the kind of something that is neither principal nor resource".into()),
                };
                truth(Condition::Is(of == name))
            }
            other => Err(format!("{other} cannot be asked of a list of records")),
        }
    }

    /// And, or: the right side only counts, and may only make sense, where the left does not settle it.
    fn both(&self, left: &Value, right: &Value, or: bool) -> Folded<Condition> {
        let left = self.truth(left)?;
        if left == Condition::Is(or) {
            return Ok(left);
        }
        let right = self.truth(right)?;
        Ok(if or { Condition::any([left, right]) } else { Condition::all([left, right]) })
    }

    fn has(&self, whose: Term, attribute: &Value) -> Folded<Term> {
        let name = attribute.as_str().unwrap_or_default();
        Ok(Term::Truth(match whose {
            Term::Asker => Condition::Is(self.asker.iter().any(|(known, term)| *known == name && *term != Term::Absent)),
            Term::Context => Condition::Is(self.context.iter().any(|(known, _)| *known == name)),
            Term::Resource if name == "worker" => Condition::Case(CaseAtom::HasWorker),
            Term::Resource => Condition::Is(self.attribute(Term::Resource, attribute).is_ok()),
            _ => return Err("has is asked of something that has no attributes".into()),
        }))
    }

    fn attribute(&self, whose: Term, attribute: &Value) -> Folded<Term> {
        let name = attribute.as_str().unwrap_or_default();
        let among = |known: &[(&'static str, Term)]| known.iter().find(|(known, _)| *known == name).map(|(_, term)| term.clone());
        let case = |atom| Ok(Term::Truth(Condition::Case(atom)));
        let person = |atom| Ok(Term::Truth(Condition::Person(atom)));
        match (whose, self.is_case, name) {
            (Term::Asker, ..) => Ok(among(&self.asker).unwrap_or(Term::Absent)),
            (Term::Context, ..) => among(&self.context).ok_or_else(|| format!("the circumstances have no {name}")),
            (Term::Resource, true, "worker") => Ok(Term::Of(Attribute::Worker)),
            (Term::Resource, true, "team") => Ok(Term::Of(Attribute::Team)),
            (Term::Resource, true, "agency") => Ok(Term::Of(Attribute::Agency)),
            (Term::Resource, true, "desks") => Ok(Term::Of(Attribute::Desks)),
            (Term::Resource, true, "ring_fence") => Ok(Term::Of(Attribute::RingFence)),
            (Term::Resource, true, "is_open") => case(CaseAtom::Open),
            (Term::Resource, true, "is_hidden_from_police") => case(CaseAtom::HiddenFromPolice),
            (Term::Resource, true, "has_unreported") => case(CaseAtom::Unreported),
            (Term::Resource, true, "has_agreed") => case(CaseAtom::Agreed),
            (Term::Resource, true, "is_referred") => case(CaseAtom::Referred),
            (Term::Resource, true, "is_conflicted") => case(CaseAtom::Conflicted),
            (Term::Resource, true, "is_broken") => case(CaseAtom::Broken),
            (Term::Resource, false, "is_conflicted") => person(PersonAtom::Conflicted),
            (Term::Resource, false, "has_cases") => person(PersonAtom::HasCases),
            (Term::Resource, false, "is_shown") => person(PersonAtom::Shown),
            (Term::Resource, false, "is_walled_off") => person(PersonAtom::WalledOff),
            _ => Err(format!("{name} cannot be asked of a list of records")),
        }
    }
}

fn literal(value: &Value) -> Folded<Term> {
    if let Some(known) = value.as_bool() {
        return Ok(Term::Truth(Condition::Is(known)));
    }
    if let Some(text) = value.as_str() {
        return Ok(Term::Text(text.to_owned()));
    }
    let entity = value.get("__entity").ok_or_else(|| format!("{value} cannot be asked of a list of records"))?;
    let part =
        |name: &str| entity.get(name).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| format!("an entity without its {name}"));
    Ok(Term::Named(part("type")?, part("id")?))
}

fn same(left: Term, right: Term) -> Folded<Condition> {
    use Attribute::{Agency, Team, Worker};
    Ok(match (left, right) {
        (Term::Absent, _) | (_, Term::Absent) => Condition::NEVER,
        (Term::Of(Worker), Term::Asker) | (Term::Asker, Term::Of(Worker)) => Condition::Case(CaseAtom::IsMine),
        (Term::Of(Team), Term::Text(team)) | (Term::Text(team), Term::Of(Team)) => Condition::Case(CaseAtom::Team(team)),
        (Term::Of(Agency), Term::Text(agency)) | (Term::Text(agency), Term::Of(Agency)) => Condition::Case(CaseAtom::Agency(agency)),
        (Term::Truth(left), Term::Truth(right)) => {
            Condition::any([Condition::all([left.clone(), right.clone()]), Condition::all([left.not(), right.not()])])
        }
        (left @ (Term::Text(_) | Term::Named(..)), right @ (Term::Text(_) | Term::Named(..))) => Condition::Is(left == right),
        _ => return Err("two things are compared that cannot be compared in a list of records".into()),
    })
}

fn one_of(what: Term, set: Vec<Term>) -> Folded<Condition> {
    let parts: Vec<Condition> = set.into_iter().map(|one| same(what.clone(), one)).collect::<Folded<_>>()?;
    Ok(Condition::any(parts))
}

fn ring_fence(word: &str) -> Folded<RingFence> {
    RingFence::parse(word).ok_or_else(|| format!("{word} is no ring-fenced class"))
}

fn classes(set: &[Term]) -> Folded<RingFences> {
    let class = |term: &Term| match term {
        Term::Named(_, word) => ring_fence(word),
        _ => Err("a set of ring-fenced classes has something else in it".into()),
    };
    set.iter().map(class).collect()
}
