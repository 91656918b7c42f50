//! Invented people: a name, an age, a home, ways of contact. Nobody here exists.

use jiff::SignedDuration;
use jiff::civil::Date;
use kernel::name_key;

use crate::draw::Draw;
use crate::mix;
use crate::names::{FamilyName, Names, Origin};
use crate::phones::LANDLINES;
use crate::places::{ForceArea, Gazetteer, Home};

/// An invented person.
#[derive(Clone, Copy)]
pub(crate) struct Person {
    /// Which of the feed's people this is; the person reference is made from it.
    pub(crate) number: u32,
    pub(crate) origin: Origin,
    pub(crate) female: bool,
    pub(crate) given: &'static str,
    pub(crate) middle: Option<&'static str>,
    pub(crate) family: FamilyName,
    pub(crate) second_family: Option<FamilyName>,
    pub(crate) previous_family: Option<FamilyName>,
    pub(crate) born: Date,
    pub(crate) home: Home,
    /// The last three digits of the mobile number.
    pub(crate) mobile: Option<u16>,
    /// How the e-mail name is put together, and the number at its end.
    pub(crate) email: Option<(u8, u16)>,
    /// First language, where it is not English.
    pub(crate) language: Option<&'static str>,
    pub(crate) interpreter: bool,
    /// Whether the sender's system has a reference for this person at all.
    pub(crate) referenced: bool,
}

/// Who a new person shall be.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) female: bool,
    /// Age in whole years on `on`.
    pub(crate) age: u32,
    pub(crate) on: Date,
}

/// The names and places new people are made from.
pub(crate) struct Lists {
    pub(crate) names: Names,
    pub(crate) places: Gazetteer,
}

impl Lists {
    /// Reads the lists that come with the program.
    pub(crate) fn load() -> Self {
        Self { names: Names::load(), places: Gazetteer::load() }
    }
}

/// Makes new people and counts them.
pub(crate) struct Inventor<'a> {
    pub(crate) lists: &'a Lists,
    /// How many people there are so far.
    pub(crate) people: u32,
}

impl<'a> Inventor<'a> {
    pub(crate) const fn new(lists: &'a Lists) -> Self {
        Self { lists, people: 0 }
    }

    /// A person with a home of their own.
    pub(crate) fn stranger(&mut self, wanted: Wanted, force: &ForceArea, home: Home, draw: &mut Draw) -> Person {
        let weight = |(_, weights): &(Origin, [u32; 5])| weights.get(force.region as usize).copied().unwrap_or(0);
        let origin = draw.weighted(&mix::ORIGINS, weight).map_or(Origin::British, |(origin, _)| *origin);
        let family = self.lists.names.family(origin, draw);
        let mut home = home;
        let older = wanted.age >= 55;
        if home.landline.is_none() && draw.chance(if older { mix::LANDLINE_OLDER } else { mix::LANDLINE }) {
            let prefix = if draw.chance(mix::LANDLINE_FROM_AWAY) { draw.one(&LANDLINES) } else { force.landline };
            home.landline = Some((prefix, three_digits(draw)));
        }
        self.person(wanted, origin, family, home, draw)
    }

    /// Somebody who lives with this person: the same address and landline, most often the same family name.
    pub(crate) fn housemate(&mut self, of: &Person, wanted: Wanted, draw: &mut Draw) -> Person {
        let family =
            if wanted.age >= 18 && draw.chance(mix::HOUSEMATE_OTHER_NAME) { self.lists.names.family(of.origin, draw) } else { of.family };
        self.person(wanted, of.origin, family, of.home, draw)
    }

    /// A twin of this child.
    pub(crate) fn twin(&mut self, of: &Person, female: bool, draw: &mut Draw) -> Person {
        let mut twin = self.person(Wanted { female, age: 10, on: of.born }, of.origin, of.family, of.home, draw);
        while twin.given == of.given {
            twin.given = self.lists.names.given(of.origin, female, 10, draw);
        }
        (twin.born, twin.second_family, twin.email) = (of.born, of.second_family, None);
        twin
    }

    fn person(&mut self, wanted: Wanted, origin: Origin, family: FamilyName, home: Home, draw: &mut Draw) -> Person {
        let Wanted { female, age, on } = wanted;
        self.people += 1;
        let adult = age >= 18;
        let other = |draw: &mut Draw, names: &Names| names.family(origin, draw);
        Person {
            number: self.people,
            origin,
            female,
            given: self.lists.names.given(origin, female, age, draw),
            middle: draw.chance(mix::MIDDLE_NAMES).then(|| self.lists.names.given(origin, female, age, draw)),
            family,
            second_family: draw.chance(mix::DOUBLE_BARRELLED).then(|| other(draw, &self.lists.names)),
            previous_family: (female && age > 25 && draw.chance(mix::PREVIOUS_NAME)).then(|| other(draw, &self.lists.names)),
            born: days_before(on, age * 1_461 / 4 + draw.below(364)),
            home,
            mobile: match age {
                0..=10 => false,
                11..=17 => draw.chance(mix::CHILD_MOBILE),
                _ => draw.chance(mix::MOBILE),
            }
            .then(|| three_digits(draw)),
            email: (adult && draw.chance(if age < 65 { mix::EMAIL } else { mix::EMAIL_OLDER }))
                .then(|| (u8::try_from(draw.below(5)).unwrap_or(0), u16::try_from(draw.below(10_000)).unwrap_or(0))),
            language: origin.language().filter(|_| !draw.chance(mix::ENGLISH_ANYWAY)),
            interpreter: draw.chance(mix::INTERPRETER),
            referenced: draw.chance(mix::PERSON_REFERENCE),
        }
    }
}

impl Person {
    /// The family name as this person bears it.
    pub(crate) fn family_name(&self) -> String {
        let first = self.family.of(self.female);
        self.second_family.map_or_else(|| first.to_owned(), |second| format!("{first}-{}", second.of(self.female)))
    }

    /// Whole years of age on a day, near enough for choosing: a birthday may count a day early or late.
    pub(crate) fn age_on(&self, on: Date) -> u32 {
        let days = self.born.duration_until(on).as_hours() / 24;
        u32::try_from(days.max(0) * 4 / 1_461).unwrap_or(0)
    }

    /// The e-mail address, always at example.org.
    pub(crate) fn email_address(&self) -> Option<String> {
        let (style, number) = self.email?;
        let (given, family) = (name_key(self.given), name_key(self.family.of(self.female)));
        let initial: String = given.chars().take(1).collect();
        let name = match style {
            0 => format!("{given}.{family}{number}"),
            1 => format!("{given}{family}{number}"),
            2 => format!("{initial}.{family}{number}"),
            3 => format!("{family}_{given}{number}"),
            _ => format!("{given}{number}"),
        };
        Some(format!("{name}@example.org"))
    }

    /// Whether the British idea of a title fits: children have none here.
    pub(crate) fn title(&self, on: Date, draw: &mut Draw) -> &'static str {
        if self.age_on(on) < 16 {
            return "";
        }
        match (self.female, draw.below(100)) {
            (_, 0) => "Dr",
            (_, 1) => "Mx",
            (false, _) => "Mr",
            (true, 2..=44) => "Mrs",
            (true, 45..=72) => "Miss",
            (true, _) => "Ms",
        }
    }
}

/// The date so many days earlier; the date itself before the calendar begins.
pub(crate) fn days_before(date: Date, days: u32) -> Date {
    date.checked_sub(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(date)
}

fn three_digits(draw: &mut Draw) -> u16 {
    u16::try_from(draw.below(1_000)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on() -> Date {
        Date::constant(2025, 10, 15)
    }

    #[test]
    fn a_person_is_as_old_as_asked() {
        let (lists, mut draw) = (Lists::load(), Draw::new(1, b"tests tests test"));
        let (mut inventor, places) = (Inventor::new(&lists), &lists.places);
        for age in [0, 5, 17, 18, 40, 93] {
            for _ in 0..100 {
                let home = places.home(Default::default(), &mut draw);
                let person =
                    inventor.stranger(Wanted { female: true, age, on: on() }, places.force("Lincolnshire Police"), home, &mut draw);
                let years = kernel::age_on(person.born, on()).map(u32::from);
                assert!(years == Some(age), "asked for {age}, born {} gives {years:?}", person.born);
            }
        }
    }

    #[test]
    fn twins_share_everything_but_the_given_name() {
        let (lists, mut draw) = (Lists::load(), Draw::new(1, b"tests tests test"));
        let (mut inventor, places) = (Inventor::new(&lists), &lists.places);
        let force = places.force("Dorset Police");
        let home = places.home(Default::default(), &mut draw);
        let child = inventor.stranger(Wanted { female: true, age: 8, on: on() }, force, home, &mut draw);
        let twin = inventor.twin(&child, false, &mut draw);
        assert_eq!((child.born, child.family.of(true)), (twin.born, twin.family.of(true)));
        assert_ne!(child.number, twin.number);
    }
}
