//! The way through a list of many pages.

use govuk::{PageItem, PageLink, Pagination};
use maud::{Markup, html};

/// Links to the pages of a list, of which this is one, both counted from 1: the first, the last and those beside it. Nothing for one page.
pub fn pagination(page: usize, pages: usize, to: impl Fn(usize) -> String) -> Markup {
    let item = |number: Option<usize>| match number {
        Some(number) => PageItem::new(number, to(number)).current(number == page),
        None => PageItem::ellipsis(),
    };
    html! {
        @if pages > 1 {
            (Pagination::new()
                .previous((page > 1).then(|| PageLink::new(to(page - 1))))
                .next((page < pages).then(|| PageLink::new(to(page + 1))))
                .items(numbers(page, pages).into_iter().map(item)))
        }
    }
}

/// The pages that are named; nothing where some are left out.
fn numbers(page: usize, pages: usize) -> Vec<Option<usize>> {
    let named = |number: &usize| *number == 1 || *number == pages || number.abs_diff(page) <= 2;
    (1..=pages).filter(named).map(|number| (number == 1 || number == pages || number.abs_diff(page) < 2).then_some(number)).collect()
}

#[cfg(test)]
mod tests {
    use super::numbers;

    fn named(page: usize, pages: usize) -> String {
        numbers(page, pages).iter().map(|number| number.map_or("…".to_owned(), |number| number.to_string())).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_first_the_last_and_the_pages_beside_this_one() {
        assert_eq!(named(1, 2), "1 2");
        assert_eq!(named(3, 5), "1 2 3 4 5");
        assert_eq!(named(1, 20), "1 2 … 20");
        assert_eq!(named(10, 20), "1 … 9 10 11 … 20");
        assert_eq!(named(20, 20), "1 … 19 20");
    }
}
