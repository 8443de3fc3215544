//! When kept evidence is compared with what was accepted (E4).
//!
//! Responsible for: rounds, one each night, in which the object store is asked about every file; the turns in which the bytes of a file
//! are read; and the age at which a file may have gone. Must not: know where files are kept, or how to read one.

use jiff::{SignedDuration, Timestamp};

use super::AcceptedFile;
use crate::calendar::{london_date, london_midnight};
use crate::ids::EvidenceId;

/// The bytes of each file are read once in so many days.
pub const TURNS: i32 = 28;
/// A round begins so long after midnight in London, when few people work.
pub const BEGINS_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// After this long the bucket's rule removes a file (A2).
pub const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24 * (7 * 365 + 2));

const A_DAY: SignedDuration = SignedDuration::from_hours(24);

codes! {
    /// What is wrong with a kept file.
    Damage {
        /// What was accepted is not there.
        Gone = "gone", "is gone";
        /// It is there, but another version or a delete marker stands before it. Links still bring what was accepted.
        Hidden = "hidden", "is hidden by another version";
        /// Its size or its bytes are others.
        Altered = "altered", "is not what was accepted";
    }
}

/// One comparison of everything that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    pub begun: Timestamp,
}

impl Round {
    /// The round to begin at `now`, if it is time; `last` is the last one that was finished. The very first begins at once.
    pub fn due(last: Option<Self>, now: Timestamp) -> Option<Self> {
        let today = london_date(now);
        let is_due = last.is_none_or(|last| {
            let from = london_midnight(today).saturating_add(BEGINS_AFTER).unwrap_or(Timestamp::MAX);
            london_date(last.begun) < today && from <= now
        });
        is_due.then_some(Self { begun: now })
    }

    /// Whether the bytes of this file are read in this round, after the `last` one: those of a new file, and those of every file whose
    /// turn has come since, so that no turn is lost when a night is.
    pub fn reads(self, last: Option<Self>, id: EvidenceId, accepted: &AcceptedFile) -> bool {
        let since =
            last.map_or(self.begun.saturating_sub(A_DAY).unwrap_or(Timestamp::MIN), |last| last.begun);
        if accepted.at >= since {
            return true;
        }
        let (first, today) = (day_number(since), day_number(self.begun));
        let turn = id.as_u128() % u128::from(TURNS.unsigned_abs());
        (first.max(today - TURNS)..today)
            .any(|day| u128::from((day + 1).rem_euclid(TURNS).unsigned_abs()) == turn)
    }
}

/// Days since 1970, in London.
fn day_number(at: Timestamp) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    london_date(at).since(epoch).map_or(0, |span| span.get_days())
}

impl AcceptedFile {
    /// Whether the bucket's rule may have removed it by `now`. A day before that, because the rule counts from when it was kept, which
    /// is a little earlier.
    pub fn may_be_gone(&self, now: Timestamp) -> bool {
        now.duration_since(self.at) >= KEPT_FOR - A_DAY
    }
}
