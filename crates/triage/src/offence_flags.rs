//! Which flags a Home Office offence code determines, as data.
//!
//! Source: Home Office notifiable offence list, April 2026 ([`LIST_OF`]), by counting class; codes that the list no longer has but old
//! records do are marked [`RETIRED`]. Only what the code itself determines stands here: actual bodily harm may or may not be domestic
//! abuse, so 008/06 is absent, and breach of a non-molestation order (066/39) is a strong hint and no more.

use jiff::civil::{Date, date};
use kernel::{Flag, OffenceCode};

/// The edition of the list that the table was made from.
pub const LIST_OF: Date = date(2026, 4, 1);

/// The counting class given to codes that the list no longer has.
pub const RETIRED: &str = "retired";

/// Codes of one class, from the first to the last sub-class, that all determine one flag.
#[derive(Debug, Clone, Copy)]
pub struct OffenceFlag {
    /// The flag.
    pub flag: Flag,
    /// The counting class of the Home Office, the offence class where that is the ground, or [`RETIRED`].
    pub counting_class: &'static str,
    /// The Home Office class.
    pub class: u16,
    /// First and last sub-class.
    pub sub_classes: (u16, u16),
}

const fn row(flag: Flag, counting_class: &'static str, class: u16, first: u16, last: u16) -> OffenceFlag {
    OffenceFlag { flag, counting_class, class, sub_classes: (first, last) }
}

/// The flags that a code determines, in no order that matters.
pub fn of(code: OffenceCode) -> impl Iterator<Item = Flag> {
    let is = move |row: &&OffenceFlag| row.class == code.class() && (row.sub_classes.0..=row.sub_classes.1).contains(&code.sub_class());
    TABLE.iter().filter(is).map(|row| row.flag)
}

/// The table. `Sexual offences`, `Homicide` and `NFIB fraud` name classes of offence; all else are counting classes.
pub const TABLE: &[OffenceFlag] = &[
    // Homicide: murder, manslaughter, infanticide, corporate manslaughter. Deaths by driving are another class.
    row(Flag::Homicide, "Homicide", 1, 1, 2),
    row(Flag::Homicide, "Homicide", 4, 1, 2),
    row(Flag::Homicide, "Homicide", 4, 10, 10),
    row(Flag::AttemptedMurder, "2", 2, 0, 0),
    // Wounding or causing grievous bodily harm with intent (section 18).
    row(Flag::GbhIntent, "5D", 5, 1, 1),
    // Kidnap, false imprisonment, hostage taking. Not 036/02, hijacking.
    row(Flag::Kidnap, "36", 36, 1, 1),
    row(Flag::Kidnap, "36", 36, 3, 4),
    // Modern Slavery Act 2015, breach of its orders included; then what came before the Act.
    row(Flag::ModernSlavery, "106", 36, 6, 8),
    row(Flag::ModernSlavery, "106", 36, 10, 14),
    row(Flag::ModernSlavery, RETIRED, 72, 0, 6),
    row(Flag::ModernSlavery, RETIRED, 78, 19, 21),
    row(Flag::ModernSlavery, RETIRED, 99, 25, 26),
    // Also covers recklessness, which the Victims' Code does not: enhanced rights are proposed all the same.
    row(Flag::ArsonLife, "56A", 56, 1, 1),
    // Rape and attempted rape, all ages, one offender or several.
    row(Flag::Rape, "Rape", 19, 7, 14),
    row(Flag::Rape, "Rape", 19, 16, 19),
    row(Flag::Rape, RETIRED, 19, 0, 0),
    // Sexual offences, by class, so that codes of older offences count. 088/90 is harassment of a tenant.
    row(Flag::Sexual, "Sexual offences", 17, 0, 99),
    row(Flag::Sexual, "Sexual offences", 19, 0, 99),
    row(Flag::Sexual, "Sexual offences", 20, 0, 99),
    row(Flag::Sexual, "Sexual offences", 21, 0, 99),
    row(Flag::Sexual, "Sexual offences", 22, 0, 99),
    row(Flag::Sexual, "Sexual offences", 23, 0, 99),
    row(Flag::Sexual, "Sexual offences", 70, 0, 99),
    row(Flag::Sexual, "Sexual offences", 71, 0, 99),
    row(Flag::Sexual, "Sexual offences", 73, 0, 99),
    row(Flag::Sexual, "Sexual offences", 88, 0, 89),
    // Intimate images: shared without consent now, disclosed with intent to distress before 2024; trafficking for sexual exploitation.
    row(Flag::Sexual, "Sexual offences", 175, 8, 8),
    row(Flag::Sexual, RETIRED, 8, 71, 71),
    row(Flag::Sexual, RETIRED, 72, 0, 6),
    // Sexual offences whose own wording makes the victim a child. Not 022/30 (committed by a child), 023/12-13 (adult relative),
    // 071/16 (a manual).
    row(Flag::ChildSexualAbuse, "Sexual offences", 17, 14, 14),
    row(Flag::ChildSexualAbuse, "Sexual offences", 17, 16, 16),
    row(Flag::ChildSexualAbuse, "Sexual offences", 19, 7, 7),
    row(Flag::ChildSexualAbuse, "Sexual offences", 19, 9, 9),
    row(Flag::ChildSexualAbuse, "Sexual offences", 19, 11, 11),
    row(Flag::ChildSexualAbuse, "Sexual offences", 19, 13, 13),
    row(Flag::ChildSexualAbuse, "Sexual offences", 19, 16, 19),
    row(Flag::ChildSexualAbuse, "Sexual offences", 20, 4, 4),
    row(Flag::ChildSexualAbuse, "Sexual offences", 20, 6, 6),
    row(Flag::ChildSexualAbuse, "Sexual offences", 21, 2, 27),
    row(Flag::ChildSexualAbuse, "Sexual offences", 22, 6, 26),
    row(Flag::ChildSexualAbuse, "Sexual offences", 23, 4, 11),
    row(Flag::ChildSexualAbuse, "Sexual offences", 23, 14, 37),
    row(Flag::ChildSexualAbuse, "Sexual offences", 71, 1, 15),
    row(Flag::ChildSexualAbuse, "Sexual offences", 71, 17, 17),
    row(Flag::ChildSexualAbuse, "Sexual offences", 73, 7, 18),
    row(Flag::ChildSexualAbuse, "Sexual offences", 88, 1, 2),
    // Controlling or coercive behaviour; breach of a domestic abuse protection order.
    row(Flag::DomesticAbuse, "8U", 8, 67, 67),
    row(Flag::DomesticAbuse, "66", 68, 19, 19),
    row(Flag::Stalking, "8Q", 8, 65, 66),
    row(Flag::Stalking, "8Q", 8, 74, 74),
    row(Flag::Stalking, "8Q", 195, 12, 12),
    // Harassment is not stalking. 008/56 and 008/58 are either, so they are neither here.
    row(Flag::Harassment, "8L", 8, 29, 31),
    row(Flag::Harassment, "8L", 125, 68, 68),
    row(Flag::Harassment, "8L", 195, 94, 94),
    // Racially or religiously aggravated; taken as racial unless the sender says religious.
    row(Flag::HateRace, "8M", 8, 56, 56),
    row(Flag::HateRace, "8M", 8, 58, 58),
    row(Flag::HateRace, "8P", 8, 59, 60),
    row(Flag::HateRace, "8P", 8, 78, 78),
    row(Flag::HateRace, "9B", 8, 55, 55),
    row(Flag::HateRace, "9B", 66, 91, 91),
    row(Flag::HateRace, "9B", 125, 82, 82),
    row(Flag::HateRace, "58J", 58, 4, 4),
    row(Flag::HateRace, "105B", 8, 57, 57),
    row(Flag::Fgm, "8N", 8, 52, 52),
    row(Flag::ForcedMarriage, "36", 36, 5, 5),
    row(Flag::ForcedMarriage, "36", 36, 15, 15),
    // Weapons and noxious substances under the Act of 2001; Terrorism Acts 2000 and 2006.
    row(Flag::Terrorism, "5E", 5, 22, 24),
    row(Flag::Terrorism, "66", 66, 13, 14),
    row(Flag::Terrorism, "66", 66, 53, 62),
    row(Flag::Terrorism, "66", 66, 64, 69),
    // Fraud as the National Fraud Intelligence Bureau counts it, computer misuse included. Not 053/25, 43, 44 and 55: theft and articles.
    row(Flag::Fraud, "NFIB fraud", 51, 1, 6),
    row(Flag::Fraud, "NFIB fraud", 52, 1, 12),
    row(Flag::Fraud, "NFIB fraud", 53, 4, 22),
    row(Flag::Fraud, "NFIB fraud", 53, 30, 42),
    row(Flag::Fraud, "NFIB fraud", 53, 45, 46),
    row(Flag::Fraud, "NFIB fraud", 53, 52, 54),
    row(Flag::Fraud, "NFIB fraud", 53, 56, 57),
    row(Flag::Fraud, "NFIB fraud", 53, 99, 99),
    row(Flag::Fraud, "NFIB fraud", 55, 1, 12),
];
