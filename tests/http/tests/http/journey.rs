//! The main journey through the API, as each side reads the change at its end.

use domain::change::Status;
use domain::policy::Step;
use serde_json::{Value, json};

use crate::support::{Api, Call, Caller, Place, answers};

/// Holds S1.
#[test]
fn a_change_goes_from_draft_to_its_steps() {
    let api = Api::new();
    let id = api.draft(&json!({})).text("/id").to_owned();
    let path = format!("/technical-changes/{id}");

    let check = || api.send(Call::get(format!("{path}/check")).by(Caller::BUSINESS)).expect(200);
    let empty = check();
    assert_eq!(empty.body["ready"], false);
    insta::assert_json_snapshot!("check_of_an_empty_draft", empty.body);

    let call = Call::put(&path).by(Caller::BUSINESS).seen("\"1\"").json(&answers());
    api.send(call).expect(200);
    assert_eq!(check().fields(), [("evidence", "missing")]);
    let file = api.request_upload(&path).text("/evidence/id").to_owned();
    api.accept(&id, &file);
    let ready = check();
    assert_eq!(ready.body["ready"], true);
    insta::assert_json_snapshot!("check_of_a_complete_draft", ready.body);

    let submitted = api.act(&path, "submission", Caller::BUSINESS, &json!({})).expect(200);
    assert_eq!(submitted.text("/status"), "in_review");
    assert!(submitted.text("/reference").starts_with("TC-"));
    assert_eq!(submitted.text("/review_due"), "2026-07-13");

    let question = json!({ "question": "Which systems are affected?" });
    let asked = api.act(&path, "question", Caller::REVIEWER, &question).expect(200);
    assert_eq!((asked.text("/status"), &asked.body["review_due"]), ("awaiting_information", &Value::Null));
    api.fakes.clock.advance(jiff::SignedDuration::from_hours(48));
    let answer = json!({ "answer": "The find service only" });
    let answered = api.act(&path, "answer", Caller::BUSINESS, &answer).expect(200);
    // The clock had stopped for two working days.
    assert_eq!(answered.text("/review_due"), "2026-07-15");

    let scale = json!({ "scale": "moderate", "reason": "Another technology stack" });
    let reclassified = api.act(&path, "reclassification", Caller::REVIEWER, &scale).expect(200);
    assert_eq!(reclassified.text("/scale"), "moderate");
    let outcome = json!({ "outcome": "confirm", "scale": "moderate", "oat_required": true });
    let confirmed = api.act(&path, "review", Caller::REVIEWER, &outcome).expect(200);
    insta::assert_json_snapshot!("change_after_its_review", confirmed.body);
    for caller in [Caller::BUSINESS, Caller::REVIEWER] {
        assert_eq!(api.send(Call::get(&path).by(caller)).expect(200).body, confirmed.body);
    }
    api.send(Call::get(&path).by(Caller::RIVAL)).expect_problem(404, "not_found");
}

/// Holds P3.
#[test]
fn who_the_caller_is_comes_from_the_membership_records() {
    let api = Api::new();
    let me = |caller| api.send(Call::get("/me").by(caller)).expect(200).body;
    insta::assert_json_snapshot!("me_of_a_member", me(Caller::BUSINESS));
    insta::assert_json_snapshot!("me_of_pdp", me(Caller::REVIEWER));
    // A token may say more than the records, for up to 15 minutes.
    let mut organisation = fakes::organisation(1);
    organisation.people.clear();
    api.fakes.store.put_organisation(&organisation, &fakes::urls_of(&organisation));
    assert_eq!(me(Caller::BUSINESS)["roles"], json!([]));
}

#[test]
fn a_rejected_and_a_withdrawn_change_say_why() {
    let api = Api::new();
    let rejected = api.change_in(Status::Rejected);
    let body = api.read(&rejected.path).body;
    assert_eq!((&body["status"], &body["end_reason"]), (&json!("rejected"), &json!("Sent twice")));
    let withdrawn = api.change_in(Status::Withdrawn);
    let body = api.read(&withdrawn.path).body;
    assert_eq!((&body["status"], &body["end_reason"]), (&json!("withdrawn"), &Value::Null));
}

/// Holds S1.
#[test]
fn a_withdrawn_change_still_shows_its_steps_and_nobody_is_next() {
    let api = Api::new();
    let made = api.change_at(Place::WithPdp(Step::Prerequisites));
    let before = api.read(&made.path).body;
    assert_eq!(
        (&before["steps"][0]["state"], &before["next_step"]),
        (&json!("with_pdp"), &json!("prerequisites"))
    );
    let after = api.act(&made.path, "withdrawal", Caller::BUSINESS, &json!({})).expect(200).body;
    assert_eq!((&after["steps"], &after["oat_required"]), (&before["steps"], &before["oat_required"]));
    assert_eq!(after["next_step"], Value::Null);
    // Nor does it wait for PDP any more.
    let row = api.send(Call::get("/technical-changes").by(Caller::BUSINESS)).expect(200);
    assert_eq!(row.body["items"][0]["with_pdp_since"], Value::Null);
}
