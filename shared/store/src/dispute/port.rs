//! Disputes: the port. One call to the table per method.

use app::{DisputeEntry, DisputeSummary, Disputes, HistoryPage, Page, PageFault, PageRequest};
use domain::ids::{DisputeId, OrganisationId};

use crate::DynamoStore;
use crate::item::dispute::{DISPUTES, dispute_at, read_row};
use crate::item::history;
use crate::table::index::{in_index, in_queue};
use crate::table::keys::{DUE, Key, ORG_KEY, ORG_SORT, disputes_key};
use crate::table::page::List;

impl Disputes for DynamoStore {
    async fn dispute_history(
        &self,
        id: DisputeId,
        request: &PageRequest,
    ) -> Result<HistoryPage<DisputeEntry>, PageFault> {
        self.history_page(("dispute-history", id), Key::dispute(id).pk, request, history::read).await
    }

    async fn disputes_of(
        &self,
        organisation: OrganisationId,
        request: &PageRequest,
    ) -> Result<Page<DisputeSummary>, PageFault> {
        let owner = disputes_key(organisation);
        let list = List::new("disputes-of", organisation, ORG_SORT, |place| {
            let key = Key::dispute(dispute_at(&place)?);
            Some(in_index(key, [(ORG_KEY, owner.clone()), (ORG_SORT, place)]))
        });
        let query = self.owner_query(&owner).scan_index_forward(false);
        self.page(&list, query, request, read_row).await
    }

    async fn open_disputes(&self, request: &PageRequest) -> Result<Page<DisputeSummary>, PageFault> {
        let list = List::new("open-disputes", DISPUTES, DUE, |place| {
            Some(in_queue(Key::dispute(dispute_at(&place)?), DISPUTES.to_owned(), place))
        });
        self.page(&list, self.queue_query(DISPUTES, None), request, read_row).await
    }
}
