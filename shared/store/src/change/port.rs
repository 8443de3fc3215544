//! Technical changes: the port. One call to the table per method.

use app::{Changes, Fault, HistoryEntry, HistoryPage, Page, PageFault, PageRequest, Summary};
use domain::change::Status;
use domain::endpoint::ProposedEndpoint;
use domain::ids::{ChangeId, OrganisationId};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::DynamoStore;
use crate::item::{self, history, summary};
use crate::table::keys::{Key, PK};

impl Changes for DynamoStore {
    async fn taken(&self, change: ChangeId, endpoints: &[ProposedEndpoint]) -> Result<Vec<usize>, Fault> {
        if endpoints.is_empty() {
            return Ok(Vec::new());
        }
        let asked: Vec<Key> = endpoints.iter().map(Key::url).collect();
        let mut keys = asked.clone();
        keys.sort_by(|a, b| a.pk.cmp(&b.pk));
        keys.dedup();
        let found = self.get_all(keys).await?;
        let others = found.iter().filter(|item| item::reservation::is_taken_from(item, change));
        let others: Vec<&str> =
            others.filter_map(|item| item.get(PK)?.as_s().ok()).map(String::as_str).collect();
        let is_taken = |key: &Key| others.contains(&key.pk.as_str());
        Ok(asked.iter().enumerate().filter_map(|(at, key)| is_taken(key).then_some(at)).collect())
    }

    async fn of_organisation(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<Summary>, PageFault> {
        self.list_of_organisation(organisation, page).await
    }

    async fn in_status(
        &self,
        status: Status,
        organisation: Option<OrganisationId>,
        page: &PageRequest,
    ) -> Result<Page<Summary>, PageFault> {
        self.list_in_status(status, organisation, page).await
    }

    async fn review_queue(&self, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        self.list_queue(summary::REVIEW, None, page).await
    }

    async fn reviews_due(&self, until: Date, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        self.list_queue(summary::REVIEW, Some(summary::after(until)), page).await
    }

    async fn due_to_go_live(&self, until: Timestamp, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        let before = summary::after(format_args!("{until:.3}"));
        self.list_queue(summary::GO_LIVE, Some(before), page).await
    }

    async fn history(
        &self,
        change: ChangeId,
        page: &PageRequest,
    ) -> Result<HistoryPage<HistoryEntry>, PageFault> {
        self.history_page(("history", change), Key::change(change).pk, page, history::read).await
    }
}
