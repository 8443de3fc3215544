//! The home page, and PDP's work list.

use domain::change::Status;
use domain::policy::Step;
use http_tests::{Caller, Place};

use crate::world::World;

/// Holds W2.
#[test]
fn who_has_nothing_to_do_reads_so_first() {
    let world = World::new();
    let page = world.signed_in(Caller::SECURITY).open("/portal/");
    assert_eq!(page.text("h1"), "For you to do");
    assert!(page.main().contains("There is nothing for you to do now."), "{}", page.main());
    assert!(page.main().contains("Nothing waits for anybody else."));
}

/// Holds W2.
#[test]
fn what_waits_for_its_reader_comes_first() {
    let world = World::new();
    let made = world.api.change_at(Place::Open(Step::ServiceAcceptance));
    let page = world.signed_in(Caller::SERVICE).open("/portal/");
    assert_eq!(
        page.link("Complete service acceptance"),
        format!("/portal/changes/{}/steps/service_acceptance", made.id)
    );
    let task = page.text(".portal-tasks li");
    assert!(task.contains("For you as service manager"), "{task}");
    assert!(task.contains("Due ") && task.contains("It has been open since today"), "{task}");
}

/// Holds W2.
#[test]
fn what_waits_for_others_names_them() {
    let world = World::new();
    world.api.change_at(Place::Open(Step::ServiceAcceptance));
    let page = world.signed_in(Caller::BUSINESS).open("/portal/");
    let row = page.text(".portal-rows tbody tr");
    assert!(row.starts_with("Complete service acceptance") && row.contains("service manager"), "{row}");
    assert!(page.main().contains("There is nothing for you to do now. Below is what waits for others."));
}

#[test]
fn what_is_late_says_so() {
    let world = World::new();
    world.api.change_in(Status::AwaitingInformation);
    world.api.fakes.clock.advance(jiff::SignedDuration::from_hours(24 * 40));
    let page = world.signed_in(Caller::BUSINESS).open("/portal/");
    let task = page.text(".portal-tasks .portal-late");
    assert!(task.contains("Late: was due on ") && task.contains("working days"), "{task}");
}

#[test]
fn a_change_that_ended_is_found_again() {
    let world = World::new();
    let made = world.api.change_in(Status::Rejected);
    let page = world.signed_in(Caller::BUSINESS).open("/portal/");
    let reference = world.api.read(made.id).reference.unwrap();
    assert_eq!(page.link(&reference), format!("/portal/changes/{}", made.id));
    assert!(page.main().contains("was rejected by PDP"), "{}", page.main());
}

/// Holds W2.
#[test]
fn pdp_sees_the_work_of_its_roles_and_everything() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let mut reviewer = world.signed_in(Caller::REVIEWER);
    let page = reviewer.open("/portal/");
    assert_eq!(page.link("Review a technical change"), format!("/portal/changes/{}", made.id));
    assert!(page.has_link("A review: 1"), "{:?}", page.all("a"));
    // Nothing of it is for support, but support can see it.
    let mut support = world.signed_in(Caller::SUPPORT);
    assert!(support.open("/portal/").main().contains("There is nothing here for you to do now."));
    let everything = support.open(&page.link("Everything"));
    assert!(everything.has_link("Review a technical change"));
    assert_ne!(everything.title(), page.title());
}

#[test]
fn a_work_list_of_one_kind_has_that_kind_alone() {
    let world = World::new();
    world.api.change_in(Status::InReview);
    let mut reviewer = world.signed_in(Caller::REVIEWER);
    let reviews = reviewer.open("/portal/?kind=review");
    assert!(reviews.has_link("Review a technical change"));
    let holds = reviewer.open("/portal/?kind=hold");
    assert!(!holds.has_link("Review a technical change"));
    assert_eq!(holds.title(), "Work list: a hold on going live – Connection portal");
}

#[test]
fn the_navigation_offers_what_its_reader_may_see() {
    let world = World::new();
    let entries = |caller| world.signed_in(caller).open("/portal/").all(".govuk-service-navigation__link");
    assert_eq!(
        entries(Caller::BUSINESS),
        ["Home", "Technical changes", "Testing", "Endpoints", "Downtime", "Team", "Guide"]
    );
    assert_eq!(
        entries(Caller::REVIEWER),
        ["Work list", "Technical changes", "Testing", "Endpoints", "Downtime", "Team", "Guide"]
    );
}

#[test]
fn a_page_makes_at_most_three_calls_and_reads_one_item() {
    let world = World::new();
    let made = world.api.change_at(Place::Open(Step::ServiceAcceptance));
    let below = [
        "",
        "/history",
        "/steps/service_acceptance",
        "/steps/live_cryptographic_material",
        "/test-endpoints",
        "/connection-date",
        "/support",
        "/material/live",
    ];
    for caller in [Caller::BUSINESS, Caller::REVIEWER] {
        let mut browser = world.signed_in(caller);
        for address in ["", "changes", "guide", "endpoints", "downtime", "oat", "pre-flights", "disputes"]
            .map(|page| format!("/portal/{page}"))
            .into_iter()
            .chain(below.map(|end| format!("/portal/changes/{}{end}", made.id)))
        {
            world.gateway.calls();
            let before = world.items.counts();
            browser.open(&address);
            let calls = world.gateway.calls();
            assert!(calls.len() <= 3, "{address}: {calls:?}");
            let after = world.items.counts();
            assert_eq!((after.0 - before.0, after.1 - before.1), (1, 0), "{address}");
        }
    }
}

#[test]
fn pages_are_small_enough_for_a_slow_connection() {
    let world = World::new();
    let made = world.api.change_at(Place::Open(Step::ServiceAcceptance));
    let mut browser = world.signed_in(Caller::SERVICE);
    let mut total = 0;
    for (address, most) in [
        ("/portal/".to_owned(), 30_000),
        ("/portal/guide".to_owned(), 30_000),
        ("/portal/changes".to_owned(), 30_000),
        ("/portal/endpoints".to_owned(), 30_000),
        ("/portal/downtime/new".to_owned(), 30_000),
        (format!("/portal/changes/{}", made.id), 30_000),
        (format!("/portal/changes/{}/steps/service_acceptance", made.id), 30_000),
        (format!("/portal/changes/{}/support/delay_going_live", made.id), 30_000),
        (format!("/portal/changes/{}/history", made.id), 60_000),
    ] {
        let reply = browser.get(&address);
        assert!(reply.bytes.len() <= most, "{address}: {}", reply.bytes.len());
        assert!(reply.sent <= 8_000, "{address}: {} compressed", reply.sent);
        total = reply.sent.max(total);
    }
    let page = browser.open("/portal/");
    let assets = [page.attribute("link[rel=stylesheet]", "href"), page.attribute("script", "src")];
    let first: usize = assets.iter().map(|address| browser.get(address).sent).sum::<usize>() + total;
    assert!(first <= 32_000, "a first visit is {first} bytes");
}
