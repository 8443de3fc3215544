//! Exports: asked for, waited for, and fetched by a link that lives for a minute.

use domain::change::Status;
use domain::export::{Export, ExportFailure, ExportState, RegisterFormat, Subject};
use domain::ids::ExportId;
use http_tests::{Caller, Made};

use crate::world::{World, is_refused};

/// The export of this id is in this state from now on.
fn put(world: &World, id: ExportId, state: ExportState) {
    let export = world.api.fakes.store.export(id).expect("an export");
    world.api.fakes.store.put_export_as_is(Export { state, ..export });
}

/// Asks for a file of the register; the result is its page.
fn asked(world: &World) -> (String, ExportId) {
    let mut browser = world.signed_in(Caller::SECURITY);
    let ask = browser.open("/portal/endpoints").link("Export the endpoints as a file");
    let form = browser.open(&ask);
    let reply = browser.post(&ask, &form.filled(&[("format", "csv")]));
    let address = reply.header("location").to_owned();
    reply.redirects_to(&address);
    let id = address.rsplit('/').next().expect("an id").parse().expect("an id");
    (address, id)
}

/// Holds W1, W4.
#[test]
fn the_register_is_asked_for_once_and_waited_for() {
    let world = World::new();
    let ask = "/portal/endpoints/export";
    let mut browser = world.signed_in(Caller::SECURITY);
    let form = browser.open(ask);
    let missing = browser.post(ask, &form.form()).page(422);
    assert_eq!(missing.attribute(".govuk-error-summary a", "href"), "#format");
    let form = form.filled(&[("format", "csv")]);
    let first = browser.post(ask, &form);
    let address = first.header("location").to_owned();
    browser.post(ask, &form).redirects_to(&address);
    let made: Vec<_> = world.api.fakes.store.exports();
    assert_eq!(made.len(), 1, "nothing happens twice");
    assert_eq!(made[0].subject, Subject::Register(RegisterFormat::Csv));
    let page = browser.open(&address);
    assert!(page.text(".portal-now").starts_with("The file is being made."), "{}", page.main());
    assert_eq!((page.link("Check again"), page.all("main form").len()), (address, 0));
}

/// Holds W1, W2.
#[test]
fn a_file_that_is_ready_is_fetched_by_a_link() {
    let world = World::new();
    world.api.change_in(Status::InReview);
    let address = format!("/portal/endpoints/export/{}", Made::REGISTER);
    let mut browser = world.signed_in(Caller::SERVICE);
    let page = browser.open(&address);
    assert!(
        page.text(".portal-now").starts_with("The file is ready. You can download it until"),
        "{}",
        page.main()
    );
    assert!(page.main().contains("7 bytes") && page.main().contains(&"07".repeat(32)), "{}", page.main());
    assert!(!page.has_link("Download the file") && !page.has_link("Check again"));
    let page = browser.post(&address, &page.form()).page(200);
    assert!(page.link("Download the file").starts_with("https://"));
    assert!(page.main().contains("The link works for one minute"), "{}", page.main());
    is_refused(&world, Caller::SERVICE, Caller::RIVAL, &address, 404, &[]);
}

/// Holds W2.
#[test]
fn a_file_that_cannot_be_made_says_what_to_do() {
    let world = World::new();
    let (address, id) = asked(&world);
    let at = "2026-07-01T10:00:00Z".parse().expect("an instant");
    put(&world, id, ExportState::Failed { reason: ExportFailure::NotMade, at });
    let page = world.signed_in(Caller::SECURITY).open(&address);
    assert!(page.text(".portal-now").starts_with("It could not be made. Ask for another"), "{}", page.main());
    assert_eq!(page.link("Ask for another"), "/portal/endpoints/export");
    assert_eq!(page.all("main form").len(), 0);
}

/// Holds W1, W3.
#[test]
fn a_file_whose_week_is_over_is_not_there_any_more() {
    let world = World::new();
    let (address, _) = asked(&world);
    world.pass(7 * 24 * 60 * 60);
    world.signed_in(Caller::SECURITY).get(&address).page(404);
}

/// Holds A1, W1, W4.
#[test]
fn the_bundle_of_a_change_is_asked_for_and_fetched() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let change = format!("/portal/changes/{}", made.id);
    for caller in [Caller::SECURITY, Caller::REVIEWER] {
        let mut browser = world.signed_in(caller);
        let ask = browser.open(&change).link("Evidence bundle");
        assert_eq!(ask, format!("{change}/bundle"));
        let form = browser.open(&ask).form();
        let address = browser.post(&ask, &form).header("location").to_owned();
        browser.post(&ask, &form).redirects_to(&address);
        let page = browser.open(&address);
        assert!(
            page.text(".portal-now").starts_with("The file is being made."),
            "{caller:?}: {}",
            page.main()
        );
    }
    let ready = format!("{change}/bundle/{}", Made::BUNDLE);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let page = browser.open(&ready);
    let page = browser.post(&ready, &page.form()).page(200);
    assert!(page.link("Download the file").starts_with("https://"));
    is_refused(&world, Caller::BUSINESS, Caller::RIVAL, &ready, 404, &[]);
    is_refused(&world, Caller::BUSINESS, Caller::RIVAL, &format!("{change}/bundle"), 404, &[]);
}
