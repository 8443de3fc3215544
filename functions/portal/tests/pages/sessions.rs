//! Sessions: tokens that are renewed, ends by time, memberships that are removed.

use http_tests::Caller;

use crate::world::World;

#[test]
fn tokens_are_renewed_in_the_last_minute_only() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::BUSINESS);
    let asked = world.pool.asked();
    world.pass(14 * 60);
    browser.open("/portal/");
    assert_eq!(world.pool.asked(), asked, "a minute is left");
    world.pass(1);
    browser.open("/portal/");
    assert_eq!(world.pool.asked(), asked + 1);
    browser.open("/portal/");
    assert_eq!(world.pool.asked(), asked + 1, "the new token was kept");
}

/// Holds W6.
#[test]
fn a_session_ends_after_8_hours_whatever_happens() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::BUSINESS);
    for _ in 0..47 {
        world.pass(10 * 60);
        browser.open("/portal/guide");
    }
    world.pass(10 * 60 - 1);
    browser.open("/portal/");
    world.pass(1);
    let reply = browser.get("/portal/");
    reply.redirects_to("/portal/sign-in?because=over&return_to=%2Fportal%2F");
    assert!(browser.open(reply.header("location")).main().contains("Sessions last up to 8 hours"));
}

/// Holds P2, W6.
#[test]
fn a_removed_member_reads_why_within_15_minutes() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::BUSINESS);
    world.pool.remove(Caller::BUSINESS);
    browser.open("/portal/guide");
    world.pass(15 * 60);
    let reply = browser.get("/portal/");
    reply.redirects_to("/portal/sign-in?because=removed&return_to=%2Fportal%2F");
    let page = browser.open(reply.header("location"));
    assert!(page.main().contains("your access to the portal was removed or changed"), "{}", page.main());
    // The session is over for good, not only for this click.
    assert_eq!(
        browser.get("/portal/").header("location"),
        "/portal/sign-in?because=new&return_to=%2Fportal%2F"
    );
}

#[test]
fn a_pool_that_is_down_ends_no_session() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::BUSINESS);
    world.pass(14 * 60 + 30);
    world.pool.break_down(true);
    browser.open("/portal/");
    world.pass(60);
    let page = browser.get("/portal/").page(503);
    assert_eq!(page.text("h1"), "Sorry, the service is not working");
    world.pool.break_down(false);
    browser.open("/portal/");
}

#[test]
fn a_page_says_when_its_session_ends() {
    let world = World::new();
    let page = world.signed_in(Caller::BUSINESS).open("/portal/");
    let notice = page.text("[data-portal-idle]");
    assert!(
        notice.starts_with("You have done nothing here for 15 minutes. You stay signed in until "),
        "{notice}"
    );
    assert_eq!(page.attribute("[data-portal-idle]", "data-portal-idle"), "900");
    assert!(page.source.contains("data-portal-idle=\"900\" hidden"));
}

/// Holds W6.
#[test]
fn the_table_shows_no_cookie_to_who_reads_it() {
    let world = World::new();
    let browser = world.signed_in(Caller::BUSINESS);
    let dump = world.items.dump();
    for (name, value) in &browser.cookies {
        assert!(!dump.contains(value), "{name}");
    }
}

#[test]
fn a_table_that_is_down_is_said() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::BUSINESS);
    world.items.break_down(true);
    let page = browser.get("/portal/").page(503);
    assert_eq!(page.text("h1"), "Sorry, the service is not working");
    world.items.break_down(false);
    browser.open("/portal/");
}
