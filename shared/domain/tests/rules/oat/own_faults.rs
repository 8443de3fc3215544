//! A fault on PDP's own side never counts against the organisation: it is tried again, and PDP is told (O7).

use domain::oat::observation::OwnFault;
use domain::oat::{Command, EventKind, OatRequest, Status, SubjectView};
use jiff::{SignedDuration, Timestamp};

use super::samples::{
    Came, OURS, connection, connection_of, made, probe, requested, requested_of, scheme, target,
};
use super::scenario::{After, given};
use crate::support::people::oat;
use crate::support::samples::monday_morning;

fn view() -> SubjectView {
    connection_of(&scheme()[..1], monday_morning())
}

/// The next attempt, when it is due, comes to this.
fn next(request: OatRequest, came: &Came, codes: &[&str]) -> After {
    let now = request.probe_at().expect("due");
    let command = probe(&request, &view(), now, came);
    given(request).of(view()).on(now).when(oat(), command).then(codes)
}

fn waited(request: &OatRequest, from: Timestamp) -> SignedDuration {
    request.probe_at().expect("due").duration_since(from)
}

/// Holds O7.
#[test]
fn it_is_tried_again_after_1_5_15_then_every_60_minutes() {
    let mut request = requested_of(&view());
    let mut waits = Vec::new();
    for number in 1..=6 {
        let began = request.probe_at().expect("due");
        let codes: &[_] =
            if number == 2 { &["attempts_recorded", "own_fault_reported"] } else { &["attempts_recorded"] };
        request = next(request, &OURS, codes).oat;
        waits.push(waited(&request, began).as_secs() - 2);
    }
    assert_eq!(waits, [60, 300, 900, 3_600, 3_600, 3_600]);
    let progress = &request.runs[0].targets[0];
    assert_eq!((progress.made, progress.counted, progress.own_faults), (6, 0, 6));
    assert_eq!(request.status(), Status::Testing);
}

/// Holds O7.
#[test]
fn pdp_is_told_at_the_second_in_a_row_and_once() {
    let request = next(requested_of(&view()), &OURS, &["attempts_recorded"]).oat;
    let told = next(request, &OURS, &["attempts_recorded", "own_fault_reported"]);
    let urls = vec![target(1).url];
    let expected = EventKind::OwnFaultReported { run: 1, fault: OwnFault::SecretMissing, in_a_row: 2, urls };
    assert_eq!(told.last(), &expected);
    next(told.oat, &OURS, &["attempts_recorded"]);
}

#[test]
fn one_that_passed_by_itself_begins_the_row_anew() {
    let request = next(requested_of(&view()), &OURS, &["attempts_recorded"]).oat;
    let request = next(request, &Came::Status(503), &["attempts_recorded"]).oat;
    let request = next(request, &OURS, &["attempts_recorded"]).oat;
    assert_eq!(request.runs[0].targets[0].own_faults, 1);
    next(request, &OURS, &["attempts_recorded", "own_fault_reported"]);
}

/// Holds O7.
#[test]
fn the_three_attempts_that_count_are_made_all_the_same() {
    let mut request = requested_of(&view());
    for came in [OURS, Came::Status(503), OURS, Came::Status(503)] {
        request = next(request, &came, &["attempts_recorded"]).oat;
    }
    assert_eq!(request.runs[0].targets[0].counted, 2);
    let after = next(request, &Came::Status(503), &["attempts_recorded", "oat_failed"]);
    assert_eq!(after.oat.runs[0].targets[0].made, 5);
}

#[test]
fn what_is_spaced_after_it_goes_on_where_it_was() {
    let request = next(requested_of(&view()), &Came::Status(503), &["attempts_recorded"]).oat;
    let request = next(request, &OURS, &["attempts_recorded"]).oat;
    let began = request.probe_at().expect("due");
    let request = next(request, &Came::Status(503), &["attempts_recorded"]).oat;
    assert_eq!(waited(&request, began).as_secs(), 62, "it was the second that counts");
}

#[test]
fn row_and_spacing_count_only_faults_of_their_own_kind() {
    let request = next(requested_of(&view()), &Came::Status(503), &["attempts_recorded"]).oat;
    let began = request.probe_at().expect("due");
    let request = next(request, &OURS, &["attempts_recorded"]).oat;
    assert_eq!(waited(&request, began).as_secs(), 62, "it is the first of our own");
    let request = next(requested_of(&view()), &OURS, &["attempts_recorded"]).oat;
    let began = request.probe_at().expect("due");
    let request = next(request, &Came::Status(503), &["attempts_recorded"]).oat;
    assert_eq!(waited(&request, began).as_secs(), 32, "it is the first that counts");
}

#[test]
fn several_targets_are_told_of_together() {
    let now = monday_morning();
    let both = |number, now| {
        let attempts = [1, 2].map(|one| made(&target(one), number, now, &OURS));
        Command::record_attempts(1, attempts)
    };
    let once = given(requested()).when(oat(), both(1, now)).then(&["attempts_recorded"]).oat;
    let later = once.probe_at().expect("due");
    given(once)
        .of(connection(now))
        .on(later)
        .when(oat(), both(2, later))
        .then(&["attempts_recorded", "own_fault_reported"]);
}

#[test]
fn a_pass_after_any_number_of_them_is_a_pass() {
    let mut request = requested_of(&view());
    for _ in 0..40 {
        let now = request.probe_at().expect("due");
        let command = probe(&request, &view(), now, &OURS);
        request = super::samples::after(request, &oat(), command, &view(), now);
    }
    let after = next(request, &Came::Status(202), &["attempts_recorded", "oat_passed"]);
    assert_eq!(after.oat.runs[0].targets[0].counted, 1);
}
