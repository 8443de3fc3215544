//! Hands out a form that uploads a file of a dispute (E1). Arrivals, verdicts and links are those of every file.

use domain::dispute::{Command, Dispute, Reason};
use domain::evidence::{DeclaredType, FileOwner, ReturnAddress};
use domain::ids::{DisputeId, EvidenceId};

use crate::command::{CommandStore, Request};
use crate::dispute::execute::execute_dispute_command;
use crate::error::AppError;
use crate::evidence::ports::{UploadForm, UploadForms};
use crate::services::Services;

/// A form, and the file of a dispute it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeUpload {
    pub dispute: Dispute,
    pub evidence: EvidenceId,
    /// The form. A repeated request gets a form for the same file.
    pub form: UploadForm,
}

/// Registers the file, and signs the form.
pub async fn request_dispute_upload<S: CommandStore, F: UploadForms>(
    services: &Services<S>,
    forms: &F,
    request: Request<'_, DisputeId>,
    file_name: &str,
    declared: DeclaredType,
    return_to: Option<&ReturnAddress>,
) -> Result<DisputeUpload, AppError> {
    let id = services.fresh_id();
    let command = Command::RequestUpload { id, file_name: file_name.to_owned(), declared: declared.0 };
    let done = execute_dispute_command(services, request, &command).await?;
    let evidence = done.evidence.unwrap_or(id);
    let file = done.dispute.files.0.get(&evidence).ok_or(Reason::FileNotFound)?;
    let form = forms
        .form(
            FileOwner::Dispute(done.dispute.id),
            evidence,
            DeclaredType(file.declared),
            done.dispute.limits().upload_bytes,
            file.expires_at.duration_since(services.clock.now()),
            return_to.map(|page| page.after(evidence)).as_deref(),
        )
        .await?;
    Ok(DisputeUpload { dispute: done.dispute, evidence, form })
}
