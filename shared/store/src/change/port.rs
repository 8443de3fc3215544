//! Technical changes: the port. One call to the table per method, a repeated draft aside.

use app::{
    Changes, Commit, CommitFault, Fault, HistoryEntry, HistoryPage, Loaded, Page, PageFault, PageRequest,
    Receipt, RequestKey, Summary, Want,
};
use domain::change::Change;
use domain::endpoint::ProposedEndpoint;
use domain::ids::{ChangeId, OrganisationId};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::DynamoStore;
use crate::change::commit;
use crate::item;
use crate::item::summary;
use crate::table::keys::{Key, Kind, PK, kind_of};

impl Changes for DynamoStore {
    async fn load(&self, want: Want<'_>) -> Result<Loaded, Fault> {
        let mut keys = vec![Key::change(want.change)];
        keys.extend(want.organisation.map(Key::organisation));
        keys.extend(want.request.map(Key::request));
        let mut loaded = Loaded::default();
        for found in self.get_all(keys).await? {
            match kind_of(&found) {
                Some(Kind::Change) => loaded.change = Some(item::change::read(found)?),
                Some(Kind::Organisation) => loaded.organisation = Some(item::organisation::read(found)?),
                Some(Kind::Receipt) => {
                    loaded.receipt = item::receipt::read(found, want.request, want.now)?;
                }
                _ => {}
            }
        }
        if let Some(elsewhere) = made_elsewhere(&want, loaded.receipt.as_ref()) {
            loaded.change = self.get(Key::change(elsewhere)).await?.map(item::change::read).transpose()?;
        }
        Ok(loaded)
    }

    async fn commit(&self, commit: &Commit) -> Result<(), CommitFault> {
        commit::transaction(&self.table, commit)?.run(&self.client).await
    }

    async fn record_download(
        &self,
        change: &Change,
        note: Uuid,
        entry: &HistoryEntry,
        request: Option<&(RequestKey, Receipt)>,
    ) -> Result<(), CommitFault> {
        self.put_download(change, note, entry, request).await
    }

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

    async fn review_queue(&self, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        self.list_queue(summary::REVIEW, None, page).await
    }

    async fn reviews_due(&self, until: Date, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        self.list_queue(summary::REVIEW, Some(summary::after(until)), page).await
    }

    async fn decision_queue(&self, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        self.list_queue(summary::DECISION, None, page).await
    }

    async fn due_to_go_live(&self, until: Timestamp, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        let before = summary::after(format_args!("{until:.3}"));
        self.list_queue(summary::GO_LIVE, Some(before), page).await
    }

    async fn history(&self, change: ChangeId, page: &PageRequest) -> Result<HistoryPage, PageFault> {
        self.read_history(change, page).await
    }
}

/// The change that the same request made, when it is not the one asked for: a draft that was begun before.
fn made_elsewhere(want: &Want<'_>, receipt: Option<&Receipt>) -> Option<ChangeId> {
    let (key, receipt) = (want.request?, receipt?);
    receipt.change.filter(|change| *change != want.change && receipt.is_of(key))
}
