//! Makes the pre-flights that are due: each once, unsigned, counted for nothing.

use domain::ids::PreFlightId;
use domain::oat::Target;
use domain::oat::observation::Observation;
use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};

use crate::command::ReadRequest;
use crate::error::Fault;
use crate::oat::find_request_id::of_pre_flight;
use crate::oat::lease::ProbeLease;
use crate::oat::probe_ports::{FindProbe, FindRequest, Signature};
use crate::page::{PageFault, PageRequest};
use crate::pre_flight::ports::PreFlights;
use crate::pre_flight::state::{PreFlight, PreFlightDone};
use crate::services::Services;

/// How many are read, and begun, in one invocation at most. The rest stays due.
const PAGE: u32 = 100;

/// The result.
#[derive(Debug, Default)]
pub struct PreFlown {
    pub done: Vec<PreFlightId>,
    /// What failed; it stays due.
    pub failed: Vec<(PreFlightId, Fault)>,
    /// How many entries of the queue cannot be read; what they are about stays due.
    pub unreadable: u32,
    /// Whether time ran out, or there were more than are made at once; what is left stays due.
    pub cut_short: bool,
}

/// Makes what is due, at most `at_once` at a time, and begins nothing when `go_on` says no.
pub async fn probe_pre_flights<S: PreFlights, P: FindProbe>(
    services: &Services<S>,
    probe: &P,
    at_once: usize,
    go_on: impl Fn() -> bool + Send + Sync,
) -> Result<PreFlown, Fault> {
    let page = PageRequest { size: PAGE, cursor: None };
    let due =
        services.store.due_pre_flights(services.clock.now(), &page).await.map_err(PageFault::of_queue)?;
    let mut flown =
        PreFlown { cut_short: due.next.is_some(), unreadable: due.unreadable, ..PreFlown::default() };
    let go_on = &go_on;
    let made = stream::iter(due.items)
        .map(|id| async move { (id, if go_on() { Some(make(services, probe, id).await) } else { None }) })
        .buffer_unordered(at_once.max(1));
    let mut made = std::pin::pin!(made);
    while let Some((id, made_now)) = made.next().await {
        match made_now {
            Some(Ok(true)) => flown.done.push(id),
            Some(Ok(false)) => {}
            Some(Err(fault)) => flown.failed.push((id, fault)),
            None => flown.cut_short = true,
        }
    }
    Ok(flown)
}

/// Whether it was made now.
async fn make<S: PreFlights, P: FindProbe>(
    services: &Services<S>,
    probe: &P,
    id: PreFlightId,
) -> Result<bool, Fault> {
    let now = services.clock.now();
    let lease = ProbeLease::fresh(services, now);
    if !services.store.take_pre_flight_lease(id, &lease, now).await? {
        return Ok(false);
    }
    let read = ReadRequest { pre_flight: Some(id), ..ReadRequest::at(now) };
    let pre_flight = services.store.read(read).await?.pre_flight;
    let Some(pre_flight) = pre_flight.filter(|pre_flight| pre_flight.done.is_none()) else {
        return Ok(false);
    };
    let targets = pre_flight.targets.iter().cloned();
    let seen = join_all(targets.map(|target| send(services, probe, id, target))).await;
    let done = Some(PreFlightDone { at: services.clock.now(), seen });
    services.store.finish_pre_flight(&PreFlight { done, ..pre_flight }, &lease).await
}

async fn send<S, P: FindProbe>(
    services: &Services<S>,
    probe: &P,
    id: PreFlightId,
    target: Target,
) -> Observation {
    let at = services.clock.now();
    let request =
        FindRequest { id: of_pre_flight(id, target.endpoint), url: target.url, signature: Signature::Nobody };
    Observation { at, ..probe.send(request).await }
}
