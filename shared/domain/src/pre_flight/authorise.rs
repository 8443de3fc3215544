//! Who may ask for a pre-flight.

use crate::actor::{Actor, By, OrganisationRole, Role};
use crate::ids::OrganisationId;
use crate::refusal::{Refusal, Thing};

/// Who may ask for one.
pub const MAY_ASK: [OrganisationRole; 3] = [
    OrganisationRole::ServiceManager,
    OrganisationRole::PrimaryTechnicalContact,
    OrganisationRole::TestManager,
];

/// Whether `actor` may have endpoints of `organisation` tried; answers in which role they act.
///
/// # Errors
/// [`Refusal::NotFound`] to another organisation (P1), [`Refusal::RoleRequired`].
pub fn authorise(organisation: OrganisationId, actor: &Actor) -> Result<By, Refusal> {
    if !actor.may_see(organisation) {
        return Err(Refusal::NotFound(Thing::PreFlight));
    }
    let held = MAY_ASK.into_iter().map(Role::Organisation).find(|role| actor.holds(*role));
    match (actor.person(), held) {
        (Some(person), Some(role)) => Ok(By::Person { person, role }),
        _ => Err(Refusal::RoleRequired { roles: MAY_ASK.map(Role::Organisation).to_vec() }),
    }
}
