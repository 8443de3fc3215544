//! What has a reference (C7, Q2). Written once, under the condition that there is none.

use app::{Fault, GivenReference, ReferenceOf};
use domain::ids::{ChangeId, OatId, OrganisationId};
use domain::reference::AnyReference;
use serde::{Deserialize, Serialize};

use super::{Item, Text};
use crate::table::keys::Key;

#[derive(Debug, Serialize, Deserialize)]
struct ReferenceItem {
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Text<ChangeId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oat: Option<Text<OatId>>,
    /// None in items from before references were looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    organisation: Option<Text<OrganisationId>>,
}

/// The item that makes a reference unique, and says what has it.
pub(crate) fn write(given: &GivenReference) -> Result<Item, Fault> {
    let (change, oat) = match given.of {
        ReferenceOf::Change(id) => (Some(Text(id)), None),
        ReferenceOf::Oat(id) => (None, Some(Text(id))),
    };
    let item = ReferenceItem { change, oat, organisation: given.organisation.map(Text) };
    super::write(Key::reference(given.reference), &item)
}

/// What the item of `reference` says.
pub(crate) fn read(reference: AnyReference, item: Item) -> Result<GivenReference, Fault> {
    let item: ReferenceItem = super::read(item)?;
    let of_change = item.change.map(|id| ReferenceOf::Change(id.0));
    let of = of_change.or(item.oat.map(|id| ReferenceOf::Oat(id.0)));
    let of = of.ok_or_else(|| Fault::lasting("read a reference", "it is of nothing"))?;
    Ok(GivenReference { reference, of, organisation: item.organisation.map(|id| id.0) })
}
