//! Journeys, contracts and rules that hold over the whole program.

mod access;
mod architecture;
mod asvs;
mod audit_program;
mod casework;
mod casework_pages;
mod every_route;
mod hostile_requests;
mod hub;
mod intake;
mod routes;
mod search;
mod served;
mod sign_in;
mod single_sign_on;
mod source_rules;
mod sources;
mod statements;
mod store_contract;
mod telephone_referral;
mod walls;
mod web;
