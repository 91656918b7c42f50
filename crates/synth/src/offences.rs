//! What a kind of recorded crime consists of: offences with their Home Office codes, how often each occurs, and whom it harms.
//!
//! Codes and wordings follow the Home Office list of notifiable offences. The weights are our judgement, kept near recorded crime.

use kernel::{Flag, FlagSet, IncidentKind};

use Harm::{Anyone, Business, Household, Named, Owner, Relatives};

/// Whom an offence harms, as far as it decides who is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Harm {
    /// The people who live where it happened.
    Household,
    /// Somebody who owns the thing, nearly always an adult, sometimes with the family.
    Owner,
    /// A person of any age.
    Anyone,
    /// A person of this sex (if it matters) and of an age from … to … when it happened.
    Named { female: Option<bool>, from: u32, to: u32 },
    /// A business: somebody there can be written to.
    Business,
    /// The relatives of somebody who died.
    Relatives,
}

/// An offence and how often it occurs within its table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offence {
    pub(crate) weight: u32,
    /// Home Office class and sub-class; empty where there is no crime.
    pub(crate) code: &'static str,
    pub(crate) text: &'static str,
    pub(crate) harm: Harm,
    /// What the sender flags because of the offence.
    pub(crate) flags: FlagSet,
    pub(crate) kind: IncidentKind,
}

const fn offence(weight: u32, code: &'static str, text: &'static str, harm: Harm, flags: &[Flag]) -> Offence {
    Offence { weight, code, text, harm, flags: FlagSet::of(flags), kind: IncidentKind::Crime }
}

impl Offence {
    const fn that_is(self, kind: IncidentKind) -> Self {
        Self { kind, ..self }
    }
}

const ADULT: Harm = Named { female: None, from: 16, to: 90 };
const WOMAN: Harm = Named { female: Some(true), from: 16, to: 80 };
const MAN: Harm = Named { female: Some(false), from: 16, to: 80 };

/// Anti-social behaviour: no crime, no code.
pub(crate) const ASB: [Offence; 6] = [
    offence(34, "", "Anti-social behaviour - nuisance neighbours", Household, &[]).that_is(IncidentKind::Asb),
    offence(28, "", "Anti-social behaviour - rowdy or inconsiderate behaviour", Anyone, &[]).that_is(IncidentKind::Asb),
    offence(14, "", "Anti-social behaviour - vehicle nuisance", Owner, &[]).that_is(IncidentKind::Asb),
    offence(10, "", "Anti-social behaviour - noise", Household, &[]).that_is(IncidentKind::Asb),
    offence(8, "", "Anti-social behaviour - malicious or nuisance communications", Anyone, &[]).that_is(IncidentKind::Asb),
    offence(6, "", "Anti-social behaviour - personal", Anyone, &[]).that_is(IncidentKind::Asb),
];

/// A domestic incident that is no crime.
pub(crate) const DOMESTIC_INCIDENT: [Offence; 2] = [
    offence(7, "", "Domestic incident - no crime disclosed, verbal argument", ADULT, &[Flag::DomesticAbuse])
        .that_is(IncidentKind::DomesticNonCrime),
    offence(3, "", "Domestic incident - no crime disclosed, concern for safety", ADULT, &[Flag::DomesticAbuse])
        .that_is(IncidentKind::DomesticNonCrime),
];

/// Burglary of homes, outbuildings and businesses.
pub(crate) const BURGLARY: [Offence; 4] = [
    offence(66, "028/03", "Burglary - residential", Household, &[]),
    offence(30, "030/02", "Burglary - business and community", Business, &[]),
    offence(3, "029/00", "Aggravated burglary - residential", Household, &[Flag::SeriousViolence]),
    offence(1, "031/00", "Aggravated burglary - business and community", Business, &[Flag::SeriousViolence]),
];

/// Vehicle crime.
pub(crate) const VEHICLE: [Offence; 6] = [
    offence(52, "045/10", "Theft from a motor vehicle", Owner, &[]),
    offence(24, "048/01", "Theft of a motor vehicle", Owner, &[]),
    offence(9, "126/00", "Interference with a motor vehicle", Owner, &[]),
    offence(8, "130/01", "Unauthorised taking of a motor vehicle", Owner, &[]),
    offence(3, "037/02", "Aggravated vehicle taking", Owner, &[]),
    offence(4, "045/10", "Theft from a motor vehicle - tools from a works van", Business, &[]),
];

/// Criminal damage and arson.
pub(crate) const DAMAGE: [Offence; 9] = [
    offence(36, "149/00", "Criminal damage to a vehicle - under £5,000", Owner, &[]),
    offence(25, "149/00", "Criminal damage to a residence - under £5,000", Household, &[]),
    offence(17, "149/00", "Criminal damage to a business or community building - under £5,000", Business, &[]),
    offence(11, "149/00", "Other criminal damage - under £5,000", Owner, &[]),
    offence(4, "058/00", "Criminal damage to a residence", Household, &[]),
    offence(3, "056/02", "Arson not endangering life", Owner, &[]),
    offence(2, "056/01", "Arson endangering life", Household, &[Flag::ArsonLife]),
    offence(1, "059/11", "Threats to destroy or damage property", Household, &[]),
    offence(1, "", "Fire at a home - cause not yet known", Household, &[]).that_is(IncidentKind::Fire),
];

/// Criminal damage by a partner, former partner or relative.
pub(crate) const DAMAGE_DOMESTIC: [Offence; 3] = [
    offence(60, "149/00", "Criminal damage to a residence - under £5,000", ADULT, &[Flag::DomesticAbuse]),
    offence(36, "149/00", "Criminal damage to a vehicle - under £5,000", ADULT, &[Flag::DomesticAbuse]),
    offence(4, "056/01", "Arson endangering life", ADULT, &[Flag::DomesticAbuse, Flag::ArsonLife]),
];

/// Damage because of hostility to somebody's race or religion.
pub(crate) const DAMAGE_HATE: [Offence; 1] = [offence(1, "058/04", "Racially or religiously aggravated criminal damage", Owner, &[])];

/// Robbery.
pub(crate) const ROBBERY: [Offence; 4] = [
    offence(78, "034/01", "Robbery - personal", Anyone, &[]),
    offence(9, "034/01", "Robbery - business", Business, &[]),
    offence(10, "034/02", "Assault with intent to rob - personal", Anyone, &[]),
    offence(3, "034/01", "Robbery with a knife - personal", Anyone, &[Flag::SeriousViolence]),
];

/// Bicycle theft.
pub(crate) const BICYCLE: [Offence; 1] = [offence(1, "044/00", "Theft of a pedal cycle", Anyone, &[])];

/// Theft from the person.
pub(crate) const FROM_THE_PERSON: [Offence; 1] = [offence(1, "039/00", "Theft from the person of another", Anyone, &[])];

/// Theft from shops.
pub(crate) const SHOPLIFTING: [Offence; 1] = [offence(1, "046/00", "Theft from shops and stalls", Business, &[])];

/// Other theft.
pub(crate) const OTHER_THEFT: [Offence; 6] = [
    offence(52, "049/10", "Theft if not classified elsewhere", Owner, &[]),
    offence(25, "049/10", "Making off without payment", Business, &[]),
    offence(12, "040/00", "Theft in a dwelling other than from an automatic machine or meter", Household, &[]),
    offence(5, "041/00", "Theft by an employee", Business, &[]),
    offence(5, "035/00", "Blackmail", ADULT, &[]),
    offence(1, "049/03", "Abduction of a pet dog or cat", Owner, &[]),
];

/// Public order offences against somebody.
pub(crate) const PUBLIC_ORDER: [Offence; 2] = [
    offence(64, "125/09", "Causing intentional harassment, alarm or distress", Anyone, &[]),
    offence(36, "125/11", "Fear or provocation of violence", Anyone, &[]),
];

/// The same because of hostility to somebody's race or religion.
pub(crate) const PUBLIC_ORDER_HATE: [Offence; 2] = [
    offence(72, "008/55", "Racially or religiously aggravated intentional harassment, alarm or distress", Anyone, &[]),
    offence(28, "066/91", "Racially or religiously aggravated fear or provocation of violence", Anyone, &[]),
];

/// Other crime that has a victim.
pub(crate) const OTHER_CRIME: [Offence; 4] = [
    offence(45, "079/04", "Intimidation or intending to intimidate a witness", ADULT, &[Flag::FearOfTestifying]),
    offence(15, "079/05", "Harming or threatening to harm a witness", ADULT, &[Flag::FearOfTestifying]),
    offence(25, "061/21", "Forgery or copying a false instrument", ADULT, &[]),
    offence(15, "087/02", "Unlawful harassment of an occupier", ADULT, &[]),
];

/// Violence that is neither domestic nor sexual, deaths included.
pub(crate) const VIOLENCE: [Offence; 24] = [
    offence(3_450, "105/01", "Common assault and battery", Anyone, &[]),
    offence(2_150, "008/06", "Assault occasioning actual bodily harm", Anyone, &[]),
    offence(1_350, "195/94", "Harassment", Anyone, &[Flag::Harassment]),
    offence(1_150, "008/72", "Sending communications to cause distress or anxiety", Anyone, &[]),
    offence(560, "003/01", "Threats to kill", Anyone, &[]),
    offence(300, "008/01", "Malicious wounding", Anyone, &[Flag::SeriousViolence]),
    offence(240, "195/12", "Stalking", ADULT, &[Flag::Stalking]),
    offence(150, "008/66", "Stalking involving serious alarm or distress", ADULT, &[Flag::Stalking]),
    offence(120, "008/30", "Putting people in fear of violence", ADULT, &[Flag::Harassment]),
    offence(110, "005/01", "Wounding with intent to cause grievous bodily harm", Anyone, &[Flag::GbhIntent, Flag::SeriousViolence]),
    offence(110, "008/21", "Owner allowing a dog to be dangerously out of control, injury", Anyone, &[]),
    offence(90, "011/03", "Cruelty to and neglect of children", Named { female: None, from: 0, to: 15 }, &[Flag::ChildAbuse]),
    offence(50, "036/03", "False imprisonment", Anyone, &[Flag::Kidnap]),
    offence(25, "036/01", "Kidnapping", Anyone, &[Flag::Kidnap]),
    offence(30, "036/07", "Require a person to perform forced or compulsory labour", ADULT, &[Flag::ModernSlavery]),
    offence(14, "036/06", "Hold a person in slavery or servitude", ADULT, &[Flag::ModernSlavery]),
    offence(
        18,
        "105/01",
        "Common assault and battery - child used to carry drugs",
        Named { female: None, from: 11, to: 17 },
        &[Flag::ChildExploitation],
    ),
    offence(
        5,
        "036/05",
        "Forced marriage offences",
        Named { female: Some(true), from: 15, to: 26 },
        &[Flag::ForcedMarriage, Flag::HonourBased],
    ),
    offence(
        3,
        "008/68",
        "Fail to protect a girl from risk of genital mutilation",
        Named { female: Some(true), from: 2, to: 15 },
        &[Flag::Fgm],
    ),
    offence(12, "002/00", "Attempted murder", ADULT, &[Flag::AttemptedMurder]),
    offence(12, "001/01", "Murder of a person aged 1 year or over", Relatives, &[Flag::Homicide]),
    offence(14, "004/04", "Causing death by dangerous driving", Relatives, &[]).that_is(IncidentKind::RoadDeath),
    offence(16, "004/08", "Causing death by careless or inconsiderate driving", Relatives, &[]).that_is(IncidentKind::RoadDeath),
    offence(1, "002/00", "Attempted murder - act of terrorism", ADULT, &[Flag::AttemptedMurder, Flag::Terrorism]),
];

/// Violence because of hostility to somebody's race or religion.
pub(crate) const VIOLENCE_HATE: [Offence; 3] = [
    offence(50, "008/57", "Racially or religiously aggravated common assault", Anyone, &[]),
    offence(20, "008/60", "Racially or religiously aggravated actual bodily harm", Anyone, &[]),
    offence(30, "008/56", "Racially or religiously aggravated harassment", Anyone, &[Flag::Harassment]),
];

/// Violence by a partner, former partner or relative, against somebody aged 16 or over.
pub(crate) const DOMESTIC: [Offence; 11] = [
    offence(360, "105/01", "Common assault and battery", ADULT, &[]),
    offence(250, "008/06", "Assault occasioning actual bodily harm", ADULT, &[]),
    offence(130, "195/94", "Harassment", ADULT, &[Flag::Harassment]),
    offence(75, "008/67", "Controlling or coercive behaviour in an intimate or family relationship", ADULT, &[]),
    offence(55, "008/77", "Non-fatal strangulation and suffocation", ADULT, &[]),
    offence(40, "195/12", "Stalking", ADULT, &[Flag::Stalking]),
    offence(25, "008/66", "Stalking involving serious alarm or distress", ADULT, &[Flag::Stalking]),
    offence(35, "003/01", "Threats to kill", ADULT, &[]),
    offence(18, "008/01", "Malicious wounding", ADULT, &[Flag::SeriousViolence]),
    offence(8, "005/01", "Wounding with intent to cause grievous bodily harm", ADULT, &[Flag::GbhIntent, Flag::SeriousViolence]),
    offence(4, "036/03", "False imprisonment", ADULT, &[Flag::Kidnap]),
];

/// Sexual offences against women and men.
pub(crate) const SEXUAL: [Offence; 9] = [
    offence(270, "019/08", "Rape of a female aged 16 or over", WOMAN, &[Flag::Rape, Flag::Sexual]),
    offence(16, "019/10", "Rape of a male aged 16 or over", MAN, &[Flag::Rape, Flag::Sexual]),
    offence(310, "020/05", "Sexual assault on a female", WOMAN, &[Flag::Sexual]),
    offence(44, "017/15", "Sexual assault on a male", MAN, &[Flag::Sexual]),
    offence(45, "020/03", "Assault on a female by penetration", WOMAN, &[Flag::Sexual]),
    offence(90, "088/09", "Exposure", ADULT, &[Flag::Sexual]),
    offence(45, "088/10", "Voyeurism", ADULT, &[Flag::Sexual]),
    offence(60, "088/14", "Sending a photograph or film of genitals", ADULT, &[Flag::Sexual]),
    offence(60, "088/15", "Sharing an intimate photograph or film to cause alarm or distress", ADULT, &[Flag::Sexual]),
];

/// Sexual offences against children.
pub(crate) const SEXUAL_CHILD: [Offence; 8] = [
    offence(
        190,
        "019/07",
        "Rape of a female aged under 16",
        Named { female: Some(true), from: 13, to: 15 },
        &[Flag::Rape, Flag::Sexual, Flag::ChildSexualAbuse],
    ),
    offence(
        110,
        "019/16",
        "Rape of a female child under 13 by a male",
        Named { female: Some(true), from: 4, to: 12 },
        &[Flag::Rape, Flag::Sexual, Flag::ChildSexualAbuse],
    ),
    offence(
        40,
        "019/17",
        "Rape of a male child under 13 by a male",
        Named { female: Some(false), from: 4, to: 12 },
        &[Flag::Rape, Flag::Sexual, Flag::ChildSexualAbuse],
    ),
    offence(
        190,
        "020/06",
        "Sexual assault of a female child under 13",
        Named { female: Some(true), from: 4, to: 12 },
        &[Flag::Sexual, Flag::ChildSexualAbuse],
    ),
    offence(
        60,
        "017/16",
        "Sexual assault on a male child under 13",
        Named { female: Some(false), from: 4, to: 12 },
        &[Flag::Sexual, Flag::ChildSexualAbuse],
    ),
    offence(
        230,
        "022/06",
        "Sexual activity with a child under 16 - female child",
        Named { female: Some(true), from: 13, to: 15 },
        &[Flag::Sexual, Flag::ChildSexualAbuse],
    ),
    offence(
        150,
        "071/17",
        "Engage in sexual communication with a child",
        Named { female: None, from: 9, to: 15 },
        &[Flag::Sexual, Flag::ChildSexualAbuse],
    ),
    offence(
        30,
        "071/08",
        "Cause or incite the sexual exploitation of a child aged 13 to 17",
        Named { female: None, from: 13, to: 17 },
        &[Flag::Sexual, Flag::ChildSexualAbuse, Flag::ChildExploitation],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = &'static Offence> {
        const TABLES: [&[Offence]; 19] = [
            &ASB,
            &DOMESTIC_INCIDENT,
            &BURGLARY,
            &VEHICLE,
            &DAMAGE,
            &DAMAGE_DOMESTIC,
            &DAMAGE_HATE,
            &ROBBERY,
            &BICYCLE,
            &FROM_THE_PERSON,
            &SHOPLIFTING,
            &OTHER_THEFT,
            &PUBLIC_ORDER,
            &PUBLIC_ORDER_HATE,
            &OTHER_CRIME,
            &VIOLENCE,
            &VIOLENCE_HATE,
            &DOMESTIC,
            &SEXUAL,
        ];
        TABLES.into_iter().flatten().chain(&SEXUAL_CHILD)
    }

    #[test]
    fn every_code_is_one_the_readers_accept() {
        for offence in all().filter(|offence| !offence.code.is_empty()) {
            let code = kernel::OffenceCode::parse(offence.code).unwrap_or_else(|| panic!("{} is no offence code", offence.code));
            assert_eq!(code.to_string(), offence.code);
        }
    }

    #[test]
    fn every_code_is_on_the_home_office_list() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/domain/data/ho_notifiable_offences_2026-04.csv");
        let Ok(list) = std::fs::read_to_string(path) else {
            println!("skipped: the Home Office list of notifiable offences is not here");
            return;
        };
        for offence in all().filter(|offence| !offence.code.is_empty()) {
            assert!(list.lines().any(|line| line.starts_with(offence.code)), "{} {}", offence.code, offence.text);
        }
    }
}
