//! Disputes of results.

use api::DisputeAnswerBody;
use api_client::{ETag, Paging};
use domain::dispute::Ruling;
use http_tests::{Api, Caller, DisputePlace, OatPlace, Wait};

use crate::world::{HTML, World, happens_once, is_kept, is_refused};

const TEXT: [(&str, &str); 1] = [("text", "Our log shows that we answered 202")];

/// Holds Q10, W4, W9.
#[test]
fn a_run_is_disputed_once_whether_it_was_passed_or_not() {
    for place in [OatPlace::Failed, OatPlace::Passed] {
        let (api, made) = Api::with_oat(place);
        let world = World::over(api);
        let run = format!("/portal/oat/{}/runs/1", made.id);
        for caller in [Caller::SERVICE, Caller::BUSINESS] {
            let address = world.signed_in(caller).open(&run).link("Disagree with this result?");
            assert_eq!(address, format!("{run}/dispute"));
        }
        let done = happens_once(&world, Caller::BUSINESS, &format!("{run}/dispute"), &TEXT);
        let (page, _) = done.split_once("?done=disputed").expect("the page of the dispute");
        let shown = world.signed_in(Caller::SECURITY).open(page);
        assert!(shown.main().contains(TEXT[0].1), "{}", shown.main());
        let now = shown.text(".portal-now");
        assert!(now.starts_with("There is nothing for you to do now. PDP support answers"), "{now}");
        // One at a time: the report leads to the open one, and offers no other.
        let report = world.signed_in(Caller::SERVICE).open(&run);
        assert!(report.main().contains("PDP support has not answered it yet."), "{}", report.main());
        assert!(!report.has_link("Disagree with this result?"));
        let list = world.signed_in(Caller::SERVICE).open("/portal/disputes");
        assert_eq!(list.attribute("tbody a", "href"), page);
        let waiting = world.signed_in(Caller::SUPPORT).open("/portal/disputes");
        assert_eq!(waiting.attribute("tbody a", "href"), page);
    }
}

/// Holds Q10, W1, W3.
#[test]
fn a_dispute_is_its_roles_and_is_kept() {
    let (api, made) = Api::with_dispute(DisputePlace::NotDisputed);
    let world = World::over(api);
    let run = format!("/portal/oat/{}/runs/1", made.oat);
    let address = format!("{run}/dispute");
    is_refused(&world, Caller::SERVICE, Caller::SECURITY, &address, 403, &TEXT);
    is_refused(&world, Caller::SERVICE, Caller::SUPPORT, &address, 403, &TEXT);
    is_refused(&world, Caller::SERVICE, Caller::RIVAL, &address, 404, &TEXT);
    assert!(!world.signed_in(Caller::SECURITY).open(&run).has_link("Disagree with this result?"));
    is_kept(&world, Caller::SERVICE, &address, &TEXT);
    let mut browser = world.signed_in(Caller::SERVICE);
    let form = browser.open(&address);
    let wrong = browser.post(&address, &form.filled(&[("text", " ")])).page(422);
    assert_eq!(wrong.attribute(".govuk-error-summary a", "href"), "#text");
}

/// Holds P1, Q10.
#[test]
fn a_dispute_names_pdp_to_pdp_and_nobody_else() {
    let (api, made) = Api::with_dispute(DisputePlace::WithFile);
    let answer = DisputeAnswerBody { ruling: Ruling::Stands.into(), answer: "It stands".to_owned() };
    api.client(Caller::SUPPORT).answer_dispute(made.id, &ETag::any(), &answer).wait();
    let world = World::over(api);
    let address = format!("/portal/disputes/{}", made.id);
    let support = fakes::staff(domain::actor::PdpRole::Support);
    let name = support.name().unwrap().to_string();
    let main = world.signed_in(Caller::SUPPORT).open(&address).main();
    assert!(main.contains(&format!(", by {name} (PDP support)")), "{main}");
    let main = world.signed_in(Caller::SERVICE).open(&address).main();
    assert!(main.contains(", by someone from PDP support") && !main.contains(&name), "{main}");
}

/// Holds Q10, W2.
#[test]
fn the_answer_to_a_dispute_is_shown_as_text() {
    for (ruling, tag) in
        [(Ruling::Stands, "The result stands"), (Ruling::SetAside, "The result is set aside")]
    {
        let (api, made) = Api::with_dispute(DisputePlace::WithFile);
        let world = World::over(api);
        let address = format!("/portal/disputes/{}", made.id);
        let open = world.signed_in(Caller::SUPPORT).open(&address);
        assert!(
            open.text(".portal-now")
                .starts_with("It is your turn: this dispute waits for the answer of PDP support.")
        );
        assert!(open.has_link("log.png") && !open.has_link("Add a file"), "{}", open.main());
        let own = world.signed_in(Caller::BUSINESS).open(&address);
        assert_eq!(own.link("Add a file"), format!("{address}/files/new"));
        let answer = DisputeAnswerBody { ruling: ruling.into(), answer: HTML.to_owned() };
        world.api.client(Caller::SUPPORT).answer_dispute(made.id, &ETag::any(), &answer).wait();
        let shown = world.signed_in(Caller::SERVICE).open(&address);
        assert_eq!(shown.text(".govuk-tag"), tag);
        assert!(!shown.has_link("Add a file"), "an answered dispute takes no files");
        assert!(shown.text(".portal-now").starts_with("There is nothing left to do here: PDP has answered"));
        assert!(shown.main().contains("alert(1)") && !shown.source.contains("<script>alert"));
        // The result can be disputed again.
        let run = world.signed_in(Caller::SERVICE).open(&shown.link(&run_of(&world, &made)));
        assert!(run.has_link("Disagree with this result?") && run.main().contains("PDP has answered it."));
        world.signed_in(Caller::RIVAL).get(&address).page(404);
    }
}

/// What the page of a dispute calls its result.
fn run_of(world: &World, made: &http_tests::MadeDispute) -> String {
    let report = world.api.client(Caller::SERVICE).read_run(made.oat, 1, &Paging::default()).wait();
    format!("Run 1 of {}, not passed", report.reference)
}

/// Holds P1, A1, Q10, W2.
#[test]
fn the_history_of_a_dispute_says_what_happened_and_by_whom() {
    let (api, made) = Api::with_dispute(DisputePlace::WithFile);
    let world = World::over(api);
    let answer = DisputeAnswerBody { ruling: Ruling::SetAside.into(), answer: HTML.to_owned() };
    world.api.client(Caller::SUPPORT).answer_dispute(made.id, &ETag::any(), &answer).wait();
    for caller in [Caller::SERVICE, Caller::SECURITY, Caller::SUPPORT] {
        let mut browser = world.signed_in(caller);
        let address = browser.open(&format!("/portal/disputes/{}", made.id)).link("History of this dispute");
        assert_eq!(address, format!("/portal/disputes/{}/history", made.id));
        let shown = browser.open(&address);
        let entries = shown.all("ol.portal-history > li");
        assert!(
            entries[0].starts_with("Dispute opened") && entries[0].contains("We answered 202"),
            "{entries:?}"
        );
        assert!(entries.iter().any(|entry| entry.contains("log.png")), "{entries:?}");
        let last = entries.last().expect("an entry");
        assert!(last.starts_with("Dispute answered") && last.contains("Ruling: set aside"), "{last}");
        assert!(last.contains("alert(1)") && !shown.source.contains("<script>alert"), "{last}");
    }
    world.signed_in(Caller::RIVAL).get(&format!("/portal/disputes/{}/history", made.id)).page(404);
    world.signed_in(Caller::SERVICE).get("/portal/disputes/nothing/history").page(404);
}
