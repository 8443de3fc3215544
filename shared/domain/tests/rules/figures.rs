//! What is counted of each event, and in which month (Q9).

use std::collections::BTreeSet;

use domain::actor::Actor;
use domain::calendar::Calendar;
use domain::change::{Change, Command, decide};
use domain::endpoint::EndpointType;
use domain::figures::{Counted, Counts, Month, Summary, With, WorkingDays, add, median, of_change};
use domain::oat::{Cause, Outcome};
use domain::policy::{Scale, Step};
use rstest::rstest;

use crate::support::context;
use crate::support::people::{business_contact, go_live_process, reviewer, service_manager};
use crate::support::positions::{answered_at, asked_at, in_status};
use crate::support::samples::{answers, confirm, confirmed_of, reclassify, reject};
use crate::support::work::{approve, done, prepared, send_back, submit_step};

/// What counts of a command at this instant, and the change after it.
fn counted(change: &Change, at: &str, actor: &Actor, command: Command) -> (Counts, Change) {
    let trail = decide(change, command, actor, &context(crate::support::at(at))).expect("not refused");
    let mut counts = Counts::new();
    for (before, event, after) in trail.steps() {
        let before = before.expect("not a first event");
        add(&mut counts, of_change(before, event, after, Calendar::england_and_wales()));
    }
    (counts, trail.into_after())
}

fn once(counted: &[Counted]) -> Counts {
    let mut counts = Counts::new();
    add(&mut counts, counted.iter().map(|counted| (*counted, 1)));
    counts
}

const fn in_time(days: u32) -> Counted {
    Counted::ReviewInTime { days: WorkingDays(days) }
}

const fn late(days: u32) -> Counted {
    Counted::ReviewLate { days: WorkingDays(days) }
}

const fn stay(step: Step, with: With, days: u32) -> Counted {
    Counted::Step { step, with, days: WorkingDays(days) }
}

/// Everything that can be counted, with one number of days.
fn everything() -> Vec<Counted> {
    let mut all = vec![Counted::OatPassedFirst, Counted::OatPassedLater, in_time(4), late(7)];
    for scale in Scale::ALL.iter().copied() {
        all.push(Counted::Submitted { scale });
        all.push(Counted::Confirmed { scale });
        all.push(Counted::Rejected { scale });
        all.push(Counted::Withdrawn { scale });
        all.push(Counted::Completed { scale });
        all.extend(Scale::ALL.iter().map(|to| Counted::Reclassified { from: scale, to: *to }));
    }
    for step in Step::ALL.iter().copied() {
        all.extend(With::ALL.iter().map(|with| stay(step, *with, 12)));
    }
    all.extend(Outcome::ALL.iter().map(|outcome| Counted::OatOverridden { outcome: *outcome }));
    all.extend(Cause::ALL.iter().map(|cause| Counted::RunFailed { cause: *cause }));
    all.extend(EndpointType::ALL.iter().map(|of| Counted::WentLive { endpoint_type: *of }));
    all
}

/// Holds Q9.
#[test]
fn everything_counted_is_read_back_by_its_code() {
    let all = everything();
    let codes: BTreeSet<_> = all.iter().map(ToString::to_string).collect();
    assert_eq!(codes.len(), all.len(), "each has a code of its own");
    for counted in all {
        assert_eq!(counted.to_string().parse(), Ok(counted));
    }
    for strange in ["", "submitted", "submitted/huge", "submitted/minor/1", "step/prerequisites/pdp/-1"] {
        assert!(strange.parse::<Counted>().is_err(), "{strange:?}");
    }
}

/// Holds Q9.
#[rstest]
#[case::winter("2026-11-30T23:59:59Z", "2026-11")]
#[case::midnight("2026-12-01T00:00:00Z", "2026-12")]
#[case::summer_time("2026-06-30T23:00:00Z", "2026-07")]
#[case::before_it("2026-06-30T22:59:59Z", "2026-06")]
fn an_event_counts_in_the_month_in_london(#[case] at: &str, #[case] month: &str) {
    let counted = Month::of(crate::support::at(at));
    assert_eq!(counted.to_string(), month);
    assert_eq!(month.parse(), Ok(counted));
}

/// Holds Q9.
#[test]
fn months_are_counted_and_written_one_way() {
    let month = |written: &str| written.parse::<Month>().expect("a month");
    assert_eq!(month("2026-11").next(), month("2026-12"));
    assert_eq!(month("2026-12").next(), month("2027-01"));
    assert_eq!(month("2026-11").count_to(month("2027-02")), 4);
    assert_eq!(month("2026-11").count_to(month("2026-10")), 0);
    for strange in
        ["", "2026-13", "2026-00", "26-11", "2026-1", "2026-11-01", "2026/11", "+026-11", "２０２６-11"]
    {
        assert!(strange.parse::<Month>().is_err(), "{strange:?}");
    }
}

/// Holds Q9.
#[rstest]
#[case::nothing(&[], None)]
#[case::one(&[(3, 1)], Some(3.0))]
#[case::odd(&[(1, 1), (2, 1), (9, 1)], Some(2.0))]
#[case::even(&[(1, 2), (4, 2)], Some(2.5))]
#[case::none_of_one(&[(0, 3), (5, 0)], Some(0.0))]
#[case::in_parts(&[(5, 1), (1, 1), (5, 1)], Some(5.0))]
fn the_median_is_of_all_that_were_counted(#[case] counts: &[(u32, u64)], #[case] expected: Option<f64>) {
    assert_eq!(median(counts.iter().copied()), expected);
}

/// Submitted on Monday 7 September 2026, due on Monday 14 September.
#[rstest]
#[case::at_once("2026-09-07T15:00:00Z", in_time(0))]
#[case::on_thursday("2026-09-10T09:00:00Z", in_time(3))]
#[case::on_the_due_day("2026-09-14T16:00:00Z", in_time(5))]
#[case::a_day_late("2026-09-15T09:00:00Z", late(6))]
#[case::over_a_weekend("2026-09-20T09:00:00Z", late(10))]
fn a_review_counts_the_working_days_with_pdp(#[case] at: &str, #[case] review: Counted) {
    let change = in_status(domain::change::Status::InReview);
    let scale = change.submitted.as_ref().expect("it was submitted").scale;
    let (counts, _) = counted(&change, at, &reviewer(), confirm(scale, false));
    assert_eq!(counts, once(&[Counted::Confirmed { scale }, review]));
    let (counts, _) = counted(&change, at, &reviewer(), reject("Not yours"));
    assert_eq!(counts, once(&[Counted::Rejected { scale }, review]));
}

/// Holds Q9.
#[test]
fn days_with_the_organisation_are_no_days_of_the_review() {
    let change = in_status(domain::change::Status::InReview);
    let asked = asked_at(change, "2026-09-09T09:00:00Z");
    let answered = answered_at(asked, "2026-10-01T10:00:00Z");
    let (counts, _) = counted(&answered, "2026-10-02T10:00:00Z", &reviewer(), reject("Not yours"));
    assert_eq!(counts.get(&in_time(3)), Some(&1), "two days before the question, one after the answer");
}

/// Holds Q9.
#[test]
fn another_scale_counts_as_a_reclassification_too() {
    let (from, to) = (Scale::Minor, Scale::Significant);
    let change = confirmed_of(answers(), from, false);
    let (counts, _) = counted(&change, "2026-09-08T09:00:00Z", &reviewer(), reclassify(to, None));
    assert_eq!(counts, once(&[Counted::Reclassified { from, to }]));
}

/// Holds Q9.
#[test]
fn each_stay_of_a_step_counts_when_it_ends() {
    let step = Step::ServiceAcceptance;
    let change = prepared(confirmed_of(answers(), Scale::Minor, false), step);
    let submit = |change: &Change, at| counted(change, at, &service_manager(), submit_step(step));
    let (counts, change) = submit(&change, "2026-09-09T09:00:00Z");
    assert_eq!(counts, once(&[stay(step, With::Organisation, 2)]));
    let back = send_back(step, "The date is missing");
    let (counts, change) = counted(&change, "2026-09-10T09:00:00Z", &reviewer(), back);
    assert_eq!(counts, once(&[stay(step, With::Pdp, 1)]));
    let change = prepared(change, step);
    let (counts, change) = submit(&change, "2026-09-14T09:00:00Z");
    assert_eq!(counts, once(&[stay(step, With::Organisation, 2)]));
    let (counts, _) = counted(&change, "2026-09-14T17:00:00Z", &reviewer(), approve(step));
    assert_eq!(counts, once(&[stay(step, With::Pdp, 0)]));
}

/// Holds Q9.
#[test]
fn every_endpoint_that_goes_live_counts() {
    let change = done(confirmed_of(answers(), Scale::Minor, false), Step::ServiceAcceptance);
    let added = change.new_endpoints().len() as u64;
    let (counts, _) = counted(&change, "2026-09-09T09:00:00Z", &go_live_process(), Command::GoLive);
    let live: u64 = counts
        .iter()
        .filter_map(|(counted, times)| matches!(counted, Counted::WentLive { .. }).then_some(times))
        .sum();
    assert_eq!(live, added);
    assert!(added > 0);
}

/// Holds Q9.
#[test]
fn a_draft_that_is_withdrawn_counts_for_nothing() {
    let draft = in_status(domain::change::Status::Draft);
    let withdraw = Command::Withdraw { reason: None };
    let (counts, _) = counted(&draft, "2026-09-09T09:00:00Z", &business_contact(), withdraw.clone());
    assert_eq!(counts, Counts::new());
    let submitted = in_status(domain::change::Status::InReview);
    let (counts, after) = counted(&submitted, "2026-09-09T09:00:00Z", &business_contact(), withdraw);
    let scale = after.submitted.expect("it was submitted").scale;
    assert_eq!(counts, once(&[Counted::Withdrawn { scale }]));
}

/// Holds Q9.
#[test]
fn everything_counted_has_its_place_in_the_summary() {
    let nothing = Summary::of(&Counts::new());
    for counted in everything() {
        let counts = once(&[counted]);
        assert_ne!(Summary::of(&counts), nothing, "{counted} is shown nowhere");
    }
}
