//! Files of disputes: forms, verdicts, links (Q10, E1–E4).

use api::{DisputeAnswerBody, DisputeFileBody};
use api_client::ETag;
use domain::dispute::Ruling;
use domain::evidence::{EvidencePlace, FileFormat};
use domain::ids::EvidenceId;
use serde_json::json;

use crate::support::{Api, Call, Caller, DisputePlace, Wait};

fn log() -> DisputeFileBody {
    DisputeFileBody { file_name: "log.png".to_owned(), media_type: FileFormat::Png.into(), return_to: None }
}

/// Holds E1, E3, E4, Q10.
#[test]
fn a_file_of_a_dispute_is_uploaded_inspected_and_downloaded() {
    let (api, made) = Api::with_dispute(DisputePlace::Open);
    let service = api.client(Caller::SERVICE);
    let upload = service.request_dispute_upload(made.id, &log()).wait();
    assert_eq!(upload.location, Some(format!("/disputes/{}", made.id)));
    let file = upload.body.evidence.id;
    let key = &upload.body.form.fields[0].value;
    assert_eq!(*key, format!("uploads/disputes/{}/{file}", made.id), "never a person's file name");
    let place = || service.read_dispute(made.id).wait().body.files[0].state;
    assert_eq!(place(), EvidencePlace::AwaitingUpload);
    service.link_dispute_file(made.id, file).refused(404, "dispute_file_not_found");
    api.accept_dispute_file(made.id, file);
    assert_eq!(place(), EvidencePlace::Accepted);
    for caller in [Caller::SECURITY, Caller::REVIEWER] {
        let link = api.client(caller).link_dispute_file(made.id, file).wait().body;
        assert!(link.url.contains(&format!("disputes/{}/{file}", made.id)), "{}", link.url);
    }
    api.client(Caller::RIVAL).link_dispute_file(made.id, file).refused(404, "not_found");
    let nothing = service.link_dispute_file(made.id, EvidenceId::from_u128(0xDEAD));
    nothing.refused(404, "dispute_file_not_found");
    let flags = |caller| api.client(caller).read_dispute(made.id).wait().body.files[0].flags.is_some();
    assert!(flags(Caller::REVIEWER) && !flags(Caller::SERVICE), "for PDP only");
}

/// Holds E1, Q10.
#[test]
fn a_form_of_a_dispute_leads_back_to_the_portal_alone() {
    let (api, made) = Api::with_dispute(DisputePlace::Open);
    let service = api.client(Caller::SERVICE);
    let wanting = |page: &str| DisputeFileBody { return_to: Some(page.to_owned()), ..log() };
    let page = format!("https://portal.example.org/portal/disputes/{}/files", made.id);
    let upload = service.request_dispute_upload(made.id, &wanting(&page)).wait().body;
    let back = upload.form.fields.iter().find(|field| field.name == "return-to").expect("the way back");
    assert_eq!(back.value, format!("{page}/{}", upload.evidence.id));
    let refused = service.request_dispute_upload(made.id, &wanting("https://evil.example.org/portal/a"));
    assert_eq!(refused.refused(422, "invalid").fields()[0].field, "return_to");
}

/// Holds Q10.
#[test]
fn an_answered_dispute_takes_no_more_files() {
    let (api, made) = Api::with_dispute(DisputePlace::Open);
    let service = api.client(Caller::SERVICE);
    let early = service.request_dispute_upload(made.id, &log()).wait().body.evidence.id;
    let answer = DisputeAnswerBody { ruling: Ruling::Stands.into(), answer: "It stands".to_owned() };
    api.client(Caller::SUPPORT).answer_dispute(made.id, &ETag::any(), &answer).wait();
    let refused = service.request_dispute_upload(made.id, &log()).refused(409, "dispute_takes_no_files");
    assert!(refused.advice().contains("dispute the result again"), "{refused:?}");
    // What was on its way is judged all the same.
    api.accept_dispute_file(made.id, early);
    service.link_dispute_file(made.id, early).wait();
}

/// Holds Q10.
#[test]
fn twenty_files_and_no_more() {
    let (api, made) = Api::with_dispute(DisputePlace::Open);
    let service = api.client(Caller::SERVICE);
    for _ in 0..20 {
        service.request_dispute_upload(made.id, &log()).wait();
    }
    let before = api.state().all_but_history;
    service.request_dispute_upload(made.id, &log()).refused(409, "dispute_has_too_many_files");
    assert_eq!(api.state().all_but_history, before);
}

#[test]
fn a_file_of_a_dispute_has_a_name_and_a_type_and_no_step() {
    let (api, made) = Api::with_dispute(DisputePlace::Open);
    let send = |body| {
        let call = Call::post(format!("/disputes/{}/evidence", made.id)).by(Caller::SERVICE);
        api.send(call.json(&body))
    };
    send(json!({ "file_name": "a.exe", "media_type": "application/x-msdownload" }))
        .expect_fields(&[("media_type", "unknown_value")]);
    send(json!({ "file_name": "a.png", "media_type": "image/png", "step": "prerequisites" }))
        .expect_fields(&[("step", "unknown_field")]);
    send(json!({ "file_name": " ", "media_type": "image/png" })).expect_fields(&[("file_name", "missing")]);
}
