//! Who has their turn when, on a queue in memory.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::Poll;

use jiff::Timestamp;
use newtype_uuid::{GenericUuid, TypedUuid};
use pollster::block_on;
use uuid::Uuid;

use super::*;
use crate::page::Cursor;
use crate::services::{Clock, Ids};

/// A queue of the organisations with these numbers, of which so many entries are a page.
struct Numbered {
    of: Vec<u8>,
    page: usize,
    /// Whether another job has done it all.
    is_done: bool,
    /// The page that cannot be read.
    unreadable: Option<usize>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    reads: usize,
    /// In which order the entries were begun.
    begun: Vec<usize>,
    under_way: BTreeMap<OrganisationId, usize>,
    most_of_one: usize,
    most: usize,
}

impl Numbered {
    fn of(of: impl IntoIterator<Item = u8>, page: usize) -> Self {
        Self { of: of.into_iter().collect(), page, is_done: false, unreadable: None, seen: Mutex::default() }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }

    /// The organisations in the order in which they had their turns.
    fn turns(&self) -> Vec<u8> {
        self.seen().begun.iter().map(|place| self.of[*place]).collect()
    }
}

/// Lets the others go on, a few times.
async fn wait() {
    let mut turns = 3;
    poll_fn(move |context| {
        if turns == 0 {
            return Poll::Ready(());
        }
        turns -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

impl Queue for Numbered {
    type Id = usize;

    async fn read(&self, page: PageRequest) -> Result<Page<Entry<usize>>, PageFault> {
        wait().await;
        self.seen().reads += 1;
        let from: usize = page.cursor.map_or(0, |Cursor(place)| place.parse().unwrap());
        if self.unreadable == Some(from / self.page) {
            return Err(Fault::retryable("read a page", "not now").into());
        }
        let organisation =
            |place: usize| TypedUuid::from_untyped_uuid(Uuid::from_u128(u128::from(self.of[place])));
        let entry = |place| {
            let late = SignedDuration::from_secs(i64::try_from(place).unwrap());
            Entry { id: place, organisation: organisation(place), late }
        };
        let until = self.of.len().min(from + self.page);
        let next = (until < self.of.len()).then(|| Cursor(until.to_string()));
        Ok(Page { items: (from..until).map(entry).collect(), next, unreadable: 1 })
    }

    async fn work(&self, entry: Entry<usize>) -> Result<bool, AppError> {
        {
            let mut seen = self.seen();
            seen.begun.push(entry.id);
            *seen.under_way.entry(entry.organisation).or_default() += 1;
            seen.most_of_one = seen.most_of_one.max(seen.under_way[&entry.organisation]);
            seen.most = seen.most.max(seen.under_way.values().sum());
        }
        wait().await;
        *self.seen().under_way.get_mut(&entry.organisation).unwrap() -= 1;
        if entry.id == 0 { Err(Fault::lasting("work", "broken").into()) } else { Ok(self.is_done) }
    }
}

/// A clock that counts pauses.
#[derive(Default)]
struct Pauses(AtomicU64);

impl Clock for Pauses {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn pause(&self, _: SignedDuration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async {})
    }
}

/// Random bits that depend on the seed.
struct Seeded(AtomicU64);

impl Ids for Seeded {
    fn uuid(&self) -> [u8; 16] {
        [7; 16]
    }

    fn bits(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 7
    }
}

fn services(seed: u64) -> (Services<()>, Arc<Pauses>) {
    let clock = Arc::<Pauses>::default();
    (Services::new((), clock.clone(), Arc::new(Seeded(AtomicU64::new(seed)))), clock)
}

fn work(queue: &Numbered, at_once: usize, seed: u64) -> Result<DueWork<usize>, Fault> {
    block_on(work_off(&services(seed).0, queue, at_once, || true))
}

/// Holds Q8.
#[test]
fn many_are_under_way_and_of_an_organisation_one() {
    let queue = Numbered::of((0..200).map(|place| place % 7 * (place % 2)), 10);
    let processed = work(&queue, 4, 1).unwrap();
    let seen = queue.seen();
    assert_eq!((seen.most, seen.most_of_one), (4, 1));
    assert_eq!((processed.done.len(), processed.failed.len()), (199, 1), "the others go on");
    assert_eq!((processed.unreadable, processed.latest), (20, SignedDuration::from_secs(199)));
    let mut begun = seen.begun.clone();
    begun.sort_unstable();
    assert_eq!(begun, (0..200).collect::<Vec<_>>(), "each once");
}

/// Holds Q7, Q8.
#[test]
fn a_backlog_of_one_organisation_delays_no_other() {
    let many = std::iter::repeat_n(1, 90);
    let queue = Numbered::of(many.chain([2, 3, 4, 4]), 100);
    work(&queue, 2, 1).unwrap();
    let turns = queue.turns();
    let last = turns.iter().rposition(|organisation| *organisation != 1);
    assert!(last.is_some_and(|last| last < 12), "{turns:?}");
    let own: Vec<_> = queue.seen().begun.iter().copied().filter(|place| *place < 90).collect();
    assert!(own.is_sorted(), "what has waited longest is first among its own");
}

/// Holds Q8.
#[test]
fn a_job_goes_elsewhere_where_another_was() {
    let of = || (0..40).map(|place| place / 4);
    let alone = Numbered::of(of(), 100);
    work(&alone, 1, 1).unwrap();
    let moves = |queue: &Numbered| queue.turns().windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert_eq!(moves(&alone), 10, "it stays to the end, but where something failed it comes back");
    let beside = Numbered { is_done: true, ..Numbered::of(of(), 100) };
    let (services, pauses) = services(1);
    block_on(work_off(&services, &beside, 1, || true)).unwrap();
    assert_eq!(moves(&beside), 39);
    // The first look at each organisation has none, nor the one after a failure.
    assert_eq!(pauses.0.load(Ordering::Relaxed), 29);
}

/// Holds Q8.
#[test]
fn jobs_bring_organisations_into_orders_of_their_own() {
    let orders = [1, 1_000].map(|seed| {
        let queue = Numbered::of(0..100, 100);
        work(&queue, 1, seed).unwrap();
        queue.turns()
    });
    let same = orders[0].iter().zip(&orders[1]).filter(|(one, other)| one == other).count();
    assert!(same < 20, "{same} of 100 at the same place");
}

#[test]
fn what_was_read_is_done_though_the_next_page_cannot_be_read() {
    let queue = Numbered { unreadable: Some(2), ..Numbered::of(1..=100, 10) };
    assert!(work(&queue, 4, 1).is_err());
    assert_eq!(queue.seen().begun.len(), 20);
}

#[test]
fn without_time_nothing_is_begun_and_little_is_read() {
    let queue = Numbered::of(0..100, 10);
    let processed = block_on(work_off(&services(1).0, &queue, 4, || false)).unwrap();
    assert!(processed.cut_short && processed.done.is_empty());
    assert!(queue.seen().begun.is_empty() && queue.seen().reads <= 2);
}
