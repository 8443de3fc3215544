//! Evidence files of changes.

mod file;
mod transfer;

pub use self::file::{EvidenceBody, EvidencePage};
pub use self::transfer::{
    DisputeFileBody, DownloadBody, FormFieldBody, UploadBody, UploadFormBody, UploadRequestBody,
};
