//! Evidence files as callers see them: forms, states, flags, links (E1, E2, E3, E4).

use app::Verdict;
use domain::change::Status;
use domain::evidence::{CHECKED_WITHIN, FileRejection};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Api, Call, Caller};

/// Holds E1.
#[test]
fn a_form_says_where_to_post_what_and_until_when() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let answer = api.request_upload(&draft.path);
    let file = answer.text("/evidence/id");
    assert_eq!(answer.header("location"), format!("{}/evidence/{file}", draft.path));
    assert_eq!(answer.header("cache-control"), "no-store");
    insta::assert_json_snapshot!("upload", answer.body);
    let state = api.send(Call::get(answer.header("location")).by(Caller::BUSINESS)).expect(200);
    assert_eq!(state.body, answer.body["evidence"]);
}

/// Holds E3.
#[rstest]
#[case::accepted(None)]
#[case::damaged(Some(FileRejection::Damaged))]
#[case::with_a_virus(Some(FileRejection::Malware))]
fn the_state_of_a_file_is_told_with_the_reason(#[case] rejection: Option<FileRejection>) {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let location = api.request_upload(&draft.path).header("location").to_owned();
    let id = location.rsplit('/').next().unwrap_or_default();
    let read = || api.send(Call::get(&location).by(Caller::BUSINESS)).expect(200);
    assert_eq!(read().text("/state"), "awaiting_upload");
    match rejection {
        None => {
            api.accept(&draft.id, id);
            assert_eq!((read().text("/state"), read().text("/media_type")), ("accepted", "application/pdf"));
            assert_eq!(read().text("/sha256").len(), 64);
        }
        Some(reason) => {
            api.settle(&draft.id, id, &Verdict::Rejected(reason));
            assert_eq!((read().text("/state"), read().text("/rejection_code")), ("rejected", reason.code()));
            assert_eq!(read().text("/rejection"), reason.to_string());
        }
    }
}

/// Holds E3.
#[test]
fn a_form_that_was_never_used_expires() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let location = api.request_upload(&draft.path).header("location").to_owned();
    api.fakes.clock.advance(jiff::SignedDuration::from_mins(15));
    assert_eq!(api.send(Call::get(location).by(Caller::BUSINESS)).expect(200).text("/state"), "expired");
}

/// Holds E3.
#[test]
fn a_file_whose_checks_do_not_end_is_rejected_in_words() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let location = api.request_upload(&draft.path).header("location").to_owned();
    api.receive(&draft.id, location.rsplit('/').next().unwrap_or_default());
    let read = || api.send(Call::get(&location).by(Caller::BUSINESS)).expect(200);
    assert_eq!(read().text("/state"), "checking");
    api.fakes.clock.advance(CHECKED_WITHIN);
    let file = read();
    assert_eq!((file.text("/state"), file.text("/rejection_code")), ("rejected", "not_checked"));
    assert_eq!(file.text("/rejection"), FileRejection::NotChecked.to_string());
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
    let call = Call::post(format!("{}/evidence", draft.path)).by(Caller::BUSINESS).json(&body);
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
    let one = format!("{}/evidence/{}", change.path, change.evidence);
    let read = |path: &str, caller| api.send(Call::get(path).by(caller)).expect(200).body;
    let list = format!("{}/evidence", change.path);
    assert_eq!(read(&one, Caller::REVIEWER)["flags"], json!(["javascript"]));
    assert_eq!(read(&list, Caller::REVIEWER)["items"][0]["flags"], json!(["javascript"]));
    for path in [&one, &list] {
        let own = read(path, Caller::BUSINESS);
        assert!(!own.to_string().contains("flags") && !own.to_string().contains("javascript"), "{own:#}");
    }
    // Nor through the history.
    let history = read(&format!("{}/history", change.path), Caller::BUSINESS);
    assert!(!history.to_string().contains("javascript"), "{history:#}");
}

#[test]
fn a_link_lives_for_one_minute_and_the_history_keeps_who_asked() {
    let api = Api::new();
    let change = api.change_in(Status::InReview);
    let link = Call::post(format!("{}/evidence/{}/download", change.path, change.evidence));
    let answer = api.send(link.by(Caller::REVIEWER)).expect(201);
    assert_eq!(answer.header("cache-control"), "no-store");
    insta::assert_json_snapshot!("download", answer.body);
    let history = api.send(Call::get(format!("{}/history", change.path)).by(Caller::BUSINESS)).expect(200);
    let last = history.body["items"].as_array().and_then(|items| items.last()).expect("an entry");
    assert_eq!((&last["kind"], &last["by"]["role"]), (&json!("downloaded"), &json!("reviewer")));
    assert!(!history.body.to_string().contains("https://evidence."), "the link itself is a secret");
}

#[test]
fn only_an_accepted_file_can_be_downloaded() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let file = api.request_upload(&draft.path).text("/evidence/id").to_owned();
    let link = || Call::post(format!("{}/evidence/{file}/download", draft.path)).by(Caller::BUSINESS);
    let before = api.state();
    api.send(link()).expect_problem(404, "evidence_not_found");
    assert_eq!(api.state().all_but_history, before.all_but_history);
    api.settle(&draft.id, &file, &Verdict::Rejected(FileRejection::Malware));
    api.send(link()).expect_problem(404, "evidence_not_found");
}

#[test]
fn a_file_can_be_taken_out_of_a_draft_but_not_once_submitted() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let file = format!("{}/evidence/{}", draft.path, draft.evidence);
    let gone = api.send(Call::new("DELETE", &file).by(Caller::BUSINESS)).expect(204);
    assert_eq!(gone.body, Value::Null);
    api.send(Call::get(&file).by(Caller::BUSINESS)).expect_problem(404, "evidence_not_found");
    api.send(Call::new("DELETE", &file).by(Caller::BUSINESS)).expect_problem(404, "evidence_not_found");
    let change = api.change_in(Status::InReview);
    let file = format!("{}/evidence/{}", change.path, change.evidence);
    api.send(Call::new("DELETE", &file).by(Caller::BUSINESS)).expect_problem(409, "wrong_status");
    api.send(Call::get(&file).by(Caller::BUSINESS)).expect(200);
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
    let call = Call::post(format!("{}/evidence", draft.path)).by(Caller::BUSINESS).json(&body);
    api.send(call).expect_fields(&[(field, code)]);
    assert_eq!(api.state().all_but_history, before.all_but_history);
}

#[test]
fn a_file_name_loses_its_path_and_is_never_part_of_a_key() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let body = json!({ "file_name": "C:\\Users\\me\\<b>report.pdf", "media_type": "application/pdf" });
    let call = Call::post(format!("{}/evidence", draft.path)).by(Caller::BUSINESS).json(&body);
    let answer = api.send(call).expect(201);
    // Text of the person's own; whoever shows it escapes it.
    assert_eq!(answer.text("/evidence/file_name"), "<b>report.pdf");
    assert!(!answer.body["form"].to_string().contains("report"));
}

/// Holds E3.
#[test]
fn more_files_than_a_change_may_have_are_refused() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    for _ in 1..20 {
        api.request_upload(&draft.path);
    }
    let before = api.state();
    let body = json!({ "file_name": "one-more.pdf", "media_type": "application/pdf" });
    let call = Call::post(format!("{}/evidence", draft.path)).by(Caller::BUSINESS).json(&body);
    api.send(call).expect_problem(409, "too_many_files");
    assert_eq!(api.state().all_but_history, before.all_but_history);
}
