//! Finding what a reference names.

use domain::change::Status;
use http_tests::{Api, Caller, DisputePlace, Made, OatPlace, Place, Wait};

use crate::world::{Browser, World};

/// The address that a reference leads to.
fn leads(world: &World, caller: Caller, typed: &str) -> String {
    let query = serde_urlencoded::to_string([("reference", typed)]).expect("a query");
    let reply = world.signed_in(caller).get(&format!("/portal/look-up?{query}"));
    assert_eq!(reply.status, 303, "{typed}: {}", reply.text());
    reply.header("location").to_owned()
}

/// Holds Q2.
#[test]
fn a_reference_leads_to_its_page_however_it_is_written() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let reference = world.api.read(made.id).reference.expect("a reference");
    let page = format!("/portal/changes/{}", made.id);
    let digits = reference.trim_start_matches("TC-");
    let (front, back) = digits.split_at(4);
    let spoken = [
        reference.clone(),
        reference.to_lowercase(),
        digits.to_owned(),
        format!("  tc {front} {back} "),
        reference.replace('0', "O").replace('1', "l"),
    ];
    for typed in &spoken {
        for caller in [Caller::BUSINESS, Caller::SECURITY, Caller::REVIEWER, Caller::Staff(None)] {
            assert_eq!(leads(&world, caller, typed), page, "{typed}");
        }
    }
}

/// Holds Q2.
#[test]
fn each_kind_of_reference_leads_to_its_page() {
    let world = World::new();
    let made = world.api.change_at(Place::Asked);
    let page = format!("/portal/changes/{}/support", made.id);
    assert_eq!(leads(&world, Caller::SUPPORT, Made::SUPPORT), page);
    world.signed_in(Caller::SUPPORT).open(&page);

    let (api, dispute) = Api::with_dispute(DisputePlace::Open);
    let world = World::over(api);
    let service = world.api.client(Caller::SERVICE);
    let reference = service.read_dispute(dispute.id).wait().body.reference;
    assert_eq!(leads(&world, Caller::SUPPORT, &reference), format!("/portal/disputes/{}", dispute.id));
    let reference = service.read_oat(dispute.oat).wait().body.reference;
    assert_eq!(leads(&world, Caller::SERVICE, &reference), format!("/portal/oat/{}", dispute.oat));

    let (api, oat) = Api::with_oat(OatPlace::SupportAsked);
    let world = World::over(api);
    assert_eq!(leads(&world, Caller::SERVICE, &oat.reference), format!("/portal/oat/{}", oat.id));

    let (api, oat) = Api::with_oat(OatPlace::Tried);
    let world = World::over(api);
    let tried = world.api.client(Caller::SERVICE).read_pre_flight(oat.pre_flight).wait().body;
    let reference = tried.reference.expect("a reference");
    assert_eq!(leads(&world, Caller::SERVICE, &reference), format!("/portal/pre-flights/{}", oat.pre_flight));
}

/// Holds P1, Q2, W3.
#[test]
fn what_cannot_be_found_is_said_and_kept() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let reference = world.api.read(made.id).reference.expect("a reference");
    let mut rival = world.signed_in(Caller::RIVAL);
    let form = rival.open("/portal/look-up");
    assert_eq!(form.shown("reference"), "");
    assert!(form.main().contains("PF-7Q4M0ZKD") && !form.title().starts_with("Error"), "{}", form.main());
    let page = |browser: &mut Browser<'_>, typed: &str, status| {
        let query = serde_urlencoded::to_string([("reference", typed)]).expect("a query");
        let page = browser.get(&format!("/portal/look-up?{query}")).page(status);
        assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#reference");
        assert!(page.title().starts_with("Error: "), "{}", page.title());
        assert_eq!(page.shown("reference"), typed);
        page.text(".govuk-error-summary li")
    };
    // A stranger's is as if it were not there.
    let strangers = page(&mut rival, &reference, 404);
    assert_eq!(strangers, page(&mut rival, "TC-00000000", 404));
    for odd in ["", "TC-123", "<script>alert(1)</script>", &"9".repeat(2_000)] {
        page(&mut rival, odd, 422);
    }
    // It is offered where people look for it.
    let mut member = world.signed_in(Caller::BUSINESS);
    assert_eq!(member.open("/portal/").attribute(".portal-look-up", "action"), "/portal/look-up");
    assert_eq!(member.open("/portal/changes").link("Find something by its reference"), "/portal/look-up");
}
