//! Operational acceptance testing as JSON: requests, runs, every attempt, the history.

mod attempt;
mod history;
mod pre_flight;
mod request;
mod run;

pub use self::attempt::{AttemptBody, CauseBody, CertificateBody, ResponseBody, TimingsBody, TlsBody};
pub use self::history::{OatEntryBody, OatHistoryBody};
pub use self::pre_flight::{PreFlightBody, PreFlightResultBody};
pub use self::request::{
    DateChangeBody, FindingBody, OatBody, OatPage, OatRowBody, OutcomeWord, ProposedOverrideBody,
};
pub use self::run::{RunBody, RunPage, RunReportBody, TargetBody};
