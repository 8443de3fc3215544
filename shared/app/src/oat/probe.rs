//! The passes of the probe: what is due is claimed, probed and recorded, many at once (O3, O6, O7, O11).
//!
//! Several are claimed and read together, each is probed and recorded by itself. Passes may overlap and may be killed at any point:
//! one that has no lease does nothing, one that is killed is repeated with the same request ids once its lease is over. A pass never
//! waits between two attempts: what has to wait, and what does not fit into the time there is, stays due.

use domain::actor::{Actor, Process};
use domain::ids::{EndpointId, OatId};
use domain::oat::{Cause, Command, DueAttempt, MadeAttempt, OatRequest, decide};
use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::command::{Request, Snapshot, run_on};
use crate::desk::Desk;
use crate::error::{AppError, Fault};
use crate::oat::attempt::{ProbeAttempt, ProbeLease};
use crate::oat::commit::kept;
use crate::oat::execute::{OnOat, Probing};
use crate::oat::find_request_id::of_attempt;
use crate::oat::ports::{OatRequests, PROBED_TOGETHER};
use crate::oat::probe_ports::{FindProbe, FindRequest, Signature};
use crate::oat::subject::view_of;
use crate::oat::summary::{OatQueue, OatSummary};
use crate::page::{Page, PageFault, PageRequest};

/// How many rows of the queue are read at once.
const PAGE: u32 = 100;

/// Endpoints of one request that are probed in one pass, at most: all of them at once, and recorded in one transaction. The rest
/// stays due.
const TARGETS_AT_ONCE: usize = 9;

/// How long nobody else probes for the same request: longer than a pass takes from its claim to its record.
pub const PROBE_LEASE: SignedDuration = SignedDuration::from_secs(60);

/// A lease from `now` on that nobody has had.
pub(crate) fn fresh_lease<S>(desk: &Desk<S>, now: Timestamp) -> ProbeLease {
    let until = now.saturating_add(PROBE_LEASE).unwrap_or(Timestamp::MAX);
    ProbeLease { holder: Uuid::from_bytes(desk.ids.uuid()), until }
}

/// What came of the passes.
#[derive(Debug, Default)]
pub struct Probed {
    pub attempts: Vec<Attempted>,
    /// Requests for OAT of which a pass failed; they stay due.
    pub failed: Vec<(OatId, AppError)>,
    /// How late the most overdue request was that was met.
    pub latest: SignedDuration,
    /// Whether time ran out; what is left stays due.
    pub cut_short: bool,
}

/// An attempt that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempted {
    pub oat: OatId,
    pub run: u32,
    pub endpoint: EndpointId,
    pub number: u32,
    /// Why it was no pass; none when it was.
    pub cause: Option<Cause>,
    /// How many faults of our own there were in a row now.
    pub own_faults_in_a_row: u32,
}

/// Probes what is due, at most `at_once` requests for OAT at a time, and claims nothing when `go_on` says no. What is claimed may have to
/// wait for another to end.
///
/// # Errors
/// [`Fault`] when the queue cannot be read; what was begun until then is finished and kept.
pub async fn probe_due<S: OatRequests, P: FindProbe>(
    desk: &Desk<S>,
    probe: &P,
    at_once: usize,
    go_on: impl Fn() -> bool + Send + Sync,
) -> Result<Probed, Fault> {
    let now = desk.clock.now();
    let mut probed = Probed::default();
    let rows =
        stream::unfold(Some(PageRequest { size: PAGE, cursor: None }), |page| next_page(desk, page, now));
    let go_on = &go_on;
    let passes = rows
        .flat_map(|rows| stream::iter(chunks(rows, at_once)))
        .then(|rows| async move {
            match rows {
                Ok(rows) if go_on() => claim(desk, rows).await,
                Ok(_) => vec![Claimed::Not(Met::NoTime)],
                Err(fault) => vec![Claimed::Not(Met::NoPage(fault))],
            }
        })
        .flat_map(stream::iter)
        .map(|claimed| async move {
            match claimed {
                Claimed::Row { row, lease, snapshot } => {
                    let late = now.duration_since(row.due);
                    Met::Row { id: row.id, late, pass: pass(desk, probe, row.id, lease, *snapshot).await }
                }
                Claimed::Not(met) => met,
            }
        })
        .buffer_unordered(at_once.max(1));
    let mut passes = std::pin::pin!(passes);
    let mut unread = None;
    while let Some(met) = passes.next().await {
        match met {
            Met::Row { id, late, pass } => {
                probed.latest = probed.latest.max(late);
                match pass {
                    Ok(attempts) => probed.attempts.extend(attempts),
                    Err(error) => probed.failed.push((id, error)),
                }
            }
            Met::NoTime => probed.cut_short = true,
            Met::NoPage(fault) => unread = Some(fault),
        }
    }
    match unread {
        Some(fault) => Err(fault),
        None => Ok(probed),
    }
}

/// What was met in the queue.
enum Met {
    Row { id: OatId, late: SignedDuration, pass: Result<Vec<Attempted>, AppError> },
    NoTime,
    NoPage(Fault),
}

/// What is claimed and read, or was met instead.
enum Claimed {
    Row { row: OatSummary, lease: ProbeLease, snapshot: Box<Snapshot> },
    Not(Met),
}

type Rows = Result<Page<OatSummary>, PageFault>;

/// The next page of the queue, and the one after it.
async fn next_page<S: OatRequests>(
    desk: &Desk<S>,
    page: Option<PageRequest>,
    until: Timestamp,
) -> Option<(Rows, Option<PageRequest>)> {
    let page = page?;
    let rows = desk.store.oats_in(OatQueue::Probe, Some(until), &page).await;
    let cursor = rows.as_ref().ok().and_then(|rows| rows.next.clone());
    Some((rows, cursor.map(|cursor| PageRequest { size: PAGE, cursor: Some(cursor) })))
}

/// As many of a page as are claimed together: no more than are probed at once, so that none waits long for its turn.
fn chunks(rows: Rows, at_once: usize) -> Vec<Result<Vec<OatSummary>, Fault>> {
    match rows {
        Ok(rows) => {
            rows.items.chunks(at_once.clamp(1, PROBED_TOGETHER)).map(|rows| Ok(rows.to_vec())).collect()
        }
        Err(fault) => vec![Err(fault.of_queue())],
    }
}

/// Claims and reads these; what somebody else probes is left out. When that fails, each is tried by itself, so that one that cannot
/// be read keeps no other from being probed.
async fn claim<S: OatRequests>(desk: &Desk<S>, rows: Vec<OatSummary>) -> Vec<Claimed> {
    let now = desk.clock.now();
    let lease = fresh_lease(desk, now);
    if let Ok(claimed) = claim_together(desk, &rows, lease, now).await {
        return claimed;
    }
    let each = rows.into_iter().map(|row| async move {
        let (id, late) = (row.id, now.duration_since(row.due));
        claim_together(desk, &[row], lease, now)
            .await
            .unwrap_or_else(|fault| vec![Claimed::Not(Met::Row { id, late, pass: Err(fault.into()) })])
    });
    join_all(each).await.into_iter().flatten().collect()
}

async fn claim_together<S: OatRequests>(
    desk: &Desk<S>,
    rows: &[OatSummary],
    lease: ProbeLease,
    now: Timestamp,
) -> Result<Vec<Claimed>, Fault> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let taken = desk.store.take_probe_leases(&ids, &lease, now).await?;
    if taken.is_empty() {
        return Ok(Vec::new());
    }
    let snapshots = desk.store.read_oats(&taken, now).await?.into_iter().map(Box::new);
    let rows = rows.iter().filter(|row| taken.contains(&row.id)).cloned();
    Ok(rows.zip(snapshots).map(|(row, snapshot)| Claimed::Row { row, lease, snapshot }).collect())
}

/// One pass for one request that was claimed: look, probe, record.
async fn pass<S: OatRequests, P: FindProbe>(
    desk: &Desk<S>,
    probe: &P,
    id: OatId,
    lease: ProbeLease,
    snapshot: Snapshot,
) -> Result<Vec<Attempted>, AppError> {
    let actor = Actor::System(Process::OperationalAcceptanceTesting);
    let request = Request::of_system(&actor, id);
    let Some((run, due)) = due_of(desk, &snapshot, &actor).await? else { return Ok(Vec::new()) };
    let made = join_all(due.into_iter().map(|due| send(desk, probe, id, run, due))).await;
    record(desk, request, snapshot, run, made, lease).await
}

/// The open run and what is due of it; none when there is no open run any more.
async fn due_of<S: OatRequests>(
    desk: &Desk<S>,
    snapshot: &Snapshot,
    actor: &Actor,
) -> Result<Option<(u32, Vec<DueAttempt>)>, AppError> {
    let Some(oat) = &snapshot.oat else { return Ok(None) };
    let (Some(run), Some(view)) = (oat.open_run(), view_of(desk, snapshot, true).await?) else {
        return Ok(None);
    };
    // What moved on is not probed any more; recording that closes it.
    let ctx = desk.context();
    let gone = !decide(oat, Command::Close, actor, &view, &ctx)?.is_empty();
    let mut due = if gone { Vec::new() } else { oat.due_attempts(&view, ctx.now) };
    due.truncate(TARGETS_AT_ONCE);
    Ok(Some((run.number, due)))
}

async fn send<S, P: FindProbe>(
    desk: &Desk<S>,
    probe: &P,
    id: OatId,
    run: u32,
    due: DueAttempt,
) -> MadeAttempt {
    let DueAttempt { target, number } = due;
    // The probe goes by the real time, as certificates do; what is due goes by the clock of decisions.
    let at = desk.clock.now();
    let request = FindRequest {
        id: of_attempt(id, run, target.endpoint, number),
        url: target.url,
        signature: Signature::Pdp,
    };
    let mut observation = probe.send(request).await;
    observation.at = at;
    MadeAttempt { endpoint: target.endpoint, number, observation }
}

/// Records what was seen. Nothing, when another pass took over meanwhile, or somebody else was always faster: then it is still due.
async fn record<S: OatRequests>(
    desk: &Desk<S>,
    request: Request<'_, OatId>,
    snapshot: Snapshot,
    run: u32,
    made: Vec<MadeAttempt>,
    lease: ProbeLease,
) -> Result<Vec<Attempted>, AppError> {
    let attempts = kept(run, &made);
    let command = Command::RecordAttempts { run, attempts: made };
    let probing = Some(Probing { attempts: &attempts, lease });
    let action = OnOat { request, command: &command, probing };
    match run_on(desk, request.caller(), &action, Some(snapshot)).await {
        Ok(done) => {
            let told = attempts.iter().filter(|_| !done.repeated);
            Ok(told.map(|attempt| attempted(&done.oat, attempt)).collect())
        }
        Err(AppError::LeaseLost | AppError::Conflict(_)) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn attempted(oat: &OatRequest, attempt: &ProbeAttempt) -> Attempted {
    let targets = oat.run(attempt.run).map(|run| run.targets.as_slice()).unwrap_or_default();
    let progress = targets.iter().find(|progress| progress.target.endpoint == attempt.endpoint);
    Attempted {
        oat: oat.id,
        run: attempt.run,
        endpoint: attempt.endpoint,
        number: attempt.number,
        cause: attempt.cause,
        own_faults_in_a_row: progress.map_or(0, |progress| progress.own_faults),
    }
}
