//! Packs of cryptographic material as callers see them: published in base64, fetched by a link (S4).

use api::{Code, PackBody, StepSubmissionRequest};
use api_client::{ETag, Paging};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cryptographic_material::MAX_PACK_BODY;
use domain::actor::OrganisationRole;
use domain::change::material::Environment;
use domain::change::{Change, Status};
use domain::policy::Step;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Api, Call, Caller, Made, Place, Wait};

const OPEN: Place = Place::Open(Step::TestCryptographicMaterial);

fn packs(change: &Made) -> String {
    format!("{}/cryptographic-material/test", change.path())
}

/// Publishes what need not be a pack.
fn publish(change: &Made, body: &Value) -> Call {
    Call::post(packs(change)).by(Caller::ADMINISTRATOR).seen(change.etag.as_str()).json(body)
}

fn pack(content: &[u8]) -> PackBody {
    PackBody { content: STANDARD.encode(content) }
}

fn stored(api: &Api, change: &Made) -> Change {
    api.fakes.store.change(change.id).expect("a change")
}

/// Holds S4.
#[test]
fn what_was_sent_is_kept_and_not_repeated_in_the_answer() {
    let api = Api::new();
    let change = api.change_at(OPEN);
    let content: Vec<u8> = (0..=255).collect();
    let administrator = api.client(Caller::ADMINISTRATOR);
    let sent = pack(&content);
    let answer = administrator.publish_material(change.id, Environment::Test, &change.etag, &sent).wait();
    assert_ne!(answer.etag.as_ref(), Some(&change.etag));
    assert!(!json!(answer.body).to_string().contains(&sent.content));
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
    api.send(publish(&change, &json!({ "content": content }))).expect_fields(&[("content", "not_base64")]);
    assert_eq!((api.state(), api.fakes.packs.count()), (before, 0));
}

#[rstest]
#[case::missing(json!({}), "content", "missing")]
#[case::a_list(json!({ "content": [80, 75] }), "content", "wrong_type")]
#[case::more(json!({ "content": "UEsDBBQ=", "name": "a.zip" }), "name", "unknown_field")]
fn a_body_that_does_not_fit_is_refused(#[case] body: Value, #[case] field: &str, #[case] code: &str) {
    let api = Api::new();
    let change = api.change_at(OPEN);
    api.send(publish(&change, &body)).expect_fields(&[(field, code)]);
    assert_eq!(api.fakes.packs.count(), 0);
}

#[test]
fn an_empty_pack_is_refused_and_not_kept() {
    let api = Api::new();
    let change = api.change_at(OPEN);
    let before = api.state();
    api.send(publish(&change, &json!(pack(b"")))).expect_fields(&[("content", "missing")]);
    assert_eq!(api.state().all_but_history, before.all_but_history);
    assert_eq!(api.fakes.packs.count(), 0);
}

#[test]
fn a_pack_may_be_as_large_as_the_policy_says_and_no_larger() {
    let api = Api::new();
    let change = api.change_at(OPEN);
    let limit = api.fakes.services().context().policy.limits.material_bytes;
    let limit = usize::try_from(limit).expect("a size");
    let administrator = api.client(Caller::ADMINISTRATOR);
    let publish = |bytes: usize| {
        let zip = pack(&vec![7; bytes]);
        administrator.publish_material(change.id, Environment::Test, &change.etag, &zip)
    };
    publish(limit + 1).invalid(&[("content", "pack_too_large")]);
    let far_more = publish(MAX_PACK_BODY).refused(413, "body_too_large");
    assert_eq!(far_more.advice(), "The request must be 176 kB or smaller");
    assert_eq!(api.fakes.packs.count(), 0);
    publish(limit).wait();
}

#[test]
fn only_publishing_takes_more_than_other_requests() {
    let api = Api::new();
    let change = api.change_at(Place::Published);
    let large = vec![b' '; httpapi::MAX_BODY + 1];
    let fetch = Call::post(format!("{}/download", packs(&change))).by(Caller::TECHNICAL).bytes(large);
    api.send(fetch).expect_problem(413, "body_too_large");
}

/// Holds S4.
#[test]
fn what_others_send_is_not_kept() {
    let api = Api::new();
    let change = api.change_at(OPEN);
    for (caller, status, code) in [
        (Caller::TECHNICAL, 403, "role_required"),
        (Caller::BUSINESS, 403, "role_required"),
        (Caller::RIVAL, 404, "not_found"),
        (Caller::REVIEWER, 403, "role_required"),
    ] {
        let client = api.client(caller);
        let publish = client.publish_material(change.id, Environment::Test, &change.etag, &pack(b"PK"));
        publish.refused(status, code);
    }
    assert_eq!(api.fakes.packs.count(), 0);
}

/// Holds S4.
#[test]
fn nothing_is_kept_of_a_pack_that_is_refused() {
    for (place, seen, status, code) in
        [(Place::In(Status::InReview), ETag::any(), 409, "wrong_status"), (OPEN, ETag::of(1), 412, "stale")]
    {
        let api = Api::new();
        let change = api.change_at(place);
        let administrator = api.client(Caller::ADMINISTRATOR);
        let publish = administrator.publish_material(change.id, Environment::Test, &seen, &pack(b"PK"));
        publish.refused(status, code);
        assert_eq!(api.fakes.packs.count(), 0);
    }
}

/// Holds S4.
#[test]
fn a_link_lives_for_a_minute_and_every_fetch_is_in_the_history() {
    let api = Api::new();
    let change = api.change_at(Place::Published);
    for _ in 0..2 {
        let answer = api.client(Caller::TECHNICAL).fetch_material(change.id, Environment::Test).wait();
        assert_eq!(api.last_exchange().answer_headers["cache-control"], "no-store");
        let pack = stored(&api, &change).material[&Environment::Test].id;
        let reference = api.read(change.id).reference.expect("a reference");
        let url = format!(
            "https://material.example.org/{}/test/{pack}?name={reference}-test-cryptographic-material.zip",
            change.id
        );
        assert_eq!(answer.url, url);
        let ends = app::Clock::now(&api.fakes.real_time) + jiff::SignedDuration::from_mins(1);
        assert_eq!(answer.expires_at, ends);
    }
    let history = api.client(Caller::BUSINESS).read_history(change.id, &Paging::default()).wait();
    let fetches: Vec<_> = history.items.iter().filter(|entry| entry.what == "material_fetched").collect();
    assert_eq!(fetches.len(), 2);
    let technical = Some(Code(OrganisationRole::PrimaryTechnicalContact.into()));
    assert!(fetches.iter().all(|entry| entry.by.as_ref().is_some_and(|by| by.role == technical)));
    assert!(!json!(history.body).to_string().contains("https://material."), "the link itself is a secret");
}

/// Holds S4.
#[test]
fn links_go_by_the_real_time() {
    let api = Api::new();
    let change = api.change_at(Place::Published);
    api.fakes.clock.advance(jiff::SignedDuration::from_hours(24));
    let answer = api.client(Caller::TECHNICAL).fetch_material(change.id, Environment::Test).wait();
    let ends = app::Clock::now(&api.fakes.real_time) + jiff::SignedDuration::from_mins(1);
    assert_eq!(answer.expires_at, ends);
}

/// Holds S4.
#[test]
fn nothing_is_fetched_unpublished_or_confirmed_unfetched() {
    let api = Api::new();
    let change = api.change_at(OPEN);
    let (technical, now) = (api.client(Caller::TECHNICAL), ETag::any());
    let deployed = StepSubmissionRequest { deployed: Some(true), ..StepSubmissionRequest::default() };
    let fetch = technical.fetch_material(change.id, Environment::Test);
    let confirm = technical.submit_step(change.id, Step::TestCryptographicMaterial, &now, &deployed);
    fetch.refused(409, "material_not_published");
    confirm.refused(409, "material_not_published");
    let administrator = api.client(Caller::ADMINISTRATOR);
    administrator.publish_material(change.id, Environment::Test, &now, &pack(b"PK")).wait();
    confirm.refused(409, "material_not_fetched");
    fetch.wait();
    confirm.wait();
}

#[test]
fn another_environment_is_no_address() {
    let api = Api::new();
    let change = api.change_at(Place::Published);
    let path = format!("{}/cryptographic-material/production", change.path());
    let publish = Call::post(&path).by(Caller::ADMINISTRATOR).seen(change.etag.as_str());
    api.send(publish.json(&json!(pack(b"PK")))).expect_problem(404, "no_such_route");
    let fetch = Call::post(format!("{path}/download")).by(Caller::TECHNICAL);
    api.send(fetch).expect_problem(404, "no_such_route");
}
