//! The report of one due-work job: counts for the caller, and one log line for each thing that was done or failed.

use app::{AppError, Checking, DueWork, Fault, Resent, Summed};
use domain::ids::{ChangeId, OatId};
use domain::task::TaskId;
use jiff::SignedDuration;
use runtime::{Code, log_delivery, log_fault};
use serde::Serialize;
use tracing::Span;

/// The work of one due-work job.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Changes that went live or were completed.
    pub live: usize,
    /// Initial connections that went live.
    pub connected: usize,
    /// Reviews that PDP was reminded of.
    pub reminded: usize,
    /// Tasks that organisations were reminded of.
    pub chased: usize,
    /// Events that were added to the figures.
    pub counted: usize,
    /// Stranded notifications that were tried.
    pub notifications: usize,
    /// How late the most overdue going live was, in seconds.
    pub late_seconds: i64,
    /// How long the oldest notification has waited that should have gone out, in seconds; none when that could not be read.
    pub oldest_unsent_seconds: Option<i64>,
    /// How long the oldest file has been checked that still is, in seconds; none when that could not be read.
    pub oldest_in_checking_seconds: Option<i64>,
    /// Whether due work is left, because time ran out or there is more than one due-work job tries.
    pub more: bool,
    #[serde(skip)]
    failed: usize,
}

/// Some of it failed and is still due.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("failed at {failed} of what is due; the rest is done")]
pub struct Unfinished {
    failed: usize,
}

/// The kinds of due work, as the log names them.
pub(crate) trait Due {
    /// The id of a change.
    fn change(&self) -> Option<String> {
        None
    }

    /// The id of a request for OAT.
    fn oat(&self) -> Option<String> {
        None
    }

    /// The id of an organisation.
    fn organisation(&self) -> Option<String> {
        None
    }

    /// The span of its lines, of the level of errors, so that no level of the log is without it.
    fn span(&self, work: &'static str) -> Span {
        tracing::error_span!(
            "due",
            due.work = work,
            change.id = self.change(),
            oat.id = self.oat(),
            organisation.id = self.organisation(),
        )
    }
}

impl Due for ChangeId {
    fn change(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Due for TaskId {
    fn change(&self) -> Option<String> {
        self.subject().change().map(|id| id.to_string())
    }

    fn oat(&self) -> Option<String> {
        self.subject().oat().map(|id| id.to_string())
    }

    fn organisation(&self) -> Option<String> {
        self.subject().organisation().map(|id| id.to_string())
    }
}

impl Due for OatId {
    fn oat(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Report {
    /// Notes so many entries that cannot be read: what they are about is not done. The store has named them.
    fn skip(&mut self, unreadable: u32) {
        self.failed += usize::try_from(unreadable).unwrap_or(usize::MAX);
    }

    /// Notes the results of one queue; returns how many it changed.
    pub(crate) fn processed<I: Due>(
        &mut self,
        work: &'static str,
        processed: Result<DueWork<I>, Fault>,
    ) -> usize {
        let processed = match processed {
            Ok(processed) => processed,
            Err(fault) => {
                log_fault(&fault);
                self.failed += 1;
                return 0;
            }
        };
        for due in &processed.done {
            due.span(work).in_scope(|| tracing::info!(code = Code::DueWorkDone.as_str()));
        }
        for (due, error) in &processed.failed {
            let _entered = due.span(work).entered();
            if let AppError::Fault(fault) = error {
                log_fault(fault);
            }
            // Others were faster every time. This is no failure: the next job finds any work they left.
            let lost = matches!(error, AppError::Conflict(_));
            self.more |= lost;
            self.failed += usize::from(!lost);
            tracing::warn!(code = Code::DueWorkFailed.as_str(), due.why = error.to_string());
        }
        self.skip(processed.unreadable);
        self.late_seconds = self.late_seconds.max(processed.latest.as_secs());
        self.more |= processed.cut_short;
        processed.done.len()
    }

    /// Notes what was added to the figures.
    pub(crate) fn summed(&mut self, summed: Result<Summed, Fault>) {
        match summed {
            Ok(Summed { entries, unreadable, more }) => {
                self.skip(unreadable);
                self.counted += entries;
                self.more |= more;
            }
            Err(fault) => {
                log_fault(&fault);
                self.failed += 1;
            }
        }
    }

    /// Notes the results of the notifications.
    pub(crate) fn notifications(&mut self, resent: Result<Resent, Fault>) {
        match resent {
            Ok(Resent { tried, unreadable, more }) => {
                self.skip(unreadable);
                for mail in &tried {
                    log_delivery(mail);
                    self.failed += usize::from(mail.delivery.is_err());
                }
                self.notifications += tried.len();
                self.more |= more;
            }
            Err(fault) => {
                log_fault(&fault);
                self.failed += 1;
            }
        }
    }

    /// Notes how long the oldest notification has waited.
    pub(crate) fn oldest_unsent(&mut self, age: Result<SignedDuration, Fault>) {
        match age {
            Ok(age) => self.oldest_unsent_seconds = Some(age.as_secs()),
            Err(fault) => {
                log_fault(&fault);
                self.failed += 1;
            }
        }
    }

    /// Notes how long the oldest file has been checked.
    pub(crate) fn oldest_in_checking(&mut self, found: Result<Checking, Fault>) {
        match found {
            Ok(Checking { oldest, unreadable }) => {
                self.skip(unreadable);
                self.oldest_in_checking_seconds = Some(oldest.as_secs());
            }
            Err(fault) => {
                log_fault(&fault);
                self.failed += 1;
            }
        }
    }

    /// Logs the end; the whole due-work job has failed when a part of it has.
    pub(crate) fn finish(self) -> Result<Self, Unfinished> {
        let Self {
            live,
            connected,
            reminded,
            chased,
            counted,
            notifications,
            late_seconds,
            oldest_unsent_seconds,
            oldest_in_checking_seconds,
            more,
            failed,
        } = self;
        tracing::info!(
            code = Code::InvocationCompleted.as_str(),
            live,
            connected,
            reminded,
            chased,
            counted,
            notifications,
            late_seconds,
            oldest_unsent_seconds,
            oldest_in_checking_seconds,
            more,
            failed
        );
        if failed == 0 { Ok(self) } else { Err(Unfinished { failed }) }
    }
}
