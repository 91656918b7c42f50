//! Profiles: the shipped ones, the mistakes one can make in them, and what they say in words.

mod shipped;
