//! The shell of every page: what stands above, beside and below its own content.

use access::{Act, Subject};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use govuk::{
    BackLink, BannerKind, ErrorSummary, GenericHeader, Here, NavigationItem, NotificationBanner, ServiceNavigation, SkipLink, SummaryError,
};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use profile::Profile;

use crate::{Done, Form, SignedIn, Site, assets};

/// A part of the service that the navigation leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Who to contact.
    MyWork,
    /// People and cases.
    Search,
    /// A referral by telephone.
    NewReferral,
}

impl Place {
    /// Every part, in the order shown.
    pub const ALL: [Self; 3] = [Self::MyWork, Self::Search, Self::NewReferral];

    /// Where it is.
    pub const fn path(self) -> &'static str {
        match self {
            Self::MyWork => "/",
            Self::Search => "/search",
            Self::NewReferral => "/referrals/new",
        }
    }

    /// What somebody must be allowed for it to lead anywhere.
    const fn takes(self) -> Act {
        match self {
            Self::MyWork => Act::SeeWork,
            Self::Search => Act::SearchPeople,
            Self::NewReferral => Act::TakeReferral,
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::MyWork => "My work",
            Self::Search => "Search",
            Self::NewReferral => "New referral",
        }
    }
}

/// A page before its content.
#[derive(Debug)]
pub struct Page<'a> {
    title: &'static str,
    who: Option<&'a SignedIn>,
    place: Option<Place>,
    back: Option<String>,
    done: Option<Done>,
    form: Option<&'a Form>,
    status: StatusCode,
}

/// A page of the hub as a whole: any of the acts it takes, what the link says, where it is, and whether the hub has such a thing.
type Link = (&'static [Act], &'static str, &'static str, fn(&Profile) -> bool);

const RULES: Link = (&[Act::SeeRules], "The hub’s rules", "/rules", |_| true);
const FIGURES: Link = (&[Act::SeeFigures], "Figures", "/figures", counts_anything);
const REVIEWS: Link = (&[Act::ReviewBreakGlass], "Break-glass to review", "/break-glass/reviews", |_| true);
const AUDIT: Link = (&[Act::ReadAudit], "The audit", "/audit", |_| true);
const ACCOUNTS: Link = (&[Act::SeeUsers], "Accounts", "/users", |_| true);
const NEW_REFERRAL: Link = (&[Act::TakeReferral], Place::NewReferral.text(), Place::NewReferral.path(), |_| true);

/// Where somebody begins who has no list of work: the first of these that they may.
const BEGINNINGS: &[Link] = &[REVIEWS, ACCOUNTS, AUDIT, FIGURES, RULES, NEW_REFERRAL];

const AT_THE_FOOT: &[Link] = &[
    RULES,
    (&[Act::SeeWork], "Meetings", "/meetings", |profile| profile.several_services.is_some()),
    (&[Act::SeeWork, Act::SeeFigures], "Waiting lists", "/waiting", |profile| profile.services.iter().any(|service| service.waiting_list)),
    (&[Act::SampleContacts, Act::SeeFigures], "Refused by services", "/refused", |profile| !profile.services.is_empty()),
    FIGURES,
    (&[Act::ReadAudit], "Told without consent", "/disclosures", |_| true),
    (&[Act::DeclareMajorIncident], "Major incidents", "/major-incidents", |_| true),
    REVIEWS,
    AUDIT,
    (&[Act::ReadAudit], "The retention schedule", "/retention", |_| true),
    ACCOUNTS,
];

const fn counts_anything(profile: &Profile) -> bool {
    !profile.funding.is_empty() || profile.needs_assessment.is_some()
}

fn may(site: &Site, who: &SignedIn, act: Act) -> bool {
    site.walls.may(who.actor(), act, Subject::Hub, site.now()).is_ok()
}

/// Those of these pages that the hub has and that are for whoever is signed in: what the link says, and where it leads.
fn theirs(links: &[Link], site: &Site, who: &SignedIn) -> impl Iterator<Item = (&'static str, &'static str)> {
    let shown = |(acts, _, _, does): &&Link| does(&site.profile) && acts.iter().any(|act| may(site, who, *act));
    links.iter().filter(shown).map(|(_, label, path, _)| (*label, *path))
}

/// Where somebody begins who has no list of work: what the link says, and where it leads. `None` for whoever is here for nothing but their account.
pub fn beginning(site: &Site, who: &SignedIn) -> Option<(&'static str, &'static str)> {
    theirs(BEGINNINGS, site, who).next()
}

impl<'a> Page<'a> {
    /// A page. Its title is fixed text: it stays in the browser's history and so never holds personal data.
    pub const fn new(title: &'static str) -> Self {
        Self { title, who: None, place: None, back: None, done: None, form: None, status: StatusCode::OK }
    }

    /// For somebody signed in: with navigation, and with what they have just done.
    #[must_use]
    pub const fn signed_in(mut self, who: &'a SignedIn) -> Self {
        self.who = Some(who);
        self.done = who.done();
        self
    }

    /// In this part of the service.
    #[must_use]
    pub const fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// With a link back.
    #[must_use]
    pub fn back(mut self, to: impl Into<String>) -> Self {
        self.back = Some(to.into());
        self
    }

    /// With what has just been done.
    #[must_use]
    pub const fn done(mut self, done: Option<Done>) -> Self {
        self.done = done;
        self
    }

    /// Around this form: if anything is wrong with it, the page begins with the error summary and its title says so.
    #[must_use]
    pub const fn form(mut self, form: &'a Form) -> Self {
        self.form = Some(form);
        if form.has_errors() {
            self.status = StatusCode::UNPROCESSABLE_ENTITY;
        }
        self
    }

    /// With another status than "OK".
    #[must_use]
    pub const fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The whole page around its content.
    pub fn render(self, site: &Site, content: Markup) -> Response {
        let html = self.html(site, content).into_string();
        (self.status, [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))], html).into_response()
    }

    fn html(&self, site: &Site, content: Markup) -> Markup {
        let failed = self.form.is_some_and(Form::has_errors);
        html! {
            (DOCTYPE)
            html.govuk-template lang="en" {
                head {
                    meta charset="utf-8";
                    title { @if failed { "Error: " } (self.title) " – " (site.title()) }
                    meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                    meta name="color-scheme" content="light";
                    link rel="icon" href=(assets::ICON) type="image/svg+xml";
                    link rel="stylesheet" href=(assets::STYLESHEET);
                    link rel="modulepreload" href=(assets::FRONTEND);
                    script type="module" src=(assets::SCRIPT) {}
                }
                body.govuk-template__body {
                    script { (PreEscaped(assets::INLINE_SCRIPT)) }
                    (SkipLink::new("Skip to main content").href("#main-content"))
                    header { (GenericHeader::new("Onedoor").classes("od-header")) (self.navigation(site)) }
                    div.govuk-width-container {
                        @if let Some(to) = self.back.as_ref().filter(|to| self.leads_back(to, site)) { (BackLink::new(to)) }
                        main.govuk-main-wrapper #main-content tabindex="-1" {
                            @if let Some(who) = self.who { (alerts(who)) }
                            @if let Some(done) = self.done { (NotificationBanner::new(done.sentence()).kind(BannerKind::Success)) }
                            @if let Some(form) = self.form { (summary(form)) }
                            (content)
                        }
                    }
                    footer.govuk-template__footer.od-footer {
                        div.govuk-width-container {
                            @let links = self.links(site);
                            @if !links.is_empty() {
                                ul.od-footer__links { @for (label, path) in links { li { a.govuk-link href=(path) { (label) } } } }
                            }
                            @if let Some(who) = self.who { p.od-footer__note { "Signed in as " (who.actor().name()) } }
                            p.od-footer__note { (site.title()) }
                        }
                    }
                }
            }
        }
    }

    /// Whether a link back leads anywhere else: who has no list of work is led from the beginning to a page that may be this one.
    fn leads_back(&self, to: &str, site: &Site) -> bool {
        to != Place::MyWork.path() || self.who.is_none_or(|who| may(site, who, Act::SeeWork))
    }

    /// Where the foot of the page leads whoever is signed in.
    fn links(&self, site: &Site) -> Vec<(&'static str, &'static str)> {
        self.who.map(|who| theirs(AT_THE_FOOT, site, who).collect()).unwrap_or_default()
    }

    fn navigation(&self, site: &Site) -> Markup {
        let bar = ServiceNavigation::new().service_name(site.title()).service_url("/");
        let Some(who) = self.who else { return html! { (bar) } };
        let item = |place: Place| {
            let here = if self.place == Some(place) { Here::Section } else { Here::No };
            NavigationItem::new(place.text(), place.path()).here(here)
        };
        let button = html! { button.govuk-service-navigation__link.od-sign-out type="submit" { "Sign out" } };
        let sign_out = html! {
            li.govuk-service-navigation__item { a.govuk-service-navigation__link href="/account" { "Your account" } }
            li.govuk-service-navigation__item { (who.form("/sign-out", button)) }
        };
        let places: Vec<Place> = Place::ALL.into_iter().filter(|place| may(site, who, place.takes())).collect();
        // Whoever has no list of work is led to where they begin instead.
        let begins = beginning(site, who).filter(|(_, path)| !places.iter().any(|place| *place == Place::MyWork || place.path() == *path));
        let first = begins.map(|(label, path)| NavigationItem::new(label, path));
        html! { (bar.items(first.into_iter().chain(places.into_iter().map(item))).navigation_end(sign_out)) }
    }
}

/// Alerts named on a page; the queue has them all.
const NAMED: usize = 3;

/// What they must look at: references alone, until it is settled.
fn alerts(who: &SignedIn) -> Markup {
    let more = who.alerts().len().saturating_sub(NAMED);
    let told = html! {
        @for alert in who.alerts().iter().take(NAMED) { p.govuk-notification-banner__heading { (alert.kind.sentence(&alert.reference)) "." } }
        @if more > 0 { p.govuk-body { "And " (more) " more." } }
        p.govuk-body { a.govuk-notification-banner__link href="/break-glass/reviews" { "Go to the reviews" } }
    };
    html! { @if !who.alerts().is_empty() { (NotificationBanner::new(told).title("To review").title_id("od-alerts-title")) } }
}

/// The error summary, if anything is wrong.
fn summary(form: &Form) -> Markup {
    let error = |error: &crate::FieldError| SummaryError::new(error.message.as_str(), format!("#{}", error.target));
    html! {
        @if form.has_errors() { (ErrorSummary::new("There is a problem").errors(form.errors().iter().map(error))) }
    }
}
