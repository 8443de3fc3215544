//! The store in memory: what it holds, and how a test puts in and looks at what use cases cannot.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::actor::By;
use domain::aggregate::Aggregate;
use domain::change::{Change, Version};
use domain::dispute::{Dispute, DisputesOfResult, ResultId};
use domain::downtime::{DeclaredDowntime, Notice as DowntimeNotice};
use domain::endpoint::ProposedEndpoint;
use domain::evidence::FileOwner;
use domain::export::Export;
use domain::figures::Month;
use domain::ids::{
    ChangeId, DisputeId, DowntimeId, EndpointId, EvidenceId, ExportId, MailId, NoteId, OatId, OrganisationId,
    PersonId, PreFlightId, SignInId,
};
use domain::oat::{OatRequest, ProfileMark, RecordedAttempt};
use domain::organisation::{Organisation, PdpTeam};
use domain::reference::AnyReference;
use domain::register::RegisteredEndpoint;
use domain::task::{Claim, Note, NoteOn, TaskId};
use domain::text::Name;
use jiff::Timestamp;
use uuid::Uuid;

use super::figures::EntryPlace;
use super::quotas::Quotas;
use app::Entry;
use app::FileInChecking;
use app::GivenReference;
use app::HistoryEntry;
use app::Holder;
use app::PreFlight;
use app::mail::{Audience, Mail, MailState};
use app::{DisputeEntry, DowntimeEntry, EvidenceComparison, FigureEntry, MonthFigures};
use app::{IdempotencyKey, Receipt};
use app::{KeptTask, Notice, Party, RecordEntry, Standing, TaskRow};
use app::{OatEntry, ProbeLease};
use app::{RecordHappened, Recorded, UnknownEntry};

/// Place of an entry in a history: what happened at a version comes before what was refused or downloaded at it.
pub(super) type HistoryPlace = (ChangeId, Version, Option<Uuid>);

/// The same in the history of a record.
pub(super) type RecordPlace = (Party, Version, Option<Uuid>);

/// The same in the history of a request for OAT.
pub(super) type OatPlace = (OatId, Version, Option<Uuid>);

/// The same in the history of a notice of downtime.
pub(super) type DowntimePlace = (DowntimeId, Version, Option<Uuid>);

/// The same in the history of a dispute.
pub(super) type DisputePlace = (DisputeId, Version, Option<Uuid>);

/// Place of an attempt of the probe: its run, its endpoint, its number.
pub(super) type AttemptPlace = (OatId, u32, EndpointId, u32);

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) changes: BTreeMap<ChangeId, Change>,
    /// By which bank holidays the due dates of all reviews were last worked out.
    pub(super) worked_out_by: Option<String>,
    pub(super) history: BTreeMap<HistoryPlace, (OrganisationId, HistoryEntry)>,
    pub(super) urls: BTreeMap<ProposedEndpoint, Holder>,
    pub(super) references: BTreeMap<AnyReference, GivenReference>,
    /// With the instant it was kept at.
    pub(super) receipts: BTreeMap<(PersonId, IdempotencyKey), (Receipt, Timestamp)>,
    pub(super) mails: BTreeMap<MailId, (Mail, MailState)>,
    /// Notifications whose turn was moved without a look at them.
    pub(super) put_off: BTreeMap<MailId, Timestamp>,
    /// Kept for an audience that nobody is in.
    pub(super) kept: BTreeMap<MailId, (Party, Audience)>,
    /// By kind.
    pub(super) feedback: BTreeMap<(Party, PersonId), BTreeMap<&'static str, Notice>>,
    /// Until when it was forgotten.
    pub(super) forgotten: BTreeMap<(Party, PersonId), Timestamp>,
    pub(super) organisations: BTreeMap<OrganisationId, Organisation>,
    /// By what they sign in with.
    pub(super) memberships: BTreeMap<SignInId, Standing>,
    pub(super) pdp: PdpTeam,
    pub(super) record_history: BTreeMap<RecordPlace, RecordEntry>,
    pub(super) register: BTreeMap<(OrganisationId, EndpointId), RegisteredEndpoint>,
    pub(super) downtime: BTreeMap<(OrganisationId, Timestamp, DowntimeId), DeclaredDowntime>,
    pub(super) downtime_notices: BTreeMap<DowntimeId, DowntimeNotice>,
    pub(super) downtime_history: BTreeMap<DowntimePlace, (OrganisationId, DowntimeEntry)>,
    pub(super) oats: BTreeMap<OatId, OatRequest>,
    pub(super) oat_history: BTreeMap<OatPlace, (OrganisationId, OatEntry)>,
    pub(super) probe_attempts: BTreeMap<AttemptPlace, Arc<RecordedAttempt>>,
    pub(super) oat_leases: BTreeMap<OatId, ProbeLease>,
    pub(super) pre_flights: BTreeMap<PreFlightId, PreFlight>,
    pub(super) disputes: BTreeMap<DisputeId, Dispute>,
    pub(super) dispute_history: BTreeMap<DisputePlace, (OrganisationId, DisputeEntry)>,
    pub(super) disputed: BTreeMap<ResultId, DisputesOfResult>,
    /// The find profile that the probe goes by.
    pub(super) find_profile: Option<ProfileMark>,
    pub(super) pre_flight_leases: BTreeMap<PreFlightId, ProbeLease>,
    pub(super) quotas: Quotas,
    /// None once it was summed.
    pub(super) figure_entries: BTreeMap<EntryPlace, Option<FigureEntry>>,
    pub(super) figures: BTreeMap<Month, MonthFigures>,
    pub(super) checking: BTreeMap<(FileOwner, EvidenceId), FileInChecking>,
    /// How far the comparison of kept evidence is.
    pub(super) comparison: EvidenceComparison,
    pub(super) exports: BTreeMap<ExportId, Export>,
    pub(super) export_downloads: Vec<(ExportId, Timestamp, By, Option<Name>)>,
    /// What waits.
    pub(super) tasks: BTreeMap<TaskId, TaskRow>,
    /// What the lists of tasks show, while they lag behind.
    pub(super) lagging_tasks: Option<BTreeMap<TaskId, TaskRow>>,
    pub(super) claims: BTreeMap<TaskId, Claim>,
    pub(super) notes: BTreeMap<(NoteOn, NoteId), Note>,
}

impl State {
    /// The task, if it waits, with the last claim on it.
    pub(super) fn kept_task(&self, id: &TaskId) -> Option<KeptTask> {
        let row = self.tasks.get(id)?.clone();
        Some(KeptTask { row, claim: self.claims.get(id).cloned() })
    }

    /// The version of a record, if there is one.
    pub(super) fn record_version(&self, party: Party) -> Option<u64> {
        match party {
            Party::Organisation(id) => self.organisations.get(&id).map(|own| own.version),
            Party::Pdp => Some(self.pdp.version),
        }
    }
}

/// A store in memory. Clones share everything; every call is atomic.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore(Arc<Mutex<State>>);

impl MemoryStore {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a change as it is, without history, in place of what was there.
    pub fn put_change(&self, change: Change) {
        self.state().changes.insert(change.id, change);
    }

    /// The change, as it is now.
    pub fn change(&self, id: ChangeId) -> Option<Change> {
        self.state().changes.get(&id).cloned()
    }

    /// The whole history of a change, oldest first.
    pub fn entries(&self, id: ChangeId) -> Vec<HistoryEntry> {
        let state = self.state();
        let own = state.history.range((id, 0, None)..).take_while(|((change, ..), _)| *change == id);
        own.map(|(_, (_, entry))| entry.clone()).collect()
    }

    /// From now on a newer version of this service recorded every event until now, and this one cannot read them.
    pub fn make_events_unknown(&self) {
        let mut state = self.state();
        state.history.values_mut().for_each(|(_, entry)| make_unknown(entry));
        state.oat_history.values_mut().for_each(|(_, entry)| make_unknown(entry));
        state.downtime_history.values_mut().for_each(|(_, entry)| make_unknown(entry));
        state.dispute_history.values_mut().for_each(|(_, entry)| make_unknown(entry));
        for entry in state.record_history.values_mut() {
            let unknown = match entry {
                RecordEntry::Happened(RecordHappened::Organisation(recorded)) => unknown(recorded),
                RecordEntry::Happened(RecordHappened::Pdp(recorded)) => unknown(recorded),
                _ => continue,
            };
            *entry = RecordEntry::Unknown(unknown);
        }
    }

    /// Every notification and its state, in the order they were written.
    pub fn mails(&self) -> Vec<(Mail, MailState)> {
        self.state().mails.values().cloned().collect()
    }
}

fn make_unknown<A: Aggregate, D>(entry: &mut Entry<Recorded<A>, D>) {
    if let Entry::Happened(recorded) = entry {
        *entry = Entry::Unknown(unknown(recorded));
    }
}

fn unknown<A: Aggregate>(recorded: &Recorded<A>) -> UnknownEntry {
    let (at, by) = (recorded.event.at, Some(recorded.event.by));
    UnknownEntry { is_event: true, version: recorded.version, at, by, name: recorded.name.clone() }
}
