//! Our table of offence codes against the Home Office's list of notifiable offences, where that list is at hand.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Flag, OffenceCode};
use triage::offence_flags::{self, RETIRED, TABLE};

/// One offence of the list. A code stands for several offences, and sometimes for several counting classes.
#[derive(Debug)]
struct Offence {
    counting_class: String,
    class: String,
    sub_class: String,
    wording: String,
    act: String,
}

impl Offence {
    /// Whether it belongs to what our table calls its class.
    fn is_of(&self, class: &str) -> bool {
        class == self.counting_class || class == self.class || class == self.sub_class
    }
}

fn read(name: &str) -> Option<csv::Reader<std::fs::File>> {
    let path = format!("{}/../../../shared/domain/data/{name}", env!("CARGO_MANIFEST_DIR"));
    let reader = csv::Reader::from_path(path).ok();
    if reader.is_none() {
        println!("skipped: {name} is not at hand");
    }
    reader
}

fn notifiable() -> Option<BTreeMap<OffenceCode, Vec<Offence>>> {
    let mut list: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in read("ho_notifiable_offences_2026-04.csv")?.records() {
        let row = row.unwrap();
        let offence = Offence {
            counting_class: row[1].to_owned(),
            class: row[3].to_owned(),
            sub_class: row[4].to_owned(),
            wording: row[5].to_lowercase(),
            act: row[6].trim().to_owned(),
        };
        list.entry(OffenceCode::parse(&row[0]).unwrap()).or_default().push(offence);
    }
    Some(list)
}

fn code(class: u16, sub_class: u16) -> OffenceCode {
    OffenceCode::parse(&format!("{class}/{sub_class}")).unwrap()
}

#[test]
fn every_code_of_the_table_is_on_the_list_in_the_class_we_say() {
    let Some(list) = notifiable() else { return };
    for row in TABLE.iter().filter(|row| row.counting_class != RETIRED) {
        let (first, last) = row.sub_classes;
        let mut found = 0;
        for sub_class in first..=last {
            let Some(offences) = list.get(&code(row.class, sub_class)) else { continue };
            found += 1;
            // Assaults are counted by the victim's occupation as well (005/01 in 5D, 8S and 8T), so one of the classes must be ours.
            assert!(offences.iter().any(|offence| offence.is_of(row.counting_class)), "{row:?} {sub_class} {offences:?}");
        }
        assert!(found > 0, "{row:?} names nothing on the list");
        let whole_class = row.counting_class == "Sexual offences" && row.flag == Flag::Sexual;
        if !whole_class {
            assert!(
                list.contains_key(&code(row.class, first)) && list.contains_key(&code(row.class, last)),
                "{row:?} begins or ends nowhere"
            );
        }
    }
}

#[test]
fn retired_codes_are_on_the_older_list_and_not_on_the_present_one() {
    let (Some(list), Some(mut older)) = (notifiable(), read("ho_statistical_codes.csv")) else { return };
    let older: BTreeSet<_> = older.records().filter_map(|row| OffenceCode::parse(&row.unwrap()[0])).collect();
    for row in TABLE.iter().filter(|row| row.counting_class == RETIRED) {
        for sub_class in row.sub_classes.0..=row.sub_classes.1 {
            let code = code(row.class, sub_class);
            assert!(older.contains(&code) && !list.contains_key(&code), "{code}");
        }
    }
}

/// The other way about: a flag is derived for exactly the codes of which every offence is of its kind.
fn derived_exactly_for(flag: Flag, is: impl Fn(&Offence) -> bool) {
    let Some(list) = notifiable() else { return };
    let mut count = 0;
    for (code, offences) in &list {
        let expected = offences.iter().all(&is);
        count += usize::from(expected);
        assert_eq!(offence_flags::of(*code).any(|derived| derived == flag), expected, "{code} {flag} {offences:?}");
    }
    assert!(count > 0, "{flag}");
}

#[test]
fn each_flag_is_derived_for_every_code_of_its_class_and_no_other() {
    derived_exactly_for(Flag::Sexual, |offence| offence.class == "Sexual offences");
    derived_exactly_for(Flag::Rape, |offence| offence.sub_class == "Rape");
    derived_exactly_for(Flag::Homicide, |offence| offence.sub_class == "Homicide");
    derived_exactly_for(Flag::Fraud, |offence| offence.class == "NFIB fraud");
    derived_exactly_for(Flag::ModernSlavery, |offence| offence.counting_class == "106");
    derived_exactly_for(Flag::Stalking, |offence| offence.counting_class == "8Q");
    derived_exactly_for(Flag::Harassment, |offence| offence.counting_class == "8L");
    derived_exactly_for(Flag::AttemptedMurder, |offence| offence.counting_class == "2");
    derived_exactly_for(Flag::ArsonLife, |offence| offence.counting_class == "56A");
    derived_exactly_for(Flag::HateRace, |offence| ["8M", "8P", "9B", "58J", "105B"].contains(&offence.counting_class.as_str()));
    derived_exactly_for(Flag::GbhIntent, |offence| {
        ["wounding with intent", "cause gbh with intent"].iter().any(|start| offence.wording.starts_with(start))
    });
    derived_exactly_for(Flag::Kidnap, |offence| {
        ["kidnapping", "false imprisonment"].contains(&offence.wording.as_str()) || offence.wording.contains("hostage")
    });
    derived_exactly_for(Flag::DomesticAbuse, |offence| {
        offence.counting_class == "8U" || offence.wording == "breach of domestic abuse protection order"
    });
    derived_exactly_for(Flag::ForcedMarriage, |offence| {
        offence.wording.contains("forced marriage") || offence.wording.contains("child to enter into marriage")
    });
    derived_exactly_for(Flag::Terrorism, |offence| {
        ["Terrorism Act 2000", "Terrorism Act 2006"].contains(&offence.act.as_str())
            || (offence.act.starts_with("Anti-Terrorism") && offence.counting_class == "5E")
    });
    derived_exactly_for(Flag::Fgm, |offence| offence.wording.starts_with("excise, infibulate"));
    derived_exactly_for(Flag::ChildSexualAbuse, |offence| {
        let names_a_child = ["child", "under 13", "under 16"].iter().any(|word| offence.wording.contains(word));
        offence.class == "Sexual offences" && names_a_child && !offence.wording.contains("commited by a child")
    });
}

#[test]
fn an_ordinary_code_gives_no_flag() {
    for ordinary in ["008/06", "028/03", "105/01", "046/00", "066/39", "036/02", "004/04", "022/30"] {
        let flags: Vec<_> = offence_flags::of(OffenceCode::parse(ordinary).unwrap()).collect();
        assert!(flags.is_empty() || (ordinary == "022/30" && flags == [Flag::Sexual]), "{ordinary} {flags:?}");
    }
}
