//! How things look as JSON. One shape per thing, the same in every function.

mod answers;
mod change;
mod codes;
mod evidence;
mod export;
mod facts;
mod given;
mod history;
mod history_by;
mod hosts;
mod mail_feedback;
mod me;
mod oat;
mod progress;
mod record;
mod record_history;
mod step;
mod step_submission;
mod times;
mod vouching;
mod words;

pub use self::answers::{AnswersBody, EndpointAnswerBody};
pub use self::change::{
    ChangeBody, ChangePage, CheckBody, FieldAdvice, QuestionBody, RegisteredFormBody, SummaryBody,
};
pub use self::codes::{HOST_CHARACTERS, HostText, IdText};
pub use self::evidence::{
    DownloadBody, EvidenceBody, EvidencePage, FormFieldBody, UploadBody, UploadFormBody,
};
pub use self::export::ExportBody;
pub use self::given::{ChangeIdText, ConnectionDateBody, EndpointIdText};
pub use self::history::{HistoryBody, HistoryEntryBody};
pub use self::history_by::HistoryByBody;
pub use self::hosts::{ReviewHostBody, ReviewHostsBody};
pub use self::mail_feedback::{BounceTypeWord, ContactFeedbackBody, MailFeedbackPage, MailNoticeBody};
pub use self::me::{LiveEndpointBody, MeBody, OrganisationBody};
pub use self::oat::{
    AttemptBody, CauseBody, CertificateBody, DateChangeBody, FindingBody, OatBody, OatEntryBody,
    OatHistoryBody, OatPage, OatRowBody, OutcomeWord, PreFlightBody, PreFlightResultBody,
    ProposedOverrideBody, ResponseBody, RunBody, RunPage, RunReportBody, TargetBody, TimingsBody, TlsBody,
};
pub use self::progress::{
    DowntimeView, GoingLiveBody, HoldView, IntegrationTestingView, MaterialView, NewEndpointBody,
    SupportRequestView, TestEndpointsView,
};
pub use self::record::{
    EndpointPage, MemberBody, MembersBody, OrganisationPage, OrganisationRecordBody, OrganisationRowBody,
    RecordBody, RegisteredEndpointBody, TeamBody, TeamMemberBody,
};
pub use self::record_history::{RecordEntryBody, RecordHistoryBody};
pub use self::step::StepBody;
pub use self::step_submission::{FindingsBody, StepSubmissionBody};
pub use self::times::{DayText, LondonTimeText};
pub use self::vouching::{SchemeEndpointBody, VouchingSchemeBody};
pub use self::words::{
    AccreditationWord, ByBody, ChangeTypeWord, DeclaredTypeWord, EndpointStateWord, EndpointTypeWord,
    EnvironmentWord, FileTypeWord, OrganisationRoleWord, PdpRoleWord, RegisterFormatWord, ScaleWord,
    StatusWord, StepWord, SupportKindWord,
};
