//! Who may call each route of OAT: the table.

use domain::actor::{OrganisationRole, PdpRole, Role};
use serde_json::json;

use crate::routes::May::{Askers, Holders, Readers};
use crate::routes::{Given, May, Rule, rule_table};
use crate::support::{OatPlace, oat_request};

const MANAGER: May = Holders(Role::Organisation(OrganisationRole::ServiceManager));
const PDP: May = Holders(Role::Pdp(PdpRole::Support));

const FAILED: Given = at(OatPlace::Failed);

const fn at(place: OatPlace) -> Given {
    Given::Oat(place)
}

/// Every route of OAT.
pub const RULES: &[Rule] = rule_table! {
    POST "/oat-requests" 201: MANAGER, at(OatPlace::Open), by |on| json!(oat_request(Some(on.oat().change())));
    // Of the first organisation: the query names it.
    GET "/oat-requests" 200: Readers, FAILED;
    GET "/oat-requests/{id}" 200: Readers, FAILED;
    GET "/oat-requests/{id}/runs" 200: Readers, FAILED;
    GET "/oat-requests/{id}/runs/{number}" 200: Readers, FAILED;
    GET "/oat-requests/{id}/history" 200: Readers, FAILED;
    POST "/oat-requests/{id}/runs" 200: PDP, FAILED, sends { "reason": "Once more" };
    POST "/oat-requests/{id}/runs/{number}/findings" 200: PDP, FAILED,
        by |on| json!({ "request_id": on.oat().request, "note": "It came back in a registration" });
    POST "/oat-requests/{id}/retests" 200: MANAGER, FAILED, sends { "fixed": "The path of the endpoint" };
    POST "/oat-requests/{id}/overrides" 200: PDP, FAILED,
        sends { "outcome": "passed", "reason": "It was our mistake" };
    // The person who proposed it may take it back.
    POST "/oat-requests/{id}/overrides/decision" 200: PDP, at(OatPlace::Overriding), sends { "approved": false };
    POST "/oat-requests/{id}/date-changes" 200: MANAGER, at(OatPlace::Passed),
        sends { "connection_date": "2026-10-01", "reason": "Our supplier is late" };
    POST "/oat-requests/{id}/date-changes/decision" 200: PDP, at(OatPlace::DateAsked), sends { "accepted": true };
    POST "/oat-requests/{id}/connection-date" 200: MANAGER, at(OatPlace::DateNeeded),
        sends { "connection_date": "2026-12-01" };
    POST "/oat-requests/{id}/hold" 200: PDP, at(OatPlace::Connecting), sends { "reason": "An incident" };
    POST "/oat-requests/{id}/hold/release" 200: PDP, at(OatPlace::Held), sends { "reason": "It is over" };
    POST "/oat-requests/{id}/support-requests" 200: MANAGER, at(OatPlace::Connecting),
        sends { "text": "What does the report mean?" };
    POST "/oat-requests/{id}/support-requests/{reference}/answer" 200: PDP, at(OatPlace::SupportAsked),
        sends { "answer": "We will call you" };
    POST "/pre-flights" 202: Askers, at(OatPlace::Open), by |on| json!({ "technical_change": on.oat().id });
    // Of the first organisation: the query names it.
    GET "/pre-flights" 200: Readers, at(OatPlace::Tried);
    GET "/pre-flights/{id}" 200: Readers, at(OatPlace::Tried);
};
