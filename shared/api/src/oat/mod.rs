//! Operational acceptance testing (OAT).

mod ask;
mod attempt;
mod decide;
mod history;
mod profile;
mod request;
mod run;

pub use self::ask::{OatRequestBody, OtherDateBody, RetestBody, SupportSessionBody};
pub use self::attempt::{
    AttemptBody, CauseBody, CertificateBody, HeaderBody, ResponseBody, TimingsBody, TlsBody, UnreadBody,
};
pub use self::decide::{
    DateDecisionBody, NewFindingBody, OverrideBody, OverrideDecisionBody, RerunBody, SupportSessionAnswerBody,
};
pub use self::history::{OatEntryBody, OatHistoryBody};
pub use self::profile::FindProfileBody;
pub use self::request::{DateChangeBody, FindingBody, OatBody, OatPage, OatRowBody, ProposedOverrideBody};
pub use self::run::{RunBody, RunPage, RunReportBody, TargetBody};
