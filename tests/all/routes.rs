//! Every route of the program, read from its router and not from a list kept by hand.

use axum::Router;
use axum::http::Method;
use web::Site;

use crate::sources::root;

/// The pages of every capability, as the program puts them together; [`crate::hub::Hub`] adds those of the page kit.
pub fn capabilities() -> Router<Site> {
    let of_cases = casework::pages::router().merge(joins::pages::router()).merge(records::pages::router());
    let of_cases = of_cases.merge(onward::pages::router());
    let of_cases = of_cases.merge(assessment::pages::router()).merge(liaison::pages::router()).merge(rooms::pages::router());
    of_cases.merge(oversight::pages::router()).merge(people::pages::router()).merge(intake::pages::router())
}

/// A pattern, such as `/cases/{case}`, and what is answered there.
#[derive(Debug)]
pub struct Route {
    pub path: String,
    pub methods: Vec<Method>,
}

/// Every route of the hub.
pub fn all() -> Vec<Route> {
    of(&web::router().merge(capabilities()))
}

/// What a router answers, as its `Debug` tells it: `RouteId(1): MethodRouter(… allow_header: Bytes(b"GET,HEAD") …)`, and apart from that
/// `RouteId(1): "/path"`.
fn of(router: &Router<Site>) -> Vec<Route> {
    let said = format!("{router:?}");
    let said = said.split("fallback_router:").next().unwrap();
    let (mut paths, mut methods) = (Vec::new(), Vec::new());
    for part in said.split("RouteId(").skip(1) {
        let Some((id, rest)) = part.split_once("): ") else { continue };
        if let Some(path) = rest.strip_prefix('"') {
            paths.push((id.to_owned(), path.split('"').next().unwrap().to_owned()));
        } else if let Some((_, allow)) = rest.split_once("allow_header: ") {
            let list = allow.split('"').nth(1).unwrap_or_default();
            methods.push((id.to_owned(), list.split(',').filter_map(|name| name.parse().ok()).collect::<Vec<Method>>()));
        }
    }
    let mut routes: Vec<Route> = paths
        .into_iter()
        .map(|(id, path)| {
            let methods = methods.iter().find(|(found, _)| *found == id).map(|(_, methods)| methods.clone()).unwrap_or_default();
            assert!(path.starts_with('/') && !methods.is_empty(), "{path}: {methods:?}");
            Route { path, methods }
        })
        .collect();
    routes.sort_by(|one, other| one.path.cmp(&other.path));
    routes
}

#[test]
fn every_route_is_found_in_the_router() {
    let routes = all();
    let methods = |path: &str| routes.iter().find(|route| route.path == path).map(|route| route.methods.clone());
    assert_eq!(methods("/sign-in"), Some(vec![Method::GET, Method::HEAD, Method::POST]));
    assert_eq!(methods("/cases/{case}/take"), Some(vec![Method::POST]));
    assert_eq!(methods("/"), Some(vec![Method::GET, Method::HEAD]));
    let written: usize = crate::sources::sources(&["crates"])
        .iter()
        .filter(|source| !source.is_test() && !["govuk", "testkit"].contains(&source.of_crate().unwrap()))
        .map(|source| source.code().matches(".route(").count())
        .sum();
    assert_eq!(routes.len(), written, "a route is on no router of these tests, or this test has lost its eyes");
}

/// The program puts the same routers together.
#[test]
fn the_router_of_these_tests_is_the_programs() {
    let of = |path: &str| {
        let text = std::fs::read_to_string(root().join(path)).unwrap();
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let mut names: Vec<String> = lines
            .join("\n")
            .split("::router()")
            .filter_map(|before| {
                let name: String = before.chars().rev().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect();
                (!name.is_empty()).then(|| name.chars().rev().collect())
            })
            .collect();
        names.sort();
        names.dedup();
        names
    };
    assert_eq!(of("crates/onedoor/src/serve.rs"), of("tests/all/routes.rs"));
}
