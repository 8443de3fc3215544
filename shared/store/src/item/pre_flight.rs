//! A pre-flight and its result.

use app::{Fault, PreFlight, PreFlightDone, PreFlightSummary, PreFlightTarget};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::actor::By;
use domain::ids::{OrganisationId, PreFlightId};
use domain::oat::observation::{ClientCertificate, Observation};
use domain::oat::{Cause, ProfileMark, Target};
use domain::pre_flight::Shown;
use domain::reference::PreFlightReference;
use jiff::Timestamp;
use serde::Deserialize;

use super::stored::{Stored, stored_enum, stored_struct};
use super::summary::SUMMARY;
use super::{Instant, Item};
use crate::table::keys::{DUE, Key, ORG_KEY, ORG_SORT, PK, QUEUE, pre_flights_key, text};
use crate::table::kinds::pre_flight_of_key;

/// The queue of those that are to be made.
pub(crate) const PRE_FLIGHT: &str = "pre-flight";
/// The attribute that holds the result.
pub(crate) const DONE: &str = "done";

stored_struct! {
    PreFlightItem for PreFlight {
        id: PreFlightId, organisation: OrganisationId, asked_at: Timestamp, asked_by: By, targets: Vec<Target>,
        done: Option<PreFlightDone>, reference: Option<PreFlightReference>
    }
}

stored_struct!(DoneItem for PreFlightDone { at: Timestamp, seen: Vec<Observation> });

stored_enum! {
    ShownItem for Shown {
        Reached { status: u16, client_certificate: Option<ClientCertificate> },
        AcceptedUnsigned,
        InTheWay(Cause),
    }
}

stored_struct!(PreFlightTargetItem for PreFlightTarget { target: Target, shown: Option<Shown> });

stored_struct! {
    SummaryItem for PreFlightSummary {
        id: PreFlightId, organisation: OrganisationId, asked_at: Timestamp, asked_by: By, targets: Vec<PreFlightTarget>,
        reference: Option<PreFlightReference>, done_at: Option<Timestamp>, profile: Option<ProfileMark>
    }
}

#[derive(Debug, Deserialize)]
struct Row<'a> {
    summary: SummaryItem<'a>,
}

/// The item of a pre-flight, in the list of its organisation; in the queue as long as it is to be made.
pub(crate) fn write(pre_flight: &PreFlight) -> Result<Item, Fault> {
    let mut item = super::write(Key::pre_flight(pre_flight.id), &pre_flight.item())?;
    let place = format!("{}#{}", Instant(pre_flight.asked_at), pre_flight.id);
    item.insert(SUMMARY.to_owned(), write_summary(pre_flight)?);
    item.insert(ORG_KEY.to_owned(), text(pre_flights_key(pre_flight.organisation)));
    item.insert(ORG_SORT.to_owned(), text(&place));
    if pre_flight.done.is_none() {
        item.insert(QUEUE.to_owned(), text(PRE_FLIGHT));
        item.insert(DUE.to_owned(), text(place));
    }
    Ok(item)
}

/// The result, as an attribute.
pub(crate) fn write_done(done: &PreFlightDone) -> Result<AttributeValue, Fault> {
    super::write_value(&done.item())
}

/// The row of its list, as an attribute.
pub(crate) fn write_summary(pre_flight: &PreFlight) -> Result<AttributeValue, Fault> {
    super::write_value(&PreFlightSummary::of(pre_flight).item())
}

/// The row in an item of an index.
pub(crate) fn read_row(item: Item) -> Result<PreFlightSummary, Fault> {
    super::read::<Row<'static>>(item).map(|row| PreFlightSummary::restore(row.summary))
}

/// The pre-flight in `item`.
pub(crate) fn read(item: Item) -> Result<PreFlight, Fault> {
    super::read::<PreFlightItem<'static>>(item).map(PreFlight::restore)
}

/// The pre-flight whose item of an index it is.
pub(crate) fn id_of(item: Item) -> Result<PreFlightId, Fault> {
    let id = item.get(PK).and_then(|pk| pre_flight_of_key(pk.as_s().ok()?));
    id.ok_or_else(|| Fault::lasting("read a row of the queue", "it is of no pre-flight"))
}

/// The pre-flight whose place in the queue it is.
pub(crate) fn pre_flight_at(place: &str) -> Option<PreFlightId> {
    place.rsplit_once('#')?.1.parse().ok()
}
