//! The home page.

use api::AnswersBody;
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
    assert!(page.main().contains("Nothing is waiting for anybody else."));
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
    assert!(task.contains("Due ") && task.contains("Open since today"), "{task}");
}

/// Holds W2.
#[test]
fn drafts_are_told_apart() {
    let world = World::new();
    world.api.draft(&http_tests::answers());
    world.api.fakes.clock.advance(jiff::SignedDuration::from_hours(2));
    world.api.draft(&AnswersBody::default());
    let page = world.signed_in(Caller::BUSINESS).open("/portal/");
    let drafts = page.all(".portal-tasks li");
    assert_eq!(drafts.len(), 2);
    let typed = drafts.iter().filter(|draft| draft.contains("add new endpoints. Begun on ")).count();
    assert_eq!(typed, 1, "{drafts:?}");
    assert!(
        drafts.iter().all(|draft| draft.contains("Begun on ") && draft.contains("Not sent yet.")),
        "{drafts:?}"
    );
}

/// Holds W2.
#[test]
fn what_waits_for_others_names_them() {
    let world = World::new();
    world.api.change_at(Place::Open(Step::ServiceAcceptance));
    let page = world.signed_in(Caller::BUSINESS).open("/portal/");
    let row = page.text(".portal-rows tbody tr");
    assert!(row.starts_with("Complete service acceptance") && row.contains("service manager"), "{row}");
    assert!(page.main().contains("There is nothing for you to do now. Below is what others have to do."));
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

/// Holds Q1, W2.
#[test]
fn more_than_fits_is_said_and_leads_to_all_of_it() {
    let world = World::new();
    for _ in 0..37 {
        world.api.fakes.clock.advance(jiff::SignedDuration::from_mins(1));
        world.api.draft(&http_tests::answers());
    }
    let mut own = world.signed_in(Caller::BUSINESS);
    let home = own.open("/portal/");
    assert!(home.main().contains("There is more to do than is shown here."), "{}", home.main());
    let first = own.open(&home.link("See all that waits for you and for others"));
    assert!(first.main().contains("It is your turn in 25 of the entries below."), "{}", first.main());
    let mut other = world.signed_in(Caller::SECURITY);
    let home = other.open("/portal/");
    assert!(home.main().contains("More waits for others than is shown here."), "{}", home.main());
    let first = other.open(&home.link("See all that waits at your organisation and at PDP"));
    let second = other.open(&first.attribute("a[rel=next]", "href"));
    assert_eq!((first.all("tbody tr").len(), second.all("tbody tr").len()), (25, 12));
    assert!(second.main().contains("There is nothing for you to do in the list below."), "{}", second.main());
    assert_eq!(second.link("First page"), "/portal/waiting");
    assert_ne!(first.title(), second.title());
    world.signed_in(Caller::REVIEWER).get("/portal/waiting").page(404);
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
        [
            "Work list",
            "Technical changes",
            "Testing",
            "Organisations",
            "Endpoints",
            "Downtime",
            "Figures",
            "Team",
            "Guide"
        ]
    );
}
