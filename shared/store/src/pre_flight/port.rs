//! Pre-flights: the port. One call to the table per method.

use app::{
    CommitFault, Fault, LoadedPreFlight, Page, PageFault, PageRequest, PreFlight, PreFlightDone,
    PreFlightFault, PreFlights, ProbeLease, Receipt, RequestKey, WantPreFlight,
};
use domain::ids::PreFlightId;
use jiff::Timestamp;

use crate::DynamoStore;
use crate::change::commit::put_receipt;
use crate::item::oat::lease;
use crate::item::{self, Instant, pre_flight, receipt, summary};
use crate::table::fault;
use crate::table::index::in_queue;
use crate::table::keys::{DUE, Key, Kind, QUEUE, is_endpoint, kind_of, number};
use crate::table::page::List;
use crate::table::transaction::{Condition, Guard, Transaction};

impl PreFlights for DynamoStore {
    async fn load_pre_flight(&self, want: WantPreFlight<'_>) -> Result<LoadedPreFlight, Fault> {
        let mut keys: Vec<Key> = want.id.map(Key::pre_flight).into_iter().collect();
        keys.extend(want.organisation.map(Key::organisation));
        keys.extend(want.change.map(Key::change));
        if let Some(organisation) = want.organisation {
            let mut endpoints = want.endpoints.to_vec();
            endpoints.sort();
            endpoints.dedup();
            keys.extend(endpoints.into_iter().map(|id| Key::endpoint(organisation, id)));
        }
        keys.extend(want.request.map(Key::request));
        let mut loaded = LoadedPreFlight::default();
        if keys.is_empty() {
            return Ok(loaded);
        }
        for found in self.get_all(keys).await? {
            match kind_of(&found) {
                Some(Kind::PreFlight) => loaded.pre_flight = Some(pre_flight::read(found)?),
                Some(Kind::Organisation) if is_endpoint(&found) => {
                    loaded.endpoints.push(item::register::read(found)?);
                }
                Some(Kind::Organisation) => loaded.organisation = Some(item::organisation::read(found)?),
                Some(Kind::Change) => loaded.change = Some(item::change::read(found)?),
                Some(Kind::Receipt) => loaded.receipt = receipt::read(found, want.request, want.now)?,
                _ => {}
            }
        }
        loaded.endpoints.sort_by_key(|entry| entry.id);
        Ok(loaded)
    }

    async fn ask_pre_flight(
        &self,
        asked: &PreFlight,
        most_an_hour: u32,
        request: &RequestKey,
    ) -> Result<(), PreFlightFault> {
        let now = asked.asked_at;
        let mut transaction = Transaction::new(&self.table);
        transaction.put(Guard::Sound, pre_flight::write(asked)?, Condition::absent())?;
        let fewer = Condition {
            expression: "attribute_not_exists(#count) OR #count < :most",
            names: pre_flight::COUNTER,
            values: vec![
                (":most", number(most_an_hour)),
                (":one", number(1)),
                (":format", number(item::FORMAT)),
                (":expires_at", number(pre_flight::counted_until(now))),
            ],
        };
        let key = Key::pre_flights_in_hour(asked.organisation, now);
        transaction.update(
            Guard::Allowance,
            key,
            "ADD #count :one SET #format = :format, #expires_at = :expires_at",
            fewer,
        )?;
        let receipt = Receipt { pre_flight: Some(asked.id), ..Receipt::of(request) };
        put_receipt(&mut transaction, request, &receipt, now)?;
        transaction.run_for_pre_flight(&self.client).await
    }

    async fn due_pre_flights(
        &self,
        until: Timestamp,
        request: &PageRequest,
    ) -> Result<Page<PreFlightId>, PageFault> {
        let list = List::new("pre-flights", pre_flight::PRE_FLIGHT, DUE);
        let start = match list.after(request)? {
            None => None,
            Some(place) => {
                let id = pre_flight::pre_flight_at(&place).ok_or(PageFault::BadCursor)?;
                Some(in_queue(Key::pre_flight(id), pre_flight::PRE_FLIGHT.to_owned(), place))
            }
        };
        let query = self.queue_query(pre_flight::PRE_FLIGHT, Some(summary::after(Instant(until))));
        let page = list.page(query, start, request).await?;
        let items = page.items.iter().filter_map(pre_flight::id_of).collect();
        Ok(Page { items, next: page.next })
    }

    async fn take_pre_flight_lease(
        &self,
        id: PreFlightId,
        taken: &ProbeLease,
        now: Timestamp,
    ) -> Result<bool, Fault> {
        let lease = lease::write(Key::pre_flight_lease(id), taken)?;
        let put = self.client.put_item().table_name(&self.table).set_item(Some(lease));
        match lease::may_be_taken(taken, now).on_put(put).send().await {
            Ok(_) => Ok(true),
            Err(error)
                if error.as_service_error().is_some_and(|e| e.is_conditional_check_failed_exception()) =>
            {
                Ok(false)
            }
            Err(error) => Err(fault::of_call("take a lease", error)),
        }
    }

    async fn finish_pre_flight(
        &self,
        id: PreFlightId,
        done: &PreFlightDone,
        held: &ProbeLease,
    ) -> Result<bool, Fault> {
        let waits = Condition {
            expression: "attribute_exists(pk) AND attribute_not_exists(#done)",
            names: &[("#done", pre_flight::DONE), ("#queue", QUEUE), ("#due", DUE)],
            values: vec![(":done", pre_flight::write_done(done)?)],
        };
        let mut transaction = Transaction::new(&self.table);
        transaction.update(
            Guard::Version,
            Key::pre_flight(id),
            "SET #done = :done REMOVE #queue, #due",
            waits,
        )?;
        let free = lease::write_free(Key::pre_flight_lease(id))?;
        transaction.put(Guard::Version, free, lease::is_of(held))?;
        match transaction.run(&self.client).await {
            Ok(()) => Ok(true),
            Err(CommitFault::VersionConflict) => Ok(false),
            Err(other) => Err(other.unexpected("keep what came of a pre-flight")),
        }
    }
}
