//! Reads requests for OAT: one, its runs and history, those of an organisation, and PDP's queues (P1).

use std::collections::BTreeSet;

use domain::actor::{Actor, PdpRole};
use domain::calendar::london_date;
use domain::change::{Change, GoingLive, MissingPart};
use domain::dispute::{DisputesOfResult, ResultId};
use domain::ids::{OatId, OrganisationId, PersonId};
use domain::oat::{OatRequest, ProfileMark, Reason, RecordedAttempt, Refusal, Run, Status, SubjectStatus};
use domain::refusal::Thing;
use domain::text::Name;
use jiff::civil::Date;

use crate::command::{ReadRequest, Snapshot, people_of, read_with_people};
use crate::error::AppError;
use crate::oat::ports::{OatEntry, OatRequests};
use crate::oat::subject::{view_of, what_is_tested};
use crate::oat::summary::{OatQueue, OatSummary};
use crate::page::{Page, PageRequest};
use crate::services::Services;

/// A request for OAT as it is, with what its subject has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenOat {
    pub oat: OatRequest,
    /// Where what is tested is now; it may have moved on without the request.
    pub status: SubjectStatus,
    /// The connection date that counts: once its OAT is passed, that of the change; of what was live before, the day when it went
    /// live.
    pub connection_date: Date,
    /// Where the endpoints are on their way.
    pub going_live: GoingLive,
    /// The find profile that the probe last went by; none before it noted one.
    pub present: Option<ProfileMark>,
    /// What those are called who act in it: to PDP everybody, to others the people of their organisation (P1). Who has left is not among
    /// them; the history keeps what they were called.
    pub people: Vec<(PersonId, Name)>,
    /// What cannot be shown, because it cannot be read.
    pub missing: BTreeSet<MissingPart>,
}

/// The runs of a request for OAT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenRuns {
    pub oat: OatRequest,
    /// The find profile that the probe last went by; none before it noted one.
    pub present: Option<ProfileMark>,
}

/// A run, with a page of its attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenRun {
    pub oat: OatRequest,
    pub run: Run,
    /// Its attempts, by endpoint and number.
    pub attempts: Page<RecordedAttempt>,
    /// The find profile that the probe last went by; none before it noted one.
    pub present: Option<ProfileMark>,
    /// The disputes that its result has had; none when it was never disputed.
    pub disputes: Option<DisputesOfResult>,
}

/// The request for OAT, if the actor may see it. One round trip, and one more to PDP for the people of the organisation that makes a
/// change. Names that cannot be read are missing from it.
pub async fn read_oat<S: OatRequests>(
    services: &Services<S>,
    actor: &Actor,
    id: OatId,
) -> Result<SeenOat, AppError> {
    let now = services.clock.now();
    let read = ReadRequest { profile: true, ..what_is_tested(id, now) };
    let mut snapshot = read_with_people(services, actor, read).await?;
    let oat = visible(&snapshot, actor)?.clone();
    let people = people_of(services, actor, &mut snapshot, oat.organisation).await?;
    let view = view_of(services, &snapshot, false).await?.ok_or(Refusal::NotFound(Thing::Oat))?;
    let change = snapshot.change.as_ref();
    let live_on = match view.status {
        SubjectStatus::OpenLive { since } => Some(london_date(since)),
        _ => None,
    };
    let passed_on = change.filter(|_| oat.status() == Status::Passed);
    Ok(SeenOat {
        status: view.status,
        connection_date: live_on
            .or(passed_on.and_then(|change| change.connection_date))
            .unwrap_or(oat.connection_date),
        going_live: oat.going_live().or(change.map(Change::going_live)).unwrap_or(GoingLive::NotYet),
        present: snapshot.profile,
        people,
        missing: snapshot.missing,
        oat,
    })
}

/// Its runs, if the actor may see it. One round trip.
pub async fn read_runs<S: OatRequests>(
    services: &Services<S>,
    actor: &Actor,
    id: OatId,
) -> Result<SeenRuns, AppError> {
    let read = ReadRequest { oat: Some(id), profile: true, ..ReadRequest::at(services.clock.now()) };
    let snapshot = services.store.read(read).await?;
    Ok(SeenRuns { oat: visible(&snapshot, actor)?.clone(), present: snapshot.profile })
}

/// A run of it with a page of its attempts. What endpoints answered in their bodies is for PDP only (O9): to others it is empty.
/// Two round trips: the attempts do not say whose they are.
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::NotFound`] or [`Reason::RunNotFound`], [`AppError::BadCursor`],
/// [`AppError::Fault`].
pub async fn read_run<S: OatRequests>(
    services: &Services<S>,
    actor: &Actor,
    id: OatId,
    number: u32,
    page: &PageRequest,
) -> Result<SeenRun, AppError> {
    let result = ResultId::Run { oat: id, number };
    let read =
        ReadRequest { profile: true, disputes: Some(result), ..what_is_tested(id, services.clock.now()) };
    let snapshot = services.store.read(read).await?;
    let oat = visible(&snapshot, actor)?.clone();
    let run = oat.run(number).ok_or(Reason::RunNotFound)?.clone();
    let mut attempts = services.store.probe_attempts(id, number, page).await?;
    if !actor.is_staff() {
        for attempt in &mut attempts.items {
            if let Some(response) = &mut attempt.observation.response {
                response.body_start.clear();
            }
        }
    }
    Ok(SeenRun { oat, run, attempts, present: snapshot.profile, disputes: snapshot.disputes })
}

/// The history, oldest first. Attempts by people of other organisations are shown to PDP only (P1).
pub async fn read_oat_history<S: OatRequests>(
    services: &Services<S>,
    actor: &Actor,
    id: OatId,
    page: &PageRequest,
) -> Result<Page<OatEntry>, AppError> {
    Ok(services.store.oat_history(id, page).await?.shown_to(actor, Thing::Oat)?)
}

/// The requests of `organisation`, the actor's own when none is named, the last requested first.
pub async fn list_oats<S: OatRequests>(
    services: &Services<S>,
    actor: &Actor,
    organisation: Option<OrganisationId>,
    page: &PageRequest,
) -> Result<Page<OatSummary>, AppError> {
    let own = actor.organisation();
    let organisation =
        organisation.or(own).filter(|id| actor.may_see(*id)).ok_or(Refusal::NotFound(Thing::Oat))?;
    Ok(services.store.oats_of_organisation(organisation, page).await?)
}

/// The requests in a queue of PDP's, what is due first. Everyone at PDP may read it (P1).
pub async fn read_oat_queue<S: OatRequests>(
    services: &Services<S>,
    actor: &Actor,
    queue: OatQueue,
    page: &PageRequest,
) -> Result<Page<OatSummary>, AppError> {
    Refusal::unless_staff(actor, PdpRole::Support)?;
    Ok(services.store.oats_in(queue, None, page).await?)
}

fn visible<'s>(snapshot: &'s Snapshot, actor: &Actor) -> Result<&'s OatRequest, Refusal> {
    snapshot.oat.as_ref().filter(|oat| actor.may_see(oat.organisation)).ok_or(Refusal::NotFound(Thing::Oat))
}
