//! The feed as a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};

use jiff::Timestamp;
use jiff::civil::{Date, date};
use sha2::{Digest, Sha256};

use crate::phones::{LANDLINES, MOBILE};
use crate::row::Column;
use crate::{Format, Options, Summary, SynthError, example_month, write_feed};

const OCTOBER: Date = date(2025, 10, 1);

fn feed(recorded: &[u8], options: &Options) -> (Vec<u8>, Summary) {
    let mut out = Vec::new();
    let summary = write_feed(recorded, &mut out, options).unwrap();
    (out, summary)
}

fn seeded(seed: u64) -> Options {
    Options { seed, ..Options::default() }
}

/// A row read back: a cell by the name of its column.
struct Sent(Vec<String>);

impl std::ops::Index<&str> for Sent {
    type Output = String;

    fn index(&self, column: &str) -> &String {
        &self.0[Column::parse(column).unwrap() as usize]
    }
}

/// A feed read back; of a row with a cell too many the last is left out.
fn rows(feed: &[u8]) -> Vec<Sent> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(feed);
    let text = |cell: &[u8]| String::from_utf8_lossy(cell).into_owned();
    reader.byte_records().map(|record| Sent(record.unwrap().iter().map(text).collect())).collect()
}

/// A feed of some size.
fn big() -> &'static (Vec<u8>, Summary, Vec<Sent>) {
    static BIG: std::sync::LazyLock<(Vec<u8>, Summary, Vec<Sent>)> = std::sync::LazyLock::new(|| {
        let (out, summary) = feed(&example_month(OCTOBER, 16_000, 5), &seeded(5));
        let rows = rows(&out);
        (out, summary, rows)
    });
    &BIG
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Lines of the street layout with this crime type.
fn only(kind: &str, count: usize) -> Vec<u8> {
    let header = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n";
    let line = format!(",2025-10,Dorset Police,Dorset Police,-1.8,50.7,On or near Test Street,E01090001,Poole 101A,{kind},,\n");
    [header.to_owned(), line.repeat(count)].concat().into_bytes()
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_every_machine() {
    let month = example_month(OCTOBER, 80, 1);
    assert_eq!(digest(&month), "31c9c16f2b98228630c3c450bacc58f5860097f0b73770f257542c031522ab92");
    assert_eq!(digest(&feed(&month, &seeded(1)).0), "6dc2fdab34dda9cf8ce8436655342d7e6eabba5ab935556dd74ffc2f3815be97");
    assert_eq!(
        digest(&feed(&month, &Options { seed: 1, rows: Some(300), format: Format::JsonLines, recorded_between: None }).0),
        "356a41c625a6a51f707a5f3f66d7290f93750186d60dfb11a0032f0a018799bc"
    );
    assert_ne!(feed(&month, &seeded(2)).0, feed(&month, &seeded(1)).0);
}

#[test]
fn the_sample_file_is_the_example_month() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/recorded-crime-example.csv");
    assert_eq!(std::fs::read(path).unwrap(), example_month(OCTOBER, 80, 1));
}

#[test]
fn the_example_month_has_the_mix_of_a_rural_county() {
    let month = String::from_utf8(example_month(OCTOBER, 5_655, 1)).unwrap();
    let count = |kind: &str| month.lines().filter(|line| line.contains(&format!(",{kind},"))).count();
    assert_eq!(month.lines().count(), 5_656);
    for (kind, expected) in
        [("Violence and sexual offences", 1_680), ("Burglary", 357), ("Theft from the person", 19), ("Anti-social behaviour", 1_041)]
    {
        assert_eq!(count(kind), expected, "{kind}");
    }
    assert_eq!(example_month(OCTOBER, 0, 1).split(|byte| *byte == b'\n').count(), 2);
}

#[test]
fn a_compressed_file_gives_the_same_feed() {
    let month = example_month(OCTOBER, 80, 1);
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&month).unwrap();
    assert_eq!(feed(&packer.finish().unwrap(), &seeded(1)), feed(&month, &seeded(1)));
}

#[test]
fn volume_and_mix_follow_the_recorded_crime() {
    // Types whose offence codes are their own, with the share of crimes that has somebody to send.
    let types: [(&str, &[&str], f64); 5] = [
        ("Bicycle theft", &["044/00"], 0.96),
        ("Shoplifting", &["046/00"], 0.25),
        ("Theft from the person", &["039/00"], 0.96),
        ("Vehicle crime", &["045/10", "048/01", "126/00", "130/01", "037/02"], 0.96 * 0.96 + 0.04 * 0.6),
        ("Burglary", &["028/03", "030/02", "029/00", "031/00"], 0.69 * 0.96 + 0.31 * 0.6),
    ];
    let month = example_month(OCTOBER, 20_000, 9);
    let text = String::from_utf8(month.clone()).unwrap();
    let rows = rows(&feed(&month, &seeded(9)).0);
    let mut chi_square = 0.0;
    for (kind, codes, share) in types {
        let crimes = text.lines().filter(|line| line.contains(&format!(",{kind},"))).count();
        // Every incident once, and only those whose code was sent in its full form.
        let incidents: BTreeSet<&String> =
            rows.iter().filter(|row| codes.contains(&row["offence_code"].as_str())).map(|row| &row["crime_reference"]).collect();
        let expected = crimes as f64 * share * 0.97 * 0.92;
        chi_square += (incidents.len() as f64 - expected).powi(2) / expected;
    }
    // 99.9 % of samples of five independent counts stay under 20.5.
    assert!(chi_square < 20.5, "chi-square {chi_square:.1}");
}

#[test]
fn nobody_is_a_victim_of_drugs_or_weapons() {
    for kind in ["Drugs", "Possession of weapons"] {
        let (out, summary) = feed(&only(kind, 3_000), &seeded(1));
        assert_eq!((summary.crimes, summary.incidents, summary.rows), (3_000, 0, 0), "{kind}");
        assert_eq!(out.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count(), 1, "the header alone");
        let asked = Options { rows: Some(10), ..seeded(1) };
        assert!(matches!(write_feed(only(kind, 5).as_slice(), &mut Vec::new(), &asked), Err(SynthError::NobodyHarmed)));
    }
}

#[test]
fn shops_send_contacts_and_nobody_else() {
    let rows = rows(&feed(&only("Shoplifting", 2_000), &seeded(1)).0);
    let share = rows.len() as f64 / 2_000.0;
    assert!((0.22..0.29).contains(&share), "{share}");
    for row in rows.iter().filter(|row| row["role"] != "injured party") {
        assert_eq!(row["role"], "business_contact");
    }
}

#[test]
fn every_column_is_there_and_used() {
    let header: Vec<&str> = Column::ALL.iter().map(|column| column.as_str()).collect();
    let (out, _) = feed(&example_month(OCTOBER, 10, 1), &seeded(1));
    assert_eq!(String::from_utf8_lossy(&out).lines().next().unwrap(), header.join(","));
    let (_, _, rows) = big();
    for column in header {
        let filled = rows.iter().filter(|row| !row[column].is_empty()).count();
        assert!(filled > 10, "{column} is filled in {filled} of {} rows", rows.len());
    }
}

#[test]
fn nobody_real_can_be_called_or_written_to() {
    let drama: Vec<String> = LANDLINES.iter().chain([&MOBILE]).map(|prefix| format!("+44{}", &prefix[1..])).collect();
    let (mut numbers, mut addresses) = (0, 0);
    for cell in big()
        .2
        .iter()
        .flat_map(|row| ["phone_mobile", "phone_home", "email"].map(|column| row[column].clone()))
        .filter(|cell| !cell.is_empty())
    {
        if cell.contains('@') {
            assert!(cell.ends_with("@example.org"), "{cell}");
            addresses += 1;
        } else if cell.starts_with(['0', '+', '(']) {
            let phone = kernel::Phone::parse(&cell).unwrap_or_else(|| panic!("{cell} is no telephone number"));
            assert!(drama.iter().any(|prefix| phone.reveal().strip_prefix(prefix.as_str()).is_some_and(|end| end.len() == 3)), "{cell}");
            numbers += 1;
        }
    }
    assert!(numbers > 10_000 && addresses > 5_000, "{numbers} numbers, {addresses} addresses");
}

#[test]
fn a_guardian_comes_with_the_child() {
    let (_, _, rows) = big();
    let incident = |row: &Sent| row["source_record_id"].rsplit_once('-').map(|(stem, _)| stem.to_owned()).unwrap_or_default();
    let victims: BTreeSet<(String, String)> = rows
        .iter()
        .filter(|row| ["victim", ""].contains(&row["role"].as_str()))
        .map(|row| (row["crime_reference"].clone(), incident(row)))
        .collect();
    let guardians: Vec<_> = rows.iter().filter(|row| row["role"] == "guardian").collect();
    assert!(guardians.len() > 200, "{} guardians", guardians.len());
    for guardian in guardians {
        // A row without its crime number or its own id is one of the errors; the other of the two still tells.
        let (crime, stem) = (&guardian["crime_reference"], incident(guardian));
        assert!(
            victims.iter().any(|(c, s)| (c == crime && !crime.is_empty()) || (*s == stem && !stem.is_empty())),
            "{}",
            guardian["source_record_id"]
        );
    }
}

#[test]
fn recording_is_in_order_and_incidents_lie_before_it() {
    let (out, summary) = feed(&example_month(OCTOBER, 5_000, 3), &seeded(3));
    let (mut last, mut behind) = (Timestamp::MIN, 0);
    for row in rows(&out) {
        let Ok(at) = row["recorded_at"].parse::<Timestamp>() else { continue };
        let day = kernel::london_date(at);
        assert_eq!((day.year(), day.month()), (2025, 10), "{}", row["recorded_at"]);
        if at < last {
            behind += 1;
        } else {
            last = at;
        }
        for column in ["occurred_from", "occurred_to"] {
            if let Ok(date) = row[column].parse::<Date>() {
                assert!(date <= day || date.year() >= 2101, "{column} {date} after {day}");
            }
        }
    }
    let again = summary.resent + summary.resent_changed + summary.duplicates;
    assert!(behind <= again && behind > 20, "{behind} rows out of order, {again} sent again");
}

#[test]
fn the_hour_that_october_repeats_comes_twice() {
    let rows = rows(&feed(&example_month(OCTOBER, 12_000, 3), &seeded(3)).0);
    let at = |text: &str, offset: &str| {
        rows.iter().filter(|row| row["recorded_at"].starts_with(text) && row["recorded_at"].ends_with(offset)).count()
    };
    assert!(at("2025-10-26T01", "+01:00") > 0 && at("2025-10-26T01", "+00:00") > 0);
    assert_eq!((at("2025-10-25", "+00:00"), at("2025-10-27", "+01:00")), (0, 0));
}

#[test]
fn the_hour_that_march_leaves_out_does_not_come() {
    let rows = rows(&feed(&example_month(date(2026, 3, 1), 12_000, 3), &seeded(3)).0);
    let at = |text: &str| rows.iter().filter(|row| row["recorded_at"].starts_with(text)).count();
    assert!(at("2026-03-29T00") > 0 && at("2026-03-29T02") > 0);
    assert_eq!(at("2026-03-29T01"), 0);
}

#[test]
fn fewer_rows_are_the_first_of_the_month_and_more_are_more_of_it() {
    let month = example_month(OCTOBER, 500, 4);
    let (whole, summary) = feed(&month, &seeded(4));
    let (first, _) = feed(&month, &Options { rows: Some(100), ..seeded(4) });
    assert!(whole.starts_with(&first));
    assert_eq!(rows(&first).len(), 100);
    assert!(summary.rows > 300);

    let (more, summary) = feed(&month, &Options { rows: Some(7_000), ..seeded(4) });
    let more = rows(&more);
    assert_eq!((more.len(), summary.rows), (7_000, 7_000));
    let ids: BTreeSet<_> = more.iter().map(|row| &row["source_record_id"]).collect();
    let again = usize::try_from(summary.resent + summary.resent_changed).unwrap();
    assert!(ids.len() + again >= 6_970, "{} ids, {again} rows sent again", ids.len());
    for day in 1..=31 {
        let of_day = format!("2025-10-{day:02}");
        let count = more.iter().filter(|row| row["recorded_at"].starts_with(&of_day)).count();
        assert!((130..400).contains(&count), "{count} rows of {of_day}: the rows fill the month evenly");
    }

    assert_eq!(feed(&month, &Options { rows: Some(0), ..seeded(4) }).1.rows, 0);
}

#[test]
fn recording_can_be_moved_to_another_stretch_of_time() {
    let between: (Timestamp, Timestamp) = ("2026-02-10T09:00:00Z".parse().unwrap(), "2026-03-12T09:00:00Z".parse().unwrap());
    let (out, _) = feed(&example_month(OCTOBER, 2_000, 4), &Options { recorded_between: Some(between), ..seeded(4) });
    for at in rows(&out).iter().filter_map(|row| row["recorded_at"].parse::<Timestamp>().ok()) {
        assert!(between.0 <= at && at < between.1, "{at}");
    }
    let empty = Options { recorded_between: Some((between.1, between.0)), ..seeded(4) };
    assert!(matches!(write_feed(example_month(OCTOBER, 9, 4).as_slice(), &mut Vec::new(), &empty), Err(SynthError::NoTime)));
}

#[test]
fn json_lines_hold_the_same_fields_and_no_slips_of_csv() {
    let (out, summary) = feed(&example_month(OCTOBER, 4_000, 4), &Options { format: Format::JsonLines, ..seeded(4) });
    let lines: Vec<BTreeMap<String, String>> =
        std::str::from_utf8(&out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(u64::try_from(lines.len()).unwrap(), summary.rows);
    for line in &lines {
        assert!(line.keys().all(|key| Column::parse(key).is_some()) && line.values().all(|value| !value.is_empty()), "{line:?}");
    }
    assert_eq!((Format::of_file("feed.JSONL.gz"), Format::of_file("feed.csv")), (Format::JsonLines, Format::Csv));
}

#[test]
fn about_two_rows_in_a_hundred_are_faulty_and_each_fault_occurs() {
    let (out, summary, rows) = big();
    let share = summary.faulty as f64 / summary.rows as f64;
    assert!((0.017..0.023).contains(&share), "{share}");
    let has = |what: &str, found: bool| assert!(found, "no row with {what}");
    has("a typed date", rows.iter().any(|row| row["date_of_birth"].contains('/')));
    has("an impossible date", rows.iter().any(|row| row["date_of_birth"].ends_with("-02-30")));
    has("a date to come", rows.iter().any(|row| row["occurred_from"].starts_with("21")));
    has("no name", rows.iter().any(|row| row["given_name"].is_empty() && row["family_name"].is_empty()));
    has("the postcode in the town", rows.iter().any(|row| row["postcode"] == "Lincoln"));
    has("the e-mail in the mobile", rows.iter().any(|row| row["phone_mobile"].contains('@')));
    has("a bad flag", rows.iter().any(|row| row["flags"].ends_with("DV")));
    has("a bad word", rows.iter().any(|row| row["sex"] == "Female"));
    has("no row id", rows.iter().any(|row| row["source_record_id"].is_empty()));
    has("no crime number", rows.iter().any(|row| row["crime_reference"].is_empty() && row["reported"] == "yes"));
    has("no time of recording", rows.iter().any(|row| row["recorded_at"].is_empty()));
    has("no offset", rows.iter().any(|row| row["recorded_at"].len() == 19));
    has("no offence", rows.iter().any(|row| row["offence_code"].is_empty() && row["offence_text"].is_empty() && row["flags"].is_empty()));
    has("a wrong code page", rows.iter().any(|row| row["given_name"].contains('\u{fffd}') || row["family_name"].contains('\u{fffd}')));
    has("a stray quote", rows.iter().any(|row| row["family_name"].contains('"')));
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(out.as_slice());
    has("a cell too many", reader.byte_records().any(|record| record.unwrap().len() == Column::ALL.len() + 1));
}

#[test]
fn a_third_of_violence_is_domestic_and_contact_with_it_is_often_unsafe_or_unknown() {
    let rows = rows(&feed(&only("Violence and sexual offences", 12_000), &seeded(6)).0);
    let victims: Vec<_> = rows.iter().filter(|row| ["victim", ""].contains(&row["role"].as_str())).collect();
    let flagged =
        |flag: &str| victims.iter().filter(|row| row["flags"].split(';').any(|found| found == flag)).count() as f64 / victims.len() as f64;
    let (domestic, high_risk) = (flagged("domestic_abuse"), flagged("domestic_abuse_high_risk"));
    assert!((0.28..0.40).contains(&domestic), "domestic abuse {domestic}");
    assert!((0.02..0.08).contains(&high_risk), "high risk {high_risk}");
    let abuse: Vec<_> = victims.iter().filter(|row| row["flags"].contains("domestic_abuse")).collect();
    for answer in ["yes", "no", ""] {
        let share = abuse.iter().filter(|row| row["safe_text"] == answer).count() as f64 / abuse.len() as f64;
        assert!(share > 0.1, "safe_text \"{answer}\" in {share} of domestic abuse");
    }
    assert!(abuse.iter().any(|row| row["suspect_shares_address"] == "yes"));
}

#[test]
fn people_come_again_with_and_without_a_reference() {
    let (_, _, rows) = big();
    let mut by_reference: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut by_facts: BTreeMap<[&str; 4], BTreeSet<&str>> = BTreeMap::new();
    for row in rows {
        let crime = row["crime_reference"].as_str();
        if !row["person_reference"].is_empty() {
            by_reference.entry(&row["person_reference"]).or_default().insert(crime);
        } else {
            let facts = ["given_name", "family_name", "date_of_birth", "postcode"].map(|column| row[column].as_str());
            by_facts.entry(facts).or_default().insert(crime);
        }
    }
    assert!(by_reference.values().filter(|crimes| crimes.len() > 1).count() > 300);
    assert!(by_facts.iter().filter(|(facts, crimes)| facts.iter().all(|fact| !fact.is_empty()) && crimes.len() > 1).count() > 20);
}

#[test]
fn what_is_wrong_with_the_recorded_crime_is_said() {
    let message = |text: &str| write_feed(text.as_bytes(), &mut Vec::new(), &seeded(1)).unwrap_err().to_string();
    let header = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n";
    let line = |month: &str, kind: &str| {
        format!(",{month},Dorset Police,Dorset Police,-1.8,50.7,On or near A Street,E01090001,Poole 101A,{kind},,\n")
    };
    assert!(message("name,age\nx,1\n").contains("no column \"Month\""));
    assert_eq!(message(header), "the recorded crime holds no crime");
    let wrong = message(&format!("{header}{}{}", line("2025-10", "Burglary"), line("2025-10", "Burglery")));
    assert_eq!(wrong, "line 3 of the recorded crime: crime type \"Burglery\" is not a crime type of data.police.uk, such as \"Burglary\"");
    let months = message(&format!("{header}{}{}", line("2025-10", "Burglary"), line("2025-11", "Burglary")));
    assert!(months.contains("line 3") && months.contains("one file is one month"), "{months}");
    assert!(message(&format!("{header}{}", line("October", "Burglary"))).contains("such as 2018-11"));
}

#[test]
fn the_real_months_give_feeds() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/recorded-crime");
    let Ok(files) = std::fs::read_dir(folder) else {
        println!("skipped: no real recorded crime here");
        return;
    };
    for path in files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|ending| ending == "gz")) {
        let mut packed = Vec::new();
        std::fs::File::open(&path).unwrap().read_to_end(&mut packed).unwrap();
        let (_, summary) = feed(&packed, &seeded(1));
        let share = summary.incidents as f64 / summary.crimes as f64;
        assert!(summary.crimes > 5_000 && (0.6..0.8).contains(&share), "{}: {summary:?}", path.display());
    }
}
