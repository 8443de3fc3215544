//! Who has a URL (C3, C8).

use std::borrow::Cow;

use app::{Fault, Holder};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::endpoint::{EndpointType, ProposedEndpoint};
use domain::ids::{ChangeId, EndpointId, OrganisationId};
use serde::Serialize;

use super::{Code, Item, Text};
use crate::table::keys::Key;

/// The attribute that names the change that proposes a URL.
pub(crate) const CHANGE: &str = "change";
/// The attribute that names the organisation that has a URL for an endpoint: a live one, or one of its vouching scheme.
pub(crate) const ORGANISATION: &str = "organisation";

/// The attribute that names that endpoint.
pub(crate) const ENDPOINT: &str = "endpoint";
/// The attribute that is the URL.
pub(crate) const URL: &str = "url";

/// Held by a change, or by an organisation, or by nobody: the same as no item at all. Conditions compare single
/// attributes, so items of this kind are never read as a whole.
#[derive(Debug, Serialize)]
struct ReservationItem<'a> {
    endpoint_type: Code<EndpointType>,
    url: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Text<ChangeId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<Text<OrganisationId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<Text<EndpointId>>,
}

/// The item that reserves a URL for a change.
pub(crate) fn for_change(key: Key, endpoint: &ProposedEndpoint, change: ChangeId) -> Result<Item, Fault> {
    let item = ReservationItem { change: Some(Text(change)), ..unheld(endpoint) };
    super::write(key, &item)
}

/// The item that keeps a URL for an endpoint of an organisation.
pub(crate) fn for_endpoint(
    key: Key,
    endpoint: &ProposedEndpoint,
    organisation: OrganisationId,
    id: EndpointId,
) -> Result<Item, Fault> {
    let (organisation, id) = (Some(Text(organisation)), Some(Text(id)));
    let item = ReservationItem { organisation, endpoint: id, ..unheld(endpoint) };
    super::write(key, &item)
}

/// The item of a URL that was released. Functions overwrite and never delete, so that none of them may delete anything.
pub(crate) fn for_nobody(key: Key, endpoint: &ProposedEndpoint) -> Result<Item, Fault> {
    super::write(key, &unheld(endpoint))
}

fn unheld(endpoint: &ProposedEndpoint) -> ReservationItem<'_> {
    ReservationItem {
        endpoint_type: Code(endpoint.endpoint_type),
        url: Cow::Borrowed(endpoint.url.as_str()),
        change: None,
        organisation: None,
        endpoint: None,
    }
}

/// Who has the URL of this item, if anybody.
pub(crate) fn holder(item: &Item) -> Result<Option<Holder>, Fault> {
    let text = |name| item.get(name).and_then(|value| value.as_s().ok());
    let change = text(CHANGE).and_then(|id| id.parse().ok()).map(Holder::Change);
    let endpoint =
        || Some(Holder::Endpoint(text(ORGANISATION)?.parse().ok()?, text(ENDPOINT)?.parse().ok()?));
    let holder = change.or_else(endpoint);
    if holder.is_none() && (item.contains_key(CHANGE) || item.contains_key(ORGANISATION)) {
        return Err(Fault::lasting("read a reservation", "who has the URL cannot be read"));
    }
    Ok(holder)
}

/// Whether nobody has the URL of this item.
pub(crate) fn is_free(item: &Item) -> bool {
    !item.contains_key(CHANGE) && !item.contains_key(ORGANISATION)
}

/// Whether someone else than `change` has the URL of this item.
pub(crate) fn is_taken_from(item: &Item, change: ChangeId) -> bool {
    match item.get(CHANGE) {
        Some(AttributeValue::S(id)) => *id != change.to_string(),
        _ => item.contains_key(ORGANISATION),
    }
}
