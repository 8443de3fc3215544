//! Reads one member: their entry of the record, and how far their sign-in is (Q4).

use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::ids::{OrganisationId, PersonId};
use domain::organisation::{Person, Reason, Refusal, SignInState};
use domain::refusal::Thing;

use crate::error::AppError;
use crate::organisation::members::Members;
use crate::organisation::ports::Identities;
use crate::services::Services;

/// A member, as PDP sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenMember<R> {
    pub person: Person<R>,
    pub sign_in: SignInState,
}

/// Reads a member of an organisation. PDP may; to others the organisation may not exist.
pub async fn read_member<S: Members, I: Identities>(
    services: &Services<S>,
    identities: &I,
    actor: &Actor,
    of: OrganisationId,
    id: PersonId,
) -> Result<SeenMember<OrganisationRole>, AppError> {
    Refusal::unless_staff(actor, PdpRole::Administrator)?;
    let own = services.store.organisation(of).await?.ok_or(Refusal::NotFound(Thing::Organisation))?;
    seen(services, identities, own.people, id).await
}

/// Reads a person of PDP's team. Everyone at PDP may; to others there is none (P1).
pub async fn read_team_member<S: Members, I: Identities>(
    services: &Services<S>,
    identities: &I,
    actor: &Actor,
    id: PersonId,
) -> Result<SeenMember<PdpRole>, AppError> {
    if !actor.is_staff() {
        return Err(Refusal::NotFound(Thing::Organisation).into());
    }
    seen(services, identities, services.store.pdp_team().await?.people, id).await
}

async fn seen<S: Members, I: Identities, R>(
    services: &Services<S>,
    identities: &I,
    people: Vec<Person<R>>,
    id: PersonId,
) -> Result<SeenMember<R>, AppError> {
    let person = people.into_iter().find(|person| person.id == id).ok_or(Reason::MemberNotFound)?;
    let found = identities.sign_in(person.sign_in).await?;
    let sign_in = SignInState::at(found.as_ref(), services.clock.now());
    Ok(SeenMember { person, sign_in })
}
