//! Role × act × relation as the policies decide it: `docs/reference/access-matrix.md`.

mod scene;
mod words;

use std::fmt::Write as _;

use kernel::NoteKind;

pub use scene::{AT, Asker, OnACase, OnAPerson, WithConsent, askers, on_cases, on_people, organisation};

use crate::{Act, Actor, CaseFacts, Circumstances, NoteOrigin, PersonFacts, Policies, PolicyError, Scope, Subject};

/// The hub of the matrix, once for each thing a permission can hang on.
struct Hubs {
    sharing: Policies,
    not_sharing: Policies,
    asking: Policies,
}

const ABOVE: &str = "\
# Who may do what

Made from the policies themselves (`make matrix`); a test fails when this page and the policies differ. The rules in prose are in
`crates/policy/README.md`, the policies in `crates/policy/src/policies/`.

**How to read it.** There is a table for each act, or for several that are decided alike. A row is who asks, a column is how the record
stands to them. Everything else is in order: they have signed in with a second factor just given, the hub lets the police see records, an
agreement with every other agency is in force for every purpose and shares every part, and the person agreed to it.

| | |
|---|---|
| ✓ | may |
| – | may not; from outside it looks as if there were no such record |
| ✓ᵃ | only while an information-sharing agreement with their agency is in force and covers the purpose and the part |
| ✓ᶜ | the same, and if that agreement asks for the person’s consent, only with it |
| ✓² | only with a second person’s yes, or a second factor given in the last ten minutes |

Whoever is in no row of a table may not do what it is about. *Nobody’s*: no worker has it. *My team’s*, *another team’s*: a colleague of
my agency has it. *Glass broken*: the asker broke the glass on this case less than two hours ago. *A hidden desk’s*: a desk
hidden from the police has something to do on it. *Not my desk’s*: desks are walled, the asker sits at one, and it had nothing to do on
the case. A hub’s own policies can take ticks away and never add one.
";

/// The whole page.
///
/// # Errors
/// [`PolicyError::Shipped`] when the policies are broken.
pub fn matrix() -> Result<String, PolicyError> {
    let hubs = Hubs {
        sharing: Policies::new(organisation(Some(WithConsent(false))))?,
        not_sharing: Policies::new(organisation(None))?,
        asking: Policies::new(organisation(Some(WithConsent(true))))?,
    };
    let mut page = String::from(ABOVE);
    page.push_str("\n## Acts on no record in particular\n");
    for (titles, table) in alike(Scope::OnHub, |act| hub_table(&hubs, act)) {
        section(&mut page, &titles, &table);
    }
    page.push_str("\n## Acts on a case\n");
    for (titles, table) in alike(Scope::OnCase, |act| case_table(&hubs, act)) {
        section(&mut page, &titles, &table);
    }
    page.push_str("\n### Which notes, on a case whose notes one sees\n\n");
    page.push_str(&table(&notes_table(&hubs)));
    page.push_str("\n## Acts on a person\n\nA person is read where one of their cases shows them. Every other act reaches all of their cases, so none may stand in the way.\n");
    for (titles, table) in alike(Scope::OnPerson, |act| person_table(&hubs, act)) {
        section(&mut page, &titles, &table);
    }
    Ok(page)
}

/// The columns' titles, and for each row its title and cells.
type Table = (Vec<&'static str>, Vec<(&'static str, Vec<String>)>);

/// Acts whose tables are the same share one.
fn alike(scope: Scope, of: impl Fn(Act) -> Table) -> Vec<(Vec<&'static str>, Table)> {
    let mut found: Vec<(Vec<&'static str>, Table)> = Vec::new();
    for act in Act::ALL.iter().copied().filter(|act| act.scope() == scope) {
        let table = of(act);
        match found.iter_mut().find(|(_, other)| *other == table) {
            Some((titles, _)) => titles.push(words::in_words(act)),
            None => found.push((vec![words::in_words(act)], table)),
        }
    }
    found
}

fn hub_table(hubs: &Hubs, act: Act) -> Table {
    let row = |asker: Asker| (asker.title, vec![cell(hubs, act, &asker.actor, &On::Hub)]);
    (vec!["may"], askers().into_iter().map(row).collect())
}

fn case_table(hubs: &Hubs, act: Act) -> Table {
    let on = askers().into_iter().map(|asker| (asker.title, on_cases(&asker.actor)));
    let mut columns = Vec::new();
    let mut rows = Vec::new();
    for (title, relations) in on {
        columns = relations.iter().map(|on| on.title).collect();
        rows.push((title, relations.into_iter().map(|on| cell(hubs, act, &on.actor, &On::Case(on.case))).collect()));
    }
    (columns, rows)
}

fn person_table(hubs: &Hubs, act: Act) -> Table {
    let on = askers().into_iter().map(|asker| (asker.title, on_people(&asker.actor)));
    let mut columns = Vec::new();
    let mut rows = Vec::new();
    for (title, relations) in on {
        columns = relations.iter().map(|on| on.title).collect();
        rows.push((title, relations.into_iter().map(|on| cell(hubs, act, &on.actor, &On::Person(on.person))).collect()));
    }
    (columns, rows)
}

fn notes_table(hubs: &Hubs) -> Table {
    let kinds = [
        ("support", NoteKind::Support, "court"),
        ("counselling", NoteKind::Counselling, "court"),
        ("adviser’s", NoteKind::Adviser, "court"),
        ("case update", NoteKind::CaseUpdate, "court"),
        ("case update of a hidden desk", NoteKind::CaseUpdate, "support"),
    ];
    let row = |asker: Asker| {
        let case = on_cases(&asker.actor).into_iter().next();
        let reads = |(_, kind, desk): &(_, NoteKind, &str)| {
            let origin = NoteOrigin { kind: *kind, desk: Some((*desk).to_owned()), agency: "hub".into() };
            let may = |hub: &Policies, agreed: bool| {
                let facts = |on: &OnACase| CaseFacts { has_agreed: agreed, ..on.case.clone() };
                case.as_ref()
                    .is_some_and(|on| hub.readable_notes(&on.actor, &facts(on), &circumstances(hub, &on.actor, Act::SeeNotes), &origin))
            };
            tick(may(&hubs.sharing, true), may(&hubs.not_sharing, true), may(&hubs.asking, false), true)
        };
        (asker.title, kinds.iter().map(reads).collect())
    };
    (kinds.iter().map(|(title, ..)| *title).collect(), askers().into_iter().map(row).collect())
}

enum On {
    Hub,
    Case(CaseFacts),
    Person(PersonFacts),
}

impl On {
    fn subject(&self) -> Subject<'_> {
        match self {
            Self::Hub => Subject::Hub,
            Self::Case(case) => Subject::Case(case),
            Self::Person(person) => Subject::Person(person),
        }
    }

    fn not_agreed(&self) -> Self {
        let without = |case: &CaseFacts| CaseFacts { has_agreed: false, ..case.clone() };
        match self {
            Self::Hub => Self::Hub,
            Self::Case(case) => Self::Case(without(case)),
            Self::Person(person) => Self::Person(PersonFacts { cases: person.cases.iter().map(without).collect(), ..person.clone() }),
        }
    }
}

fn circumstances(hub: &Policies, actor: &Actor, act: Act) -> Circumstances {
    Circumstances { at: AT, purpose: hub.purpose(actor, act), has_second_person: false }
}

fn cell(hubs: &Hubs, act: Act, actor: &Actor, on: &On) -> String {
    let may = |hub: &Policies, actor: &Actor, on: &On| hub.decide(actor, act, on.subject(), &circumstances(hub, actor, act)).is_ok();
    let mut stale = actor.clone();
    stale.factor_at = None;
    let refused_without_factor = !may(&hubs.sharing, &stale, on);
    tick(
        may(&hubs.sharing, actor, on),
        may(&hubs.not_sharing, actor, on),
        may(&hubs.asking, actor, &on.not_agreed()),
        !refused_without_factor,
    )
}

/// What a permission hangs on: whether it is given, given without an agreement, without consent, without a second factor.
fn tick(may: bool, without_agreement: bool, without_consent: bool, without_factor: bool) -> String {
    if !may {
        return "–".into();
    }
    let shared = match (without_agreement, without_consent) {
        (true, _) => "",
        (false, true) => "ᵃ",
        (false, false) => "ᶜ",
    };
    format!("✓{shared}{}", if without_factor { "" } else { "²" })
}

fn section(page: &mut String, titles: &[&str], (columns, rows): &Table) {
    let _ = write!(page, "\n### {}\n\n", titles.join(" · "));
    page.push_str(&table(&(columns.clone(), rows.clone())));
}

fn table((columns, rows): &Table) -> String {
    let line = |title: &str, cells: &[&str]| format!("| {title} | {} |\n", cells.join(" | "));
    let mut text = line("", columns);
    let _ = writeln!(text, "|---|{}", ":-:|".repeat(columns.len()));
    for (title, cells) in rows.iter().filter(|(_, cells)| cells.iter().any(|cell| cell != "–")) {
        text.push_str(&line(title, &cells.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    text
}
