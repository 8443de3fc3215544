//! The use cases: what a person or a trigger asks for, from the read to the one transaction.
//!
//! Responsible for: who may read what (P1), idempotency, optimistic concurrency, which letters an event sends, and the
//! ports that adapters fill. Depends on the domain only.
//! Must not: know HTTP, AWS, JSON or an email's wording. A portal calls the same functions with form fields.

mod add_member;
mod addressed_mail;
mod administer;
mod ask_for_oat_support;
mod ask_pre_flight;
mod attempt;
mod build_export;
mod check_change;
mod contention;
mod deliver_mail;
mod desk;
mod draft_change;
mod error;
mod execute_command;
mod execute_oat_command;
mod exports;
#[cfg(feature = "fakes")]
pub mod fakes;
mod fetch_material;
mod file_ports;
mod find_request_id;
mod give_connection_date;
mod letters;
mod link_evidence;
mod link_export;
mod list_changes;
mod list_endpoints;
mod list_oats;
mod list_organisations;
pub mod mail;
mod mail_feedback;
mod mail_ports;
mod mail_state;
mod oat_commit;
mod oat_letters;
mod oat_mail;
mod oat_ports;
mod oat_requests;
mod oat_subject;
mod oat_summary;
mod open_support_request;
mod order;
mod ports;
mod posting;
mod pre_flights;
mod probe_due;
mod probe_pre_flights;
mod propose_vouching_scheme;
mod publish_material;
mod read_change;
mod read_decision_queue;
mod read_export;
mod read_history;
mod read_mail_feedback;
mod read_me;
mod read_oat;
mod read_oat_history;
mod read_organisation;
mod read_pdp_team;
mod read_pre_flight;
mod read_record_history;
mod read_review_queue;
mod receipt;
mod receive_evidence;
mod recipients;
mod record_downtime;
mod record_finding;
mod record_mail_event;
mod records;
mod refused_export;
mod register;
mod register_organisation;
mod request_export;
mod request_oat;
mod request_upload;
mod resend_stranded;
mod review_hosts;
mod settle_evidence;
mod submit_change;
mod summary;
mod sweep;
mod take_endpoint_out_of_use;

pub use self::add_member::{Newcomer, NewcomerRoles, add_member};
pub use self::administer::{Administered, RecordCommand, RecordRequest, administer};
pub use self::ask_for_oat_support::ask_for_oat_support;
pub use self::ask_pre_flight::{PreFlightOf, ask_pre_flight};
pub use self::attempt::{Attempt, Attempts, History};
pub use self::build_export::{Build, ExportMaker, Lease, Made, MakeFault, build_export};
pub use self::check_change::{Checked, RegisteredForm, check_change};
pub use self::deliver_mail::{Delivery, deliver_mail};
pub use self::desk::Desk;
pub use self::draft_change::draft_change;
pub use self::error::{AppError, BoxError, Fault};
pub use self::execute_command::{Done, Request, execute_command};
pub use self::execute_oat_command::{OatDone, OnOat, execute_oat_command};
pub use self::exports::{ExportDownload, ExportLinks, Exports, LoadedExport, WantExport};
pub use self::fetch_material::fetch_material;
pub use self::give_connection_date::give_connection_date;
pub use self::link_evidence::link_evidence;
pub use self::link_export::link_export;
pub use self::list_changes::list_changes;
pub use self::list_endpoints::{WhichEndpoints, list_endpoints};
pub use self::list_oats::{list_oats, read_oat_queue};
pub use self::list_organisations::list_organisations;
pub use self::mail_feedback::{BounceType, ContactFeedback, Contacts, Fate, Notice, ServiceWord};
pub use self::mail_state::{
    LOOK_FOR_RECIPIENTS_AFTER, RETRY_AMBIGUOUS_AFTER, RETRY_FAILED_AFTER, SENDING_LEASE, STUCK_AFTER_FAILURES,
};
pub use self::oat_ports::{FindProbe, FindRequest, ProbePacks, Signature};
pub use self::oat_requests::{
    LoadedOat, OatCommit, OatCommitFault, OatEntry, OatHistoryPage, OatRecorded, OatRequests,
    PROBED_TOGETHER, ProbeAttempt, ProbeGround, ProbeLease, WantOat,
};
pub use self::oat_subject::OatSubject;
pub use self::oat_summary::{OatQueue, OatSummary};
pub use self::open_support_request::open_support_request;
pub use self::ports::{
    Changes, Clock, Commit, CommitFault, Cursor, DownloadLink, DownloadLinks, DueDates, HistoryEntry,
    HistoryPage, Ids, Loaded, MailFeedback, Mailer, MaterialLinks, MaterialStore, Members, Outbox, Page,
    PageFault, PageRequest, Recipient, Recorded, UploadForm, UploadForms, Want,
};
pub use self::pre_flights::{
    LoadedPreFlight, PreFlight, PreFlightDone, PreFlightFault, PreFlights, WantPreFlight,
};
pub use self::probe_due::{Attempted, PROBE_LEASE, Probed, probe_due};
pub use self::probe_pre_flights::{PreFlown, probe_pre_flights};
pub use self::propose_vouching_scheme::propose_vouching_scheme;
pub use self::publish_material::publish_material;
pub use self::read_change::read_change;
pub use self::read_decision_queue::read_decision_queue;
pub use self::read_export::{ExportPlace, read_export};
pub use self::read_history::read_history;
pub use self::read_mail_feedback::read_mail_feedback;
pub use self::read_me::{Me, read_me};
pub use self::read_oat::{SeenOat, SeenRun, read_oat, read_run};
pub use self::read_oat_history::read_oat_history;
pub use self::read_organisation::read_organisation;
pub use self::read_pdp_team::read_pdp_team;
pub use self::read_pre_flight::read_pre_flight;
pub use self::read_record_history::read_record_history;
pub use self::read_review_queue::read_review_queue;
pub use self::receipt::{IdempotencyKey, RECEIPT_LIFETIME, Receipt, RequestKey};
pub use self::receive_evidence::receive_evidence;
pub use self::record_downtime::record_downtime;
pub use self::record_finding::record_finding;
pub use self::record_mail_event::{Heard, MailEvent, Noted, record_mail_event};
pub use self::records::{
    Identities, LoadedRecord, MembershipChange, OrganisationRow, Organisations, Party, Record, RecordCommit,
    RecordCommitFault, RecordEntry, RecordEvent, WantRecord,
};
pub use self::register::Register;
pub use self::register_organisation::register_organisation;
pub use self::request_export::request_export;
pub use self::request_oat::request_oat;
pub use self::request_upload::{RequestedUpload, request_upload};
pub use self::resend_stranded::{Budget, Resent, resend_stranded};
pub use self::review_hosts::{ReviewedHost, confirm_change, review_hosts};
pub use self::settle_evidence::{Verdict, settle_evidence};
pub use self::submit_change::submit_change;
pub use self::summary::Summary;
pub use self::sweep::{Rounds, Swept, promote_due, promote_due_connections, remind_of_reviews};
pub use self::take_endpoint_out_of_use::take_endpoint_out_of_use;
