//! What stands around every page: its headers, the log, and what happens when it fails.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use maud::html;
use tower_http::catch_panic::CatchPanicLayer;

use crate::headers::headers;
use crate::{Page, PageError, Site};

/// The most a form may hold, in bytes.
const LARGEST_BODY: usize = 64 * 1024;
/// A page takes no longer than this.
const LONGEST: Duration = Duration::from_secs(30);

/// Every route of the hub with what belongs around it. Serve it with `into_make_service_with_connect_info::<SocketAddr>()`, or the limits
/// on signing in take all browsers for one.
pub fn shell(router: Router<Site>, site: Site) -> Router {
    router
        .fallback(|| async { PageError::NotFound })
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn(of_known_length))
        .layer(from_fn(in_time))
        .layer(CatchPanicLayer::custom(|_| PageError::Internal("a handler panicked".into()).into_response()))
        .layer(from_fn_with_state(site.clone(), error_pages))
        .layer(from_fn_with_state(site.clone(), headers))
        .layer(from_fn(log))
        .with_state(site)
}

/// A change that takes too long goes on, and may be kept, after its page is given up.
async fn in_time(request: Request, next: Next) -> Response {
    let too_late = if request.method().is_safe() { PageError::Busy } else { PageError::Unknown };
    tokio::time::timeout(LONGEST, next.run(request)).await.unwrap_or_else(|_| too_late.into_response())
}

/// Browsers tell how long a form is. What comes in pieces is no form of ours, and two programs in a row may not agree on where it ends: the
/// connection is given up, so that nothing behind it is taken for a request of somebody else's.
async fn of_known_length(request: Request, next: Next) -> Response {
    if !request.headers().contains_key(header::TRANSFER_ENCODING) {
        return next.run(request).await;
    }
    let mut refused = PageError::Invalid("It did not say how long it is.").into_response();
    refused.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    refused
}

/// One line a request, without its query, body or the ids in its path.
async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let started = tokio::time::Instant::now();
    let response = next.run(request).await;
    let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let route = route.as_ref().map_or("(no such page)", MatchedPath::as_str);
    tracing::info!(%method, route, status = response.status().as_u16(), milliseconds, "request");
    response
}

/// Turns whatever failed without a page of its own into one.
async fn error_pages(State(site): State<Site>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let error = match response.extensions_mut().remove::<PageError>() {
        Some(error) => error,
        None if is_bare_failure(&response) => of_status(response.status()),
        None => return response,
    };
    let reference = error.is_ours().then(|| reference(&site));
    if let Some(reference) = &reference {
        tracing::error!(reference, %error, "a page failed");
    } else if error.is_past_the_pages() {
        tracing::warn!(%error, "a request was refused");
    }
    let words = error.words();
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (words.title) }
            @for paragraph in &words.paragraphs { p.govuk-body { (paragraph) } }
            @if let Some(reference) = &reference { p.govuk-body { "If you report this, give the reference " strong { (reference) } "." } }
            p.govuk-body { a.govuk-link href="/" { "Go to my work" } }
        }
    };
    let mut page = Page::new(words.title).status(status_of(&response, &error)).render(&site, content);
    keep(response.headers(), page.headers_mut());
    page
}

/// Axum's own refusals come as plain text.
fn is_bare_failure(response: &Response) -> bool {
    let is_text = response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    is_text && (response.status().is_client_error() || response.status().is_server_error())
}

fn of_status(status: StatusCode) -> PageError {
    match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => PageError::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
        status if status.is_client_error() => PageError::Invalid("The address or the form is not one this service uses."),
        status => PageError::Internal(format!("a handler answered {status}")),
    }
}

fn status_of(response: &Response, error: &PageError) -> StatusCode {
    if response.status() == StatusCode::METHOD_NOT_ALLOWED { response.status() } else { error.status() }
}

fn keep(from: &HeaderMap, to: &mut HeaderMap) {
    for name in [header::RETRY_AFTER, header::ALLOW, header::CONNECTION] {
        if let Some(value) = from.get(&name) {
            to.insert(name, value.clone());
        }
    }
}

/// What the log and the page both say, so that the one can be found from the other.
fn reference(site: &Site) -> String {
    let [a, b, c, d, ..] = site.secrets.bytes().unwrap_or_default();
    format!("{:08X}", u32::from_be_bytes([a, b, c, d]))
}
