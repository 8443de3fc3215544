//! The report of one invocation: counts, and one log line for each export.

use app::{Build, Fault};
use runtime::{Code, log_fault};
use serde::Serialize;

/// The work of one invocation.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Exports that need nothing more done.
    pub settled: usize,
    /// Exports that somebody has to look at again.
    pub deferred: usize,
    /// What could not even be looked at: the queue, or rows of it that cannot be read.
    pub failed: usize,
    /// How long the longest due export of the queue had been due, in seconds; only of a look at the queue.
    pub late_seconds: Option<i64>,
    /// How long ago the last finished comparison of evidence began, in seconds; the running one, when none was finished yet.
    pub compared_seconds_ago: Option<i64>,
}

impl Report {
    /// Logs how an export went.
    pub(crate) fn built(&mut self, built: Result<Build, Fault>) {
        let why = match built {
            Ok(Build::Done) => {
                tracing::info!(code = Code::ExportMade.as_str());
                self.settled += 1;
                return;
            }
            Ok(Build::Damaged(file)) => {
                let file = file.to_string();
                tracing::error!(code = Code::EvidenceDamaged.as_str(), evidence.id = file);
                self.settled += 1;
                return;
            }
            Ok(Build::GivenUp(fault)) => {
                fault.iter().for_each(log_fault);
                tracing::error!(code = Code::ExportFailed.as_str());
                self.settled += 1;
                return;
            }
            Ok(Build::UnderWay) => "under_way",
            Ok(Build::Interrupted(fault)) | Err(fault) => {
                log_fault(&fault);
                "interrupted"
            }
        };
        self.deferred += 1;
        tracing::warn!(code = Code::ExportDeferred.as_str(), export.why = why);
    }

    /// Logs the whole.
    pub(crate) fn complete(&self) {
        tracing::info!(
            code = Code::InvocationCompleted.as_str(),
            exports = self.settled + self.deferred,
            deferred = self.deferred,
            failed = self.failed,
            late_seconds = self.late_seconds,
            compared_seconds_ago = self.compared_seconds_ago,
        );
    }
}
