//! Members and outbox in memory.

use domain::actor::Actor;
use domain::ids::{MailId, OrganisationId, PersonId};
use domain::organisation::{Organisation, PdpTeam};

use super::store::MemoryStore;
use crate::error::Fault;
use crate::mail::{Mail, MailState};
use crate::ports::{Members, Outbox};

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

impl Outbox for MemoryStore {
    async fn mail(&self, id: MailId) -> Result<Option<(Mail, MailState)>, Fault> {
        Ok(self.state().mails.get(&id).cloned())
    }

    async fn advance(&self, id: MailId, from: &MailState, to: &MailState) -> Result<bool, Fault> {
        let mut state = self.state();
        Ok(match state.mails.get_mut(&id) {
            Some((_, current)) if current == from => {
                current.clone_from(to);
                true
            }
            _ => false,
        })
    }
}
