//! Onward referral: `[onward]` and each `[[service]]`.

use crate::check::Placed;
use crate::condition::read_when;
use crate::model::{ConsentForm, DisclosureReason, Onward, Service, ServicePlace};
use crate::reader::{Section, pairs};
use crate::support::named;

/// The keys at the top of the file that say it.
pub(crate) const KEYS: &[&str] = &["onward", "service"];
const ONWARD_KEYS: &[&str] =
    &["consent_by", "person_chooses", "services_know_of_each_other", "disclosed_without_consent", "answered_within"];
const SERVICE_KEYS: &[&str] = &["name", "title", "team", "when", "waiting_list", "warm_handover"];

/// The limit of the Victims' Code for a referral to support, taken where a profile names none.
const ANSWERED_WITHIN: kernel::TimeLimit = kernel::TimeLimit::WorkingDays(2);

/// Reads how people are referred onward. Without the section: explicit consent in any form, nothing told without it but for somebody's safety.
pub(crate) fn read_onward(root: &Section<'_>) -> Option<Onward> {
    let Some(section) = root.maybe("onward", |root| root.section("onward", "a section", ONWARD_KEYS))? else {
        return Some(Onward {
            consent_by: ConsentForm::ALL.to_vec(),
            person_chooses: false,
            services_know_of_each_other: false,
            disclosed_without_consent: vec![DisclosureReason::Safeguarding],
            answered_within: ANSWERED_WITHIN,
        });
    };
    let consent_by = section.words("consent_by", &pairs!(ConsentForm));
    let person_chooses = section.boolean_or("person_chooses", false);
    let services_know_of_each_other = section.boolean_or("services_know_of_each_other", false);
    let disclosed = section.maybe("disclosed_without_consent", |s| s.words("disclosed_without_consent", &pairs!(DisclosureReason)));
    let answered_within = section.maybe("answered_within", |s| s.limit("answered_within"));
    Some(Onward {
        consent_by: consent_by?,
        person_chooses: person_chooses?,
        services_know_of_each_other: services_know_of_each_other?,
        disclosed_without_consent: disclosed?.unwrap_or_default(),
        answered_within: answered_within?.unwrap_or(ANSWERED_WITHIN),
    })
}

/// Reads the services. `teams` are all there are under the hub's roof; absent where they could not be read.
pub(crate) fn read_services(root: &Section<'_>, teams: Option<&[&str]>) -> Option<Vec<Placed<Service>>> {
    named(root, "service", "a service", SERVICE_KEYS, "name", |section| read_service(section, teams))
}

fn read_service(section: &Section<'_>, teams: Option<&[&str]>) -> Option<Service> {
    let (name, title) = (section.name("name", "counselling"), section.text("title", "Counselling"));
    let team = section.maybe("team", |s| s.name("team", "counselling"));
    if let (Some(Some(team)), Some(teams)) = (&team, teams)
        && !teams.contains(&team.as_str())
    {
        let near = crate::error::nearest(team, teams.iter().copied());
        section.get("team")?.wrong::<()>(
            format!("a team under the hub's roof: one of {}", teams.join(", ")),
            near.map_or_else(
                || "leave team out where the service is an organisation outside".to_owned(),
                |near| format!("did you mean {near:?}?"),
            ),
        )?;
    }
    let when = read_when(section, "when");
    let (waiting_list, warm_handover) = (section.boolean_or("waiting_list", false), section.boolean_or("warm_handover", false));
    Some(Service {
        name: name?,
        title: title?,
        place: team?.map_or(ServicePlace::Outside, ServicePlace::Team),
        when: when?,
        waiting_list: waiting_list?,
        warm_handover: warm_handover?,
    })
}
