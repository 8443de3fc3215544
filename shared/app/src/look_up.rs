//! Looks up what a reference names (Q2).

use std::future::Future;

use domain::actor::Actor;
use domain::ids::{ChangeId, DisputeId, OatId, OrganisationId, PreFlightId};
use domain::reference::{AnyReference, WrittenReference};
use domain::refusal::{Refusal, Thing};

use crate::command::{CommandStore, ReadRequest};
use crate::error::{AppError, Fault};
use crate::services::Services;

/// A reference that was given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GivenReference {
    pub reference: AnyReference,
    /// What has it; of a support request, what it is about.
    pub of: ReferenceOf,
    /// Whose that is. None where the store did not keep it with the reference.
    pub organisation: Option<OrganisationId>,
}

/// What has a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReferenceOf {
    Change(ChangeId),
    Oat(OatId),
    PreFlight(PreFlightId),
    Dispute(DisputeId),
}

/// What was looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    pub reference: AnyReference,
    /// What has it; of a support request, what it is about.
    pub of: ReferenceOf,
    /// Whose that is.
    pub organisation: OrganisationId,
}

/// The references that were given out.
pub trait References: CommandStore {
    /// Those of `references` that were given out, in any order. One round trip, for at most 100.
    fn given_references(
        &self,
        references: &[AnyReference],
    ) -> impl Future<Output = Result<Vec<GivenReference>, Fault>> + Send;
}

/// What a reference names, however somebody wrote it, if the actor may see that. Written without a prefix, and by chance given out
/// for several things that the actor may see, it is the change, then the request for OAT. One round trip; one more for each
/// reference that was kept without its organisation.
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::Invalid`] when it is no reference and with [`Refusal::NotFound`] when it names nothing that
/// the actor may see (P1), [`AppError::Fault`].
pub async fn look_up<S: References>(
    services: &Services<S>,
    actor: &Actor,
    written: &str,
) -> Result<Found, AppError> {
    let candidates = WrittenReference::parse(written).map_err(Refusal::invalid)?.candidates();
    let given = services.store.given_references(&candidates).await?;
    for candidate in candidates {
        let Some(found) = given.iter().find(|found| found.reference == candidate) else { continue };
        let organisation = match found.organisation {
            Some(organisation) => Some(organisation),
            None => organisation_of(services, found.of).await?,
        };
        if let Some(organisation) = organisation.filter(|organisation| actor.may_see(*organisation)) {
            return Ok(Found { reference: found.reference, of: found.of, organisation });
        }
    }
    Err(Refusal::NotFound(Thing::Reference).into())
}

/// Whose it is, as it says itself.
async fn organisation_of<S: CommandStore>(
    services: &Services<S>,
    of: ReferenceOf,
) -> Result<Option<OrganisationId>, Fault> {
    let nothing = ReadRequest::at(services.clock.now());
    let read = match of {
        ReferenceOf::Change(id) => ReadRequest { change: Some(id), ..nothing },
        ReferenceOf::Oat(id) => ReadRequest { oat: Some(id), ..nothing },
        ReferenceOf::PreFlight(id) => ReadRequest { pre_flight: Some(id), ..nothing },
        ReferenceOf::Dispute(id) => ReadRequest { dispute: Some(id), ..nothing },
    };
    let found = services.store.read(read).await?;
    let of_change = found.change.map(|change| change.organisation);
    let of_oat = || found.oat.map(|oat| oat.organisation);
    let of_pre_flight = || found.pre_flight.map(|pre_flight| pre_flight.organisation);
    let of_dispute = || found.dispute.map(|dispute| dispute.organisation);
    Ok(of_change.or_else(of_oat).or_else(of_pre_flight).or_else(of_dispute))
}
