//! The records and the register of a watched store: commits of records meet as those of changes do.

use app::{
    Fault, LoadedRecord, OrganisationRow, Organisations, Page, PageFault, PageRequest, Party, RecordCommit,
    RecordCommitFault, RecordEntry, Register, WantRecord,
};
use domain::ids::OrganisationId;
use domain::register::{EndpointState, RegisteredEndpoint};

use crate::watched::Watched;

impl<S: Organisations> Organisations for Watched<S> {
    async fn load_record(&self, want: WantRecord<'_>) -> Result<LoadedRecord, Fault> {
        self.inner.load_record(want).await
    }

    async fn commit_record(&self, commit: &RecordCommit) -> Result<(), RecordCommitFault> {
        if let Some(meeting) = self.next_meeting() {
            meeting.wait().await;
        }
        self.inner.commit_record(commit).await
    }

    async fn record_history(&self, party: Party, page: &PageRequest) -> Result<Page<RecordEntry>, PageFault> {
        self.inner.record_history(party, page).await
    }

    async fn organisations(&self, page: &PageRequest) -> Result<Page<OrganisationRow>, PageFault> {
        self.inner.organisations(page).await
    }
}

impl<S: Register> Register for Watched<S> {
    async fn endpoints_of(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        self.inner.endpoints_of(organisation, page).await
    }

    async fn endpoints_in(
        &self,
        state: EndpointState,
        page: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        self.inner.endpoints_in(state, page).await
    }

    async fn endpoints_at(
        &self,
        host: &str,
        page: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        self.inner.endpoints_at(host, page).await
    }
}
