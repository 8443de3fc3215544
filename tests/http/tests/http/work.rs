//! The work list, claims, notes and lists by status: what callers see.

use api::{AnswersBody, InformationBody, NewClaimBody, NewNoteBody, ReviewBody, TaskBody};
use api_client::{ETag, Paging, WhichChanges, WhichTasks};
use domain::actor::{PdpRole, Role};
use domain::change::Status;
use domain::policy::{Scale, Step};
use domain::task::TaskKind;
use fakes::organisation;
use jiff::SignedDuration;
use rstest::rstest;
use serde_json::json;

use crate::support::{Api, Call, Caller, MadeOat, OatPlace, Place, Wait};

fn listed(api: &Api, caller: Caller) -> Vec<TaskBody> {
    api.client(caller).read_work(&WhichTasks::default()).wait().body.items
}

fn kinds(tasks: &[TaskBody]) -> Vec<TaskKind> {
    tasks.iter().map(|task| *task.kind).collect()
}

const MINE: NewClaimBody = NewClaimBody { take_over: None };

/// Holds Q1.
#[test]
fn what_waits_is_said_with_everything_that_leads_there() {
    let api = Api::new();
    api.change_at(Place::Asked);
    api.fakes.clock.advance(SignedDuration::from_hours(7 * 24));
    let counted = WhichTasks { counted: true, ..WhichTasks::default() };
    let page = api.client(Caller::SUPPORT).read_work(&counted).wait().body;
    insta::assert_json_snapshot!("work_of_pdp", json!(page));
    let page = api.client(Caller::SERVICE).read_work(&counted).wait().body;
    insta::assert_json_snapshot!("work_of_an_organisation", json!(page));
}

/// Holds P1, Q1.
#[test]
fn everybody_sees_their_own_side() {
    let api = Api::new();
    api.change_at(Place::WithPdp(Step::ServiceAcceptance));
    let theirs = listed(&api, Caller::BUSINESS);
    assert_eq!(kinds(&theirs), [TaskKind::StepDecision], "it is PDP's turn, and its page says so too");
    assert_eq!(listed(&api, Caller::Member(1, None)), theirs, "whatever role they hold");
    assert_eq!(listed(&api, Caller::REVIEWER), theirs);
    assert_eq!(listed(&api, Caller::RIVAL), []);
    let of_first = WhichTasks { organisation: Some(organisation(1).id), ..WhichTasks::default() };
    assert_eq!(api.client(Caller::ADMINISTRATOR).read_work(&of_first).wait().body.items, theirs);
    api.client(Caller::RIVAL).read_work(&of_first).refused(404, "not_found");
    let mine = WhichTasks { mine: true, ..WhichTasks::default() };
    for (caller, count) in [(Caller::REVIEWER, 1), (Caller::SUPPORT, 0), (Caller::SERVICE, 0)] {
        assert_eq!(api.client(caller).read_work(&mine).wait().body.items.len(), count);
    }
}

/// Holds Q1.
#[test]
fn what_was_just_done_is_left_out_while_the_list_lags() {
    let api = Api::new();
    let made = api.change_in(Status::InReview);
    api.fakes.store.let_the_work_list_lag();
    let client = api.client(Caller::REVIEWER);
    let before = client.read_work(&WhichTasks::default()).wait().body;
    assert_eq!(kinds(&before.items), [TaskKind::Review]);
    client.review_change(made.id, &ETag::any(), &ReviewBody::confirm(Scale::Minor, false)).wait();
    let counted = WhichTasks { counted: true, ..WhichTasks::default() };
    let after = client.read_work(&counted).wait().body;
    assert_eq!(after.items, [], "the index still has it");
    assert_eq!(after.counts.expect("the first page").kinds, [], "nor is it counted");
    assert_eq!(listed(&api, Caller::SERVICE), [], "what began since is not there yet");
    api.fakes.store.let_the_work_list_catch_up();
    assert_eq!(kinds(&listed(&api, Caller::SERVICE)), [TaskKind::Step]);
}

/// A question and its answer: the review that waits then is another one, under the same id. The index has the first.
/// Holds Q1.
#[test]
fn a_row_that_lags_behind_is_shown_as_it_is_now() {
    let api = Api::new();
    let made = api.change_in(Status::InReview);
    api.fakes.store.let_the_work_list_lag();
    let old = listed(&api, Caller::REVIEWER).remove(0);
    let question = InformationBody { question: "Which systems are affected?".to_owned() };
    api.client(Caller::REVIEWER).ask_for_information(made.id, &ETag::any(), &question).wait();
    assert_eq!(listed(&api, Caller::REVIEWER), []);
    // The clock of the review stands still until the answer.
    api.fakes.clock.advance(SignedDuration::from_hours(24));
    let answer = api::AnswerBody { answer: "The find service only".to_owned() };
    api.client(Caller::BUSINESS).answer_question(made.id, &ETag::any(), &answer).wait();
    let new = listed(&api, Caller::REVIEWER).remove(0);
    assert_eq!(new.id, old.id);
    assert!(new.since > old.since && new.due > old.due);
}

/// Holds Q1.
#[test]
fn a_claim_shows_who_is_at_it_and_blocks_nobody() {
    let api = Api::new();
    let made = api.change_in(Status::InReview);
    let (reviewer, support) = (api.client(Caller::REVIEWER), api.client(Caller::SUPPORT));
    let task = listed(&api, Caller::REVIEWER).remove(0).id;
    let claimed = reviewer.claim_task(&task, &MINE).wait().body;
    assert_eq!(listed(&api, Caller::SUPPORT), std::slice::from_ref(&claimed));
    assert!(listed(&api, Caller::BUSINESS)[0].claim.is_none());
    let problem = support.claim_task(&task, &MINE).refused(409, "task_claimed");
    let who = claimed.claim.expect("a claim").name.expect("a name");
    assert!(problem.body.detail.starts_with(&who), "{}", problem.body.detail);
    support.release_task(&task).refused(409, "task_claimed");
    let taken = support.claim_task(&task, &NewClaimBody { take_over: Some(true) }).wait().body;
    assert_ne!(taken.claim.expect("a claim").person, made_by(Caller::REVIEWER));
    // The other one decides all the same.
    reviewer.review_change(made.id, &ETag::any(), &ReviewBody::confirm(Scale::Minor, false)).wait();
    assert_eq!(listed(&api, Caller::SUPPORT), []);
    support.release_task(&task).refused(404, "not_found");
}

fn made_by(caller: Caller) -> domain::ids::PersonId {
    caller.actor().person().expect("a person")
}

#[rstest]
#[case("review")]
#[case("technical_change.0190a0b0-0000-7000-8000-00000000dead")]
#[case("technical_change.0190a0b0-0000-7000-8000-00000000dead.review")]
#[case("pdp.empty_role.reviewer")]
#[case("king.review")]
#[case("%2e%2e.review")]
fn what_does_not_wait_is_not_found(#[case] task: &str) {
    let api = Api::new();
    api.change_in(Status::InReview);
    for what in ["claim", "release"] {
        let call = Call::post(format!("/work/{task}/{what}")).by(Caller::REVIEWER);
        api.send(call).expect_problem(404, "not_found");
    }
}

#[rstest]
#[case("kind=king", "kind", "unknown")]
#[case("role=king", "role", "unknown")]
#[case("mine=yes", "mine", "out_of_range")]
#[case("limit=101", "limit", "out_of_range")]
fn a_parameter_that_is_none_is_a_problem_of_its_field(
    #[case] query: &str,
    #[case] field: &str,
    #[case] code: &str,
) {
    let api = Api::new();
    for caller in [Caller::BUSINESS, Caller::REVIEWER] {
        api.send(Call::get(format!("/work?{query}")).by(caller)).expect_fields(&[(field, code)]);
    }
}

#[test]
fn a_list_is_asked_for_by_kind_role_and_page() {
    let api = Api::new();
    api.change_at(Place::Asked);
    let client = api.client(Caller::SUPPORT);
    let kind = WhichTasks { kind: Some(TaskKind::SupportRequest), ..WhichTasks::default() };
    assert_eq!(kinds(&client.read_work(&kind).wait().body.items), [TaskKind::SupportRequest]);
    let role = WhichTasks { role: Some(Role::Pdp(PdpRole::Reviewer)), ..WhichTasks::default() };
    let others = client.read_work(&role).wait().body.items;
    assert!(others.iter().all(|task| *task.role == Role::Pdp(PdpRole::Reviewer)));
    let first = WhichTasks { counted: true, page: Paging::first(1), ..WhichTasks::default() };
    let of_first = WhichTasks { organisation: Some(organisation(1).id), ..first };
    let page = client.read_work(&of_first).wait().body;
    let next = Paging { limit: Some(1), cursor: page.next };
    let second = client.read_work(&WhichTasks { page: next, ..of_first }).wait().body;
    assert!(page.counts.is_some() && second.counts.is_none());
    assert_ne!(page.items[0].id, second.items[0].id);
    assert!(client.read_work(&kind).wait().body.counts.is_none(), "nobody asked");
    for (query, code) in [("colour=blue", "bad_query"), ("cursor=x", "bad_cursor")] {
        api.send(Call::get(format!("/work?{query}")).by(Caller::SUPPORT)).expect_problem(400, code);
    }
    let other = Call::get("/work?organisation=first").by(Caller::SUPPORT);
    api.send(other).expect_problem(404, "not_found");
}

/// Holds P1, Q1.
#[test]
fn notes_are_for_pdp_alone() {
    let (api, made): (Api, MadeOat) = Api::with_oat(OatPlace::Failed);
    let change = api.draft(&AnswersBody::default());
    let own = organisation(1).id;
    let (reviewer, contact) = (api.client(Caller::REVIEWER), api.client(Caller::BUSINESS));
    let note = NewNoteBody { text: "Called them.\nThey mend it".to_owned() };
    let page = Paging::default();
    let written = reviewer.note_on_change(change.id, &note).wait();
    assert_eq!((written.http_status.as_u16(), &written.body.text), (201, &note.text));
    let written = [
        written.body,
        reviewer.note_on_oat(made.id, &note).wait().body,
        reviewer.note_on_organisation(own, &note).wait().body,
    ];
    let support = api.client(Caller::Staff(None));
    let read = [
        support.list_notes_on_change(change.id, &page).wait().body.items,
        support.list_notes_on_oat(made.id, &page).wait().body.items,
        support.list_notes_on_organisation(own, &page).wait().body.items,
    ];
    assert_eq!(read, written.map(|note| vec![note]));
    support.note_on_change(change.id, &note).refused(403, "role_required");
    contact.note_on_change(change.id, &note).refused(404, "not_found");
    contact.list_notes_on_oat(made.id, &page).refused(404, "not_found");
    contact.list_notes_on_organisation(own, &page).refused(404, "not_found");
    // Nothing that the organisation reads has it.
    let history = api.client(Caller::BUSINESS).read_history(change.id, &page).wait().body;
    assert!(!json!(history).to_string().contains("Called them"));
    assert!(!json!(api.read(change.id)).to_string().contains("Called them"));
}

#[rstest]
#[case::missing("", "missing")]
#[case::blank(" \n", "missing")]
#[case::too_long(&"x".repeat(1_001), "too_long")]
fn a_note_without_a_fitting_text_is_a_problem_of_it(#[case] text: &str, #[case] code: &str) {
    let api = Api::new();
    let made = api.change_in(Status::InReview);
    let note = NewNoteBody { text: text.to_owned() };
    api.client(Caller::REVIEWER).note_on_change(made.id, &note).invalid(&[("text", code)]);
}

/// Holds Q2.
#[test]
fn pdp_lists_all_changes_by_status() {
    let api = Api::new();
    let made = api.change_in(Status::InReview);
    let pdp = api.client(Caller::REVIEWER);
    let which = |status, organisation| WhichChanges {
        status: Some(status),
        organisation,
        waits_for: None,
        page: Paging::default(),
    };
    let ids = |which: &WhichChanges, caller| {
        let rows = api.client(caller).list_changes(which).wait().body.items;
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    let own = Some(organisation(1).id);
    for whose in [None, own] {
        assert_eq!(ids(&which(Status::InReview, whose), Caller::REVIEWER), [made.id]);
        assert_eq!(ids(&which(Status::InReview, whose), Caller::BUSINESS), [made.id]);
        assert_eq!(ids(&which(Status::Draft, whose), Caller::REVIEWER), []);
    }
    assert_eq!(ids(&which(Status::InReview, None), Caller::RIVAL), []);
    api.client(Caller::RIVAL).list_changes(&which(Status::InReview, own)).refused(404, "not_found");
    pdp.list_changes(&WhichChanges::default()).invalid(&[("organisation", "missing")]);
    let unknown = Call::get("/technical-changes?status=lost").by(Caller::REVIEWER);
    api.send(unknown).expect_fields(&[("status", "unknown")]);
}
