//! The document as one page: everything it needs is in it, it prints, and it runs nothing.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;
use web::say;

use super::document::{Document, Entry, Field, Section, Told, spoken};

/// Looks like the pages of the hub without any file beside it.
const STYLE: &str = "
body{margin:0;font-family:\"GDS Transport\",arial,sans-serif;font-size:1.1rem;line-height:1.4;color:#0b0c0c;background:#fff}
header{background:#1d70b8;color:#fff;padding:15px 30px;font-weight:700}
main{max-width:60rem;margin:0 auto;padding:30px}
h1{font-size:2.2rem;line-height:1.15;margin:0 0 20px}
h2{font-size:1.6rem;line-height:1.2;margin:50px 0 10px;border-top:2px solid #0b0c0c;padding-top:15px}
.about{color:#484949;margin:0 0 20px}
dl{margin:0 0 25px;border-top:1px solid #b1b4b6;break-inside:avoid}
dl>div{display:flex;border-bottom:1px solid #b1b4b6;padding:6px 0}
dt{flex:0 0 35%;font-weight:700;padding-right:15px;box-sizing:border-box}
dd{margin:0;flex:1;white-space:pre-line;overflow-wrap:anywhere}
ul{margin:0;padding-left:20px}
nav ol{columns:2}
a{color:#1a65a6}
@media print{header{background:none;color:#0b0c0c;padding:0 0 15px}nav{display:none}main{padding:0;max-width:none}body{font-size:11pt}}
@media(max-width:40em){dl>div{display:block}nav ol{columns:1}}
";

impl Document {
    /// The document as one page of HTML, whole in itself.
    pub fn html(&self) -> String {
        let markup = html! {
            (DOCTYPE)
            html lang="en-GB" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    title { "What is held about you – " (self.reference) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    header { (self.hub) }
                    main {
                        h1 { "What we hold about you" }
                        p { "Made on " (say::moment(self.made_at)) ". Reference " strong { (self.reference) } "." }
                        p { "This is everything that " (self.hub) " holds about you. What is about somebody else is left out, and where a text was left out it says why." }
                        p { "Keep this document where nobody else can find it: it says where you can be reached." }
                        p { "If something in it is wrong you can ask us to put it right. If you are not content with how we answered you can complain to us, and to the Information Commissioner." }
                        nav aria-label="Contents" { h2 { "Contents" } ol { @for section in &self.sections { li { a href=(format!("#{}", section.key)) { (section.title) } } } } }
                        @for section in &self.sections { (of(section)) }
                    }
                }
            }
        };
        markup.into_string()
    }
}

fn of(section: &Section) -> Markup {
    html! {
        section aria-labelledby=(section.key) {
            h2 id=(section.key) { (section.title) }
            p.about { (section.about) }
            @if section.entries.iter().all(|entry| entry.fields.is_empty()) { p { "Nothing." } }
            @for entry in section.entries.iter().filter(|entry| !entry.fields.is_empty()) { (one(entry)) }
        }
    }
}

fn one(entry: &Entry) -> Markup {
    html! { dl { @for field in &entry.fields { div { dt { (field.label) } dd { (value(field)) } } } } }
}

/// A fact as it is read; for the page on which somebody decides what is left out too.
pub(crate) fn value(field: &Field) -> Markup {
    if let Some(why) = field.left_out {
        return html! { em { "Left out because " (why.words()) "." } };
    }
    match field.value.reveal() {
        Told::Plain(words, _) => html! { (words) },
        Told::List(lines) => html! { @if let [line] = lines.as_slice() { (line) } @else { ul { @for line in lines { li { (line) } } } } },
        Told::Sent(fields) => html! { ul { @for (name, value) in fields { li { (spoken(name)) ": " (plain(value)) } } } },
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Null => "not known".to_owned(),
        Value::Object(parts) => {
            parts.iter().map(|(name, part)| format!("{}: {}", spoken(name), plain(part))).collect::<Vec<_>>().join(", ")
        }
        Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Number(number) => number.to_string(),
    }
}
