//! Figures that tell of nobody: what pays for support, and how far people have come.

use access::kind;
use assessment::Travelled;
use axum::extract::State;
use axum::response::Response;
use govuk::{Cell, Size, Table};
use jiff::{Timestamp, ToSpan};
use kernel::{london, london_date};
use maud::{Markup, html};
use onward::pages::counts;
use profile::{Measure, Profile};
use web::{Page, PageError, SignedIn, Site, say};

/// For one question, how far people came.
type Journeys = (Measure, Travelled);
/// What each stream of money pays for, by its name.
type Paid = Vec<(String, i64)>;

pub(super) async fn show(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    let (now, today) = (site.now(), london_date(site.now()));
    let measures = site.profile.needs_assessment.as_ref().map(|needs| needs.measures.clone()).unwrap_or_default();
    let reading = who.transaction(&site, move |tx, asking| {
        let permit = asking.permit::<kind::SeeFigures>(tx)?;
        let paid = casework::funding::on(tx, &permit, today)?;
        let came = |measure: &Measure| Ok((measure.clone(), assessment::travelled(tx, &measure.name, a_year_before(now), now)?));
        Ok((paid, measures.iter().map(came).collect::<store::Result<Vec<Journeys>>>()?))
    });
    let (paid, came) = reading.await?;
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Figures" }
            p.govuk-body { "Counts of so few people that they would tell who they are do not stand here." }
            @if site.profile.funding.is_empty() && came.is_empty() { p.govuk-body { "The hub’s rules name nothing that is counted here." } }
            @if !site.profile.funding.is_empty() { (what_pays(&site.profile, &paid, &say::day(today))) }
            @if !came.is_empty() { (how_far(&came)) }
        }
    };
    Ok(Page::new("Figures").signed_in(&who).back("/").render(&site, content))
}

fn a_year_before(now: Timestamp) -> Timestamp {
    london(now).checked_sub(1.year()).map_or(Timestamp::MIN, |before| before.timestamp())
}

fn what_pays(profile: &Profile, paid: &Paid, day: &str) -> Markup {
    let row = |stream: &profile::FundingStream| {
        let count = paid.iter().find(|(name, _)| *name == stream.name).map_or(0, |(_, count)| *count);
        [Cell::new(&stream.title), Cell::new(counts::words(usize::try_from(count).unwrap_or_default(), 0))]
    };
    html! {
        (Table::new()
            .caption(format!("Open cases that each stream of money pays for on {day}"))
            .caption_size(Size::M)
            .first_cell_is_header(true)
            .small_until_tablet(true)
            .head([Cell::new("Stream"), Cell::new("Cases")])
            .rows(profile.funding.iter().map(row)))
    }
}

/// For how many it is better, the same and worse; nothing where one of these would tell of few people, which the others with the whole would too.
fn ways(came: Travelled) -> Option<[u32; 3]> {
    let ways = [came.better, came.same, came.worse];
    let tells = |count: u32| counts::tells(usize::try_from(count).unwrap_or_default(), 0);
    (!tells(came.how_many) && !ways.into_iter().any(tells)).then_some(ways)
}

fn how_far(came: &[Journeys]) -> Markup {
    let row = |(measure, came): &Journeys| {
        let asked = counts::words(usize::try_from(came.how_many).unwrap_or_default(), 0);
        let way = ways(*came).map_or_else(
            || "Too few to tell".to_owned(),
            |[better, same, worse]| format!("{better} better, {same} the same, {worse} worse"),
        );
        [Cell::new(&measure.question), Cell::new(asked), Cell::new(way)]
    };
    html! {
        (Table::new()
            .caption("How far people have come, of those asked again at the end in the last twelve months")
            .caption_size(Size::M)
            .first_cell_is_header(true)
            .small_until_tablet(true)
            .head([Cell::new("Question"), Cell::new("People"), Cell::new("Their answers")])
            .rows(came.iter().map(row)))
    }
}

#[cfg(test)]
mod tests {
    use assessment::Travelled;

    use super::ways;

    #[test]
    fn which_way_people_went_is_told_only_where_no_way_is_that_of_few() {
        let came = |better, same, worse| Travelled { how_many: better + same + worse, better, same, worse, ..Travelled::default() };
        assert_eq!(ways(came(7, 5, 0)), Some([7, 5, 0]));
        assert_eq!(ways(came(0, 0, 0)), Some([0, 0, 0]), "nobody is nobody");
        for few in [came(7, 5, 1), came(3, 0, 0), came(2, 2, 2)] {
            assert_eq!(ways(few), None, "{few:?}");
        }
    }
}
