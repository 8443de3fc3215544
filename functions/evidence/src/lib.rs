//! HTTP: upload forms, the states of evidence files, and download links.
//!
//! Responsible for: these routes, as thin as they can be.
//! Must not: carry a file's bytes, or decide a rule.

mod files;
mod settings;
mod transfer;

use std::sync::Arc;

use app::{Changes, Desk, DownloadLinks, UploadForms};
use httpapi::Clocked;
use jiff::Timestamp;

pub use self::settings::Settings;

/// What the handlers work with.
pub trait Backing: Send + Sync + 'static {
    /// The store of changes.
    type Store: Changes;
    /// What signs upload forms.
    type Forms: UploadForms;
    /// What signs links.
    type Links: DownloadLinks;
}

/// The state of the handlers.
pub struct Counter<B: Backing> {
    /// The desk.
    pub desk: Desk<B::Store>,
    /// Upload forms.
    pub forms: B::Forms,
    /// Download links.
    pub links: B::Links,
}

impl<B: Backing> Clocked for Counter<B> {
    fn now(&self) -> Timestamp {
        self.desk.clock.now()
    }
}

httpapi::route_table! {
    B: Backing, Arc<Counter<B>>;
    POST "/technical-changes/{id}/evidence" for Organisation => transfer::request_upload;
    GET "/technical-changes/{id}/evidence" for Both => files::list_evidence;
    GET "/technical-changes/{id}/evidence/{evidence_id}" for Both => files::read_evidence;
    DELETE "/technical-changes/{id}/evidence/{evidence_id}" for Organisation => files::remove_evidence;
    POST "/technical-changes/{id}/evidence/{evidence_id}/download" for Both => transfer::link_evidence;
}
