//! From a recorded crime to what happened: is anybody sent, for which offence, when did it happen and when was it recorded.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use kernel::{Flag, FlagSet, IncidentKind};

use crate::draw::Draw;
use crate::mix;
use crate::offences::{self, Offence};
use crate::person::days_before;
use crate::recorded_crime::{CrimePlace, CrimeType};

const HATE_STRANDS: [(u32, Flag); 5] =
    [(70, Flag::HateRace), (7, Flag::HateReligion), (12, Flag::HateOrientation), (8, Flag::HateDisability), (3, Flag::HateTransgender)];
const ABUSE: FlagSet = FlagSet::of(&[Flag::DomesticAbuse, Flag::Stalking, Flag::HonourBased, Flag::ForcedMarriage]);
const OFTEN_REPORTED_LATE: FlagSet = FlagSet::of(&[Flag::Sexual, Flag::ChildAbuse]);

/// An incident with at least one person to send.
pub(crate) struct Incident<'a> {
    /// Counts the incidents of the feed; ids are made from it.
    pub(crate) serial: u64,
    pub(crate) crime_type: CrimeType,
    pub(crate) place: &'a CrimePlace,
    pub(crate) offence: &'static Offence,
    pub(crate) flags: FlagSet,
    pub(crate) recorded_at: Timestamp,
    pub(crate) offset: Offset,
    /// First and last day.
    pub(crate) occurred: (Date, Date),
    /// Whether it was reported to the police and so has a number.
    pub(crate) reported: bool,
}

impl Incident<'_> {
    /// The day it was recorded, in London.
    pub(crate) fn recorded_on(&self) -> Date {
        self.offset.to_datetime(self.recorded_at).date()
    }

    pub(crate) const fn kind(&self) -> IncidentKind {
        self.offence.kind
    }

    /// Whether contact may be dangerous: somebody near the person may be the suspect.
    pub(crate) const fn is_abuse(&self) -> bool {
        self.flags.meets(ABUSE)
    }

    pub(crate) const fn is_domestic(&self) -> bool {
        self.flags.has(Flag::DomesticAbuse)
    }

    pub(crate) const fn is_sexual(&self) -> bool {
        self.flags.has(Flag::Sexual)
    }
}

/// The offence that a recorded crime of this type was and what is flagged about it; nothing when it has no victim to send.
pub(crate) fn what_happened(crime_type: CrimeType, draw: &mut Draw) -> Option<(&'static Offence, FlagSet)> {
    let (offence, flags) = match crime_type {
        CrimeType::Drugs | CrimeType::Weapons => None,
        CrimeType::Asb => anti_social(draw),
        CrimeType::Violence => violence(draw),
        CrimeType::Damage => damage(draw),
        CrimeType::PublicOrder if !draw.chance(mix::PUBLIC_ORDER_WITH_VICTIM) => None,
        CrimeType::PublicOrder if draw.chance(mix::PUBLIC_ORDER_IS_HATE) => {
            hate(&offences::PUBLIC_ORDER_HATE, &offences::PUBLIC_ORDER, draw)
        }
        CrimeType::PublicOrder => one_of(&offences::PUBLIC_ORDER, draw),
        CrimeType::Shoplifting if !draw.chance(mix::SHOPLIFTING_WITH_CONTACT) => None,
        CrimeType::Shoplifting => return one_of(&offences::SHOPLIFTING, draw),
        CrimeType::Other if !draw.chance(mix::OTHER_CRIME_WITH_VICTIM) => None,
        CrimeType::Other => one_of(&offences::OTHER_CRIME, draw),
        CrimeType::Burglary => one_of(&offences::BURGLARY, draw),
        CrimeType::Vehicle => one_of(&offences::VEHICLE, draw),
        CrimeType::Robbery => one_of(&offences::ROBBERY, draw),
        CrimeType::BicycleTheft => one_of(&offences::BICYCLE, draw),
        CrimeType::TheftFromPerson => one_of(&offences::FROM_THE_PERSON, draw),
        CrimeType::OtherTheft => one_of(&offences::OTHER_THEFT, draw),
    }?;
    let sent = match offence.harm {
        offences::Harm::Business => draw.chance(mix::BUSINESS_WITH_CONTACT),
        _ => !draw.chance(mix::VICTIM_NOT_KNOWN),
    };
    sent.then_some((offence, flags))
}

/// First and last day of an incident recorded on this day; never after it.
pub(crate) fn when(flags: FlagSet, recorded_on: Date, draw: &mut Draw) -> (Date, Date) {
    let delay = if flags.meets(OFTEN_REPORTED_LATE) { mix::DELAY_SEXUAL } else { mix::DELAY };
    let (from, to) = draw.of(&delay);
    let last = days_before(recorded_on, draw.between(from, to));
    let first = if draw.chance(mix::SPREAD) {
        let (from, to) = draw.of(&mix::SPREAD_DAYS);
        days_before(last, draw.between(from, to))
    } else {
        last
    };
    (first, last)
}

type Happening = Option<(&'static Offence, FlagSet)>;

fn one_of(table: &'static [Offence], draw: &mut Draw) -> Happening {
    draw.weighted(table, |offence| offence.weight).map(|offence| (offence, offence.flags))
}

/// An offence with a hostile motive: the aggravated offence exists for race and religion only.
fn hate(aggravated: &'static [Offence], plain: &'static [Offence], draw: &mut Draw) -> Happening {
    let strand = draw.weighted(&HATE_STRANDS, |(weight, _)| *weight).map(|(_, strand)| *strand)?;
    let table = if matches!(strand, Flag::HateRace | Flag::HateReligion) { aggravated } else { plain };
    let (offence, flags) = one_of(table, draw)?;
    Some((offence, flags.with(FlagSet::of(&[strand]))))
}

fn anti_social(draw: &mut Draw) -> Happening {
    if !draw.chance(mix::ASB_WITH_VICTIM) {
        return None;
    }
    if draw.chance(mix::ASB_IS_DOMESTIC) {
        return one_of(&offences::DOMESTIC_INCIDENT, draw);
    }
    let (offence, mut flags) = one_of(&offences::ASB, draw)?;
    if draw.chance(mix::ASB_HIGH_RISK) {
        flags.insert(Flag::AsbHighRisk);
    }
    if draw.chance(mix::DAMAGE_IS_HATE) {
        flags = flags.with(draw.weighted(&HATE_STRANDS, |(weight, _)| *weight).map(|(_, strand)| *strand).into_iter().collect());
    }
    Some((offence, flags))
}

fn violence(draw: &mut Draw) -> Happening {
    if draw.chance(mix::SEXUAL) {
        if draw.chance(mix::SEXUAL_VICTIM_IS_CHILD) {
            return one_of(&offences::SEXUAL_CHILD, draw);
        }
        let (offence, flags) = one_of(&offences::SEXUAL, draw)?;
        return Some((offence, if draw.chance(mix::SEXUAL_IS_DOMESTIC) { domestic(flags, draw) } else { flags }));
    }
    if draw.chance(mix::DOMESTIC_ABUSE) {
        let (offence, flags) = one_of(&offences::DOMESTIC, draw)?;
        return Some((offence, domestic(flags, draw)));
    }
    if draw.chance(mix::VIOLENCE_IS_HATE) {
        return hate(&offences::VIOLENCE_HATE, offences::VIOLENCE.get(..2).unwrap_or_default(), draw);
    }
    one_of(&offences::VIOLENCE, draw)
}

fn damage(draw: &mut Draw) -> Happening {
    if draw.chance(mix::DAMAGE_IS_DOMESTIC) {
        let (offence, flags) = one_of(&offences::DAMAGE_DOMESTIC, draw)?;
        return Some((offence, domestic(flags, draw)));
    }
    if draw.chance(mix::DAMAGE_IS_HATE) {
        return hate(&offences::DAMAGE_HATE, &offences::DAMAGE, draw);
    }
    one_of(&offences::DAMAGE, draw)
}

fn domestic(mut flags: FlagSet, draw: &mut Draw) -> FlagSet {
    flags.insert(Flag::DomesticAbuse);
    if draw.chance(mix::DOMESTIC_HIGH_RISK) {
        flags.insert(Flag::DomesticAbuseHighRisk);
    }
    if draw.chance(mix::HONOUR_BASED) {
        flags.insert(Flag::HonourBased);
    }
    flags
}
