//! Writes a person's part in an incident into a row, with as much left out as real transfers leave out.

use jiff::civil::Date;
use kernel::{Flag, FlagSet, IncidentKind, Role};

use crate::cast::{Known, Part};
use crate::draw::Draw;
use crate::identity;
use crate::incident::Incident;
use crate::mix;
use crate::names::Names;
use crate::offences::Harm;
use crate::person::Person;
use crate::places::ForceArea;
use crate::row::{Column, Row};

/// Flags that the offence code says by itself, so that a sender may leave them out.
const SAID_BY_CODE: FlagSet = FlagSet::of(&[
    Flag::Sexual,
    Flag::Rape,
    Flag::ChildSexualAbuse,
    Flag::Stalking,
    Flag::Harassment,
    Flag::ModernSlavery,
    Flag::AttemptedMurder,
    Flag::GbhIntent,
    Flag::Kidnap,
    Flag::ArsonLife,
    Flag::Homicide,
]);

/// An officer who has cases.
pub(crate) struct Officer {
    name: String,
    number: u32,
}

/// The officers of the force in this feed.
pub(crate) fn officers(names: &Names, draw: &mut Draw) -> Vec<Officer> {
    (0..120)
        .map(|_| {
            let female = draw.below(2) == 0;
            let rank = draw.of(&[(80, "PC"), (14, "DC"), (6, "PS")]);
            let origin = crate::names::Origin::British;
            let (given, family) = (names.given(origin, female, 38, draw), names.family(origin, draw).of(female));
            Officer { name: format!("{rank} {given} {family}"), number: draw.between(1_001, 9_899) }
        })
        .collect()
}

/// What a whole incident's rows have in common.
pub(crate) struct Common<'a> {
    pub(crate) incident: &'a Incident<'a>,
    pub(crate) force: &'a ForceArea,
    /// The month of the file; ids carry it, so that two months can be loaded one after the other.
    pub(crate) month: Date,
    /// The postcode of the place, where it is known.
    pub(crate) postcode: Option<String>,
    pub(crate) officer: Option<&'a Officer>,
}

impl Common<'_> {
    /// Fills the row with the part that stands at this place among the incident's parts, counted from 1.
    pub(crate) fn describe(&self, part: &Part, place: usize, draw: &mut Draw, row: &mut Row) {
        row.clear();
        self.incident_cells(part, place, draw, row);
        if part.role == Role::BusinessContact {
            identity::business(&part.person, draw, row);
        } else {
            identity::person(part, self.incident.recorded_on(), draw, row);
            // Who is known by facts comes without a reference.
            if part.person.referenced && !part.known.by_facts() {
                self.reference(&part.person, row);
            }
            crate::wishes::cells(self.incident, part, draw, row);
        }
        if let Some(officer) = self.officer {
            row.set(Column::OfficerName, &officer.name);
            row.write(Column::OfficerId, format_args!("{}", officer.number));
        }
    }

    fn incident_cells(&self, part: &Part, place: usize, draw: &mut Draw, row: &mut Row) {
        let incident = self.incident;
        let (number, year, month) = self.stem();
        row.write(Column::SourceRecordId, format_args!("{number}-{year:02}{month:02}-{:06}-{place}", incident.serial));
        if incident.reported {
            row.write(Column::CrimeReference, format_args!("{number}/{year:02}{month:02}{:06}", incident.serial));
        }
        let local = incident.offset.to_datetime(incident.recorded_at);
        let hours = incident.offset.seconds() / 3_600;
        row.write(Column::RecordedAt, format_args!("{}T{}+{hours:02}:00", local.date(), local.time()));
        if !draw.chance(mix::NO_INCIDENT_DATE) {
            let (first, last) = incident.occurred;
            row.write(Column::OccurredFrom, format_args!("{first}"));
            if first != last || draw.below(2) == 0 {
                row.write(Column::OccurredTo, format_args!("{last}"));
            }
        }
        let defaults = draw.chance(mix::DEFAULTS_WRITTEN);
        if defaults || incident.kind() != IncidentKind::Crime {
            row.set(Column::IncidentKind, incident.kind().as_str());
        }
        if !incident.reported {
            row.set(Column::Reported, "no");
        } else if defaults {
            row.set(Column::Reported, "yes");
        }
        if defaults || part.role != Role::Victim {
            row.set(Column::Role, part.role.as_str());
        }
        self.offence_cells(part, draw, row);
        row.set(Column::IncidentLsoa, &incident.place.lsoa_code);
        row.set(Column::IncidentLocation, &incident.place.location);
        row.set(Column::IncidentPostcode, self.postcode.as_deref().unwrap_or_default());
        row.set(Column::ForceArea, incident.place.district());
    }

    fn offence_cells(&self, part: &Part, draw: &mut Draw, row: &mut Row) {
        let offence = self.incident.offence;
        let no_code = draw.chance(mix::NO_CODE);
        if no_code || offence.code.is_empty() || !draw.chance(mix::NO_OFFENCE_TEXT) {
            row.set(Column::OffenceText, offence.text);
        }
        if !no_code {
            write_code(offence.code, draw, row);
        }
        let left_out = row.has(Column::OffenceCode) && draw.chance(mix::FLAG_LEFT_TO_CODE);
        for flag in self.incident.flags.iter().filter(|flag| !(left_out && SAID_BY_CODE.has(*flag))) {
            row.add(Column::Flags, flag.as_str());
        }
        if part.role == Role::Victim {
            self.flags_of_person(part, draw, row);
        }
    }

    fn flags_of_person(&self, part: &Part, draw: &mut Draw, row: &mut Row) {
        let repeat = part.known != Known::First && draw.chance(mix::REPEAT_FLAGGED);
        let violent = self.incident.flags.has(Flag::GbhIntent);
        let chances = [
            (Flag::SeriousViolence, violent && !self.incident.flags.has(Flag::SeriousViolence) && draw.chance(mix::SERIOUS_VIOLENCE)),
            (Flag::MentalDisorder, draw.chance(mix::MENTAL_DISORDER)),
            (Flag::LearningDisability, draw.chance(mix::LEARNING_DISABILITY)),
            (Flag::PhysicalDisability, draw.chance(mix::PHYSICAL_DISABILITY)),
            (Flag::FearOfTestifying, !self.incident.flags.has(Flag::FearOfTestifying) && draw.chance(mix::FEAR_OF_TESTIFYING)),
            (Flag::Repeat, repeat),
        ];
        for (flag, _) in chances.into_iter().filter(|(_, flagged)| *flagged) {
            row.add(Column::Flags, flag.as_str());
        }
    }

    fn reference(&self, person: &Person, row: &mut Row) {
        let (number, year, month) = self.stem();
        row.write(Column::PersonReference, format_args!("N{number}-{year:02}{month:02}-{:06}", person.number));
    }

    /// What every id of the feed begins with: the force's number, year and month.
    fn stem(&self) -> (&str, i16, i8) {
        (self.force.number, self.month.year().rem_euclid(100), self.month.month())
    }
}

/// Where the incident was: at the first victim's home if it was there, else somewhere in the district; often the postcode is not known.
pub(crate) fn incident_postcode(
    incident: &Incident<'_>,
    parts: &[Part],
    places: &crate::places::Gazetteer,
    force: &ForceArea,
    draw: &mut Draw,
) -> Option<String> {
    if !draw.chance(mix::INCIDENT_POSTCODE) {
        return None;
    }
    let at_home = incident.is_domestic() || matches!(incident.offence.harm, Harm::Household | Harm::Business);
    if let Some(home) = parts.first().map(|part| part.person.home).filter(|home| at_home && !home.area.is_away()) {
        return Some(home.postcode());
    }
    let area = places.area_in(force, incident.place.district(), true, draw);
    Some(crate::places::postcode(area.outward, crate::places::Gazetteer::inward(draw)))
}

fn write_code(code: &str, draw: &mut Draw, row: &mut Row) {
    let Some((class, sub_class)) = code.split_once('/') else { return };
    if !draw.chance(mix::CODE_OTHER_FORM) {
        row.set(Column::OffenceCode, code);
    } else if draw.below(2) == 0 {
        row.write(Column::OffenceCode, format_args!("{class}{sub_class}"));
    } else {
        let short = |part: &str| part.trim_start_matches('0').parse::<u32>().unwrap_or(0);
        row.write(Column::OffenceCode, format_args!("{}/{}", short(class), short(sub_class)));
    }
}
