//! What has a reference (C7, Q2). Written once, under the condition that there is none.

use app::{Fault, GivenReference, ReferenceOf};
use domain::ids::{ChangeId, DisputeId, OatId, OrganisationId, PreFlightId};
use domain::reference::AnyReference;
use serde::{Deserialize, Serialize};

use super::{Item, Text};
use crate::table::keys::Key;

/// When what had the reference was deleted. It stays taken, and names nothing.
pub(crate) const DELETED_AT: &str = "deleted_at";

/// Whether what has the reference of `item` is still kept.
pub(crate) fn names_something(item: &Item) -> bool {
    !item.contains_key(DELETED_AT)
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct ReferenceItem {
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Text<ChangeId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oat: Option<Text<OatId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pre_flight: Option<Text<PreFlightId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dispute: Option<Text<DisputeId>>,
    /// None in items from before references were looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    organisation: Option<Text<OrganisationId>>,
}

/// The item that makes a reference unique, and says what has it.
pub(crate) fn write(given: &GivenReference) -> Result<Item, Fault> {
    let mut item = ReferenceItem { organisation: given.organisation.map(Text), ..ReferenceItem::default() };
    match given.of {
        ReferenceOf::Change(id) => item.change = Some(Text(id)),
        ReferenceOf::Oat(id) => item.oat = Some(Text(id)),
        ReferenceOf::PreFlight(id) => item.pre_flight = Some(Text(id)),
        ReferenceOf::Dispute(id) => item.dispute = Some(Text(id)),
    }
    super::write(Key::reference(given.reference), &item)
}

/// What the item of `reference` says.
pub(crate) fn read(reference: AnyReference, item: Item) -> Result<GivenReference, Fault> {
    let item: ReferenceItem = super::read(item)?;
    let of_change = item.change.map(|id| ReferenceOf::Change(id.0));
    let of_pre_flight = item.pre_flight.map(|id| ReferenceOf::PreFlight(id.0));
    let of_dispute = item.dispute.map(|id| ReferenceOf::Dispute(id.0));
    let of = of_change.or(item.oat.map(|id| ReferenceOf::Oat(id.0))).or(of_pre_flight).or(of_dispute);
    let of = of.ok_or_else(|| Fault::lasting("read a reference", "it is of nothing"))?;
    Ok(GivenReference { reference, of, organisation: item.organisation.map(|id| id.0) })
}
