//! What a reference names.

use api::LookUpBody;
use app::{Found, ReferenceOf};

use crate::shown::Of;

impl Of<&Found> for LookUpBody {
    fn of(found: &Found) -> Self {
        let (technical_change, oat_request) = match found.of {
            ReferenceOf::Change(id) => (Some(id), None),
            ReferenceOf::Oat(id) => (None, Some(id)),
        };
        Self {
            kind: found.reference.kind().into(),
            reference: found.reference.to_string(),
            technical_change,
            oat_request,
            organisation: found.organisation,
        }
    }
}
