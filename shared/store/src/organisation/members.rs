//! Membership records: the port.

use app::{Fault, Members, Standing};
use domain::ids::{OrganisationId, SignInId};
use domain::organisation::{Organisation, PdpTeam};

use crate::DynamoStore;
use crate::item::{membership, organisation};
use crate::table::keys::Key;

impl Members for DynamoStore {
    async fn standing(&self, sign_in: SignInId) -> Result<Standing, Fault> {
        match self.get(Key::membership(sign_in)).await? {
            Some(item) => membership::read(item),
            None => Ok(Standing::Unknown),
        }
    }

    async fn organisation(&self, id: OrganisationId) -> Result<Option<Organisation>, Fault> {
        self.get(Key::organisation(id)).await?.map(organisation::read).transpose()
    }

    async fn pdp_team(&self) -> Result<PdpTeam, Fault> {
        let team = self.get(Key::pdp()).await?.map(organisation::read_team).transpose()?;
        Ok(team.unwrap_or_default())
    }
}
