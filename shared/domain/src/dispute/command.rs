//! Commands on a dispute. Imperative; [`super::decide`] answers them.

use super::Ruling;
use crate::evidence::{AcceptedFile, FileFormat, FileRejection};
use crate::ids::EvidenceId;

commands! {
    /// Ask for a form that uploads a file (E1).
    RequestUpload {
        id: EvidenceId,
        file_name: String,
        /// The format the person's program says it has; none if it does not say.
        declared: Option<FileFormat>,
    } = "request_upload";
    /// Note that a file arrived.
    ReceiveFile { id: EvidenceId } = "receive_evidence";
    /// Accept a file (E2).
    AcceptFile { id: EvidenceId, file: AcceptedFile } = "accept_evidence";
    /// Reject a file (E2).
    RejectFile { id: EvidenceId, reason: FileRejection } = "reject_evidence";
    /// Answer the dispute.
    Answer { ruling: Option<Ruling>, text: String } = "answer_dispute";
}
