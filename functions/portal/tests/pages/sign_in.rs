//! Signing in at the user pool, and out again.

use http_tests::Caller;
use serde_json::json;

use crate::world::World;

/// Holds W6.
#[test]
fn who_is_not_signed_in_is_led_to_signing_in_and_back() {
    let world = World::new();
    let mut browser = world.browser();
    let wanted = "/portal/changes?status=draft";
    let reply = browser.get(wanted);
    reply.redirects_to("/portal/sign-in?because=new&return_to=%2Fportal%2Fchanges%3Fstatus%3Ddraft");
    let page = browser.open(reply.header("location"));
    let start = page.link("Sign in to the connection portal".split(" to ").next().unwrap());
    assert!(
        page.attribute(".govuk-button--start", "href").starts_with("/portal/sign-in/start?return_to="),
        "{start}"
    );
    browser.sign_in(Caller::BUSINESS, wanted).redirects_to(wanted);
    let page = browser.open(wanted);
    let name = fakes::organisation(1).name.to_string();
    assert!(page.text("header .portal-who").starts_with(&name), "{}", page.text("header"));
    assert!(page.text("header .portal-who").contains("(primary business contact)"));
}

/// Holds W6.
#[test]
fn the_sign_in_page_names_both_reasons_why_one_fails() {
    let page = World::new().browser().open("/portal/sign-in");
    // The header's own way in would lose where somebody wanted to go.
    assert!(page.all("header a[href='/portal/sign-in']").is_empty());
    assert!(page.main().contains("14 days"), "{}", page.main());
    assert!(page.main().contains("Your email address or your password may be wrong"));
}

#[test]
fn a_sign_in_that_is_broken_off_says_what_may_be_wrong() {
    let world = World::new();
    let mut browser = world.browser();
    let address = browser.begin_sign_in("/portal/");
    let state = address.split("state=").nth(1).unwrap().split('&').next().unwrap();
    let page = browser
        .get(&format!("/portal/sign-in/callback?error=access_denied&error_description=%3Cb%3Ebad%3C%2Fb%3E&state={state}"))
        .page(403);
    assert!(page.main().contains("The sign-in was not completed.") && page.main().contains("14 days"));
    assert!(!page.source.contains("bad"), "{}", page.source);
    assert!(page.has_link("Try again"));
}

/// Holds P2, W6.
#[test]
fn who_is_a_member_of_nothing_gets_no_session() {
    let world = World::new();
    world.pool.remove(Caller::BUSINESS);
    let mut browser = world.browser();
    let page = browser.sign_in(Caller::BUSINESS, "/portal/").page(403);
    assert!(page.main().contains("you are not a member of an organisation"), "{}", page.main());
    assert!(!browser.cookies.contains_key("__Host-portal-session"));
}

/// Holds W6.
#[test]
fn tokens_of_somebody_else_begin_no_session() {
    for (token, claim, value) in [
        ("id", "nonce", json!("of another sign-in")),
        ("id", "aud", json!("another-client")),
        ("id", "iss", json!("https://issuer.example.org/other")),
        ("id", "sub", json!("0190a0b0-0000-7000-8000-00000000feed")),
        ("id", "token_use", json!("access")),
        ("access", "client_id", json!("another-client")),
        ("access", "iss", json!("https://issuer.example.org/other")),
        ("access", "token_use", json!("id")),
        ("access", "exp", json!(1)),
    ] {
        let world = World::new();
        world.pool.twist(token, claim, value);
        let mut browser = world.browser();
        let page = browser.sign_in(Caller::BUSINESS, "/portal/").page(403);
        assert!(page.main().contains("could not be confirmed"), "{token} {claim}: {}", page.main());
        assert!(!browser.cookies.contains_key("__Host-portal-session"), "{token} {claim}");
    }
}

#[test]
fn two_tabs_sign_in_at_once() {
    let world = World::new();
    let mut browser = world.browser();
    let first = browser.begin_sign_in("/portal/changes");
    let second = browser.begin_sign_in("/portal/guide");
    let back = world.pool.sign_in(Caller::BUSINESS, &first);
    browser.get(&back).redirects_to("/portal/changes");
    let back = world.pool.sign_in(Caller::BUSINESS, &second);
    browser.get(&back).redirects_to("/portal/guide");
}

/// Holds W6.
#[test]
fn a_sign_in_ends_after_an_hour() {
    let world = World::new();
    let mut browser = world.browser();
    let address = browser.begin_sign_in("/portal/");
    world.pass(60 * 60);
    let back = world.pool.sign_in(Caller::BUSINESS, &address);
    assert!(browser.get(&back).page(403).main().contains("took longer than an hour"));
}

/// Holds W6.
#[test]
fn signing_out_ends_the_session_and_that_of_the_pool() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::BUSINESS);
    let reply = browser.sign_out();
    let leave = "https://sign-in.example.org/logout?client_id=portal-client&logout_uri=https%3A%2F%2Fportal.example.org%2Fportal%2Fsigned-out";
    assert_eq!(reply.header("refresh"), format!("0; url={leave}"));
    let page = reply.page(200);
    assert_eq!(page.link("finish signing out"), leave);
    assert!(!browser.cookies.contains_key("__Host-portal-session"));
    assert_eq!(browser.open("/portal/signed-out").text("h1"), "You are signed out");
    assert_eq!(browser.get("/portal/").status, 303);
}

#[test]
fn somebody_at_pdp_is_shown_as_such() {
    let world = World::new();
    let who = world.signed_in(Caller::REVIEWER).open("/portal/").text("header .portal-who");
    assert!(who.starts_with("Pensions Dashboards Programme · "), "{who}");
    assert!(who.contains("(reviewer)"), "{who}");
}
