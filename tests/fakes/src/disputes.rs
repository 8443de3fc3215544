//! Disputes in memory.

use app::{DisputeEntry, DisputeSummary, Disputes, HistoryPage, Page, PageFault, PageRequest};
use domain::dispute::Dispute;
use domain::ids::{DisputeId, OrganisationId};
use newtype_uuid::GenericUuid;

use super::oats::newest_first;
use super::paging::List;
use super::store::MemoryStore;

impl Disputes for MemoryStore {
    async fn dispute_history(
        &self,
        id: DisputeId,
        page: &PageRequest,
    ) -> Result<HistoryPage<DisputeEntry>, PageFault> {
        let state = self.state();
        let own = || state.dispute_history.range((id, 0, None)..).take_while(|((one, ..), _)| *one == id);
        let entries = own().map(|((_, version, note), (_, entry))| {
            let note = note.map(|note| note.to_string()).unwrap_or_default();
            (format!("{version:010}#{note}"), entry.clone())
        });
        let page = List::new("dispute-history", id).page(entries, page)?;
        let organisation = own().next().map(|(_, (organisation, _))| *organisation);
        Ok(HistoryPage { organisation, page })
    }

    async fn disputes_of(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<DisputeSummary>, PageFault> {
        let state = self.state();
        let own = state.disputes.values().filter(|dispute| dispute.organisation == organisation);
        let place = |one: &Dispute| newest_first(one.opened_at, one.id.into_untyped_uuid().as_u128());
        let mut rows: Vec<_> = own.map(|one| (place(one), DisputeSummary::of(one))).collect();
        rows.sort_by(|(a, _), (b, _)| a.cmp(b));
        List::new("disputes-of", organisation).page(rows, page)
    }

    async fn open_disputes(&self, page: &PageRequest) -> Result<Page<DisputeSummary>, PageFault> {
        let state = self.state();
        let open = state.disputes.values().filter(|dispute| dispute.answer.is_none());
        let place = |one: &Dispute| format!("{:.3}#{}", one.opened_at, one.id);
        let mut rows: Vec<_> = open.map(|one| (place(one), DisputeSummary::of(one))).collect();
        rows.sort_by(|(a, _), (b, _)| a.cmp(b));
        List::new("open-disputes", "pdp").page(rows, page)
    }
}

impl MemoryStore {
    /// The dispute, as it is now.
    pub fn dispute(&self, id: DisputeId) -> Option<Dispute> {
        self.state().disputes.get(&id).cloned()
    }

    /// The whole history of a dispute, oldest first.
    pub fn dispute_entries(&self, id: DisputeId) -> Vec<DisputeEntry> {
        let state = self.state();
        let own = state.dispute_history.range((id, 0, None)..).take_while(|((one, ..), _)| *one == id);
        own.map(|(_, (_, entry))| entry.clone()).collect()
    }
}
