//! A store whose commits fail.

use app::{
    Attempt, Attempts, Changes, Commit, CommitFault, Fault, HistoryEntry, HistoryPage, Loaded, Page,
    PageFault, PageRequest, Party, Receipt, Register, RequestKey, Summary, Want,
};
use domain::change::Change;
use domain::endpoint::ProposedEndpoint;
use domain::ids::{ChangeId, OrganisationId};
use domain::register::{EndpointState, RegisteredEndpoint};
use fakes::MemoryStore;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

/// How they fail.
#[derive(Debug, Clone, Copy)]
pub enum Trouble {
    /// In a way that may pass.
    Passing,
    /// In a way that will not.
    Lasting,
    /// Others are always first.
    Race,
}

/// Reads well and never commits.
#[derive(Debug, Clone)]
pub struct Broken {
    pub store: MemoryStore,
    pub trouble: Trouble,
}

impl Broken {
    pub(super) fn fault(&self) -> CommitFault {
        match self.trouble {
            Trouble::Passing => Fault::retryable("write the change", "throttled by secret-table").into(),
            Trouble::Lasting => Fault::lasting("write the change", "no right to secret-table").into(),
            Trouble::Race => CommitFault::VersionConflict,
        }
    }
}

impl Attempts for Broken {
    async fn record_attempt(&self, attempt: &Attempt) -> Result<(), Fault> {
        self.store.record_attempt(attempt).await
    }

    async fn record_version(&self, party: Party) -> Result<Option<u64>, Fault> {
        self.store.record_version(party).await
    }
}

impl Changes for Broken {
    async fn load(&self, want: Want<'_>) -> Result<Loaded, Fault> {
        self.store.load(want).await
    }

    async fn commit(&self, _: &Commit) -> Result<(), CommitFault> {
        Err(self.fault())
    }

    async fn record_download(
        &self,
        _: &Change,
        _: Uuid,
        _: &HistoryEntry,
        _: Option<&(RequestKey, Receipt)>,
    ) -> Result<(), CommitFault> {
        Err(self.fault())
    }

    async fn taken(&self, change: ChangeId, endpoints: &[ProposedEndpoint]) -> Result<Vec<usize>, Fault> {
        self.store.taken(change, endpoints).await
    }

    async fn of_organisation(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<Summary>, PageFault> {
        self.store.of_organisation(organisation, page).await
    }

    async fn review_queue(&self, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        self.store.review_queue(page).await
    }

    async fn reviews_due(&self, until: Date, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        self.store.reviews_due(until, page).await
    }

    async fn decision_queue(&self, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        self.store.decision_queue(page).await
    }

    async fn due_to_go_live(&self, until: Timestamp, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        self.store.due_to_go_live(until, page).await
    }

    async fn history(&self, change: ChangeId, page: &PageRequest) -> Result<HistoryPage, PageFault> {
        self.store.history(change, page).await
    }
}

impl Register for Broken {
    async fn endpoints_of(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        self.store.endpoints_of(organisation, page).await
    }

    async fn endpoints_in(
        &self,
        state: EndpointState,
        page: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        self.store.endpoints_in(state, page).await
    }

    async fn endpoints_at(
        &self,
        host: &str,
        page: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        self.store.endpoints_at(host, page).await
    }
}
