//! Invented people in households, and what becomes of them in a record. The same seed gives the same people.

use linkage::{Files, Found, Layout, Model, Register};

/// Random numbers that are the same on every run (SplitMix64, public domain).
pub struct Seeded(u64);

impl Seeded {
    pub fn of(seed: u64) -> Self {
        Self(seed)
    }

    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    pub fn below(&mut self, end: u32) -> u32 {
        u32::try_from(self.number() % u64::from(end)).unwrap()
    }

    pub fn chance(&mut self, in_a_hundred: u32) -> bool {
        self.below(100) < in_a_hundred
    }

    pub fn one_of<'a, T: ?Sized>(&mut self, things: &[&'a T]) -> &'a T {
        things[self.below(u32::try_from(things.len()).unwrap()) as usize]
    }

    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for at in (1..things.len()).rev() {
            things.swap(at, self.below(u32::try_from(at).unwrap() + 1) as usize);
        }
    }
}

/// Values in the order of [`Layout::person`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    pub given: String,
    pub middle: String,
    pub family: String,
    pub born: String,
    pub sex: String,
    pub address: String,
    pub postcode: String,
    pub phone: String,
    pub email: String,
}

impl Person {
    pub fn values(&self) -> [&str; 9] {
        [&self.given, &self.middle, &self.family, &self.born, &self.sex, &self.address, &self.postcode, &self.phone, &self.email]
    }
}

const WOMEN: &[&str] = &[
    "Margaret",
    "Sarah",
    "Emma",
    "Chloe",
    "Aisha",
    "Katarzyna",
    "Simran",
    "Blessing",
    "Niamh",
    "Grace",
    "Harriet",
    "Yvonne",
    "Rebecca",
    "Fatima",
    "Olivia",
    "Gemma",
    "Paulette",
    "Mei",
    "Ngozi",
    "Bronwen",
    "Lucy",
    "Hodan",
];
const MEN: &[&str] = &[
    "David", "James", "Thomas", "Mohammed", "Piotr", "Harpreet", "Emmanuel", "Conor", "Winston", "Wei", "Rhys", "Oliver", "Daniel",
    "Andrew", "Imran", "Stephen", "Kwame", "Matthew", "George", "Callum", "Faisal", "Ion",
];
const FAMILIES: &[&str] = &[
    "Smith", "Jones", "Khan", "Patel", "Williams", "Taylor", "Singh", "Brown", "Begum", "Evans", "Mensah", "Nowak", "Murphy", "Campbell",
    "Wong", "Robinson", "Hughes", "Okafor", "Walker", "Ahmed",
];
const STREETS: &[&str] =
    &["High Street", "Mill Lane", "Victoria Road", "Orchard Close", "Abbey Terrace", "Chapel Hill", "Beech Avenue", "Kings Court"];
const AREAS: &[&str] = &["LS", "M", "CF", "BS", "NE", "SA", "LL", "B", "NG", "PL"];
const ENDINGS: &[&str] = &["ton", "ley", "worth", "by", "field", "shaw", "wick", "thorpe"];
const BEGINNINGS: &[&str] =
    &["Ash", "Brack", "Cald", "Dun", "Eger", "Farn", "Gold", "Hart", "Ingle", "Kirk", "Lang", "Mar", "Nor", "Old", "Pem", "Quen"];

/// A family name: one in three is among a few common ones, the others are rare.
pub fn family_name(seeded: &mut Seeded) -> String {
    if seeded.chance(33) {
        return seeded.one_of(FAMILIES).to_owned();
    }
    format!("{}{}{}", seeded.one_of(BEGINNINGS), seeded.one_of(&["", "en", "ing", "er", "a"]), seeded.one_of(ENDINGS))
}

pub fn given_name(seeded: &mut Seeded, woman: bool) -> String {
    seeded.one_of(if woman { WOMEN } else { MEN }).to_owned()
}

fn day(seeded: &mut Seeded, years: std::ops::Range<u32>) -> String {
    let year = years.start + seeded.below(years.end - years.start);
    format!("{year}-{:02}-{:02}", 1 + seeded.below(12), 1 + seeded.below(28))
}

pub fn mobile(seeded: &mut Seeded) -> String {
    format!("07{:09}", 100_000_000 + seeded.below(899_999_999))
}

fn postcode(seeded: &mut Seeded) -> String {
    const LETTERS: &[&str] = &["A", "B", "D", "E", "F", "G", "H", "J", "L", "N", "P", "Q", "R", "S", "T", "U"];
    let (area, inward) = (seeded.one_of(AREAS), [seeded.one_of(LETTERS), seeded.one_of(LETTERS)].concat());
    format!("{area}{} {}{inward}", 1 + seeded.below(20), seeded.below(10))
}

/// Somebody who lives alone, of whom everything is known.
pub fn person(seeded: &mut Seeded) -> Person {
    let woman = seeded.chance(58);
    let (given, family) = (given_name(seeded, woman), family_name(seeded));
    let born = day(seeded, 1950..2000);
    let email = format!("{}.{}{}@example.org", given.to_lowercase(), family.to_lowercase(), seeded.below(900));
    Person {
        middle: if seeded.chance(50) { given_name(seeded, woman) } else { String::new() },
        sex: if woman { "F" } else { "M" }.to_owned(),
        address: format!("{} {}", 1 + seeded.below(150), seeded.one_of(STREETS)),
        postcode: postcode(seeded),
        phone: mobile(seeded),
        given,
        family,
        born,
        email,
    }
}

/// Somebody who lives with them: a partner or a child, as a rule of the same family name, at times with the same telephone.
pub fn housemate(seeded: &mut Seeded, of: &Person) -> Person {
    let child = seeded.chance(50);
    let mut mate = person(seeded);
    while mate.given == of.given {
        mate = person(seeded);
    }
    mate.born = day(seeded, if child { 2000..2015 } else { 1950..1999 });
    mate.address.clone_from(&of.address);
    mate.postcode.clone_from(&of.postcode);
    if seeded.chance(75) {
        mate.family.clone_from(&of.family);
    }
    if child || seeded.chance(20) {
        mate.phone.clone_from(&of.phone);
    }
    if child {
        mate.email.clear();
    }
    mate
}

/// Whole households of about this many people.
pub fn households(seeded: &mut Seeded, people: usize) -> Vec<Vec<Person>> {
    let mut households: Vec<Vec<Person>> = Vec::new();
    let mut count = 0;
    while count < people {
        let first = person(seeded);
        let mut household = vec![first];
        while household.len() < 5 && seeded.chance(55) {
            let mate = housemate(seeded, &household[0]);
            if household.iter().all(|other| other.given != mate.given) {
                household.push(mate);
            }
        }
        count += household.len();
        households.push(household);
    }
    households
}

fn slip(seeded: &mut Seeded, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 4 {
        return text.to_owned();
    }
    let at = 1 + seeded.below(u32::try_from(letters.len()).unwrap() - 2) as usize;
    match seeded.below(3) {
        0 => letters.swap(at, at + 1),
        1 => drop(letters.remove(at)),
        _ => letters.insert(at, letters[at]),
    }
    letters.into_iter().collect()
}

/// How somebody else writes them down, later: some values are missing, some wrong, some have changed.
pub fn heard_again(seeded: &mut Seeded, person: &Person) -> Person {
    let mut again = person.clone();
    if seeded.chance(10) {
        again.given = slip(seeded, &again.given);
    }
    if seeded.chance(10) {
        again.family = slip(seeded, &again.family);
    }
    if seeded.chance(15) {
        let moved = self::person(seeded);
        (again.address, again.postcode) = (moved.address, moved.postcode);
    }
    if seeded.chance(20) {
        again.phone = mobile(seeded);
    }
    if seeded.chance(4) && again.born.len() == 10 && &again.born[8..] <= "12" {
        again.born = format!("{}-{}-{}", &again.born[..4], &again.born[8..], &again.born[5..7]);
    }
    for (value, missing) in [
        (&mut again.middle, 50),
        (&mut again.born, 12),
        (&mut again.sex, 10),
        (&mut again.address, 15),
        (&mut again.postcode, 15),
        (&mut again.phone, 30),
        (&mut again.email, 60),
    ] {
        if seeded.chance(missing) {
            value.clear();
        }
    }
    again
}

/// A register and referrals: seven in ten of people in it, two of their house-mates who are not, one of strangers.
pub fn register_and_referrals(seed: u64, people: usize) -> (Vec<Person>, Vec<Person>) {
    let mut seeded = Seeded::of(seed);
    let (mut register, mut referrals) = (Vec::new(), Vec::new());
    for household in households(&mut seeded, people) {
        for person in household {
            match seeded.below(10) {
                0..=4 => {}
                5..=7 => referrals.push(heard_again(&mut seeded, &person)),
                8 => {
                    let mate = housemate(&mut seeded, &person);
                    referrals.push(heard_again(&mut seeded, &mate));
                }
                _ => {
                    let stranger = self::person(&mut seeded);
                    referrals.push(heard_again(&mut seeded, &stranger));
                }
            }
            register.push(person);
        }
    }
    (register, referrals)
}

/// Both files, ready to be linked.
pub fn files(register: &[Person], incoming: &[Person]) -> Files {
    let mut files = Files::new(Layout::person());
    for person in register {
        files.register(person.values());
    }
    for person in incoming {
        files.incoming(person.values());
    }
    files
}

/// A model learned from about three thousand people.
pub fn learned() -> Model {
    let (register, referrals) = register_and_referrals(11, 3_000);
    let mut files = files(&register, &referrals);
    let pairs = files.pairs(None);
    files.train(&pairs)
}

/// Everybody, by their place in the list.
pub fn register_of(model: Model, people: &[Person]) -> Register<u32> {
    let mut register = Register::new(&Layout::person(), model);
    for (id, person) in (0..).zip(people) {
        register.put(id, &[&person.values()]);
    }
    register
}

/// Who was found, the likeliest first.
pub fn ids<Id: Copy>(found: &[Found<Id>]) -> Vec<Id> {
    found.iter().map(|found| found.id).collect()
}
