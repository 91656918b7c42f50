//! Homes: the postcodes and towns of each force's area (`data/places.txt`), and street names put together from words (`data/streets.txt`).

use crate::draw::Draw;
use crate::mix;

const PLACES: &str = include_str!("../data/places.txt");
const STREETS: &str = include_str!("../data/streets.txt");
/// Letters that end a postcode; C, I, K, M, O and V never do.
const INWARD: [u8; 20] = *b"ABDEFGHJLNPQRSTUWXYZ";

kernel::words! {
    /// Which mix of origins lives in an area: the columns of the weights in `mix.rs`, in order.
    pub(crate) enum Region {
        Default = "default",
        Fens = "fens",
        Midlands = "midlands",
        City = "city",
        Wales = "wales",
    }
}

/// A place to live: where its postcodes begin and which post town they have.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub(crate) struct HomeArea {
    /// The local authority district, as area names begin; `*` for a force whose districts are not listed, `-` outside the force's area.
    pub(crate) district: &'static str,
    pub(crate) outward: &'static str,
    pub(crate) town: &'static str,
}

impl HomeArea {
    /// Whether the force's districts are not told apart.
    pub(crate) fn is_anywhere_in_force(self) -> bool {
        self.district == "*"
    }

    /// Whether this lies outside the area of the force that recorded the crime.
    pub(crate) fn is_away(self) -> bool {
        self.district == "-"
    }
}

/// What the generator knows of a police force's area.
pub(crate) struct ForceArea {
    name: &'static str,
    /// The force's number on the police national computer; ids begin with it.
    pub(crate) number: &'static str,
    pub(crate) region: Region,
    /// The first eight digits of the landline drama range nearest to the area.
    pub(crate) landline: &'static str,
    homes: Vec<HomeArea>,
}

/// An address.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Home {
    pub(crate) number: u16,
    pub(crate) flat: Option<u8>,
    pub(crate) street: (&'static str, &'static str),
    pub(crate) village: Option<&'static str>,
    pub(crate) area: HomeArea,
    pub(crate) inward: [u8; 3],
    /// The landline shared by everybody who lives there.
    pub(crate) landline: Option<(&'static str, u16)>,
}

/// All areas and street names, ready to draw from.
pub(crate) struct Gazetteer {
    forces: Vec<ForceArea>,
    /// Outside the area of the force.
    away: Vec<HomeArea>,
    /// The area of a force that is not listed: anywhere.
    unlisted: ForceArea,
    first: Vec<&'static str>,
    last: Vec<&'static str>,
    villages: Vec<&'static str>,
}

impl Gazetteer {
    /// Reads the lists that come with the program.
    pub(crate) fn load() -> Self {
        let mut forces: Vec<ForceArea> = Vec::new();
        for line in PLACES.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.trim_start_matches('=').split(';').map(str::trim);
            let mut cell = || cells.next().unwrap_or_default();
            if line.starts_with('=') {
                let (name, number) = (cell(), cell());
                let region = Region::parse(cell()).unwrap_or(Region::Default);
                forces.push(ForceArea { name, number, region, landline: cell(), homes: Vec::new() });
            } else if let Some(force) = forces.last_mut() {
                force.homes.push(HomeArea { district: cell(), outward: cell(), town: cell() });
            }
        }
        let none = ForceArea { name: "", number: "00", region: Region::Default, landline: "01632960", homes: Vec::new() };
        let mut unlisted = forces.pop().unwrap_or(none);
        let away = unlisted.homes.clone();
        unlisted.homes.iter_mut().for_each(|area| area.district = "*");
        let list = |key: &str| {
            let line = STREETS.lines().find_map(|line| line.strip_prefix(key));
            line.map_or_else(Vec::new, |names| names.split(',').map(str::trim).collect())
        };
        Self { forces, away, unlisted, first: list("first:"), last: list("last:"), villages: list("village:") }
    }

    /// The area of the force with this name; a general one for a force that is not listed.
    pub(crate) fn force(&self, falls_within: &str) -> &ForceArea {
        self.forces.iter().find(|force| falls_within.starts_with(force.name)).unwrap_or(&self.unlisted)
    }

    /// Where somebody connected with a crime in this district may live.
    pub(crate) fn home_area(&self, force: &ForceArea, district: &str, draw: &mut Draw) -> HomeArea {
        if draw.chance(mix::OUT_OF_AREA) {
            return draw.one(&self.away);
        }
        self.area_in(force, district, draw.chance(mix::HOME_IN_DISTRICT), draw)
    }

    /// A place in the force's area: in the district if `near` and the district is listed.
    pub(crate) fn area_in(&self, force: &ForceArea, district: &str, near: bool, draw: &mut Draw) -> HomeArea {
        let here = |area: &HomeArea| u32::from(area.district == district);
        let drawn = if near { draw.weighted(&force.homes, here) } else { None };
        drawn.copied().unwrap_or_else(|| draw.one(&force.homes))
    }

    /// An address in this area, without a landline.
    pub(crate) fn home(&self, area: HomeArea, draw: &mut Draw) -> Home {
        let number = u16::try_from(draw.between(1, 60) + draw.below(2) * draw.below(120)).unwrap_or(1);
        let flat = draw.chance(mix::FLAT).then(|| u8::try_from(draw.between(1, 24)).unwrap_or(1));
        let village = draw.chance(mix::VILLAGE).then(|| draw.one(&self.villages));
        Home { number, flat, street: self.street(draw), village, area, inward: Self::inward(draw), landline: None }
    }

    /// A street name.
    pub(crate) fn street(&self, draw: &mut Draw) -> (&'static str, &'static str) {
        (draw.one(&self.first), draw.one(&self.last))
    }

    /// The second half of a postcode.
    pub(crate) fn inward(draw: &mut Draw) -> [u8; 3] {
        let digit = b'1' + u8::try_from(draw.below(9)).unwrap_or(0);
        [digit, draw.one(&INWARD), draw.one(&INWARD)]
    }
}

impl Home {
    /// The postcode in its usual form.
    pub(crate) fn postcode(&self) -> String {
        postcode(self.area.outward, self.inward)
    }

    /// House, flat and street.
    pub(crate) fn first_line(&self) -> String {
        let (first, last) = self.street;
        match self.flat {
            Some(flat) => format!("Flat {flat}, {} {first} {last}", self.number),
            None => format!("{} {first} {last}", self.number),
        }
    }
}

/// Both halves of a postcode together.
pub(crate) fn postcode(outward: &str, inward: [u8; 3]) -> String {
    let mut text = String::with_capacity(outward.len() + 4);
    text.push_str(outward);
    text.push(' ');
    text.extend(inward.map(char::from));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_43_forces_have_homes_a_number_and_a_drama_range() {
        let places = Gazetteer::load();
        assert_eq!(places.forces.len(), 43);
        for force in places.forces.iter().chain([&places.unlisted]) {
            assert!(!force.homes.is_empty(), "{}: no homes", force.name);
            assert_eq!(force.number.len(), 2, "{}", force.name);
            assert!(crate::phones::LANDLINES.contains(&force.landline), "{}: {}", force.name, force.landline);
            for home in &force.homes {
                assert!(kernel::Postcode::parse(&postcode(home.outward, *b"1AA")).is_some_and(|p| p.is_full()), "{home:?}");
                assert!(!home.town.is_empty(), "{home:?}");
            }
        }
    }

    #[test]
    fn a_crime_in_boston_has_its_people_mostly_in_boston() {
        let (places, mut draw) = (Gazetteer::load(), Draw::new(1, b"tests tests test"));
        let force = places.force("Lincolnshire Police");
        let drawn: Vec<HomeArea> = (0..1000).map(|_| places.home_area(force, "Boston", &mut draw)).collect();
        let boston = drawn.iter().filter(|area| area.district == "Boston").count();
        assert!((650..850).contains(&boston), "{boston} of 1000");
        let away = drawn.iter().filter(|area| area.is_away()).count();
        assert!((15..75).contains(&away), "{away} of 1000 live elsewhere");
    }

    #[test]
    fn an_unknown_force_still_has_homes() {
        let (places, mut draw) = (Gazetteer::load(), Draw::new(1, b"tests tests test"));
        let force = places.force("Ruritania Gendarmerie");
        assert!(!places.area_in(force, "Streslau", true, &mut draw).town.is_empty());
    }
}
