//! Exports as callers see them: asked for, looked at, fetched by a link (A1, G5, P1).

use domain::change::Status;
use domain::export::{Export, ExportFailure, ExportState, GIVEN_UP_AFTER, LIFETIME, Product};
use serde_json::{Value, json};

use crate::support::{Answer, Api, Call, Caller, Made};

const SUPPORT: Caller = Caller::Staff(Some(domain::actor::PdpRole::Support));

fn ask(api: &Api, change: &Made, caller: Caller) -> Answer {
    api.send(Call::post(format!("{}/bundle", change.path)).by(caller)).expect(202)
}

fn ask_for_register(api: &Api, caller: Caller, format: &str) -> Answer {
    let body = json!({ "format": format });
    api.send(Call::post("/endpoints/exports").by(caller).json(&body)).expect(202)
}

fn read(api: &Api, answer: &Answer, caller: Caller) -> Answer {
    api.send(Call::get(answer.header("location")).by(caller))
}

fn link(api: &Api, answer: &Answer, caller: Caller) -> Answer {
    api.send(Call::post(format!("{}/download", answer.header("location"))).by(caller))
}

/// Puts the export where its maker brings it.
fn bring(api: &Api, answer: &Answer, state: ExportState) {
    let export = api.fakes.store.export(answer.text("/id").parse().expect("an id")).expect("an export");
    api.fakes.store.put_export_as_is(Export { state, ..export });
}

fn ready(api: &Api) -> ExportState {
    let at = app::Clock::now(&api.fakes.clock);
    ExportState::Ready(Product { build: 2, bytes: 12_345, sha256: [7; 32], at })
}

/// Holds A1.
#[test]
fn a_bundle_is_asked_for_and_fetched_by_a_link_on_record() {
    let api = Api::new();
    let change = api.change_in(Status::InReview);
    let asked = ask(&api, &change, Caller::BUSINESS);
    let id = asked.text("/id");
    assert_eq!(asked.header("location"), format!("{}/bundle/{id}", change.path));
    assert_eq!((asked.text("/state"), asked.text("/format")), ("requested", "zip"));
    assert_eq!(read(&api, &asked, Caller::BUSINESS).expect(200).body, asked.body);
    link(&api, &asked, Caller::BUSINESS).expect_problem(409, "export_not_ready");
    bring(&api, &asked, ready(&api));
    let done = read(&api, &asked, Caller::REVIEWER).expect(200);
    assert_eq!((done.text("/state"), done.text("/sha256")), ("ready", "07".repeat(32).as_str()));
    assert_eq!(done.body["bytes"], 12_345);
    let linked = link(&api, &asked, Caller::REVIEWER).expect(201);
    assert_eq!(linked.header("cache-control"), "no-store");
    assert!(linked.text("/url").starts_with(&format!("https://exports.example.org/{id}/2?")));
    assert!(linked.text("/url").contains("&name=TC-"), "saved under the reference");
    let history = api.send(Call::get(format!("{}/history", change.path)).by(Caller::BUSINESS)).expect(200);
    let mut entries = history.body["items"].as_array().into_iter().flatten();
    let link = entries.find(|entry| entry["what"] == "bundle_downloaded").expect("an entry");
    assert_eq!((&link["kind"], &link["by"]["role"]), (&json!("downloaded"), &json!("reviewer")));
    assert_eq!(link["facts"]["bundle"], json!(id));
    assert!(!history.body.to_string().contains("https://exports."), "the link itself is a secret");
}

/// Holds P1.
#[test]
fn pdp_sees_the_organisations_exports_but_not_the_other_way() {
    let api = Api::new();
    let change = api.change_in(Status::InReview);
    let (theirs, own) = (ask(&api, &change, Caller::REVIEWER), ask(&api, &change, Caller::BUSINESS));
    for answer in [&theirs, &own] {
        bring(&api, answer, ready(&api));
    }
    read(&api, &theirs, Caller::BUSINESS).expect_problem(404, "export_not_found");
    link(&api, &theirs, Caller::BUSINESS).expect_problem(404, "export_not_found");
    read(&api, &theirs, SUPPORT).expect(200);
    for caller in [SUPPORT, Caller::Member(1, None)] {
        link(&api, &own, caller).expect(201);
    }
    let register = ask_for_register(&api, SUPPORT, "csv");
    read(&api, &register, Caller::BUSINESS).expect_problem(404, "export_not_found");
}

#[test]
fn what_failed_says_what_to_do() {
    for (reason, advice) in [
        (ExportFailure::EvidenceDamaged, "contact PDP support before you ask for another"),
        (ExportFailure::NotMade, "Ask for another"),
    ] {
        let api = Api::new();
        let asked = ask(&api, &api.change_in(Status::Draft), Caller::BUSINESS);
        let at = app::Clock::now(&api.fakes.clock);
        bring(&api, &asked, ExportState::Failed { reason, at });
        let failed = read(&api, &asked, Caller::BUSINESS).expect(200);
        assert_eq!((failed.text("/state"), failed.text("/failure_code")), ("failed", reason.code()));
        assert!(failed.text("/failure").contains(advice));
        let refused = link(&api, &asked, Caller::BUSINESS).expect_problem(409, "export_failed");
        assert!(refused.text("/detail").contains(advice));
    }
}

#[test]
fn one_that_nobody_made_is_shown_as_failed() {
    let api = Api::new();
    let asked = ask(&api, &api.change_in(Status::Draft), Caller::BUSINESS);
    api.fakes.clock.advance(GIVEN_UP_AFTER);
    assert_eq!(read(&api, &asked, Caller::BUSINESS).expect(200).text("/failure_code"), "not_made");
}

#[test]
fn an_export_is_forgotten_after_a_week() {
    let api = Api::new();
    let asked = ask(&api, &api.change_in(Status::Draft), Caller::BUSINESS);
    bring(&api, &asked, ready(&api));
    api.fakes.clock.advance(LIFETIME);
    read(&api, &asked, Caller::BUSINESS).expect_problem(404, "export_not_found");
    link(&api, &asked, Caller::BUSINESS).expect_problem(404, "export_not_found");
}

#[test]
fn an_export_is_found_at_its_own_address_only() {
    let api = Api::new();
    let (change, other) = (api.change_in(Status::Draft), api.change_in(Status::Draft));
    let (bundle, register) =
        (ask(&api, &change, Caller::BUSINESS), ask_for_register(&api, Caller::BUSINESS, "json"));
    let (bundle, register) = (bundle.text("/id"), register.text("/id"));
    for address in [
        format!("{}/bundle/{bundle}", other.path),
        format!("{}/bundle/{register}", change.path),
        format!("{}/bundle/none", change.path),
        format!("/endpoints/exports/{bundle}"),
        "/endpoints/exports/none".to_owned(),
    ] {
        api.send(Call::get(&address).by(Caller::BUSINESS)).expect_problem(404, "export_not_found");
        let link = Call::post(format!("{address}/download"));
        api.send(link.by(Caller::BUSINESS)).expect_problem(404, "export_not_found");
    }
}

#[test]
fn the_register_is_asked_for_in_one_of_two_forms() {
    let api = Api::new();
    for format in ["json", "csv"] {
        let asked = ask_for_register(&api, SUPPORT, format);
        assert_eq!((asked.text("/format"), &asked.body["change"]), (format, &Value::Null));
        bring(&api, &asked, ready(&api));
        let linked = link(&api, &asked, SUPPORT).expect(201);
        assert!(linked.text("/url").contains(&format!("name=endpoint-register-2026-07-06.{format}")));
    }
    assert_eq!(api.fakes.store.export_downloads().len(), 2, "who was handed a link is kept");
    let send = |body: Value| api.send(Call::post("/endpoints/exports").by(SUPPORT).json(&body));
    send(json!({})).expect_fields(&[("format", "missing")]);
    send(json!({ "format": "xlsx" })).expect_fields(&[("format", "unknown_value")]);
}

#[test]
fn a_link_asked_for_twice_under_one_key_is_on_record_twice() {
    let api = Api::new();
    let asked = ask_for_register(&api, SUPPORT, "csv");
    bring(&api, &asked, ready(&api));
    let call = Call::post(format!("{}/download", asked.header("location"))).by(SUPPORT).key("the-same");
    for _ in 0..2 {
        api.send(call.clone()).expect(201);
    }
    assert_eq!(api.fakes.store.export_downloads().len(), 2);
}
