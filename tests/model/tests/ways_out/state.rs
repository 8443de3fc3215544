//! A state: a change and the request for its OAT, or an initial connection; the time; and how often things may still go wrong.

use std::fmt::{self, Write};
use std::hash::{DefaultHasher, Hasher};

use domain::change::{Change, Stage};
use domain::oat::{OatRequest, Pass, Stage as OatStage};
use jiff::Timestamp;

/// What may happen so often and no more, because nothing makes it necessary. What leads onward is never bounded: a bound would be a dead
/// end of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spend {
    Question,
    Return,
    Rejection,
    Reclassification,
    Hold,
    Delay,
    OtherTestEndpoints,
    Arrangement,
    NewPack,
    Failure,
    Rerun,
    OtherDate,
    Override,
    Downtime,
}

impl Spend {
    pub const COUNT: usize = 14;
}

#[derive(Debug, Clone)]
pub struct State {
    pub now: Timestamp,
    /// None of an initial connection.
    pub change: Option<Change>,
    pub oat: Option<OatRequest>,
    /// How often each kind of [`Spend`] may still happen.
    pub left: [u8; Spend::COUNT],
}

impl State {
    /// The same without what no decision looks at, so that it is known again.
    pub fn plain(mut self) -> Self {
        if let Some(change) = &mut self.change {
            (change.version, change.acted_version, change.updated_at) = (0, 0, Timestamp::UNIX_EPOCH);
            change.endpoints_since = None;
            change.holds.iter_mut().for_each(|hold| hold.at = Timestamp::UNIX_EPOCH);
            change.support.iter_mut().for_each(|request| request.at = Timestamp::UNIX_EPOCH);
            if !matches!(change.stage, Stage::InReview { .. } | Stage::AwaitingInformation { .. }) {
                change.questions.clear();
            }
        }
        if let Some(oat) = &mut self.oat {
            (oat.version, oat.acted_version, oat.updated_at) = (0, 0, Timestamp::UNIX_EPOCH);
            oat.requested_at = Timestamp::UNIX_EPOCH;
            oat.date_changes.retain(|change| change.decision.is_none());
            let before_last = oat.runs.len().saturating_sub(1);
            oat.runs.drain(..before_last);
            // Which run it was does not matter, but for whether it came after the pass.
            let pass = match &mut oat.stage {
                OatStage::Passed { because: Pass::Run { run }, .. } => Some(run),
                _ => None,
            };
            if let Some(last) = oat.runs.last_mut() {
                let is_after = pass.as_ref().is_some_and(|run| last.number > **run);
                last.number = 1 + u32::from(is_after);
            }
            if let Some(run) = pass {
                *run = 1;
            }
            if let OatStage::Failed { because: domain::oat::Failure::Run { run, .. }, .. } = &mut oat.stage {
                *run = 1;
            }
        }
        self
    }

    /// 128 bits, so that two states are never taken for one.
    pub fn fingerprint(&self) -> (u64, u64) {
        let mut digest = Digest([DefaultHasher::new(), DefaultHasher::new()]);
        digest.0[1].write_u8(1);
        write!(digest, "{self:?}").expect("a digest takes everything");
        (digest.0[0].finish(), digest.0[1].finish())
    }

    /// Where it is, in words.
    pub fn words(&self) -> String {
        let mut words = Vec::new();
        if let Some(change) = &self.change {
            words.push(format!("the change {}", change.status()));
            let next = change.next_step().map(|view| format!("“{}” is {}", view.step, view.state.code()));
            words.extend(next);
            words.push(format!("going live: {}", change.going_live().code()));
            words.extend(change.is_held().then(|| "held".to_owned()));
        }
        words.extend(self.oat.as_ref().map(|oat| format!("the OAT {}", oat.status())));
        words.join(", ")
    }
}

struct Digest([DefaultHasher; 2]);

impl Write for Digest {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.iter_mut().for_each(|hasher| hasher.write(text.as_bytes()));
        Ok(())
    }
}
