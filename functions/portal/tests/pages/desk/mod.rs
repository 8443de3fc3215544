//! PDP's desk.

mod endpoints;
mod figures;
mod organisations;
mod people;
mod review;
mod steps;
mod support;
mod team;
mod testing;
mod work;

use http_tests::{Caller, EVERYONE};

use crate::world::World;

/// An id that reads as one.
pub const ID: &str = "0190a0b0-0000-7000-8000-000000000001";

/// Addresses of pages of the desk.
#[derive(Default)]
pub struct Desk {
    /// Pages to read, and pages with a form.
    pub pages: Vec<String>,
    /// Those that take a form.
    pub forms: Vec<String>,
}

/// All of them, of things that need not be there.
fn desk() -> Desk {
    let areas = [
        endpoints::desk(),
        figures::desk(),
        organisations::desk(),
        review::desk(),
        steps::desk(),
        support::desk(),
        team::desk(),
        testing::desk(),
        work::desk(),
    ];
    let mut all = Desk::default();
    for area in areas {
        all.pages.extend(area.pages);
        all.forms.extend(area.forms);
    }
    all
}

/// Whether this address is one of that route.
fn is_of(address: &str, route: &str) -> bool {
    let parts = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
    let (address, route) = (parts(address), parts(route));
    let fits = |(part, of): (&String, &String)| of.starts_with('{') || part == of;
    address.len() == route.len() && address.iter().zip(&route).all(fits)
}

/// The addresses that these files route, as they are written there.
fn routes() -> Vec<String> {
    let mut routes = Vec::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/pages/desk");
    for area in std::fs::read_dir(folder).expect("the desk").flatten() {
        let file = area.path().join("mod.rs");
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let quoted = text.split('"').filter(|part| part.starts_with("/portal/"));
        routes.extend(quoted.map(str::to_owned));
    }
    routes
}

/// Holds P2.
#[test]
fn no_page_of_the_desk_is_forgotten_here() {
    let desk = desk();
    for route in routes() {
        let known = desk.pages.iter().chain(&desk.forms).any(|address| is_of(address, &route));
        assert!(known, "{route} is tried by none of these tests");
    }
}

/// Holds P2, W1.
#[test]
fn to_an_organisation_there_is_no_desk() {
    let world = World::new();
    let desk = desk();
    for caller in EVERYONE.into_iter().filter(|caller| matches!(caller, Caller::Member(..))) {
        let mut browser = world.signed_in(caller);
        let nothing = browser.get("/portal/there-is-no-such-page").page(404).main();
        let secret = browser.open("/portal/guide").attribute("header input[name=csrf]", "value");
        let before = world.api.state();
        world.gateway.calls();
        for address in &desk.pages {
            assert_eq!(browser.get(address).page(404).main(), nothing, "{caller:?} {address}");
        }
        for address in &desk.forms {
            let page = browser.post(address, &[("csrf".to_owned(), secret.clone())]).page(404);
            assert_eq!(page.main(), nothing, "{caller:?} {address}");
        }
        assert!(world.gateway.calls().is_empty(), "nothing is asked for {caller:?}");
        assert_eq!(world.api.state(), before);
    }
}

/// Holds P2.
#[test]
fn the_desk_wants_a_sign_in_first() {
    let world = World::new();
    for address in desk().pages {
        let reply = world.browser().get(&address);
        assert_eq!(reply.status, 303, "{address}");
        assert!(reply.header("location").starts_with("/portal/sign-in?"), "{address}");
    }
}

/// Holds W6.
#[test]
fn a_form_of_the_desk_without_its_secret_does_nothing() {
    let world = World::new();
    for address in desk().forms {
        let mut browser = world.signed_in(Caller::ADMINISTRATOR);
        let before = world.api.state();
        let page = browser.post(&address, &[("csrf".to_owned(), "A".repeat(86))]).page(403);
        assert_eq!(page.text("h1"), "This form is from before you signed in", "{address}");
        let secret = browser.open("/portal/guide").attribute("header input[name=csrf]", "value");
        let form = [("csrf".to_owned(), secret)];
        let reply = browser.post_from(&address, &form, &[("origin", "https://evil.example.org")]);
        assert_eq!(reply.page(403).text("h1"), "This form was not sent from the portal", "{address}");
        assert_eq!(world.api.state(), before, "{address}");
    }
}
