//! Where PDP tests, and the connection date.

use domain::change::GoingLiveKind;
use domain::policy::Step;
use http_tests::{Api, Caller, MadeOat, OatPlace, Place, Wait};

use crate::world::{World, happens_once, is_kept, is_refused};

const URLS: [(&str, &str); 4] = [
    ("find", "https://find.test.example.org/a"),
    ("view", "https://view.test.example.org/a"),
    ("pat_refresh", "https://pat.test.example.org/a"),
    ("points_at_solution", "yes"),
];

fn test_endpoints(world: &World) -> (domain::ids::ChangeId, String) {
    let made = world.api.change_at(Place::Open(Step::Prerequisites));
    (made.id, format!("/portal/changes/{}/test-endpoints", made.id))
}

/// Holds W1, W4.
#[test]
fn test_endpoints_are_recorded_once() {
    let world = World::new();
    let (id, address) = test_endpoints(&world);
    let change = world.signed_in(Caller::TEST_MANAGER).open(&format!("/portal/changes/{id}"));
    assert_eq!(change.link("Test endpoints"), address);
    let done = happens_once(&world, Caller::TEST_MANAGER, &address, &URLS);
    assert!(done.ends_with("/steps/integration_testing?done=test-endpoints"), "{done}");
    let recorded = world.api.read(id).integration_testing.endpoints.expect("they are recorded");
    assert_eq!(recorded.pat_refresh, URLS[2].1);
    // Until testing is arranged, the page shows what is recorded, to be changed.
    let page = world.signed_in(Caller::TEST_MANAGER).open(&address);
    assert_eq!((page.shown("find").as_str(), page.shown("points_at_solution").as_str()), (URLS[0].1, "yes"));
}

/// Holds W3.
#[test]
fn each_mistake_of_test_endpoints_is_at_its_field() {
    let world = World::new();
    let (_, address) = test_endpoints(&world);
    let mut browser = world.signed_in(Caller::TEST_MANAGER);
    let page = browser.open(&address);
    let typed = page.filled(&[("find", "http://<script>alert(1)</script>"), ("view", ""), URLS[2]]);
    let page = browser.post(&address, &typed).page(422);
    assert_eq!(page.all(".govuk-error-summary li a").len(), 3, "{}", page.main());
    for (field, words) in [
        ("find", ""),
        ("view", "Enter the URL of your test View endpoint"),
        ("points_at_solution", "Select yes if the test endpoints point at the solution"),
    ] {
        assert!(page.text(&format!("#{field}-error")).contains(words), "{field}");
    }
    assert_eq!(page.shown("find"), "http://<script>alert(1)</script>");
    assert!(!page.source.contains("<script>alert"));
    assert_eq!(browser.post(&address, &page.filled(&URLS)).status, 303);
}

/// Holds W3.
#[test]
fn test_endpoints_typed_in_an_ended_session_are_kept() {
    let world = World::new();
    let (_, address) = test_endpoints(&world);
    is_kept(&world, Caller::TEST_MANAGER, &address, &URLS);
}

/// Holds W1.
#[test]
fn only_a_test_manager_records_test_endpoints() {
    let world = World::new();
    let (_, address) = test_endpoints(&world);
    is_refused(&world, Caller::TEST_MANAGER, Caller::BUSINESS, &address, 403, &URLS);
    is_refused(&world, Caller::TEST_MANAGER, Caller::REVIEWER, &address, 403, &URLS);
    is_refused(&world, Caller::TEST_MANAGER, Caller::RIVAL, &address, 404, &URLS);
}

/// Holds W1, W2.
#[test]
fn arranged_testing_leads_to_a_support_request() {
    let world = World::new();
    let made = world.api.change_at(Place::Arranged);
    let address = format!("/portal/changes/{}/test-endpoints", made.id);
    let page = world.signed_in(Caller::TEST_MANAGER).open(&address);
    assert_eq!(page.all("main form").len(), 0);
    assert!(
        page.text(".portal-now").contains("arranged for Monday 1 March 2027 at 10:00"),
        "{}",
        page.main()
    );
    assert_eq!(
        page.link("Ask to change the test endpoints"),
        format!("/portal/changes/{}/support/change_test_endpoints", made.id)
    );
    let page = world.signed_in(Caller::BUSINESS).open(&address);
    assert!(page.text(".portal-now").starts_with("There is nothing for you to do now."));
}

const DATE: [(&str, &str); 3] =
    [("connection_date-day", "1"), ("connection_date-month", "March"), ("connection_date-year", "2027")];

fn needed(world: &World) -> (domain::ids::ChangeId, String) {
    let made = world.api.change_at(Place::DateNeeded);
    world.pass(24 * 60 * 60);
    (made.id, format!("/portal/changes/{}/connection-date", made.id))
}

/// Holds W1, W4.
#[test]
fn a_new_connection_date_is_given_once() {
    let world = World::new();
    let (id, address) = needed(&world);
    assert_eq!(world.api.read(id).going_live.state, GoingLiveKind::DateNeeded);
    let mut browser = world.signed_in(Caller::SERVICE);
    let change = browser.open(&format!("/portal/changes/{id}"));
    assert_eq!(change.link("Give a new connection date"), address);
    let page = browser.open(&address);
    assert!(page.text(".portal-now").starts_with("It is your turn: the connection date was "));
    assert!(!page.source.contains("--error"), "nothing is wrong yet");
    let done = happens_once(&world, Caller::SERVICE, &address, &DATE);
    assert_eq!(done, format!("/portal/changes/{id}?done=date-given"));
    assert_eq!(world.api.read(id).going_live.on, Some("2027-03-01".parse().expect("a day")));
}

/// Holds W3.
#[test]
fn a_wrong_date_focuses_its_first_wrong_part() {
    let world = World::new();
    let (_, address) = needed(&world);
    let mut browser = world.signed_in(Caller::SERVICE);
    for (day, month, year, part, words) in [
        ("", "", "", "day", "Enter the connection date"),
        ("1", "", "2027", "month", "The connection date must include a month"),
        ("31", "2", "2027", "day", "The connection date must be a real date"),
        ("1", "3", "27", "year", "The connection date must have a year of 4 numbers"),
        ("1", "1", "2020", "day", ""),
    ] {
        let typed =
            [("connection_date-day", day), ("connection_date-month", month), ("connection_date-year", year)];
        let page = browser.open(&address);
        let page = browser.post(&address, &page.filled(&typed)).page(422);
        assert_eq!(page.attribute(".govuk-error-summary a", "href"), format!("#connection_date-{part}"));
        assert!(page.text("#connection_date-error").contains(words), "{}", page.main());
        assert_eq!(page.shown("connection_date-year"), year);
    }
}

/// Holds W1, W3.
#[test]
fn a_date_is_a_service_managers_and_is_kept() {
    let world = World::new();
    let (_, address) = needed(&world);
    is_refused(&world, Caller::SERVICE, Caller::BUSINESS, &address, 403, &DATE);
    is_refused(&world, Caller::SERVICE, Caller::SUPPORT, &address, 403, &DATE);
    is_refused(&world, Caller::SERVICE, Caller::RIVAL, &address, 404, &DATE);
    is_kept(&world, Caller::SERVICE, &address, &DATE);
}

/// Holds W1, W4.
#[test]
fn another_connection_date_is_asked_for_once() {
    let (api, oat): (Api, MadeOat) = Api::with_oat(OatPlace::Passed);
    let world = World::over(api);
    let id = oat.change();
    let address = format!("/portal/changes/{id}/connection-date");
    let mut browser = world.signed_in(Caller::SERVICE);
    assert_eq!(browser.open(&format!("/portal/changes/{id}")).link("Connection date"), address);
    let page = browser.open(&address);
    assert!(page.text(".portal-now").contains("You can ask PDP for another one."), "{}", page.main());
    let page = browser.post(&address, &page.filled(&DATE)).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#reason");
    let typed: Vec<_> = DATE.into_iter().chain([("reason", "Our supplier is late")]).collect();
    let done = happens_once(&world, Caller::SERVICE, &address, &typed);
    assert_eq!(done, format!("/portal/changes/{id}?done=date-asked"));
    let asked = world.api.client(Caller::SERVICE).read_oat(oat.id).wait().date_changes.clone();
    assert_eq!(asked.last().map(|one| one.reason.as_str()), Some("Our supplier is late"));
    let page = world.signed_in(Caller::SERVICE).open(&address);
    assert!(page.main().contains("You asked for Monday 1 March 2027."), "{}", page.main());
}
