//! Forms: nothing typed is lost, and nothing happens twice.

use domain::change::Status;
use http_tests::{Caller, Made};

use crate::world::{Browser, Failing, Page, World};

const TYPED: &str = "The find service.\nNothing else.";

/// A change with a question of PDP, and the address of the form that answers it.
fn asked(world: &World) -> (Made, String) {
    let made = world.api.change_in(Status::AwaitingInformation);
    let address = format!("/portal/changes/{}/answer", made.id);
    (made, address)
}

/// The fields of a form, with this typed.
fn typed(page: &Page, text: &str) -> Vec<(String, String)> {
    let fields = page.form().into_iter();
    fields
        .map(|(name, value)| if name == "answer" { (name, text.to_owned()) } else { (name, value) })
        .collect()
}

/// What the form shows as typed.
fn shown(browser: &mut Browser<'_>, address: &str) -> String {
    let page = browser.open(address);
    page.form()
        .into_iter()
        .find(|(name, _)| name == "answer")
        .expect("the field")
        .1
        .trim_start_matches('\n')
        .to_owned()
}

#[test]
fn an_answer_goes_to_pdp_and_says_so() {
    let world = World::new();
    let (made, address) = asked(&world);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let change = browser.open(&format!("/portal/changes/{}", made.id));
    assert_eq!(change.link("Answer PDP’s question"), address);
    let page = browser.open(&address);
    assert!(page.main().contains("Which systems are affected?"));
    let reply = browser.post(&address, &typed(&page, TYPED));
    reply.redirects_to(&format!("/portal/changes/{}?done=answered", made.id));
    let done = browser.open(reply.header("location"));
    assert!(done.text(".govuk-notification-banner--success").contains("Your answer has been sent to PDP."));
    assert_eq!(world.api.read(made.id).questions[0].answer.as_deref(), Some(TYPED));
}

/// Holds W3.
#[test]
fn a_mistake_is_named_beside_what_was_typed() {
    let world = World::new();
    let (_, address) = asked(&world);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let page = browser.open(&address);
    let page = browser.post(&address, &typed(&page, &"x".repeat(2_001))).page(422);
    assert!(page.title().starts_with("Error: "), "{}", page.title());
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#answer");
    assert!(page.text("#answer-error").starts_with("Error: "));
    assert!(page.attribute("#answer", "aria-describedby").contains("answer-error"));
    assert_eq!(page.text("#answer").len(), 2_001);
    // Put right, the same form is taken.
    let reply = browser.post(&address, &typed(&page, TYPED));
    assert_eq!(reply.status, 303, "{}", reply.text());
}

/// Holds W4.
#[test]
fn a_double_click_answers_once() {
    let world = World::new();
    let (made, address) = asked(&world);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let form = typed(&browser.open(&address), TYPED);
    let first = browser.post(&address, &form);
    let version = world.api.read(made.id).version;
    let second = browser.post(&address, &form);
    assert_eq!((second.status, second.header("location")), (first.status, first.header("location")));
    assert_eq!(world.api.read(made.id).version, version);
}

/// Holds W3.
#[test]
fn a_session_that_ends_while_typing_loses_nothing() {
    let world = World::new();
    let (made, address) = asked(&world);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let form = typed(&browser.open(&address), TYPED);
    world.pass(8 * 60 * 60);
    let page = browser.post(&address, &form).page(401);
    assert!(page.main().contains("What you typed has been kept for 24 hours."), "{}", page.main());
    assert_eq!(page.all("main form").len(), 0, "a policy would block a form that ends at the user pool");
    assert!(page.link("Sign in again").contains("%2Fanswer"), "{}", page.link("Sign in again"));
    browser.sign_in(Caller::BUSINESS, &address).redirects_to(&address);
    let page = browser.open(&address);
    assert!(page.text(".govuk-notification-banner").contains("It has not been sent yet."));
    assert_eq!(shown(&mut browser, &address), TYPED);
    // A reload shows it again; sending it ends that.
    let form = page.form();
    assert_eq!(browser.post(&address, &form).status, 303);
    assert_eq!(world.api.read(made.id).questions[0].answer.as_deref().map(str::trim), Some(TYPED));
    assert!(!browser.cookies.contains_key("__Host-portal-form"));
}

/// Holds W3.
#[test]
fn who_signs_in_next_sees_nothing_of_what_was_typed() {
    let world = World::new();
    let (_, address) = asked(&world);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let form = typed(&browser.open(&address), TYPED);
    world.pass(8 * 60 * 60);
    browser.post(&address, &form);
    browser.sign_in(Caller::SERVICE, &address);
    assert_eq!(shown(&mut browser, &address), "");
}

/// Holds W3.
#[test]
fn a_back_end_that_fails_loses_nothing() {
    let world = World::new();
    let (_, address) = asked(&world);
    for how in [Failing::Silent, Failing::Gateway(503), Failing::Gateway(429), Failing::Gateway(401)] {
        let mut browser = world.signed_in(Caller::BUSINESS);
        let form = typed(&browser.open(&address), TYPED);
        world.gateway.fail(Some(how));
        let reply = browser.post(&address, &form);
        assert!(reply.text().contains("What you typed has been kept"), "{how:?}: {}", reply.text());
        world.gateway.fail(None);
        assert_eq!(shown(&mut browser, &address), TYPED, "{how:?}");
    }
}

/// Holds W3.
#[test]
fn somebody_else_being_first_loses_nothing() {
    let world = World::new();
    let (made, address) = asked(&world);
    let (mut one, mut other) = (world.signed_in(Caller::BUSINESS), world.signed_in(Caller::BUSINESS));
    let (first, second) = (typed(&one.open(&address), "First"), typed(&other.open(&address), TYPED));
    assert_eq!(one.post(&address, &first).status, 303);
    let page = other.post(&address, &second).page(409);
    assert!(page.main().contains("What you typed has been kept"), "{}", page.main());
    assert_eq!(world.api.read(made.id).questions[0].answer.as_deref(), Some("First"));
}

/// Holds W3.
#[test]
fn a_form_from_before_signing_in_again_loses_nothing() {
    let world = World::new();
    let (_, address) = asked(&world);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let form = typed(&browser.open(&address), TYPED);
    browser.sign_in(Caller::BUSINESS, "/portal/");
    let page = browser.post(&address, &form).page(403);
    assert_eq!(page.link("Go back to the form"), address);
    assert_eq!(shown(&mut browser, &address), TYPED);
}

/// Holds W1.
#[test]
fn who_may_not_answer_is_refused_in_words() {
    let world = World::new();
    let (made, address) = asked(&world);
    let mut browser = world.signed_in(Caller::SECURITY);
    let change = browser.open(&format!("/portal/changes/{}", made.id));
    assert!(!change.has_link("Answer PDP’s question"));
    let form = typed(&browser.open(&address), TYPED);
    let page = browser.post(&address, &form).page(403);
    assert_eq!(page.text("h1"), "You cannot do this");
    assert!(page.main().contains("primary business contact"), "{}", page.main());
}
