//! Packs of cryptographic material as callers see them: published in base64, fetched by a link (S4).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cryptographic_material::MAX_PACK_BODY;
use domain::actor::{OrganisationRole, PdpRole};
use domain::change::material::Environment;
use domain::change::{Change, Status};
use domain::policy::Step;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Answer, Api, Call, Caller, Made, Place};

const ADMINISTRATOR: Caller = Caller::Staff(Some(PdpRole::Administrator));
const TECHNICAL: Caller = Caller::Member(1, Some(OrganisationRole::PrimaryTechnicalContact));
const OPEN: Place = Place::Open(Step::TestCryptographicMaterial);

fn packs(change: &Made) -> String {
    format!("{}/cryptographic-material/test", change.path)
}

fn publish(api: &Api, change: &Made, body: &Value) -> Answer {
    api.send(Call::post(packs(change)).by(ADMINISTRATOR).seen(&change.etag).json(body))
}

fn in_base64(content: &[u8]) -> Value {
    json!({ "content": STANDARD.encode(content) })
}

fn fetch(api: &Api, change: &Made, caller: Caller) -> Answer {
    api.send(Call::post(format!("{}/download", packs(change))).by(caller))
}

fn confirm(api: &Api, change: &Made) -> Answer {
    let etag = api.read(&change.path).header("etag").to_owned();
    let path = format!("{}/steps/test_cryptographic_material/submission", change.path);
    api.send(Call::post(path).by(TECHNICAL).seen(&etag).json(&json!({ "deployed": true })))
}

fn stored(api: &Api, change: &Made) -> Change {
    api.fakes.store.change(change.id.parse().expect("an id")).expect("a change")
}

/// Holds S4.
#[test]
fn what_was_sent_is_kept_and_not_repeated_in_the_answer() {
    let api = Api::new();
    let change = api.change_at(OPEN);
    let content: Vec<u8> = (0..=255).collect();
    let answer = publish(&api, &change, &in_base64(&content)).expect(200);
    assert_ne!(answer.header("etag"), change.etag);
    assert!(!answer.body.to_string().contains(&STANDARD.encode(&content)));
    let stored = stored(&api, &change);
    let pack = &stored.material[&Environment::Test];
    assert_eq!(pack.bytes, 256);
    // The well-known digest of the bytes from 0 to 255.
    assert_eq!((pack.sha256[0], pack.sha256[1], pack.sha256[31]), (0x40, 0xAF, 0x80));
    let kept = api.fakes.packs.content(stored.id, Environment::Test, pack.id);
    assert_eq!(kept, Some(content));
}

#[rstest]
#[case::no_base64("not base64!")]
#[case::no_padding("UEsDBBQ")]
#[case::stray_bits("UEsDBBR=")]
#[case::for_urls("-_-_")]
#[case::broken_into_lines("UEsD\r\nBBQ=")]
fn a_pack_that_is_not_standard_base64_is_refused(#[case] content: &str) {
    let api = Api::new();
    let change = api.change_at(OPEN);
    let before = api.state();
    publish(&api, &change, &json!({ "content": content })).expect_fields(&[("content", "not_base64")]);
    assert_eq!((api.state(), api.fakes.packs.count()), (before, 0));
}

#[rstest]
#[case::missing(json!({}), "content", "missing")]
#[case::a_list(json!({ "content": [80, 75] }), "content", "wrong_type")]
#[case::more(json!({ "content": "UEsDBBQ=", "name": "a.zip" }), "name", "unknown_field")]
fn a_body_that_does_not_fit_is_refused(#[case] body: Value, #[case] field: &str, #[case] code: &str) {
    let api = Api::new();
    let change = api.change_at(OPEN);
    publish(&api, &change, &body).expect_fields(&[(field, code)]);
    assert_eq!(api.fakes.packs.count(), 0);
}

#[test]
fn an_empty_pack_is_refused_and_not_kept() {
    let api = Api::new();
    let change = api.change_at(OPEN);
    let before = api.state();
    publish(&api, &change, &in_base64(b"")).expect_fields(&[("content", "missing")]);
    assert_eq!(api.state().all_but_history, before.all_but_history);
    assert_eq!(api.fakes.packs.count(), 0);
}

#[test]
fn a_pack_may_be_as_large_as_the_policy_says_and_no_larger() {
    let api = Api::new();
    let change = api.change_at(OPEN);
    let limit = api.fakes.desk().context().policy.limits.material_bytes;
    let limit = usize::try_from(limit).expect("a size");
    publish(&api, &change, &in_base64(&vec![7; limit + 1])).expect_fields(&[("content", "pack_too_large")]);
    let far_more = publish(&api, &change, &in_base64(&vec![7; MAX_PACK_BODY]));
    let far_more = far_more.expect_problem(413, "body_too_large");
    assert_eq!(far_more.text("/detail"), "The request must be 176 kB or smaller");
    assert_eq!(api.fakes.packs.count(), 0);
    publish(&api, &change, &in_base64(&vec![7; limit])).expect(200);
}

#[test]
fn only_publishing_takes_more_than_other_requests() {
    let api = Api::new();
    let change = api.change_at(Place::Published);
    let large = vec![b' '; httpapi::MAX_BODY + 1];
    let fetch = Call::post(format!("{}/download", packs(&change))).by(TECHNICAL).bytes(large);
    api.send(fetch).expect_problem(413, "body_too_large");
}

/// Holds S4.
#[test]
fn what_others_send_is_not_kept() {
    let api = Api::new();
    let change = api.change_at(OPEN);
    for caller in [TECHNICAL, Caller::BUSINESS, Caller::RIVAL, Caller::REVIEWER] {
        let call = Call::post(packs(&change)).by(caller).seen(&change.etag).json(&in_base64(b"PK"));
        assert!(api.send(call).status.is_client_error(), "{caller:?}");
    }
    assert_eq!(api.fakes.packs.count(), 0);
}

/// Holds S4.
#[test]
fn nothing_is_kept_of_a_pack_that_is_refused() {
    let api = Api::new();
    let early = api.change_at(Place::In(Status::InReview));
    publish(&api, &early, &in_base64(b"PK")).expect_problem(409, "wrong_status");
    assert_eq!(api.fakes.packs.count(), 0);
    let api = Api::new();
    let change = api.change_at(OPEN);
    let stale = Made { etag: "\"1\"".to_owned(), ..change };
    publish(&api, &stale, &in_base64(b"PK")).expect_problem(412, "stale");
    assert_eq!(api.fakes.packs.count(), 0);
}

/// Holds S4.
#[test]
fn a_link_lives_for_a_minute_and_every_fetch_is_in_the_history() {
    let api = Api::new();
    let change = api.change_at(Place::Published);
    for _ in 0..2 {
        let answer = fetch(&api, &change, TECHNICAL).expect(201);
        assert_eq!(answer.header("cache-control"), "no-store");
        let pack = stored(&api, &change).material[&Environment::Test].id;
        let reference = api.read(&change.path).text("/reference").to_owned();
        let url = format!(
            "https://material.example.org/{}/test/{pack}?name={reference}-test-cryptographic-material.zip",
            change.id
        );
        assert_eq!(answer.text("/url"), url);
        let ends = app::Clock::now(&api.fakes.real_time) + jiff::SignedDuration::from_mins(1);
        assert_eq!(answer.text("/expires_at"), ends.to_string());
    }
    let history = api.send(Call::get(format!("{}/history", change.path)).by(Caller::BUSINESS)).expect(200);
    let items = history.body["items"].as_array().expect("entries");
    let fetches: Vec<_> = items.iter().filter(|entry| entry["what"] == "material_fetched").collect();
    assert_eq!(fetches.len(), 2);
    assert!(fetches.iter().all(|entry| entry["by"]["role"] == "primary_technical_contact"));
    assert!(!history.body.to_string().contains("https://material."), "the link itself is a secret");
}

/// Holds S4.
#[test]
fn links_go_by_the_real_time() {
    let api = Api::new();
    let change = api.change_at(Place::Published);
    api.fakes.clock.advance(jiff::SignedDuration::from_hours(24));
    let answer = fetch(&api, &change, TECHNICAL).expect(201);
    let ends = app::Clock::now(&api.fakes.real_time) + jiff::SignedDuration::from_mins(1);
    assert_eq!(answer.text("/expires_at"), ends.to_string());
}

/// Holds S4.
#[test]
fn nothing_is_fetched_unpublished_or_confirmed_unfetched() {
    let api = Api::new();
    let change = api.change_at(OPEN);
    fetch(&api, &change, TECHNICAL).expect_problem(409, "material_not_published");
    confirm(&api, &change).expect_problem(409, "material_not_published");
    publish(&api, &change, &in_base64(b"PK")).expect(200);
    confirm(&api, &change).expect_problem(409, "material_not_fetched");
    fetch(&api, &change, TECHNICAL).expect(201);
    confirm(&api, &change).expect(200);
}

#[test]
fn another_environment_is_no_address() {
    let api = Api::new();
    let change = api.change_at(Place::Published);
    let path = format!("{}/cryptographic-material/production", change.path);
    let publish = Call::post(&path).by(ADMINISTRATOR).seen(&change.etag).json(&in_base64(b"PK"));
    api.send(publish).expect_problem(404, "no_such_route");
    api.send(Call::post(format!("{path}/download")).by(TECHNICAL)).expect_problem(404, "no_such_route");
}
