//! The probe does not run inside a declared downtime window of the endpoint: it waits (O11).

use domain::downtime::DowntimeWindow;
use domain::oat::{Command, DowntimeWait, EventKind, SubjectView, Target};
use domain::text::FreeText;
use jiff::Timestamp;

use super::samples::{Came, connection, made, probe, requested, target};
use super::scenario::given;
use crate::support::at;
use crate::support::people::oat;
use crate::support::samples::monday_morning;

fn window(targets: &[Target], start: &str, end: &str) -> DowntimeWindow {
    DowntimeWindow {
        start: at(start),
        end: at(end),
        nature: FreeText::restore("The database moves".to_owned()),
        affected_endpoints: targets.iter().map(|target| target.endpoint).collect(),
        short_notice: None,
    }
}

fn view(windows: &[DowntimeWindow], now: Timestamp) -> SubjectView {
    connection(now).with_downtime(windows, now)
}

/// From eight to ten, both targets.
fn both() -> DowntimeWindow {
    window(&[target(1), target(2)], "2026-09-07T08:00:00Z", "2026-09-07T10:00:00Z")
}

fn nothing() -> Command {
    Command::record_attempts(1, [])
}

/// Holds O11.
#[test]
fn inside_the_window_the_run_waits_for_its_end() {
    let view = view(&[both()], monday_morning());
    assert_eq!(requested().planned_attempts(&view, monday_morning()), []);
    let after = given(requested()).of(view.clone()).when(oat(), nothing()).then(&["downtime_awaited"]);
    let until = at("2026-09-07T10:00:00Z");
    let waits = [1, 2].map(|n| DowntimeWait { endpoint: target(n).endpoint, until, look_at: None });
    let EventKind::DowntimeAwaited { waits: found, .. } = after.last() else { panic!("waits") };
    assert_eq!(found.as_slice(), waits);
    assert_eq!(after.oat.probe_at(), Some(until));
    given(after.oat).of(view).when(oat(), nothing()).then(&[]);
}

/// Holds O11.
#[test]
fn at_the_end_of_the_window_it_goes_on() {
    let view_then = view(&[both()], monday_morning());
    let waiting = given(requested()).of(view_then).when(oat(), nothing()).then(&["downtime_awaited"]).oat;
    let end = at("2026-09-07T10:00:00Z");
    let view = view(&[both()], end);
    assert_eq!(waiting.planned_attempts(&view, end).len(), 2);
    let command = probe(&waiting, &view, end, &Came::Status(202));
    given(waiting).of(view).on(end).when(oat(), command).then(&["attempts_recorded", "oat_passed"]);
}

/// Holds O11.
#[test]
fn what_is_not_affected_is_tested_meanwhile() {
    let one = window(&[target(1)], "2026-09-07T08:00:00Z", "2026-09-07T10:00:00Z");
    let view = view(&[one], monday_morning());
    let due = requested().planned_attempts(&view, monday_morning());
    assert_eq!(due.iter().map(|due| &due.target).collect::<Vec<_>>(), [&target(2)]);
    let command = probe(&requested(), &view, monday_morning(), &Came::Status(202));
    let after =
        given(requested()).of(view).when(oat(), command).then(&["attempts_recorded", "downtime_awaited"]);
    assert_eq!(after.oat.probe_at(), Some(at("2026-09-07T10:00:00Z")));
}

#[test]
fn windows_before_and_after_do_not_matter() {
    let targets = [target(1), target(2)];
    let over = window(&targets, "2026-09-07T07:00:00Z", "2026-09-07T09:00:00Z");
    let to_come = window(&targets, "2026-09-07T09:00:01Z", "2026-09-07T10:00:00Z");
    let view = view(&[over, to_come], monday_morning());
    assert_eq!(requested().planned_attempts(&view, monday_morning()).len(), 2);
    given(requested()).of(view).when(oat(), nothing()).then(&[]);
}

#[test]
fn a_window_is_open_from_the_moment_it_begins() {
    let begins = window(&[target(1), target(2)], "2026-09-07T09:00:00Z", "2026-09-07T10:00:00Z");
    let view = view(&[begins], monday_morning());
    assert_eq!(requested().planned_attempts(&view, monday_morning()), []);
}

#[test]
fn of_windows_that_overlap_the_last_end_counts() {
    let longer = window(&[target(1)], "2026-09-07T08:30:00Z", "2026-09-07T11:00:00Z");
    let view = view(&[longer, both()], monday_morning());
    assert_eq!(view.downtime.get(&target(1).endpoint), Some(&at("2026-09-07T11:00:00Z")));
    assert_eq!(view.downtime.get(&target(2).endpoint), Some(&at("2026-09-07T10:00:00Z")));
}

#[test]
fn an_attempt_that_was_under_way_when_the_window_began_counts() {
    let view = view(&[both()], monday_morning());
    let attempt = made(&target(1), 1, monday_morning(), &Came::Status(202));
    let command = Command::record_attempts(1, [attempt]);
    given(requested()).of(view).when(oat(), command).then(&["attempts_recorded", "downtime_awaited"]);
}

/// Holds O11.
#[test]
fn waiting_costs_no_attempt() {
    let view = view(&[both()], monday_morning());
    let waiting = given(requested()).of(view).when(oat(), nothing()).then(&["downtime_awaited"]).oat;
    assert!(waiting.runs[0].targets.iter().all(|one| one.made == 0 && one.last.is_none()));
}

/// What was announced may end sooner (Q6).
/// Holds O11, Q6.
#[test]
fn in_long_downtime_the_probe_looks_again_meanwhile() {
    let long = || window(&[target(1), target(2)], "2026-09-07T08:00:00Z", "2026-09-09T10:00:00Z");
    let waiting = given(requested()).of(view(&[long()], monday_morning())).when(oat(), nothing());
    let waiting = waiting.then(&["downtime_awaited"]).oat;
    let look = at("2026-09-07T10:00:00Z");
    assert_eq!(waiting.probe_at(), Some(look));
    // Still announced: it waits on.
    let later = at("2026-09-07T11:00:00Z");
    let again = given(waiting.clone()).of(view(&[long()], look)).on(look).when(oat(), nothing());
    assert_eq!(again.then(&["downtime_awaited"]).oat.probe_at(), Some(later));
    // Ended, cancelled or moved meanwhile: it goes on.
    assert_eq!(waiting.planned_attempts(&connection(look), look).len(), 2);
}
