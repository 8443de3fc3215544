//! An entry of the register of endpoints (G5), and its row in the lists by state.
//!
//! Entries from the time when only live ones were kept have neither an organisation (their partition names it) nor a time, and
//! are in no list by state until they are next written. Entries from before there were lists by host are in no list by host
//! either, until then.

use std::borrow::Cow;

use app::Fault;
use domain::endpoint::{EndpointType, EndpointUrl, ProposedEndpoint};
use domain::ids::{ChangeId, EndpointId, OrganisationId};
use domain::register::{EndpointState, RegisteredEndpoint};
use domain::text::FreeText;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::read_past::Past;
use super::summary::SUMMARY;
use super::{Code, Item, Text};
use crate::table::keys::{DUE, Key, ORG_KEY, ORG_SORT, PK, QUEUE, host_key, text};
use crate::table::kinds::organisation_of_key;

/// The attribute that a transition compares.
pub(crate) const STATE: &str = "state";

#[derive(Debug, thiserror::Error)]
#[error("an entry of the register without an organisation")]
struct OfNobody;

/// The item of an entry.
pub(crate) fn write(entry: &RegisteredEndpoint) -> Result<Item, Fault> {
    let row = EndpointItem::from(entry);
    let mut item = super::write(Key::endpoint(entry.organisation, entry.id), &row)?;
    item.insert(SUMMARY.to_owned(), super::write_value(&row)?);
    item.insert(QUEUE.to_owned(), text(queue(entry.state)));
    item.insert(DUE.to_owned(), text(place(entry)));
    // What is out of use says nothing any more about who has a host.
    if entry.state != EndpointState::Inactive {
        item.insert(ORG_KEY.to_owned(), text(host_key(entry.endpoint.url.host())));
        item.insert(ORG_SORT.to_owned(), text(place(entry)));
    }
    Ok(item)
}

/// Where it is in a list of many organisations' endpoints: those of one are together.
fn place(entry: &RegisteredEndpoint) -> String {
    format!("{}#{}", entry.organisation, entry.id)
}

/// The entry in an item of the table.
pub(crate) fn read(item: Item) -> Result<RegisteredEndpoint, Fault> {
    read_keeping(item, &mut Past::default())
}

/// The same of an item that is written again.
pub(crate) fn read_keeping(item: Item, past: &mut Past) -> Result<RegisteredEndpoint, Fault> {
    let partition = item.get(PK).and_then(|pk| pk.as_s().ok()).and_then(|pk| organisation_of_key(pk));
    super::read_keeping::<EndpointItem<'static>>(item, past)?.of(partition)
}

/// The entry in an item of an index.
pub(crate) fn read_row(item: Item) -> Result<RegisteredEndpoint, Fault> {
    super::read::<Row<'static>>(item)?.summary.of(None)
}

/// The list of those in this state.
pub(crate) fn queue(state: EndpointState) -> String {
    format!("endpoints-{}", state.code())
}

/// The endpoint whose place in such a list it is.
pub(crate) fn endpoint_at(place: &str) -> Option<(OrganisationId, EndpointId)> {
    let (organisation, endpoint) = place.split_once('#')?;
    Some((organisation.parse().ok()?, endpoint.parse().ok()?))
}

#[derive(Debug, Deserialize)]
struct Row<'a> {
    summary: EndpointItem<'a>,
}

#[derive(Debug, Serialize, Deserialize)]
struct EndpointItem<'a> {
    id: Text<EndpointId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<Text<OrganisationId>>,
    endpoint_type: Code<EndpointType>,
    url: Cow<'a, str>,
    state: Code<EndpointState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Text<Timestamp>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    goes_live_on: Option<Text<Date>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Text<ChangeId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    suspended_because: Option<Cow<'a, str>>,
}

impl<'a> From<&'a RegisteredEndpoint> for EndpointItem<'a> {
    fn from(entry: &'a RegisteredEndpoint) -> Self {
        Self {
            id: Text(entry.id),
            organisation: Some(Text(entry.organisation)),
            endpoint_type: Code(entry.endpoint.endpoint_type),
            url: Cow::Borrowed(entry.endpoint.url.as_str()),
            state: Code(entry.state),
            since: Some(Text(entry.since)),
            goes_live_on: entry.goes_live_on.map(Text),
            change: entry.change.map(Text),
            suspended_because: entry.suspended_because.as_ref().map(|why| Cow::Borrowed(why.as_str())),
        }
    }
}

impl EndpointItem<'_> {
    /// The entry, in the partition of this organisation unless it says itself whose it is.
    fn of(self, partition: Option<OrganisationId>) -> Result<RegisteredEndpoint, Fault> {
        let organisation = self.organisation.map(|id| id.0).or(partition);
        let organisation = organisation.ok_or_else(|| Fault::lasting("read an item", OfNobody))?;
        let url = EndpointUrl::restore(self.url.into_owned());
        let endpoint = ProposedEndpoint { endpoint_type: self.endpoint_type.0, url };
        let bare = RegisteredEndpoint::connected_before(self.id.0, organisation, endpoint);
        Ok(RegisteredEndpoint {
            state: self.state.0,
            since: self.since.map_or(bare.since, |at| at.0),
            goes_live_on: self.goes_live_on.map(|day| day.0),
            change: self.change.map(|id| id.0),
            suspended_because: self.suspended_because.map(|why| FreeText::restore(why.into_owned())),
            ..bare
        })
    }
}
