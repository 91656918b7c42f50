//! Serving the files every page needs.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::{PageError, assets};

pub(crate) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = assets::find(&format!("/assets/{name}")) else { return PageError::NotFound.into_response() };
    let common =
        [(header::CONTENT_TYPE, asset.content_type), (header::CACHE_CONTROL, assets::CACHE_CONTROL), (header::VARY, "accept-encoding")];
    if takes_gzip(&headers) {
        ([(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))], common, asset.gzip).into_response()
    } else {
        (common, asset.bytes).into_response()
    }
}

/// Whether the browser takes gzip; `gzip;q=0` says that it does not.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let is_gzip = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        is_gzip && !parts.any(|weight| weight.strip_prefix("q=").is_some_and(|q| q.trim_matches(['0', '.']).is_empty()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_only_where_it_is_taken() {
        let accept = |value: &'static str| HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]);
        assert!(["gzip", "br, GZIP;q=0.5", "deflate, gzip;q=1.0"].iter().all(|value| takes_gzip(&accept(value))));
        assert!(!["", "br", "gzip;q=0", "gzip; q=0.000", "xgzip"].iter().any(|value| takes_gzip(&accept(value))));
    }
}
