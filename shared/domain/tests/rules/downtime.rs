//! Notices of planned downtime: at least 5 working days ahead, else with the reason (D2); and since when and until when
//! somebody has to respect them (O11).

use domain::change::{Change, Command, EventKind, Reason, Refusal};
use domain::downtime::{self, DowntimeAnswers, DowntimeWindow};
use domain::ids::{DowntimeId, EndpointId};
use domain::policy::Scale;
use rstest::rstest;

use crate::support::at;
use crate::support::commands::{downtime, later_downtime, move_downtime, record_downtime};
use crate::support::people::{business_contact, reviewer, service_manager};
use crate::support::samples::{
    answers, confirmed_at, in_review_of, live_endpoints, reclassify, reject, withdraw,
};
use crate::support::scenario::given;
use crate::support::work::after;

fn confirmed() -> Change {
    confirmed_at(Scale::Minor, false)
}

fn with(edit: impl FnOnce(&mut DowntimeAnswers)) -> DowntimeAnswers {
    let mut notice = downtime();
    edit(&mut notice);
    notice
}

fn from_to(start: &str, end: &str, reason: &str) -> DowntimeAnswers {
    with(|notice| {
        notice.start = Some(start.parse().expect("a time"));
        notice.end = Some(end.parse().expect("a time"));
        notice.short_notice_reason = reason.to_owned();
    })
}

fn recorded(notice: DowntimeAnswers) -> DowntimeWindow {
    let after =
        given(confirmed()).when(business_contact(), record_downtime(1, notice)).then(&["downtime_recorded"]);
    let EventKind::DowntimeRecorded { window, .. } = after.last() else { panic!("recorded") };
    assert_eq!(after.change.downtime[0].window, *window);
    window.clone()
}

/// Notice is given, and whether downtime is needed after all is said like this.
fn record(notice: DowntimeAnswers, needed_after_all: Option<bool>) -> Command {
    let (id, live_endpoints) = (DowntimeId::from_u128(1), live_endpoints());
    Command::RecordDowntime { id, notice, needed_after_all, live_endpoints }
}

fn problems(notice: DowntimeAnswers) -> Vec<String> {
    given(confirmed()).when(business_contact(), record_downtime(1, notice)).refused_fields()
}

/// Holds D2.
#[test]
fn a_notice_says_when_what_and_which_endpoints() {
    let window = recorded(downtime());
    assert_eq!((window.start, window.end), (at("2026-09-21T19:00:00Z"), at("2026-09-21T22:00:00Z")));
    assert_eq!((window.nature.as_str(), window.affected_endpoints.len()), ("The database moves", 1));
    assert_eq!(window.short_notice, None);
}

/// Holds D2.
#[test]
fn an_empty_notice_shows_every_problem_at_once() {
    let expected = [
        "start: missing",
        "end: missing",
        "nature: missing",
        "affected_endpoints: missing",
        "needed_after_all: no_downtime_needed",
    ];
    let command = record(DowntimeAnswers::default(), None);
    assert_eq!(given(confirmed()).when(business_contact(), command).refused_fields(), expected);
}

/// Holds D2.
#[rstest]
#[case::not_said(None)]
#[case::not_needed(Some(false))]
fn a_change_without_downtime_says_first_that_it_needs_it(#[case] needed_after_all: Option<bool>) {
    let command = || record(downtime(), needed_after_all);
    let found = given(confirmed()).when(business_contact(), command()).refused_fields();
    assert_eq!(found, ["needed_after_all: no_downtime_needed"]);
    let planned = domain::change::answers::Answers { needs_downtime: Some(true), ..answers() };
    given(in_review_of(planned)).when(business_contact(), command()).then(&["downtime_recorded"]);
}

/// Holds D2.
#[rstest]
#[case::a_month("2026-09-21T20:00", "2026-10-22T20:00", &[])]
#[case::a_month_over_the_clock_change("2026-10-20T20:00", "2026-11-20T20:00", &[])]
#[case::longer("2026-09-21T20:00", "2026-10-23T20:00", &["end: downtime_too_long"])]
#[case::years("2026-09-21T20:00", "2028-09-21T20:00", &["end: downtime_too_long"])]
#[case::no_time_at_all("2026-09-21T20:00", "2026-09-21T20:00", &["end: ends_before_start"])]
#[case::the_wrong_way_round("2026-09-21T20:00", "2026-09-21T19:00", &["end: ends_before_start"])]
#[case::the_last_day_allowed("2027-09-08T20:00", "2027-09-09T20:00", &[])]
#[case::too_far_ahead("2027-09-09T20:00", "2027-09-10T20:00", &["start: too_far_ahead"])]
fn downtime_lasts_a_month_at_most_and_begins_within_a_year(
    #[case] start: &str,
    #[case] end: &str,
    #[case] expected: &[&str],
) {
    let outcome = given(confirmed()).when(business_contact(), record_downtime(1, from_to(start, end, "")));
    if expected.is_empty() {
        outcome.then(&["downtime_recorded"]);
    } else {
        assert_eq!(outcome.refused_fields(), expected);
    }
}

#[test]
fn all_problems_come_at_once_in_the_order_of_the_form() {
    let live: Vec<_> = live_endpoints().into_keys().collect();
    let notice = DowntimeAnswers {
        start: Some("2026-09-08T10:00".parse().expect("a time")),
        end: Some("2026-09-08T10:00".parse().expect("a time")),
        nature: "x".repeat(1_001),
        affected_endpoints: vec![live[0], EndpointId::from_u128(99), live[0]],
        short_notice_reason: " ".to_owned(),
    };
    assert_eq!(
        problems(notice),
        [
            "end: ends_before_start",
            "nature: too_long",
            "short_notice_reason: short_notice",
            "affected_endpoints[1]: endpoint_not_live",
            "affected_endpoints[2]: endpoint_repeated",
        ]
    );
}

/// Holds D2.
#[test]
fn downtime_is_in_the_future() {
    let notice = from_to("2026-09-07T10:00", "2026-09-21T10:00", "Urgent");
    assert_eq!(problems(notice), ["start: not_in_future"]);
    recorded(from_to("2026-09-07T10:01", "2026-09-21T10:00", "Urgent"));
}

/// Holds D2.
#[rstest]
#[case::next_monday("2026-09-14T00:00", false)]
#[case::friday_before("2026-09-11T23:59", true)]
#[case::sunday_before("2026-09-13T12:00", true)]
fn five_working_days_are_enough_notice(#[case] start: &str, #[case] is_short: bool) {
    let notice = |reason| from_to(start, "2026-09-30T00:00", reason);
    if is_short {
        assert_eq!(problems(notice("")), ["short_notice_reason: short_notice"]);
        let window = recorded(notice("A security fix"));
        assert_eq!(window.short_notice.map(|reason| reason.to_string()).as_deref(), Some("A security fix"));
    } else {
        assert_eq!(recorded(notice("")).short_notice, None);
        assert_eq!(recorded(notice("Only in case")).short_notice, None);
    }
}

/// Holds D2.
#[rstest]
#[case::over_christmas("2026-12-23T12:00:00Z", "2027-01-04T10:00", false)]
#[case::over_christmas_short("2026-12-23T12:00:00Z", "2026-12-31T10:00", true)]
#[case::given_on_a_saturday("2026-09-12T12:00:00Z", "2026-09-21T10:00", false)]
#[case::given_on_a_saturday_short("2026-09-12T12:00:00Z", "2026-09-20T10:00", true)]
#[case::late_in_london("2026-09-07T23:00:00Z", "2026-09-14T10:00", true)]
fn notice_is_counted_in_working_days_in_london(
    #[case] now: &str,
    #[case] start: &str,
    #[case] is_short: bool,
) {
    let mut notice = from_to(start, start, "");
    notice.end = notice.start.and_then(|start| start.checked_add(jiff::Span::new().hours(2)).ok());
    let asked = given(confirmed()).at(now).when(business_contact(), record_downtime(1, notice));
    if is_short {
        assert_eq!(asked.refused_fields(), ["short_notice_reason: short_notice"]);
    } else {
        asked.then(&["downtime_recorded"]);
    }
}

#[test]
fn a_reason_for_short_notice_is_bounded() {
    let long = "x".repeat(1_001);
    let found = problems(from_to("2026-09-08T10:00", "2026-09-08T11:00", &long));
    assert_eq!(found, ["short_notice_reason: too_long"]);
}

/// Holds D2.
#[test]
fn downtime_across_a_clock_change_has_its_true_length() {
    let window = recorded(from_to("2026-10-24T22:00", "2026-10-25T06:00", ""));
    assert_eq!((window.start, window.end), (at("2026-10-24T21:00:00Z"), at("2026-10-25T06:00:00Z")));
}

/// Holds D2.
#[rstest]
#[case("2027-03-28T01:30", "2027-03-28T04:00", "start: no_such_time")]
#[case("2027-03-27T22:00", "2027-03-28T01:00", "end: no_such_time")]
fn a_time_that_does_not_exist_is_refused(#[case] start: &str, #[case] end: &str, #[case] found: &str) {
    assert_eq!(problems(from_to(start, end, "")), [found]);
    let command = record_downtime(1, from_to(start, end, ""));
    let Refusal::Invalid(problems) = given(confirmed()).when(business_contact(), command).refused() else {
        panic!("invalid");
    };
    assert_eq!(
        problems[0].message(),
        "Clocks in London go forward from 1:00 to 2:00 that night, so there is no such time. Enter a time before 1:00 or from 2:00 on"
    );
}

/// In the hour that comes twice the start takes the first reading, the end the second (Q6).
/// Holds D2, Q6.
#[test]
fn downtime_in_the_repeated_hour_is_as_long_as_possible() {
    let window = recorded(from_to("2026-10-25T01:15", "2026-10-25T01:45", ""));
    assert_eq!((window.start, window.end), (at("2026-10-25T00:15:00Z"), at("2026-10-25T01:45:00Z")));
}

/// Holds D2.
#[test]
fn a_reason_of_which_nothing_can_be_seen_is_none() {
    let found = problems(with(|notice| notice.nature = "\u{200b}\u{2060}".to_owned()));
    assert_eq!(found, ["nature: missing"]);
    let found = problems(from_to("2026-09-08T10:00", "2026-09-08T11:00", "\u{200b}"));
    assert_eq!(found, ["short_notice_reason: short_notice"]);
}

#[test]
fn a_notice_is_taken_back_and_only_one_that_is_there() {
    let change = after(confirmed(), &business_contact(), record_downtime(1, downtime()));
    let change = after(change, &business_contact(), record_downtime(2, downtime()));
    let cancel = |n| Command::CancelDowntime { id: DowntimeId::from_u128(n) };
    let change = given(change).when(business_contact(), cancel(1)).then(&["downtime_cancelled"]).change;
    assert_eq!(
        change.downtime.iter().map(|notice| notice.id).collect::<Vec<_>>(),
        [DowntimeId::from_u128(2)]
    );
    assert_eq!(given(change).when(business_contact(), cancel(1)).refused(), Reason::DowntimeNotFound.into());
}

/// A change with the sample's notice.
fn with_notice() -> Change {
    after(confirmed(), &business_contact(), record_downtime(1, downtime()))
}

const ID: DowntimeId = DowntimeId::from_u128(1);

/// Holds Q6.
#[test]
fn a_notice_is_taken_back_until_it_is_over() {
    let cancel = || Command::CancelDowntime { id: ID };
    let on = |now: &str| given(with_notice()).at(now).when(business_contact(), cancel());
    on("2026-09-21T18:59:59Z").then(&["downtime_cancelled"]);
    on("2026-09-21T19:00:00Z").then(&["downtime_cancelled"]);
    on("2026-09-21T21:59:59Z").then(&["downtime_cancelled"]);
    assert_eq!(on("2026-09-21T22:00:00Z").refused(), downtime::Reason::Over.into());
}

/// Holds Q6.
#[test]
fn a_notice_of_a_change_says_something_else() {
    let moved = given(with_notice()).when(service_manager(), move_downtime(1, later_downtime()));
    let change = moved.then(&["downtime_moved"]).change;
    let notice = &change.downtime[0];
    assert_eq!(notice.window.start, at("2026-09-22T19:00:00Z"));
    assert_eq!((notice.sequence, notice.changed_at), (1, Some(change.updated_at)));
    given(change.clone()).when(business_contact(), move_downtime(1, later_downtime())).then(&[]);
    let unknown = given(change).when(business_contact(), move_downtime(2, later_downtime())).refused();
    assert_eq!(unknown, Reason::DowntimeNotFound.into());
}

/// Holds Q6.
#[test]
fn downtime_of_a_change_is_ended_while_it_is_under_way() {
    let end = || Command::EndDowntime { id: ID };
    let on = |now: &str| given(with_notice()).at(now).when(service_manager(), end());
    assert_eq!(on("2026-09-21T18:59:59Z").refused(), downtime::Reason::NotBegun.into());
    let change = on("2026-09-21T20:30:00Z").then(&["downtime_ended"]).change;
    assert_eq!(change.downtime[0].window.end, at("2026-09-21T20:30:00Z"));
    assert_eq!(on("2026-09-21T22:00:00Z").refused(), downtime::Reason::Over.into());
}

#[test]
fn giving_the_same_notice_again_changes_nothing() {
    let change = after(confirmed(), &business_contact(), record_downtime(1, downtime()));
    given(change).when(business_contact(), record_downtime(1, downtime())).then(&[]);
}

#[test]
fn a_change_has_so_many_notices_and_no_more() {
    let max = crate::support::policy().limits.downtime_notices;
    let change = (1..=max as u128)
        .fold(confirmed(), |change, n| after(change, &business_contact(), record_downtime(n, downtime())));
    let refusal = given(change).when(business_contact(), record_downtime(99, downtime())).refused();
    assert_eq!(refusal, Reason::TooManyDowntimeNotices { max }.into());
}

/// Who is told what when `change` becomes what `command` makes of it (O11).
fn told(change: Change, actor: domain::actor::Actor, command: Command) -> (Vec<(u128, bool)>, Change) {
    let before = change.clone();
    let after = after(change, &actor, command);
    let told = after.declared_since(&before);
    for declared in &told {
        assert_eq!((declared.change, declared.organisation), (Some(after.id), after.organisation));
        let known = before.downtime.iter().chain(&after.downtime).find(|notice| notice.id == declared.id);
        assert_eq!(known.map(|notice| &notice.window), Some(&declared.window));
    }
    (told.into_iter().map(|declared| (declared.id.as_u128(), declared.in_force)).collect(), after)
}

/// Holds O11.
#[test]
fn a_notice_is_in_force_until_it_is_taken_back() {
    let (given, change) = told(confirmed(), business_contact(), record_downtime(1, downtime()));
    assert_eq!(given, [(1, true)]);
    let (second, change) = told(change, business_contact(), record_downtime(2, downtime()));
    assert_eq!(second, [(2, true)], "what is known already is not told again");
    let cancel = Command::CancelDowntime { id: DowntimeId::from_u128(1) };
    assert_eq!(told(change, business_contact(), cancel).0, [(1, false)]);
}

#[test]
fn a_change_that_is_withdrawn_needs_no_downtime_any_more() {
    let change = after(confirmed(), &business_contact(), record_downtime(1, downtime()));
    let change = after(change, &business_contact(), record_downtime(2, downtime()));
    let (over, change) = told(change, business_contact(), withdraw());
    assert_eq!(over, [(1, false), (2, false)]);
    assert_eq!(change.downtime.len(), 2, "what was said stays on record");
}

/// Holds O11, Q6.
#[test]
fn the_copy_with_the_former_end_is_not_in_force_any_more() {
    let before = with_notice();
    let change = after(before.clone(), &business_contact(), move_downtime(1, later_downtime()));
    let told = change.declared_since(&before);
    let ends: Vec<_> =
        told.iter().map(|one| (one.window.end.to_string(), one.in_force, one.cancelled_at)).collect();
    let (was, is) = ("2026-09-21T22:00:00Z".to_owned(), "2026-09-22T22:00:00Z".to_owned());
    assert_eq!(ends, [(was, false, None), (is, true, None)]);
    // Another nature has the same end: one copy, in place of the one that was.
    let words = DowntimeAnswers { nature: "Two databases move".to_owned(), ..later_downtime() };
    let again = after(change.clone(), &business_contact(), move_downtime(1, words));
    let told = again.declared_since(&change);
    assert_eq!(told.iter().map(|one| (one.sequence, one.in_force)).collect::<Vec<_>>(), [(2, true)]);
}

/// Holds Q6.
#[test]
fn downtime_that_was_over_when_its_change_ended_took_place() {
    let change = with_notice();
    let ended = given(change.clone()).at("2026-09-22T10:00:00Z").when(business_contact(), withdraw());
    let ended = ended.then(&["change_withdrawn"]).change;
    assert_eq!(ended.declared_since(&change), []);
}

#[test]
fn a_change_that_is_rejected_needs_no_downtime_any_more() {
    let in_review = in_review_of(answers());
    let change = after(in_review, &business_contact(), record_downtime(1, downtime()));
    assert_eq!(told(change, reviewer(), reject("Not like this")).0, [(1, false)]);
}

#[test]
fn what_else_happens_to_a_change_says_nothing_of_its_downtime() {
    let change = after(confirmed(), &business_contact(), record_downtime(1, downtime()));
    assert_eq!(told(change, reviewer(), reclassify(Scale::Moderate, None)).0, []);
}
