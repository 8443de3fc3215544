//! The report of one batch: counts for the caller, and a log line for each find request, which feeds metrics
//! (`infra/observability.yaml`).

use std::collections::BTreeSet;

use app::{AppError, Attempted, Fault, PreFlown, Probed};
use domain::oat::observation::OwnFault;
use jiff::SignedDuration;
use runtime::{Code, log_fault};
use serde::Serialize;

/// Takes the place of the cause for a request with the correct answer.
const ACCEPTED: &str = "accepted";

/// After this many faults of the probe in a row, a person has to look (O7).
const FAULTY_FROM: u32 = 2;

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;

/// The work of one batch.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Requests for OAT that were probed.
    pub runs: usize,
    /// Find requests that were sent for them and recorded.
    pub attempts: usize,
    /// Pre-flights that were made.
    pub pre_flights: usize,
    /// The lateness of the most overdue run in the batch, in seconds.
    pub late_seconds: i64,
    /// How many whole days the certificate of the probe is still valid: less than none when it has ended, nothing when there is none
    /// to read.
    pub certificate_days_left: Option<i64>,
    /// Whether due work is left, because time ran out or there is more than one batch takes.
    pub more: bool,
    #[serde(skip)]
    keys_failed: bool,
    #[serde(skip)]
    failed: usize,
}

/// Some of it failed and is still due.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("failed at {failed} of what is due; the rest is done")]
pub struct Unfinished {
    failed: usize,
}

impl Report {
    /// Notes whether the find profile was kept. A batch does its work without that, and the next one keeps it.
    pub(crate) fn profile(&mut self, kept: Result<(), Fault>) {
        self.done(kept);
    }

    /// Notes the results of the runs.
    pub(crate) fn runs(&mut self, probed: Result<Probed, Fault>) {
        let Some(Probed { attempts, failed, unreadable, latest, cut_short }) = self.done(probed) else {
            return;
        };
        for attempt in &attempts {
            log_attempt(attempt);
        }
        for (oat, error) in &failed {
            let _entered = tracing::error_span!("run", oat.id = oat.to_string()).entered();
            if let AppError::Fault(fault) = error {
                log_fault(fault);
            }
            let (code, why) = (Code::RunNotProbed.as_str(), error.to_string());
            tracing::warn!(code = code, probe.of = "run", probe.why = why);
        }
        let ours = |attempt: &Attempted| attempt.cause.and_then(|cause| cause.own_fault());
        let of_keys = [OwnFault::SecretMissing, OwnFault::KeyUnreadable];
        self.keys_failed = attempts.iter().filter_map(ours).any(|fault| of_keys.contains(&fault));
        self.runs = attempts.iter().map(|attempt| attempt.oat).collect::<BTreeSet<_>>().len();
        self.attempts = attempts.len();
        self.failed += failed.len();
        self.skip(unreadable);
        self.late_seconds = latest.as_secs().max(0);
        self.more |= cut_short;
    }

    /// Notes the results of the pre-flights.
    pub(crate) fn pre_flights(&mut self, flown: Result<PreFlown, Fault>) {
        let Some(PreFlown { done, failed, unreadable, cut_short }) = self.done(flown) else { return };
        for id in &done {
            let (code, id) = (Code::PreFlightMade.as_str(), id.to_string());
            tracing::info!(code = code, pre_flight.id = id);
        }
        for (id, fault) in &failed {
            let _entered = tracing::error_span!("pre_flight", pre_flight.id = id.to_string()).entered();
            log_fault(fault);
            let (code, why) = (Code::RunNotProbed.as_str(), fault.to_string());
            tracing::warn!(code = code, probe.of = "pre_flight", probe.why = why);
        }
        self.skip(unreadable);
        self.pre_flights = done.len();
        self.failed += failed.len();
        self.more |= cut_short;
    }

    /// Notes how much longer the certificate of the probe is valid.
    pub(crate) fn certificate(&mut self, lasts: Option<SignedDuration>) {
        self.certificate_days_left = lasts.map(|lasts| lasts.as_secs().div_euclid(SECONDS_OF_A_DAY));
    }

    /// Whether a request could not be made because keys were missing.
    pub(crate) fn keys_failed(&self) -> bool {
        self.keys_failed
    }

    /// Logs the end; the whole batch has failed when a part of it has.
    pub(crate) fn finish(self) -> Result<Self, Unfinished> {
        let Self { runs, attempts, pre_flights, late_seconds, certificate_days_left, more, failed, .. } =
            self;
        let code = Code::InvocationCompleted.as_str();
        tracing::info!(
            code = code,
            runs,
            attempts,
            pre_flights,
            late_seconds,
            certificate_days_left,
            more,
            failed
        );
        if failed == 0 { Ok(self) } else { Err(Unfinished { failed }) }
    }

    /// Notes so many entries that cannot be read: what they are about is not done. The store has named them.
    fn skip(&mut self, unreadable: u32) {
        self.failed += usize::try_from(unreadable).unwrap_or(usize::MAX);
    }

    fn done<T>(&mut self, work: Result<T, Fault>) -> Option<T> {
        work.map_err(|fault| {
            log_fault(&fault);
            self.failed += 1;
        })
        .ok()
    }
}

/// Logs the fault of the keys, if it still exists.
pub(crate) fn log_keys(problem: Option<String>) {
    if let Some(problem) = problem {
        tracing::error!(code = Code::KeyBundleUnusable.as_str(), key_bundle.problem = problem);
    }
}

fn log_attempt(attempt: &Attempted) {
    let cause = attempt.cause.map_or(ACCEPTED, |cause| cause.code());
    let span = tracing::error_span!(
        "attempt",
        oat.id = attempt.oat.to_string(),
        organisation.id = attempt.organisation.to_string(),
        endpoint.id = attempt.endpoint.to_string(),
        oat.run = attempt.run,
    );
    let _entered = span.entered();
    tracing::info!(code = Code::FindRequestSent.as_str(), cause = cause, oat.attempt = attempt.number);
    if is_faulty(attempt) {
        let faults = attempt.own_faults_in_a_row;
        tracing::error!(code = Code::ProbeFaulty.as_str(), cause = cause, oat.own_faults = faults);
    }
}

/// Whether a person has to look.
fn is_faulty(attempt: &Attempted) -> bool {
    attempt.cause.is_some_and(|cause| cause.is_ours()) && attempt.own_faults_in_a_row >= FAULTY_FROM
}
