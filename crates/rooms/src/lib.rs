//! The rooms of the hub, booked for somebody's case.
//!
//! A room is never booked twice at once, whoever is faster. Where the profile says that only women are seen in a room, nobody recorded as male
//! is booked into it, and of somebody whose sex is not recorded the worker says that they asked.

mod book;
mod booking;
mod error;
pub mod pages;
mod sql;
mod week;

pub use book::{NewBooking, book, end, move_to};
pub use booking::{Booking, BookingId, Times, bookings_on, held_bookings, room_of};
pub use error::{Error, Refused};
pub use sql::STATEMENTS;
pub use week::{Slot, first_day, week};
