//! The ports that administration needs, named for their role: the records of organisations and of PDP's team, and the sign-ins of
//! people.

use std::future::Future;

use domain::email::EmailAddress;
use domain::ids::{OrganisationId, PersonId};
use domain::organisation::NameSearch;
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
}

/// The sign-ins of people, wherever they are kept. They say who somebody is and nothing of what they may do (P3).
pub trait Identities: Send + Sync {
    /// The id of the person who signs in with this address. If there is none, one is made under this name and the person is
    /// invited by email. Asked again, it answers the same.
    fn find_or_invite(
        &self,
        email: &EmailAddress,
        name: &Name,
    ) -> impl Future<Output = Result<PersonId, Fault>> + Send;
}
