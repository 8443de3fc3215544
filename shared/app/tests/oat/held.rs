//! What is undecided about a pass of a change's OAT keeps its endpoints from going live, in the transaction that makes it so (G3, O2,
//! O8).

use app::mail::{Notification, OatNews};
use app::{Request, give_connection_date, promote_due};
use domain::actor::PdpRole;
use domain::change::support::HoldReason;
use domain::change::{Change, Command as ChangeCommand, GoingLive, Status as ChangeStatus};
use domain::ids::{ChangeId, OatId};
use domain::oat::{Command, OatRequest, Outcome, Status};
use domain::policy::Scale;
use domain::register::EndpointState;
use fakes::{Play, staff};
use jiff::civil::date;
use pollster::block_on;

use crate::world::{DATE, FIND, SUPPORT, World, other_support, service_manager, support, url};

/// A minute before midnight in London of the connection date, and that midnight.
const EVE: &str = "2026-07-19T22:59:00Z";
const MIDNIGHT: &str = "2026-07-19T23:00:00Z";

impl World {
    /// A change whose OAT was passed.
    fn passed(&self) -> OatRequest {
        let oat = self.requested(&[FIND]);
        self.probe_once();
        self.oat(oat.id)
    }

    fn set(&self, instant: &str) {
        self.fakes.clock.set(instant.parse().unwrap());
    }

    fn process_due(&self) -> Vec<ChangeId> {
        let processed = block_on(promote_due(&self.services, || true)).unwrap();
        assert!(processed.failed.is_empty(), "{:?}", processed.failed);
        processed.done
    }

    /// A re-run comes to this.
    fn rerun(&self, id: OatId, status: u16) {
        self.minute();
        self.on(&support(), id, &Command::Rerun { reason: None });
        self.probe().play(&url(FIND), [Play::Answer(status)]);
        self.probe_once();
    }

    fn is_held(&self, id: OatId) -> bool {
        let change = self.tested(id);
        let [hold] = change.holds.as_slice() else { return false };
        assert_eq!((&hold.reason, hold.until), (&HoldReason::Oat, None));
        assert_eq!(change.going_live(), GoingLive::Held);
        assert!(change.register().iter().all(|entry| entry.state == EndpointState::Proposed));
        true
    }

    fn release(&self, id: OatId) -> Change {
        let release = ChangeCommand::ReleaseHold { reason: "We have looked at it".to_owned() };
        self.on_change(&support(), self.tested(id).id, release)
    }
}

fn later_date() -> Command {
    Command::AskForDate { date: Some(date(2026, 8, 3)), reason: "Holidays".to_owned() }
}

fn decide(accepted: bool) -> Command {
    Command::DecideDate { accepted: Some(accepted), reason: Some("As agreed".to_owned()) }
}

fn propose(outcome: Outcome) -> Command {
    let reason = "The answer came from a page that accepts everything".to_owned();
    Command::ProposeOverride { outcome: Some(outcome), reason }
}

fn decide_override(approved: bool) -> Command {
    Command::DecideOverride { approved: Some(approved), reason: None }
}

/// Holds O2.
#[test]
fn another_date_asked_for_blocks_going_live_until_declined() {
    let world = World::new();
    let oat = world.passed();
    world.set(EVE);
    // Asked for on the eve, a later date is at least a week away.
    world.on(&service_manager(), oat.id, &later_date());
    assert!(world.is_held(oat.id));
    world.set(MIDNIGHT);
    assert!(world.process_due().is_empty(), "PDP has not answered");
    world.on(&support(), oat.id, &decide(false));
    assert_eq!(world.process_due(), [world.tested(oat.id).id]);
    assert_eq!(world.tested(oat.id).status(), ChangeStatus::Complete);
}

/// Holds O2.
#[test]
fn another_date_that_is_accepted_ends_the_hold_and_is_the_day() {
    let world = World::new();
    let oat = world.passed();
    world.on(&service_manager(), oat.id, &later_date());
    world.set(MIDNIGHT);
    world.on(&support(), oat.id, &decide(true));
    assert_eq!(world.tested(oat.id).going_live(), GoingLive::Scheduled { on: date(2026, 8, 3) });
    assert!(world.process_due().is_empty());
    world.set("2026-08-02T23:00:00Z");
    assert_eq!(world.process_due().len(), 1);
}

/// Holds O2.
#[test]
fn another_date_asked_for_before_the_pass_holds_after_it() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    world.on(&service_manager(), oat.id, &later_date());
    assert!(world.tested(oat.id).holds.is_empty(), "nothing was passed yet");
    world.probe_once();
    assert_eq!(world.oat(oat.id).status(), Status::Passed);
    assert!(world.is_held(oat.id));
    assert!(matches!(world.last_news(), OatNews::Passed { going_live: GoingLive::Held, .. }));
    world.set(MIDNIGHT);
    assert!(world.process_due().is_empty());
    world.on(&support(), oat.id, &decide(false));
    assert_eq!(world.process_due().len(), 1);
}

/// Holds O8.
#[test]
fn a_re_run_holds_the_change_until_it_has_passed() {
    let world = World::new();
    let oat = world.passed();
    world.minute();
    world.on(&support(), oat.id, &Command::Rerun { reason: None });
    assert!(world.is_held(oat.id));
    world.set(MIDNIGHT);
    assert!(world.process_due().is_empty());
    world.probe_once();
    assert_eq!(world.process_due().len(), 1);
}

/// Holds O8.
#[test]
fn a_failed_re_run_holds_the_change_until_another_passes() {
    let world = World::new();
    let oat = world.passed();
    world.rerun(oat.id, 404);
    assert_eq!(world.oat(oat.id).status(), Status::Passed, "the pass stands");
    assert!(world.is_held(oat.id));
    assert_eq!(world.told().pop(), Some((SUPPORT, "oat_rerun_ended")));
    world.set(MIDNIGHT);
    assert!(world.process_due().is_empty());
    world.rerun(oat.id, 401);
    assert!(world.is_held(oat.id));
    world.rerun(oat.id, 202);
    assert_eq!(world.process_due().len(), 1);
}

/// Holds O8.
#[test]
fn a_released_re_run_is_over_and_the_next_question_holds() {
    let world = World::new();
    let oat = world.passed();
    world.rerun(oat.id, 404);
    assert_eq!(world.release(oat.id).going_live(), GoingLive::Scheduled { on: DATE });
    world.on(&service_manager(), oat.id, &later_date());
    assert!(world.is_held(oat.id));
    world.release(oat.id);
    world.set(MIDNIGHT);
    assert_eq!(world.process_due().len(), 1);
}

#[test]
fn a_re_run_released_while_it_ran_still_holds_when_it_fails() {
    let world = World::new();
    let oat = world.passed();
    world.minute();
    world.on(&support(), oat.id, &Command::Rerun { reason: None });
    assert_eq!(world.release(oat.id).holds, []);
    world.probe().play(&url(FIND), [Play::Answer(404)]);
    world.probe_once();
    assert!(world.is_held(oat.id));
}

/// Holds O8.
#[test]
fn a_proposed_override_holds_until_it_is_declined() {
    let world = World::new();
    let oat = world.passed();
    world.on(&support(), oat.id, &propose(Outcome::Failed));
    assert!(world.is_held(oat.id));
    world.set(MIDNIGHT);
    assert!(world.process_due().is_empty());
    world.on(&other_support(), oat.id, &decide_override(false));
    assert_eq!(world.process_due().len(), 1);
}

/// Holds O8.
#[test]
fn an_override_of_the_pass_takes_the_hold_along() {
    let world = World::new();
    let oat = world.passed();
    world.rerun(oat.id, 404);
    world.on(&support(), oat.id, &propose(Outcome::Failed));
    assert!(world.is_held(oat.id));
    world.on(&other_support(), oat.id, &decide_override(true));
    let change = world.tested(oat.id);
    assert_eq!((change.holds.len(), change.going_live()), (0, GoingLive::NotYet));
    world.minute();
    world.on(&support(), oat.id, &propose(Outcome::Passed));
    world.on(&other_support(), oat.id, &decide_override(true));
    assert_eq!(world.tested(oat.id).going_live(), GoingLive::Scheduled { on: DATE });
}

/// Holds G3.
#[test]
fn what_is_undecided_twice_holds_until_both_are_decided() {
    let world = World::new();
    let oat = world.passed();
    world.on(&service_manager(), oat.id, &later_date());
    world.on(&support(), oat.id, &propose(Outcome::Failed));
    world.on(&support(), oat.id, &decide(true));
    assert!(world.is_held(oat.id));
    assert_eq!(world.tested(oat.id).connection_date, Some(date(2026, 8, 3)));
    world.on(&support(), oat.id, &decide_override(false));
    assert_eq!(world.tested(oat.id).going_live(), GoingLive::Scheduled { on: date(2026, 8, 3) });
}

/// Holds V4.
#[test]
fn a_re_run_closed_with_its_step_is_settled_and_pdp_releases() {
    let world = World::new();
    let oat = world.passed();
    world.minute();
    world.on(&support(), oat.id, &Command::Rerun { reason: None });
    let decision = ChangeCommand::Reclassify {
        scale: Scale::Minimal,
        reason: "We looked again".to_owned(),
        oat_required: Some(false),
    };
    world.on_change(&staff(PdpRole::Reviewer), world.tested(oat.id).id, decision);
    world.probe_once();
    assert_eq!(world.oat(oat.id).status(), Status::Closed);
    let reasons: Vec<_> = world.tested(oat.id).holds.into_iter().map(|hold| hold.reason).collect();
    assert_eq!(reasons, [HoldReason::Reclassified]);
    world.set(MIDNIGHT);
    assert!(world.process_due().is_empty());
    world.release(oat.id);
    assert_eq!(world.process_due().len(), 1);
}

/// Holds G3.
#[test]
fn nobody_gets_an_email_about_the_hold_but_those_about_oat() {
    let world = World::new();
    let oat = world.passed();
    let before = world.store().mails().len();
    world.on(&service_manager(), oat.id, &later_date());
    world.on(&support(), oat.id, &decide(false));
    let notifications: Vec<_> = world
        .store()
        .mails()
        .into_iter()
        .skip(before)
        .flat_map(|(mail, _)| mail.parts)
        .map(|part| part.notification)
        .collect();
    assert_eq!(notifications.len(), 3, "asked, to both; answered");
    assert!(
        notifications.iter().all(|notification| matches!(notification, Notification::Oat { .. })),
        "{notifications:?}"
    );
}

/// Holds O8.
#[test]
fn a_person_releases_it_only_having_seen_all_it_is_about() {
    let world = World::new();
    let oat = world.passed();
    world.on(&service_manager(), oat.id, &later_date());
    let seen = world.tested(oat.id);
    world.on(&support(), oat.id, &propose(Outcome::Failed));
    assert!(world.is_held(oat.id));
    assert!(!world.tested(oat.id).is_current(seen.version), "the proposal came after it was looked at");
}

/// Holds O8.
#[test]
fn a_pass_that_two_people_let_stand_goes_live() {
    let world = World::new();
    let oat = world.passed();
    world.rerun(oat.id, 404);
    world.on(&support(), oat.id, &propose(Outcome::Passed));
    assert!(world.is_held(oat.id));
    world.on(&other_support(), oat.id, &decide_override(true));
    assert_eq!(world.tested(oat.id).going_live(), GoingLive::Scheduled { on: DATE });
    assert!(matches!(world.last_news(), OatNews::Passed { .. }));
    world.set(MIDNIGHT);
    assert_eq!(world.process_due().len(), 1);
}

#[test]
fn a_change_that_adds_no_endpoint_waits_for_nothing() {
    let world = World::new();
    let oat = world.requested(&[]);
    world.on(&service_manager(), oat.id, &later_date());
    world.probe_once();
    let complete = world.tested(oat.id);
    assert_eq!((complete.status(), complete.holds.len()), (ChangeStatus::Complete, 0));
    world.on(&support(), oat.id, &decide(false));
    assert_eq!(world.tested(oat.id), complete);
}

/// Holds O2.
#[test]
fn a_new_date_settles_an_older_request_in_one_transaction() {
    // Another date is asked for while it is tested; it is passed on its connection date, so that a new date is needed.
    let world = World::new();
    let oat = world.requested(&[FIND]);
    world.on(&service_manager(), oat.id, &later_date());
    world.set("2026-07-20T09:00:00Z");
    world.probe_once();
    let change = world.tested(oat.id);
    assert_eq!(change.going_live(), GoingLive::DateNeeded);
    let manager = service_manager();
    let key = world.fresh_key(&manager);
    let request = Request { key: Some(&key), ..Request::of_system(&manager, change.id) };
    let given = date(2026, 8, 10);
    let done = block_on(give_connection_date(&world.services, request, given)).unwrap();
    assert_eq!(done.change.going_live(), GoingLive::Scheduled { on: given }, "nothing is undecided any more");
    assert_eq!(world.tested(oat.id), done.change);
    let settled = world.oat(oat.id);
    assert!(!settled.is_undecided());
    let decision = settled.date_changes[0].decision.as_ref().unwrap();
    assert_eq!(decision.superseded_by, Some(given));
    let told = world.told();
    assert_eq!(told.iter().filter(|(_, code)| *code == "oat_date_superseded").count(), 2, "{told:?}");
    // The older date can no longer be accepted, and the same request again changes nothing.
    assert!(world.try_on(&support(), oat.id, &decide(true)).is_err());
    let again = block_on(give_connection_date(&world.services, request, given)).unwrap();
    assert!(again.repeated);
    assert_eq!(world.tested(oat.id), done.change);
}

#[test]
fn a_new_date_that_nobody_asked_for_is_given_as_before() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    world.set("2026-07-20T09:00:00Z");
    world.probe_once();
    let (manager, change) = (service_manager(), world.tested(oat.id));
    let key = world.fresh_key(&manager);
    let request = Request { key: Some(&key), ..Request::of_system(&manager, change.id) };
    let given = date(2026, 8, 10);
    let done = block_on(give_connection_date(&world.services, request, given)).unwrap();
    assert_eq!(done.change.going_live(), GoingLive::Scheduled { on: given });
    let refused =
        block_on(give_connection_date(&world.services, Request::of_system(&manager, change.id), given));
    assert!(refused.is_err(), "it has a date by now");
    assert_eq!(world.oat(oat.id).version, oat.version + 2, "the attempt and the pass");
}
