//! Administration: its requests, and what they begin with. `{id}` is an organisation here.

use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::endpoint::EndpointType;
use domain::organisation::Person;
use fakes::{member, organisation, staff};
use serde_json::json;

use crate::support::{By, Call, Given};

const ADMINISTRATOR: By = By::Staff(PdpRole::Administrator);
const SUPPORT: By = By::Staff(PdpRole::Support);
const OWN: &str = "/organisations/{id}";
const TEAM: &str = "/pdp-team";

pub const REGISTER_ORGANISATION: Call =
    Call::post(ADMINISTRATOR, "/organisations", || json!({ "name": "Harbour Pensions" }))
        .seen("")
        .keeps("id", "/id");
pub const RENAME: Call =
    Call::post(ADMINISTRATOR, OWN, || json!({ "name": "Harbour Pensions" })).method("PUT").seen(OWN);
pub const ADD_MEMBER: Call = Call::post(
    ADMINISTRATOR,
    "/organisations/{id}/members",
    || json!({ "name": "New Person", "email": "new@organisation-1.example.org", "roles": ["security_lead"] }),
)
.seen(OWN);
pub const CHANGE_ROLES: Call = Call::post(
    ADMINISTRATOR,
    "/organisations/{id}/members/{person_id}",
    || json!({ "roles": ["security_lead", "test_manager"] }),
)
.method("PUT")
.seen(OWN);
pub const REMOVE_MEMBER: Call =
    Call::post(ADMINISTRATOR, "/organisations/{id}/members/{person_id}/removal", || json!({})).seen(OWN);
pub const RETIRE: Call = Call::post(
    By::BUSINESS,
    "/organisations/{id}/endpoints/{endpoint_id}/retirement",
    || json!({ "reason": "Nobody calls it any more" }),
)
.seen(OWN);
pub const SUSPEND: Call = Call::post(
    SUPPORT,
    "/organisations/{id}/endpoints/{endpoint_id}/suspension",
    || json!({ "reason": "It answers for another provider" }),
)
.seen(OWN);
pub const PROPOSE_RESTORATION: Call = Call::post(
    SUPPORT,
    "/organisations/{id}/endpoints/{endpoint_id}/restoration",
    || json!({ "reason": "It is mended" }),
)
.seen(OWN);
/// Who proposed it takes it back.
pub const DECLINE_RESTORATION: Call = Call::post(
    SUPPORT,
    "/organisations/{id}/endpoints/{endpoint_id}/restoration/decision",
    || json!({ "approved": false }),
)
.seen(OWN);
pub const APPROVE_RESTORATION: Call = Call::post(
    By::SupportColleague,
    "/organisations/{id}/endpoints/{endpoint_id}/restoration/decision",
    || json!({ "approved": true }),
)
.seen(OWN);
const SCHEME: &str = "/organisations/{id}/vouching-scheme";
pub const PROPOSE_SCHEME: Call = Call::post(ADMINISTRATOR, SCHEME, || {
    json!({
        "name": "Harbour Staff Pension Scheme",
        "endpoints": [
            { "endpoint_type": "find", "url": "https://find.harbour.example.org/pensions" },
            { "endpoint_type": "view", "url": "https://view.harbour.example.org/pensions" },
        ],
    })
})
.seen(OWN);
/// One endpoint stays, one is gone, one is new.
pub const PROPOSE_OTHER_SCHEME: Call = Call::post(ADMINISTRATOR, SCHEME, || {
    json!({
        "name": "Harbour Staff Pension Scheme",
        "endpoints": [
            { "endpoint_type": "view", "url": "https://view.harbour.example.org/pensions" },
            { "endpoint_type": "find", "url": "https://find-2.harbour.example.org/pensions" },
        ],
    })
})
.seen(OWN);
pub const ADD_COLLEAGUE: Call = Call::post(
    ADMINISTRATOR,
    "/pdp-team/members",
    || json!({ "name": "New Person", "email": "new@pdp.example.org", "roles": [] }),
)
.seen(TEAM);
pub const CHANGE_TEAM_ROLES: Call =
    Call::post(ADMINISTRATOR, "/pdp-team/members/{person_id}", || json!({ "roles": [] }))
        .method("PUT")
        .seen(TEAM);
pub const REMOVE_COLLEAGUE: Call =
    Call::post(ADMINISTRATOR, "/pdp-team/members/{person_id}/removal", || json!({})).seen(TEAM);

pub const CORRECT: Call = Call::post(
    ADMINISTRATOR,
    "/organisations/{id}/members/{person_id}/correction",
    || json!({ "name": "Jo Example", "email": "jo@organisation-1.example.org" }),
)
.seen(OWN);
pub const INVITE_AGAIN: Call =
    Call::post(ADMINISTRATOR, "/organisations/{id}/members/{person_id}/invitation", || json!({})).seen(OWN);
pub const TRY_ADDRESS: Call =
    Call::post(ADMINISTRATOR, "/organisations/{id}/members/{person_id}/address-trial", || json!({}))
        .seen(OWN);
/// Under the address that the person had.
pub const COME_BACK: Call = Call::post(
    ADMINISTRATOR,
    "/organisations/{id}/members",
    || json!({ "name": "Jo Example", "email": security_lead().email.as_str(), "roles": ["security_lead"] }),
)
.seen(OWN);
pub const CORRECT_COLLEAGUE: Call = Call::post(
    ADMINISTRATOR,
    "/pdp-team/members/{person_id}/correction",
    || json!({ "name": "Jo Example", "email": "jo@pdp.example.org" }),
)
.seen(TEAM);
pub const INVITE_COLLEAGUE_AGAIN: Call =
    Call::post(ADMINISTRATOR, "/pdp-team/members/{person_id}/invitation", || json!({})).seen(TEAM);
pub const TRY_COLLEAGUE: Call =
    Call::post(ADMINISTRATOR, "/pdp-team/members/{person_id}/address-trial", || json!({})).seen(TEAM);
pub const PROPOSE_ROLES: Call = Call::post(
    By::AdministratorColleague,
    "/pdp-team/role-proposals",
    || json!({ "name": "New Person", "email": "new@pdp.example.org", "roles": ["reviewer"] }),
)
.seen(TEAM)
.keeps("proposal_id", "/role_proposals/0/id");
pub const APPROVE_ROLES: Call =
    Call::post(ADMINISTRATOR, "/pdp-team/role-proposals/{proposal_id}/approval", || json!({})).seen(TEAM);
pub const WITHDRAW_ROLES: Call =
    Call::post(ADMINISTRATOR, "/pdp-team/role-proposals/{proposal_id}/withdrawal", || json!({})).seen(TEAM);

/// An organisation that is not connected yet.
pub const NEWCOMER: &[Given] = &[Given::Done(REGISTER_ORGANISATION)];
pub const WITH_SCHEME: &[Given] = &[Given::All(NEWCOMER), Given::Done(PROPOSE_SCHEME)];
/// Another one that is not either.
pub const OTHERS_SCHEME: &[Given] = &[Given::All(WITH_SCHEME), Given::Done(REGISTER_ORGANISATION)];
pub const OFFICE: &[Given] = &[
    Given::UserPool,
    Given::Known("id", || organisation(1).id.to_string()),
    Given::Known("person_id", || id_of(&member(1, OrganisationRole::SecurityLead))),
    Given::Known("endpoint_id", view_endpoint),
];
pub const SUSPENDED: &[Given] = &[Given::All(OFFICE), Given::Done(SUSPEND)];
pub const TO_RESTORE: &[Given] = &[Given::All(SUSPENDED), Given::Done(PROPOSE_RESTORATION)];
pub const TEAM_OFFICE: &[Given] =
    &[Given::UserPool, Given::Known("person_id", || id_of(&staff(PdpRole::Support)))];

/// Somebody was a member.
pub const GONE: &[Given] = &[Given::All(OFFICE), Given::Done(REMOVE_MEMBER)];
pub const TWO_ADMINISTRATORS: &[Given] = &[Given::UserPool, Given::SecondAdministrator];
pub const PROPOSED: &[Given] = &[Given::All(TWO_ADMINISTRATORS), Given::Done(PROPOSE_ROLES)];

/// The security lead of the first organisation.
fn security_lead() -> Person<OrganisationRole> {
    organisation(1).holders(OrganisationRole::SecurityLead).next().expect("a security lead").clone()
}

fn id_of(actor: &Actor) -> String {
    actor.person().expect("a person").to_string()
}

fn view_endpoint() -> String {
    let live = organisation(1).live_endpoints;
    let view = live.iter().find(|(_, kind)| **kind == EndpointType::View).expect("a view endpoint");
    view.0.to_string()
}
