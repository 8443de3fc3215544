//! Evidence files of changes.

mod file;
mod transfer;

pub use self::file::{EvidenceBody, EvidencePage};
pub use self::transfer::{DownloadBody, FormFieldBody, UploadBody, UploadFormBody, UploadRequestBody};
