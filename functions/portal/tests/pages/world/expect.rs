//! What holds for every form: it happens once, what was typed into it is kept, and who may not send it is told so.

use http_tests::Caller;

use super::World;

/// What nobody's browser may take for markup.
pub const HTML: &str = "</textarea></p><script>alert(1)</script>\"'&lt;";

type Typed<'t> = &'t [(&'t str, &'t str)];

/// The form of this page, sent twice, does something once, and both answers lead to the same page; it is the result.
#[track_caller]
pub fn happens_once(world: &World, caller: Caller, address: &str, typed: Typed<'_>) -> String {
    let mut browser = world.signed_in(caller);
    let form = browser.open(address).filled(typed);
    let before = world.api.state();
    let first = browser.post(address, &form);
    assert_eq!(first.status, 303, "{}", first.text());
    let after = world.api.state();
    assert_ne!(before, after, "something happens");
    let second = browser.post(address, &form);
    assert_eq!((second.status, second.header("location")), (first.status, first.header("location")));
    assert_eq!(world.api.state(), after, "nothing happens twice");
    let done = browser.open(first.header("location"));
    assert!(!done.all(".govuk-notification-banner--success").is_empty(), "{}", done.main());
    first.header("location").to_owned()
}

/// What was typed into the form of this page is there again after the session ended, and has not been sent.
#[track_caller]
pub fn is_kept(world: &World, caller: Caller, address: &str, typed: Typed<'_>) {
    let mut browser = world.signed_in(caller);
    let form = browser.open(address).filled(typed);
    let before = world.api.state();
    world.pass(8 * 60 * 60);
    browser.post(address, &form).page(401);
    assert_eq!(world.api.state(), before);
    browser.sign_in(caller, address).redirects_to(address);
    let page = browser.open(address);
    assert!(page.text(".govuk-notification-banner").contains("It has not been sent yet."));
    for (name, value) in typed {
        assert_eq!(page.shown(name), *value, "{name}");
    }
}

/// The form that `owner` finds at this page does nothing for somebody else: their page has none, or is of this status, and sending it
/// is answered with this status.
#[track_caller]
pub fn is_refused(world: &World, owner: Caller, other: Caller, address: &str, status: u16, typed: Typed<'_>) {
    let form = world.signed_in(owner).open(address);
    let mut browser = world.signed_in(other);
    let reply = browser.get(address);
    if reply.status == 200 {
        assert_eq!(reply.page(200).all("main form").len(), 0, "{other:?} is offered a form");
    } else {
        reply.page(status);
    }
    let csrf = browser.open("/portal/").attribute("header input[name=csrf]", "value");
    let typed: Vec<_> = typed.iter().copied().chain([("csrf", csrf.as_str())]).collect();
    let before = world.api.state().all_but_history;
    browser.post(address, &form.filled(&typed)).page(status);
    // That it was tried is kept, and nothing else.
    assert_eq!(world.api.state().all_but_history, before, "{other:?} changes nothing");
}
