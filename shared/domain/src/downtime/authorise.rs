//! Who may give notice of downtime, and change it (P1, Q6).

use super::Notice;
use crate::actor::{Actor, By, OrganisationRole, Role};
use crate::ids::OrganisationId;
use crate::refusal::{Refusal, Thing};

/// Who may: the primary business contact speaks for the organisation, as about its changes, and the service manager runs the
/// service, at night too. The guidance names nobody.
pub const MAY_DECLARE: [Role; 2] = [
    Role::Organisation(OrganisationRole::PrimaryBusinessContact),
    Role::Organisation(OrganisationRole::ServiceManager),
];

/// Whether `actor` may change `notice`; answers in which role they act.
///
/// # Errors
/// [`Refusal::NotFound`] to another organisation (P1), [`Refusal::RoleRequired`].
pub fn authorise(notice: &Notice, actor: &Actor) -> Result<By, Refusal> {
    if actor.may_see(notice.organisation) { acting(actor) } else { Err(Refusal::NotFound(Thing::Downtime)) }
}

/// Whether `actor` may give notice; answers for which organisation, and in which role they act.
///
/// # Errors
/// [`Refusal::RoleRequired`].
pub fn authorise_declaring(actor: &Actor) -> Result<(OrganisationId, By), Refusal> {
    let by = acting(actor)?;
    Ok((actor.organisation().ok_or_else(not_allowed)?, by))
}

fn acting(actor: &Actor) -> Result<By, Refusal> {
    match (actor.person(), MAY_DECLARE.into_iter().find(|role| actor.holds(*role))) {
        (Some(person), Some(role)) => Ok(By::Person { person, role }),
        _ => Err(not_allowed()),
    }
}

fn not_allowed() -> Refusal {
    Refusal::RoleRequired { roles: MAY_DECLARE.to_vec() }
}
