//! Why a command on a request for OAT is refused: a result, not an error.

use super::{CommandKind, Outcome, Status, SubjectStatus};
use crate::policy::Step;

/// Why not. Shown as a sentence a person can act on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The request is not where the command applies.
    #[error("This cannot be done now, because the OAT {status}. {}", way_out(*command, *status))]
    WrongStatus { command: CommandKind, status: Status },
    /// What is to be tested is not where it can be.
    #[error("{}", not_now(status))]
    NotNow { status: SubjectStatus },
    /// There is no Find endpoint (O3).
    #[error(
        "There is no Find endpoint that could be tested; one that PDP has suspended is not. Add one by a technical change, or contact PDP support"
    )]
    NothingToTest,
    /// A test is under way, and its result comes first.
    #[error("A test is under way. Wait for its result; you will get an email")]
    RunUnderWay,
    /// As many runs as a request may have (our own bound).
    #[error("The test has been run {max} times for this request. Contact PDP support before another one")]
    TooManyRuns { max: usize },
    /// An override that is the result already (O8).
    #[error("The result is “{outcome}” already, so there is nothing to override")]
    OutcomeUnchanged { outcome: Outcome },
    /// There is an override to decide on first (O8).
    #[error("Another override was proposed already. Somebody else of PDP support has to decide on it first")]
    OverridePending,
    /// Nobody proposed an override, or a new run made it void (O8).
    #[error("There is no override to decide on. A new run makes a proposal void")]
    NoOverride,
    /// Nobody approves what they proposed themselves (O8).
    #[error("You proposed this override yourself. Somebody else of PDP support has to approve it")]
    SamePerson,
    /// PDP has another date to decide on first (O2).
    #[error("PDP has not answered your last request for another date yet. Wait for the answer")]
    DateChangePending,
    /// There is no other date to decide on.
    #[error("There is no request for another date to decide on")]
    NoDateChange,
    /// The other date is not after today any more (O2).
    #[error(
        "The date asked for is not after today any more. Decline the request; the service manager can ask for a later date"
    )]
    DatePassed,
    /// As many other dates as may be asked for (our own bound).
    #[error("Another date can be asked for {max} times. Contact PDP support directly")]
    TooManyDateChanges { max: usize },
    /// The date passed, so that a new one is to be given and not asked for (G2).
    #[error("The connection date has passed. Give a new connection date; you need not ask for it")]
    DateNeeded,
    /// The connection date stands (G2).
    #[error("No new connection date is needed now. To go live on another day, ask for another date")]
    NoDateNeeded,
    /// A change keeps its date itself once OAT is passed (G2).
    #[error("The connection date is kept by the technical change. Give the new date there")]
    DateOfChange,
    /// A change has support requests of its own (D1).
    #[error("Open a support request on the technical change instead, and select an OAT support session")]
    SupportOfChange,
    /// A change is held by itself (G3).
    #[error(
        "The endpoints of a technical change wait with the change. Ask for the delay there, or hold the change"
    )]
    HoldOfChange,
    #[error("There is no hold to release. A request for a delay that is not answered holds too: answer it")]
    NoHold,
    /// There is nothing to delay any more (G3).
    #[error(
        "This delay can no longer be accepted, because the OAT {status}. Decline it, and say why in your answer"
    )]
    DelayTooLate { status: Status },
    /// No attempt of the run sent this id (O10).
    #[error("No attempt of this run has this request id. Check the id and the number of the run")]
    AttemptNotFound,
    #[error("There is no such run of this test")]
    RunNotFound,
    /// As many findings as a request may have (our own bound).
    #[error("A test can have up to {max} findings. Add what else is known to the incident instead")]
    TooManyFindings { max: usize },
    /// As many support requests as it may have (our own bound).
    #[error("There can be up to {max} support requests. Contact PDP support directly")]
    TooManySupportRequests { max: usize },
    #[error("There is no such support request on this test")]
    SupportRequestNotFound,
    /// The first answer stands.
    #[error("This support request has been answered already")]
    SupportRequestAnswered,
}

impl Reason {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongStatus { .. } => "wrong_status",
            Self::NotNow { status } => status.code(),
            Self::NothingToTest => "nothing_to_test",
            Self::RunUnderWay => "run_under_way",
            Self::TooManyRuns { .. } => "too_many_runs",
            Self::OutcomeUnchanged { .. } => "outcome_unchanged",
            Self::OverridePending => "override_pending",
            Self::NoOverride => "no_override",
            Self::SamePerson => "same_person",
            Self::DateChangePending => "date_change_pending",
            Self::NoDateChange => "no_date_change",
            Self::DatePassed => "date_passed",
            Self::TooManyDateChanges { .. } => "too_many_date_changes",
            Self::DateNeeded => "date_needed",
            Self::NoDateNeeded => "no_date_needed",
            Self::DateOfChange => "date_of_change",
            Self::SupportOfChange => "support_of_change",
            Self::HoldOfChange => "hold_of_change",
            Self::NoHold => "no_hold",
            Self::DelayTooLate { .. } => "not_grantable",
            Self::AttemptNotFound => "attempt_not_found",
            Self::RunNotFound => "run_not_found",
            Self::TooManyFindings { .. } => "too_many_findings",
            Self::TooManySupportRequests { .. } => "too_many_support_requests",
            Self::SupportRequestNotFound => "support_request_not_found",
            Self::SupportRequestAnswered => "support_request_answered",
        }
    }
}

fn not_now(status: &SubjectStatus) -> String {
    let oat = "operational acceptance testing (OAT)";
    match status {
        SubjectStatus::Open => format!("This is open for {oat}. Reload it to see what can be done next"),
        SubjectStatus::OpenLive { .. } => {
            "The endpoints are live already, so there is no connection date to give or to change. They are \
             tested as they are"
                .to_owned()
        }
        SubjectStatus::Done => format!(
            "The step “{}” of the technical change is complete. Nothing more is needed from you",
            Step::OperationalAcceptanceTesting
        ),
        SubjectStatus::Settled => "This is live already, so its result and its date stand".to_owned(),
        SubjectStatus::Ended => {
            "The technical change was rejected or withdrawn. Start a new technical change if you need one"
                .to_owned()
        }
        SubjectStatus::NotConfirmed => {
            format!("PDP has not confirmed the technical change yet. Request {oat} when its step is open")
        }
        SubjectStatus::Blocked { by } => {
            let steps: Vec<_> = by.iter().map(Step::to_string).collect();
            format!("This is not ready for {oat} yet. First complete: {}", steps.join(", "))
        }
        SubjectStatus::NotNeeded => {
            format!(
                "This technical change does not need {oat}. Look at the list of its steps to see what is next"
            )
        }
        SubjectStatus::NoScheme => {
            format!(
                "PDP has no vouching scheme of your organisation on record yet. Contact PDP support; then request {oat}"
            )
        }
    }
}

/// What the person can do instead.
const fn way_out(command: CommandKind, status: Status) -> &'static str {
    match (command, status) {
        (CommandKind::RequestAnew, Status::Testing) => {
            "It has been requested already: wait for the result, you will get an email"
        }
        (CommandKind::RequestAnew, Status::Failed) => {
            "Fix what the report says, then ask for a re-test instead of a new request"
        }
        (_, Status::Testing) => "Wait for the result of the test under way; you will get an email",
        (CommandKind::AskForRetest | CommandKind::RequestAnew, Status::Passed) => {
            "Nothing more is needed from you: it goes live on its date"
        }
        (_, Status::Live) => "Nothing more can be done with it: report changes by a technical change",
        (_, Status::Closed) => "When the step is open again, the service manager can request it anew",
        (CommandKind::GiveConnectionDate, Status::Failed) => {
            "To go live on another day, ask for another date"
        }
        (_, Status::Failed | Status::Passed) => "Reload it to see what can be done next",
    }
}
