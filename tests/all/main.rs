//! Journeys, contracts and rules that hold over the whole program.

mod access;
mod hub;
mod store_contract;
mod web;
