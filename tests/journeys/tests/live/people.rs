//! The common beginnings of journeys.

use anyhow::Result;
use api::{AnswersBody, ChangeBody, EndpointAnswerBody, EvidenceBody, UploadBody, UploadRequestBody};
use api_client::{Call, ETag};
use domain::change::answers::ChangeType;
use domain::endpoint::EndpointType;
use domain::evidence::{DeclaredType, EvidencePlace, FileFormat};
use domain::ids::{ChangeId, EvidenceId};
use domain::policy::Scale;
use filecheck::corpus;
use journeys::{Caller, Network, Stack, Wait, eventually, post_form};

pub const CONTACT: &str = "business@meadow-pensions.example.org";
pub const REVIEWER: &str = "reviewer@pdp.example.com";

/// A host name that no other test uses.
pub fn host() -> String {
    format!("{}.meadow-pensions.example.org", uuid::Uuid::new_v4().simple())
}

/// Complete answers at minor scale that add Find, View and PAT refresh at `host`.
pub fn answers(host: &str) -> AnswersBody {
    let endpoint = |(kind, name): (EndpointType, &str)| EndpointAnswerBody {
        endpoint_type: Some(kind.into()),
        url: format!("https://{name}.{host}/pdp"),
    };
    let added =
        [(EndpointType::Find, "find"), (EndpointType::View, "view"), (EndpointType::PatRefresh, "pat")];
    AnswersBody {
        change_type: Some(ChangeType::Both.into()),
        reason: "A new version of the platform.".to_owned(),
        oat_requested: Some(false),
        suggested_scale: Some(Scale::Minor.into()),
        new_endpoints: added.map(endpoint).into(),
        needs_downtime: Some(false),
        ..AnswersBody::default()
    }
}

/// The same at minimal scale, for which no evidence is needed.
pub fn small(host: &str) -> AnswersBody {
    AnswersBody { suggested_scale: Some(Scale::Minimal.into()), ..answers(host) }
}

/// Begins a draft with these answers.
pub fn draft(contact: &Caller, answers: &AnswersBody) -> Result<ChangeId> {
    Ok(contact.draft_change(answers).wait()?.id)
}

/// Asks for a form for a file that is said to be of this format; of none when its program does not say.
pub fn form(
    contact: &Caller,
    change: ChangeId,
    name: &str,
    declared: Option<FileFormat>,
) -> Result<UploadBody> {
    let media_type = api::DeclaredTypeWord(DeclaredType(declared));
    let wanted = UploadRequestBody { file_name: name.to_owned(), media_type, step: None, return_to: None };
    Ok(contact.request_upload(change, &wanted).wait()?.body)
}

/// Waits until a file is decided; answers its last state.
pub fn decided(caller: &Caller, change: ChangeId, file: EvidenceId) -> Result<EvidenceBody> {
    eventually("the inspection of the file", || {
        let seen = caller.read_evidence(change, file).wait()?.body;
        Ok(matches!(*seen.state, EvidencePlace::Accepted | EvidencePlace::Rejected).then_some(seen))
    })
}

/// Uploads a good PDF and waits until it is accepted.
pub fn accepted_pdf(stack: &Stack, contact: &Caller, change: ChangeId) -> Result<EvidenceId> {
    let upload = form(contact, change, "acceptance.pdf", Some(FileFormat::Pdf))?;
    let (status, answer) = post_form(stack, &upload.form, "acceptance.pdf", &corpus::pdf())?;
    assert!((200..300).contains(&status), "{status} {answer}");
    assert_eq!(decided(contact, change, upload.evidence.id)?.state, EvidencePlace::Accepted);
    Ok(upload.evidence.id)
}

/// The version of the change as it is now.
pub fn seen(caller: &Caller, change: ChangeId) -> Result<ETag> {
    Ok(ETag::of(caller.read_change(change).wait()?.version))
}

/// The submission of the change as it is now.
pub fn submission(contact: &Caller, change: ChangeId) -> Result<Call<'_, Network, ChangeBody>> {
    Ok(contact.submit_change(change, &seen(contact, change)?))
}
