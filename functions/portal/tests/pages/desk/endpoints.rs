//! Live endpoints in an emergency: suspended, and live again.

use api::{CorrectionBody, SuspensionBody};
use api_client::{ETag, WhichEndpoints};
use domain::endpoint::EndpointType;
use domain::ids::EndpointId;
use domain::register::EndpointState;
use http_tests::{Api, Caller, EVERYONE, Wait};

use super::Desk;
use crate::world::{HTML, World, happens_once, is_kept, is_refused};

/// The addresses of these pages.
pub fn desk() -> Desk {
    let of = |name: &str| format!("/portal/endpoints/{}/{}/{name}", super::ID, super::ID);
    let pages = vec![of("suspension"), of("restoration"), of("restoration/decision")];
    Desk { forms: pages.clone(), pages }
}

/// An endpoint of the first organisation, of this type.
fn endpoint(kind: EndpointType) -> EndpointId {
    let live = fakes::organisation(1).live_endpoints;
    live.into_iter().find(|(_, one)| *one == kind).expect("an endpoint of this type").0
}

/// A page about one.
fn page_of(kind: EndpointType, name: &str) -> String {
    format!("/portal/endpoints/{}/{}/{name}", fakes::organisation(1).id, endpoint(kind))
}

fn state(world: &World, kind: EndpointType) -> EndpointState {
    let which = WhichEndpoints { organisation: Some(fakes::organisation(1).id), ..WhichEndpoints::default() };
    let found = world.api.client(Caller::SUPPORT).list_endpoints(&which).wait();
    found.items.iter().find(|one| one.endpoint_type == kind).expect("an endpoint of this type").state.0
}

/// Somebody else changes the record of the organisation.
fn somebody_else_acts(api: &Api) {
    let id = fakes::organisation(1).id;
    let client = api.client(Caller::ADMINISTRATOR);
    let record = client.read_organisation(id).wait();
    let member = &record.members[0];
    let correction = CorrectionBody { name: "Another name".to_owned(), email: member.email.clone() };
    client.correct_member(id, member.id, &ETag::of(record.version), &correction).wait();
}

const REASON: [(&str, &str); 1] = [("reason", "Its certificate was stolen.\nWe look into it.")];

/// Holds Q5, W1, W4.
#[test]
fn a_live_endpoint_is_suspended_once_and_everybody_told() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::SUPPORT);
    let list = browser.open("/portal/endpoints");
    let address = page_of(EndpointType::View, "suspension");
    assert!(list.source.contains(&address), "{}", list.main());
    let page = browser.open(&address);
    let main = page.main();
    let at = |words: &str| main.find(words).unwrap_or_else(|| panic!("{words}: {main}"));
    let button = at("Suspend this endpoint now");
    for said in ["What happens at once", "Who gets an email", "This stops a live service at once."] {
        assert!(at(said) < button, "{said}");
    }
    for person in &fakes::organisation(1).people {
        assert!(at(person.name.as_str()) < button, "{}", person.name.as_str());
    }
    assert!(!main.contains("the only live Find endpoint"), "{main}");
    let done = happens_once(&world, Caller::SUPPORT, &address, &REASON);
    assert_eq!(done, format!("/portal/endpoints?organisation={}&done=suspended", fakes::organisation(1).id));
    assert_eq!(state(&world, EndpointType::View), EndpointState::Suspended);
    let page = browser.open(&done);
    assert!(page.main().contains("PDP suspended it: Its certificate was stolen."), "{}", page.main());
    // There is nothing more to do with it now.
    let page = browser.get(&address).page(409);
    assert!(page.main().contains("This endpoint is suspended already."), "{}", page.main());
    let back = page.link("Go to the endpoints");
    assert_eq!(browser.open(&back).title(), "Endpoints of Organisation 1 – Connection portal");
}

/// Holds Q5.
#[test]
fn the_only_live_find_endpoint_is_named_as_such() {
    let world = World::new();
    let page = world.signed_in(Caller::SUPPORT).open(&page_of(EndpointType::Find, "suspension"));
    assert!(
        page.text(".govuk-inset-text:not(.portal-idle)")
            .contains("It is the only live Find endpoint of Organisation 1.")
    );
}

/// Holds W3.
#[test]
fn a_suspension_needs_a_reason_that_is_not_too_long() {
    let world = World::new();
    let long = "x".repeat(1_001);
    for (name, api) in [("suspension", Api::new()), ("restoration", Api::with_suspended(false))] {
        let world = World::over(api);
        let address = page_of(EndpointType::View, name);
        let mut browser = world.signed_in(Caller::SUPPORT);
        for typed in ["", long.as_str()] {
            let page = browser.open(&address);
            let page = browser.post(&address, &page.filled(&[("reason", typed)])).page(422);
            assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#reason", "{name}");
            assert_eq!(page.shown("reason"), typed);
        }
    }
    assert_eq!(state(&world, EndpointType::View), EndpointState::Live);
}

/// Holds P2, W1, W3.
#[test]
fn only_pdp_support_stops_and_starts_endpoints() {
    for (name, proposed, typed) in [
        ("suspension", None, &REASON[..]),
        ("restoration", Some(false), &REASON[..]),
        ("restoration/decision", Some(true), &[("approved", "yes")][..]),
    ] {
        let world = World::over(proposed.map_or_else(Api::new, Api::with_suspended));
        let address = page_of(EndpointType::View, name);
        for other in [Caller::REVIEWER, Caller::IMPLEMENTATION, Caller::ADMINISTRATOR, Caller::Staff(None)] {
            is_refused(&world, Caller::SUPPORT, other, &address, 403, typed);
            let list = world.signed_in(other).open("/portal/endpoints?state=suspended");
            assert!(
                !list.source.contains("/restoration") && !list.source.contains("/suspension"),
                "{other:?}"
            );
        }
        is_refused(&world, Caller::SUPPORT, Caller::BUSINESS, &address, 404, typed);
        is_kept(&world, Caller::SUPPORT, &address, &typed[..usize::from(name != "restoration/decision")]);
    }
}

/// Holds W3.
#[test]
fn what_is_typed_stays_when_somebody_else_was_first() {
    for (name, proposed) in [("suspension", None), ("restoration", Some(false))] {
        let world = World::over(proposed.map_or_else(Api::new, Api::with_suspended));
        let address = page_of(EndpointType::View, name);
        let mut browser = world.signed_in(Caller::SUPPORT);
        let form = browser.open(&address).filled(&REASON);
        somebody_else_acts(&world.api);
        let page = browser.post(&address, &form).page(409);
        assert_eq!(page.text("h1"), "Somebody else made a change first");
        let page = browser.open(&address);
        assert_eq!(page.shown("reason"), REASON[0].1);
        assert_eq!(browser.post(&address, &page.form()).status, 303, "{name}");
    }
}

/// Holds Q5, W1, W4.
#[test]
fn one_person_proposes_and_can_only_take_it_back() {
    let world = World::over(Api::with_suspended(false));
    let mut browser = world.signed_in(Caller::SUPPORT);
    let list = browser.open("/portal/endpoints?state=suspended");
    let address = page_of(EndpointType::View, "restoration");
    assert!(list.source.contains(&format!("\"{address}\"")), "{}", list.main());
    let page = browser.open(&address);
    assert!(page.main().contains("An incident"), "{}", page.main());
    let done = happens_once(&world, Caller::SUPPORT, &address, &[("reason", "It is mended")]);
    assert_eq!(done, format!("{address}/decision?done=restoration-proposed"));
    assert_eq!(state(&world, EndpointType::View), EndpointState::Suspended);
    // The page of the proposal leads to what waits now.
    browser.get(&address).redirects_to(&format!("{address}/decision"));
    let page = browser.open(&done);
    assert!(page.main().contains("You proposed this, so somebody else in PDP support decides on it."));
    assert_eq!(page.all("main input[type=radio]").len(), 0, "nobody approves what they proposed");
    let list = browser.open(&format!("/portal/endpoints?organisation={}", fakes::organisation(1).id));
    assert!(list.main().contains("A second person decides on it."), "{}", list.main());
    assert!(list.source.contains(&format!("{address}/decision")));
    // The API says so too.
    let forged = page.filled(&[("approved", "yes"), ("reason", "")]);
    let refused = browser.post(&format!("{address}/decision"), &forged).page(409);
    assert!(refused.main().contains("somebody else in PDP support has to approve it"), "{}", refused.main());
    let taken =
        happens_once(&world, Caller::SUPPORT, &format!("{address}/decision"), &[("reason", "Too early")]);
    assert!(taken.ends_with("done=restoration-declined"), "{taken}");
    assert_eq!(state(&world, EndpointType::View), EndpointState::Suspended);
    let page = browser.get(&format!("{address}/decision")).page(409);
    assert!(page.main().contains("There is no proposal to decide on"), "{}", page.main());
}

/// Holds Q5, W1, W4.
#[test]
fn a_second_person_makes_it_live_again_once() {
    let world = World::over(Api::with_suspended(true));
    let address = page_of(EndpointType::View, "restoration/decision");
    let mut browser = world.signed_in(Caller::SUPPORT);
    let list = browser.open(&format!("/portal/endpoints?organisation={}", fakes::organisation(1).id));
    assert!(list.source.contains(&format!("\"{address}\"")), "{}", list.main());
    let page = browser.open(&address);
    assert!(page.main().contains("It is mended"), "{}", page.main());
    assert!(page.main().contains("Somebody who has left PDP’s team"), "{}", page.main());
    let button = page.main().rfind("Send your decision").expect("the button");
    for person in &fakes::organisation(1).people {
        let at = page.main().find(person.name.as_str()).expect("who gets an email");
        assert!(at < button, "{}", person.name.as_str());
    }
    let done = happens_once(&world, Caller::SUPPORT, &address, &[("approved", "yes")]);
    assert!(done.ends_with("&done=restored"), "{done}");
    assert_eq!(state(&world, EndpointType::View), EndpointState::Live);
    for name in ["restoration", "restoration/decision"] {
        let page = browser.get(&page_of(EndpointType::View, name)).page(409);
        assert!(page.main().contains("This endpoint is not suspended"), "{}", page.main());
    }
}

/// Holds Q5, W3.
#[test]
fn a_second_person_says_why_not() {
    let world = World::over(Api::with_suspended(true));
    let address = page_of(EndpointType::View, "restoration/decision");
    let mut browser = world.signed_in(Caller::SUPPORT);
    let page = browser.open(&address);
    let page = browser.post(&address, &page.filled(&[("reason", HTML)])).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#approved");
    assert_eq!(page.shown("reason"), HTML);
    // A reason is for declining.
    let page = browser.post(&address, &page.filled(&[("approved", "yes")])).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#reason", "{}", page.main());
    let done = happens_once(&world, Caller::SUPPORT, &address, &[("approved", "no"), ("reason", "Not yet")]);
    assert!(done.ends_with("&done=restoration-declined"), "{done}");
    assert_eq!(state(&world, EndpointType::View), EndpointState::Suspended);
}

/// Holds Q5.
#[test]
fn an_endpoint_that_is_gone_is_neither_stopped_nor_started() {
    let world = World::new();
    let id = fakes::organisation(1).id;
    let view = endpoint(EndpointType::View);
    let retire = api::RetirementBody { reason: None };
    world.api.client(Caller::BUSINESS).retire_endpoint(id, view, &ETag::any(), &retire).wait();
    let mut browser = world.signed_in(Caller::SUPPORT);
    for (name, words) in [
        ("suspension", "This endpoint is not live, so there is nothing to suspend."),
        ("restoration", "This endpoint is not suspended, so there is nothing to restore."),
        ("restoration/decision", "This endpoint is not suspended, so there is nothing to restore."),
    ] {
        let page = browser.get(&page_of(EndpointType::View, name)).page(409);
        assert!(page.main().contains(words), "{}", page.main());
    }
    browser.get("/portal/endpoints/nonsense/nonsense/suspension").page(404);
    browser.get(&format!("/portal/endpoints/{}/{view}/suspension", super::ID)).page(404);
}

/// Holds W1, W2.
#[test]
fn each_reader_is_told_what_the_register_is_for() {
    let world = World::over(Api::with_suspended(false));
    for caller in EVERYONE {
        let page = world.signed_in(caller).open("/portal/endpoints");
        let now = page.text(".portal-now");
        let suspends = caller == Caller::SUPPORT;
        assert_eq!(
            now.starts_with("You can suspend a live endpoint in an emergency."),
            suspends,
            "{caller:?} {now}"
        );
        assert_eq!(page.source.contains("/suspension"), suspends, "{caller:?}");
        assert_eq!(page.has_link("Suspended endpoints"), suspends, "{caller:?}");
        let is_pdp = matches!(caller, Caller::Staff(_));
        assert!(page.has_link("Export the endpoints as a file"));
        assert_eq!(!page.all("#name").is_empty(), is_pdp, "{caller:?}");
    }
    let page = world.signed_in(Caller::REVIEWER).open("/portal/endpoints/export");
    assert!(page.main().contains("and after them the suspended ones"), "{}", page.main());
}

/// Holds G5, W1.
#[test]
fn pdp_finds_the_endpoints_of_an_organisation_by_its_name() {
    let world = World::over(Api::with_suspended(false));
    let mut browser = world.signed_in(Caller::REVIEWER);
    let first = fakes::organisation(1).id;
    let page = browser.open("/portal/endpoints?name=organ&state=suspended");
    assert!(page.main().contains("Organisations with this in their names"), "{}", page.main());
    assert_eq!(page.shown("name"), "organ");
    assert_eq!(
        page.link("Organisation 1"),
        format!("/portal/endpoints?organisation={first}&state=suspended")
    );
    let of = format!("/portal/endpoints?organisation={first}");
    browser.get("/portal/endpoints?name=organisation+1&state=live").redirects_to(&format!("{of}&state=live"));
    let page = browser.open(&of);
    assert_eq!(page.title(), "Endpoints of Organisation 1 – Connection portal");
    assert_eq!((page.all("tbody tr").len(), page.shown("name")), (3, "Organisation 1".to_owned()));
    assert_eq!(page.all("#state option").first().map(String::as_str), Some("All"));
    assert_eq!(browser.open(&format!("{of}&state=suspended")).all("tbody tr").len(), 1);
    let none = browser.open("/portal/endpoints?name=Orchard");
    assert!(none.main().contains("No organisation has this in its name."), "{}", none.main());
    for (typed, status) in [(HTML.trim(), 200), ("!!!", 422)] {
        let query = serde_urlencoded::to_string([("name", typed)]).expect("a query");
        let page = browser.get(&format!("/portal/endpoints?{query}")).page(status);
        assert_eq!(page.shown("name"), typed);
        assert!(page.all("main table").is_empty() && !page.source.contains("<script>alert"));
        assert_eq!(page.title().starts_with("Error: "), status == 422, "{}", page.title());
        assert_eq!(page.all("#name-error").is_empty(), status == 200, "{}", page.main());
    }
    browser.get("/portal/endpoints?organisation=nonsense").page(404);
    browser.get(&format!("/portal/endpoints?organisation={}", super::ID)).page(404);
    // Others see their own, whatever they ask for.
    let rival = world.signed_in(Caller::RIVAL).open(&of);
    assert!(
        rival.main().contains("organisation-2") && !rival.main().contains("organisation-1."),
        "{}",
        rival.main()
    );
    assert_eq!(rival.title(), "Endpoints – Connection portal");
}

/// Holds Q5, W3.
#[test]
fn somebody_who_proposes_second_is_led_to_the_decision() {
    let world = World::over(Api::with_suspended(false));
    let address = page_of(EndpointType::View, "restoration");
    let mut browser = world.signed_in(Caller::SUPPORT);
    let form = browser.open(&address).filled(&REASON);
    let body = SuspensionBody { reason: "It is mended".to_owned() };
    let client = world.api.client(Caller::SUPPORT);
    let id = fakes::organisation(1).id;
    client.propose_restoration(id, endpoint(EndpointType::View), &ETag::any(), &body).wait();
    browser.post(&address, &form).page(409);
    browser.get(&address).redirects_to(&format!("{address}/decision"));
}
