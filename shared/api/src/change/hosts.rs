//! The hosts of the new endpoints of a change, and who else has them: for PDP only (C3, O9).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::RegisteredEndpointBody;

/// The hosts of the new endpoints of a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReviewHostsBody {
    /// Each once, in the order of their names.
    pub hosts: Vec<ReviewHostBody>,
}

/// A host of new endpoints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReviewHostBody {
    /// Its name, in ASCII.
    #[schema(example = "find.example.org")]
    pub host: String,
    /// Whether others have endpoints there. Then the host has to be named in `hosts_accepted` to confirm the change.
    pub registered_to_others: bool,
    /// Their endpoints at it, live or going to be; up to 20.
    pub endpoints_of_others: Vec<RegisteredEndpointBody>,
    /// Whether there are more than are shown.
    pub more: bool,
}
