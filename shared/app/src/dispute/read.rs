//! Reads disputes: one, its history, those of an organisation, and those that wait for PDP (P1).

use std::collections::BTreeSet;

use domain::actor::{Actor, PdpRole};
use domain::change::MissingPart;
use domain::dispute::{Dispute, Refusal};
use domain::ids::{DisputeId, OrganisationId, PersonId};
use domain::oat::ProfileMark;
use domain::refusal::Thing;
use domain::text::Name;

use crate::command::{CommandStore, ReadRequest, people_of, read_with_people};
use crate::dispute::ports::{DisputeEntry, Disputes};
use crate::dispute::summary::DisputeSummary;
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::services::Services;

/// A dispute, with what the probe sends now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenDispute {
    pub dispute: Dispute,
    /// The find profile that the probe last went by; none before it noted one.
    pub present: Option<ProfileMark>,
    /// What those are called who act in it: to PDP everybody, to others the people of their organisation (P1). Who has left is not among
    /// them; the history keeps what they were called.
    pub people: Vec<(PersonId, Name)>,
    /// What cannot be shown, because it cannot be read.
    pub missing: BTreeSet<MissingPart>,
}

/// The dispute, if the actor may see it. One round trip, and one more to PDP for the people of the organisation.
/// Names that cannot be read are missing from it.
pub async fn read_dispute<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    id: DisputeId,
) -> Result<SeenDispute, AppError> {
    let now = services.clock.now();
    let read = ReadRequest { dispute: Some(id), profile: true, ..ReadRequest::at(now) };
    let mut snapshot = read_with_people(services, actor, read).await?;
    let dispute = snapshot.dispute.take().filter(|dispute| actor.may_see(dispute.organisation));
    let dispute = dispute.ok_or(Refusal::NotFound(Thing::Dispute))?;
    let people = people_of(services, actor, &mut snapshot, dispute.organisation).await?;
    Ok(SeenDispute { dispute, present: snapshot.profile, people, missing: snapshot.missing })
}

/// The history, oldest first. Attempts by people of other organisations are shown to PDP only (P1).
pub async fn read_dispute_history<S: Disputes>(
    services: &Services<S>,
    actor: &Actor,
    id: DisputeId,
    page: &PageRequest,
) -> Result<Page<DisputeEntry>, AppError> {
    Ok(services.store.dispute_history(id, page).await?.shown_to(actor, Thing::Dispute)?)
}

/// The disputes of `organisation`, the actor's own when none is named, the newest first.
pub async fn list_disputes<S: Disputes>(
    services: &Services<S>,
    actor: &Actor,
    organisation: Option<OrganisationId>,
    page: &PageRequest,
) -> Result<Page<DisputeSummary>, AppError> {
    let organisation = organisation.or(actor.organisation()).filter(|id| actor.may_see(*id));
    let organisation = organisation.ok_or(Refusal::NotFound(Thing::Dispute))?;
    Ok(services.store.disputes_of(organisation, page).await?)
}

/// The disputes that wait for PDP's answer, the longest waiting first. Everyone at PDP may read them (P1).
pub async fn read_open_disputes<S: Disputes>(
    services: &Services<S>,
    actor: &Actor,
    page: &PageRequest,
) -> Result<Page<DisputeSummary>, AppError> {
    Refusal::unless_staff(actor, PdpRole::Support)?;
    Ok(services.store.open_disputes(page).await?)
}
