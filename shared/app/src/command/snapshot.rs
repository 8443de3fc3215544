//! Everything that a command reads, in one round trip.

use std::collections::BTreeSet;

use domain::actor::Actor;
use domain::change::{Change, MissingPart};
use domain::dispute::{Dispute, DisputesOfResult, ResultId};
use domain::downtime::Notice;
use domain::export::Export;
use domain::ids::{
    ChangeId, DisputeId, DowntimeId, EndpointId, ExportId, NoteId, OatId, OrganisationId, PersonId,
    PreFlightId,
};
use domain::oat::{OatRequest, ProfileMark};
use domain::organisation::{Organisation, PdpTeam, Version};
use domain::quota::{Count, Counted, ExportsUnderWay, Whose};
use domain::register::RegisteredEndpoint;
use domain::task::{Note, NoteOn, TaskId};
use domain::text::Name;
use jiff::Timestamp;

use crate::command::read_past::ReadPast;
use crate::command::receipt::{Receipt, RequestKey};
use crate::command::store::CommandStore;
use crate::error::Fault;
use crate::organisation::record::{Party, Record};
use crate::pre_flight::state::PreFlight;
use crate::services::Services;
use crate::work::row::KeptTask;

/// What is to be read. Empty: nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadRequest<'a> {
    pub change: Option<ChangeId>,
    pub oat: Option<OatId>,
    pub organisation: Option<OrganisationId>,
    /// Entries of that organisation in the register.
    pub endpoints: &'a [EndpointId],
    pub team: bool,
    pub export: Option<ExportId>,
    pub pre_flight: Option<PreFlightId>,
    /// A notice of downtime that was given without a change.
    pub downtime: Option<DowntimeId>,
    /// The find profile that the probe goes by.
    pub profile: bool,
    pub dispute: Option<DisputeId>,
    /// The disputes of this result.
    pub disputes: Option<ResultId>,
    pub task: Option<&'a TaskId>,
    pub note: Option<(NoteOn, NoteId)>,
    /// The exports of these that may be under way.
    pub under_way: Option<Whose>,
    /// How far these counts have come.
    pub counts: &'a [Count],
    pub request: Option<&'a RequestKey>,
    /// Whether what is kept beside the change may be missing where it cannot be read: the change is shown without it.
    pub may_lack: bool,
    /// The instant of the request: what has expired by then counts as absent.
    pub now: Timestamp,
}

impl ReadRequest<'_> {
    /// Nothing yet, as of this instant.
    pub fn at(now: Timestamp) -> Self {
        Self { now, ..Self::default() }
    }

    /// The people of the side of `actor`, too; to PDP those of an organisation take their own reading.
    #[must_use]
    pub fn with_people_of(self, actor: &Actor) -> Self {
        Self { organisation: actor.organisation().or(self.organisation), team: actor.is_staff(), ..self }
    }

    /// The record of `party`, too.
    #[must_use]
    pub fn with_record(self, party: Option<Party>) -> Self {
        match party {
            Some(Party::Organisation(id)) => Self { organisation: Some(id), ..self },
            Some(Party::Pdp) => Self { team: true, ..self },
            None => self,
        }
    }
}

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    pub change: Option<Change>,
    pub oat: Option<OatRequest>,
    pub organisation: Option<Organisation>,
    /// Those of the wanted entries of the register that there are, by their ids.
    pub endpoints: Vec<RegisteredEndpoint>,
    /// PDP's team, if it was wanted: PDP always has one.
    pub team: Option<PdpTeam>,
    /// The export; none once it has expired.
    pub export: Option<Export>,
    pub pre_flight: Option<PreFlight>,
    pub downtime: Option<Notice>,
    /// The find profile that the probe last went by; none before it noted one.
    pub profile: Option<ProfileMark>,
    pub dispute: Option<Dispute>,
    /// The disputes that the result has had; none when it was never disputed.
    pub disputes: Option<DisputesOfResult>,
    /// The task; none when it does not wait (any more).
    pub task: Option<KeptTask>,
    pub note: Option<Note>,
    /// The exports that may be under way; none when nobody asked for one yet.
    pub under_way: Option<ExportsUnderWay>,
    /// The counts that were wanted, those to which something was added.
    pub counts: Vec<Counted>,
    /// What is remembered of the request; none once it has expired.
    pub receipt: Option<Receipt>,
    /// What is missing, because it cannot be read. The store has named it.
    pub missing: BTreeSet<MissingPart>,
    /// What was found beside all that and is not known.
    pub read_past: ReadPast,
}

impl Snapshot {
    /// The version of the record of `party`.
    pub fn version_of(&self, party: Party) -> Option<Version> {
        match party {
            Party::Organisation(_) => self.organisation.as_ref().map(|own| own.version),
            Party::Pdp => self.team.as_ref().map(|team| team.version),
        }
    }

    /// What the people are called whose records were read.
    pub(crate) fn names(&self) -> Vec<(PersonId, Name)> {
        let own = self.organisation.iter().flat_map(|own| &own.people);
        let own = own.map(|person| (person.id, person.name.clone()));
        let team = self.team.iter().flat_map(|team| &team.people);
        own.chain(team.map(|person| (person.id, person.name.clone()))).collect()
    }

    /// The record of `party`.
    pub fn record(&self, party: Party) -> Option<Record> {
        match party {
            Party::Organisation(_) => self.organisation.clone().map(Record::Organisation),
            Party::Pdp => self.team.clone().map(Record::Pdp),
        }
    }
}

/// Reads something with the people of `actor`'s party. When that fails for good, without them, which the snapshot then says: who reads
/// it sees it without the names.
pub(crate) async fn read_with_people<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    read: ReadRequest<'_>,
) -> Result<Snapshot, Fault> {
    match services.store.read(read.with_people_of(actor)).await {
        Err(fault) if !fault.retryable => {
            let snapshot = services.store.read(read).await?;
            Ok(Snapshot { missing: [MissingPart::People].into(), ..snapshot })
        }
        read => read,
    }
}

/// What those are called who act in something of `organisation`, of which `snapshot` was read with the people of `actor`: to PDP
/// everybody, to others the people of their organisation (P1). To PDP it takes one round trip, unless the organisation was read. What
/// cannot be read of them is added to what the snapshot lacks.
pub(crate) async fn people_of<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    snapshot: &mut Snapshot,
    organisation: OrganisationId,
) -> Result<Vec<(PersonId, Name)>, Fault> {
    let mut people = snapshot.names();
    if actor.is_staff() && snapshot.organisation.is_none() {
        let now = services.clock.now();
        let read = ReadRequest { organisation: Some(organisation), may_lack: true, ..ReadRequest::at(now) };
        let more = services.store.read(read).await?;
        people.extend(more.names());
        snapshot.missing.extend(more.missing);
    }
    Ok(people)
}
