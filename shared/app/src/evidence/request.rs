//! Hands out a form that uploads one evidence file (E1).

use domain::change::{Change, Command};
use domain::evidence::{DeclaredType, FileOwner, ReturnAddress};
use domain::ids::{ChangeId, EvidenceId};
use domain::policy::Step;
use domain::quota::Kind;

use crate::change::execute::OnChange;
use crate::command::{CommandStore, Request};
use crate::error::AppError;
use crate::evidence::ports::{UploadForm, UploadForms};
use crate::services::Services;

/// A form, and the file it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestedUpload {
    pub change: Change,
    pub evidence: EvidenceId,
    /// The form. A repeated request gets a form for the same file.
    pub form: UploadForm,
}

/// Registers the file, for a step or for the submission itself, and signs the form.
pub async fn request_upload<S: CommandStore, F: UploadForms>(
    services: &Services<S>,
    forms: &F,
    request: Request<'_, ChangeId>,
    file_name: &str,
    declared: DeclaredType,
    step: Option<Step>,
    return_to: Option<&ReturnAddress>,
) -> Result<RequestedUpload, AppError> {
    let id = services.fresh_id();
    let command =
        |_: &_| Command::RequestUpload { id, file_name: file_name.to_owned(), declared: declared.0, step };
    let done = OnChange::new(request, command).counted_as(Kind::Uploads).run(services).await?;
    let evidence = done.evidence.unwrap_or(id);
    let file = done.change.evidence.0.get(&evidence).ok_or(domain::change::Reason::EvidenceNotFound)?;
    let context = services.context();
    let form = forms
        .form(
            FileOwner::Change(done.change.id),
            evidence,
            DeclaredType(file.declared),
            done.change.limits(&context).upload_bytes,
            file.expires_at.duration_since(context.now),
            return_to.map(|page| page.after(evidence)).as_deref(),
        )
        .await?;
    Ok(RequestedUpload { change: done.change, evidence, form })
}
