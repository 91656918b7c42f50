//! Where a request comes from, and in what browser.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use identity::{Token, Visit, Whence, browser_of};
use kernel::UserId;

use crate::cookies::Cookie;
use crate::{PageError, Site, Transport};

/// Where a request comes from.
pub(crate) struct CameFrom(pub(crate) Visit);

impl FromRequestParts<Site> for CameFrom {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, PageError> {
        let forwarded = || {
            // Only the last entry is our proxy's; those before it are whatever the browser claims.
            let entries = parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
            entries.rsplit(',').next()?.trim().parse().ok()
        };
        let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let address: Option<IpAddr> = match site.transport {
            Transport::BehindTls => forwarded().or(connected),
            Transport::Loopback => connected,
        };
        let browser = parts.headers.get(header::USER_AGENT).and_then(|name| name.to_str().ok()).map_or_else(|| browser_of(""), browser_of);
        let known_by = match Cookie::Known.read(&parts.headers, site.transport) {
            Some(known_by) => known_by,
            None => Token::fresh(&*site.secrets)?,
        };
        let had = Cookie::Session.read(&parts.headers, site.transport);
        Ok(Self(Visit { peer: address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).into(), browser, known_by, had }))
    }
}

/// As what an attempt on this account counts.
pub(crate) async fn whence(site: &Site, visit: &Visit, user: Option<UserId>) -> Result<Whence, PageError> {
    let (known_by, now) = (visit.known_by.clone(), site.now());
    let is_known = match user {
        Some(user) => site.db.read(move |c| identity::is_known_browser(c, user, &known_by, now)).await?,
        None => false,
    };
    Ok(Whence::new(visit.peer, &visit.known_by, is_known))
}
