//! Trouble, as pages.

use domain::change::Status;
use http_tests::Caller;

use crate::world::{Failing, World};

#[test]
fn an_address_without_a_page_says_so() {
    let world = World::new();
    for address in [
        "/portal/nothing",
        "/portal/changes/not-an-id",
        "/portal/changes/0190a0b0-0000-7000-8000-00000000feed",
    ] {
        let page = world.signed_in(Caller::BUSINESS).get(address).page(404);
        assert_eq!(page.title(), "Page not found – Connection portal", "{address}");
        assert_eq!(page.link("Go to the home page"), "/portal/");
        assert!(page.has_link("Technical changes"), "its reader can still go elsewhere");
    }
    assert_eq!(world.browser().get("/portal/nothing").page(404).text("h1"), "Page not found");
}

/// Holds W2.
#[test]
fn what_is_not_possible_leads_to_what_it_is_about() {
    let world = World::new();
    let change = format!("/portal/changes/{}", world.api.change_in(Status::InReview).id);
    let page = world.signed_in(Caller::BUSINESS).get(&format!("{change}/answer")).page(409);
    assert_eq!(page.link("Go to the technical change"), change);
}

#[test]
fn the_address_without_a_slash_leads_home() {
    let reply = World::new().browser().get("/portal");
    assert_eq!((reply.status.as_u16(), reply.header("location")), (308, "/portal/"));
}

#[test]
fn a_back_end_that_is_down_is_said() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::BUSINESS);
    for how in [Failing::Silent, Failing::Gateway(500), Failing::Gateway(503)] {
        world.gateway.fail(Some(how));
        for address in ["/portal/", "/portal/changes"] {
            let page = browser.get(address).page(503);
            assert_eq!(page.text("h1"), "Sorry, the service is not working");
            assert_eq!(page.link("Try again"), address);
        }
    }
    browser.open("/portal/guide");
}

#[test]
fn too_many_requests_say_when_to_try_again() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::BUSINESS);
    world.gateway.fail(Some(Failing::Gateway(429)));
    let page = browser.get("/portal/").page(429);
    assert_eq!(page.text("h1"), "Too many requests");
    assert!(page.main().contains("Try again in a moment."));
}

#[test]
fn a_token_that_holds_no_more_leads_to_signing_in() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::BUSINESS);
    world.gateway.fail(Some(Failing::Gateway(401)));
    let page = browser.get("/portal/").page(401);
    assert!(page.link("Sign in again").starts_with("/portal/sign-in?because=over"));
}

#[test]
fn a_page_cannot_be_used_in_another_way() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::BUSINESS);
    let csrf = browser.open("/portal/").attribute("header input[name=csrf]", "value");
    let page = browser.post("/portal/changes", &[("csrf".to_owned(), csrf)]).page(405);
    assert_eq!(page.text("h1"), "This page cannot be used like that");
}

#[test]
fn a_form_without_end_is_not_read() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::BUSINESS);
    let page = browser.post("/portal/sign-out", &[("text".to_owned(), "x".repeat(300_000))]).page(413);
    assert_eq!(page.text("h1"), "This form is too long");
}
