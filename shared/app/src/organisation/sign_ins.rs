//! What becomes of a sign-in when its person joins, leaves or comes back (Q4).
//!
//! The membership is the authority (P3): a sign-in without one can do nothing, whatever its state. So who leaves first loses the
//! membership and then the sign-in; who comes back has password and second factor reset, and the invitation sent, before the
//! membership. Whatever fails, the same request again does the rest.

use domain::email::EmailAddress;
use domain::ids::{PersonId, SignInId};
use domain::organisation::{Contact, Reason};

use crate::error::{AppError, Fault};
use crate::organisation::members::{Members, Standing};
use crate::organisation::ports::Identities;
use crate::organisation::record::Party;
use crate::services::Services;

/// Somebody who joins, and what they sign in with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Joiner {
    pub(super) person: PersonId,
    pub(super) sign_in: SignInId,
    /// Whether they were a member before.
    pub(super) came_back: bool,
}

/// Who joins `party` as this contact; who has no sign-in is invited. Somebody who was a member before is the same person, and
/// their sign-in starts afresh.
///
/// # Errors
/// [`Reason::AlreadyMember`], [`Reason::MemberElsewhere`], before anything has changed; [`AppError::Fault`].
pub(super) async fn who_joins<S: Members, I: Identities>(
    services: &Services<S>,
    identities: &I,
    party: Party,
    contact: &Contact,
) -> Result<Joiner, AppError> {
    let new = |sign_in| Joiner { person: services.fresh_id(), sign_in, came_back: false };
    let Some(found) = identities.find(&contact.email).await? else {
        return Ok(new(identities.invite(contact).await?));
    };
    match services.store.standing(found.id).await? {
        Standing::Unknown => Ok(new(found.id)),
        Standing::Left(person) => {
            start_afresh(services, identities, found.id, &contact.email).await?;
            Ok(Joiner { person, sign_in: found.id, came_back: true })
        }
        Standing::Member(actor) if Party::of(&actor) == Some(party) => Err(Reason::AlreadyMember.into()),
        Standing::Member(_) => Err(Reason::MemberElsewhere.into()),
    }
}

/// Takes from the sign-in what its person knew and had, and invites them.
pub(super) async fn start_afresh<S, I: Identities>(
    services: &Services<S>,
    identities: &I,
    id: SignInId,
    email: &EmailAddress,
) -> Result<(), Fault> {
    // Of every kind of character that the user pool asks for. Nobody learns it: the invitation has another one.
    let password = format!("Aa1-{:016x}{:016x}", services.ids.bits(), services.ids.bits());
    identities.reset(id, &password).await?;
    identities.invite_again(email).await
}

/// Closes the sign-in of somebody who is no member any more. If they came back while it was closed, it is opened again.
pub(super) async fn close_unless_member<S: Members, I: Identities>(
    services: &Services<S>,
    identities: &I,
    id: SignInId,
) -> Result<(), Fault> {
    if is_member(services, id).await? {
        return Ok(());
    }
    identities.close(id).await?;
    if is_member(services, id).await? { identities.open(id).await } else { Ok(()) }
}

async fn is_member<S: Members>(services: &Services<S>, id: SignInId) -> Result<bool, Fault> {
    Ok(services.store.standing(id).await?.into_actor().is_some())
}
