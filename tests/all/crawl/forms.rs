//! The links and forms of a page, as a browser would find them.

use scraper::{ElementRef, Html, Selector};

/// A form to send.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Form {
    /// The page it stands on.
    pub page: String,
    pub action: String,
    pub is_post: bool,
    /// Each field with what a browser would send.
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// Whether one could no longer go on with what it is about: it is sent so that something else is wrong with it, too.
    pub fn uses_up(&self) -> bool {
        ["/close", "/conflicts", "/ring-fence", "/hand-over", "/give", "/erase", "/hold", "/end", "/safety"]
            .iter()
            .any(|end| self.action.ends_with(end))
            || self.action.starts_with("/users/") && self.action != "/users/new"
            || self.fields.len() < 2
    }

    /// Its fields with another value in one of them.
    pub fn with(&self, field: &str, value: &str) -> Vec<(String, String)> {
        let rest = |name: &str, old: &str| if self.uses_up() && name != "form_token" { "none".to_owned() } else { old.to_owned() };
        let changed = |(name, old): &(String, String)| (name.clone(), if name == field { value.to_owned() } else { rest(name, old) });
        self.fields.iter().map(changed).collect()
    }

    /// The fields that can be typed into or chosen.
    pub fn open_fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| name.as_str()).filter(|name| *name != "form_token")
    }
}

fn all<'p>(page: &'p Html, selector: &str) -> Vec<ElementRef<'p>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

/// The addresses within the hub that a page leads to.
pub fn links(text: &str) -> Vec<String> {
    let page = Html::parse_document(text);
    let links = all(&page, "a[href]").into_iter().filter_map(|link| link.value().attr("href"));
    links.filter(|to| to.starts_with('/') && !to.starts_with("//")).map(|to| to.split('#').next().unwrap().to_owned()).collect()
}

/// What a browser sends of a field: what is chosen, or of choices that must be made the first.
fn sent(field: ElementRef<'_>) -> String {
    let element = field.value();
    let option = |selector: &str| {
        let found = field.select(&Selector::parse(selector).unwrap()).next();
        found.and_then(|option| option.value().attr("value"))
    };
    let sent = match (element.name(), element.attr("type")) {
        ("select", _) => option("option[selected]").or_else(|| option("option[value]:not([value=''])")),
        ("input", Some("checkbox")) if element.attr("checked").is_none() => None,
        ("textarea", _) => return field.text().collect(),
        _ => element.attr("value"),
    };
    sent.unwrap_or_default().to_owned()
}

/// The forms of a page.
pub fn forms(at: &str, text: &str) -> Vec<Form> {
    let page = Html::parse_document(text);
    let form = |form: ElementRef<'_>| {
        let mut fields = Vec::<(String, String)>::new();
        for field in form.select(&Selector::parse("input[name], textarea[name], select[name], button[name]").unwrap()) {
            let name = field.value().attr("name").unwrap().to_owned();
            let is_chosen = field.value().attr("checked").is_some();
            match fields.iter_mut().find(|(known, _)| *known == name) {
                Some((_, value)) if is_chosen => *value = sent(field),
                Some(_) => {}
                None => fields.push((name, sent(field))),
            }
        }
        let action = form.value().attr("action").unwrap_or(at).to_owned();
        Form { page: at.to_owned(), action, is_post: form.value().attr("method") == Some("post"), fields }
    };
    all(&page, "form").into_iter().map(form).collect()
}
