//! Lists of changes: of an organisation, and queues. Read from the indexes, which carry the rows.

use app::{Page, PageFault, PageRequest, Summary};
use domain::change::Status;
use domain::ids::{ChangeId, OrganisationId};

use crate::DynamoStore;
use crate::item::summary;
use crate::table::index::{in_index, in_queue};
use crate::table::keys::{DUE, Key, ORG_KEY, ORG_SORT, QUEUE, changes_key, changes_queue, organisation_key};
use crate::table::page::List;

impl DynamoStore {
    /// Newest first: ids begin with the time.
    pub(crate) async fn list_of_organisation(
        &self,
        organisation: OrganisationId,
        request: &PageRequest,
    ) -> Result<Page<Summary>, PageFault> {
        let owner = organisation_key(organisation);
        let list = List::new("changes", organisation, ORG_SORT, |place| {
            let id: ChangeId = place.parse().ok()?;
            Some(in_index(Key::change(id), [(ORG_KEY, owner.clone()), (ORG_SORT, id.to_string())]))
        });
        let query = self.owner_query(&owner).scan_index_forward(false);
        self.page(&list, query, request, summary::read).await
    }

    /// Those in one status, newest first: of an organisation, or of all.
    pub(crate) async fn list_in_status(
        &self,
        status: Status,
        organisation: Option<OrganisationId>,
        request: &PageRequest,
    ) -> Result<Page<Summary>, PageFault> {
        let (query, (key, owner), sort) = match organisation {
            Some(id) => {
                let owner = changes_key(id, status);
                (self.owner_query(&owner), (ORG_KEY, owner), ORG_SORT)
            }
            None => {
                let owner = changes_queue(status);
                (self.queue_query(&owner, None), (QUEUE, owner), DUE)
            }
        };
        let list = List::new("changes-in", &owner, sort, |place| {
            let id: ChangeId = place.parse().ok()?;
            Some(in_index(Key::listed(id), [(key, owner.clone()), (sort, id.to_string())]))
        });
        self.page(&list, query.scan_index_forward(false), request, summary::read).await
    }

    /// A queue in its order; up to `before`, if there is a bound.
    pub(crate) async fn list_queue(
        &self,
        queue: &'static str,
        before: Option<String>,
        request: &PageRequest,
    ) -> Result<Page<Summary>, PageFault> {
        let list = List::new("queue", queue, DUE, |place| {
            Some(in_queue(Key::change(summary::change_at(&place)?), queue.to_owned(), place))
        });
        self.page(&list, self.queue_query(queue, before), request, summary::read).await
    }
}
