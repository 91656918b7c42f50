//! Journeys, contracts and rules that hold over the whole program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "what stops a test fails it")]

mod access;
mod architecture;
mod casework;
mod casework_pages;
mod hub;
mod sign_in;
mod sources;
mod statements;
mod store_contract;
mod web;
