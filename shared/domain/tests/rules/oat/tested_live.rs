//! OAT that PDP requires when the endpoints are live already (V4): they are tested as they are, and stay live.

use domain::aggregate::Trail;
use domain::change::{Change, Command as ChangeCommand, GoingLive, Status as ChangeStatus};
use domain::oat::{
    EventKind, OatAnswers, OatRequest, Outcome, Reason, Refusal, Status, SubjectStatus, SubjectView,
};
use domain::policy::{Scale, Step};
use domain::register::EndpointState;
use rstest::rstest;

use super::samples::{
    after, ask_for_date, decide_date, decide_override, good_answers, other_support, propose, ran,
    requested_of, retest, target, view_of,
};
use crate::support::people::{go_live_process, oat, pdp_support, reviewer, service_manager};
use crate::support::samples::{confirmed_at, monday_morning, reclassify};
use crate::support::work::{after as after_change, done, open_at, pass_oat, withdrawn};
use crate::support::{at, day};

const OAT: Step = Step::OperationalAcceptanceTesting;

/// Live without OAT; then PDP required it, and everything before it is done.
pub fn required_when_live() -> Change {
    let change = done(confirmed_at(Scale::Minor, false), Step::ServiceAcceptance);
    let live = after_change(change, &go_live_process(), ChangeCommand::GoLive);
    open_at(after_change(live, &reviewer(), reclassify(Scale::Minor, Some(true))), OAT)
}

/// What is known of it while its own endpoints are in use.
pub fn view(change: &Change) -> SubjectView {
    let added = change.new_endpoints().into_iter().map(|(endpoint, added)| (endpoint, added.url));
    let own = added.map(|(endpoint, url)| domain::oat::Target { endpoint, url });
    let live = own.chain([target(1)]).collect();
    let ctx = crate::support::context(monday_morning());
    SubjectView::of_change(change, "Harbour Pensions", live, &ctx)
}

fn requested(change: &Change) -> OatRequest {
    requested_of(&view(change))
}

/// Holds V4.
#[test]
fn a_live_change_can_be_tested_when_oat_is_required_later() {
    let change = required_when_live();
    let since = change.live_at.expect("live");
    assert_eq!(view(&change).status, SubjectStatus::OpenLive { since });
    let passed = ran(requested(&change), &view(&change), monday_morning(), 202);
    assert_eq!(passed.status(), Status::Passed);
    let complete = after_change(change, &oat(), pass_oat("2026-09-07"));
    assert_eq!((complete.status(), complete.live_at), (ChangeStatus::Complete, Some(since)));
    assert_eq!(view(&complete).status, SubjectStatus::Settled);
}

/// Holds V4.
#[test]
fn it_is_tested_at_those_of_its_find_endpoints_that_are_in_use() {
    let change = required_when_live();
    let [find] = &view(&change).targets[..] else { panic!("one target") };
    assert_eq!(find.url.as_str(), "https://find.provider.co.uk/pensions");
    // It was taken out of use since: another one is in use instead.
    assert_eq!(view_of(&change, monday_morning()).targets, [target(1)]);
}

/// Holds V4.
#[rstest]
#[case::no_date(None)]
#[case::a_date(Some("2026-12-01"))]
#[case::a_date_that_passed(Some("2020-01-01"))]
fn no_connection_date_is_needed_and_none_that_is_given_counts(#[case] date: Option<&str>) {
    let change = required_when_live();
    let answers = OatAnswers { connection_date: date.map(day), ..good_answers("2026-12-01") };
    let reference = domain::reference::OatReference::from_bits(7);
    let ctx = crate::support::context(monday_morning());
    let event = domain::oat::request(reference, &answers, &service_manager(), &view(&change), &ctx);
    let EventKind::OatRequested { connection_date, .. } = event.expect("a request").kind else {
        panic!("requested")
    };
    assert_eq!(connection_date, day("2026-09-07"), "the day when it went live");
}

#[test]
fn the_three_questions_are_asked_all_the_same() {
    let change = required_when_live();
    let reference = domain::reference::OatReference::from_bits(7);
    let ctx = crate::support::context(monday_morning());
    let none = OatAnswers::default();
    let refused = domain::oat::request(reference, &none, &service_manager(), &view(&change), &ctx);
    let Err(Refusal::Invalid(problems)) = refused else { panic!("refused") };
    assert_eq!(problems.len(), 3, "{problems:?}");
}

/// Holds V4.
#[test]
fn a_failure_takes_nothing_down_and_can_be_tested_again() {
    let change = required_when_live();
    let failed = ran(requested(&change), &view(&change), monday_morning(), 401);
    assert_eq!(failed.status(), Status::Failed);
    assert!(matches!(change.going_live(), GoingLive::Live { .. }));
    assert!(change.register().iter().all(|entry| entry.state == EndpointState::Live));
    let again = after(failed, &service_manager(), retest(), &view(&change), monday_morning());
    assert_eq!(ran(again, &view(&change), monday_morning(), 202).status(), Status::Passed);
}

#[test]
fn two_of_pdp_can_override_a_failure_of_it() {
    let change = required_when_live();
    let failed = ran(requested(&change), &view(&change), monday_morning(), 401);
    let proposed = after(failed, &pdp_support(), propose(Outcome::Passed), &view(&change), monday_morning());
    let decided = decide_override(true);
    let passed = after(proposed, &other_support(), decided, &view(&change), monday_morning());
    assert_eq!(passed.status(), Status::Passed);
}

/// Holds V4.
#[test]
fn there_is_no_date_to_ask_for() {
    let change = required_when_live();
    let ctx = crate::support::context(monday_morning());
    let ask = |command, actor: &_| {
        domain::oat::decide(&requested(&change), command, actor, &view(&change), &ctx)
            .map(Trail::into_events)
            .unwrap_err()
    };
    let refused = ask(ask_for_date("2026-10-01"), &service_manager());
    assert!(matches!(refused, Refusal::Oat(Reason::NotNow { status: SubjectStatus::OpenLive { .. } })));
    assert!(refused.to_string().contains("live already"), "{refused}");
    assert_eq!(ask(decide_date(true), &pdp_support()), Reason::NoDateChange.into());
}

#[test]
fn a_request_from_before_going_live_counts_with_that_day() {
    // OAT failed, PDP no longer required it and released the change, then required it again.
    let open = open_at(confirmed_at(Scale::Minor, true), OAT);
    let failed = ran(
        requested_of(&view_of(&open, monday_morning())),
        &view_of(&open, monday_morning()),
        monday_morning(),
        401,
    );
    let dropped = after_change(open, &reviewer(), reclassify(Scale::Minor, Some(false)));
    let released = after_change(dropped, &pdp_support(), crate::support::commands::release_hold());
    let ctx = crate::support::context(at("2026-09-08T09:00:00Z"));
    let mut live = released;
    let events = domain::change::decide(&live, ChangeCommand::GoLive, &go_live_process(), &ctx)
        .map(Trail::into_events)
        .expect("events");
    // Going live completes it, unless PDP has required OAT again in the meantime.
    events.iter().take(1).for_each(|event| domain::change::apply(&mut live, event));
    let live = after_change(live, &reviewer(), reclassify(Scale::Minor, Some(true)));
    let again = after(failed, &service_manager(), retest(), &view(&live), monday_morning());
    let passed = ran(again.clone(), &view(&live), monday_morning(), 202);
    assert_eq!(passed.status(), Status::Passed);
    let command =
        super::samples::probe(&again, &view(&live), monday_morning(), &super::samples::Came::Status(202));
    let ctx = crate::support::context(monday_morning());
    let events = domain::oat::decide(&again, command, &oat(), &view(&live), &ctx)
        .map(Trail::into_events)
        .expect("events");
    let expected = EventKind::OatPassed { run: 2, connection_date: day("2026-09-08") };
    assert_eq!(events.last().map(|event| &event.kind), Some(&expected));
}

#[test]
fn what_was_withdrawn_after_it_went_live_is_tested_no_more() {
    let change = withdrawn(required_when_live());
    assert_eq!(view(&change).status, SubjectStatus::Ended);
}

#[test]
fn the_step_says_that_the_endpoints_are_live() {
    let change = required_when_live();
    let needs = change.step(OAT).expect("the step").needs;
    assert!(needs.contains("no connection date is needed"), "{needs}");
}
