//! Small transfers, written the way one would tell them: `row("R1").crime("C1").name("Ann", "Lee").mobile("07700 900001")`.

/// One row of the transfer feed. What it was not told stays empty.
#[derive(Clone)]
pub struct FeedRow(Vec<(String, String)>);

impl std::fmt::Debug for FeedRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().filter(|(_, said)| !said.is_empty()).try_for_each(|(name, said)| write!(f, "{name}={said} "))
    }
}

/// A victim of a theft whose crime bears the row's own id, recorded on Monday 23 November 2026 at nine. Nothing is known of the person.
pub fn row(id: &str) -> FeedRow {
    FeedRow(Vec::new())
        .says("source_record_id", id)
        .crime(&format!("CR/{id}"))
        .recorded("2026-11-23T09:00:00+00:00")
        .says("offence_text", "Theft")
}

impl FeedRow {
    /// Says something in a field, known to the feed or not; an empty text takes back what was said.
    #[must_use]
    pub fn says(mut self, field: &str, text: &str) -> Self {
        match self.0.iter_mut().find(|(name, _)| name == field) {
            Some((_, said)) => text.clone_into(said),
            None => self.0.push((field.to_owned(), text.to_owned())),
        }
        self
    }

    /// What it says in a field; empty where it says nothing.
    pub fn get(&self, field: &str) -> &str {
        self.0.iter().find(|(name, _)| name == field).map_or("", |(_, said)| said)
    }

    /// The force's reference of the crime.
    #[must_use]
    pub fn crime(self, reference: &str) -> Self {
        self.says("crime_reference", reference)
    }

    /// When the force recorded it.
    #[must_use]
    pub fn recorded(self, at: &str) -> Self {
        self.says("recorded_at", at)
    }

    /// Names, birth date and number of the person with this number: like those of nobody with another below eight thousand.
    #[must_use]
    pub fn somebody(self, number: usize) -> Self {
        const GIVEN: [&str; 20] = [
            "Abigail", "Brandon", "Chloe", "Dominic", "Esther", "Fergus", "Gwyneth", "Humphrey", "Imogen", "Jasper", "Kirsty", "Lachlan",
            "Mabel", "Nigel", "Ottilie", "Percy", "Quentin", "Rosalind", "Spencer", "Tabitha",
        ];
        const BEGINS: [&str; 20] = [
            "Ash",
            "Bram",
            "Crox",
            "Dun",
            "Elver",
            "Fothering",
            "Grim",
            "Hazle",
            "Ilk",
            "Jessa",
            "Kelm",
            "Lock",
            "Mudge",
            "Netter",
            "Ows",
            "Pickers",
            "Quar",
            "Rusk",
            "Swaffe",
            "Thirl",
        ];
        const ENDS: [&str; 20] = [
            "by", "combe", "den", "field", "gate", "ham", "ing", "kirk", "ley", "mere", "nall", "over", "pole", "quist", "ridge", "stone",
            "thwaite", "ville", "wick", "yard",
        ];
        let pick = |of: [&'static str; 20], step: usize| of.into_iter().nth(number / step % 20).unwrap_or_default();
        let family = format!("{}{}", pick(BEGINS, 20), pick(ENDS, 400));
        // Sixty years of twelve months of 27 days, never the first: 1 January is often a guess.
        let day = number * 397 % (60 * 324);
        let born = format!("{}-{:02}-{:02}", 1940 + day / 324, 1 + day % 324 / 27, 2 + day % 27);
        self.name(pick(GIVEN, 1), &family).born(&born).mobile(&format!("07700 900{:03}", number * 137 % 1_000))
    }

    /// `;`-separated flags.
    #[must_use]
    pub fn flags(self, flags: &str) -> Self {
        self.says("flags", flags)
    }

    /// The sender's reference of the person.
    #[must_use]
    pub fn reference(self, reference: &str) -> Self {
        self.says("person_reference", reference)
    }

    /// Given and family name.
    #[must_use]
    pub fn name(self, given: &str, family: &str) -> Self {
        self.says("given_name", given).says("family_name", family)
    }

    /// Birth date.
    #[must_use]
    pub fn born(self, date: &str) -> Self {
        self.says("date_of_birth", date)
    }

    /// A mobile number.
    #[must_use]
    pub fn mobile(self, number: &str) -> Self {
        self.says("phone_mobile", number)
    }

    /// An e-mail address.
    #[must_use]
    pub fn email(self, address: &str) -> Self {
        self.says("email", address)
    }

    /// First line of the address, and the postcode.
    #[must_use]
    pub fn lives(self, line: &str, postcode: &str) -> Self {
        self.says("address_1", line).says("postcode", postcode)
    }

    /// The person said that this way (`text`, `call`, …) is safe.
    #[must_use]
    pub fn safe(self, way: &str) -> Self {
        self.says(&format!("safe_{way}"), "yes")
    }

    /// The person said that this way is not safe.
    #[must_use]
    pub fn not_safe(self, way: &str) -> Self {
        self.says(&format!("safe_{way}"), "no")
    }

    /// The person agreed to be referred for support.
    #[must_use]
    pub fn consents(self) -> Self {
        self.says("support_consent", "given")
    }

    /// The person refused to be referred for support.
    #[must_use]
    pub fn refuses(self) -> Self {
        self.says("support_consent", "refused")
    }
}

/// The rows as CSV: the columns in the order in which they are first met.
pub fn csv(rows: &[FeedRow]) -> String {
    csv_with(&columns(rows), rows, "\n")
}

/// Every column that a row says something in, as it is first met.
pub fn columns(rows: &[FeedRow]) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for (name, _) in rows.iter().flat_map(|row| &row.0) {
        if !columns.contains(name) {
            columns.push(name.clone());
        }
    }
    columns
}

/// The rows as CSV with these columns in this order, each line ended so.
pub fn csv_with(columns: &[String], rows: &[FeedRow], line_end: &str) -> String {
    let quoted = |text: &str| {
        if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
    };
    let line = |cells: Vec<String>| cells.join(",") + line_end;
    let head = line(columns.iter().map(|name| quoted(name)).collect());
    rows.iter().fold(head, |text, row| text + &line(columns.iter().map(|name| quoted(row.get(name))).collect()))
}
