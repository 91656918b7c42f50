//! Journeys, contracts and rules that hold over the whole program.
