//! What each side reads of OAT (P1, O6, O9, A1).

use fakes::{Play, organisation};
use serde_json::{Value, json};

use crate::support::{Answer, Api, Call, Caller, OatPlace, SERVICE, SUPPORT};

fn read(api: &Api, path: &str, caller: Caller) -> Answer {
    api.send(Call::get(path).by(caller))
}

/// Holds O9.
#[test]
fn a_report_tells_all_of_every_attempt_and_bodies_to_pdp_only() {
    let (api, made) = Api::with_oat(OatPlace::Testing);
    for _ in 0..3 {
        api.probe_with(&[Play::Answer(503)]);
    }
    let path = format!("{}/runs/1", made.path);
    let (own, pdp) = (read(&api, &path, SERVICE).expect(200), read(&api, &path, SUPPORT).expect(200));
    assert_eq!((own.text("/run/state"), own.body["attempts"].as_array().map(Vec::len)), ("failed", Some(3)));
    for (mine, theirs) in own.body["attempts"]
        .as_array()
        .into_iter()
        .flatten()
        .zip(pdp.body["attempts"].as_array().into_iter().flatten())
    {
        assert_eq!(mine["response"]["status"], 503);
        assert_eq!(mine["passed"], false);
        assert_eq!(mine["response"]["body_start"], Value::Null);
        assert!(theirs["response"]["body_start"].is_string(), "{theirs}");
        assert_eq!(mine["tls"], theirs["tls"]);
        assert!(mine["cause"]["advice"].is_string() && mine["timings"]["total"].is_number());
    }
    assert!(!own.body.to_string().contains("problem\\\""), "{:#}", own.body);
    // Page by page.
    let first = read(&api, &format!("{path}?limit=2"), SERVICE).expect(200);
    assert_eq!(first.body["attempts"].as_array().map(Vec::len), Some(2));
    let cursor: String = first.text("/next").bytes().map(|byte| format!("%{byte:02X}")).collect();
    let rest = read(&api, &format!("{path}?limit=2&cursor={cursor}"), SERVICE).expect(200);
    assert_eq!((rest.body["attempts"].as_array().map(Vec::len), &rest.body["next"]), (Some(1), &Value::Null));
    read(&api, &format!("{path}?cursor=x"), SERVICE).expect_problem(400, "bad_cursor");
    read(&api, &format!("{}/runs/2", made.path), SERVICE).expect_problem(404, "run_not_found");
}

#[test]
fn an_organisation_lists_its_own_and_pdp_by_queue() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let ids = |query: &str, caller| {
        let list = read(&api, &format!("/oat-requests{query}"), caller).expect(200);
        let rows = list.body["items"].as_array().cloned().unwrap_or_default();
        rows.iter().map(|row| row["id"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let this = [made.id.clone()];
    assert_eq!(ids("", SERVICE), this);
    assert_eq!(ids("", Caller::RIVAL), [""; 0]);
    // What failed is what PDP is asked about.
    assert_eq!(ids("", SUPPORT), this);
    assert_eq!(ids("?queue=failed", SUPPORT), this);
    for empty in ["probe", "go_live", "passed", "ended"] {
        assert_eq!(ids(&format!("?queue={empty}"), SUPPORT), [""; 0], "{empty}");
    }
    let own = organisation(1).id;
    assert_eq!(ids(&format!("?organisation={own}"), SUPPORT), this);
    let list = |query: &str, caller| read(&api, &format!("/oat-requests?{query}"), caller);
    list(&format!("organisation={own}"), Caller::RIVAL).expect_problem(404, "not_found");
    list("queue=failed", SERVICE).expect_problem(403, "role_required");
    list("queue=lost", SUPPORT).expect_fields(&[("queue", "unknown")]);
    list("organisation=first", SUPPORT).expect_fields(&[("organisation", "not_an_id")]);
    list(&format!("queue=failed&organisation={own}"), SUPPORT).expect_fields(&[("queue", "not_expected")]);
    list("limit=0", SERVICE).expect_fields(&[("limit", "out_of_range")]);
    list("colour=blue", SERVICE).expect_problem(400, "bad_query");
    list("cursor=x", SERVICE).expect_problem(400, "bad_cursor");
}

/// Holds O8.
#[test]
fn the_history_has_refusals_too_and_only_pdp_sees_strangers() {
    let (api, made) = Api::with_oat(OatPlace::Testing);
    let body = json!({ "fixed": "Nothing yet" });
    let retest = |caller| {
        let call = Call::post(format!("{}/retests", made.path)).by(caller).seen("*");
        api.send(call.json(&body))
    };
    retest(Caller::RIVAL).expect_problem(404, "not_found");
    retest(SERVICE).expect_problem(409, "wrong_status");
    api.probe_with(&[]);
    let path = format!("{}/history", made.path);
    let what = |caller| {
        let history = read(&api, &path, caller).expect(200);
        let entries = history.body["items"].as_array().cloned().unwrap_or_default();
        let text = |entry: &Value| {
            let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
            format!("{} {}", text("kind"), text("what"))
        };
        entries.iter().map(text).collect::<Vec<_>>()
    };
    let (own, pdp) = (what(SERVICE), what(SUPPORT));
    assert_eq!(own.iter().filter(|entry| entry.contains("ask_for_retest")).count(), 1, "{own:?}");
    assert_eq!(pdp.iter().filter(|entry| entry.contains("ask_for_retest")).count(), 2, "{pdp:?}");
    assert!(own.iter().any(|entry| entry.ends_with("oat_requested")), "{own:?}");
    read(&api, &path, Caller::RIVAL).expect_problem(404, "not_found");
}

/// Holds O7.
#[test]
fn a_withdrawn_change_shows_in_its_oat_before_it_is_closed() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let change = format!("/technical-changes/{}", made.id);
    api.act(&change, "withdrawal", Caller::BUSINESS, &json!({})).expect(200);
    let read = api.read_oat(&made, SERVICE);
    assert_eq!((read.text("/status"), read.text("/standing")), ("failed", "change_ended"));
    let body = json!({ "fixed": "The path" });
    api.act_on_oat(&made, "retests", SERVICE, &body).expect_problem(409, "change_ended");
}

#[test]
fn a_report_is_stable() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let report = read(&api, &format!("{}/runs/1", made.path), SUPPORT).expect(200);
    insta::assert_json_snapshot!("run_report", report.body);
}
