//! Pages as full as they get: what a browser fetches for them, and what `make bench` shows again. That each is small, and asks little,
//! is held for every page that any test opens (`world/browser.rs`).

use std::fmt::Write as _;
use std::{env, fs};

use api::{AnswersBody, StepDecisionBody, StepSubmissionRequest};
use domain::change::Status;
use domain::endpoint::EndpointType;
use domain::ids::ChangeId;
use domain::policy::Step;
use http_tests::{Call, Caller, Place, Wait, endpoints};
use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use crate::world::World;

/// The pages that `make bench` shows again, one a line: address, reader, and what the API answered.
const PAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/bench/portal/pages.jsonl");

/// An organisation with a change of nine endpoints in its last steps, a draft of nine, and more in progress than a page shows.
struct Full {
    world: World,
    change: ChangeId,
    draft: ChangeId,
}

/// Answers with nine endpoints, and a reason as long as people write one.
fn answers(number: u32) -> AnswersBody {
    let kinds = [EndpointType::Find, EndpointType::View, EndpointType::PatRefresh].into_iter().cycle();
    let urls: Vec<_> =
        (0..9).map(|at| format!("https://service-{at}.change-{number}.example.org/pensions")).collect();
    let of: Vec<_> = kinds.zip(urls.iter().map(String::as_str)).collect();
    AnswersBody {
        reason: "We are moving our find and view services to a new platform. The addresses change, and so does the supplier that runs \
            them. Both platforms run side by side for two weeks, so that we can go back."
            .to_owned(),
        new_endpoints: endpoints(&of),
        ..http_tests::answers()
    }
}

fn full() -> Full {
    let world = World::new();
    let api = &world.api;
    let made = api.change_of_at(&answers(0), Place::WithPdp(Step::ServiceAcceptance));
    // It comes back until its history is longer than a page.
    let (reviewer, manager) = (api.client(Caller::REVIEWER), api.client(Caller::SERVICE));
    let mut seen = made.etag;
    for _ in 0..16 {
        let back =
            StepDecisionBody::give_back("The screenshot does not show the state of the scheduled downtime");
        seen =
            reviewer.decide_step(made.id, Step::ServiceAcceptance, &seen, &back).wait().etag.expect("a tag");
        let note = Some("A new screenshot is there".to_owned());
        let again = StepSubmissionRequest { note, ..StepSubmissionRequest::default() };
        seen =
            manager.submit_step(made.id, Step::ServiceAcceptance, &seen, &again).wait().etag.expect("a tag");
    }
    for number in 1..81 {
        api.fakes.clock.advance(SignedDuration::from_mins(1));
        match number % 3 {
            0 => drop(api.change_of(&answers(number), Status::InReview)),
            _ => drop(api.change_of(&answers(number), Status::AwaitingInformation)),
        }
    }
    let draft = api.draft(&answers(99)).body.id;
    Full { change: made.id, draft, world }
}

impl Full {
    /// Who opens what, and what that is.
    fn pages(&self) -> Vec<(&'static str, Caller, String)> {
        let change = format!("/portal/changes/{}", self.change);
        let draft = format!("/portal/changes/{}", self.draft);
        vec![
            ("home of an organisation", Caller::BUSINESS, "/portal/".to_owned()),
            ("a change", Caller::SERVICE, change.clone()),
            ("history of a change", Caller::SERVICE, format!("{change}/history")),
            ("changes of an organisation", Caller::BUSINESS, "/portal/changes".to_owned()),
            ("endpoints of a draft", Caller::BUSINESS, format!("{draft}/endpoints")),
            ("answers of a draft", Caller::BUSINESS, format!("{draft}/check")),
            ("a step", Caller::SERVICE, format!("{change}/steps/service_acceptance")),
            ("work list of PDP", Caller::REVIEWER, "/portal/".to_owned()),
            ("guide", Caller::BUSINESS, "/portal/guide".to_owned()),
        ]
    }
}

#[test]
fn a_first_visit_is_three_requests_and_then_one() {
    let full = full();
    for (name, caller, address) in full.pages() {
        let mut browser = full.world.signed_in(caller);
        let reply = browser.get(&address);
        let page = reply.page(200);
        let fetched = page.fetched();
        assert_eq!(fetched.len(), 2, "{name}: {fetched:?}");
        let mut sent = reply.sent;
        for asset in &fetched {
            let asset = browser.get(asset);
            assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable", "{name}");
            assert!(!asset.text().contains("url(http") && !asset.text().contains("@import"), "{name}");
            sent += asset.sent;
        }
        assert!(sent <= 32_000, "{name}: {sent} bytes");
    }
}

#[test]
fn the_pages_of_the_bench_are_fresh() {
    let full = full();
    let mut lines = String::new();
    for (name, caller, address) in full.pages() {
        let mut browser = full.world.signed_in(caller);
        full.world.gateway.calls();
        browser.open(&address);
        let answer = |call: String| {
            let path = call.strip_prefix("GET ").expect("a page only asks").to_owned();
            let answer = full.world.api.send(Call::get(&*path).by(caller)).expect(200);
            (path, answer.body)
        };
        let answers: Map<_, _> = full.world.gateway.calls().into_iter().map(answer).collect();
        let page = json!({ "name": name, "address": address, "who": who(caller), "answers": answers });
        writeln!(lines, "{page}").expect("a line");
    }
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(PAGES, &lines).expect("the pages are written");
    }
    let kept = fs::read_to_string(PAGES).unwrap_or_default();
    assert!(
        kept == lines,
        "stale: UPDATE_DOCS=1 cargo nextest run -p portal the_pages_of_the_bench_are_fresh"
    );
}

/// A person, as a session has them.
fn who(caller: Caller) -> Value {
    let claims = caller.claims(0);
    let is_pdp = claims["party"] == "pdp";
    let organisation = (!is_pdp).then(|| fakes::organisation(1).name.to_string());
    json!({
        "person": claims["sub"], "name": claims["name"], "is_pdp": is_pdp, "organisation": organisation, "roles": [claims["roles"]],
    })
}
