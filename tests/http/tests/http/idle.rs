//! Changes in which nothing happens: what PDP sees of them and withdraws (Q3).

use api::IdleWithdrawalBody;
use api_client::{ETag, Paging, WhichTasks};
use app::chase_due;
use domain::change::Status;
use domain::policy::Step;
use domain::task::TaskKind;
use jiff::SignedDuration;
use serde_json::json;

use crate::support::{Api, Call, Caller, Place, Wait};

fn because(reason: &str) -> IdleWithdrawalBody {
    IdleWithdrawalBody { reason: reason.to_owned() }
}

/// Holds C9, Q3.
#[test]
fn pdp_sees_what_is_idle_and_withdraws_it() {
    let api = Api::new();
    let made = api.change_in(Status::AwaitingInformation);
    let reviewer = api.client(Caller::REVIEWER);
    let too_soon = reviewer.withdraw_idle_change(made.id, &ETag::any(), &because("Nobody answers"));
    too_soon.refused(409, "not_idle");
    // The Tuesday on which nothing has happened for 60 working days.
    api.go_to("2026-09-29T08:00:00Z");
    pollster::block_on(chase_due(&api.fakes.services(), || true)).expect("a job");
    let idle = WhichTasks { kind: Some(TaskKind::Idle), ..WhichTasks::default() };
    let page = reviewer.read_work(&idle).wait().body;
    let [task] = &page.items[..] else { panic!("{page:?}") };
    assert_eq!((task.technical_change, task.age, *task.kind), (Some(made.id), 60, TaskKind::Idle));
    let waits_in_it = |caller| api.client(caller).read_change(made.id).wait().body.tasks.unwrap_or_default();
    assert!(waits_in_it(Caller::SUPPORT).iter().any(|task| *task.kind == TaskKind::Idle));
    assert!(waits_in_it(Caller::BUSINESS).iter().all(|task| *task.kind == TaskKind::Question));
    let own = api.client(Caller::BUSINESS).read_work(&idle).wait().body.items;
    assert_eq!(own, [], "to its organisation it is a question");
    let change = reviewer.withdraw_idle_change(made.id, &ETag::any(), &because("Nobody answers")).wait();
    assert_eq!(change.status, Status::Withdrawn);
    assert_eq!(reviewer.read_work(&idle).wait().body.items, []);
    let history = api.client(Caller::BUSINESS).read_history(made.id, &Paging::default()).wait();
    let last = history.items.last().expect("an entry");
    assert_eq!(last.what, "change_withdrawn");
    assert_eq!(last.facts, json!({ "reason": "Nobody answers", "idle_since": "2026-07-06" }));
    let again = reviewer.withdraw_idle_change(made.id, &ETag::any(), &because("Nobody answers"));
    again.refused(409, "wrong_status");
}

/// Holds Q3.
#[test]
fn what_waits_for_pdp_is_not_withdrawn() {
    let api = Api::new();
    let made = api.change_at(Place::WithPdp(Step::ServiceAcceptance));
    api.fakes.clock.advance(SignedDuration::from_hours(24 * 100));
    let reviewer = api.client(Caller::REVIEWER);
    let refused = reviewer.withdraw_idle_change(made.id, &ETag::any(), &because("Nobody answers"));
    refused.refused(409, "not_waiting_for_organisation");
}

/// Holds Q3.
#[test]
fn withdrawing_what_is_idle_needs_a_reason() {
    let api = Api::new();
    let made = api.change_at(Place::Idle);
    let reviewer = api.client(Caller::REVIEWER);
    reviewer.withdraw_idle_change(made.id, &ETag::any(), &because(" ")).invalid(&[("reason", "missing")]);
    let call = Call::post(format!("{}/idle-withdrawal", made.path())).by(Caller::REVIEWER);
    api.send(call.seen(made.etag.as_str()).json(&json!({}))).expect_fields(&[("reason", "missing")]);
}
