//! The register of endpoints, and taking one out of use.

use api::AnswersBody;
use api_client::ETag;
use domain::endpoint::EndpointType;
use domain::register::EndpointState;
use http_tests::{Api, Caller, Wait};

use crate::world::{HTML, World, happens_once, is_kept, is_refused};

/// The page that takes the first live endpoint of this type out of use.
fn out_of_use(world: &World, kind: EndpointType) -> String {
    let found =
        world.api.client(Caller::BUSINESS).list_endpoints(&api_client::WhichEndpoints::default()).wait();
    let one = found.items.iter().find(|one| one.endpoint_type == kind).expect("an endpoint of this type");
    format!("/portal/endpoints/{}/{}/out-of-use", one.organisation, one.id)
}

/// Holds W1, W2.
#[test]
fn an_organisation_sees_its_endpoints_and_reports_changes() {
    let world = World::new();
    let page = world.signed_in(Caller::BUSINESS).open("/portal/endpoints");
    assert_eq!(page.title(), "Endpoints – Connection portal");
    let rows = page.all("tbody tr");
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert!(rows[0].contains("https://") && rows[0].contains("Live"), "{}", rows[0]);
    assert_eq!(page.link("Report technical change"), "/portal/guide");
    assert!(page.source.contains(&out_of_use(&world, EndpointType::View)));
    let page = world.signed_in(Caller::SECURITY).open("/portal/endpoints");
    assert!(!page.has_link("Report technical change") && !page.source.contains("out-of-use"));
    assert!(page.text(".portal-now").starts_with("There is nothing for you to do here."));
}

/// Holds W1.
#[test]
fn an_organisation_filters_its_endpoints_by_state() {
    let world = World::over(Api::with_suspended(false));
    let mut browser = world.signed_in(Caller::BUSINESS);
    let all = browser.open("/portal/endpoints");
    assert_eq!(all.all("option").first().map(String::as_str), Some("All"));
    assert_eq!(all.all("tbody tr").len(), 3);
    let suspended = browser.open("/portal/endpoints?state=suspended");
    assert_eq!(suspended.all("tbody tr").len(), 1);
    assert_eq!(suspended.attribute("option[selected]", "value"), "suspended");
    assert_eq!(browser.open("/portal/endpoints?state=live").all("tbody tr").len(), 2);
    let none = browser.open("/portal/endpoints?state=proposed");
    assert!(none.main().contains("There are no endpoints in this state."), "{}", none.main());
}

#[test]
fn pdp_lists_endpoints_of_everybody_by_state() {
    let world = World::over(Api::with_suspended(false));
    let mut browser = world.signed_in(Caller::SUPPORT);
    let page = browser.open("/portal/endpoints");
    assert_eq!(page.attribute("option[selected]", "value"), "live");
    assert_eq!(page.all("tbody tr").len(), 5);
    let name = fakes::organisation(1).name.to_string();
    assert!(page.main().contains(&name), "{}", page.main());
    assert!(!page.source.contains("out-of-use"));
    let page = browser.open("/portal/endpoints?state=suspended");
    assert_eq!(page.all("tbody tr").len(), 1);
    assert!(page.main().contains("PDP suspended it: An incident"), "{}", page.main());
    assert!(
        browser
            .open("/portal/endpoints?state=inactive")
            .main()
            .contains("There are no endpoints in this state.")
    );
    assert!(browser.open("/portal/endpoints?state=proposed").title().starts_with("Endpoints: proposed"));
}

/// Holds W1, W4.
#[test]
fn an_endpoint_is_taken_out_of_use_once() {
    let world = World::new();
    let address = out_of_use(&world, EndpointType::View);
    let page = world.signed_in(Caller::BUSINESS).open(&address);
    let main = page.main();
    let says = main.find("This takes effect at once, and it is final.").expect("what it does");
    assert!(says < main.rfind("Take this endpoint out of use").expect("the button"), "{main}");
    let done = happens_once(&world, Caller::BUSINESS, &address, &[("reason", HTML)]);
    assert_eq!(done, "/portal/endpoints?done=out-of-use");
    let page = world.signed_in(Caller::BUSINESS).open("/portal/endpoints");
    assert_eq!(page.all("tbody tr").iter().filter(|row| row.contains("Inactive")).count(), 1);
    let found =
        world.api.client(Caller::BUSINESS).list_endpoints(&api_client::WhichEndpoints::default()).wait();
    let view =
        found.items.iter().find(|one| one.endpoint_type == EndpointType::View).expect("it stays listed");
    assert_eq!(view.state, EndpointState::Inactive);
    world.signed_in(Caller::BUSINESS).get(&address).page(404);
}

/// Holds W3.
#[test]
fn the_only_live_find_endpoint_stays_and_the_reason_too() {
    let world = World::new();
    let address = out_of_use(&world, EndpointType::Find);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let page = browser.open(&address);
    let page = browser.post(&address, &page.filled(&[("reason", "Old")])).page(409);
    assert!(page.main().contains("Find endpoint"), "{}", page.main());
    let page = browser.open(&address);
    assert_eq!(page.shown("reason"), "Old");
    let address = out_of_use(&world, EndpointType::View);
    let page = browser.open(&address);
    let long = format!("{HTML}{}", "x".repeat(5_000));
    let page = browser.post(&address, &page.filled(&[("reason", &long)])).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#reason");
    assert_eq!(page.shown("reason"), long);
    assert!(!page.source.contains("<script>alert"));
}

/// Holds W1, W3.
#[test]
fn only_a_business_contact_takes_an_endpoint_out_of_use() {
    let world = World::new();
    let address = out_of_use(&world, EndpointType::View);
    let typed = [("reason", "Old")];
    is_refused(&world, Caller::BUSINESS, Caller::SERVICE, &address, 403, &typed);
    is_refused(&world, Caller::BUSINESS, Caller::SUPPORT, &address, 403, &typed);
    is_refused(&world, Caller::BUSINESS, Caller::RIVAL, &address, 404, &typed);
    is_kept(&world, Caller::BUSINESS, &address, &typed);
}

/// Reports a change with nine Find endpoints of its own.
pub fn report_nine(world: &World, change: u32) {
    let urls: Vec<_> = (0..9).map(|at| format!("https://find-{change}-{at}.example.org/pensions")).collect();
    let added: Vec<_> = urls.iter().map(|url| (EndpointType::Find, url.as_str())).collect();
    let answers = AnswersBody { new_endpoints: http_tests::endpoints(&added), ..http_tests::answers() };
    let id = world.api.draft(&answers).id;
    let evidence = world.api.request_upload(id).evidence.id;
    world.api.accept(id, evidence);
    world.api.client(Caller::BUSINESS).submit_change(id, &ETag::any()).wait();
}

#[test]
fn a_long_register_has_further_pages() {
    let world = World::new();
    for change in 0..3 {
        report_nine(&world, change);
    }
    for (caller, address, more) in
        [(Caller::BUSINESS, "/portal/endpoints", 5), (Caller::SUPPORT, "/portal/endpoints?state=proposed", 2)]
    {
        let mut browser = world.signed_in(caller);
        let first = browser.open(address);
        assert_eq!(first.all("tbody tr").len(), 25, "{caller:?}");
        let second = browser.open(&first.attribute("a[rel=next]", "href"));
        assert_eq!(second.all("tbody tr").len(), more, "{caller:?}");
        assert_eq!(second.link("First page"), address);
        assert_ne!(first.title(), second.title());
        assert!(first.source.len() <= 30_000, "{} bytes", first.source.len());
    }
}
