//! Who may call each route of disputes: the table.

use domain::actor::{PdpRole, Role};
use domain::dispute::CommandKind;
use domain::tried::Deed;
use serde_json::json;

use crate::routes::May::{Disputers, Holders, Readers};
use crate::routes::{Given, May, Rule, rule_table};
use crate::support::DisputePlace;

const PDP: May = Holders(Role::Pdp(PdpRole::Support));

const OPEN: Given = at(DisputePlace::Open);

const fn at(place: DisputePlace) -> Given {
    Given::Dispute(place)
}

/// Every route of disputes.
pub const RULES: &[Rule] = rule_table! {
    POST "/disputes" 201: Disputers, at(DisputePlace::NotDisputed), tries Deed::OpenDispute,
        by |on| json!({ "oat_request": on.dispute().oat, "run": 1, "text": "We answered 202" });
    // Of the first organisation: the query names it.
    GET "/disputes" 200: Readers, OPEN;
    GET "/disputes/{id}" 200: Readers, OPEN;
    GET "/disputes/{id}/history" 200: Readers, OPEN;
    POST "/disputes/{id}/answer" 200: PDP, OPEN, tries CommandKind::Answer,
        sends { "ruling": "stands", "answer": "The request came on another day" };
    POST "/disputes/{id}/evidence" 201: Disputers, OPEN, tries CommandKind::RequestUpload,
        sends { "file_name": "log.png", "media_type": "image/png" };
    POST "/disputes/{id}/evidence/{evidence_id}/download" 201: Readers, at(DisputePlace::WithFile),
        tries Deed::LinkEvidence, sends {};
};
