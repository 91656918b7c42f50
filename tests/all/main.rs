//! Journeys, contracts and rules that hold over the whole program.

mod store_contract;
