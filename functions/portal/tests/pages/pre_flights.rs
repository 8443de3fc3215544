//! Pre-flights.

use domain::endpoint::EndpointUrl;
use domain::oat::observation::{Ending, OwnFault};
use fakes::Play;
use http_tests::{Api, Caller, MadeOat, OatPlace, Wait};

use crate::endpoints::report_nine;
use crate::world::{World, happens_once, is_kept, is_refused};

const NEW: &str = "/portal/pre-flights/new";

/// A world in which a pre-flight of a change was asked for.
fn asked() -> (World, MadeOat, String) {
    let (api, made) = Api::with_oat(OatPlace::Tried);
    let page = format!("/portal/pre-flights/{}", made.pre_flight);
    (World::over(api), made, page)
}

/// The probe makes it, and the endpoint does this.
fn make(world: &World, play: Play) {
    let fakes = &world.api.fakes;
    fakes.clock.advance(jiff::SignedDuration::from_mins(1));
    fakes.probe.play(&EndpointUrl::restore(MadeOat::FIND.to_owned()), [play]);
    let services = fakes.services();
    let made = app::probe_pre_flights(&services, &fakes.probe, 8, || true);
    pollster::block_on(made).expect("a batch");
}

/// Holds W1, W2, W4.
#[test]
fn a_pre_flight_is_asked_for_once_and_waits_for_its_result() {
    let (api, _) = Api::with_oat(OatPlace::Open);
    let world = World::over(api);
    let mut browser = world.signed_in(Caller::TECHNICAL);
    let list = browser.open(&browser_list(&world));
    assert!(list.main().contains("No pre-flight has been asked for yet."), "{}", list.main());
    let form = browser.open(&list.link("Try an endpoint"));
    let wrong = browser.post(NEW, &form.form()).page(422);
    assert_eq!(wrong.attribute(".govuk-error-summary a", "href"), "#what");
    let of_change = form.attribute("input[name=what][value^=change]", "value");
    let done = happens_once(&world, Caller::TECHNICAL, NEW, &[("what", &of_change)]);
    let (page, _) = done.split_once("?done=pre-flight-asked").expect("the page of the pre-flight");
    let shown = world.signed_in(Caller::SECURITY).open(page);
    assert_eq!(shown.text("h1"), "The pre-flight has not been made yet");
    assert_eq!(shown.link("Check again"), page);
    let own = form.attribute("input[name=what][value^=endpoints]", "value");
    happens_once(&world, Caller::SERVICE, NEW, &[("what", &own)]);
}

/// Holds W1, W2.
#[test]
fn the_change_chooses_what_is_tried_in_a_long_register() {
    let (api, made) = Api::with_oat(OatPlace::Open);
    let world = World::over(api);
    for change in 0..12 {
        world.api.fakes.clock.advance(jiff::SignedDuration::from_hours(1));
        report_nine(&world, change);
    }
    let chosen = format!("change:{}", made.change());
    let mut browser = world.signed_in(Caller::TECHNICAL);
    let any = browser.open(NEW);
    assert!(any.main().contains("more endpoints than fit on this page"), "{}", any.main());
    assert!(any.all("input[name=what][checked]").is_empty());
    let change = browser.open(&format!("/portal/changes/{}", made.change()));
    let address = change.link("Try an endpoint first with a pre-flight");
    let form = browser.open(&address);
    assert_eq!(form.attribute("input[name=what][checked]", "value"), chosen);
    assert_eq!(form.all(&format!("input[value='{chosen}']")).len(), 1);
    happens_once(&world, Caller::TECHNICAL, &address, &[("what", &chosen)]);
    is_refused(&world, Caller::TECHNICAL, Caller::RIVAL, &address, 403, &[("what", &chosen)]);
}

/// The list to which the page of tests leads.
fn browser_list(world: &World) -> String {
    world.signed_in(Caller::TECHNICAL).open("/portal/oat").link("Pre-flights")
}

/// Holds W1, W3.
#[test]
fn a_pre_flight_is_its_roles_and_what_was_chosen_is_kept() {
    let (api, _) = Api::with_oat(OatPlace::Open);
    let world = World::over(api);
    let form = world.signed_in(Caller::SERVICE).open(NEW);
    let own = form.attribute("input[name=what][value^=endpoints]", "value");
    let typed = [("what", own.as_str())];
    is_refused(&world, Caller::SERVICE, Caller::BUSINESS, NEW, 403, &typed);
    is_refused(&world, Caller::SERVICE, Caller::SUPPORT, NEW, 403, &typed);
    is_kept(&world, Caller::SERVICE, NEW, &typed);
}

/// Holds O6, W2.
#[test]
fn a_pre_flight_shows_what_it_saw_with_its_picture() {
    for (play, heading, state) in [
        (Play::Answer(401), "Every endpoint was reached", "Reached"),
        (Play::Answer(202), "Something needs a look", "Accepted without a signature"),
        (Play::Answer(503), "Something needs a look", "Something is in the way"),
        (Play::End(Ending::NameNotFound), "Something needs a look", "Something is in the way"),
        (Play::End(Ending::OwnFault(OwnFault::NoNetwork)), "Something needs a look", "A fault on PDP’s side"),
    ] {
        let (world, made, page) = asked();
        make(&world, play.clone());
        let shown = world.signed_in(Caller::TEST_MANAGER).open(&page);
        assert_eq!(shown.text("h1"), heading, "{play:?}");
        assert_eq!(shown.text("main .portal-history .govuk-tag"), state, "{play:?}");
        assert_eq!(shown.all("main svg[role=img]").len(), 1);
        let read = world.api.client(Caller::SERVICE).read_pre_flight(made.pre_flight).wait().body;
        assert!(shown.main().contains(&read.results[0].explanation), "{play:?}: {}", shown.main());
        assert!(shown.has_link("Try another pre-flight") && !shown.has_link("Check again"));
        let list = world.signed_in(Caller::SECURITY).open("/portal/pre-flights");
        assert!(list.text("tbody tr").contains(MadeOat::FIND), "{}", list.main());
        let pdp = world.signed_in(Caller::SUPPORT).open(&page);
        assert!(
            !pdp.has_link("Try another pre-flight") && !pdp.has_link("Disagree with this result?"),
            "{}",
            pdp.main()
        );
        world.signed_in(Caller::RIVAL).get(&page).page(404);
    }
}

/// Holds Q10, W4, W9.
#[test]
fn a_pre_flight_is_disputed_from_its_result() {
    let (world, _, page) = asked();
    let mut browser = world.signed_in(Caller::BUSINESS);
    assert!(!browser.open(&page).has_link("Disagree with this result?"), "there is no result yet");
    make(&world, Play::Answer(503));
    let address = browser.open(&page).link("Disagree with this result?");
    let typed = [("text", "Our log shows nothing of it")];
    is_refused(&world, Caller::BUSINESS, Caller::TECHNICAL, &address, 403, &typed);
    is_refused(&world, Caller::BUSINESS, Caller::RIVAL, &address, 404, &typed);
    let done = happens_once(&world, Caller::BUSINESS, &address, &typed);
    let dispute = world.signed_in(Caller::BUSINESS).open(&done);
    assert!(dispute.main().contains("Pre-flight PF-"), "{}", dispute.main());
    assert!(browser.open(&page).main().contains("Disputes of this result"));
}
