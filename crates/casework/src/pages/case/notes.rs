//! The notes that whoever reads the case may read.

use access::Act;
use maud::{Markup, html};
use people::NOT_SHOWN;
use web::{SignedIn, Site};

use super::super::on_case::{address, may};
use super::super::words::note_words;
use super::history::{agency, by};
use crate::case::CaseFile;
use crate::write_note::Note;

/// Who wrote it, as far as its reader is told.
fn whose(note: &Note, site: &Site) -> String {
    note.by.as_ref().map_or_else(|| "another organisation".to_owned(), |by| format!("{by}, {}", agency(site, &note.agency)))
}

pub(super) fn section(file: &CaseFile, who: &SignedIn, site: &Site) -> Markup {
    let reads = may(site, who, Act::SeeNotes, file);
    html! {
        section aria-labelledby="notes" {
            h2.govuk-heading-m #notes { "Notes" }
            @if !reads {
                p.govuk-body { (NOT_SHOWN) }
            } @else if file.notes.is_empty() {
                p.govuk-body { "There is none that you can read." }
            } @else {
                ol.od-timeline {
                    @for note in &file.notes {
                        li.od-timeline__event {
                            h3.od-timeline__title { (note_words(note.kind)) }
                            (by(note.at, Some(&whose(note, site))))
                            @if let Some(desk) = &note.desk { p.govuk-body { "For " (site.profile.title_of(desk)) } }
                            @for paragraph in note.text.reveal().split("\n\n") { p.govuk-body { (paragraph) } }
                        }
                    }
                }
            }
            @if may(site, who, Act::WriteNote, file) {
                p.govuk-body { a.govuk-link href=(format!("{}/notes", address(file.case.id))) { "Write a note" } }
            }
        }
    }
}
