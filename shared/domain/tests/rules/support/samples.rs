//! Sample answers, the commands of drafting and review, and changes that those lead to. Changes further on: [`super::work`].

use std::collections::BTreeMap;

use domain::change::answers::{Answers, ChangeType, EndpointAnswer};
use domain::change::{Change, Command, HostsAtReview, draft, replay};
use domain::endpoint::EndpointType;
use domain::evidence::{AcceptedFile, FileFormat, KeptVersion};
use domain::ids::{ChangeId, EndpointId, EvidenceId};
use domain::policy::Scale;
use domain::reference::Reference;
use jiff::Timestamp;

use super::people::{business_contact, inspection, reviewer};
use super::scenario::given;
use super::{at, context};

/// A Monday with four working days after it in its week, in summer time.
pub fn monday_morning() -> Timestamp {
    at("2026-09-07T09:00:00Z")
}

/// The file that the samples have had accepted.
pub fn accepted_file() -> EvidenceId {
    EvidenceId::from_u128(0xE1)
}

/// The file that the samples still await.
pub fn awaited_file() -> EvidenceId {
    EvidenceId::from_u128(0xE2)
}

/// A file that no sample has.
pub fn new_file() -> EvidenceId {
    EvidenceId::from_u128(0xE3)
}

/// The organisation's live endpoints.
pub fn live_endpoints() -> BTreeMap<EndpointId, EndpointType> {
    let ids = (1..).map(EndpointId::from_u128);
    ids.zip(EndpointType::ALL.iter().copied()).collect()
}

/// A new endpoint as typed.
pub fn endpoint(endpoint_type: EndpointType, url: &str) -> EndpointAnswer {
    EndpointAnswer { endpoint_type: Some(endpoint_type), url: url.to_owned() }
}

/// Complete and correct answers: both, three new endpoints, minor, no OAT.
pub fn answers() -> Answers {
    let mut answers = Answers {
        change_type: Some(ChangeType::Both),
        reason: "We move to another version of our platform".to_owned(),
        oat_requested: Some(false),
        suggested_scale: Some(Scale::Minor),
        new_endpoints: vec![
            endpoint(EndpointType::Find, "https://find.provider.co.uk/pensions"),
            endpoint(EndpointType::View, "https://view.provider.co.uk/pensions"),
            endpoint(EndpointType::PatRefresh, "https://pat.provider.co.uk/refresh"),
        ],
        needs_downtime: Some(false),
        ..Answers::default()
    };
    answers.affected_endpoints = live_endpoints().into_keys().take(1).collect();
    answers
}

/// What is known of a file that was accepted.
pub fn accepted() -> AcceptedFile {
    AcceptedFile {
        format: FileFormat::Pdf,
        bytes: 1_234,
        sha256: [7; 32],
        flags: vec![],
        at: monday_morning(),
        version: Some(KeptVersion::restore("3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH".to_owned())),
    }
}

/// A form for `id` is asked for.
pub fn request_upload(id: EvidenceId) -> Command {
    let (file_name, declared) = ("change request.pdf".to_owned(), Some(FileFormat::Pdf));
    Command::RequestUpload { id, file_name, declared, step: None }
}

/// The change is submitted.
pub fn submit() -> Command {
    Command::Submit {
        reference: Reference::from_bits(0x12_3456_789A),
        organisation_name: "Harbour Pensions".to_owned(),
        live_endpoints: live_endpoints(),
    }
}

/// PDP confirms.
pub fn confirm(scale: Scale, oat_required: bool) -> Command {
    Command::Confirm {
        scale,
        reason: Some("The hosting changes".to_owned()),
        oat_required,
        hosts: HostsAtReview::default(),
    }
}

/// PDP gives it another scale.
pub fn reclassify(scale: Scale, oat_required: Option<bool>) -> Command {
    Command::Reclassify { scale, reason: "The hosting changes".to_owned(), oat_required }
}

/// PDP asks.
pub fn ask(question: &str) -> Command {
    Command::AskForInformation { question: question.to_owned() }
}

/// The organisation answers.
pub fn answer(answer: &str) -> Command {
    Command::AnswerQuestion { answer: answer.to_owned() }
}

/// PDP rejects.
pub fn reject(reason: &str) -> Command {
    Command::Reject { reason: reason.to_owned() }
}

/// The organisation withdraws without a reason.
pub fn withdraw() -> Command {
    Command::Withdraw { reason: None }
}

/// A draft with these answers, no files.
pub fn draft_of(answers: Answers) -> Change {
    let id = ChangeId::from_u128(0xC);
    let event = draft(id, answers, true, &business_contact(), &context(monday_morning())).expect("a draft");
    replay([&event]).expect("a change")
}

/// A draft with these answers, one accepted file and one awaited.
pub fn ready_draft_of(answers: Answers) -> Change {
    let accept = Command::AcceptEvidence { id: accepted_file(), file: accepted() };
    let change = draft_of(answers);
    let change =
        given(change).when(business_contact(), request_upload(accepted_file())).then(REQUESTED).change;
    let change =
        given(change).when(inspection(), accept).then(&["evidence_received", "evidence_accepted"]).change;
    given(change).when(business_contact(), request_upload(awaited_file())).then(REQUESTED).change
}

const REQUESTED: &[&str] = &["upload_requested"];

/// In review, submitted on [`monday_morning`] with these answers.
pub fn in_review_of(answers: Answers) -> Change {
    given(ready_draft_of(answers)).when(business_contact(), submit()).then(&["change_submitted"]).change
}

/// Confirmed at `scale`, submitted with these answers.
pub fn confirmed_of(answers: Answers, scale: Scale, oat_required: bool) -> Change {
    given(in_review_of(answers))
        .when(reviewer(), confirm(scale, oat_required))
        .then(&["change_confirmed"])
        .change
}

/// Confirmed at `scale`.
pub fn confirmed_at(scale: Scale, oat_required: bool) -> Change {
    confirmed_of(answers(), scale, oat_required)
}
