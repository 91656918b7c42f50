//! What the engine promises, on invented people.
#![cfg(test)]

mod any_text;
mod calibration;
mod crowds;
mod explanation;
mod hostile;
mod households;
mod people;
mod register;
mod scripts;
mod symmetry;
mod training;
