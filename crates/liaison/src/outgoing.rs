//! What goes to the force: the one place where that is put together, for the page that is printed and the file alike.

use jiff::civil::Date;
use kernel::{Flag, Sensitive};
use people::record::PersonRecord;
use profile::{ConsentForm, Profile};
use serde::Serialize;

use crate::hate_report::HateReport;

/// The name of the layout of the file, so that whoever reads it knows what to expect.
pub const LAYOUT: &str = "onedoor-hate-report-1";

/// A report as the force gets it. Of a person who is not named it holds nothing that names or locates them. The number of the case is not in
/// it either, since some of the force may see cases.
#[derive(Serialize)]
pub struct Outgoing {
    /// [`LAYOUT`].
    pub layout: &'static str,
    /// What the hub calls the report.
    pub reference: String,
    /// The hub, through which the person is reached.
    pub from: String,
    /// The force.
    pub to: String,
    /// The day on which it was made, in London.
    pub made_on: Date,
    /// Which kinds of hate.
    pub kinds: Vec<Flag>,
    /// What happened, in the words of whoever wrote it.
    #[serde(serialize_with = "revealed")]
    pub happened: Sensitive<String>,
    /// When, in words.
    #[serde(serialize_with = "revealed")]
    pub when: Sensitive<String>,
    /// Where, in words.
    #[serde(serialize_with = "revealed")]
    pub place: Sensitive<String>,
    /// How the person agreed to the report.
    pub consent: ConsentForm,
    /// Who it is, where they agreed to be named; else absent.
    pub person: Option<Named>,
}

/// Who somebody is who agreed to be named: never where they live, nor a number. The force reaches them through the hub, which knows what is
/// safe.
#[derive(Serialize)]
pub struct Named {
    /// Given and family name.
    #[serde(serialize_with = "revealed")]
    pub name: Sensitive<String>,
    /// Birth date, where it is known.
    pub date_of_birth: Option<Date>,
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Outgoing")
    }
}

impl std::fmt::Debug for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Named")
    }
}

fn revealed<S: serde::Serializer>(text: &Sensitive<String>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text.reveal())
}

/// What of this report goes to the force; `None` where the hub sends none, it was taken back, or whoever asks may not read what was told.
pub fn outgoing(report: &HateReport, person: &PersonRecord, profile: &Profile) -> Option<Outgoing> {
    let (to, account) = (profile.hate_reports.as_ref()?, report.account.clone()?);
    if report.withdrawn_at.is_some() {
        return None;
    }
    let named = || Named {
        name: person.name().unwrap_or_default().into(),
        date_of_birth: person.known.date_of_birth.as_ref().map(|born| *born.reveal()),
    };
    Some(Outgoing {
        layout: LAYOUT,
        reference: report.reference(),
        from: profile.title.clone(),
        to: to.to.clone(),
        made_on: kernel::london_date(report.made_at),
        kinds: report.flags.iter().collect(),
        happened: account.happened,
        when: account.when,
        place: account.place,
        consent: report.agreed,
        person: report.is_named.then(named),
    })
}
