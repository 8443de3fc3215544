//! Sign-ins of people, in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::email::EmailAddress;
use domain::ids::PersonId;
use domain::text::Name;

use app::Fault;
use app::Identities;

/// Sign-ins that a test can look at. Clones share everything.
#[derive(Debug, Clone, Default)]
pub struct FakeIdentities(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    people: BTreeMap<EmailAddress, PersonId>,
    invited: Vec<(EmailAddress, Name)>,
    out_of_order: bool,
}

impl FakeIdentities {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on `person` signs in with this address.
    pub fn put(&self, email: &EmailAddress, person: PersonId) {
        self.known().people.insert(email.clone(), person);
    }

    /// Everyone who was invited, in order.
    pub fn invited(&self) -> Vec<(EmailAddress, Name)> {
        self.known().invited.clone()
    }

    /// From now on it answers nothing, or again.
    pub fn set_out_of_order(&self, out_of_order: bool) {
        self.known().out_of_order = out_of_order;
    }
}

impl Identities for FakeIdentities {
    async fn find_or_invite(&self, email: &EmailAddress, name: &Name) -> Result<PersonId, Fault> {
        let mut known = self.known();
        if known.out_of_order {
            return Err(Fault::retryable("find or invite a person", "out of order"));
        }
        if let Some(person) = known.people.get(email) {
            return Ok(*person);
        }
        known.invited.push((email.clone(), name.clone()));
        let person = PersonId::from_u64_pair(
            0x019F_0000_0000_7000,
            0x8000_0000_0000_0000 | known.invited.len() as u64,
        );
        known.people.insert(email.clone(), person);
        Ok(person)
    }
}
