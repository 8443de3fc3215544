//! Sign-ins of people, and the mail service's suppression list, in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::email::EmailAddress;
use domain::ids::SignInId;
use domain::organisation::{Contact, SignIn, SignInStage};
use domain::text::Name;
use jiff::Timestamp;

use app::{Fault, Identities, Suppressions};

/// Sign-ins that a test can look at. Clones share everything.
#[derive(Debug, Clone, Default)]
pub struct FakeIdentities(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    sign_ins: BTreeMap<SignInId, Kept>,
    made: u64,
    invited: Vec<(EmailAddress, Name)>,
    out_of_order: bool,
}

/// A sign-in, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub contact: Contact,
    /// Whether the person has chosen a password.
    pub has_password: bool,
    /// Whether it is disabled.
    pub is_closed: bool,
    /// Since when, or when it was last touched.
    pub since: Timestamp,
    /// How often password and second factor were taken from it.
    pub resets: u32,
}

impl Kept {
    fn as_found(&self, id: SignInId) -> SignIn {
        let stage = match (self.is_closed, self.has_password) {
            (true, _) => SignInStage::Closed,
            (false, true) => SignInStage::SignedIn,
            (false, false) => SignInStage::Invited,
        };
        SignIn { id, stage, since: self.since }
    }

    fn of(contact: Contact, has_password: bool) -> Self {
        Self { contact, has_password, is_closed: false, since: Timestamp::UNIX_EPOCH, resets: 0 }
    }
}

impl Known {
    fn with(&self, email: &EmailAddress) -> Option<(SignInId, &Kept)> {
        self.sign_ins.iter().find(|(_, kept)| kept.contact.email == *email).map(|(id, kept)| (*id, kept))
    }
}

impl FakeIdentities {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the sign-ins are asked, unless they are out of order.
    fn ask(&self, action: &'static str) -> Result<MutexGuard<'_, Known>, Fault> {
        let known = self.known();
        if known.out_of_order { Err(Fault::retryable(action, "out of order")) } else { Ok(known) }
    }

    /// From now on somebody signs in with this address, with a password of their own.
    pub fn put(&self, email: &EmailAddress, id: SignInId) {
        let contact = Contact { name: Name::restore("Somebody".to_owned()), email: email.clone() };
        self.known().sign_ins.insert(id, Kept::of(contact, true));
    }

    /// From now on somebody can sign in with this address, who was invited and has not done so yet.
    pub fn put_invited(&self, contact: &Contact, id: SignInId) {
        self.known().sign_ins.insert(id, Kept::of(contact.clone(), false));
    }

    /// The sign-in with this address.
    pub fn with(&self, email: &str) -> Option<Kept> {
        self.known().with(&EmailAddress::restore(email.to_owned())).map(|(_, kept)| kept.clone())
    }

    /// The person signs in for the first time, and chooses a password.
    pub fn signs_in(&self, email: &str) {
        let mut known = self.known();
        let sign_in = known.sign_ins.values_mut().find(|kept| kept.contact.email.as_str() == email);
        if let Some(kept) = sign_in.filter(|kept| !kept.is_closed) {
            kept.has_password = true;
        }
    }

    /// From now on every sign-in was last touched then.
    pub fn set_since(&self, since: Timestamp) {
        self.known().sign_ins.values_mut().for_each(|kept| kept.since = since);
    }

    /// Everyone who was invited, in order, as often as they were.
    pub fn invited(&self) -> Vec<(EmailAddress, Name)> {
        self.known().invited.clone()
    }

    /// From now on it answers nothing, or again.
    pub fn set_out_of_order(&self, out_of_order: bool) {
        self.known().out_of_order = out_of_order;
    }
}

impl Identities for FakeIdentities {
    async fn find(&self, email: &EmailAddress) -> Result<Option<SignIn>, Fault> {
        let known = self.ask("find a person")?;
        Ok(known.with(email).map(|(id, kept)| kept.as_found(id)))
    }

    async fn sign_in(&self, id: SignInId) -> Result<Option<SignIn>, Fault> {
        let known = self.ask("find a person")?;
        Ok(known.sign_ins.get(&id).map(|kept| kept.as_found(id)))
    }

    async fn invite(&self, contact: &Contact) -> Result<SignInId, Fault> {
        let mut known = self.ask("invite a person")?;
        if let Some((id, _)) = known.with(&contact.email) {
            return Ok(id);
        }
        known.made += 1;
        let id = SignInId::from_u64_pair(0x019F_0000_0000_7000, 0x8000_0000_0000_0000 | known.made);
        known.sign_ins.insert(id, Kept::of(contact.clone(), false));
        known.invited.push((contact.email.clone(), contact.name.clone()));
        Ok(id)
    }

    async fn invite_again(&self, email: &EmailAddress) -> Result<(), Fault> {
        let mut known = self.ask("invite a person again")?;
        let name = known.with(email).map(|(_, kept)| kept.contact.name.clone());
        let name = name.ok_or_else(|| Fault::lasting("invite a person again", "there is no such person"))?;
        known.invited.push((email.clone(), name));
        Ok(())
    }

    async fn rename(&self, id: SignInId, contact: &Contact) -> Result<bool, Fault> {
        let mut known = self.ask("correct a person")?;
        if known.with(&contact.email).is_some_and(|(holder, _)| holder != id) {
            return Ok(false);
        }
        if let Some(kept) = known.sign_ins.get_mut(&id) {
            kept.contact.clone_from(contact);
        }
        Ok(true)
    }

    async fn close(&self, id: SignInId) -> Result<(), Fault> {
        let mut known = self.ask("disable a person")?;
        if let Some(kept) = known.sign_ins.get_mut(&id) {
            kept.is_closed = true;
        }
        Ok(())
    }

    async fn reset(&self, id: SignInId, _: &str) -> Result<(), Fault> {
        let mut known = self.ask("reset a person")?;
        if let Some(kept) = known.sign_ins.get_mut(&id) {
            (kept.has_password, kept.is_closed) = (false, false);
            kept.resets += 1;
        }
        Ok(())
    }

    async fn open(&self, id: SignInId) -> Result<(), Fault> {
        let mut known = self.ask("enable a person")?;
        if let Some(kept) = known.sign_ins.get_mut(&id) {
            kept.is_closed = false;
        }
        Ok(())
    }
}

/// A suppression list that a test can look at. Clones share everything.
#[derive(Debug, Clone, Default)]
pub struct FakeSuppressions(Arc<Mutex<BTreeSet<EmailAddress>>>);

impl FakeSuppressions {
    fn list(&self) -> MutexGuard<'_, BTreeSet<EmailAddress>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing is sent to this address any more.
    pub fn put(&self, email: EmailAddress) {
        self.list().insert(email);
    }

    /// Whether nothing is sent to this address.
    pub fn has(&self, email: &EmailAddress) -> bool {
        self.list().contains(email)
    }
}

impl Suppressions for FakeSuppressions {
    async fn lift(&self, email: &EmailAddress) -> Result<(), Fault> {
        self.list().remove(email);
        Ok(())
    }
}
