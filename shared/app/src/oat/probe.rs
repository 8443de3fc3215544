//! Probes the runs that are due (O3, O6, O7, O11): claims a chunk of requests, plans the attempts of each, makes them and records
//! them.
//!
//! A chunk is claimed and read together; each request is then probed and recorded separately, many at once. Batches may overlap
//! and may be killed at any point: one without a lease does nothing, and a killed one is repeated with the same request ids
//! once its lease is over. A batch never waits between two attempts: work that has to wait, or does not fit into the time,
//! stays due.

use std::future::Future;
use std::pin::pin;
use std::slice;

use domain::actor::{Actor, Process};
use domain::ids::{EndpointId, OatId, OrganisationId};
use domain::oat::{Cause, Command, OatRequest, PlannedAttempt, RecordedAttempt, decide};
use futures_util::future::{Either, join_all, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use jiff::{SignedDuration, Timestamp};

use crate::command::{Request, Snapshot, run_on};
use crate::error::{AppError, Fault};
use crate::oat::execute::OnOat;
use crate::oat::find_request_id::of_attempt;
use crate::oat::lease::ProbeLease;
use crate::oat::ports::{OatRequests, PROBED_TOGETHER};
use crate::oat::probe_ports::{FindProbe, FindRequest, Signature};
use crate::oat::subject::view_of;
use crate::oat::summary::{OatQueue, OatSummary};
use crate::page::PageRequest;
use crate::services::Services;

/// How many rows of the queue are read at once.
const PAGE: u32 = 100;

/// Endpoints of one request that are probed in one batch, at most: all of them at once, and recorded in one transaction. The rest
/// stays due.
const TARGETS_AT_ONCE: usize = 9;

/// The result of the batches.
#[derive(Debug, Default)]
pub struct Probed {
    pub attempts: Vec<Attempted>,
    /// Requests for OAT of which a batch failed; they stay due.
    pub failed: Vec<(OatId, AppError)>,
    /// How many entries of the queue cannot be read; what they are about stays due.
    pub unreadable: u32,
    /// How late the most overdue request was that was met.
    pub latest: SignedDuration,
    /// Whether time ran out; what is left stays due.
    pub cut_short: bool,
}

/// What the report of a batch says of a recorded attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempted {
    pub oat: OatId,
    pub organisation: OrganisationId,
    pub run: u32,
    pub endpoint: EndpointId,
    pub number: u32,
    /// Why it was no pass; none when it was.
    pub cause: Option<Cause>,
    /// How many of our own faults there were in a row, up to now.
    pub own_faults_in_a_row: u32,
}

/// Probes what is due, at most `at_once` requests for OAT at a time, and claims nothing when `go_on` says no. What is claimed may have to
/// wait for another to end.
///
/// # Errors
/// [`Fault`] when the queue cannot be read; what was begun until then is finished and kept.
pub async fn probe_due<S: OatRequests, P: FindProbe>(
    services: &Services<S>,
    probe: &P,
    at_once: usize,
    go_on: impl Fn() -> bool + Send + Sync,
) -> Result<Probed, Fault> {
    let now = services.clock.now();
    let at_once = at_once.max(1);
    let mut under_way = UnderWay { requests: FuturesUnordered::new(), probed: Probed::default() };
    let mut page = Some(PageRequest { size: PAGE, cursor: None });
    while let Some(request) = page {
        let rows = services.store.oats_in(OatQueue::Probe, Some(now), &request);
        let rows = match under_way.meanwhile(rows).await {
            Ok(rows) => rows,
            Err(fault) => {
                under_way.fewer_than(1).await;
                return Err(fault.of_queue());
            }
        };
        under_way.probed.unreadable += rows.unreadable;
        // No more than are probed at once, so that none waits long for its turn.
        for due in rows.items.chunks(at_once.min(PROBED_TOGETHER)) {
            under_way.fewer_than(at_once).await;
            if !go_on() {
                under_way.fewer_than(1).await;
                return Ok(Probed { cut_short: true, ..under_way.probed });
            }
            for (row, claimed) in under_way.meanwhile(claim(services, due)).await {
                under_way.probed.latest = under_way.probed.latest.max(now.duration_since(row.due));
                match claimed {
                    Ok((lease, snapshot)) => {
                        under_way.fewer_than(at_once).await;
                        under_way.requests.push(probe_claimed(services, probe, row.id, lease, snapshot));
                    }
                    Err(fault) => under_way.probed.failed.push((row.id, fault.into())),
                }
            }
        }
        page = rows.next.map(|cursor| PageRequest { size: PAGE, cursor: Some(cursor) });
    }
    under_way.fewer_than(1).await;
    Ok(under_way.probed)
}

/// The requests that are being probed, and the results of those before.
struct UnderWay<F> {
    requests: FuturesUnordered<F>,
    probed: Probed,
}

impl<F: Future<Output = (OatId, Result<Vec<Attempted>, AppError>)>> UnderWay<F> {
    /// Goes on with them until `other` is there.
    async fn meanwhile<T>(&mut self, other: impl Future<Output = T>) -> T {
        let mut other = pin!(other);
        while !self.requests.is_empty() {
            let ended = match select(other.as_mut(), self.requests.next()).await {
                Either::Left((there, _)) => return there,
                Either::Right((ended, _)) => ended,
            };
            self.note(ended);
        }
        other.await
    }

    /// Goes on with them until they are fewer.
    async fn fewer_than(&mut self, many: usize) {
        while self.requests.len() >= many {
            let ended = self.requests.next().await;
            self.note(ended);
        }
    }

    fn note(&mut self, ended: Option<F::Output>) {
        match ended {
            Some((_, Ok(attempts))) => self.probed.attempts.extend(attempts),
            Some((id, Err(error))) => self.probed.failed.push((id, error)),
            None => {}
        }
    }
}

/// A row that is claimed and read, or could not be.
type Claimed<'r> = (&'r OatSummary, Result<(ProbeLease, Snapshot), Fault>);

/// Claims and reads these; what somebody else probes is left out. When that fails, each is tried alone, so that one that cannot
/// be claimed keeps no other from being probed.
async fn claim<'r, S: OatRequests>(services: &Services<S>, rows: &'r [OatSummary]) -> Vec<Claimed<'r>> {
    let now = services.clock.now();
    let lease = ProbeLease::fresh(services, now);
    if let Ok(claimed) = claim_together(services, rows, lease, now).await {
        return claimed;
    }
    let each = rows.iter().map(|row| async move {
        let alone = claim_together(services, slice::from_ref(row), lease, now).await;
        alone.unwrap_or_else(|fault| vec![(row, Err(fault))])
    });
    join_all(each).await.into_iter().flatten().collect()
}

async fn claim_together<'r, S: OatRequests>(
    services: &Services<S>,
    rows: &'r [OatSummary],
    lease: ProbeLease,
    now: Timestamp,
) -> Result<Vec<Claimed<'r>>, Fault> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let taken = services.store.take_probe_leases(&ids, &lease, now).await?;
    if taken.is_empty() {
        return Ok(Vec::new());
    }
    let snapshots = services.store.read_oats(&taken, now).await?;
    let rows = rows.iter().filter(|row| taken.contains(&row.id));
    Ok(rows.zip(snapshots).map(|(row, snapshot)| (row, snapshot.map(|snapshot| (lease, snapshot)))).collect())
}

/// Plans, makes and records what is due of one request that was claimed.
async fn probe_claimed<S: OatRequests, P: FindProbe>(
    services: &Services<S>,
    probe: &P,
    id: OatId,
    lease: ProbeLease,
    snapshot: Snapshot,
) -> (OatId, Result<Vec<Attempted>, AppError>) {
    let actor = Actor::System(Process::OperationalAcceptanceTesting);
    let (run, planned) = match plan(services, &snapshot, &actor).await {
        Ok(Some(planned)) => planned,
        Ok(None) => return (id, Ok(Vec::new())),
        Err(error) => return (id, Err(error)),
    };
    let recorded = join_all(planned.into_iter().map(|planned| make(services, probe, id, run, planned))).await;
    let command = Command::record_attempts(run, recorded);
    let request = Request::of_system(&actor, id);
    (id, record(services, &OnOat { request, command: &command, lease: Some(lease) }, snapshot).await)
}

/// The open run and the attempts that are due of it; none when there is no open run any more.
async fn plan<S: OatRequests>(
    services: &Services<S>,
    snapshot: &Snapshot,
    actor: &Actor,
) -> Result<Option<(u32, Vec<PlannedAttempt>)>, AppError> {
    let Some(oat) = &snapshot.oat else { return Ok(None) };
    let (Some(run), Some(view)) = (oat.open_run(), view_of(services, snapshot, true).await?) else {
        return Ok(None);
    };
    // What moved on is not probed any more; recording that closes it.
    let ctx = services.context();
    let gone = !decide(oat, Command::Close, actor, &view, &ctx)?.is_empty();
    let mut planned = if gone { Vec::new() } else { oat.planned_attempts(&view, ctx.now) };
    planned.truncate(TARGETS_AT_ONCE);
    Ok(Some((run.number, planned)))
}

async fn make<S, P: FindProbe>(
    services: &Services<S>,
    probe: &P,
    id: OatId,
    run: u32,
    PlannedAttempt { target, number }: PlannedAttempt,
) -> RecordedAttempt {
    // The probe goes by the real time, as certificates do; what is due goes by the clock of decisions.
    let at = services.clock.now();
    let request = FindRequest {
        id: of_attempt(id, run, target.endpoint, number),
        url: target.url,
        signature: Signature::Pdp,
    };
    let mut observation = probe.send(request).await;
    observation.at = at;
    RecordedAttempt::new(run, target.endpoint, number, observation)
}

/// Records what was seen. Nothing, when another batch took over meanwhile, or somebody else was always faster: then it is still due.
async fn record<S: OatRequests>(
    services: &Services<S>,
    action: &OnOat<'_>,
    snapshot: Snapshot,
) -> Result<Vec<Attempted>, AppError> {
    match run_on(services, action.request.caller(), action, Some(snapshot)).await {
        Ok(done) if done.repeated => Ok(Vec::new()),
        Ok(done) => Ok(action.attempts().iter().map(|attempt| attempted(&done.oat, attempt)).collect()),
        Err(AppError::LeaseLost | AppError::Conflict(_)) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn attempted(oat: &OatRequest, attempt: &RecordedAttempt) -> Attempted {
    let targets = oat.run(attempt.run).map(|run| run.targets.as_slice()).unwrap_or_default();
    let progress = targets.iter().find(|progress| progress.target.endpoint == attempt.endpoint);
    Attempted {
        oat: oat.id,
        organisation: oat.organisation,
        run: attempt.run,
        endpoint: attempt.endpoint,
        number: attempt.number,
        cause: attempt.cause,
        own_faults_in_a_row: progress.map_or(0, |progress| progress.own_faults),
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::task::Poll;

    use pollster::block_on;

    use super::*;

    #[test]
    fn requests_go_on_while_others_are_claimed() {
        let request = async { (OatId::nil(), Ok(Vec::new())) };
        let requests = FuturesUnordered::from_iter([request]);
        let mut under_way = UnderWay { requests, probed: Probed::default() };
        let mut looked = 0;
        let claim = poll_fn(|context| {
            looked += 1;
            context.waker().wake_by_ref();
            if looked < 3 { Poll::Pending } else { Poll::Ready(()) }
        });
        block_on(under_way.meanwhile(claim));
        assert!(under_way.requests.is_empty());
    }
}
