//! How support is given: asked where the hub gives it in more than one way, and only among those.

use govuk::{Choice, Fieldset, Legend, Radios, Size};
use profile::SupportWay;
use web::{Form, Site};

/// The question; none where there is nothing to choose.
pub(super) fn radios(site: &Site, form: &Form, question: &str) -> Option<Radios> {
    let ways = &site.profile.support_by;
    (ways.len() > 1).then(|| {
        Radios::new("support_by")
            .fieldset(Fieldset::new(Legend::new(question).size(Size::M)))
            .choices(ways.iter().map(|way| Choice::new(way.as_str(), words(*way))))
            .value(form.typed("support_by"))
            .error(form.error("support_by"))
    })
}

/// What was chosen; a form that leaves it out is told so.
pub(super) fn chosen(site: &Site, form: &mut Form) -> Option<SupportWay> {
    match site.profile.support_by.as_slice() {
        [] => None,
        [only] => Some(*only),
        _ => form.word::<SupportWay>("support_by", "Select how support is given"),
    }
}

pub(super) const fn words(way: SupportWay) -> &'static str {
    match way {
        SupportWay::Phone => "By phone",
        SupportWay::Video => "By video call",
        SupportWay::FaceToFace => "Face to face",
        SupportWay::HomeVisit => "At home",
        SupportWay::Online => "Online",
        SupportWay::Text => "By text",
        SupportWay::Email => "By email",
        SupportWay::Letter => "By letter",
    }
}
