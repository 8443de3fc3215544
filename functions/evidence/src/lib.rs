//! HTTP: upload forms, the states of evidence files, exports, and download links.
//!
//! Responsible for: these routes, as thin as they can be.
//! Must not: carry a file's bytes, or decide a rule.

mod disputes;
mod exports;
mod files;
mod settings;
mod transfer;

use std::sync::Arc;

use app::{Changes, DownloadLinks, ExportLinks, Exports, Services, UploadForms};

pub use self::settings::Settings;

/// The handlers' ports.
pub trait Backing: Send + Sync + 'static {
    /// The store of changes and exports.
    type Store: Changes + Exports;
    /// Signs upload forms.
    type Forms: UploadForms;
    /// Signs links.
    type Links: DownloadLinks;
    /// Signs links to exports.
    type ExportLinks: ExportLinks;
}

/// The state of the handlers.
pub struct Counter<B: Backing> {
    pub services: Services<B::Store>,
    pub forms: B::Forms,
    pub links: B::Links,
    pub export_links: B::ExportLinks,
    /// The origin of the portal: a form may lead there once its file is taken.
    pub portal: String,
}

httpapi::route_table! {
    B: Backing, Arc<Counter<B>>;
    POST "/technical-changes/{id}/evidence" for Organisation => transfer::request_upload;
    GET "/technical-changes/{id}/evidence" for Both => files::list_evidence;
    GET "/technical-changes/{id}/evidence/{evidence_id}" for Both => files::read_evidence;
    DELETE "/technical-changes/{id}/evidence/{evidence_id}" for Organisation => files::remove_evidence;
    POST "/technical-changes/{id}/evidence/{evidence_id}/download" for Both => transfer::link_evidence;
    POST "/disputes/{id}/evidence" for Organisation => disputes::request_dispute_upload;
    POST "/disputes/{id}/evidence/{evidence_id}/download" for Both => disputes::link_dispute_file;
    POST "/technical-changes/{id}/bundle" for Both => exports::request_bundle;
    GET "/technical-changes/{id}/bundle/{export_id}" for Both => exports::read_bundle;
    POST "/technical-changes/{id}/bundle/{export_id}/download" for Both => exports::link_bundle;
    POST "/endpoints/exports" for Both => exports::request_register;
    GET "/endpoints/exports/{export_id}" for Both => exports::read_register;
    POST "/endpoints/exports/{export_id}/download" for Both => exports::link_register;
}
