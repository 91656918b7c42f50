//! The records of one person that the engine compares.

use crate::record::{Particulars, Point, PointKind};

/// The most guises of one person.
const MOST: usize = 8;
/// Values of a record, in the order of `linkage::Layout::person`.
pub(super) type Guise<'p> = [&'p str; 9];

/// What is known of somebody for comparing, each in the order in which it counts.
#[derive(Default)]
pub(super) struct Facets<'p> {
    given: &'p str,
    middle: &'p str,
    families: Vec<&'p str>,
    born: String,
    sex: &'static str,
    homes: Vec<Home>,
    phones: Vec<&'p str>,
    emails: Vec<&'p str>,
}

#[derive(PartialEq, Eq)]
struct Home {
    address: String,
    postcode: String,
}

impl<'p> Facets<'p> {
    pub(super) fn of(known: &'p Particulars, points: impl Iterator<Item = &'p Point>) -> Self {
        let text = |name: &'p Option<kernel::Sensitive<String>>| name.as_ref().map_or("", |name| name.reveal().as_str());
        let mut facets = Self {
            given: text(&known.given_name),
            middle: text(&known.middle_names),
            born: known.date_of_birth.as_ref().map(|born| born.reveal().to_string()).unwrap_or_default(),
            sex: known.sex.map_or("", kernel::words::Word::text),
            ..Self::default()
        };
        for family in [text(&known.family_name), text(&known.previous_family_name)] {
            add(&mut facets.families, family);
        }
        for point in points {
            let value = point.key.as_ref().unwrap_or(&point.value).reveal();
            match point.kind {
                PointKind::Mobile | PointKind::HomePhone => add(&mut facets.phones, value),
                PointKind::Email => add(&mut facets.emails, value),
                PointKind::Address => {
                    let home = home(point);
                    if !facets.homes.contains(&home) {
                        facets.homes.push(home);
                    }
                }
            }
        }
        facets
    }

    /// Whether there is nothing to compare by.
    pub(super) fn is_empty(&self) -> bool {
        let unnamed = self.given.is_empty() && self.families.is_empty();
        unnamed && self.born.is_empty() && self.homes.is_empty() && self.phones.is_empty() && self.emails.is_empty()
    }

    /// The person as they are now.
    pub(super) fn foremost(&self) -> Guise<'_> {
        self.guise([0; 4])
    }

    /// The person in every guise at once, at most eight, the newest first.
    pub(super) fn each_guise(&self, take: impl FnOnce(&[&[&str]])) {
        let guises: Vec<Guise<'_>> = self.places().into_iter().map(|places| self.guise(places)).collect();
        take(&guises.iter().map(<[&str; 9]>::as_slice).collect::<Vec<_>>());
    }

    fn guise(&self, [family, home, phone, email]: [usize; 4]) -> Guise<'_> {
        fn at<'v>(values: &[&'v str], place: usize) -> &'v str {
            values.get(place).copied().unwrap_or_default()
        }
        let (address, postcode) = self.homes.get(home).map_or(("", ""), |home| (home.address.as_str(), home.postcode.as_str()));
        let (family, phone, email) = (at(&self.families, family), at(&self.phones, phone), at(&self.emails, email));
        [self.given, self.middle, family, &self.born, self.sex, address, postcode, phone, email]
    }

    /// Which family name, home, phone and e-mail stand together in each guise: whatever is older comes later, and one thing that is older
    /// before two.
    fn places(&self) -> Vec<[usize; 4]> {
        let lengths = [self.families.len(), self.homes.len(), self.phones.len(), self.emails.len()].map(|length| length.clamp(1, MOST));
        if lengths == [1; 4] {
            return vec![[0; 4]];
        }
        let [families, homes, phones, emails] = lengths.map(|length| 0..length);
        let mut all: Vec<[usize; 4]> = families
            .flat_map(|family| homes.clone().map(move |home| (family, home)))
            .flat_map(|(family, home)| phones.clone().map(move |phone| (family, home, phone)))
            .flat_map(|(family, home, phone)| emails.clone().map(move |email| [family, home, phone, email]))
            .collect();
        let older = |places: &[usize; 4]| (places.iter().filter(|place| **place > 0).count(), places.iter().sum::<usize>());
        all.sort_by_key(|places| {
            let (how_many, how_old) = older(places);
            (how_old, how_many, *places)
        });
        all.truncate(MOST);
        all
    }
}

fn add<'p>(values: &mut Vec<&'p str>, value: &'p str) {
    if !value.is_empty() && !values.contains(&value) {
        values.push(value);
    }
}

/// An address apart from its postcode, whole or in part, which stands last in it.
fn home(point: &Point) -> Home {
    let value = point.value.reveal();
    let (rest, last) = value.rsplit_once(['\n']).or_else(|| value.rsplit_once(", ")).unwrap_or(("", value));
    if kernel::Postcode::parse(last).is_some() {
        Home { address: rest.replace('\n', ", "), postcode: last.to_owned() }
    } else {
        Home { address: value.replace('\n', ", "), postcode: String::new() }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Sensitive;

    use super::*;

    fn point(kind: PointKind, value: &str) -> Point {
        Point { kind, value: Sensitive::new(value.to_owned()), key: None }
    }

    fn guises(known: &Particulars) -> Vec<Vec<String>> {
        let mut all = Vec::new();
        let facets = Facets::of(known, known.points.iter());
        facets.each_guise(|guises| all = guises.iter().map(|guise| guise.iter().map(ToString::to_string).collect()).collect());
        all
    }

    fn ann(points: &[(PointKind, &str)]) -> Particulars {
        let text = |text: &str| Some(Sensitive::new(text.to_owned()));
        let points = points.iter().map(|(kind, value)| point(*kind, value)).collect();
        Particulars {
            given_name: text("Ann"),
            family_name: text("Lee"),
            previous_family_name: text("Fox"),
            points,
            ..Particulars::default()
        }
    }

    #[test]
    fn what_was_once_true_makes_a_guise_and_the_newest_comes_first() {
        use PointKind::{Address, Email, HomePhone, Mobile};
        let known = ann(&[(Mobile, "07700 900001"), (Address, "1 High Street, Lincoln\nLN1 1AA"), (HomePhone, "01632 960001")]);
        let home =
            |family: &str, phone: &str| ["Ann", "", family, "", "", "1 High Street, Lincoln", "LN1 1AA", phone, ""].map(str::to_owned);
        let all = guises(&known);
        assert_eq!(all[0], home("Lee", "07700 900001"));
        assert_eq!(all[1..3], [home("Lee", "01632 960001"), home("Fox", "07700 900001")]);
        assert_eq!(all.len(), 4);

        let many: Vec<(PointKind, String)> = (0..9).map(|n| (Email, format!("ann{n}@example.org"))).collect();
        let many: Vec<(PointKind, &str)> = many.iter().map(|(kind, value)| (*kind, value.as_str())).collect();
        let all = guises(&ann(&many));
        assert_eq!((all.len(), all[0][8].as_str()), (8, "ann0@example.org"));
    }

    #[test]
    fn an_address_without_a_whole_postcode_is_an_address_still() {
        for (value, address, postcode) in [
            ("1 High Street, Lincoln", "1 High Street, Lincoln", ""),
            ("1 High Street, LN1", "1 High Street", "LN1"),
            ("LN1 1AA", "", "LN1 1AA"),
            ("Lincoln", "Lincoln", ""),
        ] {
            let home = home(&point(PointKind::Address, value));
            assert_eq!((home.address.as_str(), home.postcode.as_str()), (address, postcode), "{value}");
        }
    }
}
