//! Lists of changes: of an organisation, and queues. Read from the indexes, which carry the rows.

use app::{Page, PageFault, PageRequest, Summary};
use domain::ids::{ChangeId, OrganisationId};

use crate::DynamoStore;
use crate::item::summary;
use crate::table::index::{in_index, in_queue};
use crate::table::keys::{DUE, Key, ORG_KEY, ORG_SORT, organisation_key};
use crate::table::page::{List, rows};

impl DynamoStore {
    /// Newest first: ids begin with the time.
    pub(crate) async fn list_of_organisation(
        &self,
        organisation: OrganisationId,
        request: &PageRequest,
    ) -> Result<Page<Summary>, PageFault> {
        let list = List::new("changes", organisation, ORG_SORT);
        let owner = organisation_key(organisation);
        let start = list.start(request, |place| {
            let id: ChangeId = place.parse().ok()?;
            Some(in_index(Key::change(id), [(ORG_KEY, owner.clone()), (ORG_SORT, id.to_string())]))
        })?;
        let query = self.owner_query(&owner).scan_index_forward(false);
        rows(list.page(query, start, request).await?, summary::read)
    }

    /// A queue in its order; up to `before`, if there is a bound.
    pub(crate) async fn list_queue(
        &self,
        queue: &'static str,
        before: Option<String>,
        request: &PageRequest,
    ) -> Result<Page<Summary>, PageFault> {
        let list = List::new("queue", queue, DUE);
        let start = list.start(request, |place| {
            Some(in_queue(Key::change(summary::change_at(&place)?), queue.to_owned(), place))
        })?;
        rows(list.page(self.queue_query(queue, before), start, request).await?, summary::read)
    }
}
