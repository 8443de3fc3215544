//! Bad input to administration: refused with the field, a code and a sentence; nothing is written and nobody invited.

use api::RetirementBody;
use api_client::ETag;
use fakes::organisation;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Answer, Api, Call, Caller, Wait};

fn refused(method: &'static str, path: &str, body: &Value) -> Answer {
    let api = Api::new();
    let before = api.state().all_but_history;
    let path = path.replace("{id}", &organisation(1).id.to_string());
    let answer = api.send(Call::new(method, path).by(Caller::ADMINISTRATOR).seen("*").json(body));
    assert_eq!(api.state().all_but_history, before);
    assert!(api.fakes.identities.invited().is_empty());
    answer
}

const JO: &str = "00000000-0000-7000-8000-000000000001";

#[rstest]
#[case(json!({}), "name", "missing")]
#[case(json!({ "name": "A", "id": "x" }), "id", "unknown_field")]
#[case(json!({ "name": ["A"] }), "name", "wrong_type")]
#[case(json!({ "name": " " }), "name", "missing")]
#[case(json!({ "name": "A\nB" }), "name", "control_characters")]
#[case(json!({ "name": "x".repeat(201) }), "name", "too_long")]
fn a_name_that_is_none_is_refused(#[case] body: Value, #[case] field: &str, #[case] code: &str) {
    refused("POST", "/organisations", &body).expect_fields(&[(field, code)]);
    refused("PUT", "/organisations/{id}", &body).expect_fields(&[(field, code)]);
}

#[rstest]
#[case(json!({ "name": "Jo", "email": "jo@example.org" }), &[("roles", "missing")])]
#[case(json!({ "name": "Jo", "email": "jo", "roles": [] }), &[("email", "email_malformed")])]
#[case(json!({ "name": "Jo", "email": "jo@localhost", "roles": [] }), &[("email", "email_host_not_public")])]
#[case(json!({ "name": "", "email": " ", "roles": [] }), &[("name", "missing"), ("email", "missing")])]
#[case(json!({ "name": "Jo", "email": "jo@example.org\r\nBcc: x@example.org", "roles": [] }), &[("email", "email_malformed")])]
#[case(json!({ "name": "Jo", "email": "jo@example.org", "roles": ["king"] }), &[("roles[0]", "unknown_value")])]
#[case(json!({ "name": "Jo", "email": "jo@example.org", "roles": "test_manager" }), &[("roles", "wrong_type")])]
#[case(json!({ "name": "Jo", "email": "jo@example.org", "roles": [], "id": JO }), &[("id", "unknown_field")])]
fn a_new_member_that_is_none_is_refused(#[case] body: Value, #[case] fields: &[(&str, &str)]) {
    refused("POST", "/organisations/{id}/members", &body).expect_fields(fields);
    refused("POST", "/pdp-team/members", &body).expect_fields(fields);
}

/// Holds Q4.
#[rstest]
#[case(json!({ "name": "Jo" }), &[("email", "missing")])]
#[case(json!({ "name": " ", "email": "jo" }), &[("name", "missing"), ("email", "email_malformed")])]
#[case(json!({ "name": "Jo", "email": "jo@example.org", "roles": [] }), &[("roles", "unknown_field")])]
fn a_correction_that_is_none_is_refused(#[case] body: Value, #[case] fields: &[(&str, &str)]) {
    let member = &organisation(1).people[3];
    let path = format!("/organisations/{{id}}/members/{}/correction", member.id);
    refused("POST", &path, &body).expect_fields(fields);
    let colleague = &fakes::pdp_team().people[0];
    refused("POST", &format!("/pdp-team/members/{}/correction", colleague.id), &body).expect_fields(fields);
}

/// Holds Q4.
#[rstest]
#[case(json!({ "name": "Jo", "email": "jo@example.org" }), &[("roles", "missing")])]
#[case(json!({ "roles": ["reviewer"] }), &[("name", "missing"), ("email", "missing")])]
#[case(json!({ "name": "Jo", "email": "jo@example.org", "roles": ["king"] }), &[("roles[0]", "unknown_value")])]
#[case(json!({ "person": "somebody", "roles": ["reviewer"] }), &[("person", "wrong_type")])]
fn a_proposal_that_is_none_is_refused(#[case] body: Value, #[case] fields: &[(&str, &str)]) {
    refused("POST", "/pdp-team/role-proposals", &body).expect_fields(fields);
}

#[test]
fn a_role_of_the_other_side_is_no_role() {
    let of_pdp = json!({ "roles": ["reviewer"] });
    let path = format!("/organisations/{{id}}/members/{JO}");
    refused("PUT", &path, &of_pdp).expect_fields(&[("roles[0]", "unknown_value")]);
    let of_an_organisation = json!({ "roles": ["test_manager"] });
    let path = format!("/pdp-team/members/{JO}");
    refused("PUT", &path, &of_an_organisation).expect_fields(&[("roles[0]", "unknown_value")]);
}

#[test]
fn a_replacement_of_roles_without_a_body_takes_none_away() {
    let api = Api::new();
    let before = api.state();
    let person = &organisation(1).people[3];
    let path = format!("/organisations/{}/members/{}", organisation(1).id, person.id);
    api.send(Call::put(path).by(Caller::ADMINISTRATOR).seen("*")).expect_problem(400, "body_not_json");
    assert_eq!(api.state(), before);
}

#[test]
fn a_reason_that_is_too_long_is_refused() {
    let own = organisation(1);
    let view = own.live_endpoints.keys().nth(1).expect("an endpoint");
    let api = Api::new();
    let body = RetirementBody { reason: Some("x".repeat(5_001)) };
    let contact = api.client(Caller::BUSINESS);
    contact.retire_endpoint(own.id, *view, &ETag::any(), &body).invalid(&[("reason", "too_long")]);
}
