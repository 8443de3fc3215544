//! Translates between HTTP and use cases, once for all functions.
//!
//! Responsible for: reading requests (the caller, the subject, the version seen), turning refusals into problems, and showing
//! results as the JSON of `api`, in a folder for each subject.
//! Must not: decide a rule, know a route's meaning, touch AWS.

// HTTP itself.
mod answer;
mod document;
mod request;
mod routing;

// What is shown, by subject.
mod by;
mod change;
mod dispute;
mod downtime;
mod evidence;
mod export;
mod figures;
mod history;
mod look_up;
mod mail;
mod material;
mod oat;
mod organisation;
mod page;
mod pre_flight;
mod sheet;
mod shown;
mod work;

pub use self::answer::{ApiError, entity_tag, tagged, tagged_notice, tagged_oat, tagged_record, tagged_seen};
pub use self::change::{answers, history_entry_for_pdp, history_for_pdp};
pub use self::dispute::{dispute_body, seen_dispute_body};
#[doc(hidden)]
pub use self::document::described;
pub use self::document::{complete, merged};
pub use self::downtime::{CALENDAR_TYPE, calendar_file, whole_calendar_file};
pub use self::evidence::evidence_body;
pub use self::export::export_body;
pub use self::figures::figures_sheet;
pub use self::oat::{run_page, run_report_body};
pub use self::organisation::me_body;
pub use self::pre_flight::pre_flight_body;
pub use self::request::{
    Asked, Asking, BundlePath, Caller, ChangePath, DisputeFilePath, DisputePath, DowntimePath, EndpointPath,
    EvidencePath, ExportPath, Keyed, MAX_BODY, MaterialPath, MemberPath, NoticePath, OatPath, OatSupportPath,
    OrganisationPath, Paging, PersonPath, PreFlightPath, ProposalPath, QueryOf, Replacement, RunPath, Seen,
    StepPath, SupportPath, TaskPath, one_of, read_code,
};
pub use self::routing::{Access, Route, method_not_allowed, no_such_route, observe};
pub use self::sheet::{SHEET_TYPE, Sheet, sheet_time};
pub use self::shown::Of;

#[doc(hidden)]
pub use {axum, utoipa};
