//! Hosts of new endpoints that others have too: shown to PDP, accepted by a reviewer's word, and never told to an organisation
//! (O9, C3).

use domain::change::Status;
use serde_json::{Value, json};

use crate::support::{Api, Call, Caller, Made, answers};

const RIVAL: &str = "organisation-2.example.org";

/// A change in review that proposes a path on a host of another organisation, and one on a host of nobody's.
fn on_a_rivals_host(api: &Api) -> Made {
    let mut made = api.change_in(Status::Draft);
    let mut answers = answers();
    answers["new_endpoints"] = json!([
        { "endpoint_type": "find", "url": format!("https://{RIVAL}/mine") },
        { "endpoint_type": "view", "url": "https://nobody.example.org/view" },
    ]);
    let save = Call::put(&made.path).by(Caller::BUSINESS).seen(&made.etag).json(&answers);
    api.send(save).expect(200);
    let submitted = api.act(&made.path, "submission", Caller::BUSINESS, &json!({})).expect(200);
    made.etag = submitted.header("etag").to_owned();
    made
}

fn review(api: &Api, made: &Made, accepted: Option<Value>) -> crate::support::Answer {
    let mut body = json!({ "outcome": "confirm", "scale": "minor", "oat_required": true });
    if let Some(accepted) = accepted {
        body["hosts_accepted"] = accepted;
    }
    api.act(&made.path, "review", Caller::REVIEWER, &body)
}

/// Holds O9.
#[test]
fn pdp_sees_who_else_has_a_host_before_it_confirms() {
    let api = Api::new();
    let made = on_a_rivals_host(&api);
    let hosts = api.send(Call::get(format!("{}/hosts", made.path)).by(Caller::REVIEWER)).expect(200);
    let [nobodys, rivals] = &hosts.body["hosts"].as_array().expect("hosts")[..] else { panic!("{hosts:?}") };
    assert_eq!(
        (&nobodys["host"], &nobodys["registered_to_others"]),
        (&json!("nobody.example.org"), &json!(false))
    );
    assert_eq!((&rivals["host"], &rivals["registered_to_others"]), (&json!(RIVAL), &json!(true)));
    let theirs = rivals["endpoints_of_others"].as_array().expect("endpoints");
    assert_eq!(theirs.len(), 3);
    let rival = fakes::organisation(2).id.to_string();
    assert!(theirs.iter().all(|entry| entry["organisation"] == rival && entry["state"] == "live"));
    assert_eq!(rivals["more"], false);
}

/// Holds O9.
#[test]
fn a_host_of_others_is_accepted_by_name() {
    let api = Api::new();
    let made = on_a_rivals_host(&api);
    for accepted in [None, Some(json!([])), Some(json!(["nobody.example.org"]))] {
        let refused = review(&api, &made, accepted).expect_fields(&[("hosts_accepted", "hosts_of_others")]);
        assert!(refused.body.to_string().contains(RIVAL), "{:#}", refused.body);
    }
    review(&api, &made, Some(json!([RIVAL, "else.example.org"])))
        .expect_fields(&[("hosts_accepted[1]", "host_not_proposed")]);
    let reject = json!({ "outcome": "reject", "reason": "No", "hosts_accepted": [RIVAL] });
    api.act(&made.path, "review", Caller::REVIEWER, &reject)
        .expect_fields(&[("hosts_accepted", "not_expected")]);
    let confirmed = review(&api, &made, Some(json!([RIVAL]))).expect(200);
    assert_eq!(confirmed.body["status"], "confirmed");
}

/// Holds O9.
#[test]
fn the_reviewers_word_is_kept_and_no_organisation_sees_others() {
    let api = Api::new();
    let made = on_a_rivals_host(&api);
    review(&api, &made, None).expect_problem(422, "invalid");
    review(&api, &made, Some(json!([RIVAL]))).expect(200);
    let history = |caller| {
        let read = api.send(Call::get(format!("{}/history?limit=100", made.path)).by(caller)).expect(200);
        let items = read.body["items"].as_array().cloned().expect("entries");
        items.into_iter().find(|entry| entry["what"] == "change_confirmed").expect("confirmed")
    };
    assert_eq!(history(Caller::REVIEWER)["facts"]["hosts_accepted"], json!([RIVAL]));
    assert_eq!(history(Caller::BUSINESS)["facts"].get("hosts_accepted"), None);
    for path in ["", "/history?limit=100"] {
        let seen = api.send(Call::get(format!("{}{path}", made.path)).by(Caller::BUSINESS)).expect(200);
        let seen = seen.body.to_string();
        assert!(!seen.contains("hosts_of_others") && !seen.contains("hosts_accepted"), "{seen}");
        assert!(!seen.contains(&fakes::organisation(2).id.to_string()), "{seen}");
    }
    api.send(Call::get(format!("{}/hosts", made.path)).by(Caller::BUSINESS))
        .expect_problem(403, "role_required");
    for mail in api.fakes.store.mails() {
        assert!(!format!("{mail:?}").contains("hosts_accepted"));
    }
}

#[test]
fn a_change_on_hosts_of_its_own_is_confirmed_as_before() {
    let api = Api::new();
    let made = api.change_in(Status::InReview);
    let hosts = api.send(Call::get(format!("{}/hosts", made.path)).by(Caller::REVIEWER)).expect(200);
    assert!(
        hosts.body["hosts"]
            .as_array()
            .expect("hosts")
            .iter()
            .all(|host| host["registered_to_others"] == false)
    );
    review(&api, &made, None).expect(200);
}
