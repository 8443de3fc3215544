//! Downtime with a change and without one.

use api::AnswersBody;
use api_client::ETag;
use domain::downtime::Status;
use domain::ids::DowntimeId;
use http_tests::{Api, Caller, Made, Place, Wait};

use crate::world::{HTML, World, happens_once, is_kept, is_refused};

const WHEN: [(&str, &str); 9] = [
    ("start-day", "1"),
    ("start-month", "March"),
    ("start-year", "2027"),
    ("start_time", "9am"),
    ("end-day", "1"),
    ("end-month", "3"),
    ("end-year", "2027"),
    ("end_time", "17:30"),
    ("nature", "We move to another host"),
];

/// A whole notice: of the first endpoint that the page offers.
fn typed(world: &World) -> Vec<(&'static str, String)> {
    let page = world.signed_in(Caller::SERVICE).open("/portal/downtime/new");
    let endpoint = page.attribute("input[name=affected_endpoints]", "value");
    let when = WHEN.iter().map(|(name, value)| (*name, (*value).to_owned()));
    when.chain([("affected_endpoints", endpoint)]).collect()
}

fn lent<'t>(typed: &'t [(&'static str, String)]) -> Vec<(&'t str, &'t str)> {
    typed.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

fn with_notice() -> (World, DowntimeId) {
    let (api, notice) = Api::with_notice();
    (World::over(api), notice.id)
}

/// Holds W1, W4.
#[test]
fn downtime_is_declared_once() {
    let world = World::new();
    let list = world.signed_in(Caller::SERVICE).open("/portal/downtime");
    assert_eq!(list.link("Give notice of planned downtime"), "/portal/downtime/new");
    assert!(list.main().contains("There is no downtime to show."));
    let typed = typed(&world);
    let done = happens_once(&world, Caller::SERVICE, "/portal/downtime/new", &lent(&typed));
    let (page, _) = done.split_once("?done=declared").expect("the page of the notice");
    let id = page.rsplit('/').next().expect("an id").parse().expect("an id");
    let notice = world.api.client(Caller::SERVICE).read_downtime(id).wait().body;
    assert_eq!(
        (notice.start.to_string(), notice.end.to_string()),
        ("2027-03-01T09:00:00Z".to_owned(), "2027-03-01T17:30:00Z".to_owned())
    );
    let shown = world.signed_in(Caller::SECURITY).open(page);
    assert!(shown.main().contains("Monday 1 March 2027 at 17:30"), "{}", shown.main());
    assert!(shown.text(".portal-now").starts_with("There is nothing for you to do now."));
    let list = world.signed_in(Caller::SUPPORT).open("/portal/downtime");
    assert!(list.text("tbody tr").contains("We move to another host"), "{}", list.main());
    assert!(list.text("tbody tr").contains(&fakes::organisation(1).name.to_string()));
}

/// Holds W3.
#[test]
fn each_mistake_of_a_notice_is_at_its_field() {
    let world = World::new();
    let address = "/portal/downtime/new";
    let mut browser = world.signed_in(Caller::BUSINESS);
    let page = browser.open(address);
    let wrong = [
        ("start-day", "31"),
        ("start-month", "2"),
        ("start-year", "2027"),
        ("start_time", "9"),
        ("nature", HTML),
    ];
    let page = browser.post(address, &page.filled(&wrong)).page(422);
    for field in ["start-day", "start_time", "end-day", "end_time"] {
        assert!(page.source.contains(&format!("<a href=\"#{field}\">")), "{field}: {}", page.main());
    }
    assert_eq!((page.shown("start_time").as_str(), page.shown("nature").as_str()), ("9", HTML));
    assert!(!page.source.contains("<script>alert"));
    // What can be read, the API judges: no endpoint, and no text.
    let page = browser.post(address, &page.filled(&[&WHEN[..8], &[("nature", " ")]].concat())).page(422);
    let links = page.all(".govuk-error-summary li a").len();
    assert_eq!(links, 2, "{}", page.main());
    for field in ["nature", "affected_endpoints"] {
        assert!(page.source.contains(&format!("<a href=\"#{field}\">")), "{field}");
    }
}

/// Holds W1, W3.
#[test]
fn a_notice_is_its_roles_and_is_kept() {
    let world = World::new();
    let typed = typed(&world);
    let address = "/portal/downtime/new";
    is_refused(&world, Caller::SERVICE, Caller::SECURITY, address, 403, &lent(&typed));
    is_refused(&world, Caller::SERVICE, Caller::SUPPORT, address, 403, &lent(&typed));
    is_kept(&world, Caller::SERVICE, address, &lent(&typed));
}

/// Holds W1, W4.
#[test]
fn a_notice_is_changed_once() {
    let (world, id) = with_notice();
    let address = format!("/portal/downtime/{id}/change");
    let page = world.signed_in(Caller::SERVICE).open(&address);
    assert_eq!((page.shown("start-day").as_str(), page.shown("start_time").as_str()), ("1", "09:00"));
    happens_once(&world, Caller::SERVICE, &address, &[("end_time", "11:00"), ("nature", HTML)]);
    let notice = world.api.client(Caller::SERVICE).read_downtime(id).wait().body;
    assert_eq!(notice.end.to_string(), "2027-03-01T11:00:00Z");
    for address in [format!("/portal/downtime/{id}"), "/portal/downtime".to_owned(), address.clone()] {
        let page = world.signed_in(Caller::SERVICE).open(&address);
        assert!(!page.source.contains("<script>alert") && page.source.contains("alert(1)"), "{address}");
    }
    is_refused(&world, Caller::SERVICE, Caller::TEST_MANAGER, &address, 403, &[]);
    is_refused(&world, Caller::SERVICE, Caller::RIVAL, &address, 404, &[]);
}

/// Holds W1, W4.
#[test]
fn downtime_under_way_is_prolonged_and_ended() {
    let (world, id) = with_notice();
    world.api.go_to("2027-03-01T09:30:00Z");
    let page = world.signed_in(Caller::SERVICE).open(&format!("/portal/downtime/{id}"));
    assert!(page.text(".portal-now").starts_with("This downtime is under way."), "{}", page.main());
    let change = page.link("Change this notice");
    let form = world.signed_in(Caller::SERVICE).open(&change);
    assert!(form.all("input[name=start_time]:not([type=hidden])").is_empty(), "it has begun");
    happens_once(
        &world,
        Caller::SERVICE,
        &change,
        &[("end_time", "12:00"), ("short_notice_reason", "It takes longer")],
    );
    let end = page.link("End it now");
    is_refused(&world, Caller::BUSINESS, Caller::SECURITY, &end, 403, &[]);
    is_refused(&world, Caller::BUSINESS, Caller::RIVAL, &end, 404, &[]);
    happens_once(&world, Caller::BUSINESS, &end, &[]);
    let notice = world.api.client(Caller::SERVICE).read_downtime(id).wait().body;
    assert_eq!((notice.status.0, notice.end.to_string().as_str()), (Status::Ended, "2027-03-01T09:30:00Z"));
    world.signed_in(Caller::BUSINESS).get(&end).page(409);
}

/// Holds W1, W4.
#[test]
fn a_notice_is_cancelled_once_and_stays_listed() {
    let (world, id) = with_notice();
    let page = world.signed_in(Caller::BUSINESS).open(&format!("/portal/downtime/{id}"));
    // What has not begun cannot end.
    assert!(!page.has_link("End it now"));
    let refused = world.signed_in(Caller::BUSINESS).get(&format!("/portal/downtime/{id}/end")).page(409);
    assert!(refused.main().contains("It can be ended once it has begun"), "{}", refused.main());
    assert_eq!(refused.link("Go to the notice of downtime"), format!("/portal/downtime/{id}"));
    let cancel = page.link("Cancel this notice");
    is_refused(&world, Caller::BUSINESS, Caller::SECURITY, &cancel, 403, &[]);
    happens_once(&world, Caller::BUSINESS, &cancel, &[]);
    let mut browser = world.signed_in(Caller::BUSINESS);
    assert!(browser.open("/portal/downtime").main().contains("There is no downtime to show."));
    let page = browser.open("/portal/downtime?state=cancelled");
    assert!(page.text("tbody tr").contains("Cancelled"), "{}", page.main());
    let page = browser.open(&format!("/portal/downtime/{id}"));
    assert!(page.text(".portal-now").contains("this notice was cancelled"), "{}", page.main());
    assert!(!page.has_link("Cancel this notice"));
}

#[test]
fn calendar_files_are_passed_on() {
    let (world, id) = with_notice();
    let mut browser = world.signed_in(Caller::SECURITY);
    let one =
        browser.open(&format!("/portal/downtime/{id}")).link("Calendar file of this notice (iCalendar)");
    let all = browser.open("/portal/downtime").link("Calendar file of all downtime (iCalendar)");
    for address in [one.as_str(), all.as_str()] {
        let file = browser.get(address);
        assert_eq!(file.status, 200, "{address}");
        assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8");
        assert!(file.header("content-disposition").starts_with("attachment;"));
        assert!(file.text().starts_with("BEGIN:VCALENDAR\r\n"), "{}", file.text());
    }
    world.signed_in(Caller::RIVAL).get(&one).page(404);
    world.signed_in(Caller::RIVAL).get(&format!("/portal/downtime/{id}")).page(404);
}

/// The page of the notice that a change has.
fn of_change(made: &Made) -> String {
    format!("/portal/changes/{}/downtime/{}", made.id, Made::DOWNTIME)
}

/// Holds D2, W1, W4.
#[test]
fn notice_is_given_once_with_a_change() {
    let world = World::new();
    let made = world.api.change_at(Place::Recorded);
    let change = format!("/portal/changes/{}", made.id);
    let list = world.signed_in(Caller::SERVICE).open(&change).link("Planned downtime");
    let page = world.signed_in(Caller::SERVICE).open(&list);
    assert!(page.main().contains("No notice has been given with this change"), "{}", page.main());
    let address = page.link("Give notice of planned downtime");
    let typed = typed(&world);
    let done = happens_once(&world, Caller::SERVICE, &address, &lent(&typed));
    assert_eq!(done, format!("{list}?done=declared"));
    assert_eq!(world.api.read(made.id).downtime_notices.len(), 1);
    let page = world.signed_in(Caller::SECURITY).open(&list);
    assert!(page.text("tbody tr").contains("We move to another host"), "{}", page.main());
    assert!(!page.has_link("Give notice of planned downtime"));
    is_refused(&world, Caller::SERVICE, Caller::SECURITY, &address, 403, &lent(&typed));
    is_refused(&world, Caller::SERVICE, Caller::RIVAL, &address, 404, &lent(&typed));
    is_kept(&world, Caller::SERVICE, &address, &lent(&typed));
}

/// Holds D2, W3.
#[test]
fn who_needs_downtime_after_all_says_so() {
    let world = World::new();
    let answers = AnswersBody { needs_downtime: Some(false), ..http_tests::answers() };
    let id = world.api.draft(&answers).id;
    world.api.accept(id, world.api.request_upload(id).evidence.id);
    world.api.client(Caller::BUSINESS).submit_change(id, &ETag::any()).wait();
    let address = format!("/portal/changes/{id}/downtime/new");
    let typed = typed(&world);
    let mut browser = world.signed_in(Caller::SERVICE);
    let form = browser.open(&address);
    let page = browser.post(&address, &form.filled(&lent(&typed))).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#needed_after_all");
    assert_eq!(page.shown("nature"), "We move to another host");
    let form = form.filled(&[&lent(&typed)[..], &[("needed_after_all", "yes")]].concat());
    assert_eq!(browser.post(&address, &form).status, 303);
    assert_eq!(world.api.read(id).downtime_notices.len(), 1);
}

/// Holds D2, W1, W4.
#[test]
fn a_notice_of_a_change_is_changed_and_cancelled_once() {
    let world = World::new();
    let made = world.api.change_at(Place::Downtime);
    let notice = of_change(&made);
    let row = world.signed_in(Caller::SERVICE).open("/portal/downtime");
    assert!(row.source.contains(&format!("href=\"{notice}\"")), "{}", row.main());
    let page = world.signed_in(Caller::SERVICE).open(&notice);
    let change = page.link("Change this notice");
    happens_once(&world, Caller::SERVICE, &change, &[("end_time", "11:00"), ("nature", HTML)]);
    assert_eq!(world.api.read(made.id).downtime_notices[0].nature, HTML);
    assert!(!world.signed_in(Caller::SERVICE).open(&notice).source.contains("<script>alert"));
    let file = world.signed_in(Caller::SECURITY).get(&page.link("Calendar file of this notice (iCalendar)"));
    assert!(file.text().starts_with("BEGIN:VCALENDAR\r\n"), "{}", file.text());
    let cancel = page.link("Cancel this notice");
    for address in [&change, &cancel] {
        is_refused(&world, Caller::SERVICE, Caller::SECURITY, address, 403, &[]);
        is_refused(&world, Caller::SERVICE, Caller::RIVAL, address, 404, &[]);
    }
    let done = happens_once(&world, Caller::BUSINESS, &cancel, &[]);
    assert_eq!(done, format!("/portal/changes/{}/downtime?done=cancelled", made.id));
    assert!(world.api.read(made.id).downtime_notices.is_empty());
    world.signed_in(Caller::BUSINESS).get(&notice).page(404);
}

/// Holds D2, W1, W4.
#[test]
fn downtime_of_a_change_is_ended_once() {
    let world = World::new();
    let made = world.api.change_at(Place::InDowntime);
    let page = world.signed_in(Caller::SERVICE).open(&of_change(&made));
    assert!(page.text(".portal-now").starts_with("This downtime is under way."), "{}", page.main());
    let end = page.link("End it now");
    is_refused(&world, Caller::BUSINESS, Caller::TEST_MANAGER, &end, 403, &[]);
    happens_once(&world, Caller::BUSINESS, &end, &[]);
    assert_eq!(world.api.read(made.id).downtime_notices[0].end.to_string(), "2027-03-01T09:30:00Z");
    world.signed_in(Caller::BUSINESS).get(&end).page(409);
}

/// Holds W1.
#[test]
fn no_notice_is_offered_when_the_change_is_over() {
    let world = World::new();
    let made = world.api.change_in(domain::change::Status::Withdrawn);
    let list = format!("/portal/changes/{}/downtime", made.id);
    let mut browser = world.signed_in(Caller::SERVICE);
    let page = browser.open(&list);
    assert!(page.text(".portal-now").starts_with("Notice cannot be given"), "{}", page.main());
    assert!(!page.has_link("Give notice of planned downtime"));
    browser.get(&format!("{list}/new")).page(409);
}

/// Holds P1, A1, Q6, W2.
#[test]
fn the_history_of_a_notice_says_what_happened_and_by_whom() {
    let (world, id) = with_notice();
    let moved = http_tests::notice_on("2027-03-02");
    world.api.client(Caller::SERVICE).move_notice(id, &ETag::any(), &moved).wait();
    world.api.client(Caller::SERVICE).cancel_notice(id, &ETag::any()).wait();
    for caller in [Caller::SERVICE, Caller::SECURITY, Caller::REVIEWER] {
        let mut browser = world.signed_in(caller);
        let address = browser.open(&format!("/portal/downtime/{id}")).link("History of this notice");
        assert_eq!(address, format!("/portal/downtime/{id}/history"));
        let shown = browser.open(&address);
        let entries = shown.all("ol.portal-history > li");
        assert_eq!(entries.len(), 3, "{entries:?}");
        assert!(entries[0].starts_with("Downtime declared"), "{}", entries[0]);
        assert!(entries[0].contains("Start: Monday 1 March 2027 at 09:00"), "{}", entries[0]);
        assert!(entries[1].contains("From: start: Monday 1 March 2027 at 09:00"), "{}", entries[1]);
        assert!(entries[1].contains("To: start: Tuesday 2 March 2027 at 09:00"), "{}", entries[1]);
        assert!(entries[2].starts_with("Downtime cancelled"), "{}", entries[2]);
    }
    world.signed_in(Caller::RIVAL).get(&format!("/portal/downtime/{id}/history")).page(404);
    world.signed_in(Caller::SERVICE).get("/portal/downtime/nothing/history").page(404);
}
