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
            Some(item) => self.read_item(item, membership::read),
            None => Ok(Standing::Unknown),
        }
    }

    async fn organisation(&self, id: OrganisationId) -> Result<Option<Organisation>, Fault> {
        let item = self.get(Key::organisation(id)).await?;
        item.map(|item| self.read_item(item, organisation::read)).transpose()
    }

    async fn pdp_team(&self) -> Result<PdpTeam, Fault> {
        let item = self.get(Key::pdp()).await?;
        let team = item.map(|item| self.read_item(item, organisation::read_team)).transpose()?;
        Ok(team.unwrap_or_default())
    }
}
