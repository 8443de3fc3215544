//! What a reference names (Q2).

use domain::ids::{ChangeId, DisputeId, OatId, OrganisationId, PreFlightId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ReferenceKindCode;

/// What a reference names: a technical change, a request for OAT, a support request about either, a dispute, or a pre-flight. Exactly one of
/// the ids of what it leads to is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LookUpBody {
    /// What it names.
    pub kind: ReferenceKindCode,
    /// The reference as we write it.
    #[schema(example = "TC-7Q4M0ZKD", pattern = "^(TC|OAT|SR|PF)-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: String,
    /// The id of the technical change that has it, or that a support request is about.
    #[schema(required = true, value_type = Option<String>, format = "uuid")]
    pub technical_change: Option<ChangeId>,
    /// The id of the request for OAT that has it, or that a support request is about.
    #[schema(required = true, value_type = Option<String>, format = "uuid")]
    pub oat_request: Option<OatId>,
    /// The id of the pre-flight that has it.
    #[schema(required = true, value_type = Option<String>, format = "uuid")]
    pub pre_flight: Option<PreFlightId>,
    /// The id of the dispute that has it.
    #[schema(required = true, value_type = Option<String>, format = "uuid")]
    pub dispute: Option<DisputeId>,
    /// The id of the organisation whose it is.
    #[schema(value_type = String, format = "uuid")]
    pub organisation: OrganisationId,
}
