//! Downtime without a change, and calendars of all downtime: what is answered, and what is refused in which words.

use api::NoticeRequestBody;
use api_client::{ETag, Paging, WhichCalendar, WhichDowntime};
use domain::downtime::DowntimeState;
use fakes::organisation;
use jiff::civil::date;
use rstest::rstest;
use serde_json::json;

use crate::support::{Api, Call, Caller, Place, Wait, notice_on, pages};

/// From and until these times, as clocks in London show them.
fn from_to(start: &str, end: &str) -> NoticeRequestBody {
    let at = |time: &str| time.parse::<jiff::civil::DateTime>().expect("a time").into();
    NoticeRequestBody { start: at(start), end: at(end), ..notice_on("2027-03-01") }
}

fn all() -> WhichDowntime {
    WhichDowntime::default()
}

/// Holds Q6.
#[test]
fn a_notice_is_given_moved_ended_and_kept_in_its_history() {
    let api = Api::new();
    let service = api.client(Caller::SERVICE);
    let given = service.declare_downtime(&notice_on("2027-03-01")).wait();
    let path = format!("/downtime-notices/{}", given.id);
    assert_eq!((&given.etag, &given.location), (&Some(ETag::of(1)), &Some(path)));
    assert_eq!(
        (given.status, given.days.as_slice()),
        (domain::downtime::Status::InForce.into(), &[date(2027, 3, 1)][..])
    );
    let business = api.client(Caller::BUSINESS);
    let moved = business.move_notice(given.id, &ETag::of(1), &notice_on("2027-03-02")).wait();
    assert_eq!((moved.etag.clone(), moved.days.as_slice()), (Some(ETag::of(2)), &[date(2027, 3, 2)][..]));
    assert_eq!(service.read_downtime(given.id).wait().body, moved.body);
    service.end_notice(given.id, &ETag::of(2)).refused(409, "downtime_not_begun");
    api.go_to("2027-03-02T09:30:00Z");
    let ended = service.end_notice(given.id, &ETag::of(2)).wait();
    assert_eq!(ended.end.to_string(), "2027-03-02T09:30:00Z");
    service.cancel_notice(given.id, &ETag::of(3)).refused(409, "downtime_over");
    let support = api.client(Caller::SUPPORT);
    let history = pages(2, |page| support.read_notice_history(given.id, &page));
    let what: Vec<_> = history.iter().map(|entry| entry.what.as_str()).collect();
    assert_eq!(
        what,
        ["downtime_declared", "downtime_moved", "end_downtime", "downtime_ended", "cancel_downtime"]
    );
    assert_eq!(history[2].facts, json!({ "refusal": "downtime_not_begun" }));
    assert_eq!(history[3].facts, json!({ "announced": "2027-03-02T10:00:00Z" }));
    assert_eq!(history[1].facts["from"]["start"], json!("2027-03-01T09:00:00Z"));
}

/// Holds Q6.
#[test]
fn who_acts_on_an_older_view_sees_the_notice_as_it_is() {
    let (api, notice) = Api::with_notice();
    let service = api.client(Caller::SERVICE);
    let moved = service.move_notice(notice.id, &ETag::of(1), &notice_on("2027-03-02")).wait();
    let stale = service.cancel_notice(notice.id, &ETag::of(1)).refused(412, "stale");
    assert_eq!(stale.etag, Some(ETag::of(2)));
    assert_eq!(stale.body.current, Some(api::CurrentBody::Downtime(moved.body)));
    let call =
        Call::post(format!("/downtime-notices/{}/end", notice.id)).by(Caller::SERVICE).json(&json!({}));
    api.send(call).expect_problem(428, "if_match_missing");
}

/// Holds D2, Q6.
#[rstest]
#[case::too_short("2026-07-07T09:00", "2026-07-07T10:00", &[("short_notice_reason", "short_notice")])]
#[case::the_wrong_way_round("2027-03-01T10:00", "2027-03-01T09:00", &[("end", "ends_before_start")])]
#[case::too_long("2027-03-01T09:00", "2027-04-10T09:00", &[("end", "downtime_too_long")])]
#[case::never_shown("2027-03-28T01:30", "2027-03-28T04:00", &[("start", "no_such_time")])]
#[case::in_the_past("2026-07-01T09:00", "2027-03-01T09:00", &[("start", "not_in_future"), ("end", "downtime_too_long")])]
fn a_notice_that_does_not_fit_is_refused_at_its_fields(
    #[case] start: &str,
    #[case] end: &str,
    #[case] fields: &[(&str, &str)],
) {
    let api = Api::new();
    let short = fields.iter().any(|(field, _)| *field == "short_notice_reason");
    let reason = if short { None } else { Some("Urgent".to_owned()) };
    let body = NoticeRequestBody { short_notice_reason: reason, ..from_to(start, end) };
    let before = api.state().all_but_history;
    api.client(Caller::SERVICE).declare_downtime(&body).invalid(fields);
    assert_eq!(api.state().all_but_history, before);
}

/// The start takes the first reading of an hour that comes twice, the end the second.
/// Holds Q6.
#[test]
fn downtime_in_a_repeated_hour_is_as_long_as_possible() {
    let api = Api::new();
    let service = api.client(Caller::SERVICE);
    let given = service.declare_downtime(&from_to("2026-10-25T01:15", "2026-10-25T01:45")).wait();
    assert_eq!(
        (given.start.to_string(), given.end.to_string()),
        ("2026-10-25T00:15:00Z".to_owned(), "2026-10-25T01:45:00Z".to_owned())
    );
    // What the person reads off the clock and sends back is the same notice.
    let again = service.move_notice(given.id, &ETag::of(1), &from_to("2026-10-25T01:15", "2026-10-25T01:45"));
    assert_eq!(again.wait().version, 1);
}

/// Holds Q6.
#[test]
fn downtime_that_has_begun_can_only_be_given_another_end() {
    let (api, notice) = Api::with_notice();
    api.go_to("2027-03-01T09:30:00Z");
    let service = api.client(Caller::SERVICE);
    let moved = |body: &NoticeRequestBody| service.move_notice(notice.id, &ETag::of(1), body);
    moved(&notice_on("2027-03-02")).invalid(&[("start", "downtime_start_stays")]);
    let fewer = NoticeRequestBody {
        affected_endpoints: notice_on("2027-03-01").affected_endpoints.split_off(1),
        ..notice_on("2027-03-01")
    };
    moved(&fewer).invalid(&[("affected_endpoints", "downtime_endpoints_stay")]);
    let longer = moved(&from_to("2027-03-01T09:00", "2027-03-01T12:00")).wait();
    assert_eq!(longer.end.to_string(), "2027-03-01T12:00:00Z");
}

/// Holds P1, Q6.
#[test]
fn pdp_sees_what_is_coming_and_an_organisation_its_own() {
    let (api, notice) = Api::with_notice();
    let made = api.change_at(Place::Downtime);
    let (service, support) = (api.client(Caller::SERVICE), api.client(Caller::SUPPORT));
    let rows = support.list_downtime(&all()).wait().body.items;
    assert_eq!(rows, service.list_downtime(&all()).wait().body.items);
    assert_eq!(rows.iter().map(|row| row.change).collect::<Vec<_>>(), [Some(made.id), None], "both end then");
    let first = &rows[1];
    assert_eq!(
        (first.id, first.state, first.short_notice),
        (notice.id, DowntimeState::Planned.into(), false)
    );
    assert_eq!(first.days, [date(2027, 3, 1)]);
    assert_eq!(first.affected_endpoints.len(), 3);
    assert!(first.affected_endpoints.iter().all(|entry| entry.url.starts_with("https://organisation-1.")));
    assert_eq!(api.client(Caller::RIVAL).list_downtime(&all()).wait().body.items, []);
    let of_first = WhichDowntime { organisation: Some(organisation(1).id), ..all() };
    api.client(Caller::RIVAL).list_downtime(&of_first).refused(404, "not_found");
    let before = WhichDowntime { to: Some(date(2027, 2, 28)), ..all() };
    assert_eq!(support.list_downtime(&before).wait().body.items, []);
    let on_the_day = WhichDowntime { from: Some(date(2027, 3, 1)), to: Some(date(2027, 3, 1)), ..all() };
    assert_eq!(support.list_downtime(&on_the_day).wait().body.items, rows);
    let paged = pages(1, |page| support.list_downtime(&WhichDowntime { page, ..all() }));
    assert_eq!(paged, rows);
    service.cancel_notice(notice.id, &ETag::of(1)).wait();
    let cancelled = WhichDowntime { cancelled: true, page: Paging::first(5), ..all() };
    let rows = support.list_downtime(&cancelled).wait().body.items;
    assert_eq!(
        rows.iter().map(|row| (row.id, row.state)).collect::<Vec<_>>(),
        [(notice.id, DowntimeState::Cancelled.into())]
    );
    api.go_to("2026-08-10T12:00:00Z");
    assert_eq!(support.list_downtime(&cancelled).wait().body.items, [], "30 days later");
}

#[rstest]
#[case("state=planned", "state")]
#[case("organisation=first", "organisation")]
#[case("from=tomorrow", "from")]
#[case("to=2027-13-01", "to")]
#[case("from=2027-03-02&to=2027-03-01", "to")]
#[case("limit=0", "limit")]
fn a_list_that_cannot_be_is_refused_at_its_parameter(#[case] query: &str, #[case] field: &str) {
    let api = Api::new();
    let answer = api.send(Call::get(format!("/downtime-notices?{query}")).by(Caller::SUPPORT));
    let answer = answer.expect_problem(422, "invalid");
    assert_eq!(answer.fields().iter().map(|(field, _)| *field).collect::<Vec<_>>(), [field]);
}

/// Holds Q6.
#[test]
fn a_file_has_what_is_coming_and_what_was_cancelled_lately() {
    let (api, notice) = Api::with_notice();
    let made = api.change_at(Place::Downtime);
    let (service, support) = (api.client(Caller::SERVICE), api.client(Caller::SUPPORT));
    service.cancel_notice(notice.id, &ETag::of(1)).wait();
    let file = support.read_calendar(&WhichCalendar::default()).wait().body;
    let lines: Vec<_> =
        file.lines().filter(|line| line.starts_with("STATUS") || line.starts_with("UID")).collect();
    let uid = |id: &dyn std::fmt::Display| format!("UID:{id}");
    let downtime = crate::support::Made::DOWNTIME;
    assert_eq!(lines, [&uid(&downtime), "STATUS:CONFIRMED", &uid(&notice.id), "STATUS:CANCELLED"]);
    assert!(file.contains("SUMMARY:Planned downtime of Organisation 1\r\n"), "{file}");
    assert_eq!(service.read_calendar(&WhichCalendar::default()).wait().body, file);
    let one = service.read_notice_calendar(notice.id).wait().body;
    assert!(one.contains("SEQUENCE:1\r\n") && one.contains("STATUS:CANCELLED\r\n"), "{one}");
    let of_change = service.read_downtime_calendar(made.id, downtime.parse().expect("an id")).wait().body;
    assert!(of_change.contains(&uid(&downtime)), "{of_change}");
    let call = Call::get("/downtime-calendar").by(Caller::SUPPORT);
    assert_eq!(api.send(call).header("content-type"), "text/calendar; charset=utf-8");
}

/// Holds Q6.
#[test]
fn there_is_no_file_without_downtime() {
    let api = Api::new();
    api.client(Caller::SUPPORT).read_calendar(&WhichCalendar::default()).refused(409, "nothing_for_a_file");
    let nobodys = domain::ids::DowntimeId::from_u128(1);
    api.client(Caller::SUPPORT).read_notice_calendar(nobodys).refused(404, "not_found");
    let (api, notice) = Api::with_notice();
    api.client(Caller::RIVAL).read_notice_calendar(notice.id).refused(404, "not_found");
}

/// Holds Q6.
#[test]
fn a_notice_of_a_change_is_moved_ended_and_cancelled_too() {
    let api = Api::new();
    let made = api.change_at(Place::Downtime);
    let (service, id) = (api.client(Caller::SERVICE), crate::support::Made::DOWNTIME.parse().expect("an id"));
    let moved = service.move_downtime(made.id, id, &made.etag, &notice_on("2027-03-02")).wait();
    assert_eq!(moved.downtime_notices[0].start.to_string(), "2027-03-02T09:00:00Z");
    let now = ETag::of(moved.version);
    service.end_downtime(made.id, id, &now).refused(409, "downtime_not_begun");
    api.go_to("2027-03-02T09:30:00Z");
    let ended = service.end_downtime(made.id, id, &now).wait();
    assert_eq!(ended.downtime_notices[0].end.to_string(), "2027-03-02T09:30:00Z");
    service.cancel_downtime(made.id, id, &ETag::of(ended.version)).refused(409, "downtime_over");
}
