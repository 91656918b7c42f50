//! A form: what was typed, what it means, and what is wrong with it.

use jiff::civil::Date;
use kernel::words::Word;
use kernel::{Id, Sensitive};

/// What somebody typed into a form, and the errors found in it. Reading a field checks it: what is wrong is noted for the error summary and
/// for the message beside the field, and what was typed stays to be shown again.
#[derive(Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

/// Something wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name.
    pub field: String,
    /// The id of the element to go to.
    pub target: String,
    /// What is wrong and how to put it right.
    pub message: String,
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Form({} fields, {} errors)", self.fields.len(), self.errors.len())
    }
}

impl Form {
    /// A form nobody has filled in yet.
    pub fn empty() -> Self {
        Self::default()
    }

    /// A form filled in with what is known already.
    pub fn filled<'a>(fields: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        Self { fields: fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(), errors: Vec::new() }
    }

    /// A form as it was sent.
    pub(crate) const fn sent(fields: Vec<(String, String)>) -> Self {
        Self { fields, errors: Vec::new() }
    }

    /// What was typed into a field, to be shown again; empty if nothing was.
    pub fn typed(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// Everything typed into the fields of this name, or chosen in them.
    pub fn all_typed<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Takes over what was typed into these fields of another form, in place of what stood in them here.
    pub fn take_over(&mut self, names: &[&str], other: &Self) {
        self.fields.retain(|(field, _)| !names.contains(&field.as_str()));
        self.fields.extend(other.fields.iter().filter(|(field, _)| names.contains(&field.as_str())).cloned());
    }

    /// Every field with what was typed into it.
    pub(crate) fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// Whether this choice of a field was made, to be shown again.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.fields.iter().any(|(field, chosen)| field == name && chosen == value)
    }

    /// The text of a field that may be left empty: trimmed, at most so many characters.
    pub fn text(&mut self, name: &str, most: usize) -> Option<String> {
        // Browsers send the line ends of Windows, whatever the person typed.
        let text = self.typed(name).replace("\r\n", "\n").trim().to_owned();
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            self.fail(name, "Remove characters that cannot be seen; pasting the text without formatting helps");
            return None;
        }
        if text.chars().count() > most {
            self.fail(name, format!("Shorten this to {most} characters or fewer"));
            return None;
        }
        (!text.is_empty()).then_some(text)
    }

    /// The text of a field that must be filled in; `missing` says so, as in "Enter a family name".
    pub fn required(&mut self, name: &str, most: usize, missing: &str) -> Option<String> {
        let errors = self.errors.len();
        let text = self.text(name, most);
        if text.is_none() && errors == self.errors.len() {
            self.fail(name, missing);
        }
        text
    }

    /// The text of a field exactly as typed, taken out so that no page can show it again: for passwords.
    pub fn secret(&mut self, name: &str) -> Sensitive<String> {
        let text = self.typed(name).to_owned();
        self.fields.retain(|(field, _)| field != name);
        Sensitive::new(text)
    }

    /// The one choice of a closed list that must be made.
    pub fn word<W: Word>(&mut self, name: &str, missing: &str) -> Option<W> {
        let word = W::from_text(self.typed(name));
        if word.is_none() {
            self.fail(name, missing);
        }
        word
    }

    /// A choice of a closed list that need not be made.
    pub fn word_or_none<W: Word>(&mut self, name: &str) -> Option<W> {
        if self.typed(name).is_empty() { None } else { self.word(name, "Select one of the choices shown") }
    }

    /// Every choice made of a closed list, in the order of the page.
    pub fn words<W: Word>(&mut self, name: &str) -> Vec<W> {
        let chosen: Vec<Option<W>> = self.fields.iter().filter(|(field, _)| field == name).map(|(_, value)| W::from_text(value)).collect();
        if chosen.iter().any(Option::is_none) {
            self.fail(name, "Select from the choices shown");
        }
        chosen.into_iter().flatten().collect()
    }

    /// An id among those the page offered; `missing` says what to select.
    pub fn id<K>(&mut self, name: &str, missing: &str) -> Option<Id<K>> {
        let id = Id::parse(self.typed(name));
        if id.is_none() {
            self.fail(name, missing);
        }
        id
    }

    /// A date typed as day, month and year into three fields, `name-day`, `name-month` and `name-year`; may be left empty.
    /// `what` begins the messages, as in "Date of birth".
    pub fn date(&mut self, name: &str, what: &str) -> Option<Date> {
        let parts = ["day", "month", "year"].map(|part| (part, self.typed(&format!("{name}-{part}")).trim().to_owned()));
        if parts.iter().all(|(_, typed)| typed.is_empty()) {
            return None;
        }
        if let Some((part, _)) = parts.iter().find(|(_, typed)| typed.is_empty()) {
            self.fail_at(name, format!("{name}-{part}"), format!("{what} must include a {part}"));
            return None;
        }
        let [day, month, year] = parts.map(|(_, typed)| typed);
        let date = typed_date(&day, &month, &year);
        if date.is_none() {
            self.fail_at(name, format!("{name}-day"), format!("{what} must be a real date, like 27 3 1984"));
        }
        date
    }

    /// Notes that something is wrong with a field.
    pub fn fail(&mut self, name: &str, message: impl Into<String>) {
        self.fail_at(name, name.to_owned(), message.into());
    }

    /// [`Form::fail`] where the element to go to is not the one named like the field, such as the day of a date.
    pub fn fail_at(&mut self, field: &str, target: String, message: String) {
        self.errors.push(FieldError { field: field.to_owned(), target, message });
    }

    /// What is wrong with a field, for the message beside it.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == name).map(|error| error.message.as_str())
    }

    /// Everything wrong, in the order in which the fields were read.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// Whether anything is wrong.
    pub const fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }
}

/// A date in numbers; the month also by its English name. The year has four digits, as two could mean either of two centuries.
pub fn typed_date(day: &str, month: &str, year: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let named = || {
        let month = month.to_lowercase();
        MONTHS.iter().position(|name| month.len() >= 3 && month.starts_with(name)).and_then(|at| i8::try_from(at + 1).ok())
    };
    let year: i16 =
        Some(year).filter(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit())).and_then(|year| year.parse().ok())?;
    Date::new(year, month.parse().ok().or_else(named)?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kernel::{Channel, kind};

    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        Form::sent(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn text_is_trimmed_and_kept_as_typed_for_the_page() {
        let mut form = form(&[("note", "  Rang twice.\r\nNo answer. "), ("empty", " \t")]);
        assert_eq!(form.text("note", 100).as_deref(), Some("Rang twice.\nNo answer."));
        assert_eq!(form.text("empty", 100), None);
        assert_eq!(form.text("absent", 100), None);
        assert!(!form.has_errors());
        assert_eq!(form.typed("note"), "  Rang twice.\r\nNo answer. ");
    }

    #[test]
    fn every_mistake_is_noted_at_its_field_in_the_order_read() {
        let mut form =
            form(&[("long", "ééé"), ("odd", "a\u{0}b"), ("way", "pigeon"), ("dob-day", "31"), ("dob-month", "2"), ("dob-year", "1984")]);
        assert_eq!(form.required("name", 10, "Enter a name"), None);
        assert_eq!(form.required("long", 2, "Enter it"), None);
        assert_eq!(form.required("odd", 10, "Enter it"), None);
        assert_eq!(form.word::<Channel>("way", "Select a way"), None);
        assert_eq!(form.date("dob", "Date of birth"), None);
        assert_eq!(form.id::<kind::User>("worker", "Select a worker"), None);
        let found: Vec<_> = form.errors().iter().map(|error| (error.target.as_str(), error.message.as_str())).collect();
        assert_eq!(
            found,
            [
                ("name", "Enter a name"),
                ("long", "Shorten this to 2 characters or fewer"),
                ("odd", "Remove characters that cannot be seen; pasting the text without formatting helps"),
                ("way", "Select a way"),
                ("dob-day", "Date of birth must be a real date, like 27 3 1984"),
                ("worker", "Select a worker"),
            ]
        );
        assert_eq!(form.error("dob"), Some("Date of birth must be a real date, like 27 3 1984"));
        assert_eq!(form.error("dob-day"), None);
    }

    #[test]
    fn dates_by_number_or_name_of_the_month() {
        let read = |day, month, year| {
            let mut form = form(&[("on-day", day), ("on-month", month), ("on-year", year)]);
            (form.date("on", "Date"), form.errors().first().map(|error| error.target.clone()))
        };
        assert_eq!(read("27", "3", "1984"), (Some(date(1984, 3, 27)), None));
        assert_eq!(read(" 29 ", "February", "2024"), (Some(date(2024, 2, 29)), None));
        assert_eq!(read("", "", ""), (None, None));
        for (day, month, year) in
            [("29", "2", "2023"), ("1", "13", "2023"), ("1", "Januar y", "23"), ("x", "1", "2023"), ("-1", "1", "2023"), ("1", "1", "-100")]
        {
            assert_eq!(read(day, month, year), (None, Some("on-day".into())), "{day} {month} {year}");
        }
        assert_eq!(read("1", "", "2023"), (None, Some("on-month".into())));
    }

    #[test]
    fn choices_come_from_the_list_only() {
        let mut form = form(&[("ways", "phone"), ("ways", "text"), ("one", "email"), ("none", "")]);
        assert_eq!(form.words::<Channel>("ways"), [Channel::Phone, Channel::Text]);
        assert_eq!(form.word("one", "Select"), Some(Channel::Email));
        assert_eq!(form.word_or_none::<Channel>("none"), None);
        assert!(form.has("ways", "text") && !form.has("ways", "letter"));
        assert!(!form.has_errors());
    }

    #[test]
    fn a_password_is_taken_out_and_nothing_typed_is_printed() {
        let mut form = form(&[("password", " correct horse "), ("name", "Amina")]);
        assert_eq!(form.secret("password").reveal(), " correct horse ");
        assert_eq!(form.typed("password"), "");
        assert_eq!(format!("{form:?}"), "Form(1 fields, 0 errors)");
    }
}
