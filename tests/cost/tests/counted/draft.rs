//! From the first page of a report to its submission, as a person fills it in at the portal.

use api::{AnswersBody, EndpointAnswerBody, UploadRequestBody};
use api_client::ETag;
use cost::Walked;
use domain::change::answers::ChangeType;
use domain::endpoint::EndpointType;
use domain::evidence::{EvidencePlace, FileFormat};
use domain::ids::ChangeId;
use domain::policy::{Policy, Scale, Step};
use http_tests::Caller;

use crate::world::World;

/// The pages of a draft in their order, each with the first one after which its answer is there.
const QUESTIONS: [&str; 6] = ["reason", "endpoints", "affected", "scale", "oat", "downtime"];

/// All answers of a change of this scale that adds a Find and a View endpoint.
fn answers(scale: Scale) -> AnswersBody {
    let endpoint = |(kind, name): (EndpointType, &str)| EndpointAnswerBody {
        endpoint_type: Some(kind.into()),
        url: format!("https://{name}.new.example.org/pensions"),
    };
    AnswersBody {
        change_type: Some(ChangeType::Both.into()),
        reason: "We move our find and view services to a new hosting platform in two regions. The software stays as it is; its \
                 database and its network are new."
            .to_owned(),
        oat_requested: Some(true),
        suggested_scale: Some(scale.into()),
        new_endpoints: [(EndpointType::Find, "find"), (EndpointType::View, "view")].map(endpoint).into(),
        needs_downtime: Some(false),
        ..AnswersBody::default()
    }
}

/// The answers as far as a person has come with this question.
fn up_to(question: &str, all: &AnswersBody) -> AnswersBody {
    let at = QUESTIONS.iter().position(|one| *one == question).expect("a question");
    let is_answered = |name: &str| QUESTIONS.iter().position(|one| *one == name).is_some_and(|one| one <= at);
    let mut answers = AnswersBody { change_type: all.change_type, ..AnswersBody::default() };
    if is_answered("reason") {
        answers.reason.clone_from(&all.reason);
    }
    if is_answered("endpoints") {
        answers.new_endpoints.clone_from(&all.new_endpoints);
    }
    if is_answered("scale") {
        answers.suggested_scale = all.suggested_scale;
    }
    if is_answered("oat") {
        answers.oat_requested = all.oat_requested;
    }
    if is_answered("downtime") {
        answers.needs_downtime = all.needs_downtime;
    }
    answers
}

impl World {
    /// A business contact reports a change, in one visit.
    pub async fn submit(&self, scale: Scale, walked: &mut Walked) -> ChangeId {
        let (caller, all) = (Caller::BUSINESS, answers(scale));
        walked.actions += 1;
        let mut visit = self.visit(caller).await;
        visit.open("/portal/changes/new").await;
        visit.send_form("/portal/changes/new").await;
        walked.pages.add(&self.take());
        let begun = AnswersBody { change_type: all.change_type, ..AnswersBody::default() };
        let id = self.api(caller).draft_change(&begun).send().await.expect("a draft").id;
        walked.commands.add(&self.take());
        let page = |name: &str| format!("/portal/changes/{id}/{name}");
        for question in QUESTIONS {
            visit.open(&page(question)).await;
            visit.send_form(&page(question)).await;
            walked.pages.add(&self.take());
            let api = self.api(caller);
            api.edit_draft(id, &ETag::any(), &up_to(question, &all)).send().await.expect("an edit");
            walked.commands.add(&self.take());
        }
        if scale >= Policy::version(1).evidence_from {
            visit.open(&page("evidence")).await;
            visit.open(&page("files/new")).await;
            visit.send_form(&page("files/new")).await;
            walked.pages.add(&self.take());
            self.give_evidence(caller, id, None, walked).await;
            visit.open(&page("evidence")).await;
        }
        visit.open(&page("check")).await;
        visit.send_form(&page("check")).await;
        walked.pages.add(&self.take());
        self.api(caller).submit_change(id, &ETag::any()).send().await.expect("a submission");
        walked.commands.add(&self.take());
        visit.open(&page("sent")).await;
        walked.pages.add(&self.take());
        self.settle().await;
        walked.background.add(&self.take());
        id
    }

    /// Asks for a form, uploads a file by it, and waits for its verdict.
    pub async fn give_evidence(&self, by: Caller, id: ChangeId, step: Option<Step>, walked: &mut Walked) {
        let wanted = UploadRequestBody {
            file_name: "acceptance-report.pdf".to_owned(),
            media_type: FileFormat::Pdf.into(),
            step: step.map(Into::into),
            return_to: None,
        };
        let file = self.api(by).request_upload(id, &wanted).send().await.expect("a form").evidence.id;
        walked.commands.add(&self.take());
        self.upload(id, file).await;
        self.settle().await;
        walked.background.add(&self.take());
        let seen = self.api(by).read_evidence(id, file).send().await.expect("the file");
        assert_eq!(*seen.state, EvidencePlace::Accepted, "{seen:?}");
        walked.commands.add(&self.take());
        walked.kept_objects += 1;
    }
}
