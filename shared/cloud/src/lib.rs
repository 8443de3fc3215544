//! AWS, except for what is in the table.
//!
//! Responsible for: the SDK's configuration (the only one), upload forms, download links, evidence files, sending mail.
//! Must not: decide anything, log, read the environment, or know what an item looks like.

pub mod evidence_store;
mod fault;
pub mod keys;
pub mod links;
pub mod post_form;
pub mod sdk;
pub mod ses;
mod trust;
pub mod upload_forms;

pub use evidence_store::{Release, S3EvidenceStore, StoredObject};
pub use keys::parse_upload_key;
pub use links::S3DownloadLinks;
pub use sdk::{Sdk, SdkFault, SdkSettings, credentials};
pub use ses::{Message, SesSender};
pub use upload_forms::S3UploadForms;
