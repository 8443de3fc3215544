//! PDP takes back what it decided, stops an endpoint and brings it back; an organisation begins again from an earlier change (Q5).

use api::{
    RestorationDecisionBody, ReviewBody, StepDecisionBody, StepSubmissionRequest, SuspensionBody,
    TakeBackBody, WithdrawalBody,
};
use api_client::{ETag, Paging, WhichEndpoints};
use domain::actor::PdpRole;
use domain::change::{Decision, Status};
use domain::endpoint::EndpointType;
use domain::ids::EndpointId;
use domain::policy::{Scale, Step};
use domain::register::EndpointState;
use fakes::organisation;
use serde_json::json;

use crate::support::{Api, Call, Caller, Place, Wait, answers};

const SUPPORT: Caller = Caller::Staff(Some(PdpRole::Support));

fn taken(decision: Decision) -> TakeBackBody {
    TakeBackBody { decision: decision.into(), reason: "We looked at another change".to_owned() }
}

/// Holds Q5.
#[test]
fn a_reviewer_takes_back_each_decision() {
    for (status, decision) in [
        (Status::AwaitingInformation, Decision::Question),
        (Status::Confirmed, Decision::Confirmation),
        (Status::Rejected, Decision::Rejection),
    ] {
        let api = Api::new();
        let made = api.change_in(status);
        let reviewer = api.client(Caller::REVIEWER);
        let other = if decision == Decision::Question { Decision::Rejection } else { Decision::Question };
        reviewer.take_back(made.id, &ETag::any(), &taken(other)).refused(409, "wrong_status");
        let change = reviewer.take_back(made.id, &ETag::any(), &taken(decision)).wait();
        assert_eq!(change.status, Status::InReview, "{decision:?}");
        assert!(change.review_due.is_some());
        let history = api.client(Caller::BUSINESS).read_history(made.id, &Paging::default()).wait();
        let last = history.items.last().expect("an entry");
        assert_eq!(last.what, format!("{}_taken_back", decision.code()));
        assert_eq!(last.facts["reason"], "We looked at another change");
    }
}

/// Holds Q5.
#[test]
fn a_rejection_says_until_when_it_can_be_taken_back() {
    let api = Api::new();
    let made = api.change_in(Status::Rejected);
    let until = |caller| api.client(caller).read_change(made.id).wait().take_back_until;
    let last = until(Caller::BUSINESS).expect("a day");
    assert_eq!(until(Caller::REVIEWER), Some(last));
    api.go_to(&format!("{last}T12:00:00Z"));
    assert_eq!(until(Caller::REVIEWER), Some(last), "on the last day, too");
    api.go_to(&format!("{}T12:00:00Z", last.tomorrow().expect("a day")));
    assert_eq!(until(Caller::REVIEWER), None);
    let reviewer = api.client(Caller::REVIEWER);
    reviewer.take_back(made.id, &ETag::any(), &taken(Decision::Rejection)).refused(409, "rejection_stands");
    let api = Api::new();
    let confirmed = api.change_in(Status::Confirmed);
    let read = api.client(Caller::REVIEWER).read_change(confirmed.id).wait();
    assert_eq!(read.take_back_until, None);
}

/// Holds Q5.
#[test]
fn a_question_that_was_taken_back_says_so() {
    let api = Api::new();
    let made = api.change_in(Status::AwaitingInformation);
    api.client(Caller::REVIEWER).take_back(made.id, &ETag::any(), &taken(Decision::Question)).wait();
    let change = api.read(made.id);
    let [question] = &change.questions[..] else { panic!("one question") };
    assert_eq!((&question.answer, question.taken_back_at.is_some()), (&None, true));
    assert_eq!(question.taken_back_reason.as_deref(), Some("We looked at another change"));
}

/// Holds C3, Q5.
#[test]
fn a_rejection_is_not_taken_back_when_others_have_the_urls() {
    let api = Api::new();
    let made = api.change_in(Status::Rejected);
    let rival = api.client(Caller::Member(2, Some(domain::actor::OrganisationRole::PrimaryBusinessContact)));
    let other = rival.draft_change(&answers()).wait().id;
    let file = api::UploadRequestBody {
        file_name: "acceptance.pdf".to_owned(),
        media_type: domain::evidence::FileFormat::Pdf.into(),
        step: None,
        return_to: None,
    };
    let evidence = rival.request_upload(other, &file).wait().evidence.id;
    api.accept(other, evidence);
    rival.submit_change(other, &ETag::any()).wait();
    let reviewer = api.client(Caller::REVIEWER);
    let fields: Vec<_> = (0..3).map(|at| (format!("new_endpoints[{at}].url"), "url_in_use")).collect();
    let fields: Vec<_> = fields.iter().map(|(field, code)| (field.as_str(), *code)).collect();
    reviewer.take_back(made.id, &ETag::any(), &taken(Decision::Rejection)).invalid(&fields);
    assert_eq!(api.read(made.id).status, Status::Rejected);
    let withdrawal = WithdrawalBody { reason: None };
    rival.withdraw_change(other, &ETag::any(), &withdrawal).wait();
    let change = reviewer.take_back(made.id, &ETag::any(), &taken(Decision::Rejection)).wait();
    assert!(change.new_endpoints.iter().all(|endpoint| endpoint.state == EndpointState::Proposed));
}

/// Holds Q5.
#[test]
fn taking_back_needs_a_decision_and_a_reason() {
    let api = Api::new();
    let made = api.change_in(Status::Confirmed);
    let blank = TakeBackBody { reason: " ".to_owned(), ..taken(Decision::Confirmation) };
    api.client(Caller::REVIEWER).take_back(made.id, &ETag::any(), &blank).invalid(&[("reason", "missing")]);
    let path = format!("{}/take-back", made.path());
    let call = Call::post(path).by(Caller::REVIEWER).seen(made.etag.as_str());
    let unknown = call.json(&json!({ "decision": "approval", "reason": "x" }));
    api.send(unknown).expect_fields(&[("decision", "unknown_value")]);
}

/// Holds Q5.
#[test]
fn who_decides_on_a_step_opens_it_again() {
    let api = Api::new();
    let made = api.change_at(Place::WithPdp(Step::ServiceAcceptance));
    let (reviewer, now) = (api.client(Caller::REVIEWER), ETag::any());
    let decide = |body| reviewer.decide_step(made.id, Step::ServiceAcceptance, &now, &body);
    let reopen = || StepDecisionBody::reopen("The file is of another change");
    decide(reopen()).refused(409, "step_not_approved");
    decide(StepDecisionBody::approve()).wait();
    decide(StepDecisionBody { reason: None, ..reopen() }).invalid(&[("reason", "missing")]);
    let change = decide(reopen()).wait();
    let step = change.steps.iter().find(|step| step.step == Step::ServiceAcceptance).expect("the step");
    assert_eq!(step.state, domain::change::steps::StepStateKind::WithPdp);
    assert_eq!(step.reason.as_deref(), Some("The file is of another change"));
    assert!(step.submission.is_some());
    decide(StepDecisionBody::approve()).wait();
}

/// Holds Q5.
#[test]
fn a_draft_begins_with_what_was_typed_before() {
    let api = Api::new();
    let made = api.change_in(Status::Rejected);
    let contact = api.client(Caller::BUSINESS);
    let draft = contact.draft_from_change(made.id).wait();
    assert_eq!(draft.location, Some(format!("/technical-changes/{}", draft.id)));
    assert_eq!((draft.status, draft.begun_from), (Status::Draft.into(), Some(made.id)));
    assert_eq!(draft.answers, api.read(made.id).answers);
    let files = contact.list_evidence(draft.id).wait();
    assert!(files.items.is_empty(), "files are not copied");
    let check = contact.check_draft(draft.id).wait();
    assert!(check.problems.iter().any(|problem| problem.field == "evidence"), "{:?}", check.problems);
    // The first change is open again: its URLs are taken, and the check says so at each field.
    api.client(Caller::REVIEWER).take_back(made.id, &ETag::any(), &taken(Decision::Rejection)).wait();
    let check = contact.check_draft(draft.id).wait();
    let taken = check.problems.iter().filter(|problem| problem.code == "url_in_use").count();
    assert_eq!(taken, 3);
    let review = ReviewBody::reject("Sent twice");
    api.client(Caller::REVIEWER).review_change(made.id, &ETag::any(), &review).wait();
}

fn view() -> EndpointId {
    let live = organisation(1).live_endpoints;
    live.into_iter().find(|(_, kind)| *kind == EndpointType::View).expect("an endpoint").0
}

fn because(reason: &str) -> SuspensionBody {
    SuspensionBody { reason: reason.to_owned() }
}

/// Holds Q5.
#[test]
fn pdp_suspends_an_endpoint_and_the_lists_know_it() {
    let api = Api::new();
    let (support, own, now) = (api.client(SUPPORT), organisation(1).id, ETag::any());
    let record = support.suspend_endpoint(own, view(), &now, &because("An incident")).wait();
    let live: Vec<_> = record.live_endpoints.iter().filter(|one| one.suspended).map(|one| one.id).collect();
    assert_eq!((record.live_endpoints.len(), live), (3, vec![view()]));
    support.suspend_endpoint(own, view(), &now, &because("Again")).refused(409, "suspended_already");
    let nowhere = EndpointId::from_u128(0xDEAD);
    support.suspend_endpoint(own, nowhere, &now, &because("x")).refused(404, "endpoint_not_found");
    let list = |state| {
        let which = WhichEndpoints { state: Some(state), ..WhichEndpoints::default() };
        support.list_endpoints(&which).wait().body.items
    };
    assert_eq!(list(EndpointState::Live).len(), 5);
    let [entry] = &list(EndpointState::Suspended)[..] else { panic!("one suspended") };
    assert_eq!((entry.id, entry.suspended_because.as_deref()), (view(), Some("An incident")));
    let me = api.client(Caller::BUSINESS).read_me().wait();
    let mine = &me.organisation.as_ref().expect("an organisation").live_endpoints;
    assert!(mine.iter().any(|one| one.id == view() && one.suspended), "a change can name it");
}

/// Holds G5, Q5.
#[test]
fn a_change_shows_what_became_of_its_endpoints() {
    let api = Api::new();
    let (made, own, now) = (api.change_in(Status::InReview), organisation(1).id, ETag::any());
    let reason = Some("Only the configuration changes".to_owned());
    let confirm = ReviewBody { reason, ..ReviewBody::confirm(Scale::Minimal, false) };
    api.client(Caller::REVIEWER).review_change(made.id, &now, &confirm).wait();
    let answers =
        StepSubmissionRequest { new_material_needed: Some(false), ..StepSubmissionRequest::default() };
    let technical = api.client(Caller::TECHNICAL);
    technical.submit_step(made.id, Step::LiveCryptographicMaterial, &now, &answers).wait();
    pollster::block_on(app::promote_due(&api.fakes.services(), || true)).expect("live");
    let live = api.read(made.id);
    let ids: Vec<_> = live.new_endpoints.iter().map(|endpoint| endpoint.id).collect();
    assert!(live.new_endpoints.iter().all(|endpoint| endpoint.state == EndpointState::Live));
    let [suspended, rest @ ..] = &ids[..] else { panic!("endpoints") };
    api.client(SUPPORT).suspend_endpoint(own, *suspended, &now, &because("An incident")).wait();
    for caller in [Caller::BUSINESS, Caller::REVIEWER] {
        let seen = api.client(caller).read_change(made.id).wait();
        assert_eq!(seen.status, Status::Complete);
        for endpoint in &seen.new_endpoints {
            let expected =
                if rest.contains(&endpoint.id) { EndpointState::Live } else { EndpointState::Suspended };
            assert_eq!(endpoint.state, expected);
        }
    }
}

/// Holds Q5.
#[test]
fn a_proposal_is_shown_and_not_approved_by_who_made_it() {
    let api = Api::with_suspended(false);
    let (support, own, now) = (api.client(SUPPORT), organisation(1).id, ETag::any());
    let decision = |approved| RestorationDecisionBody { approved, reason: None };
    support.decide_restoration(own, view(), &now, &decision(true)).refused(409, "no_restoration");
    let record = support.propose_restoration(own, view(), &now, &because("It is mended")).wait();
    let [proposed] = &record.proposed_restorations[..] else { panic!("one proposal") };
    assert_eq!((proposed.endpoint, proposed.reason.as_str()), (view(), "It is mended"));
    support.propose_restoration(own, view(), &now, &because("x")).refused(409, "restoration_pending");
    support.decide_restoration(own, view(), &now, &decision(true)).refused(409, "same_person");
    let both = RestorationDecisionBody { approved: true, reason: Some("Yes".to_owned()) };
    support.decide_restoration(own, view(), &now, &both).invalid(&[("reason", "not_expected")]);
    let record = support.decide_restoration(own, view(), &now, &decision(false)).wait();
    assert!(record.proposed_restorations.is_empty());
    let other = Api::with_suspended(true);
    let record = other.client(SUPPORT).decide_restoration(own, view(), &now, &decision(true)).wait();
    assert!(record.live_endpoints.iter().all(|one| !one.suspended));
    let history = other.client(SUPPORT).read_organisation_history(own, &Paging::default()).wait();
    assert_eq!(history.items.last().expect("an entry").what, "endpoint_restored");
}
