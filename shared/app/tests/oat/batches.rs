//! Probe batches: what they lead to, what is tried again, what waits, and what the change hears of it.

use std::sync::atomic::{AtomicU32, Ordering};

use app::mail::{FailedTarget, OatNews};
use app::{DowntimeCommand, Request, declare_downtime, execute_downtime_command, probe_due};
use domain::actor::OrganisationRole;
use domain::change::steps::StepState;
use domain::change::{Command as ChangeCommand, GoingLive};
use domain::downtime::DowntimeAnswers;
use domain::ids::DowntimeId;
use domain::oat::observation::{Ending, OwnFault};
use domain::oat::{Cause, ClosedBecause, Stage, Status};
use domain::policy::Step;
use fakes::{Play, member};
use jiff::SignedDuration;
use jiff::civil::date;
use pollster::block_on;

use crate::world::{
    CONTACTS, DATE, FIND, SECOND, SERVICE_MANAGERS, SUPPORT, World, live_find, service_manager, url,
};

/// Holds O3.
#[test]
fn a_202_passes_the_oat_and_the_change_with_it() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    let probed = world.probe_once();
    assert_eq!((probed.attempts.len(), probed.failed.len(), probed.cut_short), (1, 0, false));
    let (after, change) = (world.oat(oat.id), world.tested(oat.id));
    assert_eq!(after.status(), Status::Passed);
    assert_eq!(change.going_live(), GoingLive::Scheduled { on: DATE });
    let step = change.step(Step::OperationalAcceptanceTesting).unwrap();
    assert!(matches!(step.state, StepState::Complete { .. }));
    let passed = [(CONTACTS, "oat_passed"), (SERVICE_MANAGERS, "oat_passed")];
    assert_eq!(world.told()[2..], passed);
    assert!(
        matches!(world.last_news(), OatNews::Passed { going_live: GoingLive::Scheduled { on }, .. } if on == DATE)
    );
    assert!(world.probe_once().attempts.is_empty(), "nothing is left to do");
}

/// Holds O3.
#[test]
fn anything_but_202_fails_with_its_cause_and_the_change_waits() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    world.probe().play(&url(FIND), [Play::Answer(401)]);
    let probed = world.probe_once();
    assert_eq!(probed.attempts[0].cause, Some(Cause::Unauthorised));
    assert_eq!(world.oat(oat.id).status(), Status::Failed);
    assert_eq!(world.tested(oat.id).going_live(), GoingLive::NotYet);
    let failures = vec![FailedTarget { url: url(FIND), cause: Cause::Unauthorised, status: Some(401) }];
    assert_eq!(world.last_news(), OatNews::Failed { run: 1, failures, live_since: None });
}

/// Holds O3.
#[test]
fn every_endpoint_that_the_change_adds_has_to_accept() {
    let world = World::new();
    let oat = world.requested(&[FIND, SECOND]);
    world.probe().play(&url(SECOND), [Play::Answer(200)]);
    assert_eq!(world.probe_once().attempts.len(), 2);
    let failures = vec![FailedTarget { url: url(SECOND), cause: Cause::NotAccepted, status: Some(200) }];
    assert_eq!(world.last_news(), OatNews::Failed { run: 1, failures, live_since: None });
    assert_eq!(world.store().probe_attempts_of(oat.id, 1).len(), 2, "both are kept");
}

/// Holds O3.
#[test]
fn a_change_that_adds_none_is_tested_at_the_live_find_endpoint() {
    let world = World::new();
    let oat = world.requested(&[]);
    world.probe_once();
    assert_eq!(world.probe().sent().iter().map(|sent| sent.url.clone()).collect::<Vec<_>>(), [live_find()]);
    assert_eq!(world.oat(oat.id).status(), Status::Passed);
    assert!(matches!(world.last_news(), OatNews::Passed { going_live: GoingLive::NothingToAdd, .. }));
}

/// Holds O6.
#[test]
fn what_may_pass_by_itself_is_tried_three_times_with_pauses() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    let slow = || Play::End(Ending::TimedOut);
    world.probe().play(&url(FIND), [slow(), slow(), slow()]);
    assert_eq!(world.probe_once().attempts.len(), 1);
    assert!(world.probe_once().attempts.is_empty(), "between attempts the run waits");
    world.minute();
    assert_eq!(world.probe_once().attempts[0].number, 2);
    assert_eq!(world.oat(oat.id).status(), Status::Testing);
    world.pass_time(SignedDuration::from_mins(2));
    assert_eq!(world.probe_once().attempts[0].number, 3);
    assert_eq!(world.oat(oat.id).status(), Status::Failed);
    let ids: Vec<_> = world.probe().sent().iter().map(|sent| sent.id).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids[0] != ids[1] && ids[1] != ids[2], "each attempt has an id of its own");
}

/// Holds O6.
#[test]
fn a_slow_endpoint_that_recovers_passes() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    world.probe().play(&url(FIND), [Play::Answer(503)]);
    world.probe_once();
    world.minute();
    world.probe_once();
    assert_eq!(world.oat(oat.id).status(), Status::Passed);
    let causes: Vec<_> =
        world.store().probe_attempts_of(oat.id, 1).into_iter().map(|attempt| attempt.cause).collect();
    assert_eq!(causes, [Some(Cause::ServerError), None]);
}

/// Holds O7.
#[test]
fn our_own_fault_never_counts_and_pdp_hears_of_the_second() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    let ours = || Play::End(Ending::OwnFault(OwnFault::SecretMissing));
    world.probe().play(&url(FIND), std::iter::repeat_with(ours).take(6));
    let mut in_a_row = Vec::new();
    for _ in 0..6 {
        let probed = world.probe_once();
        in_a_row.push(probed.attempts[0].own_faults_in_a_row);
        assert_eq!(world.oat(oat.id).status(), Status::Testing);
        world.pass_time(SignedDuration::from_hours(1) + SignedDuration::from_mins(1));
    }
    assert_eq!(in_a_row, [1, 2, 3, 4, 5, 6]);
    let told: Vec<_> = world.told().into_iter().filter(|(_, code)| *code == "oat_own_fault").collect();
    assert_eq!(told, [(SUPPORT, "oat_own_fault")], "once, not at each");
    world.probe_once();
    assert_eq!(world.oat(oat.id).status(), Status::Passed);
    assert_eq!(world.store().probe_attempts_of(oat.id, 1).len(), 7, "every attempt is kept");
}

/// Holds O11.
#[test]
fn inside_declared_downtime_the_run_waits_until_its_end() {
    let world = World::new();
    let oat = world.requested(&[]);
    let change = world.tested(oat.id);
    let live = fakes::organisation(1).live_endpoints;
    let notice = DowntimeAnswers {
        start: Some(date(2026, 7, 6).at(10, 30, 0, 0)),
        end: Some(date(2026, 7, 6).at(12, 0, 0, 0)),
        nature: "Moving the database".to_owned(),
        affected_endpoints: live.keys().copied().collect(),
        short_notice_reason: "It is urgent".to_owned(),
    };
    let id = DowntimeId::from_u128(7);
    let record =
        ChangeCommand::RecordDowntime { id, notice, needed_after_all: Some(true), live_endpoints: live };
    world.on_change(&member(1, OrganisationRole::PrimaryBusinessContact), change.id, record);
    // It begins at 10:30 in London, which is 09:30 UTC.
    world.pass_time(SignedDuration::from_mins(45));
    assert!(world.probe_once().attempts.is_empty());
    assert!(world.probe().sent().is_empty(), "nothing was sent");
    assert_eq!(world.oat(oat.id).status(), Status::Testing);
    world.minute();
    assert!(world.probe_once().attempts.is_empty());
    assert_eq!(world.oat(oat.id).version, 2, "waiting is written down once");
    world.pass_time(SignedDuration::from_mins(75));
    assert_eq!(world.probe_once().attempts.len(), 1);
    assert_eq!(world.oat(oat.id).status(), Status::Passed);
}

/// Gives notice, and has it say something else while the downtime is under way: extended, then ended.
/// Holds O11, Q6.
#[test]
fn a_run_waits_for_declared_downtime_until_it_is_ended() {
    let world = World::new();
    let oat = world.requested(&[]);
    let manager = service_manager();
    let typed = |until| DowntimeAnswers {
        start: Some(date(2026, 7, 6).at(10, 30, 0, 0)),
        end: Some(date(2026, 7, 6).at(until, 0, 0, 0)),
        nature: "Moving the database".to_owned(),
        affected_endpoints: fakes::organisation(1).live_endpoints.into_keys().collect(),
        short_notice_reason: "It is urgent".to_owned(),
    };
    let key = world.fresh_key(&manager);
    let given = block_on(declare_downtime(&world.services, &manager, &key, &typed(12)));
    let id = given.expect("a notice").id;
    let ask = |command: DowntimeCommand| {
        let request = Request { actor: &manager, on: id, seen: None, key: None };
        block_on(execute_downtime_command(&world.services, request, &command)).expect("a notice")
    };
    // It begins at 10:30 in London, which is 09:30 UTC.
    world.pass_time(SignedDuration::from_mins(45));
    assert!(world.probe_once().attempts.is_empty());
    ask(DowntimeCommand::Move(typed(18)));
    world.pass_time(SignedDuration::from_mins(120));
    assert!(world.probe_once().attempts.is_empty(), "it goes on longer than was announced first");
    assert!(world.probe().sent().is_empty(), "nothing was sent");
    ask(DowntimeCommand::End);
    world.pass_time(SignedDuration::from_mins(60));
    assert_eq!(world.probe_once().attempts.len(), 1, "within the hour");
    assert_eq!(world.oat(oat.id).status(), Status::Passed);
}

/// Holds O11, Q6.
#[test]
fn a_run_goes_on_within_the_hour_when_downtime_is_cancelled() {
    let world = World::new();
    let oat = world.requested(&[]);
    let manager = service_manager();
    let typed = DowntimeAnswers {
        start: Some(date(2026, 7, 6).at(10, 30, 0, 0)),
        end: Some(date(2026, 7, 20).at(10, 0, 0, 0)),
        nature: "Moving the database".to_owned(),
        affected_endpoints: fakes::organisation(1).live_endpoints.into_keys().collect(),
        short_notice_reason: "It is urgent".to_owned(),
    };
    let key = world.fresh_key(&manager);
    let given = block_on(declare_downtime(&world.services, &manager, &key, &typed)).expect("a notice");
    world.pass_time(SignedDuration::from_mins(45));
    assert!(world.probe_once().attempts.is_empty());
    let request = Request { actor: &manager, on: given.id, seen: None, key: None };
    block_on(execute_downtime_command(&world.services, request, &DowntimeCommand::Cancel)).expect("a notice");
    world.pass_time(SignedDuration::from_mins(60));
    assert_eq!(world.probe_once().attempts.len(), 1);
    assert_eq!(world.oat(oat.id).status(), Status::Passed);
}

#[test]
fn a_withdrawn_change_is_not_probed_and_its_request_is_closed() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    let contact = member(1, OrganisationRole::PrimaryBusinessContact);
    world.on_change(&contact, world.tested(oat.id).id, ChangeCommand::Withdraw { reason: None });
    assert!(world.probe_once().attempts.is_empty());
    assert!(world.probe().sent().is_empty());
    let closed = world.oat(oat.id);
    assert!(matches!(closed.stage, Stage::Closed { why: ClosedBecause::ChangeEnded, .. }));
    assert_eq!(world.last_news(), OatNews::Closed { why: ClosedBecause::ChangeEnded });
}

#[test]
fn one_request_that_fails_does_not_stop_the_others() {
    let world = World::new();
    let first = world.requested(&[FIND]);
    let second = world.requested(&[SECOND]);
    world.probe().play(&url(FIND), [Play::Answer(500)]);
    assert_eq!(world.probe_once().attempts.len(), 2);
    assert_eq!(world.oat(first.id).status(), Status::Testing);
    assert_eq!(world.oat(second.id).status(), Status::Passed);
}

/// Holds O3.
#[test]
fn what_does_not_fit_into_the_time_stays_due() {
    let world = World::new();
    for place in 0..5 {
        world.requested(&[&format!("https://find-{place}.example.org/find")]);
    }
    world.minute();
    // Asked before each batch; when it says no, none is begun.
    let left = AtomicU32::new(2);
    let take = |left: u32| left.checked_sub(1);
    let go_on = || left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok();
    let probed = block_on(probe_due(&world.services, world.probe(), 1, go_on)).unwrap();
    assert!(probed.cut_short);
    assert_eq!((probed.attempts.len(), world.probe().sent().len()), (2, 2));
    assert_eq!(probed.latest, SignedDuration::from_mins(1), "how late the most overdue was");
    let rest = world.probe_once();
    assert_eq!((rest.attempts.len(), rest.cut_short), (3, false));
}

#[test]
fn many_are_probed_at_once_and_never_more_than_allowed() {
    let world = World::new();
    for place in 0..12 {
        world.requested(&[&format!("https://find-{place}.example.org/find")]);
    }
    let probed = block_on(probe_due(&world.services, world.probe(), 4, || true)).unwrap();
    assert_eq!(probed.attempts.len(), 12);
    assert_eq!(world.probe().most_in_flight(), 4);
}

#[test]
fn the_report_uses_the_clock_of_decisions_and_fixed_ids() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    world.minute();
    world.probe_once();
    let attempts = world.store().probe_attempts_of(oat.id, 1);
    assert_eq!(attempts[0].observation.at, app::Clock::now(&world.fakes.clock));
    assert_eq!(attempts[0].observation.request, world.probe().sent()[0].id);
}
