//! Names by origin, from `data/names.txt`, and what goes with an origin: ethnicity and first language.

use crate::draw::Draw;

/// The lists of names, one line an origin and kind.
pub(crate) const NAMES: &str = include_str!("../data/names.txt");

kernel::words! {
    /// Where a family's names come from.
    pub(crate) enum Origin {
        British = "british",
        Welsh = "welsh",
        Scottish = "scottish",
        Irish = "irish",
        Traveller = "traveller",
        Polish = "polish",
        Lithuanian = "lithuanian",
        Latvian = "latvian",
        Romanian = "romanian",
        Bulgarian = "bulgarian",
        Portuguese = "portuguese",
        Ukrainian = "ukrainian",
        Pakistani = "pakistani",
        Bangladeshi = "bangladeshi",
        Gujarati = "gujarati",
        Punjabi = "punjabi",
        WestAfrican = "westafrican",
        EastAfrican = "eastafrican",
        SouthernAfrican = "southernafrican",
        Caribbean = "caribbean",
        Chinese = "chinese",
        Arab = "arab",
        Kurdish = "kurdish",
        Filipino = "filipino",
        Vietnamese = "vietnamese",
        European = "european",
    }
}

impl Origin {
    /// The self-defined ethnicity people of these names most often give, in the 18+1 code.
    pub(crate) const fn ethnicity(self) -> &'static str {
        match self {
            Self::British | Self::Welsh | Self::Scottish => "W1",
            Self::Irish => "W2",
            Self::Traveller => "W3",
            Self::Polish | Self::Lithuanian | Self::Latvian | Self::Romanian | Self::Bulgarian => "W9",
            Self::Portuguese | Self::Ukrainian | Self::European => "W9",
            Self::Pakistani => "A2",
            Self::Bangladeshi => "A3",
            Self::Gujarati | Self::Punjabi => "A1",
            Self::WestAfrican | Self::EastAfrican | Self::SouthernAfrican => "B2",
            Self::Caribbean => "B1",
            Self::Chinese => "A4",
            Self::Arab => "O2",
            Self::Kurdish => "O9",
            Self::Filipino | Self::Vietnamese => "A9",
        }
    }

    /// The other language at home, as an ISO 639-1 code; nothing where it is English.
    pub(crate) const fn language(self) -> Option<&'static str> {
        Some(match self {
            Self::British | Self::Scottish | Self::Irish | Self::Traveller | Self::Caribbean => return None,
            Self::Welsh => "cy",
            Self::Polish => "pl",
            Self::Lithuanian => "lt",
            Self::Latvian => "lv",
            Self::Romanian => "ro",
            Self::Bulgarian => "bg",
            Self::Portuguese => "pt",
            Self::Ukrainian => "uk",
            Self::Pakistani => "ur",
            Self::Bangladeshi => "bn",
            Self::Gujarati => "gu",
            Self::Punjabi => "pa",
            Self::WestAfrican => "yo",
            Self::EastAfrican => "so",
            Self::SouthernAfrican => "sn",
            Self::Chinese => "zh",
            Self::Arab => "ar",
            Self::Kurdish => "ku",
            Self::Filipino => "tl",
            Self::Vietnamese => "vi",
            Self::European => "es",
        })
    }

    /// Whether British given names are common beside the origin's own, at every age.
    const fn shares_british_names(self) -> bool {
        matches!(self, Self::Welsh | Self::Scottish | Self::Irish | Self::Caribbean)
    }
}

/// A family name, in the form for a man and in the form for a woman; for most they are the same.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct FamilyName {
    man: &'static str,
    woman: &'static str,
}

impl FamilyName {
    pub(crate) const fn of(self, female: bool) -> &'static str {
        if female { self.woman } else { self.man }
    }
}

/// The names of one origin. Given names stand by the bearer's age; where the origin has one list for all ages, it stands first.
#[derive(Default)]
struct OriginNames {
    women: [Vec<&'static str>; 4],
    men: [Vec<&'static str>; 4],
    family: Vec<FamilyName>,
}

/// All names, ready to draw from.
pub(crate) struct Names(Vec<OriginNames>);

impl Names {
    /// Reads the lists that come with the program.
    pub(crate) fn load() -> Self {
        let mut all: Vec<OriginNames> = Origin::ALL.iter().map(|_| OriginNames::default()).collect();
        for line in NAMES.lines() {
            let Some((head, names)) = line.split_once(':') else { continue };
            let mut head = head.split(' ');
            let origin = head.next().and_then(Origin::parse);
            let Some(lists) = origin.and_then(|origin| all.get_mut(origin as usize)) else { continue };
            let kind = head.next();
            let names = names.split(',').map(str::trim);
            if kind == Some("family") {
                lists.family = names.map(family_name).collect();
            } else {
                let by_age = if kind == Some("F") { &mut lists.women } else { &mut lists.men };
                let age = ["elder", "middle", "young", "child"].iter().position(|age| Some(*age) == head.clone().next()).unwrap_or(0);
                if let Some(list) = by_age.get_mut(age) {
                    *list = names.collect();
                }
            }
        }
        Self(all)
    }

    /// A given name for a person of this origin, sex and age.
    pub(crate) fn given(&self, origin: Origin, female: bool, age: u32, draw: &mut Draw) -> &'static str {
        let british = (origin.shares_british_names() || age < 18) && draw.chance(crate::mix::BRITISH_GIVEN_NAME);
        let origin = if british { Origin::British } else { origin };
        let Some(lists) = self.0.get(origin as usize) else { return "" };
        let by_age = if female { &lists.women } else { &lists.men };
        let cohort = match age {
            0..=18 => 3,
            19..=40 => 2,
            41..=67 => 1,
            _ => 0,
        };
        let list = by_age.get(cohort).filter(|list| !list.is_empty()).or(by_age.first());
        list.map_or("", |list| draw.one(list))
    }

    /// A family name of this origin.
    pub(crate) fn family(&self, origin: Origin, draw: &mut Draw) -> FamilyName {
        self.0.get(origin as usize).map_or_else(FamilyName::default, |lists| draw.one(&lists.family))
    }
}

fn family_name(text: &'static str) -> FamilyName {
    let (man, woman) = text.split_once('|').unwrap_or((text, text));
    FamilyName { man, woman }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_origin_has_names_for_women_men_and_families_and_every_line_is_used() {
        let names = Names::load();
        for origin in Origin::ALL {
            let lists = &names.0[*origin as usize];
            assert!(lists.women.iter().any(|list| list.len() >= 8), "{origin}: too few women's names");
            assert!(lists.men.iter().any(|list| list.len() >= 8), "{origin}: too few men's names");
            assert!(lists.family.len() >= 10, "{origin}: too few family names");
        }
        let read: usize = names.0.iter().map(|o| o.women.iter().chain(&o.men).map(Vec::len).sum::<usize>() + o.family.len()).sum();
        let written: usize =
            NAMES.lines().filter_map(|l| l.split_once(':')).filter(|(h, _)| !h.starts_with('#')).map(|(_, n)| n.split(',').count()).sum();
        assert_eq!(read, written);
    }

    #[test]
    fn there_is_enough_variety() {
        let names = Names::load();
        let given: BTreeSet<&str> = names.0.iter().flat_map(|o| o.women.iter().chain(&o.men).flatten()).copied().collect();
        let family: BTreeSet<&str> = names.0.iter().flat_map(|o| o.family.iter().map(|name| name.man)).collect();
        assert!(given.len() >= 300, "{} given names", given.len());
        assert!(family.len() >= 500, "{} family names", family.len());
    }

    #[test]
    fn old_and_young_bear_different_names() {
        let (names, mut draw) = (Names::load(), Draw::new(1, b"tests tests test"));
        let mut drawn = |age| (0..200).map(|_| names.given(Origin::British, true, age, &mut draw)).collect::<BTreeSet<_>>();
        let (old, young) = (drawn(80), drawn(9));
        assert!(old.contains("Doreen") && !young.contains("Doreen"));
        assert!(young.contains("Olivia") && !old.contains("Olivia"));
    }
}
