//! GOV.UK components as typed Rust; knows nothing of Onedoor.
