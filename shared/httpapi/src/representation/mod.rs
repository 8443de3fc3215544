//! How things look as JSON. One shape per thing, the same in every function.

mod answers;
mod change;
mod codes;
mod evidence;
mod history;
mod me;
mod step;
mod words;

pub use self::answers::{AnswersBody, EndpointAnswerBody};
pub use self::change::{ChangeBody, ChangePage, CheckBody, FieldAdvice, QuestionBody, SummaryBody};
pub use self::evidence::{
    DownloadBody, EvidenceBody, EvidencePage, FormFieldBody, UploadBody, UploadFormBody,
};
pub use self::history::{HistoryBody, HistoryEntryBody};
pub use self::me::{LiveEndpointBody, MeBody, OrganisationBody};
pub use self::step::StepBody;
pub use self::words::{ByBody, ChangeTypeWord, EndpointTypeWord, FileTypeWord, ScaleWord, StatusWord};
