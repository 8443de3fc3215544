//! Commands on an existing change.

use domain::change::{Change, Command, CommandKind, Event, EventKind, Reason, Refusal, authorise, decide};
use domain::endpoint::ProposedEndpoint;
use domain::ids::{ChangeId, EndpointId, EvidenceId, OatId, OrganisationId};
use domain::oat::id_of_change;
use domain::organisation::Organisation;
use domain::problem::Field;
use domain::quota;
use domain::refusal::Thing;
use domain::tried::Tried;
use futures_util::future::BoxFuture;
use jiff::Timestamp;

use crate::change::commit::commit_of;
use crate::change::notifications;
use crate::change::superseded::settled;
use crate::command::{
    Action, CommandStore, Commit, CommitFault, Decided, Effect, Place, ReadRequest, Receipt, Request,
    Snapshot, State, StateRead, run, urls_in_use,
};
use crate::error::{AppError, Current, Fault};
use crate::oat;
use crate::organisation::record::Record;
use crate::services::Services;

/// A command that was carried out, now or by an earlier try of the same request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    pub change: Change,
    /// The file the request was about, if it was about one.
    pub evidence: Option<EvidenceId>,
    /// Whether an earlier try of the same request had done it.
    pub repeated: bool,
}

/// Carries out the command that `command` makes of what was read. One read and one transaction, unless a race is lost.
///
/// # Errors
/// [`AppError::Refused`] (kept in the history), [`AppError::Stale`], [`AppError::Conflict`], [`AppError::KeyReused`],
/// [`AppError::Fault`].
pub async fn execute_command<S: CommandStore>(
    services: &Services<S>,
    request: Request<'_, ChangeId>,
    command: impl Fn(&Snapshot) -> Command + Send + Sync,
) -> Result<Done, AppError> {
    OnChange::new(request, command).run(services).await
}

/// A command on a change.
pub(crate) struct OnChange<'a, F> {
    request: Request<'a, ChangeId>,
    command: F,
    /// Read along, for what depends on it or changes it.
    organisation: Option<OrganisationId>,
    /// Read along, for what settles something of it or depends on it.
    oat: Option<OatId>,
    /// Whether nothing may have happened to that request since it was read.
    depends_on_oat: bool,
    prepare: Option<Preparation<'a>>,
    /// What it is counted as besides being a command.
    uses: Option<quota::Kind>,
}

/// Something to do when nothing refuses a command and before it is written.
pub(crate) type Preparation<'a> = &'a (dyn Fn() -> BoxFuture<'a, Result<(), Fault>> + Send + Sync);

impl<'a, F: Fn(&Snapshot) -> Command + Send + Sync> OnChange<'a, F> {
    pub(crate) const fn new(request: Request<'a, ChangeId>, command: F) -> Self {
        Self {
            request,
            command,
            organisation: None,
            oat: None,
            depends_on_oat: false,
            prepare: None,
            uses: None,
        }
    }

    /// The same, with this organisation read along.
    pub(crate) fn with(self, organisation: Option<OrganisationId>) -> Self {
        Self { organisation, ..self }
    }

    /// The same, with the request for its OAT read along.
    pub(crate) fn with_oat(self) -> Self {
        Self { oat: Some(id_of_change(self.request.on)), ..self }
    }

    /// The same, written only if nothing has happened to that request since.
    pub(crate) fn depending_on_oat(self) -> Self {
        Self { depends_on_oat: true, ..self.with_oat() }
    }

    /// The same, with something to do before.
    pub(crate) fn after(self, prepare: Preparation<'a>) -> Self {
        Self { prepare: Some(prepare), ..self }
    }

    /// The same, counted as this besides.
    pub(crate) fn counted_as(self, kind: quota::Kind) -> Self {
        Self { uses: Some(kind), ..self }
    }

    /// Carries it out.
    pub(crate) async fn run<S: CommandStore>(self, services: &Services<S>) -> Result<Done, AppError> {
        run(services, self.request.caller(), &self).await
    }
}

impl<S: CommandStore, F: Fn(&Snapshot) -> Command + Send + Sync> Action<S> for OnChange<'_, F> {
    type Command = Command;
    type Done = Done;

    fn reads(&self, now: Timestamp) -> ReadRequest<'_> {
        let (change, organisation, oat) = (Some(self.request.on), self.organisation, self.oat);
        ReadRequest { change, organisation, oat, ..ReadRequest::at(now) }
    }

    fn command(&self, snapshot: &Snapshot) -> Result<Command, AppError> {
        found(snapshot)?;
        Ok((self.command)(snapshot))
    }

    fn tried(&self, command: &Command) -> Tried {
        command.kind().into()
    }

    fn uses(&self) -> Option<quota::Kind> {
        self.uses
    }

    fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        snapshot.change.as_ref().map(Place::of_change)
    }

    fn authorise(&self, snapshot: &Snapshot, command: &Command) -> Result<(), AppError> {
        authorise(found(snapshot)?, command, self.request.actor)?;
        Ok(())
    }

    fn is_done_again(&self, command: &Command) -> bool {
        matches!(command.kind(), CommandKind::FetchMaterial)
    }

    async fn repeated(
        &self,
        _: &Services<S>,
        snapshot: Snapshot,
        receipt: Receipt,
    ) -> Result<Done, AppError> {
        let change = snapshot.change.ok_or(Refusal::NotFound(Thing::Change))?;
        Ok(Done { change, evidence: receipt.evidence, repeated: true })
    }

    fn is_current(&self, snapshot: &Snapshot) -> bool {
        let is_current = |seen| snapshot.change.as_ref().is_some_and(|change| change.is_current(seen));
        self.request.seen.is_none_or(is_current)
    }

    fn current(&self, snapshot: Snapshot) -> Option<Current> {
        snapshot.change.map(|change| Current::Change(Box::new(change)))
    }

    fn begins_outside(&self) -> bool {
        self.prepare.is_some()
    }

    async fn decide(
        &self,
        services: &Services<S>,
        snapshot: &Snapshot,
        command: Command,
    ) -> Result<Decided<Done>, AppError> {
        let (actor, name) = (self.request.actor, self.request.actor.name());
        let mut trail = decide(found(snapshot)?, command, actor, &services.context())?;
        if trail.is_empty() {
            return Ok(Decided::Nothing(Done { change: trail.into_after(), evidence: None, repeated: true }));
        }
        if let Some(prepare) = self.prepare {
            prepare().await?;
        }
        let settled = settled(services, actor, snapshot, &mut trail)?;
        let mut commit = commit_of(services, &trail, name);
        if let Some(settled) = settled {
            commit.join(oat::commit::alone(services, snapshot, &settled, Some(trail.after()), name));
        }
        if let Some(endpoints) = trail.events().find_map(went_live) {
            let before = snapshot.organisation.as_ref();
            let before = before
                .ok_or_else(|| Fault::lasting("make endpoints live", "the organisation was not read"))?;
            let after = with_live(before.clone(), endpoints);
            commit.put(Some(before.version), State::Record(Record::Organisation(after)));
        }
        if let Some(oat) = self.oat.filter(|_| self.depends_on_oat) {
            let read = snapshot.oat.as_ref().map(|oat| oat.version);
            commit.effects.push(Effect::Unchanged(StateRead::Oat(oat, read)));
        }
        let evidence = trail.events().find_map(notifications::evidence_of);
        let receipt = Receipt { change: Some(self.request.on), evidence, ..Receipt::default() };
        let done = Done { change: trail.into_after(), evidence, repeated: false };
        Ok(Decided::Write(Box::new(commit), receipt, done))
    }

    fn refused_late(&self, fault: CommitFault, _: &Commit) -> AppError {
        match fault {
            CommitFault::UrlsTaken(places) => urls_in_use(&places, Field::NewEndpointUrl).into(),
            CommitFault::NoLiveEndpoints => Reason::NoLiveEndpoints.into(),
            other => other.unexpected("carry out a command on a change").into(),
        }
    }
}

fn found(snapshot: &Snapshot) -> Result<&Change, Refusal> {
    snapshot.change.as_ref().ok_or(Refusal::NotFound(Thing::Change))
}

fn went_live(event: &Event) -> Option<&[(EndpointId, ProposedEndpoint)]> {
    match &event.kind {
        EventKind::EndpointsWentLive { endpoints } => Some(endpoints),
        _ => None,
    }
}

/// The organisation with these endpoints live (G4).
pub(crate) fn with_live(
    mut organisation: Organisation,
    endpoints: &[(EndpointId, ProposedEndpoint)],
) -> Organisation {
    organisation.version += 1;
    let live = endpoints.iter().map(|(id, endpoint)| (*id, endpoint.endpoint_type));
    organisation.live_endpoints.extend(live);
    organisation
}
