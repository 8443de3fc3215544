//! Members in memory.

use domain::actor::Actor;
use domain::ids::{OrganisationId, PersonId};
use domain::organisation::{Organisation, PdpTeam};

use super::store::MemoryStore;
use app::Fault;
use app::Members;

impl Members for MemoryStore {
    async fn actor(&self, person: PersonId) -> Result<Option<Actor>, Fault> {
        Ok(self.state().actors.get(&person).cloned())
    }

    async fn organisation(&self, id: OrganisationId) -> Result<Option<Organisation>, Fault> {
        Ok(self.state().organisations.get(&id).cloned())
    }

    async fn pdp_team(&self) -> Result<PdpTeam, Fault> {
        Ok(self.state().pdp.clone())
    }
}
