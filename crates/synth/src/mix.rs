//! Every rate of the feed in one place. Change one here and the feed changes; nothing else holds a rate but the weights of the offences
//! (`offences.rs`), which say what a kind of recorded crime consists of.
//!
//! Where a figure is known from published statistics the comment says so; the others are our judgement of what a hub sees.

use crate::draw::{Share, per_cent, per_ten_thousand, per_thousand};
use crate::names::Origin;

// Which recorded crimes have somebody.
/// Anti-social behaviour where a caller or sufferer is named; the rest are calls about a place.
pub(crate) const ASB_WITH_VICTIM: Share = per_cent(35);
/// Of those, the ones that were a domestic incident without a crime.
pub(crate) const ASB_IS_DOMESTIC: Share = per_cent(3);
/// Anti-social behaviour assessed as high risk.
pub(crate) const ASB_HIGH_RISK: Share = per_cent(4);
/// Shop theft with a contact of the shop in the file; no other victim is sent.
pub(crate) const SHOPLIFTING_WITH_CONTACT: Share = per_cent(25);
/// Public order offences against a person; the others are against the peace.
pub(crate) const PUBLIC_ORDER_WITH_VICTIM: Share = per_cent(30);
/// Other crime with a victim (intimidated witnesses, threats, forgery); mostly there is none.
pub(crate) const OTHER_CRIME_WITH_VICTIM: Share = per_cent(12);
/// Any other crime whose victim was never identified, or is not sent.
pub(crate) const VICTIM_NOT_KNOWN: Share = per_cent(4);
/// Damage, theft and robbery where the loser is a business, which sends a contact or nobody.
pub(crate) const BUSINESS_WITH_CONTACT: Share = per_cent(60);

// Violence and sexual offences.
/// Sexual offences among "Violence and sexual offences".
pub(crate) const SEXUAL: Share = per_cent(5);
/// Domestic abuse among the rest: about a third of violence against the person (Office for National Statistics).
pub(crate) const DOMESTIC_ABUSE: Share = per_cent(33);
/// Domestic abuse assessed as high risk (a score of 14 or more, or professional judgement).
pub(crate) const DOMESTIC_HIGH_RISK: Share = per_cent(13);
/// Domestic abuse in which both parties are recorded as victims: two people at one address who must not be joined.
pub(crate) const COUNTER_ALLEGATION: Share = per_cent(4);
/// Sexual offences by a partner or relative.
pub(crate) const SEXUAL_IS_DOMESTIC: Share = per_cent(28);
/// Criminal damage by a partner or relative.
pub(crate) const DAMAGE_IS_DOMESTIC: Share = per_cent(11);
/// Domestic abuse that is honour-based.
pub(crate) const HONOUR_BASED: Share = per_thousand(8);
/// Women among the victims of domestic abuse (Crime Survey for England and Wales: about seven in ten).
pub(crate) const DOMESTIC_VICTIM_FEMALE: Share = per_cent(73);
/// Women and girls among the victims of sexual offences.
pub(crate) const SEXUAL_VICTIM_FEMALE: Share = per_cent(86);
/// Women and girls among the victims of anything else.
pub(crate) const OTHER_VICTIM_FEMALE: Share = per_cent(47);
/// Hate as a motive of violence that is not domestic.
pub(crate) const VIOLENCE_IS_HATE: Share = per_cent(3);
/// Hate as a motive of public order offences against a person.
pub(crate) const PUBLIC_ORDER_IS_HATE: Share = per_cent(9);
/// Hate as a motive of damage and anti-social behaviour.
pub(crate) const DAMAGE_IS_HATE: Share = per_cent(1);
/// A flag that the offence code says already is sometimes left to it.
pub(crate) const FLAG_LEFT_TO_CODE: Share = per_cent(25);

// Who.
/// Children among the victims of violence, anti-social behaviour and robbery.
pub(crate) const VICTIM_IS_CHILD: Share = per_cent(11);
/// Children among the victims of theft and damage, who rarely own a car or a house.
pub(crate) const OWNER_IS_CHILD: Share = per_cent(2);
/// Children among the victims of sexual offences whose offence does not say.
pub(crate) const SEXUAL_VICTIM_IS_CHILD: Share = per_cent(22);
/// Children for whom a parent or guardian is sent as well.
pub(crate) const CHILD_WITH_GUARDIAN: Share = per_cent(80);
/// A second victim of the same household in damage, burglary, vehicle crime and anti-social behaviour.
pub(crate) const HOUSEHOLD_SECOND: Share = per_cent(17);
/// A third, where there is a second.
pub(crate) const HOUSEHOLD_THIRD: Share = per_cent(20);
/// A second, unrelated victim of violence.
pub(crate) const SECOND_VICTIM: Share = per_cent(5);
/// A witness sent along with violence, robbery and public order offences.
pub(crate) const WITNESS: Share = per_cent(3);
/// Guardians who are the mother.
pub(crate) const GUARDIAN_IS_MOTHER: Share = per_cent(74);
/// Couples of one sex.
pub(crate) const SAME_SEX_COUPLE: Share = per_cent(4);
/// Victims of 16 or 17 in offences against anybody from 16.
pub(crate) const SIXTEEN_OR_SEVENTEEN: Share = per_cent(5);
/// Two children of a household who are twins: same family name, same birth date, same address.
pub(crate) const SECOND_CHILD_IS_TWIN: Share = per_cent(25);
/// A victim who was one before, known to this feed.
pub(crate) const REPEAT: Share = per_cent(9);
/// The same, in domestic abuse, stalking and harassment.
pub(crate) const REPEAT_IN_ABUSE: Share = per_cent(22);
/// A new victim who lives with somebody this feed knows already, and is not that person.
pub(crate) const HOUSEMATE_OF_KNOWN: Share = per_cent(3);
/// Repeat victims sent with the same person reference …
pub(crate) const REPEAT_WITH_REFERENCE: Share = per_cent(60);
/// … and, of those without, the ones whose name or birth date is written slightly differently.
pub(crate) const REPEAT_MISSPELT: Share = per_cent(20);
/// Repeat victims whom the sender marks so.
pub(crate) const REPEAT_FLAGGED: Share = per_cent(40);
/// Repeat victims who are more likely than others to be one again: a few people come many times.
pub(crate) const REPEAT_OFTEN: Share = per_cent(35);
/// How many people are remembered for repeats and households: bounds the memory, not the feed.
pub(crate) const REGISTER: usize = 8_192;
/// How many people must be known before anybody is one of them again.
pub(crate) const REGISTER_BEGINS: u32 = 60;
/// How many of them are looked at for one who fits the incident.
pub(crate) const REGISTER_TRIES: u32 = 40;
/// A double-barrelled family name.
pub(crate) const DOUBLE_BARRELLED: Share = per_cent(3);
/// A given name from the British list for a child of another origin, or for a Welsh, Scottish, Irish or Caribbean adult.
pub(crate) const BRITISH_GIVEN_NAME: Share = per_cent(30);
/// A house-mate with another family name.
pub(crate) const HOUSEMATE_OTHER_NAME: Share = per_cent(25);
/// A home outside the force's area.
pub(crate) const OUT_OF_AREA: Share = per_cent(4);
/// A home in the same district as the crime; the others live elsewhere in the force's area.
pub(crate) const HOME_IN_DISTRICT: Share = per_cent(75);
/// A flat rather than a house.
pub(crate) const FLAT: Share = per_cent(14);
/// Ages of adults: weight, from, to.
pub(crate) const ADULT_AGES: [(u32, (u32, u32)); 8] =
    [(10, (18, 21)), (13, (22, 26)), (19, (27, 34)), (19, (35, 44)), (16, (45, 54)), (12, (55, 64)), (7, (65, 74)), (4, (75, 94))];
/// Ages of children who are victims: weight, from, to.
pub(crate) const CHILD_AGES: [(u32, (u32, u32)); 4] = [(6, (0, 5)), (14, (6, 10)), (35, (11, 14)), (45, (15, 17))];

// What is known of a person. What is not known is an empty cell.
/// Title sent.
pub(crate) const TITLE: Share = per_cent(55);
/// Middle names sent.
pub(crate) const MIDDLE_NAMES: Share = per_cent(24);
/// A previous family name, for women over 25.
pub(crate) const PREVIOUS_NAME: Share = per_cent(8);
/// Birth date missing.
pub(crate) const NO_BIRTH_DATE: Share = per_cent(4);
/// Sex missing or unknown.
pub(crate) const NO_SEX: Share = per_cent(3);
/// Self-defined ethnicity sent; forces ask for it far too rarely.
pub(crate) const ETHNICITY: Share = per_cent(62);
/// Of those, "not stated".
pub(crate) const ETHNICITY_NOT_STATED: Share = per_cent(9);
/// First language sent although it is English.
pub(crate) const ENGLISH_SENT: Share = per_cent(25);
/// First language sent when it is another.
pub(crate) const LANGUAGE_SENT: Share = per_cent(70);
/// People of an origin with another language whose first language is English all the same.
pub(crate) const ENGLISH_ANYWAY: Share = per_cent(45);
/// An interpreter needed, where the first language is another.
pub(crate) const INTERPRETER: Share = per_cent(30);
/// Communication needs recorded.
pub(crate) const COMMUNICATION_NEEDS: Share = per_cent(4);
/// Address missing altogether (no fixed abode, or not asked).
pub(crate) const NO_ADDRESS: Share = per_cent(4);
/// Postcode missing from an address.
pub(crate) const NO_POSTCODE: Share = per_cent(4);
/// A village or estate in the second address line.
pub(crate) const VILLAGE: Share = per_cent(16);
/// A mobile number known: adults …
pub(crate) const MOBILE: Share = per_cent(88);
/// … and children from 11.
pub(crate) const CHILD_MOBILE: Share = per_cent(35);
/// A landline, under 55 and from 55.
pub(crate) const LANDLINE: Share = per_cent(16);
/// The same from 55.
pub(crate) const LANDLINE_OLDER: Share = per_cent(58);
/// A landline from another drama range than the area's.
pub(crate) const LANDLINE_FROM_AWAY: Share = per_cent(12);
/// An e-mail address known, under 65.
pub(crate) const EMAIL: Share = per_cent(62);
/// The same from 65.
pub(crate) const EMAIL_OLDER: Share = per_cent(28);
/// A person reference sent; some systems have none for some of their rows.
pub(crate) const PERSON_REFERENCE: Share = per_cent(78);

// Safety and consent.
/// Domestic abuse, stalking and honour-based abuse: the victim was asked which ways are safe.
pub(crate) const SAFETY_ASKED_IN_ABUSE: Share = per_cent(52);
/// The same in everything else.
pub(crate) const SAFETY_ASKED: Share = per_cent(7);
/// Answers, where asked, in abuse: weights of yes, no and no answer for each way in turn.
pub(crate) const SAFE_IN_ABUSE: [(u32, &str); 3] = [(46, "yes"), (34, "no"), (20, "")];
/// The same in everything else.
pub(crate) const SAFE_ELSEWHERE: [(u32, &str); 3] = [(80, "yes"), (4, "no"), (16, "")];
/// Whether the suspect lives at the same address, in domestic abuse.
pub(crate) const SUSPECT_SHARES_IN_ABUSE: [(u32, &str); 3] = [(30, "yes"), (44, "no"), (26, "")];
/// The same elsewhere.
pub(crate) const SUSPECT_SHARES: [(u32, &str); 3] = [(1, "yes"), (24, "no"), (175, "")];
/// A note about contact, in abuse and elsewhere.
pub(crate) const NOTE_IN_ABUSE: Share = per_cent(30);
/// The same elsewhere.
pub(crate) const NOTE: Share = per_cent(6);
/// A note that runs over two lines: a quoted cell with a line break in it, which is allowed.
pub(crate) const NOTE_OF_TWO_LINES: Share = per_cent(8);
/// The person's own wish how to be reached.
pub(crate) const PREFERRED: [(u32, &str); 6] = [(46, ""), (24, "phone"), (14, "text"), (9, "email"), (4, "letter"), (3, "none")];
/// Consent to be referred: weights of given, refused, not asked.
pub(crate) const CONSENT: [(u32, &str); 3] = [(66, "given"), (12, "refused"), (22, "")];
/// Whether support was asked for, where consent was given.
pub(crate) const SUPPORT_REQUESTED: [(u32, &str); 3] = [(22, "yes"), (28, "no"), (50, "")];
/// An assessment under the Victims' Code made …
pub(crate) const ASSESSED: Share = per_cent(45);
/// … and, of those, "standard" although the facts say enhanced, or an enhancement the facts do not show.
pub(crate) const ASSESSMENT_DISAGREES: Share = per_cent(12);
/// The officer's marker: yes in abuse and sexual offences …
pub(crate) const MARKED_IN_ABUSE: Share = per_cent(22);
/// … and elsewhere.
pub(crate) const MARKED: Share = per_cent(5);
/// Where it is not yes, it is written "no" this often and else left empty.
pub(crate) const MARKED_NO: Share = per_cent(30);
/// Already referred by the police to a specialist service: high-risk domestic abuse and sexual offences.
pub(crate) const SPECIALIST_REFERRAL: Share = per_cent(45);
/// The officer in the case named.
pub(crate) const OFFICER: Share = per_cent(86);
/// Mental disorder, learning disability, physical disability, fear of testifying.
pub(crate) const MENTAL_DISORDER: Share = per_cent(4);
/// See above.
pub(crate) const LEARNING_DISABILITY: Share = per_cent(1);
/// See above.
pub(crate) const PHYSICAL_DISABILITY: Share = per_cent(2);
/// See above.
pub(crate) const FEAR_OF_TESTIFYING: Share = per_cent(1);
/// Serious violence flagged where the offence is violent and not minor.
pub(crate) const SERIOUS_VIOLENCE: Share = per_cent(30);

// When.
/// Days between the end of the incident and its recording: weight, from, to.
pub(crate) const DELAY: [(u32, (u32, u32)); 5] = [(62, (0, 0)), (18, (1, 1)), (12, (2, 7)), (6, (8, 40)), (2, (41, 400))];
/// The same for sexual offences and abuse of children, many of which are reported years later.
pub(crate) const DELAY_SEXUAL: [(u32, (u32, u32)); 5] =
    [(26, (0, 1)), (24, (2, 14)), (20, (15, 120)), (16, (121, 1200)), (14, (1201, 12_000))];
/// Incidents that began before the day they ended on: found next morning, a course of conduct, a week-end away.
pub(crate) const SPREAD: Share = per_cent(30);
/// How many days that was: weight, from, to.
pub(crate) const SPREAD_DAYS: [(u32, (u32, u32)); 3] = [(75, (1, 1)), (20, (2, 5)), (5, (6, 30))];
/// No date of the incident known.
pub(crate) const NO_INCIDENT_DATE: Share = per_cent(3);
/// How busy recording is by hour of the day, Monday to Friday, London time.
pub(crate) const WEEKDAY_HOURS: [u32; 24] = [22, 16, 13, 10, 9, 10, 16, 28, 48, 66, 72, 72, 68, 66, 68, 70, 72, 70, 66, 60, 54, 46, 38, 30];
/// The same on Saturday and Sunday: later, and busier at night.
pub(crate) const WEEKEND_HOURS: [u32; 24] =
    [40, 36, 32, 26, 20, 14, 14, 20, 32, 44, 52, 54, 54, 52, 50, 50, 52, 54, 54, 52, 50, 46, 44, 42];

// How the file looks.
/// Offence code in another accepted form (`8/6`, `00806`).
pub(crate) const CODE_OTHER_FORM: Share = per_cent(8);
/// Offence code left out, the text sent.
pub(crate) const NO_CODE: Share = per_cent(3);
/// Offence text left out, the code sent.
pub(crate) const NO_OFFENCE_TEXT: Share = per_cent(5);
/// `reported` and `role` written out although the default would do.
pub(crate) const DEFAULTS_WRITTEN: Share = per_cent(70);
/// Not reported to the police: a third party's report of a sexual offence or abuse, without a crime number.
pub(crate) const NOT_REPORTED: Share = per_thousand(8);
/// Where the incident was: postcode known (the recorded crime gives only the area and the street).
pub(crate) const INCIDENT_POSTCODE: Share = per_cent(70);
/// Postcode written in small letters or without its space.
pub(crate) const UNTIDY_POSTCODE: Share = per_cent(7);
/// Family name in capitals.
pub(crate) const NAME_IN_CAPITALS: Share = per_cent(4);
/// A space before or after a name.
pub(crate) const STRAY_SPACE: Share = per_cent(2);
/// The same row sent again unchanged.
pub(crate) const RESENT: Share = per_ten_thousand(90);
/// The same row sent again with something changed.
pub(crate) const RESENT_CHANGED: Share = per_ten_thousand(110);
/// The same person in the same incident under another row id.
pub(crate) const DUPLICATE: Share = per_ten_thousand(60);
/// How many incidents later a row is sent again: from, to; also bounds how many wait.
pub(crate) const RESENT_AFTER: (u32, u32) = (5, 400);
/// Rows with an error that real feeds have; which one is weighted in `faults.rs`.
pub(crate) const FAULTY: Share = per_cent(2);
/// Besides, rows in Windows-1252 among those whose name has an accented letter or an apostrophe (about one row in thirty).
pub(crate) const WRONG_CODE_PAGE: Share = per_cent(7);

// Where the families come from; the names themselves stand in `data/names.txt`.
/// Weights of each origin, one column a region: most of England; Lincolnshire, Cambridgeshire, Norfolk and Suffolk, with many people from eastern and
/// southern Europe; the Midlands and their neighbours, with many families from Gujarat and the Punjab; the large cities; Wales.
pub(crate) const ORIGINS: [(Origin, [u32; 5]); 26] = [
    (Origin::British, [770, 760, 640, 560, 560]),
    (Origin::Welsh, [22, 12, 12, 14, 300]),
    (Origin::Scottish, [24, 18, 16, 18, 12]),
    (Origin::Irish, [26, 18, 24, 34, 18]),
    (Origin::Traveller, [4, 7, 4, 4, 5]),
    (Origin::Polish, [18, 48, 22, 26, 14]),
    (Origin::Lithuanian, [4, 26, 5, 6, 3]),
    (Origin::Latvian, [2, 14, 3, 3, 1]),
    (Origin::Romanian, [10, 20, 14, 22, 6]),
    (Origin::Bulgarian, [4, 12, 5, 8, 3]),
    (Origin::Portuguese, [6, 14, 9, 14, 6]),
    (Origin::Ukrainian, [4, 5, 4, 5, 3]),
    (Origin::Pakistani, [16, 5, 22, 72, 8]),
    (Origin::Bangladeshi, [6, 2, 14, 34, 8]),
    (Origin::Gujarati, [12, 5, 88, 22, 4]),
    (Origin::Punjabi, [8, 2, 28, 20, 2]),
    (Origin::WestAfrican, [14, 6, 16, 46, 6]),
    (Origin::EastAfrican, [4, 1, 20, 24, 6]),
    (Origin::SouthernAfrican, [5, 4, 12, 8, 3]),
    (Origin::Caribbean, [8, 2, 14, 30, 4]),
    (Origin::Chinese, [7, 4, 6, 12, 5]),
    (Origin::Arab, [6, 2, 6, 16, 6]),
    (Origin::Kurdish, [4, 4, 6, 12, 4]),
    (Origin::Filipino, [4, 4, 4, 8, 4]),
    (Origin::Vietnamese, [2, 1, 2, 6, 1]),
    (Origin::European, [10, 7, 8, 18, 6]),
];
