//! Works off a queue of due work: several entries at once, but of each organisation one at a time, because two that change one
//! record would only keep each other from committing. So a backlog of one organisation takes one place and leaves the others to the rest.
//!
//! The queue is read ahead, by a bounded number of entries. Two jobs that overlap read the same entries, so each brings the
//! organisations into an order of its own and stays with one to its end. Where it finds nothing to do, the other job was or is: it
//! goes elsewhere first, and comes back with a pause. What the other job did first costs one read.
//! Must not: know what is done with an entry.

use std::collections::btree_map::Entry as Place;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::future::Future;

use domain::ids::OrganisationId;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use jiff::SignedDuration;

use crate::due_work::DueWork;
use crate::error::{AppError, Fault};
use crate::page::{Page, PageFault, PageRequest};
use crate::services::Services;

/// How many entries are read from a queue at once.
const PAGE: u32 = 100;

/// How many entries may wait in memory, at most, before the next page is read.
const AHEAD: usize = 10_000;

/// The longest pause, in milliseconds, before a job looks again where another was.
const PAUSE: u64 = 100;

/// An entry of a queue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<I> {
    pub(super) id: I,
    /// Whose record it may change.
    pub(super) organisation: OrganisationId,
    /// How late it is.
    pub(super) late: SignedDuration,
}

/// A queue, and what is done with its entries.
pub(super) trait Queue: Sync {
    type Id: Copy + Send;

    /// A page of what is due.
    fn read(
        &self,
        page: PageRequest,
    ) -> impl Future<Output = Result<Page<Entry<Self::Id>>, PageFault>> + Send;

    /// Does what is due of it; whether there was nothing to do.
    fn work(&self, entry: Entry<Self::Id>) -> impl Future<Output = Result<bool, AppError>> + Send;
}

/// Something that was under way and ended.
enum Ended<I> {
    Read(Result<Page<Entry<I>>, PageFault>),
    Worked(Entry<I>, Result<bool, AppError>),
}

/// Works off the queue, `at_once` entries at a time, and begins nothing when `time_left` says no.
///
/// # Errors
/// [`Fault`] when the queue cannot be read; what was read until then is done.
pub(super) async fn work_off<S: Sync, Q: Queue>(
    services: &Services<S>,
    queue: &Q,
    at_once: usize,
    time_left: impl Fn() -> bool + Send,
) -> Result<DueWork<Q::Id>, Fault> {
    let mut processed = DueWork::default();
    let mut lanes = Lanes::default();
    // Boxed, because the compiler does not see through as many layers of futures as a due-work job has.
    let mut under_way = FuturesUnordered::<BoxFuture<'_, Ended<Q::Id>>>::new();
    let (mut next, mut is_reading) = (Some(PageRequest { size: PAGE, cursor: None }), false);
    let mut unread = None;
    loop {
        if !is_reading
            && !processed.cut_short
            && lanes.waiting < AHEAD
            && let Some(page) = next.take()
        {
            is_reading = true;
            under_way.push(Box::pin(async { Ended::Read(queue.read(page).await) }));
        }
        while under_way.len() < at_once + usize::from(is_reading)
            && let Some(entry) = lanes.take()
        {
            if !time_left() {
                processed.cut_short = true;
                lanes = Lanes::default();
                break;
            }
            let pause = lanes.elsewhere.contains(&entry.organisation).then(|| services.ids.bits() % PAUSE);
            under_way.push(Box::pin(async move {
                if let Some(milliseconds) = pause {
                    services.clock.pause(SignedDuration::from_millis(milliseconds.cast_signed())).await;
                }
                Ended::Worked(entry, queue.work(entry).await)
            }));
        }
        match under_way.next().await {
            Some(Ended::Worked(entry, done)) => {
                lanes.free(entry.organisation, done.as_ref().ok().copied());
                processed.note(entry.id, done);
            }
            Some(Ended::Read(Ok(page))) => {
                is_reading = false;
                processed.skip(page.unreadable);
                for entry in page.items {
                    processed.latest = processed.latest.max(entry.late);
                    lanes.add(entry, || services.ids.bits());
                }
                next = page.next.map(|cursor| PageRequest { size: PAGE, cursor: Some(cursor) });
            }
            Some(Ended::Read(Err(fault))) => {
                is_reading = false;
                unread = Some(fault.of_queue());
            }
            None => return unread.map_or(Ok(processed), Err),
        }
    }
}

/// What waits, in a lane for each organisation.
struct Lanes<I> {
    /// Of each organisation that waits or is being worked on, what waits, in the order of the queue.
    lanes: BTreeMap<OrganisationId, VecDeque<Entry<I>>>,
    /// The organisations that wait, and of which nothing is being worked on.
    ready: VecDeque<OrganisationId>,
    /// Those of them that another job works on, as it seems.
    elsewhere: BTreeSet<OrganisationId>,
    /// How many entries wait.
    waiting: usize,
}

impl<I> Default for Lanes<I> {
    fn default() -> Self {
        Self { lanes: BTreeMap::new(), ready: VecDeque::new(), elsewhere: BTreeSet::new(), waiting: 0 }
    }
}

impl<I> Lanes<I> {
    /// Lets an entry wait. An organisation that is new here has its turn somewhere among the others, as the random `bits` say.
    fn add(&mut self, entry: Entry<I>, bits: impl FnOnce() -> u64) {
        let organisation = entry.organisation;
        self.waiting += 1;
        match self.lanes.entry(organisation) {
            Place::Occupied(lane) => lane.into_mut().push_back(entry),
            Place::Vacant(lane) => {
                lane.insert(VecDeque::from([entry]));
                let last = self.ready.len();
                self.ready.push_back(organisation);
                if last > 0 {
                    let place = bits() % (last as u64 + 1);
                    self.ready.swap(last, usize::try_from(place).unwrap_or(last));
                }
            }
        }
    }

    /// The next entry. Nothing more of its organisation is taken until that is free.
    fn take(&mut self) -> Option<Entry<I>> {
        let organisation = self.ready.pop_front()?;
        let entry = self.lanes.get_mut(&organisation)?.pop_front()?;
        self.waiting -= 1;
        Some(entry)
    }

    /// Nothing of this organisation is being worked on any more. If something of it waits, it is next, or last when there was nothing
    /// to do or it failed.
    fn free(&mut self, organisation: OrganisationId, nothing_to_do: Option<bool>) {
        let Place::Occupied(lane) = self.lanes.entry(organisation) else { return };
        if lane.get().is_empty() {
            lane.remove();
            self.elsewhere.remove(&organisation);
            return;
        }
        match nothing_to_do {
            Some(false) => {
                self.elsewhere.remove(&organisation);
                self.ready.push_front(organisation);
            }
            Some(true) => {
                self.elsewhere.insert(organisation);
                self.ready.push_back(organisation);
            }
            None => self.ready.push_back(organisation),
        }
    }
}

#[cfg(test)]
mod tests;
