//! A pre-flight and its result, and the count of an organisation's pre-flights in an hour.

use app::{Fault, PreFlight, PreFlightDone};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::actor::By;
use domain::ids::{OrganisationId, PreFlightId};
use domain::oat::Target;
use domain::oat::observation::Observation;
use jiff::{SignedDuration, Timestamp};

use super::receipt::EXPIRES_AT;
use super::stored::{Stored, stored_struct};
use super::{FORMAT_ATTRIBUTE, Instant, Item};
use crate::table::keys::{DUE, Key, PK, QUEUE, pre_flight_of_key, text};

/// The queue of those that are to be made.
pub(crate) const PRE_FLIGHT: &str = "pre-flight";
/// The attribute that holds the result.
pub(crate) const DONE: &str = "done";
/// What an item holds that counts the pre-flights of an hour.
pub(crate) const COUNTER: &[(&str, &str)] =
    &[("#count", "count"), ("#format", FORMAT_ATTRIBUTE), ("#expires_at", EXPIRES_AT)];

stored_struct! {
    PreFlightItem for PreFlight {
        id: PreFlightId, organisation: OrganisationId, asked_at: Timestamp, asked_by: By, targets: Vec<Target>,
        done: Option<PreFlightDone>
    }
}

stored_struct!(DoneItem for PreFlightDone { at: Timestamp, seen: Vec<Observation> });

/// The item of a pre-flight; in the queue as long as it is to be made.
pub(crate) fn write(pre_flight: &PreFlight) -> Result<Item, Fault> {
    let mut item = super::write(Key::pre_flight(pre_flight.id), &pre_flight.item())?;
    if pre_flight.done.is_none() {
        item.insert(QUEUE.to_owned(), text(PRE_FLIGHT));
        let place = format!("{}#{}", Instant(pre_flight.asked_at), pre_flight.id);
        item.insert(DUE.to_owned(), text(place));
    }
    Ok(item)
}

/// The result, as an attribute.
pub(crate) fn write_done(done: &PreFlightDone) -> Result<AttributeValue, Fault> {
    super::write_value(&done.item())
}

/// The pre-flight in `item`.
pub(crate) fn read(item: Item) -> Result<PreFlight, Fault> {
    super::read::<PreFlightItem<'static>>(item).map(PreFlight::restore)
}

/// The pre-flight whose item of an index it is.
pub(crate) fn id_of(item: &Item) -> Option<PreFlightId> {
    pre_flight_of_key(item.get(PK)?.as_s().ok()?)
}

/// The pre-flight whose place in the queue it is.
pub(crate) fn pre_flight_at(place: &str) -> Option<PreFlightId> {
    place.rsplit_once('#')?.1.parse().ok()
}

/// When the count of an hour that has begun by `at` may be forgotten, in seconds since 1970: the day after.
pub(crate) fn counted_until(at: Timestamp) -> i64 {
    at.as_second().saturating_add(SignedDuration::from_hours(24).as_secs())
}
