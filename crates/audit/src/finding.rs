//! What a look through the chain found, and where.

use jiff::Timestamp;
use serde::Serialize;

use crate::entry::RowId;

/// How many findings are kept in words; of more only the number. Whoever rewrites a lane makes one for each of its rows.
const KEPT: usize = 200;

/// Something that is not as it was written. Ids, numbers and moments only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// A row whose hash does not follow from its columns and the row before it.
    Changed {
        /// Its lane.
        lane: i64,
        /// Its number in the lane.
        seq: i64,
        /// Its id.
        id: RowId,
        /// The moment that stands in it; none where no moment can be read.
        at: Option<Timestamp>,
    },
    /// Numbers without a row, from the first to the last, and the row that follows.
    Missing {
        /// The lane.
        lane: i64,
        /// The first.
        first: i64,
        /// The last.
        last: i64,
        /// The moment in the row before them.
        after: Option<Timestamp>,
        /// The moment in the row behind them; none where they are the end of the lane.
        before: Option<Timestamp>,
    },
    /// A row whose number is another's, or none that the program gives.
    OutOfPlace {
        /// Its lane.
        lane: i64,
        /// The number.
        seq: i64,
        /// Its id.
        id: RowId,
        /// The moment that stands in it.
        at: Option<Timestamp>,
    },
    /// Rows behind the one that the lane's head names: put there past the program, or the head was put back.
    BeyondHead {
        /// The lane.
        lane: i64,
        /// What the head names.
        head: i64,
        /// The last row there is.
        last: i64,
    },
    /// The lane's head names its last row but not that row's hash.
    HeadDiffers {
        /// The lane.
        lane: i64,
        /// The row.
        seq: i64,
    },
    /// A lane has no head, or more than one.
    Heads {
        /// The lane.
        lane: i64,
        /// How many it has.
        heads: u64,
    },
    /// A lane that the program does not write to.
    UnknownLane {
        /// The lane.
        lane: i64,
    },
    /// Rows that stand in no lane.
    Outside {
        /// How many.
        rows: u64,
    },
    /// A row that was signed for is another now: the lane was rewritten, at the earliest behind the last one that agreed.
    NotAsSigned {
        /// The line of the file of signed heads, counted from 1.
        line: u64,
        /// When it was signed.
        signed_at: Timestamp,
        /// The lane.
        lane: i64,
        /// The row that was the lane's newest then.
        seq: i64,
        /// The last row of the lane that an earlier line agrees with; 0 where none does.
        agreed: i64,
    },
    /// A row that was signed for is not there: the lane was cut short.
    SignedIsMissing {
        /// The line of the file of signed heads, counted from 1.
        line: u64,
        /// When it was signed.
        signed_at: Timestamp,
        /// The lane.
        lane: i64,
        /// The row that was the lane's newest then.
        seq: i64,
        /// The last row of the lane that an earlier line agrees with; 0 where none does.
        agreed: i64,
    },
    /// A line that is no signed head, or not signed with a key that is trusted.
    BadLine {
        /// The line, counted from 1.
        line: u64,
        /// Why.
        why: String,
    },
    /// The file of signed heads holds none.
    NoSignedHead,
}

fn moment(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "no moment".into(), |at| at.to_string())
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Changed { lane, seq, id, at } => {
                let at = moment(*at);
                write!(f, "lane {lane}, row {seq} (id {id}, {at}): it is not the row that was written here behind the one before it")
            }
            Self::Missing { lane, first, last, after, before: Some(before) } => {
                write!(f, "lane {lane}: rows {first} to {last} are not there (between {} and {before})", moment(*after))
            }
            Self::Missing { lane, first, last, after, before: None } => {
                write!(f, "lane {lane}: rows {first} to {last}, the end of the lane, are not there (behind {})", moment(*after))
            }
            Self::OutOfPlace { lane, seq, id, at } => {
                write!(f, "lane {lane}, row {seq} (id {id}, {}): a row too many, whose number the program did not give", moment(*at))
            }
            Self::BeyondHead { lane, head, last } => {
                write!(f, "lane {lane}: its head is row {head}, but there are rows behind it, up to {last}")
            }
            Self::HeadDiffers { lane, seq } => write!(f, "lane {lane}: its head names row {seq} with another hash than that row has"),
            Self::Heads { lane, heads } => write!(f, "lane {lane} has {heads} heads where one belongs"),
            Self::UnknownLane { lane } => write!(f, "lane {lane} is none that the program writes to"),
            Self::Outside { rows } => write!(f, "{rows} row(s) stand in no lane"),
            Self::NotAsSigned { line, signed_at, lane, seq, agreed } => write!(
                f,
                "lane {lane}, row {seq}: not the row that was signed for at {signed_at} (line {line}); the lane was rewritten from a row \
                 between {} and {seq}",
                agreed + 1
            ),
            Self::SignedIsMissing { line, signed_at, lane, seq, agreed } => write!(
                f,
                "lane {lane}, row {seq}: was signed for at {signed_at} (line {line}) and is not there; the last row before it that agrees \
                 with a signed head is {agreed}"
            ),
            Self::BadLine { line, why } => write!(f, "line {line} of the signed heads: {why}"),
            Self::NoSignedHead => {
                f.write_str("there is no signed head in the file: nothing shows that the end of a lane was not rewritten")
            }
        }
    }
}

/// Findings: the first of them, and how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// How many there are in all.
    pub count: u64,
    /// The first two hundred.
    pub first: Vec<Finding>,
}

impl Findings {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(crate) fn add(&mut self, finding: Finding) {
        self.count += 1;
        if self.first.len() < KEPT {
            self.first.push(finding);
        }
    }
}
