//! The hub on the network: every capability's pages behind one shell.

use std::net::SocketAddr;
use std::time::Instant;

use axum::Router;
use people::memory::Everybody;
use profile::Versions;
use tokio::net::TcpListener;
use web::{Days, Site};

/// The hub, with every page of it, on each day: under the version of its rules that is in force then.
///
/// # Errors
/// When no walls can be built of a version that is to come.
pub fn hub(site: Site, versions: &Versions) -> Result<Days, crate::command::Error> {
    Ok(Days::new(site, versions, pages)?)
}

fn pages(site: Site) -> Router {
    let of_cases = casework::pages::router().merge(joins::pages::router()).merge(records::pages::router());
    let of_cases = of_cases.merge(onward::pages::router());
    let of_cases = of_cases.merge(assessment::pages::router()).merge(liaison::pages::router()).merge(rooms::pages::router());
    let pages =
        web::router().merge(of_cases).merge(oversight::pages::router()).merge(people::pages::router()).merge(intake::pages::router());
    web::shell(pages, site)
}

/// Serves the hub until the program is told to end; requests under way are answered first. `ready` is told the address once it answers there.
///
/// # Errors
/// When the address is taken or not this machine's.
pub fn serve(hub: &Days, listen: SocketAddr, ready: impl FnOnce(SocketAddr)) -> Result<(), crate::command::Error> {
    know_everybody(hub.site())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async move {
        let listener = TcpListener::bind(listen).await.map_err(|error| format!("{listen} cannot be listened on: {error}"))?;
        ready(listener.local_addr()?);
        let service = hub.router().into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service).with_graceful_shutdown(told_to_end()).await?;
        Ok(())
    })
}

/// Reads everybody into memory, so that the first who searches or takes a referral does not wait for it.
fn know_everybody(site: &Site) -> Result<(), crate::command::Error> {
    let (everybody, vault, started) = (site.memory::<Everybody>(), site.walls.vault().clone(), Instant::now());
    let people = site.db.read_now(move |conn| everybody.catch_up(conn, &vault))?;
    tracing::info!(people, milliseconds = started.elapsed().as_millis(), "everybody is known");
    crate::recognition::learn_from_decisions(&site.db, &site.memory::<Everybody>())
}

async fn told_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} },
        Err(_) => drop(interrupt.await),
    }
}
