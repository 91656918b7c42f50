//! `onedoor link` as scripts and people call it, on files as people have them and on files made to break it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::intake::program::program;

/// A folder with files, in which the program is called.
struct Desk(TempDir);

struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn with(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        std::fs::write(self.path(name), text).unwrap();
        self
    }

    fn call(&self, arguments: &[&str]) -> Said {
        let mut command = Command::new(program());
        let output = command.env_clear().stdin(Stdio::null()).current_dir(self.0.path()).arg("link").args(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code().expect("it ends by itself"), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Links register.csv and incoming.csv, which works; the links.
    fn linked(&self, arguments: &[&str]) -> Vec<Vec<String>> {
        let said = self.call(&[&["register.csv", "incoming.csv", "--out", "links.csv"], arguments].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        rows(&self.path("links.csv"))
    }

    /// What the program says of a call that fails.
    fn refused(&self, arguments: &[&str]) -> String {
        let said = self.call(arguments);
        assert_eq!(said.code, 1, "{}{}", said.out, said.err);
        assert!(!self.path("links.csv").exists(), "nothing is written");
        assert!(!said.err.contains("fault in the program"), "{}", said.err);
        said.err
    }
}

const FILES: [&str; 4] = ["register.csv", "incoming.csv", "--out", "links.csv"];

fn rows(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    assert_eq!(reader.headers().unwrap(), &["id_l", "id_r", "probability", "class"][..]);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The ids of links.
fn ids(links: &[Vec<String>]) -> Vec<(&str, &str)> {
    links.iter().map(|link| (link[0].as_str(), link[1].as_str())).collect()
}

const REGISTER: &str = "\
rec_id,first_name,last_name,dob,address,postcode,phone,email,source
R1,Annabel,Leeson,1980-03-04,12 Mill Lane,SR1 1AA,07700 900001,annabel@example.org,police
R2,Thomas,Leeson,1979-07-12,12 Mill Lane,SR1 1AA,07700 900002,,police
R3,Maria,Okafor,1990-01-02,4 High Street,SR2 2BB,07700 900003,,court
R4,Dilys,Pryce,1955-11-30,7 Quay Road,SR3 3CC,,dilys@example.org,health
";

const INCOMING: &str = "\
rec_id,first_name,last_name,dob,address,postcode,phone,email,source
I1,ANNABEL,LEESON,04/03/1980,12 Mill Ln,SR11AA,07700900001,,court
I2,Mariah,Okafor,1990-01-02,4 High St,SR2 2BB,07700 900003,,self
I3,Peter,Unmet,1962-05-05,9 Nowhere Lane,SR9 9ZZ,07700 900009,,self
";

fn desk() -> Desk {
    Desk::new().with("register.csv", REGISTER).with("incoming.csv", INCOMING)
}

#[test]
fn people_are_found_again_and_the_house_mate_is_not_them() {
    let desk = desk();
    let said = desk.call(&[&FILES[..], &["--json"]].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    let links = rows(&desk.path("links.csv"));
    let sure: Vec<_> = links.iter().filter(|link| link[2].parse::<f64>().unwrap() >= 0.9).cloned().collect();
    assert_eq!(ids(&sure), [("R1", "I1"), ("R3", "I2")]);
    assert!(sure.iter().all(|link| link[3] == "same_person" && link[2].len() == 8), "{sure:?}");
    assert!(links.iter().filter(|link| link[0] == "R2").all(|link| link[3] != "same_person"), "{links:?}");
    let json: Value = serde_json::from_str(said.out.lines().last().unwrap()).unwrap();
    assert_eq!((&json["register"], &json["incoming"], &json["pairs"]), (&4.into(), &3.into(), &links.len().into()));
    assert!(json["seconds"].is_f64() && json["cpu_seconds"].is_number() && json["peak_rss_mb"].as_u64().unwrap() > 0, "{json}");
    assert!(said.err.contains("register.csv: not compared, since nothing says what they are: source"), "{}", said.err);
}

#[test]
fn links_are_in_the_order_of_the_files_and_the_same_every_time() {
    let (register, incoming) = twins(400);
    let desk = Desk::new().with("register.csv", register).with("incoming.csv", incoming);
    let links = desk.linked(&["--threshold", "0"]);
    let number = |id: &str| id[1..].parse::<u32>().unwrap();
    assert!(links.len() > 400 && links.is_sorted_by_key(|link| (number(&link[0]), number(&link[1]))));
    let bytes = |name: &str| std::fs::read(desk.path(name)).unwrap();
    let first = bytes("links.csv");
    desk.linked(&["--threshold", "0"]);
    assert_eq!(first, bytes("links.csv"));
    // Learned twice, the same; and what was learned gives what it gave when it was learned.
    for model in ["one.toml", "other.toml", "one.toml"] {
        desk.linked(&["--threshold", "0", "--model", model]);
        assert_eq!(first, bytes("links.csv"), "{model}");
    }
    assert_eq!(bytes("one.toml"), bytes("other.toml"));
}

/// So many people in two files: two who live together at each address, everybody in the second file again with a slip.
fn twins(people: u64) -> (String, String) {
    let mut state = 7_u64;
    let mut draw = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let name = |begin: u64, end: u64| {
        let begins = ["Ad", "Br", "Cl", "Dew", "Es", "Far", "Gw", "Hug", "Ir", "Jon", "Kez", "Li", "Mor", "Nor", "Ol", "Per"];
        let ends = ["abara", "evan", "ole", "unne", "ias", "osh", "ale", "imran", "olly", "una", "edwin", "ita"];
        format!("{}{}", begins[begin as usize], ends[end as usize])
    };
    let head = "id,forename,surname,dob,address,postcode,phone\n";
    let (mut register, mut incoming) = (head.to_owned(), head.to_owned());
    let mut home = (String::new(), String::new());
    for n in 0..people {
        if n % 2 == 0 {
            let address = format!("{} Mill Lane,SR{} {}{}A", draw(90) + 1, draw(70) + 1, draw(9) + 1, ["A", "B", "D"][draw(3) as usize]);
            home = (name(draw(16), draw(12)), address);
        }
        let (given, (family, address)) = (name(draw(16), draw(12)), &home);
        let born = format!("{}-{:02}-{:02}", 1940 + draw(70), draw(12) + 1, draw(28) + 1);
        let mut phone = || format!("07700 9{:05}", draw(100_000));
        let (first, other) = (phone(), phone());
        register.push_str(&format!("R{n},{given},{family},{born},{address},{first}\n"));
        let (given, phone) = (&given[..given.len() - (n % 2) as usize], if n % 3 == 0 { other } else { first });
        incoming.push_str(&format!("I{n},{given},{family},{born},{address},{phone}\n"));
    }
    (register, incoming)
}

#[test]
fn enough_pairs_teach_a_model_that_is_written_and_used() {
    let (register, incoming) = twins(3_000);
    let desk = Desk::new().with("register.csv", register).with("incoming.csv", incoming);
    let best = desk.linked(&["--best", "--model", "model.toml"]);
    let right = best.iter().filter(|link| link[0][1..] == link[1][1..]).count();
    assert!(right > 2_900 && best.len() <= 3_000, "{right} of {}", best.len());
    let model = std::fs::read_to_string(desk.path("model.toml")).unwrap();
    assert!(model.contains("[[comparison]]\nname = \"family_name\""), "{model}");
    let said = desk.call(&[&FILES[..], &["--best", "--model", "model.toml"]].concat());
    assert!(!said.err.contains("learn"), "{}", said.err);
    assert_eq!(rows(&desk.path("links.csv")), best);
    std::fs::write(desk.path("model.toml"), model.replace("[classes]", "[clases]")).unwrap();
    let said = desk.call(&[&FILES[..], &["--model", "model.toml"]].concat());
    assert!(said.code == 1 && said.err.contains("model.toml: line ") && said.err.contains("[classes] is missing"), "{}", said.err);
}

#[test]
fn each_keeps_its_best_or_each_has_one() {
    let again = format!("{INCOMING}I4,Annabel,Leeson,1980-03-04,12 Mill Lane,SR1 1AA,07700 900001,annabel@example.org,court\n");
    let desk = Desk::new().with("register.csv", REGISTER).with("incoming.csv", again);
    assert_eq!(ids(&desk.linked(&["--best", "--threshold", "0.9"])), [("R1", "I1"), ("R1", "I4"), ("R3", "I2")]);
    assert_eq!(ids(&desk.linked(&["--one-to-one", "--threshold", "0.9"])), [("R1", "I4"), ("R3", "I2")]);
}

#[test]
fn one_file_is_linked_with_itself_and_clusters_are_named_by_their_first_record() {
    let both: String = REGISTER.lines().chain(INCOMING.lines().skip(1)).map(|line| format!("{line}\r\n")).collect();
    let desk = Desk::new().with("all.csv", both);
    let said =
        desk.call(&["--dedupe", "all.csv", "--out", "pairs.csv", "--clusters", "clusters.csv", "--cluster-threshold", "0.9", "--json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let sure: Vec<_> = rows(&desk.path("pairs.csv")).into_iter().filter(|link| link[3] == "same_person").collect();
    assert_eq!(ids(&sure), [("R1", "I1"), ("R3", "I2")]);
    let clusters = std::fs::read_to_string(desk.path("clusters.csv")).unwrap();
    assert_eq!(clusters, "id,cluster\nR1,R1\nR2,R2\nR3,R3\nR4,R4\nI1,R1\nI2,R3\nI3,I3\n");
}

#[test]
fn files_are_read_as_people_have_them() {
    let plain = desk().linked(&[]);
    let with = |separator: &str| REGISTER.replace(',', separator);
    let quoted: String = REGISTER.lines().map(|line| format!("\"{}\"\r\n", line.replace(',', "\",\""))).collect();
    let spaced = REGISTER.replace(',', " , ");
    let versions = [
        ("a byte order mark", format!("\u{feff}{REGISTER}")),
        ("semicolons", with(";")),
        ("tabs", with("\t")),
        ("bars", with("|")),
        ("quotes and the line ends of another system", quoted),
        ("the line ends of an old one", REGISTER.replace('\n', "\r")),
        ("no line end at the end", REGISTER.trim_end().to_owned()),
        ("spaces around values", spaced),
        ("lines with nothing on them", REGISTER.replace('\n', "\n\n")),
        (
            "other headings",
            REGISTER.replace("rec_id,first_name,last_name,dob", "Unique-ID,Forename,SURNAME,Date of Birth").replace("email", "E-Mail"),
        ),
    ];
    for (which, register) in versions {
        let desk = Desk::new().with("register.csv", register).with("incoming.csv", INCOMING);
        assert_eq!(desk.linked(&[]), plain, "{which}");
    }
}

#[test]
fn latin_letters_and_quoted_values_come_through() {
    let register = "id,first_name,last_name,dob,postcode\n\"a,1\",Zo\u{eb},N\u{fa}\u{f1}ez,1971-05-04,SR1 1AA\n";
    let latin: Vec<u8> = register.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let incoming = "id,first_name,last_name,dob,postcode\n\"say \"\"b\"\"\",\"Zoë\",\"Núñez\",1971-05-04,\"SR1\n1AA\"\n";
    let desk = Desk::new().with("register.csv", latin).with("incoming.csv", incoming);
    let links = desk.linked(&["--threshold", "0.5"]);
    assert_eq!(ids(&links), [("a,1", "say \"b\"")]);
    assert!(desk.call(&FILES).err.contains("register.csv: 1 records are not UTF-8 and were read as Latin-1"));
}

#[test]
fn fields_say_what_other_headings_are() {
    let strange = REGISTER.replace("rec_id,first_name,last_name,dob,", "ref,nm1,nm2,b,").replace("phone,email,source", "t,e,dob");
    let map = "id = \"ref\"\n[fields]\nnm1 = { as = \"name\", part = \"given\" }\nnm2 = \"surname\"\nb = \"date\"\nt = \"phone\"\ne = \"email\"\ndob = \"ignore\"\n";
    let desk = Desk::new().with("all.csv", strange.clone()).with("map.toml", map);
    let said = desk.call(&["--dedupe", "all.csv", "--out", "pairs.csv", "--fields", "map.toml"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let compared =
        "compared: nm1 (given name), nm2 (family name), b (date), address (address), postcode (postcode), t (phone), e (email)\n";
    assert!(said.err.contains(compared), "{}", said.err);
    let wrong = |map: &str| {
        let desk = Desk::new().with("register.csv", &strange).with("incoming.csv", &strange).with("map.toml", map);
        desk.refused(&[&FILES[..], &["--fields", "map.toml"]].concat())
    };
    assert!(wrong("nm1 = \"name\"\nb = \"dat\"").contains("map.toml: line 2: \"dat\" is not among name, date, "));
    assert!(wrong("ref = \"id\"\nadres = \"address\"").contains("line 2: adres; did you mean address?"));
    let no_id = wrong("nm1 = \"name\"");
    assert!(no_id.contains("needs one headed rec_id, unique_id or id, or a --fields file"), "{no_id}");
    assert!(no_id.contains("ref = \"id\". Found: ref, nm1, nm2, b, address, postcode, t, e, dob"), "{no_id}");
}

#[test]
fn why_is_said_in_words_and_without_what_the_records_hold() {
    let said = desk().call(&[&FILES[..], &["--explain", "--best", "--threshold", "0.9", "--json"]].concat());
    assert!(said.out.starts_with("R1 and I1: "), "{}", said.out);
    assert!(said.out.contains("% the same person; looks like the same person\n"), "{}", said.out);
    assert!(said.out.contains("the same day\n") && said.out.contains("the same number\n"), "{}", said.out);
    assert!(said.out.lines().last().unwrap().starts_with('{'));
    for held in ["Leeson", "LEESON", "1980", "Mill", "SR1", "07700", "example.org"] {
        assert!(!said.out.contains(held) && !said.err.contains(held), "{held}");
    }
}

#[test]
fn what_cannot_be_read_is_told_with_where_and_what_to_do() {
    let told = |register: &str| Desk::new().with("register.csv", register).with("incoming.csv", INCOMING).refused(&FILES);
    assert!(told("").contains("register.csv holds nothing: its first line has to be the headings"));
    assert!(told("\n\n").contains("register.csv holds nothing"));
    assert!(told("rec_id\n1\n").contains("no field to compare"));
    assert!(told("name\nAda\n").contains("register.csv has no column for the records' ids"));
    let twice = told("rec_id,dob\nA,1980-01-01\n\"B\n\",1980-01-02\nA,1980-01-03\n");
    assert!(twice.contains("register.csv: lines 2 and 5 have the same id"), "{twice}");
    assert!(told("rec_id,dob\nA,1980-01-01\n ,1980-01-02\n").contains("register.csv: line 3: a record without an id"));
    let many = told("rec_id,dob\nA,1980-01-01\nB,1980-01-02,SR1 1AA\n");
    assert!(many.contains("register.csv: line 3: 3 values where there are 2 headings: put a value that holds a comma in quotes"), "{many}");
    let open = told("rec_id,last_name,dob\nA,Fox,1980-01-01\nB,\"Fox,1980-01-02\nC,Fox,1980-01-03\n");
    assert!(open.contains("register.csv: line 3: the quote that opens in this record is not closed"), "{open}");
    assert!(told("rec_id,dob,DOB\nA,1980-01-01,1980-01-01\n").contains("2 columns headed dob"));
    let strangers = told("rec_id,colour\nA,blue\n");
    assert!(
        strangers.contains("no field to compare") && strangers.contains("Columns found: rec_id, colour | rec_id, first_name"),
        "{strangers}"
    );
    let sixteen: Vec<u8> = "\u{feff}rec_id,dob\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let desk = Desk::new().with("register.csv", sixteen).with("incoming.csv", INCOMING);
    assert!(desk.refused(&FILES).contains("register.csv is UTF-16: save it as \"CSV UTF-8\""));
    assert!(desk.refused(&["nowhere.csv", "incoming.csv", "--out", "links.csv"]).contains("nowhere.csv cannot be opened"));
}

#[test]
fn a_call_that_is_wrong_is_told_apart_and_nothing_read_is_written_over() {
    let desk = desk();
    for arguments in [
        &["register.csv", "--out", "links.csv"][..],
        &["register.csv", "incoming.csv"],
        &["--dedupe", "register.csv", "incoming.csv", "--out", "links.csv"],
        &["register.csv", "incoming.csv", "--out", "links.csv", "--threshold", "7"],
        &["register.csv", "incoming.csv", "--out", "links.csv", "--best", "--one-to-one"],
        &["register.csv", "incoming.csv", "--out", "links.csv", "--clusters", "clusters.csv"],
    ] {
        assert_eq!(desk.call(arguments).code, 2, "{arguments:?}");
    }
    let lost = desk.refused(&["register.csv", "incoming.csv", "--out", "incoming.csv"]);
    assert!(lost.contains("--out names a file that is read, which would be lost"), "{lost}");
    assert_eq!(std::fs::read_to_string(desk.path("incoming.csv")).unwrap(), INCOMING);
    desk.refused(&[&FILES[..], &["--model", "links.csv"]].concat());
    desk.refused(&["register.csv", "incoming.csv", "--out", "nowhere/links.csv"]);
    assert_eq!(desk.call(&["--help"]).code, 0);
}

#[test]
fn headings_without_records_link_nothing() {
    let headings = format!("{}\n", REGISTER.lines().next().unwrap());
    let desk = Desk::new().with("register.csv", &headings).with("incoming.csv", &headings);
    assert!(desk.linked(&[]).is_empty());
    let said = desk.call(&["--dedupe", "register.csv", "--out", "links.csv", "--clusters", "clusters.csv"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(std::fs::read_to_string(desk.path("clusters.csv")).unwrap(), "id,cluster\n");
}

/// Records made to break what compares them: each kind, and what is expected of it.
#[test]
fn strange_records_are_linked_like_any_other() {
    let ten: String = (0..10).map(|n| format!("Name{n} ")).collect();
    let all = [
        "حسن,الفاسي,1980-01-02,١٢ شارع النيل,SR1 1AA",
        "O,X,1980-02-03,1 A St,SR1 1AB",
        &format!("{ten},{ten},1980-03-04,{},SR1 1AC", "long ".repeat(5_000)),
        "Nu\0l,By\0te,1980-04-05,1 \0 St,SR1 1AD",
        ",,,,",
        "😀🏽‍👩,\u{202e}txet,1980-05-06,\u{200f}1,SR1 1AE",
        "''\\;DROP,--,0000-00-00,-1,SR1 1AF",
        "Ada,Fox,99/99/9999,٣,SR",
    ];
    let rows: String = all.iter().enumerate().map(|(n, row)| format!("{n},{row}\n")).collect();
    let text = format!("id,first_name,last_name,dob,address,postcode\n{rows}");
    let desk = Desk::new().with("register.csv", &text).with("incoming.csv", &text);
    let links = desk.linked(&["--best"]);
    let same = |id: &str| links.iter().any(|link| link[0] == id && link[1] == id && link[3] == "same_person");
    assert!(["0", "1", "2", "3"].into_iter().all(same), "{links:?}");
    assert!(!links.iter().any(|link| link[0] == "4" || link[1] == "4"), "nothing is known of it: {links:?}");
}

#[test]
fn dates_in_three_orders_are_one_day() {
    let head = "id,first_name,last_name,dob,postcode\n";
    let register = format!("{head}1,Cerys,Onwudiwe,1984-03-27,SR4 4DD\n");
    let incoming =
        format!("{head}a,Cerys,Onwudiwe,27/03/1984,SR4 4DD\nb,Cerys,Onwudiwe,27 March 1984,SR4 4DD\nc,Cerys,Onwudiwe,19840327,SR4 4DD\n");
    let links = Desk::new().with("register.csv", register).with("incoming.csv", incoming).linked(&[]);
    assert_eq!(ids(&links), [("1", "a"), ("1", "b"), ("1", "c")]);
    assert!(links.iter().all(|link| link[2] == links[0][2]), "{links:?}");
}

#[test]
fn a_thousand_people_called_the_same_at_one_address_are_not_one() {
    let head = "id,first_name,last_name,dob,address,postcode\n";
    let people: String = (0..1_000)
        .map(|n| format!("{n},John,Smith,{}-{:02}-{:02},1 Hostel Road,SR1 1AA\n", 1930 + n * 7 % 77, n * 5 % 12 + 1, n * 11 % 27 + 2))
        .collect();
    let desk = Desk::new().with("all.csv", format!("{head}{people}"));
    let said = desk.call(&["--dedupe", "all.csv", "--out", "pairs.csv", "--clusters", "clusters.csv", "--json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let json: Value = serde_json::from_str(said.out.lines().last().unwrap()).unwrap();
    assert!(json["compared"].as_u64().unwrap() < 200_000, "blocks are capped: {json}");
    let clusters = std::fs::read_to_string(desk.path("clusters.csv")).unwrap();
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    clusters.lines().skip(1).for_each(|line| *sizes.entry(line.split_once(',').unwrap().1).or_default() += 1);
    assert!(sizes.values().all(|size| *size < 100), "{sizes:?}");
}
