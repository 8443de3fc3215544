//! Reads changes: one, its history, those of an organisation, and PDP's queue of reviews (P1).

use domain::actor::{Actor, PdpRole};
use domain::change::{Change, Refusal, Status};
use domain::ids::{ChangeId, OrganisationId};
use domain::refusal::Thing;
use domain::register::RegisteredEndpoint;

use crate::change::ports::{Changes, HistoryEntry};
use crate::change::summary::Summary;
use crate::command::{CommandStore, ReadRequest};
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::services::Services;

/// The change, if the actor may see it.
pub async fn read_change<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    id: ChangeId,
) -> Result<Change, AppError> {
    let read = ReadRequest { change: Some(id), ..ReadRequest::at(services.clock.now()) };
    let change = services.store.read(read).await?.change.filter(|change| actor.may_see(change.organisation));
    Ok(change.ok_or(Refusal::NotFound(Thing::Change))?)
}

/// A change with what the register has of the endpoints that it adds. Once they are live, their organisation takes them out of use, and PDP
/// suspends them (G5, Q5), without the change.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenChange {
    pub change: Change,
    pub endpoints: Vec<RegisteredEndpoint>,
}

/// The same change as it is seen. One whose endpoints are live takes one read more.
pub async fn see_change<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    id: ChangeId,
) -> Result<SeenChange, AppError> {
    let change = read_change(services, actor, id).await?;
    let mut endpoints = change.register();
    if change.live_at.is_some() {
        let ids: Vec<_> = endpoints.iter().map(|entry| entry.id).collect();
        let now = ReadRequest::at(services.clock.now());
        let read = ReadRequest { organisation: Some(change.organisation), endpoints: &ids, ..now };
        let registered = services.store.read(read).await?.endpoints;
        for entry in &mut endpoints {
            // An entry that cannot be found leaves what the change says.
            if let Some(found) = registered.iter().find(|found| found.id == entry.id) {
                entry.clone_from(found);
            }
        }
    }
    Ok(SeenChange { change, endpoints })
}

/// The history, oldest first. Attempts by people of other organisations are shown to PDP only (P1).
pub async fn read_history<S: Changes>(
    services: &Services<S>,
    actor: &Actor,
    id: ChangeId,
    page: &PageRequest,
) -> Result<Page<HistoryEntry>, AppError> {
    Ok(services.store.history(id, page).await?.shown_to(actor, Thing::Change)?)
}

/// The changes of `organisation` — the actor's own when none is named — newest first; only those in `status`, if one is named. PDP's
/// people may name a status alone: then everybody's (Q2).
pub async fn list_changes<S: Changes>(
    services: &Services<S>,
    actor: &Actor,
    organisation: Option<OrganisationId>,
    status: Option<Status>,
    page: &PageRequest,
) -> Result<Page<Summary>, AppError> {
    let organisation = organisation.or(actor.organisation());
    let may_see = organisation.map_or(actor.is_staff(), |id| actor.may_see(id));
    let refused = Refusal::NotFound(Thing::Change);
    Ok(match (status, organisation) {
        _ if !may_see => return Err(refused.into()),
        (Some(status), _) => services.store.in_status(status, organisation, page).await?,
        (None, Some(organisation)) => services.store.of_organisation(organisation, page).await?,
        (None, None) => return Err(refused.into()),
    })
}

/// The changes PDP has to review, by due date. Everyone at PDP may read it (P1).
pub async fn read_review_queue<S: Changes>(
    services: &Services<S>,
    actor: &Actor,
    page: &PageRequest,
) -> Result<Page<Summary>, AppError> {
    Refusal::unless_staff(actor, PdpRole::Reviewer)?;
    Ok(services.store.review_queue(page).await?)
}
