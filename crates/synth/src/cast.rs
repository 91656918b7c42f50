//! Who is in an incident: victims with their households and guardians, witnesses, relatives, business contacts; some of them known already.

use jiff::civil::Date;
use kernel::{IncidentKind, Role};

use crate::draw::{Draw, Share};
use crate::incident::Incident;
use crate::mix;
use crate::offences::Harm;
use crate::person::{Inventor, Lists, Person, Wanted};
use crate::places::ForceArea;
use crate::recorded_crime::CrimeType;

/// How the sender knows a person in this row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// For the first time.
    First,
    /// A repeat victim, under the same reference.
    ByReference,
    /// A repeat victim without a reference: name, birth date and number say so.
    ByFacts,
    /// The same, with the name or the birth date written slightly differently.
    Misspelt,
}

impl Known {
    /// Whether nothing but the facts about the person says who it is, so that the row must bring them: name, birth date and number.
    pub(crate) const fn by_facts(self) -> bool {
        matches!(self, Self::ByFacts | Self::Misspelt)
    }
}

/// One person's part in an incident: one row.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    pub(crate) person: Person,
    pub(crate) role: Role,
    pub(crate) known: Known,
}

/// Invents the people of incidents and remembers some of them.
pub(crate) struct Casting<'a> {
    pub(crate) inventor: Inventor<'a>,
    /// The people met last, as many as the register holds; the oldest give way.
    register: Vec<Person>,
    next: usize,
}

impl<'a> Casting<'a> {
    pub(crate) const fn new(lists: &'a Lists) -> Self {
        Self { inventor: Inventor::new(lists), register: Vec::new(), next: 0 }
    }

    /// Everybody who is sent for this incident, the first victim first. A guardian comes after the child.
    pub(crate) fn cast(&mut self, incident: &Incident<'_>, force: &ForceArea, draw: &mut Draw) -> Vec<Part> {
        let mut parts = match incident.offence.harm {
            Harm::Business => vec![self.business_contact(incident, force, draw)],
            Harm::Relatives => self.relatives(incident, force, draw),
            harm => self.victims(incident, harm, force, draw),
        };
        let seen_by_others = matches!(incident.crime_type, CrimeType::Violence | CrimeType::Robbery | CrimeType::PublicOrder);
        if seen_by_others && incident.kind() == IncidentKind::Crime && draw.chance(mix::WITNESS) {
            let age = adult_age(draw);
            parts.push(first_time(self.stranger(incident, force, age, None, draw), Role::Witness));
        }
        parts
    }

    fn victims(&mut self, incident: &Incident<'_>, harm: Harm, force: &ForceArea, draw: &mut Draw) -> Vec<Part> {
        let victim = self.main_victim(incident, harm, force, draw);
        let on = incident.recorded_on();
        let mut parts = vec![victim];
        if victim.person.age_on(on) < 18 {
            self.family_of_child(&victim.person, incident, draw, &mut parts);
        } else if incident.is_domestic() && draw.chance(mix::COUNTER_ALLEGATION) {
            let female = victim.person.female == draw.chance(mix::SAME_SEX_COUPLE);
            let partner = self.inventor.housemate(&victim.person, Wanted { female, age: near(victim.person.age_on(on), draw), on }, draw);
            parts.push(first_time(partner, Role::Victim));
        } else if matches!(harm, Harm::Household | Harm::Owner) && draw.chance(mix::HOUSEHOLD_SECOND) {
            let age = near(victim.person.age_on(on), draw);
            let second = self.inventor.housemate(&victim.person, Wanted { female: !victim.person.female, age, on }, draw);
            parts.push(first_time(second, Role::Victim));
            if draw.chance(mix::HOUSEHOLD_THIRD) {
                let (female, age) = (draw.below(2) == 0, draw.between(2, 22));
                parts.push(first_time(self.inventor.housemate(&victim.person, Wanted { female, age, on }, draw), Role::Victim));
            }
        } else if harm == Harm::Anyone && draw.chance(mix::SECOND_VICTIM) {
            let age = adult_age(draw);
            parts.push(first_time(self.stranger(incident, force, age, None, draw), Role::Victim));
        }
        for part in parts.iter().filter(|part| part.role == Role::Victim) {
            if part.known == Known::First || draw.chance(mix::REPEAT_OFTEN) {
                self.remember(part.person);
            }
        }
        parts
    }

    fn main_victim(&mut self, incident: &Incident<'_>, harm: Harm, force: &ForceArea, draw: &mut Draw) -> Part {
        let repeat = if incident.is_abuse() { mix::REPEAT_IN_ABUSE } else { mix::REPEAT };
        if draw.chance(repeat)
            && let Some(person) = self.remembered(|person| lives_near(person, incident) && fits(person, incident, harm), draw)
        {
            return Part { person, role: Role::Victim, known: how_known(&person, draw) };
        }
        let female = match harm {
            Harm::Named { female: Some(female), .. } => female,
            _ => draw.chance(female_share(incident)),
        };
        let age = age(incident, harm, draw);
        if draw.chance(mix::HOUSEMATE_OF_KNOWN)
            && let Some(known) = self.remembered(|known| lives_near(known, incident), draw)
        {
            let person = self.inventor.housemate(&known, Wanted { female, age, on: incident.occurred.0 }, draw);
            return first_time(person, Role::Victim);
        }
        first_time(self.stranger(incident, force, age, Some(female), draw), Role::Victim)
    }

    fn family_of_child(&mut self, child: &Person, incident: &Incident<'_>, draw: &mut Draw, parts: &mut Vec<Part>) {
        let on = incident.recorded_on();
        if draw.chance(mix::SECOND_VICTIM) {
            let female = draw.below(2) == 0;
            let sibling = if draw.chance(mix::SECOND_CHILD_IS_TWIN) {
                self.inventor.twin(child, female, draw)
            } else {
                let age = draw.between(3, 16);
                self.inventor.housemate(child, Wanted { female, age, on }, draw)
            };
            parts.push(first_time(sibling, Role::Victim));
        }
        if draw.chance(mix::CHILD_WITH_GUARDIAN) {
            let age = child.age_on(on) + draw.between(19, 38);
            let female = draw.chance(mix::GUARDIAN_IS_MOTHER);
            let guardian = self.inventor.housemate(child, Wanted { female, age, on }, draw);
            parts.push(first_time(guardian, Role::Guardian));
        }
    }

    fn relatives(&mut self, incident: &Incident<'_>, force: &ForceArea, draw: &mut Draw) -> Vec<Part> {
        let age = adult_age(draw);
        let nearest = self.stranger(incident, force, age, None, draw);
        let mut parts = vec![first_time(nearest, Role::Bereaved)];
        for _ in 0..draw.below(3) {
            let age = adult_age(draw);
            let on = incident.recorded_on();
            let relative = if draw.below(2) == 0 {
                self.inventor.housemate(&nearest, Wanted { female: draw.below(2) == 0, age, on }, draw)
            } else {
                self.stranger(incident, force, age, None, draw)
            };
            parts.push(first_time(relative, Role::Bereaved));
        }
        parts
    }

    fn business_contact(&mut self, incident: &Incident<'_>, force: &ForceArea, draw: &mut Draw) -> Part {
        let age = draw.between(20, 62);
        first_time(self.stranger(incident, force, age, None, draw), Role::BusinessContact)
    }

    /// A new person with a home that suits the incident.
    fn stranger(&mut self, incident: &Incident<'_>, force: &ForceArea, age: u32, female: Option<bool>, draw: &mut Draw) -> Person {
        let at_home = matches!(incident.offence.harm, Harm::Household | Harm::Business);
        let district = incident.place.district();
        let places = &self.inventor.lists.places;
        let area = if at_home { places.area_in(force, district, true, draw) } else { places.home_area(force, district, draw) };
        let home = places.home(area, draw);
        let female = female.unwrap_or_else(|| draw.chance(mix::OTHER_VICTIM_FEMALE));
        self.inventor.stranger(Wanted { female, age, on: incident.occurred.0 }, force, home, draw)
    }

    fn remember(&mut self, person: Person) {
        if let Some(place) = self.register.get_mut(self.next) {
            *place = person;
        } else {
            self.register.push(person);
        }
        self.next = (self.next + 1) % mix::REGISTER;
    }

    /// Somebody of the register who fits, found in a few tries.
    fn remembered(&self, fits: impl Fn(&Person) -> bool, draw: &mut Draw) -> Option<Person> {
        let size = u32::try_from(self.register.len()).unwrap_or(u32::MAX);
        if size < mix::REGISTER_BEGINS {
            return None;
        }
        (0..mix::REGISTER_TRIES).filter_map(|_| self.register.get(draw.below(size) as usize)).find(|person| fits(person)).copied()
    }
}

const fn first_time(person: Person, role: Role) -> Part {
    Part { person, role, known: Known::First }
}

fn how_known(person: &Person, draw: &mut Draw) -> Known {
    if person.referenced && draw.chance(mix::REPEAT_WITH_REFERENCE) {
        Known::ByReference
    } else if draw.chance(mix::REPEAT_MISSPELT) {
        Known::Misspelt
    } else {
        Known::ByFacts
    }
}

/// In the district of the incident, or in a force's area whose districts are not told apart.
fn lives_near(person: &Person, incident: &Incident<'_>) -> bool {
    let home = person.home.area;
    home.is_anywhere_in_force() || home.district == incident.place.district()
}

fn fits(person: &Person, incident: &Incident<'_>, harm: Harm) -> bool {
    let age = person.age_on(incident.occurred.0);
    match harm {
        Harm::Named { female, from, to } => female.is_none_or(|female| female == person.female) && (from..=to).contains(&age),
        Harm::Household | Harm::Owner => age >= 18,
        _ => age >= 10,
    }
}

fn female_share(incident: &Incident<'_>) -> Share {
    if incident.is_domestic() {
        mix::DOMESTIC_VICTIM_FEMALE
    } else if incident.is_sexual() {
        mix::SEXUAL_VICTIM_FEMALE
    } else {
        mix::OTHER_VICTIM_FEMALE
    }
}

/// The victim's age when it happened. Who would be over 95 by the time of recording was younger.
fn age(incident: &Incident<'_>, harm: Harm, draw: &mut Draw) -> u32 {
    let years_ago = years_between(incident.occurred.0, incident.recorded_on());
    let oldest = 95_u32.saturating_sub(years_ago);
    let age = match harm {
        Harm::Named { from, to, .. } if to - from <= 20 => draw.between(from, to),
        Harm::Named { .. } if draw.chance(mix::SIXTEEN_OR_SEVENTEEN) => draw.between(16, 17),
        Harm::Anyone if draw.chance(mix::VICTIM_IS_CHILD) => band(&mix::CHILD_AGES, draw),
        Harm::Owner if draw.chance(mix::OWNER_IS_CHILD) => band(&mix::CHILD_AGES, draw),
        _ => adult_age(draw),
    };
    age.min(oldest)
}

fn adult_age(draw: &mut Draw) -> u32 {
    band(&mix::ADULT_AGES, draw)
}

fn band(bands: &[(u32, (u32, u32))], draw: &mut Draw) -> u32 {
    let (from, to) = draw.of(bands);
    draw.between(from, to)
}

/// An adult age within some years of another's.
fn near(age: u32, draw: &mut Draw) -> u32 {
    (age + draw.below(13)).saturating_sub(6).max(18)
}

fn years_between(from: Date, to: Date) -> u32 {
    u32::try_from((from.duration_until(to).as_hours() / 24 / 365).max(0)).unwrap_or(0)
}
