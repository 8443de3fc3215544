//! Support requests of a change.

use api::SupportAnswerBody;
use api_client::ETag;
use domain::change::Status;
use domain::change::support::SupportKind;
use http_tests::{Caller, Made, Place, Wait};

use crate::world::{HTML, World, happens_once, is_kept, is_refused};

fn asked(world: &World) -> (Made, String) {
    let made = world.api.change_in(Status::Confirmed);
    let address = format!("/portal/changes/{}/support", made.id);
    (made, address)
}

const DELAY: [(&str, &str); 4] =
    [("text", "Our supplier is late"), ("until-day", "1"), ("until-month", "mar"), ("until-year", "2027")];

/// Holds W1, W4.
#[test]
fn a_delay_of_going_live_is_asked_for_once() {
    let world = World::new();
    let (made, list) = asked(&world);
    let mut browser = world.signed_in(Caller::BUSINESS);
    assert_eq!(browser.open(&format!("/portal/changes/{}", made.id)).link("Support requests"), list);
    let address = browser.open(&list).link("Ask to delay going live");
    let done = happens_once(&world, Caller::BUSINESS, &address, &DELAY);
    assert_eq!(done, format!("{list}?done=support-asked"));
    let request = &world.api.read(made.id).support_requests[0];
    assert_eq!(
        (request.kind.0, request.until),
        (SupportKind::DelayGoingLive, Some("2027-03-01".parse().expect("a day")))
    );
    let page = world.signed_in(Caller::SECURITY).open(&list);
    let shown = page.text(".portal-history > li");
    assert!(shown.contains("Waiting for PDP’s answer") && shown.contains("Our supplier is late"), "{shown}");
    assert!(shown.contains("Until: Monday 1 March 2027"), "{shown}");
}

/// Holds W1.
#[test]
fn each_role_is_offered_the_requests_it_may_open() {
    let world = World::new();
    let (_, list) = asked(&world);
    for (caller, kinds) in [
        (Caller::BUSINESS, &["Ask to delay going live", "Ask for something else"][..]),
        (
            Caller::SERVICE,
            &["Ask to delay going live", "Ask for an OAT support session", "Ask for something else"],
        ),
        (Caller::TEST_MANAGER, &["Ask to change the test endpoints", "Ask for something else"]),
        (Caller::SECURITY, &["Ask for something else"]),
        (Caller::SUPPORT, &[]),
    ] {
        let page = world.signed_in(caller).open(&list);
        assert_eq!(page.all(".portal-now a"), kinds, "{caller:?}");
    }
    let (draft, _) = (world.api.draft(&http_tests::answers()).id, ());
    let page = world.signed_in(Caller::BUSINESS).open(&format!("/portal/changes/{draft}/support"));
    assert_eq!(page.all(".portal-now a"), [""; 0]);
}

/// Holds W3.
#[test]
fn a_support_request_names_what_is_wrong() {
    let world = World::new();
    let (_, list) = asked(&world);
    let address = format!("{list}/delay_going_live");
    let mut browser = world.signed_in(Caller::SERVICE);
    for (typed, at) in [
        ([("text", "Late"), ("until-day", "31"), ("until-month", "2"), ("until-year", "2027")], "#until-day"),
        ([("text", "Late"), ("until-day", "1"), ("until-month", "1"), ("until-year", "2020")], "#until-day"),
        ([("text", " "), ("until-day", ""), ("until-month", ""), ("until-year", "")], "#text"),
    ] {
        let page = browser.open(&address);
        let page = browser.post(&address, &page.filled(&typed)).page(422);
        assert_eq!(page.attribute(".govuk-error-summary a", "href"), at, "{}", page.main());
        assert_eq!(page.shown("until-day"), typed[1].1);
    }
}

/// Holds W1.
#[test]
fn other_test_endpoints_are_asked_for_with_their_urls() {
    let world = World::new();
    let made = world.api.change_at(Place::Arranged);
    let address = format!("/portal/changes/{}/support/change_test_endpoints", made.id);
    let mut browser = world.signed_in(Caller::TEST_MANAGER);
    let page = browser.open(&address);
    assert_eq!(page.shown("find"), "https://find.test.example.org/pensions", "as recorded");
    let page = browser.post(&address, &page.filled(&[("find", "nonsense"), ("text", "We moved")])).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#find", "{}", page.main());
    let typed = [("find", "https://find.test.example.org/new"), ("text", "We moved")];
    happens_once(&world, Caller::TEST_MANAGER, &address, &typed);
    let requests = world.api.read(made.id).support_requests;
    let urls = requests[0].test_endpoints.as_ref().expect("the URLs");
    assert_eq!(urls.find, "https://find.test.example.org/new");
}

/// Holds W1, W3.
#[test]
fn a_support_request_is_its_roles_and_is_kept() {
    let world = World::new();
    let (_, list) = asked(&world);
    let address = format!("{list}/delay_going_live");
    is_refused(&world, Caller::BUSINESS, Caller::SECURITY, &address, 403, &DELAY);
    is_refused(&world, Caller::BUSINESS, Caller::SUPPORT, &address, 403, &DELAY);
    // A stranger is told nothing about the change, not even that it is there.
    let mut rival = world.signed_in(Caller::RIVAL);
    rival.get(&address).page(404);
    rival.get(&list).page(404);
    is_kept(&world, Caller::BUSINESS, &address, &DELAY);
}

/// Holds W1, W3.
#[test]
fn requests_and_answers_are_shown_as_text() {
    let world = World::new();
    let (made, list) = asked(&world);
    let address = format!("{list}/other");
    let mut browser = world.signed_in(Caller::SECURITY);
    let page = browser.open(&address);
    assert_eq!(browser.post(&address, &page.filled(&[("text", HTML)])).status, 303);
    let reference = world.api.read(made.id).support_requests[0].reference.clone();
    let answer =
        SupportAnswerBody { answer: HTML.to_owned(), accepted: None, until: None, until_released: None };
    world
        .api
        .client(Caller::SUPPORT)
        .answer_support_request(made.id, &reference, &ETag::any(), &answer)
        .wait();
    let page = browser.open(&list);
    let shown = page.text(".portal-history > li");
    assert!(shown.contains("Answered") && shown.contains("PDP’s answer: </textarea>"), "{shown}");
    assert!(!page.source.contains("<script>alert"));
    browser.get(&format!("{list}/nothing")).page(404);
}
