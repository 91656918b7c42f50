//! Promises over every request there could be, each with a false twin: policies with a mistake in them, which must be found out.

mod overlay;
mod prover;
mod soundness;
mod walls;
