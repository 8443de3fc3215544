//! The main journey through the API, as each side reads the change at its end.

use api::{AnswerBody, AnswersBody, InformationBody, ReclassificationBody, ReviewBody, WithdrawalBody};
use api_client::{ETag, WhichChanges};
use domain::change::Status;
use domain::change::steps::StepStateKind;
use domain::policy::{Scale, Step};
use serde_json::json;

use crate::support::{Api, Caller, Place, Wait, answers, as_answered, named};

/// Holds S1.
#[test]
fn a_change_goes_from_draft_to_its_steps() {
    let api = Api::new();
    let (contact, reviewer) = (api.client(Caller::BUSINESS), api.client(Caller::REVIEWER));
    let draft = contact.draft_change(&AnswersBody::default()).wait();
    let id = draft.id;
    assert_eq!(draft.location, Some(format!("/technical-changes/{id}")));

    let check = || contact.check_draft(id).wait();
    let empty = check();
    assert!(!empty.ready);
    insta::assert_json_snapshot!("check_of_an_empty_draft", json!(empty.body));

    contact.edit_draft(id, draft.etag.as_ref().expect("an entity tag"), &answers()).wait();
    assert_eq!(named(&check().problems), [("evidence", "missing")]);
    let file = api.request_upload(id).evidence.id;
    api.accept(id, file);
    let ready = check();
    assert!(ready.ready);
    insta::assert_json_snapshot!("check_of_a_complete_draft", json!(ready.body));

    let seen = ETag::of(contact.read_change(id).wait().version);
    let submitted = contact.submit_change(id, &seen).wait();
    assert_eq!(submitted.status, Status::InReview);
    assert!(submitted.reference.as_ref().is_some_and(|reference| reference.starts_with("TC-")));
    assert_eq!(submitted.review_due, Some(jiff::civil::date(2026, 7, 13)));

    let question = InformationBody { question: "Which systems are affected?".to_owned() };
    let asked = reviewer.ask_for_information(id, &ETag::of(submitted.version), &question).wait();
    assert_eq!((*asked.status, asked.review_due), (Status::AwaitingInformation, None));
    api.fakes.clock.advance(jiff::SignedDuration::from_hours(48));
    let answer = AnswerBody { answer: "The find service only".to_owned() };
    let answered = contact.answer_question(id, &ETag::of(asked.version), &answer).wait();
    // The clock had stopped for two working days.
    assert_eq!(answered.review_due, Some(jiff::civil::date(2026, 7, 15)));

    let reason = "Another technology stack".to_owned();
    let moderate = ReclassificationBody { scale: Scale::Moderate.into(), reason, oat_required: None };
    let reclassified = reviewer.reclassify_change(id, &ETag::of(answered.version), &moderate).wait();
    assert_eq!(reclassified.scale, Some(Scale::Moderate.into()));
    let outcome = ReviewBody::confirm(Scale::Moderate, true);
    let confirmed = reviewer.review_change(id, &ETag::of(reclassified.version), &outcome).wait();
    insta::assert_json_snapshot!("change_after_its_review", json!(confirmed.body));
    for caller in [&contact, &reviewer] {
        assert_eq!(as_answered(caller.read_change(id).wait().body), confirmed.body);
    }
    api.client(Caller::RIVAL).read_change(id).refused(404, "not_found");
}

/// Holds P3.
#[test]
fn who_the_caller_is_comes_from_the_membership_records() {
    let api = Api::new();
    let me = |caller| api.client(caller).read_me().wait().body;
    insta::assert_json_snapshot!("me_of_a_member", json!(me(Caller::BUSINESS)));
    insta::assert_json_snapshot!("me_of_pdp", json!(me(Caller::REVIEWER)));
    // A token may say more than the records, for up to 15 minutes.
    let mut organisation = fakes::organisation(1);
    organisation.people.clear();
    api.fakes.store.put_organisation(&organisation, &fakes::urls_of(&organisation));
    assert!(me(Caller::BUSINESS).roles.is_empty());
}

#[test]
fn a_rejected_and_a_withdrawn_change_say_why() {
    let api = Api::new();
    let read = |status| api.read(api.change_in(status).id);
    let rejected = read(Status::Rejected);
    assert_eq!((*rejected.status, rejected.end_reason.as_deref()), (Status::Rejected, Some("Sent twice")));
    let withdrawn = read(Status::Withdrawn);
    assert_eq!((*withdrawn.status, withdrawn.end_reason), (Status::Withdrawn, None));
}

/// Holds S1.
#[test]
fn a_withdrawn_change_still_shows_its_steps_and_nobody_is_next() {
    let api = Api::new();
    let id = api.change_at(Place::WithPdp(Step::Prerequisites)).id;
    let contact = api.client(Caller::BUSINESS);
    let before = contact.read_change(id).wait();
    assert_eq!(before.steps[0].state, StepStateKind::WithPdp);
    assert_eq!(before.next_step, Some(Step::Prerequisites.into()));
    let withdrawal = WithdrawalBody { reason: None };
    let after = contact.withdraw_change(id, &ETag::of(before.version), &withdrawal).wait();
    assert_eq!((&after.steps, after.oat_required), (&before.steps, before.oat_required));
    assert_eq!(after.next_step, None);
    // Nor does it wait for PDP any more.
    let rows = contact.list_changes(&WhichChanges::default()).wait();
    assert_eq!(rows.items[0].with_pdp_since, None);
}
