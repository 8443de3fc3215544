//! Technical changes in memory: lists and histories.

use std::fmt;

use domain::change::{Change, Stage, Status};
use domain::endpoint::ProposedEndpoint;
use domain::ids::{ChangeId, OrganisationId};
use jiff::Timestamp;
use jiff::civil::Date;
use newtype_uuid::GenericUuid;

use super::paging::List;
use super::store::{MemoryStore, State};
use app::Fault;
use app::Holder;
use app::Summary;
use app::{Changes, DueDates, HistoryEntry, HistoryPage};
use app::{Page, PageFault, PageRequest};

impl DueDates for MemoryStore {
    async fn worked_out_by(&self) -> Result<Option<String>, Fault> {
        Ok(self.state().worked_out_by.clone())
    }

    async fn note_worked_out_by(&self, bank_holidays: &str) -> Result<(), Fault> {
        self.state().worked_out_by = Some(bank_holidays.to_owned());
        Ok(())
    }
}

impl Changes for MemoryStore {
    async fn taken(&self, change: ChangeId, endpoints: &[ProposedEndpoint]) -> Result<Vec<usize>, Fault> {
        Ok(taken(&self.state(), change, endpoints))
    }

    async fn of_organisation(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<Summary>, PageFault> {
        let state = self.state();
        let own = state.changes.values().rev().filter(|change| change.organisation == organisation);
        List::new("changes", organisation).page(own.map(|change| (place(change), Summary::of(change))), page)
    }

    async fn in_status(
        &self,
        status: Status,
        organisation: Option<OrganisationId>,
        page: &PageRequest,
    ) -> Result<Page<Summary>, PageFault> {
        let state = self.state();
        let is_whose = |change: &&Change| organisation.is_none_or(|id| change.organisation == id);
        let found = state.changes.values().rev().filter(|change| change.status() == status).filter(is_whose);
        let whose = organisation.map_or_else(|| "pdp".to_owned(), |id| id.to_string());
        List::new("changes-in", format!("{whose}#{}", status.code()))
            .page(found.map(|change| (place(change), Summary::of(change))), page)
    }

    async fn review_queue(&self, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        let state = self.state();
        let queued = |change: &Change| Some((place_in_queue(change)?, Summary::of(change)));
        let mut queue: Vec<_> = state.changes.values().filter_map(queued).collect();
        queue.sort_by(|(a, _), (b, _)| a.cmp(b));
        List::new("review", "pdp").page(queue, page)
    }

    async fn reviews_due(&self, until: Date, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        let due = self.queue(|change| change.review_due().filter(|due| *due <= until));
        List::new("reviews-due", "pdp").page(due, page)
    }

    async fn due_to_go_live(&self, until: Timestamp, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        let due = self.queue(|change| change.go_live_at().filter(|at| *at <= until));
        List::new("golive", "pdp").page(due, page)
    }

    async fn history(
        &self,
        change: ChangeId,
        page: &PageRequest,
    ) -> Result<HistoryPage<HistoryEntry>, PageFault> {
        let state = self.state();
        let own = || state.history.range((change, 0, None)..).take_while(|((id, ..), _)| *id == change);
        let organisation = own().next().map(|(_, (organisation, _))| *organisation);
        let entries = own().map(|((_, version, id), (_, entry))| {
            let id = id.map(|id| id.to_string()).unwrap_or_default();
            (format!("{version:010}#{id}"), entry.clone())
        });
        let page = List::new("history", change).page(entries, page)?;
        Ok(HistoryPage { organisation, page })
    }
}

impl MemoryStore {
    /// The changes that have a place in a queue, in its order.
    fn queue<D: fmt::Display>(&self, due: impl Fn(&Change) -> Option<D>) -> Vec<(String, Summary)> {
        let state = self.state();
        let queued = |change: &Change| Some((format!("{}#{}", due(change)?, change.id), Summary::of(change)));
        let mut queue: Vec<_> = state.changes.values().filter_map(queued).collect();
        queue.sort_by(|(a, _), (b, _)| a.cmp(b));
        queue
    }
}

/// The place of a change among others, newest first: places ascend while ids descend.
fn place(change: &Change) -> String {
    format!("{:032x}", u128::MAX - change.id.into_untyped_uuid().as_u128())
}

fn taken(state: &State, change: ChangeId, endpoints: &[ProposedEndpoint]) -> Vec<usize> {
    let others = endpoints.iter().enumerate().filter(|(_, endpoint)| is_taken(state, change, endpoint));
    others.map(|(at, _)| at).collect()
}

fn is_taken(state: &State, change: ChangeId, endpoint: &ProposedEndpoint) -> bool {
    state.urls.get(endpoint).is_some_and(|holder| *holder != Holder::Change(change))
}

fn place_in_queue(change: &Change) -> Option<String> {
    match change.stage {
        Stage::InReview { due, .. } => Some(format!("{due}#{}", change.id)),
        // After every date.
        Stage::AwaitingInformation { working_days_late: Some(late), .. } => {
            Some(format!("~!{:03}#{}", 999_u32.saturating_sub(late), change.id))
        }
        Stage::AwaitingInformation { working_days_left, .. } => {
            Some(format!("~{working_days_left:03}#{}", change.id))
        }
        _ => None,
    }
}
