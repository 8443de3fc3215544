//! The port to memberships.

use std::future::Future;

use domain::actor::Actor;
use domain::ids::{OrganisationId, PersonId};
use domain::organisation::{Organisation, PdpTeam};

use crate::error::Fault;

/// Membership records: the only source of organisation and role (P3).
pub trait Members: Send + Sync {
    /// The person as an actor, if they are a member of anything.
    fn actor(&self, person: PersonId) -> impl Future<Output = Result<Option<Actor>, Fault>> + Send;

    /// An organisation and its people.
    fn organisation(
        &self,
        id: OrganisationId,
    ) -> impl Future<Output = Result<Option<Organisation>, Fault>> + Send;

    /// PDP's people.
    fn pdp_team(&self) -> impl Future<Output = Result<PdpTeam, Fault>> + Send;
}
