//! Words of closed lists as the pages say them.

use kernel::FlagSet;
use profile::ConsentForm;
use triage::flag_words;

use crate::update::{AnswerSource, UpdateSays, UpdateState};

pub(super) fn kinds(flags: FlagSet) -> String {
    flags.iter().map(flag_words).collect::<Vec<_>>().join(", ")
}

pub(super) const fn agreed(how: ConsentForm) -> &'static str {
    match how {
        ConsentForm::Verbal => "By word of mouth",
        ConsentForm::Written => "In writing",
        ConsentForm::Online => "Online",
    }
}

pub(super) const fn state(state: UpdateState) -> &'static str {
    match state {
        UpdateState::Asked => "Asked",
        UpdateState::Chased => "Asked again",
        UpdateState::Answered => "Answered: tell the person",
        UpdateState::NoAnswer => "No answer: tell the person",
        UpdateState::Left => "Left: nobody tells the person",
    }
}

pub(super) const fn says(says: UpdateSays) -> &'static str {
    match says {
        UpdateSays::UnderInvestigation => "Still being investigated",
        UpdateSays::SuspectIdentified => "A suspect has been identified",
        UpdateSays::Arrested => "Somebody has been arrested",
        UpdateSays::Charged => "Somebody has been charged",
        UpdateSays::NotCharged => "Nobody will be charged",
        UpdateSays::CourtDateSet => "There is a date at court",
        UpdateSays::Verdict => "The court has decided",
        UpdateSays::ClosedNoSuspect => "Closed, as no suspect was found",
        UpdateSays::Other => "Something else",
    }
}

pub(super) const fn source(source: AnswerSource) -> &'static str {
    match source {
        AnswerSource::Officer => "The officer",
        AnswerSource::PoliceSystem => "A police system",
        AnswerSource::WitnessCare => "Witness care",
        AnswerSource::Court => "The court",
        AnswerSource::Other => "Somebody else",
    }
}
