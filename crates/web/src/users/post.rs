//! The questions about what somebody does here and for whom.

use access::Organisation;
use govuk::{Checkboxes, Choice, Fieldset, Input, Legend, Select, SelectOption, Size};
use identity::{Misfit, Post};
use kernel::{RingFence, StaffRole};
use maud::{Markup, html};
use profile::capital;

use crate::account::words_of;
use crate::{Form, Site};

/// A class of cases as people say it.
pub(super) const fn class_words(class: RingFence) -> &'static str {
    match class {
        RingFence::SexualViolence => "Sexual violence",
        RingFence::ChildSexualAbuse => "Child sexual abuse",
        RingFence::StaffVictim => "Victims who work here",
        RingFence::ProtectedAddress => "Protected addresses",
    }
}

pub(super) fn questions(site: &Site, form: &Form) -> Markup {
    let (organisation, profile) = (site.walls.organisation(), &site.profile);
    let roles = StaffRole::ALL.iter().map(|role| SelectOption::new(role.as_str(), words_of(*role)));
    let agencies = organisation.agencies.iter().map(|agency| SelectOption::new(&agency.name, &agency.title));
    let desks = organisation.desks.iter().map(|desk| SelectOption::new(&desk.name, capital(&profile.title_of(&desk.name))));
    let classes = RingFence::ALL.iter().map(|class| Choice::new(class.as_str(), class_words(*class)));
    html! {
        (Select::new("role", "Role").options([SelectOption::new("", "Choose a role")]).options(roles).value(form.typed("role")).error(form.error("role")))
        @if organisation.agencies.len() > 1 {
            (Select::new("agency", "Organisation").options(agencies).value(form.typed("agency")).error(form.error("agency")))
        }
        (Input::new("team", "Team (optional)").hint(titled_teams(site)).value(form.typed("team")).error(form.error("team")))
        @if !organisation.desks.is_empty() {
            (Select::new("desk", "Desk (optional)").options([SelectOption::new("", "No desk")]).options(desks).value(form.typed("desk")).error(form.error("desk")))
        }
        (Checkboxes::new("cleared")
            .fieldset(Fieldset::new(Legend::new("Cleared for").size(Size::M)))
            .hint("Cases of these classes are seen only by somebody cleared for all of them.")
            .choices(classes)
            .values(form.all_typed("cleared"))
            .error(form.error("cleared")))
    }
}

/// What to type for a team that people call something else; nothing where each is called by its name.
fn titled_teams(site: &Site) -> Option<String> {
    let teams = site.walls.organisation().agencies.iter().flat_map(|agency| &agency.teams);
    let titled = teams.filter_map(|team| site.profile.titles.get(team).map(|title| format!("{team} for {title}")));
    let told = titled.collect::<Vec<_>>().join(", ");
    (!told.is_empty()).then(|| format!("Enter its name in the profile: {told}"))
}

/// What the questions hold for somebody who has this post.
pub(super) fn filled(post: &Post, organisation: &Organisation) -> Form {
    let own = organisation.agencies.first().map_or("", |agency| agency.name.as_str());
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    let agency = post.agency.clone().unwrap_or_else(|| own.to_owned());
    let mut fields =
        vec![("role", post.role.as_str().to_owned()), ("agency", agency), ("team", text(&post.team)), ("desk", text(&post.desk))];
    fields.extend(post.cleared.iter().map(|class| ("cleared", class.as_str().to_owned())));
    Form::filled(fields)
}

/// The post that was chosen, if the hub has it.
pub(super) fn chosen(organisation: &Organisation, form: &mut Form) -> Option<Post> {
    let role = form.word("role", "Choose a role");
    let agency = form.text("agency", 100);
    let team = form.text("team", 100);
    let desk = form.text("desk", 100);
    let cleared = form.words::<RingFence>("cleared").into_iter().collect();
    let post = Post { role: role?, agency, team, desk, cleared };
    match post.check(organisation) {
        Ok(()) => Some(post).filter(|_| !form.has_errors()),
        Err(misfit) => {
            let field = match misfit {
                Misfit::NoAgency => "agency",
                Misfit::NoDesk => "desk",
                Misfit::Role => "role",
                Misfit::Team => "team",
                Misfit::Clearance => "cleared",
            };
            form.fail(field, misfit.to_string());
            None
        }
    }
}
