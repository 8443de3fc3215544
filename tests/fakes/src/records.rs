//! Members in memory.

use domain::ids::{OrganisationId, SignInId};
use domain::organisation::{Organisation, PdpTeam};

use super::store::MemoryStore;
use app::{Fault, Members, Standing};

impl Members for MemoryStore {
    async fn standing(&self, sign_in: SignInId) -> Result<Standing, Fault> {
        Ok(self.state().memberships.get(&sign_in).cloned().unwrap_or(Standing::Unknown))
    }

    async fn organisation(&self, id: OrganisationId) -> Result<Option<Organisation>, Fault> {
        Ok(self.state().organisations.get(&id).cloned())
    }

    async fn pdp_team(&self) -> Result<PdpTeam, Fault> {
        Ok(self.state().pdp.clone())
    }
}
