//! Pre-flights: the port. One call to the table per method.

use app::{
    CommitFault, Fault, Page, PageFault, PageRequest, PreFlight, PreFlightSummary, PreFlights, ProbeLease,
};
use domain::ids::{OrganisationId, PreFlightId};
use jiff::Timestamp;

use crate::DynamoStore;
use crate::item::oat::lease;
use crate::item::summary::SUMMARY;
use crate::item::{Instant, pre_flight, summary};
use crate::table::cancelled::Guard;
use crate::table::fault;
use crate::table::index::{in_index, in_queue};
use crate::table::keys::{DUE, Key, ORG_KEY, ORG_SORT, QUEUE, pre_flights_key};
use crate::table::page::List;
use crate::table::transaction::{Condition, Transaction};

impl PreFlights for DynamoStore {
    async fn due_pre_flights(
        &self,
        until: Timestamp,
        request: &PageRequest,
    ) -> Result<Page<PreFlightId>, PageFault> {
        let list = List::new("pre-flights", pre_flight::PRE_FLIGHT, DUE, |place| {
            let id = pre_flight::pre_flight_at(&place)?;
            Some(in_queue(Key::pre_flight(id), pre_flight::PRE_FLIGHT.to_owned(), place))
        });
        let query = self.queue_query(pre_flight::PRE_FLIGHT, Some(summary::after(Instant(until))));
        self.page(&list, query, request, pre_flight::id_of).await
    }

    async fn pre_flights_of(
        &self,
        organisation: OrganisationId,
        request: &PageRequest,
    ) -> Result<Page<PreFlightSummary>, PageFault> {
        let owner = pre_flights_key(organisation);
        let list = List::new("pre-flights-of", organisation, ORG_SORT, |place| {
            let key = Key::pre_flight(pre_flight::pre_flight_at(&place)?);
            Some(in_index(key, [(ORG_KEY, owner.clone()), (ORG_SORT, place)]))
        });
        let query = self.owner_query(&owner).scan_index_forward(false);
        self.page(&list, query, request, pre_flight::read_row).await
    }

    async fn take_pre_flight_lease(
        &self,
        id: PreFlightId,
        taken: &ProbeLease,
        now: Timestamp,
    ) -> Result<bool, Fault> {
        let lease = lease::write(Key::pre_flight_lease(id), taken)?;
        let put = self.client.put_item().table_name(&self.table).set_item(Some(lease));
        fault::held(lease::may_be_taken(taken, now).on_put(put).send().await, "take a lease")
    }

    async fn finish_pre_flight(&self, pre_flight: &PreFlight, held: &ProbeLease) -> Result<bool, Fault> {
        let (id, Some(done)) = (pre_flight.id, &pre_flight.done) else { return Ok(false) };
        let waits = Condition {
            expression: "attribute_exists(pk) AND attribute_not_exists(#done)",
            names: &[("#done", pre_flight::DONE), ("#summary", SUMMARY), ("#queue", QUEUE), ("#due", DUE)],
            values: vec![
                (":done", pre_flight::write_done(done)?),
                (":summary", pre_flight::write_summary(pre_flight)?),
            ],
        };
        let mut transaction = Transaction::new(&self.table);
        transaction.update(
            Guard::Version,
            Key::pre_flight(id),
            "SET #done = :done, #summary = :summary REMOVE #queue, #due",
            waits,
        )?;
        let free = lease::write_free(Key::pre_flight_lease(id))?;
        transaction.put(Guard::Version, free, lease::is_of(held))?;
        match transaction.run(&self.client).await {
            Ok(()) => Ok(true),
            Err(CommitFault::VersionConflict) => Ok(false),
            Err(other) => Err(other.unexpected("keep the result of a pre-flight")),
        }
    }
}
