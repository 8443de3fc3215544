//! The use cases: what a person or a trigger asks for, from the read to the one transaction.
//!
//! Responsible for: who may read what (P1), idempotency, optimistic concurrency, which letters an event sends, and the
//! ports that adapters fill. Depends on the domain only.
//! Must not: know HTTP, AWS, JSON or an e-mail's wording. A portal calls the same functions with form fields.

mod attempt;
mod check_change;
mod deliver_mail;
mod desk;
mod draft_change;
mod error;
mod execute_command;
#[cfg(feature = "fakes")]
pub mod fakes;
mod letters;
mod link_evidence;
mod list_changes;
pub mod mail;
mod ports;
mod read_change;
mod read_history;
mod read_me;
mod read_review_queue;
mod receive_evidence;
mod request_upload;
mod settle_evidence;
mod submit_change;
mod summary;

pub use self::attempt::Attempt;
pub use self::check_change::{Checked, check_change};
pub use self::deliver_mail::{Delivery, RETRY_AMBIGUOUS_AFTER, SENDING_LEASE, deliver_mail};
pub use self::desk::Desk;
pub use self::draft_change::draft_change;
pub use self::error::{AppError, BoxError, Fault};
pub use self::execute_command::{Done, Request, execute_command};
pub use self::link_evidence::link_evidence;
pub use self::list_changes::list_changes;
pub use self::ports::{
    Changes, Clock, Commit, CommitFault, Cursor, DownloadLink, DownloadLinks, HistoryEntry, HistoryPage,
    IdempotencyKey, Ids, Loaded, Mailer, Members, Outbox, Page, PageFault, PageRequest, RECEIPT_LIFETIME,
    Receipt, Recorded, RequestKey, UploadForm, UploadForms, Want,
};
pub use self::read_change::read_change;
pub use self::read_history::read_history;
pub use self::read_me::{Me, read_me};
pub use self::read_review_queue::read_review_queue;
pub use self::receive_evidence::receive_evidence;
pub use self::request_upload::{RequestedUpload, request_upload};
pub use self::settle_evidence::{Verdict, settle_evidence};
pub use self::submit_change::submit_change;
pub use self::summary::Summary;
