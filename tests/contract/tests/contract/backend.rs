//! What the suite needs of a store: the ports, and a way to put organisations.

use std::collections::BTreeMap;

use app::{
    Changes, Chased, Disputes, DowntimeNotices, DueDates, EvidenceComparisons, Exports, Fault, Figures,
    FilesInChecking, MailFeedback, Members, Notes, OatRequests, Organisations, Outbox, PreFlights,
    References, Register, WorkList,
};
use domain::endpoint::EndpointUrl;
use domain::ids::EndpointId;
use domain::organisation::{Organisation, PdpTeam};
use fakes::MemoryStore;
use store::DynamoStore;

/// A store under test.
pub trait Backend:
    Changes
    + Chased
    + DowntimeNotices
    + DueDates
    + EvidenceComparisons
    + FilesInChecking
    + Exports
    + Figures
    + Members
    + Organisations
    + References
    + Register
    + Outbox
    + MailFeedback
    + OatRequests
    + PreFlights
    + Disputes
    + WorkList
    + Notes
    + Clone
    + 'static
{
    async fn seed_organisation(
        &self,
        organisation: &Organisation,
        urls: &BTreeMap<EndpointId, EndpointUrl>,
    ) -> Result<(), Fault>;

    async fn seed_pdp_team(&self, team: &PdpTeam) -> Result<(), Fault>;
}

impl Backend for MemoryStore {
    async fn seed_organisation(
        &self,
        organisation: &Organisation,
        urls: &BTreeMap<EndpointId, EndpointUrl>,
    ) -> Result<(), Fault> {
        self.put_organisation(organisation, urls);
        Ok(())
    }

    async fn seed_pdp_team(&self, team: &PdpTeam) -> Result<(), Fault> {
        self.put_pdp_team(team);
        Ok(())
    }
}

impl Backend for DynamoStore {
    async fn seed_organisation(
        &self,
        organisation: &Organisation,
        urls: &BTreeMap<EndpointId, EndpointUrl>,
    ) -> Result<(), Fault> {
        self.put_organisation(organisation, urls).await
    }

    async fn seed_pdp_team(&self, team: &PdpTeam) -> Result<(), Fault> {
        self.put_pdp_team(team).await
    }
}
