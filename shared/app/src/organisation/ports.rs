//! The ports that administration needs, named for their role: the records of organisations and of PDP's team, and the sign-ins of
//! people.

use std::collections::BTreeSet;
use std::future::Future;

use domain::email::EmailAddress;
use domain::ids::{OrganisationId, SignInId};
use domain::organisation::{Contact, NameSearch, SignIn};
use domain::text::Name;

use crate::command::{CommandStore, Entry, RecordHappened};
use crate::error::Fault;
use crate::organisation::record::Party;
use crate::page::{Page, PageFault, PageRequest};

/// One entry of the history of a record.
pub type RecordEntry = Entry<RecordHappened>;

/// An organisation as a row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationRow {
    pub id: OrganisationId,
    pub name: Name,
}

/// The records of organisations and of PDP's team: history and list.
pub trait Organisations: CommandStore {
    /// The history of a record, oldest first.
    fn record_history(
        &self,
        party: Party,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<RecordEntry>, PageFault>> + Send;

    /// Every organisation, by name.
    fn organisations(
        &self,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<OrganisationRow>, PageFault>> + Send;

    /// The organisations that `search` finds, by name. A few round trips for a page, however many there are: a page may be short or
    /// empty, and still not be the last.
    fn organisations_named(
        &self,
        search: &NameSearch,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<OrganisationRow>, PageFault>> + Send;

    /// What these, at most 100, are called, as far as they exist and can be read. One round trip.
    fn names_of(
        &self,
        organisations: &BTreeSet<OrganisationId>,
    ) -> impl Future<Output = Result<Vec<OrganisationRow>, Fault>> + Send;
}

/// The sign-ins of people, wherever they are kept. They say who somebody is and nothing of what they may do (P3). Whatever is asked
/// again ends as if it was asked once, but for invitations, which go out again.
pub trait Identities: Send + Sync {
    /// The sign-in with this address, if there is one.
    fn find(&self, email: &EmailAddress) -> impl Future<Output = Result<Option<SignIn>, Fault>> + Send;

    /// This sign-in, if there still is one.
    fn sign_in(&self, id: SignInId) -> impl Future<Output = Result<Option<SignIn>, Fault>> + Send;

    /// Makes a sign-in with this address, and invites the person by email; the one that somebody else has just made is as good.
    fn invite(&self, contact: &Contact) -> impl Future<Output = Result<SignInId, Fault>> + Send;

    /// Sends the person of a sign-in that has no password of its own another invitation by email, to this address.
    fn invite_again(&self, email: &EmailAddress) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Gives a sign-in this name and address; false when another sign-in has the address.
    fn rename(&self, id: SignInId, contact: &Contact) -> impl Future<Output = Result<bool, Fault>> + Send;

    /// Disables a sign-in and ends its sessions. Nothing to do when there is none.
    fn close(&self, id: SignInId) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Ends the sessions of a sign-in, takes its second factor away, gives it this password, which works for nobody who is not
    /// invited again, and enables it.
    fn reset(&self, id: SignInId, password: &str) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Enables a sign-in. Nothing to do when there is none.
    fn open(&self, id: SignInId) -> impl Future<Output = Result<(), Fault>> + Send;
}
