//! Administration: every route × every role × own and other organisation, and what a refusal leaves behind (P1, P2, P3, G5).

use domain::actor::{OrganisationRole, PdpRole, Role};

use crate::authorisation::{
    a_refusal_writes_only_the_attempt, answers_every_caller, looks_like_none_at_all, refused_without_a_token,
};
use crate::routes::Given::{Invited, Proposed, Records, Suspended, Unconnected};
use crate::routes::May::{Holders, HoldersForTheirOwn, Pdp, Readers};
use crate::routes::{May, Rule, has_every_route, has_the_scopes, rule_table};
use crate::support::Caller;

const ADMINISTRATOR: Role = Role::Pdp(PdpRole::Administrator);
const PDP: May = Holders(ADMINISTRATOR);
/// Of something that is nobody else's to know.
const ADMINISTRATORS: May = HoldersForTheirOwn(ADMINISTRATOR);
const SUPPORT: May = Holders(Role::Pdp(PdpRole::Support));
const BUSINESS: May = Holders(Role::Organisation(OrganisationRole::PrimaryBusinessContact));

pub const RULES: &[Rule] = rule_table! {
    GET "/organisations" 200: Pdp, Records;
    POST "/organisations" 201: ADMINISTRATORS, Records, sends { "name": "Harbour" };
    GET "/organisations/{id}" 200: Readers, Records;
    PUT "/organisations/{id}" 200: PDP, Records, sends { "name": "Harbour" };
    GET "/organisations/{id}/history" 200: Readers, Records;
    GET "/organisations/{id}/mail-feedback" 200: Pdp, Records;
    GET "/organisations/{id}/members" 200: Readers, Records;
    POST "/organisations/{id}/members" 201: PDP, Records,
        sends { "name": "Jo", "email": "jo@example.org", "roles": ["test_manager"] };
    PUT "/organisations/{id}/members/{person_id}" 200: PDP, Records, sends { "roles": [] };
    POST "/organisations/{id}/members/{person_id}/removal" 200: PDP, Records, sends {};
    GET "/organisations/{id}/members/{person_id}" 200: Pdp, Records;
    POST "/organisations/{id}/members/{person_id}/correction" 200: PDP, Records,
        sends { "name": "Jo", "email": "jo@example.org" };
    POST "/organisations/{id}/members/{person_id}/invitation" 200: PDP, Invited, sends {};
    POST "/organisations/{id}/members/{person_id}/address-trial" 200: PDP, Records, sends {};
    POST "/organisations/{id}/endpoints/{endpoint_id}/retirement" 200: BUSINESS, Records,
        sends { "reason": "Replaced" };
    POST "/organisations/{id}/endpoints/{endpoint_id}/suspension" 200: SUPPORT, Records,
        sends { "reason": "An incident" };
    POST "/organisations/{id}/endpoints/{endpoint_id}/restoration" 200: SUPPORT,
        Suspended { proposed: false }, sends { "reason": "It is mended" };
    POST "/organisations/{id}/endpoints/{endpoint_id}/restoration/decision" 200: SUPPORT,
        Suspended { proposed: true }, sends { "approved": true };
    // A vouching scheme is for an organisation that is not connected yet.
    POST "/organisations/{id}/vouching-scheme" 200: PDP, Unconnected, sends {
        "name": "Orchard",
        "endpoints": [{ "endpoint_type": "find", "url": "https://find.orchard.example.org/pdp" }],
    };
    // Of the first organisation: the query names it.
    GET "/endpoints" 200: Readers, Records;
    GET "/pdp-team" 200: Pdp, Records;
    GET "/pdp-team/history" 200: Pdp, Records;
    GET "/pdp-team/mail-feedback" 200: Pdp, Records;
    POST "/pdp-team/members" 201: ADMINISTRATORS, Records,
        sends { "name": "Jo", "email": "jo@example.org", "roles": [] };
    GET "/pdp-team/members/{person_id}" 200: Pdp, Records;
    PUT "/pdp-team/members/{person_id}" 200: ADMINISTRATORS, Records, sends { "roles": [] };
    POST "/pdp-team/members/{person_id}/removal" 200: ADMINISTRATORS, Records, sends {};
    POST "/pdp-team/members/{person_id}/correction" 200: ADMINISTRATORS, Records,
        sends { "name": "Jo", "email": "jo@example.org" };
    POST "/pdp-team/members/{person_id}/invitation" 200: ADMINISTRATORS, Invited, sends {};
    POST "/pdp-team/members/{person_id}/address-trial" 200: ADMINISTRATORS, Records, sends {};
    // The first administrator's; the second one is the reviewer.
    POST "/pdp-team/role-proposals" 201: ADMINISTRATORS, Proposed,
        sends { "name": "Al", "email": "al@example.org", "roles": ["support"] };
    POST "/pdp-team/role-proposals/{proposal_id}/approval" 200: ADMINISTRATORS, Proposed, sends {};
    POST "/pdp-team/role-proposals/{proposal_id}/withdrawal" 200: ADMINISTRATORS, Proposed, sends {};
};

#[test]
fn the_table_has_every_route_of_administration_and_no_other() {
    has_every_route(RULES, administration::ROUTES);
}

#[test]
fn each_route_has_exactly_the_scopes_of_those_who_may_call_it() {
    has_the_scopes(RULES, administration::ROUTES);
}

/// Holds P1.
#[test]
fn administration_answers_every_caller_as_the_table_says() {
    answers_every_caller(RULES);
}

/// Holds P2, A1.
#[test]
fn a_refusal_of_administration_writes_nothing_but_the_attempt() {
    a_refusal_writes_only_the_attempt(RULES);
}

/// Holds P1.
#[test]
fn another_organisation_looks_like_one_that_does_not_exist() {
    looks_like_none_at_all(RULES);
    for rule in RULES.iter().filter(|rule| rule.path.contains("{id}") || rule.path == "/endpoints") {
        let nowhere = "0190a0b0-0000-7000-8000-00000000dead";
        let unknown = if rule.is_of_emails() { &["first", "%20"][..] } else { &[nowhere, "first", "%20"] };
        for id in unknown {
            let (api, on) = rule.world();
            let call = rule.call_at(id, &on).by(Caller::ADMINISTRATOR);
            api.send(call).expect_problem(404, "not_found");
        }
    }
}

#[test]
fn nobody_administers_without_a_token_or_with_one_that_ended() {
    refused_without_a_token(RULES);
}
