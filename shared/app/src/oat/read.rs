//! Reads a request for OAT and its runs (P1).

use domain::actor::Actor;
use domain::calendar::london_date;
use domain::change::{Change, GoingLive};
use domain::ids::OatId;
use domain::oat::{OatRequest, Reason, RecordedAttempt, Refusal, Run, Standing, Status};
use domain::refusal::Thing;
use jiff::civil::Date;

use crate::command::snapshot::Snapshot;
use crate::desk::Desk;
use crate::error::AppError;
use crate::oat::ports::OatRequests;
use crate::oat::subject::{view_of, what_is_tested};
use crate::page::{Page, PageRequest};

/// A request for OAT as it is, with what its subject has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenOat {
    /// The request.
    pub oat: OatRequest,
    /// Where what is tested is now; it may have moved on without the request.
    pub standing: Standing,
    /// The connection date that counts: once its OAT is passed, that of the change; of what was live before, the day when it went
    /// live.
    pub connection_date: Date,
    /// Where the endpoints are on their way.
    pub going_live: GoingLive,
}

/// A run, with a page of its attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenRun {
    /// The request it belongs to.
    pub oat: OatRequest,
    /// The run.
    pub run: Run,
    /// Its attempts, by endpoint and number.
    pub attempts: Page<RecordedAttempt>,
}

/// The request for OAT, if the actor may see it. One round trip.
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::NotFound`] when there is none they may see, [`AppError::Fault`].
pub async fn read_oat<S: OatRequests>(desk: &Desk<S>, actor: &Actor, id: OatId) -> Result<SeenOat, AppError> {
    let snapshot = read(desk, id).await?;
    let oat = visible(&snapshot, actor)?.clone();
    let view = view_of(desk, &snapshot, false).await?.ok_or(Refusal::NotFound(Thing::Oat))?;
    let change = snapshot.change.as_ref();
    let live_on = match view.standing {
        Standing::OpenLive { since } => Some(london_date(since)),
        _ => None,
    };
    let passed_on = change.filter(|_| oat.status() == Status::Passed);
    Ok(SeenOat {
        standing: view.standing,
        connection_date: live_on
            .or(passed_on.and_then(|change| change.connection_date))
            .unwrap_or(oat.connection_date),
        going_live: oat.going_live().or(change.map(Change::going_live)).unwrap_or(GoingLive::NotYet),
        oat,
    })
}

/// A run of it with a page of its attempts. What endpoints answered in their bodies is for PDP only (O9): to others it is empty.
/// Two round trips: the attempts do not say whose they are.
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::NotFound`] or [`Reason::RunNotFound`], [`AppError::BadCursor`],
/// [`AppError::Fault`].
pub async fn read_run<S: OatRequests>(
    desk: &Desk<S>,
    actor: &Actor,
    id: OatId,
    number: u32,
    page: &PageRequest,
) -> Result<SeenRun, AppError> {
    let snapshot = read(desk, id).await?;
    let oat = visible(&snapshot, actor)?.clone();
    let run = oat.run(number).ok_or(Reason::RunNotFound)?.clone();
    let mut attempts = desk.store.probe_attempts(id, number, page).await?;
    if !actor.is_staff() {
        for attempt in &mut attempts.items {
            if let Some(response) = &mut attempt.observation.response {
                response.body_start.clear();
            }
        }
    }
    Ok(SeenRun { oat, run, attempts })
}

async fn read<S: OatRequests>(desk: &Desk<S>, id: OatId) -> Result<Snapshot, AppError> {
    Ok(desk.store.read(what_is_tested(id, desk.clock.now())).await?)
}

fn visible<'s>(snapshot: &'s Snapshot, actor: &Actor) -> Result<&'s OatRequest, Refusal> {
    snapshot.oat.as_ref().filter(|oat| actor.may_see(oat.organisation)).ok_or(Refusal::NotFound(Thing::Oat))
}
