//! What a reference names.

use api::LookUpBody;
use app::{Found, ReferenceOf};

use crate::shown::Of;

impl Of<&Found> for LookUpBody {
    fn of(found: &Found) -> Self {
        let mut body = Self {
            kind: found.reference.kind().into(),
            reference: found.reference.to_string(),
            technical_change: None,
            oat_request: None,
            pre_flight: None,
            dispute: None,
            organisation: found.organisation,
        };
        match found.of {
            ReferenceOf::Change(id) => body.technical_change = Some(id),
            ReferenceOf::Oat(id) => body.oat_request = Some(id),
            ReferenceOf::PreFlight(id) => body.pre_flight = Some(id),
            ReferenceOf::Dispute(id) => body.dispute = Some(id),
        }
        body
    }
}
