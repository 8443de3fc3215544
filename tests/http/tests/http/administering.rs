//! Administration at work: the way of an organisation from nothing, versions, repetition, the register (P2, G5).

use domain::actor::{OrganisationRole, PdpRole};
use domain::endpoint::EndpointType;
use fakes::{member, organisation};
use serde_json::{Value, json};

use crate::support::{Answer, Api, Call, Caller};

const ADMINISTRATOR: Caller = Caller::Staff(Some(PdpRole::Administrator));
const NOWHERE: &str = "0190a0b0-0000-7000-8000-00000000dead";

fn first() -> String {
    organisation(1).id.to_string()
}

fn administer(api: &Api, method: &'static str, path: &str, seen: &str, body: &Value) -> Answer {
    api.send(Call::new(method, path).by(ADMINISTRATOR).seen(seen).json(body))
}

#[test]
fn an_organisation_is_made_known_named_and_given_people() {
    let api = Api::new();
    let made = api.send(Call::post("/organisations").by(ADMINISTRATOR).json(&json!({ "name": " Harbour " })));
    let made = made.expect(201);
    let path = made.header("location").to_owned();
    assert_eq!(
        (made.header("etag"), &made.body["members"], &made.body["version"]),
        ("\"1\"", &json!([]), &json!(1))
    );
    assert_eq!(made.text("/name"), "Harbour");
    let jo = json!({ "name": "Jo", "email": "Jo@Example.org", "roles": ["primary_business_contact"] });
    let added = administer(&api, "POST", &format!("{path}/members"), "\"1\"", &jo).expect(201);
    assert_eq!(added.header("location"), format!("{path}/members"));
    let person = added.text("/members/0/id").to_owned();
    assert_eq!(added.text("/members/0/email"), "jo@example.org");
    assert_eq!(api.fakes.identities.invited().len(), 1);
    let renamed = administer(&api, "PUT", &path, "\"2\"", &json!({ "name": "Quay" })).expect(200);
    assert_eq!((renamed.header("etag"), renamed.text("/name")), ("\"3\"", "Quay"));
    let roles = json!({ "roles": ["primary_business_contact", "service_manager"] });
    let member = format!("{path}/members/{person}");
    let changed = administer(&api, "PUT", &member, "\"3\"", &roles).expect(200);
    assert_eq!(changed.body["members"][0]["roles"], roles["roles"]);
    // The last primary business contact stays.
    let removal = format!("{member}/removal");
    administer(&api, "POST", &removal, "\"4\"", &json!({})).expect_problem(409, "last_holder");
    administer(&api, "PUT", &member, "\"4\"", &json!({ "roles": [] })).expect_problem(409, "last_holder");
    let read = api.send(Call::get(&path).by(ADMINISTRATOR)).expect(200);
    assert_eq!(read.body, changed.body);
    let members = api.send(Call::get(format!("{path}/members")).by(ADMINISTRATOR)).expect(200);
    assert_eq!((members.header("etag"), &members.body["members"]), ("\"4\"", &read.body["members"]));
    let history = api.send(Call::get(format!("{path}/history")).by(ADMINISTRATOR)).expect(200);
    let what: Vec<_> =
        history.body["items"].as_array().expect("items").iter().map(|i| i["what"].clone()).collect();
    let told = [
        "organisation_registered",
        "member_added",
        "organisation_renamed",
        "roles_changed",
        "remove_member",
        "change_roles",
    ];
    assert_eq!(what, told);
    let roles_changed = &history.body["items"][3];
    assert_eq!(roles_changed["facts"]["from"], json!(["primary_business_contact"]));
    assert_eq!(roles_changed["by"]["role"], "administrator");
    assert_eq!(history.body["items"][4]["facts"]["refusal"], "last_holder");
}

#[test]
fn a_token_follows_its_membership() {
    let api = Api::new();
    let own = format!("/organisations/{}", first());
    let person = member(1, OrganisationRole::TestManager).person().expect("a person");
    let path = format!("{own}/members/{person}");
    administer(&api, "PUT", &path, "*", &json!({ "roles": ["security_lead"] })).expect(200);
    let actor = pollster::block_on(app::Members::actor(&api.fakes.store, person)).expect("an answer");
    assert_eq!(actor.map(|actor| actor.holds(OrganisationRole::TestManager.into())), Some(false));
    administer(&api, "POST", &format!("{path}/removal"), "*", &json!({})).expect(200);
    let actor = pollster::block_on(app::Members::actor(&api.fakes.store, person)).expect("an answer");
    assert_eq!(actor, None);
    administer(&api, "POST", &format!("{path}/removal"), "*", &json!({}))
        .expect_problem(404, "member_not_found");
}

#[test]
fn who_belongs_elsewhere_is_not_added() {
    let api = Api::new();
    let jo = json!({ "name": "Jo", "email": "jo@example.org", "roles": [] });
    let team = administer(&api, "POST", "/pdp-team/members", "*", &jo).expect(201);
    assert_eq!(team.header("location"), "/pdp-team");
    let path = format!("/organisations/{}/members", first());
    administer(&api, "POST", &path, "*", &jo).expect_problem(409, "member_elsewhere");
    administer(&api, "POST", "/pdp-team/members", "*", &jo).expect_fields(&[("email", "email_in_use")]);
}

#[test]
fn an_older_view_of_an_organisation_is_answered_with_how_it_is() {
    let api = Api::new();
    let path = format!("/organisations/{}", first());
    administer(&api, "PUT", &path, "\"1\"", &json!({ "name": "Harbour" })).expect(200);
    let stale = administer(&api, "PUT", &path, "\"1\"", &json!({ "name": "Quay" }));
    let stale = stale.expect_problem(412, "stale");
    assert_eq!((stale.header("etag"), stale.text("/current/name")), ("\"2\"", "Harbour"));
    let call = Call::put(&path).by(ADMINISTRATOR).json(&json!({ "name": "Quay" }));
    api.send(call).expect_problem(428, "if_match_missing");
    let team = Call::put(format!("/pdp-team/members/{NOWHERE}")).by(ADMINISTRATOR).seen("\"9\"");
    let stale = api.send(team.json(&json!({ "roles": [] }))).expect_problem(412, "stale");
    assert!(stale.body["current"]["members"].is_array());
}

#[test]
fn the_same_request_again_invites_and_adds_nobody_again() {
    let api = Api::new();
    let path = format!("/organisations/{}/members", first());
    let jo = json!({ "name": "Jo", "email": "jo@example.org", "roles": [] });
    let call = || Call::post(&path).by(ADMINISTRATOR).seen("\"1\"").key("once").json(&jo);
    let once = api.send(call()).expect(201);
    assert_eq!(api.send(call()).expect(201), once);
    assert_eq!(api.fakes.identities.invited().len(), 1);
    let other = json!({ "name": "Al", "email": "al@example.org", "roles": [] });
    api.send(call().json(&other)).expect_problem(422, "idempotency_key_reused");
}

#[test]
fn when_the_sign_ins_do_not_answer_nobody_is_added() {
    let api = Api::new();
    api.fakes.identities.set_out_of_order(true);
    let before = api.state();
    let path = format!("/organisations/{}/members", first());
    let jo = json!({ "name": "Jo", "email": "jo@example.org", "roles": [] });
    let answer = administer(&api, "POST", &path, "*", &jo).expect_problem(503, "unavailable");
    assert!(!answer.header("retry-after").is_empty());
    assert_eq!(api.state(), before);
}

/// Holds G5.
#[test]
fn the_register_shows_to_each_their_part() {
    let api = Api::new();
    let list = |query: &str, caller| api.send(Call::get(format!("/endpoints{query}")).by(caller));
    let count = |answer: Answer| answer.expect(200).body["items"].as_array().map_or(0, Vec::len);
    assert_eq!(count(list("", Caller::BUSINESS)), 3);
    assert_eq!(count(list("", ADMINISTRATOR)), 6);
    assert_eq!(count(list("?state=inactive", ADMINISTRATOR)), 0);
    assert_eq!(count(list("?limit=2", Caller::BUSINESS)), 2);
    list("?state=live", Caller::BUSINESS).expect_problem(403, "role_required");
    list("?state=alive", ADMINISTRATOR).expect_fields(&[("state", "unknown_value")]);
    let both = format!("?state=live&organisation={}", first());
    list(&both, ADMINISTRATOR).expect_fields(&[("state", "not_expected")]);
    list("?colour=blue", ADMINISTRATOR).expect_problem(400, "bad_query");
    list("?cursor=x", ADMINISTRATOR).expect_problem(400, "bad_cursor");
    let entry = list("", Caller::BUSINESS).body["items"][0].clone();
    assert_eq!(
        (&entry["state"], &entry["change"], &entry["goes_live_on"]),
        (&json!("live"), &Value::Null, &Value::Null)
    );
    assert_eq!(entry["organisation"], first());
}

/// Holds G5.
#[test]
fn an_organisation_retires_any_endpoint_but_the_last_find_one() {
    let api = Api::new();
    let of_type = |kind| {
        let live = organisation(1).live_endpoints;
        live.into_iter().find(|(_, found)| *found == kind).expect("an endpoint").0
    };
    let retire = |kind, body: &Value| {
        let path = format!("/organisations/{}/endpoints/{}/retirement", first(), of_type(kind));
        api.send(Call::post(path).by(Caller::BUSINESS).seen("*").json(body))
    };
    let done = retire(EndpointType::View, &json!({})).expect(200);
    assert_eq!(done.body["live_endpoints"].as_array().map(Vec::len), Some(2));
    retire(EndpointType::View, &json!({})).expect_problem(409, "endpoint_not_live");
    retire(EndpointType::Find, &json!({})).expect_problem(409, "last_find_endpoint");
    let register = api.send(Call::get("/endpoints").by(Caller::BUSINESS)).expect(200);
    let states: Vec<_> =
        register.body["items"].as_array().expect("items").iter().map(|i| &i["state"]).collect();
    assert_eq!(states, [&json!("live"), &json!("inactive"), &json!("live")]);
    let nowhere = format!("/organisations/{}/endpoints/{NOWHERE}/retirement", first());
    let call = Call::post(nowhere).by(Caller::BUSINESS).seen("*").json(&json!({}));
    api.send(call).expect_problem(404, "endpoint_not_found");
}
