//! What passed between the hub and the force about the person, and the rooms booked for them. The words of it stand in the timeline.

use access::{Permit, kind};
use casework::case::HeldCase;
use liaison::{HateReport, Update};
use profile::Profile;
use rooms::Booking;
use store::{Conn, Result};

use super::document::{Entry, Section};
use super::gather::section;
use super::tell;

pub(super) fn sections(conn: &mut Conn, permit: &Permit<'_, kind::Export>, profile: &Profile, cases: &[HeldCase]) -> Result<[Section; 3]> {
    let (mut reports, mut updates, mut bookings) = (Vec::new(), Vec::new(), Vec::new());
    for held in cases {
        let on = || Entry::default().with("case", tell::text(&held.case.reference));
        let case = held.case.id;
        reports.extend(liaison::held_reports(conn, permit, case)?.iter().map(|made| report(on(), made)));
        updates.extend(liaison::held_updates(conn, permit, case)?.iter().map(|asked| update(on(), asked)));
        bookings.extend(rooms::held_bookings(conn, permit, case)?.iter().map(|made| booking(on(), made, profile)));
    }
    Ok([
        section("hate_reports", "Reports of hate crime that we made for you", "Each report, and whether it went to the police.", reports),
        section("updates", "When you asked what is happening", "Each time you asked, and what came of it.", updates),
        section("rooms", "Rooms booked for you", "Which room, from when to when.", bookings),
    ])
}

fn report(entry: Entry, report: &HateReport) -> Entry {
    let sent = report.sent.as_ref();
    entry
        .with("report", tell::text(&report.reference()))
        .with("made_at", tell::moment(report.made_at))
        .with("because_of", tell::list(report.flags.iter().map(|flag| triage::flag_words(flag).to_owned())))
        .with("you_are_named", tell::yes_or_no(report.is_named))
        .with("you_agreed", tell::word(report.agreed.as_str()))
        .with("due_at", tell::moment(report.due_at))
        .with("sent_at", tell::moment(sent.map(|sent| sent.at)))
        .with("reference_of_the_police", tell::maybe(sent.and_then(|sent| sent.reference.as_deref())))
        .with("taken_back_at", tell::moment(report.withdrawn_at))
}

fn update(entry: Entry, update: &Update) -> Entry {
    let ended = update.ended.as_ref();
    let says = ended.and_then(|ended| ended.says);
    entry
        .with("asked_at", tell::moment(update.asked_at))
        .with("state", tell::word(update.state.as_str()))
        .with("answer_due_at", tell::moment(update.due_at))
        .with("asked_again_at", tell::moment(update.chased_at))
        .with("ended_at", tell::moment(ended.map(|ended| ended.at)))
        .with("answer", tell::maybe_word(says.map(|(says, _)| says.as_str())))
        .with("answer_from", tell::maybe_word(says.map(|(_, source)| source.as_str())))
        .with("told_by", tell::moment(ended.map(|ended| ended.tell_by)))
        .with("told_at", tell::moment(update.told_at))
}

fn booking(entry: Entry, booking: &Booking, profile: &Profile) -> Entry {
    let title = rooms::room_of(profile, &booking.room).map_or(booking.room.as_str(), |room| room.title.as_str());
    entry
        .with("room", tell::text(title))
        .with("begins_at", tell::moment(booking.times.begins))
        .with("ends_at", tell::moment(booking.times.ends))
        .with("ended_before_at", tell::moment(booking.freed_at))
}
