//! The figures of some months, as people read them: everything that is counted in its place, with medians.

use super::{Counted, Counts, With, median};
use crate::endpoint::EndpointType;
use crate::oat::{Cause, Outcome};
use crate::policy::{Scale, Step};

/// The figures of a month, or of several.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// One for each scale.
    pub scales: Vec<OfScale>,
    /// Other scales that were given, from which to which; those that were.
    pub reclassified: Vec<(Scale, Scale, u64)>,
    pub reviews: Reviews,
    /// One for each step and side that had it to do.
    pub stays: Vec<Stays>,
    pub oat: OfOat,
    /// Runs that were not passed, by cause; the most frequent first.
    pub failed_runs: Vec<(Cause, u64)>,
    /// Endpoints that went live, one for each type.
    pub went_live: Vec<(EndpointType, u64)>,
}

/// What happened to changes of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfScale {
    pub scale: Scale,
    pub submitted: u64,
    pub confirmed: u64,
    pub rejected: u64,
    pub withdrawn: u64,
    pub completed: u64,
}

/// PDP's reviews.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reviews {
    pub in_time: u64,
    pub late: u64,
    /// Working days with PDP.
    pub median: Option<f64>,
}

/// How long a step was with one side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stays {
    pub step: Step,
    pub with: With,
    /// How often.
    pub times: u64,
    /// Working days each time.
    pub median: Option<f64>,
}

/// Results of OAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfOat {
    pub passed_first: u64,
    pub passed_later: u64,
    pub overridden_to_passed: u64,
    pub overridden_to_failed: u64,
}

impl Summary {
    /// What `counts` say.
    pub fn of(counts: &Counts) -> Self {
        let times = |counted: Counted| counts.get(&counted).copied().unwrap_or_default();
        let scales = Scale::ALL.iter().map(|scale| OfScale {
            scale: *scale,
            submitted: times(Counted::Submitted { scale: *scale }),
            confirmed: times(Counted::Confirmed { scale: *scale }),
            rejected: times(Counted::Rejected { scale: *scale }),
            withdrawn: times(Counted::Withdrawn { scale: *scale }),
            completed: times(Counted::Completed { scale: *scale }),
        });
        let reclassified = counts.iter().filter_map(|(counted, times)| match counted {
            Counted::Reclassified { from, to } => Some((*from, *to, *times)),
            _ => None,
        });
        let types = EndpointType::ALL.iter().copied();
        let went_live = types.map(|of| (of, times(Counted::WentLive { endpoint_type: of })));
        Self {
            scales: scales.collect(),
            reclassified: reclassified.collect(),
            reviews: reviews(counts),
            stays: stays(counts),
            oat: OfOat {
                passed_first: times(Counted::OatPassedFirst),
                passed_later: times(Counted::OatPassedLater),
                overridden_to_passed: times(Counted::OatOverridden { outcome: Outcome::Passed }),
                overridden_to_failed: times(Counted::OatOverridden { outcome: Outcome::Failed }),
            },
            failed_runs: failed_runs(counts),
            went_live: went_live.collect(),
        }
    }
}

fn reviews(counts: &Counts) -> Reviews {
    let (mut in_time, mut late, mut days) = (0, 0, Vec::new());
    for (counted, times) in counts {
        match counted {
            Counted::ReviewInTime { days: after } => {
                in_time += times;
                days.push((after.0, *times));
            }
            Counted::ReviewLate { days: after } => {
                late += times;
                days.push((after.0, *times));
            }
            _ => {}
        }
    }
    // The same number of days can be in time for one change and late for another.
    Reviews { in_time, late, median: median(days) }
}

fn stays(counts: &Counts) -> Vec<Stays> {
    let of = |step: Step, with: With| {
        let days: Vec<_> = counts
            .iter()
            .filter_map(|(counted, times)| match counted {
                Counted::Step { step: of, with: side, days } if (*of, *side) == (step, with) => {
                    Some((days.0, *times))
                }
                _ => None,
            })
            .collect();
        let times = days.iter().map(|(_, times)| times).sum();
        (times > 0).then(|| Stays { step, with, times, median: median(days) })
    };
    let sides = |step: &Step| With::ALL.iter().filter_map(|with| of(*step, *with)).collect::<Vec<_>>();
    Step::ALL.iter().flat_map(sides).collect()
}

fn failed_runs(counts: &Counts) -> Vec<(Cause, u64)> {
    let failed = counts.iter().filter_map(|(counted, times)| match counted {
        Counted::RunFailed { cause } => Some((*cause, *times)),
        _ => None,
    });
    let mut failed: Vec<_> = failed.collect();
    failed.sort_by_key(|(cause, times)| (std::cmp::Reverse(*times), *cause));
    failed
}
