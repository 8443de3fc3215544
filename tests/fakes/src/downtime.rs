//! Notices of downtime in memory: histories, calendars, and how many are open.

use domain::downtime::{DeclaredDowntime, Notice};
use domain::ids::{DowntimeId, EndpointId, OrganisationId};
use domain::register::RegisteredEndpoint;
use jiff::Timestamp;

use super::paging::List;
use super::store::MemoryStore;
use app::{DowntimeEntry, DowntimeNotices, WhichDowntime};
use app::{Fault, HistoryPage, Page, PageFault, PageRequest, Readable};

impl DowntimeNotices for MemoryStore {
    async fn notice_history(
        &self,
        id: DowntimeId,
        page: &PageRequest,
    ) -> Result<HistoryPage<DowntimeEntry>, PageFault> {
        let state = self.state();
        let own =
            || state.downtime_history.range((id, 0, None)..).take_while(|((notice, ..), _)| *notice == id);
        let entries = own().map(|((_, version, note), (_, entry))| {
            let note = note.map(|note| note.to_string()).unwrap_or_default();
            (format!("{version:010}#{note}"), entry.clone())
        });
        let page = List::new("downtime-history", id).page(entries, page)?;
        let organisation = own().next().map(|(_, (organisation, _))| *organisation);
        Ok(HistoryPage { organisation, page })
    }

    async fn open_notices(&self, organisation: OrganisationId, now: Timestamp) -> Result<usize, Fault> {
        let is_open = |one: &&DeclaredDowntime| {
            one.organisation == organisation && one.in_force && one.change.is_none() && one.window.end > now
        };
        Ok(self.state().downtime.values().filter(is_open).count())
    }

    async fn declared_downtime(
        &self,
        which: &WhichDowntime,
        page: &PageRequest,
    ) -> Result<Page<DeclaredDowntime>, PageFault> {
        let state = self.state();
        let sorted = |one: &DeclaredDowntime| match (which.cancelled_since, one.cancelled_at) {
            (Some(since), Some(at)) => (at >= since).then_some(at),
            (None, None) => one.in_force.then_some(one.window.end),
            _ => None,
        };
        let is_wanted = |one: &DeclaredDowntime| {
            which.organisation.is_none_or(|own| one.organisation == own)
                && one.window.end > which.from
                && which.to.is_none_or(|to| one.window.start < to)
        };
        let rows = state.downtime.values().filter(|one| is_wanted(one)).filter_map(|one| {
            Some((format!("{:.3}#{}#{}", sorted(one)?, one.organisation, one.id), one.clone()))
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort_by(|(a, _), (b, _)| a.cmp(b));
        let owner = which.organisation.map_or_else(|| "pdp".to_owned(), |own| own.to_string());
        let kind = if which.cancelled_since.is_some() { "downtime-cancelled" } else { "downtime" };
        List::new(kind, owner).page(rows, page)
    }

    async fn endpoints_named(
        &self,
        named: &[(OrganisationId, EndpointId)],
    ) -> Result<Readable<RegisteredEndpoint>, Fault> {
        let state = self.state();
        let is_named = |place: &(OrganisationId, EndpointId)| named.contains(place);
        let found = state.register.iter().filter(|(place, _)| is_named(place));
        Ok(Readable::all(found.map(|(_, entry)| entry.clone()).collect()))
    }
}

impl MemoryStore {
    /// The notice without a change, as it is now.
    pub fn downtime_notice(&self, id: DowntimeId) -> Option<Notice> {
        self.state().downtime_notices.get(&id).cloned()
    }
}
