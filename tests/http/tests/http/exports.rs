//! Exports as callers see them: asked for, looked at, fetched by a link (A1, G5, P1).

use api::{Code, DownloadBody, EntryKind, ExportBody, RegisterExportBody};
use api_client::{Answer, Call as TypedCall, Paging};
use domain::actor::PdpRole;
use domain::change::Status;
use domain::export::{
    Export, ExportFailure, ExportFormat, ExportState, ExportStateKind, GIVEN_UP_AFTER, LIFETIME, Product,
    RegisterFormat,
};
use serde_json::{Value, json};

use crate::support::{Api, Call, Caller, Client, InProcess, Made, Wait};

fn ask(api: &Api, change: &Made, caller: Caller) -> Answer<ExportBody> {
    api.client(caller).request_bundle(change.id).wait()
}

fn ask_for_register(api: &Api, caller: Caller, format: RegisterFormat) -> Answer<ExportBody> {
    api.client(caller).request_register(&RegisterExportBody { format: format.into() }).wait()
}

fn read<'c, 'a>(client: &'c Client<'a>, asked: &ExportBody) -> TypedCall<'c, InProcess<'a>, ExportBody> {
    match asked.change {
        Some(change) => client.read_bundle(change, asked.id),
        None => client.read_register(asked.id),
    }
}

fn link<'c, 'a>(client: &'c Client<'a>, asked: &ExportBody) -> TypedCall<'c, InProcess<'a>, DownloadBody> {
    match asked.change {
        Some(change) => client.link_bundle(change, asked.id),
        None => client.link_register(asked.id),
    }
}

/// Puts the export where its maker brings it.
fn bring(api: &Api, asked: &ExportBody, state: ExportState) {
    let export = api.fakes.store.export(asked.id).expect("an export");
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
    let (contact, reviewer) = (api.client(Caller::BUSINESS), api.client(Caller::REVIEWER));
    let change = api.change_in(Status::InReview);
    let asked = ask(&api, &change, Caller::BUSINESS);
    let id = asked.id;
    assert_eq!(asked.location, Some(format!("{}/bundle/{id}", change.path())));
    assert_eq!((*asked.state, *asked.format), (ExportStateKind::Requested, ExportFormat::Zip));
    assert_eq!(read(&contact, &asked).wait().body, asked.body);
    link(&contact, &asked).refused(409, "export_not_ready");
    bring(&api, &asked, ready(&api));
    let done = read(&reviewer, &asked).wait();
    assert_eq!(done.state, ExportStateKind::Ready);
    assert_eq!((done.bytes, &done.sha256), (Some(12_345), &Some("07".repeat(32))));
    let linked = link(&reviewer, &asked).wait();
    assert_eq!(api.last_exchange().answer_headers["cache-control"], "no-store");
    assert!(linked.url.starts_with(&format!("https://exports.example.org/{id}/2?")));
    assert!(linked.url.contains("&name=TC-"), "saved under the reference");
    let history = contact.read_history(change.id, &Paging::default()).wait();
    let link = history.items.iter().find(|entry| entry.what == "bundle_downloaded").expect("an entry");
    assert_eq!(link.kind, EntryKind::Downloaded);
    assert_eq!(link.by.as_ref().and_then(|by| by.role), Some(Code(PdpRole::Reviewer.into())));
    assert_eq!(link.facts["bundle"], json!(id));
    assert!(!json!(history.body).to_string().contains("https://exports."), "the link itself is a secret");
}

/// Holds P1.
#[test]
fn pdp_sees_the_organisations_exports_but_not_the_other_way() {
    let api = Api::new();
    let (contact, support) = (api.client(Caller::BUSINESS), api.client(Caller::SUPPORT));
    let change = api.change_in(Status::InReview);
    let (theirs, own) = (ask(&api, &change, Caller::REVIEWER), ask(&api, &change, Caller::BUSINESS));
    for asked in [&theirs, &own] {
        bring(&api, asked, ready(&api));
    }
    read(&contact, &theirs).refused(404, "export_not_found");
    link(&contact, &theirs).refused(404, "export_not_found");
    read(&support, &theirs).wait();
    for caller in [Caller::SUPPORT, Caller::Member(1, None)] {
        link(&api.client(caller), &own).wait();
    }
    let register = ask_for_register(&api, Caller::SUPPORT, RegisterFormat::Csv);
    read(&contact, &register).refused(404, "export_not_found");
}

#[test]
fn what_failed_says_what_to_do() {
    for (reason, advice) in [
        (ExportFailure::EvidenceDamaged, "contact PDP support before you ask for another"),
        (ExportFailure::NotMade, "Ask for another"),
    ] {
        let api = Api::new();
        let contact = api.client(Caller::BUSINESS);
        let asked = ask(&api, &api.change_in(Status::Draft), Caller::BUSINESS);
        let at = app::Clock::now(&api.fakes.clock);
        bring(&api, &asked, ExportState::Failed { reason, at });
        let failed = read(&contact, &asked).wait();
        assert_eq!((*failed.state, failed.failure_code), (ExportStateKind::Failed, Some(Code(reason))));
        assert!(failed.failure.as_ref().is_some_and(|failure| failure.contains(advice)));
        assert!(link(&contact, &asked).refused(409, "export_failed").advice().contains(advice));
    }
}

#[test]
fn one_that_nobody_made_is_shown_as_failed() {
    let api = Api::new();
    let asked = ask(&api, &api.change_in(Status::Draft), Caller::BUSINESS);
    api.fakes.clock.advance(GIVEN_UP_AFTER);
    let shown = read(&api.client(Caller::BUSINESS), &asked).wait();
    assert_eq!(shown.failure_code, Some(Code(ExportFailure::NotMade)));
}

#[test]
fn an_export_is_forgotten_after_a_week() {
    let api = Api::new();
    let contact = api.client(Caller::BUSINESS);
    let asked = ask(&api, &api.change_in(Status::Draft), Caller::BUSINESS);
    bring(&api, &asked, ready(&api));
    api.fakes.clock.advance(LIFETIME);
    read(&contact, &asked).refused(404, "export_not_found");
    link(&contact, &asked).refused(404, "export_not_found");
}

#[test]
fn an_export_is_found_at_its_own_address_only() {
    let api = Api::new();
    let (change, other) = (api.change_in(Status::Draft), api.change_in(Status::Draft));
    let bundle = ask(&api, &change, Caller::BUSINESS).id;
    let register = ask_for_register(&api, Caller::BUSINESS, RegisterFormat::Json).id;
    for address in [
        format!("{}/bundle/{bundle}", other.path()),
        format!("{}/bundle/{register}", change.path()),
        format!("{}/bundle/none", change.path()),
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
    for (format, shown) in
        [(RegisterFormat::Json, ExportFormat::Json), (RegisterFormat::Csv, ExportFormat::Csv)]
    {
        let asked = ask_for_register(&api, Caller::SUPPORT, format);
        assert_eq!((*asked.format, asked.change), (shown, None));
        bring(&api, &asked, ready(&api));
        let linked = link(&api.client(Caller::SUPPORT), &asked).wait();
        assert!(linked.url.contains(&format!("name=endpoint-register-2026-07-06.{}", format.code())));
    }
    assert_eq!(api.fakes.store.export_downloads().len(), 2, "who was handed a link is kept");
    let send = |body: Value| api.send(Call::post("/endpoints/exports").by(Caller::SUPPORT).json(&body));
    send(json!({})).expect_fields(&[("format", "missing")]);
    send(json!({ "format": "xlsx" })).expect_fields(&[("format", "unknown_value")]);
}

#[test]
fn a_link_asked_for_twice_under_one_key_is_on_record_twice() {
    let api = Api::new();
    let support = api.client(Caller::SUPPORT);
    let asked = ask_for_register(&api, Caller::SUPPORT, RegisterFormat::Csv);
    bring(&api, &asked, ready(&api));
    let call = link(&support, &asked);
    for _ in 0..2 {
        call.wait();
    }
    assert_eq!(api.fakes.store.export_downloads().len(), 2);
}
