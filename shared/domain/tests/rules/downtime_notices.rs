//! Downtime without a change (Q6): who gives notice, what can be changed until when, and what calendars have of it.

use domain::actor::{Actor, OrganisationRole};
use domain::aggregate::Trail;
use domain::calendar::Calendar;
use domain::change::Context;
use domain::codes::Coded as _;
use domain::downtime::{
    Command, DowntimeAnswers, DowntimeState, Notice, Reason, Refusal, Status, decide, declare, replay,
};
use domain::ids::{DowntimeId, EndpointId, OrganisationId};
use domain::organisation::Organisation;
use domain::policy::Policy;
use domain::text::Name;
use jiff::Timestamp;
use rstest::rstest;

use crate::support::commands::{downtime, later_downtime};
use crate::support::people::{
    business_contact, holder, outsider, pdp_support, service_manager, technical_contact, test_manager,
};
use crate::support::samples::{live_endpoints, monday_morning};
use crate::support::{at, day};

const ID: DowntimeId = DowntimeId::from_u128(1);

fn own() -> Organisation {
    let id = business_contact().organisation().expect("a member");
    let name = Name::restore("Meadow Pensions".to_owned());
    Organisation {
        id,
        version: 1,
        name,
        live_endpoints: live_endpoints(),
        suspended: [].into(),
        restorations: [].into(),
        vouching: None,
        people: vec![],
    }
}

fn ctx(now: Timestamp) -> Context<'static> {
    Context::at(now, Calendar::england_and_wales())
}

fn given(typed: &DowntimeAnswers, now: Timestamp) -> Result<Notice, Refusal> {
    let first = declare(ID, typed, &own(), 0, &business_contact(), &ctx(now))?;
    Ok(Trail::begin(first).expect("the first event").into_after())
}

/// The sample: on Monday 21 September 2026, from 20:00 to 23:00 in London.
fn notice() -> Notice {
    given(&downtime(), monday_morning()).expect("a notice")
}

fn move_to(typed: DowntimeAnswers) -> Command {
    Command::Move { notice: typed, live_endpoints: live_endpoints() }
}

fn asked(notice: &Notice, command: Command, now: &str) -> Result<Notice, Refusal> {
    Ok(decide(notice, command, &service_manager(), &ctx(at(now)))?.into_after())
}

fn with(edit: impl FnOnce(&mut DowntimeAnswers)) -> DowntimeAnswers {
    let mut typed = downtime();
    edit(&mut typed);
    typed
}

fn until(end: &str, reason: &str) -> DowntimeAnswers {
    with(|typed| {
        typed.end = Some(end.parse().expect("a time"));
        typed.short_notice_reason = reason.to_owned();
    })
}

fn problems(refused: Result<Notice, Refusal>) -> Vec<String> {
    let Err(Refusal::Invalid(found)) = refused else { panic!("{refused:?}") };
    found.iter().map(|problem| format!("{}: {}", problem.field, problem.violation.code())).collect()
}

/// Holds Q6.
#[test]
fn notice_is_given_without_a_change() {
    let notice = notice();
    assert_eq!((notice.id, notice.organisation, notice.version), (ID, own().id, 1));
    assert_eq!(notice.organisation_name.as_str(), "Meadow Pensions");
    assert_eq!(notice.window.start, at("2026-09-21T19:00:00Z"));
    assert_eq!((notice.window.short_notice.as_ref(), notice.status), (None, Status::InForce));
}

/// Holds D2, Q6.
#[test]
fn the_rules_of_a_notice_are_those_of_a_change() {
    let found = problems(given(&DowntimeAnswers::default(), monday_morning()));
    assert_eq!(found, ["start: missing", "end: missing", "nature: missing", "affected_endpoints: missing"]);
    let short = with(|typed| typed.start = Some("2026-09-08T10:00".parse().expect("a time")));
    let found = problems(given(&short, monday_morning()));
    assert_eq!(found, ["short_notice_reason: short_notice"]);
    let of_others = with(|typed| typed.affected_endpoints = vec![EndpointId::from_u128(99)]);
    assert_eq!(problems(given(&of_others, monday_morning())), ["affected_endpoints[0]: endpoint_not_live"]);
}

/// Holds P1, Q6.
#[test]
fn the_business_contact_and_the_service_manager_give_notice() {
    let asks = |actor: &Actor| declare(ID, &downtime(), &own(), 0, actor, &ctx(monday_morning()));
    let changes = |actor: &Actor| decide(&notice(), Command::Cancel, actor, &ctx(monday_morning()));
    for actor in [business_contact(), service_manager()] {
        assert!(asks(&actor).is_ok() && changes(&actor).is_ok(), "{actor:?}");
    }
    for actor in
        [technical_contact(), test_manager(), holder(OrganisationRole::SecurityLead.into()), pdp_support()]
    {
        let refused = [asks(&actor).err(), changes(&actor).err()];
        assert!(
            refused.iter().flatten().filter(|why| why.code() == "role_required").count() == 2,
            "{actor:?}"
        );
    }
    assert_eq!(changes(&outsider()).map_err(|why| why.code()).err(), Some("not_found"));
}

/// Holds Q6.
#[test]
fn an_organisation_has_so_many_open_notices_and_no_more() {
    let max = Policy::in_force(day("2026-09-07")).limits.open_downtime_notices;
    let ask = |open| declare(ID, &downtime(), &own(), open, &business_contact(), &ctx(monday_morning()));
    assert!(ask(max - 1).is_ok());
    assert_eq!(ask(max).err(), Some(Reason::TooManyNotices { max }.into()));
}

#[test]
fn notice_is_given_for_ones_own_organisation_only() {
    let other = Organisation { id: OrganisationId::from_u128(77), ..own() };
    let refused = declare(ID, &downtime(), &other, 0, &business_contact(), &ctx(monday_morning()));
    assert_eq!(refused.err().map(|why| why.code()), Some("not_found"));
}

/// Holds Q6.
#[test]
fn everything_can_be_moved_until_it_begins() {
    let endpoints: Vec<_> = live_endpoints().into_keys().skip(1).take(1).collect();
    let other = DowntimeAnswers {
        nature: "Two databases move".to_owned(),
        affected_endpoints: endpoints.clone(),
        ..later_downtime()
    };
    let moved = asked(&notice(), move_to(other), "2026-09-07T10:00:00Z").expect("moved");
    assert_eq!(moved.window.start, at("2026-09-22T19:00:00Z"));
    assert_eq!(moved.window.affected_endpoints.iter().copied().collect::<Vec<_>>(), endpoints);
    assert_eq!((moved.version, moved.window.nature.as_str()), (2, "Two databases move"));
}

#[test]
fn what_is_so_already_changes_nothing() {
    let now = "2026-09-07T10:00:00Z";
    assert_eq!(asked(&notice(), move_to(downtime()), now), Ok(notice()));
    let cancelled = asked(&notice(), Command::Cancel, now).expect("cancelled");
    assert_eq!(asked(&cancelled, Command::Cancel, now), Ok(cancelled.clone()));
    let ended = asked(&notice(), Command::End, "2026-09-21T20:00:00Z").expect("ended");
    assert_eq!(asked(&ended, Command::End, "2026-09-21T20:05:00Z"), Ok(ended.clone()));
}

const UNDER_WAY: &str = "2026-09-21T20:00:00Z";

/// Holds Q6.
#[test]
fn begun_downtime_is_extended_and_keeps_start_and_endpoints() {
    let longer = until("2026-09-22T01:00", "The copy is slow");
    let moved = asked(&notice(), move_to(longer), UNDER_WAY).expect("extended");
    assert_eq!(moved.window.end, at("2026-09-22T00:00:00Z"));
    assert_eq!(moved.window.short_notice.as_ref().map(|why| why.as_str()), Some("The copy is slow"));
    let earlier = with(|typed| typed.start = Some("2026-09-21T19:00".parse().expect("a time")));
    assert_eq!(problems(asked(&notice(), move_to(earlier), UNDER_WAY)), ["start: downtime_start_stays"]);
    let more = with(|typed| typed.affected_endpoints = live_endpoints().into_keys().take(2).collect());
    let found = problems(asked(&notice(), move_to(more), UNDER_WAY));
    assert_eq!(found, ["affected_endpoints: downtime_endpoints_stay"]);
    let without_reason = problems(asked(&notice(), move_to(until("2026-09-22T01:00", "")), UNDER_WAY));
    assert_eq!(without_reason, ["short_notice_reason: short_notice"]);
    let past = until("2026-09-21T20:30", "");
    assert_eq!(problems(asked(&notice(), move_to(past), UNDER_WAY)), ["end: not_in_future"]);
}

/// Only of time and endpoints that were not announced before.
/// Holds D2, Q6.
#[rstest]
#[case::an_hour_less("2026-09-21T20:00", "2026-09-21T22:00", "2026-09-20T10:00:00Z", false)]
#[case::an_hour_more("2026-09-21T20:00", "2026-09-22T00:00", "2026-09-20T10:00:00Z", true)]
#[case::an_hour_more_in_time("2026-09-21T20:00", "2026-09-22T00:00", "2026-09-14T10:00:00Z", false)]
#[case::an_hour_earlier("2026-09-21T19:00", "2026-09-21T23:00", "2026-09-20T10:00:00Z", true)]
#[case::the_next_day("2026-09-22T20:00", "2026-09-22T23:00", "2026-09-20T10:00:00Z", true)]
#[case::weeks_later("2026-10-22T20:00", "2026-10-22T23:00", "2026-09-20T10:00:00Z", false)]
fn a_move_needs_notice_of_what_is_new(
    #[case] start: &str,
    #[case] end: &str,
    #[case] now: &str,
    #[case] is_short: bool,
) {
    let typed = with(|typed| {
        typed.start = Some(start.parse().expect("a time"));
        typed.end = Some(end.parse().expect("a time"));
    });
    let moved = asked(&notice(), move_to(typed.clone()), now);
    if is_short {
        assert_eq!(problems(moved), ["short_notice_reason: short_notice"]);
        let reason = DowntimeAnswers { short_notice_reason: "Urgent".to_owned(), ..typed };
        let moved = asked(&notice(), move_to(reason), now).expect("moved");
        assert!(moved.window.short_notice.is_some());
    } else {
        assert_eq!(moved.expect("moved").window.short_notice, None);
    }
}

/// Holds Q6.
#[test]
fn another_endpoint_is_new_and_a_retired_one_may_stay() {
    let both: Vec<_> = live_endpoints().into_keys().take(2).collect();
    let more = with(|typed| typed.affected_endpoints.clone_from(&both));
    let found = problems(asked(&notice(), move_to(more), "2026-09-20T10:00:00Z"));
    assert_eq!(found, ["short_notice_reason: short_notice"]);
    let none_live = Command::Move { notice: until("2026-09-21T22:00", ""), live_endpoints: [].into() };
    assert!(asked(&notice(), none_live, "2026-09-20T10:00:00Z").is_ok());
    let other = with(|typed| typed.affected_endpoints = vec![both[1]]);
    let not_live = Command::Move { notice: other, live_endpoints: [].into() };
    let found = problems(asked(&notice(), not_live, "2026-09-07T10:00:00Z"));
    assert_eq!(found, ["affected_endpoints[0]: endpoint_not_live"]);
}

/// Holds Q6.
#[test]
fn short_notice_stays_said_until_all_of_it_is_far_enough_away() {
    let short = with(|typed| {
        typed.start = Some("2026-09-09T20:00".parse().expect("a time"));
        typed.end = Some("2026-09-09T23:00".parse().expect("a time"));
        typed.short_notice_reason = "Urgent".to_owned();
    });
    let notice = given(&short, monday_morning()).expect("a notice");
    let less = DowntimeAnswers {
        end: Some("2026-09-09T22:00".parse().expect("a time")),
        short_notice_reason: String::new(),
        ..short.clone()
    };
    let shorter = asked(&notice, move_to(less), "2026-09-07T11:00:00Z").expect("shorter");
    assert_eq!(shorter.window.short_notice, notice.window.short_notice);
    let far = DowntimeAnswers { short_notice_reason: String::new(), ..downtime() };
    let far = asked(&notice, move_to(far), "2026-09-07T11:00:00Z").expect("moved");
    assert_eq!(far.window.short_notice, None);
}

/// Holds Q6.
#[test]
fn downtime_is_ended_while_it_is_under_way() {
    let ended = asked(&notice(), Command::End, UNDER_WAY).expect("ended");
    assert_eq!((ended.window.end, ended.status), (at(UNDER_WAY), Status::Ended));
    assert_eq!(ended.declared().state(at(UNDER_WAY)), DowntimeState::Over);
    let early = asked(&notice(), Command::End, "2026-09-21T18:59:59Z");
    assert_eq!(early, Err(Reason::NotBegun.into()));
}

/// Holds Q6.
#[test]
fn a_notice_is_cancelled_until_it_is_over() {
    for now in ["2026-09-07T10:00:00Z", UNDER_WAY, "2026-09-21T21:59:59Z"] {
        let cancelled = asked(&notice(), Command::Cancel, now).expect("cancelled");
        let declared = cancelled.declared();
        assert_eq!(
            (cancelled.status, declared.state(at(now))),
            (Status::Cancelled, DowntimeState::Cancelled)
        );
        assert_eq!((declared.cancelled_at, declared.in_force), (Some(at(now)), false));
    }
}

/// Every command in every position.
/// Holds Q6.
#[test]
fn nothing_changes_a_notice_that_is_over_or_cancelled() {
    let now = "2026-09-21T20:30:00Z";
    let cancelled = asked(&notice(), Command::Cancel, UNDER_WAY).expect("cancelled");
    let ended = asked(&notice(), Command::End, UNDER_WAY).expect("ended");
    let cases = [
        (&cancelled, now, ["notice_cancelled", "notice_cancelled", ""]),
        (&ended, now, ["downtime_over", "", "downtime_over"]),
        (&notice(), "2026-09-21T22:00:00Z", ["downtime_over"; 3]),
        (&notice(), "2026-09-07T10:00:00Z", ["", "downtime_not_begun", ""]),
        (&notice(), UNDER_WAY, ["", "", ""]),
    ];
    for (notice, now, expected) in cases {
        let commands = [move_to(until("2026-09-21T22:00", "")), Command::End, Command::Cancel];
        let codes = commands.map(|command| asked(notice, command, now).err().map_or("", |why| why.code()));
        assert_eq!(codes, expected, "{:?} {now}", notice.status);
    }
}

/// Holds A1, Q6.
#[test]
fn the_events_lead_to_the_notice() {
    let first = declare(ID, &downtime(), &own(), 0, &business_contact(), &ctx(monday_morning()));
    let mut trail = Trail::begin(first.expect("a notice")).expect("the first event");
    for (command, now) in
        [(move_to(later_downtime()), "2026-09-07T11:00:00Z"), (Command::End, "2026-09-22T20:00:00Z")]
    {
        let next = decide(trail.after(), command, &service_manager(), &ctx(at(now))).expect("decided");
        next.into_events().into_iter().for_each(|event| trail.push(event));
    }
    let notice = trail.after().clone();
    let events = trail.into_events();
    let codes: Vec<_> = events.iter().map(|event| event.kind.code()).collect();
    assert_eq!(codes, ["downtime_declared", "downtime_moved", "downtime_ended"]);
    assert_eq!(replay(&events), Some(notice));
    assert_eq!(replay(events.iter().skip(1)), None);
}

/// Holds O11, Q6.
#[test]
fn calendars_learn_of_every_change_with_a_growing_sequence() {
    let first = notice();
    let copies = first.declared_since(None);
    assert_eq!(copies.iter().map(|one| (one.sequence, one.in_force)).collect::<Vec<_>>(), [(0, true)]);
    let moved = asked(&first, move_to(later_downtime()), "2026-09-07T11:00:00Z").expect("moved");
    let copies = moved.declared_since(Some(&first));
    let seen: Vec<_> = copies.iter().map(|one| (one.window.end, one.sequence, one.in_force)).collect();
    assert_eq!(seen, [(first.window.end, 0, false), (moved.window.end, 1, true)]);
    assert!(copies.iter().all(|one| one.cancelled_at.is_none()), "a former end is no cancellation");
    let cancelled = asked(&moved, Command::Cancel, "2026-09-07T12:00:00Z").expect("cancelled");
    let copies = cancelled.declared_since(Some(&moved));
    let seen: Vec<_> = copies.iter().map(|one| (one.sequence, one.in_force)).collect();
    assert_eq!(seen, [(2, false)]);
    assert_eq!(copies[0].state(at("2026-09-07T12:00:00Z")), DowntimeState::Cancelled);
}

/// Holds Q6.
#[rstest]
#[case::an_evening("2026-09-21T20:00", "2026-09-21T23:00", &["2026-09-21"], None)]
#[case::until_midnight("2026-09-21T20:00", "2026-09-22T00:00", &["2026-09-21"], None)]
#[case::over_midnight("2026-09-21T20:00", "2026-09-22T00:01", &["2026-09-21", "2026-09-22"], None)]
#[case::a_day("2026-09-21T00:00", "2026-09-22T00:00", &["2026-09-21"], Some(("2026-09-21", "2026-09-22")))]
#[case::the_day_clocks_go_back(
    "2026-10-24T00:00", "2026-10-26T00:00", &["2026-10-24", "2026-10-25"], Some(("2026-10-24", "2026-10-26"))
)]
#[case::midnight_in_winter_time_alone("2026-09-21T01:00", "2026-09-22T01:00", &["2026-09-21", "2026-09-22"], None)]
fn days_are_those_of_london(
    #[case] start: &str,
    #[case] end: &str,
    #[case] days: &[&str],
    #[case] whole: Option<(&str, &str)>,
) {
    let typed = with(|typed| {
        typed.start = Some(start.parse().expect("a time"));
        typed.end = Some(end.parse().expect("a time"));
    });
    let window = given(&typed, monday_morning()).expect("a notice").window;
    assert_eq!(window.days().iter().map(ToString::to_string).collect::<Vec<_>>(), days);
    assert_eq!(window.whole_days(), whole.map(|(first, after)| (day(first), day(after))));
}

#[test]
fn codes_of_states_read_back() {
    for state in DowntimeState::ALL {
        assert_eq!(DowntimeState::from_code(state.code()), Some(*state));
    }
}
