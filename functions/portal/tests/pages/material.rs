//! Cryptographic material: its link lives for a minute, and only its technical contact gets it.

use domain::change::steps::StepStateKind;
use domain::policy::Step;
use http_tests::{Caller, Place};

use crate::world::World;

/// Holds W1, W2.
#[test]
fn a_pack_is_fetched_and_its_deployment_confirmed() {
    let world = World::new();
    let made = world.api.change_at(Place::Published);
    let address = format!("/portal/changes/{}/material/test", made.id);
    let mut browser = world.signed_in(Caller::TECHNICAL);
    assert_eq!(
        browser.open(&format!("/portal/changes/{}", made.id)).link("Download test cryptographic material"),
        address
    );
    let page = browser.open(&address);
    assert!(
        page.text(".portal-now").starts_with("Download it, deploy it, and then confirm"),
        "{}",
        page.main()
    );
    assert!(!page.has_link("Download the encrypted pack"), "the link is made when it is asked for");
    let page = browser.post(&address, &page.form()).page(200);
    let link = page.link("Download the encrypted pack");
    assert!(link.starts_with("https://"), "{link}");
    assert!(page.main().contains("The link works for one minute"), "{}", page.main());
    let change = world.api.read(made.id);
    assert!(change.cryptographic_material[0].fetched_at.is_some());
    // A new link is another request.
    let keys: Vec<_> = [browser.open(&address), page].iter().map(|page| page.shown("key")).collect();
    assert_ne!(keys[0], keys[1]);
    let step = browser.open(&address).link("Confirm that it is deployed");
    let form = browser.open(&step);
    let refused = browser.post(&step, &form.filled(&[("deployed", "no")])).page(422);
    assert_eq!(refused.attribute(".govuk-error-summary a", "href"), "#deployed");
    assert_eq!(browser.post(&step, &form.filled(&[("deployed", "yes")])).status, 303);
    let state = world
        .api
        .read(made.id)
        .steps
        .iter()
        .find(|one| one.step == Step::TestCryptographicMaterial)
        .map(|one| one.state.0);
    assert_eq!(state, Some(StepStateKind::Complete));
}

/// Holds W1.
#[test]
fn nobody_else_is_offered_a_pack() {
    let world = World::new();
    let made = world.api.change_at(Place::Published);
    let address = format!("/portal/changes/{}/material/test", made.id);
    for caller in [Caller::BUSINESS, Caller::ADMINISTRATOR] {
        let mut browser = world.signed_in(caller);
        let page = browser.open(&address);
        assert_eq!(page.all("main form").len(), 0, "{caller:?}");
        let csrf = page.attribute("header input[name=csrf]", "value");
        let form =
            [("csrf", csrf), ("key", "of-mine".to_owned())].map(|(name, value)| (name.to_owned(), value));
        let reply = browser.post(&address, &form);
        assert_eq!(reply.status, 403, "{caller:?}");
    }
    let mut rival = world.signed_in(Caller::RIVAL);
    rival.get(&address).page(404);
    assert!(world.api.read(made.id).cryptographic_material[0].fetched_at.is_none());
    rival.get(&format!("/portal/changes/{}/material/other", made.id)).page(404);
}

/// Holds W1, W3.
#[test]
fn deployment_without_the_pack_is_refused_in_words() {
    let world = World::new();
    let made = world.api.change_at(Place::Published);
    let step = format!("/portal/changes/{}/steps/test_cryptographic_material", made.id);
    let mut browser = world.signed_in(Caller::TECHNICAL);
    let form = browser.open(&step).filled(&[("deployed", "yes")]);
    let page = browser.post(&step, &form).page(409);
    assert!(page.main().contains("What you typed has been kept"), "{}", page.main());
    assert_eq!(browser.open(&step).shown("deployed"), "yes");
}

/// Holds W2.
#[test]
fn material_that_is_not_published_says_who_acts() {
    let world = World::new();
    let made = world.api.change_at(Place::Open(Step::LiveCryptographicMaterial));
    let address = format!("/portal/changes/{}/material/live", made.id);
    let page = world.signed_in(Caller::TECHNICAL).open(&address);
    assert!(page.text(".portal-now").starts_with("PDP has not published it yet."), "{}", page.main());
    let step = page.link("Confirm that it is deployed, or that no new material is needed");
    assert!(step.ends_with("/steps/live_cryptographic_material"), "{step}");
    let page = world.signed_in(Caller::SERVICE).open(&address);
    assert!(page.text(".portal-now").starts_with("There is nothing for you to do now. A PDP administrator"));
}
