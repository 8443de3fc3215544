//! The JSON of the HTTP API, as it is written and as it is read: one type for each shape of the document.
//!
//! Responsible for: requests and answers, with the schema of each. The domain describes its closed lists; here each gets its
//! name in the document ([`Code`]).
//! Must not: know HTTP, a use case, or how an answer is made from values of the domain.

mod by;
mod change;
mod code;
mod dispute;
mod downtime;
mod evidence;
mod export;
mod figures;
mod id;
mod lists;
mod look_up;
mod mail;
mod material;
mod no_body;
mod oat;
mod organisation;
mod page;
mod pre_flight;
mod problem;
mod text;
mod time;
mod work;

pub use self::by::{ByBody, HistoryByBody, NamedPersonBody};
pub use self::change::*;
pub use self::code::{Code, Listed};
pub use self::dispute::*;
pub use self::downtime::*;
pub use self::evidence::*;
pub use self::export::{ExportBody, RegisterExportBody};
pub use self::figures::{
    FailedRunsBody, FigureSetBody, FiguresBody, MonthFiguresBody, OatFiguresBody, ReclassificationFigureBody,
    ReviewFiguresBody, ScaleFiguresBody, StepFiguresBody, WentLiveBody,
};
pub use self::id::{
    ChangeIdText, EndpointIdText, FindRequestText, HOST_CHARACTERS, HostText, IdText, OatIdText,
    PersonIdText, PreFlightIdText, read_id,
};
pub use self::lists::*;
pub use self::look_up::LookUpBody;
pub use self::mail::{ContactFeedbackBody, MailFeedbackPage, MailNoticeBody};
pub use self::material::{MaterialView, PackBody};
pub use self::no_body::NoBody;
pub use self::oat::*;
pub use self::organisation::*;
pub use self::page::{Paged, is_zero};
pub use self::pre_flight::{
    NewPreFlightBody, PreFlightBody, PreFlightPage, PreFlightResultBody, PreFlightRowBody,
    PreFlightTargetBody,
};
pub use self::problem::{CurrentBody, FieldProblem, GatewayBody, ProblemBody};
pub use self::text::written;
pub use self::time::{DayText, LondonTimeText};
pub use self::work::{
    ClaimBody, NewClaimBody, NewNoteBody, NoteBody, NotePage, TaskBody, TaskCountBody, TaskCountsBody,
    TaskPage,
};
