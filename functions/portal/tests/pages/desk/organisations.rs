//! Organisations, their people and their roles.

use api::RolesBody;
use api_client::{ETag, WhichEndpoints};
use domain::actor::OrganisationRole;
use domain::change::Status;
use domain::endpoint::EndpointType;
use fakes::organisation;
use http_tests::{Api, Caller, OatPlace, Wait};

use super::{Desk, ID};
use crate::world::{HTML, World, happens_once, is_kept, is_refused};

/// The addresses of these pages.
pub fn desk() -> Desk {
    let of = |name: &str| format!("/portal/organisations/{ID}{name}");
    let forms: Vec<_> = [
        "/name",
        "/vouching-scheme",
        "/people/new",
        &format!("/people/{ID}/roles"),
        &format!("/people/{ID}/removal"),
        &format!("/people/{ID}/correction"),
        &format!("/people/{ID}/invitation"),
        &format!("/people/{ID}/address-trial"),
    ]
    .map(of)
    .into_iter()
    .chain(["/portal/organisations/new".to_owned()])
    .collect();
    let read = ["", "/history", "/mail", &format!("/people/{ID}")].map(of);
    let pages = read.into_iter().chain(["/portal/organisations".to_owned()]).chain(forms.clone());
    Desk { pages: pages.collect(), forms }
}

/// The page of an organisation.
fn home(number: u8) -> String {
    format!("/portal/organisations/{}", organisation(number).id)
}

/// Takes every role from the holder of this role in the first organisation.
fn take_roles(world: &World, role: OrganisationRole) {
    let holder = fakes::member(1, role).person().expect("a person");
    let none = RolesBody { roles: Vec::new() };
    world
        .api
        .client(Caller::ADMINISTRATOR)
        .change_roles(organisation(1).id, holder, &ETag::any(), &none)
        .wait();
}

/// Holds Q2, W1.
#[test]
fn pdp_finds_an_organisation_by_a_part_of_its_name() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::SUPPORT);
    let page = browser.open(&browser.clone().open("/portal/").link("Organisations"));
    assert_eq!(page.title(), "Organisations – Connection portal");
    assert_eq!(page.all("main li a"), ["Organisation 1", "Organisation 2"]);
    assert!(!page.has_link("Register an organisation"));
    let page = browser.open("/portal/organisations?name=2+ORGANIS");
    assert_eq!(page.all("main li a"), ["Organisation 2"]);
    assert_eq!(page.attribute("#name", "value"), "2 ORGANIS");
    assert_eq!(browser.open(&page.link("Organisation 2")).text("h1"), "Organisation 2");
    assert_eq!(page.link("All organisations"), "/portal/organisations");
    let none = browser.open("/portal/organisations?name=harbour");
    assert!(none.main().contains("There are no organisations with these words in their names."));
    let page = world.signed_in(Caller::ADMINISTRATOR).open("/portal/organisations");
    assert_eq!(page.link("Register an organisation"), "/portal/organisations/new");
}

/// Holds Q2, W3.
#[test]
fn what_names_nothing_to_find_is_said_at_its_field() {
    let page = World::new().signed_in(Caller::REVIEWER).get("/portal/organisations?name=%2D%2D").page(422);
    assert!(page.title().starts_with("Error: "), "{}", page.title());
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#name");
    assert_eq!(page.attribute("#name", "value"), "--");
}

#[test]
fn many_organisations_come_in_pages() {
    let world = World::new();
    let client = world.api.client(Caller::ADMINISTRATOR);
    for number in 0..60 {
        let name = format!("Orchard {number:02}");
        client.register_organisation(&api::OrganisationNameBody { name }).wait();
    }
    let mut browser = world.signed_in(Caller::SUPPORT);
    let page = browser.open("/portal/organisations?name=orchard");
    assert!(page.title().starts_with("Organisations with “orchard” in their names –"), "{}", page.title());
    let next = page.attribute(".govuk-pagination__next a", "href");
    assert!(next.starts_with("/portal/organisations?name=orchard&cursor="), "{next}");
    let last = browser.open(&next);
    assert!(last.title().contains("further page"), "{}", last.title());
    assert_eq!(last.link("First page"), "/portal/organisations?name=orchard");
    assert_eq!(
        page.all("main ul.govuk-list--spaced li").len() + last.all("main ul.govuk-list--spaced li").len(),
        60
    );
}

/// Holds W1, W4.
#[test]
fn an_organisation_is_registered_once() {
    let world = World::new();
    let address = "/portal/organisations/new";
    let done = happens_once(&world, Caller::ADMINISTRATOR, address, &[("name", "Harbour Pensions")]);
    assert!(done.ends_with("?done=registered"), "{done}");
    let page = world.signed_in(Caller::ADMINISTRATOR).open(&done);
    assert_eq!(page.text("h1"), "Harbour Pensions");
    let now = page.text(".portal-now");
    assert!(now.starts_with("Harbour Pensions has no people yet"), "{now}");
    assert!(now.contains("no live endpoints and no vouching scheme"), "{now}");
    assert!(page.has_link("Add somebody") && page.has_link("Record its vouching scheme"));
    let page = world
        .signed_in(Caller::ADMINISTRATOR)
        .open(&format!("{}/history", done.trim_end_matches("?done=registered")));
    assert!(page.main().contains("Organisation registered"), "{}", page.main());
}

/// Holds W1, W3.
#[test]
fn a_registration_is_an_administrators_and_is_kept() {
    let world = World::new();
    let address = "/portal/organisations/new";
    for caller in [Caller::SUPPORT, Caller::Staff(None)] {
        is_refused(&world, Caller::ADMINISTRATOR, caller, address, 403, &[("name", "Harbour")]);
    }
    is_kept(&world, Caller::ADMINISTRATOR, address, &[("name", "Harbour")]);
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let page = browser.open(address);
    let page = browser.post(address, &page.filled(&[("name", " ")])).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#name");
}

/// Holds A1, W1, W3, W4.
#[test]
fn an_organisation_is_renamed_once() {
    let world = World::new();
    let (home, address) = (home(1), format!("{}/name", home(1)));
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    assert_eq!(browser.open(&home).link("Change its name"), address);
    assert_eq!(browser.open(&address).shown("name"), "Organisation 1");
    let long = "x".repeat(201);
    let page = browser.post(&address, &browser.clone().open(&address).filled(&[("name", &long)])).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#name");
    assert_eq!(page.shown("name"), long);
    is_refused(&world, Caller::ADMINISTRATOR, Caller::REVIEWER, &address, 403, &[("name", "Quay")]);
    let done = happens_once(&world, Caller::ADMINISTRATOR, &address, &[("name", HTML)]);
    assert_eq!(done, format!("{home}?done=renamed"));
    let page = browser.open(&home);
    assert_eq!(page.text("h1"), HTML);
    assert!(!page.source.contains("<script>alert"));
    let history = browser.open(&page.link("History"));
    assert!(history.main().contains("Organisation renamed"), "{}", history.main());
    assert!(!history.source.contains("<script>alert"));
    // Somebody else was first.
    let form = browser.open(&address).filled(&[("name", "Quay")]);
    take_roles(&world, OrganisationRole::TestManager);
    let page = browser.post(&address, &form).page(409);
    assert_eq!(page.text("h1"), "Somebody else made a change first");
    assert_eq!(browser.open(&address).shown("name"), "Quay");
}

/// Holds S5, Q4, W1, W2.
#[test]
fn an_organisation_shows_its_people_and_empty_roles() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let page = browser.open(&home(1));
    assert_eq!(page.title(), "Organisation 1 – Connection portal");
    assert!(page.text(".portal-now").starts_with("There is nothing that you must do."), "{}", page.main());
    for person in &organisation(1).people {
        let address = page.link(person.name.as_str());
        assert_eq!(address, format!("{}/people/{}", home(1), person.id));
        assert!(page.main().contains(person.email.as_str()));
    }
    for (text, name) in [("Emails that came back", "mail"), ("PDP’s notes", "notes"), ("History", "history")]
    {
        assert_eq!(page.link(text), format!("{}/{name}", home(1)));
    }
    let id = organisation(1).id;
    assert_eq!(page.link("Its technical changes"), format!("/portal/changes?organisation={id}"));
    assert_eq!(page.link("Its endpoints"), format!("/portal/endpoints?organisation={id}"));
    // The last primary business contact must always be able to act: PDP looks for somebody.
    take_roles(&world, OrganisationRole::PrimaryBusinessContact);
    let page = browser.open(&home(1));
    let now = page.text(".portal-now");
    assert!(now.starts_with("Nobody at Organisation 1 holds this role: primary business contact."), "{now}");
    assert!(page.main().contains("Needed since today."), "{}", page.main());
    let tasks = browser.open("/portal/");
    assert!(
        tasks.source.contains(&format!("href=\"{}\"", home(1))),
        "the work list leads there: {}",
        tasks.main()
    );
    let page = world.signed_in(Caller::REVIEWER).open(&home(1));
    assert!(page.text(".portal-now").ends_with("A PDP administrator puts this right."), "{}", page.main());
    assert!(!page.has_link("Add somebody") && !page.has_link("Change its name"));
    let page = world.signed_in(Caller::REVIEWER).open(&home(2));
    assert!(page.text(".portal-now").starts_with("There is nothing for you to do here."), "{}", page.main());
}

#[test]
fn what_is_no_organisation_is_not_there() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    for id in [ID, "everyone"] {
        for name in ["", "/history", "/mail", "/name", "/vouching-scheme", "/people/new"] {
            browser.get(&format!("/portal/organisations/{id}{name}")).page(404);
        }
    }
    for name in ["", "/removal"] {
        browser.get(&format!("{}/people/everyone{name}", home(1))).page(404);
    }
}

const SCHEME: [(&str, &str); 3] =
    [("name", "Orchard Trust"), ("type-1", "find"), ("url-1", "https://find.orchard.example.org/pdp")];

/// Holds O1, W1, W4.
#[test]
fn a_vouching_scheme_is_recorded_once() {
    let world = World::over(Api::before_connecting());
    let address = format!("{}/vouching-scheme", home(1));
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    assert_eq!(browser.open(&home(1)).link("Record its vouching scheme"), address);
    // One more endpoint, with what was typed before.
    let form = browser.open(&address).filled(&[&SCHEME[..], &[("go", "another")]].concat());
    let before = world.api.state();
    let page = browser.post(&address, &form).page(200);
    assert_eq!(world.api.state(), before, "nothing is recorded yet");
    assert_eq!(page.all("legend"), ["Endpoint 1", "Endpoint 2"]);
    assert_eq!((page.shown("name"), page.shown("url-1")), (SCHEME[0].1.to_owned(), SCHEME[2].1.to_owned()));
    let form = page.filled(&[("type-2", "view"), ("url-2", "https://view.orchard.example.org/pdp")]);
    browser.post(&address, &form).redirects_to(&format!("{}?done=scheme-recorded", home(1)));
    let page = browser.open(&home(1));
    assert!(
        page.main().contains("Orchard Trust") && page.main().contains("https://view.orchard"),
        "{}",
        page.main()
    );
    assert_eq!(page.link("Change its vouching scheme"), address);
    // Changed: an endpoint that is emptied is left out.
    let page = browser.open(&address);
    assert_eq!((page.shown("type-2"), page.shown("url-2")), ("view".to_owned(), form_value(&form, "url-2")));
    assert!(page.main().contains("leave the register"), "{}", page.main());
    happens_once(&world, Caller::ADMINISTRATOR, &address, &[("type-2", ""), ("url-2", "")]);
    let record = world.api.client(Caller::ADMINISTRATOR).read_organisation(organisation(1).id).wait().body;
    assert_eq!(record.vouching_scheme.expect("a scheme").endpoints.len(), 1);
}

fn form_value(form: &[(String, String)], name: &str) -> String {
    form.iter().find(|(field, _)| field == name).expect("the field").1.clone()
}

/// Holds O1, W1, W3.
#[test]
fn a_vouching_scheme_names_what_is_wrong() {
    let world = World::over(Api::before_connecting());
    let address = format!("{}/vouching-scheme", home(1));
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    for (typed, at) in [
        ([("name", ""), ("type-1", "find"), ("url-1", SCHEME[2].1)], "#name"),
        ([("name", "Orchard"), ("type-1", "find"), ("url-1", "nonsense")], "#url-1"),
        ([("name", "Orchard"), ("type-1", ""), ("url-1", SCHEME[2].1)], "#type-1"),
        ([("name", "Orchard"), ("type-1", ""), ("url-1", "")], "#type-1"),
        ([("name", "Orchard"), ("type-1", "view"), ("url-1", SCHEME[2].1)], "#type-1"),
    ] {
        let page = browser.open(&address);
        let page = browser.post(&address, &page.filled(&typed)).page(422);
        assert_eq!(page.attribute(".govuk-error-summary a", "href"), at, "{}", page.main());
        assert_eq!(page.shown("url-1"), typed[2].1);
    }
    is_kept(&world, Caller::ADMINISTRATOR, &address, &SCHEME);
    is_refused(&world, Caller::ADMINISTRATOR, Caller::SUPPORT, &address, 403, &SCHEME);
}

/// Holds O1, W3, W4.
#[test]
fn one_more_endpoint_does_not_hide_what_others_recorded() {
    let world = World::over(Api::before_connecting());
    let address = format!("{}/vouching-scheme", home(1));
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let form = browser.open(&address).filled(&[&SCHEME[..], &[("go", "another")]].concat());
    take_roles(&world, OrganisationRole::TestManager);
    let form = browser.post(&address, &form).page(200).filled(&[("go", "on")]);
    assert_eq!(browser.post(&address, &form).page(409).text("h1"), "Somebody else made a change first");
    assert_eq!(browser.open(&address).shown("url-1"), SCHEME[2].1, "what was typed is kept");
}

/// Holds O1.
#[test]
fn a_scheme_that_is_tested_or_live_is_not_changed() {
    let connected = World::new();
    let tested = World::over(Api::with_oat(OatPlace::Connecting).0);
    let said = [(connected, "This organisation is connected already."), (tested, "under way or passed")];
    for (world, words) in said {
        let mut browser = world.signed_in(Caller::ADMINISTRATOR);
        assert!(!browser.open(&home(1)).source.contains("/vouching-scheme\""));
        let page = browser.get(&format!("{}/vouching-scheme", home(1))).page(409);
        assert!(page.main().contains(words), "{}", page.main());
        assert_eq!(page.all("main form").len(), 0);
        assert_eq!(page.link("Go to the organisation"), home(1));
    }
}

#[test]
fn the_lists_that_an_organisation_leads_to_are_there() {
    let world = World::new();
    world.api.change_in(Status::InReview);
    let mut browser = world.signed_in(Caller::SUPPORT);
    let page = browser.open(&home(1));
    assert!(browser.open(&page.link("Its technical changes")).main().contains("Organisation 1"));
    let found = world.api.client(Caller::BUSINESS).list_endpoints(&WhichEndpoints::default()).wait();
    let find = found.items.iter().find(|one| one.endpoint_type == EndpointType::Find).expect("an endpoint");
    assert!(browser.open(&page.link("Its endpoints")).main().contains(&find.url));
}

#[test]
fn many_people_come_in_pages() {
    let world = World::new();
    let client = world.api.client(Caller::ADMINISTRATOR);
    for number in 0..60 {
        let email = format!("person-{number}@many.example.org");
        let body = api::NewMemberBody { name: format!("Person {number}"), email, roles: Vec::new() };
        client.add_member(organisation(2).id, &ETag::any(), &body).wait();
    }
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let page = browser.open(&home(2));
    assert_eq!(page.all("table:first-of-type tbody tr").len(), 50);
    let last = browser.open(&page.attribute(".govuk-pagination__next a", "href"));
    assert_eq!(last.title(), "Organisation 2, further people – Connection portal");
    assert!(last.main().contains("Person 59") && !page.main().contains("Person 59"));
    assert_eq!(last.link("First page"), home(2));
}
