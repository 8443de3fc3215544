//! Reads from one of the tables through the use cases that functions call.
//!
//! Must not: keep times.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ::store::DynamoStore;
use anyhow::{Context, Result, ensure};
use app::mail::{Mail, Outcome};
use app::{
    Fault, Mailer, PageRequest, Recipient, Services, WhichChanges, WhichEndpoints, WhichTasks, list_changes,
    list_endpoints, promote_due, read_change, read_review_queue, read_work,
};
use domain::actor::{Actor, OrganisationRole, PdpRole, Role};
use domain::change::Status;
use domain::ids::ChangeId;
use domain::organisation::Organisation;
use go_live::Report;
use jiff::SignedDuration;
use tokio::runtime::Runtime;

use super::chance::{Chance, HandClock, NumberedIds};
use super::past::play;
use super::population::{self, CHANGES, ORGANISATIONS, organisation, plan};
use super::store::{Store, Table};

/// The default page of a list.
const PAGE: PageRequest = PageRequest { size: 25, cursor: None };
/// A number that nothing else has, for the readers' own ids.
const READER: u64 = (1 << 32) - 1;
/// The time of a due-work job when it begins.
const JOB_TIME: SignedDuration = SignedDuration::from_secs(60);

/// The read of one round, or of each.
#[derive(Debug, Clone, Copy)]
pub enum Read {
    /// The first page of PDP's queue of reviews.
    Reviews,
    /// The first page of PDP's queue of steps to decide on.
    /// The first page of all that waits for PDP.
    Work,
    /// The first page of what waits at an organisation, another in every round.
    OwnWork,
    /// The newest changes in a status.
    InStatus,
    /// The newest changes of an organisation, another in every round.
    Organisation,
    /// A change, another in every round.
    Change,
    /// The endpoints of an organisation, another in every round.
    OwnEndpoints,
    /// The first page of everybody's live endpoints.
    LiveEndpoints,
    /// The due-work job of every minute, when nothing is due.
    NothingDue,
    /// A change becomes due every minute. Each round finds the next one and takes it live.
    GoLive,
}

/// A table, and the reads from it.
pub struct Reader {
    runtime: Runtime,
    table: Table,
    clock: HandClock,
    services: Services<DynamoStore>,
    /// The change of each place of a block, from some block.
    changes: Vec<(Actor, ChangeId)>,
    /// Contacts of the organisations of the places of a block, again and again, each from some block.
    contacts: Vec<Actor>,
}

impl Reader {
    /// A reader of the table of this name, which has so many blocks. In each round, readers of different tables read
    /// counterparts.
    ///
    /// # Errors
    /// The store cannot be reached, or whose past was put cannot be found out again.
    pub fn open(store: &Store, name: &str, blocks: u64) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let table = store.open(name)?;
        let clock = HandClock::at(population::present());
        let ids = NumberedIds::new(READER, clock.clone());
        let services = Services::new(table.store.clone(), Arc::new(clock.clone()), Arc::new(ids));
        let mut chance = Chance::new(READER);
        let mut changes = Vec::new();
        for place in 0..CHANGES {
            let plan = plan(place + CHANGES * chance.below(blocks));
            let (own, _) = organisation(plan.organisation);
            let (past, _) = runtime.block_on(play(plan, &own))?;
            let change = past.last().and_then(|last| last.change()).context("a change without a past")?.id;
            changes.push((contact_of(&own)?, change));
        }
        let contacts = (0..CHANGES).map(|round| {
            let number = round % ORGANISATIONS + ORGANISATIONS * chance.below(blocks);
            contact_of(&organisation(number).0)
        });
        let contacts = contacts.collect::<Result<_>>()?;
        Ok(Self { runtime, table, clock, services, changes, contacts })
    }

    /// Reads once; returns the time and the number of calls.
    ///
    /// # Errors
    /// It failed, or did not find what there is.
    pub fn run(&self, read: Read, round: u64) -> Result<(Duration, u32)> {
        if let Read::GoLive = read {
            self.clock.advance(60_000);
        }
        self.table.take_calls();
        let begun = Instant::now();
        let found = self.runtime.block_on(self.read(read, round))?;
        let took = begun.elapsed();
        let expected = match read {
            Read::Reviews | Read::Work | Read::InStatus | Read::LiveEndpoints => found == PAGE.size as usize,
            Read::Organisation | Read::OwnEndpoints => found > 0,
            Read::Change | Read::GoLive => found == 1,
            Read::NothingDue => found == 0,
            // Perhaps nothing waits there.
            Read::OwnWork => true,
        };
        ensure!(expected, "{read:?} found {found} in round {round}");
        Ok((took, self.table.take_calls()))
    }

    /// How many entries were found.
    async fn read(&self, read: Read, round: u64) -> Result<usize> {
        let services = &self.services;
        Ok(match read {
            Read::Reviews => read_review_queue(services, &reviewer(), &PAGE).await?.items.len(),
            Read::Work => {
                read_work(services, &reviewer(), &WhichTasks::default(), &PAGE).await?.page.items.len()
            }
            Read::OwnWork => {
                let contact = counterpart(&self.contacts, round)?;
                read_work(services, contact, &WhichTasks::default(), &PAGE).await?.page.items.len()
            }
            Read::InStatus => {
                let which = WhichChanges { status: Some(Status::Complete), ..WhichChanges::default() };
                list_changes(services, &reviewer(), &which, &PAGE).await?.items.len()
            }
            Read::Organisation => {
                let contact = counterpart(&self.contacts, round)?;
                list_changes(services, contact, &WhichChanges::default(), &PAGE).await?.items.len()
            }
            Read::Change => {
                let (contact, id) = counterpart(&self.changes, round)?;
                usize::from(read_change(services, contact, *id).await?.id == *id)
            }
            Read::OwnEndpoints => {
                let contact = counterpart(&self.contacts, round)?;
                list_endpoints(services, contact, WhichEndpoints::default(), &PAGE).await?.items.len()
            }
            Read::LiveEndpoints => {
                list_endpoints(services, &reviewer(), WhichEndpoints::default(), &PAGE).await?.items.len()
            }
            Read::NothingDue => usize::from(
                go_live::handle(services, &NobodyToWriteTo, &app::ReminderThrottle::default(), JOB_TIME)
                    .await?
                    != Report::default(),
            ),
            Read::GoLive => {
                let processed = promote_due(services, || true).await?;
                ensure!(processed.failed.is_empty(), "failed to go live: {:?}", processed.failed);
                processed.done.len()
            }
        })
    }
}

/// A mail service that is never called: all notifications are sent.
struct NobodyToWriteTo;

impl Mailer for NobodyToWriteTo {
    fn subject(&self, mail: &Mail) -> String {
        mail.id.to_string()
    }

    async fn send(&self, _: &Mail, _: &Recipient) -> Outcome {
        Outcome::NotSent(Fault::lasting("send a notification", "nobody is to be written to"))
    }
}

fn reviewer() -> Actor {
    population::staff(PdpRole::Reviewer)
}

pub(super) fn contact_of(organisation: &Organisation) -> Result<Actor> {
    let role = Role::Organisation(OrganisationRole::PrimaryBusinessContact);
    population::holder(role, organisation).context("an organisation without a contact")
}

fn counterpart<T>(these: &[T], round: u64) -> Result<&T> {
    these.get(usize::try_from(round)? % these.len()).context("nothing to read")
}
