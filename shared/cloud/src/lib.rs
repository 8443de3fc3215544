//! AWS, except for the workflow table.
//!
//! Responsible for: the SDK's configuration (the only one), upload forms, download links, evidence files, cryptographic
//! material, exports, the probe's key bundle, sign-ins of people,
//! items that end, plain HTTP to our own services, sending mail, its suppression list; for operators (a feature of its own) failure
//! queues and calling functions.
//! Must not: decide anything, log, read the environment, or know the form of an item.

mod connector;
pub mod evidence_reader;
pub mod evidence_store;
mod expiring_items;
pub mod export_store;
mod fault;
mod http_client;
pub mod identities;
pub mod key_bundles;
pub mod keys;
pub mod links;
mod material_store;
#[cfg(feature = "operators")]
mod operators;
pub mod post_form;
mod presign;
pub mod sdk;
pub mod ses;
mod suppressions;
mod trust;
pub mod upload_forms;

pub use evidence_reader::S3Evidence;
pub use evidence_store::{Release, S3EvidenceStore, StoredObject};
pub use expiring_items::{ExpiringItem, ExpiringItems};
pub use export_store::{ExportUpload, S3ExportStore};
pub use http_client::HttpClient;
pub use identities::CognitoIdentities;
pub use key_bundles::SecretsManagerKeyBundles;
pub use keys::parse_upload_key;
pub use links::S3Links;
pub use material_store::S3MaterialStore;
#[cfg(feature = "operators")]
pub use operators::{LambdaFunctions, SqsFailureQueue};
pub use sdk::{Sdk, SdkFault, SdkSettings, credentials};
pub use ses::{Message, SesSender};
pub use suppressions::SesSuppressions;
pub use upload_forms::S3UploadForms;
