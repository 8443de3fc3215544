//! Somebody joins an organisation or PDP's team: who they are, and their sign-in.

use std::sync::{Mutex, PoisonError};

use domain::ids::{PersonId, SignInId};
use domain::organisation::Contact;

use crate::error::AppError;
use crate::organisation::administer::Administered;
use crate::organisation::members::Members;
use crate::organisation::ports::Identities;
use crate::organisation::record::Party;
use crate::organisation::sign_ins::who_joins;
use crate::services::Services;

/// One command by which somebody joins, from the first try to the last.
pub(super) struct Joining<'a, S, I> {
    services: &'a Services<S>,
    identities: &'a I,
    party: Party,
    /// The sign-in of somebody who was a member before.
    came_back: Mutex<Option<SignInId>>,
}

impl<'a, S: Members, I: Identities> Joining<'a, S, I> {
    pub(super) const fn new(services: &'a Services<S>, identities: &'a I, party: Party) -> Self {
        Self { services, identities, party, came_back: Mutex::new(None) }
    }

    /// Who joins as this contact, and what they sign in with.
    pub(super) async fn who_joins(&self, contact: &Contact) -> Result<(PersonId, SignInId), AppError> {
        let joiner = who_joins(self.services, self.identities, self.party, contact).await?;
        *self.came_back.lock().unwrap_or_else(PoisonError::into_inner) =
            joiner.came_back.then_some(joiner.sign_in);
        Ok((joiner.person, joiner.sign_in))
    }

    /// Opens the sign-in of who came back once more: whoever removed them may have closed it meanwhile.
    pub(super) async fn finish(&self, done: Administered) -> Result<Administered, AppError> {
        let came_back = *self.came_back.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sign_in) = came_back {
            self.identities.open(sign_in).await?;
        }
        Ok(done)
    }
}
