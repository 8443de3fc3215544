//! Technical changes.

mod answers;
mod check;
mod downtime;
mod going_live;
mod history;
mod hosts;
mod list;
mod preview;
mod review;
mod step;
mod step_request;
mod support;
mod testing;
mod whole;

pub use self::answers::{AnswersBody, EndpointAnswerBody};
pub use self::check::{CheckBody, FieldAdvice, RegisteredFormBody};
pub use self::downtime::{DowntimeBody, DowntimeView};
pub use self::going_live::{
    ConnectionDateBody, GoingLiveBody, HoldBody, HoldView, NewEndpointBody, ReleaseBody,
};
pub use self::history::{HistoryBody, HistoryEntryBody};
pub use self::hosts::{ReviewHostBody, ReviewHostsBody};
pub use self::list::{ChangePage, SummaryBody};
pub use self::preview::{ReclassificationPreviewBody, ReclassifiedStepBody};
pub use self::review::{
    AnswerBody, IdleWithdrawalBody, InformationBody, ReclassificationBody, ReviewBody, ReviewOutcomeWord,
    TakeBackBody, WithdrawalBody,
};
pub use self::step::{FindingsBody, StepBody, StepSubmissionBody};
pub use self::step_request::{FindingsRequest, StepDecisionBody, StepOutcomeWord, StepSubmissionRequest};
pub use self::support::{OtherTestEndpointsBody, SupportAnswerBody, SupportRequestBody, SupportRequestView};
pub use self::testing::{
    IntegrationTestingBody, IntegrationTestingView, TestEndpointsBody, TestEndpointsView,
};
pub use self::whole::{ChangeBody, QuestionBody};
