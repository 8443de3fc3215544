//! Evidence files as callers see them: forms, states, flags, links (E1, E2, E3, E4).

use api::{Code, EntryKind, EvidenceBody, UploadRequestBody};
use api_client::Paging;
use app::Verdict;
use domain::actor::PdpRole;
use domain::change::Status;
use domain::evidence::{CHECKED_WITHIN, EvidencePlace, FileFormat, FileRejection, PdfFlag};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Api, Call, Caller, Made, Wait};

fn pdf(file_name: &str) -> UploadRequestBody {
    UploadRequestBody {
        file_name: file_name.to_owned(),
        media_type: FileFormat::Pdf.into(),
        step: None,
        return_to: None,
    }
}

/// A draft with an upload form, and how to read the file.
fn asked(api: &Api) -> (Made, impl Fn() -> EvidenceBody) {
    let draft = api.change_in(Status::Draft);
    let evidence = api.request_upload(draft.id).evidence.id;
    let id = draft.id;
    (Made { evidence, ..draft }, move || api.client(Caller::BUSINESS).read_evidence(id, evidence).wait().body)
}

/// Holds E1.
#[test]
fn a_form_says_where_to_post_what_and_until_when() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let answer = api.request_upload(draft.id);
    let file = answer.evidence.id;
    assert_eq!(answer.location, Some(format!("{}/evidence/{file}", draft.path())));
    assert_eq!(api.last_exchange().answer_headers["cache-control"], "no-store");
    insta::assert_json_snapshot!("upload", json!(answer.body));
    let state = api.client(Caller::BUSINESS).read_evidence(draft.id, file).wait();
    assert_eq!(state.body, answer.evidence);
}

/// Holds E1.
#[test]
fn a_form_leads_back_to_the_portal_and_nowhere_else() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let contact = api.client(Caller::BUSINESS);
    let wanting = |page: &str| UploadRequestBody { return_to: Some(page.to_owned()), ..pdf("a.pdf") };
    let page = format!("https://portal.example.org/portal/changes/{}/files", draft.id);
    let upload = contact.request_upload(draft.id, &wanting(&page)).wait().body;
    let back = upload.form.fields.iter().find(|field| field.name == "return-to").expect("the way back");
    assert_eq!(back.value, format!("{page}/{}", upload.evidence.id));
    let before = api.state();
    let refused = contact.request_upload(draft.id, &wanting("https://evil.example.org/portal/a"));
    let refused = refused.refused(422, "invalid");
    assert_eq!(refused.fields()[0].field, "return_to");
    assert!(refused.fields()[0].message.contains("must be a page of the portal"), "{refused:?}");
    assert_eq!(api.state(), before, "nothing is registered");
}

/// Holds E3.
#[rstest]
#[case::accepted(None)]
#[case::damaged(Some(FileRejection::Damaged))]
#[case::with_a_virus(Some(FileRejection::Malware))]
fn the_state_of_a_file_is_told_with_the_reason(#[case] rejection: Option<FileRejection>) {
    let api = Api::new();
    let (draft, read) = asked(&api);
    assert_eq!(read().state, EvidencePlace::AwaitingUpload);
    match rejection {
        None => {
            api.accept(draft.id, draft.evidence);
            let file = read();
            assert_eq!(file.state, EvidencePlace::Accepted);
            assert_eq!(file.media_type, Some(Code(FileFormat::Pdf)));
            assert_eq!(file.sha256.map(|hash| hash.len()), Some(64));
        }
        Some(reason) => {
            api.settle(draft.id, draft.evidence, &Verdict::Rejected(reason));
            let file = read();
            assert_eq!(file.state, EvidencePlace::Rejected);
            assert_eq!((file.rejection_code, file.rejection), (Some(Code(reason)), Some(reason.to_string())));
        }
    }
}

/// Holds E3.
#[test]
fn a_form_that_was_never_used_expires() {
    let api = Api::new();
    let (_, read) = asked(&api);
    api.fakes.clock.advance(jiff::SignedDuration::from_mins(15));
    assert_eq!(read().state, EvidencePlace::Expired);
}

/// Holds E3.
#[test]
fn a_file_whose_checks_do_not_end_is_rejected_in_words() {
    let api = Api::new();
    let (draft, read) = asked(&api);
    api.receive(draft.id, draft.evidence);
    assert_eq!(read().state, EvidencePlace::Checking);
    api.fakes.clock.advance(CHECKED_WITHIN);
    let (file, reason) = (read(), FileRejection::NotChecked);
    assert_eq!(file.state, EvidencePlace::Rejected);
    assert_eq!((file.rejection_code, file.rejection), (Some(Code(reason)), Some(reason.to_string())));
}

/// Holds E1.
#[rstest]
#[case("image/jpg", "image/jpeg")]
#[case("image/pjpeg", "image/jpeg")]
#[case("image/x-png", "image/png")]
#[case("application/x-pdf", "application/pdf")]
#[case("Application/PDF; charset=binary", "application/pdf")]
#[case("application/octet-stream", "application/octet-stream")]
fn every_name_of_a_type_gets_a_form_that_stores_the_usual_one(#[case] said: &str, #[case] stored: &str) {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let body = json!({ "file_name": "evidence", "media_type": said });
    let call = Call::post(format!("{}/evidence", draft.path())).by(Caller::BUSINESS).json(&body);
    let answer = api.send(call).expect(201);
    let fields = answer.body["form"]["fields"].as_array().expect("fields").clone();
    let kind = fields.iter().find(|field| field["name"] == "Content-Type").expect("a type");
    assert_eq!(kind["value"], stored);
}

/// Holds E2.
#[test]
fn what_a_pdf_can_do_is_told_to_pdp_only() {
    let api = Api::new();
    let change = api.change_in(Status::InReview);
    let read = |caller| {
        let client = api.client(caller);
        let one = client.read_evidence(change.id, change.evidence).wait().body;
        [one, client.list_evidence(change.id).wait().items[0].clone()]
    };
    for file in read(Caller::REVIEWER) {
        assert_eq!(file.flags, Some(vec![Code(PdfFlag::JavaScript)]));
    }
    for file in read(Caller::BUSINESS) {
        let file = json!(file).to_string();
        assert!(!file.contains("flags") && !file.contains("javascript"), "{file}");
    }
    // Nor through the history.
    let history = api.client(Caller::BUSINESS).read_history(change.id, &Paging::default()).wait();
    assert!(!json!(history.body).to_string().contains("javascript"), "{history:?}");
}

#[test]
fn a_link_lives_for_one_minute_and_the_history_keeps_who_asked() {
    let api = Api::new();
    let change = api.change_in(Status::InReview);
    let answer = api.client(Caller::REVIEWER).link_evidence(change.id, change.evidence).wait();
    assert_eq!(api.last_exchange().answer_headers["cache-control"], "no-store");
    insta::assert_json_snapshot!("download", json!(answer.body));
    let history = api.client(Caller::BUSINESS).read_history(change.id, &Paging::default()).wait();
    let last = history.items.last().expect("an entry");
    assert_eq!(last.kind, EntryKind::Downloaded);
    assert_eq!(last.by.as_ref().and_then(|by| by.role), Some(Code(PdpRole::Reviewer.into())));
    assert!(!json!(history.body).to_string().contains("https://evidence."), "the link itself is a secret");
}

#[test]
fn only_an_accepted_file_can_be_downloaded() {
    let api = Api::new();
    let (draft, _) = asked(&api);
    let contact = api.client(Caller::BUSINESS);
    let link = contact.link_evidence(draft.id, draft.evidence);
    let before = api.state();
    link.refused(404, "evidence_not_found");
    assert_eq!(api.state().all_but_history, before.all_but_history);
    api.settle(draft.id, draft.evidence, &Verdict::Rejected(FileRejection::Malware));
    link.refused(404, "evidence_not_found");
}

#[test]
fn a_file_can_be_taken_out_of_a_draft_but_not_once_submitted() {
    let api = Api::new();
    let contact = api.client(Caller::BUSINESS);
    let draft = api.change_in(Status::Draft);
    let remove = contact.remove_evidence(draft.id, draft.evidence);
    assert_eq!(remove.wait().http_status, 204);
    contact.read_evidence(draft.id, draft.evidence).refused(404, "evidence_not_found");
    remove.refused(404, "evidence_not_found");
    let change = api.change_in(Status::InReview);
    contact.remove_evidence(change.id, change.evidence).refused(409, "wrong_status");
    contact.read_evidence(change.id, change.evidence).wait();
}

#[rstest]
#[case::nameless(json!({ "file_name": " ", "media_type": "image/png" }), "file_name", "missing")]
#[case::long(json!({ "file_name": "x".repeat(256), "media_type": "image/png" }), "file_name", "too_long")]
#[case::control(json!({ "file_name": "a\u{7}.png", "media_type": "image/png" }), "file_name", "control_characters")]
#[case::wrong_type(json!({ "file_name": "a.gif", "media_type": "image/gif" }), "media_type", "unknown_value")]
#[case::no_type(json!({ "file_name": "a.png" }), "media_type", "missing")]
fn a_form_for_a_file_that_cannot_be_is_refused(#[case] body: Value, #[case] field: &str, #[case] code: &str) {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let before = api.state();
    let call = Call::post(format!("{}/evidence", draft.path())).by(Caller::BUSINESS).json(&body);
    api.send(call).expect_fields(&[(field, code)]);
    assert_eq!(api.state().all_but_history, before.all_but_history);
}

#[test]
fn a_file_name_loses_its_path_and_is_never_part_of_a_key() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let report = pdf("C:\\Users\\me\\<b>report.pdf");
    let answer = api.client(Caller::BUSINESS).request_upload(draft.id, &report).wait();
    // Text of the person's own; the page that shows it escapes it.
    assert_eq!(answer.evidence.file_name, "<b>report.pdf");
    assert!(!format!("{:?}", answer.form).contains("report"));
}

/// Holds E3.
#[test]
fn more_files_than_a_change_may_have_are_refused() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    for _ in 1..20 {
        api.request_upload(draft.id);
    }
    let before = api.state();
    let one_more = pdf("one-more.pdf");
    api.client(Caller::BUSINESS).request_upload(draft.id, &one_more).refused(409, "too_many_files");
    assert_eq!(api.state().all_but_history, before.all_but_history);
}
