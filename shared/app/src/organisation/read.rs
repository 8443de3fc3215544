//! Reads the records of organisations and of PDP's team: one, its history, the list, and those of the caller (P1, P3).

use domain::actor::{Actor, PdpRole};
use domain::ids::OrganisationId;
use domain::organisation::{NameSearch, Organisation, PdpTeam, Refusal};
use domain::refusal::Thing;

use crate::error::AppError;
use crate::organisation::members::Members;
use crate::organisation::ports::{OrganisationRow, Organisations, RecordEntry};
use crate::organisation::record::Party;
use crate::page::{Page, PageRequest};
use crate::services::Services;

/// The caller.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "there is one of a request")]
pub enum Me {
    Member(Organisation),
    Staff(PdpTeam),
}

/// The organisation and its people, if the actor may see it: its own members and PDP may.
pub async fn read_organisation<S: Members>(
    services: &Services<S>,
    actor: &Actor,
    id: OrganisationId,
) -> Result<Organisation, AppError> {
    may_read(actor, Party::Organisation(id))?;
    Ok(services.store.organisation(id).await?.ok_or(Refusal::NotFound(Thing::Organisation))?)
}

/// PDP's people. Everyone at PDP may read it.
pub async fn read_pdp_team<S: Members>(services: &Services<S>, actor: &Actor) -> Result<PdpTeam, AppError> {
    may_read(actor, Party::Pdp)?;
    Ok(services.store.pdp_team().await?)
}

/// The history, oldest first. Attempts by people of other organisations are shown to PDP only (P1).
pub async fn read_record_history<S: Organisations + Members>(
    services: &Services<S>,
    actor: &Actor,
    party: Party,
    page: &PageRequest,
) -> Result<Page<RecordEntry>, AppError> {
    may_read(actor, party)?;
    let found = services.store.record_history(party, page).await?;
    if let (true, Party::Organisation(id)) = (found.items.is_empty(), party) {
        // Nothing ever happened to it: or is there no such organisation?
        services.store.organisation(id).await?.ok_or(Refusal::NotFound(Thing::Organisation))?;
    }
    Ok(found.shown_to(actor))
}

/// Every organisation, or those with `name` in their names (Q2), by name. Everyone at PDP may read it (P1).
///
/// # Errors
/// [`AppError::Refused`], also when there is nothing in `name` to look for, [`AppError::BadCursor`], [`AppError::Fault`].
pub async fn list_organisations<S: Organisations>(
    services: &Services<S>,
    actor: &Actor,
    name: Option<&str>,
    page: &PageRequest,
) -> Result<Page<OrganisationRow>, AppError> {
    Refusal::unless_staff(actor, PdpRole::Administrator)?;
    let Some(name) = name else { return Ok(services.store.organisations(page).await?) };
    let search = NameSearch::parse(name).map_err(Refusal::invalid)?;
    Ok(services.store.organisations_named(&search, page).await?)
}

/// Reads the records of the caller's own side.
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::NotFound`] when they belong to nothing any more, [`AppError::Fault`].
pub async fn read_me<S: Members>(services: &Services<S>, actor: &Actor) -> Result<Me, AppError> {
    match actor {
        Actor::Member { organisation, .. } => {
            let own = services.store.organisation(*organisation).await?;
            Ok(Me::Member(own.ok_or(Refusal::NotFound(Thing::Change))?))
        }
        Actor::Staff { .. } => Ok(Me::Staff(services.store.pdp_team().await?)),
        Actor::System(_) => Err(Refusal::NotFound(Thing::Change).into()),
    }
}

/// Who may read whose record and its history (P1): to others it does not exist.
fn may_read(actor: &Actor, party: Party) -> Result<(), Refusal> {
    let may = match party {
        Party::Organisation(id) => actor.may_see(id),
        Party::Pdp => actor.is_staff(),
    };
    if may { Ok(()) } else { Err(Refusal::NotFound(Thing::Organisation)) }
}
