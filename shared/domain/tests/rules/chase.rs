//! Reminders of what waits for an organisation, and changes in which nothing happens (Q3).

use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::calendar::Calendar;
use domain::change::support::SupportAsked;
use domain::change::{Change, Command, CommandKind, EventKind, Reason, Stage, Status};
use domain::oat::OatRequest;
use domain::policy::other::OTHER;
use domain::policy::{Limits, Policy, Scale, Step};
use domain::task::{OpenTask, Task, TaskKind, idle_from, idle_since, may_be_idle};
use rstest::rstest;

use crate::oat::samples as of_oat;
use crate::support::commands::{answer_request, good_command, open_request};
use crate::support::people::{business_contact, pdp_support, reviewer, service_manager};
use crate::support::positions::{asked_at, in_status};
use crate::support::samples::{answers, confirmed_at, in_review_of, monday_morning, ready_draft_of};
use crate::support::scenario::given;
use crate::support::work::{after, open_at, submit_step, submitted};
use crate::support::{at, context, day};

fn calendar() -> &'static Calendar {
    Calendar::england_and_wales()
}

fn limits() -> &'static Limits {
    &Policy::version(1).limits
}

fn question(since: &str) -> OpenTask {
    let role = OrganisationRole::PrimaryBusinessContact;
    OpenTask::new(Task::Question, role, at(since), limits(), calendar())
}

/// Holds Q3.
#[rstest]
#[case::on_the_day_it_began("2026-09-07", "2026-09-14")]
#[case::the_day_before("2026-09-13", "2026-09-14")]
#[case::on_its_day("2026-09-14", "2026-09-14")]
#[case::the_day_after("2026-09-15", "2026-09-21")]
#[case::on_a_saturday("2026-09-19", "2026-09-21")]
#[case::much_later("2026-11-30", "2026-11-30")]
#[case::long_before_it_begins("2026-01-01", "2026-09-14")]
fn an_organisation_is_reminded_every_five_working_days(#[case] from: &str, #[case] expected: &str) {
    let reminder = question("2026-09-07T09:00:00Z").reminder_from(day(from), limits(), calendar());
    assert_eq!(reminder, Some(day(expected)));
}

/// Holds Q3.
#[rstest]
#[case::asked_on_a_saturday("2026-09-05T09:00:00Z", "2026-09-14")]
#[case::over_christmas("2026-12-18T09:00:00Z", "2026-12-29")]
#[case::after_midnight_in_summer("2026-09-07T23:30:00Z", "2026-09-15")]
fn days_off_do_not_count(#[case] since: &str, #[case] expected: &str) {
    let task = question(since);
    assert_eq!(task.reminder_from(day("2026-09-01"), limits(), calendar()), Some(day(expected)));
    assert!(calendar().is_working_day(day(expected)));
}

/// Holds Q3.
#[test]
fn every_reminder_is_followed_by_another() {
    let (task, mut today) = (question("2026-09-07T09:00:00Z"), day("2026-09-14"));
    for expected in ["2026-09-21", "2026-09-28", "2026-10-05"] {
        today = task.reminder_after(today, limits(), calendar()).expect("a reminder");
        assert_eq!(today, day(expected));
    }
    let last = task.reminder_after(jiff::civil::Date::MAX, limits(), calendar());
    assert_eq!(last, Some(jiff::civil::Date::MAX), "time does not end");
}

/// Holds Q3.
#[test]
fn a_connection_date_is_reminded_of_every_two_working_days() {
    let task = OpenTask::new(
        Task::ConnectionDate,
        OrganisationRole::ServiceManager,
        at("2026-09-10T09:00:00Z"),
        limits(),
        calendar(),
    );
    let first = task.reminder_from(day("2026-09-10"), limits(), calendar());
    assert_eq!(first, Some(day("2026-09-14")), "a weekend lies between");
    let next = task.reminder_after(day("2026-09-14"), limits(), calendar());
    assert_eq!(next, Some(day("2026-09-16")));
    let other = task.reminder_from(day("2026-09-10"), &OTHER.limits, calendar());
    assert_eq!(other, Some(day("2026-09-15")), "by another policy");
}

/// Holds Q3.
#[test]
fn nobody_is_reminded_of_drafts_and_pdp_has_its_list() {
    let chased: Vec<_> = TaskKind::ALL.iter().filter(|kind| limits().chase.every(**kind).is_some()).collect();
    let expected = [
        &TaskKind::Question,
        &TaskKind::ConnectionDate,
        &TaskKind::Step,
        &TaskKind::TestEndpoints,
        &TaskKind::Retest,
    ];
    assert_eq!(chased, expected);
    let of_pdp = OpenTask { role: Role::Pdp(PdpRole::Reviewer), ..question("2026-09-07T09:00:00Z") };
    assert_eq!(of_pdp.reminder_from(day("2026-09-07"), limits(), calendar()), None);
}

/// Holds Q3.
#[rstest]
#[case::winter_before("2026-12-01T07:59:59.999Z", false)]
#[case::winter("2026-12-01T08:00:00Z", true)]
#[case::winter_last("2026-12-01T17:59:59Z", true)]
#[case::winter_over("2026-12-01T18:00:00Z", false)]
#[case::summer_before("2026-09-14T06:59:59Z", false)]
#[case::summer("2026-09-14T07:00:00Z", true)]
#[case::summer_last("2026-09-14T16:59:59Z", true)]
#[case::summer_over("2026-09-14T17:00:00Z", false)]
#[case::day_after_clocks_went_back("2026-10-26T07:59:00Z", false)]
#[case::saturday("2026-09-12T10:00:00Z", false)]
#[case::christmas("2026-12-25T10:00:00Z", false)]
#[case::the_substitute_of_boxing_day("2026-12-28T10:00:00Z", false)]
fn reminders_are_made_in_working_hours_in_london(#[case] now: &str, #[case] is_time: bool) {
    assert_eq!(limits().chase.is_time(at(now), calendar()), is_time);
}

fn idle(change: &Change, oat: Option<&OatRequest>) -> Option<jiff::Timestamp> {
    idle_since(change, oat, calendar())
}

/// Without the open support request that the samples have.
fn waiting(status: Status) -> Change {
    after(in_status(status), &pdp_support(), answer_request(1, None, None))
}

fn withdraw() -> Command {
    good_command(CommandKind::WithdrawIdle)
}

/// Holds Q3.
#[rstest]
fn pdp_withdraws_what_was_idle_for_sixty_working_days(
    #[values(Status::AwaitingInformation, Status::Confirmed)] status: Status,
) {
    let change = waiting(status);
    assert_eq!(idle_from(&change, None, calendar()), Some(day("2026-11-30")));
    let too_soon = Reason::NotIdle { from: day("2026-11-30"), working_days: 60 };
    let refused = given(change.clone()).at("2026-11-29T23:59:59Z").when(reviewer(), withdraw());
    assert_eq!(refused.refused(), too_soon.into());
    let done = given(change).at("2026-11-30T00:00:00Z").when(reviewer(), withdraw());
    let after = done.then(&["change_withdrawn"]);
    assert_eq!(after.change.status(), Status::Withdrawn);
    let Stage::Withdrawn { reason, .. } = &after.change.stage else { panic!("withdrawn") };
    assert_eq!(reason.as_ref().map(|reason| reason.as_str()), Some("Nobody answers"));
    assert_eq!(after.change.tasks(calendar()), []);
}

/// Holds Q3.
#[test]
fn the_event_says_since_when_it_was_idle() {
    let change = waiting(Status::AwaitingInformation);
    let ctx = context(at("2026-12-07T09:00:00Z"));
    let trail = domain::change::decide(&change, withdraw(), &reviewer(), &ctx).expect("withdrawn");
    let kinds: Vec<_> = trail.events().map(|event| event.kind.clone()).collect();
    let [EventKind::ChangeWithdrawn { idle_since, reason: Some(_) }] = &kinds[..] else {
        panic!("{kinds:?}")
    };
    assert_eq!(*idle_since, Some(day("2026-09-07")));
}

/// Holds Q3.
#[test]
fn a_reason_is_needed_to_withdraw_what_is_idle() {
    let command = Command::WithdrawIdle { reason: " ".to_owned(), oat: None };
    let change = waiting(Status::Confirmed);
    let found = given(change).at("2026-12-07T09:00:00Z").when(reviewer(), command).refused_fields();
    assert_eq!(found, ["reason: missing"]);
}

/// Holds Q3.
#[test]
fn whatever_happens_starts_the_idle_time_again() {
    let change = waiting(Status::Confirmed);
    let asked = given(change).at("2026-11-27T09:00:00Z");
    let asked = asked.when(business_contact(), open_request(2, SupportAsked::Other));
    let asked = asked.then(&["support_request_opened"]).change;
    assert_eq!(idle(&asked, None), None, "it waits for PDP");
    let answered = given(asked).at("2026-12-01T09:00:00Z");
    let answered = answered.when(pdp_support(), answer_request(2, None, None));
    let answered = answered.then(&["support_request_answered"]).change;
    assert_eq!(idle(&answered, None), Some(at("2026-12-01T09:00:00Z")));
    assert!(!may_be_idle(&answered, None, at("2026-12-02T09:00:00Z"), calendar()));
    assert!(may_be_idle(&answered, None, at("2027-04-01T09:00:00Z"), calendar()));
}

/// Holds Q3.
#[test]
fn what_waits_for_pdp_or_for_nobody_is_not_idle() {
    for change in [
        ready_draft_of(answers()),
        in_review_of(answers()),
        submitted(confirmed_at(Scale::Minor, false), Step::ServiceAcceptance),
        open_at(confirmed_at(Scale::Moderate, false), Step::TestCryptographicMaterial),
        in_status(Status::Withdrawn),
        in_status(Status::Complete),
    ] {
        assert_eq!(idle(&change, None), None, "{:?}", change.status());
    }
    let with_pdp = submitted(confirmed_at(Scale::Minor, false), Step::ServiceAcceptance);
    let refused = given(with_pdp).at("2027-06-01T09:00:00Z").when(reviewer(), withdraw());
    assert_eq!(refused.refused(), Reason::NotTheirTurn.into());
}

/// Holds O7, Q3.
#[test]
fn a_change_is_not_idle_while_it_is_tested() {
    let (change, now) = (of_oat::open_change(), monday_morning());
    let view = of_oat::view_of(&change, now);
    assert_eq!(idle(&change, None), Some(now), "nobody has asked for the test");
    let requested = of_oat::requested_for_change();
    assert_eq!(idle(&change, Some(&requested)), None);
    let failed = of_oat::ran(requested.clone(), &view, at("2026-09-09T09:00:00Z"), 401);
    assert_eq!(idle(&change, Some(&failed)), Some(at("2026-09-09T09:00:00Z")));
    let tested =
        |oat: OatRequest| Command::WithdrawIdle { reason: "Late".to_owned(), oat: Some(Box::new(oat)) };
    let refused = given(change.clone()).at("2027-01-11T09:00:00Z").when(reviewer(), tested(requested));
    assert_eq!(refused.refused(), Reason::NotTheirTurn.into());
    let done = given(change).at("2027-01-11T09:00:00Z").when(reviewer(), tested(failed));
    done.then(&["change_withdrawn"]);
}

/// Holds Q3.
#[test]
fn idle_days_are_those_of_the_policy_of_the_change() {
    let mut change = waiting(Status::Confirmed);
    change.submitted.as_mut().expect("a submission").policy = OTHER.version;
    assert_eq!(idle_from(&change, None, calendar()), Some(day("2026-11-23")));
}

/// Holds S3, Q3.
#[test]
fn a_report_is_not_idle_before_its_test() {
    let asked = asked_at(in_review_of(answers()), "2026-09-08T09:00:00Z");
    assert_eq!(idle(&asked, None), Some(at("2026-09-08T09:00:00Z")));
    let later = OpenTask { since: at("2026-10-01T09:00:00Z"), ..question("2026-09-08T09:00:00Z") };
    assert_eq!(later.reminder_from(day("2026-09-08"), limits(), calendar()), Some(day("2026-10-08")));
}

/// Holds Q3.
#[test]
fn a_step_that_is_submitted_in_time_is_not_withdrawn() {
    let change = waiting(Status::Confirmed);
    let step = crate::support::work::prepared(change, Step::ServiceAcceptance);
    let done = given(step).at("2026-11-30T07:00:00Z");
    let done =
        done.when(service_manager(), submit_step(Step::ServiceAcceptance)).then(&["step_submitted"]).change;
    let refused = given(done).at("2026-11-30T09:00:00Z").when(reviewer(), withdraw());
    assert_eq!(refused.refused(), Reason::NotTheirTurn.into());
}
